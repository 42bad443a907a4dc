/*
 * The columns of a dataset, each of an input, and the path of the file that has them.
 */
#include "train/dataset.h"

#include "base/array.h"
#include "base/error.h"

#include <string.h>

#define MOST_ZEROS 12 /* entries of a value that an error writes out */

bool source_fail_list(const struct source *source, size_t offset, struct gw_error *error,
		      const char *format, va_list arguments)
{
	error_at_list(error, source->file, source->text, source->length, offset, format, arguments);
	if (error)
		error->line += source->lines_before;
	return false;
}

bool source_fail(const struct source *source, size_t offset, struct gw_error *error,
		 const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	source_fail_list(source, offset, error, format, arguments);
	va_end(arguments);
	return false;
}

static bool fail_column(const struct source *source, size_t offset, const struct gw_graph *graph,
			const char *name, struct gw_error *error)
{
	uint32_t node = gw_graph_find(graph, name);
	const char *close = gw_graph_suggest(graph, name);

	if (node != GW_NONE)
		return source_fail(source, offset, error,
				   "\"%s\" is not an input, so no data can be given to it", name);
	return source_fail(source, offset, error,
			   close ? "no input is named \"%s\"; did you mean \"%s\"?"
				 : "no input is named \"%s\"%s",
			   name, close ? close : "");
}

bool dataset_add_column(struct gw_dataset *dataset, const struct gw_graph *graph,
			const struct source *source, const char *name, size_t offset,
			struct gw_error *error)
{
	uint32_t node = gw_graph_find(graph, name);

	if (node == GW_NONE || graph->kind[node] != GW_INPUT)
		return fail_column(source, offset, graph, name, error);
	for (size_t i = 0; i < dataset->column_count; i++)
		if (dataset->leaf[i] == node)
			return source_fail(source, offset, error, "the column \"%s\" stands twice",
					   name);
	dataset->leaf[dataset->column_count++] = node;
	return true;
}

/* An input without a value is one number, whatever its rows are. */
static bool fail_undeclared(const struct source *source, size_t offset, const char *name,
			    struct gw_shape cell, struct gw_error *error)
{
	struct text zeros = {0};

	for (size_t i = 0; i < gw_entry_count(cell) && i < MOST_ZEROS; i++)
		text_add(&zeros, i == 0 ? "0" : i % cell.columns == 0 ? "; 0" : " 0");
	if (gw_entry_count(cell) > MOST_ZEROS)
		text_add(&zeros, " …");
	source_fail(
		source, offset, error,
		"this %s is %u×%u, but the input \"%s\" has no value and so counts as one number: "
		"declare it as <input name=\"%s\" value=\"%s\"/>",
		name, cell.rows, cell.columns, name, name, zeros.failed ? "" : zeros.data);
	text_finish(&zeros);
	return false;
}

bool dataset_fit_column(struct gw_dataset *dataset, const struct gw_graph *graph, size_t column,
			struct gw_shape cell, const struct source *source, size_t offset,
			struct gw_error *error)
{
	struct gw_shape shape = gw_node_shape(graph, dataset->leaf[column]);
	size_t rows = shape.rows / cell.rows;
	const char *name = gw_node_name(graph, dataset->leaf[column]);

	if (!graph->has_value[dataset->leaf[column]] && !gw_is_scalar(cell))
		return fail_undeclared(source, offset, name, cell, error);
	if (cell.columns != shape.columns || shape.rows % cell.rows != 0)
		return source_fail(source, offset, error,
				   "this %s is %u×%u, which does not fit the input's %u×%u", name,
				   cell.rows, cell.columns, shape.rows, shape.columns);
	if (column > 0 && rows != dataset->rows_a_pass)
		return source_fail(source, offset, error,
				   "%s has room for %zu of these rows and %s for %zu", name, rows,
				   gw_node_name(graph, dataset->leaf[0]), dataset->rows_a_pass);
	dataset->rows_a_pass = rows;
	dataset->width[column] = gw_entry_count(cell);
	dataset->row_width += dataset->width[column];
	return true;
}

bool dataset_reserve_columns(struct gw_dataset *dataset, size_t count, struct gw_error *error)
{
	dataset->leaf = array_create(count, sizeof *dataset->leaf);
	dataset->width = array_create(count, sizeof *dataset->width);
	return (dataset->leaf && dataset->width) || error_memory(error);
}

static const char *folder_end(const char *file)
{
	const char *slash = file ? strrchr(file, '/') : NULL;
	return slash ? slash + 1 : file;
}

void dataset_add_path(struct text *path, const struct gw_graph *graph, const char *source,
		      bool is_beside)
{
	bool is_standard_input = strcmp(source, "-") == 0;

	if (is_beside && !is_standard_input && graph->file && *source != '/')
		text_add_bytes(path, graph->file, (size_t)(folder_end(graph->file) - graph->file));
	text_add(path, source);
}
