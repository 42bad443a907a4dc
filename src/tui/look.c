/*
 * What is shown: views, the inspector, the help, and how far each is scrolled.
 */
#include "tui/state.h"

#include <string.h>

#define SCROLL_ROWS 4
#define SCROLL_COLUMNS 8
#define MOST_STEPS 10000 /* a count that is larger scrolls as far */

static int steps_of(const struct call *call)
{
	return call->count < MOST_STEPS ? (int)call->count : MOST_STEPS;
}

static void show(struct session *session, const struct view *view)
{
	session->view = view;
	session->reveal = session_node(session);
}

static void turn_views(struct session *session, uint32_t steps)
{
	uint32_t place = 0;

	while (views[place] != session->view)
		place++;
	show(session, views[(place + steps) % VIEW_LIMIT]);
}

void look_next_view(struct session *session, const struct call *call)
{
	turn_views(session, call->count % VIEW_LIMIT);
}

void look_previous_view(struct session *session, const struct call *call)
{
	turn_views(session, VIEW_LIMIT - call->count % VIEW_LIMIT);
}

void look_view(struct session *session, const struct call *call)
{
	for (int i = 0; i < VIEW_LIMIT; i++) {
		if (strcmp(views[i]->name, call->argument) == 0) {
			show(session, views[i]);
			return;
		}
	}
	session_say(session, ROLE_ERROR, "there is a view of the graph, the table and the source");
}

static void scroll(struct session *session, const struct call *call, int dx, int dy)
{
	struct scroll *scroll = view_scroll(session);
	int count = steps_of(call);

	session->reveal = GW_NONE;
	scroll->x += dx * count * SCROLL_COLUMNS;
	scroll->y += dy * count * SCROLL_ROWS;
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
	struct inspector *inspector = &session->inspector;

	(void)call;
	inspector->is_open = !frame_is_inspecting(session);
	inspector->is_chosen = true;
	inspector->scroll = 0;
	session->reveal = session_node(session);
}

void look_inspector_down(struct session *session, const struct call *call)
{
	session->inspector.scroll += steps_of(call);
}

void look_inspector_up(struct session *session, const struct call *call)
{
	session->inspector.scroll -= steps_of(call);
}

void look_help(struct session *session, const struct call *call)
{
	(void)call;
	session->shows_help = true;
	session->help_scroll = 0;
}

void look_close(struct session *session, const struct call *call)
{
	struct inspector *inspector = &session->inspector;

	(void)call;
	if (session->search.is_active)
		search_end(session);
	else if (inspector->is_chosen && inspector->is_open)
		inspector->is_open = false;
	else if (session->view != views[0])
		show(session, views[0]);
	else
		session->is_over = true;
}

void look_cancel(struct session *session, const struct call *call)
{
	if (session->search.is_active)
		search_end(session);
	else
		choose_current(session, call);
}
