/*
 * Diagonals and triangles: diag, tril, triu.
 */
#include "graph/op_origin.h"

#include <math.h>
#include <stdio.h>

static double offset_of(const struct gw_matrix *x, unsigned count)
{
	return op_attribute(x, count, 1, 0);
}

/* ---- diag: a vector on a diagonal, or the diagonal of a matrix as a row ---- */

static bool diag_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		       char why[GW_WHY])
{
	double offset = offset_of(x, count), entries = (double)op_entries(x[0]);

	if (!op_check_whole("the offset", offset, -OP_MOST_ROWS, OP_MOST_ROWS, why))
		return false;
	if (op_is_vector(x[0]))
		return op_make_shape(entries + fabs(offset), entries + fabs(offset), shape, why);
	double rows = x[0].shape.rows + fmin(offset, 0),
	       columns = x[0].shape.columns - fmax(offset, 0);
	if (rows < 1 || columns < 1) {
		snprintf(why, GW_WHY, "there is no diagonal %.15g beside the middle", offset);
		return false;
	}
	return op_make_shape(1, fmin(rows, columns), shape, why);
}

static struct gw_origin diag_origin(const struct gw_matrix *x, unsigned count, size_t at)
{
	double offset = offset_of(x, count);
	size_t down = (size_t)fmax(-offset, 0), across = (size_t)fmax(offset, 0);

	if (!op_is_vector(x[0]))
		return (struct gw_origin){0, (down + at) * x[0].shape.columns + across + at, false};
	size_t side = op_entries(x[0]) + down + across, row = at / side, column = at % side;
	bool is_on = row >= down && column >= across && row - down == column - across;
	return (struct gw_origin){0, is_on ? row - down : 0, !is_on};
}

static const struct gw_op_rule *diag_rule(const struct gw_matrix *x, unsigned count,
					  struct gw_matrix y, unsigned which)
{
	static const struct gw_op_rule of_matrix = {"dL/dA", "upstream on the diagonal; else 0",
						    GW_RULE_SENTENCE};

	(void)count, (void)y, (void)which;
	return op_is_vector(x[0]) ? NULL : &of_matrix;
}

static const struct gw_op_code *diag_code(const struct gw_matrix *x, unsigned count)
{
	static const struct gw_op_code of_matrix = {
		"torch.diag($a, {$0;0}).reshape(1, -1)",
		"np.diag($a, {$0;0}).reshape(1, -1)",
		{"on_diagonal($u, $a.shape, {$0;0})"},
		GW_CODE_ARRAYS,
	};

	(void)count;
	return op_is_vector(x[0]) ? NULL : &of_matrix;
}

/* ---- tril and triu: what lies above, or below, a diagonal is 0 ---- */

static bool tril_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		       char why[GW_WHY])
{
	*shape = x[0].shape;
	return op_check_whole("the offset", offset_of(x, count), -OP_MOST_ROWS, OP_MOST_ROWS, why);
}

/* How far an entry lies to the right of the diagonal. */
static double beyond_diagonal(const struct gw_matrix *x, unsigned count, size_t at)
{
	double row = (double)(at / x[0].shape.columns), column = (double)(at % x[0].shape.columns);
	return column - row - offset_of(x, count);
}

static struct gw_origin tril_origin(const struct gw_matrix *x, unsigned count, size_t at)
{
	return (struct gw_origin){0, at, beyond_diagonal(x, count, at) > 0};
}

static struct gw_origin triu_origin(const struct gw_matrix *x, unsigned count, size_t at)
{
	return (struct gw_origin){0, at, beyond_diagonal(x, count, at) < 0};
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "diag", .token = "diag", .symbol = "diag", .ascii = "diag",
		.notation = GW_CALL, .arity = 1, .most = 2,
		.attribute = {"offset"}, .first_attribute = 1,
		.shape = diag_shape, .origin = diag_origin,
		.is_routed = true,
		.form.term = "a", .form.is_copy = true, .form.local = op_copy_local,
		.rule = {{"dL/dA", "the diagonal of upstream", GW_RULE_SENTENCE}},
		.rule_here = diag_rule,
		.code = {.torch = "torch.diag($a.flatten(), {$0;0})",
		         .numpy = "np.diag($a.ravel(), {$0;0})",
		         .vjp = {"np.diag($u, {$0;0}).reshape($a.shape)"}, .rank = GW_CODE_ARRAYS},
		.code_here = diag_code,
		.nickname = "only the diagonal passes",
	},
	{
		.name = "tril", .token = "tril", .symbol = "tril", .ascii = "tril",
		.notation = GW_CALL, .arity = 1, .most = 2,
		.attribute = {"offset"}, .first_attribute = 1,
		.shape = tril_shape, .origin = tril_origin,
		.is_routed = true,
		.form.term = "a", .form.is_copy = true, .form.local = op_copy_local,
		.rule = {{"dL/dA", "upstream; 0 above the diagonal", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.tril($a, {$0;0})", .numpy = "np.tril($a, {$0;0})",
		         .vjp = {"np.tril($u, {$0;0})"}, .rank = GW_CODE_ARRAYS},
		.nickname = "above the diagonal nothing passes",
	},
	{
		.name = "triu", .token = "triu", .symbol = "triu", .ascii = "triu",
		.notation = GW_CALL, .arity = 1, .most = 2,
		.attribute = {"offset"}, .first_attribute = 1,
		.shape = tril_shape, .origin = triu_origin,
		.is_routed = true,
		.form.term = "a", .form.is_copy = true, .form.local = op_copy_local,
		.rule = {{"dL/dA", "upstream; 0 below the diagonal", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.triu($a, {$0;0})", .numpy = "np.triu($a, {$0;0})",
		         .vjp = {"np.triu($u, {$0;0})"}, .rank = GW_CODE_ARRAYS},
		.nickname = "below the diagonal nothing passes",
	},
};
/* clang-format on */

const struct gw_op_family op_diagonal = {operators, sizeof operators / sizeof *operators};
