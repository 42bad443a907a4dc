/*
 * The rows of a training: those to train on, those for validation, and what is worth knowing about
 * them.
 */
#include "train/dataset.h"
#include "train/fit.h"

#include "base/array.h"
#include "base/error.h"

#include <math.h>
#include <string.h>

bool gw_fit_has_validation(const struct gw_fit *fit)
{
	return fit->validation.row_count > 0 || fit->training_rows < fit->data.row_count;
}

static bool has_column(const struct gw_dataset *data, uint32_t leaf)
{
	for (size_t i = 0; i < data->column_count; i++)
		if (data->leaf[i] == leaf)
			return true;
	return false;
}

/* An input that only one of two sets gives would keep a row of that set in the other's passes. */
static bool check_columns(const struct gw_fit *fit, struct gw_error *error)
{
	const struct gw_dataset *data = &fit->data, *validation = &fit->validation;
	const char *file = fit->options.validation;

	if (data->row_count == 0)
		return true;
	for (size_t i = 0; i < data->column_count; i++)
		if (!has_column(validation, data->leaf[i]))
			return error_set(error,
					 "%s: there is no column %s, which the rows to train on "
					 "have",
					 file, gw_node_name(fit->graph, data->leaf[i]));
	for (size_t i = 0; i < validation->column_count; i++)
		if (!has_column(data, validation->leaf[i]))
			return error_set(error,
					 "%s: there is a column %s, which the rows to train on do "
					 "not have",
					 file, gw_node_name(fit->graph, validation->leaf[i]));
	return true;
}

static bool fail_split(const struct gw_fit *fit, const char *part, struct gw_error *error)
{
	return error_set(error, "a split of %g leaves none of the %zu row%s %s", fit->options.split,
			 fit->data.row_count, fit->data.row_count == 1 ? "" : "s", part);
}

/*
 * The last part of the rows is for validation, unless that has a file. As in Keras floor(n (1 −
 * split)) rows are to train on; what takes several rows at once gets whole passes.
 */
static bool split_rows(struct gw_fit *fit, struct gw_error *error)
{
	const struct gw_fit_options *options = &fit->options;
	size_t pass = fit->data.rows_a_pass, rows = fit->data.row_count;
	bool is_split = options->split > 0 && !options->validation;

	fit->training_rows = rows;
	if (!is_split)
		return true;
	fit->training_rows = (size_t)floor((double)rows * (1 - options->split)) / pass * pass;
	if (fit->training_rows == 0)
		return fail_split(fit, "to train on", error);
	return fit->training_rows < rows || fail_split(fit, "for validation", error);
}

bool fit_read_data(struct gw_fit *fit, struct gw_error *error)
{
	const struct gw_fit_options *options = &fit->options;
	size_t batch = options->batch;

	if (!gw_dataset_init(&fit->data, fit->graph, options->data, options->is_data_beside,
			     error) ||
	    !split_rows(fit, error))
		return false;
	if (batch % fit->data.rows_a_pass != 0)
		return error_set(error,
				 "the inputs take %zu rows at once; a batch of %zu is not a "
				 "multiple of that",
				 fit->data.rows_a_pass, batch);
	if (options->validation &&
	    (!gw_dataset_init(&fit->validation, fit->graph, options->validation,
			      options->is_validation_beside, error) ||
	     !check_columns(fit, error)))
		return false;
	fit->order = array_create(fit->training_rows, sizeof *fit->order);
	return fit->order || error_memory(error);
}

/* ---- what is said about them ---- */

static void say_separator(struct gw_fit *fit, const char *file, char separator)
{
	if (separator == ';' || separator == '\t')
		gw_fit_say(fit, "%s: the columns are parted by %s, not by commas", file,
			   separator == ';' ? "semicolons" : "tabs");
}

/* Whether the loss needs a leaf, or a gate of a metric has it for an operand. */
static bool is_looked_at(const struct gw_tape *tape, uint32_t leaf)
{
	const struct gw_graph *graph = tape->graph;
	bool is_used = tape->is_needed[leaf];

	for (uint32_t i = 0; i < graph->node_count && graph->metric_count > 0 && !is_used; i++)
		for (uint32_t k = 0; k < gw_operand_count(graph, i) && !gw_is_left_out(tape, i);
		     k++)
			is_used |= gw_operands(graph, i)[k] == leaf;
	return is_used;
}

/* An input that is looked at and that no row gives may well be the target, forgotten. */
static void say_missing(struct gw_fit *fit)
{
	const struct gw_graph *graph = fit->graph;
	const struct gw_dataset *data = fit->data.row_count > 0 ? &fit->data : &fit->validation;

	for (uint32_t i = 0; i < graph->node_count && data->row_count > 0; i++)
		if (graph->kind[i] == GW_INPUT && is_looked_at(fit->tape, i) &&
		    !has_column(data, i))
			gw_fit_say(fit,
				   "the rows of data have no column %s: it keeps the graph's own "
				   "value in all of them",
				   gw_node_name(graph, i));
}

void fit_say_data(struct gw_fit *fit)
{
	say_separator(fit, fit->options.data, fit->data.separator);
	say_separator(fit, fit->options.validation, fit->validation.separator);
	say_missing(fit);
}

void fit_fill_inputs(struct gw_tape *tape, const struct gw_dataset *data, const size_t *order,
		     size_t first)
{
	size_t at = 0;

	for (size_t i = 0; i < data->column_count; i++) {
		double *to = gw_tape_entries(tape, data->leaf[i]);
		size_t width = data->width[i];
		for (size_t k = 0; k < data->rows_a_pass; k++) {
			size_t row = order ? order[first + k] : first + k;
			memcpy(to + k * width, data->entry + row * data->row_width + at,
			       width * sizeof *to);
		}
		at += width;
	}
}

void gw_fit_fill(const struct gw_fit *fit, size_t first, struct gw_tape *tape)
{
	if (fit->training_rows > 0)
		fit_fill_inputs(tape, &fit->data, fit->order, first);
}

void fit_enter_parameters_before(const struct gw_fit *fit, struct gw_tape *tape)
{
	const double *before = fit->optimizer->before;

	for (size_t i = 0; i < fit->parameter_count; i++) {
		size_t count = fit->parameter[i].count;
		memcpy(gw_tape_entries(tape, fit->leaf[i]), before, count * sizeof *before);
		before += count;
	}
}
