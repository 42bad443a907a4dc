#include "draw/voice.h"

#include "graph/grouping.h"

#include <math.h>

/* A folded group is one gate, and its step that of all its gates. */

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

static uint32_t count_gates(const struct voice *voice, uint32_t group)
{
	uint32_t count = 0;
	for (uint32_t i = voice->graph->groups[group].first; i <= voice->graph->groups[group].last;
	     i++)
		count +=
			gw_is_gate(voice->graph, i) && gw_graph_is_in_group(voice->graph, i, group);
	return count;
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

/* Over matrices the local gradient of the group is a Jacobian, which is never made. */
static void say_jacobian_product(const struct voice *voice, uint32_t exit, uint32_t operand,
				 const struct gw_gradient *gradient)
{
	uint32_t output = voice->walk->tape->output;

	say_derivative(voice, output, operand);
	say(voice, gradient->expected > 1 ? " += " : " = ");
	say_derivative(voice, output, exit);
	say(voice, ", through the gates inside");
	if (gradient->arrived > 0) {
		say(voice, gradient->state == GW_FINAL ? "; final " : "; so far ");
		say_matrix(voice, ROLE_GRADIENT, gradient->matrix);
	}
	say(voice, "\n");
}

static void say_group_contribution(const struct voice *voice, uint32_t group, uint32_t exit,
				   uint32_t operand)
{
	const struct gw_tape *tape = voice->walk->tape;
	struct gw_gradient gradient = gw_walk_gradient(voice->walk, operand);
	double upstream = gw_tape_gradient(tape, exit);
	double local = gw_tape_composite_local(tape, group, exit, operand);

	if (isnan(local) && tape->is_matrix_gate) {
		say_jacobian_product(voice, exit, operand, &gradient);
		return;
	}
	say_derivative(voice, tape->output, operand);
	say(voice, gradient.expected > 1 ? " += " : " = ");
	say_derivative(voice, tape->output, exit);
	say(voice, voice->style->ascii ? " * " : " · ");
	say_derivative(voice, exit, operand);
	say(voice, " = ");
	say_number(voice, ROLE_UPSTREAM, upstream);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %s ", voice->signs->times);
	say_number(voice, ROLE_LOCAL, local);
	say(voice, " = ");
	say_number(voice, ROLE_DOWNSTREAM, upstream * local);
	say(voice, "\n");
	say_labelled(voice, ROLE_UPSTREAM, "upstream", upstream);
	say_separator(voice);
	say_labelled(voice, ROLE_LOCAL, "local", local);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, " %s ", voice->signs->arrow);
	say_labelled(voice, ROLE_DOWNSTREAM, "downstream", upstream * local);
	say(voice, "\n");
}

void say_group_backward(const struct voice *voice, uint32_t group)
{
	const struct gw_graph *graph = voice->graph;
	const struct gw_group *ends = &graph->groups[group];
	uint32_t exit = exit_of(voice, group);

	for (uint32_t e = graph->first_operand[ends->first];
	     e < graph->first_operand[ends->last + 1]; e++)
		if (enters_group(voice, group, e))
			say_group_contribution(voice, group, exit, graph->operand[e]);
	say_as_gate(voice, exit);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE,
		  " folds %u gates; along each way through them the local gradients multiply\n",
		  count_gates(voice, group));
}

void say_group_forward(const struct voice *voice, uint32_t group, const struct gw_step *step)
{
	say_as_gate(voice, step->node);
	say(voice, " = ");
	say_number(voice, ROLE_VALUE, step->value);
	prose_add(voice->prose, ROLE_PLAIN, EMPHASIS_NONE, ", from the %u gates that it folds\n",
		  count_gates(voice, group));
	say_consumers(voice, step->node);
}
