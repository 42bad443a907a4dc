/*
 * A training that can be gone through in both directions of time.
 *
 * Time counts steps: at 0 nothing was learnt, at k the k-th update has been made, and after the last
 * one training has ended too, which may have put the best parameters back. Going back restores a
 * snapshot and makes the steps from there again, which gives the same bits as before. Of every step
 * that was ever made the loss and the rate are kept, of every epoch the mean loss, and of two
 * parameters their path.
 *
 *     struct timeline timeline;
 *     if (timeline_init(&timeline, graph, output, &options, NULL, &error))
 *         timeline_seek(&timeline, 3, &error);
 *     … timeline.fit.optimizer->last[0] is what step 3 did to the first entry …
 *     timeline_finish(&timeline);
 */
#ifndef TIMELINE_TIMELINE_H
#define TIMELINE_TIMELINE_H

#include "callbacks/advice.h"
#include "callbacks/callback_list.h"

#include <gradwalk/train.h>

/* A line that was said at the end of a step. Owned. */
struct remark {
	uint64_t step;
	char *line;
};

struct timeline {
	struct gw_fit fit;
	struct callback_list callbacks;

	/* Of the steps that were ever made, the loss before each and the rate of each. */
	double *loss, *rate;
	/*
	 * If there are two parameter entries: both at each time from 0 on, and behind those what the
	 * end has put back; otherwise NULL.
	 */
	double *path[2];
	uint64_t known; /* those steps */
	size_t capacity;
	/*
	 * The loss at the parameters of a time, of all training rows. Where an epoch is one step, `loss`
	 * has it, with one more at its end; otherwise here it is of the start and of each epoch's end.
	 */
	double *measured;
	struct gw_tape *measuring; /* it is computed in this, not in the fit's */

	/* Of the epochs that have ever ended, the mean over their rows, and that over the rows for
	 * validation (NaN without). */
	double *epoch_loss, *validation_loss;
	uint64_t epochs_known;
	size_t epoch_capacity;

	/* Remarks made during the training, each at its first time; in order of time. */
	struct advice advice;
	struct remark *remark;
	size_t remark_count, remark_capacity;
	char *last_word; /* what was said at the end: that parameters are put back; or NULL */

	/* The rows that the last step learnt from, in the order of its epoch; 0: without data. */
	uint64_t pass_first, pass_count;

	unsigned char *snapshot; /* one after the other: at 0, distance, 2 distance … */
	size_t snapshot_size, snapshot_count, snapshot_capacity;
	uint64_t distance; /* steps */
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
 * A training at time 0, with the options' data and schedule; `setup` may be NULL. After a failure
 * it is to be finished as well.
 */
bool timeline_init(struct timeline *timeline, const struct gw_graph *graph, uint32_t output,
		   const struct gw_fit_options *options, const struct timeline_setup *setup,
		   struct gw_error *error);
void timeline_finish(struct timeline *timeline);

/* The position in time. */
static inline uint64_t timeline_step(const struct timeline *timeline)
{
	return timeline->fit.step;
}

/* Whether there is no step after this one: all epochs are over, or something stopped it. */
bool timeline_is_over(const struct timeline *timeline);
/* All steps, if nothing stops it early. */
uint64_t timeline_length(const struct timeline *timeline);
/* How many steps an epoch has. */
uint64_t timeline_epoch_length(const struct timeline *timeline);

/* The points of a loss curve: each step's loss or, if an epoch has several steps, each epoch's mean. */
struct losses {
	const double *value;
	uint64_t known, now; /* how many there are, and how many up to the position in time */
	uint64_t spacing;    /* steps from one to the next */
	uint64_t first; /* the time that the first is shown at: what was measured before the first
			     step stands at its end, as it is logged */
};

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

/* The mean loss of all training rows with two parameter entries. */
double timeline_loss_at(const struct timeline *timeline, const double entry[2]);

#endif
