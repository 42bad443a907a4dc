/*
 * The matrix product and the transpose.
 */
#include "graph/matrix_product.h"
#include "graph/op_shared.h"

#include <stdio.h>
#include <string.h>

static bool matmul_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			 char why[GW_WHY])
{
	(void)count;
	*shape = (struct gw_shape){x[0].shape.rows, x[1].shape.columns};
	if (x[0].shape.columns == x[1].shape.rows)
		return true;
	snprintf(why, GW_WHY, "inner sizes %u and %u differ", x[0].shape.columns, x[1].shape.rows);
	return false;
}

/* y += a b, with the innermost loop along the rows of both. */
static void multiply_into(const double *a, const double *b, double *y, size_t rows, size_t inner,
			  size_t columns)
{
	for (size_t i = 0; i < rows; i++)
		for (size_t k = 0; k < inner; k++) {
			double factor = a[i * inner + k];
			for (size_t j = 0; j < columns; j++)
				y[i * columns + j] += factor * b[k * columns + j];
		}
}

static void matmul_value(const struct gw_matrix *x, unsigned count, double *y)
{
	size_t rows = x[0].shape.rows, inner = x[0].shape.columns, columns = x[1].shape.columns;

	(void)count;
	if (product_is_large((struct product_size){rows, inner, columns})) {
		product_of_large((struct factor){x[0].entry, inner, 1},
				 (struct factor){x[1].entry, columns, 1},
				 (struct product_size){rows, inner, columns}, y);
		return;
	}
	memset(y, 0, rows * columns * sizeof *y);
	multiply_into(x[0].entry, x[1].entry, y, rows, inner, columns);
}

static void large_vjp(const struct gw_matrix *x, const double *upstream, unsigned which,
		      double *downstream)
{
	size_t rows = x[0].shape.rows, inner = x[0].shape.columns, columns = x[1].shape.columns;
	struct factor from = {upstream, columns, 1};

	if (which == 0)
		product_of_large(from, (struct factor){x[1].entry, 1, columns},
				 (struct product_size){rows, columns, inner}, downstream);
	else
		product_of_large((struct factor){x[0].entry, 1, inner}, from,
				 (struct product_size){inner, rows, columns}, downstream);
}

/* ∂L/∂A = upstream Bᵀ; ∂L/∂B = Aᵀ upstream. Neither transpose is made. */
static void matmul_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		       const double *upstream, unsigned which, double *downstream)
{
	size_t rows = x[0].shape.rows, inner = x[0].shape.columns, columns = x[1].shape.columns;
	const double *a = x[0].entry, *b = x[1].entry;

	(void)count, (void)y;
	if (product_is_large(which == 0 ? (struct product_size){rows, columns, inner}
					: (struct product_size){inner, rows, columns})) {
		large_vjp(x, upstream, which, downstream);
		return;
	}
	memset(downstream, 0, op_entries(x[which]) * sizeof *downstream);
	for (size_t i = 0; i < rows; i++)
		for (size_t k = 0; k < inner; k++) {
			const double *from = upstream + i * columns;
			if (which == 0) {
				double sum = 0;
				for (size_t j = 0; j < columns; j++)
					sum += from[j] * b[k * columns + j];
				downstream[i * inner + k] = sum;
				continue;
			}
			double factor = a[i * inner + k];
			for (size_t j = 0; j < columns; j++)
				downstream[k * columns + j] += factor * from[j];
		}
}

static size_t matmul_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			  struct gw_meeting *meeting)
{
	size_t inner = x[0].shape.columns, columns = x[1].shape.columns;

	(void)count;
	op_meet(meeting, at / columns * inner + term, term * columns + at % columns);
	return inner;
}

/* A B: an entry of A goes into all entries of its row of the result, one of B into its column. */
static size_t matmul_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			  size_t index, struct gw_use *use)
{
	size_t inner = x[0].shape.columns, columns = x[1].shape.columns;

	(void)count;
	if (which == 0) {
		*use = (struct gw_use){entry / inner * columns + index, entry % inner};
		return columns;
	}
	*use = (struct gw_use){index * columns + entry % columns, entry / columns};
	return x[0].shape.rows;
}

static bool transpose_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			    char why[GW_WHY])
{
	(void)count, (void)why;
	*shape = (struct gw_shape){x[0].shape.columns, x[0].shape.rows};
	return true;
}

static void transpose(const double *from, size_t rows, size_t columns, double *to)
{
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < columns; j++)
			to[j * rows + i] = from[i * columns + j];
}

static void transpose_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	transpose(x[0].entry, x[0].shape.rows, x[0].shape.columns, y);
}

static void transpose_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			  const double *upstream, unsigned which, double *downstream)
{
	(void)x, (void)count, (void)which;
	transpose(upstream, y.shape.rows, y.shape.columns, downstream);
}

static size_t transpose_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			     struct gw_meeting *meeting)
{
	size_t rows = x[0].shape.rows, columns = x[0].shape.columns;

	(void)count, (void)term;
	op_meet(meeting, at % rows * columns + at / rows, 0);
	return 1;
}

static size_t transpose_uses(const struct gw_matrix *x, unsigned count, unsigned which,
			     size_t entry, size_t index, struct gw_use *use)
{
	size_t rows = x[0].shape.rows, columns = x[0].shape.columns;

	(void)count, (void)which, (void)index;
	*use = (struct gw_use){entry % columns * rows + entry / columns, 0};
	return 1;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "matmul", .token = "@", .symbol = "@", .ascii = "@",
		.notation = GW_INFIX, .binding = GW_BINDS_PRODUCT, .arity = 2,
		.is_product = true, .is_spaced = true,
		.shape = matmul_shape, .whole_value = matmul_value,
		.vjp = matmul_vjp,
		.form.term = "a * b", .form.meet = matmul_meet,
		.form.uses = matmul_uses,
		.rule = {{"dL/dA", "upstream @ Bᵀ", GW_RULE_MATRIX_PRODUCT},
		         {"dL/dB", "Aᵀ @ upstream", GW_RULE_MATRIX_PRODUCT}},
		.code = {.torch = "$a @ $b",
		         .numpy = "$a @ $b",
		         .vjp = {"$u @ $b.T", "$a.T @ $u"}, .rank = GW_CODE_ARRAYS},
		.nickname = "@ swaps and transposes",
	},
	{
		.name = "transpose", .alias = "T", .token = "ᵀ", .spellings = "'",
		.symbol = "Aᵀ", .ascii = "A'",
		.notation = GW_POSTFIX, .arity = 1,
		.shape = transpose_shape, .whole_value = transpose_value,
		.vjp = transpose_vjp,
		.form.term = "a", .form.is_copy = true, .form.meet = transpose_meet,
		.form.uses = transpose_uses,
		.form.local = op_copy_local,
		.rule = {{"dL/dA", "upstreamᵀ", GW_RULE_FORMULA}},
		.code = {.torch = "$a.T", .numpy = "$a.T", .vjp = {"$u.T"}, .rank = GW_CODE_ARRAYS},
		.nickname = "a transpose is undone by a transpose",
	},
};
/* clang-format on */

const struct gw_op_family op_product = {operators, sizeof operators / sizeof *operators};
