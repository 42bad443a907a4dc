/*
 * The order in which whole passes run through the gates, made for speed.
 *
 * The gates are sorted by their distance from the leaves and, at one distance, by their operator:
 * neighbours then work alike, so that the processor guesses what comes next. This is another order
 * than the walk shows; the results are the same to the last bit, since each gradient is summed by
 * its own node, in the order of arrival, once all its contributions are there.
 */
#ifndef TAPE_PASS_H
#define TAPE_PASS_H

#include <gradwalk/tape.h>

/* Small, since a pass over a large graph waits for memory. */
struct gw_instruction {
	uint32_t node : 24, op : 8; /* op: its place in tape->operators */
	/* the first two operands, if they are scalars; in place of a second that it has not, the
	 * first */
	uint32_t a, b;
	uint32_t edge; /* the first of the gate's edges */
};

_Static_assert(GW_MAX_NODES <= 1u << 24, "an instruction has 24 bits for a node");

/* Sort the gates of a tape into its instructions. False if memory ran out. */
bool pass_prepare(struct gw_tape *tape);

/*
 * Compute all values as gw_tape_forward() does, but move each gate's result by one unit in the last
 * place, up or down by chance, as another rounding might. `chance` is the state of the random
 * numbers.
 */
void pass_forward_shaken(struct gw_tape *tape, uint64_t *chance);

#endif
