/*
 * Reading rows of data, from the graph's own file or from CSV: what both kinds share.
 *
 * First each column is added by its name, then each is fitted to the input that it fills once the
 * shape of its cells is known; then the cells' numbers follow, row by row.
 */
#ifndef TRAIN_DATASET_H
#define TRAIN_DATASET_H

#include "base/text.h"

#include <gradwalk/train.h>

/* A file that rows come from, or a window of it, for errors. */
struct source {
	const char *file, *text;
	size_t length;
	uint32_t lines_before; /* of the file, before the text */
};

/* An error at an offset of the text. Returns false. */
bool source_fail(const struct source *source, size_t offset, struct gw_error *error,
		 const char *format, ...) PRINTF_LIKE(4, 5);
bool source_fail_list(const struct source *source, size_t offset, struct gw_error *error,
		      const char *format, va_list arguments) PRINTF_LIKE(4, 0);

bool dataset_reserve_columns(struct gw_dataset *dataset, size_t count, struct gw_error *error);
bool dataset_add_column(struct gw_dataset *dataset, const struct gw_graph *graph,
			const struct source *source, const char *name, size_t offset,
			struct gw_error *error);
/*
 * An input takes a row's cell whole, or several cells below each other: the shape of the cell tells
 * how many fit.
 */
bool dataset_fit_column(struct gw_dataset *dataset, const struct gw_graph *graph, size_t column,
			struct gw_shape cell, const struct source *source, size_t offset,
			struct gw_error *error);

/*
 * The rows of a CSV file into an empty dataset. A path that stands in the graph's own file must be
 * that of a regular file, or "-": whoever wrote the graph is not to make the program wait for a
 * pipe or a terminal. Of a file that is no table of the graph's inputs no error shows a line.
 */
bool csv_data_read(struct gw_dataset *dataset, const struct gw_graph *graph, const char *source,
		   bool is_beside, struct gw_error *error);

/* The path of a CSV file of rows, which `is_beside` the graph's file, or begins here. */
void dataset_add_path(struct text *path, const struct gw_graph *graph, const char *source,
		      bool is_beside);

/*
 * Give the inputs that have no value those of the first row, if a CSV file that the graph or `more`
 * options name has a column of them. Inputs without one stay as they are.
 */
bool dataset_give_values(struct gw_graph *graph, const struct gw_attribute *more, size_t more_count,
			 struct gw_error *error);

#endif
