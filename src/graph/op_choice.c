/*
 * max and min of two operands: the gradient goes to the one that was chosen.
 */
#include "graph/op_shared.h"

#include <math.h>

/* fmax() would swallow a NaN. */
static double max_value(const double *x)
{
	return isnan(x[0]) || x[0] > x[1] ? x[0] : x[1];
}

static double min_value(const double *x)
{
	return isnan(x[0]) || x[0] < x[1] ? x[0] : x[1];
}

/* 1 to the one that won, 0 to the other, a half to each in a tie. */
static double winner_share(double mine, double other, double winner)
{
	if (isnan(winner))
		return NAN;
	return mine == other ? 0.5 : mine == winner;
}

static double choice_local(const double *x, double y, unsigned which)
{
	return winner_share(x[which], x[1 - which], y);
}

static const char *max_kink(const double *x)
{
	return x[0] == x[1] ? "a tie: max gives one half of its gradient to each operand" : NULL;
}

static const char *min_kink(const double *x)
{
	return x[0] == x[1] ? "a tie: min gives one half of its gradient to each operand" : NULL;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "max", .token = "max", .symbol = "max", .ascii = "max",
		.notation = GW_CALL, .arity = 2,
		.commutes = true,
		.value = max_value, .local = choice_local, .kink = max_kink,
		.is_routed = true,
		.zero = "max chose the other operand",
		.rule = {{"d max(a, b)/da", "1 if a > b, 1/2 if a = b, else 0", GW_RULE_SENTENCE},
		         {"d max(a, b)/db", "1 if b > a, 1/2 if a = b, else 0", GW_RULE_SENTENCE}},
		.nickname = "max routes", .source = "a half each in a tie, " OP_PYTORCH,
	},
	{
		.name = "min", .token = "min", .symbol = "min", .ascii = "min",
		.notation = GW_CALL, .arity = 2,
		.commutes = true,
		.value = min_value, .local = choice_local, .kink = min_kink,
		.is_routed = true,
		.zero = "min chose the other operand",
		.rule = {{"d min(a, b)/da", "1 if a < b, 1/2 if a = b, else 0", GW_RULE_SENTENCE},
		         {"d min(a, b)/db", "1 if b < a, 1/2 if a = b, else 0", GW_RULE_SENTENCE}},
		.nickname = "min routes", .source = "a half each in a tie, " OP_PYTORCH,
	},
};
/* clang-format on */

const struct gw_op_family op_choice = {operators, sizeof operators / sizeof *operators};
