#include "cli/options.h"

#include "base/error.h"
#include "base/guess.h"
#include "cli/option.h"
#include "timeline/race.h"
#include "tui/line_history.h"
#include "tui/screen_recording.h"
#include "train/fit.h"

#include <gradwalk/train.h>

#include <stdlib.h>
#include <string.h>

/* Of one dash and one letter nothing can be guessed: every letter is as near as any other. */
static bool fail_unknown(const char *argument, struct gw_error *error)
{
	const char *word = argument + strspn(argument, "-");
	struct guess guess = guess_start(word);

	if (strlen(word) < 2)
		return error_set(error, "unknown option %s; gradwalk --help lists them", argument);
	for (size_t i = 0; i < option_count; i++)
		guess_try(&guess, option_list[i].setting.name);
	for (const struct setting *setting = fit_settings; setting->name; setting++)
		guess_try(&guess, setting->name);
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

static void note(struct options *options, const char *name, unsigned commands)
{
	options->given[options->given_count++] = (struct given){name, commands};
}

/*
 * Where an error of a value stands on the command line: `place` bytes into the value, or where the
 * error has its place in that.
 *
 *     --lr -1
 *          ^
 */
static bool fail_at_value(struct reader *reader, const char *written, const char *value,
			  bool is_attached, size_t place)
{
	const struct gw_error why = *reader->error;
	const char *at = value;
	struct text line = {0};

	for (uint32_t column = 1; column < why.column && *at; column++)
		utf8_next(&at, value + strlen(value));
	text_add_format(&line, is_attached ? "%s" : "%s %s", written, value);
	if (!line.failed)
		error_at(reader->error, "command line", line.data, line.length,
			 line.length - strlen(value) + place + (size_t)(at - value), "%s",
			 why.message);
	text_finish(&line);
	return false;
}

static bool apply(struct reader *reader, const struct option *option, const char *attached,
		  const char *written)
{
	const char *value = attached;

	if (!option->setting.argument && attached)
		return error_set(reader->error, "--%s takes no argument", option->setting.name);
	note(reader->options, option->setting.name, option->commands);
	if (option->setting.argument && !value) {
		value = *reader->argument;
		if (!value)
			return error_set(reader->error, "%s needs an argument: %s", written,
					 option->setting.argument);
		reader->argument++;
	}
	if (!option_apply(reader->options, option, value, reader->error))
		return fail_at_value(reader, written, value, attached != NULL, 0);
	if (!option->is_pair)
		return true;
	if (!*reader->argument)
		return error_set(reader->error, "%s %s needs a command behind it", written, value);
	return option_apply(reader->options, option, *reader->argument++, reader->error);
}

/* The commands that are read for; the walk as long as none is named. */
static unsigned current_command(const struct reader *reader)
{
	const struct command_line_command *command = reader->options->command;

	return command ? (unsigned)command->set : COMMAND_WALK;
}

/*
 * Whether an option is for other commands, and the one that is read for has another option of that
 * name: --format of traces and of worksheets.
 */
static bool is_replaced(const struct reader *reader, const struct option *option)
{
	unsigned current = current_command(reader);

	if (option->commands & current)
		return false;
	for (size_t i = 0; i < option_count; i++)
		if ((option_list[i].commands & current) &&
		    strcmp(option_list[i].setting.name, option->setting.name) == 0)
			return true;
	return false;
}

/* The meaning of a long option, whole or shortened: an option of ours, or one of training. */
struct meaning {
	const struct option *option;
	const struct setting *training; /* if it is none of ours */
	size_t count;                   /* of the options that it may mean */
	bool is_exact;
	struct text names; /* of all of them: "--size, --schedule" */
};

static void consider(struct meaning *meaning, const char *name, const struct option *option,
		     const struct setting *training, bool is_exact)
{
	if (meaning->is_exact)
		return;
	text_add_format(&meaning->names, "%s--%s", meaning->count > 0 ? ", " : "", name);
	meaning->option = option;
	meaning->training = training;
	meaning->count = is_exact ? 1 : meaning->count + 1;
	meaning->is_exact = is_exact;
}

/* A race takes lists of values, so that "--optimizers" is as good as "--optimizer". */
static bool is_written_out(const char *known, const char *name, size_t length)
{
	size_t shortest = strlen(known);
	bool is_plural = length == shortest + 1 && name[shortest] == 's';

	return (length == shortest || is_plural) && strncmp(known, name, shortest) == 0;
}

/* A whole name wins over longer names that it begins. The caller finishes `names` afterwards. */
static struct meaning find_meaning(const struct reader *reader, const char *name, size_t length)
{
	struct meaning meaning = {0};
	const char *known;

	for (size_t i = 0; i < option_count; i++) {
		known = option_list[i].setting.name;
		bool is_meant = length > 0 && strncmp(known, name, length) == 0 &&
				!is_replaced(reader, &option_list[i]);
		if (is_meant)
			consider(&meaning, known, &option_list[i], NULL, known[length] == '\0');
	}
	for (const struct setting *setting = fit_settings; (known = setting->name); setting++) {
		bool is_exact = is_written_out(known, name, length);
		if (is_exact || (length > 0 && strncmp(known, name, length) == 0))
			consider(&meaning, known, NULL, setting, is_exact);
	}
	return meaning;
}

static bool read_training(struct reader *reader, const struct setting *setting,
			  const char *attached, const char *written)
{
	struct options *options = reader->options;
	const char *value = attached ? attached : *reader->argument;
	size_t place;

	if (!value)
		return error_set(reader->error, "--%s needs a value: %s", setting->name,
				 setting_argument(setting));
	const struct gw_attribute option = {setting->name, value, 0};
	reader->argument += !attached;
	options->training[options->training_count++] = option;
	note(options, setting->name, COMMANDS_OF_TRAINING);
	/* At once: what it took for its value may be the next option. */
	return race_check(&option, 1, &place, reader->error) ||
	       fail_at_value(reader, written, value, attached != NULL, place);
}

static bool read_long(struct reader *reader, const char *argument)
{
	const char *equals = strchr(argument, '='), *attached = equals ? equals + 1 : NULL;
	size_t length = equals ? (size_t)(equals - argument) - 2 : strlen(argument + 2);
	struct meaning meaning = find_meaning(reader, argument + 2, length);
	bool is_read;

	if (meaning.count == 0)
		is_read = fail_unknown(argument, reader->error);
	else if (meaning.count > 1)
		is_read = error_set(reader->error, "%.*s may be %s: write more of it",
				    (int)length + 2, argument,
				    meaning.names.failed ? "several options" : meaning.names.data);
	else if (meaning.option)
		is_read = apply(reader, meaning.option, attached, argument);
	else
		is_read = read_training(reader, meaning.training, attached, argument);
	text_finish(&meaning.names);
	return is_read;
}

/* -hs x=1: letters one after the other; behind one that takes an argument stands that. */
static bool read_letters(struct reader *reader, const char *argument)
{
	for (const char *at = argument + 1; *at; at++) {
		const struct option *option = option_find_letter(*at);
		const char written[] = {'-', *at, '\0'};

		if (!option)
			return fail_unknown(argument, reader->error);
		if (option->setting.argument)
			return apply(reader, option, at[1] ? at + 1 : NULL, written);
		if (!apply(reader, option, NULL, written))
			return false;
	}
	return true;
}

static bool read_option(struct reader *reader, const char *argument)
{
	return argument[1] == '-' ? read_long(reader, argument) : read_letters(reader, argument);
}

static const struct command_line_command *find_command(const struct command_line_command *commands,
						       const char *name)
{
	while (commands->name && strcmp(commands->name, name) != 0)
		commands++;
	return commands->name ? commands : NULL;
}

/* The one that is meant where none is named. */
static const struct command_line_command *find_walk(const struct command_line_command *commands)
{
	while (commands->name)
		commands++;
	return commands;
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
		return option_set_value(options, argument, reader->error);
	if (current_command(reader) & COMMANDS_OF_MANY_FILES)
		options->sheet[options->sheet_count++] = argument;
	else if (options->file && strchr(argument, '='))
		return error_set(reader->error, "%s: write -s %s to set a value", argument,
				 argument);
	else if (options->file)
		return fail_second(reader, argument);
	options->file = options->file ? options->file : argument;
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

void options_add_commands(const struct command_line_command *commands, unsigned set,
			  struct text *text)
{
	bool is_first = true;

	do {
		if (!(set & commands->set))
			continue;
		set &= ~(unsigned)commands->set;
		text_add(text, is_first ? "" : set ? ", " : " and ");
		text_add(text, commands->name ? commands->name : "the walk");
		is_first = false;
	} while ((commands++)->name);
}

/* Refuses options that the command has no use for. */
static bool check_given(const struct options *options, const struct command_line_command *commands,
			struct gw_error *error)
{
	const struct command_line_command *command = options->command;
	struct text text = {0};

	for (size_t i = 0; i < options->given_count; i++) {
		const struct given *given = &options->given[i];
		if (given->commands & command->set)
			continue;
		options_add_commands(commands, given->commands, &text);
		error_set(error, "--%s is for %s, not for %s", given->name,
			  text.failed ? "other commands" : text.data,
			  command->name ? command->name : "the walk");
		text_finish(&text);
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
	options->sheet = calloc((size_t)argument_count + 1, sizeof *options->sheet);
	options->given = calloc((size_t)argument_count + 1, sizeof *options->given);
	return options->setting && options->fold && options->group && options->training &&
	       options->callback && options->sheet && options->given;
}

bool options_read(struct options *options, int argument_count, char **arguments,
		  const struct command_line_command *commands, struct gw_error *error)
{
	struct reader reader = {options, arguments + 1, false, commands, error};

	*options = (struct options){.digits = USUAL_DIGITS,
				    .training_digits = USUAL_TRAINING_DIGITS,
				    .goal = 0.01,
				    .pace = 0.5};
	if (!reserve(options, argument_count))
		return error_memory(error);
	if (!read_all(&reader))
		return false;
	if (options->command && !*options->command->operands &&
	    (options->file || options->expression))
		return error_set(error, "gradwalk %s takes no FILE", options->command->name);
	if (options->file && options->expression)
		return error_set(error, "give either a FILE or -e, not both");
	if (!race_check(options->training, options->training_count, NULL, error))
		return false;
	if (!options->command) {
		options->close_command =
			options->file ? guess_command(commands, options->file) : NULL;
		options->command = find_walk(commands);
	}
	return options->wants_help || options->wants_version ||
	       check_given(options, commands, error);
}

bool options_has(const struct options *options, const char *name)
{
	for (size_t i = 0; i < options->given_count; i++)
		if (strcmp(options->given[i].name, name) == 0)
			return true;
	return false;
}

void options_finish(struct options *options)
{
	free(options->setting);
	free(options->fold);
	free(options->group);
	free(options->training);
	free(options->callback);
	free(options->sheet);
	free(options->given);
	line_history_destroy(options->lines);
	screen_recording_destroy(options->recording);
	arena_finish(&options->strings);
}
