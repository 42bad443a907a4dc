/* The ways from the output to a node, against all of them listed one by one. */
#include "tape/ways.h"

#include "chance.h"
#include "memory_failure.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MOST_WAYS 100000

/* All ways to a node of which there are not too many. */
struct listing {
	double product[MOST_WAYS];
	uint32_t count;
};

static void list_from(const struct gw_tape *tape, uint32_t at, uint32_t node, double product,
		      struct listing *listing)
{
	const struct gw_graph *graph = tape->graph;

	if (at == node) {
		assert_true(listing->count < MOST_WAYS);
		listing->product[listing->count++] = product;
		return;
	}
	for (uint32_t i = 0; gw_is_gate(graph, at) && i < gw_operand_count(graph, at); i++)
		if (tape->requires_grad[gw_operands(graph, at)[i]])
			list_from(tape, gw_operands(graph, at)[i], node,
				  product * gw_tape_local(tape, at, i), listing);
}

static int compare_magnitudes(const void *a, const void *b)
{
	double first = fabs(*(const double *)a), second = fabs(*(const double *)b);
	return (first < second) - (first > second);
}

/* Leaves, a constant among them, and gates that keep numbers small. */
static struct gw_graph *random_graph(uint32_t seed)
{
	static const char *const operators[] = {"add", "sub", "mul", "tanh", "max", "relu", "sin"};
	struct gw_error error;
	struct gw_graph *graph = gw_graph_create(&error);

	for (unsigned i = 0; i < 4; i++) {
		double value = pick_below(&seed, 4000) / 1000.0 - 2;
		char name[] = {(char)('a' + i), '\0'};
		gw_graph_add_leaf(graph, i == 3 ? GW_CONSTANT : GW_PARAM, name, &value, &error);
	}
	for (unsigned i = 0; i < 14; i++) {
		uint32_t count = graph->node_count, near = count < 6 ? count : 6;
		uint32_t operands[2] = {count - 1 - pick_below(&seed, near),
					count - 1 - pick_below(&seed, near)};
		const char *name = operators[pick_below(&seed, 7)];
		const struct gw_op *op = gw_op_find(&gw_ops, name, strlen(name));
		assert_non_null(op);
		gw_graph_add_gate(graph, op, operands, NULL, &error);
	}
	assert_true(gw_graph_add_output(graph, graph->node_count - 1, &error));
	assert_true(gw_graph_finish(graph, &error));
	return graph;
}

static void assert_near(double a, double b, double scale)
{
	if (fabs(a - b) > 1e-9 * (1 + scale))
		fail_msg("%.17g is not %.17g", a, b);
}

/* A way is a path of edges whose locals multiply to its product. */
static void check_way(const struct gw_tape *tape, const struct ways *ways, const struct way *way)
{
	uint32_t at = tape->output;
	double product = 1;

	for (uint32_t i = 0; i < way->length; i++) {
		assert_int_equal(ways_gate(tape, way->edge[i]), at);
		product *= ways_local(tape, way->edge[i]);
		at = tape->graph->operand[way->edge[i]];
	}
	assert_int_equal(at, ways->node);
	assert_near(way->product, product, fabs(product));
}

static uint32_t check_node(const struct gw_tape *tape, uint32_t node)
{
	static struct listing listing;
	struct ways ways = {0};
	struct gw_error error = {0};
	double sum = 0, scale = 0;

	listing.count = 0;
	if (tape->is_active[node])
		list_from(tape, tape->output, node, 1, &listing);
	qsort(listing.product, listing.count, sizeof(double), compare_magnitudes);
	assert_true(ways_find(&ways, tape, node, &error));
	assert_int_equal(ways.count, listing.count);
	assert_int_equal(ways.listed, listing.count < WAYS_LISTED ? listing.count : WAYS_LISTED);
	for (uint32_t i = 0; i < listing.count; i++)
		scale += fabs(listing.product[i]);
	for (uint32_t i = 0; i < ways.listed; i++) {
		assert_near(fabs(ways.way[i].product), fabs(listing.product[i]), scale);
		check_way(tape, &ways, &ways.way[i]);
		for (uint32_t k = 0; k < i; k++)
			assert_false(ways.way[i].length == ways.way[k].length &&
				     memcmp(ways.way[i].edge, ways.way[k].edge,
					    ways.way[i].length * sizeof(uint32_t)) == 0);
		sum += ways.way[i].product;
	}
	assert_near(sum + ways.rest, gw_tape_gradient(tape, node), scale);
	ways_finish(&ways);
	return listing.count;
}

static void ways_are_those_of_a_list(void **state)
{
	/* Fewer would have no graph with many ways among them. */
	uint32_t cases = random_cases(300) > 300 ? random_cases(300) : 300, most = 0;

	(void)state;
	for (uint32_t seed = 1; seed <= cases; seed++) {
		struct gw_error error = {0};
		struct gw_graph *graph = random_graph(seed);
		struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);

		assert_non_null(tape);
		/* An output that is made of constants only has a seed and no backward pass. */
		for (uint32_t node = 0; tape->is_active[tape->output] && node < graph->node_count;
		     node++) {
			uint32_t count = check_node(tape, node);
			most = count > most ? count : most;
		}
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
	assert_true(most > 3 * WAYS_LISTED);
}

/* x doubled by x + x so many times: each doubles the number of ways. */
static struct gw_tape *doubled(struct gw_graph **graph, unsigned times)
{
	struct gw_error error = {0};
	double value = 1;

	*graph = gw_graph_create(&error);
	uint32_t node = gw_graph_add_leaf(*graph, GW_PARAM, "x", &value, &error);
	for (unsigned i = 0; i < times; i++)
		node = gw_graph_add_gate(*graph, gw_op_find(&gw_ops, "add", strlen("add")),
					 (uint32_t[]){node, node}, NULL, &error);
	assert_true(gw_graph_add_output(*graph, node, &error));
	assert_true(gw_graph_finish(*graph, &error));
	return gw_tape_create(*graph, node, &error);
}

static void ways_are_counted_not_walked(void **state)
{
	static const struct {
		unsigned times;
		uint64_t count;
	} cases[] = {{3, 8},
		     {4, 16},
		     {60, UINT64_C(1) << 60},
		     {63, UINT64_C(1) << 63},
		     {64, WAYS_UNCOUNTED},
		     {900, WAYS_UNCOUNTED}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_graph *graph;
		struct gw_tape *tape = doubled(&graph, cases[i].times);
		struct ways ways = {0};
		struct gw_error error = {0};

		assert_true(ways_find(&ways, tape, 0, &error));
		assert_true(ways.count == cases[i].count);
		assert_int_equal(ways.listed, WAYS_LISTED);
		assert_near(ways.rest / gw_tape_gradient(tape, 0),
			    1 - 8 * pow(2, -(double)cases[i].times), 1);
		ways_finish(&ways);
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
}

static void memory_that_runs_out_is_told(void **state)
{
	struct gw_graph *graph;
	struct gw_tape *tape = doubled(&graph, 5);

	(void)state;
	for (size_t n = 0;; n++) {
		struct gw_error error = {0};
		struct ways ways = {0};

		fail_allocation(n);
		bool is_found = ways_find(&ways, tape, 0, &error);
		if (!failure_happened()) {
			assert_true(is_found);
			ways_finish(&ways);
			break;
		}
		assert_false(is_found);
		assert_string_equal(error.message, "out of memory");
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ways_are_those_of_a_list),
		cmocka_unit_test(ways_are_counted_not_walked),
		cmocka_unit_test(memory_that_runs_out_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
