/*
 * Entries in another arrangement: flatten, flip; and all products of two vectors, outer.
 */
#include "graph/op_shared.h"

#include <string.h>

static bool flat_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		       char why[GW_WHY])
{
	(void)count, (void)why;
	*shape = (struct gw_shape){1, (uint32_t)op_entries(x[0])};
	return true;
}

static void flat_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	memcpy(y, x[0].entry, op_entries(x[0]) * sizeof *y);
}

static void flat_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		     const double *upstream, unsigned which, double *downstream)
{
	(void)count, (void)y, (void)which;
	memcpy(downstream, upstream, op_entries(x[0]) * sizeof *downstream);
}

static size_t flat_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			struct gw_meeting *meeting)
{
	(void)x, (void)count, (void)term;
	op_meet(meeting, at, 0);
	return 1;
}

static size_t flat_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			size_t index, struct gw_use *use)
{
	(void)x, (void)count, (void)which, (void)index;
	*use = (struct gw_use){entry, 0};
	return 1;
}

/* ---- flip: along an axis, or both ---- */

static bool flip_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		       char why[GW_WHY])
{
	*shape = x[0].shape;
	return count < 2 || op_check_axis(x, count, why);
}

/* Where an entry comes from, which is where it goes to. */
static size_t flipped(const struct gw_matrix *x, unsigned count, size_t at)
{
	struct gw_shape shape = x[0].shape;
	size_t row = at / shape.columns, column = at % shape.columns;
	int axis = op_axis(x, count);

	row = axis == 1 ? row : shape.rows - 1 - row;
	column = axis == 0 ? column : shape.columns - 1 - column;
	return row * shape.columns + column;
}

static void flip_value(const struct gw_matrix *x, unsigned count, double *y)
{
	for (size_t at = 0; at < op_entries(x[0]); at++)
		y[at] = x[0].entry[flipped(x, count, at)];
}

static void flip_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		     const double *upstream, unsigned which, double *downstream)
{
	(void)y, (void)which;
	for (size_t at = 0; at < op_entries(x[0]); at++)
		downstream[at] = upstream[flipped(x, count, at)];
}

static size_t flip_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			struct gw_meeting *meeting)
{
	(void)term;
	op_meet(meeting, flipped(x, count, at), 0);
	return 1;
}

static size_t flip_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			size_t index, struct gw_use *use)
{
	(void)which, (void)index;
	*use = (struct gw_use){flipped(x, count, entry), 0};
	return 1;
}

/* ---- outer ---- */

static bool outer_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			char why[GW_WHY])
{
	(void)count, (void)why;
	*shape = (struct gw_shape){(uint32_t)op_entries(x[0]), (uint32_t)op_entries(x[1])};
	return true;
}

static void outer_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	for (size_t i = 0; i < op_entries(x[0]); i++)
		for (size_t j = 0; j < op_entries(x[1]); j++)
			*y++ = x[0].entry[i] * x[1].entry[j];
}

static void outer_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream)
{
	size_t columns = op_entries(x[1]);

	(void)count;
	memset(downstream, 0, op_entries(x[which]) * sizeof *downstream);
	for (size_t at = 0; at < op_entries(y); at++) {
		size_t place[2] = {at / columns, at % columns};
		downstream[place[which]] += upstream[at] * x[1 - which].entry[place[1 - which]];
	}
}

static size_t outer_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			 struct gw_meeting *meeting)
{
	size_t columns = op_entries(x[1]);

	(void)count, (void)term;
	op_meet(meeting, at / columns, at % columns);
	return 1;
}

static size_t outer_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			 size_t index, struct gw_use *use)
{
	size_t columns = op_entries(x[1]);

	(void)count;
	*use = (struct gw_use){which == 0 ? entry * columns + index : index * columns + entry, 0};
	return op_entries(x[1 - which]);
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "flatten", .token = "flatten", .symbol = "flat", .ascii = "flat",
		.notation = GW_CALL, .arity = 1,
		.shape = flat_shape, .whole_value = flat_value, .vjp = flat_vjp,
		.form.term = "a", .form.is_copy = true, .form.meet = flat_meet,
		.form.uses = flat_uses, .form.local = op_copy_local,
		.rule = {{"dL/dA", "upstream, in the shape of A", GW_RULE_SENTENCE}},
		.nickname = "flatten only changes the shape",
	},
	{
		.name = "flip", .token = "flip", .symbol = "flip", .ascii = "flip",
		.notation = GW_CALL, .arity = 1, .most = 2,
		.attribute = "axis", .first_attribute = 1,
		.shape = flip_shape, .whole_value = flip_value, .vjp = flip_vjp,
		.form.term = "a", .form.is_copy = true, .form.meet = flip_meet,
		.form.uses = flip_uses, .form.local = op_copy_local,
		.rule = {{"dL/dA", "upstream, flipped back", GW_RULE_SENTENCE}},
		.nickname = "a flip is undone by a flip",
	},
	{
		.name = "outer", .token = "outer", .symbol = "outer", .ascii = "outer",
		.notation = GW_CALL, .arity = 2,
		.is_product = true,
		.shape = outer_shape, .whole_value = outer_value, .vjp = outer_vjp,
		.form.term = "a * b", .form.meet = outer_meet, .form.uses = outer_uses,
		.rule = {{"dL/da", "the sum of upstream * b over the columns", GW_RULE_SENTENCE},
		         {"dL/db", "the sum of upstream * a over the rows", GW_RULE_SENTENCE}},
		.nickname = "outer swaps, as × does",
	},
};
/* clang-format on */

const struct gw_op_family op_arrange = {operators, sizeof operators / sizeof *operators};
