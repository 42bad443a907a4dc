/*
 * Nodes → text: an expression as a person would write it, with the fewest parentheses.
 *
 * expression.c reads the text back into the same gates, unless the text is typeset.
 */
#ifndef GRAPH_NOTATION_H
#define GRAPH_NOTATION_H

#include "base/text.h"

#include <gradwalk/graph.h>

#define NOTATION_MARKS 16

/*
 * How a formula is set for people: a − b, x², √a as in print, a - b, x^2, sqrt(a) in a text for
 * ASCII; and its leaves as the caller likes.
 */
struct typesetting {
	const char *times; /* between two factors */
	/*
	 * Writes a leaf. Behind an operator, or if it is the base of a power, a negative number
	 * needs parentheses of its own.
	 */
	void (*write_leaf)(void *context, const struct gw_graph *graph, uint32_t leaf, bool is_base,
			   struct text *text);
	void *context;
};

struct notation {
	/* write a declared intermediate by what it is made of, not by its name */
	bool expand_names;
	size_t limit;  /* bytes after which the rest is an ellipsis */
	uint32_t mark; /* the node whose places are wanted; GW_NONE for none */
	/* of each node: what literals are now, if edited; NULL: as they were written */
	const double *value;
	const struct typesetting *typesetting; /* NULL: in the language itself */

	/* Set by notation_write(): */
	bool is_elided;
	uint32_t mark_count;
	struct gw_span marked[NOTATION_MARKS]; /* where `mark` stands in the text, in bytes from its
						  start */
};

/* Add the expression of a gate to `text`: its operator over its operands. */
void notation_write(struct notation *notation, const struct gw_graph *graph, uint32_t node,
		    struct text *text);

/* Add what stands in the brackets of a slice: "0:2, :". A row or column alone is its index. */
void notation_add_bounds(struct text *text, const struct gw_graph *graph, uint32_t slice);

#endif
