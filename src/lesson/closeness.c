#include "lesson/closeness.h"

#include "base/character.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

#define NEAR 0.005        /* relative: what counts as the same number, rounded */
#define SAME 1e-9         /* relative: what two ways of calculating differ by at most */
#define ROUNDING 1e-14    /* relative: how far off an operand may be by rounding in doubles */
#define FEWEST_DECIMALS 2 /* that an answer may be rounded to where numbers are shown whole */
#define ARABIC_POINT 0x066b

/* ---- the decimals of a number ---- */

int decimals_written(const char *text)
{
	size_t length = strlen(text);
	const char *cursor = text, *end = text + length;
	bool is_behind_point = false;
	int decimals = 0;
	double number;

	if (number_read(text, length, &number) != length)
		return -1;
	while (cursor < end) {
		uint32_t character = utf8_next(&cursor, end);
		if (character == 'e' || character == 'E')
			return -1;
		decimals += is_behind_point;
		is_behind_point |= character == '.' || character == ARABIC_POINT;
	}
	return decimals;
}

/* ---- two numbers ---- */

static bool is_shown_alike(double a, double b, int digits)
{
	char first[NUMBER_TEXT], second[NUMBER_TEXT];
	return !strcmp(number_write(a, digits, first), number_write(b, digits, second));
}

static bool is_rounded_to(double answer, int decimals, double number)
{
	double half = 0.5 * pow(10, -decimals);
	return fabs(answer - number) <= half * (1 + SAME);
}

enum closeness closeness_of(double answer, int decimals, double number, double slack, int digits)
{
	double distance = fabs(answer - number);
	int fewest = digits < 0 ? FEWEST_DECIMALS : digits;

	if (answer == number || (isnan(answer) && isnan(number)))
		return CLOSE_SAME;
	if (!isfinite(answer) || !isfinite(number))
		return CLOSE_NOT;
	if (distance <= SAME * fabs(number) || distance <= slack)
		return CLOSE_SAME;
	if (distance <= NEAR * fabs(number) || is_shown_alike(answer, number, digits) ||
	    (decimals >= fewest && is_rounded_to(answer, decimals, number)))
		return CLOSE_ROUNDED;
	return CLOSE_NOT;
}

/* ---- slack ---- */

static double largest_of(struct gw_matrix matrix)
{
	double largest = 0;

	for (size_t i = 0; i < gw_entry_count(matrix.shape); i++)
		largest = fmax(largest, fabs(matrix.entry[i]));
	return largest;
}

/*
 * How far the value, or a local gradient, moves when each operand moves by what rounding may have
 * moved it: much beside the number where neighbours cancel, as in 0.1 + 0.2 − 0.3 or sin(π). At a
 * kink, or beside a pole, it jumps, which is no rounding.
 */
static double slack_between_scalars(const struct question *question, bool of_local)
{
	const struct gw_op *op = gw_node_op(question->tape->graph, question->node);
	double slack = 0, most = SAME * fmax(1, fmax(fabs(question->x[0]), fabs(question->x[1])));

	if (of_local && op->kink && op->kink(question->x))
		return 0;
	for (unsigned moved = 0; moved < op->arity; moved++) {
		double x[GW_MAX_ARITY] = {question->x[0], question->x[1], question->x[2]};
		x[moved] *= 1 + ROUNDING;
		double value = op->value(x);
		slack += of_local ? fabs(op->local(x, value, question->position) - question->local)
				  : fabs(value - question->y);
	}
	return slack <= most ? slack : 0;
}

/* The entries of a matrix are sums: those that cancel are off by a share of the largest numbers. */
static double slack_of_matrix(const struct question *question)
{
	const struct gw_tape *tape = question->tape;
	const uint32_t *operands = gw_operands(tape->graph, question->node);
	double largest = 0;

	if (question->kind != QUESTION_VALUE)
		return ROUNDING * largest_of(gw_tape_gradient_matrix(tape, question->node));
	for (uint32_t i = 0; i < gw_operand_count(tape->graph, question->node); i++)
		largest = fmax(largest, largest_of(gw_tape_value(tape, operands[i])));
	return ROUNDING * largest;
}

double question_slack(const struct question *question)
{
	double slack = 0;

	if (question->is_shape || question->kind == QUESTION_SEED)
		return 0;
	if (question->kind == QUESTION_SUM)
		slack = ROUNDING * (fabs(question->before) + fabs(question->downstream));
	else if (question->group != GW_NONE)
		return 0;
	else if (!question->has_factors)
		slack = slack_of_matrix(question);
	else if (question->kind == QUESTION_VALUE)
		slack = slack_between_scalars(question, false);
	else
		slack = slack_between_scalars(question, true) *
			(question->kind == QUESTION_DOWNSTREAM ? fabs(question->upstream) : 1);
	return isfinite(slack) ? slack : 0;
}
