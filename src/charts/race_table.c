#include "charts/race_parts.h"

#include "base/short_names.h"
#include "base/number.h"
#include "explain/explain_update.h"

#include <assert.h>
#include <string.h>

#define MOST_PARAMETERS 4 /* that are shown */
#define MARK_COLUMNS 4    /* of what points at a runner, and its letter */
#define NUMBER_COLUMNS 11 /* at least; with a blank behind the number */
#define WHOLE_COLUMNS 25  /* of numbers that are written whole */
#define GOAL_COLUMNS 16
#define MOST_LOGS (1 + 2 * GW_MOST_METRICS)
#define RUNNER_BYTES 256 /* of a name that is looked at */

/* Adds a cell, cut to its column's width, so that the columns stay aligned. */
static void add_cell(struct prose *prose, enum role role, unsigned emphasis, const char *cell,
		     int width)
{
	int columns = text_width(cell, strlen(cell));
	size_t length = strlen(cell);

	if (columns >= width) {
		length = text_fit(cell, length, width - 1);
		columns = text_width(cell, length);
	}
	prose_add(prose, role, emphasis, "%.*s", (int)length, cell);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "%*s", width - columns, "");
}

static int number_columns(const struct race_style *style)
{
	int wanted = style->digits < 0 ? WHOLE_COLUMNS : style->digits + 7;
	int most = style->width - MARK_COLUMNS;

	wanted = wanted > NUMBER_COLUMNS ? wanted : NUMBER_COLUMNS;
	return wanted < most ? wanted : most > 2 ? most : 2;
}

/* A number that has no room is left out: a part of it would be another number. */
static void add_number(struct prose *prose, enum role role, unsigned emphasis, double value,
		       int columns, const struct race_style *style)
{
	const struct update_style shown = {style->digits};
	char number[NUMBER_TEXT];

	explain_number(number_columns(style) - 1, value, &shown, number);
	bool fits = text_width(number, strlen(number)) < columns;
	add_cell(prose, role, emphasis, fits ? number : text_sign(&prose->text, SIGN_CUT), columns);
}

static int widest_name(const struct race *race)
{
	int widest = (int)strlen("runner");

	for (size_t i = 0; i < race->count; i++) {
		int width = text_width(race->runner[i].name, strlen(race->runner[i].name));
		widest = width > widest ? width : widest;
	}
	return widest + 2;
}

/* The columns that fit, the more important first; the loss always has one. */
struct room {
	int name; /* columns; 0: the letter has to do */
	bool has_rate, has_goal;
	size_t logs;       /* of an epoch's end: as many as fit, the first first */
	int log;           /* columns of each */
	size_t parameters; /* all, or none */
	int parameter;     /* columns of each: a number's, or more if names need them and may */
};

/*
 * The names of the parameters' entries, of which there are few, whole; returns the columns of the
 * widest.
 */
static int collect_entries(struct names *names, const struct race *race,
			   const struct race_style *style)
{
	const struct gw_fit *fit = &race->runner[0].timeline.fit;
	char memory[TITLE_BYTES];
	struct text name = text_in(memory, sizeof memory);
	int widest = 0;

	name.is_ascii = style->is_ascii;
	assert(fit->entry_count <= MOST_PARAMETERS);
	for (size_t i = 0; i < fit->entry_count; i++) {
		text_clear(&name);
		explain_entry_name(&name, fit, i);
		int width = names_add_text(names, &name);
		widest = width > widest ? width : widest;
	}
	return widest;
}

static int widest_entry(const struct race *race, const struct race_style *style)
{
	struct short_name memory[MOST_PARAMETERS];
	char bytes[MOST_PARAMETERS * TITLE_BYTES];
	struct names names = names_in(memory, MOST_PARAMETERS, bytes, sizeof bytes);

	return collect_entries(&names, race, style);
}

/* The rate of the last step, or of the first one to come. */
static double rate_of(const struct timeline *timeline)
{
	uint64_t step = timeline_step(timeline);

	return step > 0 ? timeline->rate[step - 1] : timeline->fit.options.optimizer.rate;
}

static bool is_rate_shared(const struct race *race)
{
	for (size_t i = 1; i < race->count; i++)
		if (rate_of(&race->runner[i].timeline) != rate_of(&race->runner[0].timeline))
			return false;
	return race->count > 1;
}

/* A name as "adam lr 0.1" says it as long as nothing changes it. */
static bool is_rate_named(const struct race *race)
{
	for (size_t i = 0; i < race->count; i++) {
		const struct timeline *timeline = &race->runner[i].timeline;
		const char *said = strstr(race->runner[i].name, "lr ");
		double rate;
		if (!said || number_read(said + 3, strlen(said + 3), &rate) == 0 ||
		    rate != rate_of(timeline))
			return false;
	}
	return true;
}

/* The names of the first `count` logs of an epoch's end; returns the columns of the widest. */
static int collect_logs(struct names *names, const struct race *race, size_t count,
			const struct race_style *style)
{
	char memory[TITLE_BYTES];
	struct text name = text_in(memory, sizeof memory);
	int widest = 0;

	name.is_ascii = style->is_ascii;
	for (size_t i = 0; i < count; i++) {
		text_clear(&name);
		text_add_safe(&name, race_log_name(race, i), strlen(race_log_name(race, i)));
		int width = names_add_text(names, &name);
		widest = width > widest ? width : widest;
	}
	return widest;
}

/* The logs that fit into `left` columns; returns the columns that are left then. */
static int fit_logs(struct room *room, const struct race *race, const struct race_style *style,
		    int left)
{
	struct short_name memory[MOST_LOGS];
	char bytes[MOST_LOGS * TITLE_BYTES];
	struct names names = names_in(memory, MOST_LOGS, bytes, sizeof bytes);
	int number = number_columns(style), most = left > 0 ? left / number : 0;

	room->logs = race_log_count(race);
	room->logs = room->logs < (size_t)most ? room->logs : (size_t)most;
	if (room->logs == 0)
		return left;
	int wanted = collect_logs(&names, race, room->logs, style) + 2;
	most = left / (int)room->logs;
	room->log = wanted > number ? wanted : number;
	room->log = room->log < most ? room->log : most;
	return left - (int)room->logs * room->log;
}

static struct room room_of(const struct race *race, const struct race_style *style)
{
	int number = number_columns(style), name = widest_name(race);
	int left = style->width - MARK_COLUMNS - number;
	size_t count = race->runner[0].timeline.fit.entry_count;
	struct room room = {.name = name < left ? name : left > 0 ? left : 0};

	left -= room.name;
	bool needs_rate = !is_rate_shared(race) && !is_rate_named(race);
	room.has_rate = needs_rate && left >= number;
	left -= needs_rate ? number : 0;
	left -= GOAL_COLUMNS;
	room.has_goal = left >= 0;
	left = fit_logs(&room, race, style, left);
	if (count <= MOST_PARAMETERS && left >= (int)count * number) {
		int wanted = widest_entry(race, style) + 1, most = left / (int)(count ? count : 1);
		room.parameters = count;
		room.parameter = wanted > number ? wanted : number;
		room.parameter = room.parameter < most ? room.parameter : most;
	}
	return room;
}

/* Names, cut so that those in the same columns differ. */
static void add_names(struct names *names, struct prose *prose, int columns)
{
	char memory[TITLE_BYTES];
	struct text name = text_for(&prose->text, memory, sizeof memory);

	names_fit(names, columns - 1);
	for (size_t i = 0; i < names->count; i++) {
		text_clear(&name);
		names_write(&name, &names->name[i]);
		add_cell(prose, ROLE_TITLE, EMPHASIS_NONE, name.failed ? "?" : name.data, columns);
	}
}

static void add_entry_titles(const struct race *race, struct prose *prose, int columns,
			     const struct race_style *style)
{
	struct short_name memory[MOST_PARAMETERS];
	char bytes[MOST_PARAMETERS * TITLE_BYTES];
	struct names names = names_in(memory, MOST_PARAMETERS, bytes, sizeof bytes);

	collect_entries(&names, race, style);
	add_names(&names, prose, columns);
}

static void add_log_titles(const struct race *race, struct prose *prose, const struct room *room,
			   const struct race_style *style)
{
	struct short_name memory[MOST_LOGS];
	char bytes[MOST_LOGS * TITLE_BYTES];
	struct names names = names_in(memory, MOST_LOGS, bytes, sizeof bytes);

	collect_logs(&names, race, room->logs, style);
	add_names(&names, prose, room->log);
}

/* "all at rate 0.1", behind the titles. */
static void add_shared_rate(const struct race *race, struct prose *prose, const struct room *room,
			    const struct race_style *style)
{
	const struct update_style shown = {style->digits};
	int number = number_columns(style);
	int used = MARK_COLUMNS + room->name + number + (room->has_goal ? GOAL_COLUMNS : 0) +
		   (int)room->logs * room->log + (int)room->parameters * room->parameter;
	char rate[NUMBER_TEXT];

	explain_rate(number - 1, rate_of(&race->runner[0].timeline), &shown, rate);
	if (used + (int)strlen("all at rate ") + text_width(rate, strlen(rate)) <= style->width)
		prose_add(prose, ROLE_TITLE, EMPHASIS_NONE, "all at rate %s", rate);
}

static void add_titles(const struct race *race, struct prose *prose, const struct room *room,
		       const struct race_style *style)
{
	char goal[NUMBER_TEXT], memory[TITLE_BYTES];
	struct text title = text_in(memory, sizeof memory);
	int number = number_columns(style);

	add_cell(prose, ROLE_TITLE, EMPHASIS_NONE, room->name > 0 ? "    runner" : "",
		 MARK_COLUMNS + room->name);
	if (room->has_rate)
		add_cell(prose, ROLE_TITLE, EMPHASIS_NONE, "rate", number);
	add_cell(prose, ROLE_TITLE, EMPHASIS_NONE, "loss", number);
	text_add_format(&title, "< %s at step", number_show(style->goal, NUMBER_ROUND_TRIP, goal));
	if (room->has_goal)
		add_cell(prose, ROLE_TITLE, EMPHASIS_NONE, title.data, GOAL_COLUMNS);
	if (room->logs > 0)
		add_log_titles(race, prose, room, style);
	if (room->parameters > 0)
		add_entry_titles(race, prose, room->parameter, style);
	if (is_rate_shared(race))
		add_shared_rate(race, prose, room, style);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "\n");
}

static void add_time_below(struct prose *prose, const struct runner *runner,
			   const struct race_style *style)
{
	uint64_t below = runner_time_below(runner, style->goal);
	char memory[NUMBER_TEXT];
	struct text time = text_in(memory, sizeof memory);

	if (below != UINT64_MAX)
		text_add_format(&time, "%llu", (unsigned long long)below);
	else
		text_add(&time, text_sign(&prose->text, SIGN_UNSET));
	add_cell(prose, ROLE_PLAIN, EMPHASIS_NONE, time.data, GOAL_COLUMNS);
}

/* The rate of the last step, once there is one. */
static void add_rate(struct prose *prose, const struct timeline *timeline, unsigned emphasis,
		     const struct race_style *style)
{
	const struct update_style shown = {style->digits};
	uint64_t step = timeline_step(timeline);
	int columns = number_columns(style);
	char rate[NUMBER_TEXT];

	if (step > 0)
		explain_rate(columns - 1, timeline->rate[step - 1], &shown, rate);
	add_cell(prose, ROLE_PLAIN, emphasis, step > 0 ? rate : text_sign(&prose->text, SIGN_UNSET),
		 columns);
}

/* The logs of the last finished epoch, or · as long as none has finished. */
static void add_logs(struct prose *prose, const struct timeline *timeline, const struct room *room,
		     unsigned emphasis, const struct race_style *style)
{
	double value;

	for (size_t i = 0; i < room->logs; i++)
		if (race_log_value(timeline, i, &value))
			add_number(prose, ROLE_VALUE, emphasis, value, room->log, style);
		else
			add_cell(prose, ROLE_PLAIN, emphasis, text_sign(&prose->text, SIGN_UNSET),
				 room->log);
}

/* `name`: of the runner, as it fits. */
static void add_runner(const struct race *race, size_t i, const char *name, struct prose *prose,
		       const struct room *room, const struct race_style *style)
{
	const struct runner *runner = &race->runner[i];
	const struct timeline *timeline = &runner->timeline;
	unsigned emphasis = i == style->selected ? EMPHASIS_BOLD : EMPHASIS_NONE;

	prose_add(prose, ROLE_CURRENT, EMPHASIS_NONE, "%s", i == style->selected ? "▸ " : "  ");
	prose_add(prose, race_role(race, i), EMPHASIS_BOLD, "%c ", runner->letter);
	if (room->name > 0)
		add_cell(prose, race_role(race, i), emphasis, name, room->name);
	if (room->has_rate)
		add_rate(prose, timeline, emphasis, style);
	add_number(prose, ROLE_PLAIN, emphasis, timeline_loss_here(timeline), number_columns(style),
		   style);
	if (room->has_goal)
		add_time_below(prose, runner, style);
	add_logs(prose, timeline, room, emphasis, style);
	for (size_t k = 0; k < room->parameters; k++)
		add_number(prose, ROLE_VALUE, emphasis, timeline_entry(timeline, k),
			   room->parameter, style);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "\n");
}

static void add_runners(const struct race *race, struct prose *prose, const struct room *room,
			const struct race_style *style)
{
	char memory[TITLE_BYTES];
	struct text name = text_for(&prose->text, memory, sizeof memory);
	struct short_name name_memory[MOST_RUNNERS];
	char bytes[MOST_RUNNERS * RUNNER_BYTES];
	struct names names = names_in(name_memory, MOST_RUNNERS, bytes, sizeof bytes);

	for (size_t i = 0; i < race->count; i++)
		names_add(&names, race->runner[i].name);
	names_fit(&names, room->name - 1);
	for (size_t i = 0; i < race->count; i++) {
		text_clear(&name);
		if (i < names.count)
			names_write(&name, &names.name[i]);
		/*
		 * Names as long as hardly any is may find no room: those end where the column ends.
		 */
		bool is_fitted = name.length > 0 && !name.failed;
		add_runner(race, i, is_fitted ? name.data : race->runner[i].name, prose, room,
			   style);
	}
}

/* "s: no improvement within the patience", and what was said at its end. */
static void add_end(const struct race *race, size_t i, struct prose *prose)
{
	const struct timeline *timeline = &race->runner[i].timeline;
	const char *said[] = {timeline->fit.stop_reason, timeline_last_word(timeline)};

	for (size_t k = 0; k < 2; k++) {
		if (!said[k])
			continue;
		prose_add(prose, race_role(race, i), EMPHASIS_BOLD, "  %c ",
			  race->runner[i].letter);
		prose_add(prose, ROLE_ERROR, EMPHASIS_NONE, "%s\n", said[k]);
	}
}

void race_add_table(const struct race *race, struct prose *prose, const struct race_style *style)
{
	const struct room room = room_of(race, style);

	add_titles(race, prose, &room, style);
	add_runners(race, prose, &room, style);
	for (size_t i = 0; i < race->count; i++)
		add_end(race, i, prose);
}
