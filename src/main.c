/*
 * gradwalk: the commands, what they print, and the exit status.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "draw/compare.h"
#include "export/trace.h"
#include "graph/regroup.h"
#include "lessons.h"
#include "options.h"
#include "racing.h"
#include "training.h"
#include "tui/app.h"

#include <gradwalk/gradwalk.h>

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum exit_status {
	STATUS_DONE = 0,
	STATUS_WRONG_INPUT = 1, /* or a check that failed */
	STATUS_WRONG_USE = 2,   /* or environment */
};

/* What a command works on. */
struct work {
	struct gw_graph *graph;       /* with the groups of --group, if there are any */
	struct gw_graph *loaded;      /* without them */
	struct regrouped **regrouped; /* each made of the one before */
	size_t regrouped_count;
	struct gw_tape *tape;
	struct gw_walk walk;
	bool *is_folded;
};

/* ---- getting the work ready ---- */

static struct gw_graph *load(const struct options *options, struct gw_error *error)
{
	if (options->expression)
		return gw_graph_from_expression(options->expression, options->setting,
						options->setting_count, error);
	struct text path = {0};
	struct gw_graph *graph = NULL;
	if (lessons_find(options->file, options->close_command, &path, error))
		graph = gw_graph_load(path.data, options->max_size, error);
	text_finish(&path);
	return graph;
}

static bool load_work(struct work *work, const struct options *options, struct gw_error *error)
{
	*work = (struct work){.loaded = load(options, error)};
	work->graph = work->loaded;
	return work->graph != NULL;
}

static bool fail_unknown(const struct gw_graph *graph, const char *option, const char *name,
			 struct gw_error *error)
{
	const char *close = gw_graph_suggest(graph, name);
	if (close)
		return error_set(error, "%s %s: there is no such name; did you mean \"%s\"?",
				 option, name, close);
	return error_set(error, "%s %s: there is no such name in the graph", option, name);
}

static bool set_leaf(struct gw_graph *graph, uint32_t leaf, struct gw_matrix value,
		     struct gw_error *error)
{
	struct gw_shape shape = gw_node_shape(graph, leaf);
	if (!gw_same_shape(shape, value.shape))
		return error_set(error, "-s %s: its shape is %u×%u, that of the value %u×%u",
				 graph->name[leaf], shape.rows, shape.columns, value.shape.rows,
				 value.shape.columns);
	return gw_graph_set_entries(graph, leaf, value.entry, error);
}

static bool set_values(struct gw_graph *graph, const struct options *options,
		       struct gw_error *error)
{
	for (size_t i = 0; i < options->setting_count && !options->expression; i++) {
		const char *name = options->setting[i].name;
		uint32_t node = gw_graph_find(graph, name);
		if (node == GW_NONE)
			return fail_unknown(graph, "-s", name, error);
		if (gw_is_gate(graph, node))
			return error_set(error, "-s %s: it is computed; only a leaf can be set",
					 name);
		if (!set_leaf(graph, node, options->setting[i].matrix, error))
			return false;
	}
	return true;
}

/* The node of that name; the first output if there is no name. */
static bool find_output(const struct gw_graph *graph, const char *name, uint32_t *output,
			struct gw_error *error)
{
	*output = graph->outputs[0];
	if (!name)
		return true;
	*output = gw_graph_find(graph, name);
	return *output != GW_NONE || fail_unknown(graph, "--output", name, error);
}

static bool make_group(struct work *work, const struct group_wish *wish, struct gw_error *error)
{
	uint32_t from = gw_graph_find(work->graph, wish->from),
		 to = gw_graph_find(work->graph, wish->to);
	struct gw_error reason = {0};
	if (from == GW_NONE || to == GW_NONE)
		return fail_unknown(work->graph, "--group", from == GW_NONE ? wish->from : wish->to,
				    error);
	struct regrouped *regrouped = regroup(work->graph, wish->name, from, to, &reason);
	if (!regrouped)
		return error_set(error, "--group %s: %s", wish->name, reason.message);
	work->regrouped[work->regrouped_count++] = regrouped;
	work->graph = &regrouped->graph;
	return true;
}

static bool make_groups(struct work *work, const struct options *options, struct gw_error *error)
{
	work->regrouped = calloc(options->group_count + 1, sizeof(struct regrouped *));
	if (!work->regrouped)
		return error_memory(error);
	for (size_t i = 0; i < options->group_count; i++)
		if (!make_group(work, &options->group[i], error))
			return false;
	return true;
}

static bool fold(const struct gw_graph *graph, const char *name, bool *is_folded,
		 struct gw_error *error)
{
	bool is_all = strcmp(name, "all") == 0, is_none = strcmp(name, "none") == 0,
	     is_found = is_all || is_none;

	for (uint32_t i = 0; i < graph->group_count; i++) {
		bool is_meant = is_all || is_none || strcmp(graph->groups[i].name, name) == 0;
		is_found |= is_meant;
		if (is_meant)
			is_folded[i] = !is_none;
	}
	return is_found || error_set(error, "--fold %s: there is no such group", name);
}

static bool fold_all(struct work *work, const struct options *options, struct gw_error *error)
{
	work->is_folded = calloc(work->graph->group_count + 1u, sizeof *work->is_folded);
	if (!work->is_folded)
		return error_memory(error);
	for (size_t i = 0; i < options->fold_count; i++)
		if (!fold(work->graph, options->fold[i], work->is_folded, error))
			return false;
	for (size_t i = 0; i < options->group_count; i++)
		if (!fold(work->graph, options->group[i].name, work->is_folded, error))
			return false;
	return true;
}

/* Where the walk stands when it is opened; `wanted` if -t says nothing. */
static bool go_to_start(struct work *work, const struct options *options, uint32_t wanted,
			struct gw_error *error)
{
	const char *time = options->time;
	uint32_t last = gw_walk_last(&work->walk);
	char *end;

	if (!time)
		gw_walk_seek(&work->walk, wanted);
	else if (strcmp(time, "start") == 0)
		gw_walk_seek(&work->walk, 0);
	else if (strcmp(time, "seed") == 0)
		gw_walk_seek(&work->walk, gw_walk_seed(&work->walk));
	else if (strcmp(time, "end") == 0)
		gw_walk_seek(&work->walk, last);
	else {
		errno = 0;
		long t = strtol(time, &end, 10);
		if (end == time || *end != '\0' || errno || t < 0 || t > (long)last)
			return error_set(
				error,
				"-t %s: the walk has positions from 0 to %u, start, seed and end",
				time, last);
		gw_walk_seek(&work->walk, (uint32_t)t);
	}
	return true;
}

static void finish(struct work *work)
{
	gw_tape_destroy(work->tape);
	while (work->regrouped_count > 0)
		regrouped_destroy(work->regrouped[--work->regrouped_count]);
	free(work->regrouped);
	gw_graph_destroy(work->loaded);
	free(work->is_folded);
}

/* From now on the work is the gate of that name, opened into its scalars. */
static bool open_gate(struct work *work, const char *name, struct gw_error *error)
{
	uint32_t node = gw_graph_find(work->graph, name);
	if (node == GW_NONE)
		return fail_unknown(work->graph, "--open", name, error);
	struct gw_graph *opened = gw_open_gate(work->tape, node, error);
	if (!opened)
		return false;
	finish(work);
	*work = (struct work){.graph = opened, .loaded = opened};
	work->is_folded = calloc(work->graph->group_count + 1u, sizeof *work->is_folded);
	if (!work->is_folded)
		return error_memory(error);
	work->tape = gw_tape_create(work->graph, work->graph->outputs[0], error);
	return work->tape != NULL;
}

/* On false, the exit status is STATUS_WRONG_INPUT. */
static bool start(struct work *work, const struct options *options, bool is_at_end,
		  struct gw_error *error)
{
	uint32_t output;

	if (!load_work(work, options, error) || !set_values(work->graph, options, error) ||
	    !make_groups(work, options, error) ||
	    !find_output(work->graph, options->output_node, &output, error) ||
	    !fold_all(work, options, error))
		return false;
	work->tape = gw_tape_create(work->graph, output, error);
	if (!work->tape || (options->open_node && !open_gate(work, options->open_node, error)))
		return false;
	gw_walk_init(&work->walk, work->tape);
	return go_to_start(work, options, is_at_end ? gw_walk_last(&work->walk) : 0, error);
}

/* ---- putting the result out ---- */

static bool is_utf8_locale(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* A file is UTF-8 always; a terminal is what its locale says. */
static bool wants_ascii(const struct options *options)
{
	bool is_terminal = !options->output_file && isatty(STDOUT_FILENO);
	return options->ascii || (is_terminal && !is_utf8_locale());
}

static enum canvas_colour colour_of(const struct options *options)
{
	const char *no_colour = getenv("NO_COLOR");
	bool is_terminal = !options->output_file && isatty(STDOUT_FILENO);
	bool is_wanted =
		options->colour == COLOUR_ALWAYS ||
		(options->colour == COLOUR_AUTO && is_terminal && !(no_colour && *no_colour));
	return is_wanted ? CANVAS_COLOUR : CANVAS_PLAIN;
}

static int put(const struct options *options, const struct text *text, struct gw_error *error)
{
	if (text->failed) {
		error_memory(error);
		return STATUS_WRONG_USE;
	}
	if (options->output_file)
		return file_write(options->output_file, text->data, text->length, error)
			       ? STATUS_DONE
			       : STATUS_WRONG_USE;
	if (fwrite(text->data, 1, text->length, stdout) == text->length && fflush(stdout) == 0)
		return STATUS_DONE;
	error_set(error, "standard output: cannot write: %s", strerror(errno));
	return STATUS_WRONG_USE;
}

static bool add_drawing(const struct work *work, const struct options *options, struct text *text,
			struct gw_error *error)
{
	struct picture_style style = {
		.ascii = wants_ascii(options),
		.digits = options->digits,
		.density = options->density,
		.direction = options->direction,
		.max_width = options->width ? options->width : 80,
		.max_height = options->height,
	};
	struct picture *picture = picture_create(work->tape, work->is_folded, &style, error);

	if (!picture)
		return false;
	bool is_drawn = picture_write(picture, &work->walk, colour_of(options), text) ||
			error_memory(error);
	picture_destroy(picture);
	return is_drawn;
}

static void add_trace(const struct work *work, const struct options *options, struct text *text)
{
	struct trace_style style = {.ascii = wants_ascii(options), .digits = options->digits};
	trace_format_find(options->format)->write(&work->walk, &style, text);
}

/* ---- the commands ---- */

static int show(struct options *options, struct gw_error *error)
{
	struct work work;
	struct text text = {0};
	int status = STATUS_WRONG_INPUT;

	if (start(&work, options, true, error) && add_drawing(&work, options, &text, error))
		status = put(options, &text, error);
	text_finish(&text);
	finish(&work);
	return status;
}

static int trace(struct options *options, struct gw_error *error)
{
	struct work work;
	struct text text = {0};
	int status = STATUS_WRONG_INPUT;

	if (options->fold_count > 0 || options->group_count > 0) {
		error_set(error, "a trace tells every gate: --fold and --group are for drawings");
		return STATUS_WRONG_USE;
	}
	if (start(&work, options, true, error)) {
		add_trace(&work, options, &text);
		status = put(options, &text, error);
	}
	text_finish(&text);
	finish(&work);
	return status;
}

static const char *agreement(const struct gw_check *check)
{
	if (isfinite(check->difference))
		return "agrees";
	return isfinite(check->gradient) ? "the output is not finite here" : "neither is finite";
}

/* "∂J/∂W[1, 0]  gradient 3  difference 3.0000000000  agrees" */
static void add_check(const struct work *work, const struct gw_check *check, bool ascii,
		      struct text *text)
{
	char gradient[NUMBER_TEXT], difference[NUMBER_TEXT], left[NUMBER_TEXT], right[NUMBER_TEXT];
	const char *partial = ascii ? "d" : "∂", *output = work->graph->name[work->tape->output];
	const char *leaf = work->graph->name[check->leaf];
	struct gw_shape shape = gw_node_shape(work->graph, check->leaf);
	bool is_hidden = !check->agrees && check->is_hidden;
	bool is_convention = !check->agrees && !is_hidden && check->is_at_kink;

	text_add_format(text, "%s%s/%s%s", partial, output, partial, leaf);
	if (!gw_is_scalar(shape))
		text_add_format(text, "[%zu, %zu]", check->entry / shape.columns,
				check->entry % shape.columns);
	text_add_format(text, "  gradient %s  difference %s  ",
			/* + 0: a −0 is shown as 0 */
			number_show(check->gradient + 0.0, NUMBER_ROUND_TRIP, ascii, gradient),
			number_show(check->difference, 10, ascii, difference));
	if (check->agrees)
		text_add_format(text, "%s\n", agreement(check));
	else
		text_add(text, is_hidden       ? "can't be told: rounding hides the difference\n"
			       : is_convention ? "at a kink: "
					       : "DISAGREES\n");
	if (is_convention)
		text_add_format(
			text,
			"the slope is %s on the left and %s on the right; a convention decides\n",
			number_show(check->left, 4, ascii, left),
			number_show(check->right, 4, ascii, right));
}

/* Check one leaf, and say which entries if not all. Returns how many disagree without an excuse. */
static uint32_t check_leaf(const struct work *work, struct gw_tape *scratch, uint32_t leaf,
			   bool ascii, struct text *text)
{
	size_t count = gw_check_count(work->graph, leaf);
	size_t entries = gw_entry_count(gw_node_shape(work->graph, leaf));
	uint32_t wrong = 0;

	if (count < entries)
		text_add_format(text, "%s has %zu entries; %zu of them, chosen at random:\n",
				work->graph->name[leaf], entries, count);
	for (size_t i = 0; i < count; i++) {
		size_t entry = gw_check_choice(work->graph, leaf, i);
		struct gw_check result = gw_check_entry(work->tape, scratch, leaf, entry);
		add_check(work, &result, ascii, text);
		wrong += !result.agrees && !result.is_at_kink && !result.is_hidden;
	}
	return wrong;
}

static int check(struct options *options, struct gw_error *error)
{
	struct work work;
	struct text text = {0};
	struct gw_tape *scratch = NULL;
	uint32_t wrong = 0;
	int status = STATUS_WRONG_INPUT;

	if (start(&work, options, true, error))
		scratch = gw_tape_create(work.graph, work.tape->output, error);
	for (uint32_t i = 0; scratch && i < work.graph->node_count; i++) {
		if (work.graph->kind[i] != GW_INPUT && work.graph->kind[i] != GW_PARAM)
			continue;
		wrong += check_leaf(&work, scratch, i, wants_ascii(options), &text);
	}
	if (scratch) {
		if (!text.data)
			text_add(&text, "there is nothing to check: the graph has no input and no "
					"parameter\n");
		status = put(options, &text, error);
		if (status == STATUS_DONE && wrong > 0) {
			error_set(error, "%u gradient%s with central differences", wrong,
				  wrong == 1 ? " disagrees" : "s disagree");
			status = STATUS_WRONG_INPUT;
		}
	}
	gw_tape_destroy(scratch);
	text_finish(&text);
	finish(&work);
	return status;
}

/* ---- before and after ---- */

static bool remember(const struct gw_graph *graph, uint32_t output, struct snapshot *snapshot,
		     struct gw_error *error)
{
	struct gw_tape *tape = gw_tape_create(graph, output, error);
	bool done = tape && (snapshot_take(snapshot, tape) || error_memory(error));

	gw_tape_destroy(tape);
	return done;
}

/* Another output to compare with: the one named, or the next in the file. */
static bool find_other(const struct gw_graph *graph, const struct options *options, uint32_t output,
		       uint32_t *other, struct gw_error *error)
{
	if (options->other_node)
		return find_output(graph, options->other_node, other, error);
	for (uint32_t i = 0; i < graph->output_count; i++) {
		*other = graph->outputs[i];
		if (*other != output)
			return true;
	}
	return error_set(error, "there is nothing to compare with: the graph has one output; set a "
				"value with -s");
}

/* With -s alone, the file's values against those; otherwise two outputs. */
static bool prepare_comparison(struct work *work, struct snapshot *before,
			       const struct options *options, struct gw_error *error)
{
	bool is_edit = options->setting_count > 0 && !options->expression && !options->other_node;
	uint32_t output;

	if (!load_work(work, options, error) ||
	    !find_output(work->graph, options->output_node, &output, error))
		return false;
	if (!is_edit && !set_values(work->graph, options, error))
		return false;
	if (!remember(work->graph, output, before, error))
		return false;
	if (!(is_edit ? set_values(work->graph, options, error)
		      : find_other(work->graph, options, output, &output, error)))
		return false;
	work->tape = gw_tape_create(work->graph, output, error);
	if (work->tape)
		gw_walk_init(&work->walk, work->tape);
	return work->tape != NULL;
}

static int compare(struct options *options, struct gw_error *error)
{
	struct explain_style style = {.ascii = wants_ascii(options), .digits = options->digits};
	struct snapshot before = {0};
	struct work work;
	struct prose prose = {0};
	struct text text = {0};
	int status = STATUS_WRONG_INPUT;

	if (prepare_comparison(&work, &before, options, error)) {
		compare_write(&prose, &before, &work.walk, &style);
		prose_hand_over(&prose, &text);
		status = put(options, &text, error);
	}
	snapshot_finish(&before);
	text_finish(&text);
	finish(&work);
	return status;
}

/* The trained graph goes to -o or standard output; an explanation takes its place on the latter. */
static int train(struct options *options, struct gw_error *error)
{
	struct work work;
	struct text graph = {0}, report = {0};
	int status = STATUS_WRONG_INPUT;
	bool is_terminal = isatty(STDERR_FILENO);

	if (start(&work, options, false, error) &&
	    training_run(work.graph, work.tape->output, options, is_terminal, &graph, &report,
			 error)) {
		bool is_written = options->output_file || options->explained_step == 0;
		status = is_written ? put(options, &graph, error) : STATUS_DONE;
		if (status == STATUS_DONE && report.length > 0) {
			options->output_file = NULL;
			status = put(options, &report, error);
		}
	}
	text_finish(&graph);
	text_finish(&report);
	finish(&work);
	return status;
}

static int list(struct options *options, struct gw_error *error)
{
	struct text text = {0};
	int status = lessons_list(&text, error) ? put(options, &text, error) : STATUS_WRONG_USE;

	text_finish(&text);
	return status;
}

/* Neither a terminal nor keys: the drawing, and then every step. */
static int print_all(struct work *work, struct options *options, struct gw_error *error)
{
	struct text text = {0};
	int status = STATUS_WRONG_INPUT;

	if (!options->time)
		gw_walk_seek(&work->walk, gw_walk_last(&work->walk));
	if (add_drawing(work, options, &text, error)) {
		text_add(&text, "\n");
		add_trace(work, options, &text);
		status = put(options, &text, error);
	}
	text_finish(&text);
	return status;
}

static int press_keys(struct session *session, struct options *options, struct gw_error *error)
{
	struct canvas canvas = {0};
	struct text text = {0};
	int status = STATUS_WRONG_USE;

	if (!canvas_init(&canvas, options->width ? options->width : 80,
			 options->height ? options->height : 24)) {
		error_memory(error);
	} else if (app_keys(session, options->keys, &canvas, error)) {
		canvas_write(&canvas, colour_of(options), &text);
		status = put(options, &text, error);
	}
	canvas_finish(&canvas);
	text_finish(&text);
	return status;
}

static int open_session(struct work *work, struct options *options, bool is_race,
			struct gw_error *error)
{
	size_t training_count = options->training_count;
	const struct gw_attribute *training =
		is_race ? racing_options(options, &training_count) : options->training;
	const char **callback = racing_callbacks(options, error);
	struct session_options session_options = {
		.ascii = options->ascii,
		.digits = options->digits,
		.density = options->density,
		.direction = options->direction,
		.is_folded = work->is_folded,
		.training = training,
		.training_count = training_count,
		.callback = callback,
		.callback_count = options->callback_count,
		.is_race = is_race,
		.goal = options->goal,
		.training_digits = options->training_digits,
	};
	struct app_options app_options = {
		.colour = options->colour == COLOUR_ALWAYS  ? SCREEN_COLOUR_ALWAYS
			  : options->colour == COLOUR_NEVER ? SCREEN_COLOUR_NEVER
							    : SCREEN_COLOUR_AUTO,
	};
	struct session *session = NULL;
	int status = STATUS_WRONG_INPUT;

	if (callback)
		session = session_create(work->graph, work->tape->output, &session_options, error);
	bool has_wishes = training_count + options->callback_count > 0;
	bool is_ready = session &&
			(!options->time || session_goto(session, options->time, error)) &&
			(!has_wishes || session_prepare_training(session, error));
	if (is_ready)
		status = options->keys ? press_keys(session, options, error)
				       : app_run(session, &app_options, error);
	session_destroy(session);
	free(callback);
	return status;
}

/*
 * On a terminal it is watched; otherwise, or in a size that is asked for, its picture and table at
 * the end are printed.
 */
static int race(struct options *options, struct gw_error *error)
{
	struct work work;
	struct text text = {0};
	bool is_printed = !isatty(STDOUT_FILENO) || options->output_file || options->width > 0;
	int status = STATUS_WRONG_INPUT;

	if (options->expression)
		error_set(error, "race takes a FILE, whose parameters are its <param>s");
	else if (!start(&work, options, false, error))
		status = STATUS_WRONG_INPUT;
	else if (options->keys || !is_printed)
		status = open_session(&work, options, true, error);
	else if (racing_write(work.graph, work.tape->output, options, wants_ascii(options),
			      colour_of(options), &text, error))
		status = put(options, &text, error);
	text_finish(&text);
	if (!options->expression)
		finish(&work);
	return status;
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

static int walk(struct options *options, struct gw_error *error)
{
	struct work work;
	bool has_screen = options->keys || (isatty(STDOUT_FILENO) && !options->output_file);
	int status = STATUS_WRONG_INPUT;

	bool is_ready = start(&work, options, false, error);
	if (is_ready && has_screen && !options->keys)
		take_keyboard(options);
	if (is_ready)
		status = has_screen ? open_session(&work, options, false, error)
				    : print_all(&work, options, error);
	finish(&work);
	return status;
}

static const struct command_line_command commands[] = {
	{"show", "FILE", "print the drawing at its end, or at -t K", show},
	{"trace", "FILE", "print every step; --format chooses how", trace},
	{"check", "FILE", "hold the gradients against central differences", check},
	{"compare", "FILE", "gradients of two losses side by side, or before and after -s",
	 compare},
	{"train", "FILE", "train its parameters, and print it with them or write it to -o", train},
	{"race", "FILE",
	 "train it in several ways side by side: --optimizer sgd,adam --lr 0.1,0.01", race},
	{"list", "", "list the graphs that come with gradwalk", list},
	{NULL, "FILE", "walk it on the terminal; without one, print drawing and trace", walk},
};

static int print_help(const struct options *options, struct gw_error *error)
{
	struct text text = {0};
	options_help(commands, &text);
	int status = put(options, &text, error);
	text_finish(&text);
	return status;
}

static int run(struct options *options, struct gw_error *error)
{
	if (options->wants_help)
		return print_help(options, error);
	if (options->wants_version)
		return printf("gradwalk %s\n", GRADWALK_VERSION) > 0 && fflush(stdout) == 0
			       ? STATUS_DONE
			       : STATUS_WRONG_USE;
	if (!options->file && !options->expression && options->command->run != list) {
		error_set(error, "which graph? Try: gradwalk sum-product, gradwalk list, or "
				 "gradwalk --help");
		return STATUS_WRONG_USE;
	}
	if (options->other_node && options->command->run != compare) {
		error_set(error, "--output and --loss take one name; only compare takes two");
		return STATUS_WRONG_USE;
	}
	return options->command->run(options, error);
}

int main(int argument_count, char **arguments)
{
	struct options options;
	struct gw_error error = {0};
	char text[GW_ERROR_TEXT];
	int status = STATUS_WRONG_USE;

	setlocale(LC_CTYPE, "");
	if (options_read(&options, argument_count, arguments, commands, &error))
		status = run(&options, &error);
	options_finish(&options);
	if (*error.message)
		fprintf(stderr, "%s%s",
			error.line ? "" : "gradwalk: ", gw_error_text(&error, text));
	return status;
}
