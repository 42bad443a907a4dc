/*
 * More losses that are means: of logits (bce_with_logits), of margins (hinge), of log-probabilities
 * (nll), and of two distributions (kl_div).
 */
#include "graph/op_shared.h"

#include <math.h>
#include <stdio.h>

/* weight * size; a weight of 0 gives 0, even times ∞. */
static double weigh(double weight, double size)
{
	return weight == 0 ? 0 : weight * size;
}

/* softplus(z) − z t, in which nothing overflows: bce of σ(z) without the σ. */
static void bce_logits_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double z = x[0].entry[i], t = x[1].entry[i];
		*y += (z <= 0 ? weigh(t, -z) : weigh(1 - t, z)) + log1p(exp(-fabs(z)));
	}
	*y /= (double)op_entries(x[0]);
}

static void bce_logits_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			   const double *upstream, unsigned which, double *downstream)
{
	double share = *upstream / (double)op_entries(x[0]);

	(void)count, (void)y;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double z = x[0].entry[i], t = x[1].entry[i];
		downstream[i] = share * (which == 0 ? op_sigmoid(z) - t : -z);
	}
}

static const char *bce_logits_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				    unsigned which, size_t at)
{
	(void)x, (void)count, (void)y, (void)at;
	return which == 0 ? "(sigmoid(a) - b)/n" : "-a/n";
}

/* ---- hinge, of a score and a target of 1 or −1 ---- */

static void hinge_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double lack = 1 - x[0].entry[i] * x[1].entry[i];
		*y += lack <= 0 ? 0 : lack;
	}
	*y /= (double)op_entries(x[0]);
}

static bool is_beyond_margin(const struct gw_matrix *x, size_t at)
{
	return 1 - x[0].entry[at] * x[1].entry[at] <= 0;
}

static void hinge_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream)
{
	(void)count, (void)y;
	for (size_t i = 0; i < op_entries(x[0]); i++)
		downstream[i] = is_beyond_margin(x, i) ? 0
						       : -*upstream * x[1 - which].entry[i] /
								 (double)op_entries(x[0]);
}

static const char *hinge_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			      size_t at)
{
	(void)count, (void)y;
	return 1 - x[0].entry[at] * x[1].entry[at] == 0
		       ? "hinge has a corner at a margin of 1; its slope there is taken as 0"
		       : NULL;
}

static const char *hinge_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			       unsigned which, size_t at)
{
	(void)count, (void)y;
	return is_beyond_margin(x, at) ? "0" : which == 0 ? "-b/n" : "-a/n";
}

/* ---- kl_div: Σ p log(p/q), a mean over rows ---- */

static double xlogy(double x, double y)
{
	return x == 0 && !isnan(y) ? 0 : x * log(y);
}

static void kl_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t i = 0; i < op_entries(x[0]); i++)
		*y += xlogy(x[0].entry[i], x[0].entry[i]) - xlogy(x[0].entry[i], x[1].entry[i]);
	*y /= (double)x[0].shape.rows;
}

static void kl_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		   const double *upstream, unsigned which, double *downstream)
{
	double share = *upstream / (double)x[0].shape.rows;

	(void)count, (void)y;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double p = x[0].entry[i], q = x[1].entry[i];
		double by_p = log(p) - log(q) + 1, by_q = p == 0 ? 0 : -p / q;
		downstream[i] = share * (which == 0 ? by_p : by_q);
	}
}

static const char *kl_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			    unsigned which, size_t at)
{
	(void)x, (void)count, (void)y, (void)at;
	return which == 0 ? "(log(a) - log(b) + 1)/r" : "-a/(b * r)";
}

/* ---- nll, of log-probabilities and class numbers or shares ---- */

static bool nll_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		      char why[GW_WHY])
{
	(void)count;
	*shape = (struct gw_shape){1, 1};
	if (x[1].shape.rows == x[0].shape.rows &&
	    (x[1].shape.columns == x[0].shape.columns || x[1].shape.columns == 1))
		return true;
	snprintf(why, GW_WHY, "the target has the shape of the logs, or one class number a row");
	return false;
}

static bool has_classes(const struct gw_matrix *x)
{
	return x[1].shape.columns == 1 && x[0].shape.columns > 1;
}

static double share_at(const struct gw_matrix *x, size_t at)
{
	size_t columns = x[0].shape.columns;

	if (!has_classes(x))
		return x[1].entry[at];
	double class = x[1].entry[at / columns];
	bool is_class = class >= 0 && class < (double)columns && class == floor(class);
	return is_class ? class == (double)(at % columns) : NAN;
}

static void nll_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t at = 0; at < op_entries(x[0]); at++)
		if (share_at(x, at) != 0)
			*y -= share_at(x, at) * x[0].entry[at];
	*y /= (double)x[0].shape.rows;
}

static void nll_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		    const double *upstream, unsigned which, double *downstream)
{
	double share = -*upstream / (double)x[0].shape.rows;

	(void)count, (void)y;
	for (size_t i = 0; i < op_entries(x[which]); i++)
		downstream[i] = which == 0       ? share * share_at(x, i)
				: has_classes(x) ? 0
						 : share * x[0].entry[i];
}

static size_t nll_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		       struct gw_meeting *meeting)
{
	(void)count, (void)at;
	op_meet(meeting, term, has_classes(x) ? term / x[0].shape.columns : term);
	return op_entries(x[0]);
}

static size_t nll_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		       size_t index, struct gw_use *use)
{
	(void)count, (void)index;
	*use = (struct gw_use){0,
			       which == 1 && has_classes(x) ? entry * x[0].shape.columns : entry};
	return 1;
}

static const char *nll_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			     unsigned which, size_t at)
{
	(void)count, (void)y;
	if (!has_classes(x))
		return which == 0 ? "-b/r" : "-a/r";
	double share = which == 0 ? share_at(x, at) : 0;
	return isnan(share) ? NULL : share != 0 ? "-1/r" : "0";
}

static const struct gw_op_code *nll_code(const struct gw_matrix *x, unsigned count)
{
	static const struct gw_op_code of_classes = {
		"F.nll_loss($a, $b[:, 0].long())",
		"-np.sum(one_hot($a, $b) * $a) / len($a)",
		{"-$u * one_hot($a, $b) / len($a)", "np.zeros_like($b)"},
		GW_CODE_OF_ARRAYS,
	};

	(void)count;
	return has_classes(x) ? &of_classes : NULL;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "bce_with_logits", .token = "bce_with_logits", .symbol = "bce σ",
		.zero = "the prediction is the target, or the logit is 0",
		.ascii = "bcelogit",
		.notation = GW_CALL, .arity = 2,
		.shape = op_pair_shape, .whole_value = bce_logits_value, .vjp = bce_logits_vjp,
		.form.term = "softplus(a) - a * b", .form.whole = "(s)/n",
		.form.meet = op_all_meet, .form.uses = op_all_uses,
		.form.local = bce_logits_local,
		.rule = {{"dL/da", "upstream * (σ(a) - b)/n", GW_RULE_FORMULA},
		         {"dL/db", "-upstream * a/n", GW_RULE_FORMULA}},
		.code = {.torch = "F.binary_cross_entropy_with_logits($a, $b)",
		         .numpy = "np.mean(np.maximum($a, 0) - $a * $b + "
		                  "np.log1p(np.exp(-np.abs($a))))",
		         .vjp = {"$u * (0.5 + 0.5 * np.tanh($a / 2) - $b) / $a.size",
		                 "-$u * $a / $a.size"},
		         .rank = GW_CODE_OF_ARRAYS},
		.nickname = "sigmoid minus target",
	},
	{
		.name = "hinge", .token = "hinge", .symbol = "hinge", .ascii = "hinge",
		.zero = "the margin is kept here",
		.notation = GW_CALL, .arity = 2,
		.commutes = true,
		.shape = op_pair_shape, .whole_value = hinge_value, .vjp = hinge_vjp,
		.whole_kink = hinge_kink, .is_routed = true,
		.form.term = "relu(1 - a * b)", .form.whole = "(s)/n",
		.form.meet = op_all_meet, .form.uses = op_all_uses,
		.form.local = hinge_local,
		.rule = {{"dL/da", "-upstream * b/n where a * b < 1, else 0", GW_RULE_SENTENCE},
		         {"dL/db", "-upstream * a/n where a * b < 1, else 0", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.relu(1 - $a * $b).mean()",
		         .numpy = "np.mean(np.maximum(1 - $a * $b, 0))",
		         .vjp = {"np.where($a * $b < 1, -$u * $b / $a.size, 0.0)",
		                 "np.where($a * $b < 1, -$u * $a / $a.size, 0.0)"},
		         .rank = GW_CODE_OF_ARRAYS},
		.nickname = "hinge pulls until the margin is 1",
	},
	{
		.name = "kl_div", .token = "kl_div", .symbol = "kl", .ascii = "kl",
		.notation = GW_CALL, .arity = 2,
		.shape = op_pair_shape, .whole_value = kl_value, .vjp = kl_vjp,
		.form.term = "xlogy(a, a) - xlogy(a, b)", .form.whole = "(s)/r",
		.form.meet = op_all_meet, .form.uses = op_all_uses,
		.form.local = kl_local,
		.rule = {{"dL/da", "upstream * (log(a) - log(b) + 1)/rows", GW_RULE_FORMULA},
		         {"dL/db", "-upstream * a/(b * rows)", GW_RULE_FORMULA}},
		.code = {.torch = "F.kl_div(torch.log($b), $a, reduction=\"batchmean\")",
		         .numpy = "np.sum(np.where($a == 0, 0.0, $a * (np.log($a) - np.log($b)))) "
		                  "/ len($a)",
		         .vjp = {"$u * (np.log($a) - np.log($b) + 1) / len($a)",
		                 "-$u * $a / $b / len($a)"},
		         .rank = GW_CODE_OF_ARRAYS},
		.nickname = "kl asks how far the second is from the first",
		.source = "a mean over rows, " OP_PYTORCH,
	},
	{
		.name = "nll", .token = "nll", .symbol = "nll", .ascii = "nll",
		.zero = "another class is the right one",
		.notation = GW_CALL, .arity = 2,
		.shape = nll_shape, .whole_value = nll_value, .vjp = nll_vjp,
		.form.meet = nll_meet, .form.uses = nll_uses, .form.local = nll_local,
		.rule = {{"dL/da", "-upstream/rows at the class, else 0", GW_RULE_SENTENCE},
		         {"dL/dt", "0 of a class number, else -upstream * a/rows", GW_RULE_SENTENCE}},
		.jacobian = {NULL, "0 of a class number, else -a/rows"},
		.code = {.torch = "-($a * $b).sum() / len($a)",
		         .numpy = "-np.sum($a * $b) / len($a)",
		         .vjp = {"-$u * $b / len($a)", "-$u * $a / len($a)"},
		         .rank = GW_CODE_OF_ARRAYS},
		.code_here = nll_code,
		.nickname = "nll takes out the log of the right class",
	},
};
/* clang-format on */

const struct gw_op_family op_logit = {operators, sizeof operators / sizeof *operators};
