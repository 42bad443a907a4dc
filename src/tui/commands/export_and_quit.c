/*
 * Commands about the program: export, the command line, the mouse, the screen, the end.
 */
#include "base/file.h"
#include "export/format.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/save.h"
#include "tui/dialogue.h"
#include "tui/graph_file.h"
#include "tui/habits.h"
#include "tui/message.h"
#include "tui/requests.h"
#include "tui/shown_drawing.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <string.h>
#include <unistd.h>

static struct exported describe_export(const struct session *session)
{
	return (struct exported){
		.walk = walk_of(session),
		.is_folded = folds_of(session),
		.is_ascii = is_ascii(session),
		.digits = explain_style_of(session)->digits,
		.density = drawing_density(session),
		.direction = drawing_direction(session),
		.colour = CANVAS_PLAIN,
		.theme = preferences_of(session)->theme,
	};
}

/* The view that is shown; where it shows a moment of the walk, below a line that says which. */
static bool write_view(struct session *session, const struct exported *exported, struct text *text,
		       struct gw_error *error)
{
	enum view_id view = view_now(session);

	if (view == VIEW_GRAPH || view == VIEW_TABLE || view == VIEW_COMPARE) {
		format_add_caption(exported, text);
		text_add(text, "\n\n");
	}
	return view_shown(session)->write(session, text, error);
}

/* The format that a name means; text for one without an ending. NULL: its ending means none. */
static const struct format *find_export_format(const char *name)
{
	const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name;

	return strchr(base, '.') ? format_of_file(name) : format_at(FORMAT_DRAWING, 0);
}

static bool add_export(struct session *session, const struct format *format, struct text *text,
		       struct gw_error *error)
{
	struct exported exported = describe_export(session);

	if (format == format_at(FORMAT_DRAWING, 0))
		return write_view(session, &exported, text, error);
	const struct picture *picture = drawing_prepare(session, error);
	if (!picture)
		return false;
	exported.max_width = picture_width(picture); /* a drawing is as large as on the screen */
	exported.max_height = picture_height(picture);
	return format->write(&exported, text, error);
}

static void write_export(struct session *session)
{
	struct gw_error error = {0};
	struct text text = {0};
	const char *name = dialogue_file(session);
	const struct format *format = find_export_format(name);

	if (!add_export(session, format, &text, &error) ||
	    !file_write(name, text.data, text.length, &error))
		message_say_error(session, &error);
	else
		message_say(session, ROLE_PLAIN, "written to %s, as %s", name, format->name);
	text_finish(&text);
}

static void overwrite(struct session *session, const char *line)
{
	(void)line;
	write_export(session);
}

static void export_to(struct session *session, const char *line)
{
	if (*line == '\0')
		return;
	struct gw_error error = {0};

	if (!find_export_format(line)) {
		format_fail_ending(line, &error);
		message_say_error(session, &error);
		dialogue_ask_again(session, strrchr(line, '.'));
	} else if (!dialogue_set_file(session, line)) {
		message_say(session, ROLE_ERROR, "out of memory");
	} else if (access(line, F_OK) == 0) {
		dialogue_ask_yes_or_no(session, overwrite, "%s exists: write over it? (y, n) ",
				       line);
	} else {
		write_export(session);
	}
}

void program_export(struct session *session, const struct call *call)
{
	if (*call->argument) {
		export_to(session, call->argument);
		return;
	}
	struct text name = {0};
	const char *graph = graph_of(session)->prose.name;
	file_add_name(&name, graph && *graph ? graph : "graph", ".txt");
	dialogue_ask(session, name.failed ? "" : name.data, export_to, "export to: ");
	message_say(session, ROLE_PLAIN,
		    "by its ending: .svg picture, .html page, .xml graph, .csv trace, .txt view");
	text_finish(&name);
}

void program_command_line(struct session *session, const struct call *call)
{
	(void)call;
	dialogue_ask_command(session);
}

void program_mouse(struct session *session, const struct call *call)
{
	(void)call;
	message_say(session, ROLE_PLAIN, "%s",
		    request_toggle_mouse(session)
			    ? "the mouse selects and scrolls; m gives it back to the terminal"
			    : "the mouse is the terminal's again");
}

void program_repaint(struct session *session, const struct call *call)
{
	(void)call;
	request_repaint(session);
}

static void turn_forward(struct session *session)
{
	request_turn(session, 1);
}

static void turn_back(struct session *session)
{
	request_turn(session, -1);
}

/* Say that no lesson, exercise or file comes after or before. */
static void say_no_neighbour(struct session *session, int direction)
{
	bool is_exercise = !graph_file_on_disk(session) && request_neighbour(session, -direction);
	const char *what = graph_file_path(session)      ? "file of its folder"
			   : graph_file_on_disk(session) ? "lesson"
			   : is_exercise                 ? "exercise"
							 : NULL;

	if (what)
		message_say(session, ROLE_PLAIN, "this is the %s %s: there is none %s it",
			    direction > 0 ? "last" : "first", what,
			    direction > 0 ? "after" : "before");
	else
		message_say(session, ROLE_PLAIN,
			    "this graph is in no file: none of a folder comes %s it",
			    direction > 0 ? "after" : "before");
}

static void turn(struct session *session, int direction)
{
	if (request_neighbour(session, direction))
		save_before(session, direction > 0 ? turn_forward : turn_back);
	else
		say_no_neighbour(session, direction);
}

void program_next_graph(struct session *session, const struct call *call)
{
	(void)call;
	turn(session, 1);
}

void program_previous_graph(struct session *session, const struct call *call)
{
	(void)call;
	turn(session, -1);
}

void program_quit(struct session *session, const struct call *call)
{
	(void)call;
	request_end_of_all(session);
}
