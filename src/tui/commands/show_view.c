/*
 * Commands that choose what is shown: views, the inspector, the help, and scrolling.
 */
#include "base/language.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/save.h"
#include "tui/commands/search.h"
#include "tui/drawn_frame.h"
#include "tui/habits.h"
#include "tui/inspector.h"
#include "tui/message.h"
#include "tui/requests.h"
#include "tui/selection.h"
#include "tui/session_training.h"
#include "tui/views/page.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/walked_pass.h"
#include "tui/writing.h"

#include <string.h>

#define SCROLL_ROWS 4
#define SCROLL_COLUMNS 8
#define FAR 1000000      /* rows, of which the view leaves as many as there are */
#define MOST_STEPS 10000 /* a count that is larger scrolls as far */

static int steps_of(const struct call *call)
{
	return call->count < MOST_STEPS ? (int)call->count : MOST_STEPS;
}

static void show(struct session *session, enum view_id view)
{
	if (view_is_training(view_now(session)) && !view_is_training(view))
		training_tell_whose_parameters(session);
	view_show(session, view);
	reveal_node_meant(session);
}

/* To the next view that shows anything, or the one before. */
static void turn_views(struct session *session, const struct call *call, uint32_t step)
{
	uint32_t place = view_now(session);

	for (uint32_t i = 0; i < call->count % VIEW_LIMIT; i++)
		do
			place = (place + step) % VIEW_LIMIT;
		while (!view_is_available(place, session));
	show(session, place);
}

void look_next_view(struct session *session, const struct call *call)
{
	turn_views(session, call, 1);
}

void look_previous_view(struct session *session, const struct call *call)
{
	turn_views(session, call, VIEW_LIMIT - 1);
}

void look_view(struct session *session, const struct call *call)
{
	for (enum view_id i = 0; i < VIEW_LIMIT; i++) {
		if (strcmp(view_of(i)->name, call->argument) != 0)
			continue;
		if (view_is_available(i, session))
			show(session, i);
		else
			message_say(session, ROLE_ERROR,
				    view_is_training(i)
					    ? "there is no %s here"
					    : "nothing was changed yet: there is nothing to %s",
				    view_of(i)->name);
		return;
	}
	message_say(session, ROLE_ERROR,
		    "the views are graph, table, source, training and, once something was changed, "
		    "compare");
}

static void scroll_by(struct session *session, const struct call *call, int columns, int rows)
{
	int count = steps_of(call);

	reveal_node(session, GW_NONE);
	if (!view_scroll_by(session, columns * count, rows * count))
		message_say(session, ROLE_PLAIN, "there is nothing more that way");
}

static void scroll(struct session *session, const struct call *call, int dx, int dy)
{
	scroll_by(session, call, dx * SCROLL_COLUMNS, dy * SCROLL_ROWS);
}

/* The rows of a page: all that are seen but one, which is seen again; half of them. */
static int page_rows_of(const struct session *session, bool is_half)
{
	int rows = is_half ? frame_shown(session).height / 2 : frame_shown(session).height - 1;

	return rows > 0 ? rows : 1;
}

void look_page_down(struct session *session, const struct call *call)
{
	scroll_by(session, call, 0, page_rows_of(session, false));
}

void look_page_up(struct session *session, const struct call *call)
{
	scroll_by(session, call, 0, -page_rows_of(session, false));
}

void look_half_page_down(struct session *session, const struct call *call)
{
	scroll_by(session, call, 0, page_rows_of(session, true));
}

void look_half_page_up(struct session *session, const struct call *call)
{
	scroll_by(session, call, 0, -page_rows_of(session, true));
}

/* Whether the view has rows from top to bottom, and no picture of which time is another dimension.
 */
static bool has_rows(const struct session *session)
{
	enum view_id view = view_now(session);

	return view == VIEW_TABLE || view == VIEW_SOURCE || view == VIEW_COMPARE;
}

static void go_to_row(struct session *session, int row)
{
	reveal_node(session, GW_NONE);
	view_scroll(session)->x = 0;
	view_scroll(session)->y = row;
}

void look_top(struct session *session, const struct call *call)
{
	if (has_rows(session))
		go_to_row(session, 0);
	else
		travel_start(session, call);
}

void look_bottom(struct session *session, const struct call *call)
{
	if (has_rows(session))
		go_to_row(session, FAR);
	else
		travel_end(session, call);
}

void look_scroll_down(struct session *session, const struct call *call)
{
	scroll(session, call, 0, 1);
}

void look_scroll_up(struct session *session, const struct call *call)
{
	scroll(session, call, 0, -1);
}

void look_scroll_right(struct session *session, const struct call *call)
{
	scroll(session, call, 1, 0);
}

void look_scroll_left(struct session *session, const struct call *call)
{
	scroll(session, call, -1, 0);
}

void look_inspect(struct session *session, const struct call *call)
{
	(void)call;
	inspector_toggle(session);
	reveal_node_meant(session);
}

static void scroll_inspector(struct session *session, int lines)
{
	if (!inspector_is_shown(session))
		message_say(session, ROLE_PLAIN, "the inspector is closed: Enter opens it");
	else if (!inspector_scroll(session, lines))
		message_say(session, ROLE_PLAIN, "the inspector has nothing more that way");
}

void look_inspector_down(struct session *session, const struct call *call)
{
	scroll_inspector(session, steps_of(call));
}

void look_inspector_up(struct session *session, const struct call *call)
{
	scroll_inspector(session, -steps_of(call));
}

/* One line of the list: ":goto K: to position K; also start, seed, end". */
static void tell_command(struct session *session, const struct command *command)
{
	const struct key_bindings *bindings = &preferences_of(session)->keys;
	struct text keys = {.is_ascii = is_ascii(session)};

	text_add(&keys, key_bindings_first(bindings, command) ? ", key " : "");
	key_bindings_add_keys(bindings, command, &keys);
	message_say(session, ROLE_PLAIN, ":%s%s%s%s: %s", command->name,
		    command->argument ? " " : "", command->argument ? command->argument : "",
		    keys.failed ? "" : keys.data, _(command->help));
	text_finish(&keys);
}

void look_help(struct session *session, const struct call *call)
{
	if (call->named) {
		tell_command(session, call->named);
		return;
	}
	page_open(session, PAGE_HELP);
}

void look_lesson(struct session *session, const struct call *call)
{
	const struct gw_prose *said = &graph_of(session)->prose;
	const struct gw_walk *walk = walk_of(session);
	bool is_at_end = walk->t == gw_walk_last(walk);

	(void)call;
	if (!said->title && !said->note && !said->ask && !said->answer)
		message_say(session, ROLE_PLAIN,
			    "this graph says nothing of itself: it has no title, note or question");
	else
		page_open(session, is_at_end && said->answer ? PAGE_ANSWER : PAGE_LESSON);
}

/* In the drawing above the page, the node is in view. */
static void open_chain(struct session *session, uint32_t node, struct ways *ways)
{
	page_open_chain(session, ways);
	reveal_node(session, node);
}

/* The local gradients are made of the values: before the seed some of these are not known. */
void look_chain(struct session *session, const struct call *call)
{
	struct gw_error error = {0};
	struct ways ways = {0};
	uint32_t node = node_named(session, call->argument);

	if (node == GW_NONE)
		return;
	if (walk_of(session)->t + 1 < gw_walk_seed(walk_of(session)))
		message_say(
			session, ROLE_ERROR,
			"local gradients need all values: f goes to the end of the forward pass");
	else if (ways_find(&ways, tape_of(session), node, &error))
		open_chain(session, node, &ways);
	else
		message_say_error(session, &error);
}

void look_close(struct session *session, const struct call *call)
{
	(void)call;
	if (search_is_active(session))
		search_end(session);
	else if (inspector_close(session))
		return;
	else if (view_now(session) != view_home(session))
		show(session, view_home(session));
	else
		save_before(session, request_end);
}

static bool has_nothing_to_cancel(const struct session *session)
{
	return selected_node(session) == GW_NONE && view_now(session) == view_home(session);
}

void look_cancel(struct session *session, const struct call *call)
{
	if (search_is_active(session))
		search_end(session);
	else if ((owns_graph(session) || pass_of(session)) && has_nothing_to_cancel(session))
		request_end(session);
	else if (selected_node(session) != GW_NONE)
		choose_current(session, call);
}
