/*
 * Functions with a parameter: leaky_relu(x, slope), elu(x, alpha), softplus(x, beta), and
 * clip(x, lo, hi). The parameters are operands, which may be learnt.
 */
#include "graph/op_shared.h"

#include <math.h>

static double prelu_value(const double *x)
{
	return x[0] > 0 ? x[0] : x[1] * x[0];
}

static double prelu_local(const double *x, double y, unsigned which)
{
	(void)y;
	if (isnan(x[0]))
		return NAN;
	return which == 0 ? (x[0] > 0 ? 1 : x[1]) : x[0] > 0 ? 0 : x[0];
}

static const char *prelu_kink(const double *x)
{
	return x[0] == 0 && x[1] != 1 ? "leaky_relu has a corner at 0; its slope there is taken as "
					"that on the left"
				      : NULL;
}

static double elu_value(const double *x)
{
	return x[0] > 0 ? x[0] : x[1] * expm1(x[0]);
}

static double elu_local(const double *x, double y, unsigned which)
{
	(void)y;
	if (isnan(x[0]))
		return NAN;
	if (which == 0)
		return x[0] > 0 ? 1 : x[1] * exp(x[0]);
	return x[0] > 0 ? 0 : expm1(x[0]);
}

static const char *elu_kink(const double *x)
{
	return x[0] == 0 && x[1] != 1
		       ? "elu has a corner at 0; its slope there is taken as that on the left"
		       : NULL;
}

/* log(1 + e^(b a))/b, in which nothing overflows. */
static double softplus_value(const double *x)
{
	return op_softplus(x[0] * x[1]) / x[1];
}

static double softplus_local(const double *x, double y, unsigned which)
{
	double share = 1 / (1 + exp(-x[0] * x[1]));
	return which == 0 ? share : (x[0] * share - y) / x[1];
}

static const char *softplus_kink(const double *x)
{
	return x[1] == 0 ? "division by 0 has no value and no slope" : NULL;
}

/* ---- clip ---- */

static double clip_value(const double *x)
{
	double low = x[0] < x[1] ? x[1] : x[0];
	return isnan(x[0]) ? x[0] : isnan(x[1]) ? x[1] : low > x[2] || isnan(x[2]) ? x[2] : low;
}

/* Bounds that are crossed give the upper one. */
static double clip_local(const double *x, double y, unsigned which)
{
	if (isnan(y))
		return NAN;
	bool is_crossed = x[2] < x[1];
	if (which == 0)
		return x[0] >= x[1] && x[0] <= x[2];
	if (which == 1)
		return x[0] < x[1] && x[1] < x[2];
	return x[0] > x[2] || is_crossed;
}

static const char *clip_kink(const double *x)
{
	if (x[1] == x[2] && x[0] < x[1])
		return "clip has one number for both bounds, and gives neither of them a gradient";
	return x[0] == x[1] || x[0] == x[2]
		       ? "clip has a corner at each bound; its slope there is taken as 1"
		       : NULL;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "prelu", .alias = "leaky_relu", .token = "leaky_relu", .symbol = "lrelu",
		.ascii = "lrelu",
		.notation = GW_CALL, .arity = 2,
		.value = prelu_value, .local = prelu_local, .kink = prelu_kink,
		.is_routed = true,
		.zero = "leaky_relu took the other side of 0",
		.rule = {{"d leaky_relu(a, b)/da", "1 if a > 0, else b", GW_RULE_SENTENCE},
		         {"d leaky_relu(a, b)/db", "0 if a > 0, else a", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.where($a > 0, $a, $b * $a)",
		         .numpy = "np.where($a > 0, $a, $b * $a)",
		         .vjp = {"np.where($a > 0, $u, $b * $u)",
		                 "np.where($a > 0, 0.0, $a * $u)"}},
		.nickname = "leaky relu is never quite off", .source = OP_PYTORCH,
	},
	{
		.name = "elu_alpha", .alias = "elu", .token = "elu", .symbol = "elu",
		 .ascii = "elu",
		.notation = GW_CALL, .arity = 2,
		.value = elu_value, .local = elu_local, .kink = elu_kink,
		.zero = "elu is saturated, or took the other side of 0",
		.rule = {{"d elu(a, b)/da", "1 if a > 0, else b * e^a", GW_RULE_SENTENCE},
		         {"d elu(a, b)/db", "0 if a > 0, else e^a - 1", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.where($a > 0, $a, $b * torch.expm1(torch.clamp($a, "
		 "max=0)))",
		         .numpy = "np.where($a > 0, $a, $b * np.expm1($a))",
		         .vjp = {"np.where($a > 0, $u, $u * $b * np.exp($a))",
		                 "np.where($a > 0, 0.0, $u * np.expm1($a))"}},
		.nickname = "elu turns off smoothly", .source = "Clevert et al. 2016",
	},
	{
		.name = "softplus_beta", .alias = "softplus", .token = "softplus",
		.symbol = "softplus", .ascii = "softplus",
		.notation = GW_CALL, .arity = 2,
		.value = softplus_value, .local = softplus_local, .kink = softplus_kink,
		.zero = "softplus is saturated here",
		.rule = {{"d softplus(a, b)/da", "σ(a * b)", GW_RULE_FORMULA},
		         {"d softplus(a, b)/db", "(a * σ(a * b) - y)/b", GW_RULE_FORMULA}},
		.code = {.torch = "torch.logaddexp($a * $b, torch.zeros_like($a * $b)) / $b",
		         .numpy = "np.logaddexp($a * $b, 0.0) / $b",
		         .vjp = {"$u / (1 + np.exp(-$a * $b))",
		                 "$u * ($a / (1 + np.exp(-$a * $b)) - $y) / $b"}},
		.nickname = "the slope of softplus is σ",
	},
	{
		.name = "clip", .alias = "clamp", .token = "clip", .symbol = "clip",
		 .ascii = "clip",
		.notation = GW_CALL, .arity = 3,
		.value = clip_value, .local = clip_local, .kink = clip_kink,
		.is_routed = true,
		.zero = "clip chose another of its operands",
		.rule = {{"d clip(a, b, c)/da", "1 if b <= a <= c, else 0", GW_RULE_SENTENCE},
		         {"d clip(a, b, c)/db", "1 if a < b < c, else 0", GW_RULE_SENTENCE},
		         {"d clip(a, b, c)/dc", "1 if a > c or b > c, else 0", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.clamp($a, $b, $c)",
		         .numpy = "np.clip($a, $b, $c)",
		         .vjp = {"np.where(($b <= $a) & ($a <= $c), $u, 0.0)",
		                 "np.where(($a < $b) & ($b < $c), $u, 0.0)",
		                 "np.where(($a > $c) | ($b > $c), $u, 0.0)"}},
		.nickname = "clip passes between its bounds", .source = OP_PYTORCH,
	},
};
/* clang-format on */

const struct gw_op_family op_parameter = {operators, sizeof operators / sizeof *operators};
