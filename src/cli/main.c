/*
 * gradwalk: the commands and the exit status.
 */
#include "base/error.h"
#include "base/language.h"
#include "cli/cmd_check.h"
#include "cli/cmd_compare.h"
#include "cli/cmd_export.h"
#include "cli/cmd_grade.h"
#include "cli/cmd_picture.h"
#include "cli/cmd_practice.h"
#include "cli/cmd_quiz.h"
#include "cli/cmd_race.h"
#include "cli/cmd_train.h"
#include "cli/cmd_worksheet.h"
#include "cli/chosen_format.h"
#include "cli/function_list.h"
#include "cli/help.h"
#include "cli/interactive.h"
#include "cli/lesson_list.h"
#include "cli/lesson_menu.h"
#include "cli/loaded_graph.h"
#include "cli/manual.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/printed_drawing.h"
#include "cli/spoken_language.h"
#include "cli/user_preferences.h"
#include "base/file.h"
#include "lesson/grade_rows.h"
#include "tui/screen_recording.h"
#include "timeline/race.h"

#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- what several commands do ---- */

/* For what is printed: a walk at its end, unless -t says otherwise. */
static bool start_at_end(struct loaded_graph *work, struct options *options, struct gw_error *error)
{
	if (!options->time)
		options->time = "end";
	return work_start(work, options, error);
}

static enum exit_status finish(struct loaded_graph *work, bool is_done)
{
	work_finish(work);
	return is_done ? STATUS_DONE : STATUS_WRONG_INPUT;
}

static enum exit_status fail_use(struct gw_error *error, const char *message)
{
	error_set(error, "%s", message);
	return STATUS_WRONG_USE;
}

/*
 * In the format that is asked for; if none is, in the one of such a kind that the file's name
 * means.
 */
static enum exit_status write_format(struct options *options, unsigned shows, struct text *text,
				     struct gw_error *error)
{
	const struct format *format = chosen_format(options, shows, error);
	struct loaded_graph work;

	if (!format)
		return STATUS_WRONG_USE;
	bool is_done = start_at_end(&work, options, error);
	if (is_done) {
		const struct exported exported = work_exported(&work, options);
		is_done = format->write(&exported, text, error);
	}
	return finish(&work, is_done);
}

/*
 * Another graph of the same folder: what the options say of names and values is of the one before.
 */
static bool turn_to(struct options *options, const char *path, struct gw_error *error)
{
	options->file = arena_string(&options->strings, path, strlen(path));
	options->setting_count = options->fold_count = options->group_count = 0;
	options->time = options->output_node = options->open_node = NULL;
	return options->file || error_memory(error);
}

/* Read the file again; the graph stays as it was if that is wrong. */
static void reload(struct loaded_graph *work, const struct options *options,
		   struct neighbours *beside, struct turn *turn)
{
	struct gw_error problem = {0};
	struct loaded_graph fresh;

	turn->is_stale = !work_start(&fresh, options, &problem);
	if (turn->is_stale) {
		work_finish(&fresh);
		struct text line = text_in(turn->notice, GW_ERROR_TEXT);
		error_add_line(&problem, &line);
		return;
	}
	work_finish(work);
	*work = fresh;
	beside->path = work->graph->file;
	snprintf(turn->notice, sizeof turn->notice, "%s was read again", work->graph->file);
}

/* One graph, again and again as long as its file is to be read again. */
static enum exit_status open_graph(struct loaded_graph *work, struct options *options, bool is_race,
				   struct turn *turn, struct text *text, struct gw_error *error)
{
	enum exit_status status = interactive_run(work, options, is_race, turn, text, error);

	while (status == STATUS_DONE && turn->reloads) {
		reload(work, options, turn->folder, turn);
		status = interactive_run(work, options, is_race, turn, text, error);
	}
	session_place_finish(&turn->place);
	return status;
}

/* On the screen, or for keys: this graph, and those that are turned to. */
static enum exit_status open_work(struct options *options, bool is_race, struct text *text,
				  struct gw_error *error)
{
	enum exit_status status = STATUS_DONE;
	struct turn turn = {.direction = 1};

	while (status == STATUS_DONE && turn.direction != 0) {
		struct neighbours beside = {0};
		struct loaded_graph work;
		bool is_ready = work_start(&work, options, error);

		beside.path = is_ready ? work.graph->file : NULL;
		turn = (struct turn){
			.neighbour = lessons_neighbour, .folder = &beside, .record = turn.record};
		status = is_ready ? open_graph(&work, options, is_race, &turn, text, error)
				  : STATUS_WRONG_INPUT;
		if (turn.direction != 0 &&
		    !turn_to(options, lessons_neighbour(&beside, turn.direction), error))
			status = STATUS_WRONG_INPUT;
		neighbours_finish(&beside);
		work_finish(&work);
	}
	return status;
}

/*
 * The menu, and what is chosen there, one after the other. A script's keys may end in either: the
 * last screen is printed.
 */
static enum exit_status browse(struct options *options, const char *folder, struct text *text,
			       struct gw_error *error)
{
	enum exit_status status = STATUS_DONE;
	bool goes_on = true;

	while (status == STATUS_DONE && goes_on) {
		struct text path = {0};
		bool starts = false;

		status = lesson_menu_choose(folder, options, &path, &starts, text, error);
		if (path.length > 0 && !turn_to(options, path.data, error))
			status = STATUS_WRONG_INPUT;
		goes_on = status == STATUS_DONE && path.length > 0;
		options->resumes = !starts;
		if (goes_on)
			status = open_work(options, false, text, error);
		goes_on = goes_on && !options->quits;
		if (goes_on)
			text_clear(text);
		text_finish(&path);
	}
	return status;
}

static bool is_folder(const char *file)
{
	struct stat status;

	return file && stat(file, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Whether the walk is to begin with a menu: it has no graph, or a folder of them, and is looked at.
 */
static bool wants_menu(const struct options *options)
{
	bool is_looked_at = options->keys || (output_is_terminal(options) && isatty(STDIN_FILENO));

	return options->command->set == COMMAND_WALK && is_looked_at && !options->expression &&
	       !options->level && (!options->file || is_folder(options->file));
}

/* ---- the commands ---- */

static enum exit_status show(struct options *options, struct text *text, struct gw_error *error)
{
	return write_format(options, FORMATS_OF_MOMENT, text, error);
}

static enum exit_status trace(struct options *options, struct text *text, struct gw_error *error)
{
	return write_format(options, FORMATS_OF_STEPS, text, error);
}

static enum exit_status export_graph(struct options *options, struct text *text,
				     struct gw_error *error)
{
	if (options->writes_steps)
		return exporting_steps(options, error);
	return write_format(options, FORMATS_ALL, text, error);
}

static enum exit_status compare(struct options *options, struct text *text, struct gw_error *error)
{
	return comparing_write(options, text, error) ? STATUS_DONE : STATUS_WRONG_INPUT;
}

/*
 * Training for a picture may be gone back in, so that its callbacks can only be those that steer.
 */
static enum exit_status draw_learnt(struct options *options, struct text *text,
				    struct gw_error *error)
{
	struct loaded_graph work;
	const char *step = options->time;

	if (!racing_check(options, error))
		return STATUS_WRONG_USE;
	options->time = NULL; /* it is of the training, not of the walk */
	return finish(&work, work_start(&work, options, error) &&
				     picturing_write(&work, options, step, text, error));
}

/* Refuses options that have an effect only with --picture, or only without it. */
static bool check_picture_options(const struct options *options, struct gw_error *error)
{
	static const char *const with[] = {"time", "size", "axis"};
	static const char *const without[] = {"history", "resume", "explain", "write-nan"};
	bool is_picture = options_has(options, "picture");
	const char *const *name = is_picture ? without : with;
	size_t count = is_picture ? sizeof without / sizeof *without : sizeof with / sizeof *with;

	for (size_t i = 0; i < count; i++)
		if (options_has(options, name[i]))
			return error_set(error, "--%s is for %s, not for %s", name[i],
					 is_picture ? "train" : "train --picture",
					 is_picture ? "train --picture" : "train");
	return true;
}

static enum exit_status train(struct options *options, struct text *text, struct gw_error *error)
{
	struct loaded_graph work;
	enum exit_status status = STATUS_WRONG_INPUT;

	if (options->expression)
		return fail_use(error, "train takes a FILE, whose parameters are its <param>s");
	if (race_has_list(options->training, options->training_count))
		return fail_use(error,
				"train takes one value of an option; gradwalk race takes several");
	if (!check_picture_options(options, error))
		return STATUS_WRONG_USE;
	if (options_has(options, "picture"))
		return draw_learnt(options, text, error);
	if (work_start(&work, options, error))
		status = training_run(work.graph, work.tape->output, options,
				      output_can_redraw_messages(), text, error);
	work_finish(&work);
	options->output_file = NULL; /* it was written; what is left is for standard output */
	return status;
}

/*
 * On a terminal it is watched; otherwise, or in a size that is asked for, it is printed at its end.
 */
static enum exit_status race(struct options *options, struct text *text, struct gw_error *error)
{
	struct loaded_graph work;
	bool is_watched = output_is_terminal(options) && options->width == 0;

	if (options->expression)
		return fail_use(error, "race takes a FILE, whose parameters are its <param>s");
	if (!racing_check(options, error))
		return STATUS_WRONG_USE;
	racing_choose(options);
	if (options->keys || is_watched)
		return open_work(options, true, text, error);
	return finish(&work, work_start(&work, options, error) &&
				     racing_write(&work, options, text, error));
}

static enum exit_status quiz(struct options *options, struct text *text, struct gw_error *error)
{
	struct loaded_graph work;

	(void)text;
	if (options->file && strcmp(options->file, "-") == 0)
		return fail_use(error, "quiz reads the answers from standard input, so that the "
				       "graph needs a FILE");
	return finish(&work,
		      work_start(&work, options, error) && quizzing_run(&work, options, error));
}

static enum exit_status functions(struct options *options, struct text *text,
				  struct gw_error *error)
{
	(void)error;
	text->is_ascii = output_is_ascii(options);
	function_list_write(text);
	return STATUS_DONE;
}

static enum exit_status list(struct options *options, struct text *text, struct gw_error *error)
{
	(void)options;
	return lessons_list(text, error) ? STATUS_DONE : STATUS_WRONG_USE;
}

/* Neither a terminal nor keys: the drawing, and then every step. */
static enum exit_status print_all(struct options *options, struct text *text,
				  struct gw_error *error)
{
	const struct format *format = chosen_format(options, FORMATS_OF_STEPS, error);
	struct loaded_graph work;

	if (!format)
		return STATUS_WRONG_USE;
	bool is_done = start_at_end(&work, options, error) &&
		       printed_drawing_add(&work, options, text, error);
	if (is_done) {
		const struct exported exported = work_exported(&work, options);
		text_add(text, "\n");
		is_done = format->write(&exported, text, error);
	}
	return finish(&work, is_done);
}

static enum exit_status walk(struct options *options, struct text *text, struct gw_error *error)
{
	bool has_screen = options->keys || output_is_terminal(options);

	if (!racing_check(options, error))
		return STATUS_WRONG_USE;
	return has_screen ? open_work(options, false, text, error)
			  : print_all(options, text, error);
}

static const struct command_line_command commands[] = {
	{"show", COMMAND_SHOW, "FILE", N_("print the drawing at its end, or at -t K"), show},
	{"trace", COMMAND_TRACE, "FILE", N_("print every step; --format chooses how"), trace},
	{"export", COMMAND_EXPORT, "FILE",
	 N_("write it in the format of --to, or that the name of -o ends in"), export_graph},
	{"check", COMMAND_CHECK, "FILE...",
	 N_("hold the gradients against central differences; tell every error"), checking_run},
	{"compare", COMMAND_COMPARE, "FILE",
	 N_("gradients of two losses side by side, or before and after -s"), compare},
	{"train", COMMAND_TRAIN, "FILE",
	 N_("train its parameters, and print it with them or write it to -o"), train},
	{"race", COMMAND_RACE, "FILE",
	 N_("train it in several ways side by side: --optimizer sgd,adam --lr 0.1,0.01"), race},
	{"practice", COMMAND_PRACTICE, "", N_("an exercise made anew, to be walked or printed"),
	 practising_run},
	{"quiz", COMMAND_QUIZ, "FILE",
	 N_("ask for each number before it is shown; answers are lines of standard input"), quiz},
	{"worksheet", COMMAND_WORKSHEET, "FILE",
	 N_("print a sheet with numbered blanks; --key writes it solved"), worksheet_run},
	{"grade", COMMAND_GRADE, "SHEET...", N_("mark worksheets that come back filled in"),
	 grading_run},
	{"list", COMMAND_LIST, "", N_("list the graphs that come with gradwalk"), list},
	{"functions", COMMAND_LIST, "", N_("list the functions and signs of expressions"),
	 functions},
	{NULL, COMMAND_WALK, "FILE",
	 N_("walk it on the terminal (without FILE: a menu); off it, print drawing and trace"),
	 walk},
};

/* ---- the command line ---- */

static enum exit_status run_command(struct options *options, struct text *text,
				    struct gw_error *error)
{
	if (wants_menu(options))
		return browse(options, options->file, text, error);
	bool has_graph = options->file || options->expression || options->level;

	if (!has_graph && (options->command->set & (COMMANDS_OF_GRAPH | COMMAND_WORKSHEET)))
		return fail_use(error, "which graph? Try: gradwalk sum-product, gradwalk list, or "
				       "gradwalk --help");
	if (options->other_node && options->command->run != compare)
		return fail_use(error, "--output and --loss take one name; only compare takes two");
	return options->command->run(options, text, error);
}

/* Whether what is printed is for programs: marks in it would become parts of names. */
static bool prints_data(const struct options *options)
{
	const struct format *format = chosen_format(options, FORMATS_ALL, NULL);
	bool has_format = options->command->run == show || options->command->run == trace ||
			  options->command->run == export_graph || options->command->run == walk;
	bool has_rows = options->command->run == grading_run && options->grade_format != GRADE_TEXT;

	return options->command->run == train || has_rows ||
	       options->command->run == practising_run || (has_format && format && format->is_data);
}

/* Whether the file can be written is to be known before an hour is recorded. */
static bool start_recording(struct options *options, struct gw_error *error)
{
	bool is_terminal = output_is_terminal(options) && isatty(STDIN_FILENO);
	const char *title = options->file         ? options->file
			    : options->expression ? options->expression
						  : "gradwalk";

	if (!options->keys && !is_terminal)
		return error_set(error, "--record records a terminal, or the --keys of a script");
	if (!file_check(options->record_file, error))
		return false;
	options->recording =
		screen_recording_create(options->record_file, title, output_screen_colour(options));
	return options->recording || error_memory(error);
}

static enum exit_status run_with_preferences(struct options *options, struct text *text,
					     struct gw_error *error)
{
	user_preferences_load(options);
	user_preferences_take(options);
	if (!options->record_file)
		return run_command(options, text, error);
	if (!start_recording(options, error))
		return STATUS_WRONG_USE;
	enum exit_status status = run_command(options, text, error);
	return screen_recording_save(options->recording, error) ? status : STATUS_WRONG_USE;
}

static void write_help(const struct options *options, struct text *text)
{
	if (options->command && options->command->name)
		help_write_command(options->command, text);
	else
		help_write(commands, text);
	canvas_order_phrases(text);
}

static enum exit_status run(struct options *options, struct gw_error *error)
{
	struct text text = {0};
	enum exit_status status = STATUS_DONE;

	if (output_is_ascii(options))
		language_leave(); /* no other language has its letters there */
	if (options->wants_help)
		write_help(options, &text);
	else if (options->wants_version)
		text_add(&text, "gradwalk " GRADWALK_VERSION "\n");
	else
		status = run_with_preferences(options, &text, error);
	if (options->command && !prints_data(options))
		order_mark_text(&text, 0);
	if ((text.failed || text.length > 0) && !output_put(&text, options, error))
		status = STATUS_WRONG_USE;
	text_finish(&text);
	return status;
}

/*
 * A standard stream that was closed would be the next file that is opened: messages would be
 * written into a user's log. So it is opened in a way that fails to be read or written.
 */
static void occupy_closed_streams(void)
{
	for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
		if (fcntl(stream, F_GETFD) < 0 &&
		    open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
			return;
}

/* The texts that the build and the shells' completions ask for by "--generate KIND". */
static const struct {
	const char *kind;
	void (*write)(const struct command_line_command *list, struct text *text);
} generators[] = {
	{"gradwalk.1", manual_write_program}, {"gradwalk-graph.5", manual_write_format},
	{"bash", completion_write_bash},      {"zsh", completion_write_zsh},
	{"fish", completion_write_fish},      {"settings", settings_write},
};

static enum exit_status generate(const char *kind, const char *file, struct gw_error *error)
{
	const struct options nowhere = {0};
	struct text text = {0};

	for (size_t i = 0; i < sizeof generators / sizeof *generators; i++)
		if (strcmp(kind, generators[i].kind) == 0)
			generators[i].write(commands, &text);
	if (file)
		completion_write_nodes(file, &text);
	bool is_done = text.length > 0 && output_put(&text, &nowhere, error);
	text_finish(&text);
	return is_done ? STATUS_DONE : STATUS_WRONG_INPUT;
}

int main(int argument_count, char **arguments)
{
	struct options options;
	struct gw_error error = {0};
	enum exit_status status = STATUS_WRONG_USE;

	occupy_closed_streams();
	setlocale(LC_CTYPE, "");
	spoken_language_choose();
	if (argument_count > 2 && strcmp(arguments[1], "--generate") == 0)
		return generate(arguments[2], arguments[3], &error);
	if (options_read(&options, argument_count, arguments, commands, &error))
		status = run(&options, &error);
	options_finish(&options);
	if (*error.message)
		output_say_error(&error);
	return status;
}
