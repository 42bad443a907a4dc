/*
 * Entries in another arrangement: flatten, flip; and all products of two vectors, outer, or of two
 * matrices, kron.
 */
#include "graph/op_shared.h"

#include <stdio.h>
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
	return op_check_axis(op_attribute(x, count, 1, NAN), why);
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

/* ---- kron: at the place of each entry of the first, the second times it ---- */

static bool kron_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		       char why[GW_WHY])
{
	uint64_t rows = (uint64_t)x[0].shape.rows * x[1].shape.rows,
		 columns = (uint64_t)x[0].shape.columns * x[1].shape.columns;

	(void)count;
	*shape = (struct gw_shape){(uint32_t)rows, (uint32_t)columns};
	if (rows == shape->rows && columns == shape->columns)
		return true;
	snprintf(why, GW_WHY, "these are too many entries");
	return false;
}

static size_t kron_columns(const struct gw_matrix *x)
{
	return (size_t)x[0].shape.columns * x[1].shape.columns;
}

/* The entries of the two whose product is entry `at`. */
static void find_factors(const struct gw_matrix *x, size_t at, size_t factor[2])
{
	size_t row = at / kron_columns(x), column = at % kron_columns(x);
	struct gw_shape outer = x[0].shape, inner = x[1].shape;

	factor[0] = row / inner.rows * outer.columns + column / inner.columns;
	factor[1] = row % inner.rows * inner.columns + column % inner.columns;
}

static void kron_value(const struct gw_matrix *x, unsigned count, double *y)
{
	size_t factor[2];

	(void)count;
	for (size_t at = 0; at < op_entries(x[0]) * op_entries(x[1]); at++) {
		find_factors(x, at, factor);
		y[at] = x[0].entry[factor[0]] * x[1].entry[factor[1]];
	}
}

static void kron_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		     const double *upstream, unsigned which, double *downstream)
{
	size_t factor[2];

	(void)count;
	memset(downstream, 0, op_entries(x[which]) * sizeof *downstream);
	for (size_t at = 0; at < op_entries(y); at++) {
		find_factors(x, at, factor);
		downstream[factor[which]] += upstream[at] * x[1 - which].entry[factor[1 - which]];
	}
}

static size_t kron_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			struct gw_meeting *meeting)
{
	size_t factor[2];

	(void)count, (void)term;
	find_factors(x, at, factor);
	op_meet(meeting, factor[0], factor[1]);
	return 1;
}

/* With every entry of the other, row by row of the result. */
static size_t kron_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			size_t index, struct gw_use *use)
{
	struct gw_shape mine = x[which].shape, other = x[1 - which].shape, inner = x[1].shape;
	size_t row = entry / mine.columns, column = entry % mine.columns;
	size_t other_row = index / other.columns, other_column = index % other.columns;
	size_t at_row = which == 0 ? row * inner.rows + other_row : other_row * inner.rows + row;
	size_t at_column = which == 0 ? column * inner.columns + other_column
				      : other_column * inner.columns + column;

	(void)count;
	*use = (struct gw_use){at_row * kron_columns(x) + at_column, 0};
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
		.code = {.torch = "$a.reshape(1, -1)", .numpy = "$a.reshape(1, -1)",
		         .vjp = {"$u.reshape($a.shape)"}, .rank = GW_CODE_ARRAYS},
		.nickname = "flatten only changes the shape",
	},
	{
		.name = "flip", .token = "flip", .symbol = "flip", .ascii = "flip",
		.notation = GW_CALL, .arity = 1, .most = 2,
		.attribute = {"axis"}, .first_attribute = 1,
		.shape = flip_shape, .whole_value = flip_value, .vjp = flip_vjp,
		.form.term = "a", .form.is_copy = true, .form.meet = flip_meet,
		.form.uses = flip_uses, .form.local = op_copy_local,
		.rule = {{"dL/dA", "upstream, flipped back", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.flip($a, [{$0;0, 1}])",
		         .numpy = "np.flip($a, {$0;None})", .vjp = {"np.flip($u, {$0;None})"},
		         .rank = GW_CODE_ARRAYS},
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
		.jacobian = {"∂y[i,j]/∂a[i] = b[j]", "∂y[i,j]/∂b[j] = a[i]"},
		.code = {.torch = "torch.outer($a.flatten(), $b.flatten())",
		         .numpy = "np.outer($a, $b)",
		         .vjp = {"($u @ $b.reshape(-1, 1)).reshape($a.shape)",
		                 "($a.reshape(1, -1) @ $u).reshape($b.shape)"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "outer swaps, as × does",
	},
	{
		.name = "kron", .token = "kron", .symbol = "kron", .ascii = "kron",
		.notation = GW_CALL, .arity = 2,
		.is_product = true,
		.shape = kron_shape, .whole_value = kron_value, .vjp = kron_vjp,
		.form.term = "a * b", .form.meet = kron_meet, .form.uses = kron_uses,
		.rule = {{"dL/dA", "each block of upstream, times B, summed", GW_RULE_SENTENCE},
		         {"dL/dB", "all blocks of upstream, each times its entry of A, summed",
		          GW_RULE_SENTENCE}},
		.jacobian = {"B, in the block of the entry", "its entry of A, in each block"},
		.code = {.torch = "torch.kron($a, $b)", .numpy = "np.kron($a, $b)",
		         .vjp = {"np.einsum('ikjl,kl->ij', blocks($u, $a, $b), $b)",
		                 "np.einsum('ikjl,ij->kl', blocks($u, $a, $b), $a)"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "kron swaps, block by block",
	},
};
/* clang-format on */

const struct gw_op_family op_arrange = {operators, sizeof operators / sizeof *operators};
