#include "lesson/mistake_functions.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

static const struct gw_op *op_of(const struct question *question)
{
	return gw_node_op(question->tape->graph, question->node);
}

/* Whether the gate multiplies two numbers here. */
static bool multiplies(const struct question *question)
{
	return question_has_operator(question) && op_of(question)->is_product;
}

static bool is_product_asked(const struct question *question)
{
	return question->kind == QUESTION_DOWNSTREAM && question->has_factors;
}

/* ---- one of the two factors ---- */

void mistake_upstream_forgotten(const struct question *question, int digits,
				struct replies *replies)
{
	(void)digits;
	if (is_product_asked(question))
		replies_add(replies, question->local);
}

void mistake_local_forgotten(const struct question *question, int digits, struct replies *replies)
{
	struct gw_matrix upstream = gw_tape_gradient_matrix(question->tape, question->node);

	(void)digits;
	if (is_product_asked(question))
		replies_add(replies, question->upstream);
	else if (question->kind == QUESTION_DOWNSTREAM && !question->is_shape &&
		 gw_is_scalar(upstream.shape))
		replies_add(replies, *upstream.entry);
}

void mistake_upstream_twice(const struct question *question, int digits, struct replies *replies)
{
	(void)digits;
	if (question->kind == QUESTION_LOCAL)
		replies_add(replies, question->upstream * question->local);
}

void mistake_own_value(const struct question *question, int digits, struct replies *replies)
{
	(void)digits;
	if (multiplies(question))
		replies_add_local(replies, question, question->x[question->position]);
}

/* ---- another number in place of the right one ---- */

void mistake_sign(const struct question *question, int digits, struct replies *replies)
{
	(void)digits;
	if (!question->is_shape)
		replies_add(replies, -question->right);
}

void mistake_value_for_gradient(const struct question *question, int digits,
				struct replies *replies)
{
	struct gw_matrix value = gw_tape_value(question->tape, question_node(question));

	(void)digits;
	if (question->is_shape || question->kind == QUESTION_VALUE)
		return;
	if (question->kind != QUESTION_LOCAL)
		replies_add(replies, value.entry[question->entry]);
	if (question->has_factors)
		replies_add(replies, question->y);
}

void mistake_gradient_for_value(const struct question *question, int digits,
				struct replies *replies)
{
	const struct gw_op *op = op_of(question);

	(void)digits;
	if (question->kind == QUESTION_VALUE && question->has_factors && op->arity == 1)
		replies_add(replies, op->local(question->x, question->y, 0));
}

/* ---- another calculation with the right numbers ---- */

void mistake_added(const struct question *question, int digits, struct replies *replies)
{
	(void)digits;
	if (is_product_asked(question))
		replies_add(replies, question->upstream + question->local);
	else if (question->kind == QUESTION_VALUE && multiplies(question))
		replies_add(replies, question->x[0] + question->x[1]);
}

void mistake_divided(const struct question *question, int digits, struct replies *replies)
{
	(void)digits;
	if (is_product_asked(question) && question->local != 0)
		replies_add(replies, question->upstream / question->local);
	else if (question->kind == QUESTION_VALUE && multiplies(question) && question->x[1] != 0)
		replies_add(replies, question->x[0] / question->x[1]);
}

void mistake_operands_swapped(const struct question *question, int digits, struct replies *replies)
{
	const struct gw_op *op = op_of(question);
	const double swapped[GW_MAX_ARITY] = {question->x[1], question->x[0]};

	(void)digits;
	if (question->kind == QUESTION_VALUE && question->has_factors && op->arity == 2)
		replies_add(replies, op->value(swapped));
}

/*
 * The degree of a power: b of a^b along a, 2 of a square. Of f(a) = c a^n it is n = a f'(a)/f(a)
 * wherever it is looked at. NaN of what is no power.
 */
static double degree_of(const struct gw_op *op, const double *x, unsigned which)
{
	double degree[2];

	for (unsigned i = 0; i < 2; i++) {
		double at[GW_MAX_ARITY] = {x[0], x[1], x[2]};
		at[which] = i + 1.0;
		double value = op->value(at);
		degree[i] = at[which] * op->local(at, value, which) / value;
	}
	return fabs(degree[0] - degree[1]) < 1e-9 ? round(degree[0] * 1e9) / 1e9 : NAN;
}

/* The number that a formula such as "2 * (a - b)/n" begins with. */
static double leading_number(const char *formula)
{
	double number = NAN;
	return number_read(formula, strlen(formula), &number) > 0 ? number : NAN;
}

/* The factor of the slope that comes from a power; 1 or NaN if there is none. */
static double power_factor(const struct question *question)
{
	const struct gw_op *op = op_of(question);
	struct gw_matrix x[GW_MAX_OPERANDS];
	const uint32_t *operands = gw_operands(question->tape->graph, question->node);
	uint32_t count = gw_operand_count(question->tape->graph, question->node);

	if (question->has_factors)
		return degree_of(op, question->x, question->position);
	if (!op->form.local)
		return NAN;
	for (uint32_t i = 0; i < count; i++)
		x[i] = gw_tape_value(question->tape, operands[i]);
	const char *formula =
		op->form.local(x, count, gw_tape_value(question->tape, question->node),
			       question->position, question->entry);
	return formula ? fabs(leading_number(formula)) : NAN;
}

void mistake_power_factor(const struct question *question, int digits, struct replies *replies)
{
	bool has_slope = question->kind == QUESTION_LOCAL || question->kind == QUESTION_DOWNSTREAM;

	(void)digits;
	if (!has_slope || question->is_shape || question->group != GW_NONE)
		return;
	double factor = power_factor(question);
	if (isfinite(factor) && factor != 0 && factor != 1 && factor != -1)
		replies_add(replies, question->right / factor);
}

/* ---- kinks and switches ---- */

#define STEP 1.0 /* far enough from a kink to see the slope at its side */

/* The slope at a place that is `by` off the place where all operands are `x`. */
static double slope_at(const struct gw_op *op, const double *x, double by, unsigned which)
{
	double at[GW_MAX_ARITY] = {x[0] + by, x[1], x[2]};
	return op->local(at, op->value(at), which);
}

/*
 * Whether the operator is made of pieces that are straight lines and meet at 0, or where two
 * operands are equal: relu, |a|, max.
 */
static bool is_piecewise(const struct gw_op *op)
{
	static const double zero[GW_MAX_ARITY] = {0};

	if (!op->kink || !op->kink(zero))
		return false;
	double left = slope_at(op, zero, -STEP, 0), right = slope_at(op, zero, STEP, 0);
	return left != right && left == slope_at(op, zero, -2 * STEP, 0) &&
	       right == slope_at(op, zero, 2 * STEP, 0);
}

/* The operands mirrored at the kink. */
static void mirror(const struct gw_op *op, const double *x, double mirrored[GW_MAX_ARITY])
{
	mirrored[0] = op->arity == 2 ? x[1] : -x[0];
	mirrored[1] = op->arity == 2 ? x[0] : x[1];
	mirrored[2] = x[2];
}

static void add_both_sides(const struct question *question, struct replies *replies)
{
	const struct gw_op *op = op_of(question);
	const double *x = question->x;
	const double tie[GW_MAX_ARITY] = {x[0], op->arity == 2 ? x[0] : x[1], x[2]};

	replies_add_local(replies, question, slope_at(op, tie, -STEP, question->position));
	replies_add_local(replies, question, slope_at(op, tie, STEP, question->position));
}

void mistake_wrong_side(const struct question *question, int digits, struct replies *replies)
{
	double mirrored[GW_MAX_ARITY];

	(void)digits;
	if (!question_has_operator(question) || !is_piecewise(op_of(question)))
		return;
	const struct gw_op *op = op_of(question);
	mirror(op, question->x, mirrored);
	bool is_at_kink = op->kink(question->x) != NULL;
	if (question->kind == QUESTION_VALUE && op->arity == 2)
		replies_add(replies,
			    question->x[0] == question->y ? question->x[1] : question->x[0]);
	else if (is_at_kink)
		add_both_sides(question, replies);
	else
		replies_add_local(replies, question,
				  op->local(mirrored, op->value(mirrored), question->position));
}

void mistake_shut_gate(const struct question *question, int digits, struct replies *replies)
{
	const struct gw_op *op = op_of(question);
	struct gw_matrix upstream = gw_tape_gradient_matrix(question->tape, question->node);

	(void)digits;
	if (question->is_shape || question->group != GW_NONE || !op->is_routed)
		return;
	if (question->has_factors && question->kind == QUESTION_VALUE && op->arity == 1)
		replies_add(replies, question->x[0]);
	else if (question->has_factors && question->local == 0)
		replies_add_local(replies, question, 1);
	else if (question->kind == QUESTION_DOWNSTREAM && gw_is_scalar(upstream.shape) &&
		 question->right == 0)
		replies_add(replies, *upstream.entry);
}

/*
 * Of a gate of one operand: its slope at its own value, its slope at 0, and its formula with the
 * operand where the value belongs, (1 − a) a for (1 − σ(a)) σ(a).
 */
void mistake_wrong_place(const struct question *question, int digits, struct replies *replies)
{
	const struct gw_op *op = op_of(question);
	const double zero = 0;

	(void)digits;
	if (!question_has_operator(question) || op->arity != 1 || is_piecewise(op))
		return;
	replies_add_local(replies, question, op->local(&question->y, op->value(&question->y), 0));
	replies_add_local(replies, question, op->local(&zero, op->value(&zero), 0));
	replies_add_local(replies, question, op->local(question->x, question->x[0], 0));
}

/* ---- digits ---- */

/* The number as it is shown. */
static double as_shown(double number, int digits)
{
	char text[NUMBER_TEXT];
	double shown = number;

	number_write(number, digits, text);
	return number_read(text, strlen(text), &shown) > 0 ? shown : number;
}

static double rounded_to(double number, int digits)
{
	double scale = pow(10, digits);
	return round(number * scale) / scale;
}

/* The result of the step with each of its numbers rounded. */
static void add_rounded(const struct question *question, double (*rounded)(double, int), int digits,
			struct replies *replies)
{
	const double x[GW_MAX_ARITY] = {rounded(question->x[0], digits),
					rounded(question->x[1], digits),
					rounded(question->x[2], digits)};

	if (question->kind == QUESTION_SUM)
		replies_add(replies, rounded(question->before, digits) +
					     rounded(question->downstream, digits));
	else if (question->kind == QUESTION_VALUE && question->has_factors)
		replies_add(replies, op_of(question)->value(x));
	else if (question->kind == QUESTION_DOWNSTREAM && question->has_factors)
		replies_add(replies,
			    rounded(question->upstream, digits) * rounded(question->local, digits));
}

void mistake_rounded_early(const struct question *question, int digits, struct replies *replies)
{
	add_rounded(question, as_shown, digits, replies);
	add_rounded(question, rounded_to, digits, replies);
}
