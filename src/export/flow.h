/*
 * The graph as text for programs that lay it out themselves: its nodes in the order of their
 * numbers, inside the groups that they belong to, then its edges.
 *
 *     static const struct flow_language language = {…};
 *     flow_write(exported, &language, text);
 *
 * A number that stands in an expression is no node: it is in the label of its gate.
 */
#ifndef EXPORT_FLOW_H
#define EXPORT_FLOW_H

#include "export/format.h"

struct flow_node {
	uint32_t node;
	/* safe for a terminal; the name is empty for a gate that has none */
	struct text name, label, value, gradient;
	bool is_gate, is_current;
	uint32_t port_count; /* operands that are nodes */
};

struct flow_language {
	void (*open_group)(struct text *text, uint32_t group, const char *name, int depth);
	void (*close_group)(struct text *text, int depth);
	void (*add_node)(struct text *text, const struct flow_node *node, int depth);
	/* `port`: which of the gate's operands that are nodes it is, from 0 */
	void (*add_edge)(struct text *text, uint32_t from, uint32_t to, uint32_t port);
};

void flow_write(const struct exported *exported, const struct flow_language *language,
		struct text *text);

/* Tabs before what is so deep in groups. */
void flow_indent(struct text *text, int depth);

#endif
