/*
 * Declarations that only the files of training share.
 */
#ifndef TRAIN_FIT_H
#define TRAIN_FIT_H

#include "base/arena.h"
#include "base/setting.h"
#include "base/text.h"

#include <gradwalk/train.h>

/* A fit's private memory. */
struct gw_fit_store {
	struct arena strings; /* names of logs that came out of a file, and those below */
	/* of each of the graph's metrics: what its log of validation is called */
	const char *validation_log[GW_MOST_METRICS];
};

/* ---- fit_metric.c: the graph's metrics, which are logged beside the loss ---- */

/* Name their logs. False if memory ran out. */
bool metric_begin(struct gw_fit *fit, struct gw_error *error);
/* Add what they are in a tape that has just been run, times a weight, to a sum of each. */
void metric_add(const struct gw_fit *fit, const struct gw_tape *tape, double weight, double *sum);
/* Set them in logs: sums that are divided by a count. */
void metric_set(struct gw_logs *logs, const struct gw_fit *fit, const double *sum, double count,
		bool is_validation);
/* Whether a log is one of them; those of validation are there at an epoch's end. */
bool metric_is_logged(const struct gw_fit *fit, const char *name, bool is_epoch_end);

/* The rows to train on and those for validation, whose columns must be the same. */
bool fit_read_data(struct gw_fit *fit, struct gw_error *error);
/* Say what is worth knowing about them: how columns are parted, and which input has none. */
void fit_say_data(struct gw_fit *fit);

/* The order of the rows of the epoch that the fit is in. */
void fit_order_rows(struct gw_fit *fit);

/*
 * The mean loss of all training rows, in the order of the file, at the parameters that another tape
 * of the same graph has; its inputs are changed.
 */
double fit_loss_in(const struct gw_fit *fit, struct gw_tape *tape);

/* Give another tape of the graph the parameters as they were before the last update. */
void fit_enter_parameters_before(const struct gw_fit *fit, struct gw_tape *tape);

/* Steps of an epoch. */
uint64_t fit_epoch_length(const struct gw_fit *fit);

/* If the schedule has no period, its period becomes the whole training. */
void fit_settle_schedule(struct gw_fit *fit);

/*
 * fit_change.c: other options from the next step on, with a schedule that is not settled. The check
 * says why they cannot be changed, as when the batch is no multiple of the rows of a pass; then
 * nothing changes.
 *
 * The optimizer keeps its state if the new one keeps the same numbers in the same convention;
 * otherwise that begins anew, as does each number that was not in use. `sets_rate`: the rate was
 * asked for, and what callbacks have multiplied it by is over.
 */
bool fit_check_change(const struct gw_fit *fit, const struct gw_fit_options *options,
		      struct gw_error *error);
void fit_change(struct gw_fit *fit, const struct gw_fit_options *options, bool sets_rate);
/* Whether the optimizer of such options would keep the state that there is. */
bool fit_keeps_state(const struct gw_fit *fit, const struct gw_fit_options *options);

/* optimizer.c: the state of an optimizer that has made no step. */
void optimizer_begin(struct gw_optimizer *optimizer);
/* Whether its settings need the number of that place in the rule's `kept`. */
bool optimizer_keeps(const struct gw_optimizer *optimizer, unsigned place);

/* Room for one more epoch in the history. */
bool fit_reserve_history(struct gw_fit *fit);

/*
 * Whether there will be a log of that name when `callback` gets those of an epoch, or of a batch.
 */
bool fit_will_log(const struct gw_fit *fit, const struct gw_callback *callback, const char *name,
		  bool is_epoch_end);

/*
 * The settings of a struct gw_fit_options: options of training, and attributes of <data> and
 * <train>.
 */
extern const struct setting fit_settings[];

/*
 * One of them, as text that gw_fit_option_set() reads; false if it is of no meaning to a training
 * that is resumed: it names a file, which may be elsewhere then, or what pictures show.
 */
bool fit_setting_write(const struct gw_fit_options *options, const struct setting *setting,
		       struct text *text);

/*
 * fit_data.c: give the inputs the rows from `first` on, of `order` unless that is NULL: each input
 * takes those of its column below each other.
 */
void fit_fill_inputs(struct gw_tape *tape, const struct gw_dataset *data, const size_t *order,
		     size_t first);

#endif
