/*
 * The part of a graph's file about training: its rows of data, and how to train, as written.
 *
 * The loader has checked that every row has the columns of the first and that every cell is a
 * number or matrix; training decides what columns and attributes mean.
 */
#ifndef GRADWALK_TRAINING_H
#define GRADWALK_TRAINING_H

#include <gradwalk/shape.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An attribute of <data> or <train>, or a column of the rows, and where it stands in the source. */
struct gw_attribute {
	const char *name, *value; /* a column has no value */
	size_t offset;
};

struct gw_training {
	struct gw_attribute *option;
	size_t option_count;
	struct gw_attribute *column; /* of the first row */
	size_t column_count;
	struct gw_matrix *cell; /* row by row */
	size_t row_count;
	size_t option_capacity, column_capacity, cell_capacity; /* the loader's */
	bool has_data, has_train;
};

#ifdef __cplusplus
}
#endif

#endif
