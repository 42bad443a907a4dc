#include "graph/op_functions.h"

#include <math.h>

#define LEAKY_SLOPE 0.01 /* of leaky_relu left of 0 */

double op_identity_value(const double *x)
{
	return x[0];
}

double op_one(const double *x, double y, unsigned which)
{
	(void)x, (void)y, (void)which;
	return 1;
}

double op_add_value(const double *x)
{
	return x[0] + x[1];
}

double op_sub_value(const double *x)
{
	return x[0] - x[1];
}

double op_sub_local(const double *x, double y, unsigned which)
{
	(void)x, (void)y;
	return which == 0 ? 1 : -1;
}

double op_mul_value(const double *x)
{
	return x[0] * x[1];
}

double op_mul_local(const double *x, double y, unsigned which)
{
	(void)y;
	return x[1 - which];
}

double op_div_value(const double *x)
{
	return x[0] / x[1];
}

double op_div_local(const double *x, double y, unsigned which)
{
	return which == 0 ? 1 / x[1] : -y / x[1];
}

const char *op_div_kink(const double *x)
{
	return x[1] == 0 ? "division by 0 has no value and no slope" : NULL;
}

double op_neg_value(const double *x)
{
	return -x[0];
}

double op_neg_local(const double *x, double y, unsigned which)
{
	(void)x, (void)y, (void)which;
	return -1;
}

double op_reciprocal_value(const double *x)
{
	return 1 / x[0];
}

double op_reciprocal_local(const double *x, double y, unsigned which)
{
	(void)x, (void)which;
	return -y * y;
}

const char *op_reciprocal_kink(const double *x)
{
	return x[0] == 0 ? "1/0 has no value and no slope" : NULL;
}

double op_pow_value(const double *x)
{
	return pow(x[0], x[1]);
}

double op_pow_local(const double *x, double y, unsigned which)
{
	if (which == 0)
		return x[1] == 0 ? 0 : x[1] * pow(x[0], x[1] - 1);
	return x[0] == 0 && x[1] >= 0 ? 0 : y * log(x[0]);
}

const char *op_pow_kink(const double *x)
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

double op_square_value(const double *x)
{
	return x[0] * x[0];
}

double op_square_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return 2 * x[0];
}

double op_exp_value(const double *x)
{
	return exp(x[0]);
}

double op_exp_local(const double *x, double y, unsigned which)
{
	(void)x, (void)which;
	return y;
}

double op_log_value(const double *x)
{
	return log(x[0]);
}

double op_log_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return x[0] < 0 ? NAN : 1 / x[0];
}

const char *op_log_kink(const double *x)
{
	if (x[0] < 0)
		return "log of a negative number is not a real number";
	return x[0] == 0 ? "log falls without end at 0" : NULL;
}

double op_sqrt_value(const double *x)
{
	return sqrt(x[0]);
}

double op_sqrt_local(const double *x, double y, unsigned which)
{
	(void)x, (void)which;
	return 0.5 / y;
}

const char *op_sqrt_kink(const double *x)
{
	if (x[0] < 0)
		return "the root of a negative number is not a real number";
	return x[0] == 0 ? "the slope of sqrt is infinite at 0" : NULL;
}

double op_abs_value(const double *x)
{
	return fabs(x[0]);
}

double op_abs_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return isnan(x[0]) ? NAN : (x[0] > 0) - (x[0] < 0);
}

const char *op_abs_kink(const double *x)
{
	return x[0] == 0 ? "|a| has a corner at 0; its slope there is taken as 0" : NULL;
}

double op_sin_value(const double *x)
{
	return sin(x[0]);
}

double op_sin_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return cos(x[0]);
}

double op_cos_value(const double *x)
{
	return cos(x[0]);
}

double op_cos_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return -sin(x[0]);
}

double op_tan_value(const double *x)
{
	return tan(x[0]);
}

double op_tan_local(const double *x, double y, unsigned which)
{
	(void)x, (void)which;
	return 1 + y * y;
}

double op_sinh_value(const double *x)
{
	return sinh(x[0]);
}

double op_sinh_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return cosh(x[0]);
}

double op_cosh_value(const double *x)
{
	return cosh(x[0]);
}

double op_cosh_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return sinh(x[0]);
}

double op_tanh_value(const double *x)
{
	return tanh(x[0]);
}

double op_tanh_local(const double *x, double y, unsigned which)
{
	(void)x, (void)which;
	return 1 - y * y;
}

double op_asin_value(const double *x)
{
	return asin(x[0]);
}

/* (1 − x)(1 + x) keeps the digits that 1 − x² loses near ±1. */
double op_asin_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return 1 / sqrt((1 - x[0]) * (1 + x[0]));
}

double op_acos_value(const double *x)
{
	return acos(x[0]);
}

double op_acos_local(const double *x, double y, unsigned which)
{
	return -op_asin_local(x, y, which);
}

const char *op_arc_kink(const double *x)
{
	if (fabs(x[0]) > 1)
		return "no angle has a sine or cosine beyond 1";
	return fabs(x[0]) == 1 ? "the slope is infinite at -1 and 1" : NULL;
}

double op_atan_value(const double *x)
{
	return atan(x[0]);
}

double op_atan_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return 1 / (1 + x[0] * x[0]);
}

/* Of e^x and e^−x, the one that cannot overflow. */
double op_sigmoid_value(const double *x)
{
	double small = exp(-fabs(x[0]));
	return x[0] >= 0 ? 1 / (1 + small) : small / (1 + small);
}

double op_sigmoid_local(const double *x, double y, unsigned which)
{
	(void)x, (void)which;
	return (1 - y) * y;
}

double op_relu_value(const double *x)
{
	return x[0] <= 0 ? 0 : x[0];
}

double op_relu_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return isnan(x[0]) ? NAN : x[0] > 0;
}

const char *op_relu_kink(const double *x)
{
	return x[0] == 0 ? "relu has a corner at 0; its slope there is taken as 0" : NULL;
}

double op_leaky_relu_value(const double *x)
{
	return x[0] > 0 ? x[0] : LEAKY_SLOPE * x[0];
}

double op_leaky_relu_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return isnan(x[0]) ? NAN : x[0] > 0 ? 1 : LEAKY_SLOPE;
}

const char *op_leaky_relu_kink(const double *x)
{
	return x[0] == 0 ? "leaky_relu has a corner at 0; its slope there is taken as 0.01" : NULL;
}

double op_elu_value(const double *x)
{
	return x[0] > 0 ? x[0] : expm1(x[0]);
}

double op_elu_local(const double *x, double y, unsigned which)
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

double op_gelu_value(const double *x)
{
	return x[0] * normal_cumulative(x[0]);
}

double op_gelu_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return normal_cumulative(x[0]) + x[0] * normal_density(x[0]);
}

/* log(1 + e^x) = max(x, 0) + log(1 + e^−|x|), in which nothing overflows. */
double op_softplus_value(const double *x)
{
	return op_relu_value(x) + log1p(exp(-fabs(x[0])));
}

double op_softplus_local(const double *x, double y, unsigned which)
{
	(void)y, (void)which;
	return op_sigmoid_value(x);
}

/* fmax() would swallow a NaN. */
double op_max_value(const double *x)
{
	return isnan(x[0]) || x[0] > x[1] ? x[0] : x[1];
}

double op_min_value(const double *x)
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

double op_choice_local(const double *x, double y, unsigned which)
{
	return winner_share(x[which], x[1 - which], y);
}

const char *op_max_kink(const double *x)
{
	return x[0] == x[1] ? "a tie: max gives one half of its gradient to each operand" : NULL;
}

const char *op_min_kink(const double *x)
{
	return x[0] == x[1] ? "a tie: min gives one half of its gradient to each operand" : NULL;
}
