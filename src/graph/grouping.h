/*
 * Groups by their names, what of them is folded, and whether they can fold.
 */
#ifndef GRAPH_GROUPING_H
#define GRAPH_GROUPING_H

#include <gradwalk/graph.h>

/* A group that cannot fold, and a node outside it that stands between its parts. */
struct grouping_fault {
	uint32_t group;   /* GW_NONE: every group can fold */
	uint32_t between; /* GW_NONE: not one node, but a folded group does */
};

/*
 * A folded group is one gate, so nothing outside it may stand between its parts: with every group
 * of one level folded, there must be no cycle. False if memory ran out.
 */
bool grouping_find_fault(const struct gw_graph *graph, struct grouping_fault *fault);

/*
 * The outermost folded group that a node belongs to; GW_NONE if it is in none. `is_folded` has an
 * entry a group; NULL: none is.
 */
uint32_t grouping_folded(const struct gw_graph *graph, const bool *is_folded, uint32_t node);

/*
 * Fold the groups of a name, or unfold them; "all" are all of them, and "none" unfolds them all.
 * False if there is no such group.
 */
bool grouping_fold(const struct gw_graph *graph, const char *name, bool folds, bool *is_folded);

/* The only group of a name; GW_NONE if there is none, or several. */
uint32_t grouping_find(const struct gw_graph *graph, const char *name);

/*
 * The gate of a group that all its others come before, and that it ends with; GW_NONE of a group
 * without gates.
 */
uint32_t grouping_last_gate(const struct gw_graph *graph, uint32_t group);

/*
 * A folded group has one node that is seen outside it, as an operand or as an output: its exit.
 * Find that of every group; of a group that nothing is seen of, its last gate stands for it.
 * GW_NONE: it has several, and cannot be one gate. `is_left_out` says which nodes are not computed,
 * so that they see nothing; NULL: none.
 */
void grouping_find_exits(const struct gw_graph *graph, uint32_t output, const bool *is_left_out,
			 uint32_t *exit);

/* Mark the groups with several exits as not folded. False if memory ran out. */
bool grouping_unfold_several_exits(const struct gw_graph *graph, uint32_t output,
				   const bool *is_left_out, bool *is_folded);

#endif
