/*
 * The state of reading an expression. Only the files that read expressions include this.
 *
 * A function that fails sets parser->error, unless an error is set already, and returns
 * `no_operand`.
 */
#ifndef READ_PARSER_H
#define READ_PARSER_H

#include "read/lexer.h"
#include "read/program.h"

struct definition_use;
struct definition_results;

struct parser {
	struct program *program;
	struct gw_graph *graph;
	const struct statement *statement; /* whose body is read */
	struct token token;                /* the next one */
	struct token following;            /* the one behind that */
	const struct token *kept;          /* where that stands among tokens read before; or NULL */
	size_t end;                        /* of the token before it */
	enum token_kind last;              /* what that was */
	bool is_in_bars;                   /* the next "|" closes, unless an operand is due */
	bool is_verbatim;                  /* the body stands in the file byte by byte */
	int depth;                         /* of nesting, callers included */
	const struct parser *caller; /* in the body of a definition: who uses it, or its let */
	struct definition_use *use;  /* there: the use; otherwise NULL */
	struct definition_results *results; /* of the statement, if it has several names */
	struct gw_error *error;
};

/* An operand that was read: its node, and where its text begins in the body. */
struct operand {
	uint32_t node;
	size_t start;
};

static const struct operand no_operand = {GW_NONE, 0};

/* ---- syntax_error.c: what is wrong with the text ---- */

struct operand parser_fail(struct parser *parser, size_t offset, const char *format, ...)
	PRINTF_LIKE(3, 4);
/* The next token is not what is wanted, as `a number, a name or "("`. */
struct operand parser_fail_at_token(struct parser *parser, const char *wanted);
/* A parenthesis or bracket is not closed; in a list of operands another one could follow, too. */
struct operand parser_fail_unclosed(struct parser *parser, enum token_kind close, bool is_list);

/* ---- parser.c ---- */

/*
 * In the body of a definition, the place of a name among its arguments; its argument_count if it is
 * none, or that of a let before this one.
 */
uint32_t parser_find_argument(const struct parser *parser, struct token token);
/* The same among its lets. */
uint32_t parser_find_local(const struct parser *parser, struct token token);
/* Whether it is one of these. */
bool parser_definition_knows(const struct parser *parser, struct token token);

/* The statement, a definition too, that a name is of; NULL if there is none. */
struct statement *parser_find_statement(const struct parser *parser, struct token token);

/* The token at an offset of the body: a word that is an operator, as `and`, if no name is meant. */
struct token parser_token_at(const struct parser *parser, size_t offset);
struct token parser_token_after(const struct parser *parser, const struct token *token);
/* Go to the first token of the body; then from one to the next. */
void parser_begin(struct parser *parser);
void parser_advance(struct parser *parser);
/* One level of nesting more; false if those are too many. Leaving is parser->depth--. */
bool parser_enter(struct parser *parser);
/*
 * Enter parentheses or brackets, in which "|" opens anew, or bars; false if they are nested too
 * deep. Leaving needs what parser->is_in_bars was before.
 */
bool parser_enter_pair(struct parser *parser, bool is_of_bars);
void parser_leave_pair(struct parser *parser, bool was_in_bars);

/* Nodes made from now on get the span from `start` to the token before the next one. */
void parser_set_span(struct parser *parser, size_t start);
/* A gate whose operator stands at `place`, where an error about shapes points. */
struct operand parser_gate_over(struct parser *parser, const struct gw_op *op,
				const uint32_t *operands, unsigned count, size_t start,
				size_t place);
/* The same of one operand or two; what is not needed is not looked at. */
struct operand parser_gate(struct parser *parser, const struct gw_op *op, struct operand left,
			   struct operand right, size_t place);
struct operand parser_literal(struct parser *parser, const char *name, double value, size_t start);

/* ---- expression.c: the grammar of operators ---- */

struct operand parse_expression(struct parser *parser);
/* An expression, and the end of the body. */
struct operand parse_whole(struct parser *parser);

/* ---- expression_name.c ---- */

struct operand parse_name_or_call(struct parser *parser);

/* ---- call.c: at the name that is called ---- */

struct operand parse_function_call(struct parser *parser);
struct operand parse_definition_call(struct parser *parser, struct statement *definition);

#endif
