#include "cli/manual.h"

#include "base/language.h"
#include "cli/option.h"
#include "export/format.h"
#include "read/element.h"
#include "train/fit.h"
#include "tui/command.h"
#include "tui/key_bindings.h"
#include "tui/preferences.h"

#include <gradwalk/train.h>

#include <string.h>

#define LONGEST_LINE 76 /* bytes of a line of words */
#define PAGE_DATE "November 28, 2026"

/* ---- mdoc ---- */

/* Words of a line: what mdoc takes for an escape or a request is written as it means it. */
static void add_words(struct text *text, const char *words)
{
	bool is_start = text->length > 0 && text->data[text->length - 1] == '\n';

	if (is_start && (*words == '.' || *words == '\''))
		text_add(text, "\\&");
	for (; *words; words++) {
		if (*words == '\\')
			text_add(text, "\\e");
		else if (*words == '"')
			text_add(text, "\\(dq");
		else if (*words == '-')
			text_add(text, "\\-");
		else if (*words == '\n')
			text_add(text, " ");
		else
			text_add_byte(text, *words);
	}
}

/* A word of a request's line, in quotes, so that mdoc does not take it for a request. */
static void add_argument(struct text *text, const char *word)
{
	text_add(text, " \"\\&");
	add_words(text, word);
	text_add(text, "\"");
}

static void add_sentence(struct text *text, const char *words)
{
	add_words(text, words);
	text_add(text, "\n");
}

static void add_title(struct text *text, const char *name, int section, const char *about)
{
	text_add_format(text, ".Dd " PAGE_DATE "\n.Dt %s %d\n.Os\n.Sh NAME\n.Nm %s\n.Nd ",
			section == 1 ? "GRADWALK" : "GRADWALK-GRAPH", section, name);
	add_sentence(text, about);
}

/*
 * A line of words as lines that are short, a sentence beginning one of its own, as mdoc wants its
 * sources.
 */
static void add_short_lines(struct text *text, const char *line, size_t length)
{
	size_t column = 0;

	for (size_t at = 0; at < length;) {
		const char *space = memchr(line + at, ' ', length - at);
		size_t word = space ? (size_t)(space - line) - at : length - at;
		bool ends_sentence = at > 0 && column > 0 && strchr(".!?", line[at - 2]);
		bool is_new = column > 0 && (column + 1 + word > LONGEST_LINE || ends_sentence);
		if (is_new || column == 0)
			text_add(text, is_new ? "\n" : "");
		else
			text_add(text, " ");
		column = is_new ? 0 : column;
		if (is_new && strchr(".'", line[at]))
			text_add(text, "\\&");
		text_add_bytes(text, line + at, word);
		column += word + 1;
		at += word + 1;
	}
	text_add(text, "\n");
}

/* A page whose lines of words are long; requests and what stands as it is stay. */
static void add_page(struct text *text, struct text *page)
{
	const char *at = page->failed || page->length == 0 ? "" : page->data;
	bool is_literal = false;

	while (*at) {
		size_t length = strcspn(at, "\n");
		bool is_request = *at == '.';
		is_literal = is_request ? strncmp(at, ".Bd", 3) == 0 : is_literal;
		if (is_request || is_literal) {
			text_add_bytes(text, at, length);
			text_add(text, "\n");
		} else {
			add_short_lines(text, at, length);
		}
		at += length + (at[length] == '\n');
	}
	text->failed |= page->failed;
	text_finish(page);
}

/* ---- gradwalk(1) ---- */

static void add_synopsis(const struct command_line_command *list, struct text *text)
{
	const struct command_line_command *command = list;

	text_add(text, ".Sh SYNOPSIS\n");
	do {
		text_add(text, ".Nm\n");
		if (command->name)
			text_add_format(text, ".Cm %s\n", command->name);
		text_add(text, ".Op Ar option ...\n");
		if (*command->operands)
			text_add_format(text, ".Ar %.*s%s\n", (int)strcspn(command->operands, "."),
					command->operands,
					strstr(command->operands, "...") ? " ..." : "");
	} while ((command++)->name);
}

static void add_commands(const struct command_line_command *list, struct text *text)
{
	const struct command_line_command *command = list;

	text_add(text, ".Sh COMMANDS\n.Bl -tag -width worksheet\n");
	do {
		if (command->name)
			text_add_format(text, ".It Cm %s\n", command->name);
		else
			text_add(text, ".It Ar FILE\n");
		add_sentence(text, _(command->help));
	} while ((command++)->name);
	text_add(text, ".El\n");
}

static void add_option(const struct command_line_command *list, const struct option *option,
		       struct text *text)
{
	struct text words = {0};

	text_add(text, ".It ");
	if (option->letter)
		text_add_format(text, "Fl %c , ", option->letter);
	text_add_format(text, "Fl \\-%s", option->setting.name);
	if (option->setting.argument) {
		text_add(text, " Ar");
		add_argument(text, option->setting.argument);
	}
	text_add(text, "\n");
	setting_add_help(&option->setting, &words);
	if (option->commands != COMMANDS_ALL) {
		text_add(&words, ". Of ");
		if (option->commands == COMMANDS_OF_GRAPH)
			text_add(&words, "all commands with a FILE");
		else
			options_add_commands(list, option->commands, &words);
	}
	text_add(&words, ".");
	if (words.failed)
		text->failed = true;
	else
		add_sentence(text, words.data);
	text_finish(&words);
}

/* A list of settings: each one's name between `before` and `behind`, its argument and its help. */
static void add_settings(const struct setting *setting, const char *before, const char *behind,
			 struct text *text)
{
	text_add(text, ".Bl -tag -width Ds\n");
	for (; setting->name; setting++) {
		struct text words = {0};
		text_add_format(text, ".It %s%s%s Ar", before, setting->name, behind);
		add_argument(text, setting_argument(setting));
		text_add(text, "\n");
		setting_add_help(setting, &words);
		if (!words.failed)
			add_sentence(text, words.data);
		text_finish(&words);
	}
	text_add(text, ".El\n");
}

static void add_training_options(struct text *text)
{
	text_add(text, ".Ss Options of training, and attributes of a file's data and train\n");
	add_settings(fit_settings, "Fl \\-", "", text);
}

static void add_options(const struct command_line_command *list, struct text *text)
{
	text_add(text, ".Sh OPTIONS\nLong options may be shortened as long as one alone is meant.\n"
		       ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < option_count; i++)
		add_option(list, &option_list[i], text);
	text_add(text, ".El\n");
	add_training_options(text);
	text_add(text, ".Ss Formats\n.Bl -tag -width Ds\n");
	for (size_t i = 0; i < format_count; i++) {
		text_add_format(text, ".It Cm %s%s%s%s\n", formats[i].name,
				formats[i].ending ? " Pq " : "", formats[i].ending ? "\\&" : "",
				formats[i].ending ? formats[i].ending : "");
		add_sentence(text, _(formats[i].help));
	}
	text_add(text, ".El\n");
}

static void add_key_command(const struct command *command, struct text *text)
{
	struct text keys = {.is_ascii = true}; /* mandoc has the names, and no arrows */

	key_bindings_add_keys(NULL, command, &keys);
	text_add(text, ".It");
	if (keys.length > 0 && !keys.failed) {
		text_add(text, " Ic");
		add_argument(text, keys.data);
		text_add(text, " ,");
	}
	text_add_format(text, " Cm :%s", command->name);
	if (command->argument) {
		text_add(text, " Ar");
		add_argument(text, command->argument);
	}
	text_add(text, "\n");
	add_sentence(text, _(command->help));
	text_finish(&keys);
}

static void add_keys(struct text *text)
{
	text_add(text, ".Sh KEYS\nA number before a key repeats it.\n");
	for (int section = 0; section < SECTION_COUNT; section++) {
		text_add_format(text, ".Ss %s\n.Bl -tag -width Ds\n", _(command_sections[section]));
		for (size_t i = 0; i < command_count; i++)
			if ((int)commands[i].section == section)
				add_key_command(&commands[i], text);
		text_add(text, ".El\n");
	}
}

static void add_files(struct text *text)
{
	text_add(text,
		 ".Sh FILES\n.Pa $XDG_CONFIG_HOME/gradwalk/config ,\nor\n"
		 ".Pa ~/.config/gradwalk/config ,\nhas lines NAME = VALUE, and comments behind "
		 "#. The last line of a setting counts; a line that is wrong is told, and "
		 "passed over.\n.Cm :set\nshows and writes them:\n");
	add_settings(preference_settings, "Cm ", " No =", text);
	text_add(
		text,
		"Numbers and density of what is printed into a file or a pipe do not "
		"depend on it.\n.Pp\n.Pa $XDG_STATE_HOME/gradwalk/history\nand\n.Pa places ,\nor "
		"those in\n.Pa ~/.local/state/gradwalk ,\nkeep the lines that were typed and where "
		"one left each graph, for the menu. They may be removed at any time.\n");
}

void manual_write_program(const struct command_line_command *list, struct text *whole)
{
	struct text page = {0}, *text = &page;

	add_title(text, "gradwalk", 1, "walk the gradients through a graph, one node at a time");
	add_synopsis(list, text);
	text_add(text,
		 ".Sh DESCRIPTION\n.Nm\nreads a graph or an expression, draws it as gates and "
		 "wires, and walks it: forward to its values, backward to its gradients, one "
		 "node at a time, both ways in time.\n"
		 ".Ar FILE\nis a graph in XML, as\n.Xr gradwalk-graph 5\ntells, the name of "
		 "one that\n.Nm\n.Cm list\nlists, or \\- for standard input.\n");
	add_commands(list, text);
	add_options(list, text);
	add_keys(text);
	text_add(
		text,
		".Sh ENVIRONMENT\n.Bl -tag -width Ds\n"
		".It Ev XDG_CONFIG_HOME , XDG_STATE_HOME\nWhere the files of the user are, "
		"see FILES.\n"
		".It Ev NO_COLOR , CLICOLOR , CLICOLOR_FORCE , TERM\n"
		"Whether there are colours, unless\n.Fl \\-color\nsays so.\n"
		".It Ev VISUAL , EDITOR\nThe editor that E opens the file in.\n"
		".It Ev LANGUAGE , LC_ALL , LC_MESSAGES , LANG\nThe language of its words, English "
		"where there is no catalogue of that: LANGUAGE=fa is Persian.\n"
		".It Ev GRADWALK_GRAPHS\nThe folder of the lessons.\n.El\n");
	add_files(text);
	text_add(text, ".Sh EXIT STATUS\n0 done; 1 the input is wrong, a check failed, or training "
		       "ended in NaN; 2 wrong usage or environment.\n"
		       ".Sh EXAMPLES\n.Dl gradwalk \\-e 'f = (x + y) z' x=\\-2 y=5 z=\\-4\n"
		       ".Dl gradwalk trace sigmoid\\-neuron \\-\\-format markdown\n"
		       ".Sh SEE ALSO\n.Xr gradwalk-graph 5\n");
	add_page(whole, &page);
}

/* ---- gradwalk-graph(5) ---- */

static void add_element(const struct element *element, struct text *text)
{
	text_add_format(text, ".It Li <%s", element->name);
	const char *attribute;
	for (size_t i = 0; (attribute = element_attribute(element, i)); i++)
		text_add_format(text, " %s", attribute);
	text_add(text, ">\n");
	if (!element->parents[0])
		text_add(text, "The root.");
	for (size_t i = 0;
	     i < sizeof element->parents / sizeof *element->parents && element->parents[i]; i++)
		text_add_format(text, "%s%s", i == 0 ? "In " : ", ", element->parents[i]);
	text_add(text, element->parents[0] ? ".\n" : "\n");
	text_add(text, element->has_text ? "It has text.\n" : "");
}

static void add_functions(struct text *text)
{
	text_add(text, ".Sh FUNCTIONS AND OPERATORS\n.Bl -tag -width Ds\n");
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		text_add(text, ".It Li");
		add_argument(text, op->token && *op->token ? op->token : op->name);
		text_add(text, "\n");
		add_words(text, op->name);
		text_add(text, op->alias ? ", also " : "");
		add_words(text, op->alias ? op->alias : "");
		text_add(text, "\n");
	}
	text_add(text, ".El\n");
}

void manual_write_format(const struct command_line_command *list, struct text *whole)
{
	struct text page = {0}, *text = &page;

	(void)list;
	add_title(text, "gradwalk-graph", 5, "the file format of graphs for gradwalk");
	text_add(text, ".Sh DESCRIPTION\nA graph is an XML file: leaves with values, expressions "
		       "over them, and an output that is differentiated. The order of its elements "
		       "means nothing: a name may be used above its definition. The namespace "
		       "urn:gradwalk:graph may be left out.\n"
		       ".Sh ELEMENTS\nEach with the attributes that it may have.\n"
		       ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < graph_elements.count; i++)
		add_element(&graph_elements.element[i], text);
	text_add(text,
		 ".El\n.Sh EXPRESSIONS\nTightest first: calls, parentheses, names, numbers; "
		 "the transpose A'; powers ^ and **, from the right; signs; products, by a "
		 "blank too, and quotients, @ is the matrix product; sums. Names are letters, "
		 "digits and _ of any script; e and pi are constants unless they are "
		 "declared.\n");
	add_functions(text);
	text_add(text, ".Sh EXAMPLES\n.Bd -literal -offset indent\n"
		       "<graph name=\"sum-product\">\n"
		       "  <input name=\"x\" value=\"\\-2\"/>\n  <input name=\"y\" value=\"5\"/>\n"
		       "  <input name=\"z\" value=\"\\-4\"/>\n  <let name=\"q\">x + y</let>\n"
		       "  <output name=\"f\">q z</output>\n</graph>\n.Ed\n"
		       ".Sh SEE ALSO\n.Xr gradwalk 1\n");
	add_page(whole, &page);
}
