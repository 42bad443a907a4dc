/*
 * The part of a tape that works on matrices.
 *
 * Scalars keep their places whether or not there are matrices; the entries of a matrix stand behind
 * all of them. So a graph of scalars knows nothing of this.
 */
#ifndef TAPE_TAPE_MATRIX_H
#define TAPE_TAPE_MATRIX_H

#include <gradwalk/tape.h>

/* Find places for the values, whose number goes into `value_count`. False if memory ran out. */
bool tape_place_values(struct gw_tape *tape, size_t *value_count);
/* The same for the sums, once the contributions are counted. */
bool tape_place_sums(struct gw_tape *tape, size_t *sum_count);

void tape_matrix_forward(struct gw_tape *tape, uint32_t node);
/* The same with another rounding: the results are moved by one unit in the last place. */
void tape_matrix_forward_shaken(struct gw_tape *tape, uint32_t node, uint64_t *chance);
/* The place of a node's first entry among the values of all nodes. */
size_t tape_place(const struct gw_tape *tape, uint32_t node);
/* Heads or tails; `chance` is the state of the random numbers. */
bool tape_toss(uint64_t *chance);
/* Move each number by one unit in the last place, up or down by chance. */
void tape_shake(double *entry, size_t count, uint64_t *chance);
/* Send a gate's contributions to their places, its own gradient being settled. */
void tape_matrix_send(struct gw_tape *tape, uint32_t node);
/* Turn a matrix's contributions into their partial sums. */
void tape_matrix_settle(struct gw_tape *tape, uint32_t node);
/*
 * The Jacobian-vector product: what a change of the operand at `position` by `tangent` changes the
 * gate by, into as many entries as the gate has. Uses the tape's scratch.
 */
void tape_matrix_jvp(const struct gw_tape *tape, uint32_t node, unsigned position,
		     const double *tangent, double *out);

#endif
