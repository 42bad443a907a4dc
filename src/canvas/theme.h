/*
 * How roles look: the themes, each with a colour and an emphasis for every role.
 *
 * A terminal has 16 colours that everybody sets as they like, so that nobody knows their contrast.
 * Most have the 256 of xterm too, of which the first 16 are those; the others are the same
 * everywhere. The default theme's have a contrast of 4.5:1 or more on white and on black, curves 3:1.
 */
#ifndef CANVAS_THEME_H
#define CANVAS_THEME_H

#include "canvas/canvas.h"

#define COLOUR_DEFAULT (-1) /* the terminal's own */

/* How a role looks, besides the emphasis that a cell has itself. */
struct look {
	int colour; /* one of the ANSI colours 0 … 7, or COLOUR_DEFAULT */
	unsigned emphasis;
	int fine; /* the colour among 256, 16 … 255; 0: none */
};

/* The default theme's. */
extern const struct look canvas_looks[ROLE_COUNT];

/*
 * How a cell of this role and emphasis looks in a theme; with CANVAS_FINE, `colour` is one of 256.
 * Dim text is grey there: how dark a terminal's dim text is, nobody knows.
 */
struct look theme_look(enum role role, unsigned emphasis, enum canvas_colour colour);

/* The names of the themes, in the order of enum canvas_colour behind CANVAS_PLAIN. */
const char *theme_name(size_t index);

#endif
