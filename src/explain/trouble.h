/*
 * Names numerical trouble: the gate at which an inf or a NaN first appears, in a value or in a
 * gradient, and the function that would have avoided it, if one does.
 *
 *     struct trouble trouble;
 *     if (trouble_begins(tape, gate, false, &trouble))
 *         trouble_add(&trouble, tape, text);       exp(z) is inf here: … write logsumexp(z) for
 *                                                  log(sum(exp(z)))
 */
#ifndef EXPLAIN_TROUBLE_H
#define EXPLAIN_TROUBLE_H

#include "base/text.h"

#include <gradwalk/tape.h>

struct trouble_row;

#define TROUBLE_LETTERS 2 /* a and b */

struct trouble {
	uint32_t gate;                  /* where it begins */
	bool is_gradient;               /* in what the gate sends; otherwise in its value */
	double number;                  /* inf, −inf or NaN */
	const struct trouble_row *row;  /* what avoids it; NULL: nothing that is known */
	const char *axis;               /* of the row's sums: "", ", axis=0" or ", axis=1" */
	uint32_t node[TROUBLE_LETTERS]; /* that the letters of the row stand for; or GW_NONE */
};

/*
 * Whether trouble begins at a gate, whose operands or upstream gradient are finite; in a gradient,
 * only if something avoids it.
 */
bool trouble_begins(const struct gw_tape *tape, uint32_t gate, bool is_gradient,
		    struct trouble *trouble);

/* The first of the walk: the first gate forward or, if all values are finite, backward. */
bool trouble_find(const struct gw_tape *tape, struct trouble *trouble);

/* Add one sentence. */
void trouble_add(const struct trouble *trouble, const struct gw_tape *tape, struct text *text);

#endif
