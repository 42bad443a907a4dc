#include "cli/option.h"

#include "base/language.h"
#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "callbacks/callback_list.h"
#include "canvas/theme.h"
#include "charts/learnt.h"
#include "export/format.h"
#include "lesson/grade_rows.h"
#include "lesson/question.h"
#include "lesson/sheet.h"
#include "read/constant.h"
#include "tape/visits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- one of a few words ---- */

static const char *colour_name(size_t index)
{
	static const char *const names[] = {"auto", "always", "never", NULL};
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

/* ---- numbers ---- */

static bool set_digits(void *target, const struct setting *setting, const char *argument,
		       struct gw_error *error)
{
	struct options *options = target;
	double count;

	if (!setting_read_number(setting, argument, &count, error))
		return false;
	options->digits = options->training_digits = (int)count;
	return true;
}

static bool set_max_size(void *target, const struct setting *setting, const char *argument,
			 struct gw_error *error)
{
	struct options *options = target;
	double mebibytes;

	if (!setting_read_number(setting, argument, &mebibytes, error))
		return false;
	options->max_size = (size_t)mebibytes << 20;
	return true;
}

static bool read_columns(const char *text, int *count)
{
	uint64_t whole;

	if (!number_parse_whole(text, 10000, &whole) || whole == 0)
		return false;
	*count = (int)whole;
	return true;
}

static bool set_size(void *target, const struct setting *setting, const char *argument,
		     struct gw_error *error)
{
	struct options *options = target;
	const char *cross = strchr(argument, 'x');
	char width_text[8] = "";
	int width, height;

	if (cross && cross - argument < (long)sizeof width_text)
		memcpy(width_text, argument, (size_t)(cross - argument));
	if (!cross || !read_columns(width_text, &width) || !read_columns(cross + 1, &height))
		return error_set(error, "%s is COLUMNSxROWS, such as 80x24, not \"%s\"",
				 setting->name, argument);
	options->width = width;
	options->height = height;
	return true;
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
	bool is_read = constant_read_value(equals + 1, &options->strings, &setting->matrix, &why);
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

static bool set_file(void *target, const struct setting *setting, const char *argument,
		     struct gw_error *error)
{
	if (*argument == '\0')
		return error_set(error, "%s is the name of a file to write, not \"\"",
				 setting->name);
	*(const char **)(void *)((char *)target + setting->place) = file_of(argument);
	return true;
}

/* Its name has to end as the format's do: nothing else is written. */
static bool set_recording(void *target, const struct setting *setting, const char *argument,
			  struct gw_error *error)
{
	static const char ending[] = ".cast";
	size_t length = strlen(argument);

	if (length <= strlen(ending) || strcmp(argument + length - strlen(ending), ending) != 0)
		return error_set(error, "%s is the name of a file that ends in .cast, not \"%s\"",
				 setting->name, argument);
	return set_file(target, setting, argument, error);
}

/* The second one is what the first is compared with. */
static bool set_output_node(void *target, const struct setting *setting, const char *argument,
			    struct gw_error *error)
{
	struct options *options = target;

	(void)setting, (void)error;
	if (options->output_node)
		options->other_node = argument;
	else
		options->output_node = argument;
	return true;
}

static bool set_fold(void *target, const struct setting *setting, const char *argument,
		     struct gw_error *error)
{
	struct options *options = target;

	(void)setting, (void)error;
	options->fold[options->fold_count++] = argument;
	return true;
}

static bool set_group(void *target, const struct setting *setting, const char *argument,
		      struct gw_error *error)
{
	struct options *options = target;
	const char *equals = strchr(argument, '='), *dots = equals ? strstr(equals, "..") : NULL;

	if (!dots || equals == argument || dots == equals + 1 || !dots[2])
		return error_set(error, "%s: write a name and two nodes, as part=x..f",
				 setting->name);
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

static bool set_value(void *target, const struct setting *setting, const char *argument,
		      struct gw_error *error)
{
	(void)setting;
	return option_set_value(target, argument, error);
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

static bool set_callback(void *target, const struct setting *setting, const char *argument,
			 struct gw_error *error)
{
	struct options *options = target;
	struct callback_request *request = &options->callback[options->callback_count++];

	(void)setting;
	request->text = argument;
	return check_callback(request, error);
}

static bool set_plugin(void *target, const struct setting *setting, const char *argument,
		       struct gw_error *error)
{
	struct options *options = target;

	(void)setting, (void)error;
	options->callback[options->callback_count++] =
		(struct callback_request){.is_plugin = true, .text = argument};
	return true;
}

/* Its first argument is the hook, its second the command. */
static bool set_command(void *target, const struct setting *setting, const char *argument,
			struct gw_error *error)
{
	struct options *options = target;
	struct callback_request *request = &options->callback[options->callback_count];

	(void)setting;
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
#define MOVING                                                                                     \
	(COMMAND_SHOW | COMMAND_TRACE | COMMAND_QUIZ | COMMAND_EXPORT | COMMAND_TRAIN |            \
	 COMMAND_WALK)
#define FOLDING (COMMAND_SHOW | COMMAND_EXPORT | COMMAND_RACE | COMMAND_WALK)

const struct option option_list[] = {
	{.setting = {.name = "expression",
		     .kind = SETTING_TEXT,
		     .argument = "EXPR",
		     .place = offsetof(struct options, expression),
		     .help = N_("a graph from an expression, instead of FILE; NAME=VALUE behind it "
				"are its inputs")},
	 .commands = COMMANDS_OF_GRAPH,
	 .letter = 'e'},
	{.setting = {.name = "set",
		     .kind = SETTING_OWN,
		     .argument = "NAME=VALUE",
		     .set = set_value,
		     .help = N_("give an input, parameter or constant another value")},
	 .commands = COMMANDS_OF_GRAPH,
	 .letter = 's'},
	{.setting = {.name = "output",
		     .kind = SETTING_OWN,
		     .argument = "NAME",
		     .set = set_output_node,
		     .help = N_("differentiate this output, if there are several")},
	 .commands = COMMANDS_OF_GRAPH},
	{.setting = {.name = "loss",
		     .kind = SETTING_OWN,
		     .argument = "NAME",
		     .set = set_output_node,
		     .help = N_("the same, for the alternatives of a choice; compare takes a "
				"second one")},
	 .commands = COMMANDS_OF_GRAPH},
	{.setting = {.name = "open",
		     .kind = SETTING_TEXT,
		     .argument = "NODE",
		     .place = offsetof(struct options, open_node),
		     .help = N_(
			     "show a gate over matrices as the scalar gates that it stands for")},
	 .commands = OPENING},
	{.setting = {.name = "time",
		     .kind = SETTING_TEXT,
		     .argument = "K",
		     .place = offsetof(struct options, time),
		     .help = N_("be at position K of the walk: a number, start, seed or end")},
	 .commands = MOVING,
	 .letter = 't'},
	{.setting = {.name = "order",
		     .kind = SETTING_CHOICE,
		     .argument = "ORDER",
		     .place = offsetof(struct options, order),
		     .words = sending_order_word,
		     .help = N_(
			     "of the backward pass; naive ones do not wait for all contributions")},
	 .commands = COMMAND_SHOW | COMMAND_TRACE | COMMAND_WALK},
	{.setting = {.name = "mode",
		     .kind = SETTING_TEXT,
		     .argument = "MODE",
		     .place = offsetof(struct options, mode),
		     .help = N_("backward, or forward from an input or a matrix entry: forward:x, "
				"forward:W[1,0]")},
	 .commands = COMMAND_SHOW | COMMAND_TRACE | COMMAND_WALK},
	{.setting = {.name = "format",
		     .kind = SETTING_WORD,
		     .argument = "FORMAT",
		     .place = offsetof(struct options, format),
		     .words = trace_format_name,
		     .help = N_("of a trace")},
	 .commands = COMMAND_TRACE | COMMAND_WALK},
	{.setting = {.name = "format",
		     .kind = SETTING_WORD,
		     .argument = "FORMAT",
		     .place = offsetof(struct options, format),
		     .words = drawing_format_name,
		     .help = N_("of the drawing")},
	 .commands = COMMAND_SHOW},
	{.setting = {.name = "to",
		     .kind = SETTING_WORD,
		     .argument = "FORMAT",
		     .place = offsetof(struct options, format),
		     .words = export_format_name,
		     .help = N_("what to write; if not given, as the name of -o ends")},
	 .commands = COMMAND_EXPORT},
	{.setting = {.name = "steps",
		     .kind = SETTING_TRUTH,
		     .place = offsetof(struct options, writes_steps),
		     .help = N_("write a file for each step, with {t} in the name of -o")},
	 .commands = COMMAND_EXPORT},
	{.setting = {.name = "fold",
		     .kind = SETTING_OWN,
		     .argument = "GROUPS",
		     .set = set_fold,
		     .help = N_("fold groups to one gate each: all, none, lets (each is one), or a "
				"name; may be repeated")},
	 .commands = FOLDING},
	{.setting = {.name = "group",
		     .kind = SETTING_OWN,
		     .argument = "NAME=FROM..TO",
		     .set = set_group,
		     .help = N_("fold all gates from one node to another to one gate of that name; "
				"may be repeated")},
	 .commands = FOLDING},
	{.setting = {.name = "density",
		     .kind = SETTING_CHOICE,
		     .argument = "HOW",
		     .place = offsetof(struct options, density),
		     .words = picture_density_name,
		     .help = N_("of the drawing")},
	 .commands = DRAWING},
	{.setting = {.name = "direction",
		     .kind = SETTING_CHOICE,
		     .argument = "WHERE",
		     .place = offsetof(struct options, direction),
		     .words = direction_name,
		     .help = N_("that the drawing flows to")},
	 .commands = DRAWING},
	{.setting = {.name = "size",
		     .kind = SETTING_OWN,
		     .argument = "WxH",
		     .set = set_size,
		     .help = N_(
			     "the columns and rows that a drawing should fit, or that --keys has")},
	 .commands = SIZED},
	{.setting = {.name = "keys",
		     .kind = SETTING_TEXT,
		     .argument = "KEYS",
		     .place = offsetof(struct options, keys),
		     .help = N_("press keys, as nn<Tab>, without a terminal, and print the screen "
				"that they leave")},
	 .commands = COMMAND_RACE | COMMAND_WALK | COMMAND_PRACTICE},
	{.setting = {.name = "record",
		     .kind = SETTING_FILE,
		     .argument = "FILE.cast",
		     .place = offsetof(struct options, record_file),
		     .set = set_recording,
		     .help = N_(
			     "write what the screen shows as an asciicast, which asciinema plays")},
	 .commands = COMMAND_RACE | COMMAND_WALK | COMMAND_PRACTICE},
	{.setting = {.name = "pace",
		     .kind = SETTING_REAL,
		     .argument = "SECONDS",
		     .least = 0,
		     .most = 60,
		     .initial = "0.5",
		     .place = offsetof(struct options, pace),
		     .help = N_("between two of the --keys in a recording (0.5)")},
	 .commands = COMMAND_RACE | COMMAND_WALK | COMMAND_PRACTICE},
	{.setting = {.name = "level",
		     .kind = SETTING_COUNT,
		     .argument = "LEVEL",
		     .least = 1,
		     .most = EXERCISE_MOST_LEVEL,
		     .place = offsetof(struct options, level),
		     .help = N_("1 two gates, 2 reuse, 3 max and relu, 4 chains, 5 matrices, 6 "
				"networks")},
	 .commands = COMMAND_PRACTICE},
	{.setting = {.name = "count",
		     .kind = SETTING_COUNT,
		     .argument = "N",
		     .least = 1,
		     .most = 1000,
		     .place = offsetof(struct options, exercise_count),
		     .help = N_(
			     "print so many exercises; with -o, {number} in the name parts their "
			     "files")},
	 .commands = COMMAND_PRACTICE},
	{.setting = {.name = "seed",
		     .kind = SETTING_TEXT,
		     .argument = "TEXT",
		     .place = offsetof(struct options, seed),
		     .help = N_("the same exercises and questions every time: any text, such as a "
				"student's number")},
	 .commands = COMMAND_PRACTICE | COMMAND_WORKSHEET | ASKING},
	{.setting = {.name = "ask",
		     .kind = SETTING_CHOICE,
		     .argument = "WHAT",
		     .place = offsetof(struct options, asks),
		     .words = asking_word,
		     .help = N_("which numbers are asked for")},
	 .commands = ASKING | MARKING},
	{.setting =
		 {.name = "report",
		  .kind = SETTING_FILE,
		  .argument = "OUT",
		  .place = offsetof(struct options, report_file),
		  .set = set_file,
		  .help = N_(
			  "add a line of JSON to this file for each answer; - is standard output")},
	 .commands = ASKING},
	{.setting = {.name = "practice",
		     .kind = SETTING_COUNT,
		     .argument = "LEVEL",
		     .least = 1,
		     .most = EXERCISE_MOST_LEVEL,
		     .place = offsetof(struct options, level),
		     .help = N_(
			     "instead of a graph's FILE, the exercise of this level that is made "
			     "from the seed")},
	 .commands = MARKING},
	{.setting = {.name = "vary",
		     .kind = SETTING_TRUTH,
		     .place = offsetof(struct options, varies),
		     .help = N_(
			     "the seed draws other numbers, which come out even, for the graph of "
			     "FILE")},
	 .commands = MARKING},
	{.setting = {.name = "seeds",
		     .kind = SETTING_TEXT,
		     .argument = "FILE",
		     .place = offsetof(struct options, seeds_file),
		     .help = N_(
			     "a sheet for each seed in FILE, one a line, with {seed} in the name "
			     "of -o")},
	 .commands = MARKING},
	{.setting = {.name = "format",
		     .kind = SETTING_CHOICE,
		     .argument = "FORMAT",
		     .place = offsetof(struct options, sheet_format),
		     .words = sheet_format_name,
		     .help = N_("of a sheet")},
	 .commands = COMMAND_WORKSHEET},
	{.setting = {.name = "key",
		     .kind = SETTING_TEXT,
		     .argument = "OUT",
		     .place = offsetof(struct options, key_file),
		     .help = N_("write the same sheet solved")},
	 .commands = COMMAND_WORKSHEET},
	{.setting = {.name = "format",
		     .kind = SETTING_CHOICE,
		     .argument = "FORMAT",
		     .place = offsetof(struct options, grade_format),
		     .words = grade_format_name,
		     .help = N_("of the marks")},
	 .commands = COMMAND_GRADE},
	{.setting = {.name = "graph",
		     .kind = SETTING_TEXT,
		     .argument = "FILE",
		     .place = offsetof(struct options, graph_file),
		     .help = N_(
			     "the graph that the sheets were made of, whatever their heads say")},
	 .commands = COMMAND_GRADE},
	{.setting = {.name = "feedback",
		     .kind = SETTING_TEXT,
		     .argument = "DIR",
		     .place = offsetof(struct options, feedback_folder),
		     .help = N_("write each sheet with remarks below its blanks")},
	 .commands = COMMAND_GRADE},
	{.setting = {.name = "goal",
		     .kind = SETTING_REAL,
		     .argument = "LOSS",
		     .least = -INFINITY,
		     .most = INFINITY,
		     .initial = "0.01",
		     .place = offsetof(struct options, goal),
		     .help = N_("tell when each runner came below this loss (0.01)")},
	 .commands = COMMAND_RACE},
	{.setting =
		 {.name = "axis",
		  .kind = SETTING_CHOICE,
		  .argument = "KIND",
		  .place = offsetof(struct options, axis),
		  .words = axis_kind_name,
		  .help = N_(
			  "of losses and rates that are drawn; usual: losses log, rates linear")},
	 .commands = COMMAND_RACE | COMMAND_TRAIN},
	{.setting = {.name = "callback",
		     .kind = SETTING_OWN,
		     .argument = "NAME:KEY=VALUE,...",
		     .set = set_callback,
		     .help = N_("what watches and steers training, see below; may be repeated")},
	 .commands = COMMANDS_OF_TRAINING},
	{.setting = {.name = "on",
		     .kind = SETTING_OWN,
		     .argument = "HOOK CMD",
		     .set = set_command,
		     .help = N_(
			     "run a command at epoch_end or another hook, with the logs as $loss, "
			     "...")},
	 .commands = COMMAND_TRAIN,
	 .is_pair = true},
	{.setting =
		 {.name = "plugin",
		  .kind = SETTING_OWN,
		  .argument = "FILE.so:ARGUMENT",
		  .set = set_plugin,
		  .help = N_(
			  "a callback of one's own, as gradwalk/plugin.h tells; may be repeated")},
	 .commands = COMMAND_TRAIN},
	{.setting = {.name = "resume",
		     .kind = SETTING_TEXT,
		     .argument = "CHECKPOINT",
		     .place = offsetof(struct options, resume_file),
		     .help = N_("go on exactly where this checkpoint was saved")},
	 .commands = COMMAND_TRAIN},
	{.setting = {.name = "history",
		     .kind = SETTING_FILE,
		     .argument = "OUT",
		     .place = offsetof(struct options, history_file),
		     .set = set_file,
		     .help = N_("write all that epochs logged, as CSV or (.jsonl) JSON lines; - is "
				"standard output")},
	 .commands = COMMAND_TRAIN},
	{.setting = {.name = "write-nan",
		     .kind = SETTING_TRUTH,
		     .place = offsetof(struct options, writes_nan),
		     .help = N_("write trained values even if they are nan or infinite")},
	 .commands = COMMAND_TRAIN},
	{.setting = {.name = "picture",
		     .kind = SETTING_CHOICE,
		     .argument = "WHAT",
		     .place = offsetof(struct options, picture),
		     .words = learnt_picture_name,
		     .help = N_(
			     "print what is learnt, in place of the graph, after the last step or "
			     "step K of -t")},
	 .commands = COMMAND_TRAIN},
	{.setting = {.name = "explain",
		     .kind = SETTING_COUNT,
		     .argument = "K",
		     .least = 1,
		     .most = 1e15,
		     .place = offsetof(struct options, explained_step),
		     .help = N_("print step K of every parameter in full")},
	 .commands = COMMAND_TRAIN},
	{.setting = {.name = "out",
		     .kind = SETTING_FILE,
		     .argument = "OUT",
		     .place = offsetof(struct options, output_file),
		     .set = set_file,
		     .help = N_("write to a file, which appears whole or not at all; - is standard "
				"output")},
	 .commands = COMMANDS_ALL & ~COMMAND_QUIZ,
	 .letter = 'o'},
	{.setting = {.name = "digits",
		     .kind = SETTING_COUNT,
		     .argument = "N",
		     .least = 0,
		     .most = 17,
		     .set = set_digits,
		     .help = N_("decimals that are shown (2; of training, 4)")},
	 .commands = COMMANDS_ALL},
	{.setting = {.name = "ascii",
		     .kind = SETTING_TRUTH,
		     .place = offsetof(struct options, ascii),
		     .help = N_("draw with ASCII characters only")},
	 .commands = COMMANDS_ALL},
	{.setting = {.name = "color",
		     .kind = SETTING_CHOICE,
		     .argument = "WHEN",
		     .place = offsetof(struct options, colour),
		     .words = colour_name,
		     .help = N_("colours (auto minds NO_COLOR, CLICOLOR(_FORCE), TERM=dumb)")},
	 .commands = COMMANDS_ALL},
	{.setting = {.name = "theme",
		     .kind = SETTING_CHOICE,
		     .argument = "THEME",
		     .place = offsetof(struct options, theme),
		     .words = theme_name,
		     .help = N_("of the colours, in pictures and pages too")},
	 .commands = COMMANDS_ALL},
	{.setting = {.name = "max-size",
		     .kind = SETTING_COUNT,
		     .argument = "MIB",
		     .least = 1,
		     .most = 2047,
		     .initial = "64",
		     .set = set_max_size,
		     .help = N_("read larger files than 64 MiB")},
	 .commands = COMMANDS_ALL},
	{.setting = {.name = "help",
		     .kind = SETTING_TRUTH,
		     .place = offsetof(struct options, wants_help),
		     .help = N_("print this")},
	 .commands = COMMANDS_ALL,
	 .letter = 'h'},
	{.setting = {.name = "version",
		     .kind = SETTING_TRUTH,
		     .place = offsetof(struct options, wants_version),
		     .help = N_("print the version")},
	 .commands = COMMANDS_ALL},
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
	return setting_set(options, &option->setting, argument ? argument : "yes", error);
}
