#include "graph/notation.h"

#include "base/number.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/*
 * A long sum leans to the left: `((a + b) + c) + …`. Deeper than this, its beginning is an
 * ellipsis.
 */
#define DEEPEST 64

struct writer {
	struct notation *notation;
	const struct gw_graph *graph;
	struct text *text;
	size_t start;
};

static void write_node(struct writer *writer, uint32_t node, enum gw_binding least, int depth);

static bool is_full(struct writer *writer)
{
	return writer->text->length - writer->start > writer->notation->limit;
}

static void elide(struct writer *writer)
{
	writer->notation->is_elided = true;
	text_add(writer->text, "…");
}

static bool is_written_by_name(const struct writer *writer, uint32_t node)
{
	if (!gw_is_gate(writer->graph, node))
		return true;
	return writer->graph->is_declared[node] && !writer->notation->expand_names;
}

static bool is_negative_literal(const struct writer *writer, uint32_t node)
{
	const double *value =
		writer->notation->value ? writer->notation->value : writer->graph->initial;
	return writer->graph->kind[node] == GW_LITERAL && signbit(value[node]);
}

/* How tightly the text of a node holds together. */
static enum gw_binding binding_of(const struct writer *writer, uint32_t node)
{
	const struct gw_graph *graph = writer->graph;

	if (is_negative_literal(writer, node))
		return GW_BINDS_SIGN;
	if (is_written_by_name(writer, node))
		return GW_BINDS_ATOM;
	const struct gw_op *op = gw_node_op(graph, node);
	return op->notation == GW_PASS ? binding_of(writer, gw_operands(graph, node)[0])
				       : op->binding;
}

static void write_list(struct writer *writer, const struct gw_op *op, const uint32_t *operands,
		       unsigned count, int depth)
{
	for (unsigned i = 0; i < count; i++) {
		bool is_axis = op->notation == GW_CALL && i >= gw_first_structural(op, count);
		if (i > 0)
			text_add(writer->text, ", ");
		text_add(writer->text, is_axis ? "axis=" : "");
		write_node(writer, operands[i], GW_BINDS_SUM, depth);
	}
}

static void write_call(struct writer *writer, const struct gw_op *op, const uint32_t *operands,
		       unsigned count, int depth)
{
	text_add_format(writer->text, "%s(", op->token);
	write_list(writer, op, operands, count, depth);
	text_add_byte(writer->text, ')');
}

/* A[i, j] */
static void write_index(struct writer *writer, const struct gw_op *op, const uint32_t *operands,
			unsigned count, int depth)
{
	write_node(writer, operands[0], GW_BINDS_ATOM, depth);
	text_add_byte(writer->text, '[');
	write_list(writer, op, operands + 1, count - 1, depth);
	text_add_byte(writer->text, ']');
}

static bool ends_in_a_function_name(const struct text *text)
{
	size_t end = text->length, start = end;
	while (start > 0 &&
	       ((unsigned char)text->data[start - 1] >= 0x80 || text->data[start - 1] == '_' ||
		isalnum((unsigned char)text->data[start - 1])))
		start--;
	return gw_op_find(text->data + start, end - start) != NULL;
}

/* A space multiplies unless what follows is a number, or would make a call of what is before. */
static void write_product(struct writer *writer, const uint32_t *operands, int depth)
{
	struct text *text = writer->text;

	write_node(writer, operands[0], GW_BINDS_PRODUCT, depth);
	text_add_byte(text, ' ');
	size_t right = text->length;
	write_node(writer, operands[1], GW_BINDS_POWER, depth);
	if (text->failed)
		return;
	bool is_number = isdigit((unsigned char)text->data[right]);
	struct text left = {.data = text->data, .length = right - 1};
	if (!is_number && !(text->data[right] == '(' && ends_in_a_function_name(&left)))
		return;
	text_add(text, "  ");
	if (text->failed)
		return;
	memmove(text->data + right + 2, text->data + right, text->length - 2 - right);
	memcpy(text->data + right, "* ", 2);
	struct notation *notation = writer->notation;
	for (uint32_t i = 0; i < notation->mark_count; i++)
		if (notation->marked[i].offset + writer->start >= right)
			notation->marked[i].offset += 2;
}

/*
 * A number behind a minus would become a negative number, and 1 over something the gate of that
 * name: parentheses keep them.
 */
static void write_kept_number(struct writer *writer, uint32_t node, enum gw_binding least,
			      int depth)
{
	bool is_number =
		writer->graph->kind[node] == GW_LITERAL && !is_negative_literal(writer, node);

	text_add(writer->text, is_number ? "(" : "");
	write_node(writer, node, least, depth);
	text_add(writer->text, is_number ? ")" : "");
}

static bool is_one(const struct writer *writer, uint32_t node)
{
	return writer->graph->kind[node] == GW_LITERAL && writer->graph->initial[node] == 1;
}

static void write_infix(struct writer *writer, const struct gw_op *op, const uint32_t *operands,
			int depth)
{
	bool is_sum = op->binding == GW_BINDS_SUM;
	bool is_power = op->binding == GW_BINDS_POWER;

	if (strcmp(op->token, "/") == 0 && is_one(writer, operands[0]))
		write_kept_number(writer, operands[0], op->binding, depth);
	else
		write_node(writer, operands[0], is_power ? GW_BINDS_ATOM : op->binding, depth);
	bool is_spaced = is_sum || strcmp(op->token, "@") == 0;
	text_add_format(writer->text, is_spaced ? " %s " : "%s", op->token);
	enum gw_binding right = is_sum ? GW_BINDS_PRODUCT : GW_BINDS_POWER;
	write_node(writer, operands[1], right, depth);
}

static void write_gate(struct writer *writer, uint32_t node, int depth)
{
	const struct gw_op *op = gw_node_op(writer->graph, node);
	const uint32_t *operands = gw_operands(writer->graph, node);

	switch (op->notation) {
	case GW_PASS:
		write_node(writer, operands[0], GW_BINDS_SUM, depth);
		break;
	case GW_CALL:
		write_call(writer, op, operands, gw_operand_count(writer->graph, node), depth);
		break;
	case GW_POSTFIX:
		write_node(writer, operands[0], GW_BINDS_ATOM, depth);
		text_add(writer->text, op->token);
		break;
	case GW_INDEX:
		write_index(writer, op, operands, gw_operand_count(writer->graph, node), depth);
		break;
	case GW_PREFIX:
		text_add(writer->text, op->token);
		if (strcmp(op->token, "-") == 0)
			write_kept_number(writer, operands[0], GW_BINDS_POWER, depth);
		else
			write_node(writer, operands[0], GW_BINDS_POWER, depth);
		break;
	case GW_INFIX:
		if (strcmp(op->token, "*") == 0)
			write_product(writer, operands, depth);
		else
			write_infix(writer, op, operands, depth);
		break;
	}
}

static void write_leaf(struct writer *writer, uint32_t node)
{
	const struct gw_graph *graph = writer->graph;
	const double *value = writer->notation->value;
	char number[NUMBER_TEXT];

	if (graph->kind[node] == GW_LITERAL && value && value[node] != graph->initial[node])
		text_add(writer->text, number_write(value[node], NUMBER_ROUND_TRIP, number));
	else
		text_add(writer->text, graph->name[node]);
}

static void write_node(struct writer *writer, uint32_t node, enum gw_binding least, int depth)
{
	if (is_full(writer) || depth > DEEPEST) {
		elide(writer);
		return;
	}
	struct notation *notation = writer->notation;
	bool has_parentheses = binding_of(writer, node) < least;
	if (has_parentheses)
		text_add_byte(writer->text, '(');
	size_t from = writer->text->length;
	uint32_t inner_marks = notation->mark_count;
	if (is_written_by_name(writer, node) && depth > 0)
		write_leaf(writer, node);
	else
		write_gate(writer, node, depth + 1);
	if (node == notation->mark && inner_marks < NOTATION_MARKS)
		notation->marked[notation->mark_count++] = (struct gw_span){
			(uint32_t)(from - writer->start), (uint32_t)(writer->text->length - from)};
	if (has_parentheses)
		text_add_byte(writer->text, ')');
}

void notation_write(struct notation *notation, const struct gw_graph *graph, uint32_t node,
		    struct text *text)
{
	struct writer writer = {notation, graph, text, text->length};

	notation->is_elided = false;
	notation->mark_count = 0;
	if (gw_is_gate(graph, node))
		write_node(&writer, node, GW_BINDS_SUM, 0);
	else
		write_leaf(&writer, node);
}
