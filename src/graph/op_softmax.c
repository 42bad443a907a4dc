/*
 * softmax and its logarithm, row by row or along the other axis, and the log of a sum of e^x.
 */
#include "graph/op_shared.h"

#include <math.h>

/* Rows, unless an axis is given. */
static int axis_of(const struct gw_matrix *x, unsigned count)
{
	int axis = op_axis(x, count);
	return axis < 0 ? 1 : axis;
}

static bool same_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		       char why[GW_WHY])
{
	*shape = x[0].shape;
	return op_check_axis(op_attribute(x, count, 1, NAN), why);
}

static struct op_line line_of_entry(const struct gw_matrix *x, unsigned count, size_t entry)
{
	int axis = axis_of(x, count);
	return op_line_at(x[0].shape, axis, op_line_of(x[0].shape, axis, entry));
}

static size_t softmax_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			   struct gw_meeting *meeting)
{
	struct op_line line = line_of_entry(x, count, at);

	op_meet(meeting, line.first + term * line.step, 0);
	return line.count;
}

/* Of softmax: into every entry of its line. */
static size_t softmax_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			   size_t index, struct gw_use *use)
{
	struct op_line line = line_of_entry(x, count, entry);

	(void)which;
	*use = (struct gw_use){line.first + index * line.step, (entry - line.first) / line.step};
	return line.count;
}

static void log_softmax_value(const struct gw_matrix *x, unsigned count, double *y)
{
	int axis = axis_of(x, count);

	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_line line = op_line_at(x[0].shape, axis, i);
		struct op_log_sum sum = op_log_sum_of(x[0].entry, line);
		for (size_t k = 0; k < line.count; k++) {
			size_t at = line.first + k * line.step;
			y[at] = (x[0].entry[at] - sum.largest) - sum.rest;
		}
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
	int axis = axis_of(x, count);

	(void)which;
	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_line line = op_line_at(x[0].shape, axis, i);
		size_t end = line.first + line.count * line.step;
		double mean = 0;
		for (size_t at = line.first; at < end; at += line.step)
			mean += upstream[at] * y.entry[at];
		for (size_t at = line.first; at < end; at += line.step)
			downstream[at] = y.entry[at] * (upstream[at] - mean);
	}
}

/* ∂L/∂x_k = u_k − softmax_k Σ u_j */
static void log_softmax_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			    const double *upstream, unsigned which, double *downstream)
{
	int axis = axis_of(x, count);

	(void)which;
	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_line line = op_line_at(x[0].shape, axis, i);
		size_t end = line.first + line.count * line.step;
		double sum = 0;
		for (size_t at = line.first; at < end; at += line.step)
			sum += upstream[at];
		for (size_t at = line.first; at < end; at += line.step)
			downstream[at] = upstream[at] - exp(y.entry[at]) * sum;
	}
}

/* ---- logsumexp, a reduction ---- */

static void logsumexp_value(const struct gw_matrix *x, unsigned count, double *y)
{
	int axis = op_axis(x, count);

	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_log_sum sum = op_log_sum_of(x[0].entry, op_line_at(x[0].shape, axis, i));
		y[i] = isinf(sum.largest) ? sum.largest : sum.largest + sum.rest;
	}
}

/* Each entry gets its share in softmax, which is not lost in y where x is large. */
static void logsumexp_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			  const double *upstream, unsigned which, double *downstream)
{
	int axis = op_axis(x, count);

	(void)which;
	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_line line = op_line_at(x[0].shape, axis, i);
		struct op_log_sum sum = op_log_sum_of(x[0].entry, line);
		for (size_t k = 0; k < line.count; k++) {
			size_t at = line.first + k * line.step;
			double share = isinf(sum.largest)
					       ? x[0].entry[at] - y.entry[i]
					       : (x[0].entry[at] - sum.largest) - sum.rest;
			downstream[at] = upstream[i] * exp(share);
		}
	}
}

static const char *logsumexp_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				   unsigned which, size_t at)
{
	(void)x, (void)count, (void)y, (void)which, (void)at;
	return "exp(a - y)";
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "softmax", .token = "softmax", .symbol = "softmax", .ascii = "softmax",
		.zero = "the probability is 0 or 1 here",
		.notation = GW_CALL, .arity = 1,
		.shape = same_shape, .whole_value = softmax_value,
		.vjp = softmax_vjp,
		.form.term = "exp(a)", .form.whole = "t/(s)", .form.meet = softmax_meet,
		.form.uses = softmax_uses,
		.rule = {{"dL/da", "y * (upstream - sum(upstream * y)), row by row", GW_RULE_SENTENCE}},
		.jacobian = {"∂y[k]/∂a[j] = y[k] * ((k = j) - y[j])"},
		.code = {.torch = "torch.softmax($a, dim=1)",
		         .numpy = "np.exp(log_softmax($a))",
		         .vjp = {"$y * ($u - np.sum($u * $y, axis=1, keepdims=True))"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "in softmax, what one gains the others lose",
	},
	{
		.name = "log_softmax", .token = "log_softmax", .symbol = "logsoft",
		.zero = "the probability is 0 or 1 here",
		.ascii = "logsoft",
		.notation = GW_CALL, .arity = 1,
		.shape = same_shape, .whole_value = log_softmax_value,
		.vjp = log_softmax_vjp,
		.form.term = "exp(a)", .form.whole = "a - log(s)",
		.form.meet = softmax_meet,
		.form.uses = softmax_uses,
		.rule = {{"dL/da", "upstream - softmax(a) * sum(upstream), row by row",
		 GW_RULE_SENTENCE}},
		.jacobian = {"∂y[k]/∂a[j] = (k = j) - softmax(a)[j]"},
		.code = {.torch = "torch.log_softmax($a, dim=1)",
		         .numpy = "log_softmax($a)",
		         .vjp = {"$u - np.exp($y) * np.sum($u, axis=1, keepdims=True)"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "log softmax takes the shares away",
	},
	{
		.name = "softmax_along", .alias = "softmax", .token = "softmax",
		.zero = "the probability is 0 or 1 here",
		.symbol = "softmax", .ascii = "softmax",
		.notation = GW_CALL, .arity = 2,
		.attribute = {"axis"}, .first_attribute = 1,
		.shape = same_shape, .whole_value = softmax_value, .vjp = softmax_vjp,
		.form.term = "exp(a)", .form.whole = "t/(s)", .form.meet = softmax_meet,
		.form.uses = softmax_uses,
		.rule = {{"dL/da", "y * (upstream - sum(upstream * y)), along the axis",
		          GW_RULE_SENTENCE}},
		.jacobian = {"∂y[k]/∂a[j] = y[k] * ((k = j) - y[j])"},
		.code = {.torch = "torch.softmax($a, dim=$0)",
		         .numpy = "np.exp(log_softmax($a, $0))",
		         .vjp = {"$y * ($u - np.sum($u * $y, axis=$0, keepdims=True))"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "in softmax, what one gains the others lose",
	},
	{
		.name = "log_softmax_along", .alias = "log_softmax", .token = "log_softmax",
		.zero = "the probability is 0 or 1 here",
		.symbol = "logsoft", .ascii = "logsoft",
		.notation = GW_CALL, .arity = 2,
		.attribute = {"axis"}, .first_attribute = 1,
		.shape = same_shape, .whole_value = log_softmax_value, .vjp = log_softmax_vjp,
		.form.term = "exp(a)", .form.whole = "a - log(s)", .form.meet = softmax_meet,
		.form.uses = softmax_uses,
		.rule = {{"dL/da", "upstream - exp(y) * sum(upstream), along the axis",
		          GW_RULE_SENTENCE}},
		.jacobian = {"∂y[k]/∂a[j] = (k = j) - exp(y[j])"},
		.code = {.torch = "torch.log_softmax($a, dim=$0)",
		         .numpy = "log_softmax($a, $0)",
		         .vjp = {"$u - np.exp($y) * np.sum($u, axis=$0, keepdims=True)"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "log softmax takes the shares away",
	},
	{
		.name = "logsumexp", .token = "logsumexp", .symbol = "lse", .ascii = "lse",
		.zero = "its share is 0 here",
		.notation = GW_CALL, .arity = 1, .most = 3,
		.attribute = {"axis", "keepdims"}, .first_attribute = 1,
		.shape = op_reduce_shape, .whole_value = logsumexp_value, .vjp = logsumexp_vjp,
		.form.term = "exp(a)", .form.whole = "log(s)", .form.meet = op_line_meet,
		.form.uses = op_line_uses, .form.local = logsumexp_local,
		.rule = {{"dL/dA", "upstream * exp(A - y), the shares of softmax", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.logsumexp($a, dim={$0;(0, 1)}, keepdim=True)$k",
		         .numpy = "logsumexp($a, {$0;None})$k",
		         .vjp = {"$u * np.exp($a - $y)"}, .rank = GW_CODE_ARRAYS},
		.nickname = "logsumexp shares as softmax does, and nothing overflows",
	},
};
/* clang-format on */

const struct gw_op_family op_softmax = {operators, sizeof operators / sizeof *operators};
