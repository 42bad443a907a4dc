#include "options.h"

#include "base/error.h"
#include "base/number.h"
#include "export/trace.h"
#include "graph/matrix_text.h"
#include "train/callback_list.h"

#include <gradwalk/train.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- what each option does with its argument ---- */

typedef bool set_function(struct options *options, const char *argument, struct gw_error *error);

static bool set_expression(struct options *options, const char *argument, struct gw_error *error)
{
	(void)error;
	options->expression = argument;
	return true;
}

/* NAME=VALUE, such as x=-2 or W='1 0; 0 1'. */
static bool set_value(struct options *options, const char *argument, struct gw_error *error)
{
	const char *equals = strchr(argument, '=');
	struct gw_setting *setting = &options->setting[options->setting_count];
	struct text why = {0};
	size_t place;

	if (!equals || equals == argument)
		return error_set(error, "\"%s\" should be NAME=VALUE", argument);
	setting->name = arena_string(&options->strings, argument, (size_t)(equals - argument));
	if (!setting->name)
		return error_memory(error);
	bool is_read = matrix_read(equals + 1, &options->strings, &setting->matrix, &why, &place);
	if (!is_read)
		error_set(error, "%s, in %s", why.failed ? "out of memory" : why.data, argument);
	text_finish(&why);
	options->setting_count += is_read;
	return is_read;
}

static bool set_time(struct options *options, const char *argument, struct gw_error *error)
{
	(void)error;
	options->time = argument;
	return true;
}

static bool set_output_file(struct options *options, const char *argument, struct gw_error *error)
{
	if (*argument == '\0')
		return error_set(error, "-o takes the name of a file to write");
	options->output_file = argument;
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

static bool set_open_node(struct options *options, const char *argument, struct gw_error *error)
{
	(void)error;
	options->open_node = argument;
	return true;
}

static bool set_keys(struct options *options, const char *argument, struct gw_error *error)
{
	(void)error;
	options->keys = argument;
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

static bool set_ascii(struct options *options, const char *argument, struct gw_error *error)
{
	(void)argument, (void)error;
	options->ascii = true;
	return true;
}

static bool set_help(struct options *options, const char *argument, struct gw_error *error)
{
	(void)argument, (void)error;
	options->wants_help = true;
	return true;
}

static bool set_version(struct options *options, const char *argument, struct gw_error *error)
{
	(void)argument, (void)error;
	options->wants_version = true;
	return true;
}

/* A whole number from `least` to `most`. */
static bool read_count(const char *text, long least, long most, long *count)
{
	char *end;
	*count = strtol(text, &end, 10);
	return end != text && *end == '\0' && *count >= least && *count <= most;
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

static bool set_goal(struct options *options, const char *argument, struct gw_error *error)
{
	return number_parse(argument, &options->goal) ||
	       error_set(error, "--goal takes a loss, not \"%s\"", argument);
}

static bool set_callback(struct options *options, const char *argument, struct gw_error *error)
{
	(void)error;
	options->callback[options->callback_count++] = (struct callback_request){.text = argument};
	return true;
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

	(void)error;
	if (!request->hook) {
		request->hook = argument;
		return true;
	}
	request->text = argument;
	options->callback_count++;
	return true;
}

static bool set_resume(struct options *options, const char *argument, struct gw_error *error)
{
	(void)error;
	options->resume_file = argument;
	return true;
}

static bool set_history(struct options *options, const char *argument, struct gw_error *error)
{
	(void)error;
	options->history_file = argument;
	return true;
}

/* The place of a word in a list that ends in NULL. */
static bool choose(const char *option, const char *argument, const char *const *choices,
		   int *choice, struct gw_error *error)
{
	struct text list = {0};

	for (*choice = 0; choices[*choice]; ++*choice)
		if (strcmp(argument, choices[*choice]) == 0)
			return true;
	for (int i = 0; choices[i]; i++)
		text_add_format(&list, i ? ", %s" : "%s", choices[i]);
	error_set(error, "%s takes one of %s, not \"%s\"", option,
		  list.failed ? "a few words" : list.data, argument);
	text_finish(&list);
	return false;
}

static bool set_colour(struct options *options, const char *argument, struct gw_error *error)
{
	static const char *const choices[] = {"auto", "always", "never", NULL};
	int choice;
	if (!choose("--color", argument, choices, &choice, error))
		return false;
	options->colour = (enum colour_choice)choice;
	return true;
}

static bool set_density(struct options *options, const char *argument, struct gw_error *error)
{
	static const char *const choices[] = {"auto", "roomy", "compact", NULL};
	int choice;
	if (!choose("--density", argument, choices, &choice, error))
		return false;
	options->density = (enum density)choice;
	return true;
}

static bool set_direction(struct options *options, const char *argument, struct gw_error *error)
{
	static const char *const choices[] = {"auto", "right", "down", NULL};
	int choice;
	if (!choose("--direction", argument, choices, &choice, error))
		return false;
	options->direction = (enum direction)choice;
	return true;
}

static bool set_format(struct options *options, const char *argument, struct gw_error *error)
{
	if (trace_format_find(argument)) {
		options->format = argument;
		return true;
	}
	struct text list = {0};
	for (size_t i = 0; i < trace_format_count; i++)
		text_add_format(&list, i ? ", %s" : "%s", trace_formats[i].name);
	error_set(error, "--format takes one of %s, not \"%s\"",
		  list.failed ? "a few words" : list.data, argument);
	text_finish(&list);
	return false;
}

static const struct option {
	const char *name;     /* behind -- */
	char letter;          /* behind -; 0 if there is none */
	const char *argument; /* NULL if it takes none */
	const char *help;
	set_function *set;
} option_list[] = {
	{"expression", 'e', "EXPR",
	 "a graph from an expression, instead of FILE; NAME=VALUE behind it are its inputs",
	 set_expression},
	{"set", 's', "NAME=VALUE", "give an input, parameter or constant another value", set_value},
	{"output", 0, "NAME", "differentiate this output, if there are several", set_output_node},
	{"loss", 0, "NAME",
	 "the same, for the alternatives of a choice; compare takes a second one", set_output_node},
	{"open", 0, "NODE", "show a gate over matrices as the scalar gates that it stands for",
	 set_open_node},
	{"time", 't', "K", "be at position K of the walk: a number, start, seed or end", set_time},
	{"format", 0, "FORMAT", "of a trace: text, markdown, csv or jsonl", set_format},
	{"out", 'o', "OUT", "write to a file, which appears whole or not at all", set_output_file},
	{"digits", 0, "N", "decimals that are shown (2; of training, 4)", set_digits},
	{"fold", 0, "GROUPS", "fold groups to one gate each: all, none, or a name; may be repeated",
	 set_fold},
	{"group", 0, "NAME=FROM..TO",
	 "fold all gates from one node to another to one gate of that name; may be repeated",
	 set_group},
	{"density", 0, "HOW", "of the drawing: auto, roomy or compact", set_density},
	{"direction", 0, "WHERE", "that the drawing flows to: auto, right or down", set_direction},
	{"size", 0, "WxH", "the columns and rows that a drawing should fit, or that --keys has",
	 set_size},
	{"keys", 0, "KEYS",
	 "press keys, as nn<Tab>, without a terminal, and print the screen that they leave",
	 set_keys},
	{"ascii", 0, NULL, "draw with ASCII characters only", set_ascii},
	{"color", 0, "WHEN", "auto, always or never; auto honours NO_COLOR", set_colour},
	{"on", 0, "HOOK CMD",
	 "of train: run a command at epoch_end or another hook, with the logs as $loss, …",
	 set_command},
	{"resume", 0, "CHECKPOINT", "of train: go on exactly where this checkpoint was saved",
	 set_resume},
	{"history", 0, "OUT",
	 "of train: write what every epoch logged, as CSV or (.jsonl) JSON lines", set_history},
	{"explain", 0, "K", "of train: print step K of every parameter in full", set_explain},
	{"goal", 0, "LOSS", "of race: tell when each runner came below this loss (0.01)", set_goal},
	{"callback", 0, "NAME:KEY=VALUE,…",
	 "of training: what watches and steers it, see below; may be repeated", set_callback},
	{"plugin", 0, "FILE.so:ARGUMENT",
	 "of train: a callback of one's own, as gradwalk/plugin.h tells; may be repeated",
	 set_plugin},
	{"max-size", 0, "MIB", "read larger files than 64 MiB", set_max_size},
	{"help", 'h', NULL, "print this", set_help},
	{"version", 0, NULL, "print the version", set_version},
};

#define OPTION_COUNT (sizeof option_list / sizeof *option_list)

/* ---- reading ---- */

static const struct option *find_long(const char *name, size_t length)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (strlen(option_list[i].name) == length &&
		    strncmp(option_list[i].name, name, length) == 0)
			return &option_list[i];
	return NULL;
}

static const struct option *find_short(char letter)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (option_list[i].letter && option_list[i].letter == letter)
			return &option_list[i];
	return NULL;
}

static bool fail_unknown(const char *argument, struct gw_error *error)
{
	struct guess guess = guess_start(argument + strspn(argument, "-"));

	for (size_t i = 0; i < OPTION_COUNT && strncmp(argument, "--", 2) == 0; i++)
		guess_try(&guess, option_list[i].name);
	const char *name;
	for (size_t i = 0; (name = gw_fit_option_name(i)); i++)
		guess_try(&guess, name);
	if (guess.best)
		return error_set(error, "unknown option %s; did you mean --%s?", argument,
				 guess.best);
	return error_set(error, "unknown option %s; gradwalk --help lists them", argument);
}

/* Where the reading of the command line stands. */
struct reader {
	struct options *options;
	char **argument; /* the next one; NULL ends them */
	bool is_literal; /* behind "--" everything is an operand */
	const struct command_line_command *commands;
	struct gw_error *error;
};

static bool apply(struct reader *reader, const struct option *option, const char *attached,
		  const char *written)
{
	const char *value = attached;

	if (!option)
		return fail_unknown(written, reader->error);
	if (!option->argument && attached)
		return error_set(reader->error, "--%s takes no argument", option->name);
	if (option->argument && !value) {
		value = *reader->argument;
		if (!value)
			return error_set(reader->error, "%s needs an argument: %s", written,
					 option->argument);
		reader->argument++;
	}
	if (!option->set(reader->options, value, reader->error))
		return false;
	if (option->set != set_command)
		return true;
	if (!*reader->argument)
		return error_set(reader->error, "%s %s needs a command behind it", written, value);
	return option->set(reader->options, *reader->argument++, reader->error);
}

/*
 * One of the options that a file's <train> may have as attributes; NULL if it is none. A race takes
 * lists of them, so that "--optimizers" is as good as "--optimizer".
 */
static const char *find_training(const char *name, size_t length)
{
	const char *known;

	for (size_t i = 0; (known = gw_fit_option_name(i)); i++) {
		size_t shortest = strlen(known);
		bool is_plural = length == shortest + 1 && name[shortest] == 's';
		if ((length == shortest || is_plural) && strncmp(known, name, shortest) == 0)
			return known;
	}
	return NULL;
}

static bool read_training(struct reader *reader, const char *name, const char *attached)
{
	struct options *options = reader->options;
	const char *value = attached ? attached : *reader->argument;

	if (!value)
		return error_set(reader->error, "--%s needs a value", name);
	reader->argument += !attached;
	options->training[options->training_count++] = (struct gw_attribute){name, value, 0};
	return true;
}

static bool read_option(struct reader *reader, const char *argument)
{
	if (argument[1] != '-') {
		const char *attached = argument[2] ? argument + 2 : NULL;
		return apply(reader, find_short(argument[1]), attached, argument);
	}
	const char *equals = strchr(argument, '=');
	size_t length = equals ? (size_t)(equals - argument) - 2 : strlen(argument + 2);
	const char *training = find_training(argument + 2, length);
	if (training)
		return read_training(reader, training, equals ? equals + 1 : NULL);
	return apply(reader, find_long(argument + 2, length), equals ? equals + 1 : NULL, argument);
}

static const struct command_line_command *find_command(const struct command_line_command *commands,
						       const char *name)
{
	while (commands->name && strcmp(commands->name, name) != 0)
		commands++;
	return commands->name ? commands : NULL;
}

static const char *guess_command(const struct command_line_command *commands, const char *word)
{
	struct guess guess = guess_start(word);

	for (; commands->name; commands++)
		guess_try(&guess, commands->name);
	return guess.best;
}

/* A second file: perhaps the first is a command, misspelt. */
static bool fail_second(const struct reader *reader, const char *argument)
{
	const char *first = reader->options->file;
	const char *command =
		reader->options->command ? NULL : guess_command(reader->commands, first);

	if (command)
		return error_set(reader->error, "%s is no command; did you mean gradwalk %s %s?",
				 first, command, argument);
	return error_set(reader->error,
			 "there is one FILE: %s is a second, and %s is no command; gradwalk --help "
			 "lists them",
			 argument, first);
}

/* A command if it is the first, an input's value if there is an expression, otherwise the file. */
static bool read_operand(struct reader *reader, const char *argument)
{
	struct options *options = reader->options;
	bool is_first = !options->command && !options->file && !options->expression;

	if (is_first && !reader->is_literal && find_command(reader->commands, argument)) {
		options->command = find_command(reader->commands, argument);
		return true;
	}
	if (options->expression)
		return set_value(options, argument, reader->error);
	if (options->file && strchr(argument, '='))
		return error_set(reader->error, "%s: write -s %s to set a value", argument,
				 argument);
	if (options->file)
		return fail_second(reader, argument);
	options->file = argument;
	return true;
}

static bool read_all(struct reader *reader)
{
	while (*reader->argument) {
		const char *argument = *reader->argument++;
		bool is_option = argument[0] == '-' && argument[1] != '\0' && !reader->is_literal;
		if (is_option && strcmp(argument, "--") == 0)
			reader->is_literal = true;
		else if (!(is_option ? read_option(reader, argument)
				     : read_operand(reader, argument)))
			return false;
	}
	return true;
}

/* Room for as many settings, folds and groups as the command line can hold. */
static bool reserve(struct options *options, int argument_count)
{
	options->setting = calloc((size_t)argument_count + 1, sizeof *options->setting);
	options->fold = calloc((size_t)argument_count + 1, sizeof *options->fold);
	options->group = calloc((size_t)argument_count + 1, sizeof *options->group);
	options->training = calloc((size_t)argument_count + 1, sizeof *options->training);
	options->callback = calloc((size_t)argument_count + 1, sizeof *options->callback);
	return options->setting && options->fold && options->group && options->training &&
	       options->callback;
}

bool options_read(struct options *options, int argument_count, char **arguments,
		  const struct command_line_command *commands, struct gw_error *error)
{
	struct reader reader = {options, arguments + 1, false, commands, error};

	*options =
		(struct options){.digits = 2, .training_digits = 4, .goal = 0.01, .format = "text"};
	if (!reserve(options, argument_count))
		return error_memory(error);
	if (!read_all(&reader))
		return false;
	if (options->command && !*options->command->operands &&
	    (options->file || options->expression))
		return error_set(error, "gradwalk %s takes no FILE", options->command->name);
	if (options->file && options->expression)
		return error_set(error, "give either a FILE or -e, not both");
	if (!options->command) {
		options->close_command =
			options->file ? guess_command(commands, options->file) : NULL;
		while (commands->name)
			commands++;
		options->command = commands;
	}
	return true;
}

void options_finish(struct options *options)
{
	free(options->setting);
	free(options->fold);
	free(options->group);
	free(options->training);
	free(options->callback);
	arena_finish(&options->strings);
}

/* ---- help ---- */

static void pad(struct text *text, size_t start, size_t column)
{
	while (!text->failed && text->length - start < column)
		text_add_byte(text, ' ');
}

static void add_option(const struct option *option, struct text *text)
{
	size_t start = text->length;

	if (option->letter)
		text_add_format(text, "  -%c, --%s", option->letter, option->name);
	else
		text_add_format(text, "      --%s", option->name);
	text_add_format(text, option->argument ? " %s" : "%s",
			option->argument ? option->argument : "");
	pad(text, start, 28);
	text_add_format(text, " %s\n", option->help);
}

void options_help(const struct command_line_command *commands, struct text *text)
{
	text_add(text, "gradwalk shows how backpropagation works: it walks a graph forward to its "
		       "values and\n"
		       "backward to its gradients, one node at a time, both ways in time.\n\n");
	for (const struct command_line_command *command = commands;; command++) {
		size_t start = text->length;
		text_add_format(text, "  gradwalk %s%s%s", command->name ? command->name : "",
				command->name ? " " : "", command->operands);
		pad(text, start, 28);
		text_add_format(text, " %s\n", command->help);
		if (!command->name)
			break;
	}
	text_add(text, "\nFILE is a graph in XML, the name of one that `gradwalk list` lists, or - "
		       "for standard input.\n\n");
	for (size_t i = 0; i < OPTION_COUNT; i++)
		add_option(&option_list[i], text);
	text_add(text, "\ntrain takes what a file's <data> and <train> say as options too; race "
		       "takes lists of them,\n"
		       "a value for each runner, as --optimizers sgd,momentum,adam:\n ");
	const char *name;
	for (size_t i = 0, start = text->length; (name = gw_fit_option_name(i)); i++) {
		if (text->length - start > 70) {
			text_add(text, "\n ");
			start = text->length;
		}
		text_add_format(text, " --%s", name);
	}
	text_add(text, "\n\nIts callbacks, each with its settings as they are by default:\n");
	callback_list_help(text);
	text_add(text, "\nExit status: 0 done; 1 the input is wrong or a check failed; 2 wrong "
		       "usage or environment.\n");
}
