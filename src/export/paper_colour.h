/*
 * The colours of roles in files that are seen on white or dark paper: SVG, pages and TikZ. They
 * follow the theme, as a terminal's do, and each has a contrast of 4.5:1 or more on its paper.
 */
#ifndef EXPORT_PAPER_COLOUR_H
#define EXPORT_PAPER_COLOUR_H

#include "canvas/canvas.h"

#define PAPER_LIGHT 0xffffffu
#define PAPER_DARK 0x0d1117u

/* Red, green and blue, a byte each: 0xrrggbb. */
struct paper_colour {
	unsigned light, dark;
};

/* `theme` is in the order of theme_name(). */
struct paper_colour paper_colour(enum role role, int theme);

#endif
