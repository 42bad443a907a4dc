/*
 * Whether a draft is an exercise: everything in it is used, its numbers are short, and neither its
 * zeros nor equal gradients are an accident.
 */
#include "lesson/draft.h"

#include <gradwalk/walk.h>

#include <math.h>

#define LARGEST_NUMBER 100

/* At most two decimals, and not large. */
static bool is_short(double value)
{
	double hundredths = value * 100;

	return fabs(value) <= LARGEST_NUMBER && hundredths == floor(hundredths);
}

static bool are_short(struct gw_matrix matrix)
{
	for (size_t i = 0; matrix.entry && i < gw_entry_count(matrix.shape); i++)
		if (!is_short(matrix.entry[i]))
			return false;
	return true;
}

/* All that a backward step shows. */
static bool has_short_terms(const struct gw_walk *walk, uint32_t t)
{
	struct gw_step step = gw_walk_step_at(walk, t);

	for (uint32_t i = 0; i < step.term_total; i++) {
		struct gw_term term = gw_step_term(walk, &step, i);
		const struct gw_tape *tape = walk->tape;
		if (!are_short(gw_tape_local_matrix(tape, step.node, term.position)) ||
		    !are_short(gw_tape_downstream(tape, step.node, term.position)) ||
		    !are_short(gw_tape_sum(tape, term.operand, term.arrived)))
			return false;
	}
	return true;
}

static bool has_short_numbers(const struct gw_tape *tape)
{
	struct gw_walk walk;

	gw_walk_init(&walk, tape);
	for (uint32_t i = 0; i < tape->graph->node_count; i++)
		if (!are_short(gw_tape_value(tape, i)))
			return false;
	for (uint32_t t = gw_walk_seed(&walk) + 1; t <= gw_walk_last(&walk); t++)
		if (!has_short_terms(&walk, t))
			return false;
	return true;
}

static size_t count_zeros(struct gw_matrix matrix)
{
	size_t count = 0;

	for (size_t i = 0; matrix.entry && i < gw_entry_count(matrix.shape); i++)
		count += matrix.entry[i] == 0;
	return count;
}

static bool is_wanted_leaf(const struct gw_graph *graph, uint32_t node)
{
	return graph->kind[node] == GW_INPUT || graph->kind[node] == GW_PARAM;
}

static bool is_everything_used(const struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;

	for (uint32_t i = 0; i < graph->node_count; i++)
		if ((gw_is_gate(graph, i) || is_wanted_leaf(graph, i)) && !tape->is_active[i])
			return false;
	return true;
}

static bool is_uniform(const struct gw_tape *tape)
{
	const double *first = NULL;

	for (uint32_t i = 0; i < tape->graph->node_count; i++) {
		struct gw_matrix gradient = gw_tape_gradient_matrix(tape, i);
		if (!is_wanted_leaf(tape->graph, i))
			continue;
		for (size_t k = 0; k < gw_entry_count(gradient.shape); k++) {
			first = first ? first : gradient.entry;
			if (gradient.entry[k] != *first)
				return false;
		}
	}
	return true;
}

/* ---- zeros: those of gates with a kink are on purpose ---- */

static bool is_zero(const struct gw_tape *tape, uint32_t node)
{
	return count_zeros(gw_tape_value(tape, node)) > 0;
}

static bool is_at_kink(const struct gw_tape *tape, uint32_t gate)
{
	const struct gw_op *op = gw_node_op(tape->graph, gate);
	const uint32_t *operand = gw_operands(tape->graph, gate);
	double x[GW_MAX_ARITY] = {0};

	for (unsigned i = 0; i < op->arity && i < GW_MAX_ARITY; i++)
		x[i] = tape->value[operand[i]];
	return op->kink && op->kink(x);
}

static bool has_kink(const struct gw_tape *tape, uint32_t gate)
{
	return gw_node_op(tape->graph, gate)->kink != NULL;
}

/* A relu that lets nothing through, where it is not exactly at its kink. */
static bool is_off(const struct gw_tape *tape, uint32_t gate)
{
	return gw_node_op(tape->graph, gate)->is_routed &&
	       gw_operand_count(tape->graph, gate) == 1 && !is_at_kink(tape, gate) &&
	       gw_tape_local(tape, gate, 0) == 0;
}

static enum draft_kink find_kink(const struct gw_tape *tape)
{
	enum draft_kink found = KINK_NONE;

	for (uint32_t i = 0; i < tape->gate_count; i++) {
		uint32_t gate = tape->gate[i];
		if (!has_kink(tape, gate))
			continue;
		enum draft_kink here = is_at_kink(tape, gate) ? KINK_TIE
				       : is_off(tape, gate)   ? KINK_SHUT
							      : KINK_OPEN;
		found = here > found ? here : found;
	}
	return found;
}

/* Whether a node is used by a gate that stands exactly at its kink. */
static bool feeds_kink(const struct gw_tape *tape, uint32_t node)
{
	for (uint32_t i = 0; i < tape->gate_count; i++) {
		uint32_t gate = tape->gate[i];
		const uint32_t *operand = gw_operands(tape->graph, gate);
		for (uint32_t k = 0; k < gw_operand_count(tape->graph, gate); k++)
			if (operand[k] == node && is_at_kink(tape, gate))
				return true;
	}
	return false;
}

/* A value of 0 is on purpose at a gate with a kink, before one, and where such a 0 goes on. */
static bool is_zero_explained(const struct gw_tape *tape, uint32_t node)
{
	if (!gw_is_gate(tape->graph, node))
		return false;
	if (has_kink(tape, node) || feeds_kink(tape, node))
		return true;
	const uint32_t *operand = gw_operands(tape->graph, node);
	for (uint32_t k = 0; k < gw_operand_count(tape->graph, node); k++)
		if (is_zero(tape, operand[k]))
			return true;
	return false;
}

/* A gradient of 0 is a sum of nothing but zeros: contributions that cancel are an accident. */
static bool is_sum_of_zeros(const struct gw_tape *tape, uint32_t node)
{
	for (uint32_t i = tape->first_arrival[node]; i < tape->first_arrival[node + 1]; i++)
		if (tape->sum[i] != 0)
			return false;
	return true;
}

/* Level 3, of scalars. Something must be left of the gradient at the leaves. */
static bool has_zeros_on_purpose(const struct gw_tape *tape)
{
	bool is_left = false;

	for (uint32_t i = 0; i < tape->graph->node_count; i++) {
		if (is_zero(tape, i) && !is_zero_explained(tape, i))
			return false;
		if (gw_tape_gradient(tape, i) == 0 && !is_sum_of_zeros(tape, i))
			return false;
		is_left |= is_wanted_leaf(tape->graph, i) && gw_tape_gradient(tape, i) != 0;
	}
	return is_left;
}

static bool is_relu(const struct gw_tape *tape, uint32_t node)
{
	return gw_is_gate(tape->graph, node) && has_kink(tape, node) &&
	       gw_node_op(tape->graph, node)->is_routed;
}

/* The one relu; GW_NONE if there is none. */
static uint32_t find_relu(const struct gw_tape *tape)
{
	uint32_t node = 0;

	while (node < tape->graph->node_count && !is_relu(tape, node))
		node++;
	return node < tape->graph->node_count ? node : GW_NONE;
}

/*
 * The other levels: a relu over a matrix is off at just one of its entries, a scalar one is on, and
 * no leaf has a zero of any kind.
 */
static bool has_no_other_zeros(const struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;
	uint32_t relu = find_relu(tape);
	size_t off = relu != GW_NONE && !gw_is_scalar(gw_node_shape(graph, relu));

	for (uint32_t i = 0; i < graph->node_count; i++) {
		bool is_before = relu != GW_NONE && i < relu && gw_is_gate(graph, i);
		if (count_zeros(gw_tape_value(tape, i)) != (i == relu ? off : 0))
			return false;
		if (count_zeros(gw_tape_gradient_matrix(tape, i)) > (is_before ? off : 0))
			return false;
	}
	return true;
}

bool draft_is_exercise(const struct draft *draft, const struct exercise_level *level,
		       const struct gw_tape *tape)
{
	if (!is_everything_used(tape))
		return false;
	if (!draft->is_exact)
		return true;
	if (!has_short_numbers(tape) || is_uniform(tape))
		return false;
	return level->has_zeros ? has_zeros_on_purpose(tape) && find_kink(tape) == draft->kink
				: has_no_other_zeros(tape);
}
