/*
 * Steps: sign, floor, ceil and round are flat between their jumps, so nothing passes through them.
 * mod is a line that jumps.
 */
#include "graph/op_shared.h"

#include <math.h>

static double flat_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return isnan(x[0]) ? NAN : 0;
}

static double sign_value(const double *x)
{
	return isnan(x[0]) ? x[0] : (x[0] > 0) - (x[0] < 0);
}

static const char *sign_kink(const double *x)
{
	return x[0] == 0 ? "sign jumps at 0; its slope there is taken as 0" : NULL;
}

static double floor_value(const double *x)
{
	return floor(x[0]);
}

static const char *floor_kink(const double *x)
{
	return x[0] == floor(x[0]) ? "floor jumps at whole numbers; its slope there is taken as 0"
				   : NULL;
}

static double ceil_value(const double *x)
{
	return ceil(x[0]);
}

static const char *ceil_kink(const double *x)
{
	return x[0] == floor(x[0]) ? "ceil jumps at whole numbers; its slope there is taken as 0"
				   : NULL;
}

/* Halves go to the even number, whatever the rounding mode is. */
static double round_value(const double *x)
{
	double below = floor(x[0]), part = x[0] - below;

	if (part == 0.5)
		return 2 * floor(below / 2) == below ? below : below + 1;
	return part < 0.5 ? below : ceil(x[0]);
}

static const char *round_kink(const double *x)
{
	return x[0] - floor(x[0]) == 0.5
		       ? "round jumps at halves, to the even number; its slope there is taken as 0"
		       : NULL;
}

/* a − b floor(a/b): of the sign of b. */
static double mod_value(const double *x)
{
	double rest = fmod(x[0], x[1]);
	return rest != 0 && (rest < 0) != (x[1] < 0) ? rest + x[1] : rest;
}

static double mod_local(const double *x, double y, unsigned which)
{
	if (isnan(y))
		return NAN;
	if (which == 0)
		return 1;
	/*
	 * How often b goes into a is what the rest leaves: a/b may be rounded up to a whole number.
	 * That rest has the sign of a; with the sign of b it is once less.
	 */
	double rest = fmod(x[0], x[1]), times = round((x[0] - rest) / x[1]);
	return y == rest ? -times : 1 - times;
}

static const char *mod_kink(const double *x)
{
	if (x[1] == 0)
		return "division by 0 has no rest";
	return fmod(x[0], x[1]) == 0 ? "mod jumps where the division leaves no rest" : NULL;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "sign", .token = "sign", .symbol = "sign", .ascii = "sign",
		.notation = GW_CALL, .arity = 1,
		.value = sign_value, .local = flat_local, .kink = sign_kink,
		.is_routed = true,
		.zero = "sign is flat: nothing passes", .flat = "sign is flat",
		.rule = {{"d sign(a)/da", "0", GW_RULE_NUMBER}},
		.code = {.torch = "torch.sign($a)", .numpy = "np.sign($a)", .vjp = {"0 * $u"}},
		.nickname = "sign is flat: nothing passes", .source = OP_PYTORCH,
	},
	{
		.name = "floor", .token = "floor", .symbol = "floor", .ascii = "floor",
		.notation = GW_CALL, .arity = 1,
		.value = floor_value, .local = flat_local, .kink = floor_kink,
		.is_routed = true,
		.zero = "floor is flat: nothing passes", .flat = "floor is flat",
		.rule = {{"d floor(a)/da", "0", GW_RULE_NUMBER}},
		.code = {.torch = "torch.floor($a)", .numpy = "np.floor($a)", .vjp = {"0 * $u"}},
		.nickname = "floor is flat: nothing passes", .source = OP_PYTORCH,
	},
	{
		.name = "ceil", .token = "ceil", .symbol = "ceil", .ascii = "ceil",
		.notation = GW_CALL, .arity = 1,
		.value = ceil_value, .local = flat_local, .kink = ceil_kink,
		.is_routed = true,
		.zero = "ceil is flat: nothing passes", .flat = "ceil is flat",
		.rule = {{"d ceil(a)/da", "0", GW_RULE_NUMBER}},
		.code = {.torch = "torch.ceil($a)", .numpy = "np.ceil($a)", .vjp = {"0 * $u"}},
		.nickname = "ceil is flat: nothing passes", .source = OP_PYTORCH,
	},
	{
		.name = "round", .token = "round", .symbol = "round", .ascii = "round",
		.notation = GW_CALL, .arity = 1,
		.value = round_value, .local = flat_local, .kink = round_kink,
		.is_routed = true,
		.zero = "round is flat: nothing passes", .flat = "round is flat",
		.rule = {{"d round(a)/da", "0", GW_RULE_NUMBER}},
		.code = {.torch = "torch.round($a)", .numpy = "np.round($a)", .vjp = {"0 * $u"}},
		.nickname = "round is flat: nothing passes", .source = OP_PYTORCH,
	},
	{
		.name = "mod", .token = "mod", .symbol = "mod", .ascii = "mod",
		.notation = GW_CALL, .arity = 2,
		.value = mod_value, .local = mod_local, .kink = mod_kink,
		.zero = "the second operand goes into the first no time",
		.rule = {{"d mod(a, b)/da", "1", GW_RULE_NUMBER},
		         {"d mod(a, b)/db", "-floor(a/b)", GW_RULE_FORMULA}},
		.code = {.torch = "torch.remainder($a, $b)",
		         .numpy = "np.mod($a, $b)",
		         .vjp = {"$u",
		                 "-$u * np.floor_divide($a, $b)"}},
		.nickname = "mod passes, and jumps",
		 .source = "of the sign of the divisor, " OP_PYTORCH,
	},
};
/* clang-format on */

const struct gw_op_family op_step = {operators, sizeof operators / sizeof *operators};
