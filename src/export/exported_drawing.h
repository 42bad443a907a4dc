/*
 * The drawing of a walk's moment: as text, and as rows of cells for the formats that are made of
 * these.
 *
 *     struct drawn_rows drawing;
 *     if (drawing_start(&drawing, exported, error))
 *         drawing_each_row(&drawing, add_row, context, error);
 *     drawing_finish(&drawing);
 */
#ifndef EXPORT_EXPORTED_DRAWING_H
#define EXPORT_EXPORTED_DRAWING_H

#include "canvas/prose.h"
#include "export/format.h"

bool drawing_write_text(const struct exported *exported, struct text *text, struct gw_error *error);

/* Makes the picture that is exported; the caller destroys it. NULL if memory ran out. */
struct picture *drawing_of(const struct exported *exported, struct gw_error *error);

/* The picture between the expression, in which the current node is marked, and a caption. */
struct drawn_rows {
	const struct exported *exported;
	struct picture *picture;
	struct prose header;
	struct text caption;
	int width, height, header_rows;
};

/* After a failure drawing_finish() is to be called as well. */
bool drawing_start(struct drawn_rows *drawing, const struct exported *exported,
		   struct gw_error *error);
void drawing_finish(struct drawn_rows *drawing);

/* Call `add` for each row, in order: row `y` of a canvas is row `place` of the drawing. */
bool drawing_each_row(const struct drawn_rows *drawing,
		      void (*add)(void *context, const struct canvas *canvas, int y, int place),
		      void *context, struct gw_error *error);

#endif
