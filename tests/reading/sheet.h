/*
 * A drawing as a sheet of cells, and nothing but its characters.
 *
 * Each cell that has been understood is taken; what is left in the end belongs to nothing.
 */
#ifndef READING_SHEET_H
#define READING_SHEET_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sheet_cell {
	uint32_t glyph;    /* a code point; 0 behind a wide one */
	const char *bytes; /* of the drawing, with what combines with it */
	size_t length;
	bool is_taken;
};

struct sheet {
	struct text drawing; /* without the marks beside right-to-left names, which are no part of
				them */
	int width, height;
	struct sheet_cell *cell; /* row by row, short lines filled with blanks */
	bool is_ascii;
	struct text on_wires; /* the numbers that stood on wires, each behind a newline */
};

/* Lines ended by \n. False if memory ran out. */
bool sheet_init(struct sheet *sheet, const char *drawing, size_t length);
void sheet_finish(struct sheet *sheet);

/* The code point at a place; a blank outside the sheet. */
uint32_t sheet_glyph(const struct sheet *sheet, int x, int y);
/* Likewise, but a blank where the cell is taken. */
uint32_t sheet_free_glyph(const struct sheet *sheet, int x, int y);

/* Take `width` cells of a row, those outside the sheet left out. */
void sheet_take(struct sheet *sheet, int x, int y, int width);

/*
 * The bytes of the cells `x` … `end` − 1 of a row, which lie inside the sheet; *length says how
 * many.
 */
const char *sheet_text(const struct sheet *sheet, int x, int end, int y, size_t *length);

#endif
