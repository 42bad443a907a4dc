/*
 * Names in expressions: nodes, constants, arguments; and calls of functions and definitions.
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

#define MOST_OPERANDS (GW_MAX_OPERANDS - 1) /* of a function; its axis may be left out */
#define MOST_ARGUMENTS 64                   /* of a definition */

struct call {
	struct token name;
	struct token attribute; /* the name before the last operand, as in `axis=0`; or empty */
	uint32_t argument[MOST_ARGUMENTS];
	uint32_t count, most;
};

static bool has_attribute(const struct call *call)
{
	return call->attribute.length > 0;
}

static bool is_attribute(const struct parser *parser, struct token token)
{
	const struct gw_op *op;

	for (size_t i = 0; (op = gw_op_at(parser->program->lexicon.ops, i)); i++)
		if (op->notation == GW_CALL && op->attribute &&
		    is_word(parser, token, op->attribute))
			return true;
	return false;
}

/*
 * Over `axis=`, or what else an attribute of some operator is called, if that is what comes next.
 */
static void skip_attribute(struct parser *parser, struct call *call)
{
	if (parser->token.kind != TOKEN_NAME || parser->following.kind != TOKEN_EQUALS ||
	    !is_attribute(parser, parser->token))
		return;
	call->attribute = parser->token;
	parser_advance(parser);
	parser_advance(parser);
}

static void fail_more(struct parser *parser, const struct call *call)
{
	if (has_attribute(call))
		parser_fail(parser, parser->token.offset, "the %.*s comes last",
			    (int)call->attribute.length,
			    parser->statement->body + call->attribute.offset);
	else
		parser_fail(parser, parser->token.offset, "a call has %u operands at most",
			    call->most);
}

/* Operands up to the closing token. */
static bool parse_arguments(struct parser *parser, struct call *call, enum token_kind close)
{
	do {
		parser_advance(parser); /* over the opening token or "," */
		if (call->count == call->most || has_attribute(call)) {
			fail_more(parser, call);
			return false;
		}
		skip_attribute(parser, call);
		struct operand argument = parse_expression(parser);
		if (argument.node == GW_NONE)
			return false;
		call->argument[call->count++] = argument.node;
	} while (parser->token.kind == TOKEN_COMMA);
	if (parser->token.kind != close) {
		parser_fail_unclosed(parser, close, true);
		return false;
	}
	parser_advance(parser);
	return true;
}

static struct operand fail_count(struct parser *parser, const struct call *call, uint32_t least,
				 uint32_t most)
{
	int length = (int)call->name.length;
	const char *name = parser->statement->body + call->name.offset;

	if (least == most)
		return parser_fail(parser, call->name.offset, "%.*s takes %u operand%s, not %u",
				   length, name, least, least == 1 ? "" : "s", call->count);
	return parser_fail(parser, call->name.offset, "%.*s takes %u to %u operands, not %u",
			   length, name, least, most, call->count);
}

/* Attributes are numbers in the text: shapes depend on them. */
static bool check_attributes(struct parser *parser, const struct gw_op *op, const struct call *call)
{
	for (unsigned i = gw_first_attribute(op, call->count); i < call->count; i++) {
		if (parser->graph->kind[call->argument[i]] == GW_LITERAL)
			continue;
		parser_fail(parser, call->name.offset, "%s %s must be a number",
			    strchr("aeiou", *op->attribute) ? "an" : "a", op->attribute);
		return false;
	}
	return true;
}

/* An operator with any number of operands always has an axis: that of rows, unless one is given. */
static bool complete_attribute(struct parser *parser, struct call *call, const struct gw_op *op)
{
	if (op->first_attribute >= 0 || has_attribute(call))
		return true;
	call->argument[call->count] = parser_literal(parser, NULL, 0, call->name.offset).node;
	return call->argument[call->count++] != GW_NONE;
}

/*
 * Of the rows of that name, the one that takes so many operands; of one operand if there is an
 * attribute.
 */
static const struct gw_op *choose_row(const struct parser *parser, const struct call *call)
{
	const struct lexicon *lexicon = &parser->program->lexicon;
	const char *name = parser->statement->body + call->name.offset;
	const struct gw_op *op;

	if (!has_attribute(call))
		return lexicon_find_call(lexicon, name, call->name.length, call->count);
	op = lexicon_find_call(lexicon, name, call->name.length, 1);
	if (!op || op->first_attribute == 0)
		op = lexicon_find_call(lexicon, name, call->name.length, call->count);
	bool takes_attribute = op && op->first_attribute != 0;
	return takes_attribute ? op : lexicon_find(lexicon, name, call->name.length);
}

static struct operand use_function(struct parser *parser, struct call *call)
{
	const char *body = parser->statement->body;
	const struct gw_op *op = choose_row(parser, call),
			   *any = lexicon_find(&parser->program->lexicon, body + call->name.offset,
					       call->name.length);
	int length = (int)call->attribute.length;

	if (length > 0 && (!op->attribute || !is_word(parser, call->attribute, op->attribute)))
		return parser_fail(parser, call->name.offset, "%s has no %.*s", gw_op_called(op),
				   length, body + call->attribute.offset);
	if (length > 0 && call->count == 1)
		return parser_fail(parser, call->name.offset, "%s needs an operand before its %s",
				   any->name, op->attribute);
	if (!op && any->first_attribute < 0)
		op = any;
	if (!op || call->count > gw_op_most(op))
		return fail_count(parser, call, any->arity, gw_op_most(any));
	if (!complete_attribute(parser, call, op) || !check_attributes(parser, op, call))
		return no_operand;
	return parser_gate_over(parser, op, call->argument, call->count, call->name.offset,
				call->name.offset);
}

/* A definition, or else a function, of the table; NULL and NULL if the name is neither. */
static void find_callable(const struct parser *parser, struct token token,
			  struct statement **definition, const struct gw_op **op)
{
	const char *bytes = parser->statement->body + token.offset;
	struct statement *named = parser_find_statement(parser, token);

	*definition = named && named->kind == STATEMENT_DEFINE ? named : NULL;
	*op = lexicon_find(&parser->program->lexicon, bytes, token.length);
	if (*op && ((*op)->notation == GW_PASS || (*op)->notation == GW_INDEX))
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
	struct call call = {.name = parser->token};
	struct statement *definition;
	const struct gw_op *op;

	if (parser->following.kind != TOKEN_OPEN)
		return parse_name(parser, parser->token);
	find_callable(parser, parser->token, &definition, &op);
	if (!definition && !op)
		return is_known(parser, parser->token) ? parse_name(parser, parser->token)
						       : fail_unknown(parser, parser->token, true);
	call.most = definition ? MOST_ARGUMENTS : MOST_OPERANDS;
	parser_advance(parser);
	if (!parser_enter(parser) || !parse_arguments(parser, &call, TOKEN_CLOSE))
		return no_operand;
	parser->depth--;
	return definition
		       ? definition_build(parser, definition, call.name, call.argument, call.count)
		       : use_function(parser, &call);
}

/* A[i, j]: an opening bracket right behind what it indexes. */
struct operand parse_index(struct parser *parser, struct operand matrix)
{
	struct call call = {.name = parser->token,
			    .argument = {matrix.node},
			    .count = 1,
			    .most = MOST_OPERANDS};
	const struct gw_op *op = parser->program->lexicon.index;

	if (!parser_enter(parser) || !parse_arguments(parser, &call, TOKEN_CLOSE_INDEX))
		return no_operand;
	parser->depth--;
	if (call.count > gw_op_most(op))
		return parser_fail(parser, call.name.offset,
				   "an entry has a row and a column, not %u indices",
				   call.count - 1);
	if (!check_attributes(parser, op, &call))
		return no_operand;
	return parser_gate_over(parser, op, call.argument, call.count, matrix.start,
				call.name.offset);
}
