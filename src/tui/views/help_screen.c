/*
 * The help screen, made from the list of commands.
 */
#include "tui/session_parts.h"

#define KEY_COLUMNS 14
#define NARROW_KEYS 7 /* of keys where there is little room */
#define NAME_COLUMNS 16
#define PAGE_ROWS 10
#define FAR 1000000 /* rows, of which help_draw() leaves as many as there are */
#define WIDE 60 /* from this width on there is room for the names of the commands */

static const char introduction[] =
	"A number before a key repeats it: 5n. Uppercase goes the other way.\n";

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
	command_add_keys(&session->text, command, session->style.ascii);
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

static void fill(struct session *session, bool is_wide)
{
	prose_clear(&session->prose);
	prose_add(&session->prose, ROLE_PLAIN, EMPHASIS_NONE, "%s", introduction);
	for (size_t i = 0; i < command_count; i++) {
		if (i == 0 || commands[i].section != commands[i - 1].section)
			prose_add(&session->prose, ROLE_TITLE, EMPHASIS_BOLD, "\n%s\n",
				  command_sections[commands[i].section]);
		add_command(session, &commands[i], is_wide);
	}
}

void help_draw(struct session *session, struct canvas *canvas, struct rectangle area)
{
	fill(session, area.width >= WIDE);
	int most = prose_lines(&session->prose, area.width) - area.height;

	session->help_scroll = clamp(session->help_scroll, 0, most > 0 ? most : 0);
	prose_draw(&session->prose, canvas, area.x, area.y, area.width, area.height,
		   session->help_scroll);
}

void help_key(struct session *session, int code)
{
	switch (code) {
	case 'j':
	case CODE_DOWN:
	case CODE_WHEEL_DOWN:
		session->help_scroll++;
		break;
	case 'k':
	case CODE_UP:
	case CODE_WHEEL_UP:
		session->help_scroll--;
		break;
	case ' ':
	case CODE_PAGE_DOWN:
		session->help_scroll += PAGE_ROWS;
		break;
	case CODE_PAGE_UP:
		session->help_scroll -= PAGE_ROWS;
		break;
	case 'g':
	case CODE_HOME:
		session->help_scroll = 0;
		break;
	case 'G':
	case CODE_END:
		session->help_scroll = FAR;
		break;
	case 'Q':
		session->is_over = true;
		break;
	default:
		session->shows_help = false;
	}
}
