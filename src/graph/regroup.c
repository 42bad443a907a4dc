#include "graph/regroup.h"

#include "base/array.h"
#include "base/error.h"
#include "graph/graph_store.h"

#include <stdlib.h>
#include <string.h>

/*
 * The gates that will become a group. What is chosen has a list, so that a choice among many costs
 * no pass over the graph.
 */
struct selection {
	const struct gw_graph *graph;
	uint32_t from, to;
	uint32_t *uses;   /* of each node: how often it is an operand or an output */
	bool *is_chosen;  /* of each node */
	uint32_t *chosen; /* those that are */
	uint32_t count;
	uint32_t *total;   /* of each group: how many gates it has */
	uint32_t *inside;  /* and how many of those are chosen */
	uint32_t *touched; /* the groups that have such, the outer before the inner */
	uint32_t touched_count;
	uint32_t around; /* the innermost group that has them all, and others; or GW_NONE */
};

static void selection_finish(struct selection *selection)
{
	free(selection->uses);
	free(selection->is_chosen);
	free(selection->chosen);
	free(selection->total);
	free(selection->inside);
	free(selection->touched);
}

static void count_uses(struct selection *selection)
{
	const struct gw_graph *graph = selection->graph;

	for (uint32_t i = 0; i < graph->node_count; i++)
		for (uint32_t k = 0; k < gw_operand_count(graph, i); k++)
			selection->uses[gw_operands(graph, i)[k]]++;
	for (uint32_t i = 0; i < graph->output_count; i++)
		selection->uses[graph->outputs[i]]++;
}

static void count_gates_of_groups(struct selection *selection)
{
	const struct gw_graph *graph = selection->graph;

	for (uint32_t i = 0; i < graph->node_count; i++)
		for (uint32_t g = graph->group[i]; g != GW_NONE; g = graph->groups[g].parent)
			selection->total[g]++;
}

/* Nothing is chosen yet. There is room for `more` groups than the graph has. */
static bool selection_init(struct selection *selection, const struct gw_graph *graph, size_t more)
{
	size_t nodes = graph->node_count, groups = graph->group_count + more;

	*selection = (struct selection){
		.graph = graph,
		.from = GW_NONE,
		.uses = array_create(nodes, sizeof *selection->uses),
		.is_chosen = array_create(nodes, sizeof *selection->is_chosen),
		.chosen = array_create(nodes, sizeof *selection->chosen),
		.total = array_create(groups, sizeof *selection->total),
		.inside = array_create(groups, sizeof *selection->inside),
		.touched = array_create(groups, sizeof *selection->touched),
		.around = GW_NONE,
	};
	if (!selection->uses || !selection->is_chosen || !selection->chosen || !selection->total ||
	    !selection->inside || !selection->touched) {
		selection_finish(selection);
		return false;
	}
	count_uses(selection);
	count_gates_of_groups(selection);
	return true;
}

static void choose(struct selection *selection, uint32_t node)
{
	selection->is_chosen[node] = true;
	selection->chosen[selection->count++] = node;
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
		if (selection->is_chosen[i] && gw_is_gate(selection->graph, i))
			choose(selection, i);
		else
			selection->is_chosen[i] = false;
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

/* Whether all that use the others are chosen themselves. */
static bool has_one_exit(const struct selection *selection)
{
	const struct gw_graph *graph = selection->graph;
	size_t uses = 0, uses_here = 0;

	for (uint32_t i = 0; i < selection->count; i++) {
		uint32_t node = selection->chosen[i];
		uses += is_inner(selection, node) ? selection->uses[node] : 0;
		for (uint32_t k = 0; k < gw_operand_count(graph, node); k++)
			uses_here += is_inner(selection, gw_operands(graph, node)[k]);
	}
	return uses == uses_here;
}

/* Says what uses another than the end. */
static bool check_exits(const struct selection *selection, struct gw_error *error)
{
	const struct gw_graph *graph = selection->graph;

	if (has_one_exit(selection))
		return true;
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
	uint32_t output = 0; /* no gate uses it outside: an output does */
	while (!is_inner(selection, graph->outputs[output]))
		output++;
	return error_set(error, "%.40s in it is an output: only its end may be",
			 gw_node_name(graph, graph->outputs[output]));
}

static int compare_numbers(const void *a, const void *b)
{
	uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
	return (first > second) - (first < second);
}

static void count_by_group(struct selection *selection)
{
	const struct gw_graph *graph = selection->graph;

	for (uint32_t i = 0; i < selection->count; i++)
		for (uint32_t g = graph->group[selection->chosen[i]]; g != GW_NONE;
		     g = graph->groups[g].parent)
			if (selection->inside[g]++ == 0)
				selection->touched[selection->touched_count++] = g;
	qsort(selection->touched, selection->touched_count, sizeof *selection->touched,
	      compare_numbers);
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
	for (uint32_t i = 0; i < selection->touched_count; i++) {
		uint32_t g = selection->touched[i];
		bool has_all = selection->inside[g] == selection->count;
		if (is_enclosed(selection, g) && has_all)
			return error_set(error, "these gates are the group %.40s already",
					 groups[g].name);
		if (!is_enclosed(selection, g) && !has_all)
			return error_set(error, "it would cut the group %.40s in two",
					 groups[g].name);
		if (has_all) /* the inner groups come last */
			selection->around = g;
	}
	return true;
}

/* ---- the graph with the new group ---- */

/* Groups come before those inside them: the new one takes the number of the first of these. */
static uint32_t place_of_group(const struct selection *selection)
{
	for (uint32_t i = 0; i < selection->touched_count; i++)
		if (is_enclosed(selection, selection->touched[i]))
			return selection->touched[i];
	return selection->graph->group_count;
}

static uint32_t renumbered(uint32_t group, uint32_t added)
{
	return group == GW_NONE || group < added ? group : group + 1;
}

/* Those from `added` on get a number more, and those inside the new group a parent. */
static void shift_groups(const struct selection *selection, struct gw_graph *graph, uint32_t added)
{
	for (uint32_t g = graph->group_count; g-- > added;) {
		struct gw_group group = graph->groups[g];
		bool is_inside = is_enclosed(selection, g);
		bool is_direct = is_inside && group.parent == selection->around;
		group.parent = is_direct ? added : renumbered(group.parent, added);
		group.enclosed += is_inside;
		graph->groups[g + 1] = group;
	}
	for (uint32_t i = 0; added < graph->group_count && i < graph->node_count; i++)
		graph->group[i] = renumbered(graph->group[i], added);
}

/*
 * Insert the new group in a graph of the same groups that has room for it, and return its number.
 * The group around it has a lower one, which stays.
 */
static uint32_t insert_group(const struct selection *selection, struct gw_graph *graph,
			     const char *name)
{
	uint32_t added = place_of_group(selection), around = selection->around;

	shift_groups(selection, graph, added);
	graph->groups[added] = (struct gw_group){
		.name = name,
		.parent = around,
		.enclosed = around == GW_NONE ? 0 : graph->groups[around].enclosed + 1,
		.first = GW_NONE,
		.last = selection->to,
		.from = selection->from,
	};
	graph->group_count++;
	for (uint32_t i = 0; i < selection->count; i++) {
		uint32_t node = selection->chosen[i];
		if (graph->group[node] == around)
			graph->group[node] = added;
		if (node < graph->groups[added].first) /* GW_NONE is the highest number */
			graph->groups[added].first = node;
	}
	return added;
}

/* The graph with the groups that it has, and room for `more`. NULL if memory ran out. */
static struct regrouped *copy_groups(const struct gw_graph *graph, size_t more)
{
	struct regrouped *made = calloc(1, sizeof(*made));
	size_t groups = graph->group_count + more;

	if (!made)
		return NULL;
	made->graph = *graph;
	made->graph.group = arena_take(&made->memory, graph->node_count, sizeof(*graph->group));
	made->graph.groups = arena_take(&made->memory, groups, sizeof(*graph->groups));
	made->is_added = arena_take(&made->memory, groups, sizeof(*made->is_added));
	if (!made->graph.group || !made->graph.groups || !made->is_added) {
		regrouped_destroy(made);
		return NULL;
	}
	memcpy(made->graph.group, graph->group, graph->node_count * sizeof(*graph->group));
	if (graph->group_count > 0)
		memcpy(made->graph.groups, graph->groups,
		       graph->group_count * sizeof(*graph->groups));
	return made;
}

/* Make room at a place of an array of one entry a group, of which there is one more now. */
static void *open_gap(const struct gw_graph *graph, void *entries, size_t size, uint32_t place)
{
	char *gap = (char *)entries + place * size;

	memmove(gap + size, gap, (graph->group_count - 1 - place) * size);
	return gap;
}

/* What is chosen becomes a group. False if memory ran out. */
static bool add_group(const struct selection *selection, struct regrouped *made, const char *name)
{
	const char *kept = arena_string(&made->memory, name, strlen(name));

	if (!kept)
		return false;
	made->added = insert_group(selection, &made->graph, kept);
	made->gate_count = selection->count;
	made->added_count++;
	*(bool *)open_gap(&made->graph, made->is_added, sizeof *made->is_added, made->added) = true;
	return true;
}

static struct regrouped *make(const struct selection *selection, const char *name)
{
	struct regrouped *made = copy_groups(selection->graph, 1);

	if (made && !add_group(selection, made, name)) {
		regrouped_destroy(made);
		return NULL;
	}
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
	if (!selection_init(&selection, graph, 0)) {
		error_memory(error);
		return NULL;
	}
	selection.from = from;
	selection.to = to;
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

	if (!array_reserve((void **)&graph->groups, &graph->store->group_capacity, count,
			   sizeof(*graph->groups)))
		return false;
	for (uint32_t g = 0; g < count; g++) {
		struct gw_group group = regrouped->graph.groups[g];
		if (regrouped->is_added[g])
			group.name = graph_keep(graph, group.name, strlen(group.name));
		if (!group.name)
			return false;
		regrouped->graph.groups[g] = group;
	}
	if (count > 0)
		memcpy(graph->groups, regrouped->graph.groups, count * sizeof(*graph->groups));
	memcpy(graph->group, regrouped->graph.group, graph->node_count * sizeof(*graph->group));
	graph->group_count = count;
	return true;
}

bool regroup_in_place(struct gw_graph *graph, const char *name, uint32_t from, uint32_t to,
		      struct gw_error *error)
{
	struct regrouped *regrouped = regroup(graph, name, from, to, error);
	bool is_moved = regrouped && move_groups(regrouped, graph);

	if (regrouped && !is_moved)
		error_memory(error);
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

	choose(selection, selection->to);
	for (uint32_t i = 0; i < selection->count; i++) {
		uint32_t node = selection->chosen[i];
		for (uint32_t k = 0; k < gw_operand_count(graph, node); k++) {
			uint32_t operand = gw_operands(graph, node)[k];
			if (gw_is_gate(graph, operand) && !graph->is_declared[operand] &&
			    !selection->is_chosen[operand])
				choose(selection, operand);
		}
	}
}

/* The outermost group whose gates are exactly those that are chosen; GW_NONE if there is none. */
static uint32_t find_same_group(const struct selection *selection)
{
	for (uint32_t i = 0; i < selection->touched_count; i++) {
		uint32_t g = selection->touched[i];
		if (selection->inside[g] == selection->count &&
		    selection->total[g] == selection->count)
			return g;
	}
	return GW_NONE;
}

/* Choose nothing, as at first. */
static void clear_choice(struct selection *selection)
{
	for (uint32_t i = 0; i < selection->count; i++)
		selection->is_chosen[selection->chosen[i]] = false;
	for (uint32_t i = 0; i < selection->touched_count; i++)
		selection->inside[selection->touched[i]] = 0;
	selection->count = selection->touched_count = 0;
	selection->around = GW_NONE;
}

/* Make the group of what is chosen, and let it start folded. False if memory ran out. */
static bool fold_chosen(struct selection *selection, struct regrouped *made)
{
	struct gw_graph *graph = &made->graph;

	if (!add_group(selection, made, gw_node_name(graph, selection->to)))
		return false;
	graph->groups[made->added].starts_folded = true;
	*(bool *)open_gap(graph, made->is_let, sizeof *made->is_let, made->added) = true;
	/* The new group has its number in the counts of the next choice, too. */
	*(uint32_t *)open_gap(graph, selection->total, sizeof *selection->total, made->added) =
		selection->count;
	return true;
}

static bool fold_let(struct selection *selection, struct regrouped *made, uint32_t let)
{
	struct gw_error unsaid;
	bool has_memory = true;
	uint32_t same;

	selection->to = let;
	choose_expression(selection);
	if (selection->count > 1 && has_one_exit(selection)) {
		if (check_groups(selection, &unsaid))
			has_memory = fold_chosen(selection, made);
		else if ((same = find_same_group(selection)) != GW_NONE)
			made->graph.groups[same].starts_folded = made->is_let[same] = true;
	}
	clear_choice(selection);
	return has_memory;
}

static uint32_t count_lets(const struct gw_graph *graph)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < graph->node_count; i++)
		count += is_let(graph, i);
	return count;
}

static bool fold_lets(struct selection *selection, struct regrouped *made, size_t groups)
{
	bool has_memory;

	made->is_let = arena_take(&made->memory, groups, sizeof(*made->is_let));
	has_memory = made->is_let != NULL;
	for (uint32_t i = 0; has_memory && i < made->graph.node_count; i++)
		if (is_let(&made->graph, i))
			has_memory = fold_let(selection, made, i);
	return has_memory;
}

struct regrouped *regroup_lets(const struct gw_graph *graph, struct gw_error *error)
{
	uint32_t lets = count_lets(graph);
	struct regrouped *made = copy_groups(graph, lets);
	struct selection selection;
	bool has_memory = made && selection_init(&selection, &made->graph, lets);

	if (has_memory) {
		has_memory = fold_lets(&selection, made, (size_t)graph->group_count + lets);
		selection_finish(&selection);
	}
	if (has_memory)
		return made;
	regrouped_destroy(made);
	error_memory(error);
	return NULL;
}

bool regroup_lets_in_place(struct gw_graph *graph, struct gw_error *error)
{
	struct regrouped *made = regroup_lets(graph, error);
	bool is_moved = made && (move_groups(made, graph) || error_memory(error));

	regrouped_destroy(made);
	return is_moved;
}

void regrouped_destroy(struct regrouped *regrouped)
{
	if (!regrouped)
		return;
	arena_finish(&regrouped->memory);
	free(regrouped);
}
