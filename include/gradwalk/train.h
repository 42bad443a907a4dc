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

#include <gradwalk/callback.h>
#include <gradwalk/optimizer.h>
#include <gradwalk/schedule.h>
#include <gradwalk/tape.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- data ---- */

struct gw_dataset {
	uint32_t *leaf; /* of each column: the input that it fills */
	size_t *width;  /* of each column: numbers in a row */
	size_t column_count;
	double *entry;    /* row by row, column by column */
	size_t row_width; /* numbers in a row, of all columns */
	size_t row_count;
	size_t rows_a_pass;
	char separator; /* what parts the columns of the CSV file; 0 without one */
};

/*
 * The rows in the graph's file, or in the CSV file `source` (NULL: none; `is_beside`: its path
 * stands in the graph's file and begins at that folder), whose header names the inputs and whose
 * cells are numbers or matrices as "0 1". Without either it has no rows, which is no error.
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
	/*
	 * Of the rows, if validation has no file: floor(n (1 − split)) are to train on, as Keras'.
	 */
	double split;
	uint64_t validation_frequency; /* in epochs */
	/* CSV files, borrowed; NULL: none. Those that a graph names are beside its file. */
	const char *data, *validation;
	bool is_data_beside, is_validation_beside;
	const char *prediction; /* the node that predicts, borrowed; NULL: it is to be found */
};

/* The cause of a loss or a parameter that is not finite. */
enum gw_cause {
	GW_CAUSE_NONE, /* all are finite */
	GW_CAUSE_UNKNOWN,
	/* Of a loss: */
	GW_CAUSE_DATA,  /* a leaf that is not trained was not finite */
	GW_CAUSE_START, /* it was not before the first update either */
	GW_CAUSE_ROWS,  /* that of the same rows was not before the last update either */
	GW_CAUSE_RATE,  /* it was then: a smaller learning rate may help; also of a parameter */
	/* Of a parameter, after a finite loss: */
	GW_CAUSE_GRADIENT, /* its gradient was not finite */
	GW_CAUSE_EPSILON,  /* the optimizer divided 0 by an ε of 0 */
};

struct gw_undefined {
	enum gw_cause cause;
	bool is_update; /* of a parameter */
	uint64_t step;  /* batches that had been learnt from */
	uint32_t node;  /* of a loss: the first node of the pass that was not finite, or GW_NONE */
	size_t entry;   /* of a parameter: its entry, counted through all */
	double value;   /* of that node, gradient or entry */
};

struct gw_fit {
	const struct gw_graph *graph; /* borrowed */
	struct gw_tape *tape;
	struct gw_tape *validating; /* for rows for validation; NULL if there are none */
	struct gw_fit_options options;
	struct gw_dataset data, validation;
	size_t training_rows;
	size_t *order; /* of the training rows, this epoch */

	uint32_t *leaf; /* of each parameter: its node */
	struct gw_parameter *parameter;
	size_t parameter_count, entry_count;
	double *gradient; /* of all entries, of the batch */
	struct gw_optimizer *optimizer;

	double rate;           /* of the next step: what the schedule says, times rate_factor */
	double rate_factor;    /* what callbacks have multiplied it by; 1 at first */
	uint64_t epoch, batch; /* those of the next batch; in hooks, of the one under way */
	uint64_t step;         /* batches that have been learnt from */
	uint64_t first_row;    /* of the next batch, in `order` */
	double loss_sum;       /* over the rows of this epoch so far */
	double batch_loss;     /* of the last batch */
	double metric_sum[GW_MOST_METRICS]; /* of each of the graph's metrics, as loss_sum */
	struct gw_undefined undefined;      /* if that or a parameter is not finite: why */
	bool writes_undefined; /* trained values that are not finite may be written to files */
	struct gw_logs logs;   /* of the epoch under way, or of the last one when it has ended */
	bool is_stopping;      /* set it to leave after this batch, in GW_BATCH_END, or epoch */
	const char *stop_reason;

	struct gw_callback *callback; /* borrowed; in this order */
	size_t callback_count;
	/* Where messages for the user go, a line each, safe for a terminal; NULL: nowhere. */
	void (*say)(void *listener, const char *line);
	void *listener;
	struct gw_logs *history; /* of each epoch that has ended, with what callbacks added */
	size_t history_count, history_capacity;
	struct gw_fit_store *store; /* owned; private */
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

/*
 * All epochs, or one batch at a time: begin, then a step as long as it is not done, then end. A
 * step is a batch with the hooks around it, those of its epoch too if it is the first or last one.
 * False if a callback failed or memory ran out.
 */
bool gw_fit_run(struct gw_fit *fit, struct gw_error *error);
bool gw_fit_begin(struct gw_fit *fit, struct gw_error *error);
bool gw_fit_step(struct gw_fit *fit, struct gw_error *error);
bool gw_fit_is_done(const struct gw_fit *fit);
bool gw_fit_end(struct gw_fit *fit, struct gw_error *error);

/* Whether there are rows for validation. */
bool gw_fit_has_validation(const struct gw_fit *fit);

/*
 * The rows that a pass takes, from the one at `first` of this epoch's order on, into the inputs of
 * a tape of the same graph: its own, or another to look into.
 */
void gw_fit_fill(const struct gw_fit *fit, size_t first, struct gw_tape *tape);

/* Change the learning rate, from the next step on; a schedule goes on in proportion. */
void gw_fit_set_rate(struct gw_fit *fit, double rate);

/* All parameters' entries, one after the other, out of the tape and into it. */
void gw_fit_save(const struct gw_fit *fit, double *value);
void gw_fit_restore(struct gw_fit *fit, const double *value);

/* Tell the user something: one line, to `fit->say`. What it quotes becomes safe for a terminal. */
void gw_fit_say(struct gw_fit *fit, const char *format, ...)
#if defined(__GNUC__)
	__attribute__((format(printf, 2, 3)))
#endif
	;

/* ---- keeping where it stands ---- */

/*
 * A snapshot is where a training stands between two steps, as bytes: after gw_fit_begin() they are
 * as many as gw_fit_snapshot_size() says, and stay so. Neither saving nor restoring allocates. It
 * is for the fit that it was taken of, forward or back; of the history it has the length only.
 *
 *     gw_fit_snapshot_save(&fit, snapshot);
 *     gw_fit_step(&fit, &error);
 *     gw_fit_snapshot_restore(&fit, snapshot); // to the last bit as it was
 */
size_t gw_fit_snapshot_size(struct gw_fit *fit);
void gw_fit_snapshot_save(struct gw_fit *fit, void *snapshot);
void gw_fit_snapshot_restore(struct gw_fit *fit, const void *snapshot);

/*
 * The same in a file of text, history included, for another process: read it after gw_fit_begin()
 * of a fit of the same graph, data, options (but the number of epochs) and callbacks. What differs
 * is an error with its place; the fit is then only to be finished.
 */
bool gw_fit_write_state(struct gw_fit *fit, const char *file, struct gw_error *error);
bool gw_fit_read_state(struct gw_fit *fit, const char *file, struct gw_error *error);

/*
 * The graph's file with the parameters as they are now; free() it. NULL if memory ran out, if
 * the graph was not loaded from a file, or if one of them is no finite number and
 * `writes_undefined` is not set.
 */
char *gw_trained_source(const struct gw_fit *fit, size_t *length, struct gw_error *error);

#ifdef __cplusplus
}
#endif

#endif
