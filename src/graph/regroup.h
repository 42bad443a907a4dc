/*
 * A group that the user makes: the gates on all paths from one node to another.
 *
 *     struct regrouped *regrouped = regroup(graph, "neuron", from, to, &error);
 *     if (!regrouped) …it cannot fold, and the error says why…
 *     … use &regrouped->graph in place of the graph; its group regrouped->added is the new one …
 *     regrouped_destroy(regrouped);
 *
 * The nodes, their numbers and their names stay what they are; only the groups differ. A tape that
 * was made of the one graph is not one of the other.
 */
#ifndef GRAPH_REGROUP_H
#define GRAPH_REGROUP_H

#include "base/arena.h"

#include <gradwalk/graph.h>

struct regrouped {
	struct gw_graph graph; /* borrows all but its groups from the one that it was made of */
	bool *is_added; /* of each of its groups: those without have the numbers that are left */
	uint32_t added_count;
	uint32_t added;      /* a new group, if there is one */
	uint32_t gate_count; /* of that, those of groups inside it too */
	bool *is_let;        /* of each group: it has the gates of a let; NULL: nobody asked */
	struct arena memory;
};

/*
 * NULL if memory runs out, if a node has the name, or if the gates cannot fold to one: there are
 * not two of them, another one than `to` is used outside, they are a group already, or they would
 * cut one in two.
 *
 * Nothing outside can stand between them, since what does is on a path too.
 */
struct regrouped *regroup(const struct gw_graph *graph, const char *name, uint32_t from,
			  uint32_t to, struct gw_error *error);
void regrouped_destroy(struct regrouped *regrouped);

/*
 * Make every let of at least two gates a group that starts folded, with its name. One whose gates
 * are a group already has that fold; one that cannot fold stays as it is. NULL if memory ran out.
 */
struct regrouped *regroup_lets(const struct gw_graph *graph, struct gw_error *error);

/* The same in a graph that is still to be made a tape of. False if memory ran out. */
bool regroup_lets_in_place(struct gw_graph *graph, struct gw_error *error);

/* One group in a graph that is still to be made a tape of, which then has the group itself. */
bool regroup_in_place(struct gw_graph *graph, const char *name, uint32_t from, uint32_t to,
		      struct gw_error *error);

#endif
