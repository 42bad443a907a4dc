/*
 * UTF-8: code points out of bytes, and bytes out of code points.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_INVALID UINT32_MAX

/*
 * The code point at *cursor, which moves past it: past one byte, with UTF8_INVALID, if it is not
 * UTF-8.
 */
uint32_t utf8_next(const char **cursor, const char *end);
/* The bytes of a code point into `bytes` (of 4 at least); returns how many. */
size_t utf8_put(uint32_t code_point, char *bytes);
/* The offset of the first byte that is not UTF-8; `length` if there is none. */
size_t utf8_check(const char *bytes, size_t length);

#endif
