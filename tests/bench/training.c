/*
 * Time of one step of training, in nanoseconds: training FILE OPTIMIZER
 *
 * The fastest of twenty runs of 10,000 epochs, without callbacks, from the start that stands in the
 * file. Of a file whose rows are one batch an epoch is one step.
 */
#include <gradwalk/gradwalk.h>
#include <gradwalk/train.h>

#include <stdio.h>
#include <time.h>

#define EPOCHS "10000"
#define RUNS 20

static double nanoseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* The time of a step of one whole training; negative, and `error` says why, if it failed. */
static double train(const struct gw_graph *graph, const char *optimizer, struct gw_error *error)
{
	const struct gw_attribute more[] = {{"optimizer", optimizer, 0}, {"epochs", EPOCHS, 0}};
	struct gw_fit_options options = gw_fit_defaults();
	struct gw_fit fit = {0};
	double time = -1;

	if (gw_fit_options_read(&options, graph, more, 2, error) &&
	    gw_fit_init(&fit, graph, graph->outputs[0], &options, error)) {
		double start = nanoseconds();
		if (gw_fit_run(&fit, error))
			time = (nanoseconds() - start) / (double)fit.step;
	}
	gw_fit_finish(&fit);
	return time;
}

int main(int argument_count, char **arguments)
{
	struct gw_error error = {0};
	struct gw_graph *graph =
		argument_count == 3 ? gw_graph_load(arguments[1], 0, &error) : NULL;
	double fastest = -1;

	for (int i = 0; graph && i < RUNS; i++) {
		double time = train(graph, arguments[2], &error);
		if (time < 0)
			break;
		fastest = fastest < 0 || time < fastest ? time : fastest;
	}
	gw_graph_destroy(graph);
	if (fastest >= 0)
		printf("%.0f\n", fastest);
	else
		fprintf(stderr, "training FILE OPTIMIZER: %s\n", error.message);
	return fastest < 0;
}
