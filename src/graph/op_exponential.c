/*
 * Logarithms and exponentials of other bases and near 0, and functions made of them.
 */
#include "graph/op_shared.h"

#include <math.h>

#define LN_2 0.6931471805599453
#define LN_10 2.302585092994046
#define TWO_OVER_ROOT_PI 1.1283791670955126 /* 2/√π */

static double log1p_value(const double *x)
{
	return log1p(x[0]);
}

static double log1p_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return 1 / (1 + x[0]);
}

static const char *log1p_kink(const double *x)
{
	if (x[0] < -1)
		return "log1p below -1 is the log of a negative number, which is not real";
	return x[0] == -1 ? "log1p falls without end at -1" : NULL;
}

static double expm1_value(const double *x)
{
	return expm1(x[0]);
}

/* y + 1 would lose the digits of a small e^x. */
static double expm1_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return exp(x[0]);
}

static double log2_value(const double *x)
{
	return log2(x[0]);
}

static double log2_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return 1 / (x[0] + 0.0) /
	       LN_2; /* the product of both may overflow; + 0: it rises at −0 too */
}

static double log10_value(const double *x)
{
	return log10(x[0]);
}

static double log10_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return 1 / (x[0] + 0.0) / LN_10;
}

static const char *log_kink(const double *x)
{
	if (x[0] < 0)
		return "log of a negative number is not a real number";
	return x[0] == 0 ? "log falls without end at 0" : NULL;
}

static double exp2_value(const double *x)
{
	return exp2(x[0]);
}

static double exp2_local(const double *x, double y, unsigned which)
{
	(void)x, (void)which;
	return y * LN_2;
}

static double cbrt_value(const double *x)
{
	return cbrt(x[0]);
}

static double cbrt_local(const double *x, double y, unsigned which)
{
	(void)x, (void)which;
	return 1 / (3 * y * y);
}

static const char *cbrt_kink(const double *x)
{
	return x[0] == 0 ? "the slope of cbrt is infinite at 0" : NULL;
}

static double erf_value(const double *x)
{
	return erf(x[0]);
}

static double erf_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return TWO_OVER_ROOT_PI * exp(-x[0] * x[0]);
}

/* 0 log b is 0 whatever b is, but for NaN. */
static double xlogy_value(const double *x)
{
	return x[0] == 0 && !isnan(x[1]) ? 0 : x[0] * log(x[1]);
}

static double xlogy_local(const double *x, double y, unsigned which)
{
	(void)y;
	if (x[0] == 0 && x[1] <= 0)
		return 0;
	return which == 0 ? log(x[1]) : x[0] / x[1];
}

static const char *xlogy_kink(const double *x)
{
	if (x[0] == 0 && x[1] <= 0)
		return "xlogy is 0 where its first operand is 0; its slopes there are taken as 0";
	return x[1] <= 0 ? log_kink(x + 1) : NULL;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "log1p", .token = "log1p", .symbol = "log1p", .ascii = "log1p",
		.notation = GW_CALL, .arity = 1,
		.value = log1p_value, .local = log1p_local, .kink = log1p_kink,
		.rule = {{"d log1p(a)/da", "1/(1 + a)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.log1p($a)",
		         .numpy = "np.log1p($a)",
		         .vjp = {"$u / (1 + $a)"}},
		.nickname = "log1p keeps the digits that log loses near 1",
	},
	{
		.name = "expm1", .token = "expm1", .symbol = "expm1", .ascii = "expm1",
		.notation = GW_CALL, .arity = 1,
		.value = expm1_value, .local = expm1_local,
		.zero = "exp is too small for a number here", .flat = "expm1 is next to -1",
		.rule = {{"d expm1(a)/da", "e^a", GW_RULE_FORMULA}},
		.code = {.torch = "torch.expm1($a)",
		         .numpy = "np.expm1($a)",
		         .vjp = {"$u * ($y + 1)"}},
		.nickname = "expm1 keeps the digits that exp loses near 0",
	},
	{
		.name = "log2", .token = "log2", .symbol = "log2", .ascii = "log2",
		.notation = GW_CALL, .arity = 1,
		.value = log2_value, .local = log2_local, .kink = log_kink,
		.rule = {{"d log2(a)/da", "1/(a * log(2))", GW_RULE_FORMULA}},
		.code = {.torch = "torch.log2($a)",
		         .numpy = "np.log2($a)",
		         .vjp = {"$u / ($a * np.log(2))"}},
		.nickname = "log2 divides, and by log 2",
	},
	{
		.name = "log10", .token = "log10", .symbol = "log10", .ascii = "log10",
		.notation = GW_CALL, .arity = 1,
		.value = log10_value, .local = log10_local, .kink = log_kink,
		.rule = {{"d log10(a)/da", "1/(a * log(10))", GW_RULE_FORMULA}},
		.code = {.torch = "torch.log10($a)",
		         .numpy = "np.log10($a)",
		         .vjp = {"$u / ($a * np.log(10))"}},
		.nickname = "log10 divides, and by log 10",
	},
	{
		.name = "exp2", .token = "exp2", .symbol = "2^x", .ascii = "2^x",
		.notation = GW_CALL, .arity = 1,
		.value = exp2_value, .local = exp2_local,
		.zero = "exp2 is too small for a number here", .flat = "exp2 is next to 0",
		.rule = {{"d(2^a)/da", "2^a * log(2)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.exp2($a)",
		         .numpy = "np.exp2($a)",
		         .vjp = {"$u * $y * np.log(2)"}},
		.nickname = "exp2 is its own slope, times log 2",
	},
	{
		.name = "cbrt", .token = "cbrt", .symbol = "∛", .ascii = "cbrt",
		.notation = GW_CALL, .arity = 1,
		.value = cbrt_value, .local = cbrt_local, .kink = cbrt_kink,
		.rule = {{"d cbrt(a)/da", "1/(3 * cbrt(a)^2)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.sign($a) * torch.abs($a) ** (1 / 3)",
		         .numpy = "np.cbrt($a)",
		         .vjp = {"$u / (3 * $y ** 2)"}},
		.nickname = "the cube root divides by three of its squares",
	},
	{
		.name = "erf", .token = "erf", .symbol = "erf", .ascii = "erf",
		.notation = GW_CALL, .arity = 1,
		.value = erf_value, .local = erf_local,
		.zero = "erf is saturated here", .flat = "erf is saturated",
		.rule = {{"d erf(a)/da", "2 * exp(-(a^2))/sqrt(π)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.erf($a)",
		         .numpy = "erf($a)",
		         .vjp = {"$u * 2 * np.exp(-$a ** 2) / np.sqrt(np.pi)"}},
		.nickname = "the slope of erf is a bell",
	},
	{
		.name = "xlogy", .token = "xlogy", .symbol = "xlogy", .ascii = "xlogy",
		.notation = GW_CALL, .arity = 2,
		.value = xlogy_value, .local = xlogy_local, .kink = xlogy_kink,
		.is_routed = true,
		.zero = "xlogy is 0 where its first operand is 0",
		.rule = {{"d xlogy(a, b)/da", "log(b), 0 where a = 0 and b has no log",
		 GW_RULE_SENTENCE},
		         {"d xlogy(a, b)/db", "a/b, 0 where a = 0", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.xlogy($a, $b)",
		         .numpy = "np.where($a == 0, 0.0, $a * np.log($b))",
		         .vjp = {"$u * np.log($b)",
		                 "np.where($a == 0, 0.0, $u * $a / $b)"}},
		.nickname = "xlogy: 0 log 0 is 0",
	},
};
/* clang-format on */

const struct gw_op_family op_exponential = {operators, sizeof operators / sizeof *operators};
