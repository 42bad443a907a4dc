/*
 * Linear algebra of small matrices: trace, det, inv, solve and cholesky. All but the trace factor
 * the matrix, on the stack, and so have a limit. Of a singular matrix the inverse is infinite or
 * NaN, and so is the factor of one that is not positive definite.
 */
#include "graph/op_shared.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MOST_SIDE 32

/*
 * P A = L U, where P exchanges rows so that the pivots are as large as they can be. L, which has a
 * diagonal of 1, and U stand in one matrix; row i of them is row `from[i]` of A.
 */
struct factors {
	size_t side;
	size_t from[MOST_SIDE];
	double entry[MOST_SIDE][MOST_SIDE];
	double sign; /* of the exchange */
};

static bool check_square(struct gw_matrix a, char why[GW_WHY])
{
	if (a.shape.rows == a.shape.columns && a.shape.rows <= MOST_SIDE)
		return true;
	if (a.shape.rows != a.shape.columns)
		snprintf(why, GW_WHY, "the matrix should be square, not %u×%u", a.shape.rows,
			 a.shape.columns);
	else
		snprintf(why, GW_WHY, "the matrix has %d rows at most, not %u", MOST_SIDE,
			 a.shape.rows);
	return false;
}

/* ---- factors ---- */

static void exchange_rows(struct factors *factors, size_t one, size_t other)
{
	double row[MOST_SIDE];
	size_t from = factors->from[one];

	if (one == other)
		return;
	memcpy(row, factors->entry[one], sizeof row);
	memcpy(factors->entry[one], factors->entry[other], sizeof row);
	memcpy(factors->entry[other], row, sizeof row);
	factors->from[one] = factors->from[other];
	factors->from[other] = from;
	factors->sign = -factors->sign;
}

static void eliminate_below(struct factors *factors, size_t pivot)
{
	double *above = factors->entry[pivot];

	for (size_t i = pivot + 1; i < factors->side; i++) {
		double *row = factors->entry[i];
		if (row[pivot] == 0)
			continue;
		row[pivot] /= above[pivot];
		for (size_t j = pivot + 1; j < factors->side; j++)
			row[j] -= row[pivot] * above[j];
	}
}

static void factor(struct factors *factors)
{
	factors->sign = 1;
	for (size_t i = 0; i < factors->side; i++)
		factors->from[i] = i;
	for (size_t pivot = 0; pivot < factors->side; pivot++) {
		size_t largest = pivot;
		for (size_t i = pivot + 1; i < factors->side; i++)
			if (fabs(factors->entry[i][pivot]) > fabs(factors->entry[largest][pivot]))
				largest = i;
		exchange_rows(factors, pivot, largest);
		eliminate_below(factors, pivot);
	}
}

/* Of a matrix, or of its transpose. */
static void factor_matrix(struct factors *factors, struct gw_matrix a, bool is_transposed)
{
	size_t side = factors->side = a.shape.rows;

	for (size_t i = 0; i < side; i++)
		for (size_t j = 0; j < side; j++)
			factors->entry[i][j] = a.entry[is_transposed ? j * side + i : i * side + j];
	factor(factors);
}

static double determinant(const struct factors *factors)
{
	double product = factors->sign;

	for (size_t i = 0; i < factors->side; i++)
		product *= factors->entry[i][i];
	return product;
}

/* The x of A x = b; the entries of b and of x are `step` apart. */
static void solve_column(const struct factors *factors, const double *b, double *x, size_t step)
{
	double column[MOST_SIDE];

	for (size_t i = 0; i < factors->side; i++) {
		column[i] = b[factors->from[i] * step];
		for (size_t j = 0; j < i; j++)
			column[i] -= factors->entry[i][j] * column[j];
	}
	for (size_t i = factors->side; i-- > 0;) {
		for (size_t j = i + 1; j < factors->side; j++)
			column[i] -= factors->entry[i][j] * column[j];
		column[i] /= factors->entry[i][i];
	}
	for (size_t i = 0; i < factors->side; i++)
		x[i * step] = column[i];
}

/* ---- trace ---- */

static bool trace_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			char why[GW_WHY])
{
	(void)x, (void)count, (void)why;
	*shape = (struct gw_shape){1, 1};
	return true;
}

static size_t diagonal_length(struct gw_matrix a)
{
	return a.shape.rows < a.shape.columns ? a.shape.rows : a.shape.columns;
}

static void trace_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t i = 0; i < diagonal_length(x[0]); i++)
		*y += x[0].entry[i * x[0].shape.columns + i];
}

static void trace_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream)
{
	(void)count, (void)y, (void)which;
	memset(downstream, 0, op_entries(x[0]) * sizeof *downstream);
	for (size_t i = 0; i < diagonal_length(x[0]); i++)
		downstream[i * x[0].shape.columns + i] = *upstream;
}

static size_t trace_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			 struct gw_meeting *meeting)
{
	(void)count, (void)at;
	op_meet(meeting, term * x[0].shape.columns + term, 0);
	return diagonal_length(x[0]);
}

static size_t trace_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			 size_t index, struct gw_use *use)
{
	size_t row = entry / x[0].shape.columns, column = entry % x[0].shape.columns;

	(void)count, (void)which, (void)index;
	*use = (struct gw_use){0, row};
	return row == column;
}

/* ---- det ---- */

static bool det_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		      char why[GW_WHY])
{
	(void)count;
	*shape = (struct gw_shape){1, 1};
	return check_square(x[0], why);
}

static void det_value(const struct gw_matrix *x, unsigned count, double *y)
{
	struct factors factors;

	(void)count;
	factor_matrix(&factors, x[0], false);
	*y = determinant(&factors);
}

/* The determinant without one row and one column, with its sign. */
static double cofactor(struct gw_matrix a, size_t row, size_t column)
{
	size_t side = a.shape.rows;
	struct factors factors = {.side = side - 1};

	for (size_t i = 0; i + 1 < side; i++)
		for (size_t j = 0; j + 1 < side; j++)
			factors.entry[i][j] = a.entry[(i + (i >= row)) * side + j + (j >= column)];
	factor(&factors);
	return ((row + column) % 2 ? -1 : 1) * determinant(&factors);
}

/* The cofactors, which are det A times the transposed inverse where there is one. */
static void det_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		    const double *upstream, unsigned which, double *downstream)
{
	size_t side = x[0].shape.rows;
	double unit[MOST_SIDE * MOST_SIDE] = {0};
	struct factors factors;

	(void)count, (void)which;
	factor_matrix(&factors, x[0], true);
	for (size_t j = 0; j < side; j++) {
		unit[j * side] = 1;
		if (*y.entry != 0)
			solve_column(&factors, unit, downstream + j, side);
		unit[j * side] = 0;
		for (size_t i = 0; i < side; i++)
			downstream[i * side + j] =
				*upstream * (*y.entry != 0 ? *y.entry * downstream[i * side + j]
							   : cofactor(x[0], i, j));
	}
}

/* ---- inv ---- */

static bool inv_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		      char why[GW_WHY])
{
	(void)count;
	*shape = x[0].shape;
	return check_square(x[0], why);
}

static void inv_value(const struct gw_matrix *x, unsigned count, double *y)
{
	size_t side = x[0].shape.rows;
	struct factors factors;

	(void)count;
	factor_matrix(&factors, x[0], false);
	memset(y, 0, side * side * sizeof *y);
	for (size_t j = 0; j < side; j++) {
		y[j * side + j] = 1;
		solve_column(&factors, y + j, y + j, side);
	}
}

/* −Yᵀ upstream Yᵀ */
static void inv_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		    const double *upstream, unsigned which, double *downstream)
{
	size_t side = x[0].shape.rows;

	(void)count, (void)which;
	for (size_t i = 0; i < side; i++) {
		double row[MOST_SIDE] = {0};
		for (size_t k = 0; k < side; k++)
			for (size_t l = 0; l < side; l++)
				row[l] -= y.entry[k * side + i] * upstream[k * side + l];
		for (size_t j = 0; j < side; j++) {
			downstream[i * side + j] = 0;
			for (size_t l = 0; l < side; l++)
				downstream[i * side + j] += row[l] * y.entry[j * side + l];
		}
	}
}

/* ---- solve ---- */

static bool solve_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			char why[GW_WHY])
{
	(void)count;
	*shape = x[1].shape;
	if (!check_square(x[0], why))
		return false;
	if (x[0].shape.rows == x[1].shape.rows)
		return true;
	snprintf(why, GW_WHY, "%u equations need %u rows on the right, not %u", x[0].shape.rows,
		 x[0].shape.rows, x[1].shape.rows);
	return false;
}

static void solve_value(const struct gw_matrix *x, unsigned count, double *y)
{
	size_t columns = x[1].shape.columns;
	struct factors factors;

	(void)count;
	factor_matrix(&factors, x[0], false);
	for (size_t j = 0; j < columns; j++)
		solve_column(&factors, x[1].entry + j, y + j, columns);
}

/* ∂L/∂B = A⁻ᵀ upstream; ∂L/∂A = −∂L/∂B Yᵀ. */
static void solve_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream)
{
	size_t side = x[0].shape.rows, columns = x[1].shape.columns;
	struct factors factors;

	(void)count;
	factor_matrix(&factors, x[0], true);
	if (which == 0)
		memset(downstream, 0, side * side * sizeof *downstream);
	for (size_t j = 0; j < columns; j++) {
		double right[MOST_SIDE] = {0}, column[MOST_SIDE];
		for (size_t i = 0; i < side; i++)
			right[i] = upstream[i * columns + j];
		solve_column(&factors, right, column, 1);
		for (size_t i = 0; i < side; i++) {
			if (which == 1)
				downstream[i * columns + j] = column[i];
			for (size_t k = 0; which == 0 && k < side; k++)
				downstream[i * side + k] -= column[i] * y.entry[k * columns + j];
		}
	}
}

/* ---- cholesky: A = L Lᵀ, where A stands for (A + Aᵀ)/2 ---- */

static double symmetric_entry(const struct gw_matrix *x, size_t i, size_t j)
{
	size_t side = x[0].shape.rows;
	return i == j ? x[0].entry[i * side + i]
		      : (x[0].entry[i * side + j] + x[0].entry[j * side + i]) / 2;
}

static void cholesky_value(const struct gw_matrix *x, unsigned count, double *y)
{
	size_t side = x[0].shape.rows;

	(void)count;
	memset(y, 0, side * side * sizeof *y);
	for (size_t i = 0; i < side; i++)
		for (size_t j = 0; j <= i; j++) {
			double rest = symmetric_entry(x, i, j);
			for (size_t k = 0; k < j; k++)
				rest -= y[i * side + k] * y[j * side + k];
			y[i * side + j] = i == j ? sqrt(rest) : rest / y[j * side + j];
		}
}

/* Lᵀ upstream, whose lower triangle with half of the diagonal is put on both sides. */
static void project_upstream(struct gw_matrix l, const double *upstream,
			     double middle[MOST_SIDE][MOST_SIDE])
{
	size_t side = l.shape.rows;

	for (size_t i = 0; i < side; i++)
		for (size_t j = 0; j <= i; j++) {
			double sum = 0;
			for (size_t k = i; k < side; k++)
				sum += l.entry[k * side + i] * upstream[k * side + j];
			middle[i][j] = middle[j][i] = sum;
		}
}

/* x becomes L⁻ᵀ x; the entries of x are `step` apart. */
static void solve_upper(struct gw_matrix l, double *x, size_t step)
{
	size_t side = l.shape.rows;

	for (size_t i = side; i-- > 0;) {
		for (size_t k = i + 1; k < side; k++)
			x[i * step] -= l.entry[k * side + i] * x[k * step];
		x[i * step] /= l.entry[i * side + i];
	}
}

/* L⁻ᵀ M L⁻¹/2, where M is symmetric: what project_upstream() makes. */
static void cholesky_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 const double *upstream, unsigned which, double *downstream)
{
	double middle[MOST_SIDE][MOST_SIDE];
	size_t side = x[0].shape.rows;

	(void)count, (void)which;
	project_upstream(y, upstream, middle);
	for (size_t j = 0; j < side; j++)
		solve_upper(y, &middle[0][j], MOST_SIDE);
	for (size_t i = 0; i < side; i++)
		solve_upper(y, middle[i], 1);
	for (size_t i = 0; i < side; i++)
		for (size_t j = 0; j < side; j++)
			downstream[i * side + j] = middle[i][j] / 2;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "trace", .token = "trace", .symbol = "trace", .ascii = "trace",
		.notation = GW_CALL, .arity = 1,
		.shape = trace_shape, .whole_value = trace_value, .vjp = trace_vjp,
		.form.term = "a", .form.is_copy = true, .form.meet = trace_meet,
		.form.uses = trace_uses, .form.local = op_copy_local,
		.rule = {{"dL/dA", "upstream on the diagonal; else 0", GW_RULE_SENTENCE}},
		.code = {.torch = "torch.diagonal($a).sum()", .numpy = "np.trace($a)",
		         .vjp = {"$u * np.eye(*$a.shape)"}, .rank = GW_CODE_OF_ARRAYS},
		.nickname = "the trace copies onto the diagonal",
	},
	{
		.name = "det", .token = "det", .symbol = "det", .ascii = "det",
		.zero = "the rest of the matrix is singular here",
		.notation = GW_CALL, .arity = 1,
		.shape = det_shape, .whole_value = det_value, .vjp = det_vjp,
		.rule = {{"dL/dA", "upstream * y * inv(A)ᵀ, the cofactors", GW_RULE_SENTENCE}},
		.jacobian = {"∂y/∂a[i,j]: the determinant without row i and column j, signed"},
		.code = {.torch = "torch.linalg.det($a)", .numpy = "np.linalg.det($a)",
		         .vjp = {"$u * $y * np.linalg.inv($a).T"}, .rank = GW_CODE_OF_ARRAYS},
		.nickname = "a determinant passes its cofactors",
	},
	{
		.name = "inv", .token = "inv", .symbol = "inv", .ascii = "inv",
		.notation = GW_CALL, .arity = 1,
		.shape = inv_shape, .whole_value = inv_value, .vjp = inv_vjp,
		.rule = {{"dL/dA", "-yᵀ @ upstream @ yᵀ", GW_RULE_SENTENCE}},
		.jacobian = {"∂y[k,l]/∂a[i,j] = -y[k,i] * y[j,l]"},
		.code = {.torch = "torch.linalg.inv($a)", .numpy = "np.linalg.inv($a)",
		         .vjp = {"-$y.T @ $u @ $y.T"}, .rank = GW_CODE_ARRAYS},
		.nickname = "an inverse turns the sign, and stands on both sides",
	},
	{
		.name = "solve", .token = "solve", .symbol = "solve", .ascii = "solve",
		.notation = GW_CALL, .arity = 2,
		.shape = solve_shape, .whole_value = solve_value, .vjp = solve_vjp,
		.rule = {{"dL/dA", "-solve(Aᵀ, upstream) @ yᵀ", GW_RULE_SENTENCE},
		         {"dL/dB", "solve(Aᵀ, upstream)", GW_RULE_SENTENCE}},
		.jacobian = {"∂y[k]/∂a[i,j] = -inv(A)[k,i] * y[j]",
		             "∂y[k]/∂b[i] = inv(A)[k,i]"},
		.code = {.torch = "torch.linalg.solve($a, $b)", .numpy = "np.linalg.solve($a, $b)",
		         .vjp = {"-np.linalg.solve($a.T, $u) @ $y.T", "np.linalg.solve($a.T, $u)"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "solving goes back by solving with the transpose",
	},
	{
		.name = "cholesky", .token = "cholesky", .symbol = "chol", .ascii = "chol",
		.notation = GW_CALL, .arity = 1,
		.shape = inv_shape, .whole_value = cholesky_value, .vjp = cholesky_vjp,
		.rule = {{"dL/dA", "inv(y)ᵀ @ M @ inv(y)/2, where M is yᵀ @ upstream, its lower "
		                   "triangle on both sides", GW_RULE_SENTENCE}},
		.jacobian = {"found by solving with y from both sides"},
		.code = {.torch = "torch.linalg.cholesky(($a + $a.T) / 2)",
		         .numpy = "np.linalg.cholesky(($a + $a.T) / 2)",
		         .vjp = {"np.linalg.inv($y).T @ (np.tril($y.T @ $u) + np.tril($y.T @ $u, "
		                 "-1).T) @ np.linalg.inv($y) / 2"},
		         .rank = GW_CODE_ARRAYS},
		.nickname = "a root of a matrix goes back through two triangles",
		.source = "only the symmetric part of the matrix counts, as in " OP_PYTORCH,
	},
};
/* clang-format on */

const struct gw_op_family op_linear = {operators, sizeof operators / sizeof *operators};
