#include "graph/op_origin.h"

#include <stdio.h>
#include <string.h>

void gw_op_whole_value(const struct gw_op *op, const struct gw_matrix *x, unsigned count,
		       struct gw_shape shape, double *y)
{
	if (!op->origin) {
		op->whole_value(x, count, y);
		return;
	}
	for (size_t at = 0; at < gw_entry_count(shape); at++) {
		struct gw_origin origin = op->origin(x, count, at);
		y[at] = origin.is_zero ? 0 : x[origin.operand].entry[origin.entry];
	}
}

void gw_op_vjp(const struct gw_op *op, const struct gw_matrix *x, unsigned count,
	       struct gw_matrix y, const double *upstream, unsigned which, double *downstream)
{
	if (!op->origin) {
		op->vjp(x, count, y, upstream, which, downstream);
		return;
	}
	memset(downstream, 0, op_entries(x[which]) * sizeof *downstream);
	for (size_t at = 0; at < op_entries(y); at++) {
		struct gw_origin origin = op->origin(x, count, at);
		if (!origin.is_zero && origin.operand == which)
			downstream[origin.entry] += upstream[at];
	}
}

size_t op_origin_meet(const struct gw_op *op, const struct gw_matrix *x, unsigned count, size_t at,
		      struct gw_meeting *meeting)
{
	struct gw_origin origin = op->origin(x, count, at);

	*meeting = (struct gw_meeting){{origin.operand}, {origin.is_zero ? 0 : origin.entry}};
	return 1;
}

size_t op_origin_uses(const struct gw_op *op, const struct gw_matrix *x, unsigned count,
		      struct gw_shape shape, unsigned which, size_t entry, size_t index,
		      struct gw_use *use)
{
	size_t found = 0;

	for (size_t at = 0; at < gw_entry_count(shape); at++) {
		struct gw_origin origin = op->origin(x, count, at);
		if (origin.is_zero || origin.operand != which || origin.entry != entry)
			continue;
		if (found++ == index)
			*use = (struct gw_use){at, 0};
	}
	return found;
}

bool op_make_shape(double rows, double columns, struct gw_shape *shape, char why[GW_WHY])
{
	if (rows > OP_MOST_ROWS || columns > OP_MOST_ROWS) {
		snprintf(why, GW_WHY, "%.0f×%.0f entries are too many", rows, columns);
		return false;
	}
	*shape = (struct gw_shape){(uint32_t)rows, (uint32_t)columns};
	return true;
}
