/*
 * The tape: every value and every gradient of a graph, for one output.
 *
 * gw_tape_create() finds what the output depends on and allocates all memory; gw_tape_run() then
 * computes one forward and one backward pass and allocates nothing. The gradient of a node is a sum
 * of contributions, one for each edge to a node above it; the tape keeps every partial sum in the
 * order in which it arises, so that any moment of the backward pass can be looked up afterwards
 * (walk.h does).
 *
 * Contributions arrive in reverse topological order of the consumers and, from one consumer, in the
 * order of its operands. Sums are made in that order, always, so that results are the same to the
 * last bit.
 */
#ifndef GRADWALK_TAPE_H
#define GRADWALK_TAPE_H

#include <gradwalk/graph.h>

#ifdef __cplusplus
extern "C" {
#endif

struct gw_tape {
	const struct gw_graph *graph; /* borrowed */
	uint32_t output;              /* the node that is differentiated, a scalar */
	bool is_for_training;         /* inputs get no gradients */

	/* Of each node: its value, if it is a scalar; behind those, the entries of the matrices. */
	double *value;
	/* of each node: where its entries begin in `value`; NULL if everything is scalar */
	size_t *offset;
	/* of each node: a gate that is not between scalars only; NULL if there is none */
	bool *is_matrix_gate;
	double *scratch[2]; /* each as large as the largest value */

	/*
	 * of each node: the output does not need it, as it belongs to other outputs or to metrics;
	 * NULL: none
	 */
	bool *is_left_out;
	/* of each node: it depends on an input or parameter, so that a gradient is wanted */
	bool *requires_grad;
	bool *is_needed; /* of each node: the output depends on it */
	bool *is_active; /* of each node: it requires a gradient, and the output depends on it */

	/*
	 * of each node: it wants a gradient, and the output uses it only behind operators that let
	 * none through; NULL: there is no such operator
	 */
	bool *is_walled;
	bool is_held; /* what such operators gave last is kept, as if it were a constant */

	uint32_t *gate; /* the gates, in the order of the forward pass */
	uint32_t gate_count;
	uint32_t *order;    /* of each node: its place in `gate`, from 0; GW_NONE for leaves */
	uint32_t *backward; /* the active gates, in the order of the backward pass */
	uint32_t backward_count;
	/* of each node: its place in `backward`, from 0; GW_NONE if it is not there */
	uint32_t *turn;

	/*
	 * Contributions to each active node in the order of arrival: those of node i are
	 * first_arrival[i] … first_arrival[i + 1] − 1. The output has one, of the seed.
	 */
	uint32_t *first_arrival;
	uint32_t *arrival_edge; /* the edge that it comes along; GW_NONE for the seed */
	uint32_t *arrival_node; /* the consumer that sends it; GW_NONE for the seed */
	/* of each edge: its place in the arrays; GW_NONE if it carries no gradient */
	uint32_t *slot;

	/*
	 * Of each contribution to a scalar: its gradient once it has arrived; behind those, of
	 * matrices.
	 */
	double *sum;
	/* of each matrix: where the first of them begins in `sum`; NULL if there is none */
	size_t *sum_offset;

	struct gw_instruction *instruction;   /* the gates as whole passes run through them */
	const struct gw_op *const *operators; /* that these name: those of the graph */

	double *adjoint; /* scratch of gw_tape_composite_local(); NULL if there are no groups */
};

/*
 * A tape that differentiates `output`, already run. Every leaf must have a value. NULL if one has
 * not, or if memory runs out.
 */
struct gw_tape *gw_tape_create(const struct gw_graph *graph, uint32_t output,
			       struct gw_error *error);
/*
 * The same with the gradients of parameters only, and of the gates that depend on them, and with
 * the graph's metrics: for training, where inputs are data.
 */
struct gw_tape *gw_tape_create_for_training(const struct gw_graph *graph, uint32_t output,
					    struct gw_error *error);
void gw_tape_destroy(struct gw_tape *tape);

/* Change the value of a leaf or literal. Nothing else changes before the next gw_tape_run(). */
void gw_tape_set(struct gw_tape *tape, uint32_t leaf, double value);

/* The entries of a leaf, row by row, to be read or changed. */
double *gw_tape_entries(struct gw_tape *tape, uint32_t leaf);

/* Give all leaves and literals the values that they have in another tape of the same graph. */
void gw_tape_copy_leaves(struct gw_tape *tape, const struct gw_tape *from);

/* Compute all values. */
void gw_tape_forward(struct gw_tape *tape);

/* Compute all values, then all gradients. */
void gw_tape_run(struct gw_tape *tape);

/*
 * ∂output/∂node of a scalar after the last run (of a matrix, its first entry); 0 if the output does
 * not depend on the node or no gradient is wanted.
 */
double gw_tape_gradient(const struct gw_tape *tape, uint32_t node);

/* Whether a node is not computed, because only outputs need it that were not chosen. */
static inline bool gw_is_left_out(const struct gw_tape *tape, uint32_t node)
{
	return tape->is_left_out && tape->is_left_out[node];
}

/* Whether the output uses a node, but every way to it goes through a gate that stops gradients. */
static inline bool gw_is_walled(const struct gw_tape *tape, uint32_t node)
{
	return tape->is_walled && tape->is_walled[node];
}

/* Whether a gate is one whose numbers are matrices: it, or an operand, or the way that it works. */
static inline bool gw_is_matrix_gate(const struct gw_tape *tape, uint32_t node)
{
	return tape->is_matrix_gate && tape->is_matrix_gate[node];
}

/*
 * A node's value, and its gradient: a matrix of the same shape, NULL entries if there is none.
 * Valid until the tape is destroyed.
 */
struct gw_matrix gw_tape_value(const struct gw_tape *tape, uint32_t node);
struct gw_matrix gw_tape_gradient_matrix(const struct gw_tape *tape, uint32_t node);

/* The gradient of an active node once `arrived` contributions (from 1) have arrived. */
struct gw_matrix gw_tape_sum(const struct gw_tape *tape, uint32_t node, uint32_t arrived);

/*
 * Returns a gate's contribution to the operand at `position`, which must require a gradient:
 * upstream × local, of the operand's shape. It lies in the tape's scratch until the next call.
 */
struct gw_matrix gw_tape_downstream(const struct gw_tape *tape, uint32_t node, unsigned position);

/*
 * One entry of that, without the others where it can be: of the contribution that arrived first,
 * and of gates that work entry by entry.
 */
double gw_tape_downstream_entry(const struct gw_tape *tape, uint32_t node, unsigned position,
				size_t entry);

/*
 * ∂entry/∂operand of a gate that works entry by entry, each at its own place, of the gate's shape;
 * without entries for other gates, whose local gradient is a Jacobian. In the tape's scratch, until
 * the next call.
 */
struct gw_matrix gw_tape_local_matrix(const struct gw_tape *tape, uint32_t node, unsigned position);

/* One entry of that, counted row by row. */
double gw_tape_local_entry(const struct gw_tape *tape, uint32_t node, unsigned position, size_t at);

/*
 * One row of the Jacobian: ∂(the entry of the gate at `row`, counted row by row)/∂(each entry of
 * the operand), into `out`.
 */
void gw_tape_jacobian_row(const struct gw_tape *tape, uint32_t node, unsigned position, size_t row,
			  double *out);

/* One entry of that row: ∂(the entry at `row`)/∂(entry `column` of the operand). */
double gw_tape_jacobian_entry(const struct gw_tape *tape, uint32_t node, unsigned position,
			      size_t row, size_t column);

/* ∂node/∂operand of the operand at `position`, between scalars; NaN if either is a matrix. */
double gw_tape_local(const struct gw_tape *tape, uint32_t node, unsigned position);

/*
 * ∂exit/∂operand through the gates of one group only: the local gradient of the one gate that the
 * group folds to. `exit` is in the group, `operand` outside. Takes time in proportion to the group.
 */
double gw_tape_composite_local(const struct gw_tape *tape, uint32_t group, uint32_t exit,
			       uint32_t operand);

#ifdef __cplusplus
}
#endif

#endif
