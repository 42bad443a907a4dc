/*
 * A CSV file of rows: for training, and in the other half of the inputs for validation.
 */
#include "target.h"

#include <gradwalk/load.h>
#include <gradwalk/train.h>

#include <string.h>

static const char lesson[] =
	"<graph><input name='x' value='0 1'/><input name='t' value='0'/>"
	"<param name='w' value='1; -1'/><output name='J'>(x @ w - t)^2</output>"
	"<train lr='0.1' epochs='2'/></graph>";

static void train(const struct gw_graph *graph, const struct gw_fit_options *options)
{
	struct gw_fit fit;
	struct gw_error error = {0};

	if (!gw_fit_init(&fit, graph, graph->outputs[0], options, &error) ||
	    !gw_fit_run(&fit, &error))
		target_need_message(&error);
	else
		target_need(fit.training_rows <= fit.data.row_count, "rows to train on are rows");
	gw_fit_finish(&fit);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_load_text("lesson", lesson, strlen(lesson), &error);
	struct gw_fit_options options = gw_fit_defaults();

	target_need(graph && gw_fit_options_read(&options, graph, NULL, 0, &error),
		    "the lesson loads");
	options.batch = 2;
	options.data = target_file(bytes, length);
	if (length > 0 && bytes[length - 1] % 2)
		options.validation = options.data;
	train(graph, &options);
	gw_graph_destroy(graph);
	return 0;
}
