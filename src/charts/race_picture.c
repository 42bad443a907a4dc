#include "charts/race_parts.h"

#include "base/array.h"
#include "base/error.h"
#include "base/number.h"
#include "explain/explain_update.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#define LOOK_WORK 2e7   /* gates to be evaluated at most to see where paths go */
#define GRID_COLUMNS 64 /* of the contours, where passes are cheap */
#define GRID_ROWS 48
#define GRID_WORK 4e6    /* gates to be evaluated for them, at most */
#define SEARCHES 40      /* for the lowest point */
#define LABELLED_ROWS 10 /* of a plot whose lines have values on them */
#define LABEL_COLUMNS 7  /* of a contour's value */
#define LABEL_DIGITS 2
#define VALUE_SHIFTS 12 /* columns that a value may give way by */
#define TWO_PLOTS 12    /* rows from which on there is room for losses and rates */
#define SPLIT_WIDTH 60  /* from this width on there is room for two plots */

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
 * The axis covers the start, the best point, and the paths around them as far as `reach` beyond: a
 * runner that diverges must not make the others small.
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

/*
 * The lowest of the boxes, then whichever neighbour is lower still, at distances that are halved:
 * enough for a mark in a picture, in any valley.
 */
static void find_lowest(struct race_picture *picture, const struct timeline *timeline)
{
	double reach[] = {(picture->x.high - picture->x.low) / picture->contours.columns,
			  (picture->y.high - picture->y.low) / picture->contours.rows};

	for (int i = 0; i < SEARCHES; i++) {
		bool is_found = false;
		for (int side = 0; side < 4; side++) {
			double place[] = {picture->lowest[0], picture->lowest[1]};
			place[side / 2] += side % 2 ? reach[side / 2] : -reach[side / 2];
			double loss = timeline_loss_at(timeline, place);
			if (!(loss < picture->lowest_loss))
				continue;
			picture->lowest_loss = loss;
			picture->lowest[side / 2] = place[side / 2];
			is_found = true;
		}
		reach[0] *= is_found ? 1 : 0.5;
		reach[1] *= is_found ? 1 : 0.5;
	}
}

static void note_lowest(struct race_picture *picture, const double entry[2], double loss)
{
	if (!(loss < picture->lowest_loss))
		return;
	picture->lowest_loss = loss;
	picture->lowest[0] = entry[0];
	picture->lowest[1] = entry[1];
}

static bool fill_contours(struct race_picture *picture, const struct timeline *timeline)
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
	picture->lowest_loss = INFINITY;
	for (int row = 0; row < contours->rows; row++)
		for (int column = 0; column < contours->columns; column++) {
			double entry[] = {plot_box_x(&plane, column, contours->columns),
					  plot_box_y(&plane, row, contours->rows)};
			double loss = timeline_loss_at(timeline, entry);
			contours->value[row * contours->columns + column] = loss;
			note_lowest(picture, entry, loss);
		}
	if (contours->columns * contours->rows * work < GRID_WORK)
		find_lowest(picture, timeline);
	return contours_choose_levels(contours);
}

/* How far the race is run to see where the paths go: to its end, unless that would take long. */
static uint64_t look_ahead(const struct race *race)
{
	double most = LOOK_WORK / work_of_pass(&race->runner[0].timeline) / (double)race->count;
	return most < (double)race->length ? (uint64_t)most : race->length;
}

/* The part of the plane that the paths go through. */
static bool look_for_range(struct race_picture *picture, struct race *race, struct gw_error *error)
{
	uint64_t here = race->step, ahead = look_ahead(race);

	if (!race_seek(race, ahead > here ? ahead : here, error))
		return false;
	choose_ranges(picture, race);
	return race_seek(race, here, error);
}

static struct axis axis_between(double low, double high)
{
	struct axis axis = axis_empty();

	axis_include(&axis, (double[]){low, high}, 2);
	axis_settle(&axis, false);
	return axis;
}

bool race_picture_init(struct race_picture *picture, struct race *race, const double range[4],
		       struct gw_error *error)
{
	struct timeline *first = &race->runner[0].timeline;

	*picture = (struct race_picture){.has_paths = first->path[0] != NULL};
	if (!picture->has_paths)
		return true;
	if (range) {
		picture->x = axis_between(range[0], range[1]);
		picture->y = axis_between(range[2], range[3]);
	} else if (!look_for_range(picture, race, error)) {
		return false;
	}
	return fill_contours(picture, first) || error_memory(error);
}

void race_picture_finish(struct race_picture *picture)
{
	free(picture->contours.value);
}

/* ---- paths ---- */

/* In ASCII the lines are of digits, and a row of its own tells what each of them stands for. */
static void draw_levels(const struct plot *plot, struct canvas *canvas, struct rectangle row,
			const struct contours *contours)
{
	char memory[TITLE_BYTES];
	struct text levels = canvas_text_in(canvas, memory, sizeof memory);

	plot_add_levels(plot, contours, &levels);
	if (!levels.failed)
		canvas_text_fit(canvas, row.x, row.y, row.width, ROLE_DIM, EMPHASIS_NONE,
				levels.data);
}

/* The loss in the box that a cell of the plot lies in; cells count from the top left. */
static double loss_at_cell(const struct plot *plot, const struct contours *contours, int x, int y)
{
	int column = x * contours->columns / plot->inner.width;
	int row = y * contours->rows / plot->inner.height;

	return contours->value[row * contours->columns + column];
}

/* The row in which the loss comes to a level, in a column of the plot; −1 if it does not. */
static int row_of_level(const struct plot *plot, const struct contours *contours, int x,
			double level)
{
	for (int y = 0; y + 1 < plot->inner.height; y++) {
		double here = loss_at_cell(plot, contours, x, y);
		double below = loss_at_cell(plot, contours, x, y + 1);
		if ((here >= level) != (below >= level))
			return here >= level ? y : y + 1;
	}
	return -1;
}

/* Whether a runner is now at one of so many cells from this one on. */
static bool has_runner(const struct race *race, const struct plot *plot, int x, int y, int columns)
{
	int column, row;

	for (size_t i = 0; i < race->count; i++) {
		const struct timeline *timeline = &race->runner[i].timeline;
		if (plot_cell_of(plot, timeline_entry(timeline, 0), timeline_entry(timeline, 1),
				 &column, &row) &&
		    row == y && column >= x && column < x + columns)
			return true;
	}
	return false;
}

/*
 * Moves from a column to the first in which a line's value has room beside the runners; returns its
 * row, −1 if there is none.
 */
static int row_of_value(const struct race *race, const struct plot *plot,
			const struct contours *contours, double level, int *x)
{
	int end = *x + VALUE_SHIFTS;

	for (; *x < end && *x + LABEL_COLUMNS <= plot->inner.width; ++*x) {
		int y = row_of_level(plot, contours, *x, level);
		if (y >= 0 && !has_runner(race, plot, *x - 1, y, LABEL_COLUMNS + 2))
			return y;
	}
	return -1;
}

/*
 * Each line's value stands on it once, over paths too: a number that is half hidden is another one.
 * Where a runner is now it gives way.
 */
static void draw_values(const struct race *race, const struct plot *plot, struct canvas *canvas,
			const struct contours *contours)
{
	const struct update_style numbers = {LABEL_DIGITS};
	char number[NUMBER_TEXT];

	for (int i = 0; i < CONTOUR_LEVELS && plot->inner.height >= LABELLED_ROWS; i += 2) {
		int x = plot->inner.width * (i + 1) / (CONTOUR_LEVELS + 2);
		int y = row_of_value(race, plot, contours, contours->level[i], &x);
		if (y < 0)
			continue;
		canvas_text(canvas, plot->inner.x + x, plot->inner.y + y, ROLE_PLAIN, EMPHASIS_NONE,
			    explain_number(LABEL_COLUMNS, contours->level[i], &numbers, number));
	}
}

/*
 * A cross at the lowest point, if the axes have it, and the loss there; beside runners that have
 * come there.
 */
static void draw_lowest(const struct race *race, const struct plot *plot, struct canvas *canvas,
			const struct race_picture *picture)
{
	const struct update_style numbers = {LABEL_DIGITS};
	char number[NUMBER_TEXT];
	double x = (picture->lowest[0] - plot->x.low) / (plot->x.high - plot->x.low);
	double y = (plot->y.high - picture->lowest[1]) / (plot->y.high - plot->y.low);

	if (!(x >= 0 && x < 1 && y >= 0 && y < 1))
		return;
	int column = (int)(x * plot->inner.width), row = (int)(y * plot->inner.height);
	if (!has_runner(race, plot, column, row, 1))
		canvas_text(canvas, plot->inner.x + column, plot->inner.y + row, ROLE_KEY,
			    EMPHASIS_BOLD, "✕");
	if (column + 1 + LABEL_COLUMNS <= plot->inner.width &&
	    !has_runner(race, plot, column + 1, row, LABEL_COLUMNS))
		canvas_text(canvas, plot->inner.x + column + 1, plot->inner.y + row, ROLE_KEY,
			    EMPHASIS_NONE,
			    explain_number(LABEL_COLUMNS, picture->lowest_loss, &numbers, number));
}

/* ASCII has a row more above the plot, which tells what its digits stand for. */
static struct plot plot_of_paths(const struct race_picture *picture, struct rectangle area,
				 bool is_ascii)
{
	area = race_below_title(area);
	return plot_in(is_ascii ? race_below_title(area) : area, picture->x, picture->y, is_ascii);
}

static bool is_inside(const struct plot *plot, int x, int y)
{
	return x >= 0 && x < plot->inner.width && y >= 0 && y < plot->inner.height;
}

bool race_cell_of(const struct race_picture *picture, struct rectangle area, bool is_ascii,
		  const double place[2], int *x, int *y)
{
	const struct plot plot = plot_of_paths(picture, area, is_ascii);
	double right = (place[0] - plot.x.low) / (plot.x.high - plot.x.low);
	double down = (plot.y.high - place[1]) / (plot.y.high - plot.y.low);

	if (!(right >= 0 && right <= 1 && down >= 0 && down <= 1))
		return false;
	int column = (int)(right * plot.inner.width), row = (int)(down * plot.inner.height);
	*x = plot.inner.x + (column < plot.inner.width ? column : plot.inner.width - 1);
	*y = plot.inner.y + (row < plot.inner.height ? row : plot.inner.height - 1);
	return true;
}

bool race_place_at(const struct race_picture *picture, struct rectangle area, bool is_ascii, int x,
		   int y, double place[2])
{
	const struct plot plot = plot_of_paths(picture, area, is_ascii);

	if (!is_inside(&plot, x - plot.inner.x, y - plot.inner.y))
		return false;
	place[0] = plot_box_x(&plot, x - plot.inner.x, plot.inner.width);
	place[1] = plot_box_y(&plot, y - plot.inner.y, plot.inner.height);
	return true;
}

/* Where a training alone is; the runners of a race have their letters. */
static void draw_now(const struct plot *plot, struct canvas *canvas, const struct race *race)
{
	const struct timeline *timeline = &race->runner[0].timeline;

	if (race->count == 1)
		plot_draw_sign(plot, canvas, timeline_entry(timeline, 0),
			       timeline_entry(timeline, 1), ROLE_VALUE, EMPHASIS_BOLD, "●");
}

/* "y over x: capital now, ✕ lowest" */
static void add_paths_title(const struct race *race, bool has_aim, bool is_short,
			    struct text *title)
{
	const struct gw_fit *fit = &race->runner[0].timeline.fit;

	explain_entry_name(title, fit, 1);
	text_add(title, " over ");
	explain_entry_name(title, fit, 0);
	text_add(title, race->count > 1 ? ": " : is_short ? ", equal " : ", lines of equal ");
	explain_loss_name(title, fit);
	text_add(title, race->count > 1 ? ", capital now, " : ", ● now, ");
	text_add(title, "✕ lowest");
	if (has_aim)
		text_add(title, ", ◎ aim");
}

void race_draw_paths(const struct race_picture *picture, const struct race *race,
		     struct canvas *canvas, struct rectangle area, const struct race_style *style,
		     const double aim[2])
{
	const struct plot plot = plot_of_paths(picture, area, canvas->is_ascii);
	struct curve curve[MOST_RUNNERS];
	char memory[TITLE_BYTES];
	struct text title = canvas_text_in(canvas, memory, sizeof memory);
	int x, y;
	bool has_aim = aim && race_cell_of(picture, area, canvas->is_ascii, aim, &x, &y);

	add_paths_title(race, has_aim, false, &title);
	if (!title.failed && text_width(title.data, title.length) > area.width) {
		text_clear(&title);
		add_paths_title(race, has_aim, true, &title);
	}
	struct rectangle levels =
		race_draw_title(canvas, area, title.failed ? "paths" : title.data);
	if (canvas->is_ascii && race_below_title(levels).y > levels.y)
		draw_levels(&plot, canvas, levels, &picture->contours);
	plot_draw_axes(&plot, canvas);
	plot_draw_contours(&plot, canvas, &picture->contours);
	for (size_t i = 0; i < race->count; i++) {
		const struct timeline *timeline = &race->runner[i].timeline;
		curve[i] = race_curve(race, i, style);
		curve[i].x = timeline->path[0];
		curve[i].y = timeline->path[1];
		curve[i].count = timeline_path_length(timeline);
		curve[i].last = (char)toupper((unsigned char)curve[i].letter);
	}
	race_draw_runners(&plot, canvas, curve, race->count, style->selected);
	if (!canvas->is_ascii)
		draw_values(race, &plot, canvas, &picture->contours);
	draw_lowest(race, &plot, canvas, picture);
	draw_now(&plot, canvas, race);
	if (has_aim)
		canvas_text(canvas, x, y, ROLE_CURRENT, EMPHASIS_BOLD, "◎");
}

/* Whether a rate changes as time goes on: rates that stay are in the table. */
static bool has_changing_rates(const struct race *race)
{
	for (size_t i = 0; i < race->count; i++) {
		const struct gw_fit *fit = &race->runner[i].timeline.fit;
		if (fit->options.schedule.rule != gw_schedule_find("constant") ||
		    fit->options.schedule.warm_up > 0 || fit->rate_factor != 1)
			return true;
	}
	return false;
}

/* The losses, and below them, where there is room and they change, the rates. */
static void draw_losses(const struct race *race, struct canvas *canvas, struct rectangle area,
			const struct race_style *style)
{
	struct rectangle rates = area;

	if (area.height >= TWO_PLOTS && has_changing_rates(race)) {
		rates.height = area.height * 2 / 5;
		area.height -= rates.height;
		rates.y += area.height;
		race_draw_curves(race, canvas, rates, style, true);
	}
	race_draw_curves(race, canvas, area, style, false);
}

void race_picture_draw(const struct race_picture *picture, const struct race *race,
		       struct canvas *canvas, struct rectangle area, const struct race_style *style)
{
	struct rectangle left = area, right = area;

	if (!picture->has_paths) {
		draw_losses(race, canvas, area, style);
		return;
	}
	left.width = area.width / 2 - 1;
	right.x += left.width + 2;
	right.width -= left.width + 2;
	race_draw_paths(picture, race, canvas, area.width < SPLIT_WIDTH ? area : left, style, NULL);
	if (area.width >= SPLIT_WIDTH)
		draw_losses(race, canvas, right, style);
}
