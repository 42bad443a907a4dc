/*
 * How long one forward and one backward pass take. Prints a line a case: name, nodes or batch,
 * nanoseconds a pass, nanoseconds a node, and the peak memory in kB. tests/bench/engine.py runs it
 * beside PyTorch and prints the ratios.
 *
 *     engine scalar COUNT     a graph of COUNT gates over scalars, each operand among the 64 nodes
 * before engine network INPUTS HIDDEN OUTPUTS BATCH engine file FILE        load a graph, run it,
 * and walk it to its end and back: nanoseconds of each, the number of gates, and the peak memory in
 * kB
 */
#include <gradwalk/gradwalk.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LEAVES 64
#define LEAST_SECONDS 0.5 /* that a measurement lasts */

static const char *const operators[] = {"add", "mul",     "sub",  "div", "tanh",
					"exp", "sigmoid", "relu", "sin", "max"};

/* The constants of Numerical Recipes' quick generator; any will do. */
static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static struct gw_graph *must(struct gw_graph *graph, const struct gw_error *error)
{
	char text[GW_ERROR_TEXT];
	if (graph)
		return graph;
	fputs(gw_error_text(error, text), stderr);
	exit(1);
}

static struct gw_graph *random_scalars(uint32_t count)
{
	struct gw_error error;
	struct gw_graph *graph = must(gw_graph_create(&error), &error);
	uint32_t state = 1, node = 0;

	for (uint32_t i = 0; i < LEAVES; i++) {
		char name[16];
		double value = 0.5 + next_random(&state) % 1000 / 1000.0;
		snprintf(name, sizeof name, "x%u", i);
		node = gw_graph_add_leaf(graph, GW_INPUT, name, &value, &error);
	}
	for (uint32_t i = 0; i < count; i++) {
		const char *name =
			operators[next_random(&state) % (sizeof operators / sizeof *operators)];
		uint32_t operands[2] = {node - next_random(&state) % LEAVES,
					node - next_random(&state) % LEAVES};
		node = gw_graph_add_gate(graph, gw_op_find(&gw_ops, name, strlen(name)), operands,
					 NULL, &error);
	}
	gw_graph_add_output(graph, node, &error);
	gw_graph_finish(graph, &error);
	return graph;
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

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/*
 * Nanoseconds a pass: the fastest of several blocks, which the machine's other work disturbed
 * least.
 */
static double measure(struct gw_tape *tape)
{
	double fastest = 1e300, start = now();
	long passes = 1;

	while (now() - start < LEAST_SECONDS) {
		double before = now();
		for (long i = 0; i < passes; i++)
			gw_tape_run(tape);
		double took = now() - before;
		if (took < 0.02)
			passes *= 2;
		else if (took / (double)passes < fastest)
			fastest = took / (double)passes;
	}
	return fastest * 1e9;
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

static int measure_file(const char *file)
{
	struct gw_error error;
	double started = now();
	struct gw_graph *graph = must(gw_graph_load(file, 0, &error), &error);
	double loaded = now();
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	double ran = now();

	printf("%.0f %.0f %.0f %u %ld\n", (loaded - started) * 1e9, (ran - loaded) * 1e9,
	       walk_there_and_back(tape), tape->gate_count, peak_kilobytes());
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return 0;
}

int main(int count, char **arguments)
{
	struct gw_error error;
	struct gw_graph *graph = NULL;

	if (count == 3 && strcmp(arguments[1], "file") == 0)
		return measure_file(arguments[2]);
	if (count == 3 && strcmp(arguments[1], "scalar") == 0)
		graph = random_scalars((uint32_t)strtoul(arguments[2], NULL, 10));
	else if (count == 6 && strcmp(arguments[1], "network") == 0)
		graph = network((uint32_t)strtoul(arguments[2], NULL, 10),
				(uint32_t)strtoul(arguments[3], NULL, 10),
				(uint32_t)strtoul(arguments[4], NULL, 10),
				(uint32_t)strtoul(arguments[5], NULL, 10));
	else
		return 2;
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	double nanoseconds = measure(tape);
	printf("%.1f %.2f %ld\n", nanoseconds, nanoseconds / (double)tape->gate_count,
	       peak_kilobytes());
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return 0;
}
