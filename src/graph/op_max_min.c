/*
 * max and min of two operands or more: the gradient goes to the one that was chosen.
 */
#include "graph/op_shared.h"

#include <math.h>
#include <string.h>

/* fmax() would swallow a NaN. */
static double max_value(const double *x)
{
	return isnan(x[0]) || x[0] > x[1] ? x[0] : x[1];
}

static double min_value(const double *x)
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

static double choice_local(const double *x, double y, unsigned which)
{
	return winner_share(x[which], x[1 - which], y);
}

static const char *max_kink(const double *x)
{
	return x[0] == x[1] ? "a tie: max gives one half of its gradient to each operand" : NULL;
}

static const char *min_kink(const double *x)
{
	return x[0] == x[1] ? "a tie: min gives one half of its gradient to each operand" : NULL;
}

/* ---- of three operands and more, which are broadcast ---- */

static struct gw_shape shape_of_many(const struct gw_matrix *x, unsigned count)
{
	struct gw_shape shape;
	char why[GW_WHY];

	op_broadcast_shape(x, count, &shape, why);
	return shape;
}

static double entry_of(struct gw_matrix x, struct gw_shape whole, size_t at)
{
	return x.entry[gw_broadcast_entry(x.shape, whole, at)];
}

static void choose_of_many(const struct gw_matrix *x, unsigned count, double *y, double sign)
{
	struct gw_shape whole = shape_of_many(x, count);

	for (size_t at = 0; at < gw_entry_count(whole); at++) {
		y[at] = entry_of(x[0], whole, at);
		for (unsigned i = 1; i < count; i++) {
			double entry = entry_of(x[i], whole, at);
			if (isnan(entry) || sign * entry > sign * y[at])
				y[at] = entry;
		}
	}
}

static void max_of_many_value(const struct gw_matrix *x, unsigned count, double *y)
{
	choose_of_many(x, count, y, 1);
}

static void min_of_many_value(const struct gw_matrix *x, unsigned count, double *y)
{
	choose_of_many(x, count, y, -1);
}

/* How many operands have the value of the result at an entry. */
static unsigned winners_at(const struct gw_matrix *x, unsigned count, struct gw_matrix y, size_t at)
{
	unsigned winners = 0;

	for (unsigned i = 0; i < count; i++)
		winners += entry_of(x[i], y.shape, at) == y.entry[at];
	return winners;
}

static void many_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		     const double *upstream, unsigned which, double *downstream)
{
	memset(downstream, 0, op_entries(x[which]) * sizeof *downstream);
	for (size_t at = 0; at < op_entries(y); at++) {
		size_t to = gw_broadcast_entry(x[which].shape, y.shape, at);
		if (isnan(y.entry[at]))
			downstream[to] = NAN;
		else if (x[which].entry[to] == y.entry[at])
			downstream[to] += upstream[at] / winners_at(x, count, y, at);
	}
}

static const char *many_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			     size_t at)
{
	return winners_at(x, count, y, at) > 1
		       ? "a tie: each of the equal operands gets the same share"
		       : NULL;
}

static size_t many_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			struct gw_meeting *meeting)
{
	struct gw_shape whole = shape_of_many(x, count);

	*meeting = (struct gw_meeting){{(unsigned)term},
				       {gw_broadcast_entry(x[term].shape, whole, at)}};
	return count;
}

static size_t many_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			size_t index, struct gw_use *use)
{
	use->at = op_broadcast_use(x[which].shape, shape_of_many(x, count), entry, index);
	use->term = which;
	return gw_entry_count(shape_of_many(x, count)) / op_entries(x[which]);
}

static const char *many_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			      unsigned which, size_t at)
{
	static const char *const shares[] = {"0", "1", "1/2", "1/3", "1/4"};
	size_t place = op_broadcast_use(x[which].shape, y.shape, at, 0);
	unsigned winners = winners_at(x, count, y, place);

	if (isnan(y.entry[place]))
		return "nan";
	if (x[which].entry[at] != y.entry[place])
		return "0";
	return winners < sizeof shares / sizeof *shares ? shares[winners] : NULL;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "max", .token = "max", .symbol = "max", .ascii = "max",
		.notation = GW_CALL, .arity = 2,
		.commutes = true,
		.value = max_value, .local = choice_local, .kink = max_kink,
		.is_routed = true,
		.zero = "max chose the other operand",
		.rule = {{"d max(a, b)/da", "1 if a > b, 1/2 if a = b, else 0", GW_RULE_SENTENCE},
		         {"d max(a, b)/db", "1 if b > a, 1/2 if a = b, else 0", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.maximum($a, $b)",
		         .numpy = "np.maximum($a, $b)",
		         .vjp = {"np.where($a > $b, $u, np.where($a == $b, $u / 2, 0.0))",
		          "np.where($b > $a, $u, np.where($a == $b, $u / 2, 0.0))"}},
		.nickname = "max routes", .source = "a half each in a tie, " OP_PYTORCH,
	},
	{
		.name = "min", .token = "min", .symbol = "min", .ascii = "min",
		.notation = GW_CALL, .arity = 2,
		.commutes = true,
		.value = min_value, .local = choice_local, .kink = min_kink,
		.is_routed = true,
		.zero = "min chose the other operand",
		.rule = {{"d min(a, b)/da", "1 if a < b, 1/2 if a = b, else 0", GW_RULE_SENTENCE},
		         {"d min(a, b)/db", "1 if b < a, 1/2 if a = b, else 0", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.minimum($a, $b)",
		         .numpy = "np.minimum($a, $b)",
		         .vjp = {"np.where($a < $b, $u, np.where($a == $b, $u / 2, 0.0))",
		          "np.where($b < $a, $u, np.where($a == $b, $u / 2, 0.0))"}},
		.nickname = "min routes", .source = "a half each in a tie, " OP_PYTORCH,
	},
	{
		.name = "max_of", .alias = "max", .token = "max", .symbol = "max", .ascii = "max",
		.notation = GW_CALL, .arity = 3, .most = GW_MAX_OPERANDS,
		.shape = op_broadcast_shape, .whole_value = max_of_many_value, .vjp = many_vjp,
		.whole_kink = many_kink, .is_routed = true,
		.zero = "max chose another operand",
		.form.term = "a", .form.fold = "max", .form.meet = many_meet,
		.form.uses = many_uses, .form.local = many_local,
		.rule = {{"dL/da", "upstream where this operand is the largest, shared in a tie; else 0",
		          GW_RULE_SENTENCE}},
		.jacobian = {"1 where this operand is the largest; else 0"},
		.code = {.torch = "torch.stack(torch.broadcast_tensors($o)).amax(0)",
		         .numpy = "np.max(np.broadcast_arrays($o), axis=0)",
		         .vjp = {"summed_to($u * ($m == $y) / "
		                 "np.sum(np.broadcast_arrays($o) == $y, axis=0), $m)"}},
		.nickname = "max routes", .source = "equal shares in a tie, " OP_PYTORCH,
	},
	{
		.name = "min_of", .alias = "min", .token = "min", .symbol = "min", .ascii = "min",
		.notation = GW_CALL, .arity = 3, .most = GW_MAX_OPERANDS,
		.shape = op_broadcast_shape, .whole_value = min_of_many_value, .vjp = many_vjp,
		.whole_kink = many_kink, .is_routed = true,
		.zero = "min chose another operand",
		.form.term = "a", .form.fold = "min", .form.meet = many_meet,
		.form.uses = many_uses, .form.local = many_local,
		.rule = {{"dL/da", "upstream where this operand is the smallest, shared in a tie; else 0",
		          GW_RULE_SENTENCE}},
		.jacobian = {"1 where this operand is the smallest; else 0"},
		.code = {.torch = "torch.stack(torch.broadcast_tensors($o)).amin(0)",
		         .numpy = "np.min(np.broadcast_arrays($o), axis=0)",
		         .vjp = {"summed_to($u * ($m == $y) / "
		                 "np.sum(np.broadcast_arrays($o) == $y, axis=0), $m)"}},
		.nickname = "min routes", .source = "equal shares in a tie, " OP_PYTORCH,
	},
};
/* clang-format on */

const struct gw_op_family op_max_min = {operators, sizeof operators / sizeof *operators};
