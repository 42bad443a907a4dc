#include "charts/race_parts.h"

#include "explain/explain_update.h"

#include <math.h>
#include <string.h>

#define MOST_RISE 100  /* losses that are larger than this times the first run off the plot */
#define LEAST_TIME 20  /* steps that the axis of time begins with */
#define LEAST_TITLED 6 /* rows: a lower plot needs them all for itself */

/* ---- parts of all plots ---- */

enum role race_role(const struct race *race, size_t runner)
{
	return race->count == 1 ? ROLE_VALUE : canvas_curve_role(runner);
}

/* Four colours are told apart; the runners after the first four differ from them by weight. */
static unsigned weight_of(size_t runner)
{
	static const unsigned weights[] = {EMPHASIS_NONE, EMPHASIS_BOLD, EMPHASIS_DIM};
	return weights[runner / 4 % 3];
}

struct curve race_curve(const struct race *race, size_t runner, const struct race_style *style)
{
	return (struct curve){
		.letter = race->count > 1 ? race->runner[runner].letter : '\0',
		.role = race_role(race, runner),
		.emphasis = runner == style->selected ? EMPHASIS_BOLD : weight_of(runner),
	};
}

static void draw_lines(const struct plot *plot, struct canvas *canvas, const struct curve *curve,
		       size_t count, size_t selected)
{
	for (size_t i = 0; i < count; i++)
		if (i != selected)
			plot_draw_curve(plot, canvas, &curve[i]);
	if (selected < count)
		plot_draw_curve(plot, canvas, &curve[selected]);
}

static void draw_letters(const struct plot *plot, struct canvas *canvas, const struct curve *curve,
			 size_t count, size_t selected)
{
	for (size_t i = 0; i < count; i++)
		if (i != selected)
			plot_draw_marks(plot, canvas, &curve[i], (unsigned)i);
	if (selected < count)
		plot_draw_marks(plot, canvas, &curve[selected], (unsigned)selected);
}

void race_draw_runners(const struct plot *plot, struct canvas *canvas, const struct curve *curve,
		       size_t count, size_t selected)
{
	draw_lines(plot, canvas, curve, count, selected);
	draw_letters(plot, canvas, curve, count, selected);
}

struct rectangle race_below_title(struct rectangle area)
{
	int titled = area.height >= LEAST_TITLED;

	return (struct rectangle){area.x, area.y + titled, area.width, area.height - titled};
}

struct rectangle race_draw_title(struct canvas *canvas, struct rectangle area, const char *title)
{
	if (area.height >= LEAST_TITLED)
		canvas_text_fit(canvas, area.x, area.y, area.width, ROLE_TITLE, EMPHASIS_NONE,
				title);
	return race_below_title(area);
}

/* ---- what is drawn ---- */

static void include_losses(struct axis *axis, const struct losses *losses)
{
	double most = losses->known > 0 ? MOST_RISE * fabs(losses->value[0]) : 0;

	for (uint64_t i = 0; i < losses->now; i++)
		if (!(fabs(losses->value[i]) > most))
			axis_include(axis, &losses->value[i], 1);
}

/*
 * Gives a curve its losses up to now, and the axis room for them. Losses after now leave no mark:
 * a time looks the same whether one came to it by steps forward or back.
 */
static void put_losses(struct curve *curve, const struct losses *losses, struct axis *axis)
{
	curve->y = losses->value;
	curve->count = (size_t)losses->now;
	curve->first = (double)losses->first;
	curve->spacing = (double)losses->spacing;
	curve->x = losses->time;
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
	const struct losses steps = {
		timeline->loss, timeline->known, timeline_step(timeline), 1, 1, NULL};
	const struct losses validation = {timeline->validation_loss,
					  timeline->epochs_known,
					  timeline->fit.epoch,
					  length,
					  length,
					  timeline_losses(timeline).time};
	struct company company = {
		.has_steps = race->count == 1 && timeline->is_by_epoch,
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

/*
 * The losses that would have followed without the last change, up to the end of the time axis.
 * Signs along the curve tell it from the others without colour.
 */
static struct curve ghost_curve(const struct timeline *timeline, double last, struct axis *axis)
{
	const struct ghost *ghost = &timeline->ghost;
	struct losses losses = {ghost->loss, ghost->count, ghost->count, 1, 0, ghost->time};
	struct curve curve = {.role = ROLE_DIM, .letter = 'o', .stroke = '.'};

	while (losses.known > 0 && ghost->time[losses.known - 1] > last)
		losses.known--;
	losses.now = losses.known;

	put_losses(&curve, &losses, axis);
	return curve;
}

static void put_rates(struct curve *curve, const struct timeline *timeline, struct axis *axis)
{
	curve->y = timeline->rate;
	curve->count = (size_t)timeline_step(timeline);
	curve->first = curve->spacing = 1;
	axis_include(axis, timeline->rate, curve->count);
}

/* All curves of a plot, and the axes that have room for them. */
struct curves {
	struct axis x, y;
	bool is_empty; /* no number to be drawn is finite */
	struct curve of_runner[MOST_RUNNERS];
	struct company company;
	struct curve ghost; /* of a runner that is alone, if there is any */
};

/* 20, 50, 100, …: the least that is not below the time. */
static double round_time(uint64_t time)
{
	static const double times[] = {2.5, 2, 2};
	double limit = LEAST_TIME;

	for (size_t i = 0; limit < (double)time; i++)
		limit *= times[i % 3];
	return limit;
}

struct axis race_time_axis(uint64_t now)
{
	struct axis axis = axis_empty();

	axis_include(&axis, (double[]){0, round_time(now)}, 2);
	axis_settle(&axis, false);
	return axis;
}

/*
 * A race compares points, as its table does; a runner alone shows what it learnt from, as is
 * logged.
 */
static struct losses losses_of(const struct race *race, const struct timeline *timeline)
{
	return race->count > 1 ? timeline_measured(timeline) : timeline_losses(timeline);
}

static struct curves curves_of(const struct race *race, const struct race_style *style,
			       bool is_rate)
{
	struct curves curves = {.x = race_time_axis(race->step), .y = axis_empty()};

	if (!is_rate)
		curves.company = company_of(race, &curves.y);
	if (!is_rate && race->count == 1)
		curves.ghost = ghost_curve(&race->runner[0].timeline, curves.x.high, &curves.y);
	for (size_t i = 0; i < race->count; i++) {
		const struct timeline *timeline = &race->runner[i].timeline;
		const struct losses losses = losses_of(race, timeline);
		struct curve *curve = &curves.of_runner[i];
		*curve = race_curve(race, i, style);
		if (is_rate)
			put_rates(curve, timeline, &curves.y);
		else
			put_losses(curve, &losses, &curves.y);
	}
	curves.is_empty = curves.y.high < curves.y.low;
	axis_settle_as(&curves.y, style->axis == AXIS_USUAL ? !is_rate : style->axis == AXIS_LOG);
	return curves;
}

/*
 * The title's words about the time of the losses; a race measures them at each time's parameters.
 */
static const char *moments(const struct race *race, bool has_steps)
{
	bool has_batches = race->runner[0].timeline.is_by_epoch;

	if (race->count > 1)
		return has_batches ? " after each epoch" : " after each step";
	return has_steps ? ", steps and means of epochs" : " at each step";
}

/* "J after each epoch (log)"; a short title does not tell the time. */
static void add_title(const struct race *race, const struct curves *curves, bool is_rate,
		      bool is_short, struct text *title)
{
	if (is_rate) {
		text_add(title, "learning rate at each step");
	} else {
		explain_loss_name(title, &race->runner[0].timeline.fit);
		text_add(title, is_short ? "" : moments(race, curves->company.has_steps));
	}
	text_add(title, curves->y.is_log ? " (log)" : "");
	text_add(title, curves->company.has_validation ? ", v: validation" : "");
	if (curves->ghost.count > 0)
		text_add(title, race->runner[0].timeline.ghost.is_unchanged ? ", o: unchanged"
									    : ", o: taken back");
}

static void draw_company(const struct plot *plot, struct canvas *canvas,
			 const struct company *company)
{
	if (company->has_steps)
		plot_draw_curve(plot, canvas, &company->steps);
	if (!company->has_validation)
		return;
	plot_draw_curve(plot, canvas, &company->validation);
	plot_draw_marks(plot, canvas, &company->validation, 0);
}

/* The column of a step; −1 if it is beyond the axis. */
static int column_of_step(const struct plot *plot, uint64_t step)
{
	double share = ((double)step - plot->x.low) / (plot->x.high - plot->x.low);

	return share > 1 ? -1 : plot->inner.x + (int)(share * (plot->inner.width - 1) + 0.5);
}

/* "lr 0.2" beside its line, or the line alone where the next one is near. */
static void name_change(struct canvas *canvas, const struct plot *plot, int column,
			const struct change *change)
{
	char bytes[TITLE_BYTES];
	struct text text = canvas_text_in(canvas, bytes, sizeof bytes);
	int room = plot->inner.x + plot->inner.width - column - 1;

	text_add_format(&text, "%s ", change->name);
	text_add_safe(&text, change->value, strlen(change->value));
	if (!text.failed && text_width(text.data, text.length) <= room)
		canvas_text_fit(canvas, column + 1, plot->inner.y, room, ROLE_KEY, EMPHASIS_NONE,
				text.data);
}

/* A line at each step at which a setting was changed; curves are drawn over it. */
static void draw_changes(const struct plot *plot, struct canvas *canvas, const struct race *race)
{
	const struct timeline *timeline = &race->runner[0].timeline;

	for (size_t i = 0; i < timeline->change_count && race->count == 1; i++) {
		int column = column_of_step(plot, timeline->change[i].step);
		for (int row = 0; row < plot->inner.height && column >= 0; row++)
			canvas_text(canvas, column, plot->inner.y + row, ROLE_DIM, EMPHASIS_NONE,
				    "┊");
		if (column >= 0)
			name_change(canvas, plot, column, &timeline->change[i]);
	}
}

/* Without a number there is no scale that axes could show. */
static void draw_emptiness(const struct race *race, struct canvas *canvas, struct rectangle area)
{
	const char *why = race->step == 0 ? "no step was made yet" : "no number here is finite";

	canvas_text_fit(canvas, area.x + 2, area.y + area.height / 2, area.width - 2, ROLE_DIM,
			EMPHASIS_NONE, why);
}

void race_draw_curves(const struct race *race, struct canvas *canvas, struct rectangle area,
		      const struct race_style *style, bool is_rate)
{
	const struct curves curves = curves_of(race, style, is_rate);
	char memory[TITLE_BYTES];
	struct text title = canvas_text_in(canvas, memory, sizeof memory);

	add_title(race, &curves, is_rate, false, &title);
	if (!title.failed && text_width(title.data, title.length) > area.width) {
		text_clear(&title);
		add_title(race, &curves, is_rate, true, &title);
	}
	area = race_draw_title(canvas, area, title.failed ? "loss" : title.data);
	if (curves.is_empty) {
		draw_emptiness(race, canvas, area);
		return;
	}
	struct plot plot = plot_in(area, curves.x, curves.y, canvas->is_ascii);
	plot_draw_axes(&plot, canvas);
	draw_changes(&plot, canvas, race);
	if (curves.ghost.count > 0) {
		plot_draw_curve(&plot, canvas, &curves.ghost);
		plot_draw_marks(&plot, canvas, &curves.ghost, 1);
	}
	draw_company(&plot, canvas, &curves.company);
	race_draw_runners(&plot, canvas, curves.of_runner, race->count, style->selected);
}
