/*
 * Giving the graph the parameters that training has at its step.
 */
#include "tui/commands/adopt_parameters.h"

#include "base/array.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/edit.h"
#include "tui/history.h"
#include "tui/message.h"
#include "tui/session_training.h"
#include "tui/walked_graph.h"
#include "tui/walked_pass.h"

#include <stdlib.h>

/*
 * They are told by their names: the training has the graph without the groups that the user made.
 */
static bool edit_entries(struct session *session, const double *entry)
{
	const struct gw_graph *given = given_graph_of(session);

	for (uint32_t i = 0; i < given->node_count; i++) {
		if (given->kind[i] != GW_PARAM)
			continue;
		if (!edit_make(session, gw_graph_find(graph_of(session), gw_node_name(given, i)),
			       entry))
			return false;
		entry += gw_entry_count(gw_node_shape(given, i));
	}
	return true;
}

bool adopt_entries(struct session *session, const double *entry)
{
	size_t first = history_done(session);
	bool has_memory = edit_entries(session, entry);

	history_join(session, first);
	return has_memory;
}

void adopt_parameters(struct session *session, const struct call *call)
{
	(void)call;
	if (owns_graph(session) || pass_of(session)) {
		message_say(
			session, ROLE_ERROR,
			"there is no training here: q returns, then :adopt takes its parameters");
		return;
	}
	if (!training_begin(session))
		return;
	if (training_race(session)->step == 0) {
		message_say(session, ROLE_PLAIN,
			    "training is at step 0: the graph has these parameters already");
		return;
	}
	const struct gw_fit *fit = &training_timeline(session)->fit;
	unsigned long long step = fit->step;
	double *entry = array_create(fit->entry_count, sizeof *entry);

	if (entry)
		gw_fit_save(fit, entry);
	if (entry && edit_keep_before(session) && adopt_entries(session, entry))
		message_say(session, ROLE_PLAIN,
			    "the graph has step %llu's parameters; u takes it back", step);
	else
		message_say(session, ROLE_ERROR, "out of memory");
	free(entry);
}
