/*
 * Matrices as text: "0 0; 0 1", rows parted by semicolons, entries by spaces (a comma would look
 * like a decimal one), and all of it in brackets or not: "[0 0; 0 1]". A single number is a scalar.
 */
#ifndef GRAPH_MATRIX_TEXT_H
#define GRAPH_MATRIX_TEXT_H

#include "base/arena.h"
#include "base/text.h"

#include <gradwalk/shape.h>

/*
 * Read one; its entries are taken from the arena. False if the text is none: `why` then is a
 * sentence, and *place the byte at fault.
 */
bool matrix_read(const char *text, struct arena *arena, struct gw_matrix *matrix, struct text *why,
		 size_t *place);

/*
 * Read the place of an entry, "[1,0]", of which a comma tells it from a matrix. The bytes that it
 * has, or 0 if the text does not begin with one. Whether a matrix has such an entry is for the
 * caller to ask.
 */
int matrix_read_place(const char *text, unsigned *row, unsigned *column);

/* Whether every entry is 0. */
bool matrix_is_zero(struct gw_matrix matrix);

/* Adds one: "[1 2; 3 4]"; numbers as number_brief() writes them, with − for people. */
void matrix_write(struct text *text, struct gw_matrix matrix, int digits);
/* The same for people, to whom a zero has no sign. */
void matrix_show(struct text *text, struct gw_matrix matrix, int digits);
/* Whether an entry has more digits than matrix_write() shows. */
bool matrix_is_rounded(struct gw_matrix matrix, int digits);
/* Adds a shape: "4×2". */
void shape_write(struct text *text, struct gw_shape shape);

#endif
