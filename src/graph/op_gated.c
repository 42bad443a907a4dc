/*
 * Activation functions made of others: silu, mish, selu, logsigmoid, softsign, hardtanh.
 */
#include "graph/op_shared.h"

#include <math.h>

static double silu_value(const double *x)
{
	return x[0] * op_sigmoid(x[0]);
}

static double silu_local(const double *x, double y, unsigned which)
{
	double share = op_sigmoid(x[0]);

	(void)y, (void)which;
	return share * (1 + x[0] * (1 - share));
}

static double mish_value(const double *x)
{
	return x[0] * tanh(op_softplus(x[0]));
}

static double mish_local(const double *x, double y, unsigned which)
{
	double gate = tanh(op_softplus(x[0]));

	(void)y, (void)which;
	return gate + x[0] * (1 - gate * gate) * op_sigmoid(x[0]);
}

/* Klambauer et al. 2017: they keep the mean 0 and the variance 1. */
#define SELU_SCALE 1.0507009873554805
#define SELU_ALPHA 1.6732632423543772

static double selu_value(const double *x)
{
	return SELU_SCALE * (x[0] > 0 ? x[0] : SELU_ALPHA * expm1(x[0]));
}

static double selu_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return SELU_SCALE * (x[0] > 0 ? 1 : SELU_ALPHA * exp(x[0]));
}

static const char *selu_kink(const double *x)
{
	return x[0] == 0 ? "selu has a corner at 0; its slope there is taken as that on the left"
			 : NULL;
}

static double logsigmoid_value(const double *x)
{
	return -op_softplus(-x[0]);
}

static double logsigmoid_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return op_sigmoid(-x[0]);
}

static double softsign_value(const double *x)
{
	return x[0] / (1 + fabs(x[0]));
}

static double softsign_local(const double *x, double y, unsigned which)
{
	double size = 1 + fabs(x[0]);

	(void)y, (void)which;
	return 1 / (size * size);
}

static double hardtanh_value(const double *x)
{
	return x[0] < -1 ? -1 : x[0] > 1 ? 1 : x[0];
}

static double hardtanh_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return isnan(x[0]) ? NAN : x[0] > -1 && x[0] < 1;
}

static const char *hardtanh_kink(const double *x)
{
	return fabs(x[0]) == 1 ? "hardtanh has corners at -1 and 1; its slope there is taken as 0"
			       : NULL;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "silu", .alias = "swish", .token = "silu", .symbol = "silu",
		 .ascii = "silu",
		.notation = GW_CALL, .arity = 1,
		.value = silu_value, .local = silu_local,
		.zero = "silu is flat here", .flat = "silu is flat",
		.rule = {{"d silu(a)/da", "σ(a) * (1 + a * (1 - σ(a)))", GW_RULE_FORMULA}},
		.code = {.torch = "F.silu($a)",
		         .numpy = "$a / (1 + np.exp(-$a))",
		         .vjp = {"$u * ($y + (1 - $y) / (1 + np.exp(-$a)))"}},
		.nickname = "silu weighs by the sigmoid",
	},
	{
		.name = "mish", .token = "mish", .symbol = "mish", .ascii = "mish",
		.notation = GW_CALL, .arity = 1,
		.value = mish_value, .local = mish_local,
		.zero = "mish is flat here", .flat = "mish is flat",
		.rule = {{"d mish(a)/da", "w + a * (1 - w^2) * σ(a), with w = tanh(softplus(a))",
		          GW_RULE_SENTENCE}},
		.code = {.torch = "F.mish($a)",
		         .numpy = "$a * np.tanh(np.logaddexp($a, 0.0))",
		         .vjp = {"$u * ($y / $a + $a / (1 + np.exp(-$a)) * (1 - ($y / $a) ** 2))"}},
		.nickname = "mish weighs by tanh of softplus", .source = "Misra 2019",
	},
	{
		.name = "selu", .token = "selu", .symbol = "selu", .ascii = "selu",
		.notation = GW_CALL, .arity = 1,
		.value = selu_value, .local = selu_local, .kink = selu_kink,
		.zero = "selu is saturated here", .flat = "selu is saturated",
		.rule = {{"d selu(a)/da", "1.0507 if a > 0, else 1.7581 * e^a", GW_RULE_SENTENCE}},
		.code = {.torch = "F.selu($a)",
		         .numpy = "1.0507009873554805 * np.where($a > 0, $a, "
		         	"1.6732632423543772 * np.expm1($a))",
		         .vjp = {"$u * 1.0507009873554805 * np.where($a > 0, 1.0, "
		         "1.6732632423543772 * np.exp($a))"}},
		.nickname = "selu keeps mean and variance", .source = "Klambauer et al. 2017",
	},
	{
		.name = "logsigmoid", .token = "logsigmoid", .symbol = "log σ", .ascii = "logsig",
		.notation = GW_CALL, .arity = 1,
		.value = logsigmoid_value, .local = logsigmoid_local,
		.zero = "the sigmoid is saturated here", .flat = "logsigmoid is next to 0",
		.rule = {{"d logsigmoid(a)/da", "1 - σ(a)", GW_RULE_FORMULA}},
		.code = {.torch = "F.logsigmoid($a)",
		         .numpy = "-np.logaddexp(-$a, 0.0)",
		         .vjp = {"$u / (1 + np.exp($a))"}},
		.nickname = "the slope of log σ is what σ lacks to 1",
	},
	{
		.name = "softsign", .token = "softsign", .symbol = "softsign", .ascii = "softsign",
		.notation = GW_CALL, .arity = 1,
		.value = softsign_value, .local = softsign_local,
		.zero = "softsign is saturated here", .flat = "softsign is saturated",
		.rule = {{"d softsign(a)/da", "1/(1 + abs(a))^2", GW_RULE_FORMULA}},
		.code = {.torch = "F.softsign($a)",
		         .numpy = "$a / (1 + np.abs($a))",
		         .vjp = {"$u / (1 + np.abs($a)) ** 2"}},
		.nickname = "softsign flattens slowly",
	},
	{
		.name = "hardtanh", .token = "hardtanh", .symbol = "hardtanh", .ascii = "hardtanh",
		.notation = GW_CALL, .arity = 1,
		.value = hardtanh_value, .local = hardtanh_local, .kink = hardtanh_kink,
		.is_routed = true,
		.zero = "hardtanh is at its end here", .flat = "hardtanh is at its end",
		.rule = {{"d hardtanh(a)/da", "1 if -1 < a < 1, else 0", GW_RULE_SENTENCE}},
		.code = {.torch = "F.hardtanh($a)",
		         .numpy = "np.clip($a, -1, 1)",
		         .vjp = {"np.where(np.abs($a) < 1, $u, 0.0)"}},
		.nickname = "hardtanh passes between -1 and 1", .source = OP_PYTORCH,
	},
};
/* clang-format on */

const struct gw_op_family op_gated = {operators, sizeof operators / sizeof *operators};
