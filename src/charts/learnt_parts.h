/*
 * Declarations that the learnt*.c files share. Others include learnt.h.
 */
#ifndef CHARTS_LEARNT_PARTS_H
#define CHARTS_LEARNT_PARTS_H

#include "charts/learnt.h"

#define LEARNT_NAME 200 /* bytes of a name or title */

/* A picture to be drawn. */
struct drawn {
	struct learnt *learnt;
	const struct timeline *timeline;
	struct canvas *canvas;
	const struct learnt_style *style;
};

/* Room for so many samples; false if memory ran out. */
bool learnt_reserve(struct learnt *learnt, size_t count);

/* The name of a node. */
void learnt_add_node(const struct drawn *drawn, uint32_t node, struct text *text);
/* "y", "h[:, 2]": a layer's name; "x1" or "X[:, 0]", that of an input. */
void learnt_add_layer(const struct drawn *drawn, const struct layer *layer, struct text *text);
void learnt_add_input(const struct drawn *drawn, size_t input, struct text *text);

/* A title in a row of its own, if there are enough; returns the rest of the rectangle. */
struct rectangle learnt_draw_title(const struct drawn *drawn, struct rectangle area,
				   const char *title);
/* A sentence in place of a picture. */
void learnt_draw_sentence(const struct drawn *drawn, struct rectangle area, const char *sentence);
/* ", step 12": where the training stands. */
void learnt_add_step(const struct drawn *drawn, struct text *text);

/*
 * The sign of a row: filled if its target is above the threshold, square if it is for validation.
 */
const char *learnt_row_sign(const struct model_row *row, bool is_above);

void learnt_draw_fit(const struct drawn *drawn, struct rectangle area);
void learnt_draw_boundary(const struct drawn *drawn, struct rectangle area);
void learnt_draw_rows(const struct drawn *drawn, struct rectangle area);
void learnt_draw_flow(const struct drawn *drawn, struct rectangle area);
void learnt_draw_parameters(const struct drawn *drawn, struct rectangle area);
void learnt_draw_metrics(const struct drawn *drawn, struct rectangle area);

#endif
