#include "tui/nudging.h"

#include "explain/explain_nudge.h"
#include "tui/selection.h"
#include "tui/session_parts.h"
#include "tui/walked_graph.h"

#include <stdlib.h>

/* Of a graph that is nudged while a key waits: a nudge takes many passes. */
#define MOST_ENTRIES 10000

struct nudging {
	struct gw_tape *scratch; /* NULL before the first nudge */
	unsigned numbers;        /* walked_numbers() when the scratch was made */
	bool is_known;           /* the nudge below is of them */
	struct nudge nudge;
};

struct nudging *nudging_create(void)
{
	return calloc(1, sizeof(struct nudging));
}

void nudging_destroy(struct nudging *nudging)
{
	if (nudging)
		gw_tape_destroy(nudging->scratch);
	free(nudging);
}

static bool is_small(const struct gw_graph *graph)
{
	size_t entries = 0;

	for (uint32_t i = 0; i < graph->node_count && entries <= MOST_ENTRIES; i++)
		entries += gw_entry_count(gw_node_shape(graph, i));
	return entries <= MOST_ENTRIES;
}

/* In forward mode the derivative by its own input is there at the end, and no other. */
static bool has_whole_gradient(const struct session *session, uint32_t node)
{
	const struct gw_walk *walk = walk_of(session);

	return !walk->tangents || (walk->tangents->leaf == node && walk->t == gw_walk_last(walk));
}

/* Only then there is a gradient to compare with, and nothing is told before its time. */
static bool can_nudge(const struct session *session, uint32_t node)
{
	enum gw_kind kind = (enum gw_kind)graph_of(session)->kind[node];
	enum gw_gradient_state state = gw_walk_gradient(walk_of(session), node).state;

	if (!has_whole_gradient(session, node))
		return false;
	return (kind == GW_INPUT || kind == GW_PARAM) && !gw_is_left_out(tape_of(session), node) &&
	       (state == GW_FINAL || state == GW_INDEPENDENT) && is_small(graph_of(session));
}

/* A tape with the numbers of now. False if memory ran out. */
static bool renew_scratch(struct session *session)
{
	struct nudging *nudging = session->nudging;
	struct gw_error error = {0};

	if (nudging->scratch && nudging->numbers == walked_numbers(session))
		return true;
	gw_tape_destroy(nudging->scratch);
	nudging->scratch =
		walked_create_tape(session, graph_of(session), tape_of(session)->output, &error);
	nudging->numbers = walked_numbers(session);
	nudging->is_known = false;
	return nudging->scratch != NULL;
}

void nudging_add(struct session *session, struct prose *prose, uint32_t node)
{
	struct nudging *nudging = session->nudging;
	const struct gw_check *known = &nudging->nudge.check;
	size_t entry = 0;

	if (!can_nudge(session, node) || !renew_scratch(session))
		return;
	if (!selection_entry_of(session, node, &entry))
		entry = 0;
	if (!nudging->is_known || known->leaf != node || known->entry != entry)
		nudging->nudge = nudge_entry(tape_of(session), nudging->scratch, node, entry);
	nudging->is_known = true;
	explain_nudge(prose, walk_of(session), &nudging->nudge, explain_style_of(session));
}
