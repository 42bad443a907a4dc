/*
 * How the graph is drawn: folded groups, room, direction, decimals.
 */
#include "tui/commands/fold_and_arrange.h"

#include "base/language.h"
#include "base/number.h"
#include "graph/grouping.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/group.h"
#include "tui/message.h"
#include "tui/selection.h"
#include "tui/session_training.h"
#include "tui/shown_drawing.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"

#include <string.h>

#define DENSITY_COUNT 3
#define DIRECTION_COUNT 3
#define MOST_DIGITS 17
#define LEAST_REACH 1u
#define MOST_REACH 9u

/* A node of which there is nothing to fold, and where there is something. */
static void say_no_group(struct session *session, uint32_t node)
{
	const struct gw_graph *graph = graph_of(session);

	if (graph->group_count == 0)
		message_say(session, ROLE_ERROR,
			    "this graph has no groups; :fold lets makes each let one gate");
	else
		message_say(session, ROLE_ERROR,
			    "%s is in no group; %s is one: select a gate of it, or type :fold %s",
			    shown_name_of(session, node), graph->groups[0].name,
			    graph->groups[0].name);
}

static uint32_t count_folded(const struct session *session)
{
	uint32_t count = 0;

	for (uint32_t group = 0; group < graph_of(session)->group_count; group++)
		count += folds_of(session)[group];
	return count;
}

/* Fold every group that can be folded or, if there is none left, unfold every group. */
static void toggle_all(struct session *session)
{
	uint32_t before = count_folded(session);
	bool folds;

	walked_fold_named(session, "all", true);
	walked_settle_folds(session);
	folds = count_folded(session) > before;
	if (!folds)
		walked_fold_named(session, "all", false);
	drawing_refold(session);
	message_say(session, ROLE_PLAIN, "%s",
		    folds        ? "all groups are folded; z unfolds them"
		    : before > 0 ? "all groups are unfolded; z folds them"
				 : "no group is folded: several gates of each are used outside");
}

const char *arrange_toggle_word(const struct session *session)
{
	const struct gw_graph *graph = graph_of(session);
	uint32_t node = node_meant(session);

	if (fold_of(session, node) != GW_NONE)
		return N_("unfold");
	if (graph->group[node] != GW_NONE)
		return can_fold(session, graph->group[node]) ? N_("fold") : NULL;
	if (selected_node(session) != GW_NONE)
		return NULL;
	for (uint32_t group = 0; group < graph->group_count; group++)
		if (can_fold(session, group) && !folds_of(session)[group])
			return N_("fold");
	return count_folded(session) > 0 ? N_("unfold") : NULL;
}

/*
 * Unfold the group that the node is folded into; if it is in none, fold the group that it is part
 * of. If the user selected no node and the node at work is in no group, do it to all groups.
 */
void arrange_toggle_fold(struct session *session, const struct call *call)
{
	uint32_t node = node_meant(session), folded = fold_of(session, node);
	uint32_t group = folded == GW_NONE ? graph_of(session)->group[node] : folded;

	(void)call;
	if (group == GW_NONE && selected_node(session) == GW_NONE &&
	    graph_of(session)->group_count > 0) {
		toggle_all(session);
		return;
	}
	if (group == GW_NONE) {
		say_no_group(session, node);
		return;
	}
	bool folds = !folds_of(session)[group];
	walked_fold(session, group, folds);
	drawing_refold(session);
	if (folds && !folds_of(session)[group])
		message_say(session, ROLE_ERROR,
			    "%s is not folded: several of its gates are used outside",
			    graph_of(session)->groups[group].name);
}

static void fold_named(struct session *session, const char *name, bool folds)
{
	const struct gw_graph *graph = graph_of(session);
	size_t before = count_folded(session);

	if (graph->group_count == 0)
		message_say(session, ROLE_ERROR,
			    "this graph has no groups; :fold lets makes each let one gate");
	else if (!walked_fold_named(session, *name ? name : "all", folds))
		message_say(session, ROLE_ERROR, "no group is called \"%s\"", name);
	else
		drawing_refold(session);
	if (!message_text(session) && count_folded(session) == before)
		message_say(session, ROLE_PLAIN, "nothing changes: the groups were so before");
}

/* "lets" are all of those, unless a group has that name. */
static void fold_argument(struct session *session, const char *name, bool folds)
{
	if (strcmp(name, "lets") == 0 && grouping_find(graph_of(session), name) == GW_NONE)
		group_fold_lets(session, folds);
	else
		fold_named(session, name, folds);
}

void arrange_fold(struct session *session, const struct call *call)
{
	fold_argument(session, call->argument, true);
}

void arrange_unfold(struct session *session, const struct call *call)
{
	fold_argument(session, call->argument, false);
}

void arrange_focus(struct session *session, const struct call *call)
{
	bool is_focused = drawing_is_focused(session);

	(void)call;
	if (is_focused && graph_of(session)->node_count > VIEW_DRAWABLE) {
		message_say(session, ROLE_ERROR, "%u nodes are too many to draw all of them",
			    graph_of(session)->node_count);
		return;
	}
	drawing_set_focused(session, !is_focused);
	if (!is_focused)
		message_say(session, ROLE_PLAIN,
			    "what is around the node: + and - for more and less of it, v for all");
}

/* A reach that is asked for is wanted to be seen. */
static void set_reach(struct session *session, uint32_t reach)
{
	if (drawing_is_focused(session) && drawing_reach(session) == reach) {
		message_say(session, ROLE_PLAIN, "%u is the %s", reach,
			    reach == MOST_REACH ? "most" : "least");
		return;
	}
	drawing_set_reach(session, reach);
	message_say(session, ROLE_PLAIN, "%u up and down", reach);
}

void arrange_wider(struct session *session, const struct call *call)
{
	uint32_t reach = drawing_reach(session);

	set_reach(session, call->count < MOST_REACH - reach ? reach + call->count : MOST_REACH);
}

void arrange_narrower(struct session *session, const struct call *call)
{
	uint32_t reach = drawing_reach(session);

	set_reach(session, call->count < reach - LEAST_REACH ? reach - call->count : LEAST_REACH);
}

static void set_density(struct session *session, uint32_t steps)
{
	static const char *const names[DENSITY_COUNT] = {"as it fits", "roomy", "compact"};

	drawing_set_density(session, (drawing_density(session) + steps) % DENSITY_COUNT);
	message_say(session, ROLE_PLAIN, "drawing: %s", names[drawing_density(session)]);
}

void arrange_density(struct session *session, const struct call *call)
{
	set_density(session, call->count % DENSITY_COUNT);
}

void arrange_density_back(struct session *session, const struct call *call)
{
	set_density(session, DENSITY_COUNT - call->count % DENSITY_COUNT);
}

void arrange_direction(struct session *session, const struct call *call)
{
	static const char *const names[DIRECTION_COUNT] = {"as it fits", "to the right", "down"};

	drawing_set_direction(session,
			      (drawing_direction(session) + call->count) % DIRECTION_COUNT);
	message_say(session, ROLE_PLAIN, "direction: %s", names[drawing_direction(session)]);
}

void arrange_digits(struct session *session, const struct call *call)
{
	double digits;

	if (strcmp(call->argument, "all") == 0)
		walked_set_digits(session, NUMBER_ROUND_TRIP);
	else if (number_parse(call->argument, &digits) && digits >= 0 && digits <= MOST_DIGITS)
		walked_set_digits(session, (int)digits);
	else {
		message_say(session, ROLE_ERROR, "write how many decimals, 0 to %d, or all",
			    MOST_DIGITS);
		return;
	}
	training_set_digits(session, explain_style_of(session)->digits);
	drawing_redraw(session);
}
