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

/*
 * Add the conditions that are true here and false in `moved`, or the other way round: if that is
 * the nearest neighbour, no difference sees the branch that is open here from there.
 */
void kinks_find_turns(const struct gw_tape *here, const struct gw_tape *moved, struct kinks *kinks);

#endif
