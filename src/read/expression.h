/*
 * Text → nodes: the expression language.
 *
 *     sum     := product { ("+" | "-") product }
 *     product := signed { ["*" | "/" | "@"] signed }    a missing operator multiplies
 *     signed  := { "-" | "+" } power
 *     power   := postfix [ "^" signed ]                 so that 2^-1 and 2^3^2 = 2^(3^2) are allowed
 *     postfix := atom { superscript | "'" | "ᵀ" | "[" sum [ "," sum ] "]" }
 *     atom    := number | name | name "(" sum { "," sum } [ "," "axis" "=" number ] ")" | "(" sum ")"
 *
 * One pass: operands are made before the gate that uses them, so that nodes are in the order of
 * evaluation.
 */
#ifndef READ_EXPRESSION_H
#define READ_EXPRESSION_H

#include "read/program.h"

/*
 * Make the nodes of a let or output whose names are all built, and give the last one the
 * statement's name. The node, or GW_NONE.
 */
uint32_t expression_build(struct program *program, const struct statement *statement,
			  struct gw_graph *graph, struct gw_error *error);

#endif
