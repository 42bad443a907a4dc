#include <gradwalk/train.h>

#include "base/array.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- logs ---- */

bool gw_logs_set(struct gw_logs *logs, const char *name, double value)
{
	size_t i = 0;

	while (i < logs->count && strcmp(logs->entry[i].name, name) < 0)
		i++;
	bool is_there = i < logs->count && strcmp(logs->entry[i].name, name) == 0;
	if (!is_there) {
		if (logs->count == GW_MOST_LOGS)
			return false;
		memmove(&logs->entry[i + 1], &logs->entry[i],
			(logs->count++ - i) * sizeof *logs->entry);
		logs->entry[i].name = name;
	}
	logs->entry[i].value = value;
	return true;
}

const double *gw_logs_find(const struct gw_logs *logs, const char *name)
{
	for (size_t i = 0; i < logs->count; i++)
		if (strcmp(logs->entry[i].name, name) == 0)
			return &logs->entry[i].value;
	return NULL;
}

/* ---- monitors ---- */

static enum gw_direction direction_of(const char *name)
{
	if (strstr(name, "loss") || strstr(name, "error"))
		return GW_MIN;
	return strstr(name, "acc") ? GW_MAX : GW_AUTO;
}

bool gw_monitor_init(struct gw_monitor *monitor, const char *name, enum gw_direction direction,
		     double least_change, struct gw_error *error)
{
	if (direction == GW_AUTO)
		direction = direction_of(name);
	if (direction == GW_AUTO)
		return error_set(error,
				 "is a smaller or a larger %s better? Only of a loss, an error "
				 "and an accuracy is that known",
				 name);
	*monitor = (struct gw_monitor){name, direction, fabs(least_change),
				       direction == GW_MIN ? INFINITY : -INFINITY};
	return true;
}

bool gw_monitor_is_better(const struct gw_monitor *monitor, double value, double than)
{
	if (monitor->direction == GW_MIN)
		return value + monitor->least_change < than;
	return value - monitor->least_change > than;
}

/* ---- early stopping ---- */

static bool begin_stopping(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			   struct gw_error *error)
{
	struct gw_early_stopping *stopping = callback->data;

	(void)logs;
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
	const double *value = gw_logs_find(logs, stopping->monitor.name);

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

static bool end_stopping(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			 struct gw_error *error)
{
	struct gw_early_stopping *stopping = callback->data;

	(void)logs, (void)error;
	if (stopping->restores_best && stopping->has_best)
		gw_fit_restore(fit, stopping->best_value);
	return true;
}

static void finish_stopping(struct gw_callback *callback)
{
	struct gw_early_stopping *stopping = callback->data;
	free(stopping->best_value);
	stopping->best_value = NULL;
}

struct gw_callback gw_early_stopping_callback(struct gw_early_stopping *stopping)
{
	return (struct gw_callback){
		.name = "EarlyStopping",
		.data = stopping,
		.hook = {[GW_TRAIN_BEGIN] = begin_stopping,
			 [GW_EPOCH_END] = end_stopping_epoch,
			 [GW_TRAIN_END] = end_stopping},
		.finish = finish_stopping,
	};
}

/* ---- plateaus ---- */

static bool begin_plateau(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			  struct gw_error *error)
{
	const struct gw_plateau *plateau = callback->data;

	(void)fit, (void)logs;
	return plateau->factor < 1 ||
	       error_set(error, "a plateau's factor must be below 1: the learning rate falls");
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
	const double *value = gw_logs_find(logs, plateau->monitor.name);
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

struct gw_callback gw_plateau_callback(struct gw_plateau *plateau)
{
	return (struct gw_callback){
		.name = "ReduceLROnPlateau",
		.data = plateau,
		.hook = {[GW_TRAIN_BEGIN] = begin_plateau, [GW_EPOCH_END] = end_plateau_epoch},
	};
}

/* ---- what is not a number ---- */

static bool end_finite_batch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			     struct gw_error *error)
{
	(void)callback, (void)logs, (void)error;
	if (!isfinite(fit->batch_loss)) {
		fit->is_stopping = true;
		fit->stop_reason = "the loss is not a finite number";
	}
	return true;
}

struct gw_callback gw_nan_callback(void)
{
	return (struct gw_callback){.name = "TerminateOnNaN",
				    .hook = {[GW_BATCH_END] = end_finite_batch}};
}
