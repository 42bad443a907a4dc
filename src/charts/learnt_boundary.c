/*
 * The plane of two inputs, parted by what the model says of each place. A cell has two samples, one
 * above the other:
 *
 *     both above the threshold    ░ ▒ ▓    the further, the darker
 *     both below it               ·        near it; blank further away
 *     one of each                 ▀ ▄      the boundary goes through the cell
 *
 * Beside it stand the hidden units, each with shades from the least of its values to the largest.
 */
#include "charts/learnt_parts.h"

#include "charts/race_parts.h"
#include "explain/explain_update.h"

#include <math.h>

#define UNIT_COLUMNS 11 /* of the smallest map of a hidden unit */
#define UNIT_ROWS 4     /* likewise */
#define LARGEST_UNIT 3  /* times as large, where there is room */
#define LEAST_WIDTH 50  /* from which on there is room for units */
#define MOST_WORK 4e6   /* gates to be evaluated for a map, at most */
#define THRESHOLD_COLUMNS 12

/* ---- the map ---- */

/* Each sample may have to stand for a square of cells, where passes are dear. */
static int coarseness(const struct learnt *learnt, int columns, int rows)
{
	double work = (double)columns * rows / (double)learnt->model.slots *
		      (learnt->model.tape->gate_count + 1.0);
	int boxes = 1;

	while (work / boxes / boxes > MOST_WORK)
		boxes++;
	return boxes;
}

/* How far above the threshold a sample is, in half ranges of the targets. */
static double height_of(const struct learnt *learnt, double value)
{
	return (value - learnt->threshold) / learnt->half_range;
}

static void draw_cell(const struct drawn *drawn, int x, int y, double above, double below)
{
	static const char *const dark[2][3] = {{"░", "▒", "▓"}, {"+", "*", "#"}};
	bool is_ascii = drawn->canvas->is_ascii, is_above = above >= 0, is_below = below >= 0;
	double mean = (above + below) / 2, strength = fabs(mean);
	const char *glyph;

	if (isnan(mean))
		glyph = "?";
	else if (is_above != is_below && !is_ascii)
		glyph = is_above ? "▀" : "▄";
	else if (mean >= 0)
		glyph = dark[is_ascii][strength < 1.0 / 3 ? 0 : strength < 2.0 / 3 ? 1 : 2];
	else
		glyph = strength < 0.5 ? (is_ascii ? "-" : "·") : is_ascii ? "." : " ";
	canvas_text(drawn->canvas, x, y, mean >= 0 || is_above != is_below ? ROLE_PLUS : ROLE_MINUS,
		    EMPHASIS_NONE, glyph);
}

static void draw_map(const struct drawn *drawn, const struct plot *plot)
{
	struct learnt *learnt = drawn->learnt;
	const struct layer prediction = {learnt->model.node, 0};
	const struct rectangle *inner = &plot->inner;
	int boxes = coarseness(learnt, inner->width, 2 * inner->height);
	int columns = (inner->width + boxes - 1) / boxes;
	int rows = (2 * inner->height + boxes - 1) / boxes;

	if (!learnt_reserve(learnt, (size_t)columns * (size_t)rows))
		return;
	learnt_sample(learnt, learnt->axis, columns, rows, &prediction, 1, learnt->sample);
	for (int y = 0; y < inner->height; y++)
		for (int x = 0; x < inner->width; x++) {
			int column = x * columns / inner->width;
			const double *above =
				learnt->sample + 2 * y * rows / (2 * inner->height) * columns;
			const double *below =
				learnt->sample + (2 * y + 1) * rows / (2 * inner->height) * columns;
			draw_cell(drawn, inner->x + x, inner->y + y,
				  height_of(learnt, above[column]),
				  height_of(learnt, below[column]));
		}
}

static void draw_rows_on_it(const struct drawn *drawn, const struct plot *plot)
{
	const struct learnt *learnt = drawn->learnt;
	const struct model *model = &learnt->model;

	for (size_t i = 0; i < learnt->rows; i++) {
		struct model_row row = model_row(&drawn->timeline->fit, i);
		bool is_above = model->target != GW_NONE &&
				model_target_of(model, &row, 0) >= learnt->threshold;
		plot_draw_sign(plot, drawn->canvas, model_input_of(model, &row, 0),
			       model_input_of(model, &row, 1), ROLE_PLAIN, EMPHASIS_BOLD,
			       learnt_row_sign(&row, is_above));
	}
}

/* ---- hidden units ---- */

static void draw_shades(const struct drawn *drawn, struct rectangle area, const double *value)
{
	static const char *const shades[] = {" ", "░", "▒", "▓", "█"};
	size_t count = (size_t)area.width * (size_t)area.height;
	struct axis range = axis_empty();

	axis_include(&range, value, count);
	for (size_t i = 0; i < count; i++) {
		double part = (value[i] - range.low) / (range.high - range.low);
		int shade = range.high > range.low ? (int)fmin(part * 5, 4) : 0;
		canvas_text(drawn->canvas, area.x + (int)(i % (size_t)area.width),
			    area.y + (int)(i / (size_t)area.width), ROLE_PLUS, EMPHASIS_NONE,
			    isnan(value[i]) ? "?" : shades[shade]);
	}
}

static void draw_unit(const struct drawn *drawn, struct rectangle area, size_t unit,
		      const double *value)
{
	char memory[LEARNT_NAME];
	struct text name = canvas_text_in(drawn->canvas, memory, sizeof memory);

	learnt_add_layer(drawn, &drawn->learnt->unit[unit], &name);
	canvas_name_fit(drawn->canvas, area.x, area.y, area.width, ROLE_TITLE, EMPHASIS_NONE,
			name.failed ? "?" : name.data);
	area.y++;
	area.height--;
	draw_shades(drawn, area, value);
}

/* The hidden units that are drawn: `high` of them below each other, then more beside them. */
struct unit_grid {
	size_t count, high;
	int columns, rows; /* of a map, without its name */
};

/* As many as have room in two fifths of the width, and larger if all fit below each other. */
static struct unit_grid grid_of_units(const struct learnt *learnt, struct rectangle area)
{
	struct unit_grid grid = {.columns = UNIT_COLUMNS, .rows = UNIT_ROWS};
	int high = area.height / (UNIT_ROWS + 1), count = (int)learnt->unit_count;
	int wide = area.width < LEAST_WIDTH ? 0 : area.width * 2 / 5 / (UNIT_COLUMNS + 1);
	int size = LARGEST_UNIT;

	grid.high = (size_t)high;
	grid.count = count < wide * high ? (size_t)count : (size_t)(wide * high);
	while (size > 1 && (count * (size * UNIT_ROWS + 1) > area.height ||
			    size * UNIT_COLUMNS > area.width / 5))
		size--;
	if (grid.count == learnt->unit_count) {
		grid.columns *= size;
		grid.rows *= size;
	}
	return grid;
}

static void draw_units(const struct drawn *drawn, struct rectangle area,
		       const struct unit_grid *grid)
{
	struct learnt *learnt = drawn->learnt;
	size_t boxes = (size_t)(grid->columns * grid->rows);

	if (!learnt_reserve(learnt, boxes * grid->count))
		return;
	learnt_sample(learnt, learnt->axis, grid->columns, grid->rows, learnt->unit, grid->count,
		      learnt->sample);
	for (size_t i = 0; i < grid->count; i++) {
		int across = (int)(i / grid->high), down = (int)(i % grid->high);
		const struct rectangle place = {area.x + across * (grid->columns + 1),
						area.y + down * (grid->rows + 1), grid->columns,
						grid->rows + 1};
		draw_unit(drawn, place, i, learnt->sample + i * boxes);
	}
}

/* ---- all of it ---- */

/* "y over X[:, 1] and X[:, 0], step 100: ▓ above 0.5" */
static void add_title(const struct drawn *drawn, size_t units, struct text *title)
{
	const struct learnt *learnt = drawn->learnt;
	const struct layer prediction = {learnt->model.node, 0};
	size_t left_out = learnt->unit_count + learnt->more_units - units;

	learnt_add_layer(drawn, &prediction, title);
	text_add(title, " over ");
	learnt_add_input(drawn, 1, title);
	text_add(title, " and ");
	learnt_add_input(drawn, 0, title);
	learnt_add_step(drawn, title);
	if (units > 0 && left_out > 0)
		text_add_format(title, "; %zu hidden unit%s more", left_out,
				left_out == 1 ? "" : "s");
}

/*
 * "░▒▓ above 0.5, · below, blank far below; rows ● above, ○ below; validation ■ □", or for lack of
 * room "░▒▓ above 0.5, · below; rows ● ○; validation ■ □"
 */
static void add_legend(const struct drawn *drawn, bool is_short, struct text *legend)
{
	bool is_ascii = drawn->canvas->is_ascii;
	const struct model_row row = {.is_validation = false}, kept = {.is_validation = true};
	const struct update_style style = {drawn->style->digits};
	const char *far = is_ascii ? ", . far below" : ", blank far below";
	char number[NUMBER_TEXT];

	text_add_format(legend, "%s above %s, %s below%s; rows %s%s %s%s", is_ascii ? "+*#" : "░▒▓",
			explain_rate(THRESHOLD_COLUMNS, drawn->learnt->threshold, &style, number),
			is_ascii ? "-" : "·", is_short ? "" : far, learnt_row_sign(&row, true),
			is_short ? "" : " above,", learnt_row_sign(&row, false),
			is_short ? "" : " below");
	if (gw_fit_has_validation(&drawn->timeline->fit))
		text_add_format(legend, "; validation %s %s", learnt_row_sign(&kept, true),
				learnt_row_sign(&kept, false));
}

void learnt_draw_boundary(const struct drawn *drawn, struct rectangle area)
{
	struct learnt *learnt = drawn->learnt;
	char memory[2][LEARNT_NAME];
	struct text title = canvas_text_in(drawn->canvas, memory[0], sizeof memory[0]);
	struct text legend = canvas_text_in(drawn->canvas, memory[1], sizeof memory[1]);
	const struct unit_grid grid =
		grid_of_units(learnt, race_below_title(race_below_title(area)));

	add_title(drawn, grid.count, &title);
	add_legend(drawn, false, &legend);
	if (!legend.failed && text_width(legend.data, legend.length) > area.width) {
		text_clear(&legend);
		add_legend(drawn, true, &legend);
	}
	area = learnt_draw_title(drawn, area, title.failed ? "boundary" : title.data);
	area = learnt_draw_title(drawn, area, legend.failed ? "" : legend.data);
	if (grid.count > 0) {
		int wide = (int)((grid.count + grid.high - 1) / grid.high) * (grid.columns + 1);
		area.width -= wide + 1;
		draw_units(drawn,
			   (struct rectangle){area.x + area.width + 2, area.y, wide, area.height},
			   &grid);
	}
	struct plot plot = plot_in(area, learnt->axis[0], learnt->axis[1], drawn->canvas->is_ascii);
	plot_draw_axes(&plot, drawn->canvas);
	draw_map(drawn, &plot);
	draw_rows_on_it(drawn, &plot);
}
