/*
 * Every way from the output of a tape to one node: along each, the local gradients multiply, and
 * the sum of these products is the node's gradient.
 *
 * There may be more ways than atoms in the universe. One pass from the output keeps the
 * WAYS_LISTED products of the largest magnitude at each node, their number, and the sum of the
 * others; it takes time and memory in proportion to the graph.
 *
 *     struct ways ways = {0};
 *     if (ways_find(&ways, tape, node, &error))
 *             … ways.way[i] …
 *     ways_finish(&ways);
 */
#ifndef TAPE_WAYS_H
#define TAPE_WAYS_H

#include <gradwalk/tape.h>

#define WAYS_LISTED 8
#define WAYS_UNCOUNTED UINT64_MAX /* there are so many ways, or more */

struct way {
	double product;
	uint32_t *edge; /* from the output down to the node */
	uint32_t length;
};

struct ways {
	uint32_t node;
	/*
	 * a gate over matrices on a way, the one nearest the node: then nothing is listed; or
	 * GW_NONE
	 */
	uint32_t matrix_gate;
	uint64_t count;
	struct way way[WAYS_LISTED]; /* the largest in magnitude first */
	uint32_t listed;
	double rest; /* the sum of the products that are not listed */
};

/*
 * Find the ways to a node of a tape that has been run. `ways` starts as {0}. A node that the output
 * does not depend on has none, the output itself one without edges. False if memory ran out.
 */
bool ways_find(struct ways *ways, const struct gw_tape *tape, uint32_t node,
	       struct gw_error *error);
void ways_finish(struct ways *ways);

/* The gate that an edge of a way leads down from, and its local gradient for that operand. */
uint32_t ways_gate(const struct gw_tape *tape, uint32_t edge);
double ways_local(const struct gw_tape *tape, uint32_t edge);

#endif
