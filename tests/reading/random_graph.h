/*
 * Graphs at random, of many shapes; the same number gives the same graph on every machine.
 */
#ifndef READING_RANDOM_GRAPH_H
#define READING_RANDOM_GRAPH_H

#include <gradwalk/graph.h>

/* Numbers at random (xorshift64*, Marsaglia 2003 and Vigna 2016). */
struct random {
	uint64_t state; /* not 0 */
};

struct random random_from(uint64_t number);
/* 0 … limit − 1 */
uint32_t random_below(struct random *random, uint32_t limit);
bool random_chance(struct random *random, uint32_t percent);

/*
 * A graph of 2 to 60 nodes: chains, trees, fan-out, wide, layered or anything; x * x, parts that
 * nothing joins, several outputs, numbers in gates, nested groups and uses of definitions, names
 * that are long, wide or combine. NULL if memory ran out.
 */
struct gw_graph *random_graph(struct random *random);

#endif
