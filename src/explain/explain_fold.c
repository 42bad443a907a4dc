#include "explain/group_way.h"
#include "explain/reason.h"
#include "explain/voice.h"

#include "graph/grouping.h"

#include <math.h>
#include <string.h>

/* A folded group is told as one gate, and the steps of its gates as one step. */

/* The gate of a group whose gradient the others are made of. */
static uint32_t exit_of(const struct voice *voice, uint32_t group)
{
	const struct gw_group *ends = &voice->graph->groups[group];
	uint32_t node = ends->last;
	while (node > ends->first && !(voice->walk->tape->is_active[node] &&
				       gw_graph_is_in_group(voice->graph, node, group)))
		node--;
	return node;
}

/* When a gate has its turn, in one of the passes. */
typedef uint32_t turn_time(const struct gw_walk *walk, uint32_t node);

/* Gates of the group whose turn is at `end` or before. */
static uint32_t count_until(const struct voice *voice, uint32_t group, turn_time *time,
			    uint32_t end)
{
	const struct gw_group *ends = &voice->graph->groups[group];
	uint32_t count = 0;

	for (uint32_t i = ends->first; i <= ends->last; i++)
		count +=
			gw_graph_is_in_group(voice->graph, i, group) && time(voice->walk, i) <= end;
	return count;
}

static uint32_t count_gates(const struct voice *voice, uint32_t group, turn_time *time)
{
	return count_until(voice, group, time, gw_walk_last(voice->walk));
}

/* The walk stands between the group's gates: says what is done, and nothing about the rest. */
static bool say_under_way(const struct voice *voice, uint32_t group, turn_time *time)
{
	uint32_t count = count_until(voice, group, time, voice->walk->t);
	uint32_t total = count_gates(voice, group, time);

	if (count == total)
		return false;
	tell(voice, "%G is under way: %u of the %u gates that it folds %s done\n",
	     grouping_last_gate(voice->graph, group), count, total, count == 1 ? "is" : "are");
	return true;
}

/*
 * Whether an edge is the first by which its operand, from outside, sends into the group and so gets
 * a gradient.
 */
static bool enters_group(const struct voice *voice, uint32_t group, uint32_t edge)
{
	const struct gw_graph *graph = voice->graph;
	uint32_t operand = graph->operand[edge];

	if (voice->walk->tape->slot[edge] == GW_NONE || gw_graph_is_in_group(graph, operand, group))
		return false;
	for (uint32_t i = graph->groups[group].first; graph->first_operand[i] <= edge; i++)
		for (uint32_t e = graph->first_operand[i];
		     e < graph->first_operand[i + 1] && e < edge; e++)
			if (graph->operand[e] == operand && gw_graph_is_in_group(graph, i, group))
				return false;
	return true;
}

/* At the output ∂f/∂f would explain a derivative by itself: there it is called the seed. */
static void say_group_upstream(const struct voice *voice, uint32_t exit)
{
	uint32_t output = voice->walk->tape->output;

	if (exit == output)
		tell(voice, "%w", ROLE_UPSTREAM, "seed");
	else
		say_derivative(voice, output, exit);
}

/* Over matrices the local gradient of the group is a Jacobian, which is never made. */
static void say_jacobian_product(const struct voice *voice, uint32_t exit, uint32_t operand,
				 const struct gw_gradient *gradient)
{
	uint32_t output = voice->walk->tape->output;

	tell(voice, gradient->expected > 1 ? "%D += " : "%D = ", output, operand);
	say_group_upstream(voice, exit);
	say(voice, ", through the gates inside");
	if (gradient->arrived > 0)
		tell(voice, gradient->state == GW_FINAL ? "; final %M" : "; so far %M",
		     ROLE_GRADIENT, gradient->matrix);
}

/* Says why a contribution is 0 or has its sign. */
static void say_group_reason(const struct voice *voice, double upstream, double local,
			     double downstream, bool is_brief)
{
	if (downstream == 0)
		tell(voice, ", because %s is 0", upstream == 0 ? "upstream" : "the group's slope");
	else if (!isnan(downstream) && voice->style->brevity < EXPLAIN_WITHOUT_SIGNS)
		say_factor_signs(voice, upstream, local, is_brief || voice->style->brevity > 0);
}

/* Says the operand's gradient after the step. */
static void say_outcome(const struct voice *voice, const struct gw_gradient *gradient)
{
	if (gradient->expected < 2 || gradient->arrived == 0)
		return;
	tell(voice, "; %M", ROLE_GRADIENT, gradient->matrix);
	say_state(voice, gradient->state == GW_FINAL);
	tell(voice, " (%u/%u)", gradient->arrived, gradient->expected);
}

/* A group's contribution to an operand: upstream × local, unless a gate inside is shut. */
static double group_downstream(const struct voice *voice, uint32_t group, uint32_t operand,
			       double product)
{
	const struct gw_tape *tape = voice->walk->tape;
	double sum = 0;

	if (!isnan(product))
		return product;
	for (uint32_t i = tape->first_arrival[operand]; i < tape->first_arrival[operand + 1]; i++) {
		uint32_t edge = tape->arrival_edge[i], sender = tape->arrival_node[i];
		if (edge == GW_NONE || !gw_graph_is_in_group(voice->graph, sender, group))
			continue;
		sum += *gw_tape_downstream(tape, sender, edge - voice->graph->first_operand[sender])
				.entry;
	}
	return sum;
}

void say_group_factors(const struct voice *voice, uint32_t exit, uint32_t operand)
{
	say_group_upstream(voice, exit);
	if (exit == voice->walk->tape->output)
		tell(voice, " · %w", ROLE_LOCAL, "local");
	else
		tell(voice, " · %D", exit, operand);
}

static void say_group_line(const struct voice *voice, uint32_t group, uint32_t exit,
			   uint32_t operand, bool is_brief)
{
	const struct gw_tape *tape = voice->walk->tape;
	struct gw_gradient gradient = gw_walk_gradient(voice->walk, operand);
	double upstream = gw_tape_gradient(tape, exit);
	double local = gw_tape_composite_local(tape, group, exit, operand);
	double downstream = group_downstream(voice, group, operand, upstream * local);
	int digits = explain_product_digits(upstream, local, downstream, voice->style->digits);

	if (isnan(local) && tape->is_matrix_gate) {
		say_jacobian_product(voice, exit, operand, &gradient);
		return;
	}
	tell(voice, gradient.expected > 1 ? "%D += " : "%D = ", tape->output, operand);
	say_group_factors(voice, exit, operand);
	say_product(voice, upstream, local, downstream, digits);
	say_group_reason(voice, upstream, local, downstream, is_brief);
	say_outcome(voice, &gradient);
}

/* In brief if only that spares a line. */
static void say_group_contribution(const struct voice *voice, uint32_t group, uint32_t exit,
				   uint32_t operand)
{
	struct prose_mark start = prose_mark(voice->prose);

	say_group_line(voice, group, exit, operand, false);
	if (rewind_if_wide(voice, start))
		say_group_line(voice, group, exit, operand, true);
	if (rewind_if_wide(voice, start))
		say_group_line(voice, group, exit, operand, false);
	say(voice, "\n");
}

/* ---- the rule of a group ---- */

static bool is_about(double a, double b)
{
	return fabs(a - b) <= 1e-12 * fmax(fabs(a), fabs(b));
}

/*
 * The operator of one operand that a group is called after and that has its value and its slope
 * here: its rule holds for the group too. NULL if there is none.
 */
static const struct gw_op *find_namesake(const struct voice *voice, uint32_t group, uint32_t exit,
					 uint32_t operand, double local)
{
	const struct gw_tape *tape = voice->walk->tape;
	const char *name = voice->graph->groups[group].name;
	const double x = tape->value[operand], y = tape->value[exit];
	const struct gw_op *op =
		name ? gw_op_find_call(voice->graph->ops, name, strlen(name), 1) : NULL;

	if (!op || !gw_op_is_entrywise(op) || op->rule[0].kind != GW_RULE_FORMULA)
		return NULL;
	return is_about(op->value(&x), y) && is_about(op->local(&x, y, 0), local) ? op : NULL;
}

/* "local ∂f/∂s = (1 − σ(s)) · σ(s) ≈ −0.53 · 1 · 0.37 · −1 ≈ 0.20", or the gates for the rule. */
static void say_group_rule(const struct voice *voice, uint32_t group, uint32_t exit,
			   uint32_t operand)
{
	double local = gw_tape_composite_local(voice->walk->tape, group, exit, operand);
	struct group_ways ways = group_ways_of(voice, group, exit, operand);
	struct equation equation = begin_equation(voice);

	if (!group_ways_can_be_said(&ways, local))
		return;
	const struct gw_op *namesake = find_namesake(voice, group, exit, operand, local);
	tell(voice, "%W%D", ROLE_LOCAL, "local ", exit, operand);
	if (namesake) {
		say_equals(voice, &equation);
		say_rule_of_operator(voice, namesake, exit, operand);
	}
	say_equals(voice, &equation);
	if (ways.count > 1 || ways.length[0] > 1) {
		say_group_ways(&ways, local);
		say_equals(voice, &equation);
	}
	say_number(voice, ROLE_LOCAL, local);
	end_equation(voice, &equation);
	if (!namesake && ways.count == 1) {
		say(voice, ", through ");
		say_group_gates(&ways);
	}
	say(voice, "\n");
}

/* The operands that a group sends to; the first of them is put into `operand`. */
static uint32_t count_entering(const struct voice *voice, uint32_t group, uint32_t *operand)
{
	const struct gw_graph *graph = voice->graph;
	const struct gw_group *ends = &graph->groups[group];
	uint32_t count = 0;

	for (uint32_t e = graph->first_operand[ends->first];
	     e < graph->first_operand[ends->last + 1]; e++)
		if (enters_group(voice, group, e) && count++ == 0)
			*operand = graph->operand[e];
	return count;
}

/* "[σ] folds 4 gates: 4 steps in one", which is why the clock leaps. */
static void say_folded_steps(const struct voice *voice, uint32_t group, uint32_t exit,
			     turn_time *time)
{
	uint32_t steps = count_gates(voice, group, time);
	tell(voice, "%G folds %u gates: %u steps in one", exit,
	     count_gates(voice, group, gw_walk_forward_time), steps);
}

/* Between scalars and of one operand: upstream, local and downstream, and what local is made of. */
static void say_group_words(const struct voice *voice, uint32_t group, uint32_t exit,
			    uint32_t operand)
{
	double upstream = gw_tape_gradient(voice->walk->tape, exit);
	double local = gw_tape_composite_local(voice->walk->tape, group, exit, operand);
	const struct gw_term term = {
		.local = local,
		.downstream = group_downstream(voice, group, operand, upstream * local)};
	int digits = explain_product_digits(upstream, local, term.downstream, voice->style->digits);

	if (isnan(local) && voice->walk->tape->is_matrix_gate)
		return;
	say_three_words(voice, exit, upstream, &term, digits);
	say(voice, "\n");
	say_group_rule(voice, group, exit, operand);
}

void say_group_backward(const struct voice *voice, uint32_t group)
{
	const struct gw_graph *graph = voice->graph;
	const struct gw_group *ends = &graph->groups[group];
	uint32_t exit = exit_of(voice, group), operand = GW_NONE;

	if (say_under_way(voice, group, gw_walk_backward_time))
		return;
	uint32_t operands = count_entering(voice, group, &operand);
	say_folded_steps(voice, group, exit, gw_walk_backward_time);
	if (operands > 1 || gw_is_matrix_gate(voice->walk->tape, exit)) {
		tell(voice, "%|%W%M", ROLE_UPSTREAM, "upstream ", ROLE_UPSTREAM,
		     gw_tape_gradient_matrix(voice->walk->tape, exit));
		say_upstream_state(voice, exit);
	}
	say(voice, "\n");
	for (uint32_t e = graph->first_operand[ends->first];
	     e < graph->first_operand[ends->last + 1]; e++)
		if (enters_group(voice, group, e))
			say_group_contribution(voice, group, exit, graph->operand[e]);
	if (operands == 1)
		say_group_words(voice, group, exit, operand);
	for (uint32_t e = graph->first_operand[ends->first];
	     operands > 1 && e < graph->first_operand[ends->last + 1]; e++)
		if (enters_group(voice, group, e))
			say_group_rule(voice, group, exit, graph->operand[e]);
}

void say_group_forward(const struct voice *voice, uint32_t group, const struct gw_step *step)
{
	if (say_under_way(voice, group, gw_walk_forward_time))
		return;
	say_definition(voice, step->node);
	say_is_matrix(voice, gw_tape_value(voice->walk->tape, step->node));
	say(voice, "\n");
	say_folded_steps(voice, group, step->node, gw_walk_forward_time);
	say(voice, "\n");
	say_consumers(voice, step->node);
}

/* ---- the group as a node, for the inspector ---- */

static void say_group_local(const struct voice *voice, uint32_t group, uint32_t exit,
			    uint32_t operand)
{
	double local = gw_tape_composite_local(voice->walk->tape, group, exit, operand);

	tell(voice, "%W%D", ROLE_LOCAL, "local ", exit, operand);
	if (isnan(local) && voice->walk->tape->is_matrix_gate) {
		say(voice, ": a Jacobian, which is never made\n");
		return;
	}
	tell(voice, "%=%v, through the gates inside\n", ROLE_LOCAL, local);
}

uint32_t say_group(const struct voice *voice, uint32_t group)
{
	uint32_t exit = exit_of(voice, group);

	tell(voice, "%W%G, %u gates folded to one\n", ROLE_TITLE, "group ", exit,
	     count_gates(voice, group, gw_walk_forward_time));
	return exit;
}

void say_group_locals(const struct voice *voice, uint32_t group)
{
	const struct gw_graph *graph = voice->graph;
	const struct gw_group *ends = &graph->groups[group];
	uint32_t exit = exit_of(voice, group);
	double value;

	if (!gw_walk_value(voice->walk, exit, &value) || hides_locals_of(voice, exit))
		return;
	for (uint32_t e = graph->first_operand[ends->first];
	     e < graph->first_operand[ends->last + 1]; e++)
		if (enters_group(voice, group, e))
			say_group_local(voice, group, exit, graph->operand[e]);
}
