#include "given.h"

#include <gradwalk/load.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct gw_graph *checked(struct gw_graph *graph, const struct gw_error *error)
{
	if (!graph)
		fail_msg("%s", error->message);
	return graph;
}

struct gw_graph *given_graph(const char *xml)
{
	struct gw_error error = {0};
	return checked(gw_graph_load_text("test.xml", xml, strlen(xml), &error), &error);
}

struct gw_graph *given_lesson(const char *name)
{
	struct gw_error error = {0};
	char path[1024];

	snprintf(path, sizeof path, "%s/graphs/%s.xml", getenv("GRADWALK_SOURCE"), name);
	return checked(gw_graph_load(path, 0, &error), &error);
}

double *given_entry(struct gw_tape *tape, const char *name)
{
	const struct gw_graph *graph = tape->graph;
	uint32_t node = gw_graph_find(graph, name);

	assert_int_not_equal(node, GW_NONE);
	for (uint32_t i = 0; gw_is_gate(graph, node) && i < gw_operand_count(graph, node); i++)
		if (graph->kind[gw_operands(graph, node)[i]] == GW_LITERAL)
			node = gw_operands(graph, node)[i];
	return gw_tape_entries(tape, node);
}

void given_fit(struct gw_fit *fit, const struct gw_graph *graph, const struct gw_attribute *more,
	       size_t count)
{
	struct gw_fit_options options = gw_fit_defaults();
	struct gw_error error = {0};

	if (!gw_fit_options_read(&options, graph, more, count, &error) ||
	    !gw_fit_init(fit, graph, graph->outputs[0], &options, &error))
		fail_msg("%s", error.message);
}

bool try_to_train(const struct gw_graph *graph, struct gw_callback callback, struct gw_error *error)
{
	struct gw_fit_options options = gw_fit_defaults();
	struct gw_fit fit;

	assert_true(gw_fit_options_read(&options, graph, NULL, 0, NULL));
	bool is_done = gw_fit_init(&fit, graph, graph->outputs[0], &options, error);
	if (is_done) {
		fit.callback = &callback;
		fit.callback_count = 1;
		is_done = gw_fit_run(&fit, error);
	}
	gw_fit_finish(&fit);
	return is_done;
}
