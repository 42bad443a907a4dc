#include "read/program.h"

#include "base/error.h"
#include "read/lexer.h"

#include <string.h>

static struct token token_behind(const struct program *program, const char *text, size_t length,
				 const struct token *token)
{
	return lexer_next(&program->lexicon, text, length, token->offset + token->length);
}

/* The "=" of "f = …" or "h, c = …"; what is no such thing has another token here. */
static struct token find_equals(const struct program *program, const char *text, size_t length)
{
	struct token name = lexer_next(&program->lexicon, text, length, 0);
	struct token next = token_behind(program, text, length, &name);

	while (name.kind == TOKEN_NAME && next.kind == TOKEN_COMMA) {
		name = token_behind(program, text, length, &next);
		next = token_behind(program, text, length, &name);
	}
	if (name.kind != TOKEN_NAME)
		next.kind = TOKEN_END;
	return next;
}

/* The names of "h, c = …" behind the first. False if memory ran out. */
static bool add_results(struct program *program, const char *text, size_t length, size_t start)
{
	uint32_t whole = (uint32_t)(program->statement_count - 1);
	struct token token = lexer_next(&program->lexicon, text, length, 0);

	for (token = token_behind(program, text, length, &token); token.kind != TOKEN_EQUALS;
	     token = token_behind(program, text, length, &token)) {
		if (token.kind != TOKEN_NAME)
			continue;
		struct statement *result = program_add(program, STATEMENT_RESULT);
		if (!result)
			return false;
		result->body = "";
		result->whole = whole;
		result->name_offset = (uint32_t)(start + token.offset);
		result->name = arena_string(&program->strings, text + token.offset, token.length);
		if (!result->name)
			return false;
	}
	return true;
}

/* The statement's place among the program's; GW_NONE if memory ran out. */
static uint32_t add_from_text(struct program *program, const char *text, size_t length,
			      size_t start)
{
	struct token first = lexer_next(&program->lexicon, text, length, 0);
	struct token equals = find_equals(program, text, length);
	struct statement *statement = program_add(program, STATEMENT_LET);
	uint32_t place = (uint32_t)(program->statement_count - 1);

	if (!statement)
		return GW_NONE;
	size_t body = 0;
	if (equals.kind == TOKEN_EQUALS) {
		statement->name =
			arena_string(&program->strings, text + first.offset, first.length);
		statement->name_offset = (uint32_t)(start + first.offset);
		body = equals.offset + equals.length;
	} else {
		statement->name = ""; /* until one is found that no other is called */
		statement->name_offset = (uint32_t)start;
	}
	statement->body = arena_string(&program->strings, text + body, length - body);
	statement->body_length = (uint32_t)(length - body);
	statement->body_start = (uint32_t)(start + body);
	if (!statement->name || !statement->body)
		return GW_NONE;
	if (equals.kind == TOKEN_EQUALS && !add_results(program, text, equals.offset + 1, start))
		return GW_NONE;
	return place;
}

static size_t statement_end(const struct lexicon *lexicon, const char *text, size_t length,
			    size_t from)
{
	struct token token = lexer_next(lexicon, text, length, from);
	while (token.kind != TOKEN_END && token.kind != TOKEN_END_OF_STATEMENT)
		token = lexer_next(lexicon, text, length, token.offset + token.length);
	return token.offset;
}

static bool check_names(const struct program *program, size_t first, struct gw_error *error)
{
	for (size_t i = first; i + 1 < program->statement_count; i++)
		if (*program->statement[i].name == '\0')
			return error_at(error, program->file, program->text, program->length,
					program->statement[i].name_offset,
					"only the last statement may go without a name: write a "
					"name and \"=\" before this");
	return true;
}

bool program_add_text(struct program *program, const char *text, size_t length, size_t start,
		      struct gw_error *error)
{
	size_t first = program->statement_count;
	uint32_t last = GW_NONE;

	for (size_t from = 0; from < length;) {
		size_t end = statement_end(&program->lexicon, text, length, from);
		bool is_blank = lexer_next(&program->lexicon, text, end, from).kind == TOKEN_END;
		if (!is_blank) {
			last = add_from_text(program, text + from, end - from, start + from);
			if (last == GW_NONE)
				return error_memory(error);
		}
		from = end + 1;
	}
	if (last == GW_NONE)
		return error_at(error, program->file, program->text, program->length, start,
				"an expression should stand here");
	program->statement[last].kind = STATEMENT_OUTPUT;
	return check_names(program, first, error);
}
