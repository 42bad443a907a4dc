/*
 * The stages of a layout of boxes that all hang together, and what they hand on.
 *
 *     layers_assign()   which layer each box is in, so that nets are short
 *     layered_build()   nets cut where they pass a layer: all links join neighbouring layers now
 *     order_layers()    the order of the items in each layer, so that few links cross
 *     place_items()     coordinates across, so that wires are straight and the drawing narrow
 *     route_wires()     tracks between the layers for wires that turn, and coordinates along
 *
 * A layout that is too long is made again in strips, by wrap_layout().
 *
 * Of several orders the one is kept whose layout has the least measure_difficulty().
 *
 * An item is a box, or a bend point: the one cell across in which a net passes a layer. A net has
 * one bend point in each layer from its box up to its furthest consumer, and branches off to its
 * consumers from there:
 *
 *     layer 0    layer 1    layer 2     box x feeds u in layer 1 and v in layer 2; its net has one
 *     ┌───┐      ┌───┐      ┌───┐       bend point o and the links x → u, x → o, o → v
 *     │ x ├──┬──▶│ u │  ┌──▶│ v │
 *     └───┘  │   └───┘  │   └───┘
 *            └─────o────┘
 */
#ifndef LAYOUT_STAGES_H
#define LAYOUT_STAGES_H

#include "base/arena.h"
#include "layout/layout.h"

struct item {
	uint32_t net; /* the box whose wire it carries; a box is an item of its own net */
	int layer;
	int breadth, exit; /* as of a box; 1 and 0 for a bend point */
	int across;        /* its first cell */
};

/* A piece of a net between neighbouring layers. */
struct link {
	uint32_t from, to; /* items */
	int port;          /* which port of `to` it enters, from 0 */
	int entry;         /* where that port is: offset across */
};

struct layered {
	const struct layout_input *input;
	uint32_t edges_of_all; /* of the graph that this is a part of: it shares the time */
	int layer_count;

	uint32_t item_count; /* boxes first, with their own numbers */
	struct item *item;

	uint32_t link_count;
	/* By `from`; those out of item i are first_out[i] … first_out[i + 1] − 1. */
	struct link *link;
	uint32_t *first_out;
	/* Links by `to` and port; those into item i are in[first_in[i] … first_in[i + 1] − 1]. */
	uint32_t *in;
	uint32_t *first_in;
	/* Items by layer and then across; those of layer k are order[first_order[k]] … */
	uint32_t *order;
	uint32_t *first_order;
};

/* The layer of each box, from 0. False if memory ran out; so do all that follow. */
bool layers_assign(const struct layout_input *input, int *layer);

/* Items and links; in each layer in the order of their numbers. All memory is the arena's. */
bool layered_build(const struct layout_input *input, const int *layer, struct arena *arena,
		   struct layered *graph);

/* Sets `order`. Different starts (0, 1, …) may lead to different orders. */
bool order_layers(struct layered *graph, int start);

/* Sets each item's `across`, from 0. */
bool place_items(struct layered *graph);

/* Fills in the layout; its arrays are allocated here. */
bool route_wires(const struct layered *graph, struct layout *layout);

/* How hard a layout is to read that route_wires() has made of the graph: less is better. */
bool measure_difficulty(const struct layered *graph, const struct layout *layout, long *difficulty);
/* No layout of the order that the graph has now is less hard. */
bool measure_least_difficulty(const struct layered *graph, long *difficulty);

/*
 * All that follows layers_assign(), which may be done for a part of the layers too. The memory that
 * it takes from the arena is of no use afterwards. False if memory ran out.
 */
bool lay_out_layers(const struct layout_input *input, const int *layer, uint32_t edges_of_all,
		    struct arena *arena, struct layout *layout);

/* The number of items in a layer. */
static inline uint32_t layer_size(const struct layered *graph, int layer)
{
	return graph->first_order[layer + 1] - graph->first_order[layer];
}

/* The row in which an item's wire leaves. */
static inline int exit_row(const struct layered *graph, uint32_t item)
{
	return graph->item[item].across + graph->item[item].exit;
}

/* The row in which a link enters its item. */
static inline int entry_row(const struct layered *graph, const struct link *link)
{
	return graph->item[link->to].across + link->entry;
}

static inline bool is_box(const struct layered *graph, uint32_t item)
{
	return item < graph->input->box_count;
}

#endif
