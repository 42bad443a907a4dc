/*
 * gradwalk as a library: build the graph of f = (x + y) z + x, and walk it.
 */
#include <gradwalk/gradwalk.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	struct gw_error error;
	struct gw_graph *graph = gw_graph_create(&error);
	uint32_t x = gw_graph_add_leaf(graph, GW_INPUT, "x", &(double){-2}, &error);
	uint32_t y = gw_graph_add_leaf(graph, GW_INPUT, "y", &(double){5}, &error);
	uint32_t z = gw_graph_add_leaf(graph, GW_INPUT, "z", &(double){-4}, &error);
	uint32_t q = gw_graph_add_gate(graph, gw_op_find(&gw_ops, "add", 3), (uint32_t[]){x, y},
				       "q", &error);
	uint32_t p = gw_graph_add_gate(graph, gw_op_find(&gw_ops, "mul", 3), (uint32_t[]){q, z},
				       "p", &error);
	uint32_t f = gw_graph_add_gate(graph, gw_op_find(&gw_ops, "add", 3), (uint32_t[]){p, x},
				       "f", &error);
	gw_graph_add_output(graph, f, &error);
	gw_graph_finish(graph, &error);

	struct gw_tape *tape = gw_tape_create(graph, f, &error);
	struct gw_walk walk;
	gw_walk_init(&walk, tape);
	while (gw_walk_next(&walk)) {
		struct gw_step step = gw_walk_step(&walk);
		printf("t %u: %s = %g\n", step.t, gw_node_name(graph, step.node), step.value);
		for (uint32_t i = 0; i < step.term_count; i++) {
			struct gw_term term = gw_step_term(&walk, &step, i);
			const char *name = gw_node_name(graph, term.operand);
			printf("    %s gets %g * %g = %g", name, step.upstream, term.local,
			       term.downstream);
			printf(", so d f/d %s = %g (%u of %u)\n", name, term.gradient, term.arrived,
			       term.expected);
		}
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return 0;
}
