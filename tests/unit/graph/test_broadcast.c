/*
 * Every operator that works entry by entry, over matrices of shapes that are broadcast against each
 * other: the gradient of each entry of each operand against central differences.
 */
#include "chance.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static uint32_t add_leaf(struct gw_graph *graph, const char *name, struct gw_shape shape,
			 double least, uint32_t *seed)
{
	struct gw_error error;
	double entry[64];

	/* Inside of what every operator is defined on, and no two alike. */
	for (size_t i = 0; i < gw_entry_count(shape); i++)
		entry[i] = least + 0.15 + (next_random(seed) % 700) / 1000.0 + (double)i * 1e-4;
	return gw_graph_add_matrix(graph, GW_INPUT, name, shape, entry, &error);
}

/* acosh is defined from 1 on. */
static double least_of(const struct gw_op *op)
{
	return strcmp(op->name, "acosh") == 0;
}

/* Σ (a op b) w, with a weight w for each entry, so that no two gradients are alike. */
static struct gw_graph *weighed(const struct gw_op *op, const struct gw_shape shape[GW_MAX_ARITY],
				uint32_t *seed)
{
	struct gw_error error;
	struct gw_graph *graph = gw_graph_create(&error);
	static const char *const names[GW_MAX_ARITY] = {"a", "b", "c"};
	uint32_t operands[GW_MAX_ARITY];

	for (unsigned i = 0; i < GW_MAX_ARITY; i++)
		operands[i] = add_leaf(graph, names[i], shape[i], least_of(op), seed);
	uint32_t gate = gw_graph_add_gate(graph, op, operands, NULL, &error);
	assert_int_not_equal(gate, GW_NONE);
	uint32_t weight = add_leaf(graph, "w", gw_node_shape(graph, gate), 0, seed);
	uint32_t product = gw_graph_add_gate(graph, gw_op_find(&gw_ops, "mul", 3),
					     (uint32_t[]){gate, weight}, NULL, &error);
	uint32_t sum =
		gw_graph_add_gate(graph, gw_op_find(&gw_ops, "sum", 3), &product, "f", &error);
	assert_true(gw_graph_add_output(graph, sum, &error) && gw_graph_finish(graph, &error));
	return graph;
}

static void check_all(const struct gw_graph *graph, const char *op)
{
	struct gw_error error;
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct gw_tape *scratch = gw_tape_create(graph, graph->outputs[0], &error);

	for (uint32_t leaf = 0; leaf < GW_MAX_ARITY; leaf++)
		for (size_t i = 0; i < gw_check_count(graph, leaf); i++) {
			size_t entry = gw_check_choice(graph, leaf, i);
			struct gw_check check = gw_check_entry(tape, scratch, leaf, entry);
			if (check.verdict != GW_AGREES)
				fail_msg("%s, operand %u, entry %zu: %.12g, by differences %.12g",
					 op, leaf, entry, check.gradient, check.difference);
		}
	gw_tape_destroy(tape);
	gw_tape_destroy(scratch);
}

static void gradients_are_summed_over_what_was_broadcast(void **state)
{
	uint32_t seed = 5;

	(void)state;
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		for (int round = 0; gw_op_is_entrywise(op) && round < 6; round++) {
			uint32_t rows = 2 + next_random(&seed) % 3,
				 columns = 2 + next_random(&seed) % 3;
			const struct gw_shape shapes[] = {
				{rows, columns}, {1, columns}, {rows, 1}, {1, 1}};
			struct gw_shape shape[GW_MAX_ARITY];
			for (unsigned k = 0; k < GW_MAX_ARITY; k++)
				shape[k] = shapes[next_random(&seed) % 4];
			struct gw_graph *graph = weighed(op, shape, &seed);
			check_all(graph, op->name);
			gw_graph_destroy(graph);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gradients_are_summed_over_what_was_broadcast),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
