/*
 * The wires of a drawing, and the way from a port back to the exit that feeds it.
 *
 * A net is a tree of straight wires. Each wire knows the one before it on the way from the exit,
 * and the cell where it leaves that one:
 *
 *     exit ──────┬────────── port        the way of the lower port: from the port to b on wire 3,
 *          1     │ 2                     from b to a on wire 2, from a to the exit on wire 1
 *              a └────────── port
 *                b     3
 */
#ifndef PICTURE_WIRING_H
#define PICTURE_WIRING_H

#include "layout/layout.h"
#include "picture/scene.h"

struct cell_place {
	int x, y;
};

struct wire {
	struct cell_place start, end; /* the upper or left one first; both belong to the wire */
	struct cell_place join;       /* where it leaves the one before; of the first, the exit */
	uint32_t before;              /* the wire before it; GW_NONE for the first */
	uint32_t box;                 /* whose net it belongs to */
	uint32_t port;                /* the one that it leads to; GW_NONE if to several */
};

struct wiring {
	uint32_t wire_count;
	struct wire *wire; /* net by net */
	uint32_t *first;   /* those of box i are first[i] … first[i + 1] − 1 */
	uint32_t *last;    /* of each port of the scene: the wire that ends there */
	uint32_t *sole;    /* of each box: its net's port; GW_NONE if it has several, or none */
};

/*
 * Take the wires of a layout over; `is_down` says that it flows downward. `exit` has, for each box,
 * the cell just behind it where its net begins, `port` for each port the cell before the box where
 * a wire ends. False if memory ran out; then there is nothing to finish.
 */
bool wiring_init(struct wiring *wiring, const struct scene *scene, const struct layout *layout,
		 bool is_down, const struct cell_place *exit, const struct cell_place *port);
void wiring_finish(struct wiring *wiring);

#endif
