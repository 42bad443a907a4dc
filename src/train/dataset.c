#include "train/dataset.h"

#include "base/array.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* ---- rows in the graph's own file ---- */

static bool read_rows(struct gw_dataset *dataset, const struct gw_graph *graph,
		      struct gw_error *error)
{
	const struct gw_training *training = graph->training;
	struct source source = {graph->file, graph->source, graph->source_length, 0};
	size_t columns = training->column_count;

	if (!dataset_reserve_columns(dataset, columns, error))
		return false;
	for (size_t i = 0; i < columns; i++) {
		const struct gw_attribute *column = &training->column[i];
		if (!dataset_add_column(dataset, graph, &source, column->name, column->offset,
					error) ||
		    !dataset_fit_column(dataset, graph, i, training->cell[i].shape, &source,
					column->offset, error))
			return false;
	}
	dataset->entry = array_create(training->row_count * dataset->row_width, sizeof(double));
	if (!dataset->entry)
		return error_memory(error);
	double *entry = dataset->entry;
	for (size_t i = 0; i < training->row_count * columns; i++) {
		size_t width = dataset->width[i % columns];
		memcpy(entry, training->cell[i].entry, width * sizeof *entry);
		entry += width;
	}
	dataset->row_count = training->row_count;
	return true;
}

/* ---- a dataset ---- */

bool gw_dataset_init(struct gw_dataset *dataset, const struct gw_graph *graph, const char *source,
		     bool is_beside, struct gw_error *error)
{
	*dataset = (struct gw_dataset){.rows_a_pass = 1};
	bool has_rows = graph->training && graph->training->row_count > 0;
	if (source ? !csv_data_read(dataset, graph, source, is_beside, error)
		   : has_rows && !read_rows(dataset, graph, error))
		return false;
	size_t room = dataset->rows_a_pass;
	if (dataset->row_count % room == 0)
		return true;
	return error_set(error, "the inputs take %zu rows at once, but there are %zu", room,
			 dataset->row_count);
}

/* The inputs of a pass: several rows of a column stand below each other in one. */
static void gather(const struct gw_dataset *data, size_t column, double *entry)
{
	size_t at = 0, width = data->width[column];

	for (size_t i = 0; i < column; i++)
		at += data->width[i];
	for (size_t row = 0; row < data->rows_a_pass; row++)
		memcpy(entry + row * width, data->entry + row * data->row_width + at,
		       width * sizeof *entry);
}

static bool give_values(struct gw_graph *graph, const struct gw_dataset *data,
			struct gw_error *error)
{
	for (size_t i = 0; i < data->column_count; i++) {
		uint32_t leaf = data->leaf[i];
		if (graph->has_value[leaf])
			continue;
		double *entry =
			array_create(gw_entry_count(gw_node_shape(graph, leaf)), sizeof *entry);
		if (!entry)
			return error_memory(error);
		gather(data, i, entry);
		bool is_set = gw_graph_set_entries(graph, leaf, entry, error);
		free(entry);
		if (!is_set)
			return false;
	}
	return true;
}

static bool lacks_value(const struct gw_graph *graph)
{
	for (uint32_t i = 0; i < graph->node_count; i++)
		if (graph->kind[i] == GW_INPUT && !graph->has_value[i])
			return true;
	return false;
}

/* The CSV file that options name, the last of them if there are several; NULL if none does. */
static const char *find_source(const struct gw_attribute *option, size_t count)
{
	const char *source = NULL;

	for (size_t i = 0; i < count; i++)
		if (strcmp(option[i].name, "src") == 0)
			source = option[i].value;
	return source;
}

bool dataset_give_values(struct gw_graph *graph, const struct gw_attribute *more, size_t more_count,
			 struct gw_error *error)
{
	const struct gw_training *training = graph->training;
	const char *own = training ? find_source(training->option, training->option_count) : NULL;
	const char *given = find_source(more, more_count), *source = given ? given : own;
	struct gw_dataset data = {0};

	/* Rows read from a pipe now would be gone when training reads them. */
	if (!source || strcmp(source, "-") == 0 || !lacks_value(graph))
		return true;
	bool is_given = gw_dataset_init(&data, graph, source, !given, error) &&
			give_values(graph, &data, error);
	gw_dataset_finish(&data);
	return is_given;
}

void gw_dataset_finish(struct gw_dataset *dataset)
{
	free(dataset->leaf);
	free(dataset->width);
	free(dataset->entry);
}
