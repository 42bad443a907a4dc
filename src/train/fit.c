#include "train/fit.h"

#include "base/array.h"
#include "base/error.h"
#include "train/undefined.h"

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

void fit_settle_schedule(struct gw_fit *fit)
{
	struct gw_schedule *schedule = &fit->options.schedule;
	double batches = schedule->is_per_step ? (double)fit_epoch_length(fit) : 1;

	gw_schedule_settle(schedule, (double)fit->options.epochs * batches);
}

static bool prepare_validation(struct gw_fit *fit, struct gw_error *error)
{
	if (!gw_fit_has_validation(fit))
		return true;
	fit->validating = gw_tape_create_for_training(fit->graph, fit->tape->output, error);
	return fit->validating != NULL;
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
				 gw_node_name(graph, output));
	if (options->prediction && gw_graph_find(graph, options->prediction) == GW_NONE)
		return error_set(error, "prediction: no node is named \"%s\"", options->prediction);
	fit->store = calloc(1, sizeof *fit->store);
	if (!fit->store)
		return error_memory(error);
	fit->tape = gw_tape_create_for_training(graph, output, error);
	if (!fit->tape || !find_parameters(fit, error) || !metric_begin(fit, error) ||
	    !fit_read_data(fit, error) || !prepare_validation(fit, error))
		return false;
	fit_settle_schedule(fit);
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
	gw_tape_destroy(fit->validating);
	free(fit->order);
	free(fit->leaf);
	free(fit->parameter);
	free(fit->gradient);
	free(fit->history);
	if (fit->store)
		arena_finish(&fit->store->strings);
	free(fit->store);
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

static double loss_of(const struct gw_tape *tape)
{
	return *gw_tape_value(tape, tape->output).entry;
}

static void add_gradients(struct gw_fit *fit, double weight)
{
	for (size_t i = 0; i < fit->parameter_count; i++) {
		struct gw_matrix gradient = gw_tape_gradient_matrix(fit->tape, fit->leaf[i]);
		for (size_t k = 0; k < fit->parameter[i].count && gradient.entry; k++)
			fit->parameter[i].gradient[k] += weight * gradient.entry[k];
	}
}

/*
 * Loss and gradients of a batch, the means of its passes, and its metrics, times its rows, in their
 * sums; without rows of the graph as it is.
 */
static double run_batch(struct gw_fit *fit, size_t first, size_t count)
{
	size_t passes = count > 0 ? count / fit->data.rows_a_pass : 1;
	double sum = 0, rows = count > 0 ? (double)count : 1;
	bool was_finite = true;

	memset(fit->gradient, 0, fit->entry_count * sizeof *fit->gradient);
	for (size_t i = 0; i < passes; i++) {
		if (count > 0)
			gw_fit_fill(fit, first + i * fit->data.rows_a_pass, fit->tape);
		gw_tape_run(fit->tape);
		sum += loss_of(fit->tape);
		if (was_finite && !isfinite(sum))
			undefined_find_value(fit);
		was_finite = isfinite(sum);
		add_gradients(fit, 1 / (double)passes);
		metric_add(fit, fit->tape, rows / (double)passes, fit->metric_sum);
	}
	return sum / (double)passes;
}

/* Rows of data, and the mean of its loss and metrics that they have. */
struct evaluation {
	const struct gw_dataset *data;
	size_t first, end;
	double loss_sum, metric_sum[GW_MOST_METRICS]; /* of all passes */
	double passes;
};

/* At the parameters that a tape has; a tape that is not for training has no metrics. */
static void evaluate(const struct gw_fit *fit, struct gw_tape *tape, struct evaluation *evaluation)
{
	const struct gw_dataset *data = evaluation->data;

	for (size_t row = evaluation->first; row < evaluation->end; row += data->rows_a_pass) {
		fit_fill_inputs(tape, data, NULL, row);
		gw_tape_forward(tape);
		evaluation->loss_sum += loss_of(tape);
		evaluation->passes++;
		if (tape->is_for_training)
			metric_add(fit, tape, 1, evaluation->metric_sum);
	}
}

double fit_loss_in(const struct gw_fit *fit, struct gw_tape *tape)
{
	struct evaluation training = {.data = &fit->data, .end = fit->training_rows};

	if (fit->training_rows > 0) {
		evaluate(fit, tape, &training);
		return training.loss_sum / training.passes;
	}
	gw_tape_forward(tape);
	return loss_of(tape);
}

/* ---- the loop ---- */

/* One's own may fail without a word, and nobody would know why the training has ended. */
static bool fail(const struct gw_callback *callback, struct gw_error *error)
{
	if (error && !*error->message)
		error_set(error, "%s has failed, and does not say why", callback->name);
	return false;
}

static bool call(struct gw_fit *fit, enum gw_hook hook, struct gw_error *error)
{
	for (size_t i = 0; i < fit->callback_count; i++) {
		struct gw_callback *callback = &fit->callback[i];
		if (callback->hook[hook] && !callback->hook[hook](callback, fit, &fit->logs, error))
			return fail(callback, error);
	}
	return true;
}

/* In a tape of its own: none of its rows stays in the inputs that the next step learns from. */
static void validate(struct gw_fit *fit)
{
	if (!gw_fit_has_validation(fit) || (fit->epoch + 1) % fit->options.validation_frequency)
		return;
	bool has_own = fit->validation.row_count > 0;
	struct evaluation validation = {
		.data = has_own ? &fit->validation : &fit->data,
		.first = has_own ? 0 : fit->training_rows,
		.end = has_own ? fit->validation.row_count : fit->data.row_count,
	};
	gw_tape_copy_leaves(fit->validating, fit->tape);
	evaluate(fit, fit->validating, &validation);
	gw_logs_set(&fit->logs, "val_loss", validation.loss_sum / validation.passes);
	metric_set(&fit->logs, fit, validation.metric_sum, validation.passes, true);
}

bool fit_will_log(const struct gw_fit *fit, const struct gw_callback *callback, const char *name,
		  bool is_epoch_end)
{
	if (strcmp(name, "loss") == 0 || metric_is_logged(fit, name, is_epoch_end))
		return true;
	if (!is_epoch_end)
		return false;
	bool is_added = strcmp(name, "val_loss") == 0        ? gw_fit_has_validation(fit)
			: strcmp(name, "learning_rate") == 0 ? is_scheduled(fit)
							     : false;
	for (size_t i = 0; i < fit->callback_count && &fit->callback[i] != callback; i++)
		is_added |= fit->callback[i].adds && strcmp(fit->callback[i].adds, name) == 0;
	return is_added;
}

bool fit_reserve_history(struct gw_fit *fit)
{
	return array_reserve((void **)&fit->history, &fit->history_capacity, fit->history_count + 1,
			     sizeof *fit->history);
}

static bool remember(struct gw_fit *fit, struct gw_error *error)
{
	if (!fit_reserve_history(fit))
		return error_memory(error);
	fit->history[fit->history_count++] = fit->logs;
	return true;
}

static bool run_one_batch(struct gw_fit *fit, struct gw_error *error)
{
	size_t left = fit->training_rows - (size_t)fit->first_row, batch = fit->options.batch;
	size_t count = batch > 0 && batch < left ? batch : left;
	double rows = count > 0 ? (double)count : 1; /* without data, the graph as it is */

	if (fit->options.schedule.is_per_step)
		update_rate(fit, fit->step);
	if (!call(fit, GW_BATCH_BEGIN, error))
		return false;
	fit->batch_loss = run_batch(fit, (size_t)fit->first_row, count);
	if (!isfinite(fit->batch_loss))
		undefined_explain_loss(fit, (size_t)fit->first_row, count);
	gw_optimizer_step(fit->optimizer, fit->rate, fit->parameter, fit->parameter_count);
	fit->step++;
	undefined_explain_step(fit);
	fit->loss_sum += fit->batch_loss * rows;
	gw_logs_set(&fit->logs, "loss", fit->loss_sum / ((double)fit->first_row + rows));
	metric_set(&fit->logs, fit, fit->metric_sum, (double)fit->first_row + rows, false);
	if (!call(fit, GW_BATCH_END, error))
		return false;
	fit->batch++;
	fit->first_row += count;
	return true;
}

uint64_t fit_epoch_length(const struct gw_fit *fit)
{
	uint64_t rows = fit->training_rows, batch = fit->options.batch;

	return rows == 0 || batch == 0 || batch >= rows ? 1 : (rows + batch - 1) / batch;
}

void fit_order_rows(struct gw_fit *fit)
{
	for (size_t i = 0; i < fit->training_rows; i++)
		fit->order[i] = i;
	if (fit->options.is_shuffled)
		gw_shuffle(fit->order, fit->training_rows, fit->options.seed, fit->epoch);
}

static bool begin_epoch(struct gw_fit *fit, struct gw_error *error)
{
	fit->logs = (struct gw_logs){0};
	fit_order_rows(fit);
	if (!fit->options.schedule.is_per_step)
		update_rate(fit, fit->epoch);
	return call(fit, GW_EPOCH_BEGIN, error);
}

static bool end_epoch(struct gw_fit *fit, struct gw_error *error)
{
	validate(fit);
	if (is_scheduled(fit))
		gw_logs_set(&fit->logs, "learning_rate", fit->rate);
	if (!call(fit, GW_EPOCH_END, error) || !remember(fit, error))
		return false;
	fit->epoch++;
	fit->batch = 0;
	fit->first_row = 0;
	fit->loss_sum = 0;
	memset(fit->metric_sum, 0, sizeof fit->metric_sum);
	return true;
}

bool gw_fit_begin(struct gw_fit *fit, struct gw_error *error)
{
	fit_say_data(fit);
	return call(fit, GW_TRAIN_BEGIN, error);
}

bool gw_fit_step(struct gw_fit *fit, struct gw_error *error)
{
	if (fit->batch == 0 && !begin_epoch(fit, error))
		return false;
	if (!run_one_batch(fit, error))
		return false;
	bool is_last = fit->first_row >= fit->training_rows || fit->is_stopping;
	return (!is_last || end_epoch(fit, error)) && call(fit, GW_STEP_END, error);
}

bool gw_fit_is_done(const struct gw_fit *fit)
{
	return fit->epoch >= fit->options.epochs || fit->is_stopping;
}

bool gw_fit_end(struct gw_fit *fit, struct gw_error *error)
{
	return call(fit, GW_TRAIN_END, error);
}

bool gw_fit_run(struct gw_fit *fit, struct gw_error *error)
{
	if (!gw_fit_begin(fit, error))
		return false;
	while (!gw_fit_is_done(fit))
		if (!gw_fit_step(fit, error))
			return false;
	return gw_fit_end(fit, error);
}
