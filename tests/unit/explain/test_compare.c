/* Gradients before and after a change, side by side: what is marked, and which factors are told. */
#include "explain/compare.h"

#include "given.h"
#include "memory_failure.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const double square[] = {1, -2, 3, 4};

/* Three outputs over W = [1 −2; 3 4] and x = 2: J, three times J, and one that turns a sign. */
static struct gw_graph *load(void)
{
	static const char source[] = "<graph><param name='W' value='1 -2; 3 4'/>"
				     "<input name='x' value='2'/>"
				     "<output name='J'>sum(W * W) + x</output>"
				     "<output name='triple'>3 J</output>"
				     "<output name='turned'>sum(W * W) - x - 4 W[0, 0]</output>"
				     "</graph>";
	return given_graph(source);
}

/* The table from one output to another at a position of the walk, in `memory`. */
static void compare_at(uint32_t t, const struct gw_graph *graph, const char *from, const char *to,
		       char *memory, size_t size)
{
	const struct explain_style style = {.digits = 2};
	struct gw_error error = {0};
	struct gw_tape *before = gw_tape_create(graph, gw_graph_find(graph, from), &error);
	struct gw_tape *after = gw_tape_create(graph, gw_graph_find(graph, to), &error);
	struct snapshot snapshot = {0};
	struct prose prose = {.text.is_ascii = true};
	struct text text = text_in(memory, size);
	struct gw_walk walk;

	assert_non_null(before);
	assert_non_null(after);
	assert_true(snapshot_take(&snapshot, before));
	gw_walk_init(&walk, after);
	gw_walk_seek(&walk, t < gw_walk_last(&walk) ? t : gw_walk_last(&walk));
	compare_write(&prose, &snapshot, &walk, &style, 80);
	prose_hand_over(&prose, &text);
	assert_false(text.failed);
	prose_finish(&prose);
	snapshot_finish(&snapshot);
	gw_tape_destroy(before);
	gw_tape_destroy(after);
}

/* The same at the end. */
static void compare(const struct gw_graph *graph, const char *from, const char *to, char *memory,
		    size_t size)
{
	compare_at(UINT32_MAX, graph, from, to, memory, size);
}

static void assert_line(const char *table, const char *line)
{
	if (!strstr(table, line))
		fail_msg("\"%s\" is not in\n%s", line, table);
}

static void test_one_factor(void **state)
{
	struct gw_graph *graph = load();
	char table[4000];

	(void)state;
	compare(graph, "J", "triple", table, sizeof table);
	assert_line(table, "* W 2x2   x 3\n");
	assert_line(table, "2.00   -4.00  |    6.00*  -12.00*\n");
	assert_line(table, "* x                         1.00        3.00*   x 3\n");
	gw_graph_destroy(graph);
}

static void test_signs(void **state)
{
	struct gw_graph *graph = load();
	char table[4000];

	(void)state;
	compare(graph, "J", "turned", table, sizeof table);
	/*
	 * Only W[0,0] changes, and it turns from 2 to −2: no factor of the whole, none of its row.
	 */
	assert_line(table, "* W 2x2   1 of 4 changed, 1 changed its sign\n");
	assert_line(table, "2.00  -4.00  |  -2.00!  -4.00 \n");
	assert_line(table, "6.00   8.00  |   6.00    8.00 \n");
	assert_line(table,
		    "* x                         1.00       -1.00!   x -1: changed its sign\n");
	gw_graph_destroy(graph);
}

static void test_no_change(void **state)
{
	struct gw_graph *graph = load();
	char table[4000];

	(void)state;
	compare(graph, "J", "J", table, sizeof table);
	assert_line(table, "  W 2x2   the same\n");
	assert_line(table, "  x                         1.00        1.00    the same\n");
	gw_graph_destroy(graph);
}

/* As far as the walk has come, and it says so. */
static void test_in_the_middle(void **state)
{
	struct gw_graph *graph = load();
	char table[4000];

	(void)state;
	compare_at(2, graph, "J", "triple", table, sizeof table);
	assert_line(table, "at step 2/9; . is not computed yet there\n");
	/* Values as far as they are computed, and no gradient before the seed. */
	assert_line(table, "  sum(W W)                 30.00       30.00    the same\n");
	assert_line(table, "  J                            .           .\n");
	assert_null(strstr(table, "J was"));
	assert_null(strstr(table, "6.00*"));
	/* Behind the seed all values are there. */
	compare_at(6, graph, "J", "triple", table, sizeof table);
	assert_line(table, "  J was 32 -> triple is 96\n");
	gw_graph_destroy(graph);
}

/* A gradient of which a part has arrived is compared with the same part of the one before. */
static void test_partial_gradients(void **state)
{
	struct gw_graph *graph =
		given_graph("<graph><input name='x' value='3'/><input name='y' value='2'/>"
			    "<output name='f'>(x + y) (x - y)</output></graph>");
	const struct explain_style style = {.digits = 2};
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct snapshot snapshot = {0};
	struct prose prose = {.text.is_ascii = true};
	struct gw_walk walk;
	uint32_t x = gw_graph_find(graph, "x"), y = gw_graph_find(graph, "y");

	(void)state;
	assert_true(snapshot_take(&snapshot, tape));
	gw_tape_set(tape, x, 2);
	gw_tape_run(tape);
	gw_walk_init(&walk, tape);
	gw_walk_seek(&walk, gw_walk_last(&walk) - 1);
	compare_write(&prose, &snapshot, &walk, &style, 80);
	assert_line(prose.text.data, "* x                   5.00 (1/2)  4.00 (1/2)*   x 0.80\n");
	assert_true(snapshot_value_differs(&snapshot, &walk, x));
	assert_true(snapshot_gradient_differs(&snapshot, &walk, x));
	assert_false(snapshot_value_differs(&snapshot, &walk, y));
	/* Whole, the gradient by y is −4 in place of −4: -(x + y) + (x - y) = -2 y. */
	gw_walk_next(&walk);
	assert_false(snapshot_gradient_differs(&snapshot, &walk, y));
	assert_true(snapshot_gradient_differs(&snapshot, &walk, x));
	gw_walk_seek(&walk, 0);
	assert_false(snapshot_gradient_differs(&snapshot, &walk, x));
	prose_finish(&prose);
	snapshot_finish(&snapshot);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* What is no number, and what f does not depend on, is so before and after; a number is another. */
static void only_what_is_another_number_differs(void **state)
{
	static const struct {
		const char *node;
		double before, after; /* of x */
		bool value_differs, gradient_differs;
	} cases[] = {
		{"l", -3, -2, false, false}, {"l", 3, -2, true, false}, {"l", 3, 2, true, false},
		{"x", -3, -2, true, false},  {"x", 3, -2, true, true},  {"x", 3, 2, true, true},
		{"z", 3, 2, false, false},   {"f", 3, 2, true, false},
	};
	struct gw_graph *graph =
		given_graph("<graph><input name='x' value='3'/><input name='z' value='1'/>"
			    "<let name='l'>log(x)</let><output name='f'>l (x/x)</output>"
			    "<output name='g'>z</output></graph>");

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_error error = {0};
		struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
		uint32_t x = gw_graph_find(graph, "x"), node = gw_graph_find(graph, cases[i].node);
		struct snapshot snapshot = {0};
		struct gw_walk walk;
		gw_tape_set(tape, x, cases[i].before);
		gw_tape_run(tape);
		assert_true(snapshot_take(&snapshot, tape));
		gw_tape_set(tape, x, cases[i].after);
		gw_tape_run(tape);
		gw_walk_init(&walk, tape);
		gw_walk_seek(&walk, gw_walk_last(&walk));
		if (snapshot_value_differs(&snapshot, &walk, node) != cases[i].value_differs)
			fail_msg("the value of %s, case %zu", cases[i].node, i);
		if (snapshot_gradient_differs(&snapshot, &walk, node) != cases[i].gradient_differs)
			fail_msg("the gradient of %s, case %zu", cases[i].node, i);
		snapshot_finish(&snapshot);
		gw_tape_destroy(tape);
	}
	gw_graph_destroy(graph);
}

/* What the table of a graph says, from its first output to another. */
static void assert_told(const char *source, const char *to, const char *line)
{
	static char table[100000];
	struct gw_graph *graph = given_graph(source);

	compare(graph, gw_node_name(graph, graph->outputs[0]), to, table, sizeof table);
	assert_line(table, line);
	gw_graph_destroy(graph);
}

#define TALL "1; 2; 3; 4; 5; 6; 7; 8; 9; 10; 11; 12; 13"

static void test_what_is_cut_and_what_is_zero(void **state)
{
	(void)state;
	assert_told("<graph><param name='a' value='1 2 3 4 5 6 7'/><output name='f'>sum(a)</output>"
		    "<output name='g'>2 sum(a)</output></graph>",
		    "g", "1.00  1.00  1.00  1.00  1.00  1.00 ...  |  2.00*  2.00*");
	assert_told("<graph><param name='a' value='" TALL "'/><output name='f'>sum(a)</output>"
		    "<output name='g'>2 sum(a)</output></graph>",
		    "g", "     and 1 more rows\n");
	/* What was 0 or is not finite has no factor. */
	assert_told("<graph><param name='a' value='1 2'/>"
		    "<output name='f'>a[0]</output><output name='g'>a[1]</output></graph>",
		    "g", "* a 1x2   2 of 2 changed\n");
	assert_told("<graph><param name='a' value='1 2'/>"
		    "<output name='f'>a[0]</output><output name='g'>2 a[0]</output></graph>",
		    "g", "* a 1x2   x 2\n");
	assert_told("<graph><param name='a' value='0'/>"
		    "<output name='f'>2a</output><output name='g'>1/a</output></graph>",
		    "g", "2.00        -inf!   \n");
	assert_told("<graph><param name='a' value='-1'/>"
		    "<output name='f'>(0 - a)^0.5 log(a)</output>"
		    "<output name='g'>2 log(a) log(a)</output></graph>",
		    "g", "the same\n");
	/* One row by one factor, though the whole is not. */
	assert_told("<graph><param name='a' value='1 2; 3 4'/><const name='c' value='2; 3'/>"
		    "<output name='f'>sum(a)</output><output name='g'>sum(a * c)</output></graph>",
		    "g", "  x 2\n");
	assert_told("<graph><param name='a' value='1 2'/><const name='c' value='-2 -3'/>"
		    "<output name='f'>sum(a)</output><output name='g'>sum(a * c)</output></graph>",
		    "g", "* a 1x2   2 of 2 changed, 2 changed their sign\n");
	/* A name is whole where a line has room for it, and the others stand in its columns. */
	assert_told("<graph><param name='a_name_of_many_columns' value='1'/>"
		    "<output name='f'>2 a_name_of_many_columns</output></graph>",
		    "f",
		    "  a_name_of_many_columns         2.00        2.00    the same\n"
		    "  f                              1.00        1.00    the same\n");
	assert_told(
		"<graph><param name='a_name_of_so_many_columns_that_no_line_has_them' value='1'/>"
		"<output name='f'>2 a_name_of_so_many_columns_that_no_line_has_them</output>"
		"</graph>",
		"f",
		"  a_name_of_so_many_columns_~line_has_them         2.00        2.00    the same\n"
		"  f                                                1.00        1.00    the "
		"same\n");
}

/* What only one of two outputs needs: no factor leads from 0, nor from what was not there. */
static void test_what_one_output_needs(void **state)
{
	static const char together[] = "<graph><input name='x' value='2'/>"
				       "<output name='neither'>3</output>"
				       "<output name='both'>x + 1</output></graph>";
	static const char apart[] = "<graph><input name='A' value='1 2; 3 4.001'/>"
				    "<choice><output name='f'>sum(A)</output>"
				    "<output name='g'>sum(A * A)</output></choice></graph>";

	(void)state;
	assert_told(together, "both", "  neither was 3 -> both is 3\n");
	assert_told(together, "both", "* x                         0.00        1.00*   \n");
	assert_told(apart, "g",
		    "  A A                          .         2x2    not there before\n");
	assert_told(apart, "g", "* A 2x2 (~)   4 of 4 changed\n");
}

static void test_only_the_first_500_nodes_are_listed(void **state)
{
	struct text source = {0};

	(void)state;
	text_add(&source, "<graph>");
	for (int i = 0; i < 502; i++)
		text_add_format(&source, "<param name='p%d' value='1'/>", i);
	text_add(&source, "<output name='f'>2 p0</output></graph>");
	assert_told(source.data, "f", "  and those of the other 4\n");
	text_finish(&source);
}

static void test_memory(void **state)
{
	struct gw_graph *graph = load();
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct snapshot snapshot = {0};
	bool is_taken = false;

	(void)state;
	for (size_t n = 0; !is_taken; n++) {
		fail_allocation(n);
		is_taken = snapshot_take(&snapshot, tape);
		assert_true(failure_happened() == !is_taken);
		/* What could not be taken leaves nothing half taken. */
		assert_true(is_taken == (snapshot.value != NULL));
	}
	fail_allocation(SIZE_MAX); /* none of cmocka's own */
	assert_memory_equal(snapshot.value, square, sizeof square);
	snapshot_finish(&snapshot);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_factor),
		cmocka_unit_test(test_signs),
		cmocka_unit_test(test_no_change),
		cmocka_unit_test(test_in_the_middle),
		cmocka_unit_test(only_what_is_another_number_differs),
		cmocka_unit_test(test_partial_gradients),
		cmocka_unit_test(test_what_is_cut_and_what_is_zero),
		cmocka_unit_test(test_what_one_output_needs),
		cmocka_unit_test(test_only_the_first_500_nodes_are_listed),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
