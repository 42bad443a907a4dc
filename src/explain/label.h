/*
 * The labels of boxes.
 */
#ifndef EXPLAIN_LABEL_H
#define EXPLAIN_LABEL_H

#include "base/text.h"

#include <gradwalk/tape.h>

#define LABEL_BYTES 512          /* more of a name is never looked at where a part of it is shown */
#define LABEL_COLUMNS 20         /* of a name within a sentence, at least */
#define LABEL_FORMULA_COLUMNS 16 /* of an expression that stands for a gate without a name */

/* A name from a file, safe for a terminal. */
void label_add_name(struct text *text, const char *name);

/* Bytes of an expression, safe for a terminal, with the typographer's signs − and × for - and *. */
void label_add_formula(struct text *text, const char *bytes, size_t length);

/* A node's name; of one that has none, the expression that it is. */
void label_add_node(struct text *text, const struct gw_graph *graph, uint32_t node);

/* The symbol of an operator as the text writes it: × or *. */
const char *label_symbol(const struct text *text, const struct gw_op *op);

/* A literal by its name (`π`) or, if it has none or was given another value, by its number. */
void label_add_literal(struct text *text, const struct gw_tape *tape, uint32_t literal);

/*
 * A gate by its symbol, with those of its operands that are literals: `×`, `+1`, `2/`, `max 0`. A
 * literal stands on its own side of the symbol, unless the operator commutes: then after it.
 * Numbers that say how an operator works follow it: `sum axis=0`, `reshape 3×4`, `[1,0]`.
 */
void label_add_gate(struct text *text, const struct gw_tape *tape, uint32_t gate);

/* The same without those numbers, where there is no room for them. */
void label_add_brief_gate(struct text *text, const struct gw_tape *tape, uint32_t gate);

/* A safe text in at most so many columns, cut in the middle. */
void label_add_elided(struct text *text, const struct text *safe, int columns);

/*
 * Columns of a name within a sentence about a graph, so that no two of its names are cut to the
 * same; `is_ascii` in ASCII. It takes as long as the graph is large. 0 if memory ran out.
 */
int label_name_columns(const struct gw_graph *graph, bool is_ascii);

/* A gate by its label and the time of its value, to tell it from others: `[+]#4`. */
void label_add_numbered(struct text *text, const struct gw_tape *tape, uint32_t gate);

/*
 * A short reference to a node that is not shown: its name; of a gate without a name its expression
 * or, if that is long, `[+]#4`.
 */
void label_add_reference(struct text *text, const struct gw_tape *tape, uint32_t node);

#endif
