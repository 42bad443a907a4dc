/*
 * The flow of the gradient: a row for each parameter, with a bar for the length of its gradient, of
 * its update, and of the ratio of that to the parameter, and the gradient's length over the steps.
 *
 *     W1       3.1e−07 ██        3.1e−09 ██        1.2e−09 ██        ▅▄▃▂▂▁▁ vanished
 *     W2       0.014   ███████   0.00014 ███████   0.00033 ███████   ▇▇▇▇▇▇▇
 *
 * A column of a bar is a decade, a factor of 10: of each three the longest is the largest number.
 */
#include "charts/learnt_parts.h"

#include "base/short_names.h"
#include "explain/explain_update.h"
#include "timeline/gradient_flow.h"

#include <math.h>
#include <string.h>

#define DECADES 6        /* columns of a bar */
#define TRACE_DECADES 8  /* heights of a trace */
#define NUMBER_COLUMNS 9 /* with a blank behind the number */
#define WIDEST_NAME 12
#define VERDICT_COLUMNS 9
#define LEAST_TRACE 4
#define MOST_TRACE 40
#define BARS 3

static const enum role roles[BARS] = {ROLE_GRADIENT, ROLE_PLAIN, ROLE_PLAIN};

/* Where the parts of a row stand: what there is no room for is left out from the right. */
struct flow_plan {
	int name, bars, trace;
	bool has_verdict;
};

static struct flow_plan plan_of(int width)
{
	struct flow_plan plan = {.name = width / 6};
	int bar = NUMBER_COLUMNS + DECADES + 1;

	plan.name = plan.name > WIDEST_NAME ? WIDEST_NAME : plan.name < 4 ? 4 : plan.name;
	int left = width - plan.name;
	plan.has_verdict = left >= bar + VERDICT_COLUMNS;
	left -= plan.has_verdict ? VERDICT_COLUMNS : 0;
	while (plan.bars < BARS && left >= bar) {
		plan.bars++;
		left -= bar;
	}
	plan.trace = left > LEAST_TRACE ? left - 1 : 0;
	plan.trace = plan.trace > MOST_TRACE ? MOST_TRACE : plan.trace;
	return plan;
}

/* ---- bars ---- */

/*
 * How many decades a number is above one that is `decades` below the largest; from 0 to `decades`.
 */
static double decades_of(double value, double largest, int decades)
{
	if (!(value > 0) || !(largest > 0))
		return 0;
	return isinf(value) ? decades : fmin(fmax(decades + log10(value / largest), 0), decades);
}

static void draw_bar(const struct drawn *drawn, int x, int y, enum role role, double value,
		     double largest)
{
	static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	double length = decades_of(value, largest, DECADES);
	int whole = (int)length, eighths = (int)((length - whole) * 8);

	for (int i = 0; i < whole; i++)
		canvas_text(drawn->canvas, x + i, y, role, EMPHASIS_NONE, "█");
	if (whole < DECADES)
		canvas_text(drawn->canvas, x + whole, y, role, EMPHASIS_NONE, parts[eighths]);
}

static void draw_measure(const struct drawn *drawn, int x, int y, enum role role, double value,
			 double largest)
{
	const struct update_style style = {2};
	char number[NUMBER_TEXT];

	canvas_text_fit(drawn->canvas, x, y, NUMBER_COLUMNS - 1, role, EMPHASIS_NONE,
			isnan(value) && timeline_step(drawn->timeline) == 0
				? "·"
				: explain_number(NUMBER_COLUMNS - 1, value, &style, number));
	draw_bar(drawn, x + NUMBER_COLUMNS, y, role, value, largest);
}

/* ---- over the steps ---- */

/* The largest gradient that any parameter ever had up to now. */
static double largest_ever(const struct timeline *timeline)
{
	size_t rows = track_rows_until(&timeline->track, timeline_step(timeline));
	double largest = 0;

	for (size_t i = 0; i < timeline->fit.parameter_count; i++) {
		const double *gradient =
			track_column(&timeline->track, i * FLOW_COLUMNS + FLOW_GRADIENT);
		for (size_t row = 0; row < rows; row++)
			largest = isfinite(gradient[row]) ? fmax(largest, gradient[row]) : largest;
	}
	return largest;
}

static void draw_trace(const struct drawn *drawn, int x, int y, int width, size_t parameter,
		       double largest)
{
	static const char *const heights[TRACE_DECADES + 1] = {" ", "▁", "▂", "▃", "▄",
							       "▅", "▆", "▇", "█"};
	const struct timeline *timeline = drawn->timeline;
	size_t rows = track_rows_until(&timeline->track, timeline_step(timeline));
	const double *gradient =
		track_column(&timeline->track, parameter * FLOW_COLUMNS + FLOW_GRADIENT);
	size_t seen = rows - 1 < (size_t)width ? rows - 1 : (size_t)width;

	for (size_t i = 0; i < seen; i++) {
		double value = gradient[1 + i * (rows - 1) / seen];
		int height = (int)ceil(decades_of(value, largest, TRACE_DECADES));
		canvas_text(drawn->canvas, x + (int)i, y, ROLE_GRADIENT, EMPHASIS_NONE,
			    isnan(value) ? "?" : heights[height]);
	}
}

/* ---- rows ---- */

/* The largest of each measure, to which the bars are drawn. */
struct largest {
	double of[BARS], ever, gradient;
};

static void measures_of(const struct flow *flow, double measure[BARS])
{
	measure[0] = flow->gradient;
	measure[1] = flow->update;
	measure[2] = flow->ratio;
}

static struct largest find_largest(const struct timeline *timeline)
{
	struct largest largest = {.ever = largest_ever(timeline),
				  .gradient = flow_largest(timeline)};

	struct flow_place place = {0};

	while (place.parameter < timeline->fit.parameter_count) {
		const struct flow flow = flow_next(timeline, &place);
		double measure[BARS];
		measures_of(&flow, measure);
		for (int k = 0; k < BARS; k++)
			if (isfinite(measure[k]))
				largest.of[k] = fmax(largest.of[k], measure[k]);
	}
	return largest;
}

/* Whether the selected entry is one of the parameter's at a place. */
static bool has_selected_entry(const struct drawn *drawn, const struct flow_place *place)
{
	size_t end = place->entry + drawn->timeline->fit.parameter[place->parameter].count;

	return drawn->style->entry >= place->entry && drawn->style->entry < end;
}

/* Draws the row of the parameter at `*place`, which moves to the next one. */
static void draw_parameter(const struct drawn *drawn, const struct flow_plan *plan, int x, int y,
			   struct flow_place *place, const struct largest *largest)
{
	const struct gw_fit *fit = &drawn->timeline->fit;
	size_t parameter = place->parameter;
	bool is_selected = has_selected_entry(drawn, place);
	const struct flow flow = flow_next(drawn->timeline, place);
	double measure[BARS];
	char memory[LEARNT_NAME];
	struct text name = canvas_text_in(drawn->canvas, memory, sizeof memory);

	learnt_add_node(drawn, fit->leaf[parameter], &name);
	canvas_name_fit(drawn->canvas, x, y, plan->name - 1,
			is_selected ? ROLE_SELECTED : ROLE_PLAIN,
			is_selected ? EMPHASIS_BOLD : EMPHASIS_NONE, name.failed ? "?" : name.data);
	measures_of(&flow, measure);
	x += plan->name;
	for (int k = 0; k < plan->bars; k++, x += NUMBER_COLUMNS + DECADES + 1)
		draw_measure(drawn, x, y, roles[k], measure[k], largest->of[k]);
	if (plan->trace > 0 && timeline_step(drawn->timeline) > 0)
		draw_trace(drawn, x, y, plan->trace, parameter, largest->ever);
	x += plan->trace > 0 ? plan->trace + 1 : 0;
	if (plan->has_verdict)
		canvas_text(drawn->canvas, x, y, ROLE_ERROR, EMPHASIS_NONE,
			    flow_verdict(&flow, largest->gradient));
}

static void draw_titles(const struct drawn *drawn, const struct flow_plan *plan, int x, int y)
{
	static const char *const titles[BARS] = {"gradient", "update", "update/value"};

	canvas_text_fit(drawn->canvas, x, y, plan->name - 1, ROLE_TITLE, EMPHASIS_NONE, "length");
	x += plan->name;
	for (int k = 0; k < plan->bars; k++, x += NUMBER_COLUMNS + DECADES + 1)
		canvas_text(drawn->canvas, x, y, ROLE_TITLE, EMPHASIS_NONE, titles[k]);
	if (plan->trace > 0)
		canvas_text_fit(drawn->canvas, x, y, plan->trace, ROLE_TITLE, EMPHASIS_NONE,
				"over steps");
}

/* "flow of the gradient, step 12; 1 to 15 of 20; a bar's column is a factor of 10" */
static void add_title(const struct drawn *drawn, size_t first, size_t seen, struct text *title)
{
	size_t count = drawn->timeline->fit.parameter_count;

	text_add(title, "flow of the gradient");
	learnt_add_step(drawn, title);
	if (seen < count)
		text_add_format(title, "; %zu to %zu of %zu", first + 1, first + seen, count);
	text_add(title, "; a bar's column is a factor of 10");
}

/* The parameters from one on that have room; the last of many are seen by scrolling. */
void learnt_draw_flow(const struct drawn *drawn, struct rectangle area)
{
	const struct flow_plan plan = plan_of(area.width);
	const struct largest largest = find_largest(drawn->timeline);
	size_t count = drawn->timeline->fit.parameter_count;
	size_t room = area.height > 2 ? (size_t)area.height - 2 : 1;
	size_t seen = room < count ? room : count, first = drawn->style->first_row;
	char memory[LEARNT_NAME];
	struct text title = canvas_text_in(drawn->canvas, memory, sizeof memory);
	struct flow_place place = {0};

	first = first > count - seen ? count - seen : first;
	while (place.parameter < first)
		place.entry += drawn->timeline->fit.parameter[place.parameter++].count;
	add_title(drawn, first, seen, &title);
	area = learnt_draw_title(drawn, area, title.failed ? "flow" : title.data);
	draw_titles(drawn, &plan, area.x, area.y);
	for (size_t i = 0; i < seen && (int)i + 1 < area.height; i++)
		draw_parameter(drawn, &plan, area.x, area.y + 1 + (int)i, &place, &largest);
}
