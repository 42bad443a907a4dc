/*
 * A training that can be walked forward and backward in time.
 *
 * Time counts steps: at 0 nothing was learnt, at k the k-th update has been made, and after the
 * last one training has ended too, which may have put the best parameters back. Going back restores
 * a snapshot and makes the steps from there again, which gives the same bits as before. Of every
 * step that was ever made the loss and the rate are kept, of every epoch the mean loss, and of two
 * parameters their path.
 *
 * Its settings may be changed at any step, for the steps after it. Going back across a change
 * brings back the settings before it, and going forward again makes the same bits as before.
 *
 *     struct timeline timeline;
 *     if (timeline_init(&timeline, graph, output, NULL, 0, NULL, &error))
 *         timeline_seek(&timeline, 3, &error);
 *     … gw_optimizer_last(timeline.fit.optimizer, 0) is what step 3 did to the first entry …
 *     timeline_change(&timeline, "lr", "0.01", &error); // from step 4 on
 *     timeline_take_back(&timeline, &error);
 *     timeline_finish(&timeline);
 */
#ifndef TIMELINE_TIMELINE_H
#define TIMELINE_TIMELINE_H

#include "timeline/track.h"

#include <gradwalk/train.h>

/* A line that was said at the end of a step. Owned. */
struct remark {
	uint64_t step;
	char *line;
};

/* A setting that is another one after a step. */
struct change {
	uint64_t step;
	uint64_t serial;    /* grows in the order in which changes are made */
	char *name, *value; /* owned; a gw_fit_option_name(), or "callback" */
};

/* The losses that would have followed a step if no setting had been changed there. */
struct ghost {
	uint64_t step;
	double *time, *loss; /* the first is that of the last point up to the step */
	size_t count;
	bool is_unchanged; /* it is that without the change; else that of one which was taken back
			    */
};

struct segment;

struct timeline {
	struct gw_fit fit;

	/* The options that training began with; borrowed. */
	const struct gw_attribute *option;
	size_t option_count;

	struct change *change; /* in order of their steps */
	size_t change_count, change_capacity;
	uint64_t changes_made;
	struct ghost ghost;
	struct segment *segment; /* see segment.h */
	size_t segment_count, segment_capacity;
	size_t current;   /* the segment that the fit is in, and the changes that are in force */
	bool is_end_held; /* a change comes, with which training may go on */

	/* Of the steps that were ever made, the loss before each and the rate of each. */
	double *loss, *rate;
	/*
	 * If there are two parameter entries: both at each time from 0 on, and behind those what
	 * the end has put back; otherwise NULL.
	 */
	double *path[2];
	uint64_t known; /* those steps */
	size_t capacity;
	/*
	 * The loss at the parameters of a time, of all training rows. Where each epoch is one step,
	 * `loss` has it, with one more at its end; otherwise here it is of the start and of each
	 * epoch's end.
	 */
	bool is_by_epoch; /* some epoch may have several steps */
	double *measured;
	struct gw_tape *measuring; /* it is computed in this, not in the fit's */

	/*
	 * Of the epochs that have ever ended, the mean over their rows, and that over the rows for
	 * validation (NaN without).
	 */
	double *epoch_loss, *validation_loss;
	/*
	 * The same of each of the graph's metrics: over the epoch's rows, and those for validation.
	 */
	double *metric[GW_MOST_METRICS][2];
	double *epoch_time; /* the step at which so many epochs have ended, from 0 on */
	uint64_t epochs_known;
	size_t epoch_capacity;

	/*
	 * Of each step, as long as there is room: see gradient_flow.h; behind that the first
	 * entries.
	 */
	struct track track;
	size_t tracked_entries;

	/* Remarks made during the training, each at its first time; in order of time. */
	struct remark *remark;
	size_t remark_count, remark_capacity;
	char *last_word; /* what was said at the end: that parameters are put back; or NULL */

	/* The rows that the last step learnt from, in the order of its epoch; 0: without data. */
	uint64_t pass_first, pass_count;
};

/* Optional parts of a training. All are borrowed, and may be zero. */
struct timeline_setup {
	const char *const *callback; /* as asked for on a command line; they must be repeatable */
	size_t callback_count;
	/* Its leaves begin with the values that they have here, in a tape of the same graph. */
	const struct gw_tape *start;
};

/* Whether a callback could be in such a training, as asked for on a command line. */
bool timeline_check_callback(const char *request, struct gw_error *error);

/*
 * A training at time 0, with the graph's options and the borrowed ones, which override those;
 * `setup` may be NULL. After a failure it is to be finished as well.
 */
bool timeline_init(struct timeline *timeline, const struct gw_graph *graph, uint32_t output,
		   const struct gw_attribute *option, size_t option_count,
		   const struct timeline_setup *setup, struct gw_error *error);
void timeline_finish(struct timeline *timeline);

/*
 * Change a setting from the next step on: one of gw_fit_option_name(), or "callback" to the request
 * of one more (which takes the place of one of its kind) or to "none". Later changes stay. What
 * would have come without it, as far as nobody has to wait for that, is kept as the ghost. False,
 * and nothing has changed, if the value makes no sense here.
 *
 * An optimizer begins with no state, unless it keeps the same numbers as the one before in the same
 * convention. Setting lr ends what callbacks have multiplied the rate by.
 */
bool timeline_change(struct timeline *timeline, const char *name, const char *value,
		     struct gw_error *error);
/* At time 0, plan the same for a later step, or make it at once. */
bool timeline_plan(struct timeline *timeline, uint64_t step, const char *name, const char *value,
		   struct gw_error *error);

/*
 * The last step as it was made: the fit with the optimizer and settings of before a change that was
 * made at this step. `made` is borrowed from the timeline until that moves.
 */
struct made_step {
	struct gw_fit fit;
	struct gw_optimizer optimizer;
};

void timeline_fill_made(const struct timeline *timeline, struct made_step *made);

/* Take back the change that was made last, and go to its step. */
bool timeline_take_back(struct timeline *timeline, struct gw_error *error);

/* The position in time. */
static inline uint64_t timeline_step(const struct timeline *timeline)
{
	return timeline->fit.step;
}

/* Whether there is no step after this one: all epochs are over, or something stopped it. */
static inline bool timeline_is_over(const struct timeline *timeline)
{
	return gw_fit_is_done(&timeline->fit);
}

/* All steps, if nothing stops it early. */
uint64_t timeline_length(const struct timeline *timeline);
/* How many steps an epoch has with the settings that are in force. */
uint64_t timeline_epoch_length(const struct timeline *timeline);
/* The step at which so many epochs have ended. */
uint64_t timeline_epoch_end(const struct timeline *timeline, uint64_t epochs);

/*
 * The points of a loss curve: each step's loss or, if an epoch has several steps, each epoch's
 * mean.
 */
struct losses {
	const double *value;
	uint64_t known, now; /* how many there are, and how many up to the position in time */
	uint64_t spacing;    /* steps from one to the next */
	uint64_t first; /* the time that the first is shown at: what was measured before the first
			     step stands at its end, as it is logged */
	const double *time; /* of each; NULL: they are at equal spaces */
};

static inline double losses_time(const struct losses *losses, size_t index)
{
	return losses->time ? losses->time[index]
			    : (double)(losses->first + index * losses->spacing);
}

struct losses timeline_losses(const struct timeline *timeline);
/*
 * The same of what the loss is at the parameters that each time has, over all training rows: at the
 * start, and after each step, or where an epoch has several, after each epoch.
 */
struct losses timeline_measured(const struct timeline *timeline);
/* The loss at the parameters as they are now, over all training rows. */
double timeline_loss_here(const struct timeline *timeline);

/* A parameter's entry as it is now; entries are counted through all parameters. */
double timeline_entry(const struct timeline *timeline, size_t entry);

/* Whether the end has put other parameters in the place of those that the last step made. */
bool timeline_is_put_back(const struct timeline *timeline);

/* How many points of a path there are up to now. */
size_t timeline_path_length(const struct timeline *timeline);

/* The last line that was said up to now; NULL if there is none. */
const char *timeline_remark(const struct timeline *timeline);
/* The remark made when training ended, as that parameters were restored; NULL before the end. */
const char *timeline_last_word(const struct timeline *timeline);

/* One step forward; over, it stays. False if memory ran out. */
bool timeline_next(struct timeline *timeline, struct gw_error *error);
/* To a time, or to the end if that comes earlier. False if memory ran out. */
bool timeline_seek(struct timeline *timeline, uint64_t step, struct gw_error *error);

/*
 * Put the leaves of another tape of the same graph to what the last step's pass began with, or with
 * `is_after` to what became of it: the parameters before the update, or those that the training has
 * now; and the step's rows, from the `row`-th pass of the batch on. At time 0 the two are the same.
 * The tape is to be run afterwards.
 */
void timeline_enter_pass(const struct timeline *timeline, uint64_t row, bool is_after,
			 struct gw_tape *tape);
/* The passes of the last step's batch. */
uint64_t timeline_passes(const struct timeline *timeline);

/*
 * Write where training stands, for gradwalk train --resume with the same settings and callbacks:
 * those that are in force here.
 */
bool timeline_write_state(struct timeline *timeline, const char *file, struct gw_error *error);

/* The mean loss of all training rows with two parameter entries. */
double timeline_loss_at(const struct timeline *timeline, const double entry[2]);

#endif
