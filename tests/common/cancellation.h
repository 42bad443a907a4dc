/*
 * How much of a gradient may be rounding: where large contributions cancel, what is left of their sum
 * is as wrong as they are rounded. The largest gradient of any node bounds them.
 */
#ifndef COMMON_CANCELLATION_H
#define COMMON_CANCELLATION_H

#include <gradwalk/tape.h>

#include <math.h>

static inline double cancelled_rounding(const struct gw_tape *tape)
{
	double largest = 0;

	for (uint32_t node = 0; node < tape->graph->node_count; node++) {
		struct gw_matrix gradient = gw_tape_gradient_matrix(tape, node);
		for (size_t i = 0; gradient.entry && i < gw_entry_count(gradient.shape); i++)
			if (tape->is_active[node])
				largest = fmax(largest, fabs(gradient.entry[i]));
	}
	return 0x1p-46 * largest;
}

#endif
