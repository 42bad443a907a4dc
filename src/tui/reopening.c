#include "tui/reopening.h"

#include "base/array.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/save.h"
#include "tui/dialogue.h"
#include "tui/graph_file.h"
#include "tui/history.h"
#include "tui/inner_session.h"
#include "tui/message.h"
#include "tui/requests.h"
#include "tui/selection.h"
#include "tui/shown_drawing.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void session_place_finish(struct session_place *place)
{
	free(place->is_folded);
	*place = (struct session_place){0};
}

void session_note_place(const struct session *session, struct session_place *place)
{
	const struct gw_graph *graph = graph_of(session);
	uint32_t selected = selected_node(session);

	session_place_finish(place);
	place->t = walk_of(session)->t;
	place->is_at_end = place->t == gw_walk_last(walk_of(session));
	place->view = view_now(session);
	place->density = drawing_density(session);
	place->direction = drawing_direction(session);
	place->digits = explain_style_of(session)->digits;
	if (selected != GW_NONE)
		snprintf(place->node, sizeof place->node, "%s", gw_node_name(graph, selected));
	place->is_folded = array_create(graph->group_count, sizeof(bool));
	if (place->is_folded && graph->group_count > 0)
		memcpy(place->is_folded, folds_of(session), graph->group_count * sizeof(bool));
	place->group_count = place->is_folded ? graph->group_count : 0;
}

/* Where the graph has as many groups as before, they are taken for the same. */
static void fold_again(struct session *session, const struct session_place *place)
{
	if (place->group_count != graph_of(session)->group_count)
		return;
	for (uint32_t group = 0; group < place->group_count; group++)
		walked_fold(session, group, place->is_folded[group]);
	drawing_refold(session);
}

void session_return(struct session *session, const struct session_place *place)
{
	const struct gw_walk *walk = walk_of(session);
	uint32_t last = gw_walk_last(walk), node;

	walked_set_digits(session, place->digits);
	drawing_set_density(session, place->density);
	drawing_set_direction(session, place->direction);
	fold_again(session, place);
	walked_seek(session, place->is_at_end || place->t > last ? last : place->t);
	node = *place->node ? gw_graph_find(graph_of(session), place->node) : GW_NONE;
	if (node != GW_NONE)
		select_node(session, node);
	if (view_is_available(place->view, session))
		view_show(session, place->view);
	reveal_node_meant(session);
}

void session_tell_time(const struct session *session, uint32_t *t, uint32_t *last)
{
	*t = walk_of(session)->t;
	*last = gw_walk_last(walk_of(session));
}

void session_resume(struct session *session, uint32_t t, uint32_t last)
{
	if (t == 0 || last != gw_walk_last(walk_of(session)))
		return;
	walked_seek(session, t);
	reveal_node_meant(session);
	message_say(session, ROLE_PLAIN, "here you left it: r goes to its start");
}

void session_tell_reload(struct session *session, const char *notice, bool is_stale)
{
	if (is_stale)
		graph_file_mark_newer(session);
	message_say(session, is_stale ? ROLE_ERROR : ROLE_PLAIN, "%s", notice);
}

static bool is_busy(const struct session *session)
{
	return session_inner(session) || dialogue_is_open(session) ||
	       session_patience(session) >= 0;
}

void session_watch_file(struct session *session)
{
	if (is_busy(session) || !graph_file_has_changed(session))
		return;
	if (history_is_saved(session)) {
		request_reload(session);
		return;
	}
	graph_file_mark_newer(session);
	message_say(session, ROLE_PLAIN,
		    "the file changed on the disk: :reload reads it, and forgets your edits");
}

void program_reload(struct session *session, const struct call *call)
{
	(void)call;
	if (!graph_file_on_disk(session))
		message_say(session, ROLE_ERROR, "this graph was read from no file");
	else
		save_before(session, request_reload);
}

void program_editor(struct session *session, const struct call *call)
{
	const struct gw_graph *graph = graph_of(session);
	const char *path = graph_file_on_disk(session);
	uint32_t line = 1;

	(void)call;
	if (!path) {
		message_say(session, ROLE_ERROR,
			    "this graph was read from no file: :write makes one");
		return;
	}
	for (uint32_t i = 0; i < graph->span[node_meant(session)].offset; i++)
		line += graph->source[i] == '\n';
	request_editor(session, path, line);
	message_say(session, ROLE_PLAIN,
		    "%s in the editor, at line %u: what is saved there is read again", path, line);
}
