#include "tui/state.h"

const struct view *const views[VIEW_LIMIT] = {&view_graph, &view_table, &view_source};

struct scroll *view_scroll(struct session *session)
{
	int place = 0;

	while (views[place] != session->view)
		place++;
	return &session->scroll[place];
}
