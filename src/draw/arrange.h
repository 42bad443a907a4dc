/*
 * Choosing how to draw: plans from roomy to tight are tried until one fits.
 */
#ifndef DRAW_ARRANGE_H
#define DRAW_ARRANGE_H

#include "draw/explain.h"
#include "draw/figure.h"
#include "draw/picture.h"
#include "draw/scene.h"
#include "layout/layout.h"

struct arrangement {
	struct plan plan;
	size_t place;          /* of the plan among all, from roomy to tight in each direction */
	struct figure *figure; /* of each box, in its own coordinates */
	struct layout layout;
};

/* False if memory ran out; then there is nothing to finish. */
bool arrangement_init(struct arrangement *arrangement, const struct scene *scene,
		      const struct picture_style *style);
void arrangement_finish(struct arrangement *arrangement);

/* The widest that a box's numbers are during a walk over the tape, which has been run. */
struct figure_numbers arrangement_numbers(const struct gw_tape *tape, const struct scene_box *box,
					  const struct explain_style *style);

#endif
