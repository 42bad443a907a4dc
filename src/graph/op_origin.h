/*
 * Operators that only copy entries: all that is asked of them follows from where each entry of the
 * result is from.
 */
#ifndef GRAPH_OP_ORIGIN_H
#define GRAPH_OP_ORIGIN_H

#include "graph/op_shared.h"

#define OP_MOST_ROWS (1 << 30)

/* As form.meet: an entry of the result has one term. */
size_t op_origin_meet(const struct gw_op *op, const struct gw_matrix *x, unsigned count, size_t at,
		      struct gw_meeting *meeting);
/* As form.uses: looks through all entries of the result, which has `shape`. */
size_t op_origin_uses(const struct gw_op *op, const struct gw_matrix *x, unsigned count,
		      struct gw_shape shape, unsigned which, size_t entry, size_t index,
		      struct gw_use *use);

/* A shape of sizes that may be too large for one. */
bool op_make_shape(double rows, double columns, struct gw_shape *shape, char why[GW_WHY]);

static inline bool op_is_vector(const struct gw_matrix x)
{
	return x.shape.rows == 1 || x.shape.columns == 1;
}

#endif
