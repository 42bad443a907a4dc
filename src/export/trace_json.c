#include "export/trace.h"

#include "base/error.h"
#include "base/number.h"
#include "explain/explain.h"
#include "explain/trouble.h"
#include "graph/notation.h"
#include "tape/tangents.h"

#include <stdbool.h>
#include <string.h>

static void add_key(struct text *text, const char *key)
{
	text_add_format(text, ",\"%s\":", key);
}

static void add_number(struct text *text, const char *key, double value)
{
	add_key(text, key);
	number_add_json(text, trace_number(value, false));
}

/* A scalar as a number, a matrix as an array of rows; null if there is none. */
static void add_signed_entries(struct text *text, struct gw_matrix matrix, bool shows_zero_sign)
{
	if (!matrix.entry) {
		text_add(text, "null");
		return;
	}
	if (gw_is_scalar(matrix.shape)) {
		number_add_json(text, trace_number(*matrix.entry, shows_zero_sign));
		return;
	}
	text_add_byte(text, '[');
	for (size_t i = 0; i < gw_entry_count(matrix.shape); i++) {
		bool begins_row = i % matrix.shape.columns == 0;
		text_add(text, i == 0 ? "[" : begins_row ? "],[" : ",");
		number_add_json(text, trace_number(matrix.entry[i], shows_zero_sign));
	}
	text_add(text, "]]");
}

static void add_entries(struct text *text, struct gw_matrix matrix)
{
	add_signed_entries(text, matrix, false);
}

/* The value of a node, in which a sign of 0 stands if it is seen in what follows. */
static void add_value(struct text *text, const struct gw_tape *tape, uint32_t node)
{
	add_signed_entries(text, gw_tape_value(tape, node), trace_shows_zero_sign(tape, node));
}

static void add_matrix(struct text *text, const char *key, struct gw_matrix matrix)
{
	add_key(text, key);
	add_entries(text, matrix);
}

static void add_name(struct text *text, const char *key, const struct gw_graph *graph,
		     uint32_t node)
{
	add_key(text, key);
	text_add_json(text, gw_node_name(graph, node));
}

static void begin(struct text *text, uint32_t t, const char *phase)
{
	text_add_format(text, "{\"t\":%u,\"phase\":\"%s\"", t, phase);
}

static void end(struct text *text)
{
	text_add(text, "}\n");
}

static void add_start(const struct gw_walk *walk, struct text *text)
{
	const struct gw_graph *graph = walk->tape->graph;
	bool is_first = true;

	begin(text, 0, "start");
	add_key(text, "graph");
	text_add_json(text, graph->prose.name ? graph->prose.name : "");
	add_key(text, "leaves");
	text_add_byte(text, '{');
	for (uint32_t i = 0; i < graph->node_count; i++) {
		if (gw_is_gate(graph, i) || graph->kind[i] == GW_LITERAL ||
		    gw_is_of_metrics(graph, i))
			continue;
		text_add(text, is_first ? "" : ",");
		text_add_json(text, gw_node_name(graph, i));
		text_add_byte(text, ':');
		add_value(text, walk->tape, i);
		is_first = false;
	}
	text_add_byte(text, '}');
	add_name(text, "output", graph, walk->tape->output);
	end(text);
}

/* ,"index":[0,2] or ,"slice":"0:2, :" */
static void add_place(const struct gw_tape *tape, uint32_t gate, struct text *text)
{
	const struct gw_graph *graph = tape->graph;
	struct text bounds = {0};

	if (gw_node_op(graph, gate)->notation == GW_SLICE) {
		add_key(text, "slice");
		notation_add_bounds(&bounds, graph, gate);
		text_add_json(text, bounds.failed ? "" : bounds.data);
		text->failed |= bounds.failed;
		text_finish(&bounds);
		return;
	}
	add_key(text, "index");
	text_add_byte(text, '[');
	for (uint32_t i = 1; i < gw_operand_count(graph, gate); i++) {
		text_add(text, i > 1 ? "," : "");
		add_entries(text, gw_tape_value(tape, gw_operands(graph, gate)[i]));
	}
	text_add_byte(text, ']');
}

/* ,"axis":1: numbers that say how a gate works are no operands. */
static void add_attributes(const struct gw_tape *tape, uint32_t gate, struct text *text)
{
	const struct gw_op *op = gw_node_op(tape->graph, gate);
	const uint32_t *operands = gw_operands(tape->graph, gate);
	uint32_t count = gw_operand_count(tape->graph, gate), first = gw_first_attribute(op, count);

	if (op->notation == GW_INDEX || op->notation == GW_SLICE) {
		add_place(tape, gate, text);
		return;
	}
	for (uint32_t i = first; i < count; i++) {
		struct gw_matrix attribute = gw_tape_value(tape, operands[i]);
		if (!gw_is_given(*attribute.entry))
			continue;
		add_key(text, op->attribute[i - first]);
		add_entries(text, attribute);
	}
}

static void add_forward(const struct gw_walk *walk, const struct gw_step *step, struct text *text)
{
	const struct gw_graph *graph = walk->tape->graph;
	uint32_t count = gw_operand_count(graph, step->node);
	uint32_t end_of_operands = gw_first_attribute(gw_node_op(graph, step->node), count);

	begin(text, step->t, "forward");
	add_name(text, "node", graph, step->node);
	add_key(text, "op");
	text_add_json(text, gw_node_op(graph, step->node)->name);
	add_key(text, "operands");
	text_add_byte(text, '[');
	for (uint32_t i = 0; i < end_of_operands; i++) {
		text_add(text, i ? "," : "");
		text_add_json(text, gw_node_name(graph, gw_operands(graph, step->node)[i]));
	}
	text_add_byte(text, ']');
	add_attributes(walk->tape, step->node, text);
	add_key(text, "value");
	add_value(text, walk->tape, step->node);
	end(text);
}

static void add_seed(const struct gw_walk *walk, const struct gw_step *step, struct text *text)
{
	begin(text, step->t, "seed");
	add_name(text, "node", walk->tape->graph, step->node);
	if (walk->tangents)
		add_matrix(text, "tangent", gw_walk_gradient_after(walk, step->node, 1).matrix);
	else
		add_number(text, "gradient", step->upstream);
	end(text);
}

#define MOST_JACOBIAN 64 /* entries of a Jacobian that is written */

/* "jacobian": a row for each entry of the gate, a column for each of the operand. */
static void add_jacobian(const struct gw_tape *tape, uint32_t node, const struct gw_term *term,
			 struct text *text)
{
	struct gw_shape shape = {
		(uint32_t)gw_entry_count(gw_node_shape(tape->graph, node)),
		(uint32_t)gw_entry_count(gw_node_shape(tape->graph, term->operand)),
	};
	double entry[MOST_JACOBIAN];

	if (gw_entry_count(shape) > MOST_JACOBIAN)
		return;
	for (uint32_t row = 0; row < shape.rows; row++)
		gw_tape_jacobian_row(tape, node, term->position, row,
				     entry + (size_t)row * shape.columns);
	add_matrix(text, "jacobian", (struct gw_matrix){entry, shape});
}

/*
 * ,"local":-4; of a gate that does not work entry by entry its rule in ASCII and, if it is small,
 * its Jacobian: ,"local":{"rule":"w'","jacobian":[[1.5,0],[0,1.5]]}
 */
static void add_local(const struct gw_walk *walk, const struct gw_step *step,
		      const struct gw_term *term, struct text *text)
{
	const struct explain_style style = {.digits = NUMBER_ROUND_TRIP};
	struct gw_matrix local = gw_tape_local_matrix(walk->tape, step->node, term->position);
	struct text rule = {.is_ascii = true};

	if (local.entry) {
		add_matrix(text, "local", local);
		return;
	}
	explain_local_rule(&rule, walk, step, term, &style);
	add_key(text, "local");
	text_add(text, "{\"rule\":");
	text->failed |= rule.failed;
	text_add_json(text, rule.failed ? "" : rule.data);
	text_finish(&rule);
	add_jacobian(walk->tape, step->node, term, text);
	text_add_byte(text, '}');
}

static void add_term(const struct gw_walk *walk, const struct gw_step *step,
		     const struct gw_term *term, struct text *text)
{
	const struct gw_tape *tape = walk->tape;

	text_add(text, "{\"operand\":");
	text_add_json(text, gw_node_name(tape->graph, term->operand));
	add_local(walk, step, term, text);
	if (walk->tangents)
		add_matrix(text, "operand_tangent", gw_term_incoming(walk, step, term));
	add_matrix(text, walk->tangents ? "product" : "downstream",
		   gw_term_downstream(walk, step, term));
	add_matrix(text, walk->tangents ? "tangent" : "gradient",
		   gw_term_sum(walk, term, term->arrived));
	text_add_format(text, ",\"arrived\":%u,\"expected\":%u}", term->arrived, term->expected);
}

/* Also a step of forward mode, which has no upstream gradient. */
static void add_backward(const struct gw_walk *walk, const struct gw_step *step, struct text *text)
{
	const struct gw_graph *graph = walk->tape->graph;

	begin(text, step->t, walk->tangents ? "tangent" : "backward");
	add_name(text, "node", graph, step->node);
	add_key(text, "op");
	text_add_json(text, gw_node_op(graph, step->node)->name);
	if (!walk->tangents)
		add_matrix(text, "upstream", gw_step_upstream(walk, step));
	add_key(text, "terms");
	text_add_byte(text, '[');
	for (uint32_t i = 0; i < step->term_total; i++) {
		struct gw_term term = gw_step_term(walk, step, i);
		text_add(text, i ? "," : "");
		add_term(walk, step, &term, text);
	}
	text_add_byte(text, ']');
	end(text);
}

/* Where the output does not depend on a leaf, its gradient is 0, in the leaf's shape. */
static void add_gradient(const struct gw_walk *walk, uint32_t node, struct text *text)
{
	struct gw_matrix gradient = gw_walk_end_gradient(walk, node);

	if (gradient.entry || gw_is_scalar(gradient.shape)) {
		add_entries(text,
			    gradient.entry ? gradient : (struct gw_matrix){&(double){0}, {1, 1}});
		return;
	}
	for (uint32_t row = 0; row < gradient.shape.rows; row++)
		for (uint32_t column = 0; column < gradient.shape.columns; column++)
			text_add(text, column > 0 ? ",0" : row > 0 ? "],[0" : "[[0");
	text_add(text, "]]");
}

/* ,"by":"W","entry":[1,0],"tangent":-4,"pass":1,"passes":3 */
static void add_mode(const struct gw_walk *walk, struct text *text)
{
	const struct tangents *tangents = walk->tangents;
	struct gw_shape shape = gw_node_shape(walk->tape->graph, tangents->leaf);

	add_name(text, "by", walk->tape->graph, tangents->leaf);
	if (!gw_is_scalar(shape))
		text_add_format(text, ",\"entry\":[%zu,%zu]", tangents->entry / shape.columns,
				tangents->entry % shape.columns);
	add_key(text, "tangent");
	add_gradient(walk, walk->tape->output, text);
	text_add_format(text, ",\"pass\":%zu,\"passes\":%zu", tangents->pass, tangents->pass_count);
	end(text);
}

/* ,"trouble":"Here inf begins, at …", only if there is any */
static void add_trouble(const struct gw_tape *tape, struct text *text)
{
	struct trouble trouble;
	struct text sentence = {0};

	if (!trouble_find(tape, &trouble))
		return;
	trouble_add(&trouble, tape, &sentence);
	add_key(text, "trouble");
	text_add_json(text, sentence.failed ? "" : sentence.data);
	text->failed |= sentence.failed;
	text_finish(&sentence);
}

static void add_end(const struct gw_walk *walk, struct text *text)
{
	const struct gw_tape *tape = walk->tape;
	const struct gw_graph *graph = tape->graph;
	bool is_first = true;

	begin(text, gw_walk_last(walk) + 1, "end");
	add_number(text, "value", tape->value[tape->output]);
	if (walk->tangents) {
		add_mode(walk, text);
		return;
	}
	add_key(text, "gradients");
	text_add_byte(text, '{');
	for (uint32_t i = 0; i < graph->node_count; i++) {
		if ((graph->kind[i] != GW_INPUT && graph->kind[i] != GW_PARAM) ||
		    gw_is_of_metrics(graph, i))
			continue;
		text_add(text, is_first ? "" : ",");
		text_add_json(text, gw_node_name(graph, i));
		text_add_byte(text, ':');
		add_gradient(walk, i, text);
		is_first = false;
	}
	text_add_byte(text, '}');
	add_trouble(tape, text);
	end(text);
}

bool trace_write_json_lines(const struct exported *exported, struct text *text,
			    struct gw_error *error)
{
	const struct gw_walk *walk = exported->walk;

	for (uint32_t t = 0; t <= gw_walk_last(walk); t++) {
		struct gw_step step = gw_walk_step_at(walk, t);
		switch (step.phase) {
		case GW_START:
			add_start(walk, text);
			break;
		case GW_FORWARD:
			add_forward(walk, &step, text);
			break;
		case GW_SEED:
			add_seed(walk, &step, text);
			break;
		case GW_BACKWARD:
		case GW_TANGENT:
			add_backward(walk, &step, text);
			break;
		}
	}
	add_end(walk, text);
	return !text->failed || error_memory(error);
}
