#include "explain/label.h"
#include "explain/reason.h"

#include "graph/grouping.h"

static const char *kind_name(enum gw_kind kind)
{
	switch (kind) {
	case GW_INPUT:
		return "input";
	case GW_PARAM:
		return "parameter";
	case GW_CONSTANT:
		return "constant";
	case GW_LITERAL:
		return "number";
	case GW_GATE:
		break;
	}
	return "gate";
}

#define OWN_NAME_COLUMNS 64 /* fits a line of 80, behind what kind of node it is */

/* Longer than elsewhere: this is where a name that is cut everywhere can be read. */
static void say_own_name(const struct voice *voice, uint32_t node)
{
	char memory[LABEL_BYTES], name_memory[LABEL_BYTES];
	struct text whole = text_for(&voice->prose->text, memory, sizeof memory),
		    name = text_for(&voice->prose->text, name_memory, sizeof name_memory);

	label_add_node(&whole, voice->graph, node);
	label_add_elided(&name, &whole, OWN_NAME_COLUMNS);
	say(voice, name.data);
}

static void say_identity(const struct voice *voice, uint32_t node)
{
	tell(voice, "%W ", ROLE_TITLE, kind_name((enum gw_kind)voice->graph->kind[node]));
	if (voice->graph->is_declared[node] || !gw_is_gate(voice->graph, node))
		say_own_name(voice, node);
	if (gw_is_gate(voice->graph, node))
		tell(voice, voice->graph->is_declared[node] ? " = %E" : "%E", node);
	say(voice, "\n");
}

/* Why there is no value yet; false if there is one. */
static bool say_missing_value(const struct voice *voice, uint32_t node)
{
	double value;

	if (gw_walk_value(voice->walk, node, &value))
		return false;
	if (gw_is_left_out(voice->walk->tape, node))
		say(voice, "Not computed: the output that was chosen does not need it.\n");
	else
		tell(voice, "value %? not computed yet; it will be at step %u\n",
		     gw_walk_forward_time(voice->walk, node));
	return true;
}

/* The value alone, not what it was made of. */
static void say_plain_value(const struct voice *voice, uint32_t node)
{
	struct gw_matrix value = gw_tape_value(voice->walk->tape, node);

	if (say_missing_value(voice, node))
		return;
	if (!gw_is_scalar(value.shape)) {
		say_grid(voice, ROLE_VALUE, "value", value);
		return;
	}
	say_labelled(voice, ROLE_VALUE, "value", *value.entry);
	say(voice, "\n");
}

static void say_value(const struct voice *voice, uint32_t node)
{
	struct equation equation = begin_equation(voice);
	bool is_scalar_gate =
		gw_is_gate(voice->graph, node) && !gw_is_matrix_gate(voice->walk->tape, node);
	double value;

	if (!is_scalar_gate || !gw_walk_value(voice->walk, node, &value)) {
		say_plain_value(voice, node);
		return;
	}
	say_labelled(voice, ROLE_VALUE, "value", value);
	say_equals(voice, &equation);
	say_application(voice, node);
	end_equation(voice, &equation);
	say(voice, "\n");
}

/* A node's `number`-th contribution, as its sender's step has it. */
static void say_arrival(const struct voice *voice, uint32_t node, uint32_t number, bool has_arrived)
{
	const struct gw_tape *tape = voice->walk->tape;
	struct gw_step step;
	uint32_t index;

	if (!gw_walk_sender(voice->walk, node, number, &step, &index)) {
		say(voice, has_arrived ? "  the seed: 1\n" : "  the seed: not yet\n");
		return;
	}
	struct gw_term term = gw_step_term(voice->walk, &step, index);
	bool is_twice = takes_twice(voice->graph, step.node, term.position);
	tell(voice, is_twice ? "  from %N %O: " : "  from %N: ", step.node, step.node,
	     term.position);
	if (!has_arrived) {
		tell(voice, "%? not yet; at step %u\n", step.t);
		return;
	}
	if (gw_is_matrix_gate(tape, step.node))
		say_matrix_about(voice, ROLE_DOWNSTREAM,
				 explain_downstream(voice->walk, &step, &term));
	else
		say_product_alone(voice, &step, &term);
	say_because(voice, &step, &term);
	if (!gw_is_matrix_gate(tape, step.node))
		say_sign(voice, &step, &term);
	if (gw_is_matrix_gate(tape, step.node)) {
		say_some_zero(voice, step.node, term.position, "; ", "\n  ");
		say_some_signs(voice, step.node, term.position, NO_ENTRY);
	}
	say(voice, "\n");
}

/* "  negative, as −5 outweighs 1": of scalar contributions of both signs. */
static void say_outweighed(const struct voice *voice, uint32_t node,
			   const struct gw_gradient *gradient)
{
	double positive = 0, negative = 0;

	for (uint32_t i = 0; i < gradient->arrived; i++) {
		struct gw_step step;
		uint32_t index;
		if (!gw_walk_sender(voice->walk, node, i + 1, &step, &index))
			continue;
		double downstream = gw_step_term(voice->walk, &step, index).downstream;
		positive += downstream > 0 ? downstream : 0;
		negative += downstream < 0 ? downstream : 0;
	}
	if (positive == 0 || negative == 0)
		return;
	say(voice, "  together ");
	say_balance(voice, positive, negative);
	say(voice, "\n");
}

static void say_gradient_state(const struct voice *voice, uint32_t node,
			       const struct gw_gradient *gradient)
{
	uint32_t output = voice->walk->tape->output;

	if (gradient->state == GW_UNWANTED) {
		if (gw_is_left_out(voice->walk->tape, node))
			say(voice, "No gradient: the backward pass skips it.\n");
		else
			say(voice, gw_is_gate(voice->graph, node)
					   ? voice->walk->tape->is_walled
						     ? "No gradient passes it: the backward pass "
						       "skips it.\n"
						     : "No gradient: it is made of constants "
						       "only, so the backward pass skips it.\n"
					   : "No gradient: a constant does not change.\n");
		return;
	}
	say_derivative(voice, output, node);
	if (gradient->state == GW_UNSET) {
		tell(voice, " %? unset: nothing has arrived\n");
	} else if (gradient->state == GW_INDEPENDENT) {
		tell(voice,
		     gw_is_walled(voice->walk->tape, node) ? " = 0, because %N uses it only behind "
							     "a wall that no gradient passes\n"
							   : " = 0, because %N does not depend on "
							     "it; the backward pass skips it\n",
		     output);
	} else {
		tell(voice, "%=%m", ROLE_GRADIENT, gradient->matrix);
		if (gradient->state != GW_FINAL || !gradient->is_wrong)
			say_state(voice, gradient->state == GW_FINAL);
		if (gradient->is_wrong)
			tell(voice, ", %W", ROLE_ERROR, "wrong");
		tell(voice, ": %u of %u contribution%s\n", gradient->arrived, gradient->expected,
		     gradient->expected == 1 ? "" : "s");
		if (!gw_is_scalar(gradient->matrix.shape))
			say_grid(voice, ROLE_GRADIENT, "gradient, of the value's shape,",
				 gradient->matrix);
	}
}

#define MOST_CONTRIBUTIONS 200 /* that are listed one by one */

static void say_gradient(const struct voice *voice, uint32_t node)
{
	struct gw_gradient gradient = gw_walk_gradient(voice->walk, node);

	say_gradient_state(voice, node, &gradient);
	for (uint32_t i = 0; i < gradient.expected && i < MOST_CONTRIBUTIONS; i++)
		say_arrival(voice, node, i + 1, i < gradient.arrived);
	if (gradient.expected > MOST_CONTRIBUTIONS)
		tell(voice, "  and %u more\n", gradient.expected - MOST_CONTRIBUTIONS);
	if (gradient.arrived > 1 && gradient.arrived <= MOST_CONTRIBUTIONS &&
	    gw_is_scalar(gw_node_shape(voice->graph, node)))
		say_outweighed(voice, node, &gradient);
}

/*
 * "local ∂f/∂a = b = 5": the rule and its number; "local ∂f/∂z = 1 (1 if z > w, else 0)" of a rule
 * that is no formula.
 */
static void say_local(const struct voice *voice, uint32_t node, unsigned operand)
{
	bool is_sentence = is_rule_sentence(voice, node, operand);
	bool is_hidden = hides_locals_of(voice, node);
	double value;
	bool has_value = gw_walk_value(voice->walk, node, &value) && !is_hidden &&
			 !is_rule_constant(voice, node, operand);

	tell(voice, is_sentence ? "%W%L" : "%W%L = ", ROLE_LOCAL, "local ", node, operand);
	if (!is_sentence && is_hidden && is_rule_constant(voice, node, operand))
		say(voice, "?");
	else if (!is_sentence)
		say_rule_by_name(voice, node, operand);
	if (has_value)
		say_is_number(voice, ROLE_LOCAL, gw_tape_local(voice->walk->tape, node, operand));
	if (is_sentence) {
		say(voice, has_value ? " (" : ": ");
		say_rule_by_name(voice, node, operand);
		say(voice, has_value ? ")" : "");
	}
	say(voice, "\n");
}

/* No gradient goes to a number in the gate: its derivative would only be read for another's. */
static void say_scalar_locals(const struct voice *voice, uint32_t node)
{
	const uint32_t *operands = gw_operands(voice->graph, node);

	for (unsigned i = 0; i < gw_node_op(voice->graph, node)->arity; i++)
		if (voice->graph->kind[operands[i]] != GW_LITERAL)
			say_local(voice, node, i);
}

static void say_locals(const struct voice *voice, uint32_t node)
{
	const struct gw_op *op = gw_node_op(voice->graph, node);
	double value;

	if (gw_is_matrix_gate(voice->walk->tape, node))
		say_matrix_locals(voice, node);
	else
		say_scalar_locals(voice, node);
	say_rule(voice, op->nickname);
	if (op->source)
		tell(voice, "%w%w%w", ROLE_DIM, " (", ROLE_DIM, op->source, ROLE_DIM, ")");
	say(voice, "\n");
	if (gw_walk_value(voice->walk, node, &value)) {
		say_kink(voice, node);
		say_trouble(voice, node, false);
	}
}

/* A folded group is one gate here too: of its parts nothing is said. */
static void explain_group(const struct voice *voice, uint32_t group)
{
	uint32_t exit = say_group(voice, group);

	say_plain_value(voice, exit);
	say_gradient(voice, exit);
	say_group_locals(voice, group);
}

void explain_node(struct prose *prose, const struct gw_walk *walk, uint32_t node,
		  const struct explain_style *style)
{
	struct voice voice = make_voice(prose, walk, style);
	uint32_t group = grouping_folded(voice.graph, style->is_folded, node);

	if (group != GW_NONE) {
		explain_group(&voice, group);
		return;
	}
	say_identity(&voice, node);
	say_value(&voice, node);
	if (walk->tangents)
		say_tangent_of(&voice, node);
	else
		say_gradient(&voice, node);
	if (gw_is_gate(voice.graph, node))
		say_locals(&voice, node);
}
