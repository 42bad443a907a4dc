/*
 * Completions of the shells. Commands, options and their words stand in them; lessons and the names
 * of nodes are asked of the program.
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
		if (strcmp(option_list[i].setting.name, option_list[index].setting.name) == 0)
			return true;
	return false;
}

static void add_option_names(struct text *text)
{
	for (size_t i = 0; i < option_count; i++)
		if (!is_repeated(i))
			text_add_format(text, "%s--%s", i > 0 ? " " : "",
					option_list[i].setting.name);
	for (const struct setting *setting = fit_settings; setting->name; setting++)
		text_add_format(text, " --%s", setting->name);
}

/* The words that an option of a name may be, of whatever command. */
static void add_words_of(const struct setting *setting, struct text *text)
{
	const char *word;

	for (size_t i = 0; i < option_count; i++) {
		const struct setting *other = &option_list[i].setting;
		if (strcmp(other->name, setting->name) != 0 || !other->words)
			continue;
		for (size_t k = 0; (word = other->words(k)); k++)
			text_add_format(text, "%s ", word);
	}
	if (setting->element)
		for (size_t k = 0; (word = setting->words(k)); k++)
			text_add_format(text, "%s ", word);
}

enum completed {
	COMPLETED_WORDS,
	COMPLETED_NODES,
	COMPLETED_FILES,
	COMPLETED_NOTHING, /* a number, or what nobody knows */
};

static enum completed what_completes(const struct setting *setting)
{
	static const char *const files[] = {"FILE", "OUT", "DIR", "CHECKPOINT"};
	const char *argument = setting_argument(setting);

	if (setting->words)
		return COMPLETED_WORDS;
	switch (setting->kind) {
	case SETTING_FILE:
		return COMPLETED_FILES;
	case SETTING_TEXT:
	case SETTING_OWN:
		break;
	default:
		return COMPLETED_NOTHING;
	}
	if (strcmp(argument, "NODE") == 0 || strncmp(argument, "NAME", strlen("NAME")) == 0)
		return COMPLETED_NODES;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (strncmp(argument, files[i], strlen(files[i])) == 0)
			return COMPLETED_FILES;
	return COMPLETED_NOTHING;
}

static void add_bash_value(const struct setting *setting, char letter, struct text *text)
{
	text_add_format(text, "    --%s", setting->name);
	text_add_format(text, letter ? "|-%c) " : ") ", letter);
	switch (what_completes(setting)) {
	case COMPLETED_WORDS:
		text_add(text, "words=\"");
		add_words_of(setting, text);
		text_add(text, "\" ;;\n");
		break;
	case COMPLETED_NODES:
		text_add(text, "words=$(_gradwalk_nodes) ;;\n");
		break;
	case COMPLETED_FILES:
		text_add(text, "COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n");
		break;
	case COMPLETED_NOTHING:
		text_add(text, "return ;;\n");
		break;
	}
}

static void add_bash_values(struct text *text)
{
	for (size_t i = 0; i < option_count; i++)
		if (!is_repeated(i) && option_list[i].setting.argument)
			add_bash_value(&option_list[i].setting, option_list[i].letter, text);
	for (const struct setting *setting = fit_settings; setting->name; setting++)
		add_bash_value(setting, 0, text);
}

void completion_write_bash(const struct command_line_command *commands, struct text *text)
{
	text_add(text,
		 "# bash completion of gradwalk\n"
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
	text_add(text,
		 "\" ;;\n"
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

static void add_zsh_action(const struct setting *setting, struct text *text)
{
	text_add(text, ":");
	add_quoted(text, setting_argument(setting), true);
	switch (what_completes(setting)) {
	case COMPLETED_WORDS:
		text_add(text, ":(");
		add_words_of(setting, text);
		text_add(text, ")");
		break;
	case COMPLETED_NODES:
		text_add(text, ":_gradwalk_nodes");
		break;
	case COMPLETED_FILES:
		text_add(text, ":_files");
		break;
	case COMPLETED_NOTHING:
		text_add(text, ":");
		break;
	}
}

static void add_zsh_option(const struct setting *setting, struct text *text)
{
	text_add_format(text, "    '*--%s[", setting->name);
	add_quoted(text, setting->help, true);
	text_add(text, "]");
	if (setting->argument || setting->element)
		add_zsh_action(setting, text);
	text_add(text, "' \\\n");
}

void completion_write_zsh(const struct command_line_command *commands, struct text *text)
{
	text_add(text,
		 "#compdef gradwalk\n"
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
			add_zsh_option(&option_list[i].setting, text);
	for (const struct setting *setting = fit_settings; setting->name; setting++)
		add_zsh_option(setting, text);
	text_add(text, "    '*:operand:_gradwalk_operands'\n"
		       "}\n"
		       "_gradwalk \"$@\"\n");
}

static void add_fish_action(const struct setting *setting, struct text *text)
{
	switch (what_completes(setting)) {
	case COMPLETED_WORDS:
		text_add(text, " -x -a '");
		add_words_of(setting, text);
		text_add(text, "'");
		break;
	case COMPLETED_NODES:
		text_add(text, " -x -a '(__gradwalk_nodes)'");
		break;
	case COMPLETED_FILES:
		text_add(text, " -r");
		break;
	case COMPLETED_NOTHING:
		text_add(text, " -x");
		break;
	}
}

static void add_fish_option(const struct setting *setting, char letter, struct text *text)
{
	text_add_format(text, "complete -c gradwalk -l %s", setting->name);
	if (letter)
		text_add_format(text, " -s %c", letter);
	if (setting->argument || setting->element)
		add_fish_action(setting, text);
	text_add(text, " -d '");
	add_quoted(text, setting->help, false);
	text_add(text, "'\n");
}

void completion_write_fish(const struct command_line_command *commands, struct text *text)
{
	text_add(text,
		 "# fish completion of gradwalk\n"
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
			add_fish_option(&option_list[i].setting, option_list[i].letter, text);
	for (const struct setting *setting = fit_settings; setting->name; setting++)
		add_fish_option(setting, 0, text);
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
			text_add_format(text, "%s\n", gw_node_name(graph, i));
	gw_graph_destroy(graph);
	text_finish(&path);
}
