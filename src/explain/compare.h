/*
 * Values and gradients before and after, side by side: after an edit, or with another loss.
 *
 *     struct snapshot before = {0};
 *     snapshot_take(&before, tape);
 *     … change a number and run the tape again, or make one of another output …
 *     compare_write(&prose, &before, &walk, &style);
 *     snapshot_finish(&before);
 *
 * writes of every node that has them, as far as the walk has come,
 *
 *     at t 8/13; · is not computed yet there
 *       J_mse was ≈ 0.10 → J_mae is ≈ 0.24
 *     value of                    before       after
 *       b                           0.10        0.10    the same
 *     gradient of                 before       after
 *       b                              ·           ·
 *     * f 4×1   4 of 4 changed, 1 changed its sign
 *         0.095  │    0.25*
 *         −0.30  │   −0.25*
 *          …
 */
#ifndef EXPLAIN_COMPARE_H
#define EXPLAIN_COMPARE_H

#include "explain/explain.h"

/* The values and gradients of all nodes before a change. */
struct snapshot {
	uint32_t output;
	double *value;    /* the entries of all nodes, in order; NULL: not taken */
	double *gradient; /* as many; 0 of nodes that the output does not depend on */
	bool *is_known;   /* of each node, whether it had a value: not if it was left out */
};

/* Remember a tape that has been run, in place of what was remembered. False if memory ran out. */
bool snapshot_take(struct snapshot *snapshot, const struct gw_tape *tape);
void snapshot_finish(struct snapshot *snapshot);

/*
 * Writes values and gradients of the walk's position beside those of the snapshot, which is of the
 * same graph. Nodes that have neither at this position are left out.
 */
void compare_write(struct prose *prose, const struct snapshot *before, const struct gw_walk *after,
		   const struct explain_style *style);

#endif
