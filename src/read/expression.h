/*
 * Text → nodes: the expression language.
 *
 *     expression(n) := operand { infix expression(its binding + 1) }
 *     operand       := prefix expression(its binding) | postfixed
 *     postfixed     := atom { superscript | postfix | "[" expression { "," expression } "]" }
 *     atom          := number | name | "(" expression ")"
 *                    | name "(" expression { "," expression } [ "," attribute "=" number ] ")"
 *
 * Only infix operators that bind as tightly as n go on an expression(n), and a whole one is
 * expression(0). Signs and bindings are those of the operators' rows (op.h): the right operand of
 * one that is right-associative is expression(its binding), so that 2^3^2 = 2^(3^2), and a prefix
 * operator may stand before any operand, as in 2^-1. A missing operator multiplies.
 *
 * One pass: operands are made before the gate that uses them, so that nodes are in the order of
 * evaluation.
 */
#ifndef READ_EXPRESSION_H
#define READ_EXPRESSION_H

#include "read/program.h"

#define MOST_KEPT 64

/*
 * The tokens of a statement as program_token_at() has them, the end too: who has looked for names
 * in it need not have it read again. Of a long statement they are not kept.
 */
struct statement_tokens {
	struct token token[MOST_KEPT];
	size_t count;
	bool is_whole;
};

/*
 * Make the nodes of a let or output whose names are all built, and give the last one the
 * statement's name; of a statement with several names, those of the results. `kept` are its tokens,
 * if they are whole. The node of the first name, or GW_NONE.
 */
uint32_t expression_build(struct program *program, struct statement *statement,
			  const struct statement_tokens *kept, struct gw_graph *graph,
			  struct gw_error *error);

#endif
