/*
 * Elementary functions: exponentials, logarithms, roots, the absolute value.
 */
#include "graph/op_shared.h"

#include <math.h>

static double exp_value(const double *x)
{
	return exp(x[0]);
}

static double exp_local(const double *x, double y, unsigned which)
{
	(void)x, (void)which;
	return y;
}

static double log_value(const double *x)
{
	return log(x[0]);
}

static double log_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return x[0] < 0 ? NAN : 1 / (x[0] + 0.0); /* + 0: log rises at −0 too */
}

static const char *log_kink(const double *x)
{
	if (x[0] < 0)
		return "log of a negative number is not a real number";
	return x[0] == 0 ? "log falls without end at 0" : NULL;
}

static double sqrt_value(const double *x)
{
	return sqrt(x[0]);
}

static double sqrt_local(const double *x, double y, unsigned which)
{
	(void)x, (void)which;
	return 0.5 / (y + 0.0); /* + 0: the root rises at −0 too */
}

static const char *sqrt_kink(const double *x)
{
	if (x[0] < 0)
		return "the root of a negative number is not a real number";
	return x[0] == 0 ? "the slope of sqrt is infinite at 0" : NULL;
}

static double abs_value(const double *x)
{
	return fabs(x[0]);
}

static double abs_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return isnan(x[0]) ? NAN : (x[0] > 0) - (x[0] < 0);
}

static const char *abs_kink(const double *x)
{
	return x[0] == 0 ? "abs has a corner at 0; its slope there is taken as 0" : NULL;
}

/*
 * log(e^a + e^b) = max(a, b) + log(1 + e^−|a − b|), in which nothing overflows. Of two infinities
 * that are equal the difference would be NaN.
 */
static double logaddexp_value(const double *x)
{
	double larger = isnan(x[0]) || x[0] > x[1] ? x[0] : x[1];
	return x[0] == x[1] ? x[0] + log(2) : larger + log1p(exp(-fabs(x[0] - x[1])));
}

/* Each operand's share in softmax(a, b). */
static double logaddexp_local(const double *x, double y, unsigned which)
{
	(void)y;
	return 1 / (1 + exp(x[1 - which] - x[which]));
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "exp", .token = "exp", .symbol = "exp", .ascii = "exp",
		.notation = GW_CALL, .arity = 1,
		.value = exp_value, .local = exp_local,
		.zero = "exp is too small for a number here", .flat = "exp is next to 0",
		.rule = {{"d(e^a)/da", "e^a", GW_RULE_FORMULA}},
		.code = {.torch = "torch.exp($a)", .numpy = "np.exp($a)", .vjp = {"$u * $y"}},
		.nickname = "exp is its own slope",
	},
	{
		.name = "log", .alias = "ln", .token = "log", .symbol = "log", .ascii = "log",
		.notation = GW_CALL, .arity = 1,
		.value = log_value, .local = log_local, .kink = log_kink,
		.rule = {{"d(log a)/da", "1/a", GW_RULE_FORMULA}},
		.code = {.torch = "torch.log($a)", .numpy = "np.log($a)", .vjp = {"$u / $a"}},
		.nickname = "log divides",
	},
	{
		.name = "sqrt", .token = "sqrt", .symbol = "√", .ascii = "sqrt",
		.notation = GW_CALL, .arity = 1, .typeset = "√",
		.value = sqrt_value, .local = sqrt_local, .kink = sqrt_kink,
		.rule = {{"d(sqrt a)/da", "1/(2 * sqrt(a))", GW_RULE_FORMULA}},
		.code = {.torch = "torch.sqrt($a)",
		         .numpy = "np.sqrt($a)",
		         .vjp = {"$u * 0.5 / $y"}},
		.nickname = "the root divides by twice itself",
	},
	{
		.name = "abs", .token = "abs", .symbol = "|x|", .ascii = "|x|", .around = "|",
		.notation = GW_CALL, .arity = 1,
		.value = abs_value, .local = abs_local, .kink = abs_kink,
		.zero = "the slope of abs at 0 is taken as 0",
		.rule = {{"d|a|/da", "sign of a, 0 if a = 0", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.abs($a)",
		         .numpy = "np.abs($a)",
		         .vjp = {"$u * np.sign($a)"}},
		.nickname = "abs gives the sign", .source = OP_PYTORCH,
	},
	{
		.name = "logaddexp", .token = "logaddexp", .symbol = "logaddexp",
		.ascii = "logaddexp",
		.notation = GW_CALL, .arity = 2,
		.commutes = true,
		.value = logaddexp_value, .local = logaddexp_local,
		.zero = "the other operand is larger by far",
		.rule = {{"d logaddexp(a, b)/da", "e^a/(e^a + e^b)", GW_RULE_FORMULA},
		         {"d logaddexp(a, b)/db", "e^b/(e^a + e^b)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.logaddexp($a, $b)",
		         .numpy = "np.logaddexp($a, $b)",
		         .vjp = {"$u / (1 + np.exp($b - $a))",
		          "$u / (1 + np.exp($a - $b))"}},
		.nickname = "logaddexp shares as softmax does",
	},
};
/* clang-format on */

const struct gw_op_family op_elementary = {operators, sizeof operators / sizeof *operators};
