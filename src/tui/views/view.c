#include "tui/session_parts.h"

struct scroll *view_scroll_of(struct session *session, enum view_id view)
{
	return &session->scroll[view];
}

struct scroll *view_scroll(struct session *session)
{
	return view_scroll_of(session, session->view);
}

int view_reveal(int seen, int start, int length)
{
	int page = seen > 1 ? seen / 2 : 1, beyond = start + length / 2 - seen / 4;

	return beyond > 0 ? beyond / page * page : 0;
}
