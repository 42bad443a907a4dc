/*
 * Filling in a struct gw_error.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/text.h"

#include <gradwalk/error.h>

/*
 * An error without a place. Returns false, to be returned at once. `error` may be NULL, here and
 * below.
 */
bool error_set(struct gw_error *error, const char *format, ...) PRINTF_LIKE(2, 3);

/*
 * Names the invisible character in `bytes`, if there is one, behind a message that quotes them:
 * " (with the invisible character U+200B, ZERO WIDTH SPACE)".
 */
void error_add_invisible(struct text *message, const char *bytes, size_t length);

/* "out of memory" */
bool error_memory(struct gw_error *error);
bool error_is_memory(const struct gw_error *error);

/*
 * An error at `offset` of a text of `length` bytes: line, column, excerpt and caret are found from
 * it. `file` names the text and may be NULL.
 */
bool error_at(struct gw_error *error, const char *file, const char *text, size_t length,
	      size_t offset, const char *format, ...) PRINTF_LIKE(6, 7);
bool error_at_list(struct gw_error *error, const char *file, const char *text, size_t length,
		   size_t offset, const char *format, va_list arguments) PRINTF_LIKE(6, 0);

/* "FILE:LINE:COLUMN: message", in a line; the message alone if it has no place. */
void error_add_line(const struct gw_error *error, struct text *text);

/* Where an error is in the line of text that it is about; NULL if it has no place. */
const char *error_place(const struct gw_error *error, const char *text);

#endif
