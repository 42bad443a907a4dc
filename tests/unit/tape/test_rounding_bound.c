/*
 * How far off rounding may have left a gradient: never less than it did, and not much more where
 * nothing cancels. The exact gradients are from mpmath, with 60 digits, at x as a double has it.
 */
#include "tape/rounding_bound.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct bound_case {
	const char *expression;
	double x, exact;
	double most; /* the bound is at most so large */
};

/* Of an expression in x, which its first leaf is. */
struct bound {
	double gradient, error, size;
};

static struct bound bound_of(const char *expression, struct gw_setting x)
{
	struct gw_error error;
	struct gw_graph *graph = gw_graph_from_expression(expression, &x, 1, &error);
	assert_non_null(graph);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct rounding rounding;

	assert_non_null(tape);
	assert_true(rounding_begin(&rounding, tape));
	struct bound bound = {
		.gradient = gw_tape_gradient_matrix(tape, 0).entry[0],
		.error = rounding_of_gradient(&rounding, 0, 0),
		.size = rounding_size(&rounding, 0, 0),
	};
	rounding_end(&rounding);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return bound;
}

static void no_gradient_is_farther_off_than_the_bound(void **state)
{
	static const struct bound_case cases[] = {
		{"x^2", 3, 6, 1e-14},
		{"5 x", 0.1, 5, 1e-14},
		{"log(x + 1e8) - log(1e8)", 0.3, 9.99999997000000009e-9, 1e-22},
		{"tanh(x) - x + x^3/3", 1e-3, 6.666662888890857697e-13, 1e-14},
		{"(1 - cos(x))/x^2", 1e-4, -8.3333333277777781786e-6, 1e-3},
		{"sin(1e10 x)", 0.1, 8378871510.6350277248, 1e4},
		{"(x + 1e8)^3 - x^3 - 3e8 x^2 - 3e16 x", 0.1, 0, 1e3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct bound bound = bound_of(
			cases[i].expression, (struct gw_setting){.name = "x", .value = cases[i].x});
		double off = fabs(bound.gradient - cases[i].exact);
		if (!(off <= bound.error && bound.error <= cases[i].most))
			fail_msg("%s at %g: %.17g is off by %g, and may be by %g",
				 cases[i].expression, cases[i].x, bound.gradient, off, bound.error);
	}
}

/*
 * Steps give whole numbers: nothing is left of 1e20 (1 − 1), and nobody doubts it. A slope that a
 * switch lets through is a product, which was rounded.
 */
static void steps_are_exact_and_slopes_are_not(void **state)
{
	static const struct bound_case cases[] = {
		{"x (1e20 (sign(x) - 1))", 2, 0, 0},
		{"x (1e20 (floor(x/3) - 1))", 4, 0, 0},
		{"x (1e20 relu(-x))", 4, 0, 0},
		{"x (1e20 (leaky_relu(-3.3, 0.01) + 0.033))", 1, 264.3718577388654, 1e3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct bound bound = bound_of(
			cases[i].expression, (struct gw_setting){.name = "x", .value = cases[i].x});
		double off = fabs(bound.gradient - cases[i].exact);
		if (!(off <= bound.error && bound.error <= cases[i].most))
			fail_msg("%s: %.17g is off by %g, and may be by %g", cases[i].expression,
				 bound.gradient, off, bound.error);
	}
}

/* A gate may stand on the other side of a corner or a step that lies within an operand's error. */
static void what_lies_within_an_error_counts_in_full(void **state)
{
	static const struct bound_case cases[] = {
		{"relu(0.1 + x - 0.3)", 0.2, 0, 1.1},
		{"floor(3 (x/3)) x", 7, 7, 1.1},
		{"sin(1e22 x)", 1, 0, INFINITY},
		{"tan(1e22 x)", 1, 0, INFINITY},
		/* the root of a number that may be below 0, and a gradient that is nan */
		{"sqrt(0.1 + x - 0.3)", 0.2, 0, INFINITY},
		{"sqrt(x^2)", 0, 0, INFINITY},
		{"sqrt((2 x)^2)", 0, 0, INFINITY},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct bound bound = bound_of(
			cases[i].expression, (struct gw_setting){.name = "x", .value = cases[i].x});
		assert_true(bound.error >= 1);
		assert_true(bound.error <= cases[i].most);
	}
}

static void the_size_is_that_of_contributions_before_they_cancel(void **state)
{
	struct gw_setting x = {.name = "x", .value = 2};

	(void)state;
	assert_true(fabs(bound_of("1e20 x - 1e20 x + x", x).size - 2e20) < 1e6);
	assert_true(fabs(bound_of("3 x", x).size - 3) < 1e-12);
}

/* Of matrices, errors are drawn at random: enough of them for what sums and softmax do. */
static void matrices_have_bounds_too(void **state)
{
	static const double entries[] = {1, 2, 3};
	static const struct bound_case cases[] = {
		{"softmax(x)[0]", 0, 0.081925069064993216, 1e-14},
		{"sum(x @ T(x))", 0, 2, 1e-13},
		{"1e16 sum(x) - 1e16 sum(x) + x[0]", 0, 1, 100},
		{"mean(x * x) - 2", 0, 2 / 3., 1e-14},
		{"sum(x[0] * x)", 0, 7, 1e-13},
		{"sum(x * stop_gradient(x)) + sum(x > 2)", 0, 1, 1e-14},
		{"y = 1/sum(x); sum(x * x)", 0, 2, 1e-14}, /* y is not needed */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct bound bound =
			bound_of(cases[i].expression,
				 (struct gw_setting){.name = "x", .matrix = {entries, {1, 3}}});
		double off = fabs(bound.gradient - cases[i].exact);
		if (!(off <= bound.error && bound.error <= cases[i].most && bound.error > 0))
			fail_msg("%s: %.17g is off by %g, and may be by %g", cases[i].expression,
				 bound.gradient, off, bound.error);
	}
}

static void an_output_without_gradients_has_a_bound_of_nothing(void **state)
{
	struct gw_setting x = {.name = "x", .value = 2};
	struct gw_error error;
	struct gw_graph *graph = gw_graph_from_expression("stop_gradient(3 x)", &x, 1, &error);
	assert_non_null(graph);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct rounding rounding;

	(void)state;
	assert_non_null(tape);
	assert_true(rounding_begin(&rounding, tape));
	assert_true(rounding_of_gradient(&rounding, 0, 0) == 0);
	rounding_end(&rounding);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_gradient_is_farther_off_than_the_bound),
		cmocka_unit_test(steps_are_exact_and_slopes_are_not),
		cmocka_unit_test(what_lies_within_an_error_counts_in_full),
		cmocka_unit_test(the_size_is_that_of_contributions_before_they_cancel),
		cmocka_unit_test(matrices_have_bounds_too),
		cmocka_unit_test(an_output_without_gradients_has_a_bound_of_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
