/*
 * Leaps of a gate between two neighbouring numbers: jumps, and waves that turn back.
 */
#include "tape/leap.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void jumps_and_waves_are_leaps(void **state)
{
	static const struct {
		const char *op;
		double x[2];
		unsigned which;
		double reach;
		bool is_leap;
	} cases[] = {
		{"floor", {2}, 0, 1e-9, true},
		{"floor", {2.5}, 0, 0.4, false},
		{"round", {2.5}, 0, 1e-9, true},
		{"sign", {0}, 0, 1e-300, true},
		{"mod", {0.9, 0.3}, 0, 1e-9, true},
		{"mod", {1e16, 0.3}, 1, 1e-16, true},
		{"mod", {1, 0.3}, 0, 0.05, false},
		/* corners and bends are no leaps */
		{"relu", {0}, 0, 1e-9, false},
		{"abs", {1e-10}, 0, 1e-9, false},
		{"max", {1, 1}, 0, 1e-9, false},
		{"sqrt", {4}, 0, 1e-16, false},
		{"exp", {1}, 0, 0.5, false},
		{"square", {0}, 0, 1e-9, false},
		{"mul", {3, 1e20}, 1, 1e10, false},
		{"sin", {1}, 0, 1e-3, false},
		{"sin", {1e22}, 0, 1e9, true},
		{"tan", {1e22}, 0, 1e9, true},
		{"sigmoid", {-90}, 0, 200, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct gw_op *op = gw_op_find(&gw_ops, cases[i].op, strlen(cases[i].op));
		assert_non_null(op);
		if (leap_is_within(op, cases[i].x, cases[i].which, cases[i].reach) !=
		    cases[i].is_leap)
			fail_msg("%s at %g: %s", cases[i].op, cases[i].x[0],
				 cases[i].is_leap ? "no leap is found" : "a leap is found");
	}
}

struct pair {
	struct gw_graph *graph;
	struct gw_tape *here, *moved;
};

/* Of an expression in x, which its first leaf is, at x and beside it. */
static struct pair pair_begin(const char *expression, double x, double beside)
{
	struct gw_setting setting = {.name = "x", .value = x};
	struct gw_error error;
	struct pair pair = {.graph = gw_graph_from_expression(expression, &setting, 1, &error)};

	assert_non_null(pair.graph);
	pair.here = gw_tape_create(pair.graph, pair.graph->outputs[0], &error);
	pair.moved = gw_tape_create(pair.graph, pair.graph->outputs[0], &error);
	assert_true(pair.here && pair.moved);
	gw_tape_set(pair.moved, 0, beside);
	gw_tape_forward(pair.moved);
	return pair;
}

static void pair_end(struct pair *pair)
{
	gw_tape_destroy(pair->here);
	gw_tape_destroy(pair->moved);
	gw_graph_destroy(pair->graph);
}

static void a_gate_leaps_as_far_as_a_step_goes(void **state)
{
	struct pair pair = pair_begin("floor(x) + sum(softmax(x * 2))", 2.5, 2.75);

	(void)state;
	assert_false(leap_find(pair.here, pair.moved, NULL));
	gw_tape_set(pair.moved, 0, 3.25);
	gw_tape_forward(pair.moved);
	assert_true(leap_find(pair.here, pair.moved, NULL));
	pair_end(&pair);
	/* what the step does not move may jump */
	pair = pair_begin("floor(0 x + 2) + x", 2.5, 2.75);
	assert_false(leap_find(pair.here, pair.moved, NULL));
	pair_end(&pair);
}

static void a_gate_leaps_as_far_as_errors_go(void **state)
{
	struct pair pair = pair_begin("floor(x)", 2.5, 2.75);
	double errors[8] = {0};

	(void)state;
	assert_true(pair.graph->node_count <= 8);
	assert_false(leap_find(pair.here, pair.moved, errors));
	errors[0] = 0.25;
	assert_false(leap_find(pair.here, pair.moved, errors));
	errors[0] = 0.75;
	assert_true(leap_find(pair.here, pair.moved, errors));
	errors[0] = INFINITY;
	assert_false(leap_find(pair.here, pair.moved, errors)); /* nothing is known */
	pair_end(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jumps_and_waves_are_leaps),
		cmocka_unit_test(a_gate_leaps_as_far_as_a_step_goes),
		cmocka_unit_test(a_gate_leaps_as_far_as_errors_go),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
