#include "graph/graph_store.h"

#include "base/array.h"
#include "base/error.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct gw_graph *gw_graph_create(struct gw_error *error)
{
	struct gw_graph *graph = calloc(1, sizeof *graph);
	struct gw_graph_store *store = calloc(1, sizeof *store);
	uint32_t *first_operand = calloc(1, sizeof *first_operand);

	if (!graph || !store || !first_operand) {
		free(graph);
		free(store);
		free(first_operand);
		error_memory(error);
		return NULL;
	}
	graph->store = store;
	graph->first_operand = first_operand;
	graph->ops = &gw_ops;
	store->open_group = GW_NONE;
	store->most_entries = GW_MAX_ENTRIES;
	return graph;
}

void gw_graph_allow_entries(struct gw_graph *graph, size_t entries)
{
	if (entries > graph->store->most_entries)
		graph->store->most_entries = entries;
}

void gw_graph_destroy(struct gw_graph *graph)
{
	if (!graph)
		return;
	free(graph->kind);
	free(graph->op);
	free(graph->first_operand);
	free(graph->initial);
	free(graph->known_name);
	free(graph->is_declared);
	free(graph->has_value);
	free(graph->group);
	free(graph->span);
	free(graph->shape);
	free(graph->entries);
	free(graph->operand);
	free(graph->operators);
	free(graph->groups);
	free(graph->outputs);
	free(graph->is_of_metrics);
	free(graph->choice);
	table_finish(&graph->store->names);
	table_finish(&graph->store->repeats);
	arena_finish(&graph->store->strings);
	text_finish(&graph->store->source);
	free(graph->store->training.option);
	free(graph->store->training.column);
	free(graph->store->training.cell);
	arena_finish(&graph->store->training_strings);
	free(graph->store);
	free(graph);
}

void graph_set_span(struct gw_graph *graph, struct gw_span span)
{
	graph->store->span = span;
}

void graph_enter_group(struct gw_graph *graph, uint32_t group)
{
	graph->store->open_group = group;
}

/* One of the arrays with an entry a node. */
static bool resize(void **array, size_t count, size_t size)
{
	void *moved = realloc(*array, count * size);
	if (moved)
		*array = moved;
	return moved != NULL;
}

static bool resize_nodes(struct gw_graph *graph, size_t count)
{
	bool is_resized =
		resize((void **)&graph->kind, count, sizeof *graph->kind) &&
		resize((void **)&graph->op, count, sizeof *graph->op) &&
		resize((void **)&graph->first_operand, count + 1, sizeof *graph->first_operand) &&
		resize((void **)&graph->initial, count, sizeof *graph->initial) &&
		resize((void **)&graph->known_name, count, sizeof *graph->known_name) &&
		resize((void **)&graph->is_declared, count, sizeof *graph->is_declared) &&
		resize((void **)&graph->has_value, count, sizeof *graph->has_value) &&
		resize((void **)&graph->group, count, sizeof *graph->group) &&
		resize((void **)&graph->span, count, sizeof *graph->span);
	if (is_resized && graph->shape)
		is_resized = resize((void **)&graph->shape, count, sizeof *graph->shape) &&
			     resize((void **)&graph->entries, count, sizeof *graph->entries);
	if (is_resized)
		graph->store->node_capacity = count;
	return is_resized;
}

static bool reserve_node(struct gw_graph *graph, struct gw_error *error)
{
	size_t capacity = graph->store->node_capacity;

	if (graph->node_count >= GW_MAX_NODES)
		return error_set(error, "the graph has more than %u nodes", GW_MAX_NODES);
	if (graph->node_count < capacity)
		return true;
	return resize_nodes(graph, capacity + capacity / 2 + 16) || error_memory(error);
}

/* A node without operands and without a name; the caller has reserved it. */
static uint32_t append_node(struct gw_graph *graph, enum gw_kind kind)
{
	uint32_t node = graph->node_count++;

	graph->kind[node] = (uint8_t)kind;
	graph->op[node] = 0;
	graph->first_operand[node + 1] = graph->edge_count;
	graph->initial[node] = NAN;
	graph->known_name[node] = NULL;
	graph->is_declared[node] = false;
	graph->has_value[node] = false;
	graph->group[node] = GW_NONE;
	graph->span[node] = graph->store->span;
	if (graph->shape) {
		graph->shape[node] = (struct gw_shape){1, 1};
		graph->entries[node] = NULL;
	}
	return node;
}

uint32_t gw_graph_add_leaf(struct gw_graph *graph, enum gw_kind kind, const char *name,
			   const double *value, struct gw_error *error)
{
	assert(kind == GW_INPUT || kind == GW_PARAM || kind == GW_CONSTANT);
	if (!reserve_node(graph, error))
		return GW_NONE;
	uint32_t node = append_node(graph, kind);
	if (!graph_declare(graph, node, name, error)) {
		graph->node_count--;
		return GW_NONE;
	}
	if (value)
		gw_graph_set_value(graph, node, *value);
	return node;
}

uint32_t gw_graph_add_literal(struct gw_graph *graph, const char *name, double value,
			      struct gw_error *error)
{
	const char *kept = name ? graph_keep(graph, name, strlen(name)) : NULL;

	if (name && !kept) {
		error_memory(error);
		return GW_NONE;
	}
	if (!reserve_node(graph, error))
		return GW_NONE;
	uint32_t node = append_node(graph, GW_LITERAL);
	graph->known_name[node] = kept;
	gw_graph_set_value(graph, node, value);
	return node;
}

/* ---- matrices ---- */

/* Add to a count of entries, before there is memory for any. */
static bool count_entries(const struct gw_graph *graph, size_t *count, size_t entries,
			  const char *what, struct gw_error *error)
{
	size_t most = graph->store->most_entries;

	if (entries > most || *count > most - entries)
		return error_set(error,
				 "%s have more than %zu entries together; --max-size allows more",
				 what, most);
	*count += entries;
	return true;
}

/* A gate's value, and what it will send to its operands. */
static bool count_gate(struct gw_graph *graph, const uint32_t *operands, unsigned count,
		       struct gw_shape shape, struct gw_error *error)
{
	struct gw_graph_store *store = graph->store;

	if (!count_entries(graph, &store->value_entries, gw_entry_count(shape), "all values",
			   error))
		return false;
	for (unsigned i = 0; i < count; i++)
		if (!count_entries(graph, &store->contribution_entries,
				   gw_entry_count(gw_node_shape(graph, operands[i])),
				   "all contributions to gradients", error))
			return false;
	return true;
}

/* From the first matrix on, every node has a shape. */
static bool admit_matrices(struct gw_graph *graph)
{
	if (graph->shape)
		return true;
	size_t capacity = graph->store->node_capacity;
	struct gw_shape *shape = array_create(capacity, sizeof *shape);
	const double **entries = array_create(capacity, sizeof *entries);
	if (!shape || !entries) {
		free(shape);
		free(entries);
		return false;
	}
	for (size_t i = 0; i < capacity; i++)
		shape[i] = (struct gw_shape){1, 1};
	graph->shape = shape;
	graph->entries = entries;
	return true;
}

bool gw_graph_set_entries(struct gw_graph *graph, uint32_t leaf, const double *entries,
			  struct gw_error *error)
{
	size_t count = gw_entry_count(gw_node_shape(graph, leaf));

	if (count == 1) {
		gw_graph_set_value(graph, leaf, *entries);
		return true;
	}
	double *copy = arena_take(&graph->store->strings, count, sizeof *copy);
	if (!copy)
		return error_memory(error);
	memcpy(copy, entries, count * sizeof *copy);
	graph->entries[leaf] = copy;
	graph->has_value[leaf] = true;
	return true;
}

uint32_t gw_graph_add_matrix(struct gw_graph *graph, enum gw_kind kind, const char *name,
			     struct gw_shape shape, const double *entries, struct gw_error *error)
{
	if (gw_is_scalar(shape))
		return gw_graph_add_leaf(graph, kind, name, entries, error);
	if (!count_entries(graph, &graph->store->value_entries, gw_entry_count(shape), "all values",
			   error))
		return GW_NONE;
	uint32_t node = gw_graph_add_leaf(graph, kind, name, NULL, error);
	if (node == GW_NONE)
		return GW_NONE;
	if (!admit_matrices(graph)) {
		error_memory(error);
		return GW_NONE;
	}
	graph->shape[node] = shape;
	if (entries && !gw_graph_set_entries(graph, node, entries, error))
		return GW_NONE;
	return node;
}

/* ---- gates ---- */

static bool find_shape(const struct gw_graph *graph, const struct gw_op *op,
		       const uint32_t *operands, unsigned count, struct gw_shape *shape,
		       struct gw_error *error)
{
	struct gw_matrix x[GW_MAX_OPERANDS] = {0};
	char why[GW_WHY];

	*shape = (struct gw_shape){1, 1};
	if (!graph->shape && gw_op_is_entrywise(op))
		return true;
	for (unsigned i = 0; i < count; i++)
		x[i] = gw_is_gate(graph, operands[i])
			       ? (struct gw_matrix){NULL, gw_node_shape(graph, operands[i])}
			       : gw_leaf_value(graph, operands[i]);
	return gw_op_shape(op, x, count, shape, why) || error_set(error, "%s", why);
}

bool graph_shapes_fit(const struct gw_graph *graph, const struct gw_op *op,
		      const uint32_t *operands, unsigned count)
{
	struct gw_shape shape;
	return find_shape(graph, op, operands, count, &shape, NULL);
}

#define MOST_OPERATORS (UINT8_MAX + 1)

static int fail_operators(struct gw_error *error)
{
	error_set(error, "the graph has more than %d operators", MOST_OPERATORS);
	return -1;
}

/*
 * The place of an operator among those of the graph, where it is entered if it is new there; −1 if
 * they are too many or memory ran out.
 */
static int place_operator(struct gw_graph *graph, const struct gw_op *op, struct gw_error *error)
{
	uint32_t i = 0;

	while (i < graph->operator_count && graph->operators[i] != op)
		i++;
	if (i < graph->operator_count)
		return (int)i;
	if (i == MOST_OPERATORS)
		return fail_operators(error);
	if (!array_reserve((void **)&graph->operators, &graph->store->operator_capacity,
			   (size_t)i + 1, sizeof *graph->operators)) {
		error_memory(error);
		return -1;
	}
	graph->operators[graph->operator_count++] = op;
	return (int)i;
}

static bool reserve_gate(struct gw_graph *graph, const struct gw_op *op, const uint32_t *operands,
			 unsigned count, struct gw_shape *shape, struct gw_error *error)
{
	if (!find_shape(graph, op, operands, count, shape, error) ||
	    !count_gate(graph, operands, count, *shape, error) || !reserve_node(graph, error))
		return false;
	if (array_reserve((void **)&graph->operand, &graph->store->edge_capacity,
			  (size_t)graph->edge_count + count, sizeof *graph->operand) &&
	    (gw_op_is_entrywise(op) || admit_matrices(graph)))
		return true;
	return error_memory(error);
}

uint32_t gw_graph_add_gate_over(struct gw_graph *graph, const struct gw_op *op,
				const uint32_t *operands, unsigned count, const char *name,
				struct gw_error *error)
{
	struct gw_shape shape;
	int place = place_operator(graph, op, error);

	assert(count >= op->arity && count <= gw_op_most(op));
	if (place < 0 || !reserve_gate(graph, op, operands, count, &shape, error))
		return GW_NONE;
	uint32_t node = append_node(graph, GW_GATE);
	if (name && !graph_declare(graph, node, name, error)) {
		graph->node_count--;
		return GW_NONE;
	}
	graph->op[node] = (uint8_t)place;
	graph->group[node] = graph->store->open_group;
	if (graph->shape)
		graph->shape[node] = shape;
	for (unsigned i = 0; i < count; i++) {
		assert(operands[i] < node);
		graph->operand[graph->edge_count++] = operands[i];
	}
	graph->first_operand[node + 1] = graph->edge_count;
	return node;
}

uint32_t gw_graph_add_gate(struct gw_graph *graph, const struct gw_op *op, const uint32_t *operands,
			   const char *name, struct gw_error *error)
{
	return gw_graph_add_gate_over(graph, op, operands, op->arity, name, error);
}

bool gw_graph_add_output(struct gw_graph *graph, uint32_t node, struct gw_error *error)
{
	return gw_graph_add_alternative(graph, node, GW_NONE, error);
}

bool gw_graph_add_alternative(struct gw_graph *graph, uint32_t node, uint32_t choice,
			      struct gw_error *error)
{
	if (!array_reserve((void **)&graph->choice, &graph->store->choice_capacity,
			   (size_t)graph->output_count + 1, sizeof *graph->choice))
		return error_memory(error);
	graph->choice[graph->output_count] = choice;
	if (!array_reserve((void **)&graph->outputs, &graph->store->output_capacity,
			   (size_t)graph->output_count + 1, sizeof *graph->outputs))
		return error_memory(error);
	graph->outputs[graph->output_count++] = node;
	return true;
}

/* Callbacks find logs by their names, and take what begins so for one of validation. */
static bool is_other_log(const char *name)
{
	return strcmp(name, "loss") == 0 || strcmp(name, "epoch") == 0 ||
	       strcmp(name, "learning_rate") == 0 || strncmp(name, "val_", 4) == 0;
}

bool gw_graph_add_metric(struct gw_graph *graph, uint32_t node, struct gw_error *error)
{
	const char *name = graph->known_name[node];
	struct gw_shape shape = gw_node_shape(graph, node);

	if (is_other_log(name))
		return error_set(error,
				 "a metric can't be called \"%s\": that is the name of another log "
				 "of training",
				 name);
	if (!gw_is_scalar(shape))
		return error_set(error,
				 "the metric \"%s\" is a matrix (%u×%u); it must be one number: "
				 "take its mean",
				 name, shape.rows, shape.columns);
	if (graph->metric_count == GW_MOST_METRICS)
		return error_set(error, "a graph has %d metrics at most", GW_MOST_METRICS);
	graph->metrics[graph->metric_count++] = node;
	return true;
}

bool gw_graph_open_group(struct gw_graph *graph, const char *name, bool is_definition,
			 struct gw_error *error)
{
	struct gw_graph_store *store = graph->store;
	const char *kept = graph_keep_name(graph, name);

	if (!kept || !array_reserve((void **)&graph->groups, &store->group_capacity,
				    (size_t)graph->group_count + 1, sizeof *graph->groups))
		return error_memory(error);
	uint32_t parent = store->open_group;
	graph->groups[graph->group_count] = (struct gw_group){
		.name = kept,
		.first = GW_NONE,
		.parent = parent,
		.enclosed = parent == GW_NONE ? 0 : graph->groups[parent].enclosed + 1,
		.is_definition = is_definition,
		.from = GW_NONE,
	};
	store->open_group = graph->group_count++;
	return true;
}

void gw_graph_close_group(struct gw_graph *graph)
{
	graph->store->open_group = graph->groups[graph->store->open_group].parent;
}

void gw_graph_set_value(struct gw_graph *graph, uint32_t leaf, double value)
{
	assert(!gw_is_gate(graph, leaf));
	graph->initial[leaf] = value;
	graph->has_value[leaf] = true;
}

static void find_group_ends(struct gw_graph *graph)
{
	for (uint32_t i = 0; i < graph->node_count; i++) {
		for (uint32_t group = graph->group[i]; group != GW_NONE;
		     group = graph->groups[group].parent) {
			if (graph->groups[group].first == GW_NONE)
				graph->groups[group].first = i;
			graph->groups[group].last = i;
		}
	}
}

bool gw_graph_is_in_group(const struct gw_graph *graph, uint32_t node, uint32_t group)
{
	uint32_t around = graph->group[node];
	while (around != GW_NONE && around != group)
		around = graph->groups[around].parent;
	return around == group;
}

static bool is_metric(const struct gw_graph *graph, uint32_t node)
{
	for (uint32_t i = 0; i < graph->metric_count; i++)
		if (graph->metrics[i] == node)
			return true;
	return false;
}

/* From the top down, the users of a node are known before the node. */
static bool find_metric_nodes(struct gw_graph *graph)
{
	bool *has_other_users, *has_metric;

	if (graph->metric_count == 0)
		return true;
	graph->is_of_metrics = has_metric = array_create(graph->node_count, sizeof(bool));
	has_other_users = array_create(graph->node_count, sizeof(bool));
	for (uint32_t i = graph->node_count; has_metric && has_other_users && i-- > 0;) {
		has_metric[i] = (has_metric[i] || is_metric(graph, i)) && !has_other_users[i];
		for (uint32_t e = graph->first_operand[i]; e < graph->first_operand[i + 1]; e++) {
			has_metric[graph->operand[e]] |= has_metric[i];
			has_other_users[graph->operand[e]] |= !has_metric[i];
		}
	}
	free(has_other_users);
	return has_metric && has_other_users;
}

static bool fit_memory(struct gw_graph *graph)
{
	size_t nodes = graph->node_count ? graph->node_count : 1,
	       edges = graph->edge_count ? graph->edge_count : 1;

	graph->store->edge_capacity = edges;
	return resize_nodes(graph, nodes) &&
	       resize((void **)&graph->operand, edges, sizeof *graph->operand);
}

bool gw_graph_finish(struct gw_graph *graph, struct gw_error *error)
{
	if (!find_metric_nodes(graph) || !fit_memory(graph))
		return error_memory(error);
	find_group_ends(graph);
	graph->store->is_finished = true;
	return true;
}
