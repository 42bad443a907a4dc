#include "graph/op_origin.h"

#include <stdio.h>
#include <string.h>

void op_copy_value(struct op_origin (*origin_of)(const struct gw_matrix *x, unsigned count,
						 size_t at),
		   const struct gw_matrix *x, unsigned count, size_t entries, double *y)
{
	for (size_t at = 0; at < entries; at++) {
		struct op_origin origin = origin_of(x, count, at);
		y[at] = origin.is_zero ? 0 : x[origin.operand].entry[origin.entry];
	}
}

void op_copy_vjp(struct op_origin (*origin_of)(const struct gw_matrix *x, unsigned count,
					       size_t at),
		 const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		 const double *upstream, unsigned which, double *downstream)
{
	memset(downstream, 0, op_entries(x[which]) * sizeof *downstream);
	for (size_t at = 0; at < op_entries(y); at++) {
		struct op_origin origin = origin_of(x, count, at);
		if (!origin.is_zero && origin.operand == which)
			downstream[origin.entry] += upstream[at];
	}
}

size_t
op_copy_meet(struct op_origin (*origin_of)(const struct gw_matrix *x, unsigned count, size_t at),
	     const struct gw_matrix *x, unsigned count, size_t at, struct gw_meeting *meeting)
{
	struct op_origin origin = origin_of(x, count, at);

	*meeting = (struct gw_meeting){{origin.operand}, {origin.is_zero ? 0 : origin.entry}};
	return 1;
}

size_t op_copy_uses(struct op_origin (*origin_of)(const struct gw_matrix *x, unsigned count,
						  size_t at),
		    const struct gw_matrix *x, unsigned count, size_t entries, unsigned which,
		    size_t entry, size_t index, struct gw_use *use)
{
	size_t found = 0;

	for (size_t at = 0; at < entries; at++) {
		struct op_origin origin = origin_of(x, count, at);
		if (origin.is_zero || origin.operand != which || origin.entry != entry)
			continue;
		if (found++ == index)
			*use = (struct gw_use){at, 0};
	}
	return found;
}

size_t op_result_entries(bool (*shape_of)(const struct gw_matrix *x, unsigned count,
					  struct gw_shape *shape, char why[GW_WHY]),
			 const struct gw_matrix *x, unsigned count)
{
	struct gw_shape shape = {0, 0};
	char why[GW_WHY];

	shape_of(x, count, &shape, why);
	return gw_entry_count(shape);
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
