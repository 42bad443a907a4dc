/*
 * Explains the steps of forward mode, see tape/tangents.h.
 *
 *     tangent of f = ∂f/∂q · tangent of q = −4 × 1 = −4
 *     tangent 1 · local −4 → product −4; z does not depend on x: its tangent is 0
 *     ∂(q z)/∂q = z · × swaps
 */
#include "explain/voice.h"

#include "explain/label.h"
#include "tape/tangents.h"

#define MOST_PRODUCTS 6 /* of entries that are written out */

static const struct tangents *tangents_behind(const struct voice *voice)
{
	return voice->walk->tangents;
}

/* "x", or "W[1,0]". */
static void add_entry_name(struct text *text, const struct gw_graph *graph, uint32_t node,
			   size_t entry)
{
	struct gw_shape shape = gw_node_shape(graph, node);

	label_add_node(text, graph, node);
	if (!gw_is_scalar(shape))
		text_add_format(text, "[%zu,%zu]", entry / shape.columns, entry % shape.columns);
}

static void say_entry_of(const struct voice *voice, uint32_t node, size_t entry)
{
	struct gw_shape shape = gw_node_shape(voice->graph, node);

	tell(voice, "%F", node);
	if (!gw_is_scalar(shape))
		tell(voice, "[%z,%z]", entry / shape.columns, entry % shape.columns);
}

/* "∂f/∂x", "∂f/∂W[1,0]" */
static void say_derivative_by_leaf(const struct voice *voice, uint32_t node)
{
	tell(voice, "∂%F/∂", node);
	say_entry_of(voice, tangents_behind(voice)->leaf, tangents_behind(voice)->entry);
}

/* ---- what it costs ---- */

void explain_tangents_name(struct text *text, const struct gw_walk *walk)
{
	const struct tangents *tangents = walk->tangents;

	add_entry_name(text, tangents->tape->graph, tangents->leaf, tangents->entry);
}

static void add_costs(struct text *text, const struct tangents *tangents, const char *backward)
{
	text_add_format(text, "pass %zu of %zu, %u %s%s; backward: %s%u", tangents->pass,
			tangents->pass_count, tangents->products,
			tangents->has_matrices ? "JVP" : "multiplication",
			tangents->products == 1 ? "" : "s", backward, tangents->backward_products);
	if (tangents->has_matrices)
		text_add(text, tangents->backward_products == 1 ? " VJP" : " VJPs");
}

void explain_mode(struct text *text, const struct gw_walk *walk)
{
	if (!walk->tangents)
		return;
	text_add(text, "forward mode: ");
	add_costs(text, walk->tangents, "1 pass for all, ");
}

void explain_mode_in_brief(struct text *text, const struct gw_walk *walk)
{
	if (walk->tangents)
		add_costs(text, walk->tangents, "");
}

static void say_mode(const struct voice *voice)
{
	char memory[160];
	struct text text = text_in(memory, sizeof memory);

	explain_mode(&text, voice->walk);
	tell(voice, "%s.\n", text.data);
}

/* ---- the seed ---- */

void say_tangent_seed(const struct voice *voice)
{
	const struct tangents *tangents = tangents_behind(voice);

	say(voice, "tangent of ");
	say_entry_of(voice, tangents->leaf, tangents->entry);
	tell(voice, " = %v\n", ROLE_GRADIENT, 1.0);
	say(voice, "Forward mode begins at ");
	say_entry_of(voice, tangents->leaf, tangents->entry);
	say(voice, ": the tangent of a node is its derivative by that alone. Every other input's "
		   "is 0.\n");
	say_mode(voice);
}

/* ---- one product ---- */

static double tangent_of(const struct voice *voice, uint32_t node)
{
	return *tangents_of(tangents_behind(voice), node).entry;
}

/* "−4 × 1 = −4" */
static void say_tangent_product(const struct voice *voice, const struct gw_term *term, int digits)
{
	struct equation equation = begin_equation(voice);

	tell(voice, "%V × %V", ROLE_LOCAL, term->local, digits, ROLE_UPSTREAM,
	     tangent_of(voice, term->operand), digits);
	say_equals(voice, &equation);
	say_number(voice, ROLE_DOWNSTREAM, term->downstream);
	end_equation(voice, &equation);
}

static void say_tangent_factors(const struct voice *voice, const struct gw_step *step,
				const struct gw_term *term)
{
	tell(voice,
	     term->expected > 1 ? "tangent of %F += %L · tangent of %F"
				: "tangent of %F = %L · tangent of %F",
	     step->node, step->node, term->position, term->operand);
}

/* "; 15 + 6 = 21 final (2/2)": the sum, once there are several products. */
static void say_tangent_sum(const struct voice *voice, const struct gw_term *term)
{
	const struct summand summand[] = {{ROLE_GRADIENT, term->before},
					  {ROLE_DOWNSTREAM, term->downstream}};

	if (term->expected < 2)
		return;
	say(voice, "; ");
	if (term->arrived > 1)
		say_summands(voice, summand, 2, term->gradient);
	else
		say_about(voice, ROLE_GRADIENT, term->gradient);
	say_state(voice, term->arrived == term->expected);
	tell(voice, " (%u/%u)", term->arrived, term->expected);
}

static void say_scalar_product(const struct voice *voice, const struct gw_step *step,
			       const struct gw_term *term, int digits)
{
	struct equation equation = begin_equation(voice);

	say_tangent_factors(voice, step, term);
	say_equals(voice, &equation);
	say_tangent_product(voice, term, digits);
	end_equation(voice, &equation);
	say_because(voice, step, term);
	say_tangent_sum(voice, term);
	say(voice, "\n");
}

/* How the product of a Jacobian with a tangent comes about. */
static void say_jacobian_product(const struct voice *voice, const struct gw_step *step,
				 uint32_t position)
{
	const struct gw_op *op = gw_node_op(voice->graph, step->node);

	if (gw_op_is_entrywise(op))
		tell(voice, "  entry by entry, local × tangent\n");
	else if (op->is_product || op->form.is_copy)
		tell(voice, "  %F is linear in %O: its value with the tangent in the place of %O\n",
		     step->node, step->node, position, step->node, position);
	else
		tell(voice, "  each entry is a row of the Jacobian %L times the tangent of %O\n",
		     step->node, position, step->node, position);
}

static void say_matrix_product(const struct voice *voice, const struct gw_step *step,
			       const struct gw_term *term)
{
	const struct tangents *tangents = tangents_behind(voice);

	say_tangent_factors(voice, step, term);
	tell(voice, ", %M", ROLE_UPSTREAM, tangents_of(tangents, term->operand));
	tell(voice, "%W%M", ROLE_DOWNSTREAM, " → ", ROLE_DOWNSTREAM,
	     explain_downstream(voice->walk, step, term));
	if (term->arrived > 1)
		tell(voice, "; sum %M", ROLE_GRADIENT,
		     tangents_sum(tangents, step->node, term->arrived));
	if (term->expected > 1) {
		say_state(voice, term->arrived == term->expected);
		tell(voice, " (%u/%u)", term->arrived, term->expected);
	}
	say(voice, "\n");
	say_jacobian_product(voice, step, term->position);
}

/* ---- one step ---- */

/* "tangent 1, 2 · local −4, 3 → product −4, 6": one number a product. */
static void say_tangent_words(const struct voice *voice, const struct gw_step *step, uint32_t first,
			      uint32_t end, int digits)
{
	static const enum role roles[] = {ROLE_UPSTREAM, ROLE_LOCAL, ROLE_DOWNSTREAM};
	static const char *const words[] = {"tangent ", "local ", "product "};

	for (unsigned part = 0; part < 3; part++) {
		tell(voice,
		     part == 0   ? "%W"
		     : part == 1 ? "%|%W"
				 : " → %W",
		     roles[part], words[part]);
		for (uint32_t i = first; i < end; i++) {
			struct gw_term term = gw_step_term(voice->walk, step, i);
			const double number[] = {tangent_of(voice, term.operand), term.local,
						 term.downstream};
			tell(voice, i > first ? ", %A" : "%A", roles[part], number[part],
			     part < 2 ? digits : 0);
		}
	}
	say(voice, "\n");
}

/* "z does not depend on x: its tangent is 0." */
static void say_other_operands(const struct voice *voice, uint32_t gate)
{
	const uint32_t *operands = gw_operands(voice->graph, gate);
	uint32_t said = 0, count = gw_operand_count(voice->graph, gate);

	for (uint32_t i = 0; i < count; i++) {
		bool is_other = voice->graph->kind[operands[i]] != GW_LITERAL &&
				!tangents_reach(tangents_behind(voice), operands[i]);
		if (is_other && said++ < 3)
			tell(voice, said > 1 ? ", %F" : "%F", operands[i]);
	}
	if (said > 3)
		tell(voice, " and %u more", said - 3);
	if (said == 0)
		return;
	say(voice, said > 1 ? " do not depend on " : " does not depend on ");
	say_entry_of(voice, tangents_behind(voice)->leaf, tangents_behind(voice)->entry);
	say(voice, said > 1 ? ": their tangents are 0.\n" : ": its tangent is 0.\n");
}

void say_tangent_step(const struct voice *voice, const struct gw_step *step, uint32_t first,
		      uint32_t end)
{
	bool is_matrix = gw_is_matrix_gate(voice->walk->tape, step->node);
	int digits = explain_step_digits(voice->walk, step, voice->style->digits);

	for (uint32_t i = first; i < end; i++) {
		struct gw_term term = gw_step_term(voice->walk, step, i);
		if (is_matrix)
			say_matrix_product(voice, step, &term);
		else
			say_scalar_product(voice, step, &term, digits);
	}
	if (!is_matrix)
		say_tangent_words(voice, step, first, end, digits);
	if (voice->walk->t == step->last)
		say_mode(voice);
	say_other_operands(voice, step->node);
	say_kink(voice, step->node);
	if (!is_matrix)
		say_rules_of(voice, step);
}

/* ---- one node ---- */

static void say_tangent_arrivals(const struct voice *voice, uint32_t node, uint32_t arrived)
{
	struct gw_step step = {0};
	uint32_t index;

	for (uint32_t i = 0; i < gw_walk_expected(voice->walk, node); i++) {
		if (!gw_walk_sender(voice->walk, node, i + 1, &step, &index)) {
			say(voice, arrived > 0 ? "  the seed: 1\n" : "  the seed: not yet\n");
			return;
		}
		struct gw_term term = gw_step_term(voice->walk, &step, index);
		tell(voice, "  from %N: ", term.operand);
		if (i >= arrived)
			tell(voice, "%? not yet; at step %u", step.t);
		else if (gw_is_matrix_gate(voice->walk->tape, node))
			say_matrix_about(voice, ROLE_DOWNSTREAM,
					 explain_downstream(voice->walk, &step, &term));
		else
			say_tangent_product(
				voice, &term,
				explain_step_digits(voice->walk, &step, voice->style->digits));
		say(voice, "\n");
	}
}

void say_tangent_of(const struct voice *voice, uint32_t node)
{
	struct gw_gradient tangent = gw_walk_gradient(voice->walk, node);

	if (tangent.state == GW_UNWANTED) {
		say(voice, "No tangent: it is a constant, or made of constants only.\n");
		return;
	}
	say(voice, "tangent ");
	say_derivative_by_leaf(voice, node);
	if (tangent.state == GW_UNSET) {
		tell(voice, " %? unset: nothing has arrived\n");
	} else if (tangent.state == GW_INDEPENDENT) {
		say(voice, " = 0, because it does not depend on ");
		say_entry_of(voice, tangents_behind(voice)->leaf, tangents_behind(voice)->entry);
		say(voice, "\n");
	} else {
		tell(voice, "%=%m", ROLE_GRADIENT, tangent.matrix);
		say_state(voice, tangent.state == GW_FINAL);
		tell(voice, ": %u of %u product%s\n", tangent.arrived, tangent.expected,
		     tangent.expected == 1 ? "" : "s");
		if (!gw_is_scalar(tangent.matrix.shape))
			say_grid(voice, ROLE_GRADIENT, "tangent, of the value's shape,",
				 tangent.matrix);
	}
	say_tangent_arrivals(voice, node, tangent.arrived);
}

/* ---- one entry ---- */

/* "∂Y[0,1]/∂W[1,1] · tangent of W[1,1] = 2 × 1", for each entry whose tangent is not 0. */
static void say_entry_products(const struct voice *voice, uint32_t gate, uint32_t position,
			       size_t at)
{
	uint32_t operand = gw_operands(voice->graph, gate)[position];
	struct gw_matrix tangent = tangents_of(tangents_behind(voice), operand);
	uint32_t said = 0;

	for (size_t i = 0; i < gw_entry_count(tangent.shape); i++) {
		if (tangent.entry[i] == 0)
			continue;
		if (said++ >= MOST_PRODUCTS)
			continue;
		double local = gw_tape_jacobian_entry(voice->walk->tape, gate, position, at, i);
		tell(voice, "  from ");
		say_entry_of(voice, operand, i);
		tell(voice, ": local %a × tangent %a%=%v\n", ROLE_LOCAL, local, ROLE_UPSTREAM,
		     tangent.entry[i], ROLE_DOWNSTREAM, local * tangent.entry[i]);
	}
	if (said > MOST_PRODUCTS)
		tell(voice, "  and %u more\n", said - MOST_PRODUCTS);
}

void say_entry_tangent(const struct voice *voice, uint32_t node, size_t at)
{
	const struct tangents *tangents = tangents_behind(voice);
	struct gw_gradient tangent = gw_walk_gradient(voice->walk, node);

	if (tangent.state != GW_FINAL)
		return;
	say(voice, "tangent of ");
	say_entry_of(voice, node, at);
	tell(voice, "%=%v\n", ROLE_GRADIENT, tangent.matrix.entry[at]);
	for (uint32_t i = 0;
	     gw_is_gate(voice->graph, node) && i < gw_operand_count(voice->graph, node); i++)
		if (tangents_reach(tangents, gw_operands(voice->graph, node)[i]))
			say_entry_products(voice, node, i, at);
}
