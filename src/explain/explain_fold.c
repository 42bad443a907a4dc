#include "explain/voice.h"

#include "graph/grouping.h"

#include <math.h>

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
	say(voice, "\n");
}

/* Says the operand's gradient after the step, or why nothing was added to it. */
static void say_outcome(const struct voice *voice, const struct gw_gradient *gradient,
			double upstream, double downstream)
{
	if (gradient->expected > 1 && gradient->arrived > 0) {
		tell(voice, "; %M", ROLE_GRADIENT, gradient->matrix);
		say_state(voice, gradient->state == GW_FINAL);
		tell(voice, " (%u/%u)", gradient->arrived, gradient->expected);
	}
	if (downstream == 0)
		tell(voice, "; 0, because %s is 0",
		     upstream == 0 ? "upstream" : "the group's slope");
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

static void say_group_contribution(const struct voice *voice, uint32_t group, uint32_t exit,
				   uint32_t operand)
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
	say_outcome(voice, &gradient, upstream, downstream);
	say(voice, "\n");
	const struct gw_term term = {.local = local, .downstream = downstream};
	say_three_words(voice, exit, upstream, &term, digits);
	if (upstream * local < 0)
		tell(voice, "; negative, as %s is", local < 0 ? "the group's slope" : "upstream");
	say(voice, "\n");
}

void say_group_backward(const struct voice *voice, uint32_t group)
{
	const struct gw_graph *graph = voice->graph;
	const struct gw_group *ends = &graph->groups[group];
	uint32_t exit = exit_of(voice, group);

	if (say_under_way(voice, group, gw_walk_backward_time))
		return;
	for (uint32_t e = graph->first_operand[ends->first];
	     e < graph->first_operand[ends->last + 1]; e++)
		if (enters_group(voice, group, e))
			say_group_contribution(voice, group, exit, graph->operand[e]);
	tell(voice, "%G folds %u gates; along each way through them the local gradients multiply\n",
	     exit, count_gates(voice, group, gw_walk_backward_time));
}

void say_group_forward(const struct voice *voice, uint32_t group, const struct gw_step *step)
{
	if (say_under_way(voice, group, gw_walk_forward_time))
		return;
	say_as_gate(voice, step->node);
	say_is_matrix(voice, gw_tape_value(voice->walk->tape, step->node));
	tell(voice, ", from the %u gates that it folds\n",
	     count_gates(voice, group, gw_walk_forward_time));
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
