/*
 * Losses that are means over all entries: mse, mae, huber, bce.
 */
#include "graph/op_shared.h"

#include <math.h>
#include <stdio.h>

static void mse_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t i = 0; i < op_entries(x[0]); i++)
		*y += (x[0].entry[i] - x[1].entry[i]) * (x[0].entry[i] - x[1].entry[i]);
	*y /= (double)op_entries(x[0]);
}

static void mse_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		    const double *upstream, unsigned which, double *downstream)
{
	(void)count, (void)y;
	for (size_t i = 0; i < op_entries(x[0]); i++)
		downstream[i] = *upstream * 2 * (x[which].entry[i] - x[1 - which].entry[i]) /
				(double)op_entries(x[0]);
}

static const char *mse_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			     unsigned which, size_t at)
{
	(void)x, (void)count, (void)y, (void)at;
	return which == 0 ? "2 * (a - b)/n" : "2 * (b - a)/n";
}

static void mae_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t i = 0; i < op_entries(x[0]); i++)
		*y += fabs(x[0].entry[i] - x[1].entry[i]);
	*y /= (double)op_entries(x[0]);
}

static void mae_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		    const double *upstream, unsigned which, double *downstream)
{
	(void)count, (void)y;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double difference = x[which].entry[i] - x[1 - which].entry[i];
		double sign = isnan(difference) ? NAN : (difference > 0) - (difference < 0);
		downstream[i] = *upstream * sign / (double)op_entries(x[0]);
	}
}

static const char *mae_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			    size_t at)
{
	(void)count, (void)y;
	return x[0].entry[at] == x[1].entry[at]
		       ? "mae has a corner where a = b; its slope there is taken as 0"
		       : NULL;
}

static const char *mae_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			     unsigned which, size_t at)
{
	(void)count, (void)y;
	if (x[0].entry[at] == x[1].entry[at])
		return "0";
	return which == 0 ? "(a - b)/abs(a - b)/n" : "(b - a)/abs(b - a)/n";
}

/* Square up to a distance of 1, straight beyond: Huber 1964 with delta = 1. */
static void huber_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double distance = fabs(x[0].entry[i] - x[1].entry[i]);
		*y += distance <= 1 ? 0.5 * distance * distance : distance - 0.5;
	}
	*y /= (double)op_entries(x[0]);
}

static void huber_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream)
{
	(void)count, (void)y;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double difference = x[which].entry[i] - x[1 - which].entry[i];
		double slope = isnan(difference) ? NAN : fmax(-1, fmin(1, difference));
		downstream[i] = *upstream * slope / (double)op_entries(x[0]);
	}
}

static const char *huber_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			       unsigned which, size_t at)
{
	if (fabs(x[0].entry[at] - x[1].entry[at]) > 1)
		return mae_local(x, count, y, which, at);
	return which == 0 ? "(a - b)/n" : "(b - a)/n";
}

/* ---- huber with a delta, which is a number ---- */

static bool huber_delta_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			      char why[GW_WHY])
{
	if (!op_pair_shape(x, count, shape, why))
		return false;
	if (gw_is_scalar(x[2].shape))
		return true;
	snprintf(why, GW_WHY, "delta is one number");
	return false;
}

static void huber_delta_value(const struct gw_matrix *x, unsigned count, double *y)
{
	double delta = *x[2].entry;

	(void)count;
	*y = 0;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double distance = fabs(x[0].entry[i] - x[1].entry[i]);
		*y += distance <= delta ? 0.5 * distance * distance
					: delta * (distance - 0.5 * delta);
	}
	*y /= (double)op_entries(x[0]);
}

/* Along delta, each error beyond it counts with what it lies beyond. */
static void huber_delta_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			    const double *upstream, unsigned which, double *downstream)
{
	double delta = *x[2].entry, share = *upstream / (double)op_entries(x[0]), beyond = 0;

	(void)count, (void)y;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double difference = x[0].entry[i] - x[1].entry[i], distance = fabs(difference);
		double slope = distance <= delta ? difference : copysign(delta, difference);
		beyond += distance <= delta ? 0 : distance - delta;
		slope = isnan(difference) || isnan(delta) ? NAN : slope;
		if (which < 2)
			downstream[i] = share * (which == 0 ? slope : -slope);
	}
	if (which == 2)
		*downstream = share * beyond;
}

static size_t huber_delta_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			       struct gw_meeting *meeting)
{
	(void)count, (void)at;
	*meeting = (struct gw_meeting){{0, 1, 2}, {term, term, 0}};
	return op_entries(x[0]);
}

/* delta goes into every term, the first of which is told. */
static size_t huber_delta_uses(const struct gw_matrix *x, unsigned count, unsigned which,
			       size_t entry, size_t index, struct gw_use *use)
{
	(void)x, (void)count, (void)index;
	*use = (struct gw_use){0, which == 2 ? 0 : entry};
	return 1;
}

static const char *huber_delta_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				     unsigned which, size_t at)
{
	(void)count, (void)y;
	if (which == 2)
		return NULL;
	if (fabs(x[0].entry[at] - x[1].entry[at]) > *x[2].entry)
		return which == 0 ? "c * (a - b)/abs(a - b)/n" : "c * (b - a)/abs(b - a)/n";
	return which == 0 ? "(a - b)/n" : "(b - a)/n";
}

/* ---- binary cross-entropy ---- */

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

static void bce_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double p = x[0].entry[i], t = x[1].entry[i];
		*y -= t * clamped_log(p) + (1 - t) * clamped_log(1 - p);
	}
	*y /= (double)op_entries(x[0]);
}

static void bce_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
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

static const char *bce_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			    size_t at)
{
	double p = x[0].entry[at];

	(void)count, (void)y;
	if (!is_probability(p))
		return isnan(p) ? NULL
				: "bce has no value where its first operand is not between 0 and 1";
	return p * (1 - p) < LEAST_VARIANCE
		       ? "bce holds its logs at -100 or more, and the divisor of its slope at "
			 "1e-12 or more, as PyTorch does"
		       : NULL;
}

static const char *bce_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			     unsigned which, size_t at)
{
	if (which == 1)
		return "(log(1 - a) - log(a))/n";
	return bce_kink(x, count, y, at) ? "(a - b)/(max(a * (1 - a), 10^-12) * n)"
					 : "(a - b)/(a * (1 - a) * n)";
}

static const struct gw_op_rule *bce_rule(const struct gw_matrix *x, unsigned count,
					 struct gw_matrix y, unsigned which)
{
	static const struct gw_op_rule held = {
		"dL/dp", "upstream * (p - t)/(max(p * (1 - p), 1e-12) * n)", GW_RULE_SENTENCE};

	for (size_t at = 0; which == 0 && at < op_entries(x[0]); at++)
		if (bce_kink(x, count, y, at))
			return &held;
	return NULL;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "mse", .token = "mse", .symbol = "mse", .ascii = "mse",
		.zero = "the error is 0 here",
		.notation = GW_CALL, .arity = 2,
		.commutes = true,
		.shape = op_pair_shape, .whole_value = mse_value, .vjp = mse_vjp,
		.form.term = "(a - b)^2", .form.whole = "(s)/n", .form.meet = op_all_meet,
		.form.uses = op_all_uses,
		.form.local = mse_local,
		.rule = {{"dL/da", "upstream * 2 * (a - b)/n", GW_RULE_FORMULA},
		         {"dL/db", "upstream * 2 * (b - a)/n", GW_RULE_FORMULA}},
		.code = {.torch = "F.mse_loss($a, $b)",
		         .numpy = "np.mean(($a - $b) ** 2)",
		         .vjp = {"$u * 2 * ($a - $b) / $a.size",
		          "$u * 2 * ($b - $a) / $b.size"}},
		.nickname = "a mean of squares pulls in proportion to the error",
	},
	{
		.name = "mae", .token = "mae", .symbol = "mae", .ascii = "mae",
		.zero = "the error is 0 here",
		.notation = GW_CALL, .arity = 2,
		.commutes = true,
		.shape = op_pair_shape, .whole_value = mae_value, .vjp = mae_vjp,
		.whole_kink = mae_kink,
		.form.term = "abs(a - b)", .form.whole = "(s)/n", .form.meet = op_all_meet,
		.form.uses = op_all_uses,
		.form.local = mae_local,
		.rule = {{"dL/da", "upstream * sign(a - b)/n, 0 where a = b", GW_RULE_SENTENCE},
		         {"dL/db", "upstream * sign(b - a)/n, 0 where a = b", GW_RULE_SENTENCE}},
		.code = {.torch = "F.l1_loss($a, $b)",
		         .numpy = "np.mean(np.abs($a - $b))",
		         .vjp = {"$u * np.sign($a - $b) / $a.size",
		          "$u * np.sign($b - $a) / $b.size"}},
		.nickname = "a mean of distances pulls alike on every error",
		.source = "0 where both are equal, " OP_PYTORCH,
	},
	{
		.name = "huber", .token = "huber", .symbol = "huber", .ascii = "huber",
		.zero = "the error is 0 here",
		.notation = GW_CALL, .arity = 2,
		.commutes = true,
		.shape = op_pair_shape, .whole_value = huber_value,
		.vjp = huber_vjp,
		.form.term = "min(abs(a - b), 1) * (abs(a - b) - min(abs(a - b), 1)/2)",
		.form.whole = "(s)/n", .form.meet = op_all_meet,
		.form.uses = op_all_uses,
		.form.local = huber_local,
		.rule = {{"dL/da", "upstream * (a - b, held between -1 and 1)/n", GW_RULE_SENTENCE},
		         {"dL/db", "upstream * (b - a, held between -1 and 1)/n", GW_RULE_SENTENCE}},
		.code = {.torch = "F.huber_loss($a, $b)",
		         .numpy = "np.mean(np.where(np.abs($a - $b) <= 1, ($a - $b) ** 2 / 2, "
		         "np.abs($a - $b) - "
		          "0.5))",
		         .vjp = {"$u * np.clip($a - $b, -1, 1) / $a.size",
		          "$u * np.clip($b - $a, -1, 1) / $b.size"}},
		.nickname = "huber pulls as mse when near, as mae when far",
		.source = "Huber 1964, with delta = 1",
	},
	{
		.name = "huber_delta", .alias = "huber", .token = "huber", .symbol = "huber",
		.zero = "the error is 0 here, or within delta",
		.ascii = "huber",
		.notation = GW_CALL, .arity = 3,
		.shape = huber_delta_shape, .whole_value = huber_delta_value,
		.vjp = huber_delta_vjp,
		.form.term = "min(abs(a - b), c) * (abs(a - b) - min(abs(a - b), c)/2)",
		.form.whole = "(s)/n", .form.meet = huber_delta_meet,
		.form.uses = huber_delta_uses,
		.form.local = huber_delta_local,
		.rule = {{"dL/da", "upstream * (a - b, held between -c and c)/n", GW_RULE_SENTENCE},
		         {"dL/db", "upstream * (b - a, held between -c and c)/n", GW_RULE_SENTENCE},
		         {"dL/dc", "upstream * (abs(a - b) - c, where that is above 0, summed)/n",
		          GW_RULE_SENTENCE}},
		.code = {.torch = "torch.mean(torch.where(torch.abs($a - $b) <= $c, ($a - $b) "
	"** 2 / 2, $c * (torch.abs($a - $b) - $c / 2)))",
		         .numpy = "np.mean(np.where(np.abs($a - $b) <= $c, ($a - $b) ** 2 / 2, "
		         	"$c * (np.abs($a - $b) - $c / 2)))",
		         .vjp = {"$u * np.clip($a - $b, -$c, $c) / $a.size",
		                 "$u * np.clip($b - $a, -$c, $c) / $b.size",
		                 "np.sum($u * np.maximum(np.abs($a - $b) - $c, 0.0)) / $a.size"}},
		.nickname = "huber pulls as mse when near, as mae when far",
		.source = "Huber 1964",
	},
	{
		.name = "bce", .token = "bce", .symbol = "bce", .ascii = "bce",
		.zero = "the prediction is the target, or 1/2",
		.notation = GW_CALL, .arity = 2,
		.shape = op_pair_shape, .whole_value = bce_value, .vjp = bce_vjp,
		.whole_kink = bce_kink,
		.form.term = "-(b * log(a) + (1 - b) * log(1 - a))", .form.whole = "(s)/n",
		.form.meet = op_all_meet,
		.form.uses = op_all_uses,
		.form.local = bce_local,
		.rule_here = bce_rule,
		.rule = {{"dL/dp", "upstream * (p - t)/(p * (1 - p) * n)", GW_RULE_FORMULA},
		         {"dL/dt", "upstream * log((1 - p)/p)/n", GW_RULE_FORMULA}},
		.code = {.torch = "F.binary_cross_entropy($a, $b)",
		         .numpy = "-np.mean($b * np.maximum(np.log($a), -100) + (1 - $b) * "
		         "np.maximum(np.log(1 "
		          "- $a), -100))",
		         .vjp = {"$u * ($a - $b) / np.maximum($a * (1 - $a), np.float32(1e-12)) "
		         "/ $a.size",
		          "$u * (np.log(1 - $a) - np.log($a)) / $b.size"}},
		.nickname = "bce punishes certainty that is wrong",
		.source = "logs at least -100, and the divisor of the slope at least 1e-12, "
		 "" OP_PYTORCH,
	},
};
/* clang-format on */

const struct gw_op_family op_loss = {operators, sizeof operators / sizeof *operators};
