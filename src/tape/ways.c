#include "tape/ways.h"

#include "base/array.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>

/* The last edge of a way to some node; the rest of it is the way `rank` to the edge's gate. */
struct tail {
	double product;
	uint32_t edge; /* GW_NONE at the output, where ways begin */
	uint32_t rank;
};

/* All ways to one node: the largest, and what is left of the others. */
struct bundle {
	struct tail tail[WAYS_LISTED]; /* the largest in magnitude first */
	uint32_t listed;
	uint64_t count;
	double rest;
};

/* The state of the search for ways. */
struct ways_pass {
	const struct gw_tape *tape;
	struct bundle *bundle;
	uint32_t *place; /* of each node: its bundle, from 1; 0 if it is on no way */
	uint32_t count;
};

uint32_t ways_gate(const struct gw_tape *tape, uint32_t edge)
{
	return tape->arrival_node[tape->slot[edge]];
}

double ways_local(const struct gw_tape *tape, uint32_t edge)
{
	uint32_t gate = ways_gate(tape, edge);

	return gw_tape_local(tape, gate, edge - tape->graph->first_operand[gate]);
}

/* NaN comes before everything: a sum that it is in is NaN. */
static double weight_of(const struct tail *tail)
{
	return isnan(tail->product) ? INFINITY : fabs(tail->product);
}

/* Keep a way among the largest; the one that there is no room for goes to the rest. */
static void bundle_insert(struct bundle *bundle, struct tail tail)
{
	uint32_t i = bundle->listed;

	if (i == WAYS_LISTED) {
		struct tail *last = &bundle->tail[--i];
		if (weight_of(&tail) <= weight_of(last)) {
			bundle->rest += tail.product;
			return;
		}
		bundle->rest += last->product;
	} else {
		bundle->listed++;
	}
	for (; i > 0 && weight_of(&tail) > weight_of(&bundle->tail[i - 1]); i--)
		bundle->tail[i] = bundle->tail[i - 1];
	bundle->tail[i] = tail;
}

static void count_ways(struct bundle *bundle, uint64_t more)
{
	bool is_too_many = bundle->count > WAYS_UNCOUNTED - more;

	bundle->count = is_too_many ? WAYS_UNCOUNTED : bundle->count + more;
}

static struct bundle *bundle_of(const struct ways_pass *pass, uint32_t node)
{
	return &pass->bundle[pass->place[node] - 1];
}

/* Lengthen every way to the gate of an edge by that edge. */
static void extend_ways(const struct ways_pass *pass, struct bundle *bundle, uint32_t edge)
{
	uint32_t gate = ways_gate(pass->tape, edge);
	const struct gw_op *op = gw_node_op(pass->tape->graph, gate);
	const struct bundle *above = bundle_of(pass, gate);
	double local = ways_local(pass->tape, edge);

	for (uint32_t i = 0; i < above->listed; i++)
		bundle_insert(bundle, (struct tail){.product = gw_op_downstream(
							    op, above->tail[i].product, local),
						    .edge = edge,
						    .rank = i});
	if (above->count > above->listed)
		bundle->rest += gw_op_downstream(op, above->rest, local);
	count_ways(bundle, above->count);
}

static void collect_ways(const struct ways_pass *pass, uint32_t node)
{
	const struct gw_tape *tape = pass->tape;
	struct bundle *bundle = bundle_of(pass, node);

	for (uint32_t i = tape->first_arrival[node]; i < tape->first_arrival[node + 1]; i++) {
		if (tape->arrival_edge[i] != GW_NONE) {
			extend_ways(pass, bundle, tape->arrival_edge[i]);
			continue;
		}
		bundle_insert(bundle, (struct tail){.product = 1, .edge = GW_NONE});
		count_ways(bundle, 1);
	}
}

/* Give a place to every gate that sends to the node, and so on up to the output. */
static void mark_senders(struct ways_pass *pass, uint32_t node)
{
	const struct gw_tape *tape = pass->tape;

	for (uint32_t i = tape->first_arrival[node]; i < tape->first_arrival[node + 1]; i++)
		if (tape->arrival_node[i] != GW_NONE && !pass->place[tape->arrival_node[i]])
			pass->place[tape->arrival_node[i]] = ++pass->count;
}

/* Where the gates end that can be on a way to the node: those that have their turn before it. */
static uint32_t end_of_senders(const struct gw_tape *tape, uint32_t node)
{
	return tape->turn[node] == GW_NONE ? tape->backward_count : tape->turn[node];
}

static void mark_ways(struct ways_pass *pass, struct ways *ways)
{
	const struct gw_tape *tape = pass->tape;

	pass->place[ways->node] = ++pass->count;
	mark_senders(pass, ways->node);
	for (uint32_t i = end_of_senders(tape, ways->node); i-- > 0;) {
		uint32_t gate = tape->backward[i];
		if (!pass->place[gate])
			continue;
		if (ways->matrix_gate == GW_NONE && gw_is_matrix_gate(tape, gate))
			ways->matrix_gate = gate;
		mark_senders(pass, gate);
	}
}

static void walk_ways(struct ways_pass *pass, uint32_t node)
{
	const struct gw_tape *tape = pass->tape;
	uint32_t end = end_of_senders(tape, node);

	for (uint32_t i = 0; i < end; i++)
		if (pass->place[tape->backward[i]])
			collect_ways(pass, tape->backward[i]);
	collect_ways(pass, node);
}

/* The edges of way `rank` to a node, the last one first; only counted if `edge` is NULL. */
static uint32_t trace_way(const struct ways_pass *pass, uint32_t node, uint32_t rank,
			  uint32_t *edge)
{
	uint32_t length = 0;

	for (;;) {
		const struct tail *tail = &bundle_of(pass, node)->tail[rank];
		if (tail->edge == GW_NONE)
			return length;
		if (edge)
			edge[length] = tail->edge;
		length++;
		node = ways_gate(pass->tape, tail->edge);
		rank = tail->rank;
	}
}

static void reverse_edges(struct way *way)
{
	for (uint32_t i = 0; i < way->length / 2; i++) {
		uint32_t edge = way->edge[i];
		way->edge[i] = way->edge[way->length - 1 - i];
		way->edge[way->length - 1 - i] = edge;
	}
}

static bool list_ways(const struct ways_pass *pass, struct ways *ways)
{
	const struct bundle *bundle = bundle_of(pass, ways->node);

	ways->count = bundle->count;
	ways->rest = bundle->rest;
	for (; ways->listed < bundle->listed; ways->listed++) {
		struct way *way = &ways->way[ways->listed];
		way->product = bundle->tail[ways->listed].product;
		way->length = trace_way(pass, ways->node, ways->listed, NULL);
		way->edge = array_create(way->length, sizeof(*way->edge));
		if (!way->edge)
			return false;
		trace_way(pass, ways->node, ways->listed, way->edge);
		reverse_edges(way);
	}
	return true;
}

static bool fill_ways(struct ways_pass *pass, struct ways *ways)
{
	pass->place = array_create(pass->tape->graph->node_count, sizeof(*pass->place));
	if (!pass->place)
		return false;
	mark_ways(pass, ways);
	if (ways->matrix_gate != GW_NONE)
		return true;
	pass->bundle = array_create(pass->count, sizeof(*pass->bundle));
	if (!pass->bundle)
		return false;
	walk_ways(pass, ways->node);
	return list_ways(pass, ways);
}

bool ways_find(struct ways *ways, const struct gw_tape *tape, uint32_t node, struct gw_error *error)
{
	struct ways_pass pass = {.tape = tape};
	bool is_found = true;

	*ways = (struct ways){.node = node, .matrix_gate = GW_NONE};
	if (tape->is_active[node])
		is_found = fill_ways(&pass, ways);
	free(pass.bundle);
	free(pass.place);
	if (is_found)
		return true;
	ways_finish(ways);
	return error_memory(error);
}

void ways_finish(struct ways *ways)
{
	for (uint32_t i = 0; i < WAYS_LISTED; i++)
		free(ways->way[i].edge);
	*ways = (struct ways){0};
}
