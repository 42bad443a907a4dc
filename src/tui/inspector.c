/*
 * The inspector: a pane that tells all of one node. In a wide terminal it stands beside the view,
 * and opens by itself where it covers nothing; in a narrow one it takes the lower half.
 */
#include "tui/inspector.h"

#include "tui/clamp.h"
#include "tui/drawn_frame.h"
#include "tui/session_parts.h"

#include <stdlib.h>

#define WIDE 120 /* from this width on it stands beside the view */

struct inspector {
	bool is_chosen; /* by the user; otherwise it is open where there is room beside the view */
	bool is_open;   /* of meaning if it is chosen */
	bool has_room;  /* if it is closed: whether opening it would cover nothing that was drawn
			   last */
	int scroll;     /* lines */
	int most;       /* lines that it can be scrolled, as it was drawn last */
};

struct inspector *inspector_create(void)
{
	return calloc(1, sizeof(struct inspector));
}

void inspector_destroy(struct inspector *inspector)
{
	free(inspector);
}

bool inspector_is_beside(const struct session *session)
{
	return frame_width(session) >= WIDE;
}

bool inspector_is_shown(const struct session *session)
{
	const struct inspector *inspector = session->inspector;

	return inspector->is_chosen ? inspector->is_open
				    : inspector_is_beside(session) && inspector->has_room;
}

void inspector_toggle(struct session *session)
{
	struct inspector *inspector = session->inspector;

	inspector->is_open = !inspector_is_shown(session);
	inspector->is_chosen = true;
	inspector->scroll = 0;
}

void inspector_open(struct session *session)
{
	session->inspector->is_chosen = session->inspector->is_open = true;
	session->inspector->scroll = 0;
}

bool inspector_close(struct session *session)
{
	struct inspector *inspector = session->inspector;
	bool closes = inspector->is_chosen && inspector->is_open;

	if (closes)
		inspector->is_open = false;
	return closes;
}

bool inspector_is_chosen(const struct session *session)
{
	return session->inspector->is_chosen;
}

void inspector_set_room(struct session *session, bool has_room)
{
	session->inspector->has_room = has_room;
}

bool inspector_can_scroll(const struct session *session)
{
	return session->inspector->scroll < session->inspector->most;
}

bool inspector_scroll(struct session *session, int lines)
{
	struct inspector *inspector = session->inspector;
	int before = inspector->scroll;

	inspector->scroll = clamp(before + lines, 0, inspector->most);
	return inspector->scroll != before;
}

void inspector_scroll_to_top(struct session *session)
{
	session->inspector->scroll = 0;
}

int inspector_clamp_scroll(struct session *session, int lines, int height)
{
	struct inspector *inspector = session->inspector;

	inspector->most = lines > height ? lines - height : 0;
	inspector->scroll = clamp(inspector->scroll, 0, inspector->most);
	return inspector->scroll;
}
