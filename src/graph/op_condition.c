/*
 * Conditions: comparisons and the words that join them are 0 or 1 and have no gradient; where()
 * chooses one of two branches. And the wall, stop_gradient.
 */
#include "graph/op_shared.h"

#include <math.h>

/* No gradient passes: the tape sends none, whatever this is. */
static double no_local(const double *x, double y, unsigned which)
{
	(void)x, (void)y, (void)which;
	return 0;
}

static double less_value(const double *x)
{
	return x[0] < x[1];
}

static double less_equal_value(const double *x)
{
	return x[0] <= x[1];
}

static double greater_value(const double *x)
{
	return x[0] > x[1];
}

static double greater_equal_value(const double *x)
{
	return x[0] >= x[1];
}

static double equal_value(const double *x)
{
	return x[0] == x[1];
}

static double not_equal_value(const double *x)
{
	return x[0] != x[1];
}

/* Every number except 0 counts as true, NaN too, as in C and PyTorch. */
static double and_value(const double *x)
{
	return x[0] != 0 && x[1] != 0;
}

static double or_value(const double *x)
{
	return x[0] != 0 || x[1] != 0;
}

static double not_value(const double *x)
{
	return x[0] == 0;
}

static double stop_value(const double *x)
{
	return x[0];
}

static double where_value(const double *x)
{
	return x[0] != 0 ? x[1] : x[2];
}

static double where_local(const double *x, double y, unsigned which)
{
	(void)y;
	return which == (x[0] != 0 ? 1 : 2);
}

/* Whether the condition is the same at all entries; then the rule says which branch is open. */
static bool is_uniform(struct gw_matrix condition)
{
	for (size_t i = 1; i < op_entries(condition); i++)
		if ((condition.entry[i] != 0) != (condition.entry[0] != 0))
			return false;
	return true;
}

static const struct gw_op_rule *where_rule(const struct gw_matrix *x, unsigned count,
					   struct gw_matrix y, unsigned which)
{
	static const struct gw_op_rule open = {"d where(a, b, c)", "1, as this branch is open",
					       GW_RULE_SENTENCE},
				       shut = {"d where(a, b, c)", "0, as this branch is shut",
					       GW_RULE_SENTENCE};

	(void)count, (void)y;
	if (which == 0 || !is_uniform(x[0]))
		return NULL;
	return (x[0].entry[0] != 0) == (which == 1) ? &open : &shut;
}

#define COMPARISON(NAME, TOKEN, SYMBOL, SPELLINGS)                                                 \
	.name = NAME, .token = TOKEN, .spellings = SPELLINGS, .symbol = SYMBOL, .ascii = TOKEN,    \
	.zero = "a comparison is flat: nothing passes", .notation = GW_INFIX,                      \
	.binding = GW_BINDS_COMPARISON, .arity = 2, .is_spaced = true, .is_unchained = true,       \
	.local = no_local, .stops_gradient = true,                                                 \
	.rule = {{"d(condition)", "no gradient: conditions are 0 or 1", GW_RULE_SENTENCE},         \
		 {"d(condition)", "no gradient: conditions are 0 or 1", GW_RULE_SENTENCE}},        \
	.nickname = "a condition passes no gradient"

/* clang-format off */
static const struct gw_op operators[] = {
	{COMPARISON("less", "<", "<", NULL), .value = less_value,
	 .code = {.torch = "($a < $b) * 1.0", .numpy = "np.where($a < $b, 1.0, 0.0)",
	 .vjp = {"0 * $u"}}},
	{COMPARISON("less_equal", "<=", "≤", "≤"), .value = less_equal_value,
	 .code = {.torch = "($a <= $b) * 1.0", .numpy = "np.where($a <= $b, 1.0, 0.0)",
	 .vjp = {"0 * $u"}}},
	{COMPARISON("greater", ">", ">", NULL), .value = greater_value,
	 .code = {.torch = "($a > $b) * 1.0", .numpy = "np.where($a > $b, 1.0, 0.0)",
	 .vjp = {"0 * $u"}}},
	{COMPARISON("greater_equal", ">=", "≥", "≥"), .value = greater_equal_value,
	 .code = {.torch = "($a >= $b) * 1.0", .numpy = "np.where($a >= $b, 1.0, 0.0)",
	 .vjp = {"0 * $u"}}},
	{COMPARISON("equal", "==", "==", NULL), .value = equal_value, .commutes = true,
	 .code = {.torch = "($a == $b) * 1.0", .numpy = "np.where($a == $b, 1.0, 0.0)",
	 .vjp = {"0 * $u"}}},
	{COMPARISON("not_equal", "!=", "≠", "≠"), .value = not_equal_value, .commutes = true,
	 .code = {.torch = "($a != $b) * 1.0", .numpy = "np.where($a != $b, 1.0, 0.0)",
	 .vjp = {"0 * $u"}}},
	{
		.name = "and", .token = "and", .symbol = "and", .ascii = "and",
		.zero = "and is flat: nothing passes",
		.notation = GW_INFIX, .binding = GW_BINDS_AND, .arity = 2,
		.commutes = true, .is_spaced = true, .stops_gradient = true,
		.value = and_value, .local = no_local,
		.rule = {{"d(a and b)/da", "no gradient: conditions are 0 or 1", GW_RULE_SENTENCE},
		         {"d(a and b)/db", "no gradient: conditions are 0 or 1", GW_RULE_SENTENCE}},
		.code = {.torch = "(($a != 0) & ($b != 0)) * 1.0",
		         .numpy = "np.where(($a != 0) & ($b != 0), 1.0, 0.0)",
		         .vjp = {"0 * $u"}},
		.nickname = "a condition passes no gradient",
	},
	{
		.name = "or", .token = "or", .symbol = "or", .ascii = "or",
		.zero = "or is flat: nothing passes",
		.notation = GW_INFIX, .binding = GW_BINDS_OR, .arity = 2,
		.commutes = true, .is_spaced = true, .stops_gradient = true,
		.value = or_value, .local = no_local,
		.rule = {{"d(a or b)/da", "no gradient: conditions are 0 or 1", GW_RULE_SENTENCE},
		         {"d(a or b)/db", "no gradient: conditions are 0 or 1", GW_RULE_SENTENCE}},
		.code = {.torch = "(($a != 0) | ($b != 0)) * 1.0",
		         .numpy = "np.where(($a != 0) | ($b != 0), 1.0, 0.0)",
		         .vjp = {"0 * $u"}},
		.nickname = "a condition passes no gradient",
	},
	{
		.name = "not", .token = "not ", .symbol = "not", .ascii = "not",
		.zero = "not is flat: nothing passes",
		.notation = GW_PREFIX, .binding = GW_BINDS_NOT, .arity = 1,
		.stops_gradient = true,
		.value = not_value, .local = no_local,
		.rule = {{"d(not a)/da", "no gradient: conditions are 0 or 1", GW_RULE_SENTENCE}},
		.code = {.torch = "($a == 0) * 1.0",
		         .numpy = "np.where($a == 0, 1.0, 0.0)",
		         .vjp = {"0 * $u"}},
		.nickname = "a condition passes no gradient",
	},
	{
		.name = "where", .token = "where", .symbol = "where", .ascii = "where",
		.notation = GW_CALL, .arity = 3,
		.value = where_value, .local = where_local,
		.is_routed = true,
		.at_turn = "the condition of where turns here; "
			   "its slope is taken as that of the branch that is open",
		.zero = "this branch is shut",
		.rule = {{"d where(a, b, c)/da", "0, since the condition only chooses",
		          GW_RULE_SENTENCE},
		         {"d where(a, b, c)/db", "1 where a holds, else 0", GW_RULE_SENTENCE},
		         {"d where(a, b, c)/dc", "0 where a holds, else 1", GW_RULE_SENTENCE}},
		.rule_here = where_rule,
		.code = {.torch = "torch.where($a != 0, $b, $c)",
		         .numpy = "np.where($a != 0, $b, $c)",
		         .vjp = {"0 * $u",
		                 "np.where($a != 0, $u, 0.0)",
		                 "np.where($a != 0, 0.0, $u)"}},
		.nickname = "where opens one branch and shuts the other: a shut one passes nothing",
	},
	{
		.name = "stop_gradient", .alias = "detach", .token = "stop_gradient",
		.symbol = "stop ║", .ascii = "stop |",
		.notation = GW_CALL, .arity = 1, .stops_gradient = true,
		.value = stop_value, .local = no_local,
		.rule = {{"d stop_gradient(a)/da", "no gradient: walled off", GW_RULE_SENTENCE}},
		.code = {.torch = "$a.detach()", .numpy = "$a", .vjp = {"0 * $u"}},
		.nickname = "a wall: the value passes, no gradient does",
	},
};
/* clang-format on */

const struct gw_op_family op_condition = {operators, sizeof operators / sizeof *operators};
