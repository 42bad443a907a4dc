#include "tape/pass.h"

#include "base/array.h"
#include "tape/tape_matrix.h"

#include <float.h>
#include <stdlib.h>

/* ---- the order ---- */

/*
 * How far a gate is from the leaves: operands come first. The number of the farthest is returned.
 */
static uint32_t find_levels(const struct gw_tape *tape, uint32_t *level)
{
	const struct gw_graph *graph = tape->graph;
	uint32_t deepest = 0;

	for (uint32_t i = 0; i < tape->gate_count; i++) {
		uint32_t node = tape->gate[i], above = 0;
		for (uint32_t e = graph->first_operand[node]; e < graph->first_operand[node + 1];
		     e++)
			if (level[graph->operand[e]] > above)
				above = level[graph->operand[e]];
		level[node] = above + 1;
		deepest = above + 1 > deepest ? above + 1 : deepest;
	}
	return deepest;
}

/*
 * A stable counting sort of gates by a key of each node; `start` has room for `key_count` + 1
 * numbers.
 */
static void sort_by_key(const uint32_t *from, uint32_t *to, uint32_t count, const uint32_t *key,
			uint32_t *start, uint32_t key_count)
{
	for (uint32_t k = 0; k <= key_count; k++)
		start[k] = 0;
	for (uint32_t i = 0; i < count; i++)
		start[key[from[i]] + 1]++;
	for (uint32_t k = 0; k < key_count; k++)
		start[k + 1] += start[k];
	for (uint32_t i = 0; i < count; i++)
		to[start[key[from[i]]]++] = from[i];
}

static struct gw_instruction make_instruction(const struct gw_graph *graph, uint32_t node)
{
	const uint32_t *operands = gw_operands(graph, node);
	uint32_t count = gw_operand_count(graph, node);

	return (struct gw_instruction){
		.op = gw_node_op(graph, node),
		.node = node,
		.a = operands[0],
		.b = operands[count > 1 ? 1 : 0],
		.c = operands[count > 2 ? 2 : 0],
		.edge = graph->first_operand[node],
	};
}

/*
 * First by operator, then by level: the second sort keeps the order of the first within each level.
 */
static void sort(struct gw_tape *tape, uint32_t *key, uint32_t *sorted, uint32_t *other,
		 uint32_t *start)
{
	const struct gw_graph *graph = tape->graph;

	for (uint32_t i = 0; i < tape->gate_count; i++)
		key[tape->gate[i]] = graph->op[tape->gate[i]];
	sort_by_key(tape->gate, other, tape->gate_count, key, start, graph->operator_count);
	for (uint32_t i = 0; i < graph->node_count; i++)
		key[i] = 0;
	uint32_t deepest = find_levels(tape, key);
	sort_by_key(other, sorted, tape->gate_count, key, start, deepest + 1);
	for (uint32_t i = 0; i < tape->gate_count; i++)
		tape->instruction[i] = make_instruction(graph, sorted[i]);
}

bool pass_prepare(struct gw_tape *tape)
{
	size_t nodes = tape->graph->node_count;
	uint32_t *key = array_create(nodes, sizeof *key);
	uint32_t *sorted = array_create(tape->gate_count, sizeof *sorted);
	uint32_t *other = array_create(tape->gate_count, sizeof *other);
	uint32_t *start =
		array_create(tape->gate_count + tape->graph->operator_count + 2, sizeof *start);
	bool has_memory;

	tape->instruction = array_create(tape->gate_count, sizeof *tape->instruction);
	has_memory = key && sorted && other && start && tape->instruction;
	if (has_memory)
		sort(tape, key, sorted, other, start);
	free(key);
	free(sorted);
	free(other);
	free(start);
	return has_memory;
}

/* ---- forward ---- */

/* While a difference is taken, what no gradient passes stays what it was. */
static inline bool is_kept(const struct gw_tape *tape, const struct gw_instruction *at)
{
	return tape->is_held && at->op->stops_gradient;
}

static inline void compute(struct gw_tape *tape, const struct gw_instruction *instruction)
{
	const double x[GW_MAX_ARITY] = {tape->value[instruction->a], tape->value[instruction->b],
					tape->value[instruction->c]};
	tape->value[instruction->node] = instruction->op->value(x);
}

void gw_tape_forward(struct gw_tape *tape)
{
	const struct gw_instruction *end = tape->instruction + tape->gate_count;

	for (const struct gw_instruction *at = tape->instruction; at < end; at++) {
		if (is_kept(tape, at))
			continue;
		if (gw_is_matrix_gate(tape, at->node))
			tape_matrix_forward(tape, at->node);
		else
			compute(tape, at);
	}
}

/* Whether a gate's result is 0 though it is a product of its operand and a slope that are not. */
static bool has_underflowed(const struct gw_tape *tape, const struct gw_instruction *at)
{
	const double x[GW_MAX_ARITY] = {tape->value[at->a], tape->value[at->b], tape->value[at->c]};
	double y = tape->value[at->node];

	for (unsigned i = 0; y == 0 && i < at->op->arity; i++) {
		double local = at->op->local(x, y, i);
		if (local != 0 && x[i] != 0 && local * x[i] == 0)
			return true;
	}
	return false;
}

void pass_forward_shaken(struct gw_tape *tape, uint64_t *chance)
{
	const struct gw_instruction *end = tape->instruction + tape->gate_count;

	for (const struct gw_instruction *at = tape->instruction; at < end; at++) {
		if (is_kept(tape, at))
			continue;
		if (gw_is_matrix_gate(tape, at->node)) {
			tape_matrix_forward_shaken(tape, at->node, chance);
			continue;
		}
		compute(tape, at);
		if (has_underflowed(tape, at))
			tape->value[at->node] = DBL_TRUE_MIN;
		tape_shake(&tape->value[at->node], 1, chance);
	}
}

/* ---- backward ---- */

/* Turn a node's contributions into their partial sums, and return the last: its gradient. */
static inline double settle(struct gw_tape *tape, uint32_t node)
{
	uint32_t place = tape->first_arrival[node], end = tape->first_arrival[node + 1];
	double gradient = tape->sum[place];

	while (++place < end) {
		gradient += tape->sum[place];
		tape->sum[place] = gradient;
	}
	return gradient;
}

static inline void send(struct gw_tape *tape, const struct gw_instruction *instruction)
{
	const double x[GW_MAX_ARITY] = {tape->value[instruction->a], tape->value[instruction->b],
					tape->value[instruction->c]};
	double y = tape->value[instruction->node], upstream = settle(tape, instruction->node);
	const struct gw_op *op = instruction->op;
	uint32_t first = tape->slot[instruction->edge];

	if (first != GW_NONE)
		tape->sum[first] = gw_op_downstream(op, upstream, op->local(x, y, 0));
	if (op->arity == 1)
		return;
	uint32_t second = tape->slot[instruction->edge + 1];
	if (second != GW_NONE)
		tape->sum[second] = gw_op_downstream(op, upstream, op->local(x, y, 1));
	if (op->arity == 2)
		return;
	uint32_t third = tape->slot[instruction->edge + 2];
	if (third != GW_NONE)
		tape->sum[third] = gw_op_downstream(op, upstream, op->local(x, y, 2));
}

static bool is_matrix(const struct gw_tape *tape, uint32_t node)
{
	return tape->offset && !gw_is_scalar(tape->graph->shape[node]);
}

static void settle_any(struct gw_tape *tape, uint32_t node)
{
	if (is_matrix(tape, node))
		tape_matrix_settle(tape, node);
	else
		settle(tape, node);
}

void gw_tape_run(struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;

	gw_tape_forward(tape);
	if (!tape->is_active[tape->output])
		return;
	tape->sum[tape->first_arrival[tape->output]] = 1;
	for (const struct gw_instruction *at = tape->instruction + tape->gate_count;
	     at-- > tape->instruction;) {
		if (!tape->is_active[at->node])
			continue;
		if (gw_is_matrix_gate(tape, at->node)) {
			settle_any(tape, at->node);
			tape_matrix_send(tape, at->node);
		} else {
			send(tape, at);
		}
	}
	for (uint32_t i = 0; i < graph->node_count; i++)
		if (!gw_is_gate(graph, i) && tape->is_active[i])
			settle_any(tape, i);
}
