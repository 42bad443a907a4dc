/*
 * The scalar graph that all engines of the benchmark run: which operator each gate has, and over
 * which nodes.
 *
 * Leaves are the nodes 0 … PLAN_LEAVES − 1, gate i is node PLAN_LEAVES + i, and the last gate is
 * the output. No number in it is dead or without bounds: each node is used, each value is chosen to
 * be at most PLAN_MOST, each gate passes a gradient on, and no path is longer than some forty
 * gates, so that gradients neither vanish nor overflow. It is made of blocks of a thousand gates,
 * in which operands are among the 128 nodes before, over the same leaves; their results are summed.
 */
#ifndef BENCH_SCALAR_PLAN_H
#define BENCH_SCALAR_PLAN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PLAN_LEAVES 64
#define PLAN_MOST 2.0 /* of the values of the blocks, not of their sums */

enum plan_operator {
	PLAN_ADD,
	PLAN_SUB,
	PLAN_MUL,
	PLAN_DIV,
	PLAN_MAX,
	PLAN_MIN,
	PLAN_TANH,
	PLAN_EXP,
	PLAN_SIGMOID,
	PLAN_RELU,
	PLAN_SIN,
	PLAN_OPERATORS,
};

extern const char *const plan_names[PLAN_OPERATORS]; /* as gradwalk's table has them */

struct plan_gate {
	uint32_t op;   /* enum plan_operator */
	uint32_t a, b; /* nodes; an operator of one operand has its operand twice */
};

struct scalar_plan {
	double leaf[PLAN_LEAVES];
	struct plan_gate *gate;
	uint32_t gate_count;
};

/* About `count` gates, at least a thousand. The program ends if memory runs out. */
struct scalar_plan plan_make(uint32_t count);
void plan_finish(struct scalar_plan *plan);

#ifdef __cplusplus
}
#endif

#endif
