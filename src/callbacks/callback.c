#include "train/fit.h"
#include "train/undefined.h"

#include "base/array.h"
#include "base/error.h"
#include "base/number.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- monitors ---- */

static enum gw_direction direction_of(const char *name)
{
	if (strstr(name, "loss") || strstr(name, "error"))
		return GW_MIN;
	return strstr(name, "acc") ? GW_MAX : GW_AUTO;
}

bool gw_monitor_begin(struct gw_monitor *monitor, struct gw_error *error)
{
	if (monitor->direction == GW_AUTO)
		monitor->direction = direction_of(monitor->name);
	if (monitor->direction == GW_AUTO)
		return error_set(error,
				 "is a smaller or a larger %s better? Only of a loss, an error "
				 "and an accuracy is that known; say mode=min or mode=max",
				 monitor->name);
	monitor->least_change = fabs(monitor->least_change);
	monitor->best = monitor->direction == GW_MIN ? INFINITY : -INFINITY;
	monitor->is_missed = false;
	return true;
}

bool gw_monitor_is_better(const struct gw_monitor *monitor, double value, double than)
{
	if (monitor->direction == GW_MIN)
		return value + monitor->least_change < than;
	return value - monitor->least_change > than;
}

bool monitor_begin(struct gw_monitor *monitor, const struct gw_callback *callback,
		   struct gw_fit *fit, struct gw_error *error)
{
	if (!gw_monitor_begin(monitor, error))
		return false;
	gw_fit_say(fit, "%s: a %s %s is better", callback->name,
		   monitor->direction == GW_MIN ? "smaller" : "larger", monitor->name);
	return true;
}

const double *monitor_find(struct gw_monitor *monitor, const struct gw_callback *callback,
			   struct gw_fit *fit, const struct gw_logs *logs)
{
	const double *value = gw_logs_find(logs, monitor->name);

	if (!value && !monitor->is_missed) {
		monitor->is_missed = true;
		gw_fit_say(fit, "%s: there is no %s in this epoch to be watched%s", callback->name,
			   monitor->name,
			   strncmp(monitor->name, "val_", 4) == 0 && !gw_fit_has_validation(fit)
				   ? ": no rows are kept back for validation (--split), so "
				     "monitor=loss is what can be watched"
				   : "");
	}
	return value;
}

void monitor_keep(struct gw_monitor *monitor, struct gw_state *state)
{
	gw_state_number(state, "best", &monitor->best);
	gw_state_truth(state, "is-missed", &monitor->is_missed);
}

/* "smallest val_loss 0.0123" */
static void tell_best(const struct gw_monitor *monitor, struct text *text)
{
	char best[NUMBER_TEXT];

	text_add_format(text, "%s %s ", monitor->direction == GW_MIN ? "smallest" : "largest",
			monitor->name);
	text_add(text, isinf(monitor->best) ? "none yet" : number_write(monitor->best, 4, best));
}

/* ---- early stopping ---- */

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

	tell_best(&stopping->monitor, &text);
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

/* ---- plateaus ---- */

static bool begin_plateau(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			  struct gw_error *error)
{
	struct gw_plateau *plateau = callback->data;

	(void)logs;
	plateau->wait = plateau->cooling = 0;
	if (plateau->factor >= 1)
		return error_set(error, "%s: factor must be below 1: the learning rate falls",
				 callback->name);
	return monitor_begin(&plateau->monitor, callback, fit, error);
}

/*
 * After a fall the rate is left alone for `cooldown` epochs, the last of which counts again. At the
 * least rate the count begins anew all the same, as Keras' does (which compares in single
 * precision).
 */
static bool end_plateau_epoch(struct gw_callback *callback, struct gw_fit *fit,
			      struct gw_logs *logs, struct gw_error *error)
{
	struct gw_plateau *plateau = callback->data;

	if (!gw_logs_set(logs, "learning_rate", fit->rate))
		return error_set(error, "more than %d logs", GW_MOST_LOGS);
	const double *value = monitor_find(&plateau->monitor, callback, fit, logs);
	if (!value)
		return true;
	if (plateau->cooling > 0) {
		plateau->cooling--;
		plateau->wait = 0;
	}
	if (gw_monitor_is_better(&plateau->monitor, *value, plateau->monitor.best)) {
		plateau->monitor.best = *value;
		plateau->wait = 0;
	} else if (plateau->cooling == 0) {
		plateau->wait++;
		if (plateau->wait >= plateau->patience && fit->rate >= plateau->least_rate) {
			gw_fit_set_rate(fit,
					fmax(fit->rate * plateau->factor, plateau->least_rate));
			plateau->cooling = plateau->cooldown;
			plateau->wait = 0;
		}
	}
	return true;
}

static void keep_plateau(struct gw_callback *callback, struct gw_fit *fit, struct gw_state *state)
{
	struct gw_plateau *plateau = callback->data;

	(void)fit;
	monitor_keep(&plateau->monitor, state);
	gw_state_count(state, "wait", &plateau->wait);
	gw_state_count(state, "cooling", &plateau->cooling);
}

static void tell_plateau(const struct gw_callback *callback, char *line, size_t size)
{
	const struct gw_plateau *plateau = callback->data;
	struct text text = text_in(line, size);

	tell_best(&plateau->monitor, &text);
	text_add_format(&text, ", waited %llu of %llu", (unsigned long long)plateau->wait,
			(unsigned long long)plateau->patience);
	if (plateau->cooling > 0)
		text_add_format(&text, ", cools for %llu more",
				(unsigned long long)plateau->cooling);
}

static bool is_plateau_counting(const struct gw_callback *callback)
{
	const struct gw_plateau *plateau = callback->data;

	return plateau->wait > 0 || plateau->cooling > 0;
}

struct gw_callback gw_plateau_callback(struct gw_plateau *plateau)
{
	return (struct gw_callback){
		.name = "ReduceLROnPlateau",
		.data = plateau,
		.hook = {[GW_TRAIN_BEGIN] = begin_plateau, [GW_EPOCH_END] = end_plateau_epoch},
		.state = keep_plateau,
		.tell = tell_plateau,
		.is_counting = is_plateau_counting,
		.is_repeatable = true,
		.adds = "learning_rate",
	};
}

/* ---- what is not a number ---- */

static const char nan_reason[] = "the loss is not a finite number";

/* Asked for as well as there anyway, it says so once. */
static bool end_finite_batch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			     struct gw_error *error)
{
	bool is_said = fit->is_stopping && fit->stop_reason == nan_reason;

	(void)callback, (void)logs, (void)error;
	if (isfinite(fit->batch_loss) || is_said)
		return true;
	fit->is_stopping = true;
	fit->stop_reason = nan_reason;
	undefined_say(fit);
	return true;
}

struct gw_callback gw_nan_callback(void)
{
	return (struct gw_callback){.name = "TerminateOnNaN",
				    .hook = {[GW_BATCH_END] = end_finite_batch},
				    .is_repeatable = true};
}
