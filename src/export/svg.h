/*
 * The drawing as Scalable Vector Graphics: names and numbers are text, wires are paths, and what
 * each means is its class, which a style sheet in the file colours for light and for dark screens.
 *
 * A cell of the drawing is SVG_CELL_WIDTH × SVG_CELL_HEIGHT, and each text is as wide as its cells
 * in whatever font it is set.
 */
#ifndef EXPORT_SVG_H
#define EXPORT_SVG_H

#include "export/format.h"

#define SVG_CELL_WIDTH 9
#define SVG_CELL_HEIGHT 18

bool svg_write(const struct exported *exported, struct text *text, struct gw_error *error);

/* One row of cells, with its top at 0; nothing if it is blank. */
void svg_add_row(struct text *text, const struct canvas *canvas, int y);

/* The rules of the style sheet for what rows consist of, in a theme's colours. */
void svg_add_style(struct text *text, int theme);

/* The class of a role, of SVG and of pages: "value". */
const char *svg_class(enum role role);

#endif
