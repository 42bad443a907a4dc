#include "callbacks/model_checkpoint.h"

#include "base/error.h"
#include "base/file.h"
#include "callbacks/monitor.h"
#include "callbacks/path_template.h"
#include "train/fit.h"
#include "train/state.h"
#include "train/undefined.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- before training ---- */

/* Which logs there will be when it saves. */
struct coming {
	const struct gw_fit *fit;
	const struct gw_callback *callback;
	bool is_epoch_end;
};

static bool is_log(const void *context, const char *name)
{
	const struct coming *coming = context;

	return fit_will_log(coming->fit, coming->callback, name, coming->is_epoch_end);
}

static bool check_file(struct gw_callback *callback, const struct gw_fit *fit,
		       struct gw_error *error)
{
	const struct checkpoint *checkpoint = callback->data;
	struct coming coming = {fit, callback, checkpoint->frequency == 0};
	struct gw_error why = {0};

	if (!fit->graph->source)
		return error_set(error,
				 "%s: this graph was not read from a file, of which a "
				 "checkpoint could be the like",
				 callback->name);
	return path_template_check(checkpoint->file, is_log, &coming, &why) ||
	       error_set(error, "%s: %s", callback->name, why.message);
}

static bool begin(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		  struct gw_error *error)
{
	struct checkpoint *checkpoint = callback->data;

	(void)logs;
	checkpoint->batches = 0;
	if (!check_file(callback, fit, error))
		return false;
	if (!checkpoint->saves_best_only)
		return true;
	if (!monitor_begin(&checkpoint->monitor, callback, fit, error))
		return false;
	if (!isnan(checkpoint->threshold))
		checkpoint->monitor.best = checkpoint->threshold;
	return true;
}

/* ---- whether to save, and where ---- */

static bool is_wanted(struct gw_callback *callback, struct gw_fit *fit, const struct gw_logs *logs)
{
	struct checkpoint *checkpoint = callback->data;
	struct gw_monitor *monitor = &checkpoint->monitor;
	unsigned long long epoch = fit->epoch + 1;

	if (!checkpoint->saves_best_only)
		return true;
	const double *value = monitor_find(monitor, callback, fit, logs);
	if (!value)
		return false;
	bool is_better = gw_monitor_is_better(monitor, *value, monitor->best);
	if (checkpoint->verbose > 0 && is_better)
		gw_fit_say(fit, "Epoch %llu: %s improved from %.5f to %.5f", epoch, monitor->name,
			   monitor->best, *value);
	else if (checkpoint->verbose > 0)
		gw_fit_say(fit, "Epoch %llu: %s did not improve from %.5f", epoch, monitor->name,
			   monitor->best);
	if (is_better)
		monitor->best = *value;
	return is_better;
}

/* Write the files when the step is over: training can be resumed from the state then. */
static bool prepare(struct gw_callback *callback, struct gw_fit *fit, const struct gw_logs *logs,
		    struct gw_error *error)
{
	struct checkpoint *checkpoint = callback->data;
	uint64_t batch = checkpoint->frequency > 0 ? fit->batch : fit->batch - 1;
	struct text path = {0};

	checkpoint->batches = 0;
	if (!is_wanted(callback, fit, logs))
		return true;
	if (path_template_write(checkpoint->file, fit->epoch, batch, logs, &path)) {
		checkpoint->due = text_take(&path);
		return checkpoint->due || error_memory(error);
	}
	text_finish(&path);
	gw_fit_say(fit, "%s: epoch %llu is not saved: it lacks a log that %s names", callback->name,
		   (unsigned long long)fit->epoch + 1, checkpoint->file);
	return true;
}

static bool end_batch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	struct checkpoint *checkpoint = callback->data;

	if (checkpoint->frequency == 0 || ++checkpoint->batches < checkpoint->frequency)
		return true;
	return prepare(callback, fit, logs, error);
}

static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	const struct checkpoint *checkpoint = callback->data;

	return checkpoint->frequency > 0 || prepare(callback, fit, logs, error);
}

/* ---- saving ---- */

void checkpoint_add_state_name(struct text *name, const char *file)
{
	text_add_format(name, "%s.state", file);
}

/* Saves the resume state beside a checkpoint, unless that is a device such as /dev/null. */
static bool save_state(struct gw_fit *fit, const char *file, struct gw_error *error)
{
	struct text name = {0};

	if (file_is_special(file))
		return true;
	checkpoint_add_state_name(&name, file);
	bool is_saved =
		name.failed ? error_memory(error) : gw_fit_write_state(fit, name.data, error);
	text_finish(&name);
	return is_saved;
}

static bool save_graph(const struct gw_fit *fit, const char *file, struct gw_error *error)
{
	size_t length;
	char *source = gw_trained_source(fit, &length, error);
	bool is_saved = source && file_write(file, source, length, error);

	free(source);
	return is_saved;
}

static bool end_step(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		     struct gw_error *error)
{
	struct checkpoint *checkpoint = callback->data;
	char *file = checkpoint->due;

	(void)logs;
	if (!file)
		return true;
	checkpoint->due = NULL;
	if (!fit->writes_undefined && !undefined_is_nowhere(fit)) {
		gw_fit_say(fit, "%s: %s is not written: a parameter is not a finite number",
			   callback->name, file);
		free(file);
		return true;
	}
	bool is_saved = file_make_folder_of(file, error) && save_graph(fit, file, error) &&
			(checkpoint->saves_weights_only || save_state(fit, file, error));
	if (is_saved && checkpoint->verbose > 0)
		gw_fit_say(fit, "%s: saved %s", callback->name, file);
	free(file);
	return is_saved;
}

/* ---- all of it ---- */

static void keep(struct gw_callback *callback, struct gw_fit *fit, struct gw_state *state)
{
	struct checkpoint *checkpoint = callback->data;

	(void)fit;
	gw_state_count(state, "batches", &checkpoint->batches);
	state_same(state, "save_best_only", checkpoint->saves_best_only ? "yes" : "no");
	if (!checkpoint->saves_best_only)
		return;
	state_same(state, "monitor", checkpoint->monitor.name);
	state_same(state, "mode", checkpoint->monitor.direction == GW_MIN ? "min" : "max");
	monitor_keep(&checkpoint->monitor, state);
}

static void finish(struct gw_callback *callback)
{
	struct checkpoint *checkpoint = callback->data;
	free(checkpoint->due);
}

struct gw_callback checkpoint_callback(struct checkpoint *checkpoint)
{
	return (struct gw_callback){
		.name = "ModelCheckpoint",
		.data = checkpoint,
		.hook = {[GW_TRAIN_BEGIN] = begin,
			 [GW_BATCH_END] = end_batch,
			 [GW_EPOCH_END] = end_epoch,
			 [GW_STEP_END] = end_step},
		.state = keep,
		.finish = finish,
	};
}
