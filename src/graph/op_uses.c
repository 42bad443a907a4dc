/*
 * Where an entry of an operand goes: the entries of the result that it is part of, in their order.
 * The functions that end in _meet (op_matrix.c, op_local.c) tell the same the other way round.
 */
#include "graph/op_functions.h"

/* A B: an entry of A goes into all entries of its row of the result, one of B into its column. */
size_t op_matmul_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
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

size_t op_transpose_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
			 size_t index, struct gw_use *use)
{
	size_t rows = x[0].shape.rows, columns = x[0].shape.columns;

	(void)count, (void)which, (void)index;
	*use = (struct gw_use){entry % columns * rows + entry / columns, 0};
	return 1;
}

/* Of a reduction: with an axis, into the entry of its row or column. */
size_t op_line_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		    size_t index, struct gw_use *use)
{
	size_t row = entry / x[0].shape.columns, column = entry % x[0].shape.columns;
	double axis = count > 1 ? x[count - 1].entry[0] : 0;
	bool is_downward = axis == 0 || axis == -2;

	(void)which, (void)index;
	if (count < 2)
		*use = (struct gw_use){0, entry};
	else
		*use = is_downward ? (struct gw_use){column, row} : (struct gw_use){row, column};
	return 1;
}

/* Of softmax: into every entry of its row. */
size_t op_row_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		   size_t index, struct gw_use *use)
{
	size_t columns = x[0].shape.columns;

	(void)count, (void)which;
	*use = (struct gw_use){entry / columns * columns + index, entry % columns};
	return columns;
}

size_t op_all_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		   size_t index, struct gw_use *use)
{
	(void)x, (void)count, (void)which, (void)index;
	*use = (struct gw_use){0, entry};
	return 1;
}

/* A class number is the target of each term of its row. */
size_t op_cross_entropy_uses(const struct gw_matrix *x, unsigned count, unsigned which,
			     size_t entry, size_t index, struct gw_use *use)
{
	bool is_class_number = which == 1 && x[1].shape.columns != x[0].shape.columns;

	(void)count, (void)index;
	*use = (struct gw_use){0, is_class_number ? entry * x[0].shape.columns : entry};
	return 1;
}

/* The parts stand below each other (axis 0) or side by side. */
size_t op_concat_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
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

size_t op_index_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		     size_t index, struct gw_use *use)
{
	struct gw_meeting chosen;

	(void)which, (void)index;
	op_index_meet(x, count, 0, 0, &chosen);
	*use = (struct gw_use){0, 0};
	return chosen.entry[0] == entry;
}
