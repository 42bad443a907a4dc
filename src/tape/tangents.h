/*
 * Forward mode: derivatives pushed through the graph from one entry of one leaf.
 *
 * The tangent of a node is ∂node/∂entry. That of the leaf is 1 at the entry and 0 elsewhere; a
 * gate's is the sum, over its operands, of local gradient times the operand's tangent. One pass
 * gives the derivatives of all nodes by one entry, where one backward pass gives the derivatives of
 * one output by all entries.
 *
 *     struct tangents *tangents = tangents_create(tape, leaf, entry, &error);
 *     walk.tangents = tangents;
 *     … walk.h reads it: behind the seed the walk has a step a gate, of GW_TANGENT …
 *     tangents_run(tangents);      after the tape was run again with other numbers
 *     tangents_destroy(tangents);
 *
 * The product of a Jacobian with a tangent needs no function in the operator table. An operator
 * that works entry by entry has its local gradients. One that is a product is linear in each
 * operand, so that its value with the tangent in place of the operand is the product. Of any other,
 * row r of the Jacobian is the vector-Jacobian product with the unit vector r. So the derivative of
 * an operator is written once, and forward and backward mode cannot disagree about it.
 */
#ifndef TAPE_TANGENTS_H
#define TAPE_TANGENTS_H

#include <gradwalk/walk.h>

struct tangents {
	const struct gw_tape *tape; /* borrowed */
	uint32_t leaf;              /* by which the derivatives are */
	size_t entry;               /* of that leaf, row by row */

	/* The place of this pass, from 1, among those by every entry of every leaf. */
	size_t pass, pass_count;
	/*
	 * Products of a local gradient and a tangent in this pass, and of an upstream gradient and
	 * a local one in the backward pass. Between matrices each is a product with a Jacobian.
	 */
	uint32_t products, backward_products;
	bool has_matrices;

	uint32_t *gate; /* those that depend on the leaf, in the order of the forward pass */
	uint32_t count;
	uint32_t *turn; /* of each node: its place in `gate`; GW_NONE if it is not there */

	/*
	 * Of each gate, its partial sums, as many as it has operands that depend on the leaf; of
	 * the leaf, the seed. Those of node i are expected[i] matrices from sum[first[i]] on.
	 */
	double *sum;
	size_t *first;
	uint32_t *expected;
	double *product; /* scratch, as large as the largest value */
};

/* NULL if the leaf is a constant or has no such entry, or if memory ran out. */
struct tangents *tangents_create(const struct gw_tape *tape, uint32_t leaf, size_t entry,
				 struct gw_error *error);
void tangents_destroy(struct tangents *tangents);
void tangents_run(struct tangents *tangents);

/*
 * The mode that a text means: "backward", or "forward:x" and "forward x", where what follows names
 * a leaf and an entry, "x", "W" (the first entry), "W[1,0]"; of "forward" alone, the first input or
 * parameter. `leaf` is GW_NONE if backward. False, with an error, if it means none.
 */
bool tangents_read_mode(const struct gw_tape *tape, const char *text, uint32_t *leaf, size_t *entry,
			struct gw_error *error);

/* Whether a node depends on the leaf along a way that gradients pass. */
static inline bool tangents_reach(const struct tangents *tangents, uint32_t node)
{
	return tangents->expected[node] > 0;
}

/* A node's tangent once so many (from 1) of its operands' products are added. */
struct gw_matrix tangents_sum(const struct tangents *tangents, uint32_t node, uint32_t number);

/* A node's whole tangent; the node depends on the leaf. */
struct gw_matrix tangents_of(const struct tangents *tangents, uint32_t node);

/*
 * The part of a gate's tangent that comes from the operand at `position`, which depends on the
 * leaf. Valid until the next call.
 */
struct gw_matrix tangents_product(const struct tangents *tangents, uint32_t gate,
				  uint32_t position);

#endif
