#include "cli/interactive.h"

#include "base/error.h"
#include "cli/cmd_race.h"
#include "cli/left_places.h"
#include "cli/lesson_list.h"
#include "cli/output.h"
#include "cli/user_preferences.h"
#include "tui/app.h"
#include "tui/line_history.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The file that the graph is of; NULL if there is none, as of a pipe. */
static const char *find_file(const struct loaded_graph *work, const struct options *options)
{
	const char *file = work->graph->file;
	bool is_named = options->file && file && strcmp(options->file, "-") != 0;

	return is_named && !options->open_node ? file : NULL;
}

static struct session *create(const struct loaded_graph *work, struct options *options,
			      bool is_race, const struct turn *turn, const char *const *callback,
			      struct gw_error *error)
{
	const char *file = find_file(work, options);

	user_preferences_take(options); /* :set may have changed them in the graph before */
	const struct session_options session_options = {
		.is_ascii = options->ascii,
		.digits = options->digits,
		.density = options->density,
		.direction = options->direction,
		.is_folded = work->is_folded,
		.order = options->order,
		.mode = options->mode,
		.predicts = options_has(options, "ask") || turn->record.predicts,
		.asks = turn->record.predicts ? turn->record.asks : (enum asking_mode)options->asks,
		.seed = options->seed,
		.report_file = options->report_file,
		.training = options->training,
		.training_count = options->training_count,
		.callback = callback,
		.callback_count = options->callback_count,
		.is_race = is_race,
		.goal = options->goal,
		.training_digits = options->training_digits,
		.file = file,
		.is_own_file = file && !lessons_has(file),
		.neighbour = turn->neighbour,
		.folder = turn->folder,
		.preferences = &options->preferences,
		.lines = options->lines,
	};
	return session_create(work->graph, work->tape->output, &session_options, error);
}

/* To where -t says; and what is wrong with options of training is to be said now. */
static bool prepare(struct session *session, const struct options *options, struct gw_error *error)
{
	bool trains = options->training_count > 0 || options->callback_count > 0;

	return (!options->time || session_goto(session, options->time, error)) &&
	       (!trains || session_prepare_training(session, error));
}

static bool press_keys(struct session *session, struct options *options, struct text *text,
		       struct gw_error *error)
{
	struct canvas canvas;

	if (!canvas_init(&canvas, options->width ? options->width : 80,
			 options->height ? options->height : 24))
		return error_memory(error);
	bool is_pressed = app_record_keys(session, &options->keys, &canvas, options->recording,
					  options->pace, error);
	if (is_pressed && session_turn(session) == 0 && !session_wants_reload(session))
		canvas_write(&canvas, output_colour(options), text);
	canvas_finish(&canvas);
	return is_pressed;
}

/* A graph that came through a pipe leaves no keyboard there: the terminal has one. */
static void take_keyboard(const struct options *options)
{
	bool was_piped = options->file && strcmp(options->file, "-") == 0;
	int terminal = was_piped && !isatty(STDIN_FILENO) ? open("/dev/tty", O_RDWR) : -1;

	if (terminal < 0)
		return;
	dup2(terminal, STDIN_FILENO);
	close(terminal);
}

static bool show(struct session *session, const struct options *options, struct gw_error *error)
{
	take_keyboard(options);
	return app_run(session, output_colour(options), options->recording, error);
}

/* Where the user was before the file was read again. */
static void go_on(struct session *session, struct turn *turn)
{
	if (!turn->reloads)
		return;
	session_return(session, &turn->place);
	session_tell_reload(session, turn->notice, turn->is_stale);
}

/* Show the configuration file's first fault on the status line, once. */
static void tell_fault(struct session *session, struct options *options)
{
	char memory[GW_ERROR_TEXT];
	struct text line = text_in(memory, sizeof memory);

	if (!*options->fault.message)
		return;
	error_add_line(&options->fault, &line);
	session_tell(session, line.data);
	options->fault = (struct gw_error){0};
}

static void resume(struct session *session, const char *file, struct options *options)
{
	struct left_places places;

	if (!options->resumes || !file)
		return;
	left_places_read(&places);
	struct left_place place = left_places_find(&places, file);
	session_resume(session, place.t, place.last);
	left_places_finish(&places);
	options->resumes = false;
}

/* For the menu, the next time. */
static void note_place(const struct session *session, const char *file)
{
	struct left_place place = {0};

	if (!file || strcmp(file, "-") == 0)
		return;
	session_tell_time(session, &place.t, &place.last);
	left_places_note(file, place);
}

enum exit_status interactive_run(const struct loaded_graph *work, struct options *options,
				 bool is_race, struct turn *turn, struct text *text,
				 struct gw_error *error)
{
	if (!options->lines) /* what a script types is nobody's habit */
		options->lines = line_history_create(options->keys ? NULL : "history");
	const char **callback = racing_callbacks(options, error);
	struct session *session =
		callback ? create(work, options, is_race, turn, callback, error) : NULL;
	enum exit_status status = STATUS_WRONG_INPUT;

	if (session && prepare(session, options, error)) {
		go_on(session, turn);
		tell_fault(session, options);
		resume(session, work->graph->file, options);
		bool is_done = options->keys ? press_keys(session, options, text, error)
					     : show(session, options, error);
		status = is_done ? STATUS_DONE : STATUS_WRONG_USE;
		options->quits = session_quits(session) || !session_is_over(session);
		if (!options->keys && !is_race)
			note_place(session, work->graph->file);
		turn->direction = session_turn(session);
		turn->record = session_record(session);
		turn->reloads = session_wants_reload(session);
		if (turn->reloads) {
			options->time = NULL;
			session_note_place(session, &turn->place);
		}
	}
	session_destroy(session);
	free(callback);
	return status;
}
