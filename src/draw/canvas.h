/*
 * A rectangle of character cells: what a screen shows and what `show` prints.
 *
 * Each cell has one glyph (a character with what combines with it), a role that says what it means, and emphasis.
 * What a role looks like is decided once, in canvas.c, for text with colour, and in tui/screen.c for the terminal.
 * Everything drawn outside the rectangle is clipped.
 *
 *     struct canvas canvas = {0};
 *     canvas_init(&canvas, 80, 24);
 *     canvas_text(&canvas, 2, 0, ROLE_VALUE, EMPHASIS_NONE, "−2.00");
 *     canvas_write(&canvas, CANVAS_PLAIN, &text);
 *     canvas_finish(&canvas);
 */
#ifndef DRAW_CANVAS_H
#define DRAW_CANVAS_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum role {
	ROLE_PLAIN,
	ROLE_DIM,        /* of less importance; never the only sign of anything */
	ROLE_VALUE,      /* forward: green */
	ROLE_GRADIENT,   /* backward: red */
	ROLE_UPSTREAM,
	ROLE_LOCAL,
	ROLE_DOWNSTREAM,
	ROLE_CURRENT,    /* the node at work and its wires */
	ROLE_SELECTED,   /* the node that the user points at */
	ROLE_TITLE,
	ROLE_KEY,        /* a key that can be pressed */
	ROLE_ERROR,
	ROLE_COUNT,
};

enum emphasis {
	EMPHASIS_NONE = 0,
	EMPHASIS_BOLD = 1,
	EMPHASIS_REVERSE = 2,
	EMPHASIS_UNDERLINE = 4,
};

#define CELL_BYTES 20

struct cell {
	char glyph[CELL_BYTES]; /* UTF-8 with a zero byte; empty behind a wide glyph */
	uint8_t role;           /* enum role */
	uint8_t emphasis;       /* of enum emphasis */
};

struct canvas {
	int width, height;
	struct cell *cell; /* row by row */
};

/* All cells blank. False if memory ran out. */
bool canvas_init(struct canvas *canvas, int width, int height);
void canvas_finish(struct canvas *canvas);
void canvas_clear(struct canvas *canvas);
/* Change the size; what is on it is lost. */
bool canvas_resize(struct canvas *canvas, int width, int height);

static inline struct cell *canvas_at(struct canvas *canvas, int x, int y)
{
	return &canvas->cell[(long)y * canvas->width + x];
}

/* Write a line of safe text; returns the column after it. A wide glyph that does not fit whole is left out. */
int canvas_text(struct canvas *canvas, int x, int y, enum role role, unsigned emphasis, const char *text);
/* The same for at most `columns`; what does not fit ends in an ellipsis. */
int canvas_text_fit(struct canvas *canvas, int x, int y, int columns, enum role role, unsigned emphasis, bool ascii,
                    const char *text);
/* Set role and emphasis of cells that have their glyphs already. */
void canvas_mark(struct canvas *canvas, int x, int y, int width, int height, enum role role, unsigned emphasis);
/* Copy a rectangle of another canvas. */
void canvas_copy(struct canvas *to, int to_x, int to_y, const struct canvas *from, int x, int y, int width, int height);

enum canvas_colour {
	CANVAS_PLAIN,  /* characters only */
	CANVAS_COLOUR, /* with SGR sequences: the 16 ANSI colours and the terminal's own default */
};

/* The cells as lines of text, without blanks at their ends or empty lines at the end of all. */
void canvas_write(const struct canvas *canvas, enum canvas_colour colour, struct text *text);

#endif
