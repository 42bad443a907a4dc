/*
 * Gradients held against central differences.
 *
 * The difference quotient (f(x + h) − f(x − h)) / 2h is extrapolated to h = 0 (Ridders 1982, as
 * Numerical Recipes 5.7 describes it), which also gives an estimate of its own error. A gradient
 * disagrees if it is further away than that error and a tolerance allow.
 */
#ifndef GRADWALK_CHECK_H
#define GRADWALK_CHECK_H

#include <gradwalk/tape.h>

struct gw_check {
	uint32_t leaf;
	double gradient; /* from the tape */
	/* from central differences; NaN if the function has no finite value around */
	double difference;
	double uncertainty; /* of that */
	double left, right; /* the slopes on either side: they differ at a kink */
	bool agrees;
	/* it does not agree because the slopes on the two sides differ: a convention decides */
	bool is_at_kink;
};

/*
 * Check the gradient of one input or parameter. `scratch` is a tape of the same graph and output
 * with the same values; its values are restored.
 */
struct gw_check gw_check_leaf(const struct gw_tape *tape, struct gw_tape *scratch, uint32_t leaf);

#endif
