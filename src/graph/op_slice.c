/*
 * Parts of a matrix: a slice A[0:2, :], and rows that another operand chooses, E[k], as an
 * embedding looks up the vector of a word.
 */
#include "graph/op_shared.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- A[from:to, from:to]: a bound that is left out is the end of the matrix ---- */

struct range_of_slice {
	size_t from, to;
};

/* Negative bounds count from the end. */
static double from_start(double bound, uint32_t size)
{
	return bound < 0 ? bound + size : bound;
}

static bool find_range(const struct gw_matrix *x, unsigned first, uint32_t size,
		       struct range_of_slice *range)
{
	double from = from_start(gw_is_given(*x[first].entry) ? *x[first].entry : 0, size);
	double to = gw_is_given(*x[first + 1].entry) ? from_start(*x[first + 1].entry, size) : size;

	if (!(from >= 0 && from < to && to <= size) || from != floor(from) || to != floor(to))
		return false;
	*range = (struct range_of_slice){(size_t)from, (size_t)to};
	return true;
}

static bool find_ranges(const struct gw_matrix *x, struct range_of_slice *rows,
			struct range_of_slice *columns)
{
	return find_range(x, 1, x[0].shape.rows, rows) &&
	       find_range(x, 3, x[0].shape.columns, columns);
}

static bool slice_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			char why[GW_WHY])
{
	struct range_of_slice rows, columns;

	(void)count;
	if (!find_ranges(x, &rows, &columns)) {
		snprintf(why, GW_WHY,
			 "of %u rows and %u columns, the slice leaves the matrix or is empty",
			 x[0].shape.rows, x[0].shape.columns);
		return false;
	}
	*shape = (struct gw_shape){(uint32_t)(rows.to - rows.from),
				   (uint32_t)(columns.to - columns.from)};
	return true;
}

struct slice {
	struct range_of_slice rows, columns;
};

/* Of operands that slice_shape() took; of others it is empty. */
static struct slice slice_of(const struct gw_matrix *x)
{
	struct slice slice = {{0, 0}, {0, 0}};

	find_ranges(x, &slice.rows, &slice.columns);
	return slice;
}

static void slice_value(const struct gw_matrix *x, unsigned count, double *y)
{
	const struct slice slice = slice_of(x);

	(void)count;
	for (size_t row = slice.rows.from; row < slice.rows.to; row++)
		for (size_t column = slice.columns.from; column < slice.columns.to; column++)
			*y++ = x[0].entry[row * x[0].shape.columns + column];
}

static void slice_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream)
{
	const struct slice slice = slice_of(x);

	(void)count, (void)y, (void)which;
	memset(downstream, 0, op_entries(x[0]) * sizeof *downstream);
	for (size_t row = slice.rows.from; row < slice.rows.to; row++)
		for (size_t column = slice.columns.from; column < slice.columns.to; column++)
			downstream[row * x[0].shape.columns + column] = *upstream++;
}

static size_t slice_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			 struct gw_meeting *meeting)
{
	const struct slice slice = slice_of(x);
	size_t wide = slice.columns.to - slice.columns.from;
	size_t row = slice.rows.from + at / wide, column = slice.columns.from + at % wide;

	(void)count, (void)term;
	op_meet(meeting, row * x[0].shape.columns + column, 0);
	return 1;
}

static size_t slice_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			 size_t index, struct gw_use *use)
{
	const struct slice slice = slice_of(x);
	struct range_of_slice rows = slice.rows, columns = slice.columns;
	size_t row = entry / x[0].shape.columns, column = entry % x[0].shape.columns;

	(void)count, (void)which, (void)index;
	if (row < rows.from || row >= rows.to || column < columns.from || column >= columns.to)
		return 0;
	*use = (struct gw_use){
		(row - rows.from) * (columns.to - columns.from) + column - columns.from, 0};
	return 1;
}

/* ---- E[k]: of a row alone, the entries are chosen ---- */

static bool is_row(const struct gw_matrix *x)
{
	return x[0].shape.rows == 1;
}

/* How long a chosen part is: a row, or an entry of a row. */
static size_t part_length(const struct gw_matrix *x)
{
	return is_row(x) ? 1 : x[0].shape.columns;
}

static bool rows_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		       char why[GW_WHY])
{
	uint32_t chosen = (uint32_t)op_entries(x[1]);

	(void)count, (void)why;
	*shape = is_row(x) ? (struct gw_shape){1, chosen}
			   : (struct gw_shape){chosen, x[0].shape.columns};
	return true;
}

/* Where the part that the `index`-th number chooses begins; false if it is no number of one. */
static bool find_chosen(const struct gw_matrix *x, size_t index, size_t *start)
{
	double number = x[1].entry[index];
	size_t parts = op_entries(x[0]) / part_length(x);

	if (!(number >= 0 && number < (double)parts && number == floor(number)))
		return false;
	*start = (size_t)number * part_length(x);
	return true;
}

static void rows_value(const struct gw_matrix *x, unsigned count, double *y)
{
	size_t length = part_length(x), start;

	(void)count;
	for (size_t i = 0; i < op_entries(x[1]); i++)
		for (size_t k = 0; k < length; k++)
			y[i * length + k] = find_chosen(x, i, &start) ? x[0].entry[start + k] : NAN;
}

static void rows_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		     const double *upstream, unsigned which, double *downstream)
{
	size_t length = part_length(x), start;

	(void)count, (void)y;
	memset(downstream, 0, op_entries(x[which]) * sizeof *downstream);
	for (size_t i = 0; which == 0 && i < op_entries(x[1]); i++)
		for (size_t k = 0; find_chosen(x, i, &start) && k < length; k++)
			downstream[start + k] += upstream[i * length + k];
}

/* A number that chooses nothing is said of the first part. */
static size_t rows_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			struct gw_meeting *meeting)
{
	size_t length = part_length(x), start = 0;

	(void)count, (void)term;
	find_chosen(x, at / length, &start);
	op_meet(meeting, start + at % length, at / length);
	return 1;
}

static size_t uses_of_part(const struct gw_matrix *x, size_t entry, size_t index,
			   struct gw_use *use)
{
	size_t length = part_length(x), found = 0, start;

	for (size_t i = 0; i < op_entries(x[1]); i++)
		if (find_chosen(x, i, &start) && start == entry / length * length &&
		    found++ == index)
			*use = (struct gw_use){i * length + entry % length, 0};
	return found;
}

static size_t rows_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			size_t index, struct gw_use *use)
{
	(void)count;
	if (which == 0)
		return uses_of_part(x, entry, index, use);
	*use = (struct gw_use){entry * part_length(x) + index, 0};
	return part_length(x);
}

static const char *rows_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			      unsigned which, size_t at)
{
	(void)x, (void)count, (void)y, (void)at;
	return which == 0 ? "1" : "0";
}

static const struct gw_op_code *rows_code(const struct gw_matrix *x, unsigned count)
{
	static const struct gw_op_code of_row = {
		"$a[:, $b.long().flatten()]",
		"$a[:, $b.astype(int).ravel()]",
		{"scattered($u.T, $a.T, $b).T", "np.zeros_like($b)"},
		GW_CODE_ARRAYS,
	};

	(void)count;
	return is_row(x) ? &of_row : NULL;
}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "slice", .token = "[", .symbol = "[:]", .ascii = "[:]",
		.notation = GW_SLICE, .arity = 5,
		.attribute = {"from", "to", "from", "to"}, .first_attribute = 1,
		.shape = slice_shape, .whole_value = slice_value, .vjp = slice_vjp,
		.is_routed = true,
		.form.term = "a", .form.is_copy = true, .form.meet = slice_meet,
		.form.uses = slice_uses, .form.local = op_copy_local,
		.rule = {{"dL/dA", "upstream in its place; 0 outside of the slice",
		          GW_RULE_SENTENCE}},
		.code = {.torch = "$a[$i, $j]", .numpy = "$a[$i, $j]",
		         .vjp = {"placed($u, $a.shape, np.s_[$i, $j])"}, .rank = GW_CODE_ARRAYS},
		.nickname = "a slice sends its gradient home",
	},
	{
		.name = "embedding", .token = "[", .symbol = "[k]", .ascii = "[k]",
		.zero = "a number that chooses does not move by little",
		.notation = GW_ROWS, .arity = 2,
		.shape = rows_shape, .whole_value = rows_value, .vjp = rows_vjp,
		.is_routed = true,
		.form.term = "a", .form.is_copy = true, .form.meet = rows_meet,
		.form.uses = rows_uses, .form.local = rows_local,
		.rule = {{"dL/dA", "upstream, added up in the rows that were chosen; else 0",
		          GW_RULE_SENTENCE},
		         {"dL/dk", "0, since a number that chooses does not move by little",
		          GW_RULE_SENTENCE}},
		.code = {.torch = "$a[$b.long().flatten()]",
		         .numpy = "$a[$b.astype(int).ravel()]",
		         .vjp = {"scattered($u, $a, $b)", "np.zeros_like($b)"},
		         .rank = GW_CODE_ARRAYS},
		.code_here = rows_code,
		.nickname = "an embedding is a row that is looked up",
	},
};
/* clang-format on */

const struct gw_op_family op_slice = {operators, sizeof operators / sizeof *operators};
