/*
 * How far off rounding may have left one entry of a gradient, for tests that compare it with what
 * was computed in another way. Measured anew each time: ask only where the two are not near.
 */
#ifndef COMMON_ROUNDING_BOUND_H
#define COMMON_ROUNDING_BOUND_H

#include "tape/rounding_bound.h"

#include <math.h>

static inline double rounding_bound(const struct gw_tape *tape, uint32_t node, size_t entry)
{
	struct rounding rounding;
	double bound = rounding_begin(&rounding, tape)
			       ? rounding_of_gradient(&rounding, node, entry)
			       : NAN;

	rounding_end(&rounding);
	return bound;
}

#endif
