/*
 * Training: a graph's parameters, its data, the loop, and callbacks that watch and steer it.
 *
 *     struct gw_fit fit;
 *     struct gw_fit_options options = gw_fit_defaults();
 *     struct gw_callback callback = gw_nan_callback();
 *     if (gw_fit_options_read(&options, graph, NULL, 0, &error) &&
 *         gw_fit_init(&fit, graph, graph->outputs[0], &options, &error)) {
 *         fit.callback = &callback, fit.callback_count = 1;
 *         if (gw_fit_run(&fit, &error))
 *             source = gw_trained_source(&fit, &length, &error);
 *     }
 *     gw_fit_finish(&fit);
 *
 * The loss is the output. Each pass takes as many rows of data as the graph's inputs have room for
 * (an input of 4×2 takes four rows x="0 1" at once, one of 1×2 takes one), and a batch is the mean
 * of its passes, loss and gradients both. Without data an epoch is one pass of the graph as it is.
 */
#ifndef GRADWALK_TRAIN_H
#define GRADWALK_TRAIN_H

#include <gradwalk/optimizer.h>
#include <gradwalk/schedule.h>
#include <gradwalk/tape.h>

#define GW_MOST_LOGS 16

/* ---- data ---- */

struct gw_dataset {
	uint32_t *leaf; /* of each column: the input that it fills */
	size_t *width;  /* of each column: numbers in a row */
	size_t column_count;
	double *entry;    /* row by row, column by column */
	size_t row_width; /* numbers in a row, of all columns */
	size_t row_count;
	size_t rows_a_pass;
};

/*
 * The rows in the graph's file, or in the CSV file `source` (NULL: none; `is_beside`: its path
 * begins at the graph's folder), whose header names the inputs and whose cells are numbers or
 * matrices as "0 1". Without either it has no rows, which is no error.
 */
bool gw_dataset_init(struct gw_dataset *dataset, const struct gw_graph *graph, const char *source,
		     bool is_beside, struct gw_error *error);
void gw_dataset_finish(struct gw_dataset *dataset);

/*
 * An order of `count` rows for an epoch: Fisher and Yates' shuffle by xoshiro256** (Blackman and
 * Vigna 2018), whose state splitmix64 makes from the seed and the epoch. So any epoch's order can
 * be made again without those before it.
 */
void gw_shuffle(size_t *order, size_t count, uint64_t seed, uint64_t epoch);

/* ---- logs ---- */

/* What is known at a moment, sorted by name. Names are borrowed. */
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
	GW_HOOK_COUNT,
};

struct gw_fit;

/*
 * One's own is a struct of this, with any hooks set; what a hook sets in the logs reaches the
 * callbacks after it. False ends the training with an error. Epochs and batches count from 0.
 */
struct gw_callback {
	const char *name;
	void *data;
	bool (*hook[GW_HOOK_COUNT])(struct gw_callback *callback, struct gw_fit *fit,
				    struct gw_logs *logs, struct gw_error *error);
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
	enum gw_direction direction; /* never AUTO */
	double least_change;
	double best; /* ±∞ before there is one */
};

/* False if AUTO cannot tell: name the direction then. */
bool gw_monitor_init(struct gw_monitor *monitor, const char *name, enum gw_direction direction,
		     double least_change, struct gw_error *error);
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

/* ---- fitting ---- */

struct gw_fit_options {
	const struct gw_rule *rule;
	enum gw_convention convention;
	struct gw_optimizer_options optimizer;
	struct gw_schedule schedule;
	uint64_t epochs;
	size_t batch; /* rows; 0: all */
	bool is_shuffled;
	uint64_t seed;
	double split; /* of the rows: the last part that is for validation, 0 … 1 */
	uint64_t validation_frequency; /* in epochs */
	/* CSV files, borrowed; NULL: none. Those that a graph names are beside its file. */
	const char *data, *validation;
	bool is_data_beside, is_validation_beside;
};

struct gw_fit {
	const struct gw_graph *graph; /* borrowed */
	struct gw_tape *tape;
	struct gw_fit_options options;
	struct gw_dataset data, validation;
	size_t training_rows;
	size_t *order; /* of the training rows, this epoch */

	uint32_t *leaf; /* of each parameter: its node */
	struct gw_parameter *parameter;
	size_t parameter_count, entry_count;
	double *gradient; /* of all entries, of the batch */
	struct gw_optimizer *optimizer;

	double rate;        /* of the next step: what the schedule says, times rate_factor */
	double rate_factor; /* what callbacks have multiplied it by; 1 at first */
	uint64_t epoch, batch, step;
	double batch_loss;
	bool is_stopping; /* set it to leave after this batch, in GW_BATCH_END, or epoch */
	const char *stop_reason;

	struct gw_callback *callback; /* borrowed; in this order */
	size_t callback_count;
	struct gw_logs *history; /* of each epoch that has ended, with what callbacks added */
	size_t history_count, history_capacity;
};

struct gw_fit_options gw_fit_defaults(void);

/*
 * Take what a graph's <data> and <train> say, and `more` options that override those, whatever
 * their order: what gives others their defaults comes first. False with its place if a value makes
 * no sense.
 */
bool gw_fit_options_read(struct gw_fit_options *options, const struct gw_graph *graph,
			 const struct gw_attribute *more, size_t more_count,
			 struct gw_error *error);

/*
 * The same for one option, named as the attribute: "lr", "0.1". Setting an optimizer or convention
 * takes its defaults, so these come first.
 */
bool gw_fit_option_set(struct gw_fit_options *options, const char *name, const char *value,
		       struct gw_error *error);

/* The name of each option, from 0; NULL behind the last. */
const char *gw_fit_option_name(size_t index);

/* `output` is the loss, a scalar. After a failure gw_fit_finish() is to be called as well. */
bool gw_fit_init(struct gw_fit *fit, const struct gw_graph *graph, uint32_t output,
		 const struct gw_fit_options *options, struct gw_error *error);
void gw_fit_finish(struct gw_fit *fit);

/* All epochs. False if a callback failed or memory ran out. */
bool gw_fit_run(struct gw_fit *fit, struct gw_error *error);

/* Change the learning rate, from the next step on; a schedule goes on in proportion. */
void gw_fit_set_rate(struct gw_fit *fit, double rate);

/* All parameters' entries, one after the other, out of the tape and into it. */
void gw_fit_save(const struct gw_fit *fit, double *value);
void gw_fit_restore(struct gw_fit *fit, const double *value);

/* The graph's file with the parameters as they are now; free() it. NULL if memory ran out. */
char *gw_trained_source(const struct gw_fit *fit, size_t *length, struct gw_error *error);

#endif
