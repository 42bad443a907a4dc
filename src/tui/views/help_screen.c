/*
 * The help: what the signs of a drawing mean, and a line a command.
 */
#include "tui/views/page.h"

#include "tui/command.h"
#include "tui/session_parts.h"

#include <string.h>

#define KEY_COLUMNS 14
#define NARROW_KEYS 7 /* of keys where there is little room */
#define NAME_COLUMNS 16

static const char introduction[] =
	"\nA number before a key repeats it: 5n. Uppercase goes the other way.\n";

/* What the signs on the screen mean: a sign, its colour, its meaning. */
static const struct sign {
	const char *sign;
	enum role role;
	const char *meaning;
} legend[] = {
	{"3.00", ROLE_VALUE, "above a wire: the value, computed going forward"},
	{"−4.00", ROLE_GRADIENT, "below it: the gradient, ∂output/∂node, computed going back"},
	{"·", ROLE_PLAIN, "not computed yet"},
	{"4.00 (1/2)", ROLE_GRADIENT, "partial: one of two contributions has arrived"},
	{"[x + y]", ROLE_PLAIN, "in the header: the part that the node at work computes"},
	{"[x] {w}", ROLE_PLAIN, "in a narrow drawing: an input, a parameter"},
	{"upstream", ROLE_GRADIENT, "the gradient that arrives at the gate at work"},
	{"local", ROLE_PLAIN, "the derivative of the gate with respect to one operand"},
	{"downstream", ROLE_GRADIENT, "upstream × local: what the gate sends to that operand"},
	{"seed", ROLE_PLAIN, "∂output/∂output = 1, with which the way back begins"},
	{"≈", ROLE_PLAIN, "rounded, in words and tables; a drawing rounds without saying so"},
};

/* What session->text holds, in a column of its own. */
static void add_column(struct session *session, enum role role, unsigned emphasis, int columns)
{
	const struct text *text = &session->text;

	if (!text->failed)
		prose_add(&session->prose, role, emphasis, "%-*s ",
			  columns - 1 + (int)text->length - text_width(text->data, text->length),
			  text->length > 0 ? text->data : "");
}

static void add_command(struct session *session, const struct command *command, bool is_wide)
{
	text_clear(&session->text);
	text_add(&session->text, "  ");
	command_add_keys(&session->text, command, is_ascii(session));
	add_column(session, ROLE_KEY, EMPHASIS_BOLD, is_wide ? KEY_COLUMNS + 2 : NARROW_KEYS);
	if (is_wide) {
		text_clear(&session->text);
		text_add_format(&session->text, ":%s%s%s", command->name,
				command->argument ? " " : "",
				command->argument ? command->argument : "");
		add_column(session, ROLE_DIM, EMPHASIS_NONE, NAME_COLUMNS);
	}
	prose_add(&session->prose, ROLE_PLAIN, EMPHASIS_NONE, "%s\n", command->help);
}

static void add_legend(struct session *session, bool is_wide)
{
	prose_add(&session->prose, ROLE_TITLE, EMPHASIS_BOLD, "The signs\n");
	for (size_t i = 0; i < sizeof(legend) / sizeof(legend[0]); i++) {
		text_clear(&session->text);
		text_add(&session->text, "  ");
		add_shown(session, legend[i].sign, strlen(legend[i].sign));
		add_column(session, legend[i].role, EMPHASIS_BOLD,
			   is_wide ? KEY_COLUMNS + 2 : KEY_COLUMNS);
		text_clear(&session->text);
		add_shown(session, legend[i].meaning, strlen(legend[i].meaning));
		if (!session->text.failed)
			prose_add(&session->prose, ROLE_PLAIN, EMPHASIS_NONE, "%s\n",
				  session->text.data);
	}
}

void help_fill(struct session *session, const struct command *list, size_t count, bool is_wide)
{
	add_legend(session, is_wide);
	prose_add(&session->prose, ROLE_PLAIN, EMPHASIS_NONE, "%s", introduction);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || list[i].section != list[i - 1].section)
			prose_add(&session->prose, ROLE_TITLE, EMPHASIS_BOLD, "\n%s\n",
				  command_sections[list[i].section]);
		add_command(session, &list[i], is_wide);
	}
}
