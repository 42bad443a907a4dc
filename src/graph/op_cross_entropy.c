/*
 * The cross-entropy of logits, a mean over rows. Its rule depends on what the targets are. With
 * smoothing s, a share s of each target is spread over all K classes: (1 − s) t + s/K.
 */
#include "graph/op_shared.h"

#include <math.h>
#include <stdio.h>

#define CLOSE 1e-12 /* a row of targets sums to 1 but for rounding */

/* Targets are the classes' probabilities, as many as logits, or one class number (from 0) a row. */
static bool has_class_numbers(const struct gw_matrix *x)
{
	return x[1].shape.columns == 1 && x[0].shape.columns > 1;
}

static double smoothing_of(const struct gw_matrix *x, unsigned count)
{
	return op_attribute(x, count, 2, 0);
}

static bool cross_entropy_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
				char why[GW_WHY])
{
	double smoothing = smoothing_of(x, count);

	*shape = (struct gw_shape){1, 1};
	if (!(smoothing >= 0 && smoothing <= 1)) {
		snprintf(why, GW_WHY, "the smoothing is a number from 0 to 1, not %.15g",
			 smoothing);
		return false;
	}
	bool fits = x[1].shape.rows == x[0].shape.rows &&
		    (x[1].shape.columns == x[0].shape.columns || x[1].shape.columns == 1);
	if (!fits)
		snprintf(why, GW_WHY,
			 "the target has the shape of the logits, or one class number a row");
	return fits;
}

/* The weight of class `k` of row `i`, before it is smoothed. */
static double share_of(const struct gw_matrix *x, size_t i, size_t k)
{
	if (has_class_numbers(x))
		return x[1].entry[i] == (double)k;
	return x[1].entry[i * x[0].shape.columns + k];
}

static double target_at(const struct gw_matrix *x, unsigned count, size_t i, size_t k)
{
	double smoothing = smoothing_of(x, count);

	if (smoothing == 0)
		return share_of(x, i, k);
	return (1 - smoothing) * share_of(x, i, k) + smoothing / (double)x[0].shape.columns;
}

static bool is_class(double number, size_t classes)
{
	return number >= 0 && number < (double)classes && number == floor(number);
}

/* log softmax_k of row `i`, whose sum is that. */
static double log_share(const struct gw_matrix *x, size_t i, size_t k, struct op_log_sum sum)
{
	return (x[0].entry[i * x[0].shape.columns + k] - sum.largest) - sum.rest;
}

/* The mean over rows of −Σ t_k log softmax_k. A class number that is none gives NaN. */
static void cross_entropy_value(const struct gw_matrix *x, unsigned count, double *y)
{
	size_t rows = x[0].shape.rows, columns = x[0].shape.columns;

	*y = 0;
	for (size_t i = 0; i < rows; i++) {
		struct op_log_sum sum = op_log_sum_of(x[0].entry, op_line_at(x[0].shape, 1, i));
		if (has_class_numbers(x) && !is_class(x[1].entry[i], columns))
			*y = NAN;
		for (size_t k = 0; k < columns; k++)
			if (target_at(x, count, i, k) != 0)
				*y -= target_at(x, count, i, k) * log_share(x, i, k, sum);
	}
	*y /= (double)rows;
}

static void cross_entropy_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			      const double *upstream, unsigned which, double *downstream)
{
	size_t rows = x[0].shape.rows, columns = x[0].shape.columns;
	double scale = *upstream / (double)rows, kept = 1 - smoothing_of(x, count);

	for (size_t i = 0; i < rows; i++) {
		struct op_log_sum sum = op_log_sum_of(x[0].entry, op_line_at(x[0].shape, 1, i));
		double weight = 0;
		for (size_t k = 0; k < columns; k++)
			weight += target_at(x, count, i, k);
		if (which == 1 && has_class_numbers(x)) {
			downstream[i] = 0;
			continue;
		}
		for (size_t k = 0; k < columns; k++) {
			double share = log_share(x, i, k, sum);
			double by_logit = weight * exp(share) - target_at(x, count, i, k);
			downstream[i * columns + k] =
				isnan(*y.entry) ? NAN
						: scale * (which == 0 ? by_logit : kept * -share);
		}
	}
}

static size_t cross_entropy_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
				 struct gw_meeting *meeting)
{
	(void)count, (void)at;
	size_t target = has_class_numbers(x) ? term / x[0].shape.columns : term;
	*meeting = (struct gw_meeting){{0, 1, 2}, {term, target, 0}};
	return op_entries(x[0]);
}

/* A class number is the target of each term of its row. */
static size_t cross_entropy_uses(const struct gw_matrix *x, unsigned count, unsigned which,
				 size_t entry, size_t index, struct gw_use *use)
{
	bool is_class_number = which == 1 && x[1].shape.columns != x[0].shape.columns;

	(void)count, (void)index;
	*use = (struct gw_use){0, is_class_number ? entry * x[0].shape.columns : entry};
	return 1;
}

/* ---- what is said of its derivative ---- */

static bool sums_to_one(struct gw_matrix targets, size_t row)
{
	double sum = 0;

	for (size_t k = 0; k < targets.shape.columns; k++)
		sum += targets.entry[row * targets.shape.columns + k];
	return fabs(sum - 1) <= CLOSE;
}

static const struct gw_op_rule *cross_entropy_rule(const struct gw_matrix *x, unsigned count,
						   struct gw_matrix y, unsigned which)
{
	static const struct gw_op_rule of_classes[] = {
		{"dL/da", "upstream * (softmax(a) - one_hot(t))/rows", GW_RULE_FORMULA},
		{"dL/dt", "0, since class numbers only choose", GW_RULE_SENTENCE},
	};
	static const struct gw_op_rule of_any_sum = {
		"dL/da", "upstream * (s * softmax(a) - t)/rows, with s = sum(t, 1)",
		GW_RULE_SENTENCE};

	static const struct gw_op_rule smoothed[] = {
		{"dL/da",
		 "upstream * (softmax(a) - q)/rows, with q = (1 - smoothing) * t + smoothing/K",
		 GW_RULE_SENTENCE},
		{"dL/dt", "-upstream * (1 - smoothing) * log_softmax(a)/rows", GW_RULE_FORMULA},
	};

	(void)y;
	if (has_class_numbers(x) && which == 1)
		return &of_classes[1];
	if (smoothing_of(x, count) != 0)
		return &smoothed[which];
	if (has_class_numbers(x))
		return &of_classes[0];
	for (size_t row = 0; which == 0 && row < x[1].shape.rows; row++)
		if (!sums_to_one(x[1], row))
			return &of_any_sum;
	return NULL;
}

/* In these c is the smoothing, and n/r the classes. */
static const char *smoothed_local(const struct gw_matrix *x, unsigned which, size_t at)
{
	size_t columns = x[0].shape.columns, row = at / columns;

	if (!has_class_numbers(x))
		return which == 1 ? "-(1 - c) * log(p)/r" : NULL;
	if (which == 1)
		return "0";
	return x[1].entry[row] == (double)(at % columns) ? "(p - (1 - c) - c * r/n)/r"
							 : "(p - c * r/n)/r";
}

static const char *cross_entropy_local(const struct gw_matrix *x, unsigned count,
				       struct gw_matrix y, unsigned which, size_t at)
{
	size_t columns = x[0].shape.columns, row = at / columns;

	if (isnan(*y.entry))
		return NULL;
	if (smoothing_of(x, count) != 0)
		return smoothed_local(x, which, at);
	if (has_class_numbers(x))
		return which == 1                                  ? "0"
		       : x[1].entry[row] == (double)(at % columns) ? "(p - 1)/r"
								   : "p/r";
	if (which == 1)
		return "-log(p)/r";
	return sums_to_one(x[1], row) ? "(p - b)/r" : "(w * p - b)/r";
}

/* ---- how programs spell it ---- */

static const struct gw_op_code *cross_entropy_code(const struct gw_matrix *x, unsigned count)
{
	static const struct gw_op_code of_classes = {
		"F.cross_entropy($a, $b[:, 0].long(), label_smoothing={$0;0.0})",
		"-np.sum(smoothed(one_hot($a, $b), {$0;0}) * log_softmax($a)) / len($a)",
		{"$u * (np.exp(log_softmax($a)) - smoothed(one_hot($a, $b), {$0;0})) / len($a)",
		 "np.zeros_like($b)"},
		GW_CODE_OF_ARRAYS,
	};

	(void)count;
	return has_class_numbers(x) ? &of_classes : NULL;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "cross_entropy", .token = "cross_entropy", .symbol = "xent",
		.zero = "the prediction is the target, or it is 1",
		.ascii = "xent",
		.notation = GW_CALL, .arity = 2, .most = 3,
		.attribute = {"smoothing"}, .first_attribute = 2,
		.shape = cross_entropy_shape, .whole_value = cross_entropy_value,
		.vjp = cross_entropy_vjp,
		.form.meet = cross_entropy_meet,
		.form.uses = cross_entropy_uses,
		.form.local = cross_entropy_local,
		.rule_here = cross_entropy_rule,
		.rule = {{"dL/da", "upstream * (softmax(a) - t)/rows, as each row of t sums to 1",
		          GW_RULE_SENTENCE},
		         {"dL/dt", "-upstream * log_softmax(a)/rows", GW_RULE_FORMULA}},
		.code = {.torch = "F.cross_entropy($a, $b, label_smoothing={$0;0.0})",
		         .numpy = "-np.sum(smoothed($b, {$0;0}) * log_softmax($a)) / len($a)",
		         .vjp = {"$u * (np.sum(smoothed($b, {$0;0}), axis=1, keepdims=True) * "
		                 "np.exp(log_softmax($a)) - smoothed($b, {$0;0})) / len($a)",
		                 "-$u * (1 - {$0;0}) * log_softmax($a) / len($a)"},
		         .rank = GW_CODE_OF_ARRAYS},
		.code_here = cross_entropy_code,
		.nickname = "softmax minus target",
	},
};
/* clang-format on */

const struct gw_op_family op_cross_entropy = {operators, sizeof operators / sizeof *operators};
