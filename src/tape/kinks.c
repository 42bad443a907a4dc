#include "tape/kinks.h"

#include "graph/op_shared.h"
#include "tape/leap.h"

#include <math.h>
#include <string.h>

static void add_kink(struct kinks *kinks, const char *sentence)
{
	if (!sentence)
		return;
	kinks->count++;
	if (!kinks->sentence)
		kinks->sentence = sentence;
}

/*
 * The entry of an operand that goes into the entry at (row, column): broadcast, if it is smaller.
 */
static double entry_at(struct gw_matrix matrix, size_t row, size_t column)
{
	row = matrix.shape.rows == 1 ? 0 : row;
	column = matrix.shape.columns == 1 ? 0 : column;
	return matrix.entry[row * matrix.shape.columns + column];
}

/* Two NaNs are no movement. */
static bool differ(double here, double there)
{
	return here != there && !(here != here && there != there);
}

/*
 * Whether no difference of doubles sees the slope beside a kink: the gate jumps there, or the next
 * numbers on both sides are kinks as well. A number so large is whole, as all around it are, and
 * that floor is flat in between is seen nowhere.
 */
static bool is_unseen(const struct gw_op *op, const double *x, unsigned which)
{
	double below[GW_MAX_OPERANDS], above[GW_MAX_OPERANDS];

	memcpy(below, x, sizeof below);
	memcpy(above, x, sizeof above);
	below[which] = nextafter(x[which], -INFINITY);
	above[which] = nextafter(x[which], INFINITY);
	return (op->kink(below) && op->kink(above)) ||
	       leap_is_within(op, x, which, above[which] - x[which]);
}

/*
 * A kink beside which nothing is seen counts twice, as several do: any convention may hold there.
 */
static void add_entry_kink(struct kinks *kinks, const struct gw_op *op, const double *x)
{
	const char *sentence = op->kink(x);

	add_kink(kinks, sentence);
	for (unsigned i = 0; sentence && i < op->arity; i++)
		if (is_unseen(op, x, i))
			add_kink(kinks, sentence);
}

/* The kinks of an operator that works entry by entry. */
static void find_entrywise(const struct gw_tape *here, const struct gw_tape *moved, uint32_t node,
			   struct kinks *kinks)
{
	const struct gw_graph *graph = here->graph;
	const uint32_t *operand = gw_operands(graph, node);
	struct gw_shape shape = gw_node_shape(graph, node);

	for (size_t at = 0; at < gw_entry_count(shape); at++) {
		size_t row = at / shape.columns, column = at % shape.columns;
		double x[GW_MAX_OPERANDS] = {0};
		bool has_moved = false;
		for (uint32_t i = 0; i < gw_operand_count(graph, node); i++) {
			x[i] = entry_at(gw_tape_value(here, operand[i]), row, column);
			double there = entry_at(gw_tape_value(moved, operand[i]), row, column);
			has_moved = has_moved || differ(x[i], there);
		}
		if (has_moved)
			add_entry_kink(kinks, gw_node_op(graph, node), x);
	}
}

/* Whether the operands of a gate over matrices are spread to the shape of its value. */
static bool spreads_operands(const struct gw_op *op)
{
	return op->shape == op_broadcast_shape;
}

/* Whether entry `at` of any operand that has so many entries has moved. */
static bool has_moved_at(const struct gw_tape *here, const struct gw_tape *moved, uint32_t node,
			 size_t at)
{
	const uint32_t *operand = gw_operands(here->graph, node);
	bool is_spread = spreads_operands(gw_node_op(here->graph, node));
	struct gw_shape value = gw_node_shape(here->graph, node);
	bool has_moved = false;

	for (uint32_t i = 0; i < gw_operand_count(here->graph, node); i++) {
		struct gw_matrix x = gw_tape_value(here, operand[i]);
		struct gw_matrix there = gw_tape_value(moved, operand[i]);
		size_t entry = is_spread ? gw_broadcast_entry(x.shape, value, at) : at;
		if (entry < gw_entry_count(x.shape))
			has_moved = has_moved || differ(x.entry[entry], there.entry[entry]);
	}
	return has_moved;
}

/* Kinks are asked for by the entries of the first operand; of the value, if operands are spread. */
static void find_whole(const struct gw_tape *here, const struct gw_tape *moved, uint32_t node,
		       struct kinks *kinks)
{
	const struct gw_graph *graph = here->graph;
	const uint32_t *operand = gw_operands(graph, node);
	uint32_t count = gw_operand_count(graph, node);
	struct gw_matrix x[GW_MAX_OPERANDS], y = gw_tape_value(here, node);

	for (uint32_t i = 0; i < count; i++)
		x[i] = gw_tape_value(here, operand[i]);
	bool is_spread = spreads_operands(gw_node_op(graph, node));
	size_t entries = gw_entry_count(is_spread ? y.shape : x[0].shape);
	for (size_t at = 0; at < entries; at++)
		if (has_moved_at(here, moved, node, at))
			add_kink(kinks, gw_node_op(graph, node)->whole_kink(x, count, y, at));
}

void kinks_find(const struct gw_tape *here, const struct gw_tape *moved, struct kinks *kinks)
{
	const struct gw_graph *graph = here->graph;

	for (uint32_t i = 0; i < here->backward_count; i++) {
		uint32_t node = here->backward[i];
		if (gw_node_op(graph, node)->kink)
			find_entrywise(here, moved, node, kinks);
		else if (gw_node_op(graph, node)->whole_kink)
			find_whole(here, moved, node, kinks);
	}
}

/* A condition that turns counts twice, as a kink does beside which nothing is seen. */
static void find_turns_of(const struct gw_tape *here, const struct gw_tape *moved, uint32_t node,
			  struct kinks *kinks)
{
	uint32_t condition = gw_operands(here->graph, node)[0];
	struct gw_matrix now = gw_tape_value(here, condition),
			 then = gw_tape_value(moved, condition);

	for (size_t at = 0; at < gw_entry_count(now.shape); at++)
		for (int i = 0; i < 2 && (now.entry[at] != 0) != (then.entry[at] != 0); i++)
			add_kink(kinks, gw_node_op(here->graph, node)->at_turn);
}

void kinks_find_turns(const struct gw_tape *here, const struct gw_tape *moved, struct kinks *kinks)
{
	for (uint32_t i = 0; i < here->backward_count; i++)
		if (gw_node_op(here->graph, here->backward[i])->at_turn)
			find_turns_of(here, moved, here->backward[i], kinks);
}
