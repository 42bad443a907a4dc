#include "explain/sending.h"

#include "explain/reason.h"

#include <math.h>

#define MOST_PRODUCTS (1 << 18) /* of all entries, that are looked at for a reason */

/* The `index`-th use of our entry: the entry of the consumer, and what meets ours there. */
size_t sending_find_use(const struct sending *sending, size_t index, struct use *use)
{
	const struct entry_gate *gate = &sending->gate;
	struct gw_meeting meeting = {{0}, {0}};
	struct gw_use found;
	size_t count = form_uses_of(&gate->form, gate->x, gate->count, sending->upstream.shape,
				    sending->position, sending->entry, index, &found);

	*use = (struct use){found.at, found.term, 0};
	if (count == 0 || !(gate->has_form || gate->form.op->form.meet))
		return count;
	entry_meet(gate, found.at, found.term, &meeting);
	unsigned mine = sending->position < GW_MAX_ARITY &&
					meeting.operand[sending->position] == sending->position
				? sending->position
				: 0;
	if (mine < 2) /* a product has two factors */
		use->other = meeting.entry[1 - mine];
	return count;
}

bool sending_is_product(const struct sending *sending)
{
	return sending->gate.form.op->is_product;
}

static void find_uses(struct sending *sending)
{
	sending->count = sending_find_use(sending, 0, &sending->first_use);
	sending->last_use = sending->first_use;
	if (sending->count > 1)
		sending_find_use(sending, sending->count - 1, &sending->last_use);
	sending->first = sending->first_use.at;
	sending->last = sending->last_use.at;
}

/*
 * At the output a derivative of the consumer is what is being explained: there, its rule stands for
 * it.
 */
static void find_formula(struct sending *sending)
{
	const struct entry_gate *gate = &sending->gate;
	const struct gw_tape *tape = gate->voice->walk->tape;
	const struct gw_op *op = gw_node_op(tape->graph, gate->node);
	struct gw_matrix y = gw_tape_value(tape, gate->node);

	if (sending->count != 1 || sending_is_product(sending))
		return;
	if (op->form.local)
		sending->formula =
			op->form.local(gate->x, gate->count, y, sending->position, sending->entry);
	else if (gw_op_is_entrywise(op) && gate->node == tape->output)
		sending->formula = op->rule[sending->position].is;
}

/* ∂(entry `at` of the consumer)/∂(our entry) */
double sending_local_at(const struct sending *sending, size_t at, const struct use *use)
{
	const struct gw_tape *tape = sending->gate.voice->walk->tape;
	uint32_t node = sending->gate.node;

	if (sending_is_product(sending))
		return sending->gate.x[1 - sending->position].entry[use->other];
	if (!gw_is_matrix_gate(tape, node))
		return gw_tape_local(tape, node, sending->position);
	if (gw_op_is_entrywise(gw_node_op(tape->graph, node)))
		return gw_tape_local_entry(tape, node, sending->position, at);
	if (sending->gate.form.op->form.is_copy)
		return 1;
	gw_tape_jacobian_row(tape, node, sending->position, at, sending->jacobian);
	return sending->jacobian[sending->entry];
}

/* Of most operators each local gradient is at hand; of the others, if the operand is small. */
bool sending_has_locals(const struct sending *sending)
{
	const struct entry_gate *gate = &sending->gate;

	return sending_is_product(sending) ||
	       gw_op_is_entrywise(gw_node_op(gate->voice->graph, gate->node)) ||
	       gw_entry_count(gate->x[sending->position].shape) <= SENDING_JACOBIAN;
}

struct sending sending_of(const struct voice *voice, uint32_t consumer, uint32_t position,
			  size_t entry, double jacobian[SENDING_JACOBIAN])
{
	struct sending sending = {
		.gate = entry_gate_of(voice, consumer),
		.position = position,
		.entry = entry,
		.upstream = gw_tape_gradient_matrix(voice->walk->tape, consumer),
		.jacobian = jacobian,
	};

	find_uses(&sending);
	find_formula(&sending);
	return sending;
}

static void add_share(struct shares *shares, double upstream, double local, double product)
{
	shares->has_no_upstream &= upstream == 0;
	shares->has_no_local &= local == 0;
	shares->has_no_product &= upstream == 0 || local == 0;
	shares->has_zero |= product == 0;
	shares->positive += product > 0 ? product : 0;
	shares->negative += product < 0 ? product : 0;
	shares->upstream = upstream;
	shares->local = local;
}

bool entry_shares(const struct voice *voice, uint32_t node, unsigned position, size_t entry,
		  struct shares *shares)
{
	double jacobian[SENDING_JACOBIAN];
	struct sending sending = sending_of(voice, node, position, entry, jacobian);
	bool knows_locals = sending_has_locals(&sending);

	*shares = (struct shares){.count = sending.count,
				  .has_no_upstream = true,
				  .has_no_local = true,
				  .has_no_product = true};
	if (sending.count * gw_entry_count(sending.gate.x[position].shape) > MOST_PRODUCTS)
		return false;
	for (size_t k = 0; k < sending.count; k++) {
		struct use use;
		sending_find_use(&sending, k, &use);
		double upstream = sending.upstream.entry[use.at];
		double local = knows_locals ? sending_local_at(&sending, use.at, &use) : NAN;
		add_share(shares, upstream, local,
			  gw_op_downstream(sending.gate.form.op, upstream, local));
	}
	return knows_locals || shares->has_no_upstream;
}
