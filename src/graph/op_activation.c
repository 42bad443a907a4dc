/*
 * Activation functions of neurons.
 */
#include "graph/op_shared.h"

#include <math.h>

#define LEAKY_SLOPE 0.01 /* of leaky_relu left of 0 */

static double sigmoid_value(const double *x)
{
	return op_sigmoid(x[0]);
}

static double sigmoid_local(const double *x, double y, unsigned which)
{
	(void)x, (void)which;
	return (1 - y) * y;
}

static double relu_value(const double *x)
{
	return x[0] <= 0 ? 0 : x[0];
}

static double relu_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return isnan(x[0]) ? NAN : x[0] > 0;
}

static const char *relu_kink(const double *x)
{
	return x[0] == 0 ? "relu has a corner at 0; its slope there is taken as 0" : NULL;
}

static double leaky_relu_value(const double *x)
{
	return x[0] > 0 ? x[0] : LEAKY_SLOPE * x[0];
}

static double leaky_relu_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return isnan(x[0]) ? NAN : x[0] > 0 ? 1 : LEAKY_SLOPE;
}

static const char *leaky_relu_kink(const double *x)
{
	return x[0] == 0 ? "leaky_relu has a corner at 0; its slope there is taken as 0.01" : NULL;
}

static double elu_value(const double *x)
{
	return x[0] > 0 ? x[0] : expm1(x[0]);
}

static double elu_local(const double *x, double y, unsigned which)
{
	(void)which;
	return x[0] > 0 ? 1 : y + 1;
}

static double normal_cumulative(double x)
{
	return 0.5 * erfc(-x * sqrt(0.5));
}

static double normal_density(double x)
{
	return exp(-0.5 * x * x) * 0.3989422804014327; /* 1/√(2π) */
}

static double gelu_value(const double *x)
{
	return x[0] * normal_cumulative(x[0]);
}

static double gelu_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return normal_cumulative(x[0]) + x[0] * normal_density(x[0]);
}

static double softplus_value(const double *x)
{
	return op_softplus(x[0]);
}

static double softplus_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return sigmoid_value(x);
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "sigmoid", .alias = "σ", .token = "sigmoid", .symbol = "σ",
		.ascii = "sigmoid",
		.notation = GW_CALL, .arity = 1,
		.value = sigmoid_value, .local = sigmoid_local,
		.zero = "the sigmoid is saturated here", .flat = "the sigmoid is saturated",
		.rule = {{"dσ(a)/da", "(1 - σ(a)) * σ(a)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.sigmoid($a)",
		         .numpy = "1 / (1 + np.exp(-$a))",
		         .vjp = {"$u * $y * (1 - $y)"}},
		.nickname = "slope of σ ≤ 1/4",
	},
	{
		.name = "relu", .token = "relu", .symbol = "relu", .ascii = "relu",
		.notation = GW_CALL, .arity = 1,
		.value = relu_value, .local = relu_local, .kink = relu_kink,
		.is_routed = true,
		.zero = "relu is off here", .flat = "relu is off",
		.rule = {{"d relu(a)/da", "1 if a > 0, else 0", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.relu($a)",
		         .numpy = "np.maximum($a, 0.0)",
		         .vjp = {"np.where($a > 0, $u, 0.0)"}},
		.nickname = "relu is on or off", .source = OP_PYTORCH,
	},
	{
		.name = "leaky_relu", .token = "leaky_relu", .symbol = "lrelu", .ascii = "lrelu",
		.notation = GW_CALL, .arity = 1,
		.value = leaky_relu_value, .local = leaky_relu_local,
		.kink = leaky_relu_kink,
		.rule = {{"d leaky_relu(a)/da", "1 if a > 0, else 0.01", GW_RULE_SENTENCE}},
		.code = {.torch = "F.leaky_relu($a, 0.01)",
		         .numpy = "np.where($a > 0, $a, 0.01 * $a)",
		         .vjp = {"np.where($a > 0, $u, 0.01 * $u)"}},
		.nickname = "leaky relu is never quite off",
		.source = "slope 0.01 left of 0 and at 0, " OP_PYTORCH,
	},
	{
		.name = "elu", .token = "elu", .symbol = "elu", .ascii = "elu",
		.notation = GW_CALL, .arity = 1,
		.value = elu_value, .local = elu_local,
		.zero = "elu is saturated here", .flat = "elu is saturated",
		.rule = {{"d elu(a)/da", "1 if a > 0, else e^a", GW_RULE_SENTENCE}},
		.code = {.torch = "F.elu($a)",
		         .numpy = "np.where($a > 0, $a, np.expm1($a))",
		         .vjp = {"np.where($a > 0, $u, $u * np.exp($a))"}},
		.nickname = "elu turns off smoothly",
		 .source = "Clevert et al. 2016, with alpha = 1",
	},
	{
		.name = "gelu", .token = "gelu", .symbol = "gelu", .ascii = "gelu",
		.notation = GW_CALL, .arity = 1,
		.value = gelu_value, .local = gelu_local,
		.zero = "gelu is flat here", .flat = "gelu is flat",
		.rule = {{"d gelu(a)/da", "Phi(a) + a * phi(a)", GW_RULE_FORMULA}},
		.code = {.torch = "F.gelu($a)",
		         .numpy = "$a * normal_cdf($a)",
		         .vjp = {"$u * (normal_cdf($a) + $a * np.exp(-0.5 * $a ** 2) / np.sqrt(2 * "
		          "np.pi))"}},
		.nickname = "gelu weighs by the normal distribution",
		.source = "Hendrycks and Gimpel 2016, the exact form",
	},
	{
		.name = "softplus", .token = "softplus", .symbol = "softplus", .ascii = "softplus",
		.notation = GW_CALL, .arity = 1,
		.value = softplus_value, .local = softplus_local,
		.zero = "softplus is saturated here", .flat = "softplus is saturated",
		.rule = {{"d softplus(a)/da", "σ(a)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.logaddexp($a, torch.zeros_like($a))",
		         .numpy = "np.logaddexp($a, 0.0)",
		         .vjp = {"$u / (1 + np.exp(-$a))"}},
		.nickname = "the slope of softplus is σ",
	},
};
/* clang-format on */

const struct gw_op_family op_activation = {operators, sizeof operators / sizeof *operators};
