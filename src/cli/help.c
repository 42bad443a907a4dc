#include "cli/help.h"

#include "base/language.h"
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
	text_add_format(text, " %s", _(help));
}

static void add_command(const struct command_line_command *command, struct text *text)
{
	size_t line = text->length;

	text_add_format(text, "  gradwalk %s%s%s", command->name ? command->name : "",
			command->name ? " " : "", command->operands);
	add_help(text, line, command->help);
	text_add(text, "\n");
}

/* An option's line, behind its letter if it has one. */
static void add_setting(const struct setting *setting, const char *argument, size_t line,
			struct text *text)
{
	text_add_format(text, "--%s%s%s", setting->name, argument ? " " : "",
			argument ? argument : "");
	setting_add_wrapped_help(setting, text, line, HELP_COLUMN, LAST_COLUMN);
}

static void add_option(const struct option *option, struct text *text)
{
	size_t line = text->length;

	text_add_format(text, option->letter ? "  -%c, " : "      ", option->letter);
	add_setting(&option->setting, option->setting.argument, line, text);
}

static void add_heading(const struct command_line_command *commands, unsigned set,
			struct text *text)
{
	text_add(text, _("\nOptions of "));
	if (set == COMMANDS_ALL)
		text_add(text, _("all commands"));
	else if (set == COMMANDS_OF_GRAPH)
		text_add(text, _("all commands with a FILE"));
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

void help_write(const struct command_line_command *commands, struct text *text)
{
	const struct command_line_command *command = commands;

	text_add(text,
		 _("gradwalk shows how backpropagation works: it walks a graph forward to its "
		   "values and\n"
		   "backward to its gradients, one node at a time, both ways in time.\n\n"));
	do
		add_command(command, text);
	while ((command++)->name);
	text_add(text,
		 _("\nFILE is a graph in XML, the name of one that `gradwalk list` lists, or - "
		   "for standard input.\n"));
	add_options(commands, text);
	text_add(text, _("\nThe formats, and the endings of files that mean them:\n"));
	for (size_t i = 0; i < format_count; i++)
		add_format(&formats[i], text);
	text_add(text, _("\ntrain takes what a file's <data> and <train> say as options too; race "
			 "takes lists of them,\n"
			 "a value for each runner, as --optimizers sgd,momentum,adam:\n"));
	for (const struct setting *setting = fit_settings; setting->name; setting++) {
		size_t line = text->length;
		text_add(text, "      ");
		add_setting(setting, setting_argument(setting), line, text);
	}
	text_add(text, _("\nIts callbacks, each with its settings as they are by default:\n"));
	callback_list_help(text);
	text_add(text,
		 _("\nThe configuration file, $XDG_CONFIG_HOME/gradwalk/config, has lines NAME = "
		   "VALUE,\nwhich :set shows and writes:\n"));
	for (const struct setting *setting = preference_settings; setting->name; setting++) {
		size_t line = text->length;
		text_add_format(text, "      %s %s", setting->name, setting_argument(setting));
		setting_add_wrapped_help(setting, text, line, HELP_COLUMN, LAST_COLUMN);
	}
	text_add(text, _("\nExit status: 0 done; 1 the input is wrong, a check failed, or training "
			 "ended in NaN;\n2 wrong usage or environment. A race in which a runner "
			 "diverges is done: its table says so.\n"));
}

void help_write_command(const struct command_line_command *command, struct text *text)
{
	add_command(command, text);
	text_add(text, _("\nIts options:\n"));
	for (size_t i = 0; i < option_count; i++)
		if (option_list[i].commands & command->set)
			add_option(&option_list[i], text);
	if (command->set & (COMMAND_TRAIN | COMMAND_RACE))
		text_add(text,
			 _("\nIt takes what a file's <data> and <train> say too; gradwalk --help "
			   "lists that.\n"));
}
