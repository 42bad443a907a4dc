/*
 * Operators whose entries each come from one place: an entry of an operand, or nowhere, as a 0.
 * What such an operator is follows from where; its functions for the table call these.
 */
#ifndef GRAPH_OP_ORIGIN_H
#define GRAPH_OP_ORIGIN_H

#include "graph/op_shared.h"

#define OP_MOST_ROWS (1 << 30)

struct op_origin {
	unsigned operand;
	size_t entry;
	bool is_zero;
};

void op_copy_value(struct op_origin (*origin_of)(const struct gw_matrix *x, unsigned count,
						 size_t at),
		   const struct gw_matrix *x, unsigned count, size_t entries, double *y);
void op_copy_vjp(struct op_origin (*origin_of)(const struct gw_matrix *x, unsigned count,
					       size_t at),
		 const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		 const double *upstream, unsigned which, double *downstream);
size_t
op_copy_meet(struct op_origin (*origin_of)(const struct gw_matrix *x, unsigned count, size_t at),
	     const struct gw_matrix *x, unsigned count, size_t at, struct gw_meeting *meeting);
/* Looks through all entries of the result. */
size_t op_copy_uses(struct op_origin (*origin_of)(const struct gw_matrix *x, unsigned count,
						  size_t at),
		    const struct gw_matrix *x, unsigned count, size_t entries, unsigned which,
		    size_t entry, size_t index, struct gw_use *use);

/* How many entries a result has, by its row's function for the shape. */
size_t op_result_entries(bool (*shape_of)(const struct gw_matrix *x, unsigned count,
					  struct gw_shape *shape, char why[GW_WHY]),
			 const struct gw_matrix *x, unsigned count);
/* A shape of sizes that may be too large for one. */
bool op_make_shape(double rows, double columns, struct gw_shape *shape, char why[GW_WHY]);

static inline bool op_is_vector(const struct gw_matrix x)
{
	return x.shape.rows == 1 || x.shape.columns == 1;
}

#endif
