/*
 * The plan of changes: going forward, a timeline enters one segment for each as it comes to its
 * step.
 *
 *     step        0 ──────────── 20 ──────────── 50 ─────────▶
 *     changes                    lr 0.1          optimizer adam
 *     segments    0              1               2, if step 50 was come to
 */
#include "timeline/segment.h"

#include "base/array.h"
#include "base/error.h"
#include "train/fit.h"

#include <stdlib.h>
#include <string.h>

#define CALLBACK "callback"

/* ---- settings after changes ---- */

bool change_is_of_callbacks(const struct change *change)
{
	return strcmp(change->name, CALLBACK) == 0;
}

/* The options that the training began with, then the options of the first `count` changes. */
bool timeline_read_options(const struct timeline *timeline, size_t count,
			   struct gw_fit_options *options, struct gw_error *error)
{
	size_t all = timeline->option_count, room = all + count;
	struct gw_attribute *option = array_create(room, sizeof *option);

	if (!option)
		return error_memory(error);
	for (size_t i = 0; i < all; i++)
		option[i] = timeline->option[i];
	for (size_t i = 0; i < count; i++)
		if (!change_is_of_callbacks(&timeline->change[i]))
			option[all++] = (struct gw_attribute){timeline->change[i].name,
							      timeline->change[i].value, 0};
	*options = gw_fit_defaults();
	bool is_read = gw_fit_options_read(options, timeline->fit.graph, option, all, error);
	free(option);
	return is_read;
}

static bool is_same_kind(const char *a, const char *b)
{
	size_t length = strcspn(a, ":");

	return strcspn(b, ":") == length && strncmp(a, b, length) == 0;
}

/* "none" ends all; another takes the place of one of its kind, or the last place. */
static size_t change_requests(const struct change *change, const char **request, size_t count)
{
	if (strcmp(change->value, "none") == 0)
		return 0;
	for (size_t i = 0; i < count; i++)
		if (is_same_kind(request[i], change->value)) {
			request[i] = change->value;
			return count;
		}
	request[count] = change->value;
	return count + 1;
}

static bool add_segment_of_callbacks(struct timeline *timeline, const struct change *change,
				     const struct gw_fit_options *options, struct gw_error *error)
{
	const struct callback_set *now = timeline->segment[timeline->current].callbacks;
	size_t count = now->request_count;
	const char **request = array_create(count + 1, sizeof *request);

	if (!request)
		return error_memory(error);
	for (size_t i = 0; i < count; i++)
		request[i] = now->request[i];
	count = change_requests(change, request, count);
	bool is_added = segment_add(timeline, options, request, count, error);
	free(request);
	return is_added;
}

/* The segment of the next change, which is planned for this step. */
static bool add_segment(struct timeline *timeline, struct gw_error *error)
{
	const struct change *change = &timeline->change[timeline->current];
	struct gw_fit_options options;

	if (!timeline_read_options(timeline, timeline->current + 1, &options, error) ||
	    !fit_check_change(&timeline->fit, &options, error))
		return false;
	bool is_added = change_is_of_callbacks(change)
				? add_segment_of_callbacks(timeline, change, &options, error)
				: segment_add(timeline, &options, NULL, 0, error);
	if (is_added)
		timeline->segment[timeline->segment_count - 1].sets_rate =
			strcmp(change->name, "lr") == 0;
	return is_added;
}

/* ---- coming to a step ---- */

static bool is_due(const struct timeline *timeline)
{
	return timeline->current < timeline->change_count &&
	       timeline->change[timeline->current].step == timeline_step(timeline);
}

static bool enter_or_add(struct timeline *timeline, struct gw_error *error)
{
	bool is_new = timeline->current + 1 == timeline->segment_count;

	if (is_new && !add_segment(timeline, error))
		return false;
	if (!segment_enter_next(timeline, error)) {
		segments_drop(timeline, timeline->current + 1);
		return false;
	}
	if (is_new) {
		timeline_measure_end(timeline);
		timeline_settle_curves(timeline);
	}
	return true;
}

bool timeline_arrive(struct timeline *timeline, struct gw_error *error)
{
	while (is_due(timeline))
		if (!enter_or_add(timeline, error))
			return false;
	return true;
}

/* ---- the end ---- */

void change_finish(struct change *change)
{
	free(change->name);
	free(change->value);
}

void ghost_finish(struct ghost *ghost)
{
	free(ghost->time);
	free(ghost->loss);
	*ghost = (struct ghost){0};
}

void changes_finish(struct timeline *timeline)
{
	ghost_finish(&timeline->ghost);
	for (size_t i = 0; i < timeline->change_count; i++)
		change_finish(&timeline->change[i]);
	free(timeline->change);
}
