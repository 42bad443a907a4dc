/*
 * Trigonometric and hyperbolic functions and their inverses.
 */
#include "graph/op_shared.h"

#include <math.h>

static double sin_value(const double *x)
{
	return sin(x[0]);
}

static double sin_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return cos(x[0]);
}

static double cos_value(const double *x)
{
	return cos(x[0]);
}

static double cos_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return -sin(x[0]);
}

static double tan_value(const double *x)
{
	return tan(x[0]);
}

static double tan_local(const double *x, double y, unsigned which)
{
	(void)x, (void)which;
	return 1 + y * y;
}

static double sinh_value(const double *x)
{
	return sinh(x[0]);
}

static double sinh_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return cosh(x[0]);
}

static double cosh_value(const double *x)
{
	return cosh(x[0]);
}

static double cosh_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return sinh(x[0]);
}

static double tanh_value(const double *x)
{
	return tanh(x[0]);
}

static double tanh_local(const double *x, double y, unsigned which)
{
	(void)x, (void)which;
	return 1 - y * y;
}

static double asin_value(const double *x)
{
	return asin(x[0]);
}

/* (1 − x)(1 + x) keeps the digits that 1 − x² loses near ±1. */
static double asin_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return 1 / sqrt((1 - x[0]) * (1 + x[0]));
}

static double acos_value(const double *x)
{
	return acos(x[0]);
}

static double acos_local(const double *x, double y, unsigned which)
{
	return -asin_local(x, y, which);
}

static const char *arc_kink(const double *x)
{
	if (fabs(x[0]) > 1)
		return "no angle has a sine or cosine beyond 1";
	return fabs(x[0]) == 1 ? "the slope is infinite at -1 and 1" : NULL;
}

static double atan_value(const double *x)
{
	return atan(x[0]);
}

static double atan_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return 1 / (1 + x[0] * x[0]);
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "sin", .token = "sin", .symbol = "sin", .ascii = "sin",
		.notation = GW_CALL, .arity = 1,
		.value = sin_value, .local = sin_local,
		.rule = {{"d(sin a)/da", "cos(a)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.sin($a)",
		         .numpy = "np.sin($a)",
		         .vjp = {"$u * np.cos($a)"}},
		.nickname = "sin turns into cos",
	},
	{
		.name = "cos", .token = "cos", .symbol = "cos", .ascii = "cos",
		.notation = GW_CALL, .arity = 1,
		.value = cos_value, .local = cos_local,
		.zero = "cos is at its top here",
		.rule = {{"d(cos a)/da", "-sin(a)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.cos($a)",
		         .numpy = "np.cos($a)",
		         .vjp = {"-$u * np.sin($a)"}},
		.nickname = "cos turns into -sin",
	},
	{
		.name = "tan", .token = "tan", .symbol = "tan", .ascii = "tan",
		.notation = GW_CALL, .arity = 1,
		.value = tan_value, .local = tan_local,
		.rule = {{"d(tan a)/da", "1 + tan(a)^2", GW_RULE_FORMULA}},
		.code = {.torch = "torch.tan($a)",
		         .numpy = "np.tan($a)",
		         .vjp = {"$u * (1 + $y ** 2)"}},
		.nickname = "tan grows with its own square",
	},
	{
		.name = "sinh", .token = "sinh", .symbol = "sinh", .ascii = "sinh",
		.notation = GW_CALL, .arity = 1,
		.value = sinh_value, .local = sinh_local,
		.rule = {{"d(sinh a)/da", "cosh(a)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.sinh($a)",
		         .numpy = "np.sinh($a)",
		         .vjp = {"$u * np.cosh($a)"}},
		.nickname = "sinh turns into cosh",
	},
	{
		.name = "cosh", .token = "cosh", .symbol = "cosh", .ascii = "cosh",
		.notation = GW_CALL, .arity = 1,
		.value = cosh_value, .local = cosh_local,
		.zero = "cosh is at its lowest here",
		.rule = {{"d(cosh a)/da", "sinh(a)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.cosh($a)",
		         .numpy = "np.cosh($a)",
		         .vjp = {"$u * np.sinh($a)"}},
		.nickname = "cosh turns into sinh",
	},
	{
		.name = "tanh", .token = "tanh", .symbol = "tanh", .ascii = "tanh",
		.notation = GW_CALL, .arity = 1,
		.value = tanh_value, .local = tanh_local,
		.zero = "tanh is saturated here", .flat = "tanh is saturated",
		.rule = {{"d(tanh a)/da", "1 - tanh(a)^2", GW_RULE_FORMULA}},
		.code = {.torch = "torch.tanh($a)",
		         .numpy = "np.tanh($a)",
		         .vjp = {"$u * (1 - $y ** 2)"}},
		.nickname = "tanh is flat far from 0",
	},
	{
		.name = "asin", .token = "asin", .symbol = "asin", .ascii = "asin",
		.notation = GW_CALL, .arity = 1,
		.value = asin_value, .local = asin_local, .kink = arc_kink,
		.rule = {{"d(asin a)/da", "1/sqrt(1 - a^2)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.asin($a)",
		         .numpy = "np.arcsin($a)",
		         .vjp = {"$u / np.sqrt((1 - $a) * (1 + $a))"}},
		.nickname = "asin is steepest at its ends",
	},
	{
		.name = "acos", .token = "acos", .symbol = "acos", .ascii = "acos",
		.notation = GW_CALL, .arity = 1,
		.value = acos_value, .local = acos_local, .kink = arc_kink,
		.rule = {{"d(acos a)/da", "-1/sqrt(1 - a^2)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.acos($a)",
		         .numpy = "np.arccos($a)",
		         .vjp = {"-$u / np.sqrt((1 - $a) * (1 + $a))"}},
		.nickname = "acos falls as asin rises",
	},
	{
		.name = "atan", .token = "atan", .symbol = "atan", .ascii = "atan",
		.notation = GW_CALL, .arity = 1,
		.value = atan_value, .local = atan_local,
		.zero = "atan is saturated here", .flat = "atan is saturated",
		.rule = {{"d(atan a)/da", "1/(1 + a^2)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.atan($a)",
		         .numpy = "np.arctan($a)",
		         .vjp = {"$u / (1 + $a ** 2)"}},
		.nickname = "atan flattens far from 0",
	},
};
/* clang-format on */

const struct gw_op_family op_trigonometric = {operators, sizeof operators / sizeof *operators};
