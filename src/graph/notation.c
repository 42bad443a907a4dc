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

static void write_node(struct writer *writer, uint32_t node, int least, int depth);

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

/* Whether a function is set as a sign before its operand: √a. */
static bool is_set_as_sign(const struct writer *writer, const struct gw_op *op)
{
	const struct typesetting *typesetting = writer->notation->typesetting;

	return typesetting && !writer->text->is_ascii && op->typeset;
}

/* How tightly the text of a node holds together. A typeset leaf has parentheses of its own. */
static int binding_of(const struct writer *writer, uint32_t node)
{
	const struct gw_graph *graph = writer->graph;

	if (!writer->notation->typesetting && is_negative_literal(writer, node))
		return GW_BINDS_SIGN;
	if (is_written_by_name(writer, node))
		return GW_BINDS_ATOM;
	const struct gw_op *op = gw_node_op(graph, node);
	if (op->notation == GW_PASS)
		return binding_of(writer, gw_operands(graph, node)[0]);
	if (op->notation == GW_CALL && is_set_as_sign(writer, op))
		return GW_BINDS_POWER;
	return op->notation == GW_INFIX || op->notation == GW_PREFIX ? op->binding : GW_BINDS_ATOM;
}

/* The least binding that a left operand needs to stand without parentheses. */
static int least_on_left(const struct gw_op *op)
{
	return op->is_right_associative ? op->binding + 1 : op->binding;
}

/* The same on the right. A sign behind a factor would be read, but looks like a mistake. */
static int least_on_right(const struct gw_op *op)
{
	int least = op->is_right_associative ? op->binding : op->binding + 1;
	bool is_factor = op->binding >= GW_BINDS_PRODUCT;

	return is_factor && least <= GW_BINDS_SIGN ? GW_BINDS_SIGN + 1 : least;
}

static void write_list(struct writer *writer, const struct gw_op *op, const uint32_t *operands,
		       unsigned count, int depth)
{
	unsigned first = op->notation == GW_CALL ? gw_first_attribute(op, count) : count;
	const char *separator = "";

	for (unsigned i = 0; i < count; i++) {
		if (i >= first && !gw_is_given(writer->graph->initial[operands[i]]))
			continue;
		text_add(writer->text, separator);
		if (i >= first)
			text_add_format(writer->text, "%s=", op->attribute[i - first]);
		write_node(writer, operands[i], 0, depth);
		separator = ", ";
	}
}

static void write_call(struct writer *writer, const struct gw_op *op, const uint32_t *operands,
		       unsigned count, int depth)
{
	text_add_format(writer->text, "%s(", op->token);
	write_list(writer, op, operands, count, depth);
	text_add_byte(writer->text, ')');
}

/* A[i, j], A[k] */
static void write_index(struct writer *writer, const struct gw_op *op, const uint32_t *operands,
			unsigned count, int depth)
{
	write_node(writer, operands[0], GW_BINDS_ATOM, depth);
	text_add_byte(writer->text, '[');
	write_list(writer, op, operands + 1, count - 1, depth);
	text_add_byte(writer->text, ']');
}

static void add_range(struct text *text, double from, double to)
{
	bool is_one = to == from + 1 || (from == -1 && !gw_is_given(to));

	if (gw_is_given(from))
		text_add_format(text, "%.0f", from);
	if (is_one)
		return;
	text_add(text, ":");
	if (gw_is_given(to))
		text_add_format(text, "%.0f", to);
}

void notation_add_bounds(struct text *text, const struct gw_graph *graph, uint32_t slice)
{
	const uint32_t *bound = gw_operands(graph, slice) + 1;

	add_range(text, graph->initial[bound[0]], graph->initial[bound[1]]);
	text_add(text, ", ");
	add_range(text, graph->initial[bound[2]], graph->initial[bound[3]]);
}

/* A[0:2, :] */
static void write_slice(struct writer *writer, uint32_t node, int depth)
{
	write_node(writer, gw_operands(writer->graph, node)[0], GW_BINDS_ATOM, depth);
	text_add_byte(writer->text, '[');
	notation_add_bounds(writer->text, writer->graph, node);
	text_add_byte(writer->text, ']');
}

static bool ends_in_a_function_name(const struct writer *writer, const struct text *text)
{
	size_t end = text->length, start = end;
	while (start > 0 &&
	       ((unsigned char)text->data[start - 1] >= 0x80 || text->data[start - 1] == '_' ||
		isalnum((unsigned char)text->data[start - 1])))
		start--;
	return gw_op_find(writer->graph->ops, text->data + start, end - start) != NULL;
}

/*
 * A blank stands for the operator unless what follows is a number, or would make a call of what is
 * before.
 */
static void write_implied(struct writer *writer, const struct gw_op *op, const uint32_t *operands,
			  int depth)
{
	struct text *text = writer->text;

	write_node(writer, operands[0], least_on_left(op), depth);
	text_add_byte(text, ' ');
	size_t right = text->length, sign = strlen(op->token) + 1;
	write_node(writer, operands[1], least_on_right(op), depth);
	if (text->failed)
		return;
	bool is_number = isdigit((unsigned char)text->data[right]);
	struct text left = {.data = text->data, .length = right - 1};
	if (!is_number && !(text->data[right] == '(' && ends_in_a_function_name(writer, &left)))
		return;
	text_add_format(text, "%s ", op->token); /* to have the room */
	if (text->failed)
		return;
	memmove(text->data + right + sign, text->data + right, text->length - sign - right);
	memcpy(text->data + right, op->token, sign - 1);
	text->data[right + sign - 1] = ' ';
	struct notation *notation = writer->notation;
	for (uint32_t i = 0; i < notation->mark_count; i++)
		if (notation->marked[i].offset + writer->start >= right)
			notation->marked[i].offset += (uint32_t)sign;
}

/*
 * A number behind a minus would become a negative number, and 1 over something the gate of that
 * name: parentheses keep them.
 */
static void write_kept_number(struct writer *writer, uint32_t node, int least, int depth)
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

/* ---- typeset ---- */

/* Adds a whole text above the line, "³", if all of its characters can stand there. */
static bool add_superscript(struct text *text, const char *exponent)
{
	static const char characters[] = "0123456789t";
	static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "ᵗ"};

	if (strspn(exponent, characters) < strlen(exponent))
		return false;
	for (; *exponent; exponent++)
		text_add(text, raised[strchr(characters, *exponent) - characters]);
	return true;
}

static void write_typeset_leaf(struct writer *writer, uint32_t leaf, bool is_base)
{
	const struct typesetting *typesetting = writer->notation->typesetting;

	typesetting->write_leaf(typesetting->context, writer->graph, leaf, is_base, writer->text);
}

/* x², βᵗ; 2^x if the exponent is no leaf, or can't be raised. */
static void write_power(struct writer *writer, const uint32_t *operands, int depth)
{
	const struct typesetting *typesetting = writer->notation->typesetting;
	bool is_leaf = !gw_is_gate(writer->graph, operands[1]);
	char memory[NUMBER_TEXT];
	struct text exponent = text_in(memory, sizeof memory);

	if (gw_is_gate(writer->graph, operands[0]))
		write_node(writer, operands[0], GW_BINDS_ATOM, depth);
	else
		write_typeset_leaf(writer, operands[0], true);
	if (is_leaf)
		typesetting->write_leaf(typesetting->context, writer->graph, operands[1], false,
					&exponent);
	if (is_leaf && !writer->text->is_ascii && !exponent.failed &&
	    add_superscript(writer->text, exponent.data))
		return;
	text_add(writer->text, "^");
	write_node(writer, operands[1], GW_BINDS_ATOM, depth);
}

static void write_typeset_infix(struct writer *writer, const struct gw_op *op,
				const uint32_t *operands, int depth)
{
	const struct typesetting *typesetting = writer->notation->typesetting;
	const char *sign = writer->text->is_ascii ? op->ascii : op->symbol;

	if (op->has_superscript) {
		write_power(writer, operands, depth);
		return;
	}
	write_node(writer, operands[0], least_on_left(op), depth);
	text_add_format(writer->text, op->is_spaced ? " %s " : "%s",
			op->is_implied ? typesetting->times : sign);
	write_node(writer, operands[1], least_on_right(op), depth);
}

/* √a, √(a + b) */
static void write_typeset_sign(struct writer *writer, const struct gw_op *op, uint32_t operand,
			       int depth)
{
	text_add(writer->text, op->typeset);
	write_node(writer, operand, GW_BINDS_ATOM, depth);
}

/* ---- as it is read ---- */

static void write_infix(struct writer *writer, const struct gw_op *op, const uint32_t *operands,
			int depth)
{
	if (op->over_one && is_one(writer, operands[0]))
		write_kept_number(writer, operands[0], least_on_left(op), depth);
	else
		write_node(writer, operands[0], least_on_left(op), depth);
	text_add_format(writer->text, op->is_spaced ? " %s " : "%s", op->token);
	write_node(writer, operands[1], least_on_right(op), depth);
}

static void write_prefix(struct writer *writer, const struct gw_op *op, uint32_t operand, int depth)
{
	int least = (op->binding > GW_BINDS_SIGN ? op->binding : GW_BINDS_SIGN) + 1;

	text_add(writer->text, is_set_as_sign(writer, op) ? op->typeset : op->token);
	if (op->is_sign)
		write_kept_number(writer, operand, least, depth);
	else
		write_node(writer, operand, least, depth);
}

static void write_gate(struct writer *writer, uint32_t node, int depth)
{
	const struct gw_op *op = gw_node_op(writer->graph, node);
	const uint32_t *operands = gw_operands(writer->graph, node);

	switch (op->notation) {
	case GW_PASS:
		write_node(writer, operands[0], 0, depth);
		break;
	case GW_CALL:
		if (is_set_as_sign(writer, op))
			write_typeset_sign(writer, op, operands[0], depth);
		else
			write_call(writer, op, operands, gw_operand_count(writer->graph, node),
				   depth);
		break;
	case GW_POSTFIX:
		write_node(writer, operands[0], GW_BINDS_ATOM, depth);
		text_add(writer->text, op->token);
		break;
	case GW_INDEX:
	case GW_ROWS:
		write_index(writer, op, operands, gw_operand_count(writer->graph, node), depth);
		break;
	case GW_SLICE:
		write_slice(writer, node, depth);
		break;
	case GW_PREFIX:
		write_prefix(writer, op, operands[0], depth);
		break;
	case GW_INFIX:
		if (writer->notation->typesetting)
			write_typeset_infix(writer, op, operands, depth);
		else if (op->is_implied)
			write_implied(writer, op, operands, depth);
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

	if (writer->notation->typesetting)
		write_typeset_leaf(writer, node, false);
	else if (graph->kind[node] == GW_LITERAL && value && value[node] != graph->initial[node])
		text_add(writer->text, number_write(value[node], NUMBER_ROUND_TRIP, number));
	else if (graph->known_name[node])
		text_add(writer->text, graph->known_name[node]);
	else /* a number whose name nobody has asked for */
		text_add(writer->text,
			 number_write(graph->initial[node], NUMBER_ROUND_TRIP, number));
}

static void write_node(struct writer *writer, uint32_t node, int least, int depth)
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
		write_node(&writer, node, 0, 0);
	else
		write_leaf(&writer, node);
}
