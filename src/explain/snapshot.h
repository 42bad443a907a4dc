/*
 * The numbers of a tape as they were before a change: what compare.h writes beside those of now,
 * and the drawing marks as changed.
 *
 *     struct snapshot before = {0};
 *     snapshot_take(&before, tape);
 *     … change a number and run the tape again …
 *     if (snapshot_value_differs(&before, &walk, node)) …
 *     snapshot_finish(&before);
 */
#ifndef EXPLAIN_SNAPSHOT_H
#define EXPLAIN_SNAPSHOT_H

#include <gradwalk/walk.h>

struct snapshot {
	uint32_t output;
	double *value;  /* the entries of all nodes, in order; NULL: not taken */
	size_t *first;  /* of each node: where its entries begin there */
	bool *is_known; /* of each node, whether it had a value: not if it was left out */
	/*
	 * of each node, its gradient after each contribution; none if the output does not depend on
	 * it
	 */
	double *sum;
	size_t *first_sum; /* of each node: where those begin; one more ends those of the last */
};

/* Remember a tape that has been run, in place of what was remembered. False if memory ran out. */
bool snapshot_take(struct snapshot *snapshot, const struct gw_tape *tape);
/*
 * Remember besides, of the same graph's tape for another output, the nodes that are not known yet;
 * all if nothing was taken. False if memory ran out.
 */
bool snapshot_learn(struct snapshot *snapshot, const struct gw_tape *tape);
void snapshot_finish(struct snapshot *snapshot);

/*
 * The entries of a node's gradient after `arrived` of `expected` contributions; NULL if it had
 * another number of them, and of a final gradient, for zeros.
 */
const double *snapshot_gradient(const struct snapshot *snapshot, const struct gw_graph *graph,
				uint32_t node, uint32_t arrived, uint32_t expected);

/* Whether the number that a node has at the walk's position is another than it was there before. */
bool snapshot_value_differs(const struct snapshot *snapshot, const struct gw_walk *walk,
			    uint32_t node);
bool snapshot_gradient_differs(const struct snapshot *snapshot, const struct gw_walk *walk,
			       uint32_t node);

#endif
