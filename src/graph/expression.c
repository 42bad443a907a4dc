#include "graph/expression.h"

#include "base/error.h"
#include "graph/graph_store.h"
#include "graph/lexer.h"

#include <stdarg.h>
#include <string.h>

struct parser {
	struct program *program;
	struct gw_graph *graph;
	const struct statement *statement; /* whose body is read */
	struct token token;                /* the next one */
	size_t end;                        /* of the token before it */
	int depth;                         /* of nesting, callers included */
	const struct parser *caller;       /* in the body of a definition: who uses it */
	const uint32_t *argument;          /* there: the nodes that its arguments stand for */
	struct gw_span use;                /* there: the text of the use */
	struct gw_error *error;
};

/* What was read: a node, and where its text begins in the body. */
struct operand {
	uint32_t node;
	size_t start;
};

static const struct operand failed = {GW_NONE, 0};

static struct operand parse_sum(struct parser *parser);
static struct operand parse_signed(struct parser *parser);

static struct operand fail(struct parser *parser, size_t offset, const char *format, ...)
	PRINTF_LIKE(3, 4);

static struct operand fail(struct parser *parser, size_t offset, const char *format, ...)
{
	const struct program *program = parser->program;
	va_list arguments;

	va_start(arguments, format);
	error_at_list(parser->error, program->file, program->text, program->length,
		      program_offset(program, parser->statement, offset), format, arguments);
	va_end(arguments);
	return failed;
}

static struct token token_after(const struct parser *parser, const struct token *token)
{
	return lexer_next(parser->statement->body, parser->statement->body_length,
			  token->offset + token->length);
}

static void advance(struct parser *parser)
{
	parser->end = parser->token.offset + parser->token.length;
	parser->token = token_after(parser, &parser->token);
}

static const char *token_text(const struct parser *parser)
{
	return parser->statement->body + parser->token.offset;
}

static struct operand fail_at_token(struct parser *parser, const char *wanted)
{
	const struct token *token = &parser->token;

	if (token->kind == TOKEN_END)
		return fail(parser, token->offset, "the expression ends where %s should follow",
			    wanted);
	return fail(parser, token->offset, "%s should stand here, not \"%.*s\"", wanted,
		    (int)token->length, token_text(parser));
}

/* What is made from here on was written between `start` and the token before the next one. */
static void set_span(struct parser *parser, size_t start)
{
	struct gw_span span = parser->use;

	if (!parser->caller) {
		size_t from = program_offset(parser->program, parser->statement, start);
		size_t last = parser->end > start ? parser->end - 1 : start;
		span.offset = (uint32_t)from;
		span.length = (uint32_t)(program_offset(parser->program, parser->statement, last) +
					 1 - from);
	}
	graph_set_span(parser->graph, span);
}

/* A gate whose operator stands at `place`, where an error about shapes points. */
static struct operand make_gate_over(struct parser *parser, const struct gw_op *op,
				     const uint32_t *operands, unsigned count, size_t start,
				     size_t place)
{
	struct gw_error error;

	set_span(parser, start);
	struct operand gate = {
		gw_graph_add_gate_over(parser->graph, op, operands, count, NULL, &error), start};
	return gate.node == GW_NONE ? fail(parser, place, "%s", error.message) : gate;
}

static struct operand make_gate(struct parser *parser, const char *name, struct operand left,
				struct operand right, size_t place)
{
	const struct gw_op *op = gw_op_find(name, strlen(name));
	uint32_t operands[2] = {left.node, right.node};

	if (left.node == GW_NONE || right.node == GW_NONE)
		return failed;
	return make_gate_over(parser, op, operands, op->arity, left.start, place);
}

static struct operand make_prefixed(struct parser *parser, const char *name, struct operand operand,
				    size_t start)
{
	operand.start = start;
	return make_gate(parser, name, operand, operand, start);
}

static struct operand make_literal(struct parser *parser, const char *name, double value,
				   size_t start)
{
	set_span(parser, start);
	return (struct operand){gw_graph_add_literal(parser->graph, name, value, parser->error),
				start};
}

static bool enter(struct parser *parser)
{
	if (++parser->depth <= DEEPEST_NESTING)
		return true;
	fail(parser, parser->token.offset, "the expression is nested more than %d deep",
	     DEEPEST_NESTING);
	return false;
}

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
	const struct statement *definition = parser->statement;
	struct text arguments = {0};

	for (uint32_t i = 0; i < definition->argument_count; i++)
		text_add_format(&arguments, "%s\"%s\"", i ? ", " : "", definition->argument[i]);
	fail(parser, name.offset,
	     "unknown name \"%.*s\"; the definition of \"%s\" knows its arguments only: %s",
	     (int)name.length, definition->body + name.offset, definition->name,
	     arguments.failed || !arguments.data ? "it has none" : arguments.data);
	text_finish(&arguments);
	return failed;
}

static struct operand fail_unknown(struct parser *parser, struct token token, bool is_call)
{
	const struct program *program = parser->program;
	const char *bytes = parser->statement->body + token.offset;
	struct text name = {0}, split = {0};
	int length = (int)token.length;

	text_add_bytes(&name, bytes, token.length);
	const char *close = name.failed ? NULL : program_suggest(program, name.data, is_call);
	if (parser->caller)
		fail_in_definition(parser, token);
	else if (split_name(program, bytes, token.length, 0, &split) && !split.failed)
		fail(parser, token.offset, "\"%.*s\" is not declared; write \"%s\" to multiply",
		     length, bytes, split.data);
	else if (!is_call && gw_op_find(bytes, token.length))
		fail(parser, token.offset, "\"%.*s\" is a function; write %.*s(…)", length, bytes,
		     length, bytes);
	else if (close)
		fail(parser, token.offset, "unknown %s \"%.*s\"; did you mean \"%s\"?",
		     is_call ? "function" : "name", length, bytes, close);
	else if (program->is_command_line && !is_call)
		fail(parser, token.offset, "\"%.*s\" has no value; add %.*s=NUMBER", length, bytes,
		     length, bytes);
	else
		fail(parser, token.offset, "unknown %s \"%.*s\"", is_call ? "function" : "name",
		     length, bytes);
	text_finish(&name);
	text_finish(&split);
	return failed;
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

/*
 * In the body of a definition, the place of a name among its arguments; argument_count if it is
 * none.
 */
static uint32_t find_argument(const struct parser *parser, struct token token)
{
	uint32_t i = 0;
	while (i < parser->statement->argument_count &&
	       !is_word(parser, token, parser->statement->argument[i]))
		i++;
	return i;
}

static struct operand parse_name(struct parser *parser, struct token token)
{
	const struct statement *here = parser->statement;
	double constant;

	advance(parser);
	if (parser->caller) {
		uint32_t i = find_argument(parser, token);
		if (i < here->argument_count)
			return (struct operand){parser->argument[i], token.offset};
	} else {
		const struct statement *named =
			program_find(parser->program, here->body + token.offset, token.length);
		if (named && named->kind == STATEMENT_DEFINE)
			return fail(parser, token.offset,
				    "\"%s\" is a gate of its own; write %s(…)", named->name,
				    named->name);
		if (named)
			return (struct operand){named->node, token.offset};
	}
	if (!is_constant(parser, token, &constant))
		return fail_unknown(parser, token, false);
	return make_literal(parser, is_word(parser, token, "e") ? "e" : "π", constant,
			    token.offset);
}

/* ---- calls ---- */

#define MOST_ARGUMENTS (GW_MAX_OPERANDS - 1)

struct call {
	struct token name;
	bool has_axis; /* the last operand is `axis=…` */
	uint32_t argument[GW_MAX_OPERANDS];
	uint32_t count;
};

/* Over `axis=` if that is what comes next. */
static bool skip_axis(struct parser *parser)
{
	if (parser->token.kind != TOKEN_NAME || !is_word(parser, parser->token, "axis") ||
	    token_after(parser, &parser->token).kind != TOKEN_EQUALS)
		return false;
	advance(parser);
	advance(parser);
	return true;
}

/* Operands up to the closing token. */
static bool parse_arguments(struct parser *parser, struct call *call, enum token_kind close)
{
	do {
		advance(parser); /* over the opening token or "," */
		if (call->count == MOST_ARGUMENTS || call->has_axis) {
			fail(parser, parser->token.offset,
			     call->has_axis ? "the axis comes last"
					    : "a call has %d operands at most",
			     MOST_ARGUMENTS);
			return false;
		}
		call->has_axis = skip_axis(parser);
		struct operand argument = parse_sum(parser);
		if (argument.node == GW_NONE)
			return false;
		call->argument[call->count++] = argument.node;
	} while (parser->token.kind == TOKEN_COMMA);
	if (parser->token.kind != close) {
		fail_at_token(parser, close == TOKEN_CLOSE ? "\",\" or \")\"" : "\",\" or \"]\"");
		return false;
	}
	advance(parser);
	return true;
}

static struct operand fail_count(struct parser *parser, const struct call *call, uint32_t least,
				 uint32_t most)
{
	int length = (int)call->name.length;
	const char *name = parser->statement->body + call->name.offset;

	if (least == most)
		return fail(parser, call->name.offset, "%.*s takes %u operand%s, not %u", length,
			    name, least, least == 1 ? "" : "s", call->count);
	return fail(parser, call->name.offset, "%.*s takes %u to %u operands, not %u", length, name,
		    least, most, call->count);
}

static bool is_being_used(const struct parser *parser, const struct statement *definition)
{
	for (; parser; parser = parser->caller)
		if (parser->statement == definition)
			return true;
	return false;
}

/* "sigma → swish → sigma": the definition, then those that use it, from the outermost. */
static struct operand fail_recursion(struct parser *parser, const struct call *call,
				     const struct statement *definition)
{
	struct text chain = {0};
	const struct parser *user = parser;

	text_add(&chain, definition->name);
	for (; user->statement != definition; user = user->caller) {
		struct text longer = {0};
		text_add_format(&longer, "%s → %s", user->statement->name,
				chain.failed ? "" : chain.data);
		text_finish(&chain);
		chain = longer;
	}
	fail(parser, call->name.offset, "a definition uses itself: %s → %s", definition->name,
	     chain.failed ? "" : chain.data);
	text_finish(&chain);
	return failed;
}

static struct operand parse_whole(struct parser *parser)
{
	struct operand whole = parse_sum(parser);
	if (whole.node != GW_NONE && parser->token.kind != TOKEN_END)
		return fail_at_token(parser, "an operator or the end");
	return whole;
}

/* Makes the gates of a definition's body, as a group, over the arguments of the call. */
static struct operand use_definition(struct parser *parser, const struct call *call,
				     const struct statement *definition)
{
	if (call->count != definition->argument_count)
		return fail_count(parser, call, definition->argument_count,
				  definition->argument_count);
	if (is_being_used(parser, definition))
		return fail_recursion(parser, call, definition);
	set_span(parser, call->name.offset);
	struct parser body = {
		.program = parser->program,
		.graph = parser->graph,
		.statement = definition,
		.token = lexer_next(definition->body, definition->body_length, 0),
		.depth = parser->depth + 1,
		.caller = parser,
		.argument = call->argument,
		.use = parser->graph->store->span,
		.error = parser->error,
	};
	if (!enter(&body) ||
	    !gw_graph_open_group(parser->graph, definition->name, true, parser->error))
		return failed;
	struct operand whole = parse_whole(&body);
	gw_graph_close_group(parser->graph);
	return (struct operand){whole.node, call->name.offset};
}

/* Operands that say how, not what on, are numbers in the text: shapes depend on them. */
static bool check_structural(struct parser *parser, const struct gw_op *op, const struct call *call)
{
	for (unsigned i = gw_first_structural(op, call->count); i < call->count; i++) {
		if (parser->graph->kind[call->argument[i]] == GW_LITERAL)
			continue;
		fail(parser, call->name.offset, "%s must be a number",
		     op->notation == GW_INDEX ? "an index" : "an axis");
		return false;
	}
	return true;
}

/* Only concat always has an axis: the rows', unless another is given. */
static bool complete_axis(struct parser *parser, struct call *call, const struct gw_op *op)
{
	if (op->structural >= 0 || call->has_axis)
		return true;
	call->argument[call->count] = make_literal(parser, NULL, 0, call->name.offset).node;
	return call->argument[call->count++] != GW_NONE;
}

/*
 * Of the rows of that name, the one that takes so many operands; a reduction if there is an axis.
 */
static const struct gw_op *choose_row(const struct parser *parser, const struct call *call)
{
	const char *name = parser->statement->body + call->name.offset;
	const struct gw_op *op =
		gw_op_find_call(name, call->name.length, call->has_axis ? 1 : call->count);
	bool takes_axis = op && op->structural != 0;

	return call->has_axis && !takes_axis ? gw_op_find(name, call->name.length) : op;
}

static struct operand use_function(struct parser *parser, struct call *call)
{
	const char *name = parser->statement->body + call->name.offset;
	const struct gw_op *op = choose_row(parser, call),
			   *any = gw_op_find(name, call->name.length);

	if (call->has_axis && op && op->structural == 0)
		return fail(parser, call->name.offset, "%s has no axis", op->name);
	if (call->has_axis && call->count == 1)
		return fail(parser, call->name.offset, "%s needs an operand before its axis",
			    any->name);
	if (!op && any->structural < 0 && call->count > 0)
		op = any;
	if (!op || (call->count < op->arity && op->structural >= 0) || call->count > gw_op_most(op))
		return fail_count(parser, call, any->arity, gw_op_most(any));
	if (!complete_axis(parser, call, op) || !check_structural(parser, op, call))
		return failed;
	return make_gate_over(parser, op, call->argument, call->count, call->name.offset,
			      call->name.offset);
}

/* A definition, or else a function, of the table; NULL and NULL if the name is neither. */
static void find_callable(const struct parser *parser, struct token token,
			  const struct statement **definition, const struct gw_op **op)
{
	const char *bytes = parser->statement->body + token.offset;
	const struct statement *named = program_find(parser->program, bytes, token.length);

	*definition = named && named->kind == STATEMENT_DEFINE ? named : NULL;
	*op = gw_op_find(bytes, token.length);
	if (*op && ((*op)->notation == GW_PASS || (*op)->notation == GW_INDEX))
		*op = NULL;
}

static bool is_known(const struct parser *parser, struct token token)
{
	double constant;
	if (parser->caller && find_argument(parser, token) < parser->statement->argument_count)
		return true;
	return is_constant(parser, token, &constant) ||
	       (!parser->caller &&
		names_known(parser->program, parser->statement->body + token.offset, token.length));
}

static struct operand parse_name_or_call(struct parser *parser)
{
	struct call call = {.name = parser->token};
	const struct statement *definition;
	const struct gw_op *op;

	if (token_after(parser, &parser->token).kind != TOKEN_OPEN)
		return parse_name(parser, parser->token);
	find_callable(parser, parser->token, &definition, &op);
	if (!definition && !op)
		return is_known(parser, parser->token) ? parse_name(parser, parser->token)
						       : fail_unknown(parser, parser->token, true);
	advance(parser);
	if (!enter(parser) || !parse_arguments(parser, &call, TOKEN_CLOSE))
		return failed;
	parser->depth--;
	return definition ? use_definition(parser, &call, definition) : use_function(parser, &call);
}

/* ---- operators, tightest first ---- */

static struct operand parse_parentheses(struct parser *parser)
{
	size_t start = parser->token.offset;

	advance(parser);
	if (!enter(parser))
		return failed;
	struct operand inside = parse_sum(parser);
	parser->depth--;
	if (inside.node == GW_NONE)
		return failed;
	if (parser->token.kind != TOKEN_CLOSE)
		return fail_at_token(parser, "\")\"");
	advance(parser);
	return (struct operand){inside.node, start};
}

static struct operand parse_number(struct parser *parser, bool is_negative, size_t start)
{
	double value = parser->token.number;
	advance(parser);
	return make_literal(parser, NULL, is_negative ? -value : value, start);
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
		return fail_at_token(parser, "a number, a name or \"(\"");
	}
}

static struct operand parse_superscript(struct parser *parser, struct operand base)
{
	size_t place = parser->token.offset;
	double exponent = parser->token.number;

	advance(parser);
	return make_gate(parser, "pow", base, make_literal(parser, NULL, exponent, place), place);
}

static struct operand parse_transpose(struct parser *parser, struct operand matrix)
{
	size_t place = parser->token.offset;

	advance(parser);
	return make_gate(parser, "transpose", matrix, matrix, place);
}

/* A[i, j]: an opening bracket right behind what it indexes. */
static struct operand parse_index(struct parser *parser, struct operand matrix)
{
	struct call call = {.name = parser->token, .argument = {matrix.node}, .count = 1};
	const struct gw_op *op = gw_op_find("index", strlen("index"));

	if (!enter(parser) || !parse_arguments(parser, &call, TOKEN_CLOSE_INDEX))
		return failed;
	parser->depth--;
	if (call.count > gw_op_most(op))
		return fail(parser, call.name.offset,
			    "an entry has a row and a column, not %u indices", call.count - 1);
	if (!check_structural(parser, op, &call))
		return failed;
	return make_gate_over(parser, op, call.argument, call.count, matrix.start,
			      call.name.offset);
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
	advance(parser);
	if (!enter(parser))
		return failed;
	struct operand exponent = parse_signed(parser);
	parser->depth--;
	return make_gate(parser, "pow", base, exponent, place);
}

/* A minus before a bare number belongs to the number: −2 is a literal, but −2^2 is −(2^2). */
static bool is_bare_number(const struct parser *parser)
{
	if (parser->token.kind != TOKEN_NUMBER)
		return false;
	enum token_kind next = token_after(parser, &parser->token).kind;
	return next != TOKEN_POWER && next != TOKEN_SUPERSCRIPT;
}

static struct operand parse_signed(struct parser *parser)
{
	size_t start = parser->token.offset;
	enum token_kind sign = parser->token.kind;

	if (sign != TOKEN_MINUS && sign != TOKEN_PLUS)
		return parse_power(parser);
	advance(parser);
	if (sign == TOKEN_MINUS && is_bare_number(parser))
		return parse_number(parser, true, start);
	if (!enter(parser))
		return failed;
	struct operand operand = parse_signed(parser);
	parser->depth--;
	return sign == TOKEN_PLUS ? operand : make_prefixed(parser, "neg", operand, start);
}

static bool is_one_over(const struct parser *parser)
{
	return parser->token.kind == TOKEN_NUMBER && parser->token.number == 1 &&
	       token_after(parser, &parser->token).kind == TOKEN_DIVIDE;
}

static struct operand parse_first_factor(struct parser *parser)
{
	size_t start = parser->token.offset;

	if (!is_one_over(parser))
		return parse_signed(parser);
	advance(parser);
	advance(parser);
	return make_prefixed(parser, "reciprocal", parse_signed(parser), start);
}

/* A factor behind an operator that may be missing. */
static struct operand parse_factor(struct parser *parser, struct operand left)
{
	size_t place = parser->token.offset;

	switch (parser->token.kind) {
	case TOKEN_TIMES:
		advance(parser);
		return make_gate(parser, "mul", left, parse_signed(parser), place);
	case TOKEN_MATRIX_TIMES:
		advance(parser);
		return make_gate(parser, "matmul", left, parse_signed(parser), place);
	case TOKEN_DIVIDE:
		advance(parser);
		return make_gate(parser, "div", left, parse_signed(parser), place);
	case TOKEN_NUMBER:
		return fail(parser, place,
			    "a number can't follow here; write \"*\" before it to multiply");
	default:
		return make_gate(parser, "mul", left, parse_power(parser), place);
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

static struct operand parse_sum(struct parser *parser)
{
	struct operand left = parse_product(parser);

	while (left.node != GW_NONE &&
	       (parser->token.kind == TOKEN_PLUS || parser->token.kind == TOKEN_MINUS)) {
		const char *op = parser->token.kind == TOKEN_PLUS ? "add" : "sub";
		size_t place = parser->token.offset;
		advance(parser);
		left = make_gate(parser, op, left, parse_product(parser), place);
	}
	return left;
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
		whole = make_gate(parser, "identity", whole, whole, whole.start);
	if (whole.node == GW_NONE ||
	    !graph_declare(graph, whole.node, parser->statement->name, parser->error))
		return failed;
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
