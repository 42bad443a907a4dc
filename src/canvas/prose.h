/*
 * A few lines of text whose parts have roles.
 *
 * A `struct prose` starts as {0}. What is added must be safe for a terminal already. Once it is as
 * large as it gets, clearing and filling it again does not allocate.
 */
#ifndef CANVAS_PROSE_H
#define CANVAS_PROSE_H

#include "canvas/canvas.h"

struct run {
	uint32_t offset, length; /* bytes of `text` */
	uint8_t role, emphasis;
	bool is_sentence; /* of a person, see prose_add_sentence() */
	bool is_phrase;   /* of ours, see prose_add_phrase() */
};

struct prose {
	struct text text; /* lines, each ended by \n */
	struct run *run;  /* in order, without gaps */
	size_t run_count, run_capacity;
	size_t rounded_count; /* numbers in it that are not shown whole, as told by who adds them */
};

void prose_finish(struct prose *prose);
void prose_clear(struct prose *prose);
void prose_add(struct prose *prose, enum role role, unsigned emphasis, const char *format, ...)
	PRINTF_LIKE(4, 5);
/*
 * The same for a person's prose, of which each line has an order of its own: one whose first letter
 * is written from the right is set from the right.
 */
void prose_add_sentence(struct prose *prose, enum role role, unsigned emphasis, const char *format,
			...) PRINTF_LIKE(4, 5);
/*
 * Words of ours, in their own order, in a line that has other things in columns before them. Where
 * they end the line and are written from the right, they are set from the right too.
 */
void prose_add_phrase(struct prose *prose, enum role role, unsigned emphasis, const char *words);
/* Whether a line of it, wrapped at `width` columns, is set from the right. */
bool prose_is_line_from_right(const struct prose *prose, int width, int line);
/* Put other bytes in the place of `length` bytes, which lie in one run. */
void prose_replace(struct prose *prose, size_t at, size_t length, const char *bytes);
/*
 * A place in it to come back to: prose_rewind() takes away what was added since.
 */
struct prose_mark {
	size_t length, rounded_count;
};

struct prose_mark prose_mark(const struct prose *prose);
void prose_rewind(struct prose *prose, struct prose_mark mark);
/* Columns of its last line, if that was not wrapped. */
int prose_last_columns(const struct prose *prose);
/* The lines that it takes, wrapped between words at `width` columns. */
int prose_lines(const struct prose *prose, int width);
/*
 * Draw it into a rectangle, wrapped between words, without its first `skip_lines` lines; what does
 * not fit the height is left out. Returns the lines used.
 */
int prose_draw(const struct prose *prose, struct canvas *canvas, int x, int y, int width,
	       int height, int skip_lines);
/* Add its lines as they are, without roles, to a text that fails if it did; then finish it. */
void prose_hand_over(struct prose *prose, struct text *text);

#endif
