#include "explain/formula_digits.h"

#include "base/number.h"

#define MOST_ENTRIES 64  /* of an operand, or of the result, that are calculated again */
#define MOST_OPERANDS 4  /* likewise */
#define MOST_DIGITS 17   /* more never tell two doubles apart */
#define UNKNOWN_DIGITS 4 /* of a formula that is too large to be calculated again */

/* The operands of a gate as they are shown with so many digits. */
struct shown_operands {
	double entry[MOST_OPERANDS][MOST_ENTRIES];
	struct gw_matrix x[GW_MAX_OPERANDS];
};

static bool is_gate_small(const struct entry_gate *gate)
{
	struct gw_shape shape = gw_node_shape(gate->voice->graph, gate->node);

	if (gate->count > MOST_OPERANDS || gw_entry_count(shape) > MOST_ENTRIES)
		return false;
	for (unsigned i = 0; i < gate->count; i++)
		if (gw_entry_count(gate->x[i].shape) > MOST_ENTRIES)
			return false;
	return true;
}

static void show_matrix(struct gw_matrix matrix, int digits, int significant,
			double entry[MOST_ENTRIES])
{
	for (size_t i = 0; i < gw_entry_count(matrix.shape); i++)
		entry[i] = number_as_shown(matrix.entry[i],
					   number_decimals(matrix.entry[i], digits, significant));
}

static void show_operands(const struct entry_gate *gate, int significant,
			  struct shown_operands *shown)
{
	unsigned first = gw_first_attribute(gate->form.op, gate->count);

	for (unsigned i = 0; i < gate->count; i++) {
		shown->x[i] = gate->x[i]; /* a number that says how stays as it is */
		if (i >= first)
			continue;
		show_matrix(gate->x[i], gate->voice->style->digits, significant, shown->entry[i]);
		shown->x[i] = (struct gw_matrix){shown->entry[i], gate->x[i].shape};
	}
}

/* Entry `at` of the value, computed from what is shown. */
static double value_of_shown(const struct entry_gate *gate, const struct shown_operands *shown,
			     size_t at)
{
	const struct gw_op *op = gate->form.op;
	struct gw_shape shape = gw_node_shape(gate->voice->graph, gate->node);
	double operand[GW_MAX_ARITY] = {0}, y[MOST_ENTRIES];

	if (!gw_op_is_entrywise(op)) {
		gw_op_whole_value(op, shown->x, gate->count, shape, y);
		return y[at];
	}
	for (unsigned i = 0; i < gate->count; i++)
		operand[i] = shown->x[i].entry[gw_broadcast_entry(shown->x[i].shape, shape, at)];
	return op->value(operand);
}

int value_formula_digits(const struct entry_gate *gate, size_t at)
{
	double result = gw_tape_value(gate->voice->walk->tape, gate->node).entry[at];
	int digits = gate->voice->style->digits;
	struct shown_operands shown;

	if (!is_gate_small(gate))
		return UNKNOWN_DIGITS;
	for (int significant = 2; significant < MOST_DIGITS; significant++) {
		show_operands(gate, significant, &shown);
		if (number_is_shown_alike(value_of_shown(gate, &shown, at), result, digits))
			return significant;
	}
	return MOST_DIGITS;
}

/* Our entry's contribution, computed from what is shown. */
static double sent_of_shown(const struct sending *sending, const struct shown_operands *shown,
			    int significant)
{
	const struct entry_gate *gate = &sending->gate;
	int digits = gate->voice->style->digits;
	struct gw_matrix y = gw_tape_value(gate->voice->walk->tape, gate->node);
	double upstream[MOST_ENTRIES], value[MOST_ENTRIES], downstream[MOST_ENTRIES];

	show_matrix(sending->upstream, digits, significant, upstream);
	show_matrix(y, digits, significant, value);
	gw_op_vjp(gate->form.op, shown->x, gate->count, (struct gw_matrix){value, y.shape},
		  upstream, sending->position, downstream);
	return downstream[sending->entry];
}

int sending_formula_digits(const struct sending *sending)
{
	const struct entry_gate *gate = &sending->gate;
	double result = gw_tape_downstream_entry(gate->voice->walk->tape, gate->node,
						 sending->position, sending->entry);
	struct shown_operands shown;

	if (gw_op_is_entrywise(gate->form.op) || !is_gate_small(gate))
		return UNKNOWN_DIGITS;
	for (int significant = 2; significant < MOST_DIGITS; significant++) {
		show_operands(gate, significant, &shown);
		if (number_is_shown_alike(sent_of_shown(sending, &shown, significant), result,
					  gate->voice->style->digits))
			return significant;
	}
	return MOST_DIGITS;
}
