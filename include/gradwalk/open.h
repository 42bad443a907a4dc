/*
 * A gate over matrices, opened into the scalar gates that it stands for.
 *
 * The graph that gw_open_gate() makes is one like any other, with a source text in the file format:
 *
 *     W = [1 2; 3 4], h = X @ W     h_00 = X_00 * W_00 + X_01 * W_10, … and
 *                                   S = u_00 * h_00 + u_01 * h_01
 *
 * Its leaves are the entries of the operands, its constants u what arrived at the closed gate, so
 * that the gradient of each leaf is what the closed gate sends on to that entry.
 */
#ifndef GRADWALK_OPEN_H
#define GRADWALK_OPEN_H

#include <gradwalk/tape.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GW_MOST_OPENED 64 /* scalar gates; more could not be read */

/*
 * Open a gate of a tape that has been run, for gw_graph_destroy(). NULL, with a sentence that says
 * why, if the node is no gate over matrices, if no gradient passes through it, if its operator has
 * no form in scalars (cross_entropy, whose sums contain sums), if it takes more than GW_MOST_OPENED
 * gates, or if the scalars would follow another convention here (a tie of three in amax, 0 log 0).
 */
struct gw_graph *gw_open_gate(const struct gw_tape *tape, uint32_t node, struct gw_error *error);

#ifdef __cplusplus
}
#endif

#endif
