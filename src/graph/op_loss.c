#include "graph/op_functions.h"

#include <math.h>
#include <stdio.h>

/* ---- softmax: of each row ---- */

/* log Σ e^x of a row: the largest is taken out, so that nothing overflows. */
static double log_sum_exp(const double *row, size_t count)
{
	double largest = row[0], sum = 0;
	for (size_t k = 1; k < count; k++)
		largest = fmax(largest, row[k]);
	for (size_t k = 0; k < count; k++)
		sum += exp(row[k] - largest);
	return largest + log(sum);
}

void op_log_softmax_value(const struct gw_matrix *x, unsigned count, double *y)
{
	size_t columns = x[0].shape.columns;

	(void)count;
	for (size_t i = 0; i < x[0].shape.rows; i++) {
		const double *row = x[0].entry + i * columns;
		double total = log_sum_exp(row, columns);
		for (size_t k = 0; k < columns; k++)
			y[i * columns + k] = row[k] - total;
	}
}

void op_softmax_value(const struct gw_matrix *x, unsigned count, double *y)
{
	op_log_softmax_value(x, count, y);
	for (size_t i = 0; i < op_entries(x[0]); i++)
		y[i] = exp(y[i]);
}

/* ∂L/∂x_k = y_k (u_k − Σ u_j y_j) */
void op_softmax_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			  const double *upstream, unsigned which, double *downstream)
{
	size_t columns = x[0].shape.columns;

	(void)count, (void)which;
	for (size_t i = 0; i < x[0].shape.rows; i++) {
		const double *share = y.entry + i * columns, *from = upstream + i * columns;
		double mean = 0;
		for (size_t k = 0; k < columns; k++)
			mean += from[k] * share[k];
		for (size_t k = 0; k < columns; k++)
			downstream[i * columns + k] = share[k] * (from[k] - mean);
	}
}

/* ∂L/∂x_k = u_k − softmax_k Σ u_j */
void op_log_softmax_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			      const double *upstream, unsigned which, double *downstream)
{
	size_t columns = x[0].shape.columns;

	(void)count, (void)which;
	for (size_t i = 0; i < x[0].shape.rows; i++) {
		const double *log_share = y.entry + i * columns, *from = upstream + i * columns;
		double sum = 0;
		for (size_t k = 0; k < columns; k++)
			sum += from[k];
		for (size_t k = 0; k < columns; k++)
			downstream[i * columns + k] = from[k] - exp(log_share[k]) * sum;
	}
}

/* ---- losses: means over all entries, or over rows ---- */

void op_mse_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t i = 0; i < op_entries(x[0]); i++)
		*y += (x[0].entry[i] - x[1].entry[i]) * (x[0].entry[i] - x[1].entry[i]);
	*y /= (double)op_entries(x[0]);
}

void op_mse_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream)
{
	(void)count, (void)y;
	for (size_t i = 0; i < op_entries(x[0]); i++)
		downstream[i] = *upstream * 2 * (x[which].entry[i] - x[1 - which].entry[i]) /
				(double)op_entries(x[0]);
}

void op_mae_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t i = 0; i < op_entries(x[0]); i++)
		*y += fabs(x[0].entry[i] - x[1].entry[i]);
	*y /= (double)op_entries(x[0]);
}

void op_mae_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream)
{
	(void)count, (void)y;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double difference = x[which].entry[i] - x[1 - which].entry[i];
		double sign = isnan(difference) ? NAN : (difference > 0) - (difference < 0);
		downstream[i] = *upstream * sign / (double)op_entries(x[0]);
	}
}

const char *op_mae_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y, size_t at)
{
	(void)count, (void)y;
	return x[0].entry[at] == x[1].entry[at]
		       ? "mae has a corner where a = b; its slope there is taken as 0"
		       : NULL;
}

/* Square up to a distance of 1, straight beyond: Huber 1964 with delta = 1. */
void op_huber_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double distance = fabs(x[0].entry[i] - x[1].entry[i]);
		*y += distance <= 1 ? 0.5 * distance * distance : distance - 0.5;
	}
	*y /= (double)op_entries(x[0]);
}

void op_huber_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			const double *upstream, unsigned which, double *downstream)
{
	(void)count, (void)y;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double difference = x[which].entry[i] - x[1 - which].entry[i];
		double slope = isnan(difference) ? NAN : fmax(-1, fmin(1, difference));
		downstream[i] = *upstream * slope / (double)op_entries(x[0]);
	}
}

/* PyTorch's: what a log in bce is at least, and p (1 − p) in its slope, which is a float there. */
#define LEAST_LOG -100.0
#define LEAST_VARIANCE ((double)1e-12f)

/* The comparison is false of NaN, which passes. */
static double clamped_log(double x)
{
	double y = log(x);
	return y < LEAST_LOG ? LEAST_LOG : y;
}

static bool is_probability(double p)
{
	return p >= 0 && p <= 1;
}

static double variance_of(double p)
{
	double variance = p * (1 - p);
	return is_probability(p) && variance < LEAST_VARIANCE ? LEAST_VARIANCE : variance;
}

void op_bce_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double p = x[0].entry[i], t = x[1].entry[i];
		*y -= t * clamped_log(p) + (1 - t) * clamped_log(1 - p);
	}
	*y /= (double)op_entries(x[0]);
}

void op_bce_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream)
{
	(void)count, (void)y;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double p = x[0].entry[i], t = x[1].entry[i];
		double by_p = (p - t) / variance_of(p);
		double by_t = log(1 - p) - log(p);
		downstream[i] = *upstream * (which == 0 ? by_p : by_t) / (double)op_entries(x[0]);
	}
}

const char *op_bce_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y, size_t at)
{
	double p = x[0].entry[at];

	(void)count, (void)y;
	if (!is_probability(p))
		return isnan(p) ? NULL : "bce has no value where p is not between 0 and 1";
	return p * (1 - p) < LEAST_VARIANCE
		       ? "bce holds its logs at -100 or more, and p (1 - p) in its slope at 1e-12 "
			 "or more, as PyTorch does"
		       : NULL;
}

/* Targets are the classes' probabilities, as many as logits, or one class number (from 0) a row. */
bool op_has_class_numbers(const struct gw_matrix *x)
{
	return x[1].shape.columns == 1 && x[0].shape.columns > 1;
}

bool op_cross_entropy_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			    char why[GW_WHY])
{
	(void)count;
	*shape = (struct gw_shape){1, 1};
	bool fits = x[1].shape.rows == x[0].shape.rows &&
		    (x[1].shape.columns == x[0].shape.columns || x[1].shape.columns == 1);
	if (!fits)
		snprintf(why, GW_WHY,
			 "the target has the shape of the logits, or one class number a row");
	return fits;
}

/* The weight of class `k` of row `i`. */
static double target_at(const struct gw_matrix *x, size_t i, size_t k)
{
	if (op_has_class_numbers(x))
		return x[1].entry[i] == (double)k;
	return x[1].entry[i * x[0].shape.columns + k];
}

static bool is_class(double number, size_t classes)
{
	return number >= 0 && number < (double)classes && number == floor(number);
}

/* The mean over rows of −Σ t_k log softmax_k. A class number that is none gives NaN. */
void op_cross_entropy_value(const struct gw_matrix *x, unsigned count, double *y)
{
	size_t rows = x[0].shape.rows, columns = x[0].shape.columns;

	(void)count;
	*y = 0;
	for (size_t i = 0; i < rows; i++) {
		const double *row = x[0].entry + i * columns;
		double total = log_sum_exp(row, columns);
		if (op_has_class_numbers(x) && !is_class(x[1].entry[i], columns))
			*y = NAN;
		for (size_t k = 0; k < columns; k++)
			if (target_at(x, i, k) != 0)
				*y -= target_at(x, i, k) * (row[k] - total);
	}
	*y /= (double)rows;
}

void op_cross_entropy_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				const double *upstream, unsigned which, double *downstream)
{
	size_t rows = x[0].shape.rows, columns = x[0].shape.columns;
	double scale = *upstream / (double)rows;

	(void)count;
	for (size_t i = 0; i < rows; i++) {
		const double *row = x[0].entry + i * columns;
		double total = log_sum_exp(row, columns), weight = 0;
		for (size_t k = 0; k < columns; k++)
			weight += target_at(x, i, k);
		if (which == 1 && op_has_class_numbers(x)) {
			downstream[i] = 0;
			continue;
		}
		for (size_t k = 0; k < columns; k++) {
			double by_logit = weight * exp(row[k] - total) - target_at(x, i, k);
			downstream[i * columns + k] =
				isnan(*y.entry) ? NAN
						: scale * (which == 0 ? by_logit : total - row[k]);
		}
	}
}
