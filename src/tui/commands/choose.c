/*
 * Pointing at nodes.
 */
#include "tui/state.h"

static void move(struct session *session, const struct call *call, int dx, int dy)
{
	for (uint32_t i = 0; i < call->count; i++)
		session->view->move(session, dx, dy);
	session->reveal = session_node(session);
	session->inspector.scroll = 0;
}

void choose_left(struct session *session, const struct call *call)
{
	move(session, call, -1, 0);
}

void choose_down(struct session *session, const struct call *call)
{
	move(session, call, 0, 1);
}

void choose_up(struct session *session, const struct call *call)
{
	move(session, call, 0, -1);
}

void choose_right(struct session *session, const struct call *call)
{
	move(session, call, 1, 0);
}

void choose_node(struct session *session, const struct call *call)
{
	uint32_t node = session_named_node(session, call->argument);

	if (node == GW_NONE)
		return;
	session->selected = session->reveal = node;
	learn_point_at(session, node);
}

void choose_current(struct session *session, const struct call *call)
{
	(void)call;
	session->selected = GW_NONE;
	session->reveal = session_node(session);
}
