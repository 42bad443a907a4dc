/*
 * Leaps: where a gate jumps, or swings there and back, between two neighbouring numbers.
 *
 * A difference sees a gate only from as far as its steps go, and rounding leaves an operand sure
 * only as far as its error goes. If a gate leaps within such a stretch, its slope tells nothing of
 * where it comes to: floor at a whole number, mod and sin of a number so large that the next one is
 * a period away. From farther off, a staircase looks like a slope and a wave like nothing.
 */
#ifndef TAPE_LEAP_H
#define TAPE_LEAP_H

#include <gradwalk/tape.h>

/*
 * Whether a gate that works entry by entry leaps while operand `which` goes from `reach` below x to
 * `reach` above it.
 */
bool leap_is_within(const struct gw_op *op, const double *x, unsigned which, double reach);

/*
 * Whether a gate that the output may feel leaps while its operands go as far as they have in
 * `moved`, a tape of the same graph; or, with `errors`, which stand as values do on a tape, as far
 * as these, if they have moved at all.
 */
bool leap_find(const struct gw_tape *here, const struct gw_tape *moved, const double *errors);

#endif
