#include <gradwalk/train.h>

#include "base/array.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- getting ready ---- */

static bool count_parameters(struct gw_fit *fit, struct gw_error *error)
{
	const struct gw_graph *graph = fit->graph;

	for (uint32_t i = 0; i < graph->node_count; i++)
		if (graph->kind[i] == GW_PARAM) {
			fit->parameter_count++;
			fit->entry_count += gw_entry_count(gw_node_shape(graph, i));
		}
	return fit->parameter_count > 0 ||
	       error_set(error, "there is nothing to train: the graph has no <param>");
}

static bool find_parameters(struct gw_fit *fit, struct gw_error *error)
{
	if (!count_parameters(fit, error))
		return false;
	fit->leaf = array_create(fit->parameter_count, sizeof *fit->leaf);
	fit->parameter = array_create(fit->parameter_count, sizeof *fit->parameter);
	fit->gradient = array_create(fit->entry_count, sizeof *fit->gradient);
	if (!fit->leaf || !fit->parameter || !fit->gradient)
		return error_memory(error);
	double *gradient = fit->gradient;
	for (uint32_t i = 0, found = 0; found < fit->parameter_count; i++) {
		if (fit->graph->kind[i] != GW_PARAM)
			continue;
		size_t count = gw_entry_count(gw_node_shape(fit->graph, i));
		fit->leaf[found] = i;
		fit->parameter[found++] =
			(struct gw_parameter){gw_tape_entries(fit->tape, i), gradient, count};
		gradient += count;
	}
	return true;
}

/*
 * The last part of the rows is for validation; what takes several rows at once gets whole passes.
 */
static bool split_rows(struct gw_fit *fit, struct gw_error *error)
{
	const struct gw_fit_options *options = &fit->options;
	size_t pass = fit->data.rows_a_pass, rows = fit->data.row_count;
	size_t kept_back = (size_t)((double)rows * options->split);

	fit->training_rows = rows - kept_back / pass * pass;
	if (rows > 0 && fit->training_rows == 0)
		return error_set(error, "the validation split leaves no row to train on");
	if (options->batch % pass != 0)
		return error_set(error,
				 "the inputs take %zu rows at once; a batch of %zu is not a "
				 "multiple of that",
				 pass, options->batch);
	fit->order = array_create(fit->training_rows, sizeof *fit->order);
	return fit->order || error_memory(error);
}

bool gw_fit_init(struct gw_fit *fit, const struct gw_graph *graph, uint32_t output,
		 const struct gw_fit_options *options, struct gw_error *error)
{
	*fit = (struct gw_fit){.graph = graph,
			       .options = *options,
			       .rate = options->optimizer.rate,
			       .rate_factor = 1};
	if (!gw_is_scalar(gw_node_shape(graph, output)))
		return error_set(error, "the loss \"%s\" is a matrix; it must be one number",
				 graph->name[output]);
	fit->tape = gw_tape_create(graph, output, error);
	if (!fit->tape || !find_parameters(fit, error) ||
	    !gw_dataset_init(&fit->data, graph, options->data, options->is_data_beside, error) ||
	    !split_rows(fit, error))
		return false;
	if (options->validation && !gw_dataset_init(&fit->validation, graph, options->validation,
						    options->is_validation_beside, error))
		return false;
	fit->optimizer = gw_optimizer_create(options->rule, options->convention,
					     &options->optimizer, fit->entry_count, error);
	return fit->optimizer != NULL;
}

void gw_fit_finish(struct gw_fit *fit)
{
	for (size_t i = 0; i < fit->callback_count; i++)
		if (fit->callback[i].finish)
			fit->callback[i].finish(&fit->callback[i]);
	gw_optimizer_destroy(fit->optimizer);
	gw_dataset_finish(&fit->data);
	gw_dataset_finish(&fit->validation);
	gw_tape_destroy(fit->tape);
	free(fit->order);
	free(fit->leaf);
	free(fit->parameter);
	free(fit->gradient);
	free(fit->history);
}

void gw_fit_save(const struct gw_fit *fit, double *value)
{
	for (size_t i = 0; i < fit->parameter_count; i++) {
		memcpy(value, fit->parameter[i].value, fit->parameter[i].count * sizeof *value);
		value += fit->parameter[i].count;
	}
}

void gw_fit_restore(struct gw_fit *fit, const double *value)
{
	for (size_t i = 0; i < fit->parameter_count; i++) {
		memcpy(fit->parameter[i].value, value, fit->parameter[i].count * sizeof *value);
		value += fit->parameter[i].count;
	}
}

/* ---- the learning rate ---- */

static bool is_scheduled(const struct gw_fit *fit)
{
	const struct gw_schedule *schedule = &fit->options.schedule;
	return schedule->warm_up > 0 || schedule->rule != gw_schedule_find("constant");
}

static void update_rate(struct gw_fit *fit, uint64_t time)
{
	if (is_scheduled(fit))
		fit->rate = fit->rate_factor * gw_schedule_rate(&fit->options.schedule,
								fit->options.optimizer.rate, time);
}

void gw_fit_set_rate(struct gw_fit *fit, double rate)
{
	if (fit->rate != 0)
		fit->rate_factor *= rate / fit->rate;
	fit->rate = rate;
}

/* ---- passes ---- */

/*
 * Give the inputs the rows from `first` on, of `order` unless that is NULL: each input takes those
 * of its column below each other.
 */
static void fill_inputs(struct gw_fit *fit, const struct gw_dataset *data, const size_t *order,
			size_t first)
{
	size_t at = 0;

	for (size_t i = 0; i < data->column_count; i++) {
		double *to = gw_tape_entries(fit->tape, data->leaf[i]);
		size_t width = data->width[i];
		for (size_t k = 0; k < data->rows_a_pass; k++) {
			size_t row = order ? order[first + k] : first + k;
			memcpy(to + k * width, data->entry + row * data->row_width + at,
			       width * sizeof *to);
		}
		at += width;
	}
}

static double loss_of(const struct gw_fit *fit)
{
	return *gw_tape_value(fit->tape, fit->tape->output).entry;
}

static void add_gradients(struct gw_fit *fit, double weight)
{
	for (size_t i = 0; i < fit->parameter_count; i++) {
		struct gw_matrix gradient = gw_tape_gradient_matrix(fit->tape, fit->leaf[i]);
		for (size_t k = 0; k < fit->parameter[i].count && gradient.entry; k++)
			fit->parameter[i].gradient[k] += weight * gradient.entry[k];
	}
}

/* Loss and gradients of a batch, the means of its passes; without rows of the graph as it is. */
static double run_batch(struct gw_fit *fit, size_t first, size_t count)
{
	size_t passes = count > 0 ? count / fit->data.rows_a_pass : 1;
	double sum = 0;

	memset(fit->gradient, 0, fit->entry_count * sizeof *fit->gradient);
	for (size_t i = 0; i < passes; i++) {
		if (count > 0)
			fill_inputs(fit, &fit->data, fit->order, first + i * fit->data.rows_a_pass);
		gw_tape_run(fit->tape);
		sum += loss_of(fit);
		add_gradients(fit, 1 / (double)passes);
	}
	return sum / (double)passes;
}

/* The mean loss of the rows from `first` on. */
static double evaluate(struct gw_fit *fit, const struct gw_dataset *data, size_t first)
{
	size_t pass = data->rows_a_pass;
	double sum = 0;

	for (size_t row = first; row < data->row_count; row += pass) {
		fill_inputs(fit, data, NULL, row);
		gw_tape_forward(fit->tape);
		sum += loss_of(fit);
	}
	return sum / (double)((data->row_count - first) / pass);
}

/* ---- the loop ---- */

static bool call(struct gw_fit *fit, enum gw_hook hook, struct gw_logs *logs,
		 struct gw_error *error)
{
	for (size_t i = 0; i < fit->callback_count; i++) {
		struct gw_callback *callback = &fit->callback[i];
		if (callback->hook[hook] && !callback->hook[hook](callback, fit, logs, error))
			return false;
	}
	return true;
}

static bool has_validation(const struct gw_fit *fit)
{
	return fit->validation.row_count > 0 || fit->training_rows < fit->data.row_count;
}

static void validate(struct gw_fit *fit, struct gw_logs *logs)
{
	if (!has_validation(fit) || (fit->epoch + 1) % fit->options.validation_frequency != 0)
		return;
	double loss = fit->validation.row_count > 0 ? evaluate(fit, &fit->validation, 0)
						    : evaluate(fit, &fit->data, fit->training_rows);
	gw_logs_set(logs, "val_loss", loss);
}

static bool remember(struct gw_fit *fit, const struct gw_logs *logs, struct gw_error *error)
{
	if (!array_reserve((void **)&fit->history, &fit->history_capacity, fit->history_count + 1,
			   sizeof *fit->history))
		return error_memory(error);
	fit->history[fit->history_count++] = *logs;
	return true;
}

static bool run_one_batch(struct gw_fit *fit, size_t first, size_t count, double *sum,
			  struct gw_logs *logs, struct gw_error *error)
{
	if (fit->options.schedule.is_per_step)
		update_rate(fit, fit->step);
	if (!call(fit, GW_BATCH_BEGIN, logs, error))
		return false;
	fit->batch_loss = run_batch(fit, first, count);
	gw_optimizer_step(fit->optimizer, fit->rate, fit->parameter, fit->parameter_count);
	fit->step++;
	*sum += fit->batch_loss * (double)(count > 0 ? count : 1);
	gw_logs_set(logs, "loss", *sum / (double)(count > 0 ? first + count : 1));
	return call(fit, GW_BATCH_END, logs, error);
}

static bool run_batches(struct gw_fit *fit, struct gw_logs *logs, struct gw_error *error)
{
	size_t rows = fit->training_rows, batch = fit->options.batch, first = 0;
	double sum = 0;

	if (batch == 0 || batch > rows)
		batch = rows;
	fit->batch = 0;
	do {
		size_t count = batch < rows - first ? batch : rows - first;
		if (!run_one_batch(fit, first, count, &sum, logs, error))
			return false;
		first += count;
		fit->batch++;
	} while (first < rows && !fit->is_stopping);
	return true;
}

static void order_rows(struct gw_fit *fit)
{
	for (size_t i = 0; i < fit->training_rows; i++)
		fit->order[i] = i;
	if (fit->options.is_shuffled)
		gw_shuffle(fit->order, fit->training_rows, fit->options.seed, fit->epoch);
}

static bool run_epoch(struct gw_fit *fit, struct gw_logs *logs, struct gw_error *error)
{
	*logs = (struct gw_logs){0};
	order_rows(fit);
	if (!fit->options.schedule.is_per_step)
		update_rate(fit, fit->epoch);
	if (!call(fit, GW_EPOCH_BEGIN, logs, error) || !run_batches(fit, logs, error))
		return false;
	validate(fit, logs);
	if (is_scheduled(fit))
		gw_logs_set(logs, "learning_rate", fit->rate);
	return call(fit, GW_EPOCH_END, logs, error) && remember(fit, logs, error);
}

bool gw_fit_run(struct gw_fit *fit, struct gw_error *error)
{
	struct gw_logs logs = {0};

	if (!call(fit, GW_TRAIN_BEGIN, &logs, error))
		return false;
	for (; fit->epoch < fit->options.epochs && !fit->is_stopping; fit->epoch++)
		if (!run_epoch(fit, &logs, error))
			return false;
	return call(fit, GW_TRAIN_END, &logs, error);
}
