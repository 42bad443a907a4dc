/*
 * A gate over matrices opened into its scalar gates: a graph of its own, walked in a session inside
 * this one. Closing that returns to where one was.
 */
#include "tui/state.h"

#include <gradwalk/open.h>

/* The same look, and the end of the walk, where everything is. */
static struct session *create_inner(const struct session *session, struct gw_graph *graph,
				    struct gw_error *error)
{
	const struct session_options options = {
		.ascii = session->style.ascii,
		.digits = session->style.digits,
		.density = session->density,
		.direction = session->direction,
	};
	struct session *inner = session_create(graph, graph->outputs[0], &options, error);

	if (!inner)
		return NULL;
	inner->opened = graph;
	inner->wishes = session->wishes;
	session_goto(inner, "end", error);
	return inner;
}

void open_gate(struct session *session, const struct call *call)
{
	uint32_t node = session_named_node(session, call->argument);
	struct gw_error error = {0};
	struct gw_graph *graph;

	if (node == GW_NONE)
		return;
	graph = gw_open_gate(session->tape, node, &error);
	if (graph) {
		session->inner = create_inner(session, graph, &error);
		if (!session->inner)
			gw_graph_destroy(graph);
	}
	if (!session->inner)
		session_say_error(session, &error);
	else
		session_say(session->inner, ROLE_PLAIN,
			    "%s in scalars: walk it as any other; q returns",
			    name_of(session, node));
}

void open_settle(struct session *session)
{
	struct session *inner = session->inner;

	if (!inner->is_over)
		return;
	session->is_over = inner->ends_all;
	session->wishes = inner->wishes;
	session->wishes.repaint = false;
	session_destroy(inner);
	session->inner = NULL;
}
