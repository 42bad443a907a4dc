#include "tui/views/help_screen.h"

#include "tui/command.h"
#include "tui/requests.h"
#include "tui/session_parts.h"

#include <stdlib.h>

#define KEY_COLUMNS 14
#define NARROW_KEYS 7 /* of keys where there is little room */
#define NAME_COLUMNS 16
#define PAGE_ROWS 10
#define FAR 1000000 /* rows, of which help_draw() leaves as many as there are */
#define WIDE 60 /* from this width on there is room for the names of the commands */

struct help {
	bool is_open;
	int scroll; /* rows */
};

static const char introduction[] =
	"A number before a key repeats it: 5n. Uppercase goes the other way.\n";

struct help *help_create(void)
{
	return calloc(1, sizeof(struct help));
}

void help_destroy(struct help *help)
{
	free(help);
}

void help_open(struct session *session)
{
	*session->help = (struct help){.is_open = true};
}

bool help_is_open(const struct session *session)
{
	return session->help->is_open;
}

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

static void fill(struct session *session, const struct command *list, size_t count, bool is_wide)
{
	prose_clear(&session->prose);
	prose_add(&session->prose, ROLE_PLAIN, EMPHASIS_NONE, "%s", introduction);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || list[i].section != list[i - 1].section)
			prose_add(&session->prose, ROLE_TITLE, EMPHASIS_BOLD, "\n%s\n",
				  command_sections[list[i].section]);
		add_command(session, &list[i], is_wide);
	}
}

void help_draw(struct session *session, struct canvas *canvas, struct rectangle area,
	       const struct command *list, size_t count)
{
	fill(session, list, count, area.width >= WIDE);
	int most = prose_lines(&session->prose, area.width) - area.height;

	session->help->scroll = clamp(session->help->scroll, 0, most > 0 ? most : 0);
	prose_draw(&session->prose, canvas, area.x, area.y, area.width, area.height,
		   session->help->scroll);
}

void help_key(struct session *session, int code)
{
	switch (code) {
	case 'j':
	case CODE_DOWN:
	case CODE_WHEEL_DOWN:
		session->help->scroll++;
		break;
	case 'k':
	case CODE_UP:
	case CODE_WHEEL_UP:
		session->help->scroll--;
		break;
	case ' ':
	case CODE_PAGE_DOWN:
		session->help->scroll += PAGE_ROWS;
		break;
	case CODE_PAGE_UP:
		session->help->scroll -= PAGE_ROWS;
		break;
	case 'g':
	case CODE_HOME:
		session->help->scroll = 0;
		break;
	case 'G':
	case CODE_END:
		session->help->scroll = FAR;
		break;
	case 'Q':
		request_end(session);
		break;
	default:
		session->help->is_open = false;
	}
}
