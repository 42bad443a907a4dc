/*
 * Trains a graph with the callback TensorBoard at a time that stands still, for test_events.py:
 *
 *     write_events GRAPH FOLDER UPDATE_FREQ HISTOGRAM_FREQ
 *
 * and prints what the callback was told: {"epoch": 0, "loss": 0.25, …} an epoch, and "batch".
 */
#include "callbacks/tensorboard.h"

#include <gradwalk/load.h>

#include <stdio.h>
#include <stdlib.h>

static double still(void)
{
	return 1700000000.5;
}

static bool print(const char *what, uint64_t number, const struct gw_fit *fit,
		  const struct gw_logs *logs)
{
	printf("{\"%s\": %llu, \"rate\": %.17g", what, (unsigned long long)number, fit->rate);
	for (size_t i = 0; i < logs->count; i++)
		printf(", \"%s\": %.17g", logs->entry[i].name, logs->entry[i].value);
	for (size_t i = 0; i < fit->parameter_count; i++) {
		const struct gw_parameter *parameter = &fit->parameter[i];
		printf(", \"%s\": [", gw_node_name(fit->graph, fit->leaf[i]));
		for (size_t k = 0; k < parameter->count; k++)
			printf("%s%.17g", k ? ", " : "", parameter->value[k]);
		printf("], \"%s gradient\": [", gw_node_name(fit->graph, fit->leaf[i]));
		for (size_t k = 0; k < parameter->count; k++)
			printf("%s%.17g", k ? ", " : "", parameter->gradient[k]);
		printf("]");
	}
	printf("}\n");
	return true;
}

static bool print_batch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			struct gw_error *error)
{
	(void)callback, (void)error;
	return print("step", fit->step, fit, logs);
}

static bool print_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
			struct gw_error *error)
{
	(void)callback, (void)error;
	return print("epoch", fit->epoch, fit, logs);
}

static bool train(const struct gw_graph *graph, struct tensorboard *board, struct gw_error *error)
{
	struct gw_callback callback[2] = {
		{.name = "print",
		 .hook = {[GW_BATCH_END] = print_batch, [GW_EPOCH_END] = print_epoch}},
		tensorboard_callback(board)};
	struct gw_fit_options fit_options = gw_fit_defaults();
	struct gw_fit fit;

	if (!gw_fit_options_read(&fit_options, graph, NULL, 0, error))
		return false;
	bool is_done = gw_fit_init(&fit, graph, graph->outputs[0], &fit_options, error);
	if (is_done) {
		fit.callback = callback;
		fit.callback_count = 2;
		is_done = gw_fit_run(&fit, error);
	}
	gw_fit_finish(&fit);
	return is_done;
}

int main(int argument_count, char **arguments)
{
	struct gw_error error = {0};
	char text[GW_ERROR_TEXT];

	if (argument_count != 5)
		return 2;
	struct tensorboard board = {.log_dir = arguments[2],
				    .update_freq = strtoul(arguments[3], NULL, 10),
				    .histogram_freq = strtoul(arguments[4], NULL, 10),
				    .writes_graph = true,
				    .clock = still};
	struct gw_graph *graph = gw_graph_load(arguments[1], 0, &error);
	bool is_done = graph && train(graph, &board, &error);
	gw_graph_destroy(graph);
	if (!is_done)
		fputs(gw_error_text(&error, text), stderr);
	return !is_done;
}
