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
	size_t entry;    /* of a matrix: which one, counted row by row; 0 of a scalar */
	double gradient; /* from the tape */
	/* from central differences; NaN if the function has no finite value around */
	double difference;
	double uncertainty; /* of that */
	double left, right; /* the slopes on either side: they differ at a kink */
	/* also where there is nothing to hold it against: no finite difference, and no finite output
	 * or gradient */
	bool agrees;
	/* it does not agree because the slopes on the two sides differ: a convention decides */
	bool is_at_kink;
	/* it cannot be told: rounding of the output, or of the leaf, hides what a difference shows */
	bool is_hidden;
};

/*
 * Check one entry of the gradient of an input or parameter. `scratch` is a tape of the same graph
 * and output with the same values; its values are restored.
 */
struct gw_check gw_check_entry(const struct gw_tape *tape, struct gw_tape *scratch, uint32_t leaf,
			       size_t entry);

#define GW_CHECK_ALL 64  /* a matrix of at most so many entries is checked whole */
#define GW_CHECK_SOME 16 /* of a larger one, so many entries are checked */

/* How many entries of a leaf are checked. */
size_t gw_check_count(const struct gw_graph *graph, uint32_t leaf);

/* The `index`-th of them: of a large matrix, chosen at random, but always the same. */
size_t gw_check_choice(const struct gw_graph *graph, uint32_t leaf, size_t index);

#endif
