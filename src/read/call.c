/*
 * Calls of functions and definitions: f(a, b, axis=0).
 *
 * Behind its operands a function may take attributes, numbers that say how it works. Each has its
 * place, and may be given by its name too; for one that is left out while a later one is given
 * stands a NaN, which no text can be read as.
 */
#include "base/guess.h"
#include "base/text.h"
#include "graph/graph_store.h"
#include "read/attribute_fault.h"
#include "read/definition.h"
#include "read/parser.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define MOST_OPERANDS (GW_MAX_OPERANDS - 1) /* of a function; its axis may be left out */
#define MOST_ATTRIBUTES 6                   /* that one call names */

struct named_attribute {
	struct token name;
	uint32_t node;
	size_t start; /* of the number */
};

struct call {
	struct token name;
	uint32_t argument[MOST_ARGUMENTS]; /* without those that are named */
	size_t start[MOST_ARGUMENTS];      /* where each stands in the text */
	uint32_t count, most;
	struct named_attribute attribute[MOST_ATTRIBUTES];
	uint32_t attribute_count;
};

/* ---- reading ---- */

static bool is_word(const struct parser *parser, struct token token, const char *word)
{
	return token.length == strlen(word) &&
	       memcmp(parser->statement->body + token.offset, word, token.length) == 0;
}

static bool begins_attribute(const struct parser *parser)
{
	return parser->token.kind == TOKEN_NAME && parser->following.kind == TOKEN_EQUALS;
}

/* 1 or 0 for a word as `True`, which programs in Python have here; −1 for anything else. */
static int truth_of(const struct parser *parser)
{
	bool is_true =
		is_word(parser, parser->token, "True") || is_word(parser, parser->token, "true");
	bool is_false =
		is_word(parser, parser->token, "False") || is_word(parser, parser->token, "false");
	bool is_declared =
		program_find(parser->program, parser->statement->body + parser->token.offset,
			     parser->token.length) != NULL;

	if (parser->token.kind != TOKEN_NAME || is_declared)
		return -1;
	return is_true ? 1 : is_false ? 0 : -1;
}

static struct operand parse_attribute_value(struct parser *parser)
{
	size_t start = parser->token.offset;
	int truth = truth_of(parser);

	if (truth < 0)
		return parse_expression(parser);
	parser_advance(parser);
	return parser_literal(parser, NULL, truth, start);
}

/* `axis=0` */
static bool parse_attribute(struct parser *parser, struct call *call)
{
	struct token name = parser->token;

	if (call->attribute_count == MOST_ATTRIBUTES) {
		parser_fail(parser, name.offset, "a call has %d attributes at most",
			    MOST_ATTRIBUTES);
		return false;
	}
	parser_advance(parser);
	parser_advance(parser);
	struct operand value = parse_attribute_value(parser);
	call->attribute[call->attribute_count++] =
		(struct named_attribute){name, value.node, value.start};
	return value.node != GW_NONE;
}

static bool parse_argument(struct parser *parser, struct call *call)
{
	if (begins_attribute(parser))
		return parse_attribute(parser, call);
	if (call->attribute_count > 0) {
		struct token name = call->attribute[0].name;
		parser_fail(parser, parser->token.offset, "the %.*s comes last", (int)name.length,
			    parser->statement->body + name.offset);
		return false;
	}
	if (call->count == call->most) {
		parser_fail(parser, parser->token.offset, "a call has %u operands at most",
			    call->most);
		return false;
	}
	struct operand argument = parse_expression(parser);
	call->start[call->count] = argument.start;
	call->argument[call->count++] = argument.node;
	return argument.node != GW_NONE;
}

/* From the name on to behind the closing parenthesis. */
static bool parse_arguments(struct parser *parser, struct call *call)
{
	bool was_in_bars = parser->is_in_bars;

	parser_advance(parser);
	if (!parser_enter_pair(parser, false))
		return false;
	do {
		parser_advance(parser); /* over "(" or "," */
		if (!parse_argument(parser, call))
			return false;
	} while (parser->token.kind == TOKEN_COMMA);
	if (parser->token.kind != TOKEN_CLOSE) {
		parser_fail_unclosed(parser, TOKEN_CLOSE, true);
		return false;
	}
	parser_advance(parser);
	parser_leave_pair(parser, was_in_bars);
	return true;
}

/* ---- attributes by their names ---- */

/* Which attribute of a row a word is, from 0; −1 if it has none of that name. */
static int find_attribute(const struct parser *parser, const struct gw_op *op, struct token word)
{
	for (int i = 0; i < GW_MOST_ATTRIBUTES && op->attribute[i]; i++)
		if (is_word(parser, word, op->attribute[i]))
			return i;
	return -1;
}

/* The operands of a call on a row: in their places, NaN where one is left out. */
struct placed {
	unsigned count;
	uint32_t node[GW_MAX_OPERANDS]; /* GW_NONE: left out */
	size_t start[GW_MAX_OPERANDS];
};

static bool is_placed(const struct placed *placed, unsigned at)
{
	return at < placed->count && placed->node[at] != GW_NONE;
}

static void place_at(struct placed *placed, unsigned at, uint32_t node, size_t start)
{
	while (placed->count <= at)
		placed->node[placed->count++] = GW_NONE;
	placed->node[at] = node;
	placed->start[at] = start;
}

/* False if a named attribute is none of this row's, or has a number already. */
static bool place_operands(const struct parser *parser, const struct gw_op *op,
			   const struct call *call, struct placed *placed)
{
	bool is_last = op->first_attribute == GW_LAST_ATTRIBUTE;
	unsigned first = is_last ? call->count : gw_first_attribute(op, gw_op_most(op));

	*placed = (struct placed){0};
	if (call->count > gw_op_most(op) || (is_last && call->count + 1 < op->arity))
		return false;
	for (uint32_t i = 0; i < call->count; i++)
		place_at(placed, i, call->argument[i], call->start[i]);
	for (uint32_t i = 0; i < call->attribute_count; i++) {
		int which = find_attribute(parser, op, call->attribute[i].name);
		if (which < 0 || is_placed(placed, first + (unsigned)which))
			return false;
		place_at(placed, first + (unsigned)which, call->attribute[i].node,
			 call->attribute[i].start);
	}
	return true;
}

/* Whether every operand is there, and every attribute that the row does not do without. */
static bool is_complete(const struct gw_op *op, const struct placed *placed)
{
	bool lacks_axis = op->first_attribute == GW_LAST_ATTRIBUTE;

	for (unsigned i = 0; i + lacks_axis < op->arity; i++)
		if (!is_placed(placed, i))
			return false;
	return placed->count <= gw_op_most(op);
}

/* The rows of the name that is called. */
static const struct named_row *rows_of(const struct parser *parser, const struct call *call)
{
	return lexicon_rows(&parser->program->lexicon, parser->statement->body + call->name.offset,
			    call->name.length);
}

/* The row of that name that the call is one of; NULL if there is none. */
static const struct gw_op *choose_row(const struct parser *parser, const struct call *call,
				      struct placed *placed)
{
	const struct named_row *row = rows_of(parser, call);

	for (; row; row = lexicon_next_row(&parser->program->lexicon, row))
		if (place_operands(parser, row->op, call, placed) && is_complete(row->op, placed))
			return row->op;
	return NULL;
}

/*
 * An operator with any number of operands always has an axis: that of rows, unless one is given.
 */
static bool complete_attributes(struct parser *parser, const struct call *call,
				const struct gw_op *op, struct placed *placed)
{
	size_t start = call->name.offset;

	if (op->first_attribute == GW_LAST_ATTRIBUTE && call->attribute_count == 0)
		place_at(placed, placed->count, parser_literal(parser, NULL, 0, start).node, start);
	for (unsigned i = 0; i < placed->count; i++) {
		if (placed->node[i] == GW_NONE) {
			placed->node[i] = parser_literal(parser, NULL, NAN, start).node;
			placed->start[i] = start;
		}
		if (placed->node[i] == GW_NONE)
			return false;
	}
	return true;
}

/* ---- what is wrong with a call ---- */

/* How libraries for Python name what has another name here. */
static const struct {
	const char *foreign, *name;
} foreign_attributes[] = {
	{"dim", "axis"},        {"dims", "axis"},        {"keepdim", "keepdims"},
	{"correction", "ddof"}, {"unbiased", "ddof"},    {"label_smoothing", "smoothing"},
	{"shifts", "shift"},    {"kernel_size", "size"}, {"k", "offset"},
	{"diagonal", "offset"},
};

static const char *known_name(const char *foreign)
{
	for (size_t i = 0; i < sizeof foreign_attributes / sizeof *foreign_attributes; i++)
		if (strcmp(foreign_attributes[i].foreign, foreign) == 0)
			return foreign_attributes[i].name;
	return foreign;
}

/* Add "axis= keepdims=" of all rows of the call's name, and find the one that is nearest. */
static void add_attribute_names(const struct parser *parser, const struct call *call,
				struct guess *guess, struct text *names)
{
	const struct named_row *row = rows_of(parser, call);

	for (; row; row = lexicon_next_row(&parser->program->lexicon, row)) {
		const struct gw_op *op = row->op;
		for (int i = 0; i < GW_MOST_ATTRIBUTES && op->attribute[i]; i++) {
			guess_try(guess, op->attribute[i]);
			text_add_format(names, "%s%s=", names->length > 0 ? " " : "",
					op->attribute[i]);
		}
	}
}

/* No row of the name has this attribute. */
static struct operand fail_attribute(struct parser *parser, const struct call *call,
				     struct token word)
{
	const char *body = parser->statement->body;
	struct text wanted = {0}, names = {0};
	int length = (int)call->name.length;

	text_add_bytes(&wanted, body + word.offset, word.length);
	struct guess guess = guess_start(wanted.failed ? "" : known_name(wanted.data));
	add_attribute_names(parser, call, &guess, &names);
	if (names.length == 0)
		parser_fail(parser, word.offset, "%.*s has no \"%.*s\": it takes operands alone",
			    length, body + call->name.offset, (int)word.length, body + word.offset);
	else if (guess.best)
		parser_fail(parser, word.offset, "%.*s has no \"%.*s\"; did you mean \"%s\"?",
			    length, body + call->name.offset, (int)word.length, body + word.offset,
			    guess.best);
	else
		parser_fail(parser, word.offset, "%.*s has no \"%.*s\"; it takes %s", length,
			    body + call->name.offset, (int)word.length, body + word.offset,
			    names.failed ? "" : names.data);
	text_finish(&wanted);
	text_finish(&names);
	return no_operand;
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

/* The row of that name that a call with these attributes comes nearest to. */
static const struct gw_op *nearest_row(const struct parser *parser, const struct call *call)
{
	const struct named_row *first = rows_of(parser, call), *row = first;

	for (; row && call->attribute_count > 0;
	     row = lexicon_next_row(&parser->program->lexicon, row))
		if (find_attribute(parser, row->op, call->attribute[0].name) >= 0)
			return row->op;
	return first->op;
}

/* The first attribute that the row does not do without and the call does not give. */
static const char *missing_attribute(const struct gw_op *op, const struct placed *placed)
{
	unsigned first = gw_first_attribute(op, gw_op_most(op)), missing = first;

	while (is_placed(placed, missing))
		missing++;
	assert(missing < op->arity); /* else the call would have been complete */
	return op->attribute[missing - first];
}

/* The rows of the name do not take what the call gives. */
static struct operand fail_call(struct parser *parser, const struct call *call)
{
	const struct gw_op *op = nearest_row(parser, call);
	unsigned most = gw_op_most(op), first = gw_first_attribute(op, most);
	const char *body = parser->statement->body;
	struct placed placed;

	for (uint32_t i = 0; i < call->attribute_count; i++)
		if (find_attribute(parser, op, call->attribute[i].name) < 0)
			return fail_attribute(parser, call, call->attribute[i].name);
	bool is_last = op->first_attribute == GW_LAST_ATTRIBUTE;
	unsigned least = is_last ? op->arity - 1 : first;
	if (call->attribute_count > 0 && call->count < least)
		return parser_fail(parser, call->name.offset, "%s needs an operand before its %.*s",
				   op->token, (int)call->attribute[0].name.length,
				   body + call->attribute[0].name.offset);
	if (call->attribute_count > 0 && call->count > first &&
	    parser->graph->kind[call->argument[first]] != GW_LITERAL)
		return parser_fail(parser, call->start[first],
				   "%s takes %u operand%s before its %.*s, not %u", op->token,
				   first, first == 1 ? "" : "s",
				   (int)call->attribute[0].name.length,
				   body + call->attribute[0].name.offset, call->count);
	if (call->count > most)
		return fail_count(parser, call, op->arity, most);
	if (!place_operands(parser, op, call, &placed))
		return parser_fail(parser, call->attribute[0].name.offset,
				   "%s gets an attribute twice: by its place and by its name",
				   op->token);
	if (call->count < first)
		return fail_count(parser, call, op->arity, most);
	const char *missing = missing_attribute(op, &placed);
	return parser_fail(parser, call->name.offset, "%s needs its %s: write %s=", op->token,
			   missing, missing);
}

/* Attributes are numbers in the text: shapes depend on them. */
static bool check_attributes(struct parser *parser, const struct gw_op *op,
			     const struct placed *placed)
{
	unsigned first = gw_first_attribute(op, placed->count);

	for (unsigned i = first; i < placed->count; i++) {
		const char *name = op->attribute[i - first];
		if (parser->graph->kind[placed->node[i]] == GW_LITERAL)
			continue;
		size_t length = strlen(name);
		bool is_plural = name[length - 1] == 's' && name[length - 2] != 'i';
		const char *article = is_plural ? "" : strchr("aeiou", *name) ? "an " : "a ";
		parser_fail(parser, placed->start[i], "%s%s must be a number", article, name);
		return false;
	}
	return true;
}

/* Where an error about shapes points: at an attribute, if one is to blame, or at the name. */
static size_t place_of_fault(const struct parser *parser, const struct call *call,
			     const struct gw_op *op, const struct placed *placed)
{
	struct gw_graph *graph = parser->graph;

	if (gw_first_attribute(op, placed->count) == placed->count ||
	    graph_shapes_fit(graph, op, placed->node, placed->count))
		return call->name.offset;
	unsigned fault = attribute_at_fault(graph, op, placed->node, placed->count);
	return fault == placed->count ? call->name.offset : placed->start[fault];
}

/* ---- calls ---- */

struct operand parse_function_call(struct parser *parser)
{
	struct call call = {.name = parser->token, .most = MOST_OPERANDS};
	struct placed placed;

	if (!parse_arguments(parser, &call))
		return no_operand;
	const struct gw_op *op = choose_row(parser, &call, &placed);
	if (!op)
		return fail_call(parser, &call);
	if (!complete_attributes(parser, &call, op, &placed) ||
	    !check_attributes(parser, op, &placed))
		return no_operand;
	return parser_gate_over(parser, op, placed.node, placed.count, call.name.offset,
				place_of_fault(parser, &call, op, &placed));
}

struct operand parse_definition_call(struct parser *parser, struct statement *definition)
{
	struct call call = {.name = parser->token, .most = MOST_ARGUMENTS};

	if (!parse_arguments(parser, &call))
		return no_operand;
	if (call.attribute_count > 0)
		return parser_fail(parser, call.attribute[0].name.offset,
				   "arguments of \"%s\" are given by their places, without names",
				   definition->name);
	return definition_build(parser, definition, call.name, call.argument, call.count);
}
