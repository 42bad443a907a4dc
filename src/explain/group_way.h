/*
 * The ways through a folded group, from the gate that stands for it down to one of its operands:
 * along each the local gradients multiply, and the products add. For explain_fold.c.
 *
 *     struct group_ways ways = group_ways_of(voice, group, exit, operand);
 *     if (group_ways_can_be_said(&ways, local))
 *             say_group_ways(&ways, local);              −0.53 · 1 · 0.37 · −1
 */
#ifndef EXPLAIN_GROUP_WAY_H
#define EXPLAIN_GROUP_WAY_H

#include "explain/voice.h"

#define GROUP_WAYS 3       /* that are written */
#define GROUP_WAY_LENGTH 8 /* gates on a way that is written */

struct group_ways {
	const struct voice *voice;
	uint32_t group, operand;
	uint32_t edge[GROUP_WAYS][GROUP_WAY_LENGTH]; /* from the exit down */
	uint32_t length[GROUP_WAYS];
	uint32_t count;
	uint32_t current[GROUP_WAY_LENGTH], depth; /* the way that is being gone */
	uint32_t looks;                            /* edges looked at */
	bool is_whole;                             /* there are no others */
};

struct group_ways group_ways_of(const struct voice *voice, uint32_t group, uint32_t exit,
				uint32_t operand);

/* Whether all ways were found, between scalars, and their products add to the local gradient. */
bool group_ways_can_be_said(const struct group_ways *ways, double local);

/* "−0.53 · 1 · 0.37 · −1", and of several "4 · 2 + 4 · 2". */
void say_group_ways(const struct group_ways *ways, double local);

/* "1/x, +1, exp, ×−1": the gates on the first way. */
void say_group_gates(const struct group_ways *ways);

#endif
