/*
 * Making changes of a training's settings, and taking them back.
 */
#include "timeline/segment.h"

#include "base/array.h"
#include "base/error.h"
#include "train/fit.h"

#include <stdlib.h>
#include <string.h>

#define WORK_AHEAD 150000 /* numbers to be computed that one does not wait for */

/* ---- the future that is given up ---- */

/* From the last point up to this step on; there is none if nothing behind it is known. */
static void ghost_take(struct timeline *timeline)
{
	const struct losses losses = timeline_losses(timeline);
	size_t first = losses.now > 0 ? (size_t)losses.now - 1 : 0;
	size_t count = (size_t)losses.known - first;
	struct ghost ghost = {.step = timeline_step(timeline)};

	ghost.time = array_create(count, sizeof *ghost.time);
	ghost.loss = array_create(count, sizeof *ghost.loss);
	for (size_t i = 0; ghost.time && ghost.loss && i < count; i++) {
		ghost.time[i] = losses_time(&losses, first + i);
		ghost.loss[i] = losses.value[first + i];
		ghost.count = i + 1;
	}
	ghost_finish(&timeline->ghost);
	if (losses.known > losses.now)
		timeline->ghost = ghost;
	else
		ghost_finish(&ghost);
}

/* Several changes at one step are compared with what there was before the first of them. */
static bool has_ghost_here(const struct timeline *timeline)
{
	return timeline->ghost.count > 0 && timeline->ghost.is_unchanged &&
	       timeline->ghost.step == timeline_step(timeline);
}

static void forget_remarks(struct timeline *timeline)
{
	while (timeline->remark_count > 0 &&
	       timeline->remark[timeline->remark_count - 1].step > timeline_step(timeline))
		free(timeline->remark[--timeline->remark_count].line);
	free(timeline->last_word);
	timeline->last_word = NULL;
}

/* Forgets the steps after this one, which were made with other settings. */
static void forget_future(struct timeline *timeline)
{
	timeline->known = timeline_step(timeline);
	timeline->epochs_known = timeline->fit.epoch;
	forget_remarks(timeline);
	timeline_measure_end(timeline);
}

/* See some steps ahead, as many as nobody has to wait for, so that a change has a ghost. */
static bool foresee(struct timeline *timeline, struct gw_error *error)
{
	const struct gw_fit *fit = &timeline->fit;
	uint64_t here = timeline_step(timeline), rows = fit->training_rows;
	uint64_t batch =
		fit->options.batch > 0 && fit->options.batch < rows ? fit->options.batch : rows;
	uint64_t work = (1 + batch) * (fit->graph->node_count + fit->entry_count);

	uint64_t there = here + 1 + WORK_AHEAD / work;

	if (timeline_is_over(timeline) || timeline->known >= there)
		return true;
	return timeline_seek(timeline, there, error) && timeline_seek(timeline, here, error);
}

/* ---- making changes, and taking them back ---- */

static void remove_change(struct timeline *timeline, size_t index)
{
	change_finish(&timeline->change[index]);
	timeline->change_count--;
	memmove(&timeline->change[index], &timeline->change[index + 1],
		(timeline->change_count - index) * sizeof *timeline->change);
}

/* Inserts it after the other changes of the same step. SIZE_MAX if memory ran out. */
static size_t insert_change(struct timeline *timeline, uint64_t step, const char *name,
			    const char *value)
{
	struct change change = {step, timeline->changes_made, strdup(name), strdup(value)};
	size_t index = timeline->change_count;

	if (!change.name || !change.value ||
	    !array_reserve((void **)&timeline->change, &timeline->change_capacity, index + 1,
			   sizeof change)) {
		change_finish(&change);
		return SIZE_MAX;
	}
	while (index > 0 && timeline->change[index - 1].step > step)
		index--;
	memmove(&timeline->change[index + 1], &timeline->change[index],
		(timeline->change_count - index) * sizeof change);
	timeline->change[index] = change;
	timeline->change_count++;
	timeline->changes_made++;
	return index;
}

/*
 * At the step of a change, with the settings before it; what was known behind it is forgotten. If
 * training is over there, it has not ended yet: nothing is put back.
 */
static bool return_to_change(struct timeline *timeline, size_t index, struct gw_error *error)
{
	uint64_t step = timeline->change[index].step;
	size_t planned = timeline->change_count;

	segment_rewind_before(timeline, step);
	segments_drop(timeline, index + 1);
	timeline->change_count = index;
	timeline->is_end_held = true;
	bool has_returned =
		timeline_seek(timeline, step, error) && timeline_arrive(timeline, error);
	timeline->is_end_held = false;
	timeline->change_count = planned;
	timeline_settle_curves(timeline);
	if (has_returned)
		forget_future(timeline);
	return has_returned;
}

/* Enter what is planned for this step, and end if training is over with that. */
static bool go_on_here(struct timeline *timeline, struct gw_error *error)
{
	return timeline_arrive(timeline, error) &&
	       (!timeline_is_over(timeline) || timeline_end(timeline, error));
}

/* Whether one can go on from an end with this change; from others one has to go back first. */
static bool opens_end(const struct change *change)
{
	return change_is_of_callbacks(change) || strcmp(change->name, "epochs") == 0;
}

static bool check_callback(const struct change *change, struct gw_error *error)
{
	return !change_is_of_callbacks(change) || strcmp(change->value, "none") == 0 ||
	       timeline_check_callback(change->value, error);
}

static bool check_change(struct timeline *timeline, size_t index, struct gw_error *error)
{
	const struct change *change = &timeline->change[index];
	struct gw_fit_options options;

	if (timeline_is_over(timeline) && !opens_end(change))
		return error_set(error, "training is over here; go back to where it is to change");
	return check_callback(change, error) &&
	       timeline_read_options(timeline, index + 1, &options, error) &&
	       fit_check_change(&timeline->fit, &options, error);
}

static bool may_change(struct timeline *timeline, const char *name, const char *value,
		       struct gw_error *error)
{
	size_t index = insert_change(timeline, timeline_step(timeline), name, value);

	if (index == SIZE_MAX)
		return error_memory(error);
	bool may = check_change(timeline, index, error);
	remove_change(timeline, index);
	return may;
}

/*
 * The future of before is drawn beside the new one. Where this fails, the settings are those of
 * before, and what was known is made again as one goes on.
 */
static bool apply_change(struct timeline *timeline, size_t index, struct gw_error *error)
{
	if (!has_ghost_here(timeline)) {
		ghost_take(timeline);
		timeline->ghost.is_unchanged = true;
	}
	return return_to_change(timeline, index, error) && go_on_here(timeline, error);
}

bool timeline_change(struct timeline *timeline, const char *name, const char *value,
		     struct gw_error *error)
{
	uint64_t step = timeline_step(timeline);
	struct gw_error more = {0};

	if (!may_change(timeline, name, value, error) || !foresee(timeline, error))
		return false;
	size_t index = insert_change(timeline, step, name, value);
	if (index == SIZE_MAX)
		return error_memory(error);
	if (apply_change(timeline, index, error))
		return true;
	remove_change(timeline, index);
	go_on_here(timeline, &more);
	return false;
}

bool timeline_plan(struct timeline *timeline, uint64_t step, const char *name, const char *value,
		   struct gw_error *error)
{
	if (insert_change(timeline, step, name, value) == SIZE_MAX)
		return error_memory(error);
	return timeline_arrive(timeline, error);
}

/* Of several, the one that was made last. */
static size_t newest_change(const struct timeline *timeline)
{
	size_t newest = 0;

	for (size_t i = 1; i < timeline->change_count; i++)
		if (timeline->change[i].serial > timeline->change[newest].serial)
			newest = i;
	return newest;
}

/* Returns to a change's step without it. The losses with the change stay as the ghost curve. */
static bool return_without(struct timeline *timeline, size_t index, struct gw_error *error)
{
	uint64_t step = timeline->change[index].step;

	if (!timeline_seek(timeline, step, error))
		return false;
	ghost_take(timeline);
	return return_to_change(timeline, index, error);
}

bool timeline_take_back(struct timeline *timeline, struct gw_error *error)
{
	size_t index = newest_change(timeline);

	if (timeline->change_count == 0)
		return true;
	if (timeline->segment_count > index + 1 && !return_without(timeline, index, error))
		return false;
	remove_change(timeline, index);
	return go_on_here(timeline, error);
}
