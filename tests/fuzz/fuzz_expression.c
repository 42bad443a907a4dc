/*
 * An expression behind -e: what is read is written by the program as it can be read again, and then
 * has the same value.
 */
#include "target.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct gw_setting settings[] = {
	{.name = "x", .value = 2},
	{.name = "y", .value = -1},
	{.name = "A", .matrix = {(const double[]){1, 2, 3, 4}, {2, 2}}},
};

static struct gw_tape *run(struct gw_graph *graph, struct gw_error *error)
{
	return graph ? gw_tape_create(graph, graph->outputs[0], error) : NULL;
}

/* The name of a node that has no other is its expression, so long as it is not cut. */
static void read_again(const struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;
	const char *name = gw_node_name(graph, tape->output);
	struct gw_error error = {0};

	if (graph->is_declared[tape->output] || strchr(name, '#') || strstr(name, "…"))
		return;
	struct gw_graph *again = gw_graph_from_expression(name, settings, 3, &error);
	struct gw_tape *tape_again = run(again, &error);
	if (tape_again) {
		double one = gw_tape_value(tape, tape->output).entry[0];
		double other = gw_tape_value(tape_again, tape_again->output).entry[0];
		/* Numbers in it may be rounded. */
		target_need(fabs(one - other) <= 0.1 + 0.1 * fabs(one) || !isfinite(one) ||
				    !isfinite(other) || fabs(one) > 1e3,
			    "what is written has the value of what was read");
	}
	gw_tape_destroy(tape_again);
	gw_graph_destroy(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char *text = target_text(bytes, length);
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_from_expression(text, settings, 3, &error);
	struct gw_tape *tape = run(graph, &error);

	if (tape)
		read_again(tape);
	else
		target_need_message(&error);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	free(text);
	return 0;
}
