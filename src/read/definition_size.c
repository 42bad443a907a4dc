#include "read/definition_size.h"

#include "read/lexer.h"

/* Of a statement whose size is not known yet. No size is so large. */
#define NOT_COUNTED 0
#define BEING_COUNTED UINT32_MAX

static uint32_t bounded_sum(uint32_t a, uint32_t b)
{
	return a > MOST_DEFINED || b > MOST_DEFINED - a ? MOST_DEFINED + 1 : a + b;
}

/* Whether a token may be the last of an operand. */
static bool ends_operand(const struct token *token)
{
	enum token_kind kind = token->kind;

	return kind == TOKEN_NUMBER || kind == TOKEN_NAME || kind == TOKEN_CLOSE ||
	       kind == TOKEN_CLOSE_INDEX || kind == TOKEN_SUPERSCRIPT ||
	       (token->sign && token->sign->postfix);
}

/*
 * The gates and numbers that a token makes, a call aside. What depends on more than one token is
 * left out: of `1/x`, `-2` and `x (y)` fewer are counted than are made, never more.
 */
static uint32_t nodes_of_token(const struct token *token, const struct token *before)
{
	switch (token->kind) {
	case TOKEN_OPERATOR:
		return token->sign->postfix || ends_operand(before);
	case TOKEN_OPEN_INDEX:
		return 1;
	case TOKEN_SUPERSCRIPT:
		return 2;
	case TOKEN_NAME: /* x y and x 2 multiply */
	case TOKEN_NUMBER:
		return ends_operand(before);
	default:
		return 0;
	}
}

/* The number of nodes that a call makes: a definition's size, or one gate of a function. */
static uint32_t size_of_call(const struct program *program, const char *name, size_t length,
			     unsigned depth);

static uint32_t count_body(const struct program *program, const struct statement *statement,
			   unsigned depth)
{
	const struct lexicon *lexicon = &program->lexicon;
	const char *body = statement->body;
	size_t length = statement->body_length;
	struct token before = {.kind = TOKEN_END};
	uint32_t size = 0;

	for (struct token token = lexer_next(lexicon, body, length, 0); token.kind != TOKEN_END;) {
		size_t end = token.offset + token.length;
		struct token next = lexer_next(lexicon, body, length, end);
		size = bounded_sum(size, nodes_of_token(&token, &before));
		if (token.kind == TOKEN_NAME && next.kind == TOKEN_OPEN)
			size = bounded_sum(size, size_of_call(program, body + token.offset,
							      token.length, depth));
		before = token;
		token = next;
	}
	return size;
}

/* Its text or its lets, and its groups. */
static uint32_t count_definition(const struct program *program, const struct statement *statement,
				 unsigned depth)
{
	const struct definition *definition = statement->definition;
	uint32_t size = bounded_sum(1, definition->result_count);

	size = bounded_sum(size, count_body(program, statement, depth));
	for (uint32_t i = 0; i < definition->local_count; i++)
		size = bounded_sum(
			size, count_body(program, &program->statement[definition->first_local + i],
					 depth));
	return size;
}

/*
 * A definition that uses itself, or that nests too deep, is an error which the parser tells of; it
 * counts as nothing here.
 */
static uint32_t size_at_depth(const struct program *program, struct statement *statement,
			      unsigned depth)
{
	struct definition *definition = statement->definition;

	if (definition->size == BEING_COUNTED || depth > DEEPEST_NESTING)
		return 0;
	if (definition->size == NOT_COUNTED) {
		definition->size = BEING_COUNTED;
		definition->size = count_definition(program, statement, depth);
	}
	return definition->size;
}

static uint32_t size_of_call(const struct program *program, const char *name, size_t length,
			     unsigned depth)
{
	struct statement *named = program_find(program, name, length);

	if (named && named->kind == STATEMENT_DEFINE)
		return size_at_depth(program, named, depth + 1);
	return lexicon_find(&program->lexicon, name, length) != NULL;
}

uint32_t definition_size(const struct program *program, struct statement *definition)
{
	return size_at_depth(program, definition, 0);
}
