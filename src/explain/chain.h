/*
 * The chain rule, written out: every way from the output to a node as a product of local gradients,
 * and their sum.
 *
 *     ∂f/∂w1: one way from f down to w1
 *     f → (…) → w1
 *     ∂f/∂w1 = 1 · −0.53 · 1 · 0.37 · −1 · 1 · 1 · −2 ≈ −0.39
 */
#ifndef EXPLAIN_CHAIN_H
#define EXPLAIN_CHAIN_H

#include "explain/explain.h"
#include "tape/ways.h"

/*
 * Say the ways that were found in the walk's tape. Each product and the sum have as many digits as
 * a calculator needs to come to what stands behind them.
 */
void explain_chain(struct prose *prose, const struct gw_walk *walk, const struct ways *ways,
		   const struct explain_style *style);

#endif
