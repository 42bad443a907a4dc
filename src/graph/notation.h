/*
 * Nodes → text: an expression as a person would write it, with the fewest parentheses.
 *
 * expression.c reads the text back into the same gates.
 */
#ifndef GRAPH_NOTATION_H
#define GRAPH_NOTATION_H

#include "base/text.h"

#include <gradwalk/graph.h>

#define NOTATION_MARKS 16

struct notation {
	/* write a declared intermediate by what it is made of, not by its name */
	bool expand_names;
	size_t limit;  /* bytes after which the rest is an ellipsis */
	uint32_t mark; /* the node whose places are wanted; GW_NONE for none */
	/* of each node: what literals are now, if edited; NULL: as they were written */
	const double *value;

	/* Set by notation_write(): */
	bool is_elided;
	uint32_t mark_count;
	struct gw_span marked
		[NOTATION_MARKS]; /* where `mark` stands in the text, in bytes from its start */
};

/* Add the expression of a gate to `text`: its operator over its operands. */
void notation_write(struct notation *notation, const struct gw_graph *graph, uint32_t node,
		    struct text *text);

#endif
