/*
 * Few crossings, after Gansner, Koutsofios, North, Vo (1993): from several fixed starts, sweeps
 * forward and back set each layer by the median of its neighbours, neighbours in a layer are
 * exchanged where that helps, and the best order seen is kept. Crossings are counted as Barth,
 * Jünger, Mutzel (2004) do, in O(links × log ports).
 *
 * Ports count: a link ends at the place of its port among all ports of the layer, so that a gate
 * whose operands come in the wrong order is a crossing like any other.
 */
#include "layout/stages.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct sort_key {
	long value; /* where the item wants to be: this counts first */
	int tie;    /* then this, and last the number of the item */
	uint32_t item;
};

struct ordering {
	struct layered *graph;
	int *first_port; /* of each item: the place of its first port among all of its layer */
	/*
	 * Of the links into and out of each item, as `in` and `link` list them, but ascending: the
	 * positions that they come from, and the places of the ports that they enter.
	 */
	int *place_before;
	int *place_after;
	uint32_t *filled; /* one an item */
	bool *is_settled; /* by position in a layer: exchanging it with the next gains nothing */
	struct sort_key *key;
	uint32_t *count; /* of links by port: a tree of partial sums */
	uint32_t *best;  /* the best order so far */
	long best_crossings;
};

/* ---- places ---- */

static uint32_t *layer_items(const struct layered *graph, int layer)
{
	return graph->order + graph->first_order[layer];
}

static uint32_t in_count(const struct layered *graph, uint32_t item)
{
	return graph->first_in[item + 1] - graph->first_in[item];
}

static void set_places(struct ordering *o, int layer)
{
	const struct layered *graph = o->graph;
	const uint32_t *items = layer_items(graph, layer);
	int port = 0;
	for (uint32_t i = 0; i < layer_size(graph, layer); i++) {
		o->first_port[items[i]] = port;
		port += (int)in_count(graph, items[i]);
	}
}

static void set_all_places(struct ordering *o)
{
	for (int k = 0; k < o->graph->layer_count; k++)
		set_places(o, k);
}

/*
 * Where the links into a layer come from: going through the layer before in order, each item's list
 * is ascending.
 */
static void find_places_before(struct ordering *o, int layer)
{
	const struct layered *graph = o->graph;
	if (layer == 0)
		return;
	for (uint32_t i = 0; i < layer_size(graph, layer); i++)
		o->filled[layer_items(graph, layer)[i]] = 0;
	for (uint32_t i = 0; i < layer_size(graph, layer - 1); i++) {
		uint32_t from = layer_items(graph, layer - 1)[i];
		for (uint32_t k = graph->first_out[from]; k < graph->first_out[from + 1]; k++) {
			uint32_t to = graph->link[k].to;
			o->place_before[graph->first_in[to] + o->filled[to]++] = (int)i;
		}
	}
}

/* Where the links out of a layer go. */
static void find_places_after(struct ordering *o, int layer)
{
	const struct layered *graph = o->graph;
	if (layer + 1 == graph->layer_count)
		return;
	for (uint32_t i = 0; i < layer_size(graph, layer); i++)
		o->filled[layer_items(graph, layer)[i]] = 0;
	for (uint32_t i = 0; i < layer_size(graph, layer + 1); i++) {
		uint32_t to = layer_items(graph, layer + 1)[i];
		for (uint32_t k = graph->first_in[to]; k < graph->first_in[to + 1]; k++) {
			uint32_t from = graph->link[graph->in[k]].from;
			int port = o->first_port[to] + (int)(k - graph->first_in[to]);
			o->place_after[graph->first_out[from] + o->filled[from]++] = port;
		}
	}
}

/* ---- crossings ---- */

/* How many links counted so far end after a port. `size` is a power of two. */
static long count_after(const uint32_t *count, uint32_t size, uint32_t port)
{
	long sum = 0;
	for (uint32_t node = size + port; node > 1; node /= 2)
		if (node % 2 == 0)
			sum += count[node + 1];
	return sum;
}

static void count_port(uint32_t *count, uint32_t size, uint32_t port)
{
	for (uint32_t node = size + port; node > 0; node /= 2)
		count[node]++;
}

static uint32_t tree_size(uint32_t leaves)
{
	uint32_t size = 1;
	while (size < leaves)
		size *= 2;
	return size;
}

/* Crossings between a layer and the next. */
static long count_channel(struct ordering *o, int layer)
{
	const struct layered *graph = o->graph;
	long crossings = 0;
	uint32_t ports = 0;
	for (uint32_t i = 0; i < layer_size(graph, layer + 1); i++)
		ports += in_count(graph, layer_items(graph, layer + 1)[i]);
	uint32_t size = tree_size(ports);
	memset(o->count, 0, 2 * (size_t)size * sizeof(*o->count));
	find_places_after(o, layer);
	for (uint32_t i = 0; i < layer_size(graph, layer); i++) {
		uint32_t from = layer_items(graph, layer)[i];
		/*
		 * Links of one net never cross each other: all are counted before any is entered.
		 */
		for (uint32_t k = graph->first_out[from]; k < graph->first_out[from + 1]; k++)
			crossings += count_after(o->count, size, (uint32_t)o->place_after[k]);
		for (uint32_t k = graph->first_out[from]; k < graph->first_out[from + 1]; k++)
			count_port(o->count, size, (uint32_t)o->place_after[k]);
	}
	return crossings;
}

static long count_all(struct ordering *o)
{
	long crossings = 0;
	for (int k = 0; k + 1 < o->graph->layer_count; k++)
		crossings += count_channel(o, k);
	return crossings;
}

/* ---- sorting one layer ---- */

static int compare_keys(const void *left, const void *right)
{
	const struct sort_key *a = left, *b = right;
	if (a->value != b->value)
		return a->value < b->value ? -1 : 1;
	if (a->tie != b->tie)
		return a->tie < b->tie ? -1 : 1;
	return (a->item > b->item) - (a->item < b->item);
}

#define KEY_SCALE 64 /* keys are fractions of places */

/*
 * The median of ascending places; between two middle ones, nearer to the side where places lie
 * closer together.
 */
static long median(const int *place, uint32_t count)
{
	uint32_t middle = count / 2;
	if (count % 2 == 1)
		return (long)place[middle] * KEY_SCALE;
	if (count == 2)
		return ((long)place[0] + place[1]) * KEY_SCALE / 2;
	long left = place[middle - 1] - place[0], right = place[count - 1] - place[middle];
	if (left + right == 0)
		return ((long)place[middle - 1] + place[middle]) * KEY_SCALE / 2;
	return (place[middle - 1] * right + place[middle] * left) * KEY_SCALE / (left + right);
}

static long barycenter(const int *place, uint32_t count)
{
	long sum = 0;
	for (uint32_t i = 0; i < count; i++)
		sum += place[i];
	return sum * KEY_SCALE / (long)count;
}

struct sweep {
	bool forward;       /* by the layer before */
	bool by_barycenter; /* instead of the median */
	bool flip_ties;     /* items that want the same place change their order */
};

static void sort_layer(struct ordering *o, int layer, const struct sweep *sweep)
{
	struct layered *graph = o->graph;
	const uint32_t *first = sweep->forward ? graph->first_in : graph->first_out;
	const int *places = sweep->forward ? o->place_before : o->place_after;
	uint32_t *items = layer_items(graph, layer);
	uint32_t count = 0;
	if (sweep->forward)
		find_places_before(o, layer);
	else
		find_places_after(o, layer);
	for (uint32_t i = 0; i < layer_size(graph, layer); i++) {
		uint32_t item = items[i], near = first[item + 1] - first[item];
		if (near == 0)
			continue;
		const int *place = places + first[item];
		o->key[count++] = (struct sort_key){
			.value = sweep->by_barycenter ? barycenter(place, near)
						      : median(place, near),
			.tie = sweep->flip_ties ? -(int)i : (int)i,
			.item = item,
		};
	}
	qsort(o->key, count, sizeof(*o->key), compare_keys);
	/* Items without links on that side stay where they are. */
	for (uint32_t i = 0, next = 0; i < layer_size(graph, layer); i++)
		if (first[items[i] + 1] > first[items[i]])
			items[i] = o->key[next++].item;
	set_places(o, layer);
}

/* ---- exchanging neighbours ---- */

/* Pairs of a place in `left` and a smaller one in `right`; both ascend. */
static long count_inversions(const int *left, uint32_t left_count, const int *right,
			     uint32_t right_count)
{
	long inversions = 0;
	uint32_t smaller = 0;
	for (uint32_t i = 0; i < left_count; i++) {
		while (smaller < right_count && right[smaller] < left[i])
			smaller++;
		inversions += smaller;
	}
	return inversions;
}

/* Crossings of the links of two items of a layer if `a` is before `b`. */
static long pair_crossings(const struct ordering *o, uint32_t a, uint32_t b)
{
	const struct layered *graph = o->graph;
	const uint32_t *in = graph->first_in, *out = graph->first_out;
	return count_inversions(o->place_before + in[a], in[a + 1] - in[a], o->place_before + in[b],
				in[b + 1] - in[b]) +
	       count_inversions(o->place_after + out[a], out[a + 1] - out[a],
				o->place_after + out[b], out[b + 1] - out[b]);
}

/*
 * Exchange neighbours until none gains. With `even` the first round also exchanges pairs that gain
 * and lose nothing, to leave a plateau.
 */
static void exchange_layer(struct ordering *o, int layer, bool even)
{
	struct layered *graph = o->graph;
	uint32_t *items = layer_items(graph, layer), count = layer_size(graph, layer);
	find_places_before(o, layer);
	find_places_after(o, layer);
	memset(o->is_settled, 0, count * sizeof(*o->is_settled));
	bool changed = true;
	for (int round = 0; changed && round < 8; round++) {
		changed = false;
		for (uint32_t i = 0; i + 1 < count; i++) {
			if (o->is_settled[i])
				continue;
			o->is_settled[i] = true;
			uint32_t a = items[i], b = items[i + 1];
			long gain = pair_crossings(o, a, b) - pair_crossings(o, b, a);
			if (gain > 0 || (gain == 0 && even && round == 0)) {
				items[i] = b;
				items[i + 1] = a;
				changed = true;
				/* Those beside them have another neighbour now. */
				o->is_settled[i + 1] = false;
				if (i > 0)
					o->is_settled[i - 1] = false;
			}
		}
	}
	set_places(o, layer);
}

static void exchange_all(struct ordering *o, bool even)
{
	for (int k = 0; k < o->graph->layer_count; k++)
		exchange_layer(o, k, even);
	for (int k = o->graph->layer_count - 1; k-- > 0;)
		exchange_layer(o, k, false);
}

/* ---- starts ---- */

/* Order all layers by a number of each item. */
static void order_by(struct ordering *o, const uint32_t *number)
{
	struct layered *graph = o->graph;
	for (int k = 0; k < graph->layer_count; k++) {
		uint32_t *items = layer_items(graph, k), count = layer_size(graph, k);
		for (uint32_t i = 0; i < count; i++)
			o->key[i] = (struct sort_key){.value = number[items[i]], .item = items[i]};
		qsort(o->key, count, sizeof(*o->key), compare_keys);
		for (uint32_t i = 0; i < count; i++)
			items[i] = o->key[i].item;
	}
	set_all_places(o);
}

/*
 * Number the items as a walk meets them that goes from `start` along the links (or against them),
 * first port first.
 */
static uint32_t number_from(const struct layered *graph, uint32_t start, bool forward,
			    uint32_t next, uint32_t *stack, uint32_t *number)
{
	uint32_t depth = 0;
	stack[depth++] = start;
	while (depth > 0) {
		uint32_t item = stack[--depth];
		if (number[item])
			continue;
		number[item] = next++;
		const uint32_t *first = forward ? graph->first_out : graph->first_in;
		for (uint32_t k = first[item + 1]; k-- > first[item];)
			stack[depth++] =
				forward ? graph->link[k].to : graph->link[graph->in[k]].from;
	}
	return next;
}

static void number_walk(const struct layered *graph, bool forward, uint32_t *stack,
			uint32_t *number)
{
	const uint32_t *first = forward ? graph->first_in : graph->first_out;
	uint32_t next = 1;
	memset(number, 0, graph->item_count * sizeof(*number));
	for (uint32_t i = 0; i < graph->item_count; i++)
		if (first[i] == first[i + 1])
			next = number_from(graph, i, forward, next, stack, number);
}

static void number_randomly(const struct layered *graph, uint32_t seed, uint32_t *number)
{
	for (uint32_t i = 0; i < graph->item_count; i++) {
		seed = seed * 1664525 + 1013904223;
		number[i] = seed >> 8;
	}
}

/* ---- all together ---- */

static void keep_if_best(struct ordering *o)
{
	long crossings = count_all(o);
	if (crossings >= o->best_crossings)
		return;
	o->best_crossings = crossings;
	memcpy(o->best, o->graph->order, o->graph->item_count * sizeof(*o->best));
}

static void improve(struct ordering *o, int rounds)
{
	int layers = o->graph->layer_count;
	keep_if_best(o);
	if (o->graph->input->before) {
		exchange_all(o, false);
		keep_if_best(o);
	}
	for (int i = 0; i < rounds && o->best_crossings > 0; i++) {
		struct sweep sweep = {
			.forward = i % 2 == 0, .by_barycenter = i % 4 > 1, .flip_ties = i % 3 == 1};
		for (int k = 1; k < layers; k++)
			sort_layer(o, sweep.forward ? k : layers - 1 - k, &sweep);
		exchange_all(o, i % 2 == 1);
		keep_if_best(o);
	}
}

#define UNNUMBERED UINT32_MAX

/* Boxes by where they were; what is new, and bend points, by what it comes from or leads to. */
static void number_as_before(const struct layered *graph, uint32_t *number)
{
	for (uint32_t i = 0; i < graph->item_count; i++) {
		int before = is_box(graph, i) ? graph->input->before[i] : -1;
		number[i] = before < 0 ? UNNUMBERED : (uint32_t)before;
	}
	for (uint32_t k = 0; k < graph->item_count; k++) {
		uint32_t item = graph->order[k];
		if (number[item] == UNNUMBERED && in_count(graph, item) > 0)
			number[item] = number[graph->link[graph->in[graph->first_in[item]]].from];
	}
	for (uint32_t k = graph->item_count; k-- > 0;) {
		uint32_t item = graph->order[k];
		if (number[item] == UNNUMBERED &&
		    graph->first_out[item] < graph->first_out[item + 1])
			number[item] = number[graph->link[graph->first_out[item]].to];
	}
}

/* If there was a drawing before, its order is the first start. */
static void number_items(const struct layered *graph, int start, uint32_t *stack, uint32_t *number)
{
	if (graph->input->before && start-- == 0)
		number_as_before(graph, number);
	else if (start < 2)
		number_walk(graph, start == 1, stack, number);
	else if (start == 2)
		for (uint32_t i = 0; i < graph->item_count; i++)
			number[i] = graph->item[i].net;
	else
		number_randomly(graph, (uint32_t)start, number);
}

#define WORK 600000 /* about how many links may be looked at */
#define MOST_ROUNDS 24
#define LEAST_ROUNDS 4

static int round_count(const struct layered *graph)
{
	long rounds = WORK / (16 * ((long)graph->link_count + 1));
	return rounds > MOST_ROUNDS    ? MOST_ROUNDS
	       : rounds < LEAST_ROUNDS ? LEAST_ROUNDS
				       : (int)rounds;
}

static bool order(struct layered *graph, int start, struct arena *arena)
{
	size_t items = graph->item_count, links = graph->link_count;
	struct ordering o = {
		.graph = graph,
		.first_port = arena_take(arena, items, sizeof(*o.first_port)),
		.place_before = arena_take(arena, links, sizeof(*o.place_before)),
		.place_after = arena_take(arena, links, sizeof(*o.place_after)),
		.filled = arena_take(arena, items, sizeof(*o.filled)),
		.is_settled = arena_take(arena, items, sizeof(*o.is_settled)),
		.key = arena_take(arena, items, sizeof(*o.key)),
		.count = arena_take(arena, 2 * (size_t)tree_size(graph->link_count),
				    sizeof(*o.count)),
		.best = arena_take(arena, items, sizeof(*o.best)),
		.best_crossings = LONG_MAX,
	};
	uint32_t *number = arena_take(arena, items, sizeof(*number));
	uint32_t *stack = arena_take(arena, items + links, sizeof(*stack));
	if (!o.first_port || !o.place_before || !o.place_after || !o.filled || !o.is_settled ||
	    !o.key || !o.count || !o.best || !number || !stack)
		return false;
	number_items(graph, start, stack, number);
	order_by(&o, number);
	improve(&o, round_count(graph));
	memcpy(graph->order, o.best, items * sizeof(*o.best));
	set_all_places(&o);
	return true;
}

bool order_layers(struct layered *graph, int start)
{
	struct arena arena = {0};
	bool done = order(graph, start, &arena);
	arena_finish(&arena);
	return done;
}
