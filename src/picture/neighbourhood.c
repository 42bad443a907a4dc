#include "picture/neighbourhood.h"

#include "base/array.h"

#include <stdlib.h>

#define MOST_FROM_ONE 5 /* of the operands or consumers of one node, so that others have room too */

/* ---- consumers ---- */

static bool is_first_use(const struct gw_graph *graph, uint32_t gate, uint32_t position)
{
	const uint32_t *operands = gw_operands(graph, gate);

	for (uint32_t i = 0; i < position; i++)
		if (operands[i] == operands[position])
			return false;
	return true;
}

/* Called twice: first to count, then, with the counts summed up, to fill in. */
static void visit_uses(const struct gw_tape *tape, uint32_t *place, uint32_t *consumer)
{
	const struct gw_graph *graph = tape->graph;

	for (uint32_t node = 0; node < graph->node_count; node++) {
		if (!gw_is_gate(graph, node) || gw_is_left_out(tape, node))
			continue;
		for (uint32_t i = 0; i < gw_operand_count(graph, node); i++) {
			if (!is_first_use(graph, node, i))
				continue;
			uint32_t *next = &place[gw_operands(graph, node)[i]];
			if (consumer)
				consumer[*next] = node;
			(*next)++;
		}
	}
}

bool fanout_init(struct fanout *fanout, const struct gw_tape *tape)
{
	uint32_t count = tape->graph->node_count;

	*fanout = (struct fanout){.output = tape->output};
	fanout->first = array_create((size_t)count + 2, sizeof(*fanout->first));
	fanout->consumer = array_create(tape->graph->edge_count, sizeof(*fanout->consumer));
	if (!fanout->first || !fanout->consumer) {
		fanout_finish(fanout);
		return false;
	}
	/* Counted two places up, so that filling in moves each start to where it belongs. */
	visit_uses(tape, fanout->first + 2, NULL);
	for (uint32_t i = 2; i <= count; i++)
		fanout->first[i] += fanout->first[i - 1];
	visit_uses(tape, fanout->first + 1, fanout->consumer);
	return true;
}

void fanout_finish(struct fanout *fanout)
{
	free(fanout->first);
	free(fanout->consumer);
	*fanout = (struct fanout){0};
}

/* ---- neighbours ---- */

uint32_t neighbourhood_centre(const struct gw_tape *tape, const struct fanout *fanout,
			      uint32_t node)
{
	if (tape->graph->kind[node] == GW_LITERAL)
		node = fanout_count(fanout, node) > 0 ? fanout->consumer[fanout->first[node]]
						      : tape->output;
	return gw_is_left_out(tape, node) ? tape->output : node;
}

static void add(struct neighbourhood *around, const struct gw_tape *tape, uint32_t node)
{
	if (around->count == NEIGHBOURHOOD_LIMIT || tape->graph->kind[node] == GW_LITERAL)
		return;
	for (uint32_t i = 0; i < around->count; i++)
		if (around->node[i] == node)
			return;
	around->node[around->count++] = node;
}

static void add_some(struct neighbourhood *around, const struct gw_tape *tape,
		     const uint32_t *nodes, uint32_t count)
{
	for (uint32_t i = 0; i < count && i < MOST_FROM_ONE; i++)
		add(around, tape, nodes[i]);
}

/*
 * One edge further on one side. What was there before the last round, `from` … `to` − 1, has no
 * other neighbours than those that are there already.
 */
static void grow(struct neighbourhood *around, const struct gw_tape *tape,
		 const struct fanout *fanout, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		uint32_t node = around->node[i];
		if (fanout)
			add_some(around, tape, &fanout->consumer[fanout->first[node]],
				 fanout_count(fanout, node));
		else if (gw_is_gate(tape->graph, node))
			add_some(around, tape, gw_operands(tape->graph, node),
				 gw_operand_count(tape->graph, node));
	}
}

static int compare(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

/*
 * The nodes found are, in this order: centre, 1 up, 1 down, 2 up, 2 down …; so each side grows from
 * its own last round.
 */
struct neighbourhood neighbourhood_of(const struct gw_tape *tape, const struct fanout *fanout,
				      uint32_t node, uint32_t reach)
{
	struct neighbourhood around = {.centre = neighbourhood_centre(tape, fanout, node)};
	uint32_t up = 0, up_end = 1, down = 0, down_end = 1;

	around.node[around.count++] = around.centre;
	for (uint32_t i = 0; i < reach; i++) {
		uint32_t start = around.count;
		grow(&around, tape, NULL, up, up_end);
		up = start;
		up_end = start = around.count;
		grow(&around, tape, fanout, down, down_end);
		down = start;
		down_end = around.count;
	}
	qsort(around.node, around.count, sizeof(*around.node), compare);
	return around;
}
