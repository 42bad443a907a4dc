/*
 * Joining matrices, and taking an entry out of one.
 */
#include "graph/op_shared.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static uint32_t *length_along(struct gw_shape *shape, int axis)
{
	return axis == 0 ? &shape->rows : &shape->columns;
}

static bool concat_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			 char why[GW_WHY])
{
	if (!op_check_axis(*x[count - 1].entry, why))
		return false;
	int axis = op_axis_number(*x[count - 1].entry);
	*shape = x[0].shape;
	for (unsigned i = 1; i + 1 < count; i++) {
		struct gw_shape other = x[i].shape;
		uint32_t mine = *length_along(shape, 1 - axis),
			 its = *length_along(&other, 1 - axis);
		if (mine != its) {
			snprintf(why, GW_WHY, "%u %s and %u don't fit side by side", mine,
				 axis == 0 ? "columns" : "rows", its);
			return false;
		}
		*length_along(shape, axis) += *length_along(&other, axis);
	}
	return true;
}

/* Where the entries of operand `which` begin in the whole, and how long its rows are there. */
static size_t part_start(const struct gw_matrix *x, unsigned count, unsigned which,
			 struct gw_shape *whole)
{
	char why[GW_WHY];
	size_t along = 0;
	int axis = op_axis_number(*x[count - 1].entry);

	concat_shape(x, count, whole, why);
	for (unsigned i = 0; i < which; i++)
		along += axis == 0 ? x[i].shape.rows : x[i].shape.columns;
	return axis == 0 ? along * whole->columns : along;
}

static void concat_value(const struct gw_matrix *x, unsigned count, double *y)
{
	for (unsigned k = 0; k + 1 < count; k++) {
		struct gw_shape whole, part = x[k].shape;
		size_t start = part_start(x, count, k, &whole);
		for (size_t i = 0; i < part.rows; i++)
			memcpy(y + start + i * whole.columns, x[k].entry + i * part.columns,
			       part.columns * sizeof *y);
	}
}

static void concat_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		       const double *upstream, unsigned which, double *downstream)
{
	struct gw_shape whole, part = x[which].shape;
	size_t start = part_start(x, count, which, &whole);

	(void)y;
	for (size_t i = 0; i < part.rows; i++)
		memcpy(downstream + i * part.columns, upstream + start + i * whole.columns,
		       part.columns * sizeof *downstream);
}

static size_t concat_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			  struct gw_meeting *meeting)
{
	struct gw_shape whole;

	(void)term;
	part_start(x, count, 0, &whole);
	for (unsigned i = 0; i + 1 < count; i++) {
		size_t start = part_start(x, count, i, &whole);
		size_t row = at / whole.columns - start / whole.columns;
		size_t column = at % whole.columns - start % whole.columns;
		if (at / whole.columns < start / whole.columns ||
		    at % whole.columns < start % whole.columns || row >= x[i].shape.rows ||
		    column >= x[i].shape.columns)
			continue;
		meeting->operand[0] = i;
		meeting->entry[0] = row * x[i].shape.columns + column;
	}
	return 1;
}

/* The parts stand below each other (axis 0) or side by side. */
static size_t concat_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			  size_t index, struct gw_use *use)
{
	size_t row = entry / x[which].shape.columns, column = entry % x[which].shape.columns;
	size_t whole = x[0].shape.columns;
	double axis = x[count - 1].entry[0];
	bool is_downward = axis == 0 || axis == -2;

	(void)index;
	if (!is_downward)
		whole = 0;
	for (unsigned i = 0; i + 1 < count; i++) {
		row += is_downward && i < which ? x[i].shape.rows : 0;
		column += !is_downward && i < which ? x[i].shape.columns : 0;
		whole += is_downward ? 0 : x[i].shape.columns;
	}
	*use = (struct gw_use){row * whole + column, 0};
	return 1;
}

/* ---- A[i, j] ---- */

static bool is_index(double index, uint32_t size)
{
	return index >= -(double)size && index < size && index == floor(index);
}

/* A[i, j], or a[i] of a vector. */
static bool index_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			char why[GW_WHY])
{
	struct gw_shape whole = x[0].shape;

	*shape = (struct gw_shape){1, 1};
	if (count == 2 && whole.rows != 1 && whole.columns != 1) {
		snprintf(why, GW_WHY, "an entry of a matrix has a row and a column: [i, j]");
		return false;
	}
	if (count == 2 && !is_index(x[1].entry[0], whole.rows * whole.columns)) {
		snprintf(why, GW_WHY, "the indices are 0 to %u, not %g",
			 whole.rows * whole.columns - 1, x[1].entry[0]);
		return false;
	}
	if (count == 3 &&
	    (!is_index(x[1].entry[0], whole.rows) || !is_index(x[2].entry[0], whole.columns))) {
		snprintf(why, GW_WHY, "the indices are 0 to %u and 0 to %u, not %g and %g",
			 whole.rows - 1, whole.columns - 1, x[1].entry[0], x[2].entry[0]);
		return false;
	}
	return true;
}

/* Negative indices count from the end. */
static size_t from_start(double index, size_t size)
{
	return index < 0 ? size - (size_t)-index : (size_t)index;
}

static size_t index_of(const struct gw_matrix *x, unsigned count)
{
	struct gw_shape whole = x[0].shape;

	if (count == 2)
		return from_start(x[1].entry[0], op_entries(x[0]));
	return from_start(x[1].entry[0], whole.rows) * whole.columns +
	       from_start(x[2].entry[0], whole.columns);
}

static void index_value(const struct gw_matrix *x, unsigned count, double *y)
{
	*y = x[0].entry[index_of(x, count)];
}

static void index_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream)
{
	(void)y, (void)which;
	memset(downstream, 0, op_entries(x[0]) * sizeof *downstream);
	downstream[index_of(x, count)] = *upstream;
}

static size_t index_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			 struct gw_meeting *meeting)
{
	(void)at, (void)term;
	op_meet(meeting, index_of(x, count), 0);
	return 1;
}

static size_t index_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			 size_t index, struct gw_use *use)
{
	struct gw_meeting chosen;

	(void)which, (void)index;
	index_meet(x, count, 0, 0, &chosen);
	*use = (struct gw_use){0, 0};
	return chosen.entry[0] == entry;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "concat", .token = "concat", .symbol = "concat", .ascii = "concat",
		.notation = GW_CALL, .arity = 2, .most = GW_MAX_OPERANDS,
		.attribute = {"axis"}, .first_attribute = GW_LAST_ATTRIBUTE,
		.shape = concat_shape, .whole_value = concat_value,
		.vjp = concat_vjp,
		.form.term = "a", .form.is_copy = true, .form.meet = concat_meet,
		.form.uses = concat_uses,
		.form.local = op_copy_local,
		.rule = {{"dL/dA", "the part of upstream that A became", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.cat([$o], dim=$x)",
		         .numpy = "np.concatenate([$o], axis=$x)",
		         .vjp = {"np.take($u, range($f, $t), axis=$x)"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "concat cuts the gradient where it joined",
	},
	{
		.name = "index", .token = "[", .symbol = "[ ]", .ascii = "[ ]",
		.notation = GW_INDEX, .arity = 2, .most = 3,
		.attribute = {"index"}, .first_attribute = 1,
		.shape = index_shape, .whole_value = index_value,
		.vjp = index_vjp,
		.is_routed = true,
		.form.term = "a", .form.is_copy = true, .form.meet = index_meet,
		.form.uses = index_uses,
		.form.local = op_copy_local,
		.rule = {{"dL/dA", "upstream at that entry; else 0", GW_RULE_SENTENCE}},
		.code = {.torch = "$a[$x]",
		         .numpy = "$a[$x]",
		         .vjp = {"$u * entry($a.shape, $x)"}, .rank = GW_CODE_OF_ARRAYS},
		.nickname = "an entry sends its gradient home",
	},
};
/* clang-format on */

const struct gw_op_family op_part = {operators, sizeof operators / sizeof *operators};
