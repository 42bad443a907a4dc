#include "explain/formula_digits.h"
#include "explain/pattern.h"
#include "explain/reason.h"
#include "explain/sending.h"

#include <math.h>
#include <string.h>

/* ---- what the value of an entry is made of ---- */

static void say_side(const struct entry_gate *gate, size_t at, bool in_numbers,
		     struct equation *equation)
{
	/* the terms of a product choose their digits themselves */
	bool has_digits = in_numbers && (gate->form.whole || !gate->form.op->is_product);
	struct voice finer = *gate->voice;
	struct entry_gate finer_gate = *gate;
	struct saying saying = {
		.gate = &finer_gate, .at = at, .in_numbers = in_numbers, .is_own = true};

	finer.significant = has_digits ? value_formula_digits(gate, at) : 0;
	finer_gate.voice = &finer;
	say_equals(gate->voice, equation);
	if (gate->form.whole)
		say_form(gate->form.whole, &saying);
	else
		say_terms(&finer_gate, at, in_numbers);
}

/* " = Σ_k x[1,k] · W[k,0] = 0 · 1 + 1 · 1", without the symbols in brief. */
static void say_makings(const struct entry_gate *gate, size_t at, bool is_brief,
			struct equation *equation)
{
	if (!is_brief)
		say_side(gate, at, false, equation);
	say_side(gate, at, true, equation);
}

static void say_entry_equation(const struct entry_gate *gate, size_t at, bool is_brief)
{
	const struct voice *voice = gate->voice;
	struct gw_matrix value = gw_tape_value(voice->walk->tape, gate->node);
	struct range range = one_place(value.shape, at);
	struct equation equation = begin_equation(voice);

	say_in_formula(voice, gate->node);
	say_place(voice, &range);
	if (gate->has_form && !entry_is_zero(gate, at))
		say_makings(gate, at, is_brief, &equation);
	say_equals(voice, &equation);
	say_number(voice, ROLE_VALUE, value.entry[at]);
	end_equation(voice, &equation);
}

static void say_entry_value(const struct voice *voice, uint32_t node, size_t at)
{
	struct range range = one_place(gw_node_shape(voice->graph, node), at);
	struct entry_gate gate = {.voice = voice, .node = node};
	double unused;

	if (!gw_walk_value(voice->walk, node, &unused)) {
		say_in_formula(voice, node);
		say_place(voice, &range);
		say(voice, " is not computed yet\n");
		return;
	}
	if (gw_is_gate(voice->graph, node))
		gate = entry_gate_of(voice, node);
	say_entry_equation(&gate, at, false);
	say(voice, "\n");
}

bool say_entry_made(const struct voice *voice, uint32_t node, size_t at)
{
	struct entry_gate gate = entry_gate_of(voice, node);
	struct prose_mark start = prose_mark(voice->prose);

	if (!gate.has_form || gate.form.op->form.is_copy)
		return false;
	say_entry_equation(&gate, at, false);
	if (rewind_if_wide(voice, start))
		say_entry_equation(&gate, at, true);
	say(voice, "\n");
	return true;
}

bool say_entry_value_of(const struct voice *voice, uint32_t node, size_t at, bool in_numbers)
{
	struct entry_gate gate = entry_gate_of(voice, node);
	struct saying saying = {.gate = &gate, .at = at, .in_numbers = in_numbers, .is_own = true};

	if (gate.has_form && entry_is_zero(&gate, at))
		say(voice, "0");
	else if (gate.has_form && gate.form.whole)
		say_form(gate.form.whole, &saying);
	else if (gate.has_form)
		say_terms(&gate, at, in_numbers);
	return gate.has_form;
}

/* ---- what the gradient of an entry is a sum of ---- */

/* "2 * (f[2,0] - Y[2,0])/4", or the same with the entries' numbers. */
static void say_formula(const struct sending *sending, bool in_numbers)
{
	const struct voice *voice = sending->gate.voice;
	bool is_entrywise = gw_op_is_entrywise(sending->gate.form.op);
	bool has_parentheses = is_entrywise && strchr(sending->formula, ' ');
	struct saying saying = {.gate = &sending->gate,
				.at = sending->first,
				.term = sending->first_use.term,
				.in_numbers = in_numbers,
				.is_single = true};

	if (in_numbers && is_entrywise) {
		say_factor(voice, ROLE_LOCAL,
			   sending_local_at(sending, sending->first, &sending->first_use));
		return;
	}
	say(voice, has_parentheses ? "(" : "");
	say_form(sending->formula, &saying);
	say(voice, has_parentheses ? ")" : "");
}

/*
 * "X[k,1]", the other factor of a product; the formula, if there is one; or else
 * "∂h[k,0]/∂c[0,0]".
 */
static void say_local_symbol(const struct sending *sending)
{
	const struct entry_gate *gate = &sending->gate;
	const struct voice *voice = gate->voice;
	const uint32_t *operands = gw_operands(voice->graph, gate->node);
	struct range range = {sending->upstream.shape, sending->first, sending->last};

	if (sending_is_product(sending)) {
		range = (struct range){gate->x[1 - sending->position].shape,
				       sending->first_use.other, sending->last_use.other};
		say_in_formula(voice, operands[1 - sending->position]);
		say_place(voice, &range);
		return;
	}
	if (sending->formula) {
		say_formula(sending, false);
		return;
	}
	if (gate->node == voice->walk->tape->output) {
		tell(voice, "%w", ROLE_LOCAL, "local");
		return;
	}
	tell(voice, "∂%F", gate->node);
	say_place(voice, &range);
	range = one_place(gate->x[sending->position].shape, sending->entry);
	tell(voice, "/∂%F", operands[sending->position]);
	say_place(voice, &range);
}

static void say_symbols(const struct sending *sending)
{
	const struct voice *voice = sending->gate.voice;
	struct range range = {sending->upstream.shape, sending->first, sending->last};

	say_fold(voice, NULL, goes_over_two(&range), sending->count);
	say_local_symbol(sending);
	tell(voice, " · %w", ROLE_UPSTREAM, "upstream");
	say_place(voice, &range);
}

static void say_number_of_use(const struct sending *sending, size_t index)
{
	const struct voice *voice = sending->gate.voice;
	struct use use;

	sending_find_use(sending, index, &use);
	if (sending->formula)
		say_formula(sending, true);
	else
		say_factor(voice, ROLE_LOCAL, sending_local_at(sending, use.at, &use));
	say(voice, " · ");
	say_factor(voice, ROLE_UPSTREAM, sending->upstream.entry[use.at]);
}

static void say_numbers(const struct sending *sending)
{
	const struct voice *voice = sending->gate.voice;

	for (size_t k = 0; k < sending->count; k++) {
		say(voice, k ? " + " : "");
		if (!is_term_left_out(k, sending->count)) {
			say_number_of_use(sending, k);
			continue;
		}
		say(voice, "…");
		k = last_term_left_out(sending->count);
	}
}

/* The digits of the factors with which they sum to the result as it is shown. */
static int sending_digits(const struct sending *sending, double result)
{
	bool is_formula = sending->formula && !gw_op_is_entrywise(sending->gate.form.op);
	struct product_sum sum = {0};

	if (is_formula)
		return sending_formula_digits(sending);
	for (size_t k = 0; k < sending->count && k <= MOST_TERMS; k++) {
		struct use use;
		sending_find_use(sending, k, &use);
		product_sum_add(&sum, sending_local_at(sending, use.at, &use),
				sending->upstream.entry[use.at]);
	}
	return product_sum_digits(&sum, result, sending->gate.voice->style->digits);
}

/* "Σ_k X[k,1] · upstream[k,0] = 0 · 0.5 + 1 · 2 = 2", in brief without the symbols. */
static void say_sent_equation(const struct sending *sending, struct equation *equation,
			      bool is_brief)
{
	const struct voice *voice = sending->gate.voice;
	double result = gw_tape_downstream_entry(voice->walk->tape, sending->gate.node,
						 sending->position, sending->entry);

	if (!is_brief)
		say_symbols(sending);
	if (sending_has_locals(sending)) {
		struct voice finer = *voice;
		struct sending in_numbers = *sending;
		finer.significant = sending_digits(sending, result);
		in_numbers.gate.voice = &finer;
		if (!is_brief)
			say_equals(voice, equation);
		say_numbers(&in_numbers);
	}
	say_equals(voice, equation);
	say_number(voice, ROLE_DOWNSTREAM, result);
	end_equation(voice, equation);
}

static void say_sending(const struct sending *sending)
{
	const struct voice *voice = sending->gate.voice;
	double result = gw_tape_downstream_entry(voice->walk->tape, sending->gate.node,
						 sending->position, sending->entry);
	struct equation equation = begin_equation(voice);

	say_sent_equation(sending, &equation, false);
	say_entry_reason(voice, sending->gate.node, sending->position, sending->entry, result);
	say(voice, "\n");
}

#define MOST_WORKED (1 << 18) /* products of all entries, among which the largest is looked for */

bool has_worked_entry(const struct voice *voice, uint32_t node, uint32_t position)
{
	double jacobian[SENDING_JACOBIAN];
	struct sending sending = sending_of(voice, node, position, 0, jacobian);
	size_t entries = gw_entry_count(sending.gate.x[position].shape);

	return sending_has_locals(&sending) && sending.count * entries <= MOST_WORKED;
}

/* "∂J/∂W[1,0] = …", or "at [1,0]: …" in brief. */
static void say_worked(const struct sending *sending, bool is_brief)
{
	const struct voice *voice = sending->gate.voice;
	uint32_t operand = gw_operands(voice->graph, sending->gate.node)[sending->position];
	struct gw_shape shape = gw_node_shape(voice->graph, operand);
	struct range range = one_place(shape, sending->entry);
	struct equation equation = begin_equation(voice);

	if (is_brief && !gw_is_scalar(shape)) {
		say(voice, "at ");
		say_place(voice, &range);
		say(voice, ": ");
		say_sent_equation(sending, &equation, true);
		return;
	}
	say_derivative(voice, voice->walk->tape->output, operand);
	say_place(voice, &range);
	say_equals(voice, &equation);
	say_sent_equation(sending, &equation, is_brief);
}

static void say_reason_of(const struct sending *sending, bool has_reason)
{
	const struct voice *voice = sending->gate.voice;
	double result = gw_tape_downstream_entry(voice->walk->tape, sending->gate.node,
						 sending->position, sending->entry);

	if (has_reason)
		say_entry_reason(voice, sending->gate.node, sending->position, sending->entry,
				 result);
	else
		say_entry_balance(voice, sending->gate.node, sending->position, sending->entry);
}

/* Where there is little room, a reason takes no line of its own. */
static void say_worked_with_reason(const struct sending *sending, bool is_brief, bool has_reason)
{
	const struct voice *voice = sending->gate.voice;

	say_worked(sending, is_brief);
	struct line_end end = line_end_of(voice);
	say_reason_of(sending, has_reason);
	if (voice->style->brevity >= EXPLAIN_WITHOUT_OTHERS)
		rewind_if_longer(voice, &end);
}

void say_worked_entry(const struct voice *voice, uint32_t node, uint32_t position, size_t entry,
		      bool has_reason)
{
	double jacobian[SENDING_JACOBIAN];
	struct sending sending = sending_of(voice, node, position, entry, jacobian);
	struct prose_mark start = prose_mark(voice->prose);
	bool is_brief = gw_op_is_entrywise(sending.gate.form.op);
	/* of another gate, the symbols are all that says what its local gradients are */
	bool can_be_brief =
		sending_is_product(&sending) || sending.formula || voice->style->brevity > 0;

	if (sending.count == 0)
		return;
	say_worked_with_reason(&sending, is_brief, has_reason);
	if (can_be_brief && rewind_if_wide(voice, start))
		say_worked_with_reason(&sending, true, has_reason);
}

void say_entry_sent(const struct voice *voice, uint32_t node, uint32_t position, size_t entry,
		    bool in_numbers)
{
	double jacobian[SENDING_JACOBIAN];
	struct sending sending = sending_of(voice, node, position, entry, jacobian);

	if (sending.count == 0)
		say(voice, "0: it goes into no entry");
	else if (in_numbers && sending_has_locals(&sending))
		say_numbers(&sending);
	else
		say_symbols(&sending);
}

/* One contribution to an entry, from the consumer at a place of the tape. */
static void say_entry_contribution(const struct voice *voice, uint32_t place, size_t entry)
{
	uint32_t consumer = voice->walk->tape->arrival_node[place];
	uint32_t first_edge = voice->graph->first_operand[consumer];
	double jacobian[SENDING_JACOBIAN];
	struct sending sending =
		sending_of(voice, consumer, voice->walk->tape->arrival_edge[place] - first_edge,
			   entry, jacobian);

	if (sending.count > 0)
		say_sending(&sending);
	else
		say(voice, "0: it goes into no entry\n");
}

static void say_entry_gradient(const struct voice *voice, uint32_t node, size_t at)
{
	const struct gw_tape *tape = voice->walk->tape;
	struct gw_gradient gradient = gw_walk_gradient(voice->walk, node);
	struct range range = one_place(gw_node_shape(voice->graph, node), at);

	if (voice->walk->tangents)
		say_entry_tangent(voice, node, at);
	if (voice->walk->tangents ||
	    voice->walk->visits) /* between scalars, of which explain_node() lists each arrival */
		return;
	for (uint32_t i = 0; i < gradient.arrived; i++) {
		uint32_t place = tape->first_arrival[node] + i;
		if (tape->arrival_edge[place] == GW_NONE)
			continue;
		say_derivative(voice, tape->output, node);
		say_place(voice, &range);
		say(voice, i ? " += " : " = ");
		say_entry_contribution(voice, place, at);
	}
	if (gradient.arrived < 2)
		return;
	tell(voice, "together %v (%u/%u)\n", ROLE_GRADIENT, gradient.matrix.entry[at],
	     gradient.arrived, gradient.expected);
}

void explain_entry(struct prose *prose, const struct gw_walk *walk, uint32_t node, size_t at,
		   const struct explain_style *style)
{
	struct voice voice = make_voice(prose, walk, style);

	say_entry_value(&voice, node, at);
	if (gw_walk_gradient(walk, node).arrived > 0)
		say_entry_gradient(&voice, node, at);
	say(&voice, "\n");
}
