/*
 * The help screen, made from the list of commands.
 */
#include "tui/state.h"

#define KEY_COLUMNS 14
#define NAME_COLUMNS 16

static const char introduction[] =
	"A number before a key repeats it: 5n. Uppercase goes the other way.";

/* Lines: the introduction, then for each section an empty one, its title and its commands. */
static int line_count(void)
{
	return 1 + 2 * SECTION_COUNT + (int)command_count;
}

static void draw_command(struct session *session, struct canvas *canvas, struct rectangle area,
			 int y, const struct command *command)
{
	int x = area.x + 2, end = area.x + area.width;
	bool ascii = session->style.ascii;

	text_clear(&session->text);
	command_add_keys(&session->text, command, ascii);
	if (session->text.length > 0 && !session->text.failed)
		canvas_text_fit(canvas, x, y, KEY_COLUMNS - 1, ROLE_KEY, EMPHASIS_BOLD, ascii,
				session->text.data);
	x += KEY_COLUMNS;
	text_clear(&session->text);
	text_add_format(&session->text, ":%s%s%s", command->name, command->argument ? " " : "",
			command->argument ? command->argument : "");
	if (area.width >= 60 && !session->text.failed) {
		canvas_text_fit(canvas, x, y, NAME_COLUMNS - 1, ROLE_DIM, EMPHASIS_NONE, ascii,
				session->text.data);
		x += NAME_COLUMNS;
	}
	canvas_text_fit(canvas, x, y, end - x, ROLE_PLAIN, EMPHASIS_NONE, ascii, command->help);
}

void help_draw(struct session *session, struct canvas *canvas, struct rectangle area)
{
	int most = line_count() - area.height, y = area.y, end = area.y + area.height;

	session->help_scroll = clamp(session->help_scroll, 0, most > 0 ? most : 0);
	y -= session->help_scroll;
	if (y >= area.y)
		canvas_text_fit(canvas, area.x, y, area.width, ROLE_PLAIN, EMPHASIS_NONE,
				session->style.ascii, introduction);
	y++;
	for (size_t i = 0; i < command_count && y < end; i++) {
		bool opens_section = i == 0 || commands[i].section != commands[i - 1].section;

		if (opens_section && y + 1 >= area.y && y + 1 < end)
			canvas_text(canvas, area.x, y + 1, ROLE_TITLE, EMPHASIS_BOLD,
				    command_sections[commands[i].section]);
		y += opens_section ? 2 : 0;
		if (y >= area.y && y < end)
			draw_command(session, canvas, area, y, &commands[i]);
		y++;
	}
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
		session->help_scroll += 10;
		break;
	case CODE_PAGE_UP:
		session->help_scroll -= 10;
		break;
	case 'Q':
		session->is_over = true;
		break;
	default:
		session->shows_help = false;
	}
}
