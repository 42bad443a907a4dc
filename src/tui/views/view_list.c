/*
 * The one list of views.
 */
#include "tui/views/view.h"

static const struct view *const views[VIEW_LIMIT] = {
	[VIEW_GRAPH] = &view_graph,       [VIEW_TABLE] = &view_table,
	[VIEW_SOURCE] = &view_source,     [VIEW_COMPARE] = &view_compare,
	[VIEW_TRAINING] = &view_training, [VIEW_RACE] = &view_race,
};

const struct view *view_of(enum view_id id)
{
	return views[id];
}

const struct view *view_shown(const struct session *session)
{
	return views[view_now(session)];
}

bool view_is_available(enum view_id id, const struct session *session)
{
	return !views[id]->is_available || views[id]->is_available(session);
}
