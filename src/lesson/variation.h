/*
 * Other numbers for the inputs and parameters of a graph, that come out as even as its own.
 */
#ifndef LESSON_VARIATION_H
#define LESSON_VARIATION_H

#include "base/random.h"

#include <gradwalk/error.h>
#include <gradwalk/tape.h>

/*
 * Give the leaves of a tape other values than they have in `original`, a tape of the same graph,
 * and run it. What was 0 there stays 0, a value as well as a gradient, and nothing else becomes 0:
 * the graph tells the same story. Matrices of nothing but zeros and ones stay, which are classes
 * and switches. False if no numbers are found.
 */
bool variation_draw(struct gw_tape *tape, const struct gw_tape *original, struct random *random,
		    struct gw_error *error);

#endif
