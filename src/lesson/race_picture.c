#include "lesson/race_picture.h"

#include "base/array.h"
#include "base/error.h"
#include "base/number.h"
#include "train/explain_update.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_WORK 2e7   /* gates to be evaluated at most to see where paths go */
#define GRID_COLUMNS 64 /* of the contours, where passes are cheap */
#define GRID_ROWS 48
#define GRID_WORK 4e6     /* gates to be evaluated for them, at most */
#define MOST_RISE 100     /* losses that are larger than this times the first run off the plot */
#define LEAST_TIME 20     /* steps that the axis of time begins with */
#define SPLIT_WIDTH 60    /* from this width on there is room for two plots */
#define LEAST_TITLED 6    /* rows: a lower plot needs them all for itself */
#define MOST_PARAMETERS 4 /* that the table shows */

/* ---- the part of the plane ---- */

/* The entry at the lowest loss that any runner had. */
static double best_entry(const struct race *race, int entry)
{
	double best = INFINITY, value = race->runner[0].timeline.path[entry][0];

	for (size_t i = 0; i < race->count; i++) {
		const struct timeline *timeline = &race->runner[i].timeline;
		for (uint64_t step = 0; step < timeline->known; step++)
			if (timeline->loss[step] < best) {
				best = timeline->loss[step];
				value = timeline->path[entry][step];
			}
	}
	return value;
}

/*
 * What lies between the start and the best point, and the paths around it as far as `reach` beyond:
 * whoever diverges is not to make the others small.
 */
static struct axis choose_range(const struct race *race, int entry, double reach)
{
	double start = race->runner[0].timeline.path[entry][0], best = best_entry(race, entry);
	double low = fmin(start, best) - reach, high = fmax(start, best) + reach;
	struct axis axis = axis_empty();

	axis_include(&axis, (double[]){start, best}, 2);
	for (size_t i = 0; i < race->count; i++) {
		const struct timeline *timeline = &race->runner[i].timeline;
		for (uint64_t step = 0; step <= timeline->known; step++) {
			double value = timeline->path[entry][step];
			if (value >= low && value <= high)
				axis_include(&axis, &value, 1);
		}
	}
	double margin = 0.08 * (axis.high - axis.low) + 0.02 * reach;
	axis.low -= margin;
	axis.high += margin;
	axis_settle(&axis, false);
	return axis;
}

static void choose_ranges(struct race_picture *picture, const struct race *race)
{
	double distance[2];

	for (int entry = 0; entry < 2; entry++)
		distance[entry] =
			fabs(best_entry(race, entry) - race->runner[0].timeline.path[entry][0]);
	double least = fmax(distance[0], distance[1]) / 4;
	picture->x = choose_range(race, 0, fmax(distance[0], least));
	picture->y = choose_range(race, 1, fmax(distance[1], least));
}

/* ---- the loss all over it ---- */

static double work_of_pass(const struct timeline *timeline)
{
	const struct gw_fit *fit = &timeline->fit;
	size_t passes = fit->training_rows > 0 ? fit->training_rows / fit->data.rows_a_pass : 1;

	return (double)passes * (double)(fit->tape->gate_count + 1);
}

static bool fill_contours(struct race_picture *picture, const struct timeline *timeline,
			  struct gw_tape *tape)
{
	const struct plot plane = {.x = picture->x, .y = picture->y};
	struct contours *contours = &picture->contours;
	double work = work_of_pass(timeline);

	contours->columns = GRID_COLUMNS;
	contours->rows = GRID_ROWS;
	while (contours->rows > 6 && contours->columns * contours->rows * work > GRID_WORK) {
		contours->columns /= 2;
		contours->rows /= 2;
	}
	contours->value = array_create((size_t)contours->columns * (size_t)contours->rows,
				       sizeof *contours->value);
	if (!contours->value)
		return false;
	for (int row = 0; row < contours->rows; row++)
		for (int column = 0; column < contours->columns; column++) {
			double entry[] = {plot_box_x(&plane, column, contours->columns),
					  plot_box_y(&plane, row, contours->rows)};
			contours->value[row * contours->columns + column] =
				timeline_loss_at(timeline, tape, entry);
		}
	return contours_choose_levels(contours);
}

/* How far the race is run to see where the paths go: to its end, unless that would take long. */
static uint64_t look_ahead(const struct race *race)
{
	double most = LOOK_WORK / work_of_pass(&race->runner[0].timeline) / (double)race->count;
	return most < (double)race->length ? (uint64_t)most : race->length;
}

bool race_picture_init(struct race_picture *picture, struct race *race, struct gw_error *error)
{
	struct timeline *first = &race->runner[0].timeline;

	*picture = (struct race_picture){.has_paths = first->path[0] != NULL};
	if (!picture->has_paths)
		return true;
	if (!race_seek(race, look_ahead(race), error))
		return false;
	choose_ranges(picture, race);
	struct gw_tape *tape = gw_tape_create(first->fit.graph, first->fit.tape->output, error);
	bool is_filled = tape && fill_contours(picture, first, tape);
	gw_tape_destroy(tape);
	return is_filled ? race_seek(race, 0, error) : error_memory(error);
}

void race_picture_finish(struct race_picture *picture)
{
	free(picture->contours.value);
}

/* ---- plots ---- */

static enum role role_of(const struct race *race, size_t runner)
{
	return race->count == 1 ? ROLE_VALUE : canvas_curve_role(runner);
}

/* What a runner's curves have in common. */
static struct curve curve_of(const struct race *race, size_t i, const struct race_style *style)
{
	return (struct curve){
		.letter = race->count > 1 ? race->runner[i].letter : '\0',
		.role = role_of(race, i),
		.emphasis = i == style->selected ? EMPHASIS_BOLD : EMPHASIS_NONE,
	};
}

/* The selected one over the others, and the letters over all. */
static void draw_curves(const struct plot *plot, struct canvas *canvas, const struct curve *curve,
			size_t count, size_t selected)
{
	for (size_t i = 0; i < count; i++)
		if (i != selected)
			plot_draw_curve(plot, canvas, &curve[i]);
	if (selected < count)
		plot_draw_curve(plot, canvas, &curve[selected]);
	for (size_t i = 0; i < count; i++)
		plot_draw_marks(plot, canvas, &curve[i], (unsigned)i);
}

/* 20, 50, 100, …: the least that is not below the time. */
static double round_time(uint64_t time)
{
	static const double times[] = {2.5, 2, 2};
	double limit = LEAST_TIME;

	for (size_t i = 0; limit < (double)time; i++)
		limit *= times[i % 3];
	return limit;
}

static void include_losses(struct axis *axis, const struct losses *losses)
{
	double most = losses->known > 0 ? MOST_RISE * fabs(losses->value[0]) : 0;

	for (uint64_t i = 0; i < losses->known; i++)
		if (!(fabs(losses->value[i]) > most))
			axis_include(axis, &losses->value[i], 1);
}

/* What is drawn of losses; the axis makes room for all that are known. */
static void put_losses(struct curve *curve, const struct losses *losses, struct axis *axis)
{
	curve->y = losses->value;
	curve->count = (size_t)losses->now;
	curve->first = (double)losses->spacing;
	curve->spacing = (double)losses->spacing;
	include_losses(axis, losses);
}

/*
 * A runner that is alone shows behind the means of epochs how far the steps are from them, and what
 * the loss is over the rows for validation.
 */
struct company {
	bool has_steps, has_validation;
	struct curve steps, validation;
};

static struct company company_of(const struct race *race, struct axis *axis)
{
	const struct timeline *timeline = &race->runner[0].timeline;
	uint64_t length = timeline_epoch_length(timeline);
	const struct losses steps = {timeline->loss, timeline->known, timeline_step(timeline), 1};
	const struct losses validation = {timeline->validation_loss, timeline->epochs_known,
					  timeline->fit.epoch, length};
	struct company company = {
		.has_steps = race->count == 1 && length > 1,
		.has_validation = race->count == 1 && gw_fit_has_validation(&timeline->fit),
		.steps = {.role = ROLE_DIM, .stroke = '.'},
		.validation = {.role = ROLE_GRADIENT, .letter = 'v'},
	};

	if (company.has_steps)
		put_losses(&company.steps, &steps, axis);
	if (company.has_validation)
		put_losses(&company.validation, &validation, axis);
	return company;
}

static void put_rates(struct curve *curve, const struct timeline *timeline, struct axis *axis)
{
	curve->y = timeline->rate;
	curve->count = (size_t)timeline_step(timeline);
	curve->first = curve->spacing = 1;
	axis_include(axis, timeline->rate, (size_t)timeline->known);
}

/* A title in a row of its own, if there are enough; the rest of the rectangle. */
static struct rectangle draw_title(struct canvas *canvas, struct rectangle area, const char *title,
				   const struct race_style *style)
{
	if (area.height < LEAST_TITLED)
		return area;
	canvas_text_fit(canvas, area.x, area.y, area.width, ROLE_TITLE, EMPHASIS_NONE, style->ascii,
			title);
	return (struct rectangle){area.x, area.y + 1, area.width, area.height - 1};
}

static void add_name(struct text *text, const char *name, bool ascii)
{
	if (ascii)
		text_add_ascii(text, name, strlen(name));
	else
		text_add_safe(text, name, strlen(name));
}

#define TITLE_BYTES 400

void race_draw_curves(const struct race *race, struct canvas *canvas, struct rectangle area,
		      const struct race_style *style, bool is_rate)
{
	struct curve curve[MOST_RUNNERS];
	struct axis x = axis_empty(), y = axis_empty();
	const struct gw_fit *fit = &race->runner[0].timeline.fit;
	char memory[TITLE_BYTES];
	struct text title = text_in(memory, sizeof memory);

	struct company company = {0};
	if (!is_rate)
		company = company_of(race, &y);

	axis_include(&x, (double[]){0, round_time(race->step)}, 2);
	for (size_t i = 0; i < race->count; i++) {
		const struct timeline *timeline = &race->runner[i].timeline;
		curve[i] = curve_of(race, i, style);
		const struct losses losses = timeline_losses(timeline);
		if (is_rate)
			put_rates(&curve[i], timeline, &y);
		else
			put_losses(&curve[i], &losses, &y);
	}
	axis_settle(&x, false);
	axis_settle(&y, true);
	if (is_rate)
		text_add(&title, "learning rate");
	else
		add_name(&title, fit->graph->name[fit->tape->output], style->ascii);
	bool is_mean = !is_rate && timeline_epoch_length(&race->runner[0].timeline) > 1;
	text_add_format(&title, "%s%s",
			company.has_steps ? ", steps and means of epochs"
			: is_mean         ? ", mean of each epoch"
					  : " at each step",
			y.is_log ? " (log)" : "");
	if (company.has_validation)
		text_add(&title, ", v: validation");
	area = draw_title(canvas, area, title.failed ? "loss" : title.data, style);
	struct plot plot = plot_in(area, x, y, style->ascii);
	plot_draw_axes(&plot, canvas);
	if (company.has_steps)
		plot_draw_curve(&plot, canvas, &company.steps);
	if (company.has_validation) {
		plot_draw_curve(&plot, canvas, &company.validation);
		plot_draw_marks(&plot, canvas, &company.validation, 0);
	}
	draw_curves(&plot, canvas, curve, race->count, style->selected);
}

static void draw_paths(const struct race_picture *picture, const struct race *race,
		       struct canvas *canvas, struct rectangle area, const struct race_style *style)
{
	const struct gw_fit *fit = &race->runner[0].timeline.fit;
	struct curve curve[MOST_RUNNERS];
	char memory[TITLE_BYTES];
	struct text title = text_in(memory, sizeof memory);

	explain_entry_name(&title, fit, 1, style->ascii);
	text_add(&title, " over ");
	explain_entry_name(&title, fit, 0, style->ascii);
	text_add(&title, ", lines of equal ");
	add_name(&title, fit->graph->name[fit->tape->output], style->ascii);
	area = draw_title(canvas, area, title.failed ? "paths" : title.data, style);
	struct plot plot = plot_in(area, picture->x, picture->y, style->ascii);
	plot_draw_axes(&plot, canvas);
	plot_draw_contours(&plot, canvas, &picture->contours);
	for (size_t i = 0; i < race->count; i++) {
		const struct timeline *timeline = &race->runner[i].timeline;
		curve[i] = curve_of(race, i, style);
		curve[i].x = timeline->path[0];
		curve[i].y = timeline->path[1];
		curve[i].count = (size_t)timeline_step(timeline) + 1;
	}
	draw_curves(&plot, canvas, curve, race->count, style->selected);
}

void race_picture_draw(const struct race_picture *picture, const struct race *race,
		       struct canvas *canvas, struct rectangle area, const struct race_style *style)
{
	struct rectangle left = area, right = area;

	if (!picture->has_paths) {
		race_draw_curves(race, canvas, area, style, false);
		return;
	}
	left.width = area.width / 2 - 1;
	right.x += left.width + 2;
	right.width -= left.width + 2;
	draw_paths(picture, race, canvas, area.width < SPLIT_WIDTH ? area : left, style);
	if (area.width >= SPLIT_WIDTH)
		race_draw_curves(race, canvas, right, style, false);
}

/* ---- the table ---- */

/* A column: as wide as its widest text, and two more. */
struct column {
	int width;
	const char *title;
};

static void add_cell(struct prose *prose, enum role role, unsigned emphasis, const char *cell,
		     int width)
{
	int columns = text_width(cell, strlen(cell));

	prose_add(prose, role, emphasis, "%s", cell);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "%*s", width > columns ? width - columns : 1,
		  "");
}

#define NUMBER_COLUMNS 11
#define GOAL_COLUMNS 16

static void add_number(struct prose *prose, enum role role, unsigned emphasis, double value,
		       const struct race_style *style)
{
	char number[NUMBER_TEXT];
	add_cell(prose, role, emphasis, number_show(value, style->digits, style->ascii, number),
		 NUMBER_COLUMNS);
}

static int name_columns(const struct race *race)
{
	int widest = 6;

	for (size_t i = 0; i < race->count; i++) {
		int width = text_width(race->runner[i].name, strlen(race->runner[i].name));
		widest = width > widest ? width : widest;
	}
	return widest + 2;
}

/* What there is room for, the more important first. */
struct room {
	bool has_rate, has_goal;
	size_t parameters; /* all, or none */
};

static struct room room_of(const struct race *race, const struct race_style *style)
{
	int left = style->width - 4 - name_columns(race) - NUMBER_COLUMNS;
	size_t count = race->runner[0].timeline.fit.entry_count;
	struct room room = {.has_rate = left >= NUMBER_COLUMNS};

	left -= NUMBER_COLUMNS;
	room.has_goal = left >= GOAL_COLUMNS;
	left -= GOAL_COLUMNS;
	if (count <= MOST_PARAMETERS && left >= (int)count * NUMBER_COLUMNS)
		room.parameters = count;
	return room;
}

static void add_titles(const struct race *race, struct prose *prose, const struct race_style *style)
{
	const struct gw_fit *fit = &race->runner[0].timeline.fit;
	char goal[NUMBER_TEXT], memory[TITLE_BYTES];
	struct text title = text_in(memory, sizeof memory);
	const struct room room = room_of(race, style);

	add_cell(prose, ROLE_TITLE, EMPHASIS_NONE, "    runner", 4 + name_columns(race));
	if (room.has_rate)
		add_cell(prose, ROLE_TITLE, EMPHASIS_NONE, "rate", NUMBER_COLUMNS);
	add_cell(prose, ROLE_TITLE, EMPHASIS_NONE, "loss", NUMBER_COLUMNS);
	text_add_format(&title, "< %s at step",
			number_show(style->goal, NUMBER_ROUND_TRIP, style->ascii, goal));
	if (room.has_goal)
		add_cell(prose, ROLE_TITLE, EMPHASIS_NONE, title.data, GOAL_COLUMNS);
	for (size_t i = 0; i < room.parameters; i++) {
		text_clear(&title);
		explain_entry_name(&title, fit, i, style->ascii);
		add_cell(prose, ROLE_TITLE, EMPHASIS_NONE, title.failed ? "?" : title.data,
			 NUMBER_COLUMNS);
	}
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "\n");
}

static double entry_value(const struct gw_fit *fit, size_t entry)
{
	size_t i = 0;

	while (entry >= fit->parameter[i].count)
		entry -= fit->parameter[i++].count;
	return fit->parameter[i].value[entry];
}

static void add_time_below(struct prose *prose, const struct runner *runner,
			   const struct race_style *style)
{
	uint64_t below = runner_time_below(runner, style->goal);
	char memory[NUMBER_TEXT];
	struct text time = text_in(memory, sizeof memory);

	if (below < timeline_step(&runner->timeline))
		text_add_format(&time, "%llu", (unsigned long long)below);
	else
		text_add(&time, style->ascii ? "." : "·");
	add_cell(prose, ROLE_PLAIN, EMPHASIS_NONE, time.data, GOAL_COLUMNS);
}

/* A number that a runner has once it has made a step. */
static void add_result(struct prose *prose, const double *value, uint64_t count, unsigned emphasis,
		       const struct race_style *style)
{
	if (count > 0)
		add_number(prose, ROLE_PLAIN, emphasis, value[count - 1], style);
	else
		add_cell(prose, ROLE_PLAIN, emphasis, style->ascii ? "." : "·", NUMBER_COLUMNS);
}

static void add_runner(const struct race *race, size_t i, struct prose *prose,
		       const struct race_style *style)
{
	const struct runner *runner = &race->runner[i];
	const struct timeline *timeline = &runner->timeline;
	const struct losses losses = timeline_losses(timeline);
	const struct room room = room_of(race, style);
	unsigned emphasis = i == style->selected ? EMPHASIS_BOLD : EMPHASIS_NONE;

	prose_add(prose, ROLE_CURRENT, EMPHASIS_NONE, "%s",
		  i == style->selected ? (style->ascii ? "> " : "▸ ") : "  ");
	prose_add(prose, role_of(race, i), EMPHASIS_BOLD, "%c ", runner->letter);
	add_cell(prose, role_of(race, i), emphasis, runner->name, name_columns(race));
	if (room.has_rate)
		add_result(prose, timeline->rate, timeline_step(timeline), emphasis, style);
	add_result(prose, losses.value, losses.now, emphasis, style);
	if (room.has_goal)
		add_time_below(prose, runner, style);
	for (size_t k = 0; k < room.parameters; k++)
		add_number(prose, ROLE_VALUE, emphasis, entry_value(&timeline->fit, k), style);
	if (timeline->fit.stop_reason)
		prose_add(prose, ROLE_ERROR, EMPHASIS_NONE, " %s", timeline->fit.stop_reason);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "\n");
}

void race_add_table(const struct race *race, struct prose *prose, const struct race_style *style)
{
	add_titles(race, prose, style);
	for (size_t i = 0; i < race->count; i++)
		add_runner(race, i, prose, style);
}
