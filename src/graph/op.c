#include <gradwalk/op.h>

#include <math.h>
#include <string.h>

#define LEAKY_SLOPE 0.01 /* of leaky_relu left of 0 */

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
		return NULL; /* the slope along the exponent is NaN, and shown only if it is asked for */
	if (x[0] == 0 && x[1] < 1 && x[1] != 0)
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
	return x[0] < 0 ? NAN : 1 / x[0];
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
	return 0.5 / y;
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
	return x[0] == 0 ? "|a| has a corner at 0; its slope there is taken as 0" : NULL;
}

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

/* Of e^x and e^−x, the one that cannot overflow. */
static double sigmoid_value(const double *x)
{
	double small = exp(-fabs(x[0]));
	return x[0] >= 0 ? 1 / (1 + small) : small / (1 + small);
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

/* log(1 + e^x) = max(x, 0) + log(1 + e^−|x|), in which nothing overflows. */
static double softplus_value(const double *x)
{
	return relu_value(x) + log1p(exp(-fabs(x[0])));
}

static double softplus_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return sigmoid_value(x);
}

/* fmax() would swallow a NaN. */
static double max_value(const double *x)
{
	return isnan(x[0]) || x[0] > x[1] ? x[0] : x[1];
}

static double min_value(const double *x)
{
	return isnan(x[0]) || x[0] < x[1] ? x[0] : x[1];
}

/* 1 to the one that won, 0 to the other, a half to each in a tie. */
static double winner_share(double mine, double other, double winner)
{
	if (isnan(winner))
		return NAN;
	return mine == other ? 0.5 : mine == winner;
}

static double choice_local(const double *x, double y, unsigned which)
{
	return winner_share(x[which], x[1 - which], y);
}

static const char *max_kink(const double *x)
{
	return x[0] == x[1] ? "a tie: max gives one half of its gradient to each operand" : NULL;
}

static const char *min_kink(const double *x)
{
	return x[0] == x[1] ? "a tie: min gives one half of its gradient to each operand" : NULL;
}

#define PYTORCH "convention of PyTorch"

const struct gw_op gw_ops[] = {
	{
		.name = "identity",
		.token = "",
		.symbol = "=",
		.ascii = "=",
		.notation = GW_PASS,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = identity_value,
		.local = one,
		.rule = {"d(a)/da = 1"},
		.nickname = "a second name passes the gradient on",
	},
	{
		.name = "add",
		.token = "+",
		.symbol = "+",
		.ascii = "+",
		.notation = GW_INFIX,
		.binding = GW_BINDS_SUM,
		.arity = 2,
		.value = add_value,
		.local = one,
		.rule = {"d(a + b)/da = 1", "d(a + b)/db = 1"},
		.nickname = "add distributes",
	},
	{
		.name = "sub",
		.token = "-",
		.symbol = "−",
		.ascii = "-",
		.notation = GW_INFIX,
		.binding = GW_BINDS_SUM,
		.arity = 2,
		.value = sub_value,
		.local = sub_local,
		.rule = {"d(a - b)/da = 1", "d(a - b)/db = -1"},
		.nickname = "sub distributes and flips the second sign",
	},
	{
		.name = "mul",
		.token = "*",
		.symbol = "×",
		.ascii = "*",
		.notation = GW_INFIX,
		.binding = GW_BINDS_PRODUCT,
		.arity = 2,
		.value = mul_value,
		.local = mul_local,
		.zero = "the other factor is 0",
		.rule = {"d(a b)/da = b", "d(a b)/db = a"},
		.nickname = "mul swaps",
	},
	{
		.name = "div",
		.token = "/",
		.symbol = "/",
		.ascii = "/",
		.notation = GW_INFIX,
		.binding = GW_BINDS_PRODUCT,
		.arity = 2,
		.value = div_value,
		.local = div_local,
		.kink = div_kink,
		.zero = "the numerator is 0",
		.rule = {"d(a/b)/da = 1/b", "d(a/b)/db = -a/b^2"},
		.nickname = "div scales by 1/b above and by -a/b^2 below",
	},
	{
		.name = "neg",
		.token = "-",
		.symbol = "×−1",
		.ascii = "*-1",
		.notation = GW_PREFIX,
		.binding = GW_BINDS_SIGN,
		.arity = 1,
		.value = neg_value,
		.local = neg_local,
		.rule = {"d(-a)/da = -1"},
		.nickname = "neg flips the sign",
	},
	{
		.name = "reciprocal",
		.token = "1/",
		.symbol = "1/x",
		.ascii = "1/x",
		.notation = GW_PREFIX,
		.binding = GW_BINDS_PRODUCT,
		.arity = 1,
		.value = reciprocal_value,
		.local = reciprocal_local,
		.kink = reciprocal_kink,
		.rule = {"d(1/a)/da = -1/a^2"},
		.nickname = "1/x scales by minus its own square",
	},
	{
		.name = "pow",
		.token = "^",
		.symbol = "^",
		.ascii = "^",
		.notation = GW_INFIX,
		.binding = GW_BINDS_POWER,
		.arity = 2,
		.value = pow_value,
		.local = pow_local,
		.kink = pow_kink,
		.zero = "the power is flat here",
		.rule = {"d(a^b)/da = b a^(b - 1)", "d(a^b)/db = a^b log(a)"},
		.nickname = "the exponent comes down",
		.source = "at a = 0 the slope along b is taken as 0, " PYTORCH,
	},
	{
		.name = "square",
		.token = "square",
		.symbol = "x²",
		.ascii = "x^2",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = square_value,
		.local = square_local,
		.zero = "the parabola is flat at 0",
		.rule = {"d(a^2)/da = 2a"},
		.nickname = "square doubles",
	},
	{
		.name = "exp",
		.token = "exp",
		.symbol = "exp",
		.ascii = "exp",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = exp_value,
		.local = exp_local,
		.zero = "exp is too small for a number here",
		.rule = {"d(e^a)/da = e^a"},
		.nickname = "exp is its own slope",
	},
	{
		.name = "log",
		.alias = "ln",
		.token = "log",
		.symbol = "log",
		.ascii = "log",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = log_value,
		.local = log_local,
		.kink = log_kink,
		.rule = {"d(log a)/da = 1/a"},
		.nickname = "log divides",
	},
	{
		.name = "sqrt",
		.token = "sqrt",
		.symbol = "√",
		.ascii = "sqrt",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = sqrt_value,
		.local = sqrt_local,
		.kink = sqrt_kink,
		.rule = {"d(sqrt a)/da = 1/(2 sqrt a)"},
		.nickname = "the root divides by twice itself",
	},
	{
		.name = "abs",
		.token = "abs",
		.symbol = "|x|",
		.ascii = "|x|",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = abs_value,
		.local = abs_local,
		.kink = abs_kink,
		.zero = "the slope of |a| at 0 is taken as 0",
		.rule = {"d|a|/da = sign of a"},
		.nickname = "abs gives the sign",
		.source = PYTORCH,
	},
	{
		.name = "sin",
		.token = "sin",
		.symbol = "sin",
		.ascii = "sin",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = sin_value,
		.local = sin_local,
		.rule = {"d(sin a)/da = cos a"},
		.nickname = "sin turns into cos",
	},
	{
		.name = "cos",
		.token = "cos",
		.symbol = "cos",
		.ascii = "cos",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = cos_value,
		.local = cos_local,
		.zero = "cos is at its top here",
		.rule = {"d(cos a)/da = -sin a"},
		.nickname = "cos turns into -sin",
	},
	{
		.name = "tan",
		.token = "tan",
		.symbol = "tan",
		.ascii = "tan",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = tan_value,
		.local = tan_local,
		.rule = {"d(tan a)/da = 1 + tan^2 a"},
		.nickname = "tan grows with its own square",
	},
	{
		.name = "sinh",
		.token = "sinh",
		.symbol = "sinh",
		.ascii = "sinh",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = sinh_value,
		.local = sinh_local,
		.rule = {"d(sinh a)/da = cosh a"},
		.nickname = "sinh turns into cosh",
	},
	{
		.name = "cosh",
		.token = "cosh",
		.symbol = "cosh",
		.ascii = "cosh",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = cosh_value,
		.local = cosh_local,
		.zero = "cosh is at its lowest here",
		.rule = {"d(cosh a)/da = sinh a"},
		.nickname = "cosh turns into sinh",
	},
	{
		.name = "tanh",
		.token = "tanh",
		.symbol = "tanh",
		.ascii = "tanh",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = tanh_value,
		.local = tanh_local,
		.zero = "tanh is saturated here",
		.rule = {"d(tanh a)/da = 1 - tanh^2 a"},
		.nickname = "tanh passes less the flatter it is",
	},
	{
		.name = "asin",
		.token = "asin",
		.symbol = "asin",
		.ascii = "asin",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = asin_value,
		.local = asin_local,
		.kink = arc_kink,
		.rule = {"d(asin a)/da = 1/sqrt(1 - a^2)"},
		.nickname = "asin is steepest at its ends",
	},
	{
		.name = "acos",
		.token = "acos",
		.symbol = "acos",
		.ascii = "acos",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = acos_value,
		.local = acos_local,
		.kink = arc_kink,
		.rule = {"d(acos a)/da = -1/sqrt(1 - a^2)"},
		.nickname = "acos falls as asin rises",
	},
	{
		.name = "atan",
		.token = "atan",
		.symbol = "atan",
		.ascii = "atan",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = atan_value,
		.local = atan_local,
		.zero = "atan is saturated here",
		.rule = {"d(atan a)/da = 1/(1 + a^2)"},
		.nickname = "atan flattens far from 0",
	},
	{
		.name = "sigmoid",
		.alias = "σ",
		.token = "sigmoid",
		.symbol = "σ",
		.ascii = "sigmoid",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = sigmoid_value,
		.local = sigmoid_local,
		.zero = "the sigmoid is saturated here",
		.rule = {"dσ(a)/da = (1 - σ(a)) σ(a)"},
		.nickname = "the sigmoid passes a quarter at most",
	},
	{
		.name = "relu",
		.token = "relu",
		.symbol = "relu",
		.ascii = "relu",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = relu_value,
		.local = relu_local,
		.kink = relu_kink,
		.zero = "relu is off here",
		.rule = {"d relu(a)/da = 1 if a > 0, else 0"},
		.nickname = "relu is a gate that is open or shut",
		.source = PYTORCH,
	},
	{
		.name = "leaky_relu",
		.token = "leaky_relu",
		.symbol = "lrelu",
		.ascii = "lrelu",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = leaky_relu_value,
		.local = leaky_relu_local,
		.kink = leaky_relu_kink,
		.rule = {"d leaky_relu(a)/da = 1 if a > 0, else 0.01"},
		.nickname = "leaky relu is never quite shut",
		.source = "slope 0.01 left of 0 and at 0, " PYTORCH,
	},
	{
		.name = "elu",
		.token = "elu",
		.symbol = "elu",
		.ascii = "elu",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = elu_value,
		.local = elu_local,
		.zero = "elu is saturated here",
		.rule = {"d elu(a)/da = 1 if a > 0, else e^a"},
		.nickname = "elu shuts smoothly",
		.source = "Clevert et al. 2016, with alpha = 1",
	},
	{
		.name = "gelu",
		.token = "gelu",
		.symbol = "gelu",
		.ascii = "gelu",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = gelu_value,
		.local = gelu_local,
		.zero = "gelu is flat here",
		.rule = {"d gelu(a)/da = Phi(a) + a phi(a)"},
		.nickname = "gelu weighs by the normal distribution",
		.source = "Hendrycks and Gimpel 2016, a Phi(a), the exact form",
	},
	{
		.name = "softplus",
		.token = "softplus",
		.symbol = "softplus",
		.ascii = "softplus",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = softplus_value,
		.local = softplus_local,
		.zero = "softplus is saturated here",
		.rule = {"d softplus(a)/da = σ(a)"},
		.nickname = "softplus has the sigmoid for a slope",
	},
	{
		.name = "max",
		.token = "max",
		.symbol = "max",
		.ascii = "max",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 2,
		.value = max_value,
		.local = choice_local,
		.kink = max_kink,
		.zero = "max chose the other operand",
		.rule = {"d max(a, b)/da = 1 if a > b, else 0",
			 "d max(a, b)/db = 1 if b > a, else 0"},
		.nickname = "max routes",
		.source = "a half each in a tie, " PYTORCH,
	},
	{
		.name = "min",
		.token = "min",
		.symbol = "min",
		.ascii = "min",
		.notation = GW_CALL,
		.binding = GW_BINDS_ATOM,
		.arity = 2,
		.value = min_value,
		.local = choice_local,
		.kink = min_kink,
		.zero = "min chose the other operand",
		.rule = {"d min(a, b)/da = 1 if a < b, else 0",
			 "d min(a, b)/db = 1 if b < a, else 0"},
		.nickname = "min routes",
		.source = "a half each in a tie, " PYTORCH,
	},
};

const size_t gw_op_count = sizeof gw_ops / sizeof *gw_ops;

static bool is_word(const char *words, const char *name, size_t length)
{
	while (words) {
		size_t word = strcspn(words, " ");
		if (word == length && memcmp(words, name, length) == 0)
			return true;
		words = words[word] ? words + word + 1 : NULL;
	}
	return false;
}

const struct gw_op *gw_op_find(const char *name, size_t length)
{
	for (size_t i = 0; i < gw_op_count; i++)
		if (is_word(gw_ops[i].name, name, length) || is_word(gw_ops[i].alias, name, length))
			return &gw_ops[i];
	return NULL;
}
