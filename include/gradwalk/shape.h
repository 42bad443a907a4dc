/*
 * Values: dense matrices of doubles, row by row. A scalar is 1×1, a vector one row or one column.
 *
 * Two dimensions are enough: a batch is the rows of a matrix, and a network's layers multiply from
 * the right.
 */
#ifndef GRADWALK_SHAPE_H
#define GRADWALK_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct gw_shape {
	uint32_t rows, columns;
};

/* A matrix that somebody else owns. */
struct gw_matrix {
	const double *entry;
	struct gw_shape shape;
};

static inline size_t gw_entry_count(struct gw_shape shape)
{
	return (size_t)shape.rows * shape.columns;
}

static inline bool gw_same_shape(struct gw_shape a, struct gw_shape b)
{
	return a.rows == b.rows && a.columns == b.columns;
}

static inline bool gw_is_scalar(struct gw_shape shape)
{
	return shape.rows == 1 && shape.columns == 1;
}

/* The entry of an operand that is broadcast to `shape` and stands at entry `at` there. */
static inline size_t gw_broadcast_entry(struct gw_shape operand, struct gw_shape shape, size_t at)
{
	size_t row = operand.rows == 1 ? 0 : at / shape.columns;
	size_t column = operand.columns == 1 ? 0 : at % shape.columns;

	return row * operand.columns + column;
}

#ifdef __cplusplus
}
#endif

#endif
