/*
 * The callback ReduceLROnPlateau: lowers the learning rate when the monitored value has not become
 * better for `patience` epochs. `wait` counts those epochs, `cooling` the epochs left in which none
 * are counted.
 */
#include "callbacks/monitor.h"

#include "base/error.h"
#include "train/fit.h"

#include <math.h>

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
 * After a fall the rate stays for `cooldown` epochs, of which the last is counted again. At the
 * least rate, too, a full count is followed by a new one, as in Keras (which compares in single
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

	monitor_tell_best(&plateau->monitor, &text);
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
