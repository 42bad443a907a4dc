#include "graph/regroup.h"

#include "base/array.h"
#include "base/error.h"
#include "graph/graph_store.h"

#include <stdlib.h>
#include <string.h>

/* The state of a search through the gates that will become a group. */
struct selection {
	const struct gw_graph *graph;
	uint32_t from, to;
	bool *is_chosen;  /* of each node */
	uint32_t count;   /* of those */
	uint32_t *inside; /* of each group: how many of its gates are chosen, and how many it has */
	uint32_t *total;
	uint32_t around; /* the innermost group that has them all, and others; or GW_NONE */
};

static void selection_finish(struct selection *selection)
{
	free(selection->is_chosen);
	free(selection->inside);
	free(selection->total);
}

static bool selection_init(struct selection *selection, const struct gw_graph *graph, uint32_t from,
			   uint32_t to)
{
	*selection = (struct selection){
		.graph = graph,
		.from = from,
		.to = to,
		.is_chosen = array_create(graph->node_count, sizeof(*selection->is_chosen)),
		.inside = array_create(graph->group_count, sizeof(*selection->inside)),
		.total = array_create(graph->group_count, sizeof(*selection->total)),
		.around = GW_NONE,
	};
	if (selection->is_chosen && selection->inside && selection->total)
		return true;
	selection_finish(selection);
	return false;
}

/* ---- which gates ---- */

/* Mark what can be reached from `from`: operands come before the nodes that use them. */
static void mark_reached(struct selection *selection)
{
	const struct gw_graph *graph = selection->graph;

	selection->is_chosen[selection->from] = true;
	for (uint32_t i = selection->from + 1; i <= selection->to; i++)
		for (uint32_t k = 0; k < gw_operand_count(graph, i); k++)
			selection->is_chosen[i] |= selection->is_chosen[gw_operands(graph, i)[k]];
}

/* Of those, leave the ones from which `to` can be reached. */
static bool keep_reaching(struct selection *selection)
{
	const struct gw_graph *graph = selection->graph;
	bool *reaches = array_create(graph->node_count, sizeof(*reaches));

	if (!reaches)
		return false;
	reaches[selection->to] = true;
	for (uint32_t i = selection->to + 1; i-- > 0;) {
		selection->is_chosen[i] &= reaches[i];
		for (uint32_t k = 0; reaches[i] && k < gw_operand_count(graph, i); k++)
			reaches[gw_operands(graph, i)[k]] = true;
	}
	free(reaches);
	return true;
}

/* A path may begin at a leaf; that belongs to no group. */
static void leave_leaves(struct selection *selection)
{
	for (uint32_t i = 0; i < selection->graph->node_count; i++) {
		selection->is_chosen[i] &= gw_is_gate(selection->graph, i);
		selection->count += selection->is_chosen[i];
	}
}

static bool choose_gates(struct selection *selection, struct gw_error *error)
{
	const struct gw_graph *graph = selection->graph;
	uint32_t from = selection->from, to = selection->to;

	if (from <= to)
		mark_reached(selection);
	if (!selection->is_chosen[to])
		return error_set(error, "no path leads from %.40s to %.40s",
				 gw_node_name(graph, from), gw_node_name(graph, to));
	if (!keep_reaching(selection))
		return error_memory(error);
	leave_leaves(selection);
	return selection->count > 1 ||
	       error_set(error, "from %.40s to %.40s there are not two gates to fold",
			 gw_node_name(graph, from), gw_node_name(graph, to));
}

/* ---- whether they can fold to one ---- */

static bool is_inner(const struct selection *selection, uint32_t node)
{
	return selection->is_chosen[node] && node != selection->to;
}

static bool check_exits(const struct selection *selection, struct gw_error *error)
{
	const struct gw_graph *graph = selection->graph;

	for (uint32_t i = 0; i < graph->node_count; i++)
		for (uint32_t k = 0; k < gw_operand_count(graph, i); k++) {
			uint32_t operand = gw_operands(graph, i)[k];
			if (!selection->is_chosen[i] && is_inner(selection, operand))
				return error_set(error,
						 "%.40s in it is used outside, by %.40s: only its "
						 "end, %.40s, may be",
						 gw_node_name(graph, operand),
						 gw_node_name(graph, i),
						 gw_node_name(graph, selection->to));
		}
	for (uint32_t i = 0; i < graph->output_count; i++)
		if (is_inner(selection, graph->outputs[i]))
			return error_set(error, "%.40s in it is an output: only its end may be",
					 gw_node_name(graph, graph->outputs[i]));
	return true;
}

static void count_by_group(struct selection *selection)
{
	const struct gw_graph *graph = selection->graph;

	for (uint32_t i = 0; i < graph->node_count; i++)
		for (uint32_t g = graph->group[i]; g != GW_NONE; g = graph->groups[g].parent) {
			selection->total[g]++;
			selection->inside[g] += selection->is_chosen[i];
		}
}

/* Whether a group is to be inside the new one. */
static bool is_enclosed(const struct selection *selection, uint32_t group)
{
	return selection->inside[group] > 0 && selection->inside[group] == selection->total[group];
}

/* Each group that shares gates with the new one has to be inside it or around it. */
static bool check_groups(struct selection *selection, struct gw_error *error)
{
	const struct gw_group *groups = selection->graph->groups;

	count_by_group(selection);
	for (uint32_t g = 0; g < selection->graph->group_count; g++) {
		bool has_all = selection->inside[g] == selection->count;
		if (is_enclosed(selection, g) && has_all)
			return error_set(error, "these gates are the group %.40s already",
					 groups[g].name);
		if (selection->inside[g] > 0 && !is_enclosed(selection, g) && !has_all)
			return error_set(error, "it would cut the group %.40s in two",
					 groups[g].name);
		bool is_closer = selection->around == GW_NONE ||
				 groups[g].enclosed > groups[selection->around].enclosed;
		if (has_all && is_closer)
			selection->around = g;
	}
	return true;
}

/* ---- the graph with the new group ---- */

/* Groups come before those inside them: the new one takes the number of the first of these. */
static uint32_t place_of_group(const struct selection *selection)
{
	uint32_t place = 0;

	while (place < selection->graph->group_count && !is_enclosed(selection, place))
		place++;
	return place;
}

static uint32_t renumbered(uint32_t group, uint32_t added)
{
	return group == GW_NONE || group < added ? group : group + 1;
}

static void fill_groups(const struct selection *selection, struct regrouped *regrouped,
			const char *name)
{
	const struct gw_graph *graph = selection->graph;
	uint32_t added = regrouped->added, around = renumbered(selection->around, added);

	for (uint32_t g = 0; g < graph->group_count; g++) {
		struct gw_group *group = &regrouped->graph.groups[renumbered(g, added)];
		bool is_inside = is_enclosed(selection, g);
		*group = graph->groups[g];
		group->parent = renumbered(group->parent, added);
		if (is_inside && graph->groups[g].parent == selection->around)
			group->parent = added;
		group->enclosed += is_inside;
	}
	regrouped->graph.groups[added] = (struct gw_group){
		.name = name,
		.parent = around,
		.enclosed = around == GW_NONE ? 0 : regrouped->graph.groups[around].enclosed + 1,
		.first = GW_NONE,
		.last = selection->to,
		.from = selection->from,
	};
}

static void fill_nodes(const struct selection *selection, struct regrouped *regrouped)
{
	const struct gw_graph *graph = selection->graph;
	struct gw_group *group = &regrouped->graph.groups[regrouped->added];

	for (uint32_t i = 0; i < graph->node_count; i++) {
		bool is_direct = selection->is_chosen[i] && graph->group[i] == selection->around;
		regrouped->graph.group[i] = is_direct
						    ? regrouped->added
						    : renumbered(graph->group[i], regrouped->added);
		if (selection->is_chosen[i] && group->first == GW_NONE)
			group->first = i;
	}
}

static struct regrouped *make(const struct selection *selection, const char *name)
{
	const struct gw_graph *graph = selection->graph;
	struct regrouped *made = calloc(1, sizeof(*made));

	if (!made)
		return NULL;
	made->graph = *graph;
	made->added = place_of_group(selection);
	made->gate_count = selection->count;
	made->graph.group_count = graph->group_count + 1;
	made->graph.group = arena_take(&made->memory, graph->node_count, sizeof(*graph->group));
	made->graph.groups =
		arena_take(&made->memory, made->graph.group_count, sizeof(*graph->groups));
	const char *kept = arena_string(&made->memory, name, strlen(name));
	if (!made->graph.group || !made->graph.groups || !kept) {
		regrouped_destroy(made);
		return NULL;
	}
	fill_groups(selection, made, kept);
	fill_nodes(selection, made);
	return made;
}

struct regrouped *regroup(const struct gw_graph *graph, const char *name, uint32_t from,
			  uint32_t to, struct gw_error *error)
{
	struct selection selection;
	struct regrouped *made = NULL;

	if (!gw_graph_make_names(graph, error))
		return NULL;
	if (gw_graph_find(graph, name) != GW_NONE) {
		error_set(error, "%.40s is the name of a node: a group needs another", name);
		return NULL;
	}
	if (!selection_init(&selection, graph, from, to)) {
		error_memory(error);
		return NULL;
	}
	if (choose_gates(&selection, error) && check_exits(&selection, error) &&
	    check_groups(&selection, error)) {
		made = make(&selection, name);
		if (!made)
			error_memory(error);
	}
	selection_finish(&selection);
	return made;
}

/* Its groups in place of those of the graph that it was made of. */
static bool move_groups(const struct regrouped *regrouped, struct gw_graph *graph)
{
	uint32_t count = regrouped->graph.group_count;
	const char *made = regrouped->graph.groups[regrouped->added].name;
	const char *name = graph_keep(graph, made, strlen(made));

	if (!name || !array_reserve((void **)&graph->groups, &graph->store->group_capacity, count,
				    sizeof(*graph->groups)))
		return false;
	memcpy(graph->groups, regrouped->graph.groups, count * sizeof(*graph->groups));
	memcpy(graph->group, regrouped->graph.group, graph->node_count * sizeof(*graph->group));
	graph->groups[regrouped->added].name = name;
	graph->group_count = count;
	return true;
}

bool regroup_in_place(struct gw_graph *graph, const char *name, uint32_t from, uint32_t to,
		      struct gw_error *error)
{
	struct regrouped *regrouped = regroup(graph, name, from, to, error);
	bool is_moved = regrouped && (move_groups(regrouped, graph) || error_memory(error));

	regrouped_destroy(regrouped);
	return is_moved;
}

/* ---- a group of each let ---- */

/* A name that was given to a gate, but for those of outputs: they are what the lets lead to. */
static bool is_let(const struct gw_graph *graph, uint32_t node)
{
	bool is_named = gw_is_gate(graph, node) && graph->is_declared[node] &&
			!gw_is_of_metrics(graph, node);

	for (uint32_t i = 0; is_named && i < graph->output_count; i++)
		is_named = graph->outputs[i] != node;
	return is_named;
}

/* Choose the gates of a let's expression, down to leaves and to gates with given names. */
static void choose_expression(struct selection *selection)
{
	const struct gw_graph *graph = selection->graph;
	uint32_t lowest = selection->to;

	selection->is_chosen[selection->to] = true;
	for (uint32_t i = selection->to + 1; i-- > lowest;) {
		selection->count += selection->is_chosen[i];
		for (uint32_t k = 0; selection->is_chosen[i] && k < gw_operand_count(graph, i);
		     k++) {
			uint32_t operand = gw_operands(graph, i)[k];
			if (!gw_is_gate(graph, operand) || graph->is_declared[operand])
				continue;
			selection->is_chosen[operand] = true;
			lowest = operand < lowest ? operand : lowest;
		}
	}
}

/* The outermost group whose gates are exactly those that are chosen; GW_NONE if there is none. */
static uint32_t find_same_group(const struct selection *selection)
{
	for (uint32_t g = 0; g < selection->graph->group_count; g++)
		if (selection->inside[g] == selection->count &&
		    selection->total[g] == selection->count)
			return g;
	return GW_NONE;
}

/* Make the group of what is chosen, and let it start folded. False if memory ran out. */
static bool fold_chosen(struct selection *selection, struct gw_graph *graph, struct gw_error *error)
{
	struct regrouped *made = make(selection, gw_node_name(graph, selection->to));
	bool is_moved = made && move_groups(made, graph);

	if (is_moved)
		graph->groups[made->added].starts_folded = true;
	regrouped_destroy(made);
	return is_moved || error_memory(error);
}

static bool fold_let(struct gw_graph *graph, uint32_t let, struct gw_error *error)
{
	struct selection selection;
	struct gw_error reason = {0};
	bool has_memory = true;

	if (!selection_init(&selection, graph, GW_NONE, let))
		return error_memory(error);
	choose_expression(&selection);
	if (selection.count > 1 && check_exits(&selection, &reason)) {
		if (check_groups(&selection, &reason))
			has_memory = fold_chosen(&selection, graph, error);
		else if (find_same_group(&selection) != GW_NONE)
			graph->groups[find_same_group(&selection)].starts_folded = true;
	}
	selection_finish(&selection);
	return has_memory;
}

bool regroup_lets_in_place(struct gw_graph *graph, struct gw_error *error)
{
	for (uint32_t i = 0; i < graph->node_count; i++)
		if (is_let(graph, i) && !fold_let(graph, i, error))
			return false;
	return true;
}

void regrouped_destroy(struct regrouped *regrouped)
{
	if (!regrouped)
		return;
	arena_finish(&regrouped->memory);
	free(regrouped);
}
