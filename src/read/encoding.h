/*
 * Whether a file is text as the XML parser may have it.
 */
#ifndef READ_ENCODING_H
#define READ_ENCODING_H

#include <gradwalk/error.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Refuse what is empty, is not UTF-8, says that it is not, or has a zero byte; the error has the
 * place.
 */
bool encoding_check(const char *file, const char *text, size_t length, struct gw_error *error);

#endif
