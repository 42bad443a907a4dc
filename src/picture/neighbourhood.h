/*
 * The boxes around one box, up to a distance: its operands and theirs, its consumers and theirs. A
 * box is a node, or a folded group, which is named by the one node of it that is seen outside.
 *
 * The time to find them does not depend on the size of the graph.
 *
 *     struct fanout fanout;
 *     if (!fanout_init(&fanout, tape, is_folded)) …out of memory…
 *     struct neighbourhood around = neighbourhood_of(tape, &fanout, node, 2);
 *     fanout_finish(&fanout);
 */
#ifndef PICTURE_NEIGHBOURHOOD_H
#define PICTURE_NEIGHBOURHOOD_H

#include <gradwalk/tape.h>

#define NEIGHBOURHOOD_LIMIT 32 /* nodes: more would fill more than a screen */

/* The operands and consumers of every computed box. */
struct fanout {
	uint32_t output;       /* of the tape: what is computed depends on it */
	const bool *is_folded; /* borrowed: of each group; NULL: none is */
	uint32_t *shown;       /* of each node: the node that its box goes by */
	/*
	 * The inputs of box i are input[first_input[i]] … input[first_input[i + 1] − 1]: the
	 * operands of a gate in their order; of a group each node outside that its gates use, once.
	 * They include numbers in expressions.
	 */
	uint32_t *first_input, *input;
	/*
	 * The consumers of node i are consumer[first[i]] … consumer[first[i + 1] − 1], ascending,
	 * and each once however many of its operands the node is.
	 */
	uint32_t *first, *consumer;
};

struct neighbourhood {
	uint32_t centre, count;
	uint32_t node[NEIGHBOURHOOD_LIMIT]; /* ascending */
};

/*
 * Every group that is folded must have one exit: grouping_unfold_several_exits(). False if memory
 * ran out; then there is nothing to finish.
 */
bool fanout_init(struct fanout *fanout, const struct gw_tape *tape, const bool *is_folded);
void fanout_finish(struct fanout *fanout);

static inline uint32_t fanout_input_count(const struct fanout *fanout, uint32_t node)
{
	return fanout->first_input[node + 1] - fanout->first_input[node];
}

static inline uint32_t fanout_count(const struct fanout *fanout, uint32_t node)
{
	return fanout->first[node + 1] - fanout->first[node];
}

/*
 * The node that its box goes by, or what shows it: of a number in an expression, the first gate
 * that has it in its label; of what is not computed, the output.
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
