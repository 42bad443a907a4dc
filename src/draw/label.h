/*
 * What is written in a box.
 */
#ifndef DRAW_LABEL_H
#define DRAW_LABEL_H

#include "base/text.h"

#include <gradwalk/tape.h>

/* A name from a file, safe for a terminal. */
void label_add_name(struct text *text, const char *name, bool ascii);

/*
 * Bytes of an expression, safe for a terminal, with the typographer's signs − and × for - and *
 * unless `ascii`.
 */
void label_add_formula(struct text *text, const char *bytes, size_t length, bool ascii);

/* A node's name; of one that has none, the expression that it is. */
void label_add_node(struct text *text, const struct gw_graph *graph, uint32_t node, bool ascii);

/* A literal by its name (`π`) or, if it has none or was given another value, by its number. */
void label_add_literal(struct text *text, const struct gw_tape *tape, uint32_t literal, bool ascii);

/*
 * A gate by its symbol, with those of its operands that are literals: `×`, `+1`, `2/`, `max 0`. A
 * literal stands on its own side of the symbol, unless the operator commutes: then after it.
 * Numbers that say how an operator works follow it: `sum 0`, `[1,0]`.
 */
void label_add_gate(struct text *text, const struct gw_tape *tape, uint32_t gate, bool ascii);

#endif
