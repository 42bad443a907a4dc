#include "tui/state.h"

const struct view *const views[VIEW_LIMIT] = {&view_graph,   &view_table,    &view_source,
					      &view_compare, &view_training, &view_race};

struct scroll *view_scroll_of(struct session *session, const struct view *view)
{
	int place = 0;

	while (views[place] != view)
		place++;
	return &session->scroll[place];
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
