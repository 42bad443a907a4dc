/*
 * The memory of a graph, for the modules that build graphs.
 */
#ifndef GRAPH_GRAPH_STORE_H
#define GRAPH_GRAPH_STORE_H

#include "base/arena.h"
#include "base/table.h"
#include "base/text.h"

#include <gradwalk/graph.h>

struct gw_graph_store {
	struct arena strings;
	size_t node_capacity, edge_capacity, group_capacity, output_capacity, choice_capacity,
		operator_capacity;
	/* ---- graph_names.c ---- */
	struct table names;   /* and the nodes that they are of */
	uint32_t entered;     /* the declared names of the nodes before this one are among them */
	bool has_names;       /* all are, made of expressions too */
	struct table repeats; /* names that were wanted again, and how often */

	bool is_finished;
	uint32_t open_group;
	size_t most_entries; /* that all values, and all contributions, may have together */
	size_t value_entries, contribution_entries;
	struct text source;
	struct gw_training training;
	struct arena training_strings; /* what the above points at */
	struct gw_span span;           /* given to the nodes that are added */
};

/* A copy of a string that lives as long as the graph; NULL if memory ran out. */
const char *graph_keep(struct gw_graph *graph, const char *bytes, size_t length);

/* The same of a name, in the form that names are kept in. */
const char *graph_keep_name(struct gw_graph *graph, const char *name);

/* Give a node a name that it has been without. False if the name is taken or memory ran out. */
bool graph_declare(struct gw_graph *graph, uint32_t node, const char *name, struct gw_error *error);

/* The same of a name that no other node has, as the caller has made sure. */
bool graph_declare_free(struct gw_graph *graph, uint32_t node, const char *name,
			struct gw_error *error);

/* Whether an operator has a result over operands of these shapes. */
bool graph_shapes_fit(const struct gw_graph *graph, const struct gw_op *op,
		      const uint32_t *operands, unsigned count);

/* Nodes that are added from here on were written at `span`. */
void graph_set_span(struct gw_graph *graph, struct gw_span span);

/* Gates that are added from here on belong to a group that exists; GW_NONE: to none. */
void graph_enter_group(struct gw_graph *graph, uint32_t group);

#endif
