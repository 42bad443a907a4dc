/*
 * gradwalk as a library of a C++ program: the walk of example.c, of a graph that is read.
 */
#include <gradwalk/gradwalk.h>

#include <cstdio>
#include <cstring>

static const char text[] = "<graph name=\"example\">"
			   "<input name=\"x\" value=\"-2\"/><input name=\"y\" value=\"5\"/>"
			   "<input name=\"z\" value=\"-4\"/>"
			   "<let name=\"q\">x + y</let><let name=\"p\">q z</let>"
			   "<output name=\"f\">p + x</output></graph>";

static void print_terms(const gw_graph *graph, const gw_walk &walk, const gw_step &step)
{
	for (uint32_t i = 0; i < step.term_count; i++) {
		gw_term term = gw_step_term(&walk, &step, i);
		const char *name = gw_node_name(graph, term.operand);
		std::printf("    %s gets %g * %g = %g", name, step.upstream, term.local,
			    term.downstream);
		std::printf(", so d f/d %s = %g (%u of %u)\n", name, term.gradient, term.arrived,
			    term.expected);
	}
}

int main()
{
	gw_error error;
	gw_graph *graph = gw_graph_load_text("example", text, std::strlen(text), &error);
	if (!graph)
		return 1;
	gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	gw_walk walk;
	gw_walk_init(&walk, tape);
	while (gw_walk_next(&walk)) {
		gw_step step = gw_walk_step(&walk);
		std::printf("t %u: %s = %g\n", step.t, gw_node_name(graph, step.node), step.value);
		print_terms(graph, walk, step);
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return 0;
}
