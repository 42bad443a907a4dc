/*
 * The parts of a graph that no wire joins: taken apart, laid out each as if it were alone, and
 * packed side by side and below each other.
 *
 *     struct parts parts;
 *     if (!parts_take_apart(input, arena, &parts)) …out of memory…
 *     … lay out each parts.part[i].input into parts.part[i].layout …
 *     if (!parts_pack(input, arena, &parts) || !parts_join(&parts, &layout)) …out of memory…
 *     … then finish each of those layouts
 */
#ifndef LAYOUT_PARTS_H
#define LAYOUT_PARTS_H

#include "base/arena.h"
#include "layout/layout.h"

struct part {
	struct layout_input input; /* its boxes and edges, numbered from 0 in the order of all */
	struct layout layout;
	int along, across; /* where its first cell goes */
};

struct parts {
	uint32_t count;
	struct part *part; /* in the order of their first boxes */
	uint32_t box_count;
	uint32_t *part_of; /* of each box of all */
	uint32_t *number;  /* the number that it has in its part */
};

/* All memory but that of the layouts is the arena's. False if memory ran out; so do all below. */
bool parts_take_apart(const struct layout_input *input, struct arena *arena, struct parts *parts);

/* Give each part its place, such that the whole suits the room that the input names. */
bool parts_pack(const struct layout_input *input, struct arena *arena, struct parts *parts);

/* Fills in the layout of the whole; its arrays are allocated here. */
bool parts_join(const struct parts *parts, struct layout *layout);

#endif
