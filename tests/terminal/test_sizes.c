/*
 * The window is dragged to any size, and to none.
 */
#include "lesson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void resize_and_settle(struct terminal *terminal, int width, int height)
{
	size_t bytes = terminal_bytes(terminal);
	terminal_resize(terminal, width, height);
	terminal_expect_more_than(terminal, bytes);
	terminal_settle(terminal);
}

/* To a size and back to 80 × 24: the screen is as it was. */
static void there_and_back(void **state, int width, int height)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, "nnnn");
	terminal_expect(terminal, "step 4/");
	terminal_settle(terminal);
	char *before = terminal_text(terminal);
	resize_and_settle(terminal, width, height);
	terminal_resize(terminal, 80, 24);
	terminal_expect_screen(terminal, before);
	free(before);
	terminal_send(terminal, "n");
	terminal_expect(terminal, "step 5/");
}

static void to_one_cell_and_back(void **state)
{
	there_and_back(state, 1, 1);
}

static void to_one_row_and_back(void **state)
{
	there_and_back(state, 300, 1);
}

static void to_one_column_and_back(void **state)
{
	there_and_back(state, 1, 100);
}

static void to_a_wall_and_back(void **state)
{
	there_and_back(state, 200, 50);
}

static void to_more_rows_and_back(void **state)
{
	there_and_back(state, 80, 40);
}

/* ^L, where another program has written over it. */
static void it_is_sent_again_when_asked_for(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	char *before = terminal_text(terminal);
	size_t bytes = terminal_bytes(terminal);

	terminal_send(terminal, "\x0c");
	terminal_expect_more_than(terminal, bytes + 500);
	terminal_expect_screen(terminal, before);
	free(before);
}

static void what_is_too_small_says_what_it_needs(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_resize(terminal, 39, 10);
	terminal_expect(terminal, "40×10");
	terminal_expect(terminal, "39×10");
	terminal_resize(terminal, 40, 9);
	terminal_expect(terminal, "40×9");
	terminal_resize(terminal, 40, 10);
	terminal_expect_gone(terminal, "gradwalk needs");
	terminal_send(terminal, "n");
	terminal_expect(terminal, "1/");
}

static void keys_count_while_it_is_too_small(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	resize_and_settle(terminal, 5, 2);
	terminal_send(terminal, "n");
	terminal_resize(terminal, 80, 24);
	terminal_expect(terminal, "step 1/");
}

static void a_large_window_is_used(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_resize(terminal, 200, 50);
	terminal_expect(terminal, "step 0/");
	terminal_settle(terminal);
	int x, y;
	assert_true(terminal_find(terminal, "step 0/", &x, &y));
	assert_true(x > 150);
	assert_true(terminal_find(terminal, "help", &x, &y));
	assert_true(y > 40);
}

/* Sizes follow each other faster than anyone could draw them. */
static void a_dragged_window_ends_well(void **state)
{
	struct terminal *terminal = open_lesson(state, SIGMOID_NEURON);
	char *before = terminal_text(terminal);
	for (int i = 0; i < 200; i++)
		terminal_resize(terminal, 1 + i * 37 % 150, 1 + i * 23 % 60);
	terminal_resize(terminal, 80, 24);
	terminal_expect_screen(terminal, before);
	free(before);
}

static void it_opens_in_one_cell(void **state)
{
	struct terminal *terminal = open_lesson_in(
		state, SUM_PRODUCT, &(struct terminal_setup){.width = 1, .height = 1});
	terminal_expect_more_than(terminal, 0);
	terminal_settle(terminal);
	terminal_resize(terminal, 80, 24);
	terminal_expect(terminal, "step 0/");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(to_one_cell_and_back, close_lesson),
		cmocka_unit_test_teardown(to_one_row_and_back, close_lesson),
		cmocka_unit_test_teardown(to_one_column_and_back, close_lesson),
		cmocka_unit_test_teardown(to_a_wall_and_back, close_lesson),
		cmocka_unit_test_teardown(to_more_rows_and_back, close_lesson),
		cmocka_unit_test_teardown(it_is_sent_again_when_asked_for, close_lesson),
		cmocka_unit_test_teardown(what_is_too_small_says_what_it_needs, close_lesson),
		cmocka_unit_test_teardown(keys_count_while_it_is_too_small, close_lesson),
		cmocka_unit_test_teardown(a_large_window_is_used, close_lesson),
		cmocka_unit_test_teardown(a_dragged_window_ends_well, close_lesson),
		cmocka_unit_test_teardown(it_opens_in_one_cell, close_lesson),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
