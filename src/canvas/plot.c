/*
 * A curve is drawn with dots, of which a cell has 2 × 4 in braille and one in ASCII. The dots of a
 * cell are kept nowhere but in its glyph: U+2800 and a bit for each.
 *
 *     bit  0 3
 *          1 4
 *          2 5
 *          6 7
 */
#include "canvas/plot.h"

#include "base/array.h"
#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_DECADES 12
#define LOG_RATIO 100   /* of largest and least, from which on a scale is logarithmic */
#define TICK_COLUMNS 10 /* between two ticks, about */
#define TICK_ROWS 4
#define WIDEST_LABEL 9 /* that is written without an exponent */
#define FINER_STEPS 4
#define MARKS 4      /* letters along a curve */
#define LEAST_ROWS 8 /* for all contours */
#define LEVEL_DIGITS 2
#define LEVEL_COLUMNS 7 /* of the number that a contour's digit stands for */
#define BRAILLE 0x2800u

/* ---- axes ---- */

struct axis axis_empty(void)
{
	return (struct axis){.low = INFINITY, .high = -INFINITY, .least_positive = INFINITY};
}

void axis_include(struct axis *axis, const double *value, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!isfinite(value[i]))
			continue;
		axis->low = fmin(axis->low, value[i]);
		axis->high = fmax(axis->high, value[i]);
		if (value[i] > 0)
			axis->least_positive = fmin(axis->least_positive, value[i]);
	}
}

void axis_settle(struct axis *axis, bool may_be_log)
{
	if (axis->high < axis->low)
		*axis = (struct axis){.low = 0, .high = 1, .least_positive = 1};
	axis->is_log =
		may_be_log && axis->low >= 0 && axis->high / axis->least_positive >= LOG_RATIO;
	if (axis->is_log) {
		axis->low = fmax(axis->least_positive, axis->high * pow(10, -MOST_DECADES));
	} else if (axis->high == axis->low) {
		double around = axis->low == 0 ? 1 : fabs(axis->low) / 2;
		axis->low -= around;
		axis->high += around;
	}
}

const char *axis_kind_name(size_t index)
{
	static const char *const names[] = {"usual", "log", "linear", NULL};
	return names[index];
}

/* 1, 2, 5, 10, …: the numbers of a logarithmic scale, counted from 1. */
static double fine_value(int index)
{
	static const double times[] = {1, 2, 5};
	int decade = (int)floor(index / 3.0);

	return times[index - 3 * decade] * pow(10, decade);
}

/* The last of those that is not above a number. */
static int fine_index(double value)
{
	int index = 3 * (int)floor(log10(value)) - 1;

	while (fine_value(index + 1) <= value * (1 + 1e-9))
		index++;
	return index;
}

void axis_settle_as(struct axis *axis, bool is_log)
{
	if (!is_log || !(axis->low >= 0) || !isfinite(axis->least_positive)) {
		axis_settle(axis, false);
		return;
	}
	int low = fine_index(fmax(axis->least_positive, axis->high * pow(10, -MOST_DECADES)));
	int high = fine_index(axis->high);
	high += fine_value(high) < axis->high * (1 - 1e-9);
	axis->is_log = true;
	axis->low = fine_value(low);
	axis->high = fine_value(high > low ? high : low + 1);
}

/* Where a number lies between the ends, from 0 to 1 if it is between them. */
static double fraction(const struct axis *axis, double value)
{
	if (!axis->is_log)
		return value / (axis->high - axis->low) - axis->low / (axis->high - axis->low);
	return value <= axis->low ? 0 : log(value / axis->low) / log(axis->high / axis->low);
}

/* The ticks of an axis: every multiple of a step, or every so many decades. */
struct ticks {
	double first, step; /* of numbers, or of their decimal logarithms */
	int count, digits;
	bool is_log;
	bool is_fine; /* of less than two decades: 1, 2 and 5 times a power of ten, from fine_first
			 on */
	int fine_first;
};

/* 1, 2 or 5 times a power of ten, not below. */
static double round_step(double step)
{
	double power = pow(10, floor(log10(step)));
	double times = step / power;

	return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

/* The next step below one of those: 5, 2, 1, 0.5, … */
static double finer_step(double step)
{
	double power = pow(10, floor(log10(step) + 1e-9));
	double times = round(step / power);

	return power * (times > 2 ? 2 : times > 1 ? 1 : 0.5);
}

static void place_ticks(struct ticks *ticks, double low, double high, double step)
{
	ticks->step = step;
	ticks->first = ceil(low / step - 1e-9) * step;
	ticks->count = (int)floor((high - ticks->first) / step + 1e-9) + 1;
	ticks->digits = step < 1 ? (int)ceil(-log10(step) - 1e-9) : 0;
}

static void place_fine_ticks(struct ticks *ticks, double low, double high)
{
	int first = fine_index(low), last = fine_index(high);

	first += fine_value(first) < low * (1 - 1e-9);
	ticks->is_fine = true;
	ticks->fine_first = first;
	ticks->count = last - first + 1;
}

/* About `most` of them, and two at least: one number alone tells no scale. */
static struct ticks ticks_of(const struct axis *axis, int most)
{
	struct ticks ticks = {.is_log = axis->is_log};
	double low = axis->is_log ? log10(axis->low) : axis->low;
	double high = axis->is_log ? log10(axis->high) : axis->high;
	double step;

	most = most < 2 ? 2 : most;
	step = axis->is_log ? ceil((high - low) / most) : round_step((high - low) / most);
	if (!isfinite(step))
		return ticks;
	place_ticks(&ticks, low, high, step);
	for (int i = 0; i < FINER_STEPS && ticks.count < 2; i++)
		place_ticks(&ticks, low, high, axis->is_log ? 1 : finer_step(ticks.step));
	if (axis->is_log && ticks.count < 2)
		place_fine_ticks(&ticks, axis->low, axis->high);
	return ticks;
}

static double tick_value(const struct ticks *ticks, int i)
{
	if (ticks->is_fine)
		return fine_value(ticks->fine_first + i);
	double value = ticks->first + i * ticks->step;
	return ticks->is_log ? pow(10, value) : value;
}

static int label_width(const char *label)
{
	return text_width(label, strlen(label));
}

/* The same number without what a sum of steps makes up: 1.2e-12 for 1.2000000000000002e-12. */
static double clean_tick(const struct ticks *ticks, double value)
{
	int decimals = (int)(floor(log10(fabs(value))) - floor(log10(ticks->step) + 1e-9));
	char text[NUMBER_TEXT];

	snprintf(text, sizeof text, "%.*e",
		 decimals < 0    ? 0
		 : decimals > 16 ? 16
				 : decimals,
		 value);
	number_use_point(text);
	number_parse(text, &value);
	return value;
}

static const char *tick_label(const struct ticks *ticks, int i, char out[NUMBER_TEXT])
{
	double value = tick_value(ticks, i);

	if (ticks->is_log)
		return number_show(value, NUMBER_ROUND_TRIP, out);
	value = fabs(value) < ticks->step / 2 ? 0 : value;
	number_show(value, ticks->digits, out);
	if (value != 0 && label_width(out) > WIDEST_LABEL)
		number_show(clean_tick(ticks, value), NUMBER_ROUND_TRIP, out);
	return out;
}

/* ---- a plot in a rectangle ---- */

/*
 *      1 ┤
 *        │     inner
 *    0.5 ┤
 *        └┬─────┬─────
 *         0     100
 */
struct plot plot_in(struct rectangle area, struct axis x, struct axis y, bool has_letters)
{
	struct ticks ticks = ticks_of(&y, (area.height - 2) / TICK_ROWS);
	char label[NUMBER_TEXT];
	int widest = 1;

	for (int i = 0; i < ticks.count; i++) {
		int width = label_width(tick_label(&ticks, i, label));
		widest = width > widest ? width : widest;
	}
	widest = widest > area.width / 2 ? area.width / 2 : widest;
	int gutter = widest + 2;
	struct rectangle inner = {area.x + gutter, area.y, area.width - gutter, area.height - 2};
	inner.width = inner.width < 1 ? 1 : inner.width;
	inner.height = inner.height < 1 ? 1 : inner.height;
	return (struct plot){.inner = inner, .x = x, .y = y, .has_letters = has_letters};
}

/* ---- dots ---- */

static int dot_columns(const struct plot *plot)
{
	return plot->inner.width * (plot->has_letters ? 1 : 2);
}

static int dot_rows(const struct plot *plot)
{
	return plot->inner.height * (plot->has_letters ? 1 : 4);
}

static double dot_x(const struct plot *plot, double x)
{
	return fraction(&plot->x, x) * (dot_columns(plot) - 1);
}

static double dot_y(const struct plot *plot, double y)
{
	return (1 - fraction(&plot->y, y)) * (dot_rows(plot) - 1);
}

/* The look of a curve's dots. */
struct ink {
	enum role role;
	unsigned emphasis;
	char letter; /* in ASCII */
};

/* The dots of a cell that has the same ink; otherwise none. */
static uint32_t dots_of(const struct cell *cell, const struct ink *ink)
{
	const char *glyph = cell->glyph;
	uint32_t code = utf8_next(&glyph, glyph + strlen(glyph));
	bool is_same = cell->role == ink->role && cell->emphasis == ink->emphasis;

	return is_same && code >= BRAILLE && code < BRAILLE + 256 ? code - BRAILLE : 0;
}

static void draw_dot(const struct plot *plot, struct canvas *canvas, int column, int row,
		     const struct ink *ink)
{
	static const uint8_t bit[4][2] = {{0, 3}, {1, 4}, {2, 5}, {6, 7}};
	int x = plot->inner.x + (plot->has_letters ? column : column / 2);
	int y = plot->inner.y + (plot->has_letters ? row : row / 4);
	char glyph[5] = {ink->letter};

	if (column < 0 || row < 0 || column >= dot_columns(plot) || row >= dot_rows(plot) ||
	    x >= canvas->width || y >= canvas->height)
		return;
	if (!plot->has_letters) {
		uint32_t dots =
			dots_of(canvas_at(canvas, x, y), ink) | 1u << bit[row % 4][column % 2];
		glyph[utf8_put(BRAILLE + dots, glyph)] = '\0';
	}
	canvas_text(canvas, x, y, ink->role, ink->emphasis, glyph);
}

struct point {
	double x, y;
};

/*
 * The part of a segment inside 0 … width, 0 … height (Liang and Barsky 1984); false if there is
 * none. Without it a segment to a far-away point would take for ever.
 */
static bool clip_segment(struct point *from, struct point *to, double width, double height)
{
	double dx = to->x - from->x, dy = to->y - from->y, first = 0, last = 1;
	double speed[] = {-dx, dx, -dy, dy};
	double room[] = {from->x, width - from->x, from->y, height - from->y};

	for (int side = 0; side < 4; side++) {
		double at = room[side] / speed[side];
		if (speed[side] == 0 && room[side] < 0)
			return false;
		if (speed[side] < 0)
			first = fmax(first, at);
		else if (speed[side] > 0)
			last = fmin(last, at);
	}
	if (!(first <= last))
		return false;
	*to = (struct point){from->x + last * dx, from->y + last * dy};
	*from = (struct point){from->x + first * dx, from->y + first * dy};
	return true;
}

static void draw_segment(const struct plot *plot, struct canvas *canvas, struct point from,
			 struct point to, const struct ink *ink)
{
	if (!clip_segment(&from, &to, dot_columns(plot) - 1, dot_rows(plot) - 1))
		return;
	double length = fmax(fabs(to.x - from.x), fabs(to.y - from.y));
	int steps = (int)ceil(length);

	for (int i = 0; i <= steps; i++) {
		double part = steps > 0 ? (double)i / steps : 0;
		draw_dot(plot, canvas, (int)lround(from.x + part * (to.x - from.x)),
			 (int)lround(from.y + part * (to.y - from.y)), ink);
	}
}

/* ---- curves ---- */

static double curve_x(const struct curve *curve, size_t i)
{
	return curve->x ? curve->x[i] : curve->first + (double)i * curve->spacing;
}

static bool is_drawable(const struct curve *curve, size_t i)
{
	return isfinite(curve->y[i]) && isfinite(curve_x(curve, i));
}

static struct point point_of(const struct plot *plot, const struct curve *curve, size_t i)
{
	return (struct point){dot_x(plot, curve_x(curve, i)), dot_y(plot, curve->y[i])};
}

static bool is_same_dot(struct point a, struct point b)
{
	return round(a.x) == round(b.x) && round(a.y) == round(b.y);
}

/*
 * Every point; a curve that has no point beside a point is a dot. Of the many points that come to
 * rest in one dot only the first is drawn.
 */
static void draw_points(const struct plot *plot, struct canvas *canvas, const struct curve *curve,
			const struct ink *ink)
{
	struct point last = {0};
	bool has_last = false;

	for (size_t i = 0; i < curve->count; i++) {
		bool is_here = is_drawable(curve, i);
		struct point here = is_here ? point_of(plot, curve, i) : last;
		if (is_here && has_last && is_same_dot(last, here))
			continue;
		if (is_here)
			draw_segment(plot, canvas, has_last ? last : here, here, ink);
		has_last = is_here;
		last = here;
	}
}

/*
 * Of a curve with many more points than dots, what the points of a column of dots have between them
 * is a vertical line from their least to their largest. Both are found before they are scaled: a
 * logarithm for each of a million points would be felt.
 */
static void draw_bundles(const struct plot *plot, struct canvas *canvas, const struct curve *curve,
			 const struct ink *ink)
{
	size_t columns = (size_t)dot_columns(plot);

	for (size_t column = 0; column < columns; column++) {
		size_t first = curve->count * column / columns;
		size_t end = curve->count * (column + 1) / columns;
		struct axis range = axis_empty();
		end += end < curve->count; /* reaches to the next */
		axis_include(&range, curve->y + first, end - first);
		if (range.high < range.low)
			continue;
		double x = dot_x(plot, curve_x(curve, first));
		draw_segment(plot, canvas, (struct point){x, dot_y(plot, range.low)},
			     (struct point){x, dot_y(plot, range.high)}, ink);
	}
}

void plot_draw_curve(const struct plot *plot, struct canvas *canvas, const struct curve *curve)
{
	const struct ink ink = {.role = curve->role,
				.emphasis = curve->emphasis,
				.letter = curve->stroke   ? curve->stroke
					  : curve->letter ? curve->letter
							  : '*'};

	if (!curve->x && curve->count > 8 * (size_t)dot_columns(plot))
		draw_bundles(plot, canvas, curve, &ink);
	else
		draw_points(plot, canvas, curve, &ink);
}

bool plot_cell_of(const struct plot *plot, double x, double y, int *column, int *row)
{
	double right = dot_x(plot, x) / (plot->has_letters ? 1 : 2);
	double down = dot_y(plot, y) / (plot->has_letters ? 1 : 4);

	if (!(right > -0.5 && down > -0.5 && right < plot->inner.width &&
	      down < plot->inner.height))
		return false;
	*column = (int)right;
	*row = (int)down;
	return true;
}

void plot_draw_sign(const struct plot *plot, struct canvas *canvas, double x, double y,
		    enum role role, unsigned emphasis, const char *sign)
{
	int column, row;

	if (plot_cell_of(plot, x, y, &column, &row))
		canvas_text(canvas, plot->inner.x + column, plot->inner.y + row, role, emphasis,
			    sign);
}

static void draw_mark(const struct plot *plot, struct canvas *canvas, const struct curve *curve,
		      size_t i, char sign, unsigned emphasis)
{
	char letter[] = {sign, '\0'};

	plot_draw_sign(plot, canvas, curve_x(curve, i), curve->y[i], curve->role,
		       curve->emphasis | emphasis, letter);
}

void plot_draw_marks(const struct plot *plot, struct canvas *canvas, const struct curve *curve,
		     unsigned place)
{
	size_t last = curve->count;

	while (last > 0 && !is_drawable(curve, last - 1))
		last--;
	if (last == 0 || !curve->letter)
		return;
	for (unsigned k = 0; k < MARKS; k++) {
		size_t i = last * (8 * k + 2 * (place % 4)) / (8 * MARKS);
		if (k > 0 && is_drawable(curve, i))
			draw_mark(plot, canvas, curve, i, curve->letter, EMPHASIS_BOLD);
	}
	draw_mark(plot, canvas, curve, last - 1, curve->last ? curve->last : curve->letter,
		  curve->last ? EMPHASIS_BOLD | EMPHASIS_REVERSE : EMPHASIS_BOLD);
}

/* ---- the axes as drawn ---- */

static void draw_y_ticks(const struct plot *plot, struct canvas *canvas)
{
	const struct rectangle *inner = &plot->inner;
	struct ticks ticks = ticks_of(&plot->y, inner->height / TICK_ROWS);
	char label[NUMBER_TEXT];
	int before = -1; /* the row of the tick before: a row has one */

	for (int i = 0; i < ticks.count; i++) {
		double row = dot_y(plot, tick_value(&ticks, i)) / (plot->has_letters ? 1 : 4);
		int y = inner->y + (int)(row + 1e-9);
		if (y == before)
			continue;
		before = y;
		tick_label(&ticks, i, label);
		canvas_text(canvas, inner->x - 2 - label_width(label), y, ROLE_PLAIN, EMPHASIS_NONE,
			    label);
		canvas_text(canvas, inner->x - 1, y, ROLE_DIM, EMPHASIS_NONE, "┤");
	}
}

/*
 * The label of a tick at the end of the plot ends there with it. One that would run into the label
 * before it is left out.
 */
static void draw_x_ticks(const struct plot *plot, struct canvas *canvas)
{
	const struct rectangle *inner = &plot->inner;
	struct ticks ticks = ticks_of(&plot->x, inner->width / TICK_COLUMNS);
	char label[NUMBER_TEXT];
	int y = inner->y + inner->height, free = inner->x - 1;

	for (int i = 0; i < ticks.count; i++) {
		double column = dot_x(plot, tick_value(&ticks, i)) / (plot->has_letters ? 1 : 2);
		int x = inner->x + (int)(column + 1e-9);
		tick_label(&ticks, i, label);
		int width = label_width(label), start = x - width / 2;
		int last = inner->x + inner->width - width;
		start = start > last ? last : start;
		start = start < inner->x - 1 ? inner->x - 1 : start;
		if (start < free || start > last)
			continue;
		canvas_text(canvas, x, y, ROLE_DIM, EMPHASIS_NONE, "┬");
		free = canvas_text(canvas, start, y + 1, ROLE_PLAIN, EMPHASIS_NONE, label) + 1;
	}
}

void plot_draw_axes(const struct plot *plot, struct canvas *canvas)
{
	const struct rectangle *inner = &plot->inner;
	int bottom = inner->y + inner->height;

	for (int y = inner->y; y < bottom; y++)
		canvas_text(canvas, inner->x - 1, y, ROLE_DIM, EMPHASIS_NONE, "│");
	canvas_text(canvas, inner->x - 1, bottom, ROLE_DIM, EMPHASIS_NONE, "└");
	for (int x = inner->x; x < inner->x + inner->width; x++)
		canvas_text(canvas, x, bottom, ROLE_DIM, EMPHASIS_NONE, "─");
	draw_y_ticks(plot, canvas);
	draw_x_ticks(plot, canvas);
}

/* ---- contours ---- */

double plot_box_x(const struct plot *plot, int column, int columns)
{
	return plot->x.low + (plot->x.high - plot->x.low) * (column + 0.5) / columns;
}

double plot_box_y(const struct plot *plot, int row, int rows)
{
	return plot->y.high - (plot->y.high - plot->y.low) * (row + 0.5) / rows;
}

static int compare_numbers(const void *a, const void *b)
{
	double first = *(const double *)a, second = *(const double *)b;
	return (first > second) - (first < second);
}

bool contours_choose_levels(struct contours *contours)
{
	size_t count = (size_t)contours->columns * (size_t)contours->rows, finite = 0;
	double *sorted = array_create(count, sizeof *sorted);

	if (!sorted)
		return false;
	for (size_t i = 0; i < count; i++)
		if (isfinite(contours->value[i]))
			sorted[finite++] = contours->value[i];
	qsort(sorted, finite, sizeof *sorted, compare_numbers);
	for (size_t i = 0; i < CONTOUR_LEVELS; i++)
		contours->level[i] =
			finite ? sorted[finite * (2 * i + 1) / (2 * CONTOUR_LEVELS)] : NAN;
	free(sorted);
	return true;
}

static double box_value(const struct contours *contours, int column, int row)
{
	column = column < 0 ? 0 : column >= contours->columns ? contours->columns - 1 : column;
	row = row < 0 ? 0 : row >= contours->rows ? contours->rows - 1 : row;
	return contours->value[(size_t)row * (size_t)contours->columns + (size_t)column];
}

/* Between the middles of four boxes, linear both ways. */
static double interpolate(const struct contours *contours, double x, double y)
{
	int column = (int)floor(x - 0.5), row = (int)floor(y - 0.5);
	double right = x - 0.5 - column, down = y - 0.5 - row;
	double above = box_value(contours, column, row) * (1 - right) +
		       box_value(contours, column + 1, row) * right;
	double below = box_value(contours, column, row + 1) * (1 - right) +
		       box_value(contours, column + 1, row + 1) * right;

	return above * (1 - down) + below * down;
}

/* A small plot has room for every third level only, ASCII for every second. */
static int level_step(const struct plot *plot)
{
	return plot->inner.height < LEAST_ROWS ? 3 : plot->has_letters ? 2 : 1;
}

/* How many levels the function reaches at a dot; −1 where it is no number. */
static int band(const struct plot *plot, const struct contours *contours, int column, int row)
{
	double value = interpolate(contours, (column + 0.5) * contours->columns / dot_columns(plot),
				   (row + 0.5) * contours->rows / dot_rows(plot));
	int reached = 0;

	for (int i = 0; i < CONTOUR_LEVELS; i += level_step(plot))
		reached += value >= contours->level[i];
	return isnan(value) ? -1 : reached;
}

/* In ASCII a line is drawn with its number, from the lowest. */
void plot_draw_contours(const struct plot *plot, struct canvas *canvas,
			const struct contours *contours)
{
	struct ink ink = {.role = ROLE_DIM};

	for (int row = 0; row < dot_rows(plot); row++)
		for (int column = 0; column < dot_columns(plot); column++) {
			int here = band(plot, contours, column, row);
			int right = band(plot, contours, column + 1, row);
			int below = band(plot, contours, column, row + 1);
			int highest = right > below ? right : below;
			if (here == right && here == below)
				continue;
			ink.letter = (char)('0' + (here > highest ? here : highest));
			draw_dot(plot, canvas, column, row, &ink);
		}
}

void plot_add_levels(const struct plot *plot, const struct contours *contours, struct text *text)
{
	int step = level_step(plot);
	char number[NUMBER_TEXT];

	for (int i = 0; i < CONTOUR_LEVELS; i += step)
		text_add_format(
			text, "%s%d: %s", i > 0 ? ", " : "", i / step + 1,
			number_show_in(LEVEL_COLUMNS, contours->level[i], LEVEL_DIGITS, number));
}
