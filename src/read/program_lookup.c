#include "base/guess.h"
#include "read/program.h"

#include "base/markup.h"
#include "base/normal_form.h"
#include "read/substitution.h"

#include <assert.h>
#include <string.h>

bool program_has_verbatim(const struct program *program, const struct statement *statement)
{
	if (statement->substitution)
		return false;
	return !program->is_markup || memcmp(program->text + statement->body_start, statement->body,
					     statement->body_length) == 0;
}

size_t program_offset(const struct program *program, const struct statement *statement,
		      size_t index)
{
	size_t start = statement->body_start;

	if (statement->substitution)
		return markup_offset(program->text, program->length, start,
				     substitution_origin(statement->substitution, index));
	assert(start + statement->body_length <= program->length); /* markup only makes it longer */
	if (program_has_verbatim(program, statement))
		return start + index;
	return markup_offset(program->text, program->length, start, index);
}

struct statement *program_find(const struct program *program, const char *name, size_t length)
{
	char room[NORMAL_FORM_BYTES];
	const char *normal = normal_form(name, &length, room);
	uint32_t found;

	return table_find(&program->names, normal, length, &found) ? &program->statement[found]
								   : NULL;
}

struct token program_token_at(const struct program *program, const struct statement *statement,
			      size_t offset)
{
	const struct lexicon *lexicon = &program->lexicon;
	const char *body = statement->body;
	struct token token = lexer_next(lexicon, body, statement->body_length, offset);

	if (token.kind != TOKEN_NAME)
		return token;
	const struct statement *named = program_find(program, body + token.offset, token.length);
	if (named)
		token.named = (uint32_t)(named - program->statement);
	else
		lexer_take_word(lexicon, body, &token);
	return token;
}

const char *program_suggest(const struct program *program, const char *name, bool is_call)
{
	struct guess guess = guess_start(name);
	const struct gw_op *op;

	for (size_t i = 0; i < program->statement_count; i++)
		if (program->statement[i].kind != STATEMENT_LOCAL)
			guess_try(&guess, program->statement[i].name);
	for (size_t i = 0; is_call && (op = gw_op_at(program->lexicon.ops, i)); i++)
		guess_try(&guess, op->token);
	return guess.best;
}
