#include "cli/option.h"

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "callbacks/callback_list.h"
#include "charts/learnt.h"
#include "export/format.h"
#include "lesson/grade_rows.h"
#include "lesson/question.h"
#include "lesson/sheet.h"
#include "read/constant.h"
#include "tape/visits.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- one of a few words ---- */

static const char *colour_name(size_t index)
{
	static const char *const names[] = {"auto", "always", "never", NULL};
	return names[index];
}

static const char *density_name(size_t index)
{
	static const char *const names[] = {"auto", "roomy", "compact", NULL};
	return names[index];
}

static const char *direction_name(size_t index)
{
	static const char *const names[] = {"auto", "right", "down", NULL};
	return names[index];
}

static const char *name_of_format(const struct format *format)
{
	return format ? format->name : NULL;
}

static const char *trace_format_name(size_t index)
{
	return name_of_format(format_at(FORMATS_OF_STEPS, index));
}

static const char *drawing_format_name(size_t index)
{
	return name_of_format(format_at(FORMATS_OF_MOMENT, index));
}

static const char *export_format_name(size_t index)
{
	return name_of_format(format_with_ending_at(index));
}

static bool choose(const struct option *option, const char *argument, size_t *index,
		   struct gw_error *error)
{
	struct text list = {0};

	if (words_find(option->choice, argument, index))
		return true;
	words_add(option->choice, &list);
	error_set(error, "--%s takes %s, not \"%s\"", option->name,
		  list.failed ? "one of a few words" : list.data, argument);
	text_finish(&list);
	return false;
}

/* ---- numbers ---- */

/* A whole number from `least` to `most`. */
static bool read_count(const char *text, long least, long most, long *count)
{
	uint64_t whole;

	if (!number_parse_whole(text, (uint64_t)most, &whole) || whole < (uint64_t)least)
		return false;
	*count = (long)whole;
	return true;
}

static bool set_digits(struct options *options, const char *argument, struct gw_error *error)
{
	long count;
	if (!read_count(argument, 0, 17, &count))
		return error_set(error, "--digits takes a number from 0 to 17, not \"%s\"",
				 argument);
	options->digits = options->training_digits = (int)count;
	return true;
}

static bool set_max_size(struct options *options, const char *argument, struct gw_error *error)
{
	long count;
	if (!read_count(argument, 1, 2047, &count))
		return error_set(error, "--max-size takes MiB from 1 to 2047, not \"%s\"",
				 argument);
	options->max_size = (size_t)count << 20;
	return true;
}

static bool set_size(struct options *options, const char *argument, struct gw_error *error)
{
	const char *cross = strchr(argument, 'x');
	char width_text[8] = "";
	long width, height;

	if (cross && cross - argument < (long)sizeof width_text)
		memcpy(width_text, argument, (size_t)(cross - argument));
	if (!cross || !read_count(width_text, 1, 10000, &width) ||
	    !read_count(cross + 1, 1, 10000, &height))
		return error_set(error, "--size takes COLUMNSxROWS, such as 80x24, not \"%s\"",
				 argument);
	options->width = (int)width;
	options->height = (int)height;
	return true;
}

static bool set_explain(struct options *options, const char *argument, struct gw_error *error)
{
	return read_count(argument, 1, LONG_MAX - 1, &options->explained_step) ||
	       error_set(error, "--explain takes a step, from 1, not \"%s\"", argument);
}

static bool set_level(struct options *options, const char *argument, struct gw_error *error)
{
	return read_count(argument, 1, EXERCISE_MOST_LEVEL, &options->level) ||
	       error_set(error, "a level is a number from 1 to %d, not \"%s\"",
			 EXERCISE_MOST_LEVEL, argument);
}

static bool set_exercise_count(struct options *options, const char *argument,
			       struct gw_error *error)
{
	return read_count(argument, 1, 1000, &options->exercise_count) ||
	       error_set(error, "--count takes a number from 1 to 1000, not \"%s\"", argument);
}

static bool set_goal(struct options *options, const char *argument, struct gw_error *error)
{
	return number_parse(argument, &options->goal) ||
	       error_set(error, "--goal takes a loss, not \"%s\"", argument);
}

/* ---- what is collected ---- */

/* NAME=VALUE, such as x=-2 or W='1 0; 0 1'. */
bool option_set_value(struct options *options, const char *argument, struct gw_error *error)
{
	const char *equals = strchr(argument, '=');
	struct gw_setting *setting = &options->setting[options->setting_count];
	struct gw_error why;

	if (!equals || equals == argument)
		return error_set(error, "\"%s\" should be NAME=VALUE, without blanks around the =",
				 argument);
	if (*argument >= '0' && *argument <= '9')
		return error_set(error, "\"%.*s\" is no name, in %s: write NAME=VALUE",
				 (int)(equals - argument), argument, argument);
	setting->name = arena_string(&options->strings, argument, (size_t)(equals - argument));
	if (!setting->name)
		return error_memory(error);
	bool is_read =
		constant_read_value(equals + 1, &options->strings, &setting->matrix, &why);
	if (!is_read)
		error_set(error, "%s, in %s", why.message, argument);
	options->setting_count += is_read;
	return is_read;
}

/* "-" is standard output, where a file to be written is named. */
static const char *file_of(const char *argument)
{
	return strcmp(argument, "-") == 0 ? FILE_STANDARD_OUTPUT : argument;
}

static bool set_output_file(struct options *options, const char *argument, struct gw_error *error)
{
	if (*argument == '\0')
		return error_set(error, "-o takes the name of a file to write");
	options->output_file = file_of(argument);
	return true;
}

static bool set_report_file(struct options *options, const char *argument, struct gw_error *error)
{
	if (*argument == '\0')
		return error_set(error, "--report takes the name of a file to write");
	options->report_file = file_of(argument);
	return true;
}

static bool set_history_file(struct options *options, const char *argument, struct gw_error *error)
{
	if (*argument == '\0')
		return error_set(error, "--history takes the name of a file to write");
	options->history_file = file_of(argument);
	return true;
}

/* The second one is what the first is compared with. */
static bool set_output_node(struct options *options, const char *argument, struct gw_error *error)
{
	(void)error;
	if (options->output_node)
		options->other_node = argument;
	else
		options->output_node = argument;
	return true;
}

static bool set_fold(struct options *options, const char *argument, struct gw_error *error)
{
	(void)error;
	options->fold[options->fold_count++] = argument;
	return true;
}

static bool set_group(struct options *options, const char *argument, struct gw_error *error)
{
	const char *equals = strchr(argument, '='), *dots = equals ? strstr(equals, "..") : NULL;
	if (!dots || equals == argument || dots == equals + 1 || !dots[2])
		return error_set(error, "--group %s: write a name and two nodes, as part=x..f",
				 argument);
	const struct group_wish wish = {
		.name = arena_string(&options->strings, argument, (size_t)(equals - argument)),
		.from = arena_string(&options->strings, equals + 1, (size_t)(dots - equals) - 1),
		.to = dots + 2,
	};
	if (!wish.name || !wish.from)
		return error_memory(error);
	options->group[options->group_count++] = wish;
	return true;
}

/* Finds errors in a callback's settings before the graph is loaded. */
static bool check_callback(const struct callback_request *request, struct gw_error *error)
{
	struct callback_list list = {0};
	bool is_right = request->hook ? callback_list_add_command(&list, request->hook, "", error)
				      : callback_list_add(&list, request->text, error);

	callback_list_finish(&list);
	return is_right;
}

static bool set_callback(struct options *options, const char *argument, struct gw_error *error)
{
	struct callback_request *request = &options->callback[options->callback_count++];

	request->text = argument;
	return check_callback(request, error);
}

static bool set_plugin(struct options *options, const char *argument, struct gw_error *error)
{
	(void)error;
	options->callback[options->callback_count++] =
		(struct callback_request){.is_plugin = true, .text = argument};
	return true;
}

/* Its first argument is the hook, its second the command. */
static bool set_command(struct options *options, const char *argument, struct gw_error *error)
{
	struct callback_request *request = &options->callback[options->callback_count];

	if (!request->hook) {
		request->hook = argument;
		return check_callback(request, error);
	}
	request->text = argument;
	options->callback_count++;
	return true;
}

/* ---- the list ---- */

#define ASKING (COMMAND_QUIZ | COMMAND_WALK)
#define MARKING (COMMAND_WORKSHEET | COMMAND_GRADE)
#define DRAWING (COMMAND_SHOW | COMMAND_EXPORT | COMMAND_RACE | COMMAND_WALK | COMMAND_PRACTICE)
#define SIZED (DRAWING | COMMAND_TRAIN)
#define OPENING (COMMAND_SHOW | COMMAND_TRACE | COMMAND_CHECK | COMMAND_EXPORT | COMMAND_WALK)
#define MOVING \
	(COMMAND_SHOW | COMMAND_TRACE | COMMAND_QUIZ | COMMAND_EXPORT | COMMAND_TRAIN | COMMAND_WALK)
#define FOLDING (COMMAND_SHOW | COMMAND_EXPORT | COMMAND_RACE | COMMAND_WALK)

const struct option option_list[] = {
	{"expression", 'e', "EXPR", COMMANDS_OF_GRAPH,
	 "a graph from an expression, instead of FILE; NAME=VALUE behind it are its inputs",
	 OPTION_TEXT, .place = offsetof(struct options, expression)},
	{"set", 's', "NAME=VALUE", COMMANDS_OF_GRAPH,
	 "give an input, parameter or constant another value", .set = option_set_value},
	{"output", 0, "NAME", COMMANDS_OF_GRAPH, "differentiate this output, if there are several",
	 .set = set_output_node},
	{"loss", 0, "NAME", COMMANDS_OF_GRAPH,
	 "the same, for the alternatives of a choice; compare takes a second one",
	 .set = set_output_node},
	{"open", 0, "NODE", OPENING,
	 "show a gate over matrices as the scalar gates that it stands for", OPTION_TEXT,
	 .place = offsetof(struct options, open_node)},
	{"time", 't', "K", MOVING,
	 "be at position K of the walk: a number, start, seed or end",
	 OPTION_TEXT,
	 .place = offsetof(struct options, time)},
	{"order", 0, "ORDER", COMMAND_SHOW | COMMAND_TRACE | COMMAND_WALK,
	 "of the backward pass; naive ones do not wait for all contributions", OPTION_CHOICE,
	 .place = offsetof(struct options, order), .choice = sending_order_word},
	{"mode", 0, "MODE", COMMAND_SHOW | COMMAND_TRACE | COMMAND_WALK,
	 "backward, or forward from an input or a matrix entry: forward:x, forward:W[1,0]",
	 OPTION_TEXT, .place = offsetof(struct options, mode)},
	{"format", 0, "FORMAT", COMMAND_TRACE | COMMAND_WALK, "of a trace", OPTION_WORD,
	 .place = offsetof(struct options, format), .choice = trace_format_name},
	{"format", 0, "FORMAT", COMMAND_SHOW, "of the drawing", OPTION_WORD,
	 .place = offsetof(struct options, format), .choice = drawing_format_name},
	{"to", 0, "FORMAT", COMMAND_EXPORT, "what to write; if not given, as the name of -o ends",
	 OPTION_WORD, .place = offsetof(struct options, format), .choice = export_format_name},
	{"steps", 0, NULL, COMMAND_EXPORT, "write a file for each step, with {t} in the name of -o",
	 OPTION_FLAG, .place = offsetof(struct options, writes_steps)},
	{"fold", 0, "GROUPS", FOLDING,
	 "fold groups to one gate each: all, none, or a name; may be repeated", .set = set_fold},
	{"group", 0, "NAME=FROM..TO", FOLDING,
	 "fold all gates from one node to another to one gate of that name; may be repeated",
	 .set = set_group},
	{"density", 0, "HOW", DRAWING, "of the drawing", OPTION_CHOICE,
	 .place = offsetof(struct options, density), .choice = density_name},
	{"direction", 0, "WHERE", DRAWING, "that the drawing flows to", OPTION_CHOICE,
	 .place = offsetof(struct options, direction), .choice = direction_name},
	{"size", 0, "WxH", SIZED,
	 "the columns and rows that a drawing should fit, or that --keys has", .set = set_size},
	{"keys", 0, "KEYS", COMMAND_RACE | COMMAND_WALK | COMMAND_PRACTICE,
	 "press keys, as nn<Tab>, without a terminal, and print the screen that they leave",
	 OPTION_TEXT, .place = offsetof(struct options, keys)},
	{"level", 0, "LEVEL", COMMAND_PRACTICE,
	 "1 two gates, 2 reuse, 3 max and relu, 4 chains, 5 matrices, 6 networks", .set = set_level},
	{"count", 0, "N", COMMAND_PRACTICE,
	 "print so many exercises; with -o, {number} in the name parts their files",
	 .set = set_exercise_count},
	{"seed", 0, "TEXT", COMMAND_PRACTICE | COMMAND_WORKSHEET | ASKING,
	 "the same exercises and questions every time: any text, such as a student's number",
	 OPTION_TEXT, .place = offsetof(struct options, seed)},
	{"ask", 0, "WHAT", ASKING | MARKING, "which numbers are asked for", OPTION_CHOICE,
	 .place = offsetof(struct options, asks), .choice = asking_word},
	{"report", 0, "OUT", ASKING,
	 "add a line of JSON to this file for each answer; - is standard output",
	 .set = set_report_file},
	{"practice", 0, "LEVEL", MARKING,
	 "instead of a graph's FILE, the exercise of this level that is made from the seed",
	 .set = set_level},
	{"vary", 0, NULL, MARKING,
	 "the seed draws other numbers, which come out even, for the graph of FILE",
	 OPTION_FLAG, .place = offsetof(struct options, varies)},
	{"seeds", 0, "FILE", MARKING,
	 "a sheet for each seed in FILE, one a line, with {seed} in the name of -o",
	 OPTION_TEXT, .place = offsetof(struct options, seeds_file)},
	{"format", 0, "FORMAT", COMMAND_WORKSHEET, "of a sheet", OPTION_CHOICE,
	 .place = offsetof(struct options, sheet_format), .choice = sheet_format_name},
	{"key", 0, "OUT", COMMAND_WORKSHEET, "write the same sheet solved", OPTION_TEXT,
	 .place = offsetof(struct options, key_file)},
	{"format", 0, "FORMAT", COMMAND_GRADE, "of the marks", OPTION_CHOICE,
	 .place = offsetof(struct options, grade_format), .choice = grade_format_name},
	{"graph", 0, "FILE", COMMAND_GRADE,
	 "the graph that the sheets were made of, whatever their heads say", OPTION_TEXT,
	 .place = offsetof(struct options, graph_file)},
	{"feedback", 0, "DIR", COMMAND_GRADE, "write each sheet with remarks below its blanks",
	 OPTION_TEXT, .place = offsetof(struct options, feedback_folder)},
	{"goal", 0, "LOSS", COMMAND_RACE, "tell when each runner came below this loss (0.01)",
	 .set = set_goal},
	{"axis", 0, "KIND", COMMAND_RACE | COMMAND_TRAIN,
	 "of losses and rates that are drawn; usual: losses log, rates linear", OPTION_CHOICE,
	 .place = offsetof(struct options, axis), .choice = axis_kind_name},
	{"callback", 0, "NAME:KEY=VALUE,...", COMMANDS_OF_TRAINING,
	 "what watches and steers training, see below; may be repeated", .set = set_callback},
	{"on", 0, "HOOK CMD", COMMAND_TRAIN,
	 "run a command at epoch_end or another hook, with the logs as $loss, ...",
	 .set = set_command, .is_pair = true},
	{"plugin", 0, "FILE.so:ARGUMENT", COMMAND_TRAIN,
	 "a callback of one's own, as gradwalk/plugin.h tells; may be repeated", .set = set_plugin},
	{"resume", 0, "CHECKPOINT", COMMAND_TRAIN, "go on exactly where this checkpoint was saved",
	 OPTION_TEXT, .place = offsetof(struct options, resume_file)},
	{"history", 0, "OUT", COMMAND_TRAIN,
	 "write all that epochs logged, as CSV or (.jsonl) JSON lines; - is standard output",
	 .set = set_history_file},
	{"write-nan", 0, NULL, COMMAND_TRAIN,
	 "write trained values even if they are nan or infinite", OPTION_FLAG,
	 .place = offsetof(struct options, writes_nan)},
	{"picture", 0, "WHAT", COMMAND_TRAIN,
	 "print what is learnt, in place of the graph, after the last step or step K of -t",
	 OPTION_CHOICE, .place = offsetof(struct options, picture), .choice = learnt_picture_name},
	{"explain", 0, "K", COMMAND_TRAIN, "print step K of every parameter in full",
	 .set = set_explain},
	{"out", 'o', "OUT", COMMANDS_ALL & ~COMMAND_QUIZ,
	 "write to a file, which appears whole or not at all; - is standard output",
	 .set = set_output_file},
	{"digits", 0, "N", COMMANDS_ALL, "decimals that are shown (2; of training, 4)",
	 .set = set_digits},
	{"ascii", 0, NULL, COMMANDS_ALL, "draw with ASCII characters only", OPTION_FLAG,
	 .place = offsetof(struct options, ascii)},
	{"color", 0, "WHEN", COMMANDS_ALL, "colours (auto minds NO_COLOR, CLICOLOR(_FORCE), TERM=dumb)", OPTION_CHOICE,
	 .place = offsetof(struct options, colour), .choice = colour_name},
	{"max-size", 0, "MIB", COMMANDS_ALL, "read larger files than 64 MiB", .set = set_max_size},
	{"help", 'h', NULL, COMMANDS_ALL, "print this", OPTION_FLAG,
	 .place = offsetof(struct options, wants_help)},
	{"version", 0, NULL, COMMANDS_ALL, "print the version", OPTION_FLAG,
	 .place = offsetof(struct options, wants_version)},
};

const size_t option_count = sizeof option_list / sizeof *option_list;

const struct option *option_find_letter(char letter)
{
	for (size_t i = 0; i < option_count; i++)
		if (option_list[i].letter && option_list[i].letter == letter)
			return &option_list[i];
	return NULL;
}

bool option_apply(struct options *options, const struct option *option, const char *argument,
		  struct gw_error *error)
{
	void *place = (char *)options + option->place;
	size_t index;

	switch (option->kind) {
	case OPTION_TEXT:
		*(const char **)place = argument;
		return true;
	case OPTION_FLAG:
		*(bool *)place = true;
		return true;
	case OPTION_CHOICE:
		if (!choose(option, argument, &index, error))
			return false;
		*(int *)place = (int)index;
		return true;
	case OPTION_WORD:
		*(const char **)place = argument;
		return choose(option, argument, &index, error);
	default:
		return option->set(options, argument, error);
	}
}
