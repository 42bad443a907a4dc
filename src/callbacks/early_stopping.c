/*
 * The callback EarlyStopping: ends a training whose monitored value has not become better for
 * `patience` epochs, and may put the parameters of the best epoch back.
 */
#include "callbacks/monitor.h"

#include "base/array.h"
#include "base/error.h"
#include "train/fit.h"

#include <math.h>
#include <stdlib.h>

static bool begin_stopping(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			   struct gw_error *error)
{
	struct gw_early_stopping *stopping = callback->data;

	(void)logs;
	stopping->wait = stopping->best_epoch = stopping->stopped_epoch = 0;
	stopping->has_best = false;
	if (!monitor_begin(&stopping->monitor, callback, fit, error))
		return false;
	if (!stopping->restores_best || stopping->best_value)
		return true;
	stopping->best_value = array_create(fit->entry_count, sizeof *stopping->best_value);
	return stopping->best_value || error_memory(error);
}

static void note_best(struct gw_early_stopping *stopping, const struct gw_fit *fit, double value)
{
	stopping->monitor.best = value;
	stopping->best_epoch = fit->epoch;
	stopping->has_best = true;
	if (stopping->restores_best)
		gw_fit_save(fit, stopping->best_value);
}

/* The counter goes up first: an epoch that is better sets it back to 0. */
static bool end_stopping_epoch(struct gw_callback *callback, struct gw_fit *fit,
			       struct gw_logs *logs, struct gw_error *error)
{
	struct gw_early_stopping *stopping = callback->data;
	const double *value = monitor_find(&stopping->monitor, callback, fit, logs);

	(void)error;
	if (!value || fit->epoch < stopping->start_epoch)
		return true;
	stopping->wait++;
	if (gw_monitor_is_better(&stopping->monitor, *value, stopping->monitor.best)) {
		note_best(stopping, fit, *value);
		if (isnan(stopping->baseline) ||
		    gw_monitor_is_better(&stopping->monitor, *value, stopping->baseline))
			stopping->wait = 0;
		return true;
	}
	if (stopping->wait >= stopping->patience && fit->epoch > 0) {
		stopping->stopped_epoch = fit->epoch;
		fit->is_stopping = true;
		fit->stop_reason = "no improvement within the patience";
	}
	return true;
}

static bool is_waiting_to_stop(const struct gw_callback *callback)
{
	return ((const struct gw_early_stopping *)callback->data)->wait > 0;
}

static bool end_stopping(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			 struct gw_error *error)
{
	struct gw_early_stopping *stopping = callback->data;

	(void)logs, (void)error;
	if (!stopping->restores_best || !stopping->has_best)
		return true;
	gw_fit_restore(fit, stopping->best_value);
	if (fit->epoch > stopping->best_epoch + 1)
		gw_fit_say(fit, "%s: the parameters of epoch %llu, the best, are put back",
			   callback->name, (unsigned long long)stopping->best_epoch + 1);
	return true;
}

static void keep_stopping(struct gw_callback *callback, struct gw_fit *fit, struct gw_state *state)
{
	struct gw_early_stopping *stopping = callback->data;

	monitor_keep(&stopping->monitor, state);
	gw_state_count(state, "wait", &stopping->wait);
	gw_state_count(state, "best-epoch", &stopping->best_epoch);
	gw_state_count(state, "stopped-epoch", &stopping->stopped_epoch);
	gw_state_truth(state, "has-best", &stopping->has_best);
	if (stopping->restores_best)
		gw_state_numbers(state, "best-parameters", stopping->best_value, fit->entry_count);
}

static void finish_stopping(struct gw_callback *callback)
{
	struct gw_early_stopping *stopping = callback->data;
	free(stopping->best_value);
	stopping->best_value = NULL;
}

static void tell_stopping(const struct gw_callback *callback, char *line, size_t size)
{
	const struct gw_early_stopping *stopping = callback->data;
	struct text text = text_in(line, size);

	monitor_tell_best(&stopping->monitor, &text);
	if (stopping->has_best)
		text_add_format(&text, " in epoch %llu",
				(unsigned long long)stopping->best_epoch + 1);
	text_add_format(&text, ", waited %llu of %llu", (unsigned long long)stopping->wait,
			(unsigned long long)stopping->patience);
}

struct gw_callback gw_early_stopping_callback(struct gw_early_stopping *stopping)
{
	return (struct gw_callback){
		.name = "EarlyStopping",
		.data = stopping,
		.hook = {[GW_TRAIN_BEGIN] = begin_stopping,
			 [GW_EPOCH_END] = end_stopping_epoch,
			 [GW_TRAIN_END] = end_stopping},
		.state = keep_stopping,
		.tell = tell_stopping,
		.is_counting = is_waiting_to_stop,
		.is_repeatable = true,
		.finish = finish_stopping,
	};
}
