#include "graph/grouping.h"

#include "base/array.h"
#include "base/normal_form.h"

#include <stdlib.h>
#include <string.h>

/* The group around `node` that `level` groups are around; GW_NONE if the node is not that deep. */
static uint32_t group_at_level(const struct gw_graph *graph, uint32_t node, uint32_t level)
{
	uint32_t group = graph->group[node];

	while (group != GW_NONE && graph->groups[group].enclosed > level)
		group = graph->groups[group].parent;
	if (group == GW_NONE || graph->groups[group].enclosed != level)
		return GW_NONE;
	return group;
}

uint32_t grouping_folded(const struct gw_graph *graph, const bool *is_folded, uint32_t node)
{
	uint32_t outermost = GW_NONE;

	if (!is_folded)
		return GW_NONE;
	for (uint32_t group = graph->group[node]; group != GW_NONE;
	     group = graph->groups[group].parent)
		if (is_folded[group])
			outermost = group;
	return outermost;
}

/* By its name; "cell" also calls the groups cell.h and cell.c, the results of one definition. */
static bool is_called(const struct gw_group *group, const char *name)
{
	size_t length = strlen(group->name), first = strcspn(group->name, ".");

	return normal_form_is_same(group->name, length, name, strlen(name)) ||
	       normal_form_is_same(group->name, first, name, strlen(name));
}

bool grouping_fold(const struct gw_graph *graph, const char *name, bool folds, bool *is_folded)
{
	bool is_none = strcmp(name, "none") == 0, is_all = is_none || strcmp(name, "all") == 0;
	bool is_found = is_all;

	for (uint32_t group = 0; group < graph->group_count; group++) {
		if (!is_all && !is_called(&graph->groups[group], name))
			continue;
		is_folded[group] = folds && !is_none;
		is_found = true;
	}
	return is_found;
}

uint32_t grouping_find(const struct gw_graph *graph, const char *name)
{
	uint32_t found = GW_NONE;

	for (uint32_t group = 0; group < graph->group_count; group++) {
		if (!is_called(&graph->groups[group], name))
			continue;
		if (found != GW_NONE)
			return GW_NONE;
		found = group;
	}
	return found;
}

uint32_t grouping_last_gate(const struct gw_graph *graph, uint32_t group)
{
	const struct gw_group *ends = &graph->groups[group];

	return ends->first == GW_NONE ? GW_NONE : ends->last;
}

#define SEVERAL (GW_NONE - 1) /* of a group's exits, while they are found */

/* A node is seen from `user`, outside some of the groups around it; GW_NONE: outside of all. */
static void note_exit(const struct gw_graph *graph, uint32_t *exit, uint32_t node, uint32_t user)
{
	for (uint32_t group = graph->group[node]; group != GW_NONE;
	     group = graph->groups[group].parent) {
		if (user != GW_NONE && gw_graph_is_in_group(graph, user, group))
			return;
		exit[group] = exit[group] == GW_NONE || exit[group] == node ? node : SEVERAL;
	}
}

/*
 * A group with no gate used outside exits at its last computed gate; if none is computed, at its
 * last gate, if any.
 */
static void settle_exits(const struct gw_graph *graph, const bool *is_left_out, uint32_t *exit)
{
	for (uint32_t node = graph->node_count; node-- > 0;)
		for (uint32_t group = graph->group[node]; group != GW_NONE;
		     group = graph->groups[group].parent)
			if (exit[group] == GW_NONE && !(is_left_out && is_left_out[node]))
				exit[group] = node;
	for (uint32_t group = 0; group < graph->group_count; group++) {
		if (exit[group] == GW_NONE)
			exit[group] = grouping_last_gate(graph, group);
		if (exit[group] == SEVERAL)
			exit[group] = GW_NONE;
	}
}

void grouping_find_exits(const struct gw_graph *graph, uint32_t output, const bool *is_left_out,
			 uint32_t *exit)
{
	for (uint32_t group = 0; group < graph->group_count; group++)
		exit[group] = GW_NONE;
	for (uint32_t node = 0; node < graph->node_count && graph->group_count > 0; node++)
		for (uint32_t i = 0; i < gw_operand_count(graph, node); i++)
			if (!is_left_out || !is_left_out[node])
				note_exit(graph, exit, gw_operands(graph, node)[i], node);
	for (uint32_t i = 0; i < graph->output_count; i++)
		note_exit(graph, exit, graph->outputs[i], GW_NONE);
	note_exit(graph, exit, output, GW_NONE);
	settle_exits(graph, is_left_out, exit);
}

bool grouping_unfold_several_exits(const struct gw_graph *graph, uint32_t output,
				   const bool *is_left_out, bool *is_folded)
{
	uint32_t *exit = array_create(graph->group_count, sizeof *exit);

	if (!exit)
		return false;
	grouping_find_exits(graph, output, is_left_out, exit);
	for (uint32_t group = 0; group < graph->group_count; group++)
		is_folded[group] &= exit[group] != GW_NONE;
	free(exit);
	return true;
}

/*
 * The graph with every group of one level folded: its vertices are the groups, then the nodes
 * outside of them.
 */
struct quotient {
	const struct gw_graph *graph;
	uint32_t *vertex;     /* of each node */
	uint32_t *first_user; /* of each vertex: its part of `user` */
	uint32_t *user;       /* vertices that use it, once an edge */
	/* of each vertex: edges into it from vertices that are not taken away yet */
	uint32_t *missing;
	uint32_t *ready; /* vertices without missing edges */
	uint32_t vertex_count;
};

static void quotient_finish(struct quotient *quotient)
{
	free(quotient->vertex);
	free(quotient->first_user);
	free(quotient->user);
	free(quotient->missing);
	free(quotient->ready);
}

static bool quotient_allocate(struct quotient *quotient, const struct gw_graph *graph)
{
	size_t vertices = (size_t)graph->group_count + graph->node_count;

	quotient->graph = graph;
	quotient->vertex_count = (uint32_t)vertices;
	quotient->vertex = array_create(graph->node_count, sizeof(uint32_t));
	quotient->first_user = array_create(vertices + 2, sizeof(uint32_t));
	quotient->user = array_create(graph->edge_count, sizeof(uint32_t));
	quotient->missing = array_create(vertices, sizeof(uint32_t));
	quotient->ready = array_create(vertices, sizeof(uint32_t));
	return quotient->vertex && quotient->first_user && quotient->user && quotient->missing &&
	       quotient->ready;
}

static void quotient_fold(struct quotient *quotient, uint32_t level)
{
	const struct gw_graph *graph = quotient->graph;

	for (uint32_t i = 0; i < graph->node_count; i++) {
		uint32_t group = group_at_level(graph, i, level);
		quotient->vertex[i] = group == GW_NONE ? graph->group_count + i : group;
	}
}

/*
 * Counting sort of the edges by where they come from. first_user[v + 1] is where the next one of v
 * goes until all are in.
 */
static void quotient_connect(struct quotient *quotient)
{
	const struct gw_graph *graph = quotient->graph;
	uint32_t *first = quotient->first_user;

	for (uint32_t v = 0; v < quotient->vertex_count + 2; v++)
		first[v] = 0;
	for (uint32_t v = 0; v < quotient->vertex_count; v++)
		quotient->missing[v] = 0;
	for (uint32_t e = 0; e < graph->edge_count; e++)
		first[quotient->vertex[graph->operand[e]] + 2]++;
	for (uint32_t v = 0; v < quotient->vertex_count; v++)
		first[v + 2] += first[v + 1];
	for (uint32_t i = 0; i < graph->node_count; i++) {
		for (uint32_t e = graph->first_operand[i]; e < graph->first_operand[i + 1]; e++) {
			uint32_t from = quotient->vertex[graph->operand[e]],
				 to = quotient->vertex[i];
			quotient->user[first[from + 1]++] = to;
			quotient->missing[to] += from != to;
		}
	}
}

/* Kahn's algorithm. A group that is left over is on a cycle or behind one; GW_NONE if none is. */
static uint32_t quotient_find_cycle(struct quotient *quotient)
{
	uint32_t count = 0;

	for (uint32_t v = 0; v < quotient->vertex_count; v++)
		if (quotient->missing[v] == 0)
			quotient->ready[count++] = v;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t from = quotient->ready[i];
		for (uint32_t u = quotient->first_user[from]; u < quotient->first_user[from + 1];
		     u++) {
			uint32_t to = quotient->user[u];
			if (to != from && --quotient->missing[to] == 0)
				quotient->ready[count++] = to;
		}
	}
	for (uint32_t group = 0; group < quotient->graph->group_count; group++)
		if (quotient->missing[group] > 0)
			return group;
	return GW_NONE;
}

static uint32_t deepest_level(const struct gw_graph *graph)
{
	uint32_t deepest = 0;
	for (uint32_t i = 0; i < graph->group_count; i++)
		if (!graph->groups[i].is_definition && graph->groups[i].enclosed > deepest)
			deepest = graph->groups[i].enclosed;
	return deepest;
}

static bool has_written_groups(const struct gw_graph *graph)
{
	for (uint32_t i = 0; i < graph->group_count; i++)
		if (!graph->groups[i].is_definition)
			return true;
	return false;
}

/* A node outside the group that one of its nodes uses, and that itself comes from the group. */
static uint32_t find_between(const struct gw_graph *graph, uint32_t group, bool *comes_from_it)
{
	const struct gw_group *ends = &graph->groups[group];

	for (uint32_t i = ends->first; i <= ends->last; i++) {
		bool is_inside = gw_graph_is_in_group(graph, i, group);
		comes_from_it[i] = is_inside;
		for (uint32_t e = 0; e < gw_operand_count(graph, i); e++) {
			uint32_t operand = gw_operands(graph, i)[e];
			if (operand < ends->first || !comes_from_it[operand])
				continue;
			if (is_inside && !gw_graph_is_in_group(graph, operand, group))
				return operand;
			comes_from_it[i] = true;
		}
	}
	return GW_NONE;
}

static bool tell_fault(const struct gw_graph *graph, struct grouping_fault *fault)
{
	bool *comes_from_it = array_create(graph->node_count, sizeof *comes_from_it);

	if (comes_from_it)
		fault->between = find_between(graph, fault->group, comes_from_it);
	free(comes_from_it);
	return comes_from_it != NULL;
}

bool grouping_find_fault(const struct gw_graph *graph, struct grouping_fault *fault)
{
	*fault = (struct grouping_fault){GW_NONE, GW_NONE};
	/* The uses of definitions always can fold: their bodies see nothing but their arguments. */
	if (!has_written_groups(graph))
		return true;
	struct quotient quotient = {0};
	bool is_allocated = quotient_allocate(&quotient, graph);

	for (uint32_t level = 0;
	     is_allocated && level <= deepest_level(graph) && fault->group == GW_NONE; level++) {
		quotient_fold(&quotient, level);
		quotient_connect(&quotient);
		fault->group = quotient_find_cycle(&quotient);
	}
	quotient_finish(&quotient);
	return is_allocated && (fault->group == GW_NONE || tell_fault(graph, fault));
}
