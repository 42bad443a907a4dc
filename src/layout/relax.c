/*
 * Each layer in turn is placed as well as its neighbours' places allow, forward and back. With the
 * items' wants w_i and their weights, Σ weight × |x_i − w_i| is least subject to the order and the
 * gaps. With s_i, the least sum of breadths and gaps before item i, z_i = x_i − s_i has only to
 * ascend: isotonic regression.
 */
#include "layout/place.h"

#include <limits.h>
#include <stdlib.h>

/* A place that an item is pulled to, or a step in the slope of a cost. */
struct want {
	int at;
	long weight;
};

/* What a link pulls its item to: the item at its other end, and so many cells beside that. */
struct pull {
	uint32_t item;
	int offset;
	int weight;
};

struct placing {
	struct layered *graph;
	struct pull *before; /* on the items that links enter, as `in` lists them */
	struct pull *after;  /* on the items that they leave, as `link` lists them */
	int *offset;         /* s_i, by item */
	struct want *near;   /* of one item */
	struct want *heap;   /* the greatest `at` first */
	uint32_t heap_count;
	int *limit; /* by position */
};

static void set_offsets(struct placing *p)
{
	struct layered *graph = p->graph;
	for (int k = 0; k < graph->layer_count; k++) {
		const uint32_t *items = graph->order + graph->first_order[k];
		int offset = 0;
		for (uint32_t i = 0; i < layer_size(graph, k); i++) {
			if (i > 0)
				offset += gap_between(graph, items[i - 1], items[i]);
			p->offset[items[i]] = offset;
			graph->item[items[i]].across = offset;
			offset += graph->item[items[i]].breadth;
		}
	}
}

static void set_pulls(struct placing *p)
{
	const struct layered *graph = p->graph;
	for (uint32_t k = 0; k < graph->link_count; k++) {
		const struct link *in = &graph->link[graph->in[k]], *out = &graph->link[k];
		p->before[k] = (struct pull){in->from, graph->item[in->from].exit - in->entry,
					     link_weight(graph, in)};
		p->after[k] = (struct pull){out->to, out->entry - graph->item[out->from].exit,
					    link_weight(graph, out)};
	}
}

/* ---- a heap of wants ---- */

static void swap_wants(struct want *a, struct want *b)
{
	struct want kept = *a;
	*a = *b;
	*b = kept;
}

static void heap_add(struct placing *p, struct want want)
{
	uint32_t i = p->heap_count++;
	p->heap[i] = want;
	for (; i > 0 && p->heap[(i - 1) / 2].at < p->heap[i].at; i = (i - 1) / 2)
		swap_wants(&p->heap[(i - 1) / 2], &p->heap[i]);
}

static void heap_remove_first(struct placing *p)
{
	p->heap[0] = p->heap[--p->heap_count];
	for (uint32_t i = 0, child = 1; child < p->heap_count; i = child, child = 2 * i + 1) {
		if (child + 1 < p->heap_count && p->heap[child + 1].at > p->heap[child].at)
			child++;
		if (p->heap[child].at <= p->heap[i].at)
			break;
		swap_wants(&p->heap[i], &p->heap[child]);
	}
}

/* ---- one layer ---- */

static int compare_wants(const void *left, const void *right)
{
	const struct want *a = left, *b = right;
	return (a->at > b->at) - (a->at < b->at);
}

/* Nearly all items have few neighbours, and are sorted faster one by one. */
static void sort_wants(struct want *want, uint32_t count)
{
	if (count > 8) {
		qsort(want, count, sizeof(*want), compare_wants);
		return;
	}
	for (uint32_t i = 1; i < count; i++)
		for (uint32_t k = i; k > 0 && want[k].at < want[k - 1].at; k--)
			swap_wants(&want[k], &want[k - 1]);
}

/* Add what links pull to behind those that are there. Returns how many there are then. */
static uint32_t add_near(struct placing *p, const struct pull *pull, uint32_t pulls, uint32_t count,
			 long *total)
{
	for (uint32_t k = 0; k < pulls; k++) {
		int at = p->graph->item[pull[k].item].across + pull[k].offset;
		p->near[count++] = (struct want){at, pull[k].weight};
		*total += pull[k].weight;
	}
	return count;
}

/*
 * Where an item would be straightest to its neighbours on the sides asked for: their weighted
 * median.
 */
static struct want find_want(struct placing *p, uint32_t item, bool before, bool after)
{
	const struct layered *graph = p->graph;
	const uint32_t *in = graph->first_in + item, *out = graph->first_out + item;
	uint32_t count = 0;
	long total = 0;
	if (before)
		count = add_near(p, p->before + in[0], in[1] - in[0], count, &total);
	if (after)
		count = add_near(p, p->after + out[0], out[1] - out[0], count, &total);
	if (count == 0)
		return (struct want){graph->item[item].across, 0};
	sort_wants(p->near, count);
	long sum = 0;
	uint32_t middle = 0;
	while (2 * (sum + p->near[middle].weight) < total)
		sum += p->near[middle++].weight;
	return (struct want){p->near[middle].at, total};
}

/*
 * Add weight × |z − want| to the cost of the items so far as a function of the last one's z. The
 * heap holds where that cost changes its slope, as far as it falls, so that its greatest place is
 * where the cost is least. Of what is added, the falling half goes in; and as the rising half may
 * not count left of the least place, that is moved by it.
 */
static void add_cost(struct placing *p, struct want want)
{
	long excess = want.weight;
	want.weight *= 2;
	heap_add(p, want);
	while (excess > 0) {
		long taken = p->heap[0].weight < excess ? p->heap[0].weight : excess;
		excess -= taken;
		p->heap[0].weight -= taken;
		if (p->heap[0].weight == 0)
			heap_remove_first(p);
	}
}

/*
 * Items that want nothing stand next to those before them, or at the layer's beginning next to
 * those after. Returns whether any has moved.
 */
static bool place_layer(struct placing *p, int layer, bool before, bool after)
{
	struct layered *graph = p->graph;
	const uint32_t *items = graph->order + graph->first_order[layer];
	uint32_t count = layer_size(graph, layer);
	p->heap_count = 0;
	for (uint32_t i = 0; i < count; i++) {
		struct want want = find_want(p, items[i], before, after);
		want.at -= p->offset[items[i]];
		if (want.weight > 0)
			add_cost(p, want);
		p->limit[i] = p->heap_count > 0 ? p->heap[0].at : INT_MAX;
	}
	if (p->heap_count == 0)
		return false;
	bool has_moved = false;
	for (uint32_t i = count; i-- > 0;) {
		if (i + 1 < count && p->limit[i] > p->limit[i + 1])
			p->limit[i] = p->limit[i + 1];
		int across = p->limit[i] + p->offset[items[i]];
		has_moved = has_moved || graph->item[items[i]].across != across;
		graph->item[items[i]].across = across;
	}
	return has_moved;
}

/* ---- all layers ---- */

#define ROUNDS 12

/*
 * If at first each layer looks only at the one before, trees spread as far as they want. If it
 * looks at both sides at once, the layers stay closer together.
 */
static void place_layers(struct placing *p, bool spread)
{
	int layers = p->graph->layer_count;
	bool has_moved = true;
	set_offsets(p);
	for (int round = 0; has_moved && round < ROUNDS; round++) {
		has_moved = spread && round == 0;
		for (int k = 1; k < layers; k++)
			has_moved |= place_layer(p, k, true, round > 0 || !spread);
		for (int k = layers - 1; k-- > 0;)
			has_moved |= place_layer(p, k, true, true);
	}
}

/* Let the drawing begin at 0. Returns its breadth. */
static int shift_to_zero(struct layered *graph)
{
	int first = graph->item_count > 0 ? INT_MAX : 0, end = graph->item_count > 0 ? INT_MIN : 0;
	for (uint32_t i = 0; i < graph->item_count; i++) {
		const struct item *item = &graph->item[i];
		first = item->across < first ? item->across : first;
		end = item->across + item->breadth > end ? item->across + item->breadth : end;
	}
	for (uint32_t i = 0; i < graph->item_count; i++)
		graph->item[i].across -= first;
	return end - first;
}

static long cost_of(const struct layered *graph, int breadth)
{
	long cost = (long)BREADTH_WEIGHT * breadth;
	for (uint32_t i = 0; i < graph->link_count; i++) {
		const struct link *link = &graph->link[i];
		cost += (long)link_weight(graph, link) *
			abs(exit_row(graph, link->from) - entry_row(graph, link));
	}
	return cost;
}

static bool relax(struct layered *graph, struct arena *arena)
{
	size_t items = graph->item_count, links = graph->link_count;
	struct placing p = {
		.graph = graph,
		.before = arena_take(arena, links, sizeof(*p.before)),
		.after = arena_take(arena, links, sizeof(*p.after)),
		.offset = arena_take(arena, items, sizeof(*p.offset)),
		.near = arena_take(arena, links, sizeof(*p.near)),
		.heap = arena_take(arena, items + 1, sizeof(*p.heap)),
		.limit = arena_take(arena, items, sizeof(*p.limit)),
	};
	int *spread = arena_take(arena, items, sizeof(*spread));
	if (!p.before || !p.after || !p.offset || !p.near || !p.heap || !p.limit || !spread)
		return false;
	set_pulls(&p);
	place_layers(&p, true);
	long spread_cost = cost_of(graph, shift_to_zero(graph));
	for (uint32_t i = 0; i < graph->item_count; i++)
		spread[i] = graph->item[i].across;
	place_layers(&p, false);
	long cost = cost_of(graph, shift_to_zero(graph));
	for (uint32_t i = 0; spread_cost < cost && i < graph->item_count; i++)
		graph->item[i].across = spread[i];
	return true;
}

bool relax_items(struct layered *graph)
{
	struct arena arena = {0};
	bool done = relax(graph, &arena);
	arena_finish(&arena);
	return done;
}
