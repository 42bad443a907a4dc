/*
 * Where `continue` stops: at the nodes that have a breakpoint, and whenever the gradient of a
 * watched node changes.
 */
#include "tui/session_parts.h"

#include <string.h>

void stop_break(struct session *session, const struct call *call)
{
	uint32_t node = session_named_node(session, call->argument);

	if (node == GW_NONE)
		return;
	if (!gw_is_gate(session->graph, node)) {
		session_say(session, ROLE_ERROR, "%s is never at work: w watches its gradient",
			    name_of(session, node));
		return;
	}
	session->has_break[node] = !session->has_break[node];
	session_say(session, ROLE_PLAIN, "c %s at %s",
		    session->has_break[node] ? "stops" : "no longer stops", name_of(session, node));
}

void stop_watch(struct session *session, const struct call *call)
{
	uint32_t node = session_named_node(session, call->argument);

	if (node == GW_NONE)
		return;
	session->is_watched[node] = !session->is_watched[node];
	session_say(session, ROLE_PLAIN, "c %s when the gradient of %s changes",
		    session->is_watched[node] ? "stops" : "no longer stops",
		    name_of(session, node));
}

void stop_clear(struct session *session, const struct call *call)
{
	size_t size = session->graph->node_count * sizeof(bool);

	(void)call;
	memset(session->has_break, 0, size);
	memset(session->is_watched, 0, size);
	session_say(session, ROLE_PLAIN, "nothing is watched, and c stops only at the end");
}

/* The watched node whose gradient a step changes; GW_NONE if there is none. */
static uint32_t watched_by(const struct session *session, const struct gw_step *step)
{
	if (step->phase == GW_SEED && session->is_watched[step->node])
		return step->node;
	for (uint32_t i = 0; i < step->term_total; i++) {
		struct gw_term term = gw_step_term(&session->walk, step, i);

		if (session->is_watched[term.operand])
			return term.operand;
	}
	return GW_NONE;
}

bool stop_is_here(struct session *session)
{
	struct gw_step step = gw_walk_step(&session->walk);
	uint32_t watched;

	if (step.node == GW_NONE)
		return false;
	if (session->has_break[step.node]) {
		session_say(session, ROLE_PLAIN, "stopped at %s", name_of(session, step.node));
		return true;
	}
	watched = watched_by(session, &step);
	if (watched == GW_NONE)
		return false;
	session_say(session, ROLE_PLAIN, "stopped: the gradient of %s changed",
		    name_of(session, watched));
	return true;
}
