/*
 * Integers that keep their distances, at the least cost: the network simplex of Gansner,
 * Koutsofios, North, Vo, "A technique for drawing directed graphs" (1993).
 *
 * Each edge demands value[head] − value[tail] ≥ length, and costs weight × (value[head] −
 * value[tail]).
 */
#ifndef LAYOUT_SIMPLEX_H
#define LAYOUT_SIMPLEX_H

#include <stdbool.h>
#include <stdint.h>

struct simplex_edge {
	uint32_t tail, head; /* nodes */
	int length;
	int weight; /* not negative */
};

struct simplex_problem {
	uint32_t node_count, edge_count;
	const struct simplex_edge *edge;
	long work; /* about how many nodes may be looked at before it ends with what it has */
};

/*
 * `value`, one a node, must keep all distances, and does so afterwards at a cost that is not more,
 * and the least if there was work enough. Values matter only relative to those that edges join them
 * with. False if memory ran out.
 */
bool simplex_solve(const struct simplex_problem *problem, int *value);

#endif
