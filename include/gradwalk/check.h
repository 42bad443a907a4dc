/*
 * Gradients held against central differences.
 *
 * The difference quotient (f(x + h) − f(x − h)) / 2h is taken at many widths h and extrapolated to
 * h = 0 (Richardson). Each estimate has an error of its own: that of the steps, by how far the
 * extrapolated values lie apart, and that of rounding, by how far imitated rounding moves the
 * output. A gradient agrees if a certain estimate says the same; it disagrees if certain estimates
 * of neighbouring widths say the same of each other and another thing of the gradient, which is
 * farther off than rounding on the way to the gradient can explain. What no certain estimate can be
 * made of, and a gradient of which rounding has left nothing, are not judged.
 */
#ifndef GRADWALK_CHECK_H
#define GRADWALK_CHECK_H

#include <gradwalk/tape.h>

#ifdef __cplusplus
extern "C" {
#endif

enum gw_verdict {
	GW_AGREES,
	GW_DISAGREES,
	GW_AT_KINK,  /* an operator is not differentiable here: its convention decides */
	GW_UNJUDGED, /* no difference of doubles can tell */
};

struct gw_check {
	uint32_t leaf;
	size_t entry;    /* of a matrix: which one, counted row by row; 0 of a scalar */
	double gradient; /* from the tape */
	/* from differences; NaN if none around is finite, or nothing is known of its error */
	double difference;
	double uncertainty; /* of that */
	double left, right; /* the slopes on either side, NaN if they are not known */
	/*
	 * How far off rounding may have left the gradient, and about how large the contributions
	 * are that cancel in it. 0 unless a difference contradicts the gradient, or if none cancel.
	 */
	double rounding, cancelled;
	enum gw_verdict verdict;
	/*
	 * a sentence about the verdict; of one that agrees, the convention by which it does, or
	 * NULL
	 */
	const char *why;
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

#ifdef __cplusplus
}
#endif

#endif
