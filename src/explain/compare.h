/*
 * Values and gradients before and after, side by side: after an edit, or with another loss.
 *
 *     struct snapshot before = {0};
 *     snapshot_take(&before, tape);
 *     … change a number and run the tape again, or make one of another output …
 *     compare_write(&prose, &before, &walk, &style, 80);
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
#include "explain/snapshot.h"

/*
 * Writes values and gradients of the walk's position beside those of the snapshot, which is of the
 * same graph. Nodes that have neither at this position are left out.
 * Names are cut where a line of so many columns has no room for them.
 */
void compare_write(struct prose *prose, const struct snapshot *before, const struct gw_walk *after,
		   const struct explain_style *style, int width);

#endif
