/*
 * Callbacks: what watches and steers a training, and the logs that it sees.
 *
 * One's own is a struct gw_callback with any of its hooks set:
 *
 *     static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit,
 *                           struct gw_logs *logs, struct gw_error *error)
 *     {
 *         const double *loss = gw_logs_find(logs, "loss");
 *         fit->is_stopping = loss && *loss < 0.01;
 *         return true;
 *     }
 *     struct gw_callback callback = {.name = "GoodEnough", .hook[GW_EPOCH_END] = end_epoch};
 */
#ifndef GRADWALK_CALLBACK_H
#define GRADWALK_CALLBACK_H

#include <gradwalk/error.h>
#include <gradwalk/state.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GW_MOST_LOGS 16

/* ---- logs ---- */

/* Values that were logged, sorted by name. Names are borrowed, and must outlive the training. */
struct gw_logs {
	struct {
		const char *name;
		double value;
	} entry[GW_MOST_LOGS];
	size_t count;
};

/* Set one; false if there are GW_MOST_LOGS others. */
bool gw_logs_set(struct gw_logs *logs, const char *name, double value);
/* Its value, until one is set; or NULL. */
const double *gw_logs_find(const struct gw_logs *logs, const char *name);

/* ---- callbacks ---- */

enum gw_hook {
	GW_TRAIN_BEGIN,
	GW_EPOCH_BEGIN,
	GW_BATCH_BEGIN,
	GW_BATCH_END, /* logs: the running means of the epoch */
	GW_EPOCH_END, /* logs: those of the whole epoch, and val_ ones */
	GW_TRAIN_END, /* logs: the last ones */
	/*
	 * After a batch, and after its epoch's end if it was the last one: nothing is under way,
	 * and what is saved now can be gone on from. The epoch and batch are already those of the
	 * next.
	 */
	GW_STEP_END,
	GW_HOOK_COUNT,
};

struct gw_fit;
struct setting;

/*
 * Values that a hook adds to the logs reach the callbacks after it. A hook that returns false ends
 * the training with an error. Epochs and batches count from 0. A resumed training begins again with
 * GW_TRAIN_BEGIN; then `state` reads back the callback's own state.
 */
struct gw_callback {
	const char *name;
	void *data;
	bool (*hook[GW_HOOK_COUNT])(struct gw_callback *callback, struct gw_fit *fit,
				    struct gw_logs *logs, struct gw_error *error);
	/*
	 * Names all that later hooks depend on, see state.h: always the same, in the same order,
	 * from the end of GW_TRAIN_BEGIN on. NULL if there is nothing.
	 */
	void (*state)(struct gw_callback *callback, struct gw_fit *fit, struct gw_state *state);
	/*
	 * Where its counters stand, in at most `size` bytes: "smallest loss 0.12 in epoch 7, waited
	 * 3 of 10". NULL if it has none.
	 */
	void (*tell)(const struct gw_callback *callback, char *line, size_t size);
	/* Whether it is counting to something, as a patience that ends. NULL if it never is. */
	bool (*is_counting)(const struct gw_callback *callback);
	/* It steers training and does nothing else, so that one may go back and see it again. */
	bool is_repeatable;
	/*
	 * The settings that `data` was made from; NULL if it was made by a program. A resumed
	 * training must have the same settings for a callback that steers it.
	 */
	const struct setting *settings;
	/* The argument that a plug-in made it from, the same when it is resumed; NULL else. */
	const char *argument;
	const char *adds; /* the log that it adds at an epoch's end; NULL if none */
	void (*finish)(struct gw_callback *callback); /* releases `data`; NULL if nothing is to */
};

/* Which way is better: of a loss or error, smaller; of an accuracy, larger; AUTO tells by name. */
enum gw_direction {
	GW_AUTO,
	GW_MIN,
	GW_MAX,
};

/*
 * Something that is watched, and its best value. Better means better by more than `least_change`.
 * NaN is never better (Keras lets a NaN be the best for ever when it comes first).
 */
struct gw_monitor {
	const char *name;
	enum gw_direction direction; /* once it has begun, never AUTO */
	double least_change;
	double best;    /* ±∞ before there is one */
	bool is_missed; /* it was said that there is no such log */
};

/*
 * Begin to watch: there is no best value yet. False if AUTO cannot tell: name the direction then.
 */
bool gw_monitor_begin(struct gw_monitor *monitor, struct gw_error *error);
bool gw_monitor_is_better(const struct gw_monitor *monitor, double value, double than);

/* Stop when the monitored value has not become better for `patience` epochs. */
struct gw_early_stopping {
	struct gw_monitor monitor;
	uint64_t patience, start_epoch;
	double baseline; /* NaN: none; else waiting ends only when this is beaten too */
	bool restores_best;

	uint64_t wait, best_epoch, stopped_epoch;
	bool has_best;
	double *best_value; /* of all parameters, if they are to be restored */
};

/* Multiply the learning rate by `factor` after `patience` epochs without improvement. */
struct gw_plateau {
	struct gw_monitor monitor;
	double factor, least_rate;
	uint64_t patience, cooldown;

	uint64_t wait, cooling;
};

/*
 * Callbacks around the structs above, which stay the caller's. A factor of 1 or more is an error
 * when training begins.
 */
struct gw_callback gw_early_stopping_callback(struct gw_early_stopping *stopping);
struct gw_callback gw_plateau_callback(struct gw_plateau *plateau);
/* Stop at the first batch whose loss is not finite. */
struct gw_callback gw_nan_callback(void);

#ifdef __cplusplus
}
#endif

#endif
