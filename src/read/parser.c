#include "read/parser.h"

#include "base/array.h"
#include "base/error.h"
#include "base/normal_form.h"
#include "graph/graph_store.h"
#include "read/definition.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Whether a let before the one that is read has the name: from there on it is the let's. */
static bool is_taken_over(const struct parser *parser, struct token token)
{
	const struct definition *definition = parser->use->statement->definition;
	const struct statement *first = parser->program->statement + definition->first_local;

	return definition->local_count > 0 &&
	       first + parser_find_local(parser, token) < parser->statement;
}

uint32_t parser_find_argument(const struct parser *parser, struct token token)
{
	const struct definition *definition = parser->use->statement->definition;
	uint32_t i = 0;

	while (i < definition->argument_count &&
	       !normal_form_is_same(definition->argument[i], strlen(definition->argument[i]),
				    parser->statement->body + token.offset, token.length))
		i++;
	return i < definition->argument_count && is_taken_over(parser, token)
		       ? definition->argument_count
		       : i;
}

uint32_t parser_find_local(const struct parser *parser, struct token token)
{
	const struct definition *definition = parser->use->statement->definition;
	const struct statement *local = parser->program->statement + definition->first_local;
	const char *name = parser->statement->body + token.offset;
	uint32_t i = 0;

	while (i < definition->local_count &&
	       !normal_form_is_same(local[i].name, strlen(local[i].name), name, token.length))
		i++;
	return i;
}

bool parser_definition_knows(const struct parser *parser, struct token token)
{
	const struct definition *definition = parser->use->statement->definition;

	return parser_find_argument(parser, token) < definition->argument_count ||
	       parser_find_local(parser, token) < definition->local_count;
}

struct token parser_token_at(const struct parser *parser, size_t offset)
{
	const struct statement *statement = parser->statement;
	const struct lexicon *lexicon = &parser->program->lexicon;

	if (!parser->use)
		return program_token_at(parser->program, statement, offset);
	struct token token = lexer_next(lexicon, statement->body, statement->body_length, offset);
	if (token.kind == TOKEN_NAME && !parser_definition_knows(parser, token))
		lexer_take_word(lexicon, statement->body, &token);
	return token;
}

struct statement *parser_find_statement(const struct parser *parser, struct token token)
{
	struct program *program = parser->program;

	if (parser->use)
		return program_find(program, parser->statement->body + token.offset, token.length);
	return token.named == GW_NONE ? NULL : &program->statement[token.named];
}

struct token parser_token_after(const struct parser *parser, const struct token *token)
{
	return parser_token_at(parser, token->offset + token->length);
}

static struct token read_following(struct parser *parser)
{
	if (parser->token.kind == TOKEN_END)
		return parser->token;
	return parser->kept ? *++parser->kept : parser_token_after(parser, &parser->token);
}

void parser_begin(struct parser *parser)
{
	parser->is_verbatim = program_has_verbatim(parser->program, parser->statement);
	parser->token = parser->kept ? *parser->kept : parser_token_at(parser, 0);
	parser->following = read_following(parser);
}

void parser_advance(struct parser *parser)
{
	parser->end = parser->token.offset + parser->token.length;
	parser->last = parser->token.kind;
	parser->token = parser->following;
	parser->following = read_following(parser);
}

static size_t offset_in_source(const struct parser *parser, size_t index)
{
	return parser->is_verbatim ? parser->statement->body_start + index
				   : program_offset(parser->program, parser->statement, index);
}

void parser_set_span(struct parser *parser, size_t start)
{
	struct gw_span span = {0, 0};

	if (parser->use) {
		span = parser->use->span;
	} else {
		size_t from = offset_in_source(parser, start);
		assert(parser->end > start);
		span.offset = (uint32_t)from;
		span.length = (uint32_t)(offset_in_source(parser, parser->end - 1) + 1 - from);
	}
	graph_set_span(parser->graph, span);
}

/* An input without a value, which is taken for one number, that a gate depends on; else GW_NONE. */
static uint32_t find_unset_input(const struct gw_graph *graph, const uint32_t *operands,
				 unsigned count)
{
	bool *is_needed = array_create(graph->node_count, sizeof *is_needed);
	uint32_t found = GW_NONE;

	if (!is_needed)
		return GW_NONE;
	for (unsigned i = 0; i < count; i++)
		is_needed[operands[i]] = true;
	for (uint32_t node = graph->node_count; node-- > 0;) {
		if (!is_needed[node])
			continue;
		if (graph->kind[node] == GW_INPUT && !graph->has_value[node])
			found = node;
		for (uint32_t i = 0; i < gw_operand_count(graph, node); i++)
			is_needed[gw_operands(graph, node)[i]] = true;
	}
	free(is_needed);
	return found;
}

/* Shapes that do not fit may do so only because an input's value is missing. */
static struct operand fail_gate(struct parser *parser, const struct gw_op *op,
				const uint32_t *operands, unsigned count, size_t place,
				const char *why)
{
	const struct gw_graph *graph = parser->graph;
	uint32_t unset = find_unset_input(graph, operands, count);

	if (unset == GW_NONE || graph_shapes_fit(graph, op, operands, count))
		return parser_fail(parser, place, "%s", why);
	return parser_fail(
		parser, place,
		"%s; the input \"%s\" has no value and so counts as one number: if a row "
		"of its column has several, declare as many, as in value=\"0 0 0\"",
		why, gw_node_name(graph, unset));
}

struct operand parser_gate_over(struct parser *parser, const struct gw_op *op,
				const uint32_t *operands, unsigned count, size_t start,
				size_t place)
{
	struct gw_error error;

	parser_set_span(parser, start);
	struct operand gate = {
		gw_graph_add_gate_over(parser->graph, op, operands, count, NULL, &error), start};
	return gate.node == GW_NONE ? fail_gate(parser, op, operands, count, place, error.message)
				    : gate;
}

struct operand parser_gate(struct parser *parser, const struct gw_op *op, struct operand left,
			   struct operand right, size_t place)
{
	uint32_t operands[2] = {left.node, right.node};

	if (left.node == GW_NONE || right.node == GW_NONE)
		return no_operand;
	return parser_gate_over(parser, op, operands, op->arity, left.start, place);
}

struct operand parser_literal(struct parser *parser, const char *name, double value, size_t start)
{
	parser_set_span(parser, start);
	return (struct operand){gw_graph_add_literal(parser->graph, name, value, parser->error),
				start};
}

bool parser_enter(struct parser *parser)
{
	if (++parser->depth <= DEEPEST_NESTING)
		return true;
	parser_fail(parser, parser->token.offset, "the expression is nested more than %d deep",
		    DEEPEST_NESTING);
	return false;
}

bool parser_enter_pair(struct parser *parser, bool is_of_bars)
{
	parser->is_in_bars = is_of_bars;
	return parser_enter(parser);
}

void parser_leave_pair(struct parser *parser, bool was_in_bars)
{
	parser->is_in_bars = was_in_bars;
	parser->depth--;
}
