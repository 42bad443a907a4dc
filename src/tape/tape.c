#include <gradwalk/tape.h>

#include "base/array.h"
#include "base/error.h"
#include "tape/pass.h"
#include "tape/tape_matrix.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- structure: what depends on what ---- */

static bool is_differentiable_leaf(const struct gw_tape *tape, uint32_t node)
{
	uint8_t kind = tape->graph->kind[node];

	return kind == GW_PARAM || (kind == GW_INPUT && !tape->is_for_training);
}

/* The choice that the output is an alternative of, or GW_NONE. */
static uint32_t choice_of(const struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;
	for (uint32_t i = 0; i < graph->output_count; i++)
		if (graph->outputs[i] == tape->output && graph->choice[i] != GW_NONE)
			return graph->choice[i];
	return GW_NONE;
}

static bool is_first_output(const struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;

	return graph->output_count > 0 && graph->outputs[0] == tape->output;
}

static void leave_out_alternatives(const struct gw_tape *tape, uint32_t choice, bool *is_left_out)
{
	const struct gw_graph *graph = tape->graph;

	for (uint32_t i = 0; choice != GW_NONE && i < graph->output_count; i++)
		if (graph->choice[i] == choice && graph->outputs[i] != tape->output)
			is_left_out[graph->outputs[i]] = true;
}

static void leave_out_metrics(const struct gw_tape *tape, bool *is_left_out)
{
	const struct gw_graph *graph = tape->graph;

	for (uint32_t i = 0; i < graph->metric_count && !tape->is_for_training; i++)
		is_left_out[graph->metrics[i]] = true;
}

/* Whether a tape computes a node for itself, whatever uses it. */
static bool is_wanted(const struct gw_tape *tape, uint32_t node)
{
	const struct gw_graph *graph = tape->graph;
	bool is_metric = false;

	for (uint32_t i = 0; i < graph->metric_count; i++)
		is_metric |= graph->metrics[i] == node;
	return node == tape->output || (is_metric && tape->is_for_training);
}

/*
 * The graph is walked as it is written for its first output. For another one, every gate that does
 * not lead to it is left out. In both cases so is an alternative that was not chosen, a metric
 * unless the tape is for training, and what only such nodes use. From the top down, the users of a
 * node are known before the node.
 */
static bool find_left_out(struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;
	uint32_t choice = choice_of(tape);
	bool needs_all = is_first_output(tape);

	if (choice == GW_NONE && needs_all && graph->metric_count == 0)
		return true;
	bool *is_left_out = array_create(graph->node_count, sizeof *is_left_out);
	bool *is_used = array_create(graph->node_count, sizeof *is_used);
	if (is_left_out) {
		leave_out_alternatives(tape, choice, is_left_out);
		leave_out_metrics(tape, is_left_out);
	}
	for (uint32_t i = graph->node_count; is_left_out && is_used && i-- > 0;) {
		if (is_used[i] || is_wanted(tape, i))
			is_left_out[i] = false;
		else if (!needs_all && gw_is_gate(graph, i))
			is_left_out[i] = true;
		for (uint32_t e = graph->first_operand[i]; e < graph->first_operand[i + 1]; e++) {
			uint32_t operand = graph->operand[e];
			is_used[operand] |= !is_left_out[i];
			is_left_out[operand] = !is_used[operand];
		}
	}
	free(is_used);
	tape->is_left_out = is_left_out;
	return is_left_out && is_used;
}

static void find_gates(struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;

	for (uint32_t i = 0; i < graph->node_count; i++) {
		tape->order[i] = GW_NONE;
		tape->requires_grad[i] = is_differentiable_leaf(tape, i);
		if (!gw_is_gate(graph, i) || gw_is_left_out(tape, i))
			continue;
		tape->order[i] = tape->gate_count;
		tape->gate[tape->gate_count++] = i;
		if (gw_node_op(graph, i)->stops_gradient)
			continue;
		for (uint32_t e = graph->first_operand[i]; e < graph->first_operand[i + 1]; e++)
			tape->requires_grad[i] |= tape->requires_grad[graph->operand[e]];
	}
}

/* From the output down: operands have lower numbers than what uses them. */
static void find_active(struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;

	tape->is_needed[tape->output] = true;
	tape->is_active[tape->output] = tape->requires_grad[tape->output];
	for (uint32_t i = graph->node_count; i-- > 0;) {
		tape->turn[i] = GW_NONE;
		if (!tape->is_needed[i] || !gw_is_gate(graph, i))
			continue;
		for (uint32_t e = graph->first_operand[i]; e < graph->first_operand[i + 1]; e++) {
			uint32_t operand = graph->operand[e];
			tape->is_needed[operand] = true;
			tape->is_active[operand] |=
				tape->is_active[i] && tape->requires_grad[operand];
		}
		if (!tape->is_active[i])
			continue;
		tape->turn[i] = tape->backward_count;
		tape->backward[tape->backward_count++] = i;
	}
}

static bool has_walls(const struct gw_graph *graph)
{
	for (uint32_t i = 0; i < graph->operator_count; i++)
		if (graph->operators[i]->stops_gradient)
			return true;
	return false;
}

/* From the output down, as find_active() does, but through walls too. */
static bool find_walled(struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;

	if (!has_walls(graph))
		return true;
	tape->is_walled = array_create(graph->node_count, sizeof *tape->is_walled);
	if (!tape->is_walled)
		return false;
	tape->is_walled[tape->output] = true;
	for (uint32_t i = graph->node_count; i-- > 0;) {
		bool is_used = tape->is_walled[i];
		for (uint32_t e = graph->first_operand[i]; e < graph->first_operand[i + 1]; e++)
			tape->is_walled[graph->operand[e]] |= is_used;
		tape->is_walled[i] = is_used && tape->requires_grad[i] && !tape->is_active[i];
	}
	return true;
}

/* An edge carries a gradient if its consumer gets one to pass on and its operand wants one. */
static bool carries_gradient(const struct gw_tape *tape, uint32_t consumer, uint32_t operand)
{
	return tape->is_active[consumer] && tape->requires_grad[operand];
}

/*
 * Each node's contributions get places side by side, in the order in which they arrive. Counted
 * first; then first_arrival[i + 1] is moved along while node i's are filled in, and so ends where
 * node i + 1's begin.
 */
static void count_arrivals(struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;
	uint32_t *first = tape->first_arrival;

	first[tape->output + 2] += tape->is_active[tape->output];
	for (uint32_t i = 0; i < graph->node_count; i++)
		for (uint32_t e = graph->first_operand[i]; e < graph->first_operand[i + 1]; e++)
			first[graph->operand[e] + 2] +=
				carries_gradient(tape, i, graph->operand[e]);
	for (uint32_t i = 0; i < graph->node_count; i++)
		first[i + 2] += first[i + 1];
}

static uint32_t add_arrival(struct gw_tape *tape, uint32_t node, uint32_t edge, uint32_t consumer)
{
	uint32_t place = tape->first_arrival[node + 1]++;
	tape->arrival_edge[place] = edge;
	tape->arrival_node[place] = consumer;
	return place;
}

static void place_arrivals(struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;

	for (uint32_t e = 0; e < graph->edge_count; e++)
		tape->slot[e] = GW_NONE;
	if (tape->is_active[tape->output])
		add_arrival(tape, tape->output, GW_NONE, GW_NONE);
	for (uint32_t turn = 0; turn < tape->backward_count; turn++) {
		uint32_t consumer = tape->backward[turn];
		for (uint32_t e = graph->first_operand[consumer];
		     e < graph->first_operand[consumer + 1]; e++)
			if (carries_gradient(tape, consumer, graph->operand[e]))
				tape->slot[e] = add_arrival(tape, graph->operand[e], e, consumer);
	}
}

/* ---- creation ---- */

static bool allocate(struct gw_tape *tape)
{
	size_t nodes = tape->graph->node_count, edges = tape->graph->edge_count, values;

	if (!tape_place_values(tape, &values))
		return false;
	tape->value = array_create(values, sizeof *tape->value);
	tape->requires_grad = array_create(nodes, sizeof *tape->requires_grad);
	tape->is_needed = array_create(nodes, sizeof *tape->is_needed);
	tape->is_active = array_create(nodes, sizeof *tape->is_active);
	tape->gate = array_create(nodes, sizeof *tape->gate);
	tape->order = array_create(nodes, sizeof *tape->order);
	tape->backward = array_create(nodes, sizeof *tape->backward);
	tape->turn = array_create(nodes, sizeof *tape->turn);
	tape->first_arrival = array_create(nodes + 2, sizeof *tape->first_arrival);
	tape->arrival_edge = array_create(edges + 1, sizeof *tape->arrival_edge);
	tape->arrival_node = array_create(edges + 1, sizeof *tape->arrival_node);
	tape->slot = array_create(edges, sizeof *tape->slot);
	if (tape->graph->group_count > 0) {
		tape->adjoint = array_create(nodes, sizeof *tape->adjoint);
		if (!tape->adjoint)
			return false;
	}
	return tape->value && tape->requires_grad && tape->is_needed && tape->is_active &&
	       tape->gate && tape->order && tape->backward && tape->turn && tape->first_arrival &&
	       tape->arrival_edge && tape->arrival_node && tape->slot;
}

/* The sums, once it is known how many contributions go where. */
static bool allocate_sums(struct gw_tape *tape)
{
	size_t sums;

	if (!tape_place_sums(tape, &sums))
		return false;
	tape->sum = array_create(sums, sizeof *tape->sum);
	return tape->sum != NULL;
}

static bool copy_leaves(struct gw_tape *tape, struct gw_error *error)
{
	const struct gw_graph *graph = tape->graph;

	for (uint32_t i = 0; i < graph->node_count; i++) {
		if (gw_is_gate(graph, i))
			continue;
		if (!graph->has_value[i] && graph->source)
			return error_at(error, graph->file, graph->source, graph->source_length,
					graph->span[i].offset,
					"\"%s\" has no value; give it one: -s %s=NUMBER",
					gw_node_name(graph, i), gw_node_name(graph, i));
		if (!graph->has_value[i])
			return error_set(error, "\"%s\" has no value", gw_node_name(graph, i));
		struct gw_matrix value = gw_leaf_value(graph, i);
		memcpy(gw_tape_entries(tape, i), value.entry,
		       gw_entry_count(value.shape) * sizeof *value.entry);
	}
	return true;
}

static bool fail_shape(const struct gw_graph *graph, uint32_t output, struct gw_error *error)
{
	struct gw_shape shape = gw_node_shape(graph, output);
	const char *format = "the output \"%s\" is a matrix (%u×%u); only a scalar has a gradient: "
			     "take its sum or mean";

	if (!graph->source)
		return error_set(error, format, gw_node_name(graph, output), shape.rows,
				 shape.columns);
	return error_at(error, graph->file, graph->source, graph->source_length,
			graph->span[output].offset, format, gw_node_name(graph, output), shape.rows,
			shape.columns);
}

/* Find out what depends on what, and make room. */
static bool prepare(struct gw_tape *tape, struct gw_error *error)
{
	if (!gw_is_scalar(gw_node_shape(tape->graph, tape->output)))
		return fail_shape(tape->graph, tape->output, error);
	if (!allocate(tape) || !find_left_out(tape))
		return error_memory(error);
	if (!copy_leaves(tape, error))
		return false;
	find_gates(tape);
	find_active(tape);
	if (!find_walled(tape))
		return error_memory(error);
	count_arrivals(tape);
	place_arrivals(tape);
	return (allocate_sums(tape) && pass_prepare(tape)) || error_memory(error);
}

static struct gw_tape *create_tape(const struct gw_graph *graph, uint32_t output,
				   bool is_for_training, struct gw_error *error)
{
	struct gw_tape *tape = calloc(1, sizeof *tape);
	if (!tape) {
		error_memory(error);
		return NULL;
	}
	tape->graph = graph;
	tape->output = output;
	tape->is_for_training = is_for_training;
	if (!prepare(tape, error)) {
		gw_tape_destroy(tape);
		return NULL;
	}
	gw_tape_run(tape);
	return tape;
}

struct gw_tape *gw_tape_create(const struct gw_graph *graph, uint32_t output,
			       struct gw_error *error)
{
	return create_tape(graph, output, false, error);
}

struct gw_tape *gw_tape_create_for_training(const struct gw_graph *graph, uint32_t output,
					    struct gw_error *error)
{
	return create_tape(graph, output, true, error);
}

void gw_tape_destroy(struct gw_tape *tape)
{
	if (!tape)
		return;
	free(tape->value);
	free(tape->instruction);
	free(tape->offset);
	free(tape->is_left_out);
	free(tape->is_matrix_gate);
	free(tape->scratch[0]);
	free(tape->scratch[1]);
	free(tape->sum_offset);
	free(tape->requires_grad);
	free(tape->is_needed);
	free(tape->is_active);
	free(tape->is_walled);
	free(tape->gate);
	free(tape->adjoint);
	free(tape->order);
	free(tape->backward);
	free(tape->turn);
	free(tape->first_arrival);
	free(tape->arrival_edge);
	free(tape->arrival_node);
	free(tape->sum);
	free(tape->slot);
	free(tape);
}

void gw_tape_set(struct gw_tape *tape, uint32_t leaf, double value)
{
	assert(!gw_is_gate(tape->graph, leaf));
	tape->value[leaf] = value;
}

/* ---- looking ---- */

static void gather(const struct gw_tape *tape, uint32_t node, double operand[GW_MAX_ARITY])
{
	const struct gw_graph *graph = tape->graph;
	const uint32_t *from = gw_operands(graph, node);

	for (uint32_t i = 0; i < gw_operand_count(graph, node); i++)
		operand[i] = tape->value[from[i]];
}

double gw_tape_local(const struct gw_tape *tape, uint32_t node, unsigned position)
{
	double operand[GW_MAX_ARITY] = {0};

	if (tape->is_matrix_gate && tape->is_matrix_gate[node])
		return NAN;
	gather(tape, node, operand);
	return gw_node_op(tape->graph, node)->local(operand, tape->value[node], position);
}

/*
 * The backward pass through the group alone, from 1 at its exit: what is shut inside stops what
 * arrives here as it does there.
 */
double gw_tape_composite_local(const struct gw_tape *tape, uint32_t group, uint32_t exit,
			       uint32_t operand)
{
	const struct gw_graph *graph = tape->graph;
	uint32_t first = graph->groups[group].first;
	double *adjoint = tape->adjoint, local = 0;

	memset(adjoint + first, 0, (exit - first + 1) * sizeof *adjoint);
	adjoint[exit] = 1;
	for (uint32_t i = exit + 1; i-- > first;) {
		bool is_dead = tape->is_active[exit] && !tape->is_active[i];
		if (is_dead || !gw_graph_is_in_group(graph, i, group))
			continue;
		for (uint32_t k = 0; k < gw_operand_count(graph, i); k++) {
			uint32_t from = gw_operands(graph, i)[k];
			double sent = gw_op_downstream(gw_node_op(graph, i), adjoint[i],
						       gw_tape_local(tape, i, k));
			if (from == operand)
				local += sent;
			else if (gw_is_gate(graph, from) &&
				 gw_graph_is_in_group(graph, from, group))
				adjoint[from] += sent;
		}
	}
	return local;
}

double gw_tape_gradient(const struct gw_tape *tape, uint32_t node)
{
	if (tape->is_active[node])
		return *gw_tape_gradient_matrix(tape, node).entry;
	return node == tape->output ? 1 : 0;
}
