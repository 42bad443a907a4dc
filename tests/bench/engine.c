/*
 * How long passes, loading and walking take, in processor time of this thread, and how much memory.
 *
 *     engine scalar COUNT                           the graph of scalar_plan.h: nanoseconds a
 *                                                   pass, the same a node, peak memory in kB, and
 *                                                   the gradient of the first leaf
 *     engine plan COUNT                             that graph: its leaves, then a line a gate
 *     engine network INPUTS HIDDEN OUTPUTS BATCH    the same of two layers, over matrices
 *     engine product SIZE                           X W of two square matrices: nanoseconds of a
 *                                                   forward pass, and of a forward and backward
 *                                                   pass
 *     engine passes FILE                            the same as `scalar`, of a graph in a file
 *     engine file FILE                              nanoseconds to load a graph, to make and run
 *                                                   its tape, and to walk it to its end and back;
 *                                                   its gates; peak memory in kB
 *
 * A figure is the median of several runs. The program fails if a value or gradient is not finite
 * or many gradients are 0: then it would measure something else.
 */
#include "scalar_plan.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LEAST_SECONDS 0.5 /* that a measurement lasts */
#define MOST_RUNS 1000    /* of which the median is taken */
#define LEAST_RUN 0.002   /* seconds, of several passes together if one is shorter */

static struct gw_graph *must(struct gw_graph *graph, const struct gw_error *error)
{
	char text[GW_ERROR_TEXT];
	if (graph)
		return graph;
	fputs(gw_error_text(error, text), stderr);
	exit(1);
}

static struct gw_graph *planned_graph(uint32_t count)
{
	struct gw_error error;
	struct gw_graph *graph = must(gw_graph_create(&error), &error);
	struct scalar_plan plan = plan_make(count);
	const struct gw_op *op[PLAN_OPERATORS];
	uint32_t node = 0;

	for (uint32_t i = 0; i < PLAN_OPERATORS; i++)
		op[i] = gw_op_find(&gw_ops, plan_names[i], strlen(plan_names[i]));
	for (uint32_t i = 0; i < PLAN_LEAVES; i++) {
		char name[16];
		snprintf(name, sizeof name, "x%u", i);
		gw_graph_add_leaf(graph, GW_INPUT, name, &plan.leaf[i], &error);
	}
	for (uint32_t i = 0; i < plan.gate_count; i++) {
		uint32_t operands[2] = {plan.gate[i].a, plan.gate[i].b};
		node = gw_graph_add_gate(graph, op[plan.gate[i].op], operands, NULL, &error);
	}
	plan_finish(&plan);
	gw_graph_add_output(graph, node, &error);
	gw_graph_finish(graph, &error);
	return graph;
}

/* The constants of Numerical Recipes' quick generator; any will do. */
static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static uint32_t add_matrix(struct gw_graph *graph, enum gw_kind kind, const char *name,
			   uint32_t rows, uint32_t columns)
{
	struct gw_error error;
	struct gw_shape shape = {rows, columns};
	double *entry = malloc(gw_entry_count(shape) * sizeof *entry);
	uint32_t state = rows * 31 + columns;

	for (size_t i = 0; i < gw_entry_count(shape); i++)
		entry[i] = next_random(&state) % 2000 / 1000.0 - 1;
	uint32_t node = gw_graph_add_matrix(graph, kind, name, shape, entry, &error);
	free(entry);
	return node;
}

static uint32_t gate(struct gw_graph *graph, const char *op, uint32_t a, uint32_t b)
{
	struct gw_error error;
	uint32_t operands[2] = {a, b};
	return gw_graph_add_gate(graph, gw_op_find(&gw_ops, op, strlen(op)), operands, NULL,
				 &error);
}

/* mean((relu(X W + c) V + b - Y)^2) */
static struct gw_graph *network(uint32_t inputs, uint32_t hidden, uint32_t outputs, uint32_t batch)
{
	struct gw_error error;
	struct gw_graph *graph = must(gw_graph_create(&error), &error);
	uint32_t x = add_matrix(graph, GW_CONSTANT, "X", batch, inputs);
	uint32_t y = add_matrix(graph, GW_CONSTANT, "Y", batch, outputs);
	uint32_t w = add_matrix(graph, GW_PARAM, "W", inputs, hidden),
		 c = add_matrix(graph, GW_PARAM, "c", 1, hidden);
	uint32_t v = add_matrix(graph, GW_PARAM, "V", hidden, outputs),
		 b = add_matrix(graph, GW_PARAM, "b", 1, outputs);
	uint32_t h = gate(graph, "relu", gate(graph, "add", gate(graph, "matmul", x, w), c), 0);
	uint32_t f = gate(graph, "add", gate(graph, "matmul", h, v), b);

	gw_graph_add_output(graph, gate(graph, "mse", f, y), &error);
	gw_graph_finish(graph, &error);
	return graph;
}

/* sum(X W), both with a gradient. */
static struct gw_graph *product(uint32_t size)
{
	struct gw_error error;
	struct gw_graph *graph = must(gw_graph_create(&error), &error);
	uint32_t x = add_matrix(graph, GW_PARAM, "X", size, size);
	uint32_t w = add_matrix(graph, GW_PARAM, "W", size, size);

	gw_graph_add_output(graph, gate(graph, "sum", gate(graph, "matmul", x, w), 0), &error);
	gw_graph_finish(graph, &error);
	return graph;
}

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int compare_times(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;
	return (a > b) - (a < b);
}

static double median(double *times, size_t count)
{
	qsort(times, count, sizeof *times, compare_times);
	return times[count / 2];
}

/* Nanoseconds a pass, by gw_tape_run() or gw_tape_forward(). */
static double measure(struct gw_tape *tape, void (*run)(struct gw_tape *tape))
{
	double times[MOST_RUNS], start = now();
	size_t runs = 0;
	long passes = 1;

	while (runs < 3 || (now() - start < LEAST_SECONDS && runs < MOST_RUNS)) {
		double before = now();
		for (long i = 0; i < passes; i++)
			run(tape);
		double took = now() - before;
		if (took < LEAST_RUN)
			passes *= 2;
		else
			times[runs++] = took / (double)passes;
	}
	return median(times, runs) * 1e9;
}

/*
 * Whether each value and gradient is a number, and hardly any gradient of a scalar graph is 0: it
 * may be where two contributions cancel.
 */
static bool is_all_live(const struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;
	uint32_t undefined = 0, zero = 0;

	for (uint32_t i = 0; i < graph->node_count; i++) {
		double value = *gw_tape_value(tape, i).entry, gradient = gw_tape_gradient(tape, i);
		if (graph->kind[i] == GW_LITERAL) /* or an attribute that is left out: NaN */
			continue;
		undefined += !isfinite(value) || !isfinite(gradient);
		zero += !graph->shape && gradient == 0;
	}
	if (undefined == 0 && zero <= graph->node_count / 500)
		return true;
	fprintf(stderr,
		"of %u nodes %u have no finite value or gradient, %u have a gradient of 0\n",
		graph->node_count, undefined, zero);
	return false;
}

/*
 * Linux keeps it by program; getrusage() would count what the parent had before it started this
 * one.
 */
static long peak_kilobytes(void)
{
	char line[256];
	long kilobytes = 0;
	FILE *status = fopen("/proc/self/status", "r");

	while (status && fgets(line, sizeof line, status))
		if (sscanf(line, "VmHWM: %ld", &kilobytes) == 1)
			break;
	if (status)
		fclose(status);
	return kilobytes;
}

/* One walk to the end and back, one node at a time, looking at each step and its contributions. */
static double walk_there_and_back(const struct gw_tape *tape)
{
	struct gw_walk walk;
	double before = now(), sum = 0;

	gw_walk_init(&walk, tape);
	while (gw_walk_next(&walk)) {
		struct gw_step step = gw_walk_step(&walk);
		for (uint32_t i = 0; i < step.term_count; i++)
			sum += gw_step_term(&walk, &step, i).gradient;
	}
	while (gw_walk_previous(&walk))
		sum += gw_walk_step(&walk).value;
	return sum == 0.5 ? 0 : (now() - before) * 1e9; /* so that the sum is needed */
}

static struct gw_graph *load(const char *file)
{
	struct gw_error error;
	return must(gw_graph_load(file, 0, &error), &error);
}

/* Loads a graph several times, if it is small, and keeps the last; the median is put into *took. */
static struct gw_graph *load_repeatedly(const char *file, double *took)
{
	double times[MOST_RUNS], start = now();
	struct gw_graph *graph = NULL;
	size_t runs = 0;

	while (runs == 0 || (now() - start < LEAST_SECONDS && runs < MOST_RUNS)) {
		double before = now();
		gw_graph_destroy(graph);
		graph = load(file);
		times[runs++] = now() - before;
	}
	*took = median(times, runs) * 1e9;
	return graph;
}

static int measure_file(const char *file)
{
	struct gw_error error;
	double loading;
	struct gw_graph *graph = load_repeatedly(file, &loading);
	double before = now();
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	double running = (now() - before) * 1e9;

	printf("%.0f %.0f %.0f %u %ld\n", loading, running, walk_there_and_back(tape),
	       tape->gate_count, peak_kilobytes());
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return 0;
}

static int measure_passes(struct gw_graph *graph)
{
	struct gw_error error;
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	double nanoseconds = measure(tape, gw_tape_run);
	bool is_live = is_all_live(tape);

	printf("%.1f %.2f %ld %.12g\n", nanoseconds, nanoseconds / (double)tape->gate_count,
	       peak_kilobytes(), gw_tape_gradient(tape, 0));
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return !is_live;
}

static int measure_product(struct gw_graph *graph)
{
	struct gw_error error;
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	double forward = measure(tape, gw_tape_forward);

	printf("%.0f %.0f\n", forward, measure(tape, gw_tape_run));
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return 0;
}

static int print_plan(uint32_t count)
{
	struct scalar_plan plan = plan_make(count);

	for (uint32_t i = 0; i < PLAN_LEAVES; i++)
		printf("%.17g\n", plan.leaf[i]);
	for (uint32_t i = 0; i < plan.gate_count; i++)
		printf("%s %u %u\n", plan_names[plan.gate[i].op], plan.gate[i].a, plan.gate[i].b);
	plan_finish(&plan);
	return 0;
}

static uint32_t size_of(const char *argument)
{
	return (uint32_t)strtoul(argument, NULL, 10);
}

int main(int count, char **arguments)
{
	if (count == 3 && strcmp(arguments[1], "file") == 0)
		return measure_file(arguments[2]);
	if (count == 3 && strcmp(arguments[1], "passes") == 0)
		return measure_passes(load(arguments[2]));
	if (count == 3 && strcmp(arguments[1], "scalar") == 0)
		return measure_passes(planned_graph(size_of(arguments[2])));
	if (count == 3 && strcmp(arguments[1], "plan") == 0)
		return print_plan(size_of(arguments[2]));
	if (count == 3 && strcmp(arguments[1], "product") == 0)
		return measure_product(product(size_of(arguments[2])));
	if (count == 6 && strcmp(arguments[1], "network") == 0)
		return measure_passes(network(size_of(arguments[2]), size_of(arguments[3]),
					      size_of(arguments[4]), size_of(arguments[5])));
	return 2;
}
