/*
 * Inverses of hyperbolic functions, and functions of the sides of a right triangle.
 */
#include "graph/op_shared.h"

#include <math.h>

static double asinh_value(const double *x)
{
	return asinh(x[0]);
}

static double asinh_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return 1 / hypot(1, x[0]);
}

static double acosh_value(const double *x)
{
	return acosh(x[0]);
}

/* Two roots, since a square would overflow. */
static double acosh_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return x[0] < 1 ? NAN : 1 / (sqrt(x[0] - 1) * sqrt(x[0] + 1));
}

static const char *acosh_kink(const double *x)
{
	if (x[0] < 1)
		return "no number has a cosh below 1";
	return x[0] == 1 ? "the slope of acosh is infinite at 1" : NULL;
}

static double atanh_value(const double *x)
{
	return atanh(x[0]);
}

static double atanh_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return 1 / ((1 - x[0]) * (1 + x[0]));
}

static const char *atanh_kink(const double *x)
{
	if (fabs(x[0]) > 1)
		return "no number has a tanh beyond 1";
	return fabs(x[0]) == 1 ? "atanh is infinite at -1 and 1" : NULL;
}

/* The angle of the point (b, a). */
static double atan2_value(const double *x)
{
	return atan2(x[0], x[1]);
}

/* The distance divides twice, since its square may overflow. */
static double atan2_local(const double *x, double y, unsigned which)
{
	double distance = hypot(x[0], x[1]);

	(void)y;
	if (isinf(distance))
		return isnan(x[0]) || isnan(x[1]) ? NAN : 0;
	return which == 0 ? x[1] / distance / distance : -x[0] / distance / distance;
}

static const char *atan2_kink(const double *x)
{
	if (x[0] == 0 && x[1] == 0)
		return "the point (0, 0) has no angle, and no slope";
	return x[0] == 0 && x[1] < 0 ? "the angle jumps from -π to π here" : NULL;
}

/* C has hypot(inf, NaN) = inf. */
static double hypot_value(const double *x)
{
	return isnan(x[0]) || isnan(x[1]) ? NAN : hypot(x[0], x[1]);
}

static double hypot_local(const double *x, double y, unsigned which)
{
	return y == 0 ? 0 : x[which] / y;
}

static const char *hypot_kink(const double *x)
{
	return x[0] == 0 && x[1] == 0
		       ? "hypot has a corner at (0, 0); its slopes there are taken as 0"
		       : NULL;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "asinh", .token = "asinh", .symbol = "asinh", .ascii = "asinh",
		.notation = GW_CALL, .arity = 1,
		.value = asinh_value, .local = asinh_local,
		.rule = {{"d asinh(a)/da", "1/sqrt(1 + a^2)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.asinh($a)",
		         .numpy = "np.arcsinh($a)",
		         .vjp = {"$u / np.sqrt(1 + $a ** 2)"}},
		.nickname = "asinh grows as a log does",
	},
	{
		.name = "acosh", .token = "acosh", .symbol = "acosh", .ascii = "acosh",
		.notation = GW_CALL, .arity = 1,
		.value = acosh_value, .local = acosh_local, .kink = acosh_kink,
		.rule = {{"d acosh(a)/da", "1/sqrt(a^2 - 1)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.acosh($a)",
		         .numpy = "np.arccosh($a)",
		         .vjp = {"$u / np.sqrt($a ** 2 - 1)"}},
		.nickname = "acosh is steepest at 1",
	},
	{
		.name = "atanh", .token = "atanh", .symbol = "atanh", .ascii = "atanh",
		.notation = GW_CALL, .arity = 1,
		.value = atanh_value, .local = atanh_local, .kink = atanh_kink,
		.rule = {{"d atanh(a)/da", "1/(1 - a^2)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.atanh($a)",
		         .numpy = "np.arctanh($a)",
		         .vjp = {"$u / (1 - $a ** 2)"}},
		.nickname = "atanh is steepest at its ends",
	},
	{
		.name = "atan2", .token = "atan2", .symbol = "atan2", .ascii = "atan2",
		.notation = GW_CALL, .arity = 2,
		.value = atan2_value, .local = atan2_local, .kink = atan2_kink,
		.zero = "the point is far away, or on an axis",
		.rule = {{"d atan2(a, b)/da", "b/(a^2 + b^2)", GW_RULE_FORMULA},
		         {"d atan2(a, b)/db", "-a/(a^2 + b^2)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.atan2($a, $b)",
		         .numpy = "np.arctan2($a, $b)",
		         .vjp = {"$u * $b / ($a ** 2 + $b ** 2)",
		                 "-$u * $a / ($a ** 2 + $b ** 2)"}},
		.nickname = "atan2 turns: the other side over the square",
	},
	{
		.name = "hypot", .token = "hypot", .symbol = "hypot", .ascii = "hypot",
		.notation = GW_CALL, .arity = 2,
		.commutes = true,
		.value = hypot_value, .local = hypot_local, .kink = hypot_kink,
		.zero = "this side is 0 beside the other",
		.rule = {{"d hypot(a, b)/da", "a/y, 0 if y = 0", GW_RULE_SENTENCE},
		         {"d hypot(a, b)/db", "b/y, 0 if y = 0", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.hypot($a, $b)",
		         .numpy = "np.hypot($a, $b)",
		         .vjp = {"$u * $a / np.where($y == 0, 1.0, $y)",
		                 "$u * $b / np.where($y == 0, 1.0, $y)"}},
		.nickname = "hypot points away from 0",
		 .source = "0 where both are 0, as in a norm",
	},
};
/* clang-format on */

const struct gw_op_family op_hyperbolic = {operators, sizeof operators / sizeof *operators};
