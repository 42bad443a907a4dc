/*
 * A computational graph: leaves (inputs, parameters, constants) and gates.
 *
 * Nodes are numbered so that every operand comes before the nodes that use it: the numbers are a
 * topological order, and the order in which the expression is evaluated. What is written is what is
 * stored: `x * x` is one gate with two edges from one node, and `(a + b) * (a + b)` has two
 * additions.
 *
 * Order of calls: gw_graph_create(), then add leaves and gates, outputs and groups, then
 * gw_graph_finish(); from then on the graph does not change. Or all of it at once by
 * gw_graph_load() or gw_graph_from_expression(). The struct may be read; only these functions write
 * it. Gates that were given no name are called by their expressions; these names are made when the
 * first of them is asked for.
 */
#ifndef GRADWALK_GRAPH_H
#define GRADWALK_GRAPH_H

#include <gradwalk/error.h>
#include <gradwalk/op.h>
#include <gradwalk/shape.h>
#include <gradwalk/training.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GW_NONE UINT32_MAX /* no node, no group, no edge */
#define GW_MAX_NODES                                                                               \
	(1u << 22) /* so that a small file whose definitions double each other ends in an error */

#define GW_MAX_ENTRIES ((size_t)1 << 26)
#define GW_MOST_METRICS 6 /* of a graph: each has two logs, one of them of validation */

enum gw_kind {
	GW_INPUT,    /* a leaf that is data; its gradient is computed */
	GW_PARAM,    /* a leaf that training changes */
	GW_CONSTANT, /* a leaf with a name whose gradient is not computed */
	GW_LITERAL,  /* a number (or e, π) in an expression; it is drawn inside its gate */
	GW_GATE,     /* an operator and its operands */
};

/* Where in the source text a node was written: `length` bytes from `offset` of gw_graph.source. */
struct gw_span {
	uint32_t offset, length;
};

/* Nodes that fold into one gate: a use of a `define`, or a `group`. */
struct gw_group {
	const char *name;
	uint32_t parent;   /* the group around this one, or GW_NONE */
	uint32_t enclosed; /* how many groups are around it */
	uint32_t first,
		/* the lowest and highest number of its gates, those of groups inside it too */
		last;
	bool is_definition; /* a use of a `define`, not a `group` */
	bool starts_folded; /* the file says that it is drawn as one gate at first */
	/* of the gates on all ways from a node to `last`: that node; otherwise GW_NONE */
	uint32_t from;
};

/* A stop of a tour: the walk shows its text when it comes to the gate. */
struct gw_stop {
	uint32_t node;
	bool is_backward; /* on the way back; otherwise when its value is computed */
	const char *text;
};

/* The prose of a graph, for its reader; any string may be NULL. */
struct gw_prose {
	const char *name, *title, *note;
	const char *ask, *answer;   /* a question that the walk answers */
	const struct gw_stop *stop; /* the tour, in the order of the file */
	uint32_t stop_count;
	bool is_of_other_numbers; /* values of the file, of which it speaks, were set anew */
};

struct gw_graph {
	uint32_t node_count, edge_count, group_count, output_count;

	/* One entry a node. */
	uint8_t *kind;           /* enum gw_kind */
	uint8_t *op;             /* of a gate: its place in `operators` */
	uint32_t *first_operand; /* its edges are first_operand[i] … first_operand[i + 1] − 1 */
	/* of a leaf: its value in the file, if it is a scalar; NaN if it has none */
	double *initial;
	/*
	 * Declared, or else the expression (`x + y`, `x + y#2`); NULL until it is made: ask
	 * gw_node_name().
	 */
	const char **known_name;
	bool *is_declared; /* the name was given, not made from the expression */
	bool *has_value;   /* of a leaf: a value was given */
	uint32_t *group;   /* the innermost group, or GW_NONE */
	struct gw_span *span;
	struct gw_shape *shape; /* of the value; NULL while everything is scalar: gw_node_shape() */
	const double **entries; /* of a matrix leaf: its value; NULL while everything is scalar */

	uint32_t *operand; /* one entry an edge: the node that it comes from */
	struct gw_group *groups;
	uint32_t *outputs; /* in the order of the file */
	/* of each output: the choice of which it is one alternative, from 0; GW_NONE if of none */
	uint32_t *choice;
	/* what training logs beside the loss, and nothing else looks at: scalars, by their names */
	uint32_t metrics[GW_MOST_METRICS];
	uint32_t metric_count;
	/*
	 * of each node: it is a metric, or only those use it: gw_is_of_metrics(); NULL: there are
	 * none
	 */
	bool *is_of_metrics;

	const struct gw_op_table *ops;  /* that its expressions are read with */
	const struct gw_op **operators; /* of its gates, each once */
	uint32_t operator_count;

	struct gw_prose prose;
	const struct gw_training *training; /* NULL if the file says nothing of it */
	const char *file;   /* the file that it was read from; NULL if there is none */
	const char *source; /* that file's text, or the expression; NULL if built by calls */
	size_t source_length;

	struct gw_graph_store *store; /* what owns the memory of the above */
};

struct gw_graph *gw_graph_create(struct gw_error *error);

/*
 * All values of a graph have GW_MAX_ENTRIES entries together at most, and so have the contributions
 * to the gradients of its matrices: a product of a column and a row may be more than any memory
 * holds. They are counted when a node is added. This allows `entries` of each, if that is more.
 */
void gw_graph_allow_entries(struct gw_graph *graph, size_t entries);
void gw_graph_destroy(struct gw_graph *graph);

/*
 * Add a leaf with a `name` (copied). `value` may be NULL: then it must be set before it is used.
 * Returns the node, or GW_NONE if memory ran out or the name is taken.
 */
uint32_t gw_graph_add_leaf(struct gw_graph *graph, enum gw_kind kind, const char *name,
			   const double *value, struct gw_error *error);

/*
 * The same for a matrix. `entries` are copied, row by row; NULL: they must be set before they are
 * used.
 */
uint32_t gw_graph_add_matrix(struct gw_graph *graph, enum gw_kind kind, const char *name,
			     struct gw_shape shape, const double *entries, struct gw_error *error);

/*
 * Add a number that stands in an expression. `name` is how it is shown ("π"); NULL shows the value.
 */
uint32_t gw_graph_add_literal(struct gw_graph *graph, const char *name, double value,
			      struct gw_error *error);

/*
 * Add a gate over `op->arity` nodes that exist already. `name` is copied; NULL names it by its
 * expression. GW_NONE if the shapes do not fit, the name is taken or memory ran out.
 */
uint32_t gw_graph_add_gate(struct gw_graph *graph, const struct gw_op *op, const uint32_t *operands,
			   const char *name, struct gw_error *error);

/*
 * The same for operators that take more operands than they must: `count` of them. Structural ones
 * are literals.
 */
uint32_t gw_graph_add_gate_over(struct gw_graph *graph, const struct gw_op *op,
				const uint32_t *operands, unsigned count, const char *name,
				struct gw_error *error);

/*
 * Declare a node to be an output. The first one declared is what is differentiated unless another
 * is chosen.
 */
bool gw_graph_add_output(struct gw_graph *graph, uint32_t node, struct gw_error *error);

/*
 * The same for one of several alternatives, such as losses: of the outputs of one choice only one
 * is ever computed.
 */
bool gw_graph_add_alternative(struct gw_graph *graph, uint32_t node, uint32_t choice,
			      struct gw_error *error);

/*
 * Declare a node to be a metric, which training logs under the node's name: it and what only
 * metrics use are left out of the tapes of other outputs, but for training. False if it is a
 * matrix, its name is that of another log, or there are GW_MOST_METRICS.
 */
bool gw_graph_add_metric(struct gw_graph *graph, uint32_t node, struct gw_error *error);

/* Gates added between the two calls belong to the group. Groups nest. */
bool gw_graph_open_group(struct gw_graph *graph, const char *name, bool is_definition,
			 struct gw_error *error);
void gw_graph_close_group(struct gw_graph *graph);

/* Fit the memory. To be called once, after the last addition. */
bool gw_graph_finish(struct gw_graph *graph, struct gw_error *error);

/* Whether a node belongs to a group, or to one inside it. */
bool gw_graph_is_in_group(const struct gw_graph *graph, uint32_t node, uint32_t group);

/*
 * The node of that name, or GW_NONE. A gate without a declared name may be called by its expression
 * as it is shown, "h − t" for "h - t". Takes constant time on average, but for the first call.
 */
uint32_t gw_graph_find(const struct gw_graph *graph, const char *name);

/*
 * Make the names of all nodes of a finished graph now, so that later gw_node_name() and
 * gw_graph_find() allocate nothing. They make them themselves if nobody has; if memory runs out
 * there, a node is called "…" and no name is found.
 */
bool gw_graph_make_names(const struct gw_graph *graph, struct gw_error *error);
/* A name that is not known yet; for gw_node_name(). */
const char *gw_graph_name_now(const struct gw_graph *graph, uint32_t node);

/* The declared name of a leaf or node closest to `name`, to suggest it; NULL if none is close. */
const char *gw_graph_suggest(const struct gw_graph *graph, const char *name);

/* Give a leaf its value, in a graph that no tape has been made of yet. */
void gw_graph_set_value(struct gw_graph *graph, uint32_t leaf, double value);

/* The same for a matrix, whose shape stays: `entries` are copied. False if memory ran out. */
bool gw_graph_set_entries(struct gw_graph *graph, uint32_t leaf, const double *entries,
			  struct gw_error *error);

static inline struct gw_shape gw_node_shape(const struct gw_graph *graph, uint32_t node)
{
	const struct gw_shape scalar = {1, 1};
	return graph->shape ? graph->shape[node] : scalar;
}

/* The name of a node: declared, or its expression (`x + y`, `x + y#2`), or its number. */
static inline const char *gw_node_name(const struct gw_graph *graph, uint32_t node)
{
	return graph->known_name[node] ? graph->known_name[node] : gw_graph_name_now(graph, node);
}

/* The value that the file gives a leaf or literal. */
static inline struct gw_matrix gw_leaf_value(const struct gw_graph *graph, uint32_t leaf)
{
	bool is_matrix = graph->entries && graph->entries[leaf];
	struct gw_matrix value = {is_matrix ? graph->entries[leaf] : &graph->initial[leaf],
				  gw_node_shape(graph, leaf)};
	return value;
}

/* Whether a node is a metric, or only metrics use it: no walk comes there. */
static inline bool gw_is_of_metrics(const struct gw_graph *graph, uint32_t node)
{
	return graph->is_of_metrics && graph->is_of_metrics[node];
}

static inline bool gw_is_gate(const struct gw_graph *graph, uint32_t node)
{
	return graph->kind[node] == GW_GATE;
}

static inline const struct gw_op *gw_node_op(const struct gw_graph *graph, uint32_t node)
{
	return graph->operators[graph->op[node]];
}

static inline uint32_t gw_operand_count(const struct gw_graph *graph, uint32_t node)
{
	return graph->first_operand[node + 1] - graph->first_operand[node];
}

/* The operands of a node, in order; gw_operand_count() of them. */
static inline const uint32_t *gw_operands(const struct gw_graph *graph, uint32_t node)
{
	return graph->operand + graph->first_operand[node];
}

#ifdef __cplusplus
}
#endif

#endif
