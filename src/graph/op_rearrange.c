/*
 * Entries in another shape or order: reshape, repeat, roll, stack.
 */
#include "graph/op_origin.h"

#include <math.h>
#include <stdio.h>

/* ---- reshape: one of the two may be −1, and is then what is left ---- */

static bool reshape_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			  char why[GW_WHY])
{
	double entries = (double)op_entries(x[0]), rows = *x[1].entry, columns = *x[2].entry;

	(void)count;
	if (rows == -1 && columns > 0)
		rows = entries / columns;
	else if (columns == -1 && rows > 0)
		columns = entries / rows;
	if (!(rows > 0 && columns > 0) || rows != floor(rows) || columns != floor(columns) ||
	    rows * columns != entries) {
		snprintf(why, GW_WHY, "%.0f entries do not make %.15g×%.15g", entries, *x[1].entry,
			 *x[2].entry);
		return false;
	}
	return op_make_shape(rows, columns, shape, why);
}

static struct gw_origin reshape_origin(const struct gw_matrix *x, unsigned count, size_t at)
{
	(void)x, (void)count;
	return (struct gw_origin){0, at, false};
}

/* ---- repeat, as PyTorch's: the whole matrix, below itself and beside itself ---- */

static bool repeat_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			 char why[GW_WHY])
{
	(void)count;
	return op_check_whole("a count", *x[1].entry, 1, OP_MOST_ROWS, why) &&
	       op_check_whole("a count", *x[2].entry, 1, OP_MOST_ROWS, why) &&
	       op_make_shape(*x[1].entry * x[0].shape.rows, *x[2].entry * x[0].shape.columns, shape,
			     why);
}

static struct gw_origin repeat_origin(const struct gw_matrix *x, unsigned count, size_t at)
{
	struct gw_shape part = x[0].shape;
	size_t wide = part.columns * (size_t)*x[2].entry;
	size_t row = at / wide % part.rows, column = at % wide % part.columns;

	(void)count;
	return (struct gw_origin){0, row * part.columns + column, false};
}

/* ---- roll: without an axis, row behind row ---- */

static bool roll_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		       char why[GW_WHY])
{
	*shape = x[0].shape;
	return op_check_whole("the shift", *x[1].entry, -OP_MOST_ROWS, OP_MOST_ROWS, why) &&
	       op_check_axis(op_attribute(x, count, 2, NAN), why);
}

/* The place from which a place gets its entry, around the end of `size` places. */
static size_t rolled(size_t place, double shift, size_t size)
{
	double back = fmod((double)place - shift, (double)size);
	return (size_t)(back < 0 ? back + (double)size : back);
}

static struct gw_origin roll_origin(const struct gw_matrix *x, unsigned count, size_t at)
{
	double axis = op_attribute(x, count, 2, NAN), shift = *x[1].entry;
	size_t columns = x[0].shape.columns, row = at / columns, column = at % columns;

	if (!gw_is_given(axis))
		return (struct gw_origin){0, rolled(at, shift, op_entries(x[0])), false};
	if (op_axis_number(axis) == 0)
		row = rolled(row, shift, x[0].shape.rows);
	else
		column = rolled(column, shift, columns);
	return (struct gw_origin){0, row * columns + column, false};
}

/* ---- stack: vectors as the rows of a matrix (axis 0) or its columns ---- */

static bool stack_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			char why[GW_WHY])
{
	size_t length = op_entries(x[0]);

	if (!op_check_axis(*x[count - 1].entry, why))
		return false;
	for (unsigned i = 0; i + 1 < count; i++)
		if (!op_is_vector(x[i]) || op_entries(x[i]) != length) {
			snprintf(why, GW_WHY, "stack takes vectors of one length");
			return false;
		}
	return op_axis_number(*x[count - 1].entry) == 0
		       ? op_make_shape(count - 1, (double)length, shape, why)
		       : op_make_shape((double)length, count - 1, shape, why);
}

static struct gw_origin stack_origin(const struct gw_matrix *x, unsigned count, size_t at)
{
	size_t length = op_entries(x[0]), vectors = count - 1;

	if (op_axis_number(*x[count - 1].entry) == 0)
		return (struct gw_origin){(unsigned)(at / length), at % length, false};
	return (struct gw_origin){(unsigned)(at % vectors), at / vectors, false};
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "reshape", .token = "reshape", .symbol = "reshape", .ascii = "reshape",
		.notation = GW_CALL, .arity = 3,
		.attribute = {"rows", "columns"}, .first_attribute = 1,
		.drawn = "$0x$1",
		.shape = reshape_shape, .origin = reshape_origin,
		.form.term = "a", .form.is_copy = true, .form.local = op_copy_local,
		.rule = {{"dL/dA", "upstream, in the shape of A", GW_RULE_SENTENCE}},
		.code = {.torch = "$a.reshape($0, $1)", .numpy = "$a.reshape($0, $1)",
		         .vjp = {"$u.reshape($a.shape)"}, .rank = GW_CODE_ARRAYS},
		.nickname = "reshape only changes the shape",
	},
	{
		.name = "repeat", .alias = "tile", .token = "repeat", .symbol = "repeat",
		.ascii = "repeat",
		.notation = GW_CALL, .arity = 3,
		.attribute = {"rows", "columns"}, .first_attribute = 1,
		.drawn = "$0x$1",
		.shape = repeat_shape, .origin = repeat_origin,
		.form.term = "a", .form.is_copy = true, .form.local = op_copy_local,
		.rule = {{"dL/dA", "the sum of upstream over all copies", GW_RULE_SENTENCE}},
		.code = {.torch = "$a.repeat($0, $1)", .numpy = "np.tile($a, ($0, $1))",
		         .vjp = {"$u.reshape($0, $a.shape[0], $1, $a.shape[1]).sum(axis=(0, 2))"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "copies on the way there are a sum on the way back",
		.source = "the whole matrix is repeated, " OP_PYTORCH,
	},
	{
		.name = "roll", .token = "roll", .symbol = "roll", .ascii = "roll",
		.notation = GW_CALL, .arity = 2, .most = 3,
		.attribute = {"shift", "axis"}, .first_attribute = 1,
		.shape = roll_shape, .origin = roll_origin,
		.form.term = "a", .form.is_copy = true, .form.local = op_copy_local,
		.rule = {{"dL/dA", "upstream, rolled back", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.roll($a, $0{1, dims=$1})",
		         .numpy = "np.roll($a, $0{1, axis=$1})",
		         .vjp = {"np.roll($u, -($0){1, axis=$1})"}, .rank = GW_CODE_ARRAYS},
		.nickname = "a roll is undone by rolling back",
	},
	{
		.name = "stack", .token = "stack", .symbol = "stack", .ascii = "stack",
		.notation = GW_CALL, .arity = 2, .most = GW_MAX_OPERANDS,
		.attribute = {"axis"}, .first_attribute = GW_LAST_ATTRIBUTE,
		.shape = stack_shape, .origin = stack_origin,
		.form.term = "a", .form.is_copy = true, .form.local = op_copy_local,
		.rule = {{"dL/dA", "the row of upstream that A became, or the column",
		          GW_RULE_SENTENCE}},
		.code = {.torch = "torch.stack([v.flatten() for v in ($o,)], dim=$x)",
		         .numpy = "np.stack([v.ravel() for v in ($o,)], axis=$x)",
		         .vjp = {"np.take($u, $n, axis=$x).reshape($m.shape)"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "stack cuts the gradient where it joined",
	},
};
/* clang-format on */

const struct gw_op_family op_rearrange = {operators, sizeof operators / sizeof *operators};
