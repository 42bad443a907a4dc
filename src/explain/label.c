#include "explain/label.h"

#include "base/short_names.h"
#include "base/number.h"
#include "graph/notation.h"

#include <string.h>

void label_add_name(struct text *text, const char *name)
{
	text_add_safe(text, name, strlen(name));
}

void label_add_formula(struct text *text, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		size_t plain = 0;
		while (i + plain < length && bytes[i + plain] != '-' && bytes[i + plain] != '*')
			plain++;
		text_add_safe(text, bytes + i, plain);
		i += plain;
		if (i < length)
			text_add(text, bytes[i++] == '-' ? "−" : "×");
	}
}

void label_add_node(struct text *text, const struct gw_graph *graph, uint32_t node)
{
	const char *name = gw_node_name(graph, node);

	if (graph->is_declared[node])
		label_add_name(text, name);
	else
		label_add_formula(text, name, strlen(name));
}

const char *label_symbol(const struct text *text, const struct gw_op *op)
{
	return text->is_ascii ? op->ascii : op->symbol;
}

/* A name, not a number's digits. */
static bool is_named(const struct gw_graph *graph, uint32_t literal)
{
	const char *name = gw_node_name(graph, literal);
	double value;

	return name && !number_parse(name, &value);
}

void label_add_literal(struct text *text, const struct gw_tape *tape, uint32_t literal)
{
	const struct gw_graph *graph = tape->graph;
	double value = tape->value[literal];
	char number[NUMBER_TEXT];

	if (is_named(graph, literal) && value == graph->initial[literal])
		label_add_name(text, gw_node_name(graph, literal));
	else
		text_add(text, number_show(value, NUMBER_ROUND_TRIP, number));
}

/*
 * An operand where its place has to be seen: itself if it is a literal, otherwise a blank to be
 * filled in.
 */
static void add_place(struct text *text, const struct gw_tape *tape, uint32_t operand)
{
	if (tape->graph->kind[operand] == GW_LITERAL)
		label_add_literal(text, tape, operand);
	else
		text_add(text, text->is_ascii ? "_" : "·");
}

/* name(a, b) */
static void add_call(struct text *text, const struct gw_tape *tape, uint32_t gate)
{
	const uint32_t *operands = gw_operands(tape->graph, gate);
	const struct gw_op *op = gw_node_op(tape->graph, gate);
	uint32_t count = gw_operand_count(tape->graph, gate), first = gw_first_attribute(op, count);

	text_add(text, op->token);
	text_add(text, "(");
	for (uint32_t i = 0; i < count; i++) {
		if (i >= first && !gw_is_given(tape->value[operands[i]]))
			continue;
		text_add(text, i > 0 ? ", " : "");
		if (i >= first)
			text_add_format(text, "%s=", op->attribute[i - first]);
		add_place(text, tape, operands[i]);
	}
	text_add(text, ")");
}

/* A gate of one operand, a literal: as in the expression. */
static void add_constant(struct text *text, const struct gw_tape *tape, uint32_t gate)
{
	const struct gw_op *op = gw_node_op(tape->graph, gate);

	if (op->notation == GW_CALL) {
		add_call(text, tape, gate);
		return;
	}
	if (op->notation == GW_POSTFIX)
		text_add_format(text, "%s ", label_symbol(text, op));
	else
		label_add_formula(text, op->token, strlen(op->token));
	label_add_literal(text, tape, gw_operands(tape->graph, gate)[0]);
}

/* A gate of two operands, at least one of them a literal. */
static void add_with_literals(struct text *text, const struct gw_tape *tape, uint32_t gate)
{
	const struct gw_op *op = gw_node_op(tape->graph, gate);
	const uint32_t *operands = gw_operands(tape->graph, gate);
	const char *symbol = label_symbol(text, op);
	bool is_first = tape->graph->kind[operands[0]] == GW_LITERAL;
	bool is_second = tape->graph->kind[operands[1]] == GW_LITERAL;
	bool is_after = !is_first || (!is_second && gw_op_is_entrywise(op) && op->commutes);

	if (op->notation == GW_CALL && !is_after) {
		add_call(text, tape, gate);
		return;
	}
	if (!is_after)
		label_add_literal(text, tape, operands[0]);
	text_add(text, symbol);
	if (op->notation == GW_CALL)
		text_add(text, " ");
	if (is_second)
		label_add_literal(text, tape, operands[1]);
	else if (is_after)
		label_add_literal(text, tape, operands[0]);
}

/* An entry that is taken out: `[1,0]`. */
static void add_index(struct text *text, const struct gw_tape *tape, uint32_t gate)
{
	const uint32_t *operands = gw_operands(tape->graph, gate);

	text_add(text, "[");
	for (uint32_t i = 1; i < gw_operand_count(tape->graph, gate); i++) {
		text_add(text, i > 1 ? "," : "");
		label_add_literal(text, tape, operands[i]);
	}
	text_add(text, "]");
}

/* How many attributes the row's own way of drawing them takes: 2 of "$0x$1". */
static uint32_t count_drawn(const struct gw_op *op)
{
	uint32_t count = 0;

	for (const char *at = op->drawn; at && (at = strchr(at, '$')); at++)
		if ((uint32_t)(at[1] - '0') >= count)
			count = (uint32_t)(at[1] - '0') + 1;
	return count;
}

/* Adds " 3×4" in the row's own way, if all that it takes is given; returns how many that are. */
static uint32_t add_drawn(struct text *text, const struct gw_tape *tape, const struct gw_op *op,
			  const uint32_t *attribute, uint32_t count)
{
	uint32_t drawn = count_drawn(op);

	if (drawn == 0 || drawn > count)
		return 0;
	for (uint32_t i = 0; i < drawn; i++)
		if (!gw_is_given(tape->value[attribute[i]]))
			return 0;
	text_add(text, " ");
	for (const char *at = op->drawn; *at; at++) {
		if (*at == '$')
			label_add_literal(text, tape, attribute[*++at - '0']);
		else
			text_add(text, text_sign(text, SIGN_BY));
	}
	return drawn;
}

/* A gate with numbers that say how it works: `sum axis=0`, `reshape 3×4`. */
static void add_attributes(struct text *text, const struct gw_tape *tape, uint32_t gate)
{
	const struct gw_op *op = gw_node_op(tape->graph, gate);
	const uint32_t *operands = gw_operands(tape->graph, gate);
	uint32_t count = gw_operand_count(tape->graph, gate), first = gw_first_attribute(op, count);

	text_add(text, label_symbol(text, op));
	uint32_t drawn = add_drawn(text, tape, op, operands + first, count - first);
	for (uint32_t i = first + drawn; i < count; i++) {
		if (!gw_is_given(tape->value[operands[i]]))
			continue;
		text_add_format(text, " %s=", op->attribute[i - first]);
		label_add_literal(text, tape, operands[i]);
	}
}

/* `[0:2, :]` */
static void add_slice(struct text *text, const struct gw_tape *tape, uint32_t gate)
{
	text_add(text, "[");
	notation_add_bounds(text, tape->graph, gate);
	text_add(text, "]");
}

static uint32_t count_literals(const struct gw_graph *graph, const uint32_t *operands,
			       uint32_t count)
{
	uint32_t literals = 0;

	for (uint32_t i = 0; i < count; i++)
		literals += graph->kind[operands[i]] == GW_LITERAL;
	return literals;
}

void label_add_gate(struct text *text, const struct gw_tape *tape, uint32_t gate)
{
	const struct gw_graph *graph = tape->graph;
	const struct gw_op *op = gw_node_op(graph, gate);
	const uint32_t *operands = gw_operands(graph, gate);
	uint32_t count = gw_operand_count(graph, gate), first = gw_first_attribute(op, count);
	bool has_literals = count_literals(graph, operands, first) > 0;

	if (!has_literals && first == count)
		text_add(text, label_symbol(text, op));
	else if (op->notation == GW_INDEX)
		add_index(text, tape, gate);
	else if (op->notation == GW_SLICE)
		add_slice(text, tape, gate);
	else if (!has_literals)
		add_attributes(text, tape, gate);
	else if (count == 1)
		add_constant(text, tape, gate);
	else if (count == 2 && first == count)
		add_with_literals(text, tape, gate);
	else
		add_call(text, tape, gate);
}

void label_add_brief_gate(struct text *text, const struct gw_tape *tape, uint32_t gate)
{
	const struct gw_graph *graph = tape->graph;
	const struct gw_op *op = gw_node_op(graph, gate);
	uint32_t count = gw_operand_count(graph, gate), first = gw_first_attribute(op, count);
	bool has_attributes = first < count && op->notation == GW_CALL &&
			      count_literals(graph, gw_operands(graph, gate), first) == 0;

	if (has_attributes)
		text_add(text, label_symbol(text, op));
	else
		label_add_gate(text, tape, gate);
}

void label_add_elided(struct text *text, const struct text *safe, int columns)
{
	struct text_cut cut = text_cut(safe->data, safe->length, columns, 1);

	text_add_bytes(text, safe->data, cut.head);
	if (cut.head < cut.tail)
		text_add(text, text_sign(text, SIGN_CUT));
	text_add_bytes(text, safe->data + cut.tail, safe->length - cut.tail);
}

int label_name_columns(const struct gw_graph *graph, bool is_ascii)
{
	struct names names = {0};
	struct text name = {.is_ascii = is_ascii};
	int columns = LABEL_COLUMNS;

	for (uint32_t node = 0; node < graph->node_count && !names.failed; node++) {
		bool is_symbol = graph->is_declared[node] || !gw_is_gate(graph, node);
		if (!is_symbol || gw_is_of_metrics(graph, node) ||
		    strlen(gw_node_name(graph, node)) <= LABEL_COLUMNS)
			continue;
		text_clear(&name);
		label_add_node(&name, graph, node);
		if (name.failed)
			names.failed = true;
		else
			names_add(&names, name.data);
	}
	columns = names.failed ? 0 : names_columns(&names, columns);
	names_finish(&names);
	text_finish(&name);
	return columns;
}

void label_add_numbered(struct text *text, const struct gw_tape *tape, uint32_t gate)
{
	char memory[LABEL_BYTES];
	struct text label = text_for(text, memory, sizeof memory);

	label_add_gate(&label, tape, gate);
	text_add(text, "[");
	label_add_elided(text, &label, LABEL_COLUMNS);
	text_add(text, "]");
	/* As gw_walk_forward_time(): the order counts from 0. */
	if (tape->order[gate] != GW_NONE)
		text_add_format(text, "#%u", tape->order[gate] + 1);
}

void label_add_reference(struct text *text, const struct gw_tape *tape, uint32_t node)
{
	const struct gw_graph *graph = tape->graph;
	bool is_symbol = graph->is_declared[node] || !gw_is_gate(graph, node);
	char memory[LABEL_BYTES];
	struct text name = text_for(text, memory, sizeof memory);

	label_add_node(&name, graph, node);
	if (is_symbol)
		text_add_bytes(text, name.data, name.length);
	else if (name.failed || text_width(name.data, name.length) > LABEL_FORMULA_COLUMNS)
		label_add_numbered(text, tape, node);
	else
		text_add_bytes(text, name.data, name.length);
}
