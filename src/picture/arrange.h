/*
 * Choosing how to draw: plans from roomy to tight are tried until one fits.
 */
#ifndef PICTURE_ARRANGE_H
#define PICTURE_ARRANGE_H

#include "explain/explain.h"
#include "layout/layout.h"
#include "picture/figure.h"
#include "picture/picture.h"
#include "picture/scene.h"

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

/*
 * The widest that a box's numbers are during a walk over the tape, which has been run, or as the
 * labels have them that stand in their place, if there are any.
 */
struct figure_numbers arrangement_numbers(const struct gw_walk *walk, const struct scene_box *box,
					  const struct picture_style *style, bool is_wordy);

#endif
