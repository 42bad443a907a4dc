#include "layout/layout.h"

#include "base/hash.h"
#include "layout/parts.h"
#include "layout/stages.h"
#include "layout/wrap.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* What was found of a part of a graph: see `struct layout_orders`. */
struct part_orders {
	struct arena *arena;
	int *layer;       /* of each box; NULL: not known yet */
	uint32_t **start; /* the order that each start leads to; NULL: not known yet */
};

/*
 * The search for a good order: layouts are made of several, and the one that is easiest to read is
 * kept.
 */
struct search {
	struct layered *graph;
	struct part_orders *orders; /* NULL: they are not kept */
	int tries;                  /* layouts that may still be made */
	bool compares;              /* there is more than one */
	uint32_t *best_order;       /* of the items, as in the graph */
	uint64_t *tried;            /* hashes of the orders tried: none is laid out twice */
	int tried_count;
	struct layout *best;
	long difficulty; /* of the best */
};

/* ---- the search ---- */

static size_t order_bytes(const struct layered *graph)
{
	return graph->item_count * sizeof(*graph->order);
}

/* Whether the order that the graph has now was tried before; from now on it was. */
static bool was_tried(struct search *search)
{
	uint64_t hash = hash_bytes(HASH_START, search->graph->order, order_bytes(search->graph));
	for (int i = 0; i < search->tried_count; i++)
		if (search->tried[i] == hash)
			return true;
	search->tried[search->tried_count++] = hash;
	return false;
}

/*
 * Make a layout of the order that the graph has now. It becomes the best if it is; *better then
 * says so.
 */
static bool try_order(struct search *search, bool *better)
{
	struct layout layout = {0};
	*better = false;
	search->tries--;
	if (was_tried(search))
		return true;
	long found = 0;
	if (search->difficulty < LONG_MAX && !measure_least_difficulty(search->graph, &found))
		return false;
	if (found >= search->difficulty)
		return true;
	found = 0;
	bool done = place_items(search->graph) && route_wires(search->graph, &layout) &&
		    (!search->compares || measure_difficulty(search->graph, &layout, &found));
	if (!done) {
		layout_finish(&layout);
		return false;
	}
	*better = found < search->difficulty;
	if (!*better) {
		layout_finish(&layout);
		return true;
	}
	layout_finish(search->best);
	*search->best = layout;
	search->difficulty = found;
	memcpy(search->best_order, search->graph->order, order_bytes(search->graph));
	return true;
}

/* Set the order that a start leads to. */
static bool order_from(struct search *search, int start)
{
	struct layered *graph = search->graph;
	struct part_orders *orders = search->orders;
	if (orders && orders->start[start]) {
		memcpy(graph->order, orders->start[start], order_bytes(graph));
		return true;
	}
	if (!order_layers(graph, start))
		return false;
	if (!orders)
		return true;
	orders->start[start] =
		arena_take(orders->arena, graph->item_count, sizeof(**orders->start));
	if (!orders->start[start])
		return false;
	memcpy(orders->start[start], graph->order, order_bytes(graph));
	return true;
}

static bool try_starts(struct search *search, int starts)
{
	bool better;
	for (int i = 0; i < starts; i++)
		if (!order_from(search, i) || !try_order(search, &better))
			return false;
	return true;
}

static void exchange(uint32_t *a, uint32_t *b)
{
	uint32_t kept = *a;
	*a = *b;
	*b = kept;
}

/* Exchange neighbours of a layer, from the first to the last, wherever the drawing gains. */
static bool try_exchanges(struct search *search, int layer, bool *gained)
{
	const struct layered *graph = search->graph;
	for (uint32_t i = graph->first_order[layer]; i + 1 < graph->first_order[layer + 1]; i++) {
		uint32_t *a = &graph->order[i], *b = &graph->order[i + 1];
		bool better = false;
		if (search->tries == 0)
			return true;
		exchange(a, b);
		if (!try_order(search, &better))
			return false;
		if (!better)
			exchange(a, b);
		*gained = *gained || better;
	}
	return true;
}

static bool refine(struct search *search)
{
	memcpy(search->graph->order, search->best_order, order_bytes(search->graph));
	for (bool gained = true; gained && search->tries > 0;) {
		gained = false;
		for (int k = 0; k < search->graph->layer_count; k++)
			if (!try_exchanges(search, k, &gained))
				return false;
	}
	return true;
}

#define WORK 4000           /* links that may be laid out in all where only starts are tried */
#define REFINING_WORK 16000 /* and where all neighbours can be exchanged */
#define MOST_TRIES 256

static bool can_refine(const struct layered *graph, int tries)
{
	return tries > 1 && (uint32_t)tries >= graph->item_count;
}

/*
 * A part of a large graph has the time of its share. In a graph of up to 250 edges that is what it
 * would have alone.
 */
static uint32_t links_to_count(const struct layered *graph, uint32_t edges_of_all)
{
	uint32_t share = edges_of_all / 4;
	return 1 + (graph->link_count > share ? graph->link_count : share);
}

/* `limit`: no more than so many; 0: any number. */
static int count_tries(const struct layered *graph, uint32_t edges_of_all, int limit)
{
	uint32_t links = links_to_count(graph, edges_of_all);
	int tries = REFINING_WORK / links < MOST_TRIES ? (int)(REFINING_WORK / links) : MOST_TRIES;
	if (!can_refine(graph, tries))
		tries = (int)(WORK / links);
	if (limit > 0 && tries > limit)
		tries = limit;
	return tries > 1 ? tries : 1;
}

static int count_starts(const struct layered *graph, int tries)
{
	return can_refine(graph, tries) ? 1 + tries / 4 : tries;
}

/* Make room for the orders of all starts that any layout of this graph may try. */
static bool keep_starts(struct search *search, uint32_t edges_of_all)
{
	struct part_orders *orders = search->orders;
	int most = count_tries(search->graph, edges_of_all, 0);
	if (orders && !orders->start)
		orders->start = arena_take(orders->arena, (size_t)most, sizeof(*orders->start));
	return !orders || orders->start;
}

static bool search_order(struct layered *graph, uint32_t edges_of_all, struct part_orders *orders,
			 struct arena *arena, struct layout *layout)
{
	int tries = count_tries(graph, edges_of_all, graph->input->tries);
	bool refines = can_refine(graph, tries);
	struct search search = {
		.graph = graph,
		.orders = orders,
		.tries = tries,
		.compares = tries > 1,
		.best_order = arena_take(arena, graph->item_count, sizeof(*search.best_order)),
		.tried = arena_take(arena, (size_t)tries, sizeof(*search.tried)),
		.best = layout,
		.difficulty = LONG_MAX,
	};
	if (!search.best_order || !search.tried || !keep_starts(&search, edges_of_all) ||
	    !try_starts(&search, count_starts(graph, tries)))
		return false;
	return !refines || refine(&search);
}

/* ---- the whole ---- */

static bool find_layers(const struct layout_input *input, struct part_orders *orders,
			struct arena *arena, int **layer)
{
	if (orders && orders->layer) {
		*layer = orders->layer;
		return true;
	}
	*layer = arena_take(orders ? orders->arena : arena, input->box_count, sizeof(**layer));
	if (!*layer || !layers_assign(input, *layer))
		return false;
	if (orders)
		orders->layer = *layer;
	return true;
}

static bool search_layers(const struct layout_input *input, const int *layer, uint32_t edges_of_all,
			  struct part_orders *orders, struct arena *arena, struct layout *layout)
{
	struct layered graph = {.edges_of_all = edges_of_all};
	return layered_build(input, layer, arena, &graph) &&
	       search_order(&graph, edges_of_all, orders, arena, layout);
}

bool lay_out_layers(const struct layout_input *input, const int *layer, uint32_t edges_of_all,
		    struct arena *arena, struct layout *layout)
{
	return search_layers(input, layer, edges_of_all, NULL, arena, layout);
}

static bool run_stages(const struct layout_input *input, uint32_t edges_of_all,
		       struct part_orders *orders, struct arena *arena, struct layout *layout)
{
	int *layer;
	if (!find_layers(input, orders, arena, &layer) ||
	    !search_layers(input, layer, edges_of_all, orders, arena, layout))
		return false;
	bool is_long = input->wrap_length > 0 && layout->length > input->wrap_length;
	return !is_long || wrap_layout(input, layer, edges_of_all, layout);
}

/* The orders of a part, to be kept from its first layout on. False if memory ran out. */
static bool find_orders(struct layout_orders *orders, uint32_t part_count, uint32_t part,
			struct part_orders **found)
{
	struct arena *arena = &orders->arena;
	if (!orders->part)
		orders->part = arena_take(arena, part_count, sizeof(*orders->part));
	if (!orders->part)
		return false;
	*found = &orders->part[part];
	(*found)->arena = arena;
	return true;
}

static bool lay_out_part(struct parts *parts, uint32_t index, const struct layout_input *whole)
{
	struct part *part = &parts->part[index];
	struct part_orders *orders = NULL;
	struct arena arena = {0};
	bool done = (!whole->orders || find_orders(whole->orders, parts->count, index, &orders)) &&
		    run_stages(&part->input, whole->edge_count, orders, &arena, &part->layout);
	arena_finish(&arena);
	return done;
}

static void finish_parts(struct parts *parts)
{
	for (uint32_t i = 0; i < parts->count; i++)
		layout_finish(&parts->part[i].layout);
}

static bool lay_out_parts(const struct layout_input *input, struct arena *arena,
			  struct layout *layout)
{
	struct parts parts;
	bool done = parts_take_apart(input, arena, &parts);
	for (uint32_t i = 0; done && i < parts.count; i++)
		done = lay_out_part(&parts, i, input);
	done = done && parts_pack(input, arena, &parts) && parts_join(&parts, layout);
	finish_parts(&parts);
	return done;
}

bool layout_run(const struct layout_input *input, struct layout *layout)
{
	struct arena arena = {0};
	*layout = (struct layout){0};
	bool done = lay_out_parts(input, &arena, layout);
	arena_finish(&arena);
	if (!done)
		layout_finish(layout);
	return done;
}

void layout_orders_finish(struct layout_orders *orders)
{
	arena_finish(&orders->arena);
	*orders = (struct layout_orders){0};
}

void layout_finish(struct layout *layout)
{
	free(layout->box);
	free(layout->segment);
	free(layout->first_segment);
	*layout = (struct layout){0};
}
