/*
 * Shared by the two ways of placing items across a layer: the distance of neighbours, and the cost
 * to minimize,
 *
 *     Σ over links of link_weight × |rows between the ends|  +  BREADTH_WEIGHT × breadth.
 *
 * relax_items() gets near to the least in time that grows with the number of items; place_items()
 * begins with it and goes on to the least itself where that takes no time.
 */
#ifndef LAYOUT_PLACE_H
#define LAYOUT_PLACE_H

#include "layout/stages.h"

#define BREADTH_WEIGHT 3

/* Free cells between two neighbours of a layer. */
static inline int gap_between(const struct layered *graph, uint32_t a, uint32_t b)
{
	bool boxes = is_box(graph, a) && is_box(graph, b);
	return boxes ? graph->input->box_gap : graph->input->wire_gap;
}

/* How much it matters that a link is straight: most where a net only passes by. */
static inline int link_weight(const struct layered *graph, const struct link *link)
{
	bool from_box = is_box(graph, link->from), to_box = is_box(graph, link->to);
	return from_box && to_box ? 4 : from_box || to_box ? 6 : 16;
}

/*
 * Sets each item's `across`, in the order that the layers have; the least is 0. False if memory ran
 * out.
 */
bool relax_items(struct layered *graph);

#endif
