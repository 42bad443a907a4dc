#include "tape/pass.h"

#include "base/array.h"
#include "tape/tape_matrix.h"

#include <float.h>
#include <stdlib.h>

#define PART 4096       /* gates that are sorted together */
#define LONGEST_RUN 256 /* gates of one operator that are computed together */

/* ---- the order ---- */

/*
 * Find the level of each gate: how far it is from the leaves, so that operands come first. In a
 * large graph a level may reach over all memory, so levels begin anew after each PART gates: these,
 * with what they use, stay in the processor's cache. The number of the last level is returned.
 */
static uint32_t find_levels(const struct gw_tape *tape, uint32_t *level)
{
	const struct gw_graph *graph = tape->graph;
	uint32_t deepest = 0, least = 0;

	for (uint32_t i = 0; i < tape->gate_count; i++) {
		uint32_t node = tape->gate[i];
		if (i % PART == 0)
			least = deepest;
		uint32_t above = least;
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
 * Stable counting sorts. `start` has room for a number more than there are keys: first it counts
 * the gates of each key, then it says where those of a key begin.
 */
static void find_starts(uint32_t *start, uint32_t key_count)
{
	for (uint32_t k = 0; k < key_count; k++)
		start[k + 1] += start[k];
}

static void sort_by_operator(const struct gw_tape *tape, uint32_t *to, uint32_t *start)
{
	const uint8_t *op = tape->graph->op;

	for (uint32_t i = 0; i < tape->gate_count; i++)
		start[op[tape->gate[i]] + 1]++;
	find_starts(start, tape->graph->operator_count);
	for (uint32_t i = 0; i < tape->gate_count; i++)
		to[start[op[tape->gate[i]]]++] = tape->gate[i];
}

static void sort_by_level(const uint32_t *from, uint32_t *to, uint32_t count, const uint32_t *level,
			  uint32_t *start, uint32_t level_count)
{
	for (uint32_t k = 0; k <= level_count; k++)
		start[k] = 0;
	for (uint32_t i = 0; i < count; i++)
		start[level[from[i]] + 1]++;
	find_starts(start, level_count);
	for (uint32_t i = 0; i < count; i++)
		to[start[level[from[i]]]++] = from[i];
}

static struct gw_instruction make_instruction(const struct gw_graph *graph, uint32_t node)
{
	const uint32_t *operands = gw_operands(graph, node);
	uint32_t count = gw_operand_count(graph, node);

	return (struct gw_instruction){
		.node = node,
		.op = graph->op[node],
		.a = operands[0],
		.b = operands[count > 1 ? 1 : 0],
		.edge = graph->first_operand[node],
	};
}

/*
 * First by operator, then by level: the second sort keeps the order of the first within each level.
 * False if memory ran out.
 */
static bool sort_gates(const struct gw_tape *tape, uint32_t *key, uint32_t *sorted, uint32_t *other)
{
	const struct gw_graph *graph = tape->graph;
	uint32_t deepest = find_levels(tape, key), operators = graph->operator_count;
	uint32_t most = deepest > operators ? deepest : operators;
	uint32_t *start = array_create((size_t)most + 2, sizeof *start);

	if (!start)
		return false;
	sort_by_operator(tape, other, start);
	sort_by_level(other, sorted, tape->gate_count, key, start, deepest + 1);
	free(start);
	return true;
}

/* The gates in their new order; NULL if memory ran out. */
static uint32_t *create_order(const struct gw_tape *tape)
{
	uint32_t *key = array_create(tape->graph->node_count, sizeof *key);
	uint32_t *sorted = array_create(tape->gate_count, sizeof *sorted);
	uint32_t *other = array_create(tape->gate_count, sizeof *other);

	if (!key || !sorted || !other || !sort_gates(tape, key, sorted, other)) {
		free(sorted);
		sorted = NULL;
	}
	free(key);
	free(other);
	return sorted;
}

bool pass_prepare(struct gw_tape *tape)
{
	uint32_t *sorted = create_order(tape);

	tape->operators = tape->graph->operators;
	if (sorted)
		tape->instruction = array_create(tape->gate_count, sizeof *tape->instruction);
	for (uint32_t i = 0; tape->instruction && i < tape->gate_count; i++)
		tape->instruction[i] = make_instruction(tape->graph, sorted[i]);
	free(sorted);
	return tape->instruction != NULL;
}

/* ---- forward ---- */

static inline const struct gw_op *op_of(const struct gw_tape *tape, const struct gw_instruction *at)
{
	return tape->operators[at->op];
}

/* While a difference is taken, what no gradient passes stays what it was. */
static inline bool is_kept(const struct gw_tape *tape, const struct gw_op *op)
{
	return tape->is_held && op->stops_gradient;
}

/* The values of a gate's operands; few operators have a third, which the instruction leaves out. */
static inline void gather(const struct gw_tape *tape, const struct gw_instruction *at,
			  unsigned arity, double x[GW_MAX_ARITY])
{
	x[0] = tape->value[at->a];
	x[1] = tape->value[at->b];
	if (arity > 2)
		x[2] = tape->value[tape->graph->operand[at->edge + 2]];
}

static void compute(struct gw_tape *tape, const struct gw_instruction *at)
{
	const struct gw_op *op = op_of(tape, at);
	double x[GW_MAX_ARITY];

	gather(tape, at, op->arity, x);
	tape->value[at->node] = op->value(x);
}

static void compute_any(struct gw_tape *tape, const struct gw_instruction *at)
{
	if (gw_is_matrix_gate(tape, at->node))
		tape_matrix_forward(tape, at->node);
	else
		compute(tape, at);
}

/*
 * The gates from `first` on that have its operator, as many as the nearest cache holds: what is the
 * same for all of them is looked up once. `end` is behind the last gate.
 */
static inline const struct gw_instruction *end_of_run(const struct gw_instruction *first,
						      const struct gw_instruction *end)
{
	const struct gw_instruction *at = first + 1;

	if (end - first > LONGEST_RUN)
		end = first + LONGEST_RUN;
	while (at < end && at->op == first->op)
		at++;
	return at;
}

/* The same for a run that ends with the gate before `end`: where it begins. */
static inline const struct gw_instruction *start_of_run(const struct gw_instruction *first,
							const struct gw_instruction *end)
{
	const struct gw_instruction *at = end - 1;

	if (end - first > LONGEST_RUN)
		first = end - LONGEST_RUN;
	while (at > first && at[-1].op == end[-1].op)
		at--;
	return at;
}

/* A run of gates over one scalar or two. */
static void compute_run(const struct gw_tape *tape, const struct gw_op *op,
			const struct gw_instruction *at, const struct gw_instruction *end)
{
	double *value = tape->value, (*operation)(const double *) = op->value;

	for (; at < end; at++) {
		const double x[GW_MAX_ARITY] = {value[at->a], value[at->b]};
		value[at->node] = operation(x);
	}
}

void gw_tape_forward(struct gw_tape *tape)
{
	const struct gw_instruction *end = tape->instruction + tape->gate_count, *next;

	for (const struct gw_instruction *at = tape->instruction; at < end; at = next) {
		const struct gw_op *op = op_of(tape, at);
		next = end_of_run(at, end);
		if (is_kept(tape, op))
			continue;
		if (!tape->is_matrix_gate && op->arity <= 2)
			compute_run(tape, op, at, next);
		else
			for (; at < next; at++)
				compute_any(tape, at);
	}
}

/* Whether a gate's result is 0 though it is a product of its operand and a slope that are not. */
static bool has_underflowed(const struct gw_tape *tape, const struct gw_instruction *at)
{
	const struct gw_op *op = op_of(tape, at);
	double y = tape->value[at->node], x[GW_MAX_ARITY];

	gather(tape, at, op->arity, x);
	for (unsigned i = 0; y == 0 && i < op->arity; i++) {
		double local = op->local(x, y, i);
		if (local != 0 && x[i] != 0 && local * x[i] == 0)
			return true;
	}
	return false;
}

void pass_forward_shaken(struct gw_tape *tape, uint64_t *chance)
{
	const struct gw_instruction *end = tape->instruction + tape->gate_count;

	for (const struct gw_instruction *at = tape->instruction; at < end; at++) {
		if (is_kept(tape, op_of(tape, at)))
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
static inline double settle(const struct gw_tape *tape, uint32_t node)
{
	uint32_t place = tape->first_arrival[node], end = tape->first_arrival[node + 1];
	double *sum = tape->sum, gradient = sum[place];

	while (++place < end) {
		gradient += sum[place];
		sum[place] = gradient;
	}
	return gradient;
}

/* The gate that sends: its operands, value and gradient. */
struct sender {
	const struct gw_op *op;
	double x[GW_MAX_ARITY], y, upstream;
};

static inline void send_along(const struct gw_tape *tape, const struct sender *sender,
			      uint32_t edge, unsigned position)
{
	const struct gw_op *op = sender->op;
	uint32_t place = tape->slot[edge];

	if (place != GW_NONE)
		tape->sum[place] = gw_op_downstream(op, sender->upstream,
						    op->local(sender->x, sender->y, position));
}

static inline void send(const struct gw_tape *tape, const struct gw_op *op, unsigned arity,
			const struct gw_instruction *at)
{
	struct sender sender = {.op = op, .y = tape->value[at->node]};

	gather(tape, at, arity, sender.x);
	sender.upstream = settle(tape, at->node);
	send_along(tape, &sender, at->edge, 0);
	if (arity > 1)
		send_along(tape, &sender, at->edge + 1, 1);
	if (arity > 2)
		send_along(tape, &sender, at->edge + 2, 2);
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

static void send_any(struct gw_tape *tape, const struct gw_instruction *at)
{
	const struct gw_op *op = op_of(tape, at);

	if (!tape->is_active[at->node])
		return;
	if (gw_is_matrix_gate(tape, at->node)) {
		settle_any(tape, at->node);
		tape_matrix_send(tape, at->node);
	} else {
		send(tape, op, op->arity, at);
	}
}

/* A run of gates over one scalar or two, backward. */
static void send_run(const struct gw_tape *tape, const struct gw_op *op,
		     const struct gw_instruction *first, const struct gw_instruction *end)
{
	unsigned arity = op->arity;

	for (const struct gw_instruction *at = end; at-- > first;)
		if (tape->is_active[at->node])
			send(tape, op, arity, at);
}

void gw_tape_run(struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;
	const struct gw_instruction *first;

	gw_tape_forward(tape);
	if (!tape->is_active[tape->output])
		return;
	tape->sum[tape->first_arrival[tape->output]] = 1;
	for (const struct gw_instruction *end = tape->instruction + tape->gate_count;
	     end > tape->instruction; end = first) {
		const struct gw_op *op = op_of(tape, end - 1);
		first = start_of_run(tape->instruction, end);
		if (!tape->is_matrix_gate && op->arity <= 2)
			send_run(tape, op, first, end);
		else
			for (const struct gw_instruction *at = end; at-- > first;)
				send_any(tape, at);
	}
	for (uint32_t i = 0; i < graph->node_count; i++)
		if (!gw_is_gate(graph, i) && tape->is_active[i])
			settle_any(tape, i);
}
