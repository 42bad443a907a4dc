/*
 * The tape: every value and every gradient of a graph, for one output.
 *
 * gw_tape_create() finds what the output depends on and allocates all memory; gw_tape_run() then computes one
 * forward and one backward pass and allocates nothing. The gradient of a node is a sum of contributions, one
 * for each edge to a node above it; the tape keeps every partial sum in the order in which it arises, so that
 * any moment of the backward pass can be looked up afterwards (walk.h does).
 *
 * Contributions arrive in reverse topological order of the consumers and, from one consumer, in the order of
 * its operands. Sums are made in that order, always, so that results are the same to the last bit.
 */
#ifndef GRADWALK_TAPE_H
#define GRADWALK_TAPE_H

#include <gradwalk/graph.h>

struct gw_tape {
	const struct gw_graph *graph; /* borrowed */
	uint32_t output;              /* the node that is differentiated */

	double *value; /* of each node */
	bool *depends; /* of each node: it depends on an input or parameter, so that a gradient is wanted */
	bool *is_active; /* of each node: as `depends`, and the output depends on it */

	uint32_t *gate; /* the gates, in the order of the forward pass */
	uint32_t gate_count;
	uint32_t *order;    /* of each node: its place in `gate`, from 0; GW_NONE for leaves */
	uint32_t *backward; /* the active gates, in the order of the backward pass */
	uint32_t backward_count;
	uint32_t *
		turn; /* of each node: its place in `backward`, from 0; GW_NONE if it is not there */
	double *tangent; /* scratch of gw_tape_composite_local(); NULL if there are no groups */

	/* Contributions to each active node in the order of arrival: those of node i are
	 * first_arrival[i] … first_arrival[i + 1] − 1. The output has one, of the seed. */
	uint32_t *first_arrival;
	uint32_t *arrival_edge; /* the edge that it comes along; GW_NONE for the seed */
	uint32_t *arrival_node; /* the consumer that sends it; GW_NONE for the seed */
	double *sum;            /* the gradient once it has arrived */
	uint32_t *
		slot; /* of each edge: its place in the arrays above; GW_NONE if it carries no gradient */
};

/*
 * A tape that differentiates `output`, already run. Every leaf must have a value. NULL if one has not, or if
 * memory runs out.
 */
struct gw_tape *gw_tape_create(const struct gw_graph *graph, uint32_t output,
			       struct gw_error *error);
void gw_tape_destroy(struct gw_tape *tape);

/* Change the value of a leaf or literal. Nothing else changes before the next gw_tape_run(). */
void gw_tape_set(struct gw_tape *tape, uint32_t leaf, double value);

/* Compute all values. */
void gw_tape_forward(struct gw_tape *tape);

/* Compute all values, then all gradients. */
void gw_tape_run(struct gw_tape *tape);

/* ∂output/∂node after the last run; 0 if the output does not depend on the node or no gradient is wanted. */
double gw_tape_gradient(const struct gw_tape *tape, uint32_t node);

/* ∂node/∂operand of the operand at `position`. */
double gw_tape_local(const struct gw_tape *tape, uint32_t node, unsigned position);

/*
 * ∂exit/∂operand through the gates of one group only: the local gradient of the one gate that the group folds to. `exit` is
 * in the group, `operand` outside. Takes time in proportion to the group.
 */
double gw_tape_composite_local(const struct gw_tape *tape, uint32_t group, uint32_t exit,
			       uint32_t operand);

#endif
