#include "cli/cmd_compare.h"

#include "base/error.h"
#include "cli/loaded_graph.h"
#include "cli/output.h"
#include "explain/compare.h"
#include "explain/label.h"

#define LINE_COLUMNS 80 /* for which long names are cut */

static bool remember(const struct gw_graph *graph, uint32_t output, struct snapshot *snapshot,
		     struct gw_error *error)
{
	struct gw_tape *tape = gw_tape_create(graph, output, error);
	bool done = tape && (snapshot_take(snapshot, tape) || error_memory(error));

	gw_tape_destroy(tape);
	return done;
}

/* Another output to compare with: the one named, or the next in the file. */
static bool find_other(const struct loaded_graph *work, const struct options *options,
		       uint32_t *output, struct gw_error *error)
{
	const struct gw_graph *graph = work->graph;

	if (options->other_node)
		return work_find_output(work, options->other_node, output, error);
	for (uint32_t i = 0; i < graph->output_count; i++) {
		if (graph->outputs[i] == *output)
			continue;
		*output = graph->outputs[i];
		return true;
	}
	if (options->expression)
		return error_set(error, "an expression has one output, and nothing to compare it "
					"with: export it to a file, and compare that with -s");
	return error_set(error, "there is nothing to compare with: the graph has one output; set a "
				"value with -s");
}

/* The graph as it is first into `before`, and the work as it is then. */
static bool prepare(struct loaded_graph *work, struct snapshot *before,
		    const struct options *options, struct gw_error *error)
{
	bool is_edit = options->setting_count > 0 && !options->expression && !options->other_node;
	uint32_t output;

	if (!work_load(work, options, error) ||
	    !work_find_output(work, options->output_node, &output, error))
		return false;
	if (!is_edit && !work_set_values(work, options, error))
		return false;
	if (!remember(work->graph, output, before, error))
		return false;
	if (!(is_edit ? work_set_values(work, options, error)
		      : find_other(work, options, &output, error)))
		return false;
	work->tape = gw_tape_create(work->graph, output, error);
	if (work->tape) {
		gw_walk_init(&work->walk, work->tape);
		gw_walk_seek(&work->walk, gw_walk_last(&work->walk));
	}
	return work->tape != NULL;
}

bool comparing_write(const struct options *options, struct text *text, struct gw_error *error)
{
	struct explain_style style = {
		.digits = options->digits,
	};
	struct snapshot before = {0};
	struct loaded_graph work;
	struct prose prose = {.text.is_ascii = output_is_ascii(options)};
	bool is_ready = prepare(&work, &before, options, error);

	if (is_ready) {
		style.name_columns = label_name_columns(work.graph, prose.text.is_ascii);
		compare_write(&prose, &before, &work.walk, &style, LINE_COLUMNS);
		prose_hand_over(&prose, text);
	}
	snapshot_finish(&before);
	work_finish(&work);
	return is_ready;
}
