/*
 * The views of training: one of a runner, with its curves and a table of its parameters' entries,
 * and one of a race. What the selected entry's last update was is in the inspector.
 */
#include "base/language.h"
#include "base/error.h"
#include "base/number.h"
#include "charts/race_picture.h"
#include "explain/explain_update.h"
#include "tui/clamp.h"
#include "tui/command.h"
#include "tui/drawn_frame.h"
#include "tui/selection.h"
#include "tui/session_training.h"
#include "tui/surface.h"
#include "tui/views/training_words.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/walked_pass.h"
#include "tui/writing.h"

#include <stdio.h>
#include <string.h>

#define WIDE 60      /* from this width on the table stands beside the curves */
#define TWO_PLOTS 12 /* rows from which on there is room for two */
#define THREE_PLOTS 18
#define NUMBER_COLUMNS 10
#define NUMBERS 4
#define WIDEST_TABLE 64 /* unless names take more */
#define LEAST_NAME 9    /* columns */
#define LEAST_CURVES 36 /* columns, below which curves do not go for the sake of names */
#define GAP 2           /* columns between curves and table */
#define TITLE_BYTES 32

/* The names that this file alone shortens. */
static struct names *names_of(const struct session *session)
{
	return &writing_of(session, WRITES_TRAINING)->names;
}

/* The prose that this file alone writes. */
static struct prose *prose_of(const struct session *session)
{
	return &writing_of(session, WRITES_TRAINING)->prose;
}

/* The text that this file alone writes. */
static struct text *text_of(const struct session *session)
{
	return &writing_of(session, WRITES_TRAINING)->text;
}

static struct race_style style_of(const struct session *session, int width)
{
	bool is_race = training_race(session)->count > 1;

	return (struct race_style){
		.is_ascii = is_ascii(session),
		.digits = training_digits(session),
		.goal = training_goal(session),
		.selected = is_race ? training_runner(session) : SIZE_MAX,
		.width = width,
		.axis = training_axis(session),
	};
}

static struct update_style update_style_of(const struct session *session)
{
	return (struct update_style){training_digits(session)};
}

static bool is_available(const struct session *session)
{
	return !owns_graph(session) && !pass_of(session);
}

static bool is_race_available(const struct session *session)
{
	return training_has_race(session);
}

/* ---- without a training ---- */

static void add_problem(struct session *session, struct prose *prose)
{
	const char *problem = training_problem(session);

	text_clear(text_of(session));
	text_add_safe(text_of(session), problem, strlen(problem));
	prose_add(prose, ROLE_TITLE, EMPHASIS_BOLD, "%s\n",
		  text_of(session)->failed ? "" : text_of(session)->data);
	for (uint32_t node = 0; node < graph_of(session)->node_count; node++)
		if (graph_of(session)->kind[node] == GW_PARAM)
			return;
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE,
		  "\nTo train it, write as <param name=\"w\" value=\"0.5\"/> what training may "
		  "change; what stays the same or comes from data is an <input>. The first output "
		  "is the loss. gradwalk bowl, line-fit and train-xor are graphs that train.\n");
}

/* ---- the table ---- */

/*
 * A step in one row: from the value before it, at which the gradient was taken, by the step to the
 * value after it. Before the first step there is the first alone.
 */
struct column {
	const char *title;
	int rank; /* it is there if there is room for so many */
	enum role role;
};

static const struct column columns[NUMBERS] = {
	{"before", 1, ROLE_VALUE},
	{"gradient", 2, ROLE_GRADIENT},
	{"step", 4, ROLE_PLAIN},
	{"after", 3, ROLE_VALUE},
};

static void fill_row(const struct timeline *timeline, size_t entry, double number[NUMBERS])
{
	const struct gw_update update = gw_optimizer_last(timeline->fit.optimizer, entry);
	double value = timeline_entry(timeline, entry);

	number[0] = timeline_step(timeline) > 0 ? update.before : value;
	number[1] = update.slope;
	number[2] = update.after - update.before;
	number[3] = value;
}

static void draw_number(const struct session *session, struct canvas *canvas, int x, int y,
			enum role role, unsigned emphasis, double value, bool is_set)
{
	const struct update_style style = update_style_of(session);
	char number[NUMBER_TEXT];

	canvas_text_fit(canvas, x, y, NUMBER_COLUMNS - 1, role, emphasis,
			is_set ? explain_number(NUMBER_COLUMNS - 1, value, &style, number) : "·");
}

/* How many numbers of an entry there is room for. */
static int number_count(int width)
{
	return clamp((width - 2 - LEAST_NAME) / NUMBER_COLUMNS, 1, NUMBERS);
}

static int first_number(struct rectangle area)
{
	return area.x + area.width - number_count(area.width) * NUMBER_COLUMNS;
}

/* "step 3", "before", …: of which step the row is; what the end has put back is told. */
static void draw_titles(const struct session *session, struct canvas *canvas, struct rectangle area)
{
	const struct timeline *timeline = training_timeline(session);
	int count = number_count(area.width), x = first_number(area);
	char step[TITLE_BYTES] = "start";

	if (timeline_step(timeline) > 0)
		snprintf(step, sizeof step, "step %llu",
			 (unsigned long long)timeline_step(timeline));
	canvas_text_fit(canvas, area.x + 2, area.y, x - area.x - 3, ROLE_TITLE, EMPHASIS_NONE,
			step);
	for (int i = 0; i < NUMBERS; i++) {
		bool is_last = i == NUMBERS - 1;
		if (columns[i].rank > count)
			continue;
		canvas_text(canvas, x, area.y, ROLE_TITLE, EMPHASIS_NONE,
			    is_last && timeline_is_put_back(timeline) ? "put back"
								      : columns[i].title);
		x += NUMBER_COLUMNS;
	}
}

static void draw_numbers(const struct session *session, struct canvas *canvas,
			 struct rectangle area, int y, size_t entry, unsigned emphasis)
{
	const struct timeline *timeline = training_timeline(session);
	int count = number_count(area.width), x = first_number(area);
	double number[NUMBERS];

	fill_row(timeline, entry, number);
	for (int i = 0; i < NUMBERS; i++) {
		if (columns[i].rank > count)
			continue;
		draw_number(session, canvas, x, y, columns[i].role, emphasis, number[i],
			    i == 0 || timeline_step(timeline) > 0);
		x += NUMBER_COLUMNS;
	}
}

/* Draws the row of an entry; `name` is its name, shortened to fit. */
static void draw_entry(struct session *session, struct canvas *canvas, struct rectangle area, int y,
		       size_t entry, const struct short_name *name)
{
	bool is_selected = entry == training_entry(session);
	unsigned emphasis = is_selected ? EMPHASIS_BOLD : EMPHASIS_NONE;

	if (is_selected)
		canvas_text(canvas, area.x, y, ROLE_CURRENT, EMPHASIS_NONE, "▸");
	text_clear(text_of(session));
	names_write(text_of(session), name);
	if (!text_of(session)->failed)
		canvas_text(canvas, area.x + 2, y, is_selected ? ROLE_SELECTED : ROLE_PLAIN,
			    emphasis, text_of(session)->data);
	draw_numbers(session, canvas, area, y, entry, emphasis);
}

/* The entries that are seen: of many, those around the selected one. */
struct entries {
	int first, count;
};

static struct entries seen_entries(const struct session *session, int height)
{
	int count = (int)training_timeline(session)->fit.entry_count,
	    rows = clamp(height - 1, 0, count);
	int selected = (int)training_entry(session);

	return (struct entries){clamp(selected - rows / 2, 0, count - rows), rows};
}

/* Put the names of the entries that are seen into session->names; returns the widest's columns. */
static int collect_names(struct session *session, struct entries seen)
{
	int widest = 0;

	names_clear(names_of(session));
	for (int i = 0; i < seen.count; i++) {
		text_clear(text_of(session));
		explain_entry_name(text_of(session), &training_timeline(session)->fit,
				   (size_t)(seen.first + i));
		int width = names_add_text(names_of(session), text_of(session));
		widest = width > widest ? width : widest;
	}
	return widest;
}

/* The columns that a table of so many rows takes with whole names. */
static int table_columns(struct session *session, int height)
{
	int name = collect_names(session, seen_entries(session, height));

	return 2 + name + 1 + NUMBERS * NUMBER_COLUMNS;
}

static void draw_table(struct session *session, struct canvas *canvas, struct rectangle area)
{
	struct entries seen = seen_entries(session, area.height);
	int count = (int)training_timeline(session)->fit.entry_count;

	frame_set_hidden_rows(session, seen.first, count - seen.first - seen.count);
	draw_titles(session, canvas, area);
	collect_names(session, seen);
	names_fit(names_of(session), first_number(area) - area.x - 3);
	for (size_t i = 0; i < names_of(session)->count; i++)
		draw_entry(session, canvas, area, area.y + 1 + (int)i, (size_t)seen.first + i,
			   &names_of(session)->name[i]);
	frame_put_cursor(session, area.x + 2,
			 area.y + 1 + (int)training_entry(session) - seen.first);
}

/* ---- the view of a runner ---- */

/* The selected runner as a race of its own. */
static struct race alone(const struct session *session)
{
	struct race race = *training_race(session);

	race.runner += training_runner(session);
	race.count = 1;
	return race;
}

static void draw_learnt(struct session *session, struct canvas *canvas, struct rectangle area,
			enum learnt_picture picture)
{
	const struct learnt_style style = {training_digits(session), training_first_row(session),
					   training_entry(session)};
	struct learnt *learnt = training_learnt(session);

	if (learnt)
		learnt_draw(learnt, training_timeline(session), picture, canvas, area, &style);
}

/* The metrics below, if there are any and room for them; returns the rest of the rectangle. */
static struct rectangle draw_metrics(struct session *session, struct canvas *canvas,
				     struct rectangle area)
{
	struct rectangle metrics = area;

	if (area.height < THREE_PLOTS || training_timeline(session)->fit.graph->metric_count == 0)
		return area;
	metrics.height = area.height / 3;
	area.height -= metrics.height;
	metrics.y += area.height;
	draw_learnt(session, canvas, metrics, LEARNT_METRICS);
	return area;
}

static void draw_curves(struct session *session, struct canvas *canvas, struct rectangle area)
{
	const struct race race = alone(session);
	struct race_style style = style_of(session, area.width);
	struct rectangle loss, rate;

	style.selected = SIZE_MAX;
	area = draw_metrics(session, canvas, area);
	loss = rate = area;
	if (area.height >= TWO_PLOTS) {
		rate.height = area.height * 2 / 5;
		loss.height = area.height - rate.height;
		rate.y += loss.height;
		race_draw_curves(&race, canvas, rate, &style, true);
	}
	race_draw_curves(&race, canvas, loss, &style, false);
}

/* The cursor stands where one aims, or else at the top. */
static void draw_surface(struct session *session, struct canvas *canvas, struct rectangle area)
{
	const struct race_style style = style_of(session, area.width);
	const struct race_picture *picture = surface_picture(session);
	const double *aim = surface_aim(session);
	int x = area.x, y = area.y;

	if (!picture)
		return;
	race_draw_paths(picture, training_race(session), canvas, area, &style, aim);
	if (aim)
		race_cell_of(picture, area, style.is_ascii, aim, &x, &y);
	frame_put_cursor(session, x, y);
}

static void draw_problem(struct session *session, struct canvas *canvas, struct rectangle area)
{
	prose_clear(prose_of(session));
	add_problem(session, prose_of(session));
	prose_draw(prose_of(session), canvas, area.x, area.y, area.width, area.height, 0);
}

/*
 * Side by side, or one above the other. Curves leave the table the columns without which its names
 * are cut.
 */
static void draw_curves_and_table(struct session *session, struct canvas *canvas,
				  struct rectangle area)
{
	struct rectangle curves = area, table = area;
	int wanted = table_columns(session, area.height), usual = area.width * 9 / 20;

	if (area.width >= WIDE) {
		curves.width = clamp(area.width - GAP - wanted,
				     LEAST_CURVES < usual ? LEAST_CURVES : usual, usual);
		table.x += curves.width + GAP;
		table.width -= curves.width + GAP;
	} else {
		curves.height = area.height >= TWO_PLOTS ? area.height / 2 : 0;
		table.y += curves.height;
		table.height -= curves.height;
		wanted = table_columns(session, table.height);
	}
	table.width = clamp(table.width, 0, wanted > WIDEST_TABLE ? wanted : WIDEST_TABLE);
	if (curves.height > 0)
		draw_curves(session, canvas, curves);
	draw_table(session, canvas, table);
}

static void draw_training(struct session *session, struct canvas *canvas, struct rectangle area)
{
	reveal_node(session, GW_NONE);
	if (!training_prepare(session)) {
		draw_problem(session, canvas, area);
		return;
	}
	if (training_shown_picture(session) == LEARNT_SURFACE) {
		draw_surface(session, canvas, area);
		return;
	}
	if (training_shown_picture(session) != LEARNT_CURVES) {
		/* It takes the room of the curves and of the table. */
		draw_learnt(session, canvas, area, training_shown_picture(session));
		frame_put_cursor(session, area.x, area.y);
		return;
	}
	draw_curves_and_table(session, canvas, area);
}

/* ---- the view of a race ---- */

static void draw_race(struct session *session, struct canvas *canvas, struct rectangle area)
{
	reveal_node(session, GW_NONE);
	if (!training_prepare(session)) {
		draw_problem(session, canvas, area);
		return;
	}
	const struct race_style style = style_of(session, area.width);
	const struct race_picture *picture = surface_picture(session);
	if (picture)
		race_picture_draw(picture, training_race(session), canvas, area, &style);
}

/* The cursor stands on the runner that is selected, below the titles. */
static int explain_race(struct session *session, struct prose *prose)
{
	if (!training_prepare(session))
		return -1;
	const struct race_style style = style_of(session, frame_width(session));
	race_add_table(training_race(session), prose, &style);
	return 1 + (int)training_runner(session);
}

/* ---- both ---- */

/* Of a batch the gradient is of no pass that one could walk. */
static void add_batch(struct session *session, struct prose *prose)
{
	uint64_t passes = timeline_passes(training_timeline(session));

	if (passes > 1)
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE,
			  "  The gradient is the mean of the batch's %llu passes; Z walks each.\n",
			  (unsigned long long)passes);
}

/* The runner's name, then the step of the selected entry in full. */
static void inspect(struct session *session, struct prose *prose)
{
	if (!training_prepare(session))
		return;
	const struct gw_fit *fit = &training_timeline(session)->fit;
	const struct update_style style = update_style_of(session);

	if (fit->step == 0) {
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE,
			  "%s: nothing was learnt yet; n makes a step.\n",
			  training_race(session)->runner[training_runner(session)].name);
		return;
	}
	struct made_step made;
	timeline_fill_made(training_timeline(session), &made);
	text_clear(text_of(session));
	explain_optimizer(text_of(session), &made.fit, training_formulas(session), &style);
	if (!text_of(session)->failed)
		prose_add(prose, ROLE_TITLE, EMPHASIS_BOLD, "%s", text_of(session)->data);
	text_clear(text_of(session));
	explain_update(text_of(session), &made.fit, training_entry(session),
		       training_formulas(session), &style);
	if (!text_of(session)->failed)
		prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "%s", text_of(session)->data);
	add_batch(session, prose);
}

static size_t move_in(size_t place, int by, size_t count)
{
	if (by < 0)
		return place > 0 ? place - 1 : 0;
	return by > 0 && place + 1 < count ? place + 1 : place;
}

/* On the surface the aim moves; else sideways the runners, up and down the entries. */
static void move(struct session *session, int dx, int dy)
{
	if (!training_prepare(session))
		return;
	if (surface_is_shown(session)) {
		surface_move_aim(session, dx, -dy);
		return;
	}
	size_t runner = move_in(training_runner(session), dx, training_race(session)->count);
	training_select(session, runner, training_entry(session));
	training_select(
		session, runner,
		move_in(training_entry(session), dy, training_timeline(session)->fit.entry_count));
}

static uint32_t node_at(const struct session *session, int x, int y)
{
	(void)session, (void)x, (void)y;
	return GW_NONE;
}

static void click_training(struct session *session, int x, int y)
{
	if (training_prepare(session) && surface_is_shown(session))
		surface_aim_at_cell(session, frame_shown(session), x, y);
}

/* A view of training as it is seen, what stands below it, and the step in full. */
static bool write_view(struct session *session, const struct view *view, struct text *text,
		       struct gw_error *error)
{
	struct rectangle area = {0, 0, frame_shown(session).width, frame_shown(session).height};
	struct canvas canvas;
	struct prose prose = {.text.is_ascii = is_ascii(session)};

	if (!canvas_init(&canvas, area.width, area.height))
		return error_memory(error);
	canvas.is_ascii = is_ascii(session);
	view->draw(session, &canvas, area);
	canvas_write(&canvas, CANVAS_PLAIN, text);
	canvas_finish(&canvas);
	text_add(text, "\n");
	view->explain(session, &prose);
	prose_add(&prose, ROLE_PLAIN, EMPHASIS_NONE, "\n");
	inspect(session, &prose);
	prose_hand_over(&prose, text);
	return !text->failed || error_memory(error);
}

static bool write_training(struct session *session, struct text *text, struct gw_error *error)
{
	return write_view(session, &view_training, text, error);
}

static bool write_race(struct session *session, struct text *text, struct gw_error *error)
{
	return write_view(session, &view_race, text, error);
}

const struct view view_training = {
	.name = N_("training"),
	.is_available = is_available,
	.draw = draw_training,
	.move = move,
	.node_at = node_at,
	.click = click_training,
	.write = write_training,
	.explain = training_words_explain,
	.inspect = inspect,
};

const struct view view_race = {
	.name = N_("race"),
	.is_available = is_race_available,
	.draw = draw_race,
	.move = move,
	.node_at = node_at,
	.write = write_race,
	.explain = explain_race,
	.inspect = inspect,
};
