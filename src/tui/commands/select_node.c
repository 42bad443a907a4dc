/*
 * Pointing at nodes.
 */
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/inspector.h"
#include "tui/message.h"
#include "tui/selection.h"
#include "tui/session_training.h"
#include "tui/surface.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"

#include <math.h>

#define SCROLL_ENTRIES 4      /* as many rows as the other views scroll */
#define FARTHEST_SCROLL 10000 /* lines that a view without nodes scrolls at once */

/* The state that a move can change. */
struct place {
	uint32_t node, selected;
	size_t entry, runner; /* in training */
	double aim[2];        /* on the surface of the loss; infinite: at nothing */
	struct scroll scroll;
};

static struct place place_of(struct session *session)
{
	static const double nowhere[] = {INFINITY, INFINITY};
	const double *aim = surface_aim(session) ? surface_aim(session) : nowhere;

	return (struct place){.node = node_meant(session),
			      .selected = selected_node(session),
			      .entry = training_entry(session),
			      .runner = training_runner(session),
			      .aim = {aim[0], aim[1]},
			      .scroll = *view_scroll(session)};
}

static bool is_same_place(struct place a, struct place b)
{
	return a.node == b.node && a.selected == b.selected && a.entry == b.entry &&
	       a.runner == b.runner && a.aim[0] == b.aim[0] && a.aim[1] == b.aim[1] &&
	       a.scroll.x == b.scroll.x && a.scroll.y == b.scroll.y;
}

/* No way through nodes or entries is longer than they are many: a longer count is a slip. */
static size_t longest_way(struct session *session)
{
	size_t longest = FARTHEST_SCROLL, nodes = graph_of(session)->node_count, entries = 0;

	if (view_is_training(view_now(session)) && training_prepare(session))
		entries = training_timeline(session)->fit.entry_count;
	longest = nodes > longest ? nodes : longest;
	return entries > longest ? entries : longest;
}

/* As often as the count says, or until nothing moves any more. */
static void move(struct session *session, const struct call *call, int dx, int dy)
{
	size_t most = longest_way(session);
	bool has_moved = true;

	for (size_t i = 0; i < call->count && i < most && has_moved; i++) {
		struct place before = place_of(session);
		view_shown(session)->move(session, dx, dy);
		has_moved = !is_same_place(before, place_of(session));
		if (!has_moved && i == 0)
			message_say(session, ROLE_PLAIN, "there is nothing more that way");
	}
	reveal_node_meant(session);
	inspector_scroll_to_top(session);
}

void choose_left(struct session *session, const struct call *call)
{
	move(session, call, -1, 0);
}

void choose_down(struct session *session, const struct call *call)
{
	move(session, call, 0, 1);
}

void choose_up(struct session *session, const struct call *call)
{
	move(session, call, 0, -1);
}

void choose_right(struct session *session, const struct call *call)
{
	move(session, call, 1, 0);
}

/* The table of training shows what is around the selected entry. */
static void move_in_entries(struct session *session, const struct call *call, int dy)
{
	const struct call moves = {.count = call->count * SCROLL_ENTRIES, .argument = ""};

	move(session, &moves, 0, dy);
}

void choose_entries_down(struct session *session, const struct call *call)
{
	move_in_entries(session, call, 1);
}

void choose_entries_up(struct session *session, const struct call *call)
{
	move_in_entries(session, call, -1);
}

void choose_node(struct session *session, const struct call *call)
{
	uint32_t node = node_named(session, call->argument);

	if (node == GW_NONE)
		return;
	select_node(session, node);
	reveal_node(session, node);
	training_point_at(session, node);
	if (view_now(session) == VIEW_COMPARE || view_now(session) == VIEW_SOURCE)
		message_say(session, ROLE_PLAIN, "%s is selected: graph and table show it",
			    shown_name_of(session, node));
}

void choose_current(struct session *session, const struct call *call)
{
	(void)call;
	if (selected_node(session) == GW_NONE)
		message_say(session, ROLE_PLAIN,
			    "nothing is selected: what is shown follows the node at work");
	select_node(session, GW_NONE);
	reveal_node_meant(session);
}
