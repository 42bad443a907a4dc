/*
 * Completions of the shells. Commands, options and their words stand in them; lessons and the names of
 * nodes are asked of the program.
 */
#include "cli/manual.h"

#include "base/file.h"
#include "cli/lesson_list.h"
#include "cli/option.h"
#include "train/fit.h"

#include <gradwalk/load.h>
#include <gradwalk/train.h>

#include <string.h>

static void add_command_names(const struct command_line_command *commands, struct text *text)
{
	for (; commands->name; commands++)
		text_add_format(text, "%s%s", commands->name, commands[1].name ? " " : "");
}

/* Whether an option of that name stands further up in the list. */
static bool is_repeated(size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(option_list[i].name, option_list[index].name) == 0)
			return true;
	return false;
}

static void add_option_names(struct text *text)
{
	for (size_t i = 0; i < option_count; i++)
		if (!is_repeated(i))
			text_add_format(text, "%s--%s", i > 0 ? " " : "", option_list[i].name);
	for (size_t i = 0; gw_fit_option_name(i); i++)
		text_add_format(text, " --%s", gw_fit_option_name(i));
}

/* The words that an option of a name may be, of whatever command. */
static void add_words_of(const char *name, struct text *text)
{
	for (size_t i = 0; i < option_count; i++) {
		const char *word;
		if (strcmp(option_list[i].name, name) != 0 || !option_list[i].choice)
			continue;
		for (size_t k = 0; (word = option_list[i].choice(k)); k++)
			text_add_format(text, "%s ", word);
	}
}

/* Whether an option's argument begins with that word: NODE, NAME, FILE, OUT. */
static bool takes(const struct option *option, const char *kind)
{
	return option->argument && strncmp(option->argument, kind, strlen(kind)) == 0;
}

static void add_bash_values(struct text *text)
{
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_list[i];
		if (is_repeated(i) || !option->argument)
			continue;
		text_add_format(text, "    --%s", option->name);
		text_add_format(text, option->letter ? "|-%c) " : ") ", option->letter);
		if (option->choice) {
			text_add(text, "words=\"");
			add_words_of(option->name, text);
			text_add(text, "\" ;;\n");
		} else if (takes(option, "N")) {
			text_add(text, "words=$(_gradwalk_nodes) ;;\n");
		} else {
			text_add(text, "COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n");
		}
	}
}

void completion_write_bash(const struct command_line_command *commands, struct text *text)
{
	text_add(text, "# bash completion of gradwalk\n"
		       "_gradwalk_nodes() {\n"
		       "  local other\n"
		       "  for other in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
		       "    gradwalk --generate nodes \"$other\" 2>/dev/null && return\n"
		       "  done\n"
		       "}\n"
		       "_gradwalk() {\n"
		       "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words\n"
		       "  COMPREPLY=()\n"
		       "  case $before in\n");
	add_bash_values(text);
	text_add(text, "    *)\n"
		       "      case $word in\n"
		       "        -*) words=\"");
	add_option_names(text);
	text_add(text, "\" ;;\n"
		       "        *) words=$(gradwalk list 2>/dev/null | sed 's/ .*//;s/^[0-9]*-//')\n"
		       "           [ \"$COMP_CWORD\" = 1 ] && words=\"$words ");
	add_command_names(commands, text);
	text_add(text, "\"\n"
		       "           COMPREPLY=($(compgen -f -X '!*.xml' -- \"$word\") "
		       "$(compgen -d -- \"$word\")) ;;\n"
		       "      esac ;;\n"
		       "  esac\n"
		       "  COMPREPLY+=($(compgen -W \"$words\" -- \"$word\"))\n"
		       "}\n"
		       "complete -o filenames -F _gradwalk gradwalk\n");
}

/* Text between single quotes of a shell; zsh reads [, ] and : in it. */
static void add_quoted(struct text *text, const char *words, bool is_zsh)
{
	for (; *words; words++) {
		if (*words == '\'')
			text_add(text, is_zsh ? "'\\''" : "\\'");
		else if (is_zsh && strchr("[]:\\", *words))
			text_add_format(text, "\\%c", *words);
		else if (*words == '\\')
			text_add(text, "\\\\");
		else
			text_add_byte(text, *words == '\n' ? ' ' : *words);
	}
}

static void add_zsh_action(const struct option *option, struct text *text)
{
	if (!option->argument)
		return;
	text_add(text, ":");
	add_quoted(text, option->argument, true);
	if (option->choice) {
		text_add(text, ":(");
		add_words_of(option->name, text);
		text_add(text, ")");
	} else {
		text_add(text, takes(option, "N") ? ":_gradwalk_nodes" : ":_files");
	}
}

static void add_zsh_option(const struct option *option, struct text *text)
{
	text_add_format(text, "    '*--%s[", option->name);
	add_quoted(text, option->help, true);
	text_add(text, "]");
	add_zsh_action(option, text);
	text_add(text, "' \\\n");
}

void completion_write_zsh(const struct command_line_command *commands, struct text *text)
{
	text_add(text, "#compdef gradwalk\n"
		       "_gradwalk_nodes() {\n"
		       "  local other\n"
		       "  for other in ${words[2,CURRENT-1]}; do\n"
		       "    local -a nodes=(${(f)\"$(gradwalk --generate nodes $other 2>/dev/null)\"})\n"
		       "    (( $#nodes )) && { compadd -a nodes; return }\n"
		       "  done\n"
		       "}\n"
		       "_gradwalk_operands() {\n"
		       "  local -a lessons=(${${(f)\"$(gradwalk list 2>/dev/null)\"}%% *})\n"
		       "  local -a commands=(\n");
	for (; commands->name; commands++) {
		text_add_format(text, "    '%s:", commands->name);
		add_quoted(text, commands->help, true);
		text_add(text, "'\n");
	}
	text_add(text, "  )\n"
		       "  (( CURRENT == 2 )) && _describe command commands\n"
		       "  compadd -a lessons\n"
		       "  _files -g '*.xml'\n"
		       "}\n"
		       "_gradwalk() {\n"
		       "  _arguments -s \\\n");
	for (size_t i = 0; i < option_count; i++)
		if (!is_repeated(i))
			add_zsh_option(&option_list[i], text);
	for (size_t i = 0; gw_fit_option_name(i); i++)
		text_add_format(text, "    '*--%s:value:' \\\n", gw_fit_option_name(i));
	text_add(text, "    '*:operand:_gradwalk_operands'\n"
		       "}\n"
		       "_gradwalk \"$@\"\n");
}

static void add_fish_option(const struct option *option, struct text *text)
{
	text_add_format(text, "complete -c gradwalk -l %s", option->name);
	if (option->letter)
		text_add_format(text, " -s %c", option->letter);
	if (option->choice) {
		text_add(text, " -x -a '");
		add_words_of(option->name, text);
		text_add(text, "'");
	} else if (option->argument) {
		text_add(text, takes(option, "N") ? " -x -a '(__gradwalk_nodes)'" : " -r");
	}
	text_add(text, " -d '");
	add_quoted(text, option->help, false);
	text_add(text, "'\n");
}

void completion_write_fish(const struct command_line_command *commands, struct text *text)
{
	text_add(text, "# fish completion of gradwalk\n"
		       "function __gradwalk_nodes\n"
		       "  for other in (commandline -opc)[2..-1]\n"
		       "    gradwalk --generate nodes $other 2>/dev/null; and return\n"
		       "  end\n"
		       "end\n"
		       "complete -c gradwalk -a \"(gradwalk list 2>/dev/null | string replace -r ' +' "
		       "\\t)\"\n");
	for (; commands->name; commands++) {
		text_add_format(text, "complete -c gradwalk -n __fish_use_subcommand -a %s -d '",
				commands->name);
		add_quoted(text, commands->help, false);
		text_add(text, "'\n");
	}
	for (size_t i = 0; i < option_count; i++)
		if (!is_repeated(i))
			add_fish_option(&option_list[i], text);
	for (size_t i = 0; gw_fit_option_name(i); i++)
		text_add_format(text, "complete -c gradwalk -l %s -x\n", gw_fit_option_name(i));
}

void completion_write_nodes(const char *file, struct text *text)
{
	struct gw_error ignored;
	struct text path = {0};
	struct gw_graph *graph = NULL;

	if (lessons_find(file, NULL, &path, &ignored) && !file_is_special(path.data))
		graph = gw_graph_load(path.data, 0, &ignored);
	for (uint32_t i = 0; graph && i < graph->node_count; i++)
		if (graph->is_declared[i])
			text_add_format(text, "%s\n", graph->name[i]);
	gw_graph_destroy(graph);
	text_finish(&path);
}
