/*
 * Errors about the text of an expression: where the text is wrong, and what should stand there
 * instead. foreign_notation.c then looks for a better reason: that something was written as another
 * language has it.
 */
#include "base/error.h"
#include "read/parser.h"

#include <stdarg.h>

struct operand parser_fail(struct parser *parser, size_t offset, const char *format, ...)
{
	const struct program *program = parser->program;
	va_list arguments;

	va_start(arguments, format);
	error_at_list(parser->error, program->file, program->text, program->length,
		      program_offset(program, parser->statement, offset), format, arguments);
	va_end(arguments);
	return no_operand;
}

static const char *token_text(const struct parser *parser)
{
	return parser->statement->body + parser->token.offset;
}

struct operand parser_fail_at_token(struct parser *parser, const char *wanted)
{
	const struct token *token = &parser->token;

	if (token->kind == TOKEN_END)
		return parser_fail(parser, token->offset,
				   "the expression ends where %s should follow", wanted);
	return parser_fail(parser, token->offset, "%s should stand here, not \"%.*s\"", wanted,
			   (int)token->length, token_text(parser));
}

struct operand parser_fail_unclosed(struct parser *parser, enum token_kind close, bool is_list)
{
	const char *wanted = close == TOKEN_CLOSE ? "\")\"" : "\"]\"";

	if (is_list)
		wanted = close == TOKEN_CLOSE ? "\",\" or \")\"" : "\",\" or \"]\"";
	return parser_fail_at_token(parser, wanted);
}
