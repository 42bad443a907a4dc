/*
 * The help: the first keys, what the signs of a drawing mean, and a line a command.
 */
#include "tui/views/page.h"

#include "base/ascii.h"
#include "base/language.h"
#include "base/utf8.h"
#include "tui/command.h"
#include "tui/habits.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <string.h>

#define KEY_COLUMNS 14
#define NARROW_KEYS 7 /* of keys where there is little room */
#define NAME_COLUMNS 16

/* The text that this file and settings_screen.c write. */
static struct text *text_of(const struct session *session)
{
	return &writing_of(session, WRITES_HELP)->text;
}

/* The commands that a newcomer needs first; the help puts their keys before them. */
static const struct wish {
	const char *command;
	const char *meaning;
} wishes[] = {
	{"next", N_("one node on, uppercase one back; a number before it repeats: 5n")},
	{"edit", N_("give an input another number, at any step")},
	{"next-view", N_("the next view; after a change, compare: numbers before and now")},
	{"export", N_("a picture (.svg), a page that walks (.html), the trace (.csv), …")},
	{"write", N_("save the graph as it is now, with its edits, into a file")},
};

/* The meaning of each sign on the screen. */
static const struct sign {
	const char *sign;
	enum role role;
	const char *meaning;
} legend[] = {
	{"3.00", ROLE_VALUE, N_("above a wire: the value, computed going forward")},
	{"−4.00", ROLE_GRADIENT, N_("below it: the gradient, ∂output/∂node, computed going back")},
	{"·  ?", ROLE_PLAIN, N_("not computed yet; ? the number that is asked for")},
	{"4.00 (1/2)", ROLE_GRADIENT,
	 N_("partial: 1 of 2 contributions has arrived; final without (…)")},
	{"*3.00", ROLE_TITLE, N_("changed since the graph was opened")},
	{"≠27.00", ROLE_GRADIENT, N_("wrong: in this :order, not what backpropagation gives")},
	{"──▶", ROLE_PLAIN, N_("a wire, from a node to a gate that uses it")},
	{"━━▶ ━━◀", ROLE_CURRENT,
	 N_("at work in this step; ◀ where a gradient goes back along it")},
	{"━ −4.00 ━◀", ROLE_DOWNSTREAM, N_("the contribution that goes back, where there is room")},
	{"╌╌▶", ROLE_DIM, N_("what came back along this wire was exactly 0")},
	{"[x + y]", ROLE_PLAIN, N_("in the header: the part that the node at work computes")},
	{"[x] {w}", ROLE_PLAIN, N_("in a narrow drawing: an input, a parameter")},
	{"upstream", ROLE_UPSTREAM, N_("the gradient that arrives at the gate at work")},
	{"local", ROLE_LOCAL, N_("the derivative of the gate with respect to one operand")},
	{"downstream", ROLE_DOWNSTREAM,
	 N_("upstream × local: what the gate sends to that operand")},
	{"seed", ROLE_UPSTREAM, N_("∂output/∂output = 1, with which the way back begins")},
	{"underlined", ROLE_PLAIN, N_("the node of the next step")},
	{"≈", ROLE_PLAIN, N_("rounded, in words and tables; a drawing rounds without saying so")},
	{"−░ +█", ROLE_VALUE, N_("beside a matrix: signs of its entries; the largest is darkest")},
};

/* Adds the text of text_of() as a column. */
static void add_column(struct session *session, struct prose *prose, enum role role,
		       unsigned emphasis, int columns)
{
	const struct text *text = text_of(session);

	if (!text->failed)
		prose_add(prose, role, emphasis, "%-*s ",
			  columns - 1 + (int)text->length - text_width(text->data, text->length),
			  text->length > 0 ? text->data : "");
}

static void add_meaning(struct session *session, struct prose *prose, const char *meaning)
{
	text_clear(text_of(session));
	text_add(text_of(session), _(meaning));
	if (!text_of(session)->failed)
		prose_add_phrase(prose, ROLE_PLAIN, EMPHASIS_NONE, text_of(session)->data);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "\n");
}

static void add_command(struct session *session, struct prose *prose, const struct command *command,
			bool is_wide)
{
	text_clear(text_of(session));
	text_add(text_of(session), "  ");
	key_bindings_add_keys(&preferences_of(session)->keys, command, text_of(session));
	add_column(session, prose, ROLE_KEY, EMPHASIS_BOLD,
		   is_wide ? KEY_COLUMNS + 2 : NARROW_KEYS);
	if (is_wide) {
		text_clear(text_of(session));
		text_add_format(text_of(session), ":%s%s%s", command->name,
				command->argument ? " " : "",
				command->argument ? command->argument : "");
		add_column(session, prose, ROLE_DIM, EMPHASIS_NONE, NAME_COLUMNS);
	}
	add_meaning(session, prose, command->help);
}

/* A sign as it stands in a drawing, whose cells have another spelling in ASCII than words. */
static void fill_sign(struct session *session, const char *sign)
{
	const char *end = sign + strlen(sign);
	uint32_t code_point;

	text_clear(text_of(session));
	text_add(text_of(session), "  ");
	if (!is_ascii(session)) {
		text_add(text_of(session), sign);
		return;
	}
	while (sign < end) {
		code_point = utf8_next(&sign, end);
		text_add_byte(text_of(session),
			      code_point < 0x80 ? (char)code_point : ascii_cell(code_point));
	}
}

static void add_legend(struct session *session, struct prose *prose, bool is_wide)
{
	prose_add_sentence(prose, ROLE_TITLE, EMPHASIS_BOLD, "%s\n", _("The signs"));
	for (size_t i = 0; i < sizeof(legend) / sizeof(legend[0]); i++) {
		fill_sign(session, legend[i].sign);
		add_column(session, prose, legend[i].role, EMPHASIS_BOLD,
			   is_wide ? KEY_COLUMNS + 2 : KEY_COLUMNS);
		add_meaning(session, prose, legend[i].meaning);
	}
}

static const struct command *find_wished(const struct wish *wish, const struct command *list,
					 size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].name, wish->command) == 0)
			return &list[i];
	return NULL;
}

static void add_wishes(struct session *session, struct prose *prose, const struct command *list,
		       size_t count, bool is_wide)
{
	prose_add_sentence(prose, ROLE_TITLE, EMPHASIS_BOLD, "%s\n", _("First of all"));
	for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
		const struct command *command = find_wished(&wishes[i], list, count);

		if (!command)
			continue;
		text_clear(text_of(session));
		text_add(text_of(session), "  ");
		key_bindings_add_keys(&preferences_of(session)->keys, command, text_of(session));
		if (key_bindings_first(&preferences_of(session)->keys, command) == 0)
			text_add_format(text_of(session), ":%s", command->name);
		add_column(session, prose, ROLE_KEY, EMPHASIS_BOLD,
			   is_wide ? KEY_COLUMNS + 2 : NARROW_KEYS);
		add_meaning(session, prose, wishes[i].meaning);
	}
}

void help_fill(struct session *session, struct prose *prose, const struct command *list,
	       size_t count, bool is_wide)
{
	add_wishes(session, prose, list, count, is_wide);
	add_legend(session, prose, is_wide);
	prose_add_sentence(
		prose, ROLE_PLAIN, EMPHASIS_NONE, "\n%s\n",
		_("A number before a key repeats it: 5n. Uppercase goes the other way."));
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || list[i].section != list[i - 1].section)
			prose_add_sentence(prose, ROLE_TITLE, EMPHASIS_BOLD, "\n%s\n",
					   _(command_sections[list[i].section]));
		add_command(session, prose, &list[i], is_wide);
	}
}
