/*
 * Where `continue` stops: at the nodes that have a breakpoint, and whenever the gradient of a
 * watched node changes.
 */
#include "tui/commands/stop.h"

#include "base/language.h"
#include "base/array.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/message.h"
#include "tui/selection.h"
#include "tui/session_parts.h"
#include "tui/walked_graph.h"

#include <stdlib.h>
#include <string.h>

struct stops {
	bool *has_break, *is_watched; /* one a node */
};

struct stops *stops_create(uint32_t node_count)
{
	struct stops *stops = calloc(1, sizeof(*stops));

	if (!stops)
		return NULL;
	stops->has_break = array_create(node_count, sizeof(bool));
	stops->is_watched = array_create(node_count, sizeof(bool));
	if (stops->has_break && stops->is_watched)
		return stops;
	stops_destroy(stops);
	return NULL;
}

void stops_destroy(struct stops *stops)
{
	if (!stops)
		return;
	free(stops->has_break);
	free(stops->is_watched);
	free(stops);
}

const bool *stop_breaks(const struct session *session)
{
	return session->stops->has_break;
}

const bool *stop_watched(const struct session *session)
{
	return session->stops->is_watched;
}

void stop_break(struct session *session, const struct call *call)
{
	uint32_t node = node_named(session, call->argument);

	if (node == GW_NONE)
		return;
	if (!gw_is_gate(graph_of(session), node)) {
		message_say(session, ROLE_ERROR, "%s is never at work: w watches its gradient",
			    shown_name_of(session, node));
		return;
	}
	session->stops->has_break[node] = !session->stops->has_break[node];
	message_say(session, ROLE_PLAIN, "c %s at %s",
		    session->stops->has_break[node] ? _("stops") : _("no longer stops"),
		    shown_name_of(session, node));
}

void stop_watch(struct session *session, const struct call *call)
{
	uint32_t node = node_named(session, call->argument);

	if (node == GW_NONE)
		return;
	session->stops->is_watched[node] = !session->stops->is_watched[node];
	message_say(session, ROLE_PLAIN, "c %s when the gradient of %s changes",
		    session->stops->is_watched[node] ? _("stops") : _("no longer stops"),
		    shown_name_of(session, node));
}

void stop_clear(struct session *session, const struct call *call)
{
	size_t size = graph_of(session)->node_count * sizeof(bool);

	(void)call;
	memset(session->stops->has_break, 0, size);
	memset(session->stops->is_watched, 0, size);
	message_say(session, ROLE_PLAIN, "nothing is watched, and c stops only at the end");
}

/* The watched node whose gradient a step changes; GW_NONE if there is none. */
static uint32_t watched_by(const struct session *session, const struct gw_step *step)
{
	if (step->phase == GW_SEED && session->stops->is_watched[step->node])
		return step->node;
	for (uint32_t i = 0; i < step->term_total; i++) {
		struct gw_term term = gw_step_term(walk_of(session), step, i);

		if (session->stops->is_watched[term.target])
			return term.target;
	}
	return GW_NONE;
}

bool stop_is_here(struct session *session)
{
	struct gw_step step = gw_walk_step(walk_of(session));
	uint32_t watched;

	if (step.node == GW_NONE)
		return false;
	if (session->stops->has_break[step.node]) {
		message_say(session, ROLE_PLAIN, "stopped at %s",
			    shown_name_of(session, step.node));
		return true;
	}
	watched = watched_by(session, &step);
	if (watched == GW_NONE)
		return false;
	message_say(session, ROLE_PLAIN, "stopped: the %s of %s changed",
		    walked_is_forward(session) ? "tangent" : "gradient",
		    shown_name_of(session, watched));
	return true;
}
