#include "timeline/segment.h"

#include "base/array.h"
#include "base/error.h"
#include "train/fit.h"
#include "train/state.h"

#include <stdlib.h>
#include <string.h>

#define SNAPSHOT_BYTES ((size_t)16 << 20) /* of all snapshots of a timeline, about */
#define OWN_LAST 2 /* callbacks behind those that were asked for: the advice, the end at a NaN */

/* ---- callbacks ---- */

/* The rows of the batch that is about to begin: after the step, the fit is at the next rows. */
static bool keep_rows(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	struct timeline *timeline = callback->data;
	uint64_t left = fit->training_rows - fit->first_row, batch = fit->options.batch;

	(void)logs, (void)error;
	timeline->pass_first = fit->first_row;
	timeline->pass_count = batch > 0 && batch < left ? batch : left;
	return true;
}

static struct gw_callback rows_callback(struct timeline *timeline)
{
	return (struct gw_callback){.name = "rows",
				    .data = timeline,
				    .hook[GW_BATCH_BEGIN] = keep_rows,
				    .is_repeatable = true};
}

/* A name of ours, or the file of a plug-in. */
static bool add_requested(struct callback_list *list, const char *request, struct gw_error *error)
{
	if (!(plugin_is_meant(request) ? callback_list_add_plugin(list, request, error)
				       : callback_list_add(list, request, error)))
		return false;
	return list->callback[list->count - 1].is_repeatable ||
	       error_set(error,
			 "--callback %s: one can go back in this training, and it does more than "
			 "steer it; it is for gradwalk train",
			 request);
}

/* With what its callbacks own. */
static void finish_list(struct callback_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->callback[i].finish)
			list->callback[i].finish(&list->callback[i]);
	callback_list_finish(list);
}

bool timeline_check_callback(const char *request, struct gw_error *error)
{
	struct callback_list list = {0};
	bool is_right = add_requested(&list, request, error);

	finish_list(&list);
	return is_right;
}

/* Ours first, which only looks; the end at a loss that is no number comes last. */
static bool fill_callbacks(struct timeline *timeline, struct callback_set *set,
			   struct gw_error *error)
{
	struct callback_list *list = &set->list;

	if (!callback_list_append(list, rows_callback(timeline), error))
		return false;
	for (size_t i = 0; i < set->request_count; i++)
		if (!add_requested(list, set->request[i], error))
			return false;
	return callback_list_append(list, advice_callback(&set->advice), error) &&
	       callback_list_append(list, gw_nan_callback(), error);
}

static void destroy_callbacks(struct callback_set *set)
{
	if (!set)
		return;
	finish_list(&set->list);
	free(set->request);
	free(set);
}

static struct callback_set *create_callbacks(struct timeline *timeline, const char *const *request,
					     size_t count, struct gw_error *error)
{
	struct callback_set *set = calloc(1, sizeof *set);
	const char **copy = array_create(count, sizeof *copy);

	if (!set || !copy) {
		error_memory(error);
		free(set);
		free(copy);
		return NULL;
	}
	if (count > 0)
		memcpy(copy, request, count * sizeof *copy);
	set->request = copy;
	set->request_count = count;
	if (fill_callbacks(timeline, set, error))
		return set;
	destroy_callbacks(set);
	return NULL;
}

static void use_callbacks(struct timeline *timeline, struct callback_set *set)
{
	timeline->fit.callback = set->list.callback;
	timeline->fit.callback_count = set->list.count;
}

/* The callback of another set that goes on as this one; NULL if this one is new. */
static struct gw_callback *find_predecessor(const struct callback_set *set, size_t index,
					    const struct callback_set *before)
{
	size_t from_end = set->list.count - index;

	if (index == 0)
		return &before->list.callback[0];
	if (from_end <= OWN_LAST)
		return &before->list.callback[before->list.count - from_end];
	for (size_t i = 0; i < before->request_count; i++)
		if (strcmp(set->request[index - 1], before->request[i]) == 0)
			return &before->list.callback[i + 1];
	return NULL;
}

/* Copies a callback's counters into another callback with the same settings. */
static bool carry_counters(struct gw_fit *fit, struct gw_callback *from, struct gw_callback *to,
			   struct gw_error *error)
{
	struct gw_state state = state_sizing();

	if (!from || !from->state)
		return true;
	from->state(from, fit, &state);
	void *block = array_create(state.used, 1);
	if (!block)
		return error_memory(error);
	state = state_saving(block);
	from->state(from, fit, &state);
	state = state_loading(block);
	to->state(to, fit, &state);
	free(block);
	return true;
}

static bool begin_callbacks(struct gw_fit *fit, struct gw_error *error)
{
	for (size_t i = 0; i < fit->callback_count; i++) {
		struct gw_callback *callback = &fit->callback[i];
		if (callback->hook[GW_TRAIN_BEGIN] &&
		    !callback->hook[GW_TRAIN_BEGIN](callback, fit, &fit->logs, error))
			return false;
	}
	return true;
}

/* Those that stay go on counting. What they tell of themselves at a beginning is shown anyway. */
static bool change_callbacks(struct timeline *timeline, struct callback_set *before,
			     struct callback_set *set, struct gw_error *error)
{
	struct gw_fit *fit = &timeline->fit;
	void (*say)(void *listener, const char *line) = fit->say;

	use_callbacks(timeline, set);
	fit->say = NULL;
	bool is_done = begin_callbacks(fit, error);
	fit->say = say;
	for (size_t i = 0; i < set->list.count && is_done; i++)
		is_done = carry_counters(fit, find_predecessor(set, i, before),
					 &set->list.callback[i], error);
	return is_done;
}

bool timeline_write_state(struct timeline *timeline, const char *file, struct gw_error *error)
{
	return gw_fit_write_state(&timeline->fit, file, error);
}

/* ---- segments ---- */

bool segment_add(struct timeline *timeline, const struct gw_fit_options *options,
		 const char *const *requests, size_t request_count, struct gw_error *error)
{
	size_t count = timeline->segment_count;
	bool owns = requests || count == 0;
	struct segment segment = {.first = timeline_step(timeline),
				  .options = *options,
				  .owns_callbacks = owns,
				  .distance = 1};

	if (!array_reserve((void **)&timeline->segment, &timeline->segment_capacity, count + 1,
			   sizeof segment))
		return error_memory(error);
	segment.callbacks = owns ? create_callbacks(timeline, requests, request_count, error)
				 : timeline->segment[count - 1].callbacks;
	if (!segment.callbacks)
		return false;
	timeline->segment[timeline->segment_count++] = segment;
	return true;
}

void segments_drop(struct timeline *timeline, size_t first)
{
	while (timeline->segment_count > first) {
		struct segment *segment = &timeline->segment[--timeline->segment_count];
		free(segment->snapshot);
		if (segment->owns_callbacks)
			destroy_callbacks(segment->callbacks);
	}
}

bool segment_begin(struct timeline *timeline, struct gw_error *error)
{
	use_callbacks(timeline, timeline->segment[0].callbacks);
	if (!gw_fit_begin(&timeline->fit, error))
		return false;
	timeline->segment[0].snapshot_size = gw_fit_snapshot_size(&timeline->fit);
	return true;
}

/*
 * Other callbacks may go on where those before have stopped: the stop is theirs. Where a loss is no
 * number, the callback that every training has stops it again.
 */
bool segment_enter_next(struct timeline *timeline, struct gw_error *error)
{
	struct segment *before = &timeline->segment[timeline->current], *next = before + 1;
	struct gw_fit *fit = &timeline->fit;

	if (next->owns_callbacks) {
		if (!change_callbacks(timeline, before->callbacks, next->callbacks, error)) {
			use_callbacks(timeline, before->callbacks);
			return false;
		}
		fit->is_stopping = false;
		fit->stop_reason = NULL;
	}
	fit_change(fit, &next->options, next->sets_rate);
	next->snapshot_size = gw_fit_snapshot_size(fit);
	timeline->current++;
	return segment_take_snapshot(timeline, error);
}

/* ---- snapshots ---- */

/* Of every two snapshots the second goes: there is room again, at twice the distance. */
static void thin_out(struct segment *segment)
{
	size_t size = segment->snapshot_size;

	for (size_t i = 0; 2 * i < segment->snapshot_count; i++)
		memmove(segment->snapshot + i * size, segment->snapshot + 2 * i * size, size);
	segment->snapshot_count = (segment->snapshot_count + 1) / 2;
	segment->distance *= 2;
}

static bool is_full(const struct timeline *timeline, const struct segment *segment)
{
	return segment->snapshot_count > 1 &&
	       (segment->snapshot_count + 1) * segment->snapshot_size >
		       SNAPSHOT_BYTES / timeline->segment_count;
}

bool segment_take_snapshot(struct timeline *timeline, struct gw_error *error)
{
	struct segment *segment = &timeline->segment[timeline->current];
	size_t size = segment->snapshot_size, count = segment->snapshot_count;

	if (timeline_step(timeline) != segment->first + count * segment->distance)
		return true;
	if (is_full(timeline, segment)) {
		thin_out(segment);
		return segment_take_snapshot(timeline, error);
	}
	if (!array_reserve((void **)&segment->snapshot, &segment->snapshot_capacity, count + 1,
			   size))
		return error_memory(error);
	gw_fit_snapshot_save(&timeline->fit, segment->snapshot + count * size);
	segment->snapshot_count++;
	return true;
}

/* The settings and callbacks of a segment, for a snapshot that was taken in it. */
static void use_segment(struct timeline *timeline, size_t index)
{
	struct gw_fit *fit = &timeline->fit;
	const struct segment *segment = &timeline->segment[index];

	fit->options = segment->options;
	fit_settle_schedule(fit);
	fit->optimizer->rule = fit->options.rule;
	fit->optimizer->convention = fit->options.convention;
	fit->optimizer->options = fit->options.optimizer;
	use_callbacks(timeline, segment->callbacks);
	timeline->current = index;
}

/* The last segment that begins before a step; the first, of step 0. */
static size_t segment_before(const struct timeline *timeline, uint64_t step)
{
	size_t index = timeline->segment_count - 1;

	while (index > 0 && timeline->segment[index].first >= step)
		index--;
	return index;
}

void timeline_fill_made(const struct timeline *timeline, struct made_step *made)
{
	const struct segment *segment =
		&timeline->segment[segment_before(timeline, timeline_step(timeline))];
	const struct gw_optimizer *optimizer = timeline->fit.optimizer;

	made->fit = timeline->fit;
	made->optimizer = *optimizer;
	made->fit.optimizer = &made->optimizer;
	made->fit.options = segment->options;
	made->optimizer.rule = segment->options.rule;
	made->optimizer.convention = segment->options.convention;
	made->optimizer.options = segment->options.optimizer;
	made->optimizer.time = optimizer->last.time;
}

void segment_rewind_before(struct timeline *timeline, uint64_t step)
{
	size_t index = segment_before(timeline, step);
	const struct segment *segment = &timeline->segment[index];
	uint64_t steps = step - segment->first;
	uint64_t place = steps > 0 ? (steps - 1) / segment->distance : 0;

	if (place >= segment->snapshot_count)
		place = segment->snapshot_count - 1;
	use_segment(timeline, index);
	gw_fit_snapshot_restore(&timeline->fit, segment->snapshot + place * segment->snapshot_size);
}
