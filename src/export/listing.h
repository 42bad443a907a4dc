/*
 * Programs in Python that compute what a walk computes: one line a gate, with the graph's own
 * names.
 *
 *     n3 = x * w0        a gate without a name, or with one that Python cannot take, goes by its
 * number q = n3 + w2
 *
 * listing_start() chooses names that collide with none of the graph's, and the operator rows'
 * `code` says how each gate is spelt. A text with $ in it is such a spelling; gw_op_code tells the
 * signs.
 */
#ifndef EXPORT_LISTING_H
#define EXPORT_LISTING_H

#include "export/format.h"

/* PyTorch and NumPy differ in little. */
struct listing_language {
	const char *name;
	const char *number; /* a number that functions of the language take: "np.float64(%s)" */
	const char *(*spelling)(const struct gw_op_code *code);
};

struct listing {
	const struct listing_language *language;
	const struct gw_walk *walk;
	const struct gw_tape *tape;
	const struct gw_graph *graph;
	struct text *text;
	struct text node_prefix, gradient_prefix;
};

/*
 * False, with an error that names the operator, if one of its gates has no spelling in the
 * language.
 */
bool listing_start(struct listing *listing, const struct listing_language *language,
		   const struct exported *exported, struct text *text, struct gw_error *error);
void listing_finish(struct listing *listing);

/* The spelling of a gate, for the shapes of its operands. */
const struct gw_op_code *listing_code(const struct listing *listing, uint32_t gate);

void listing_add_name(const struct listing *listing, uint32_t node);
/* The variable of a node's gradient. */
void listing_add_gradient(const struct listing *listing, uint32_t node);
/* A number, or a matrix as a list of rows, those behind the first so many columns from the left. */
void listing_add_value(const struct listing *listing, struct gw_matrix value, int indent);
/* The value of a gate, computed from the values of its operands. */
void listing_add_gate(const struct listing *listing, uint32_t gate);
/* The gradient that a gate sends to the operand at a position, in that operand's shape. */
void listing_add_sent(const struct listing *listing, uint32_t gate, uint32_t position);
/* End a line, behind a comment if it is about a node whose name Python cannot take. */
void listing_end_line(const struct listing *listing, uint32_t node);

/* The names and sentences of the graph, as comments at the top. */
void listing_add_heading(const struct listing *listing);
/* Calls of check() for the value and every gradient, each of which `add_gradient` writes. */
void listing_add_checks(const struct listing *listing,
			void (*add_gradient)(const struct listing *listing, uint32_t leaf));

/* Leaves that are computed with, one a call. */
void listing_each_leaf(const struct listing *listing,
		       void (*add_leaf)(const struct listing *listing, uint32_t leaf));
void listing_each_gate(const struct listing *listing);

/* Whether a text such as "log_softmax(" stands in the spelling of any gate. */
bool listing_uses(const struct listing *listing, const char *helper);

#endif
