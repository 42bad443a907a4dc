#include "lesson/mistake_functions.h"

#include "base/array.h"
#include "graph/form.h"

#include <math.h>
#include <stdlib.h>

/* ---- shapes ---- */

static void add_shape(struct replies *replies, struct gw_shape shape)
{
	if (replies->count < MISTAKE_REPLIES)
		replies->reply[replies->count++] = (struct reply){NAN, shape};
}

void mistake_sides_swapped(const struct question *question, int digits, struct replies *replies)
{
	(void)digits;
	if (question->is_shape)
		add_shape(replies,
			  (struct gw_shape){question->shape.columns, question->shape.rows});
}

/* That of the gate, or of another of its operands. */
void mistake_other_shape(const struct question *question, int digits, struct replies *replies)
{
	const struct gw_graph *graph = question->tape->graph;
	const uint32_t *operands = gw_operands(graph, question->node);

	(void)digits;
	if (!question->is_shape)
		return;
	add_shape(replies, gw_node_shape(graph, question->node));
	for (uint32_t i = 0; i < gw_operand_count(graph, question->node); i++)
		add_shape(replies, gw_node_shape(graph, operands[i]));
}

/* ---- places ---- */

/* A gate over whole matrices, its operands and its value. */
struct whole_gate {
	const struct gw_op *op;
	struct gw_matrix x[GW_MAX_OPERANDS], y, upstream;
	uint32_t count;
};

static struct whole_gate whole_gate_of(const struct question *question)
{
	const struct gw_graph *graph = question->tape->graph;
	const uint32_t *operands = gw_operands(graph, question->node);
	struct whole_gate gate = {
		.op = gw_node_op(graph, question->node),
		.y = gw_tape_value(question->tape, question->node),
		.upstream = gw_tape_gradient_matrix(question->tape, question->node),
		.count = gw_operand_count(graph, question->node),
	};

	for (uint32_t i = 0; i < gate.count; i++)
		gate.x[i] = gw_tape_value(question->tape, operands[i]);
	return gate;
}

#define MOST_ENTRIES 4096 /* of a matrix that is calculated with once more */

/* The matrix transposed, into `entry`. */
static void transpose_into(struct gw_matrix matrix, double *entry)
{
	for (size_t i = 0; i < gw_entry_count(matrix.shape); i++) {
		size_t row = i / matrix.shape.columns, column = i % matrix.shape.columns;
		entry[column * matrix.shape.rows + row] = matrix.entry[i];
	}
}

/*
 * The entry that is asked if the factor `which` of a product were transposed, which only a square
 * one can be without anybody noticing.
 */
static void add_with_transposed(const struct question *question, struct whole_gate *gate,
				uint32_t which, struct replies *replies)
{
	struct gw_matrix factor = gate->x[which];
	size_t count = gw_entry_count(factor.shape);
	size_t result = gw_entry_count(question->shape);

	if (factor.shape.rows != factor.shape.columns || count > MOST_ENTRIES ||
	    result > MOST_ENTRIES)
		return;
	double *transposed = array_create(count + result, sizeof *transposed);
	if (!transposed)
		return;
	transpose_into(factor, transposed);
	gate->x[which].entry = transposed;
	if (question->kind == QUESTION_VALUE)
		gw_op_whole_value(gate->op, gate->x, gate->count, question->shape,
				  transposed + count);
	else
		gw_op_vjp(gate->op, gate->x, gate->count, gate->y, gate->upstream.entry,
			  question->position, transposed + count);
	replies_add(replies, transposed[count + question->entry]);
	gate->x[which] = factor;
	free(transposed);
}

static void add_transposed_place(const struct question *question, struct replies *replies)
{
	struct gw_matrix asked = question_matrix(question);
	size_t row = question->entry / asked.shape.columns;
	size_t column = question->entry % asked.shape.columns;

	if (column < asked.shape.rows && row < asked.shape.columns)
		replies_add(replies, asked.entry[column * asked.shape.columns + row]);
}

void mistake_transposed(const struct question *question, int digits, struct replies *replies)
{
	(void)digits;
	if (question->is_shape || gw_is_scalar(question->shape))
		return;
	add_transposed_place(question, replies);
	struct whole_gate gate = whole_gate_of(question);
	bool is_product = !gw_op_is_entrywise(gate.op) && gate.op->is_product;
	for (uint32_t i = 0; i < gate.count && is_product; i++)
		if (question->kind == QUESTION_VALUE ||
		    (question->kind == QUESTION_DOWNSTREAM && i != question->position))
			add_with_transposed(question, &gate, i, replies);
}

/* ---- sums and means ---- */

/* The number that a gate divides by, of terms or of rows; 1 if it divides by none. */
static double mean_count(const struct question *question)
{
	struct whole_gate gate = whole_gate_of(question);
	struct gw_meeting meeting;
	struct form form;
	bool has_form = form_of(gate.op, &form);
	const char *formula = has_form ? gate.op->form.whole : NULL;

	if (question->kind == QUESTION_DOWNSTREAM && gate.op->form.local)
		formula = gate.op->form.local(gate.x, gate.count, gate.y, question->position,
					      question->entry);
	if (form_uses(formula, 'r'))
		return gate.x[0].shape.rows;
	if (has_form && form_uses(formula, 'n'))
		return (double)form_meet(&form, gate.x, gate.count, 0, 0, &meeting);
	return 1;
}

void mistake_summed_for_mean(const struct question *question, int digits, struct replies *replies)
{
	bool is_asked = question->kind == QUESTION_VALUE || question->kind == QUESTION_DOWNSTREAM;

	(void)digits;
	if (is_asked && !question->is_shape)
		replies_add(replies, question->right * mean_count(question));
}

/*
 * How many entries of the gate an entry of a broadcast operand went to; 0 if it is no such operand.
 */
static size_t broadcast_count(const struct question *question, struct gw_use *first)
{
	struct whole_gate gate = whole_gate_of(question);
	struct form form;

	if (question->kind != QUESTION_DOWNSTREAM || question->is_shape || question->has_factors ||
	    !gw_op_is_entrywise(gate.op) || !form_of(gate.op, &form))
		return 0;
	return form_uses_of(&form, gate.x, gate.count, gate.y.shape, question->position,
			    question->entry, 0, first);
}

void mistake_broadcast_not_summed(const struct question *question, int digits,
				  struct replies *replies)
{
	const struct gw_tape *tape = question->tape;
	struct gw_use first;

	(void)digits;
	if (broadcast_count(question, &first) == 0)
		return;
	double upstream = gw_tape_gradient_matrix(tape, question->node).entry[first.at];
	double local = gw_tape_local_entry(tape, question->node, question->position, first.at);
	replies_add(replies,
		    gw_op_downstream(gw_node_op(tape->graph, question->node), upstream, local));
}

void mistake_broadcast_averaged(const struct question *question, int digits,
				struct replies *replies)
{
	struct gw_use first;
	size_t count = broadcast_count(question, &first);

	(void)digits;
	if (count > 0)
		replies_add(replies, question->right / (double)count);
}
