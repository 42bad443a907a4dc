/*
 * More reductions, with an axis or without one: prod, var, std and argmax; and cumsum, which keeps
 * every partial sum.
 */
#include "graph/op_shared.h"

#include <math.h>
#include <string.h>

#define MOST_DDOF 1000000

static size_t place_in(struct op_line line, size_t k)
{
	return line.first + k * line.step;
}

static double product_of(const double *entry, struct op_line line)
{
	double product = 1;

	for (size_t k = 0; k < line.count; k++)
		product *= entry[place_in(line, k)];
	return product;
}

static void prod_value(const struct gw_matrix *x, unsigned count, double *y)
{
	int axis = op_axis(x, count);

	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++)
		y[i] = product_of(x[0].entry, op_line_at(x[0].shape, axis, i));
}

/* The product of the others: from the front and from the back, so that a 0 divides nothing. */
static void prod_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		     const double *upstream, unsigned which, double *downstream)
{
	int axis = op_axis(x, count);

	(void)y, (void)which;
	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_line line = op_line_at(x[0].shape, axis, i);
		double before = 1, behind = 1;
		for (size_t k = 0; k < line.count; k++) {
			downstream[place_in(line, k)] = before;
			before *= x[0].entry[place_in(line, k)];
		}
		for (size_t k = line.count; k-- > 0;) {
			downstream[place_in(line, k)] *= behind * upstream[i];
			behind *= x[0].entry[place_in(line, k)];
		}
	}
}

/* ---- variance: attributes are the axis, ddof and keepdims ---- */

static bool var_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		      char why[GW_WHY])
{
	double ddof = op_attribute(x, count, 2, 1);

	return op_check_whole("ddof", ddof, 0, MOST_DDOF, why) &&
	       op_reduced_shape(x, count, 3, shape, why);
}

/* n − ddof, which divides the squares. */
static double var_divisor(const struct gw_matrix *x, unsigned count, size_t at)
{
	struct op_line line = op_line_at(x[0].shape, op_axis(x, count), at);
	return (double)line.count - op_attribute(x, count, 2, 1);
}

static double mean_of(const double *entry, struct op_line line)
{
	double sum = 0;

	for (size_t k = 0; k < line.count; k++)
		sum += entry[place_in(line, k)];
	return sum / (double)line.count;
}

static void var_value(const struct gw_matrix *x, unsigned count, double *y)
{
	int axis = op_axis(x, count);

	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_line line = op_line_at(x[0].shape, axis, i);
		double mean = mean_of(x[0].entry, line), sum = 0;
		for (size_t k = 0; k < line.count; k++) {
			double distance = x[0].entry[place_in(line, k)] - mean;
			sum += distance * distance;
		}
		y[i] = sum / var_divisor(x, count, i);
	}
}

/* ∂var/∂a = 2 (a − mean)/(n − ddof): what the mean moves cancels. */
static void var_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		    const double *upstream, unsigned which, double *downstream)
{
	int axis = op_axis(x, count);

	(void)y, (void)which;
	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_line line = op_line_at(x[0].shape, axis, i);
		double mean = mean_of(x[0].entry, line);
		double share = upstream[i] * 2 / var_divisor(x, count, i);
		for (size_t k = 0; k < line.count; k++)
			downstream[place_in(line, k)] =
				share * (x[0].entry[place_in(line, k)] - mean);
	}
}

static void std_value(const struct gw_matrix *x, unsigned count, double *y)
{
	var_value(x, count, y);
	for (size_t i = 0; i < op_line_count(x[0].shape, op_axis(x, count)); i++)
		y[i] = sqrt(y[i]);
}

/* ∂std/∂a = (a − mean)/((n − ddof) std). */
static void std_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		    const double *upstream, unsigned which, double *downstream)
{
	int axis = op_axis(x, count);

	var_vjp(x, count, y, upstream, which, downstream);
	for (size_t at = 0; at < op_entries(x[0]); at++) {
		double root = y.entry[op_line_of(x[0].shape, axis, at)];
		downstream[at] = root == 0 ? 0 : downstream[at] / (2 * root);
	}
}

static const char *std_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			    size_t at)
{
	return y.entry[op_line_of(x[0].shape, op_axis(x, count), at)] == 0
		       ? "std has a corner where all entries are equal; its slope there is taken "
			 "as 0"
		       : NULL;
}

static const char *var_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			     unsigned which, size_t at)
{
	(void)x, (void)count, (void)y, (void)which, (void)at;
	return "2 * (a - m)/d";
}

static const char *std_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			     unsigned which, size_t at)
{
	(void)which;
	return y.entry[op_line_of(x[0].shape, op_axis(x, count), at)] == 0 ? "0"
									   : "(a - m)/(d * y)";
}

static const struct gw_op_rule *var_rule(const struct gw_matrix *x, unsigned count,
					 struct gw_matrix y, unsigned which)
{
	static const struct gw_op_rule biased = {"dL/dA", "upstream * 2 * (A - mean)/n",
						 GW_RULE_SENTENCE};
	static const struct gw_op_rule any = {"dL/dA", "upstream * 2 * (A - mean)/(n - ddof)",
					      GW_RULE_SENTENCE};
	double ddof = op_attribute(x, count, 2, 1);

	(void)y, (void)which;
	return ddof == 0 ? &biased : ddof != 1 ? &any : NULL;
}

static const struct gw_op_rule *std_rule(const struct gw_matrix *x, unsigned count,
					 struct gw_matrix y, unsigned which)
{
	static const struct gw_op_rule biased = {"dL/dA", "upstream * (A - mean)/(n * y)",
						 GW_RULE_SENTENCE};
	static const struct gw_op_rule any = {"dL/dA", "upstream * (A - mean)/((n - ddof) * y)",
					      GW_RULE_SENTENCE};
	double ddof = op_attribute(x, count, 2, 1);

	(void)y, (void)which;
	return ddof == 0 ? &biased : ddof != 1 ? &any : NULL;
}

/* ---- argmax ---- */

/* The place of the first of the largest entries, from 0; of the first NaN, if there is one. */
static void argmax_value(const struct gw_matrix *x, unsigned count, double *y)
{
	int axis = op_axis(x, count);

	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_line line = op_line_at(x[0].shape, axis, i);
		size_t best = 0;
		for (size_t k = 1; k < line.count; k++) {
			double entry = x[0].entry[place_in(line, k)];
			double largest = x[0].entry[place_in(line, best)];
			if (entry > largest || (isnan(entry) && !isnan(largest)))
				best = k;
		}
		y[i] = (double)best;
	}
}

static void no_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		   const double *upstream, unsigned which, double *downstream)
{
	(void)count, (void)y, (void)upstream;
	memset(downstream, 0, op_entries(x[which]) * sizeof *downstream);
}

/* ---- cumsum ---- */

static bool cumsum_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			 char why[GW_WHY])
{
	*shape = x[0].shape;
	return op_check_axis(op_attribute(x, count, 1, NAN), why);
}

static void cumsum_value(const struct gw_matrix *x, unsigned count, double *y)
{
	int axis = op_axis(x, count);

	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_line line = op_line_at(x[0].shape, axis, i);
		double sum = 0;
		for (size_t k = 0; k < line.count; k++)
			y[place_in(line, k)] = sum += x[0].entry[place_in(line, k)];
	}
}

/* An entry goes into its own sum and all behind it. */
static void cumsum_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		       const double *upstream, unsigned which, double *downstream)
{
	int axis = op_axis(x, count);

	(void)y, (void)which;
	for (size_t i = 0; i < op_line_count(x[0].shape, axis); i++) {
		struct op_line line = op_line_at(x[0].shape, axis, i);
		double sum = 0;
		for (size_t k = line.count; k-- > 0;)
			downstream[place_in(line, k)] = sum += upstream[place_in(line, k)];
	}
}

static struct op_line line_with(const struct gw_matrix *x, unsigned count, size_t entry)
{
	int axis = op_axis(x, count);
	return op_line_at(x[0].shape, axis, op_line_of(x[0].shape, axis, entry));
}

static size_t cumsum_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			  struct gw_meeting *meeting)
{
	struct op_line line = line_with(x, count, at);

	op_meet(meeting, place_in(line, term), 0);
	return (at - line.first) / line.step + 1;
}

static size_t cumsum_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			  size_t index, struct gw_use *use)
{
	struct op_line line = line_with(x, count, entry);
	size_t mine = (entry - line.first) / line.step;

	(void)which;
	*use = (struct gw_use){place_in(line, mine + index), mine};
	return line.count - mine;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "prod", .token = "prod", .symbol = "prod", .ascii = "prod",
		.notation = GW_CALL, .arity = 1, .most = 3,
		.attribute = {"axis", "keepdims"}, .first_attribute = 1,
		.shape = op_reduce_shape, .whole_value = prod_value, .vjp = prod_vjp,
		.zero = "another factor is 0",
		.form.term = "a", .form.fold = "mul", .form.meet = op_line_meet,
		.form.uses = op_line_uses,
		.rule = {{"dL/dA", "upstream, times the product of the other entries",
		          GW_RULE_SENTENCE}},
		.jacobian = {"the product of the other entries"},
		.code = {.torch = "{torch.prod($a, dim=$0, keepdim=True)$k;"
		                  "torch.prod($a).reshape(1, 1)}",
		         .numpy = "np.prod($a, axis={$0;None}, keepdims=True)$k",
		         .vjp = {"$u * product_of_others($a, {$0;None})"}, .rank = GW_CODE_ARRAYS},
		.nickname = "prod swaps: each entry gets the product of the others",
	},
	{
		.name = "var", .token = "var", .symbol = "var", .ascii = "var",
		.zero = "the entry is the mean here",
		.notation = GW_CALL, .arity = 1, .most = 4,
		.attribute = {"axis", "ddof", "keepdims"}, .first_attribute = 1,
		.shape = var_shape, .whole_value = var_value, .vjp = var_vjp,
		.form.term = "(a - m)^2", .form.whole = "(s)/d", .form.divisor = var_divisor,
		.form.meet = op_line_meet, .form.uses = op_line_uses, .form.local = var_local,
		.rule = {{"dL/dA", "upstream * 2 * (A - mean)/(n - 1)",
		          GW_RULE_SENTENCE}},
		.rule_here = var_rule,
		.code = {.torch = "torch.var($a, dim={$0;(0, 1)}, correction={1$1;1}, "
		                  "keepdim=True)$k",
		         .numpy = "np.var($a, axis={$0;None}, ddof={1$1;1}, keepdims=True)$k",
		         .vjp = {"$u * 2 * ($a - np.mean($a, axis={$0;None}, keepdims=True)) / "
		                 "($a.size / $y.size - {1$1;1})"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "var pulls towards the mean",
		.source = "divided by one less than the entries unless ddof says otherwise, " OP_PYTORCH,
	},
	{
		.name = "std", .token = "std", .symbol = "std", .ascii = "std",
		.zero = "the entry is the mean here",
		.notation = GW_CALL, .arity = 1, .most = 4,
		.attribute = {"axis", "ddof", "keepdims"}, .first_attribute = 1,
		.shape = var_shape, .whole_value = std_value, .vjp = std_vjp,
		.whole_kink = std_kink,
		.form.term = "(a - m)^2", .form.whole = "sqrt((s)/d)", .form.divisor = var_divisor,
		.form.meet = op_line_meet, .form.uses = op_line_uses, .form.local = std_local,
		.rule = {{"dL/dA", "upstream * (A - mean)/((n - 1) * y)",
		          GW_RULE_SENTENCE}},
		.rule_here = std_rule,
		.code = {.torch = "torch.std($a, dim={$0;(0, 1)}, correction={1$1;1}, "
		                  "keepdim=True)$k",
		         .numpy = "np.std($a, axis={$0;None}, ddof={1$1;1}, keepdims=True)$k",
		         .vjp = {"$u * ($a - np.mean($a, axis={$0;None}, keepdims=True)) / "
		                 "($a.size / $y.size - {1$1;1}) / np.where($y == 0, np.inf, $y)"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "std pulls towards the mean",
		.source = "divided by one less than the entries unless ddof says otherwise, " OP_PYTORCH,
	},
	{
		.name = "argmax", .token = "argmax", .symbol = "argmax", .ascii = "argmax",
		.zero = "argmax is flat: nothing passes",
		.notation = GW_CALL, .arity = 1, .most = 3,
		.attribute = {"axis", "keepdims"}, .first_attribute = 1,
		.stops_gradient = true,
		.shape = op_reduce_shape, .whole_value = argmax_value, .vjp = no_vjp,
		.form.meet = op_line_meet, .form.uses = op_line_uses,
		.rule = {{"dL/dA", "no gradient: a place does not move by little",
		 GW_RULE_SENTENCE}},
		.code = {.torch = "{torch.argmax($a, dim=$0, keepdim=True)$k;"
		                  "torch.argmax($a).reshape(1, 1)} * 1.0",
		         .numpy = "np.argmax($a, axis={$0;None}, keepdims=True)$k * 1.0",
		         .vjp = {"np.zeros_like($a)"}, .rank = GW_CODE_ARRAYS},
		.nickname = "argmax passes no gradient",
	},
	{
		.name = "cumsum", .token = "cumsum", .symbol = "cumsum", .ascii = "cumsum",
		.notation = GW_CALL, .arity = 1, .most = 2,
		.attribute = {"axis"}, .first_attribute = 1,
		.shape = cumsum_shape, .whole_value = cumsum_value, .vjp = cumsum_vjp,
		.form.term = "a", .form.is_copy = true, .form.meet = cumsum_meet,
		.form.uses = cumsum_uses, .form.local = op_copy_local,
		.rule = {{"dL/dA", "the sum of upstream from its own place on", GW_RULE_SENTENCE}},
		.code = {.torch = "{torch.cumsum($a, dim=$0);"
		                  "torch.cumsum($a.flatten(), dim=0).reshape($a.shape)}",
		         .numpy = "np.cumsum($a, axis={$0;None}).reshape($a.shape)",
		         .vjp = {"{np.flip(np.cumsum(np.flip($u, $0), axis=$0), $0);"
		                 "np.cumsum($u.ravel()[::-1])[::-1].reshape($u.shape)}"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "cumsum sums backward on the way back",
	},
};
/* clang-format on */

const struct gw_op_family op_statistics = {operators, sizeof operators / sizeof *operators};
