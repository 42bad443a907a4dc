/*
 * The nodes around one node: its operands and theirs, its consumers and theirs, to a distance.
 *
 * What it takes to find them does not depend on how large the graph is.
 *
 *     struct fanout fanout;
 *     if (!fanout_init(&fanout, tape)) …out of memory…
 *     struct neighbourhood around = neighbourhood_of(tape, &fanout, node, 2);
 *     fanout_finish(&fanout);
 */
#ifndef PICTURE_NEIGHBOURHOOD_H
#define PICTURE_NEIGHBOURHOOD_H

#include <gradwalk/tape.h>

#define NEIGHBOURHOOD_LIMIT 32 /* nodes: more would fill more than a screen */

/* Who uses each node: the consumers of node i are consumer[first[i]] … consumer[first[i + 1] − 1],
 * ascending, and each once however many of its operands the node is. */
struct fanout {
	uint32_t output; /* of the tape: what is computed depends on it */
	uint32_t *first, *consumer;
};

struct neighbourhood {
	uint32_t centre, count;
	uint32_t node[NEIGHBOURHOOD_LIMIT]; /* ascending */
};

/* Of all that is computed. False if memory ran out; then there is nothing to finish. */
bool fanout_init(struct fanout *fanout, const struct gw_tape *tape);
void fanout_finish(struct fanout *fanout);

static inline uint32_t fanout_count(const struct fanout *fanout, uint32_t node)
{
	return fanout->first[node + 1] - fanout->first[node];
}

/*
 * The node itself, or what shows it: of a number in an expression, the first gate that has it in
 * its label; of what is not computed, the output.
 */
uint32_t neighbourhood_centre(const struct gw_tape *tape, const struct fanout *fanout,
			      uint32_t node);

/*
 * Up to `reach` edges up and as many down, the nearest first until there are enough. Numbers in
 * expressions are not among them: they stand in the labels of their gates.
 */
struct neighbourhood neighbourhood_of(const struct gw_tape *tape, const struct fanout *fanout,
				      uint32_t node, uint32_t reach);

#endif
