#include "graph/op_functions.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/*
 * Entries on which an operator over the whole matrix, with an axis or without one, works together:
 * a line of them.
 */
struct line {
	size_t first, step, count;
};

/*
 * The axis of a reduction: 0 along the rows (downward), 1 along the columns, −1 for all entries at
 * once.
 */
static int axis_of(const struct gw_matrix *x, unsigned count)
{
	if (count < 2)
		return -1;
	double axis = x[count - 1].entry[0];
	return axis == 0 || axis == -2 ? 0 : 1;
}

static bool check_axis(const struct gw_matrix *x, unsigned count, char why[GW_WHY])
{
	double axis = x[count - 1].entry[0];
	if (axis == 0 || axis == 1 || axis == -1 || axis == -2)
		return true;
	snprintf(why, GW_WHY, "a matrix has the axes 0 and 1, not %g", axis);
	return false;
}

/*
 * How many lines there are, and the `index`-th: one of all entries, or one a column (axis 0), or
 * one a row (axis 1).
 */
static size_t line_count(struct gw_shape shape, int axis)
{
	return axis < 0 ? 1 : axis == 0 ? shape.columns : shape.rows;
}

static struct line line_at(struct gw_shape shape, int axis, size_t index)
{
	if (axis < 0)
		return (struct line){0, 1, gw_entry_count(shape)};
	if (axis == 0)
		return (struct line){index, shape.columns, shape.rows};
	return (struct line){index * shape.columns, 1, shape.columns};
}

bool op_reduce_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		     char why[GW_WHY])
{
	if (count > 1 && !check_axis(x, count, why))
		return false;
	int axis = axis_of(x, count);
	shape->rows = axis == 1 ? x[0].shape.rows : 1;
	shape->columns = axis == 0 ? x[0].shape.columns : 1;
	return true;
}

bool op_scalar_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		     char why[GW_WHY])
{
	(void)x, (void)count, (void)why;
	*shape = (struct gw_shape){1, 1};
	return true;
}

/* Both operands have one shape, and the result is a number. */
bool op_pair_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		   char why[GW_WHY])
{
	(void)count;
	*shape = (struct gw_shape){1, 1};
	if (gw_same_shape(x[0].shape, x[1].shape))
		return true;
	snprintf(why, GW_WHY, "the two should have one shape");
	return false;
}

bool op_same_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		   char why[GW_WHY])
{
	(void)count, (void)why;
	*shape = x[0].shape;
	return true;
}

/* ---- sum and mean ---- */

static void reduce(const struct gw_matrix *x, unsigned count, double *y, bool is_mean)
{
	int axis = axis_of(x, count);
	for (size_t i = 0; i < line_count(x[0].shape, axis); i++) {
		struct line line = line_at(x[0].shape, axis, i);
		double sum = 0;
		for (size_t k = 0; k < line.count; k++)
			sum += x[0].entry[line.first + k * line.step];
		y[i] = is_mean ? sum / (double)line.count : sum;
	}
}

/* Each entry of a line gets what its sum gets. */
static void spread(const struct gw_matrix *x, unsigned count, const double *upstream,
		   double *downstream, bool is_mean)
{
	int axis = axis_of(x, count);
	for (size_t i = 0; i < line_count(x[0].shape, axis); i++) {
		struct line line = line_at(x[0].shape, axis, i);
		double share = is_mean ? upstream[i] / (double)line.count : upstream[i];
		for (size_t k = 0; k < line.count; k++)
			downstream[line.first + k * line.step] = share;
	}
}

void op_sum_value(const struct gw_matrix *x, unsigned count, double *y)
{
	reduce(x, count, y, false);
}

void op_sum_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream)
{
	(void)y, (void)which;
	spread(x, count, upstream, downstream, false);
}

void op_mean_value(const struct gw_matrix *x, unsigned count, double *y)
{
	reduce(x, count, y, true);
}

void op_mean_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		       const double *upstream, unsigned which, double *downstream)
{
	(void)y, (void)which;
	spread(x, count, upstream, downstream, true);
}

/* ---- the largest and smallest entry ---- */

static void choose(const struct gw_matrix *x, unsigned count, double *y, double sign)
{
	int axis = axis_of(x, count);
	for (size_t i = 0; i < line_count(x[0].shape, axis); i++) {
		struct line line = line_at(x[0].shape, axis, i);
		double best = x[0].entry[line.first];
		for (size_t k = 1; k < line.count; k++) {
			double entry = x[0].entry[line.first + k * line.step];
			if (isnan(entry) || sign * entry > sign * best)
				best = entry;
		}
		y[i] = best;
	}
}

void op_amax_value(const struct gw_matrix *x, unsigned count, double *y)
{
	choose(x, count, y, 1);
}

void op_amin_value(const struct gw_matrix *x, unsigned count, double *y)
{
	choose(x, count, y, -1);
}

/* Equal shares to all that tie, as PyTorch's amax gives them. */
void op_extreme_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			  const double *upstream, unsigned which, double *downstream)
{
	int axis = axis_of(x, count);

	(void)which;
	for (size_t i = 0; i < line_count(x[0].shape, axis); i++) {
		struct line line = line_at(x[0].shape, axis, i);
		double winners = 0;
		for (size_t k = 0; k < line.count; k++)
			winners += x[0].entry[line.first + k * line.step] == y.entry[i];
		for (size_t k = 0; k < line.count; k++) {
			size_t at = line.first + k * line.step;
			downstream[at] = isnan(y.entry[i])              ? NAN
					 : x[0].entry[at] == y.entry[i] ? upstream[i] / winners
									: 0;
		}
	}
}

/* How many entries share the gradient that entry `at` gets; 0 if another is larger, or smaller. */
static size_t count_winners(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			    size_t at)
{
	int axis = axis_of(x, count);
	size_t columns = x[0].shape.columns, winners = 0;
	size_t index = axis < 0 ? 0 : axis == 0 ? at % columns : at / columns;
	struct line line = line_at(x[0].shape, axis, index);

	if (x[0].entry[at] != y.entry[index])
		return 0;
	for (size_t k = 0; k < line.count; k++)
		winners += x[0].entry[line.first + k * line.step] == y.entry[index];
	return winners;
}

const char *op_extreme_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			    size_t at)
{
	return count_winners(x, count, y, at) > 1
		       ? "a tie: each of the equal entries gets the same share"
		       : NULL;
}

const char *op_extreme_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			     unsigned which, size_t at)
{
	static const char *const shares[] = {"0", "1", "1/2", "1/3", "1/4"};
	size_t winners = count_winners(x, count, y, at);

	(void)which;
	return winners < sizeof shares / sizeof *shares ? shares[winners] : NULL;
}

/* ---- products ---- */

bool op_matmul_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
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

void op_matmul_value(const struct gw_matrix *x, unsigned count, double *y)
{
	size_t rows = x[0].shape.rows, inner = x[0].shape.columns, columns = x[1].shape.columns;

	(void)count;
	memset(y, 0, rows * columns * sizeof *y);
	multiply_into(x[0].entry, x[1].entry, y, rows, inner, columns);
}

/* ∂L/∂A = upstream Bᵀ; ∂L/∂B = Aᵀ upstream. Neither transpose is made. */
void op_matmul_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 const double *upstream, unsigned which, double *downstream)
{
	size_t rows = x[0].shape.rows, inner = x[0].shape.columns, columns = x[1].shape.columns;
	const double *a = x[0].entry, *b = x[1].entry;

	(void)count, (void)y;
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

bool op_transpose_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
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

void op_transpose_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	transpose(x[0].entry, x[0].shape.rows, x[0].shape.columns, y);
}

void op_transpose_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			    const double *upstream, unsigned which, double *downstream)
{
	(void)x, (void)count, (void)which;
	transpose(upstream, y.shape.rows, y.shape.columns, downstream);
}

/* Of rows and columns alike, so that a row dotted with a column is no error. */
bool op_dot_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		  char why[GW_WHY])
{
	bool are_vectors = (x[0].shape.rows == 1 || x[0].shape.columns == 1) &&
			   (x[1].shape.rows == 1 || x[1].shape.columns == 1);

	(void)count;
	*shape = (struct gw_shape){1, 1};
	if (are_vectors && op_entries(x[0]) == op_entries(x[1]))
		return true;
	snprintf(why, GW_WHY, "dot takes two vectors of one length");
	return false;
}

void op_dot_value(const struct gw_matrix *x, unsigned count, double *y)
{
	(void)count;
	*y = 0;
	for (size_t i = 0; i < op_entries(x[0]); i++)
		*y += x[0].entry[i] * x[1].entry[i];
}

void op_dot_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		      const double *upstream, unsigned which, double *downstream)
{
	(void)count, (void)y;
	for (size_t i = 0; i < op_entries(x[which]); i++)
		downstream[i] = *upstream * x[1 - which].entry[i];
}

/* The root of the sum of squares, scaled so that squares neither overflow nor vanish. */
void op_norm_value(const struct gw_matrix *x, unsigned count, double *y)
{
	double largest = 0, sum = 0;

	(void)count;
	for (size_t i = 0; i < op_entries(x[0]); i++) {
		double size = fabs(x[0].entry[i]);
		largest = isnan(size) || size > largest ? size : largest;
	}
	for (size_t i = 0; i < op_entries(x[0]) && largest > 0 && isfinite(largest); i++)
		sum += (x[0].entry[i] / largest) * (x[0].entry[i] / largest);
	*y = largest > 0 && isfinite(largest) ? largest * sqrt(sum) : largest;
}

void op_norm_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		       const double *upstream, unsigned which, double *downstream)
{
	(void)count, (void)which;
	for (size_t i = 0; i < op_entries(x[0]); i++)
		downstream[i] = *y.entry == 0 ? 0 : *upstream * (x[0].entry[i] / *y.entry);
}

const char *op_norm_kink(const struct gw_matrix *x, unsigned count, struct gw_matrix y, size_t at)
{
	(void)x, (void)count, (void)at;
	return *y.entry == 0 ? "norm has a corner at 0; its slope there is taken as 0" : NULL;
}

/* ---- parts ---- */

static uint32_t *length_along(struct gw_shape *shape, int axis)
{
	return axis == 0 ? &shape->rows : &shape->columns;
}

bool op_concat_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		     char why[GW_WHY])
{
	if (!check_axis(x, count, why))
		return false;
	int axis = axis_of(x, count);
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
	int axis = axis_of(x, count);

	op_concat_shape(x, count, whole, why);
	for (unsigned i = 0; i < which; i++)
		along += axis == 0 ? x[i].shape.rows : x[i].shape.columns;
	return axis == 0 ? along * whole->columns : along;
}

void op_concat_value(const struct gw_matrix *x, unsigned count, double *y)
{
	for (unsigned k = 0; k + 1 < count; k++) {
		struct gw_shape whole, part = x[k].shape;
		size_t start = part_start(x, count, k, &whole);
		for (size_t i = 0; i < part.rows; i++)
			memcpy(y + start + i * whole.columns, x[k].entry + i * part.columns,
			       part.columns * sizeof *y);
	}
}

void op_concat_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			 const double *upstream, unsigned which, double *downstream)
{
	struct gw_shape whole, part = x[which].shape;
	size_t start = part_start(x, count, which, &whole);

	(void)y;
	for (size_t i = 0; i < part.rows; i++)
		memcpy(downstream + i * part.columns, upstream + start + i * whole.columns,
		       part.columns * sizeof *downstream);
}

static bool is_index(double index, uint32_t size)
{
	return index >= 0 && index < size && index == floor(index);
}

/* A[i, j], or a[i] of a vector. */
bool op_index_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
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

static size_t index_of(const struct gw_matrix *x, unsigned count)
{
	size_t first = (size_t)x[1].entry[0];
	return count == 2 ? first : first * x[0].shape.columns + (size_t)x[2].entry[0];
}

void op_index_value(const struct gw_matrix *x, unsigned count, double *y)
{
	*y = x[0].entry[index_of(x, count)];
}

void op_index_pull_back(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			const double *upstream, unsigned which, double *downstream)
{
	(void)y, (void)which;
	memset(downstream, 0, op_entries(x[0]) * sizeof *downstream);
	downstream[index_of(x, count)] = *upstream;
}

/* ---- which entries meet in an entry of the result ---- */

static void meet_both(struct gw_meeting *meeting, size_t a, size_t b)
{
	*meeting = (struct gw_meeting){{0, 1}, {a, b}};
}

size_t op_matmul_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		      struct gw_meeting *meeting)
{
	size_t inner = x[0].shape.columns, columns = x[1].shape.columns;

	(void)count;
	meet_both(meeting, at / columns * inner + term, term * columns + at % columns);
	return inner;
}

size_t op_transpose_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
			 struct gw_meeting *meeting)
{
	size_t rows = x[0].shape.rows, columns = x[0].shape.columns;

	(void)count, (void)term;
	meet_both(meeting, at % rows * columns + at / rows, 0);
	return 1;
}

size_t op_line_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		    struct gw_meeting *meeting)
{
	struct line line = line_at(x[0].shape, axis_of(x, count), at);

	meet_both(meeting, line.first + term * line.step, 0);
	return line.count;
}

size_t op_row_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		   struct gw_meeting *meeting)
{
	size_t columns = x[0].shape.columns;

	(void)count;
	meet_both(meeting, at / columns * columns + term, 0);
	return columns;
}

/* Each entry of one operand with the same entry of the other. */
size_t op_all_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		   struct gw_meeting *meeting)
{
	(void)count, (void)at;
	meet_both(meeting, term, term);
	return op_entries(x[0]);
}

size_t op_concat_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
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

size_t op_index_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		     struct gw_meeting *meeting)
{
	(void)at, (void)term;
	meet_both(meeting, index_of(x, count), 0);
	return 1;
}
