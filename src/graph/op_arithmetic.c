/*
 * Arithmetic: + − × / and powers, and a second name for a node.
 */
#include "graph/op_shared.h"

#include <math.h>

static double identity_value(const double *x)
{
	return x[0];
}

static double one(const double *x, double y, unsigned which)
{
	(void)x, (void)y, (void)which;
	return 1;
}

static double add_value(const double *x)
{
	return x[0] + x[1];
}

static double sub_value(const double *x)
{
	return x[0] - x[1];
}

static double sub_local(const double *x, double y, unsigned which)
{
	(void)x, (void)y;
	return which == 0 ? 1 : -1;
}

static double mul_value(const double *x)
{
	return x[0] * x[1];
}

static double mul_local(const double *x, double y, unsigned which)
{
	(void)y;
	return x[1 - which];
}

static double div_value(const double *x)
{
	return x[0] / x[1];
}

static double div_local(const double *x, double y, unsigned which)
{
	return which == 0 ? 1 / x[1] : -y / x[1];
}

static const char *div_kink(const double *x)
{
	return x[1] == 0 ? "division by 0 has no value and no slope" : NULL;
}

static double neg_value(const double *x)
{
	return -x[0];
}

static double neg_local(const double *x, double y, unsigned which)
{
	(void)x, (void)y, (void)which;
	return -1;
}

static double reciprocal_value(const double *x)
{
	return 1 / x[0];
}

static double reciprocal_local(const double *x, double y, unsigned which)
{
	(void)x, (void)which;
	return -y * y;
}

static const char *reciprocal_kink(const double *x)
{
	return x[0] == 0 ? "1/0 has no value and no slope" : NULL;
}

static double pow_value(const double *x)
{
	return pow(x[0], x[1]);
}

static double pow_local(const double *x, double y, unsigned which)
{
	if (which == 0)
		return x[1] == 0 ? 0 : x[1] * pow(x[0], x[1] - 1);
	return x[0] == 0 && x[1] >= 0 ? 0 : y * log(x[0]);
}

static const char *pow_kink(const double *x)
{
	if (x[0] < 0 && x[1] != floor(x[1]))
		return "a negative base has no real power with a broken exponent";
	if (x[0] < 0)
		/* the slope along the exponent is NaN, and shown only if it is asked for */
		return NULL;
	if (x[0] == 0 && x[1] == 0)
		return "0^0 is taken as 1, and its slopes as 0";
	if (x[0] == 0 && x[1] < 1)
		return "the slope of a power below 1 is infinite at 0";
	return NULL;
}

static double square_value(const double *x)
{
	return x[0] * x[0];
}

static double square_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return 2 * x[0];
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "identity", .token = "", .spellings = "+", .symbol = "=", .ascii = "=",
		.notation = GW_PASS, .binding = GW_BINDS_SIGN, .arity = 1,
		.value = identity_value, .local = one,
		.rule = {{"d(a)/da", "1", GW_RULE_NUMBER}},
		.code = {.torch = "$a", .numpy = "$a", .vjp = {"$u"}},
		.nickname = "a second name passes the gradient on",
	},
	{
		.name = "add", .token = "+", .symbol = "+", .ascii = "+",
		.notation = GW_INFIX, .binding = GW_BINDS_SUM, .arity = 2,
		.commutes = true, .is_spaced = true,
		.value = add_value, .local = one,
		.rule = {{"d(a + b)/da", "1", GW_RULE_NUMBER},
		         {"d(a + b)/db", "1", GW_RULE_NUMBER}},
		.code = {.torch = "$a + $b", .numpy = "$a + $b", .vjp = {"$u"}},
		.nickname = "+ distributes",
	},
	{
		.name = "sub", .token = "-", .spellings = "−", .symbol = "−", .ascii = "-",
		.notation = GW_INFIX, .binding = GW_BINDS_SUM, .arity = 2,
		.is_spaced = true,
		.value = sub_value, .local = sub_local,
		.rule = {{"d(a - b)/da", "1", GW_RULE_NUMBER},
		         {"d(a - b)/db", "-1", GW_RULE_NUMBER}},
		.code = {.torch = "$a - $b", .numpy = "$a - $b", .vjp = {"$u", "-$u"}},
		.nickname = "- distributes, negated for the second operand",
	},
	{
		.name = "mul", .token = "*", .spellings = "× · ⋅ ∗", .symbol = "×", .ascii = "*",
		.notation = GW_INFIX, .binding = GW_BINDS_PRODUCT, .arity = 2,
		.commutes = true, .is_product = true, .is_implied = true,
		.value = mul_value, .local = mul_local,
		.zero = "the other factor is 0",
		.rule = {{"d(a b)/da", "b", GW_RULE_FORMULA},
		         {"d(a b)/db", "a", GW_RULE_FORMULA}},
		.code = {.torch = "$a * $b", .numpy = "$a * $b", .vjp = {"$u * $b", "$u * $a"}},
		.nickname = "× swaps",
	},
	{
		.name = "div", .token = "/", .spellings = "÷ ∕", .symbol = "/", .ascii = "/",
		.notation = GW_INFIX, .binding = GW_BINDS_PRODUCT, .arity = 2,
		.over_one = "reciprocal",
		.value = div_value, .local = div_local, .kink = div_kink,
		.zero = "the numerator is 0",
		.rule = {{"d(a/b)/da", "1/b", GW_RULE_FORMULA},
		         {"d(a/b)/db", "-a/b^2", GW_RULE_FORMULA}},
		.code = {.torch = "$a / $b",
		         .numpy = "$a / $b",
		         .vjp = {"$u / $b", "-$u * $y / $b"}},
		.nickname = "/ divides both",
	},
	{
		.name = "neg", .token = "-", .spellings = "−", .symbol = "×−1", .ascii = "*-1",
		.notation = GW_PREFIX, .binding = GW_BINDS_SIGN, .arity = 1,
		.is_sign = true, .typeset = "−",
		.value = neg_value, .local = neg_local,
		.rule = {{"d(-a)/da", "-1", GW_RULE_NUMBER}},
		.code = {.torch = "-$a", .numpy = "-$a", .vjp = {"-$u"}},
		.nickname = "×-1 flips the sign",
	},
	{
		.name = "reciprocal", .token = "1/", .symbol = "1/x", .ascii = "1/x",
		.notation = GW_PREFIX, .binding = GW_BINDS_PRODUCT, .arity = 1,
		.value = reciprocal_value, .local = reciprocal_local,
		.kink = reciprocal_kink,
		.rule = {{"d(1/a)/da", "-1/a^2", GW_RULE_FORMULA}},
		.code = {.torch = "1 / $a", .numpy = "1 / $a", .vjp = {"-$u * $y ** 2"}},
		.nickname = "a reciprocal: minus its own square",
	},
	{
		.name = "pow", .token = "^", .spellings = "**", .symbol = "^", .ascii = "^",
		.notation = GW_INFIX, .binding = GW_BINDS_POWER, .arity = 2,
		.is_right_associative = true, .has_superscript = true,
		.value = pow_value, .local = pow_local, .kink = pow_kink,
		.zero = "the slope of the power is 0 here",
		.rule = {{"d(a^b)/da", "b * a^(b - 1)", GW_RULE_FORMULA},
		         {"d(a^b)/db", "a^b * log(a), 0 if a = 0", GW_RULE_SENTENCE}},
		.code = {.torch = "$a ** $b",
		         .numpy = "$a ** $b",
		         .vjp = {"$u * np.where($b == 0, 0.0, $b * $a ** ($b - 1))",
		          "$u * np.where(($a == 0) & ($b >= 0), 0.0, $y * np.log($a))"}},
		.nickname = "the exponent comes down",
		.source = "at a base of 0 the slope along the exponent is taken as 0, " OP_PYTORCH,
	},
	{
		.name = "square", .token = "square", .symbol = "x²", .ascii = "x^2",
		.notation = GW_CALL, .arity = 1,
		.value = square_value, .local = square_local,
		.zero = "the parabola is flat at 0",
		.rule = {{"d(a^2)/da", "2 * a", GW_RULE_FORMULA}},
		.code = {.torch = "$a ** 2", .numpy = "$a ** 2", .vjp = {"$u * 2 * $a"}},
		.nickname = "the 2 comes down",
	},
};
/* clang-format on */

const struct gw_op_family op_arithmetic = {operators, sizeof operators / sizeof *operators};
