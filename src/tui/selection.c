#include "tui/selection.h"

#include "graph/grouping.h"
#include "tui/message.h"
#include "tui/session_parts.h"
#include "tui/walked_graph.h"

#include <stdlib.h>
#include <string.h>

/* The entry of the inspected matrix that is explained. */
struct chosen_entry {
	bool is_chosen;
	uint32_t row, column;
};

struct selection {
	uint32_t node;   /* GW_NONE: whatever node is at work */
	uint32_t reveal; /* what the view has to scroll to; GW_NONE: it stays */
	struct chosen_entry entry;
};

struct selection *selection_create(void)
{
	struct selection *selection = calloc(1, sizeof(*selection));

	if (selection)
		selection->node = selection->reveal = GW_NONE;
	return selection;
}

void selection_destroy(struct selection *selection)
{
	free(selection);
}

uint32_t selected_node(const struct session *session)
{
	return session->selection->node;
}

void select_node(struct session *session, uint32_t node)
{
	session->selection->node = node;
}

uint32_t node_to_reveal(const struct session *session)
{
	return session->selection->reveal;
}

void reveal_node(struct session *session, uint32_t node)
{
	session->selection->reveal = node;
}

void reveal_node_meant(struct session *session)
{
	session->selection->reveal = node_meant(session);
}

static uint32_t first_leaf(const struct gw_graph *graph)
{
	for (uint32_t node = 0; node < graph->node_count; node++)
		if (graph->kind[node] == GW_INPUT || graph->kind[node] == GW_PARAM)
			return node;
	return 0;
}

uint32_t node_meant(const struct session *session)
{
	uint32_t node = session->selection->node;

	if (node == GW_NONE)
		node = gw_walk_step(walk_of(session)).node;
	return node == GW_NONE ? first_leaf(graph_of(session)) : node;
}

uint32_t node_of_name(const struct session *session, const char *name)
{
	uint32_t node = gw_graph_find(graph_of(session), name), group;

	if (node != GW_NONE)
		return node;
	group = grouping_find(graph_of(session), name);
	return group == GW_NONE ? GW_NONE : grouping_last_gate(graph_of(session), group);
}

uint32_t node_named(struct session *session, const char *argument)
{
	const char *suggestion;
	uint32_t node;

	if (*argument == '\0')
		return node_meant(session);
	node = node_of_name(session, argument);
	if (node != GW_NONE)
		return node;
	suggestion = gw_graph_suggest(graph_of(session), argument);
	if (suggestion)
		message_say(session, ROLE_ERROR, "no node is called \"%s\"; did you mean \"%s\"?",
			    argument, suggestion);
	else
		message_say(session, ROLE_ERROR, "no node is called \"%s\"", argument);
	return GW_NONE;
}

void selection_choose_entry(struct session *session, uint32_t row, uint32_t column)
{
	session->selection->entry = (struct chosen_entry){true, row, column};
}

bool selection_entry(const struct session *session, uint32_t *row, uint32_t *column)
{
	const struct chosen_entry *entry = &session->selection->entry;

	*row = entry->row;
	*column = entry->column;
	return entry->is_chosen;
}

bool selection_entry_of(const struct session *session, uint32_t node, size_t *at)
{
	struct gw_shape shape = gw_node_shape(graph_of(session), node);
	const struct chosen_entry *entry = &session->selection->entry;
	uint32_t row = entry->row < shape.rows ? entry->row : shape.rows - 1;
	uint32_t column = entry->column < shape.columns ? entry->column : shape.columns - 1;

	*at = (size_t)row * shape.columns + column;
	return entry->is_chosen;
}
