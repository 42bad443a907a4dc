/*
 * What an operator over whole matrices says of its derivative at given operands: the rule that
 * holds there, and the derivative by one entry as a formula (struct gw_form). A test computes each
 * formula and holds it against the vector-Jacobian product.
 */
#include "graph/op_functions.h"

#include <math.h>

#define CLOSE 1e-12 /* a row of targets sums to 1 but for rounding */

/* ---- moving and adding entries ---- */

const char *op_copy_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			  unsigned which, size_t at)
{
	(void)x, (void)count, (void)y, (void)which, (void)at;
	return "1";
}

const char *op_mean_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			  unsigned which, size_t at)
{
	(void)x, (void)count, (void)y, (void)which, (void)at;
	return "1/n";
}

const char *op_norm_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			  unsigned which, size_t at)
{
	(void)x, (void)count, (void)which, (void)at;
	return *y.entry == 0 ? "0" : "a/y";
}

/* ---- losses ---- */

const char *op_mse_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 unsigned which, size_t at)
{
	(void)x, (void)count, (void)y, (void)at;
	return which == 0 ? "2 * (a - b)/n" : "2 * (b - a)/n";
}

const char *op_mae_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 unsigned which, size_t at)
{
	(void)count, (void)y;
	if (x[0].entry[at] == x[1].entry[at])
		return "0";
	return which == 0 ? "(a - b)/abs(a - b)/n" : "(b - a)/abs(b - a)/n";
}

const char *op_huber_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			   unsigned which, size_t at)
{
	if (fabs(x[0].entry[at] - x[1].entry[at]) > 1)
		return op_mae_local(x, count, y, which, at);
	return which == 0 ? "(a - b)/n" : "(b - a)/n";
}

const char *op_bce_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 unsigned which, size_t at)
{
	if (which == 1)
		return "(log(1 - a) - log(a))/n";
	return op_bce_kink(x, count, y, at) ? "(a - b)/(max(a * (1 - a), 10^-12) * n)"
					    : "(a - b)/(a * (1 - a) * n)";
}

const char *op_bce_rule(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			unsigned which)
{
	for (size_t at = 0; which == 0 && at < op_entries(x[0]); at++)
		if (op_bce_kink(x, count, y, at))
			return "dL/dp = upstream (p - t)/(max(p (1 - p), 1e-12) n)";
	return NULL;
}

/* ---- cross-entropy, whose rule depends on what the targets are ---- */

static bool sums_to_one(struct gw_matrix targets, size_t row)
{
	double sum = 0;

	for (size_t k = 0; k < targets.shape.columns; k++)
		sum += targets.entry[row * targets.shape.columns + k];
	return fabs(sum - 1) <= CLOSE;
}

const char *op_cross_entropy_rule(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				  unsigned which)
{
	(void)count, (void)y;
	if (op_has_class_numbers(x))
		return which == 0 ? "dL/da = upstream (softmax(a) - one_hot(t))/rows"
				  : "dL/dt = 0, since class numbers only choose";
	for (size_t row = 0; which == 0 && row < x[1].shape.rows; row++)
		if (!sums_to_one(x[1], row))
			return "dL/da = upstream (s softmax(a) - t)/rows, with s = sum(t, 1)";
	return NULL;
}

const char *op_cross_entropy_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				   unsigned which, size_t at)
{
	size_t columns = x[0].shape.columns, row = at / columns;

	(void)count;
	if (isnan(*y.entry))
		return NULL;
	if (op_has_class_numbers(x))
		return which == 1                                  ? "0"
		       : x[1].entry[row] == (double)(at % columns) ? "(p - 1)/r"
								   : "p/r";
	if (which == 1)
		return "-log(p)/r";
	return sums_to_one(x[1], row) ? "(p - b)/r" : "(w * p - b)/r";
}

size_t op_cross_entropy_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			     struct gw_meeting *meeting)
{
	(void)count, (void)at;
	size_t target = op_has_class_numbers(x) ? term / x[0].shape.columns : term;
	*meeting = (struct gw_meeting){{0, 1}, {term, target}};
	return op_entries(x[0]);
}
