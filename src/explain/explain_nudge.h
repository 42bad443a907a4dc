/*
 * A nudge in words, for the inspector.
 *
 *     nudge f is −12.04 at x + 0.01 and −11.96 at x − 0.01
 *       (−12.04 − −11.96) / 0.02 = −4, which agrees with ∂f/∂x
 */
#ifndef EXPLAIN_EXPLAIN_NUDGE_H
#define EXPLAIN_EXPLAIN_NUDGE_H

#include "explain/explain.h"
#include "tape/nudge.h"

/* The outputs have as many digits as a calculator needs to come to the quotient. */
void explain_nudge(struct prose *prose, const struct gw_walk *walk, const struct nudge *nudge,
		   const struct explain_style *style);

#endif
