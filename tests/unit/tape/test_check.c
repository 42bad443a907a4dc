/*
 * Gradients held against central differences: what is right is confirmed, what is wrong is found.
 */
#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Two tapes of one expression in x: the second may stand at another x than the first. */
struct pair {
	struct gw_graph *graph;
	struct gw_tape *tape, *scratch;
};

static struct pair begin(const char *expression, struct gw_setting x)
{
	struct gw_error error;
	struct pair pair = {.graph = gw_graph_from_expression(expression, &x, 1, &error)};
	assert_non_null(pair.graph);
	pair.tape = gw_tape_create(pair.graph, pair.graph->outputs[0], &error);
	pair.scratch = gw_tape_create(pair.graph, pair.graph->outputs[0], &error);
	assert_non_null(pair.tape);
	assert_non_null(pair.scratch);
	return pair;
}

static void end(struct pair *pair)
{
	gw_tape_destroy(pair->tape);
	gw_tape_destroy(pair->scratch);
	gw_graph_destroy(pair->graph);
}

static struct gw_check check_scalar(const char *expression, double x)
{
	struct pair pair = begin(expression, (struct gw_setting){.name = "x", .value = x});
	struct gw_check check = gw_check_entry(pair.tape, pair.scratch, 0, 0);
	end(&pair);
	return check;
}

struct place {
	const char *expression;
	double x;
};

static void a_right_gradient_is_confirmed_near_corners_and_poles_too(void **state)
{
	static const struct place places[] = {
		{"x^2", 3},
		{"x^3", 1e8},
		{"sin(1e5 x)", 1},
		{"log(x)", 1e-8},
		{"1/x", 1e-6},
		{"1/x", -1e-3},
		{"x^0.5", 1e-9},
		{"abs(x)", 1e-7},
		{"abs(x)", -1e-7},
		{"relu(x)", 1e-9},
		{"relu(x)", -1e-9},
		{"max(x, 1)", 1.0000001},
		{"asin(x)", 1 - 1e-7},
		{"1/(x - 1)", 1.00001},
		{"exp(x)", 700},
		{"exp(x)", -200},
		{"log(x)", 1e300},
		{"x^2", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct gw_check check = check_scalar(places[i].expression, places[i].x);
		if (!check.agrees)
			fail_msg("%s at %g: gradient %.17g, difference %.17g", places[i].expression,
				 places[i].x, check.gradient, check.difference);
	}
}

/* The gradient at one place held against the function at another. */
static void a_wrong_gradient_is_found(void **state)
{
	static const struct {
		const char *expression;
		double right, wrong;
	} cases[] = {
		{"x^2", 2, 3},          {"x^2", 2, 2.001},       {"exp(x)", 1, 1.01},
		{"1/x", 1e-6, 2e-6},    {"abs(x)", 1e-3, -1e-3}, {"sin(x)", 0, 3},
		{"x^3", 1e8, 1.1e8},    {"relu(x)", 1, -1},      {"1e-8 x^2", 1, 5},
		{"sigmoid(x)", 15, 16}, {"exp(x)", -18, -17},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pair pair = begin(cases[i].expression,
					 (struct gw_setting){.name = "x", .value = cases[i].wrong});
		gw_tape_set(pair.scratch, 0, cases[i].right);
		struct gw_check check = gw_check_entry(pair.tape, pair.scratch, 0, 0);
		end(&pair);
		if (check.agrees || check.is_at_kink)
			fail_msg("%s: %.17g passes for %.17g", cases[i].expression, check.gradient,
				 check.difference);
	}
}

static void at_a_corner_a_convention_decides(void **state)
{
	(void)state;
	struct gw_check check = check_scalar("relu(x)", 0);
	assert_false(check.agrees);
	assert_true(check.is_at_kink);
	assert_true(fabs(check.left) < 1e-12);
	assert_true(fabs(check.right - 1) < 1e-12);
	/* The slopes' mean is what |x| has by convention. */
	assert_true(check_scalar("abs(x)", 0).agrees);
}

static void what_is_nowhere_finite_is_no_disagreement(void **state)
{
	(void)state;
	struct gw_check root = check_scalar("sqrt(x)", 0), log = check_scalar("log(x)", -1);
	assert_true(isinf(root.gradient) && isnan(root.difference) && root.agrees);
	assert_true(isnan(log.gradient) && isnan(log.difference) && log.agrees);
	struct gw_check pole = check_scalar("1/x", 0), large = check_scalar("x^3", 1e150);
	assert_true(isinf(pole.gradient) && isnan(pole.difference) && pole.agrees);
	assert_true(isfinite(large.gradient) && isnan(large.difference) && large.agrees);
	/* The gradient of relu is 0 here, whatever it is added to. */
	struct gw_check sum = check_scalar("log(-1) + relu(x)", -2);
	assert_true(sum.gradient == 0 && isnan(sum.difference) && sum.agrees);
	/* 0 · ∞ in the gradient, while the function is flat. */
	assert_false(check_scalar("sqrt(x - x)", 3).agrees);
}

/* Neither right nor wrong is said of what a difference of doubles cannot show. */
static void what_rounding_hides_is_not_judged(void **state)
{
	static const struct {
		const char *expression;
		double x;
	} hidden[] = {{"1e12 + x^2", 1}, {"log(x)", 1e-30}, {"sin(x)", 1e17}, {"1e16 + x", 1}};

	(void)state;
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		struct gw_check check = check_scalar(hidden[i].expression, hidden[i].x);
		if (!(check.agrees || check.is_hidden) || (check.is_at_kink && !check.is_hidden))
			fail_msg("%s at %g", hidden[i].expression, hidden[i].x);
	}
	assert_false(check_scalar("abs(x)", 0).is_hidden);
	assert_false(check_scalar("sqrt(x - x)", 3).is_hidden);
}

static void the_scratch_has_its_values_again(void **state)
{
	(void)state;
	struct pair pair = begin("exp(x)", (struct gw_setting){.name = "x", .value = 0.7});
	gw_check_entry(pair.tape, pair.scratch, 0, 0);
	size_t bytes = pair.graph->node_count * sizeof *pair.tape->value;
	assert_memory_equal(pair.tape->value, pair.scratch->value, bytes);
	end(&pair);
}

static void each_entry_of_a_matrix_has_its_own_check(void **state)
{
	static const double entries[] = {1, 2, 3, 4, 5, 6};
	struct gw_setting x = {.name = "x", .matrix = {entries, {2, 3}}};
	struct pair pair = begin("sum(x * x)", x);

	(void)state;
	assert_int_equal(gw_check_count(pair.graph, 0), 6);
	for (size_t i = 0; i < 6; i++) {
		size_t entry = gw_check_choice(pair.graph, 0, i);
		struct gw_check check = gw_check_entry(pair.tape, pair.scratch, 0, entry);
		assert_int_equal(entry, i);
		assert_int_equal(check.entry, i);
		assert_true(check.agrees);
		assert_true(fabs(check.difference - 2 * entries[i]) < 1e-6);
	}
	end(&pair);
}

static void of_a_large_matrix_the_same_few_entries_are_chosen(void **state)
{
	static double entries[5000];
	struct gw_setting x = {.name = "x", .matrix = {entries, {50, 100}}};
	struct pair pair = begin("sum(x)", x);
	size_t count = gw_check_count(pair.graph, 0);

	(void)state;
	assert_true(count >= 2 && count <= GW_CHECK_ALL);
	for (size_t i = 0; i < count; i++) {
		size_t entry = gw_check_choice(pair.graph, 0, i);
		assert_true(entry < 5000);
		assert_int_equal(entry, gw_check_choice(pair.graph, 0, i));
	}
	assert_int_not_equal(gw_check_choice(pair.graph, 0, 0), gw_check_choice(pair.graph, 0, 1));
	end(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_gradient_is_confirmed_near_corners_and_poles_too),
		cmocka_unit_test(a_wrong_gradient_is_found),
		cmocka_unit_test(at_a_corner_a_convention_decides),
		cmocka_unit_test(what_is_nowhere_finite_is_no_disagreement),
		cmocka_unit_test(what_rounding_hides_is_not_judged),
		cmocka_unit_test(the_scratch_has_its_values_again),
		cmocka_unit_test(each_entry_of_a_matrix_has_its_own_check),
		cmocka_unit_test(of_a_large_matrix_the_same_few_entries_are_chosen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
