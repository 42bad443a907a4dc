#include "read/expression.h"

#include "base/number.h"
#include "graph/graph_store.h"
#include "read/definition.h"
#include "read/parser.h"
#include "read/subscript.h"

#include <assert.h>
#include <string.h>

static struct operand parse_above(struct parser *parser, int least);

/* ---- operands ---- */

static struct operand parse_parentheses(struct parser *parser)
{
	size_t start = parser->token.offset;
	bool was_in_bars = parser->is_in_bars;

	parser_advance(parser);
	if (!parser_enter_pair(parser, false))
		return no_operand;
	struct operand inside = parse_expression(parser);
	parser_leave_pair(parser, was_in_bars);
	if (inside.node == GW_NONE)
		return no_operand;
	if (parser->token.kind != TOKEN_CLOSE)
		return parser_fail_unclosed(parser, TOKEN_CLOSE, false);
	parser_advance(parser);
	return (struct operand){inside.node, start};
}

/* |x| */
static struct operand parse_bars(struct parser *parser)
{
	const struct gw_op *op = parser->token.sign->around;
	size_t start = parser->token.offset;
	bool was_in_bars = parser->is_in_bars;

	parser_advance(parser);
	if (!parser_enter_pair(parser, true))
		return no_operand;
	struct operand inside = parse_expression(parser);
	parser_leave_pair(parser, was_in_bars);
	if (inside.node == GW_NONE)
		return no_operand;
	if (parser->token.kind != TOKEN_BAR)
		return parser_fail_at_token(parser, "\"|\"");
	parser_advance(parser);
	inside.start = start;
	return parser_gate(parser, op, inside, inside, start);
}

/* `sign` stands before the number, and is a part of it; or NULL. */
static struct operand parse_number(struct parser *parser, const struct gw_op *sign, size_t start)
{
	double value[GW_MAX_ARITY] = {parser->token.number};
	const char *written = parser->statement->body + parser->token.offset;
	const char *fault = number_fault(written, parser->token.length);

	if (fault)
		return parser_fail(parser, parser->token.offset, "this number %s", fault);
	parser_advance(parser);
	return parser_literal(parser, NULL, sign ? sign->value(value) : *value, start);
}

static struct operand parse_atom(struct parser *parser)
{
	switch (parser->token.kind) {
	case TOKEN_NUMBER:
		return parse_number(parser, NULL, parser->token.offset);
	case TOKEN_NAME:
		return parse_name_or_call(parser);
	case TOKEN_OPEN:
		return parse_parentheses(parser);
	case TOKEN_BAR:
		return parse_bars(parser);
	default:
		return parser_fail_at_token(parser, "a number, a name or \"(\"");
	}
}

static struct operand parse_superscript(struct parser *parser, struct operand base)
{
	size_t place = parser->token.offset;
	double exponent = parser->token.number;

	parser_advance(parser);
	return parser_gate(parser, parser->program->lexicon.superscript, base,
			   parser_literal(parser, NULL, exponent, place), place);
}

static struct operand parse_postfix(struct parser *parser, const struct gw_op *op,
				    struct operand operand)
{
	size_t place = parser->token.offset;

	parser_advance(parser);
	return parser_gate(parser, op, operand, operand, place);
}

/* ---- brackets: A[i, j], A[0:2, :] ---- */

static bool ends_place(const struct parser *parser)
{
	enum token_kind kind = parser->token.kind;
	return kind == TOKEN_COMMA || kind == TOKEN_CLOSE_INDEX;
}

static bool parse_bound(struct parser *parser, uint32_t *bound)
{
	struct operand operand = parse_expression(parser);
	*bound = operand.node;
	return operand.node != GW_NONE;
}

static bool parse_place(struct parser *parser, struct subscript_place *place)
{
	*place = (struct subscript_place){false, GW_NONE, GW_NONE, parser->token.offset};
	if (parser->token.kind != TOKEN_COLON && !parse_bound(parser, &place->from))
		return false;
	if (parser->token.kind != TOKEN_COLON)
		return true;
	place->is_range = true;
	parser_advance(parser);
	bool is_open = parser->token.kind == TOKEN_COLON || ends_place(parser);
	if (!is_open && !parse_bound(parser, &place->to))
		return false;
	if (parser->token.kind != TOKEN_COLON)
		return true;
	parser_fail(parser, parser->token.offset, "a slice has no step: write A[from:to]");
	return false;
}

static bool parse_places(struct parser *parser, struct subscript *subscript)
{
	do {
		parser_advance(parser); /* over "[" or "," */
		if (subscript->count == MOST_PLACES) {
			parser_fail(parser, parser->token.offset,
				    "a matrix has rows and columns: [i, j] and no more");
			return false;
		}
		if (!parse_place(parser, &subscript->place[subscript->count++]))
			return false;
	} while (parser->token.kind == TOKEN_COMMA);
	if (parser->token.kind != TOKEN_CLOSE_INDEX) {
		parser_fail_unclosed(parser, TOKEN_CLOSE_INDEX, true);
		return false;
	}
	parser_advance(parser);
	return true;
}

/* At an opening bracket right behind what it is a part of. */
static struct operand parse_subscript(struct parser *parser, struct operand matrix)
{
	struct subscript subscript = {.matrix = matrix, .start = parser->token.offset};
	bool was_in_bars = parser->is_in_bars;

	if (!parser_enter_pair(parser, false) || !parse_places(parser, &subscript))
		return no_operand;
	parser_leave_pair(parser, was_in_bars);
	return subscript_build(parser, &subscript);
}

/* An atom and what stands behind it: x², Aᵀ, A[1, 0]. */
static struct operand parse_postfixed(struct parser *parser)
{
	const struct lexicon *lexicon = &parser->program->lexicon;
	struct operand operand = parse_atom(parser);

	while (operand.node != GW_NONE) {
		const struct sign *sign = parser->token.sign;
		if (parser->token.kind == TOKEN_SUPERSCRIPT && lexicon->superscript)
			operand = parse_superscript(parser, operand);
		else if (parser->token.kind == TOKEN_OPEN_INDEX && lexicon->index)
			operand = parse_subscript(parser, operand);
		else if (sign && sign->postfix)
			operand = parse_postfix(parser, sign->postfix, operand);
		else
			break;
	}
	return operand;
}

/* ---- prefix operators ---- */

/* Whether a token that stands behind an operand binds tighter than a sign before it. */
static bool binds_tighter(const struct token *token, const struct gw_op *sign)
{
	if (token->kind == TOKEN_SUPERSCRIPT || token->kind == TOKEN_OPEN_INDEX)
		return true;
	if (!token->sign)
		return false;
	const struct gw_op *infix = token->sign->infix;
	return token->sign->postfix || (infix && infix->binding > sign->binding);
}

/* A sign before a bare number belongs to it: −2 is a literal, but −2^2 is −(2^2), −2ᵀ is −(2ᵀ). */
static bool is_bare_number(const struct parser *parser, const struct gw_op *sign)
{
	return parser->token.kind == TOKEN_NUMBER && !binds_tighter(&parser->following, sign);
}

/* An operand that may nest in itself without end. */
static struct operand parse_nested(struct parser *parser, int least)
{
	if (!parser_enter(parser))
		return no_operand;
	struct operand operand = parse_above(parser, least);
	parser->depth--;
	return operand;
}

static struct operand make_prefixed(struct parser *parser, const struct gw_op *op,
				    struct operand operand, size_t start)
{
	operand.start = start;
	return parser_gate(parser, op, operand, operand, start);
}

/* √x² is √(x²), as the bar of a root would stand above both. */
static struct operand parse_prefixed(struct parser *parser, const struct gw_op *op)
{
	size_t start = parser->token.offset;
	int binding = op->notation == GW_CALL ? GW_BINDS_POWER : op->binding;

	parser_advance(parser);
	if (op->is_sign && is_bare_number(parser, op))
		return parse_number(parser, op, start);
	struct operand operand = parse_nested(parser, binding);
	return op->notation == GW_PASS ? operand : make_prefixed(parser, op, operand, start);
}

/*
 * Where 1/x begins, the operator of that name; otherwise NULL. The 1 may be bound tighter by what
 * stands before it: 2*1/x is (2*1)/x.
 */
static const struct gw_op *find_over_one(const struct parser *parser, int least)
{
	if (parser->token.kind != TOKEN_NUMBER || parser->token.number != 1)
		return NULL;
	const struct sign *next = parser->following.sign;
	const struct gw_op *infix = next ? next->infix : NULL;
	if (!infix || !infix->over_one || infix->binding < least)
		return NULL;
	return lexicon_find(&parser->program->lexicon, infix->over_one, strlen(infix->over_one));
}

static struct operand parse_over_one(struct parser *parser, const struct gw_op *op)
{
	size_t start = parser->token.offset;

	parser_advance(parser);
	parser_advance(parser);
	return make_prefixed(parser, op, parse_above(parser, op->binding + 1), start);
}

static struct operand parse_operand(struct parser *parser, int least)
{
	const struct sign *sign = parser->token.sign;
	const struct gw_op *over_one = find_over_one(parser, least);

	if (over_one)
		return parse_over_one(parser, over_one);
	return sign && sign->prefix ? parse_prefixed(parser, sign->prefix)
				    : parse_postfixed(parser);
}

/* ---- infix operators ---- */

static bool is_written_infix(const struct parser *parser)
{
	return parser->token.kind == TOKEN_OPERATOR && parser->token.sign->infix;
}

/* Whether the next token, which is no written infix operator, can only begin an operand. */
static bool begins_operand(const struct parser *parser)
{
	const struct sign *sign = parser->token.sign;

	switch (parser->token.kind) {
	case TOKEN_NAME:
	case TOKEN_OPEN:
	case TOKEN_NUMBER:
		return true;
	case TOKEN_BAR:
		return !parser->is_in_bars;
	case TOKEN_OPERATOR: /* neither infix nor postfix, or it would have been read */
		assert(sign->prefix);
		return sign->prefix->notation == GW_CALL;
	default:
		return false;
	}
}

/* The operator that comes next, written or implied, if it binds as tightly; otherwise NULL. */
static const struct gw_op *next_infix(const struct parser *parser, int least)
{
	const struct gw_op *op = NULL;

	if (is_written_infix(parser))
		op = parser->token.sign->infix;
	else if (begins_operand(parser))
		op = parser->program->lexicon.implied;
	return op && op->binding >= least ? op : NULL;
}

/* Whether a number stands where it may not be a factor: "2 3" is rather "2.3" or "23". */
static bool is_stray_number(const struct parser *parser)
{
	bool is_glued = parser->token.offset == parser->end;
	char first = parser->statement->body[parser->token.offset];

	return parser->token.kind == TOKEN_NUMBER &&
	       (parser->last == TOKEN_NUMBER || (is_glued && first == '.'));
}

static struct operand fail_stray_number(struct parser *parser)
{
	size_t place = parser->token.offset;

	if (parser->last != TOKEN_NUMBER)
		return parser_fail(parser, place,
				   "a number begins here; write \"*\" before it to multiply");
	return parser_fail(parser, place,
			   place == parser->end ? "a number has one point, and ends here"
						: "a number can't follow a number; write \"*\" "
						  "between them to multiply");
}

static struct operand parse_infix(struct parser *parser, const struct gw_op *op,
				  struct operand left)
{
	size_t place = parser->token.offset;

	if (is_stray_number(parser))
		return fail_stray_number(parser);
	if (is_written_infix(parser))
		parser_advance(parser);
	struct operand right = op->is_right_associative ? parse_nested(parser, op->binding)
							: parse_above(parser, op->binding + 1);
	if (right.node != GW_NONE && op->is_unchained && next_infix(parser, op->binding))
		return parser_fail(parser, parser->token.offset,
				   "comparisons do not chain: write a < b and b < c");
	return parser_gate(parser, op, left, right, place);
}

/* An operand, and all that operators which bind at least so tightly join to it. */
static struct operand parse_above(struct parser *parser, int least)
{
	struct operand left = parse_operand(parser, least);
	const struct gw_op *op;

	while (left.node != GW_NONE && (op = next_infix(parser, least)))
		left = parse_infix(parser, op, left);
	return left;
}

struct operand parse_expression(struct parser *parser)
{
	return parse_above(parser, 0);
}

struct operand parse_whole(struct parser *parser)
{
	struct operand whole = parse_expression(parser);
	if (whole.node != GW_NONE && parser->token.kind != TOKEN_END)
		return parser_fail_at_token(parser, "an operator or the end");
	return whole;
}

/*
 * A gate made here that has no name takes the statement's; what has one already, or is a leaf, gets
 * a gate of its own.
 */
static uint32_t give_name(struct parser *parser, struct operand whole, uint32_t first_node,
			  const char *name)
{
	struct gw_graph *graph = parser->graph;
	bool is_new = whole.node >= first_node && gw_is_gate(graph, whole.node) &&
		      !graph->is_declared[whole.node];

	if (!is_new)
		whole = parser_gate(parser, parser->program->lexicon.pass, whole, whole,
				    whole.start);
	if (whole.node == GW_NONE || !graph_declare_free(graph, whole.node, name, parser->error))
		return GW_NONE;
	return whole.node;
}

/* The names of a statement behind its first. */
static uint32_t count_results(const struct program *program, const struct statement *statement)
{
	const struct statement *end = program->statement + program->statement_count;
	uint32_t count = 0;

	while (statement + count + 1 < end && statement[count + 1].kind == STATEMENT_RESULT)
		count++;
	return count;
}

static bool fail_names(struct parser *parser, uint32_t count)
{
	parser_fail(
		parser, 0,
		"%u names stand here: the expression should be one use of a definition that has %u "
		"results",
		count, count);
	return false;
}

/* The names of `<let name="h c">`, of what the use of a definition has made. */
static bool name_results(struct parser *parser, struct statement *statement,
			 const struct definition_results *results, struct operand whole,
			 uint32_t first_node)
{
	if (results->node[0] == GW_NONE || whole.node != results->node[0])
		return fail_names(parser, results->wanted);
	for (uint32_t i = 0; i < results->wanted; i++) {
		struct operand result = {results->node[i], whole.start};
		statement[i].node = give_name(parser, result, first_node, statement[i].name);
		if (statement[i].node == GW_NONE)
			return false;
	}
	return true;
}

#define MOST_RESULTS 64 /* of a definition */

static uint32_t build_several(struct parser *parser, struct statement *statement, uint32_t wanted)
{
	uint32_t first_node = parser->graph->node_count, node[MOST_RESULTS];
	struct definition_results results = {wanted, node};

	if (wanted > MOST_RESULTS) {
		fail_names(parser, wanted);
		return GW_NONE;
	}
	for (uint32_t i = 0; i < wanted; i++)
		node[i] = GW_NONE;
	parser->results = &results;
	struct operand whole = parse_whole(parser);
	if (whole.node == GW_NONE || !name_results(parser, statement, &results, whole, first_node))
		return GW_NONE;
	return statement->node;
}

uint32_t expression_build(struct program *program, struct statement *statement,
			  const struct statement_tokens *kept, struct gw_graph *graph,
			  struct gw_error *error)
{
	struct parser parser = {
		.kept = kept->is_whole ? kept->token : NULL,
		.program = program,
		.graph = graph,
		.statement = statement,
		.error = error,
	};
	uint32_t first_node = graph->node_count, further = count_results(program, statement);

	parser_begin(&parser);
	if (further > 0)
		return build_several(&parser, statement, 1 + further);
	struct operand whole = parse_whole(&parser);
	if (whole.node == GW_NONE)
		return GW_NONE;
	return give_name(&parser, whole, first_node, statement->name);
}
