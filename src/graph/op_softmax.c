/*
 * softmax and its logarithm, row by row.
 */
#include "graph/op_shared.h"

#include <math.h>

static bool same_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		       char why[GW_WHY])
{
	(void)count, (void)why;
	*shape = x[0].shape;
	return true;
}

static size_t row_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		       struct gw_meeting *meeting)
{
	size_t columns = x[0].shape.columns;

	(void)count;
	op_meet(meeting, at / columns * columns + term, 0);
	return columns;
}

/* Of softmax: into every entry of its row. */
static size_t row_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		       size_t index, struct gw_use *use)
{
	size_t columns = x[0].shape.columns;

	(void)count, (void)which;
	*use = (struct gw_use){entry / columns * columns + index, entry % columns};
	return columns;
}

static void log_softmax_value(const struct gw_matrix *x, unsigned count, double *y)
{
	size_t columns = x[0].shape.columns;

	(void)count;
	for (size_t i = 0; i < x[0].shape.rows; i++) {
		const double *row = x[0].entry + i * columns;
		double total = op_log_sum_exp(row, columns);
		for (size_t k = 0; k < columns; k++)
			y[i * columns + k] = row[k] - total;
	}
}

static void softmax_value(const struct gw_matrix *x, unsigned count, double *y)
{
	log_softmax_value(x, count, y);
	for (size_t i = 0; i < op_entries(x[0]); i++)
		y[i] = exp(y[i]);
}

/* ∂L/∂x_k = y_k (u_k − Σ u_j y_j) */
static void softmax_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
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
static void log_softmax_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
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

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "softmax", .token = "softmax", .symbol = "softmax", .ascii = "softmax",
		.notation = GW_CALL, .arity = 1,
		.shape = same_shape, .whole_value = softmax_value,
		.vjp = softmax_vjp,
		.form.term = "exp(a)", .form.whole = "t/(s)", .form.meet = row_meet,
		.form.uses = row_uses,
		.rule = {{"dL/da", "y (upstream - sum(upstream y)), row by row", GW_RULE_SENTENCE}},
		.code = {"torch.softmax($a, dim=1)",
		         "np.exp(log_softmax($a))",
		         {"$y * ($u - np.sum($u * $y, axis=1, keepdims=True))"},
		         GW_CODE_ARRAYS},
		.nickname = "in softmax, what one gains the others lose",
	},
	{
		.name = "log_softmax", .token = "log_softmax", .symbol = "logsoft",
		.ascii = "logsoft",
		.notation = GW_CALL, .arity = 1,
		.shape = same_shape, .whole_value = log_softmax_value,
		.vjp = log_softmax_vjp,
		.form.term = "exp(a)", .form.whole = "a - log(s)",
		.form.meet = row_meet,
		.form.uses = row_uses,
		.rule = {{"dL/da", "upstream - softmax(a) sum(upstream), row by row", GW_RULE_SENTENCE}},
		.code = {"torch.log_softmax($a, dim=1)",
		         "log_softmax($a)",
		         {"$u - np.exp($y) * np.sum($u, axis=1, keepdims=True)"},
		         GW_CODE_ARRAYS},
		.nickname = "log softmax takes the shares away",
	},
};
/* clang-format on */

const struct gw_op_family op_softmax = {operators, sizeof operators / sizeof *operators};
