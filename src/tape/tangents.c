#include "tape/tangents.h"

#include "base/array.h"
#include "base/error.h"
#include "graph/matrix_text.h"
#include "tape/tape_matrix.h"

#include <stdlib.h>
#include <string.h>

/* ---- the leaf ---- */

/* "[1,0]" behind a name, of a matrix of that shape. */
static bool parse_entry(const char *text, struct gw_shape shape, size_t *entry)
{
	unsigned row, column;
	int end = matrix_read_place(text, &row, &column);

	if (end == 0 || text[end] || row >= shape.rows || column >= shape.columns)
		return false;
	*entry = (size_t)row * shape.columns + column;
	return true;
}

static bool check_leaf(const struct gw_tape *tape, uint32_t leaf, const char *name,
		       struct gw_error *error)
{
	if (leaf == GW_NONE)
		return error_set(error, "no node is called \"%.64s\"", name);
	if (gw_is_gate(tape->graph, leaf))
		return error_set(error,
				 "\"%.64s\" is computed; forward mode starts at an input or a "
				 "parameter",
				 name);
	if (!tape->requires_grad[leaf])
		return error_set(error,
				 "\"%.64s\" is a constant; forward mode starts at an input or a "
				 "parameter",
				 name);
	return true;
}

/*
 * The leaf and the entry that a text names: "x", "W" (the first entry), "W[1,0]". False, with an
 * error, if it names none.
 */
static bool find_leaf_entry(const struct gw_tape *tape, const char *text, uint32_t *leaf,
			    size_t *entry, struct gw_error *error)
{
	const char *bracket = strchr(text, '[');
	char name[256];
	size_t length = bracket ? (size_t)(bracket - text) : strlen(text);

	if (length >= sizeof name)
		return error_set(error, "no node is called \"%.64s…\"", text);
	memcpy(name, text, length);
	name[length] = '\0';
	*leaf = gw_graph_find(tape->graph, name);
	*entry = 0;
	if (!check_leaf(tape, *leaf, name, error))
		return false;
	struct gw_shape shape = gw_node_shape(tape->graph, *leaf);
	if (!bracket || parse_entry(bracket, shape, entry))
		return true;
	return error_set(error,
			 "\"%.64s\" has %u×%u entries, from %.64s[0,0] on; \"%.16s\" is none", name,
			 shape.rows, shape.columns, name, bracket);
}

static uint32_t first_leaf(const struct gw_tape *tape)
{
	for (uint32_t node = 0; node < tape->graph->node_count; node++)
		if (!gw_is_gate(tape->graph, node) && tape->requires_grad[node])
			return node;
	return GW_NONE;
}

bool tangents_read_mode(const struct gw_tape *tape, const char *text, uint32_t *leaf, size_t *entry,
			struct gw_error *error)
{
	const char *forward = "forward", *behind = text + strcspn(text, " :=");

	*leaf = GW_NONE;
	*entry = 0;
	if (strcmp(text, "backward") == 0)
		return true;
	if ((size_t)(behind - text) != strlen(forward) ||
	    strncmp(text, forward, strlen(forward)) != 0)
		return error_set(error, "the modes are backward and forward:NAME, not \"%.40s\"",
				 text);
	behind += strspn(behind, " :=");
	if (*behind)
		return find_leaf_entry(tape, behind, leaf, entry, error);
	*leaf = first_leaf(tape);
	return *leaf != GW_NONE ||
	       error_set(error, "forward mode starts at an input or a parameter; there is none");
}

/* ---- what depends on it ---- */

/* How many operands of a gate pass a tangent on to it. */
static uint32_t count_products(const struct tangents *tangents, uint32_t gate)
{
	const struct gw_graph *graph = tangents->tape->graph;
	uint32_t count = 0;

	if (gw_node_op(graph, gate)->stops_gradient)
		return 0;
	for (uint32_t i = 0; i < gw_operand_count(graph, gate); i++)
		count += tangents_reach(tangents, gw_operands(graph, gate)[i]);
	return count;
}

/* Find the gates and the places of their sums, whose number is returned. */
static size_t find_dependent_gates(struct tangents *tangents)
{
	const struct gw_tape *tape = tangents->tape;
	const struct gw_graph *graph = tape->graph;
	size_t sums = gw_entry_count(gw_node_shape(graph, tangents->leaf));

	for (uint32_t node = 0; node < graph->node_count; node++)
		tangents->turn[node] = GW_NONE;
	tangents->expected[tangents->leaf] = 1;
	for (uint32_t i = 0; i < tape->gate_count; i++) {
		uint32_t gate = tape->gate[i], products = count_products(tangents, gate);
		if (products == 0)
			continue;
		tangents->expected[gate] = products;
		tangents->products += products;
		tangents->turn[gate] = tangents->count;
		tangents->gate[tangents->count++] = gate;
		tangents->first[gate] = sums;
		sums += products * gw_entry_count(gw_node_shape(graph, gate));
	}
	return sums;
}

/* One pass for each entry that a gradient is wanted of. */
static void count_passes(struct tangents *tangents)
{
	const struct gw_tape *tape = tangents->tape;
	const struct gw_graph *graph = tape->graph;

	for (uint32_t node = 0; node < graph->node_count; node++) {
		if (gw_is_gate(graph, node) || !tape->requires_grad[node])
			continue;
		if (node == tangents->leaf)
			tangents->pass = tangents->pass_count + tangents->entry + 1;
		tangents->pass_count += gw_entry_count(gw_node_shape(graph, node));
	}
}

static void count_backward_products(struct tangents *tangents)
{
	const struct gw_tape *tape = tangents->tape;

	for (uint32_t e = 0; e < tape->graph->edge_count; e++)
		tangents->backward_products += tape->slot[e] != GW_NONE;
	for (uint32_t i = 0; i < tape->gate_count; i++)
		tangents->has_matrices |= gw_is_matrix_gate(tape, tape->gate[i]);
}

static size_t largest_value(const struct gw_graph *graph)
{
	size_t largest = 1;

	for (uint32_t node = 0; node < graph->node_count; node++) {
		size_t entries = gw_entry_count(gw_node_shape(graph, node));
		largest = entries > largest ? entries : largest;
	}
	return largest;
}

/* ---- creation ---- */

static bool prepare_tangents(struct tangents *tangents)
{
	const struct gw_graph *graph = tangents->tape->graph;

	tangents->gate = array_create(tangents->tape->gate_count, sizeof *tangents->gate);
	tangents->turn = array_create(graph->node_count, sizeof *tangents->turn);
	tangents->first = array_create(graph->node_count, sizeof *tangents->first);
	tangents->expected = array_create(graph->node_count, sizeof *tangents->expected);
	tangents->product = array_create(largest_value(graph), sizeof *tangents->product);
	if (!tangents->gate || !tangents->turn || !tangents->first || !tangents->expected ||
	    !tangents->product)
		return false;
	tangents->sum = array_create(find_dependent_gates(tangents), sizeof *tangents->sum);
	return tangents->sum != NULL;
}

struct tangents *tangents_create(const struct gw_tape *tape, uint32_t leaf, size_t entry,
				 struct gw_error *error)
{
	struct tangents *tangents;

	if (!check_leaf(tape, leaf, leaf == GW_NONE ? "" : gw_node_name(tape->graph, leaf), error))
		return NULL;
	tangents = calloc(1, sizeof *tangents);
	if (!tangents) {
		error_memory(error);
		return NULL;
	}
	tangents->tape = tape;
	tangents->leaf = leaf;
	tangents->entry = entry;
	if (!prepare_tangents(tangents)) {
		error_memory(error);
		tangents_destroy(tangents);
		return NULL;
	}
	count_passes(tangents);
	count_backward_products(tangents);
	tangents_run(tangents);
	return tangents;
}

void tangents_destroy(struct tangents *tangents)
{
	if (!tangents)
		return;
	free(tangents->gate);
	free(tangents->turn);
	free(tangents->sum);
	free(tangents->first);
	free(tangents->expected);
	free(tangents->product);
	free(tangents);
}

/* ---- the pass ---- */

/* Put into `out` what an operand adds to the tangent of a gate. */
static void multiply(const struct tangents *tangents, uint32_t gate, uint32_t position, double *out)
{
	const struct gw_tape *tape = tangents->tape;
	const double *tangent =
		tangents_of(tangents, gw_operands(tape->graph, gate)[position]).entry;

	if (gw_is_matrix_gate(tape, gate))
		tape_matrix_jvp(tape, gate, position, tangent, out);
	else
		*out = gw_op_downstream(gw_node_op(tape->graph, gate), *tangent,
					gw_tape_local(tape, gate, position));
}

static void run_gate(struct tangents *tangents, uint32_t gate)
{
	const struct gw_graph *graph = tangents->tape->graph;
	size_t entries = gw_entry_count(gw_node_shape(graph, gate));
	double *sum = tangents->sum + tangents->first[gate];
	uint32_t number = 0;

	for (uint32_t i = 0; i < gw_operand_count(graph, gate); i++) {
		if (!tangents_reach(tangents, gw_operands(graph, gate)[i]))
			continue;
		multiply(tangents, gate, i, sum);
		for (size_t at = 0; number > 0 && at < entries; at++)
			sum[at] = (sum - entries)[at] + sum[at];
		sum += entries;
		number++;
	}
}

void tangents_run(struct tangents *tangents)
{
	struct gw_shape shape = gw_node_shape(tangents->tape->graph, tangents->leaf);

	memset(tangents->sum, 0, gw_entry_count(shape) * sizeof *tangents->sum);
	tangents->sum[tangents->entry] = 1;
	for (uint32_t i = 0; i < tangents->count; i++)
		run_gate(tangents, tangents->gate[i]);
}

/* ---- looking ---- */

struct gw_matrix tangents_sum(const struct tangents *tangents, uint32_t node, uint32_t number)
{
	struct gw_shape shape = gw_node_shape(tangents->tape->graph, node);
	size_t at = tangents->first[node] + (number - 1) * gw_entry_count(shape);

	return (struct gw_matrix){tangents->sum + at, shape};
}

struct gw_matrix tangents_of(const struct tangents *tangents, uint32_t node)
{
	return tangents_sum(tangents, node, tangents->expected[node]);
}

struct gw_matrix tangents_product(const struct tangents *tangents, uint32_t gate, uint32_t position)
{
	multiply(tangents, gate, position, tangents->product);
	return (struct gw_matrix){tangents->product, gw_node_shape(tangents->tape->graph, gate)};
}
