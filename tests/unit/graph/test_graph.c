/* Graphs that a program builds: names, limits, groups, and what a tape of them says. */
#include "given.h"
#include "graph/grouping.h"
#include "graph/notation.h"
#include "memory_failure.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const double two = 2;

static uint32_t add(struct gw_graph *graph, const char *op, uint32_t a, uint32_t b,
		    const char *name, struct gw_error *error)
{
	return gw_graph_add_gate(graph, gw_op_find(&gw_ops, op, strlen(op)), (uint32_t[]){a, b},
				 name, error);
}

static void a_name_is_given_once(void **state)
{
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_create(&error);
	uint32_t x = gw_graph_add_leaf(graph, GW_INPUT, "x", &two, &error);

	(void)state;
	assert_int_equal(gw_graph_add_leaf(graph, GW_PARAM, "x", &two, &error), GW_NONE);
	assert_string_equal(error.message, "the name \"x\" is taken");
	assert_int_equal(
		gw_graph_add_matrix(graph, GW_PARAM, "x", (struct gw_shape){1, 2}, NULL, &error),
		GW_NONE);
	assert_int_equal(add(graph, "add", x, x, "x", &error), GW_NONE);
	assert_int_equal(graph->node_count, 1);
	assert_int_equal(add(graph, "add", x, x, "f", &error), 1);
	gw_graph_destroy(graph);
}

/* Gates without a name are named by their expressions, and none takes the name of another node. */
static void made_names_evade_given_ones(void **state)
{
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_create(&error);
	uint32_t x = gw_graph_add_leaf(graph, GW_INPUT, "x", &two, &error);
	uint32_t taken = gw_graph_add_leaf(graph, GW_INPUT, "x + x#2", &two, &error);
	uint32_t first = add(graph, "add", x, x, NULL, &error),
		 second = add(graph, "add", x, x, NULL, &error);

	(void)state;
	add(graph, "mul", taken, add(graph, "mul", first, second, NULL, &error), "f", &error);
	assert_true(gw_graph_add_output(graph, graph->node_count - 1, &error));
	assert_true(gw_graph_finish(graph, &error));
	assert_string_equal(gw_node_name(graph, first), "x + x");
	assert_string_equal(gw_node_name(graph, second), "x + x#3");
	gw_graph_destroy(graph);
}

/* Names are found as they are shown, too: with the signs of mathematics. */
static void a_name_is_found_by_the_signs_that_are_shown(void **state)
{
	static const struct gw_setting setting = {.name = "x", .value = 2};
	struct gw_error error = {0};
	struct gw_graph *graph =
		gw_graph_from_expression("f = exp(2 * 3 - x)", &setting, 1, &error);

	(void)state;
	uint32_t difference = gw_graph_find(graph, "2 * 3 - x");
	assert_int_not_equal(difference, GW_NONE);
	assert_int_equal(gw_graph_find(graph, "2 × 3 − x"), difference);
	assert_int_equal(gw_graph_find(graph, "2 × 3 − y"), GW_NONE);
	gw_graph_destroy(graph);
}

/* A program that only wants numbers pays for no names. */
static void names_are_made_when_one_is_asked_for(void **state)
{
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_create(&error);
	uint32_t x = gw_graph_add_leaf(graph, GW_INPUT, "x", &two, &error);
	uint32_t number = gw_graph_add_literal(graph, NULL, 0.1, &error);
	uint32_t sum = add(graph, "add", x, number, NULL, &error),
		 again = add(graph, "add", x, number, NULL, &error),
		 output = add(graph, "mul", sum, again, "f", &error);

	(void)state;
	assert_int_equal(gw_graph_find(graph, "x + 0.1"), GW_NONE);
	assert_true(gw_graph_add_output(graph, output, &error));
	assert_true(gw_graph_finish(graph, &error));
	struct gw_tape *tape = gw_tape_create(graph, output, &error);
	assert_non_null(tape);
	assert_int_equal(gw_graph_find(graph, "f"), output);
	assert_null(graph->known_name[number]);
	assert_null(graph->known_name[sum]);
	assert_null(graph->known_name[again]);
	assert_string_equal(gw_node_name(graph, again), "x + 0.1#2");
	assert_string_equal(gw_node_name(graph, number), "0.1");
	assert_int_equal(gw_graph_find(graph, "x + 0.1"), sum);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* Names whose memory is missing are made as soon as there is some. */
static void a_name_without_memory_is_a_sign(void **state)
{
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_create(&error);
	uint32_t x = gw_graph_add_leaf(graph, GW_INPUT, "x", &two, &error);
	uint32_t sum = add(graph, "add", x, x, NULL, &error);

	(void)state;
	assert_true(gw_graph_add_output(graph, sum, &error));
	assert_true(gw_graph_finish(graph, &error));
	fail_allocation(0);
	assert_string_equal(gw_node_name(graph, sum), "…");
	assert_true(failure_happened());
	fail_allocation(0);
	assert_int_equal(gw_graph_find(graph, "x + x"), GW_NONE);
	assert_true(failure_happened());
	fail_allocation(0);
	assert_false(gw_graph_make_names(graph, &error));
	assert_true(failure_happened());
	assert_string_equal(error.message, "out of memory");
	assert_int_equal(gw_graph_find(graph, "x + x"), sum);
	assert_string_equal(gw_node_name(graph, sum), "x + x");
	gw_graph_destroy(graph);
}

static void entries_have_a_limit_that_can_be_raised(void **state)
{
	const struct gw_shape huge = {10000, 10000}, large = {4000, 10000};
	const struct gw_op *sum = gw_op_find(&gw_ops, "sum", 3);
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_create(&error);

	(void)state;
	assert_int_equal(gw_graph_add_matrix(graph, GW_INPUT, "A", huge, NULL, &error), GW_NONE);
	assert_string_equal(error.message, "all values have more than 67108864 entries together; "
					   "--max-size allows more");
	uint32_t a = gw_graph_add_matrix(graph, GW_INPUT, "A", large, NULL, &error);
	assert_int_equal(a, 0);
	assert_int_equal(gw_graph_add_matrix(graph, GW_INPUT, "B", large, NULL, &error), GW_NONE);
	assert_int_equal(gw_graph_add_gate_over(graph, sum, &a, 1, NULL, &error), 1);
	assert_int_equal(gw_graph_add_gate_over(graph, sum, &a, 1, NULL, &error), GW_NONE);
	assert_non_null(strstr(error.message, "all contributions to gradients have more than"));
	gw_graph_allow_entries(graph, 1); /* is less than now */
	gw_graph_allow_entries(graph, (size_t)1 << 28);
	assert_int_equal(gw_graph_add_matrix(graph, GW_INPUT, "B", huge, NULL, &error), 2);
	gw_graph_destroy(graph);
}

/* Without a text there is no place to point at. */
static void a_tape_tells_what_is_missing(void **state)
{
	const double entries[] = {1, 2};
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_create(&error);
	uint32_t x = gw_graph_add_leaf(graph, GW_INPUT, "x", NULL, &error);
	uint32_t a =
		gw_graph_add_matrix(graph, GW_INPUT, "A", (struct gw_shape){1, 2}, entries, &error);
	uint32_t f = add(graph, "mul", x, x, "f", &error), g = add(graph, "mul", x, a, "g", &error);

	(void)state;
	assert_true(gw_graph_finish(graph, &error));
	assert_null(gw_tape_create(graph, f, &error));
	assert_string_equal(error.message, "\"x\" has no value");
	assert_null(gw_tape_create(graph, g, &error));
	assert_string_equal(error.message, "the output \"g\" is a matrix (1×2); only a scalar has "
					   "a gradient: take its sum or mean");
	assert_true(gw_graph_set_entries(graph, x, (const double[]){3}, &error));
	struct gw_tape *tape = gw_tape_create(graph, f, &error); /* a graph without outputs */
	assert_true(gw_tape_gradient(tape, x) == 6 && gw_is_left_out(tape, g));
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void a_constant_output_has_the_gradient_1_and_nothing_else_has_any(void **state)
{
	struct gw_graph *graph = given_graph("<graph><input name='x' value='3'/>"
					     "<output name='f'>2 + 5</output></graph>");
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct gw_walk walk;

	(void)state;
	assert_true(gw_tape_gradient(tape, graph->outputs[0]) == 1);
	assert_true(gw_tape_gradient(tape, gw_graph_find(graph, "x")) == 0);
	gw_walk_init(&walk, tape);
	assert_int_equal(gw_walk_forward_time(&walk, gw_graph_find(graph, "x")), GW_NONE);
	assert_int_equal(gw_walk_forward_time(&walk, graph->outputs[0]), 1);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* An output outside the choice is no alternative to one in it. */
static void alternatives_are_those_of_one_choice(void **state)
{
	struct gw_graph *graph =
		given_graph("<graph><input name='x' value='3'/><output name='f'>2x</output>"
			    "<choice><output name='a'>3f</output><output "
			    "name='b'>4f</output></choice></graph>");
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, gw_graph_find(graph, "a"), &error);

	(void)state;
	assert_true(gw_is_left_out(tape, gw_graph_find(graph, "b")));
	assert_false(gw_is_left_out(tape, gw_graph_find(graph, "f")));
	assert_true(gw_tape_gradient(tape, gw_graph_find(graph, "x")) == 6);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void a_group_is_found_by_a_name_that_only_it_has(void **state)
{
	struct gw_graph *graph =
		given_graph("<graph><input name='x' value='3'/>"
			    "<group name='g'><let name='a'>2x</let><let name='b'>a a</let></group>"
			    "<group name='h'><let name='c'>2b</let><let name='d'>c c</let></group>"
			    "<group name='h'><let name='e'>2d</let><let name='k'>e e</let></group>"
			    "<output name='f'>k</output></graph>");

	(void)state;
	assert_int_equal(grouping_find(graph, "g"), 0);
	assert_int_equal(grouping_find(graph, "h"), GW_NONE);
	assert_int_equal(grouping_find(graph, "i"), GW_NONE);
	gw_graph_destroy(graph);
}

#define TWO                                                                                        \
	"<define name='two' args='t' returns='a b'><let name='a'>2t</let><let name='b'>3t</let>"   \
	"</define><let name='p q'>two(x)</let>"

static void groups_fold_by_their_names(void **state)
{
	static const struct {
		const char *name;
		bool is_known, is_folded[3];
	} cases[] = {
		{"g", true, {true, false, false}},      {"two.a", true, {false, true, false}},
		{"two", true, {false, true, true}},     {"all", true, {true, true, true}},
		{"none", true, {false, false, false}},  {"tw", false, {false, false, false}},
		{"two.", false, {false, false, false}},
	};
	struct gw_graph *graph = given_graph("<graph><input name='x' value='3'/>"
					     "<group name='g'><let name='c'>2x</let></group>" TWO
					     "<output name='f'>c p q</output></graph>");

	(void)state;
	assert_int_equal(graph->group_count, 3);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bool is_folded[3] = {false};
		bool is_known = grouping_fold(graph, cases[i].name, true, is_folded);
		if (is_known != cases[i].is_known ||
		    memcmp(is_folded, cases[i].is_folded, sizeof is_folded) != 0)
			fail_msg("%s: %d, %d %d %d", cases[i].name, is_known, is_folded[0],
				 is_folded[1], is_folded[2]);
	}
	gw_graph_destroy(graph);
}

/* Of b and of the second; of none that something outside sees two gates of, or that has no gate. */
static void a_group_has_one_exit_or_none(void **state)
{
	static const char *const exits[] = {"b", NULL, "unused", NULL, "alone"};
	struct gw_graph *graph = given_graph(
		"<graph><input name='x' value='3'/>"
		"<group name='one'><let name='a'>2x</let><let name='b'>a a</let></group>"
		"<group name='several'><let name='c'>2b</let><let name='d'>c c</let></group>"
		"<group name='unseen'><let name='unused'>2x</let></group>"
		"<group name='empty'><input name='y' value='1'/></group>"
		"<output name='f'>c d y</output>"
		"<group name='other'><let name='alone'>3x</let></group></graph>");
	bool is_left_out[32] = {false};
	uint32_t exit[5];

	(void)state;
	is_left_out[gw_graph_find(graph, "alone")] = true;
	grouping_find_exits(graph, graph->outputs[0], is_left_out, exit);
	for (uint32_t i = 0; i < 5; i++)
		assert_int_equal(exit[i], exits[i] ? gw_graph_find(graph, exits[i]) : GW_NONE);
	assert_int_equal(grouping_last_gate(graph, 1), gw_graph_find(graph, "d"));
	assert_int_equal(grouping_last_gate(graph, 3), GW_NONE);
	gw_graph_destroy(graph);
}

/* A number behind a product's space gets a sign before it; what is marked on its right moves. */
static void marks_stay_with_what_they_mark(void **state)
{
	static const struct {
		const char *expression, *mark, *written, *marked;
	} cases[] = {
		{"2 * 3 (x + 1)", "x + 1", "2 * 3 (x + 1)", "x + 1"},
		{"(x + 1) * 3", "x + 1", "(x + 1) * 3", "x + 1"},
		{"(x + 1) * 3", "3", "(x + 1) * 3", "3"},
	};
	struct text text = {0};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct gw_setting x = {.name = "x", .value = 2};
		struct gw_error error = {0};
		struct gw_graph *graph =
			gw_graph_from_expression(cases[i].expression, &x, 1, &error);
		struct notation notation = {.limit = 4000};
		for (uint32_t node = 0; node < graph->node_count; node++)
			if (strcmp(gw_node_name(graph, node), cases[i].mark) == 0)
				notation.mark = node;
		text_clear(&text);
		notation_write(&notation, graph, graph->outputs[0], &text);
		assert_string_equal(text.data, cases[i].written);
		assert_int_equal(notation.mark_count, 1);
		assert_int_equal(notation.marked[0].length, strlen(cases[i].marked));
		assert_memory_equal(text.data + notation.marked[0].offset, cases[i].marked,
				    strlen(cases[i].marked));
		gw_graph_destroy(graph);
	}
	text_finish(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_given_once),
		cmocka_unit_test(made_names_evade_given_ones),
		cmocka_unit_test(a_name_is_found_by_the_signs_that_are_shown),
		cmocka_unit_test(names_are_made_when_one_is_asked_for),
		cmocka_unit_test(a_name_without_memory_is_a_sign),
		cmocka_unit_test(entries_have_a_limit_that_can_be_raised),
		cmocka_unit_test(a_tape_tells_what_is_missing),
		cmocka_unit_test(a_constant_output_has_the_gradient_1_and_nothing_else_has_any),
		cmocka_unit_test(alternatives_are_those_of_one_choice),
		cmocka_unit_test(a_group_is_found_by_a_name_that_only_it_has),
		cmocka_unit_test(groups_fold_by_their_names),
		cmocka_unit_test(a_group_has_one_exit_or_none),
		cmocka_unit_test(marks_stay_with_what_they_mark),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
