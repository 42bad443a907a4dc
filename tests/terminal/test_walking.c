/*
 * The first two lessons walked on a real screen, key by key: what stands there is what the lecture
 * says.
 */
#include "lesson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#define GREEN 29 /* of xterm's 256 colours */
#define RED 131

/* At each step: what must stand on the screen. */
struct sight {
	const char *clock;
	const char *seen[4];
};

static const struct sight sum_product_walk[] = {
	{"step 1/5", {"forward 1/2", "3.00"}},
	{"step 2/5", {"forward 2/2", "−12.00"}},
	{"step 3/5", {"1.00"}},
	{"step 4/5", {"backward 1/2", "upstream", "local", "downstream"}},
	{"step 5/5", {"backward 2/2", "−4.00"}},
};

#define SUM_PRODUCT_STEPS (sizeof sum_product_walk / sizeof *sum_product_walk)
#define SIGMOID_STEPS 17 /* eight gates forward, the seed, eight gates backward */

static void expect_sight(struct terminal *terminal, const struct sight *sight)
{
	terminal_expect(terminal, sight->clock);
	for (size_t i = 0; i < 4 && sight->seen[i]; i++)
		terminal_expect(terminal, sight->seen[i]);
}

static void lesson_1_is_walked(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_expect(terminal, "(x + y)");
	for (size_t i = 0; i < SUM_PRODUCT_STEPS; i++) {
		terminal_send(terminal, "n");
		expect_sight(terminal, &sum_product_walk[i]);
	}
}

static void expect_step(struct terminal *terminal, size_t step, size_t steps)
{
	char clock[32];
	snprintf(clock, sizeof clock, "step %zu/%zu", step, steps);
	terminal_expect(terminal, clock);
	terminal_settle(terminal);
}

/*
 * Forward by one key and back by the other: on the way back each screen is what it was on the way
 * there.
 */
static void walk_there_and_back(void **state, const char *lesson, size_t steps, const char *forward,
				const char *back)
{
	char *screens[SIGMOID_STEPS + 1];
	struct terminal *terminal = open_lesson(state, lesson);
	terminal_send(terminal,
		      "nN"); /* the opening words go with the first step, and do not come back */
	terminal_settle(terminal);
	expect_step(terminal, 0, steps);
	for (size_t i = 0; i <= steps; i++) {
		expect_step(terminal, i, steps);
		screens[i] = terminal_text(terminal);
		terminal_send(terminal, forward);
	}
	for (size_t i = steps; i-- > 0;) {
		terminal_send(terminal, back);
		terminal_expect_screen(terminal, screens[i]);
	}
	for (size_t i = 0; i <= steps; i++)
		free(screens[i]);
}

static void lesson_1_is_walked_back(void **state)
{
	walk_there_and_back(state, SUM_PRODUCT, SUM_PRODUCT_STEPS, "n", "N");
}

static void lesson_2_is_walked_there_and_back(void **state)
{
	walk_there_and_back(state, SIGMOID_NEURON, SIGMOID_STEPS, "n", "N");
}

static void arrows_walk_as_well(void **state)
{
	walk_there_and_back(state, SUM_PRODUCT, SUM_PRODUCT_STEPS, "\033OC", "\033OD");
}

/* At 80 × 24 the whole neuron is seen, with every value and gradient that the lecture has. */
static void lesson_2_ends_with_the_gradients_of_the_lecture(void **state)
{
	static const char *const numbers[] = {"2.00",  "−1.00", "−3.00", "−2.00", "6.00",  "4.00",
					      "1.00",  "0.37",  "1.37",  "0.73",  "−0.20", "0.39",
					      "−0.39", "−0.59", "0.20",  "−0.53"};
	struct terminal *terminal = open_lesson(state, SIGMOID_NEURON);
	for (size_t step = 1; step <= SIGMOID_STEPS; step++) {
		terminal_send(terminal, "n");
		expect_step(terminal, step, SIGMOID_STEPS);
	}
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		terminal_expect(terminal, numbers[i]);
}

static void values_are_green_and_gradients_red(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, "F");
	terminal_send(terminal, ":goto end\r");
	expect_step(terminal, 5, 5);
	int x, y;
	assert_true(terminal_find(terminal, "5.00", &x, &y)); /* y's value */
	assert_int_equal(terminal_cell(terminal, x, y).fg.indexed.idx, GREEN);
	assert_true(terminal_find(terminal, "┘ −4.00", &x, &y)); /* a gradient below its wire */
	assert_int_equal(terminal_cell(terminal, x + 2, y).fg.indexed.idx, RED);
}

static void the_cursor_stands_on_the_node_at_work(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, "n");
	terminal_expect_cursor_on(terminal, "┃   +   ");
	terminal_send(terminal, "n");
	terminal_expect_cursor_on(terminal, "┃   ×   ");
	terminal_send(terminal, "nnn");
	terminal_expect_cursor_on(terminal, "┃   +   ");
}

/*
 * The terminal cannot know whether Esc begins an arrow key; whoever waits a second to find out,
 * lags.
 */
static double seconds_to_leave_a_prompt(struct terminal *terminal)
{
	struct timespec start, end;
	terminal_send(terminal, "/q2");
	terminal_expect(terminal, "/q2");
	terminal_settle(terminal);
	clock_gettime(CLOCK_MONOTONIC, &start);
	terminal_send(terminal, "\033");
	terminal_expect_gone(terminal, "/q2");
	clock_gettime(CLOCK_MONOTONIC, &end);
	return (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
}

/*
 * The best of several, as a busy machine may lose any of them; curses' own delay is a whole second
 * each time.
 */
static void escape_does_not_lag(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	double best = seconds_to_leave_a_prompt(terminal);
	for (int tries = 0; tries < 9 && best > 0.5; tries++) {
		double seconds = seconds_to_leave_a_prompt(terminal);
		best = seconds < best ? seconds : best;
	}
	print_message("# Esc is answered after %.0f ms\n", 1000 * best);
	assert_true(best < 0.5);
}

/* The End key of some terminals, which xterm's description does not have, is not Esc and more. */
static void an_unknown_sequence_does_nothing(void **state)
{
	struct terminal *terminal = open_lesson(state, SIGMOID_NEURON);

	terminal_send(terminal, "/w\r");
	terminal_expect(terminal, "match 1 of");
	terminal_send(terminal, "\033[4~n");
	terminal_expect(terminal, "match 2 of");
}

static void a_step_sends_only_what_changed(void **state)
{
	struct terminal *terminal = open_lesson(state, SIGMOID_NEURON);
	size_t whole = terminal_bytes(terminal);
	size_t largest = 0;
	for (size_t step = 1; step <= SIGMOID_STEPS; step++) {
		size_t before = terminal_bytes(terminal);
		terminal_send(terminal, "n");
		expect_step(terminal, step, SIGMOID_STEPS);
		size_t sent = terminal_bytes(terminal) - before;
		print_message("# step %zu: %zu bytes\n", step, sent);
		largest = sent > largest ? sent : largest;
	}
	print_message("# first screen: %zu bytes\n", whole);
	assert_true(largest < whole);
}

static void every_view_is_reached(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, "\t");
	terminal_expect(terminal, "downstream");
	terminal_send(terminal, "\t");
	terminal_expect(terminal, "<output name=\"f\">");
	terminal_send(terminal, "\t");
	terminal_expect_gone(terminal, "<output");
	terminal_send(terminal, "?");
	terminal_expect(terminal, "one node on");
	terminal_send(terminal, "q");
	terminal_expect_gone(terminal, "one node on");
}

static void an_edit_is_computed_at_once(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, ":goto end\r");
	expect_step(terminal, 5, 5);
	terminal_send(terminal, ":set x 3\r");
	terminal_expect(terminal, "−32.00");
	terminal_send(terminal, "u");
	terminal_expect(terminal, "−12.00");
	terminal_expect_gone(terminal, "−32.00");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(lesson_1_is_walked, close_lesson),
		cmocka_unit_test_teardown(lesson_1_is_walked_back, close_lesson),
		cmocka_unit_test_teardown(lesson_2_is_walked_there_and_back, close_lesson),
		cmocka_unit_test_teardown(arrows_walk_as_well, close_lesson),
		cmocka_unit_test_teardown(lesson_2_ends_with_the_gradients_of_the_lecture,
					  close_lesson),
		cmocka_unit_test_teardown(values_are_green_and_gradients_red, close_lesson),
		cmocka_unit_test_teardown(the_cursor_stands_on_the_node_at_work, close_lesson),
		cmocka_unit_test_teardown(escape_does_not_lag, close_lesson),
		cmocka_unit_test_teardown(an_unknown_sequence_does_nothing, close_lesson),
		cmocka_unit_test_teardown(a_step_sends_only_what_changed, close_lesson),
		cmocka_unit_test_teardown(every_view_is_reached, close_lesson),
		cmocka_unit_test_teardown(an_edit_is_computed_at_once, close_lesson),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
