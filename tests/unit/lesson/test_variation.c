/*
 * Other numbers for the same graph: drawn by the seed, even, and 0 only where the graph had a 0.
 */
#include "given.h"
#include "lesson/variation.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct gw_tape *vary(const struct gw_graph *graph, const struct gw_tape *original,
			    uint64_t seed)
{
	struct gw_error error = {0};
	struct random random = random_start(seed);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);

	assert_non_null(tape);
	if (!variation_draw(tape, original, &random, &error))
		fail_msg("%s", error.message);
	return tape;
}

static void check_zeros(struct gw_matrix now, struct gw_matrix before, const char *name)
{
	for (size_t i = 0; now.entry && i < gw_entry_count(now.shape); i++)
		if ((now.entry[i] == 0) != (before.entry[i] == 0) || !(fabs(now.entry[i]) <= 100))
			fail_msg("%s is %g, and was %g", name, now.entry[i], before.entry[i]);
}

static bool has_same_leaves(const struct gw_tape *a, const struct gw_tape *b)
{
	for (uint32_t i = 0; i < a->graph->node_count; i++) {
		struct gw_matrix one = gw_tape_value(a, i), other = gw_tape_value(b, i);
		if (!gw_is_gate(a->graph, i) &&
		    memcmp(one.entry, other.entry, gw_entry_count(one.shape) * sizeof(double)) != 0)
			return false;
	}
	return true;
}

static void check_lesson(const char *name)
{
	struct gw_error error = {0};
	struct gw_graph *graph = given_lesson(name);
	struct gw_tape *original = gw_tape_create(graph, graph->outputs[0], &error);
	unsigned others = 0;

	for (uint64_t seed = 0; seed < 20; seed++) {
		struct gw_tape *tape = vary(graph, original, seed);
		struct gw_tape *again = vary(graph, original, seed);
		for (uint32_t i = 0; i < graph->node_count; i++) {
			if (gw_is_left_out(tape, i))
				continue;
			check_zeros(gw_tape_value(tape, i), gw_tape_value(original, i),
				    gw_node_name(graph, i));
			check_zeros(gw_tape_gradient_matrix(tape, i),
				    gw_tape_gradient_matrix(original, i), gw_node_name(graph, i));
		}
		assert_true(has_same_leaves(tape, again));
		others += !has_same_leaves(tape, original);
		gw_tape_destroy(tape);
		gw_tape_destroy(again);
	}
	assert_int_equal(others, 20);
	gw_tape_destroy(original);
	gw_graph_destroy(graph);
}

static void lessons_have_other_numbers_and_the_same_zeros(void **state)
{
	static const char *const names[] = {"01-sum-product",   "02-sigmoid-neuron",
					    "04-diamond",       "05-max-router",
					    "06-dead-relu",     "08-division-and-logs",
					    "10-xor-perturbed", "11-softmax-cross-entropy"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		check_lesson(names[i]);
}

/* A network that is exactly right has no gradient; with other numbers it would have one. */
static void a_graph_that_no_other_numbers_suit_is_refused(void **state)
{
	struct gw_error error = {0};
	struct random random = random_start(1);
	struct gw_graph *graph = given_lesson("10-two-layer-network");
	struct gw_tape *original = gw_tape_create(graph, graph->outputs[0], &error);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);

	(void)state;
	assert_false(variation_draw(tape, original, &random, &error));
	assert_non_null(strstr(error.message, "no other numbers"));
	gw_tape_destroy(tape);
	gw_tape_destroy(original);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lessons_have_other_numbers_and_the_same_zeros),
		cmocka_unit_test(a_graph_that_no_other_numbers_suit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
