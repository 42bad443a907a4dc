/*
 * The places of a graph at which an operator says that it is not differentiable.
 */
#ifndef TAPE_KINKS_H
#define TAPE_KINKS_H

#include <gradwalk/tape.h>

struct kinks {
	size_t count;
	const char *sentence; /* what the first of them says of itself; NULL if there is none */
};

/*
 * Add the kinks of `here` that the output may feel: of active gates at which an operand has another
 * value in `moved`, a tape of the same graph with other values. A kink that does not move is no
 * kink along that way.
 */
void kinks_find(const struct gw_tape *here, const struct gw_tape *moved, struct kinks *kinks);

#endif
