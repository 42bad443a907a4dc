/*
 * Names in expressions: nodes, constants, arguments; what is called is read by call.c.
 */
#include "base/normal_form.h"
#include "read/definition.h"
#include "read/foreign_notation.h"
#include "read/parser.h"

#include <string.h>

/* ---- names ---- */

static bool names_known(const struct program *program, const char *name, size_t length)
{
	return program_find(program, name, length) != NULL;
}

/*
 * Whether a name is several known names written together, as `w0x0`; if so, they are added to
 * `text` with spaces. The shortest first name that leaves the rest known wins.
 */
static bool split_name(const struct program *program, const char *name, size_t length, int parts,
		       struct text *text)
{
	if (length == 0)
		return parts > 1;
	if (parts >= 4)
		return false;
	for (size_t first = 1; first <= length; first++) {
		size_t before = text->length;
		if (!names_known(program, name, first))
			continue;
		if (parts > 0)
			text_add_byte(text, ' ');
		text_add_bytes(text, name, first);
		if (split_name(program, name + first, length - first, parts + 1, text))
			return true;
		text->length = before;
	}
	return false;
}

static struct operand fail_in_definition(struct parser *parser, struct token name)
{
	const struct statement *definition = parser->use->statement;
	struct text arguments = {0};

	for (uint32_t i = 0; i < definition->definition->argument_count; i++)
		text_add_format(&arguments, "%s\"%s\"", i ? ", " : "",
				definition->definition->argument[i]);
	parser_fail(
		parser, name.offset,
		"unknown name \"%.*s\"; the definition of \"%s\" knows its arguments%s only: %s",
		(int)name.length, parser->statement->body + name.offset, definition->name,
		definition->definition->local_count > 0 ? " and <let>s" : "",
		arguments.failed ? "" : arguments.data);
	text_finish(&arguments);
	return no_operand;
}

static struct operand fail_unknown(struct parser *parser, struct token token, bool is_call)
{
	const struct program *program = parser->program;
	const char *bytes = parser->statement->body + token.offset;
	struct text name = {0}, split = {0}, hint = {0};
	int length = (int)token.length;

	text_add_bytes(&name, bytes, token.length);
	const char *close = name.failed ? NULL : program_suggest(program, name.data, is_call);
	if (parser->use && !(is_call && close))
		fail_in_definition(parser, token);
	else if (split_name(program, bytes, token.length, 0, &split) && !split.failed)
		parser_fail(parser, token.offset,
			    "\"%.*s\" is not declared; write \"%s\" to multiply", length, bytes,
			    split.data);
	else if (!is_call && foreign_notation_hint(program, bytes, token.length,
						   parser_token_after(parser, &token), &hint))
		parser_fail(parser, token.offset, "%s", hint.failed ? "out of memory" : hint.data);
	else if (!is_call && lexicon_find(&program->lexicon, bytes, token.length))
		parser_fail(parser, token.offset, "\"%.*s\" is a function; write %.*s(…)", length,
			    bytes, length, bytes);
	else if (close)
		parser_fail(parser, token.offset, "unknown %s \"%.*s\"; did you mean \"%s\"?",
			    is_call ? "function" : "name", length, bytes, close);
	else if (program->is_constant && !is_call)
		parser_fail(parser, token.offset,
			    "\"%.*s\" is no number: write numbers, e and pi alone", length, bytes);
	else if (program->is_command_line && !is_call)
		parser_fail(parser, token.offset, "\"%.*s\" has no value; add %.*s=NUMBER", length,
			    bytes, length, bytes);
	else
		parser_fail(parser, token.offset, "unknown %s \"%.*s\"",
			    is_call ? "function" : "name", length, bytes);
	text_finish(&name);
	text_finish(&split);
	text_finish(&hint);
	return no_operand;
}

static bool is_word(const struct parser *parser, struct token token, const char *word)
{
	return token.length == strlen(word) &&
	       memcmp(parser->statement->body + token.offset, word, token.length) == 0;
}

static bool is_constant(const struct parser *parser, struct token token, double *value)
{
	if (is_word(parser, token, "e"))
		*value = 2.718281828459045;
	else if (is_word(parser, token, "pi") || is_word(parser, token, "π"))
		*value = 3.141592653589793;
	else
		return false;
	return true;
}

static struct operand parse_name(struct parser *parser, struct token token)
{
	double constant;

	parser_advance(parser);
	if (parser->use) {
		uint32_t i = parser_find_argument(parser, token);
		bool is_local = false;
		if (i < parser->use->statement->definition->argument_count)
			return (struct operand){parser->use->argument[i], token.offset};
		struct operand local = definition_local(parser, token, &is_local);
		if (is_local)
			return local;
	} else {
		const struct statement *named = parser_find_statement(parser, token);
		if (named && named->kind == STATEMENT_DEFINE)
			return parser_fail(parser, token.offset,
					   "\"%s\" is a gate of its own; write %s(…)", named->name,
					   named->name);
		if (named)
			return (struct operand){named->node, token.offset};
	}
	if (!is_constant(parser, token, &constant))
		return fail_unknown(parser, token, false);
	return parser_literal(parser, is_word(parser, token, "e") ? "e" : "π", constant,
			      token.offset);
}

/* ---- calls ---- */

/* A[i], A[0:2, :], and a second name have names in the table, but are no functions. */
static bool is_bracket_or_name(enum gw_notation notation)
{
	return notation == GW_PASS || notation == GW_INDEX || notation == GW_SLICE ||
	       notation == GW_ROWS;
}

/* A definition, or else a function, of the table; NULL and NULL if the name is neither. */
static void find_callable(const struct parser *parser, struct token token,
			  struct statement **definition, const struct gw_op **op)
{
	const char *bytes = parser->statement->body + token.offset;
	struct statement *named = parser_find_statement(parser, token);

	*definition = named && named->kind == STATEMENT_DEFINE ? named : NULL;
	*op = lexicon_find(&parser->program->lexicon, bytes, token.length);
	if (*op && is_bracket_or_name((*op)->notation))
		*op = NULL;
}

static bool is_known(const struct parser *parser, struct token token)
{
	double constant;
	if (parser->use && parser_definition_knows(parser, token))
		return true;
	return is_constant(parser, token, &constant) ||
	       (!parser->use &&
		names_known(parser->program, parser->statement->body + token.offset, token.length));
}

struct operand parse_name_or_call(struct parser *parser)
{
	struct statement *definition;
	const struct gw_op *op;

	if (parser->following.kind != TOKEN_OPEN)
		return parse_name(parser, parser->token);
	find_callable(parser, parser->token, &definition, &op);
	if (!definition && !op)
		return is_known(parser, parser->token) ? parse_name(parser, parser->token)
						       : fail_unknown(parser, parser->token, true);
	return definition ? parse_definition_call(parser, definition) : parse_function_call(parser);
}
