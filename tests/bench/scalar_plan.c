#include "scalar_plan.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK 936 /* gates of a block; with its sums they are 1,000 */
#define LEAST 0.05
#define LEAST_DIVISOR 0.5
#define TRIES 8

const char *const plan_names[PLAN_OPERATORS] = {"add",  "sub", "mul",     "div",  "max", "min",
						"tanh", "exp", "sigmoid", "relu", "sin"};

struct maker {
	struct scalar_plan *plan;
	double *value;     /* of each node */
	uint32_t *pending; /* nodes that nothing uses yet, the oldest first */
	uint32_t state;    /* of the random numbers */
};

/* The constants of Numerical Recipes' quick generator; any will do. */
static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static double compute(uint32_t op, double a, double b)
{
	switch (op) {
	case PLAN_ADD:
		return a + b;
	case PLAN_SUB:
		return a - b;
	case PLAN_MUL:
		return a * b;
	case PLAN_DIV:
		return a / b;
	case PLAN_MAX:
	case PLAN_MIN:
	case PLAN_RELU:
		return a;
	case PLAN_TANH:
		return tanh(a);
	case PLAN_EXP:
		return exp(a);
	case PLAN_SIN:
		return sin(a);
	default:
		return 1 / (1 + exp(-a));
	}
}

/* Whether the gate passes a gradient on to `a`, and its value is neither large nor next to 0. */
static bool is_alive(uint32_t op, double a, double b)
{
	double magnitude = fabs(compute(op, a, b));
	bool is_open = (op != PLAN_MAX || a > b) && (op != PLAN_MIN || a < b) &&
		       (op != PLAN_RELU || a > 0) && (op != PLAN_DIV || fabs(b) >= LEAST_DIVISOR);

	return is_open && magnitude >= LEAST && magnitude <= PLAN_MOST;
}

static void add_gate(struct maker *maker, uint32_t op, uint32_t a, uint32_t b)
{
	struct scalar_plan *plan = maker->plan;
	bool is_unary = op >= PLAN_TANH;

	maker->value[PLAN_LEAVES + plan->gate_count] =
		compute(op, maker->value[a], maker->value[b]);
	plan->gate[plan->gate_count++] = (struct plan_gate){op, a, is_unary ? a : b};
}

/* A sigmoid is alive wherever values are bounded. */
static void add_alive(struct maker *maker, uint32_t a, uint32_t b)
{
	for (int i = 0; i < TRIES; i++) {
		uint32_t op = next_random(&maker->state) % PLAN_OPERATORS;
		if (is_alive(op, maker->value[a], maker->value[b])) {
			add_gate(maker, op, a, b);
			return;
		}
	}
	add_gate(maker, PLAN_SIGMOID, a, b);
}

/* Node `i` of a block, whose first nodes are the leaves. */
static uint32_t node_of_block(uint32_t first_gate, uint32_t i)
{
	return i < PLAN_LEAVES ? i : first_gate + i;
}

/*
 * Each gate uses the oldest node that nothing uses yet, which is PLAN_LEAVES before it, and another
 * one of those before that. The last ones squash what is summed, so that gradients below are no
 * whole numbers, which could cancel to 0.
 */
static void add_block(struct maker *maker)
{
	uint32_t first = maker->plan->gate_count;

	for (uint32_t i = 0; i < BLOCK; i++) {
		uint32_t before = 1 + next_random(&maker->state) % PLAN_LEAVES;
		uint32_t other = i < before ? (i + before) % PLAN_LEAVES : i - before;
		if (i < BLOCK - PLAN_LEAVES)
			add_alive(maker, node_of_block(first, i), node_of_block(first, other));
		else
			add_gate(maker, PLAN_TANH, node_of_block(first, i), 0);
	}
}

/* A sum of all that nothing uses yet, as a tree: the two oldest first. */
static void add_sums(struct maker *maker, uint32_t pending)
{
	uint32_t *node = maker->pending;

	for (uint32_t i = 0; i + 1 < pending; i += 2) {
		add_gate(maker, PLAN_ADD, node[i], node[i + 1]);
		node[pending++] = PLAN_LEAVES + maker->plan->gate_count - 1;
	}
}

static void *must_allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);
	if (memory)
		return memory;
	fputs("out of memory\n", stderr);
	exit(1);
}

struct scalar_plan plan_make(uint32_t count)
{
	struct scalar_plan plan = {.gate_count = 0};
	uint32_t blocks = count < 1000 ? 1 : count / 1000, pending = 0;
	size_t most = (size_t)blocks * (BLOCK + PLAN_LEAVES);
	struct maker maker = {.plan = &plan, .state = 1};

	plan.gate = must_allocate(most, sizeof *plan.gate);
	maker.value = must_allocate(PLAN_LEAVES + most, sizeof *maker.value);
	maker.pending = must_allocate(2 * (size_t)PLAN_LEAVES * blocks, sizeof *maker.pending);
	for (uint32_t i = 0; i < PLAN_LEAVES; i++)
		plan.leaf[i] = maker.value[i] = 0.5 + next_random(&maker.state) % 1000 / 1000.0;
	for (uint32_t block = 0; block < blocks; block++) {
		add_block(&maker);
		for (uint32_t i = PLAN_LEAVES; i > 0; i--)
			maker.pending[pending++] = PLAN_LEAVES + plan.gate_count - i;
	}
	add_sums(&maker, pending);
	free(maker.value);
	free(maker.pending);
	return plan;
}

void plan_finish(struct scalar_plan *plan)
{
	free(plan->gate);
}
