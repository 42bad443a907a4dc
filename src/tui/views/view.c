#include "tui/state.h"

const struct view *const views[VIEW_LIMIT] = {&view_graph,   &view_table,    &view_source,
					      &view_compare, &view_training, &view_race};

struct scroll *view_scroll(struct session *session)
{
	int place = 0;

	while (views[place] != session->view)
		place++;
	return &session->scroll[place];
}

int view_reveal(int seen, int start, int length)
{
	int page = seen > 1 ? seen / 2 : 1, beyond = start + length / 2 - seen / 4;

	return beyond > 0 ? beyond / page * page : 0;
}
