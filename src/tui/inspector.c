/*
 * The inspector: a pane that tells all of one node. In a wide terminal it stands beside the view, and
 * opens by itself where it covers nothing; in a narrow one it takes the lower half.
 */
#include "tui/session_parts.h"

#define WIDE 120 /* from this width on it stands beside the view */

bool inspector_is_beside(const struct session *session)
{
	return session->width >= WIDE;
}

bool inspector_is_shown(const struct session *session)
{
	const struct inspector *inspector = &session->inspector;

	return inspector->is_chosen ? inspector->is_open
				    : inspector_is_beside(session) && inspector->has_room;
}
