/*
 * The segments of a timeline: one before all changes of its settings, and one from each change on
 * that the timeline has reached. A segment has settings, callbacks, and the snapshots that were
 * taken in it.
 *
 *     segment_add(timeline, &options, NULL, error);    // from this step on, behind those there are
 *     segment_enter(timeline, index, error);           // on the way forward: the state goes on
 *     segment_take_snapshot(timeline, error);          // after each step, and after entering
 *     segment_rewind_before(timeline, step);           // to a snapshot, whichever segment has it
 *
 * Only the files of the timeline include this.
 */
#ifndef TIMELINE_SEGMENT_H
#define TIMELINE_SEGMENT_H

#include "callbacks/advice.h"
#include "callbacks/callback_list.h"
#include "timeline/timeline.h"

/* The callbacks of a segment: those asked for, between others that every timeline has. */
struct callback_set {
	struct callback_list list;
	struct advice advice;
	const char **request; /* the texts are borrowed */
	size_t request_count;
};

struct segment {
	uint64_t first;                /* the step that it begins at: it makes those after it */
	struct gw_fit_options options; /* whose schedule is not settled */
	bool sets_rate;                /* see fit_change() */
	struct callback_set *callbacks;
	bool owns_callbacks; /* else they are those of the segment before */

	unsigned char *snapshot; /* one after the other: at `first`, a distance later, … */
	size_t snapshot_size, snapshot_count, snapshot_capacity;
	uint64_t distance; /* steps */
};

/*
 * Add a segment that begins at this step; it is not entered. `requests` are its callbacks, or NULL:
 * those of the segment before.
 */
bool segment_add(struct timeline *timeline, const struct gw_fit_options *options,
		 const char *const *requests, size_t request_count, struct gw_error *error);
/* Drop the segments from one on; the current one must be before it. */
void segments_drop(struct timeline *timeline, size_t first);

/* Go on with the settings and callbacks of the next segment, which begins here. */
bool segment_enter_next(struct timeline *timeline, struct gw_error *error);
/* Begin the training with the first segment's callbacks. */
bool segment_begin(struct timeline *timeline, struct gw_error *error);

/* Take a snapshot if one is due. */
bool segment_take_snapshot(struct timeline *timeline, struct gw_error *error);
/* To the last snapshot before a step, or the one at 0. */
void segment_rewind_before(struct timeline *timeline, uint64_t step);

/* plan.c: enter the segments that begin at this step, and make those that are planned for it. */
bool timeline_arrive(struct timeline *timeline, struct gw_error *error);
/* plan.c: the options with the first `count` changes, whose schedule is not settled. */
bool timeline_read_options(const struct timeline *timeline, size_t count,
			   struct gw_fit_options *options, struct gw_error *error);
bool change_is_of_callbacks(const struct change *change);
void change_finish(struct change *change);
void ghost_finish(struct ghost *ghost);
/* plan.c: of all changes and the ghost. */
void changes_finish(struct timeline *timeline);

/* losses.c: the loss of all training rows at the parameters as they are. */
double timeline_measure_here(const struct timeline *timeline);
/* losses.c: the loss after the newest step, which the next step will start from. */
void timeline_measure_end(struct timeline *timeline);
/* losses.c: tell whether curves have a point for each epoch or step, after a change of segments. */
void timeline_settle_curves(struct timeline *timeline);
/* losses.c: whether all epochs have as many steps, whatever was changed. */
bool timeline_has_even_epochs(const struct timeline *timeline);

/* timeline.c: training ends here, which may put parameters back. */
bool timeline_end(struct timeline *timeline, struct gw_error *error);

#endif
