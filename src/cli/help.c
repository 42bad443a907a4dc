#include "cli/help.h"

#include "callbacks/callback_list.h"
#include "cli/option.h"
#include "export/format.h"
#include "train/fit.h"

#include <gradwalk/train.h>

#include <string.h>

#define HELP_COLUMN 28
#define LAST_COLUMN 110

static void add_help(struct text *text, size_t line, const char *help)
{
	text_pad(text, line, HELP_COLUMN);
	text_add_format(text, " %s", help);
}

/* Words from the column of helps on, in as many lines as they need. */
static void add_wrapped_help(struct text *text, size_t line, const char *help)
{
	text_pad(text, line, HELP_COLUMN);
	while (*help) {
		size_t length = strcspn(help, " ");
		int column = text->failed ? 0 : text_width(text->data + line, text->length - line);
		if (column + 1 + text_width(help, length) > LAST_COLUMN) {
			text_add(text, "\n");
			line = text->length;
			text_pad(text, line, HELP_COLUMN);
		}
		text_add(text, " ");
		text_add_bytes(text, help, length);
		help += length + (help[length] == ' ');
	}
	text_add(text, "\n");
}

static void add_command(const struct command_line_command *command, struct text *text)
{
	size_t line = text->length;

	text_add_format(text, "  gradwalk %s%s%s", command->name ? command->name : "",
			command->name ? " " : "", command->operands);
	add_help(text, line, command->help);
	text_add(text, "\n");
}

static void add_option(const struct option *option, struct text *text)
{
	struct text help = {0};
	size_t line = text->length;

	if (option->letter)
		text_add_format(text, "  -%c, --%s", option->letter, option->name);
	else
		text_add_format(text, "      --%s", option->name);
	text_add_format(text, option->argument ? " %s" : "%s",
			option->argument ? option->argument : "");
	text_add(&help, option->help);
	if (option->choice) {
		text_add(&help, ": ");
		words_add(option->choice, &help);
	}
	if (help.failed)
		text->failed = true;
	else
		add_wrapped_help(text, line, help.data);
	text_finish(&help);
}

static void add_heading(const struct command_line_command *commands, unsigned set,
			struct text *text)
{
	text_add(text, "\nOptions of ");
	if (set == COMMANDS_ALL)
		text_add(text, "all commands");
	else if (set == COMMANDS_OF_GRAPH)
		text_add(text, "all commands with a FILE");
	else
		options_add_commands(commands, set, text);
	text_add(text, ":\n");
}

static void add_options(const struct command_line_command *commands, struct text *text)
{
	for (size_t i = 0; i < option_count; i++) {
		if (i == 0 || option_list[i].commands != option_list[i - 1].commands)
			add_heading(commands, option_list[i].commands, text);
		add_option(&option_list[i], text);
	}
}

static void add_format(const struct format *format, struct text *text)
{
	size_t line = text->length;

	text_add_format(text, "  %s", format->name);
	if (format->ending)
		text_add_format(text, " (%s)", format->ending);
	add_help(text, line, format->help);
	text_add(text, "\n");
}

/* Adds an option that is an attribute of <data> or <train> too. */
static void add_training_option(size_t index, struct text *text)
{
	struct text help = {0};
	size_t line = text->length;

	fit_option_help(index, &help);
	text_add_format(text, "      --%s %s", gw_fit_option_name(index),
			fit_option_argument(index));
	if (help.failed)
		text->failed = true;
	else
		add_wrapped_help(text, line, help.data);
	text_finish(&help);
}

void help_write(const struct command_line_command *commands, struct text *text)
{
	const struct command_line_command *command = commands;

	text_add(text, "gradwalk shows how backpropagation works: it walks a graph forward to its "
		       "values and\n"
		       "backward to its gradients, one node at a time, both ways in time.\n\n");
	do
		add_command(command, text);
	while ((command++)->name);
	text_add(text, "\nFILE is a graph in XML, the name of one that `gradwalk list` lists, or - "
		       "for standard input.\n");
	add_options(commands, text);
	text_add(text, "\nThe formats, and the endings of files that mean them:\n");
	for (size_t i = 0; i < format_count; i++)
		add_format(&formats[i], text);
	text_add(text, "\ntrain takes what a file's <data> and <train> say as options too; race "
		       "takes lists of them,\n"
		       "a value for each runner, as --optimizers sgd,momentum,adam:\n");
	for (size_t i = 0; gw_fit_option_name(i); i++)
		add_training_option(i, text);
	text_add(text, "\nIts callbacks, each with its settings as they are by default:\n");
	callback_list_help(text);
	text_add(text, "\nExit status: 0 done; 1 the input is wrong, a check failed, or training "
		       "ended in NaN;\n2 wrong usage or environment. A race in which a runner "
		       "diverges is done: its table says so.\n");
}

void help_write_command(const struct command_line_command *command, struct text *text)
{
	add_command(command, text);
	text_add(text, "\nIts options:\n");
	for (size_t i = 0; i < option_count; i++)
		if (option_list[i].commands & command->set)
			add_option(&option_list[i], text);
	if (command->set & (COMMAND_TRAIN | COMMAND_RACE))
		text_add(text, "\nIt takes what a file's <data> and <train> say too; gradwalk --help "
			       "lists that.\n");
}
