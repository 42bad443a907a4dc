/*
 * A gate over matrices opened into its scalar gates: a graph of its own, walked in a session inside
 * this one. Closing that returns to where one was.
 */
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/open_pass.h"
#include "tui/inner_session.h"
#include "tui/message.h"
#include "tui/selection.h"
#include "tui/walked_graph.h"
#include "tui/walked_pass.h"

#include <gradwalk/open.h>

/* Inside as much is known as outside: nothing, the values, or the gradients too. */
static void go_to_outer_time(const struct session *session, uint32_t node, struct session *inner)
{
	uint32_t sent = gw_walk_backward_time(walk_of(session), node);
	uint32_t seed = gw_walk_seed(walk_of(inner));
	double value;
	bool has_gradient = gw_walk_gradient(walk_of(session), node).state == GW_FINAL;

	if (!gw_walk_value(walk_of(session), node, &value))
		walked_seek(inner, 0);
	else if (sent != GW_NONE && sent <= walk_of(session)->t)
		walked_seek(inner, gw_walk_last(walk_of(inner)));
	else
		walked_seek(inner, has_gradient ? seed : seed - 1);
	reveal_node_meant(inner);
}

/* At the same time. */
static struct session *create_inner(const struct session *session, uint32_t node,
				    struct gw_graph *graph, struct gw_error *error)
{
	struct session *inner =
		session_create_inner(session, graph, graph->outputs[0], NULL, error);

	if (!inner)
		return NULL;
	walked_own(inner, graph);
	go_to_outer_time(session, node, inner);
	return inner;
}

/* In the walk of a pass "2" or "after" is another pass of its step, unless a gate is called so. */
static bool wants_pass(struct session *session, const char *argument)
{
	const struct pass *pass = pass_of(session);

	if (!pass || !*argument || gw_graph_find(graph_of(session), argument) != GW_NONE)
		return false;
	struct pass wanted = *pass;
	if (!pass_read(argument, &wanted))
		return false;
	pass_want(session, wanted);
	return true;
}

void open_gate(struct session *session, const struct call *call)
{
	struct gw_error error = {0};
	struct gw_graph *graph;
	uint32_t node;

	if (wants_pass(session, call->argument))
		return;
	node = node_named(session, call->argument);
	if (node == GW_NONE)
		return;
	graph = gw_open_gate(tape_of(session), node, &error);
	if (graph) {
		session_set_inner(session, create_inner(session, node, graph, &error));
		if (!session_inner(session))
			gw_graph_destroy(graph);
	}
	if (!session_inner(session))
		message_say_error(session, &error);
	else
		message_say(session_inner(session), ROLE_PLAIN,
			    "%s in scalars: a explains its names; q returns",
			    shown_name_of(session, node));
}
