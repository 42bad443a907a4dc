/*
 * Text that grows, and the bytes of a terminal.
 *
 * A `struct text` starts as {0}. Additions that find no memory set `failed` and do nothing more, so
 * that a writer checks once, at the end. `data` always ends in a zero byte once anything was added.
 *
 *     struct text text = {0};
 *     text_add_format(&text, "%d nodes\n", count);
 *     if (!text.failed)
 *         fputs(text.data, stdout);
 *     text_finish(&text);
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/utf8.h"

#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	char *data;
	size_t length, capacity;
	bool failed;
	bool is_fixed; /* the memory is the caller's and does not grow */
	bool is_ascii; /* what is added is spelled in ASCII, see base/ascii.h */
};

#if defined(__GNUC__)
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#else
#define PRINTF_LIKE(text, first)
#endif

/*
 * An empty text in the caller's `size` bytes: it never allocates, what does not fit is left out and
 * sets `failed`.
 */
struct text text_in(char *memory, size_t size);
/*
 * The same for text that will be added to `sink`: in ASCII if that is, so that its width is right.
 */
struct text text_for(const struct text *sink, char *memory, size_t size);

void text_finish(struct text *text);
void text_clear(struct text *text); /* makes it empty and keeps its memory */
void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add_byte(struct text *text, char byte);
void text_add_format(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
void text_add_format_list(struct text *text, const char *format, va_list arguments)
	PRINTF_LIKE(2, 0);
void text_add_code_point(struct text *text, uint32_t code_point);
/* Blanks, until what stands behind the offset `start` fills so many terminal columns. */
void text_pad(struct text *text, size_t start, int columns);

/*
 * Adds words behind a blank, from `column` on in as many lines as they need, none longer than
 * `last` columns if it has several words; a line end follows. `line` is where the first line
 * begins.
 */
void text_add_wrapped(struct text *text, size_t line, int column, int last, const char *words);

/*
 * The bytes as a terminal may have them. Controls (C0, DEL, C1), line and paragraph separators,
 * marks that change the direction of text, characters that cannot be seen, and bytes that are not
 * UTF-8 become visible escapes: \x1b, \u202e, \u200b.
 */
void text_add_safe(struct text *text, const char *bytes, size_t length);

/*
 * Signs that have several meanings, and one spelling in ASCII for each. text_sign() gives the one
 * that the text writes.
 */
enum text_sign {
	SIGN_SEPARATOR, /* " · ", | in ASCII: between two remarks */
	SIGN_UNSET,     /* "·", . in ASCII: a number that is not computed yet */
	SIGN_BY,        /* "×", x in ASCII: between rows and columns */
	SIGN_CUT,       /* "…", ~ in ASCII: one column for what was left out of a name */
};

const char *text_sign(const struct text *text, enum text_sign sign);

/*
 * As a cell of a table whose cells are parted by `separator`, safe for a terminal: in quotes if it
 * must be.
 */
void text_add_cell(struct text *text, const char *string, char separator);

/*
 * As a string of JSON (RFC 8259), in quotes, safe for a terminal; what is not UTF-8 becomes U+FFFD.
 */
void text_add_json(struct text *text, const char *string);

/*
 * The text in a container of its own size, for the caller to free; `text` is empty afterwards. NULL
 * if it failed. Not for a text in the caller's memory.
 */
char *text_take(struct text *text);

/* Terminal columns of a code point: 0 for combining and control characters, 2 for wide ones. */
int code_point_width(uint32_t code_point);
/* Terminal columns of a string. */
int text_width(const char *bytes, size_t length);
/* The bytes of the longest beginning that takes at most `columns`, no escape in it cut. */
size_t text_fit(const char *bytes, size_t length, int columns);

/*
 * A text in at most `columns`, of which a sign of elision takes `sign_columns` if it is too long:
 * then it is cut in the middle, since long names often end differently, but in no escape.
 *
 *     a_very_lo…_abcd         bytes[0] … bytes[head − 1], the sign, bytes[tail] … bytes[length − 1]
 */
struct text_cut {
	size_t head, tail; /* `length` both: it is whole */
	int columns;       /* that it takes, with the sign */
};

struct text_cut text_cut(const char *bytes, size_t length, int columns, int sign_columns);
/* The same with so many columns before the sign. */
struct text_cut text_cut_at(const char *bytes, size_t length, int columns, int sign_columns,
			    int head_columns);

#endif
