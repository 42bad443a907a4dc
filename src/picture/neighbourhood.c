#include "picture/neighbourhood.h"

#include "base/array.h"
#include "graph/grouping.h"

#include <stdlib.h>

/* Of the operands or consumers of one node, so that others have room too. */
#define MOST_FROM_ONE 5

/* ---- boxes ---- */

static uint32_t group_of(const struct fanout *fanout, const struct gw_graph *graph, uint32_t node)
{
	return grouping_folded(graph, fanout->is_folded, node);
}

/* A folded group goes by its exit. */
static bool find_shown(struct fanout *fanout, const struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;
	uint32_t *exit = array_create(graph->group_count, sizeof(*exit));

	if (!exit)
		return false;
	grouping_find_exits(graph, tape->output, tape->is_left_out, exit);
	for (uint32_t node = 0; node < graph->node_count; node++) {
		uint32_t group = group_of(fanout, graph, node);
		fanout->shown[node] = group == GW_NONE ? node : exit[group];
	}
	free(exit);
	return true;
}

/* ---- what boxes take ---- */

/* Called twice: first to count, then, with the counts summed up, to fill in. */
static void visit_operands(const struct fanout *fanout, const struct gw_tape *tape, uint32_t *place,
			   uint32_t *input)
{
	const struct gw_graph *graph = tape->graph;

	for (uint32_t node = 0; node < graph->node_count; node++) {
		uint32_t *next = &place[fanout->shown[node]];
		if (!gw_is_gate(graph, node) || gw_is_left_out(tape, node))
			continue;
		for (uint32_t i = 0; i < gw_operand_count(graph, node); i++) {
			uint32_t operand = gw_operands(graph, node)[i];
			if (fanout->shown[operand] == fanout->shown[node])
				continue;
			if (input)
				input[*next] = operand;
			(*next)++;
		}
	}
}

/* Of what a group takes, each once; `seen` has a zero for each node. */
static void drop_repeated(struct fanout *fanout, const struct gw_graph *graph, uint32_t *seen)
{
	uint32_t count = 0, first = 0;

	for (uint32_t node = 0; node < graph->node_count; node++) {
		bool is_group = group_of(fanout, graph, node) != GW_NONE;
		uint32_t end = fanout->first_input[node + 1];
		fanout->first_input[node] = count;
		for (uint32_t i = first; i < end; i++) {
			uint32_t operand = fanout->input[i];
			if (is_group && seen[operand] == node + 1)
				continue;
			seen[operand] = node + 1;
			fanout->input[count++] = operand;
		}
		first = end;
	}
	fanout->first_input[graph->node_count] = count;
}

/* Each start is counted two places up, so that filling in moves it to where it belongs. */
static void sum_up(uint32_t *first, uint32_t count)
{
	for (uint32_t i = 2; i <= count; i++)
		first[i] += first[i - 1];
}

static bool find_inputs(struct fanout *fanout, const struct gw_tape *tape)
{
	uint32_t count = tape->graph->node_count;
	uint32_t *seen = array_create(count, sizeof(*seen));

	if (!seen)
		return false;
	visit_operands(fanout, tape, fanout->first_input + 2, NULL);
	sum_up(fanout->first_input, count);
	visit_operands(fanout, tape, fanout->first_input + 1, fanout->input);
	drop_repeated(fanout, tape->graph, seen);
	free(seen);
	return true;
}

/* ---- consumers ---- */

static bool is_first_use(const struct fanout *fanout, uint32_t box, uint32_t at)
{
	for (uint32_t i = fanout->first_input[box]; i < at; i++)
		if (fanout->input[i] == fanout->input[at])
			return false;
	return true;
}

/* A folded group has each input once: only in a gate's few operands is it looked for. */
static bool is_repeated(const struct fanout *fanout, const struct gw_graph *graph, uint32_t box,
			uint32_t at)
{
	return group_of(fanout, graph, box) == GW_NONE && !is_first_use(fanout, box, at);
}

/* Called twice, as visit_operands(). */
static void visit_uses(const struct fanout *fanout, const struct gw_graph *graph, uint32_t *place,
		       uint32_t *consumer)
{
	for (uint32_t box = 0; box < graph->node_count; box++) {
		for (uint32_t i = fanout->first_input[box]; i < fanout->first_input[box + 1]; i++) {
			uint32_t *next = &place[fanout->shown[fanout->input[i]]];
			if (is_repeated(fanout, graph, box, i))
				continue;
			if (consumer)
				consumer[*next] = box;
			(*next)++;
		}
	}
}

static void find_consumers(struct fanout *fanout, const struct gw_graph *graph)
{
	visit_uses(fanout, graph, fanout->first + 2, NULL);
	sum_up(fanout->first, graph->node_count);
	visit_uses(fanout, graph, fanout->first + 1, fanout->consumer);
}

bool fanout_init(struct fanout *fanout, const struct gw_tape *tape, const bool *is_folded)
{
	uint32_t count = tape->graph->node_count, edges = tape->graph->edge_count;

	*fanout = (struct fanout){.output = tape->output, .is_folded = is_folded};
	fanout->shown = array_create(count, sizeof(*fanout->shown));
	fanout->first_input = array_create((size_t)count + 2, sizeof(*fanout->first_input));
	fanout->input = array_create(edges, sizeof(*fanout->input));
	fanout->first = array_create((size_t)count + 2, sizeof(*fanout->first));
	fanout->consumer = array_create(edges, sizeof(*fanout->consumer));
	bool done = fanout->shown && fanout->first_input && fanout->input && fanout->first &&
		    fanout->consumer && find_shown(fanout, tape) && find_inputs(fanout, tape);
	if (done)
		find_consumers(fanout, tape->graph);
	else
		fanout_finish(fanout);
	return done;
}

void fanout_finish(struct fanout *fanout)
{
	free(fanout->shown);
	free(fanout->first_input);
	free(fanout->input);
	free(fanout->first);
	free(fanout->consumer);
	*fanout = (struct fanout){0};
}

/* ---- neighbours ---- */

uint32_t neighbourhood_centre(const struct gw_tape *tape, const struct fanout *fanout,
			      uint32_t node)
{
	if (tape->graph->kind[node] == GW_LITERAL && fanout->shown[node] == node)
		node = fanout_count(fanout, node) > 0 ? fanout->consumer[fanout->first[node]]
						      : tape->output;
	return fanout->shown[gw_is_left_out(tape, node) ? tape->output : node];
}

static void add(struct neighbourhood *around, const struct gw_tape *tape,
		const struct fanout *fanout, uint32_t node)
{
	node = fanout->shown[node];
	if (around->count == NEIGHBOURHOOD_LIMIT || tape->graph->kind[node] == GW_LITERAL)
		return;
	for (uint32_t i = 0; i < around->count; i++)
		if (around->node[i] == node)
			return;
	around->node[around->count++] = node;
}

static void add_some(struct neighbourhood *around, const struct gw_tape *tape,
		     const struct fanout *fanout, const uint32_t *nodes, uint32_t count)
{
	for (uint32_t i = 0; i < count && i < MOST_FROM_ONE; i++)
		add(around, tape, fanout, nodes[i]);
}

/*
 * One edge further on one side. What was there before the last round, `from` … `to` − 1, has no
 * other neighbours than those that are there already.
 */
static void grow(struct neighbourhood *around, const struct gw_tape *tape,
		 const struct fanout *fanout, bool is_down, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		uint32_t node = around->node[i];
		if (is_down)
			add_some(around, tape, fanout, &fanout->consumer[fanout->first[node]],
				 fanout_count(fanout, node));
		else
			add_some(around, tape, fanout, &fanout->input[fanout->first_input[node]],
				 fanout_input_count(fanout, node));
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
		grow(&around, tape, fanout, false, up, up_end);
		up = start;
		up_end = start = around.count;
		grow(&around, tape, fanout, true, down, down_end);
		down = start;
		down_end = around.count;
	}
	qsort(around.node, around.count, sizeof(*around.node), compare);
	return around;
}
