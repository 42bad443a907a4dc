/*
 * How far off the numbers of a tape may be by rounding: a running error analysis (Wilkinson;
 * Higham, Accuracy and Stability of Numerical Algorithms, 3.3). Checks ask for it; the passes know
 * nothing of it and pay nothing.
 *
 *     forward     the value's error is what the operands' errors make of it, and its own rounding
 *     backward    a contribution's error is |upstream| · the error of the local gradient
 *                 + |local| · the error of upstream + its own rounding; a gradient's error is that
 * of its contributions and of each addition
 *
 * An error of an operand is followed by computing the gate at both ends of it, so that a step or a
 * corner that lies within the error counts in full. Leaves are exact.
 *
 *     struct rounding rounding;
 *     if (rounding_begin(&rounding, tape)) { … rounding_of_gradient(&rounding, leaf, entry) … }
 *     rounding_end(&rounding);
 */
#ifndef TAPE_ROUNDING_BOUND_H
#define TAPE_ROUNDING_BOUND_H

#include <gradwalk/tape.h>

struct rounding {
	const struct gw_tape *tape; /* borrowed; it was run */
	/* Of each entry of each node, as values stand on a tape: */
	double *value;    /* how far its value may be off */
	double *gradient; /* how far its gradient may be off */
	double *size; /* what its gradient would be if nothing cancelled: about the sum of the sizes
		       */
	double *moved; /* scratch: a value that is as good as the one on the tape */
	/* scratch, each as large as the largest value */
	double *upstream, *downstream, *trial, *spread;
	double *block;   /* the memory of all of these */
	uint64_t chance; /* the state of the random numbers that move whole matrices */
};

/*
 * Follow rounding through both passes. False if memory ran out; rounding_end() is due all the same.
 */
bool rounding_begin(struct rounding *rounding, const struct gw_tape *tape);
void rounding_end(struct rounding *rounding);

/* How far an entry of a node's gradient may be off; INFINITY if nothing is known. */
double rounding_of_gradient(const struct rounding *rounding, uint32_t node, size_t entry);

/*
 * About how large the contributions are that the gradient is the sum of, on all ways from the
 * output.
 */
double rounding_size(const struct rounding *rounding, uint32_t node, size_t entry);

#endif
