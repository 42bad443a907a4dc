/*
 * The mouse, and keys that terminals send in other ways than others do.
 */
#include "lesson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* As xterm reports it: which button, and the cell, from 1. */
#define PRESSED(button, x, y) "\033[<" button ";" x ";" y "M"
#define RELEASED(button, x, y) "\033[<" button ";" x ";" y "m"
#define WHEEL_UP "64"
#define WHEEL_DOWN "65"

static struct terminal *open_with_mouse(void **state, int height)
{
	struct terminal *terminal =
		open_lesson_in(state, SIGMOID_NEURON, &(struct terminal_setup){.height = height});
	terminal_expect(terminal, "step 0/");
	terminal_send(terminal, "\tm");
	terminal_expect(terminal, "the mouse selects");
	terminal_settle(terminal);
	return terminal;
}

static void a_click_selects(void **state)
{
	struct terminal *terminal = open_with_mouse(state, 16);
	terminal_send(terminal, PRESSED("0", "11", "6") RELEASED("0", "11", "6"));
	terminal_expect(terminal, "selected x1");
}

static void the_wheel_scrolls(void **state)
{
	struct terminal *terminal = open_with_mouse(state, 16);
	terminal_send(terminal, PRESSED(WHEEL_DOWN, "11", "6"));
	terminal_expect(terminal, "rows ↑ 4 ↓ 2");
	terminal_send(terminal, PRESSED(WHEEL_UP, "11", "6"));
	terminal_expect(terminal, "rows ↓ 6");
}

static void the_other_backspace_erases(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, ":goto 34\b\r");
	terminal_expect(terminal, "step 3/5");
}

/* Enter is a carriage return; a line feed, as ^J sends it, is the same. */
static void a_line_feed_is_enter(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, ":goto 3\n");
	terminal_expect(terminal, "step 3/5");
}

/* What comes at once behind Esc is no sequence: Esc, and that key. */
static void a_key_behind_escape_is_that_key(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, "\033n");
	terminal_expect(terminal, "step 1/5");
	terminal_send(terminal, "\033\033OC");
	terminal_expect(terminal, "step 2/5");
	terminal_send(terminal, "\033[\033OC");
	terminal_expect(terminal, "step 3/5");
}

/* Sequences that mean nothing here, longer than any that does, or broken off. */
static void what_means_nothing_is_passed_over(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, "\033[1;2;3;4;5;6;7;8;9;10;11;12~n");
	terminal_expect(terminal, "step 1/5");
	terminal_send(terminal, "\033[1;5Pn");
	terminal_expect(terminal, "step 2/5");
	terminal_send(terminal, "\033Ozn");
	terminal_expect(terminal, "step 3/5");
	terminal_send(terminal, "\033[1");
	terminal_settle(terminal);
	terminal_send(terminal, "n");
	terminal_expect(terminal, "step 4/5");
	terminal_send(terminal, "\033[\001n");
	terminal_expect(terminal, "step 5/5");
}

/* A character of two cells stands whole, also where what is before it changes. */
static void wide_characters_stand_whole(void **state)
{
	struct terminal *terminal = open_lesson_in(state, "../tests/golden/graphs/names.xml",
						   &(struct terminal_setup){0});
	terminal_expect(terminal, "世界");
	terminal_send(terminal, "\t\t");
	terminal_expect(terminal, "[source]");
	terminal_expect(terminal, "<input name=\"世界\" value=\"3\"/>");
	terminal_send(terminal, ":select 界");
	terminal_expect(terminal, ":select 界");
	terminal_send(terminal, "\033OD世");
	terminal_expect(terminal, ":select 世界");
	terminal_send(terminal, "\r");
	terminal_expect(terminal, "世界 is selected");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_click_selects, close_lesson),
		cmocka_unit_test_teardown(the_wheel_scrolls, close_lesson),
		cmocka_unit_test_teardown(the_other_backspace_erases, close_lesson),
		cmocka_unit_test_teardown(a_line_feed_is_enter, close_lesson),
		cmocka_unit_test_teardown(a_key_behind_escape_is_that_key, close_lesson),
		cmocka_unit_test_teardown(what_means_nothing_is_passed_over, close_lesson),
		cmocka_unit_test_teardown(wide_characters_stand_whole, close_lesson),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
