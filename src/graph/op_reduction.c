/*
 * Reductions of a matrix, with an axis or without one: sum, mean, max, min; norm; and to a number:
 * dot.
 */
#include "graph/op_shared.h"

#include <math.h>
#include <stdio.h>

/* ---- sum and mean ---- */

static void reduce(const struct gw_matrix *x, unsigned count, double *y, bool is_mean)
{
	int axis = op_axis(x, count);
	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_line line = op_line_at(x[0].shape, axis, i);
		double sum = 0;
		for (size_t k = 0; k < line.count; k++)
			sum += x[0].entry[line.first + k * line.step];
		y[i] = is_mean ? sum / (double)line.count : sum;
	}
}

/* Each entry of a line gets what its sum gets. */
static void spread(const struct gw_matrix *x, unsigned count, const double *upstream,
		   double *downstream, bool is_mean)
{
	int axis = op_axis(x, count);
	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_line line = op_line_at(x[0].shape, axis, i);
		double share = is_mean ? upstream[i] / (double)line.count : upstream[i];
		for (size_t k = 0; k < line.count; k++)
			downstream[line.first + k * line.step] = share;
	}
}

static void sum_value(const struct gw_matrix *x, unsigned count, double *y)
{
	reduce(x, count, y, false);
}

static void sum_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		    const double *upstream, unsigned which, double *downstream)
{
	(void)y, (void)which;
	spread(x, count, upstream, downstream, false);
}

static void mean_value(const struct gw_matrix *x, unsigned count, double *y)
{
	reduce(x, count, y, true);
}

static void mean_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		     const double *upstream, unsigned which, double *downstream)
{
	(void)y, (void)which;
	spread(x, count, upstream, downstream, true);
}

static const char *mean_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			      unsigned which, size_t at)
{
	(void)x, (void)count, (void)y, (void)which, (void)at;
	return "1/n";
}

/* ---- the largest and smallest entry ---- */

static void choose(const struct gw_matrix *x, unsigned count, double *y, double sign)
{
	int axis = op_axis(x, count);
	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_line line = op_line_at(x[0].shape, axis, i);
		double best = x[0].entry[line.first];
		for (size_t k = 1; k < line.count; k++) {
			double entry = x[0].entry[line.first + k * line.step];
			if (isnan(entry) || sign * entry > sign * best)
				best = entry;
		}
		y[i] = best;
	}
}

static void amax_value(const struct gw_matrix *x, unsigned count, double *y)
{
	choose(x, count, y, 1);
}

static void amin_value(const struct gw_matrix *x, unsigned count, double *y)
{
	choose(x, count, y, -1);
}

/* Equal shares to all that tie, as PyTorch's amax gives them. */
static void extreme_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			const double *upstream, unsigned which, double *downstream)
{
	int axis = op_axis(x, count);

	(void)which;
	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_line line = op_line_at(x[0].shape, axis, i);
		double winners = 0;
		for (size_t k = 0; k < line.count; k++)
			winners += x[0].entry[line.first + k * line.step] == y.entry[i];
		for (size_t k = 0; k < line.count; k++) {
			size_t at = line.first + k * line.step;
			downstream[at] = isnan(y.entry[i])              ? NAN
					 : x[0].entry[at] == y.entry[i] ? upstream[i] / winners
									: 0;
		}
	}
}

/* How many entries share the gradient that entry `at` gets; 0 if another is larger, or smaller. */
static size_t count_winners(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			    size_t at)
{
	int axis = op_axis(x, count);
	size_t winners = 0;
	size_t index = op_line_of(x[0].shape, axis, at);
	struct op_line line = op_line_at(x[0].shape, axis, index);

	if (x[0].entry[at] != y.entry[index])
		return 0;
	for (size_t k = 0; k < line.count; k++)
		winners += x[0].entry[line.first + k * line.step] == y.entry[index];
	return winners;
}

static const char *extreme_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				size_t at)
{
	return count_winners(x, count, y, at) > 1
		       ? "a tie: each of the equal entries gets the same share"
		       : NULL;
}

static const char *extreme_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				 unsigned which, size_t at)
{
	static const char *const shares[] = {"0", "1", "1/2", "1/3", "1/4"};
	size_t winners = count_winners(x, count, y, at);

	(void)which;
	return winners < sizeof shares / sizeof *shares ? shares[winners] : NULL;
}

/* ---- dot and norm ---- */

/* Of rows and columns alike, so that a row dotted with a column is no error. */
static bool dot_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		      char why[GW_WHY])
{
	bool are_vectors = (x[0].shape.rows == 1 || x[0].shape.columns == 1) &&
			   (x[1].shape.rows == 1 || x[1].shape.columns == 1);

	(void)count;
	*shape = (struct gw_shape){1, 1};
	if (are_vectors && op_entries(x[0]) == op_entries(x[1]))
		return true;
	snprintf(why, GW_WHY, "dot takes two vectors of one length");
	return false;
}

static void dot_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t i = 0; i < op_entries(x[0]); i++)
		*y += x[0].entry[i] * x[1].entry[i];
}

static void dot_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		    const double *upstream, unsigned which, double *downstream)
{
	(void)count, (void)y;
	for (size_t i = 0; i < op_entries(x[which]); i++)
		downstream[i] = *upstream * x[1 - which].entry[i];
}

/* The root of the sum of squares, scaled so that squares neither overflow nor vanish. */
static double norm_of_line(const double *entry, struct op_line line)
{
	double largest = 0, sum = 0;

	for (size_t k = 0; k < line.count; k++) {
		double size = fabs(entry[line.first + k * line.step]);
		largest = isnan(size) || size > largest ? size : largest;
	}
	for (size_t k = 0; k < line.count && largest > 0 && isfinite(largest); k++) {
		double part = entry[line.first + k * line.step] / largest;
		sum += part * part;
	}
	return largest > 0 && isfinite(largest) ? largest * sqrt(sum) : largest;
}

static void norm_value(const struct gw_matrix *x, unsigned count, double *y)
{
	int axis = op_axis(x, count);

	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++)
		y[i] = norm_of_line(x[0].entry, op_line_at(x[0].shape, axis, i));
}

static void norm_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		     const double *upstream, unsigned which, double *downstream)
{
	int axis = op_axis(x, count);

	(void)which;
	for (size_t at = 0; at < op_entries(x[0]); at++) {
		size_t i = op_line_of(x[0].shape, axis, at);
		downstream[at] = y.entry[i] == 0 ? 0 : upstream[i] * (x[0].entry[at] / y.entry[i]);
	}
}

static const char *norm_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			     size_t at)
{
	return y.entry[op_line_of(x[0].shape, op_axis(x, count), at)] == 0
		       ? "norm has a corner at 0; its slope there is taken as 0"
		       : NULL;
}

static const char *norm_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			      unsigned which, size_t at)
{
	(void)which;
	return y.entry[op_line_of(x[0].shape, op_axis(x, count), at)] == 0 ? "0" : "a/y";
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "sum", .token = "sum", .symbol = "sum", .ascii = "sum",
		.notation = GW_CALL, .arity = 1, .most = 3,
		.attribute = {"axis", "keepdims"}, .first_attribute = 1,
		.shape = op_reduce_shape, .whole_value = sum_value,
		.vjp = sum_vjp,
		.form.term = "a", .form.is_copy = true, .form.meet = op_line_meet,
		.form.uses = op_line_uses,
		.form.local = op_copy_local,
		.rule = {{"dL/dA", "upstream, to every entry that was summed", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.sum($a{, dim=$0, keepdim=True})$k",
		         .numpy = "np.sum($a{, axis=$0, keepdims=True})$k",
		         .vjp = {"$u * np.ones_like($a)"},
		         .rank = GW_CODE_ARRAYS_ALONG_AXIS},
		.nickname = "sum copies",
	},
	{
		.name = "mean", .token = "mean", .symbol = "mean", .ascii = "mean",
		.notation = GW_CALL, .arity = 1, .most = 3,
		.attribute = {"axis", "keepdims"}, .first_attribute = 1,
		.shape = op_reduce_shape, .whole_value = mean_value,
		.vjp = mean_vjp,
		.form.term = "a", .form.whole = "(s)/n", .form.meet = op_line_meet,
		.form.uses = op_line_uses,
		.form.local = mean_local,
		.rule = {{"dL/dA", "upstream/n, to every one of the n entries", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.mean($a{, dim=$0, keepdim=True})$k",
		         .numpy = "np.mean($a{, axis=$0, keepdims=True})$k",
		         .vjp = {"$u * np.ones_like($a) * $y.size / $a.size"},
		         .rank = GW_CODE_ARRAYS_ALONG_AXIS},
		.nickname = "mean copies an equal share",
	},
	{
		.name = "amax", .alias = "max", .token = "max", .symbol = "max", .ascii = "max",
		.zero = "max chose another entry",
		.notation = GW_CALL, .arity = 1, .most = 3,
		.attribute = {"axis", "keepdims"}, .first_attribute = 1,
		.shape = op_reduce_shape, .whole_value = amax_value,
		.vjp = extreme_vjp,
		.whole_kink = extreme_kink, .is_routed = true,
		.form.term = "a", .form.fold = "max", .form.meet = op_line_meet,
		.form.uses = op_line_uses,
		.form.local = extreme_local,
		.rule = {{"dL/dA", "upstream, shared equally by the largest entries; else 0",
		 GW_RULE_SENTENCE}},
		.jacobian = {"1, shared equally by the largest entries; else 0"},
		.code = {.torch = "torch.amax($a{, dim=$0, keepdim=True})$k",
		         .numpy = "np.max($a{, axis=$0, keepdims=True})$k",
		         .vjp = {"$u * ($a == $y) / np.sum($a == $y{, axis=$0, keepdims=True})"},
		         .rank = GW_CODE_ARRAYS_ALONG_AXIS},
		.nickname = "max routes", .source = "equal shares in a tie, " OP_PYTORCH,
	},
	{
		.name = "amin", .alias = "min", .token = "min", .symbol = "min", .ascii = "min",
		.zero = "min chose another entry",
		.notation = GW_CALL, .arity = 1, .most = 3,
		.attribute = {"axis", "keepdims"}, .first_attribute = 1,
		.shape = op_reduce_shape, .whole_value = amin_value,
		.vjp = extreme_vjp,
		.whole_kink = extreme_kink, .is_routed = true,
		.form.term = "a", .form.fold = "min", .form.meet = op_line_meet,
		.form.uses = op_line_uses,
		.form.local = extreme_local,
		.rule = {{"dL/dA", "upstream, shared equally by the smallest entries; else 0",
		 GW_RULE_SENTENCE}},
		.jacobian = {"1, shared equally by the smallest entries; else 0"},
		.code = {.torch = "torch.amin($a{, dim=$0, keepdim=True})$k",
		         .numpy = "np.min($a{, axis=$0, keepdims=True})$k",
		         .vjp = {"$u * ($a == $y) / np.sum($a == $y{, axis=$0, keepdims=True})"},
		         .rank = GW_CODE_ARRAYS_ALONG_AXIS},
		.nickname = "min routes", .source = "equal shares in a tie, " OP_PYTORCH,
	},
	{
		.name = "dot", .token = "dot", .symbol = "dot", .ascii = "dot",
		.notation = GW_CALL, .arity = 2,
		.commutes = true, .is_product = true,
		.shape = dot_shape, .whole_value = dot_value, .vjp = dot_vjp,
		.form.term = "a * b", .form.meet = op_all_meet,
		.form.uses = op_all_uses,
		.rule = {{"dL/da", "upstream * b", GW_RULE_FORMULA},
		         {"dL/db", "upstream * a", GW_RULE_FORMULA}},
		.code = {.torch = "torch.dot($a.flatten(), $b.flatten())",
		         .numpy = "np.dot($a.ravel(), $b.ravel())",
		         .vjp = {"$u * $b.reshape($a.shape)",
		          "$u * $a.reshape($b.shape)"},
		         .rank = GW_CODE_OF_ARRAYS},
		.nickname = "dot swaps, as × does",
	},
	{
		.name = "norm", .token = "norm", .symbol = "norm", .ascii = "norm",
		.zero = "the entry is 0 here",
		.notation = GW_CALL, .arity = 1, .most = 3,
		.attribute = {"axis", "keepdims"}, .first_attribute = 1,
		.shape = op_reduce_shape, .whole_value = norm_value,
		.vjp = norm_vjp,
		.whole_kink = norm_kink,
		.form.term = "a^2", .form.whole = "sqrt(s)", .form.meet = op_line_meet,
		.form.uses = op_line_uses,
		.form.local = norm_local,
		.rule = {{"dL/dA", "upstream * A/norm(A), 0 at A = 0", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.linalg.norm($a{, dim=$0, keepdim=True})$k",
		         .numpy = "np.sqrt(np.sum($a ** 2{, axis=$0, keepdims=True}))$k",
		         .vjp = {"$u * $a / np.where($y == 0, 1.0, $y)"},
		         .rank = GW_CODE_ARRAYS_ALONG_AXIS},
		.nickname = "the norm points away from 0",
		 .source = "0 where all is 0, " OP_PYTORCH,
	},
};
/* clang-format on */

const struct gw_op_family op_reduction = {operators, sizeof operators / sizeof *operators};
