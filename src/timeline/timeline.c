#include "timeline/timeline.h"

#include "base/array.h"
#include "base/error.h"
#include "train/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_STEPS ((uint64_t)1 << 53)    /* more are not counted: a double tells them apart */
#define SNAPSHOT_BYTES ((size_t)16 << 20) /* of all snapshots of a timeline, about */

/* ---- the loss of a point ---- */

double timeline_loss_at(const struct timeline *timeline, const double entry[2])
{
	const struct gw_fit *fit = &timeline->fit;

	for (size_t i = 0; i < fit->parameter_count; i++) {
		memcpy(gw_tape_entries(timeline->measuring, fit->leaf[i]), entry,
		       fit->parameter[i].count * sizeof *entry);
		entry += fit->parameter[i].count;
	}
	return fit_loss_in(fit, timeline->measuring);
}

static double measure_here(const struct timeline *timeline)
{
	const struct gw_fit *fit = &timeline->fit;

	for (size_t i = 0; i < fit->parameter_count; i++)
		memcpy(gw_tape_entries(timeline->measuring, fit->leaf[i]), fit->parameter[i].value,
		       fit->parameter[i].count * sizeof(double));
	return fit_loss_in(fit, timeline->measuring);
}

/* The loss here. It is shown often, so it is measured once, except in the middle of an epoch. */
double timeline_loss_here(const struct timeline *timeline)
{
	const struct gw_fit *fit = &timeline->fit;

	if (timeline_is_put_back(timeline))
		return measure_here(timeline);
	if (timeline_epoch_length(timeline) == 1)
		return timeline->loss[fit->step];
	return fit->batch == 0 ? timeline->measured[fit->epoch] : measure_here(timeline);
}

/* ---- what is kept of each step ---- */

/* The rows are those of the batch about to begin: behind the step, the fit is at the next ones. */
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

static bool reserve(struct timeline *timeline, struct gw_error *error)
{
	/* A path has a point before the first step, and may have one behind the end. */
	size_t wanted = (size_t)timeline->known + 3;
	double **array[] = {&timeline->loss, &timeline->rate, &timeline->path[0],
			    &timeline->path[1]};
	size_t count = timeline->fit.entry_count == 2 ? 4 : 2, capacity = 0;

	if (wanted <= timeline->capacity)
		return true;
	for (size_t i = 0; i < count; i++) {
		capacity = timeline->capacity;
		if (!array_reserve((void **)array[i], &capacity, wanted, sizeof **array[i]))
			return error_memory(error);
	}
	timeline->capacity = capacity;
	return true;
}

static void keep_point(struct timeline *timeline, uint64_t place)
{
	double entry[2];

	if (timeline->fit.entry_count != 2)
		return;
	gw_fit_save(&timeline->fit, entry);
	timeline->path[0][place] = entry[0];
	timeline->path[1][place] = entry[1];
}

/* Makes room for one more epoch's measured loss; the first is that of the start. */
static bool reserve_epoch(struct timeline *timeline, struct gw_error *error)
{
	size_t wanted = (size_t)timeline->epochs_known + 2, capacity = 0;
	double **array[] = {&timeline->epoch_loss, &timeline->validation_loss, &timeline->measured};

	for (size_t i = 0; i < sizeof array / sizeof *array; i++) {
		capacity = timeline->epoch_capacity;
		if (!array_reserve((void **)array[i], &capacity, wanted, sizeof **array[i]))
			return error_memory(error);
	}
	timeline->epoch_capacity = capacity;
	return true;
}

/* At the end of an epoch, if its steps have not done so by what they learnt from. */
static void measure_epoch(struct timeline *timeline)
{
	if (timeline_epoch_length(timeline) > 1)
		timeline->measured[timeline->fit.epoch] = measure_here(timeline);
}

/* Behind the last step ever made; the next one, if there is any, will find the same. */
static void measure_end(struct timeline *timeline)
{
	if (timeline_epoch_length(timeline) == 1 && timeline_step(timeline) == timeline->known)
		timeline->loss[timeline->known] = measure_here(timeline);
}

/* The logs of an epoch stay until the next one begins. */
static bool keep_epoch(struct timeline *timeline, struct gw_error *error)
{
	const struct gw_fit *fit = &timeline->fit;
	const double *loss = gw_logs_find(&fit->logs, "loss");
	const double *validation = gw_logs_find(&fit->logs, "val_loss");

	if (fit->batch != 0 || fit->epoch <= timeline->epochs_known)
		return true;
	if (!reserve_epoch(timeline, error))
		return false;
	measure_epoch(timeline);
	timeline->epoch_loss[timeline->epochs_known] = loss ? *loss : fit->batch_loss;
	timeline->validation_loss[timeline->epochs_known++] = validation ? *validation : NAN;
	return true;
}

static void keep_step(struct timeline *timeline)
{
	uint64_t step = timeline->fit.step;

	timeline->loss[step - 1] = timeline->fit.batch_loss;
	timeline->rate[step - 1] = timeline->fit.optimizer->last[0].rate;
	keep_point(timeline, step);
	if (step > timeline->known)
		timeline->known = step;
}

/* Of what is said again, because the steps are made again, there is the first time already. */
static bool is_known(const struct timeline *timeline, const char *line)
{
	for (size_t i = 0; i < timeline->remark_count; i++)
		if (strcmp(timeline->remark[i].line, line) == 0)
			return true;
	return false;
}

/* A remark that finds no memory is not kept: that is no reason to end a training. */
static void keep_remark(void *listener, const char *line)
{
	struct timeline *timeline = listener;
	size_t count = timeline->remark_count;

	if (is_known(timeline, line) ||
	    !array_reserve((void **)&timeline->remark, &timeline->remark_capacity, count + 1,
			   sizeof *timeline->remark))
		return;
	char *copy = strdup(line);
	if (copy)
		timeline->remark[timeline->remark_count++] =
			(struct remark){timeline->fit.step, copy};
}

/* Whoever puts parameters back last has the last word. */
static void keep_last_word(void *listener, const char *line)
{
	struct timeline *timeline = listener;

	free(timeline->last_word);
	timeline->last_word = strdup(line);
}

const char *timeline_last_word(const struct timeline *timeline)
{
	return timeline_is_over(timeline) ? timeline->last_word : NULL;
}

const char *timeline_remark(const struct timeline *timeline)
{
	const char *last = NULL;

	for (size_t i = 0; i < timeline->remark_count; i++)
		if (timeline->remark[i].step <= timeline->fit.step)
			last = timeline->remark[i].line;
	return last;
}

/* ---- snapshots ---- */

/* Of every two snapshots the second goes: there is room again, at twice the distance. */
static void thin_out(struct timeline *timeline)
{
	size_t size = timeline->snapshot_size;

	for (size_t i = 0; 2 * i < timeline->snapshot_count; i++)
		memmove(timeline->snapshot + i * size, timeline->snapshot + 2 * i * size, size);
	timeline->snapshot_count = (timeline->snapshot_count + 1) / 2;
	timeline->distance *= 2;
}

static bool is_full(const struct timeline *timeline)
{
	return timeline->snapshot_count > 1 &&
	       (timeline->snapshot_count + 1) * timeline->snapshot_size > SNAPSHOT_BYTES;
}

static bool take_snapshot(struct timeline *timeline, struct gw_error *error)
{
	size_t size = timeline->snapshot_size, count = timeline->snapshot_count;

	if (timeline->fit.step != count * timeline->distance)
		return true;
	if (is_full(timeline)) {
		thin_out(timeline);
		return take_snapshot(timeline, error);
	}
	if (!array_reserve((void **)&timeline->snapshot, &timeline->snapshot_capacity, count + 1,
			   size))
		return error_memory(error);
	gw_fit_snapshot_save(&timeline->fit, timeline->snapshot + count * size);
	timeline->snapshot_count++;
	return true;
}

/* To the last snapshot before a time, or the one at 0. */
static void rewind_before(struct timeline *timeline, uint64_t step)
{
	uint64_t place = step > 0 ? (step - 1) / timeline->distance : 0;

	if (place >= timeline->snapshot_count)
		place = timeline->snapshot_count - 1;
	gw_fit_snapshot_restore(&timeline->fit,
				timeline->snapshot + place * timeline->snapshot_size);
}

/* ---- beginning and end ---- */

static bool add_requested(struct callback_list *list, const char *request, struct gw_error *error)
{
	if (!callback_list_add(list, request, error))
		return false;
	return list->callback[list->count - 1].is_repeatable ||
	       error_set(error,
			 "--callback %s: one can go back in this training, and it does more than "
			 "steer it; it is for gradwalk train",
			 request);
}

bool timeline_check_callback(const char *request, struct gw_error *error)
{
	struct callback_list list = {0};
	bool is_right = add_requested(&list, request, error);

	callback_list_finish(&list);
	return is_right;
}

/* Ours first, which only looks; the end at a loss that is no number comes last. */
static bool add_callbacks(struct timeline *timeline, const struct timeline_setup *setup,
			  struct gw_error *error)
{
	struct callback_list *list = &timeline->callbacks;
	const struct gw_callback rows = {.name = "rows",
					 .data = timeline,
					 .hook[GW_BATCH_BEGIN] = keep_rows,
					 .is_repeatable = true};

	if (!callback_list_append(list, rows, error))
		return false;
	for (size_t i = 0; setup && i < setup->callback_count; i++)
		if (!add_requested(list, setup->callback[i], error))
			return false;
	return callback_list_append(list, advice_callback(&timeline->advice), error) &&
	       callback_list_append(list, gw_nan_callback(), error);
}

/* Even if there are not all: the fit finishes those that there are. */
static bool give_callbacks(struct timeline *timeline, const struct timeline_setup *setup,
			   struct gw_error *error)
{
	bool is_complete = add_callbacks(timeline, setup, error);

	timeline->fit.callback = timeline->callbacks.callback;
	timeline->fit.callback_count = timeline->callbacks.count;
	return is_complete;
}

static bool prepare_measuring(struct timeline *timeline, struct gw_error *error)
{
	const struct gw_fit *fit = &timeline->fit;

	timeline->measuring = gw_tape_create(fit->graph, fit->tape->output, error);
	if (timeline->measuring)
		gw_tape_copy_leaves(timeline->measuring, fit->tape);
	return timeline->measuring != NULL;
}

bool timeline_init(struct timeline *timeline, const struct gw_graph *graph, uint32_t output,
		   const struct gw_fit_options *options, const struct timeline_setup *setup,
		   struct gw_error *error)
{
	*timeline = (struct timeline){.distance = 1};
	if (!gw_fit_init(&timeline->fit, graph, output, options, error))
		return false;
	timeline->fit.listener = timeline;
	if (setup && setup->start)
		gw_tape_copy_leaves(timeline->fit.tape, setup->start);
	if (!give_callbacks(timeline, setup, error) || !gw_fit_begin(&timeline->fit, error) ||
	    !reserve(timeline, error) || !reserve_epoch(timeline, error) ||
	    !prepare_measuring(timeline, error))
		return false;
	timeline->fit.say = keep_remark; /* settings, which callbacks tell before, are shown anyway */
	fit_say_data(&timeline->fit);
	timeline->snapshot_size = gw_fit_snapshot_size(&timeline->fit);
	keep_point(timeline, 0);
	measure_epoch(timeline);
	measure_end(timeline);
	return take_snapshot(timeline, error);
}

void timeline_finish(struct timeline *timeline)
{
	gw_fit_finish(&timeline->fit);
	callback_list_finish(&timeline->callbacks);
	free(timeline->loss);
	free(timeline->rate);
	free(timeline->path[0]);
	free(timeline->path[1]);
	free(timeline->epoch_loss);
	free(timeline->validation_loss);
	free(timeline->measured);
	gw_tape_destroy(timeline->measuring);
	free(timeline->snapshot);
	for (size_t i = 0; i < timeline->remark_count; i++)
		free(timeline->remark[i].line);
	free(timeline->remark);
	free(timeline->last_word);
}

/* ---- moving ---- */

bool timeline_is_over(const struct timeline *timeline)
{
	return gw_fit_is_done(&timeline->fit);
}

uint64_t timeline_epoch_length(const struct timeline *timeline)
{
	return fit_epoch_length(&timeline->fit);
}

uint64_t timeline_length(const struct timeline *timeline)
{
	uint64_t epochs = timeline->fit.options.epochs, length = timeline_epoch_length(timeline);

	return epochs <= MOST_STEPS / length ? epochs * length : MOST_STEPS;
}

struct losses timeline_losses(const struct timeline *timeline)
{
	uint64_t spacing = timeline_epoch_length(timeline), step = timeline_step(timeline);

	if (spacing == 1)
		return (struct losses){timeline->loss, timeline->known, step, 1, 1};
	return (struct losses){timeline->epoch_loss, timeline->epochs_known, timeline->fit.epoch,
			       spacing, spacing};
}

struct losses timeline_measured(const struct timeline *timeline)
{
	uint64_t spacing = timeline_epoch_length(timeline), step = timeline_step(timeline);

	if (spacing == 1)
		return (struct losses){timeline->loss, timeline->known + 1, step + 1, 1, 0};
	return (struct losses){timeline->measured, timeline->epochs_known + 1,
			       timeline->fit.epoch + 1, spacing, 0};
}

double timeline_entry(const struct timeline *timeline, size_t entry)
{
	const struct gw_parameter *parameter = timeline->fit.parameter;

	while (entry >= parameter->count)
		entry -= (parameter++)->count;
	return parameter->value[entry];
}

bool timeline_is_put_back(const struct timeline *timeline)
{
	const struct gw_fit *fit = &timeline->fit;
	const struct gw_update *update = fit->optimizer->last;

	for (size_t i = 0; timeline_is_over(timeline) && i < fit->parameter_count; i++)
		for (size_t k = 0; k < fit->parameter[i].count; k++, update++)
			if (memcmp(&fit->parameter[i].value[k], &update->after,
				   sizeof update->after) != 0)
				return true;
	return false;
}

size_t timeline_path_length(const struct timeline *timeline)
{
	return (size_t)timeline_step(timeline) + 1 + (timeline_is_put_back(timeline) ? 1 : 0);
}

/*
 * No snapshot is taken after this: whatever is done here is undone by going back, and done again
 * when one comes here again.
 */
static bool end(struct timeline *timeline, struct gw_error *error)
{
	measure_end(timeline);
	timeline->fit.say = keep_last_word;
	bool has_ended = gw_fit_end(&timeline->fit, error);
	timeline->fit.say = keep_remark;
	keep_point(timeline, timeline_step(timeline) + 1);
	return has_ended;
}

bool timeline_next(struct timeline *timeline, struct gw_error *error)
{
	if (timeline_is_over(timeline))
		return true;
	if (!reserve(timeline, error) || !gw_fit_step(&timeline->fit, error))
		return false;
	keep_step(timeline);
	return keep_epoch(timeline, error) && take_snapshot(timeline, error) &&
	       (!timeline_is_over(timeline) || end(timeline, error));
}

/* Backwards at least one step is made again, so that what it did to each entry is there too. */
bool timeline_seek(struct timeline *timeline, uint64_t step, struct gw_error *error)
{
	if (step < timeline->fit.step)
		rewind_before(timeline, step);
	while (timeline->fit.step < step && !timeline_is_over(timeline))
		if (!timeline_next(timeline, error))
			return false;
	if (!timeline_is_over(timeline))
		measure_end(timeline);
	return true;
}

/* ---- passes ---- */

uint64_t timeline_passes(const struct timeline *timeline)
{
	uint64_t rows = timeline->pass_count;
	return rows == 0 || timeline_step(timeline) == 0 ? 1
							 : rows / timeline->fit.data.rows_a_pass;
}

static void enter_parameters_before(const struct gw_fit *fit, struct gw_tape *tape)
{
	const struct gw_update *update = fit->optimizer->last;

	for (size_t i = 0; i < fit->parameter_count; i++) {
		double *entry = gw_tape_entries(tape, fit->leaf[i]);
		for (size_t k = 0; k < fit->parameter[i].count; k++)
			entry[k] = (update++)->before;
	}
}

void timeline_enter_pass(const struct timeline *timeline, uint64_t row, bool is_after,
			 struct gw_tape *tape)
{
	const struct gw_fit *fit = &timeline->fit;

	gw_tape_copy_leaves(tape, fit->tape);
	if (fit->step == 0)
		return;
	if (!is_after)
		enter_parameters_before(fit, tape);
	if (timeline->pass_count > 0)
		gw_fit_fill(fit, (size_t)(timeline->pass_first + row * fit->data.rows_a_pass),
			    tape);
}
