#include "read/expression.h"

#include "base/number.h"
#include "graph/graph_store.h"
#include "read/parser.h"

#include <math.h>

static struct operand parse_signed(struct parser *parser);

static struct operand make_prefixed(struct parser *parser, const char *name, struct operand operand,
				    size_t start)
{
	operand.start = start;
	return parser_gate(parser, name, operand, operand, start);
}

/* ---- operators, tightest first ---- */

static struct operand parse_parentheses(struct parser *parser)
{
	size_t start = parser->token.offset;

	parser_advance(parser);
	if (!parser_enter(parser))
		return no_operand;
	struct operand inside = parse_sum(parser);
	parser->depth--;
	if (inside.node == GW_NONE)
		return no_operand;
	if (parser->token.kind != TOKEN_CLOSE)
		return parser_fail_at_token(parser, "\")\"");
	parser_advance(parser);
	return (struct operand){inside.node, start};
}

static struct operand parse_number(struct parser *parser, bool is_negative, size_t start)
{
	double value = parser->token.number;

	const char *written = parser->statement->body + parser->token.offset;
	const char *fault = number_fault(written, parser->token.length);

	if (fault)
		return parser_fail(parser, parser->token.offset, "this number %s", fault);
	parser_advance(parser);
	return parser_literal(parser, NULL, is_negative ? -value : value, start);
}

static struct operand parse_atom(struct parser *parser)
{
	switch (parser->token.kind) {
	case TOKEN_NUMBER:
		return parse_number(parser, false, parser->token.offset);
	case TOKEN_NAME:
		return parse_name_or_call(parser);
	case TOKEN_OPEN:
		return parse_parentheses(parser);
	default:
		return parser_fail_at_token(parser, "a number, a name or \"(\"");
	}
}

static struct operand parse_superscript(struct parser *parser, struct operand base)
{
	size_t place = parser->token.offset;
	double exponent = parser->token.number;

	parser_advance(parser);
	return parser_gate(parser, "pow", base, parser_literal(parser, NULL, exponent, place),
			   place);
}

static struct operand parse_transpose(struct parser *parser, struct operand matrix)
{
	size_t place = parser->token.offset;

	parser_advance(parser);
	return parser_gate(parser, "transpose", matrix, matrix, place);
}

static struct operand parse_postfix(struct parser *parser)
{
	struct operand operand = parse_atom(parser);

	while (operand.node != GW_NONE) {
		if (parser->token.kind == TOKEN_SUPERSCRIPT)
			operand = parse_superscript(parser, operand);
		else if (parser->token.kind == TOKEN_TRANSPOSE)
			operand = parse_transpose(parser, operand);
		else if (parser->token.kind == TOKEN_OPEN_INDEX)
			operand = parse_index(parser, operand);
		else
			break;
	}
	return operand;
}

static struct operand parse_power(struct parser *parser)
{
	struct operand base = parse_postfix(parser);

	if (base.node == GW_NONE || parser->token.kind != TOKEN_POWER)
		return base;
	size_t place = parser->token.offset;
	parser_advance(parser);
	if (!parser_enter(parser))
		return no_operand;
	struct operand exponent = parse_signed(parser);
	parser->depth--;
	return parser_gate(parser, "pow", base, exponent, place);
}

/* A minus before a bare number belongs to the number: −2 is a literal, but −2^2 is −(2^2). */
static bool is_bare_number(const struct parser *parser)
{
	if (parser->token.kind != TOKEN_NUMBER)
		return false;
	enum token_kind next = parser_token_after(parser, &parser->token).kind;
	return next != TOKEN_POWER && next != TOKEN_SUPERSCRIPT;
}

static struct operand parse_signed(struct parser *parser)
{
	size_t start = parser->token.offset;
	enum token_kind sign = parser->token.kind;

	if (sign != TOKEN_MINUS && sign != TOKEN_PLUS)
		return parse_power(parser);
	parser_advance(parser);
	if (sign == TOKEN_MINUS && is_bare_number(parser))
		return parse_number(parser, true, start);
	if (!parser_enter(parser))
		return no_operand;
	struct operand operand = parse_signed(parser);
	parser->depth--;
	return sign == TOKEN_PLUS ? operand : make_prefixed(parser, "neg", operand, start);
}

static bool is_one_over(const struct parser *parser)
{
	return parser->token.kind == TOKEN_NUMBER && parser->token.number == 1 &&
	       parser_token_after(parser, &parser->token).kind == TOKEN_DIVIDE;
}

static struct operand parse_first_factor(struct parser *parser)
{
	size_t start = parser->token.offset;

	if (!is_one_over(parser))
		return parse_signed(parser);
	parser_advance(parser);
	parser_advance(parser);
	return make_prefixed(parser, "reciprocal", parse_signed(parser), start);
}

/* A factor behind an operator that may be missing. */
static struct operand parse_factor(struct parser *parser, struct operand left)
{
	size_t place = parser->token.offset;

	switch (parser->token.kind) {
	case TOKEN_TIMES:
		parser_advance(parser);
		return parser_gate(parser, "mul", left, parse_signed(parser), place);
	case TOKEN_MATRIX_TIMES:
		parser_advance(parser);
		return parser_gate(parser, "matmul", left, parse_signed(parser), place);
	case TOKEN_DIVIDE:
		parser_advance(parser);
		return parser_gate(parser, "div", left, parse_signed(parser), place);
	case TOKEN_NUMBER:
		return parser_fail(
			parser, place,
			place == parser->end
				? "a number has one point, and ends here"
				: "a number can't follow here; write \"*\" before it to multiply");
	default:
		return parser_gate(parser, "mul", left, parse_power(parser), place);
	}
}

static bool continues_product(enum token_kind kind)
{
	return kind == TOKEN_TIMES || kind == TOKEN_MATRIX_TIMES || kind == TOKEN_DIVIDE ||
	       kind == TOKEN_NAME || kind == TOKEN_OPEN || kind == TOKEN_NUMBER;
}

static struct operand parse_product(struct parser *parser)
{
	struct operand left = parse_first_factor(parser);

	while (left.node != GW_NONE && continues_product(parser->token.kind))
		left = parse_factor(parser, left);
	return left;
}

struct operand parse_sum(struct parser *parser)
{
	struct operand left = parse_product(parser);

	while (left.node != GW_NONE &&
	       (parser->token.kind == TOKEN_PLUS || parser->token.kind == TOKEN_MINUS)) {
		const char *op = parser->token.kind == TOKEN_PLUS ? "add" : "sub";
		size_t place = parser->token.offset;
		parser_advance(parser);
		left = parser_gate(parser, op, left, parse_product(parser), place);
	}
	return left;
}

struct operand parse_whole(struct parser *parser)
{
	struct operand whole = parse_sum(parser);
	if (whole.node != GW_NONE && parser->token.kind != TOKEN_END)
		return parser_fail_at_token(parser, "an operator or the end");
	return whole;
}

/*
 * A gate made here that has no name takes the statement's; what has one already, or is a leaf, gets
 * a gate of its own.
 */
static struct operand give_name(struct parser *parser, struct operand whole, uint32_t first_node)
{
	struct gw_graph *graph = parser->graph;
	bool is_new = whole.node >= first_node && gw_is_gate(graph, whole.node);

	if (!is_new)
		whole = parser_gate(parser, "identity", whole, whole, whole.start);
	if (whole.node == GW_NONE ||
	    !graph_declare(graph, whole.node, parser->statement->name, parser->error))
		return no_operand;
	return whole;
}

uint32_t expression_build(struct program *program, const struct statement *statement,
			  struct gw_graph *graph, struct gw_error *error)
{
	struct parser parser = {
		.program = program,
		.graph = graph,
		.statement = statement,
		.token = lexer_next(statement->body, statement->body_length, 0),
		.error = error,
	};
	uint32_t first_node = graph->node_count;
	struct operand whole = parse_whole(&parser);

	if (whole.node == GW_NONE)
		return GW_NONE;
	return give_name(&parser, whole, first_node).node;
}
