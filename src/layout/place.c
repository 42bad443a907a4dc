/*
 * Coordinates across, as Gansner, Koutsofios, North, Vo (1993) find them: the least cost by the
 * network simplex, which gives integers.
 */
#include "layout/place.h"
#include "layout/simplex.h"

#define WORK 200000

/* A problem for the simplex: nodes are the items, then one a link, then the drawing's two edges. */
struct exact {
	struct simplex_edge *edge;
	uint32_t edge_count;
	int *value;
	uint32_t top, bottom; /* nodes */
};

static void add_edge(struct exact *exact, uint32_t tail, uint32_t head, int length, long weight)
{
	exact->edge[exact->edge_count++] = (struct simplex_edge){tail, head, length, (int)weight};
}

static void add_order(const struct layered *graph, struct exact *exact)
{
	for (int k = 0; k < graph->layer_count; k++) {
		const uint32_t *items = graph->order + graph->first_order[k];
		uint32_t count = layer_size(graph, k);
		for (uint32_t i = 0; i < count; i++) {
			int breadth = graph->item[items[i]].breadth;
			if (i == 0)
				add_edge(exact, exact->top, items[i], 0, 0);
			if (i + 1 < count)
				add_edge(exact, items[i], items[i + 1],
					 breadth + gap_between(graph, items[i], items[i + 1]), 0);
			else
				add_edge(exact, items[i], exact->bottom, breadth, 0);
		}
	}
}

/* |a − b| is the least (a − n) + (b − n) of all n that are greater than neither. */
static void add_links(const struct layered *graph, struct exact *exact)
{
	for (uint32_t i = 0; i < graph->link_count; i++) {
		const struct link *link = &graph->link[i];
		uint32_t node = graph->item_count + i;
		int from = exit_row(graph, link->from), to = entry_row(graph, link);
		exact->value[node] = from < to ? from : to;
		add_edge(exact, node, link->from, -graph->item[link->from].exit,
			 link_weight(graph, link));
		add_edge(exact, node, link->to, -link->entry, link_weight(graph, link));
	}
}

static bool place_exactly(struct layered *graph, struct arena *arena)
{
	size_t nodes = (size_t)graph->item_count + graph->link_count + 2;
	size_t edges = 2 * (size_t)graph->item_count + 2 * (size_t)graph->link_count + 1;
	struct exact exact = {
		.edge = arena_take(arena, edges, sizeof(*exact.edge)),
		.value = arena_take(arena, nodes, sizeof(*exact.value)),
		.top = (uint32_t)nodes - 2,
		.bottom = (uint32_t)nodes - 1,
	};
	if (!exact.edge || !exact.value)
		return false;
	for (uint32_t i = 0; i < graph->item_count; i++) {
		int end = graph->item[i].across + graph->item[i].breadth;
		exact.value[i] = graph->item[i].across;
		exact.value[exact.bottom] =
			end > exact.value[exact.bottom] ? end : exact.value[exact.bottom];
	}
	add_order(graph, &exact);
	add_links(graph, &exact);
	add_edge(&exact, exact.top, exact.bottom, 0, BREADTH_WEIGHT);
	struct simplex_problem problem = {(uint32_t)nodes, exact.edge_count, exact.edge, WORK};
	if (!simplex_solve(&problem, exact.value))
		return false;
	/* The upper edge of the drawing may have moved. */
	for (uint32_t i = 0; i < graph->item_count; i++)
		graph->item[i].across = exact.value[i] - exact.value[exact.top];
	return true;
}

#define MOST_EXACT 8000 /* items and links, and edges of all parts */

bool place_items(struct layered *graph)
{
	struct arena arena = {0};
	bool done = relax_items(graph);
	if (done && graph->edges_of_all <= MOST_EXACT &&
	    graph->item_count + graph->link_count <= MOST_EXACT)
		done = place_exactly(graph, &arena);
	arena_finish(&arena);
	return done;
}
