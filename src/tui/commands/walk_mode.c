/*
 * Forward mode: derivatives by one input pushed through the graph, instead of the backward pass.
 */
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/predict.h"
#include "tui/commands/walk_mode.h"
#include "tui/message.h"
#include "tui/selection.h"
#include "tui/shown_drawing.h"
#include "tui/walked_graph.h"

#include <string.h>

bool mode_set(struct session *session, const char *mode, struct gw_error *error)
{
	uint32_t leaf;
	size_t entry;

	if (!tangents_read_mode(tape_of(session), mode, &leaf, &entry, error))
		return false;
	return leaf == GW_NONE ? walked_set_order(session, ORDER_TOPOLOGICAL, error)
			       : walked_set_forward(session, leaf, entry, error);
}

/* Of "forward" alone, the selected node if it is a leaf that has derivatives. */
static bool set_by_selection(struct session *session, struct gw_error *error)
{
	uint32_t node = selected_node(session);
	size_t entry = 0;

	if (node == GW_NONE || gw_is_gate(graph_of(session), node) ||
	    !tape_of(session)->requires_grad[node])
		return mode_set(session, "forward", error);
	if (!selection_entry_of(session, node, &entry))
		entry = 0;
	return walked_set_forward(session, node, entry, error);
}

static void say_mode(struct session *session)
{
	struct text cost = {0};

	explain_mode(&cost, walk_of(session));
	if (cost.length > 0 && !cost.failed)
		message_say(session, ROLE_PLAIN, "%s", cost.data);
	else
		message_say(session, ROLE_PLAIN,
			    "backward mode: one pass gives the gradients of all inputs");
	text_finish(&cost);
}

void mode_choose(struct session *session, const struct call *call)
{
	struct gw_error error = {0};
	bool is_forward = strncmp(call->argument, "forward", strlen("forward")) == 0;
	bool is_set;

	if (is_forward && predict_is_on(session)) {
		message_say(session, ROLE_ERROR,
			    "predictions are of the backward pass; p ends them");
		return;
	}
	is_set = strcmp(call->argument, "forward") == 0 ? set_by_selection(session, &error)
							: mode_set(session, call->argument, &error);
	if (!is_set) {
		message_say_error(session, &error);
		return;
	}
	drawing_redraw(session);
	say_mode(session);
}
