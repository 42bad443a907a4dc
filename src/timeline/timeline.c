#include "timeline/timeline.h"

#include "base/array.h"
#include "base/error.h"
#include "timeline/gradient_flow.h"
#include "timeline/segment.h"
#include "train/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_STEPS ((uint64_t)1 << 53) /* more are not counted: a double tells them apart */

/* ---- what is kept of each step ---- */

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

#define EPOCH_ARRAYS 4 /* and two for each metric */

/*
 * Makes room for one more epoch's measured loss; the first is that of the start. Where memory ran
 * out, epochs may have gone by that are not known.
 */
static bool reserve_epoch(struct timeline *timeline, struct gw_error *error)
{
	size_t known = (size_t)timeline->epochs_known + 2, here = (size_t)timeline->fit.epoch + 1;
	size_t wanted = known > here ? known : here, capacity = 0;
	size_t metrics = 2 * (size_t)timeline->fit.graph->metric_count;
	double **array[EPOCH_ARRAYS + 2 * GW_MOST_METRICS] = {
		&timeline->epoch_loss, &timeline->validation_loss, &timeline->measured,
		&timeline->epoch_time};

	for (size_t i = 0; i < metrics; i++)
		array[EPOCH_ARRAYS + i] = &timeline->metric[i / 2][i % 2];
	for (size_t i = 0; i < EPOCH_ARRAYS + metrics; i++) {
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
	if (timeline->is_by_epoch)
		timeline->measured[timeline->fit.epoch] = timeline_measure_here(timeline);
}

/* A log of the epoch that has just ended; NaN without one. */
static double logged(const struct gw_fit *fit, const char *name)
{
	const double *value = gw_logs_find(&fit->logs, name);

	return value ? *value : NAN;
}

static void keep_metrics(struct timeline *timeline)
{
	const struct gw_fit *fit = &timeline->fit;
	uint64_t at = timeline->epochs_known;

	for (uint32_t i = 0; i < fit->graph->metric_count; i++) {
		timeline->metric[i][0][at] =
			logged(fit, gw_node_name(fit->graph, fit->graph->metrics[i]));
		timeline->metric[i][1][at] = logged(fit, fit->store->validation_log[i]);
	}
}

/* The logs of an epoch stay until the next one begins. */
static bool keep_epoch(struct timeline *timeline, struct gw_error *error)
{
	const struct gw_fit *fit = &timeline->fit;
	const double *loss = gw_logs_find(&fit->logs, "loss");

	if (fit->batch != 0 || fit->epoch <= timeline->epochs_known)
		return true;
	if (!reserve_epoch(timeline, error))
		return false;
	measure_epoch(timeline);
	timeline->epoch_time[fit->epoch] = (double)fit->step;
	timeline->epoch_loss[timeline->epochs_known] = loss ? *loss : fit->batch_loss;
	timeline->validation_loss[timeline->epochs_known] = logged(fit, "val_loss");
	keep_metrics(timeline);
	timeline->epochs_known++;
	return true;
}

static void keep_step(struct timeline *timeline)
{
	uint64_t step = timeline->fit.step;

	timeline->loss[step - 1] = timeline->fit.batch_loss;
	timeline->rate[step - 1] = timeline->fit.optimizer->last.rate;
	keep_point(timeline, step);
	flow_keep(timeline);
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

/* ---- beginning and end ---- */

static bool prepare_measuring(struct timeline *timeline, struct gw_error *error)
{
	const struct gw_fit *fit = &timeline->fit;

	timeline->measuring = gw_tape_create(fit->graph, fit->tape->output, error);
	if (timeline->measuring)
		gw_tape_copy_leaves(timeline->measuring, fit->tape);
	return timeline->measuring != NULL;
}

/* The first segment, whose settings and callbacks are those that were asked for. */
static bool begin_first_segment(struct timeline *timeline, const struct gw_fit_options *options,
				const struct timeline_setup *setup, struct gw_error *error)
{
	static const char *const none[] = {NULL};
	bool has_callbacks = setup && setup->callback_count > 0;

	return segment_add(timeline, options, has_callbacks ? setup->callback : none,
			   has_callbacks ? setup->callback_count : 0, error) &&
	       segment_begin(timeline, error);
}

static bool begin_keeping(struct timeline *timeline, struct gw_error *error)
{
	if (!reserve(timeline, error) || !reserve_epoch(timeline, error) ||
	    !prepare_measuring(timeline, error) || !flow_begin(timeline, error))
		return false;
	timeline->fit.say =
		keep_remark; /* settings, which callbacks tell before, are shown anyway */
	fit_say_data(&timeline->fit);
	timeline->is_by_epoch = timeline_epoch_length(timeline) > 1;
	keep_point(timeline, 0);
	flow_keep(timeline);
	timeline->epoch_time[0] = 0;
	timeline->measured[0] = timeline_measure_here(timeline);
	timeline_measure_end(timeline);
	return segment_take_snapshot(timeline, error);
}

bool timeline_init(struct timeline *timeline, const struct gw_graph *graph, uint32_t output,
		   const struct gw_attribute *option, size_t option_count,
		   const struct timeline_setup *setup, struct gw_error *error)
{
	struct gw_fit_options options = gw_fit_defaults();

	*timeline = (struct timeline){.option = option, .option_count = option_count};
	if (!gw_fit_options_read(&options, graph, option, option_count, error) ||
	    !gw_fit_init(&timeline->fit, graph, output, &options, error))
		return false;
	timeline->fit.listener = timeline;
	if (setup && setup->start)
		gw_tape_copy_leaves(timeline->fit.tape, setup->start);
	return begin_first_segment(timeline, &options, setup, error) &&
	       begin_keeping(timeline, error);
}

void timeline_finish(struct timeline *timeline)
{
	timeline->fit.callback_count = 0; /* the segments finish their own */
	gw_fit_finish(&timeline->fit);
	segments_drop(timeline, 0);
	free(timeline->segment);
	changes_finish(timeline);
	free(timeline->loss);
	free(timeline->rate);
	free(timeline->path[0]);
	free(timeline->path[1]);
	free(timeline->epoch_loss);
	free(timeline->epoch_time);
	free(timeline->validation_loss);
	for (uint32_t i = 0; i < GW_MOST_METRICS; i++) {
		free(timeline->metric[i][0]);
		free(timeline->metric[i][1]);
	}
	free(timeline->measured);
	gw_tape_destroy(timeline->measuring);
	track_finish(&timeline->track);
	for (size_t i = 0; i < timeline->remark_count; i++)
		free(timeline->remark[i].line);
	free(timeline->remark);
	free(timeline->last_word);
}

/* ---- moving ---- */

/* The steps from here to the end of an epoch that is not over yet. */
static uint64_t steps_left(const struct timeline *timeline, uint64_t epochs)
{
	const struct gw_fit *fit = &timeline->fit;
	uint64_t length = timeline_epoch_length(timeline), batch = fit->options.batch;
	uint64_t rows = fit->training_rows - fit->first_row, more = epochs - fit->epoch - 1;
	uint64_t here = length > 1 ? (rows + batch - 1) / batch : 1;

	return more < MOST_STEPS / length ? here + more * length : MOST_STEPS;
}

uint64_t timeline_epoch_end(const struct timeline *timeline, uint64_t epochs)
{
	if (epochs <= timeline->epochs_known)
		return (uint64_t)timeline->epoch_time[epochs];
	if (epochs <= timeline->fit.epoch)
		return timeline_step(timeline);
	return timeline_step(timeline) + steps_left(timeline, epochs);
}

/* With the settings behind all changes that were come to; an early stop is none of them. */
uint64_t timeline_length(const struct timeline *timeline)
{
	const struct gw_fit_options *last = &timeline->segment[timeline->segment_count - 1].options;
	uint64_t epochs = last->epochs, length = timeline_epoch_length(timeline);

	if (timeline_has_even_epochs(timeline))
		return epochs <= MOST_STEPS / length ? epochs * length : MOST_STEPS;
	return timeline_epoch_end(timeline, epochs);
}

double timeline_entry(const struct timeline *timeline, size_t entry)
{
	const struct gw_parameter *parameter = timeline->fit.parameter;

	while (entry >= parameter->count)
		entry -= (parameter++)->count;
	return parameter->value[entry];
}

size_t timeline_path_length(const struct timeline *timeline)
{
	return (size_t)timeline_step(timeline) + 1 + (timeline_is_put_back(timeline) ? 1 : 0);
}

/*
 * No snapshot is taken after this: whatever is done here is undone by going back, and done again
 * when one comes here again.
 */
bool timeline_end(struct timeline *timeline, struct gw_error *error)
{
	timeline_measure_end(timeline);
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
	if (!keep_epoch(timeline, error) || !segment_take_snapshot(timeline, error) ||
	    !timeline_arrive(timeline, error))
		return false;
	bool is_end = timeline_is_over(timeline) && !timeline->is_end_held;
	return !is_end || timeline_end(timeline, error);
}

/* Backwards at least one step is made again, so that what it did to each entry is there too. */
bool timeline_seek(struct timeline *timeline, uint64_t step, struct gw_error *error)
{
	if (step < timeline->fit.step) {
		segment_rewind_before(timeline, step);
		if (!timeline_arrive(timeline, error))
			return false;
	}
	while (timeline->fit.step < step && !timeline_is_over(timeline))
		if (!timeline_next(timeline, error))
			return false;
	if (!timeline_is_over(timeline))
		timeline_measure_end(timeline);
	return true;
}

/* ---- passes ---- */

uint64_t timeline_passes(const struct timeline *timeline)
{
	uint64_t rows = timeline->pass_count;
	return rows == 0 || timeline_step(timeline) == 0 ? 1
							 : rows / timeline->fit.data.rows_a_pass;
}

void timeline_enter_pass(const struct timeline *timeline, uint64_t row, bool is_after,
			 struct gw_tape *tape)
{
	const struct gw_fit *fit = &timeline->fit;

	gw_tape_copy_leaves(tape, fit->tape);
	if (fit->step == 0)
		return;
	if (!is_after)
		fit_enter_parameters_before(fit, tape);
	if (timeline->pass_count > 0)
		gw_fit_fill(fit, (size_t)(timeline->pass_first + row * fit->data.rows_a_pass),
			    tape);
}
