#include "graph/op_shared.h"

#include <math.h>
#include <stdio.h>

bool op_check_axis(double axis, char why[GW_WHY])
{
	if (!gw_is_given(axis) || axis == 0 || axis == 1 || axis == -1 || axis == -2)
		return true;
	snprintf(why, GW_WHY, "a matrix has the axes 0 and 1, not %g", axis);
	return false;
}

bool op_check_whole(const char *name, double number, double least, double most, char why[GW_WHY])
{
	if (number >= least && number <= most && number == floor(number))
		return true;
	snprintf(why, GW_WHY, "%s is a whole number from %.15g to %.15g, not %.15g", name, least,
		 most, number);
	return false;
}

/* One side of two that are broadcast against each other; false if they differ and neither is 1. */
static bool broadcast(uint32_t a, uint32_t b, uint32_t *size)
{
	*size = a == 1 ? b : a;
	return a == b || a == 1 || b == 1;
}

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

bool op_broadcast_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			char why[GW_WHY])
{
	*shape = x[0].shape;
	for (unsigned i = 1; i < count; i++) {
		struct gw_shape mine = *shape, other = x[i].shape;
		if (!broadcast(mine.rows, other.rows, &shape->rows)) {
			snprintf(why, GW_WHY, "%u and %u rows differ, and neither is 1", mine.rows,
				 other.rows);
			return false;
		}
		if (!broadcast(mine.columns, other.columns, &shape->columns)) {
			snprintf(why, GW_WHY, "%u and %u columns differ, and neither is 1",
				 mine.columns, other.columns);
			return false;
		}
	}
	return true;
}

struct op_log_sum op_log_sum_of(const double *entry, struct op_line line)
{
	struct op_log_sum log_sum = {.largest = entry[line.first]};
	double sum = 0;

	for (size_t k = 1; k < line.count; k++) {
		double other = entry[line.first + k * line.step];
		if (isnan(other) || other > log_sum.largest)
			log_sum.largest = other;
	}
	for (size_t k = 0; k < line.count; k++)
		sum += exp(entry[line.first + k * line.step] - log_sum.largest);
	log_sum.rest = log(sum);
	return log_sum;
}

size_t op_all_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		   struct gw_meeting *meeting)
{
	(void)count, (void)at;
	op_meet(meeting, term, term);
	return op_entries(x[0]);
}

size_t op_all_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		   size_t index, struct gw_use *use)
{
	(void)x, (void)count, (void)which, (void)index;
	*use = (struct gw_use){0, entry};
	return 1;
}

const char *op_copy_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			  unsigned which, size_t at)
{
	(void)x, (void)count, (void)y, (void)which, (void)at;
	return "1";
}

/* ---- lines ---- */

size_t op_line_count(struct gw_shape shape, int axis)
{
	return axis < 0 ? 1 : axis == 0 ? shape.columns : shape.rows;
}

struct op_line op_line_at(struct gw_shape shape, int axis, size_t index)
{
	if (axis < 0)
		return (struct op_line){0, 1, gw_entry_count(shape)};
	if (axis == 0)
		return (struct op_line){index, shape.columns, shape.rows};
	return (struct op_line){index * shape.columns, 1, shape.columns};
}

bool op_reduced_shape(const struct gw_matrix *x, unsigned count, unsigned keepdims,
		      struct gw_shape *shape, char why[GW_WHY])
{
	int axis = op_axis(x, count);
	double keeps = op_attribute(x, count, keepdims, 1);

	if (!op_check_axis(op_attribute(x, count, 1, NAN), why))
		return false;
	if (keeps != 0 && keeps != 1) {
		snprintf(why, GW_WHY, "keepdims is 0 or 1, not %.15g", keeps);
		return false;
	}
	shape->rows = axis == 1 ? x[0].shape.rows : 1;
	shape->columns = axis == 0 ? x[0].shape.columns : 1;
	if (keeps == 0 && axis == 1)
		*shape = (struct gw_shape){shape->columns, shape->rows};
	return true;
}

bool op_reduce_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		     char why[GW_WHY])
{
	return op_reduced_shape(x, count, 2, shape, why);
}

size_t op_line_of(struct gw_shape shape, int axis, size_t entry)
{
	return axis < 0 ? 0 : axis == 0 ? entry % shape.columns : entry / shape.columns;
}

size_t op_line_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		    struct gw_meeting *meeting)
{
	struct op_line line = op_line_at(x[0].shape, op_axis(x, count), at);

	op_meet(meeting, line.first + term * line.step, 0);
	return line.count;
}

/* Of a reduction: with an axis, into the entry of its row or column. */
size_t op_line_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		    size_t index, struct gw_use *use)
{
	size_t row = entry / x[0].shape.columns, column = entry % x[0].shape.columns;
	int axis = op_axis(x, count);

	(void)which, (void)index;
	if (axis < 0)
		*use = (struct gw_use){0, entry};
	else
		*use = axis == 0 ? (struct gw_use){column, row} : (struct gw_use){row, column};
	return 1;
}
