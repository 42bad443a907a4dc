#include "picture/wiring.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

#define NOT_REACHED (GW_NONE - 1)

static int larger(int a, int b)
{
	return a > b ? a : b;
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

/*
 * Whether two wires share a cell; a wire is a rectangle one cell thin, so a shared one is the
 * corner of both's overlap.
 */
static bool meet(const struct wire *a, const struct wire *b, struct cell_place *where)
{
	where->x = larger(a->start.x, b->start.x);
	where->y = larger(a->start.y, b->start.y);
	return where->x <= smaller(a->end.x, b->end.x) && where->y <= smaller(a->end.y, b->end.y);
}

static bool is_on(const struct wire *wire, struct cell_place cell)
{
	const struct wire single = {.start = cell, .end = cell};
	struct cell_place where;

	return meet(wire, &single, &where);
}

/* The first of a net's wires that a cell is on; GW_NONE if there is none. */
static uint32_t wire_at(const struct wiring *wiring, uint32_t box, struct cell_place cell)
{
	for (uint32_t i = wiring->first[box]; i < wiring->first[box + 1]; i++)
		if (is_on(&wiring->wire[i], cell))
			return i;
	return GW_NONE;
}

static void take_wires(struct wiring *wiring, const struct layout *layout, bool is_down)
{
	for (uint32_t i = 0; i < layout->segment_count; i++) {
		const struct layout_segment *segment = &layout->segment[i];
		struct wire *wire = &wiring->wire[i];
		*wire = (struct wire){
			.start = {segment->along, segment->across},
			.end = {segment->to_along, segment->to_across},
			.before = NOT_REACHED,
		};
		if (is_down) {
			wire->start = (struct cell_place){segment->across, segment->along};
			wire->end = (struct cell_place){segment->to_across, segment->to_along};
		}
	}
}

/* Walk a net's tree from its exit on; `queue` has room for all its wires. */
static void grow_tree(struct wiring *wiring, uint32_t box, struct cell_place exit, uint32_t *queue)
{
	uint32_t root = wire_at(wiring, box, exit), head = 0, count = 0;

	if (root == GW_NONE)
		return;
	wiring->wire[root].before = GW_NONE;
	wiring->wire[root].join = exit;
	queue[count++] = root;
	while (head < count) {
		uint32_t from = queue[head++];
		for (uint32_t i = wiring->first[box]; i < wiring->first[box + 1]; i++) {
			struct wire *wire = &wiring->wire[i];
			if (wire->before == NOT_REACHED &&
			    meet(&wiring->wire[from], wire, &wire->join)) {
				wire->before = from;
				queue[count++] = i;
			}
		}
	}
}

#define NO_PORT_YET (GW_NONE - 1)

static void note_port(uint32_t *noted, uint32_t port)
{
	*noted = *noted == NO_PORT_YET ? port : GW_NONE;
}

/*
 * Which wires lead to one port alone. A wire that was noted twice leads to several, and so does
 * each before it: the way back from a port ends where that is known.
 */
static void find_sole_ports(struct wiring *wiring, const struct scene *scene)
{
	for (uint32_t i = 0; i < wiring->wire_count; i++)
		wiring->wire[i].port = NO_PORT_YET;
	for (uint32_t box = 0; box < scene->box_count; box++) {
		wiring->sole[box] = NO_PORT_YET;
		for (uint32_t i = wiring->first[box]; i < wiring->first[box + 1]; i++)
			wiring->wire[i].box = box;
	}
	for (uint32_t port = 0; port < scene->port_count; port++) {
		note_port(&wiring->sole[scene->port[port].from], port);
		for (uint32_t i = wiring->last[port];
		     i < wiring->wire_count && wiring->wire[i].port != GW_NONE;
		     i = wiring->wire[i].before)
			note_port(&wiring->wire[i].port, port);
	}
	for (uint32_t box = 0; box < scene->box_count; box++)
		if (wiring->sole[box] == NO_PORT_YET)
			wiring->sole[box] = GW_NONE;
	for (uint32_t i = 0; i < wiring->wire_count; i++)
		if (wiring->wire[i].port == NO_PORT_YET)
			wiring->wire[i].port = GW_NONE;
}

bool wiring_init(struct wiring *wiring, const struct scene *scene, const struct layout *layout,
		 bool is_down, const struct cell_place *exit, const struct cell_place *port)
{
	uint32_t *queue = array_create(layout->segment_count, sizeof(*queue));

	*wiring = (struct wiring){.wire_count = layout->segment_count};
	wiring->wire = array_create(layout->segment_count, sizeof(*wiring->wire));
	wiring->first = array_create((size_t)scene->box_count + 1, sizeof(*wiring->first));
	wiring->last = array_create(scene->port_count, sizeof(*wiring->last));
	wiring->sole = array_create(scene->box_count, sizeof(*wiring->sole));
	bool done = queue && wiring->wire && wiring->first && wiring->last && wiring->sole;
	if (done) {
		memcpy(wiring->first, layout->first_segment,
		       ((size_t)scene->box_count + 1) * sizeof(*wiring->first));
		take_wires(wiring, layout, is_down);
		for (uint32_t box = 0; box < scene->box_count; box++)
			grow_tree(wiring, box, exit[box], queue);
		for (uint32_t i = 0; i < scene->port_count; i++)
			wiring->last[i] = wire_at(wiring, scene->port[i].from, port[i]);
		find_sole_ports(wiring, scene);
	}
	free(queue);
	if (!done)
		wiring_finish(wiring);
	return done;
}

void wiring_finish(struct wiring *wiring)
{
	free(wiring->wire);
	free(wiring->first);
	free(wiring->last);
	free(wiring->sole);
	*wiring = (struct wiring){0};
}
