/*
 * Where boxes stand and wires run, on a grid of cells.
 *
 * The layout knows neither a graph of operators nor a terminal: it is given boxes with sizes and
 * ports, and wires between ports, and gives back integers. The graph flows in one direction,
 * `along`; `across` is the other one. Whoever draws decides which of the two is horizontal.
 *
 *     struct layout_input input = {…};
 *     struct layout layout = {0};
 *     if (!layout_run(&input, &layout)) …out of memory…
 *     … read layout.box and layout.segment …
 *     layout_finish(&layout);
 *
 * All edges that leave one box are one net: a tree of wires that branches. Nets of different boxes
 * share no cell but where one crosses the other at a right angle, away from the corners, branches
 * and ends of both; and where they follow each other in one line, a free cell is between them.
 * Parts that no edge joins are laid out each as if it were alone, and stand side by side and below
 * each other, in the order of their first boxes and as it suits the room that there is.
 *
 * A wire begins in the cell just after its box and ends in the cell just before the other:
 *
 *     ┌───┐     ┌───┐
 *     │ x ├──┬─▶│ u │      from x.along + x.length, in the row x.across + x.exit,
 *     └───┘  │  └───┘      to u.along − 1, in the row u.across + u.port[…]
 *            │  ┌───┐
 *            └─▶│ v │
 *               └───┘
 */
#ifndef LAYOUT_LAYOUT_H
#define LAYOUT_LAYOUT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct layout_box {
	int length;      /* cells along the flow, with the cells reserved for labels */
	int blank;       /* the last of them, which only part it from what may follow */
	int breadth;     /* cells across */
	int port_count;  /* operands */
	const int *port; /* where each enters: offset across; ascending, distinct */
	int exit;        /* where the net leaves: offset across */
};

struct layout_edge {
	uint32_t from, to; /* boxes; `from` reaches `to` and never the other way round */
	int port;          /* which port of `to`, from 0; each port has exactly one edge */
};

struct layout_input {
	uint32_t box_count, edge_count;
	const struct layout_box *box;
	const struct layout_edge *edge;

	/*
	 * Where each box was across in the drawing that this one takes the place of, −1 for a new
	 * one; NULL: there is none. Boxes keep their order as far as that costs no crossing.
	 */
	const int *before;

	/* The least numbers of free cells. */
	int box_gap;   /* across, between two boxes of a layer that no wire parts */
	int wire_gap;  /* across, between two wires that pass a layer, or a wire and a box */
	int track_gap; /* along, between two pieces of wire that run across */

	/*
	 * The size that the drawing should not exceed, if it has parts that can be moved or
	 * channels that would be easier to read with another cell; 0: any size.
	 */
	int room_length, room_breadth;

	/* A part that is longer is broken into strips, one after another across; 0: none is. */
	int wrap_length;

	int arrow_length; /* cells before a port that are straight: the arrow, and where there is
			   * room a piece of its wire if that would be crossed there */
	int tries; /* layouts to choose from, at most; 0: what some hundredths of a second allow */

	/*
	 * Several layouts of the same edges and `before`, whose boxes differ in their sizes and
	 * ports' places alone, find the orders of boxes once if they have this; NULL: one layout.
	 */
	struct layout_orders *orders;
};

/* Starts as {0}. */
struct layout_orders {
	struct arena arena;
	struct part_orders *part; /* one a part */
};

/* A straight piece of a net, both ends included. */
struct layout_segment {
	uint32_t net;            /* the box whose output it carries */
	int along, across;       /* one end */
	int to_along, to_across; /* the other: equal in one coordinate, not less in the other */
};

struct layout_place {
	int along, across; /* the box's first cell */
	int strip;         /* which of those that its part is broken into */
};

struct layout {
	int length, breadth; /* of the whole drawing, in cells */
	int strip_breadth;   /* the largest of a part's strips, with the wires to the next */
	uint32_t box_count, segment_count;
	struct layout_place *box; /* one a box */
	/* By net; those of net i are first_segment[i] … first_segment[i + 1] − 1. */
	struct layout_segment *segment;
	uint32_t *first_segment;
};

/* False if memory ran out. The same input gives the same layout on every machine. */
bool layout_run(const struct layout_input *input, struct layout *layout);
void layout_finish(struct layout *layout);
void layout_orders_finish(struct layout_orders *orders);

#endif
