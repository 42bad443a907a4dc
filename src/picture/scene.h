/*
 * The part of a graph that is drawn: boxes, and which box feeds which port of which other.
 *
 * A literal is not a box: it stands in the label of its gate (`×−1`, `+1`, `max 0`). A folded group
 * is one box. It has a port for each node outside that its gates use, in the order of first use,
 * and one exit; so a group of which several nodes are seen from outside (used there, or outputs)
 * cannot fold, and is drawn unfolded.
 *
 *     struct scene scene;
 *     if (!scene_init(&scene, tape, is_folded, is_ascii)) …out of memory…
 *     … read it …
 *     scene_finish(&scene);
 *
 * Of a large graph, scene_init_around() takes a neighbourhood only. Each operand of a box that is
 * not among it is a stub before the box, `… y`, and an open end says how many consumers are not.
 */
#ifndef PICTURE_SCENE_H
#define PICTURE_SCENE_H

#include "base/arena.h"

#include "picture/neighbourhood.h"

#include <gradwalk/tape.h>

struct scene_box {
	uint32_t node;       /* the leaf or gate, or the exit of the folded group */
	uint32_t group;      /* the folded group, or GW_NONE */
	uint32_t first_port; /* its ports are first_port … first_port + port_count − 1 */
	uint32_t port_count;
	const char *label; /* safe for a terminal: what stands in the box */
	const char *brief; /* likewise, where a gate's label would be cut; else NULL */
	/* likewise: the declared name of a gate that is no output; else NULL */
	const char *title;
	/* likewise: what the open end says, the name of an output; else NULL */
	const char *end;
	uint32_t hidden_uses; /* consumers that are not shown */
	bool is_stub;         /* only the name of a node that is not shown, before one gate */
	bool is_output;       /* of the graph */
	bool is_used;         /* by another box */
};

struct scene_port {
	uint32_t box, from; /* the box that it belongs to, and the one that feeds it */
	uint32_t operand;   /* the node that it carries */
	/*
	 * the one gate of the box that takes it, and where; GW_NONE if several do, in a folded
	 * group
	 */
	uint32_t gate, position;
};

struct scene_entry {
	uint32_t node, box;
};

struct scene {
	const struct gw_tape *tape; /* borrowed */
	uint32_t box_count, port_count;
	/* in the order of their nodes, stubs before their gate */
	struct scene_box *box;
	struct scene_port *port; /* box by box */
	/* of each node: the box that shows it; NULL in a neighbourhood */
	uint32_t *box_of;
	/* of a neighbourhood: what is shown, in the order of the nodes */
	struct scene_entry *entry;
	uint32_t entry_count;
	struct arena strings;
};

/*
 * False if memory ran out; then there is nothing to finish. `is_folded` has an entry a group; NULL:
 * none is folded.
 */
bool scene_init(struct scene *scene, const struct gw_tape *tape, const bool *is_folded,
		bool is_ascii);
bool scene_init_around(struct scene *scene, const struct gw_tape *tape, const struct fanout *fanout,
		       const struct neighbourhood *around, bool is_ascii);
void scene_finish(struct scene *scene);

static inline bool scene_is_gate(const struct scene *scene, const struct scene_box *box)
{
	return !box->is_stub && gw_is_gate(scene->tape->graph, box->node);
}

/* The box that shows a node; GW_NONE if none does. */
uint32_t scene_box_of(const struct scene *scene, uint32_t node);
/*
 * The same, except that a neighbourhood has none for a node inside a folded group. It does not look
 * at the tape, which may be gone.
 */
uint32_t scene_own_box(const struct scene *scene, uint32_t node);

/*
 * The port by which the operand at `position` of a gate enters the gate's box; GW_NONE if it enters
 * none: a literal, or a node of the same folded group.
 */
uint32_t scene_port_of(const struct scene *scene, uint32_t gate, uint32_t position);

#endif
