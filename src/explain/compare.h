/*
 * Gradients before and after, side by side: after an edit, or with another loss.
 *
 *     struct snapshot before = {0};
 *     snapshot_take(&before, tape);
 *     … change a number and run the tape again, or make one of another output …
 *     compare_write(&prose, &before, &walk, &style);
 *     snapshot_finish(&before);
 *
 * writes
 *
 *         J_mse → J_mae              0.04        0.14
 *     gradient of                  before       after
 *       * b                         −0.18       −0.36   × 2
 *       * W 2×2   2 of 4 changed, 1 changed its sign
 *            0.00  −0.12  │   0.00   0.21!
 *            0.00  −0.12  │   0.00  −0.11*
 */
#ifndef EXPLAIN_COMPARE_H
#define EXPLAIN_COMPARE_H

#include "explain/explain.h"

/* What the leaves and the output were. */
struct snapshot {
	uint32_t output;
	double output_value;
	double *value;    /* the entries of all inputs and parameters, in order; NULL: not taken */
	double *gradient; /* as many */
};

/* Remember a tape that has been run, in place of what was remembered. False if memory ran out. */
bool snapshot_take(struct snapshot *snapshot, const struct gw_tape *tape);
void snapshot_finish(struct snapshot *snapshot);

/* What a walk's tape has now beside what was remembered of a tape of the same graph. */
void compare_write(struct prose *prose, const struct snapshot *before, const struct gw_walk *after,
		   const struct explain_style *style);

#endif
