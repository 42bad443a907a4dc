/*
 * In every view, and while something is typed or runs: the program is suspended and comes back, the
 * window is dragged to one cell and back, and the screen is as it was.
 */
#include "lesson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* Keys, and what the screen shows then. */
struct place {
	const char *keys, *seen;
};

static const struct place places[] = {
	{"nn", "step 2/"},
	{"\t", "downstream"},
	{"\t\t", "[source]"},
	{"?", "one node on"},
	{"\r", "value"},
	{"e", " = "},
	{":got", ":got"},
	{"/x\r", "match 1 of"},
	{":set b2 1\r\t\t\t", "[compare]"},
	{":view training\rn", "step 1/"},
	{"v", "what is around the node"},
};

#define PLACE_COUNT (sizeof places / sizeof *places)

static struct terminal *open_at(void **state, const struct place *place)
{
	struct terminal *terminal = open_lesson(state, "17-train-xor.xml");
	terminal_send(terminal, place->keys);
	terminal_expect(terminal, place->seen);
	terminal_settle(terminal);
	return terminal;
}

static void it_is_suspended_and_comes_back(void **state)
{
	for (size_t i = 0; i < PLACE_COUNT; i++) {
		struct terminal *terminal = open_at(state, &places[i]);
		char *before = terminal_text(terminal);
		terminal_send(terminal, "\x1a");
		terminal_expect_stop(terminal);
		terminal_expect_as_found(terminal);
		terminal_continue(terminal);
		terminal_expect_screen(terminal, before);
		free(before);
		terminal_close(terminal);
	}
	*state = NULL;
}

static void resize_and_settle(struct terminal *terminal, int width, int height)
{
	size_t bytes = terminal_bytes(terminal);
	terminal_resize(terminal, width, height);
	terminal_expect_more_than(terminal, bytes);
	terminal_settle(terminal);
}

static void it_is_dragged_to_one_cell_and_back(void **state)
{
	for (size_t i = 0; i < PLACE_COUNT; i++) {
		struct terminal *terminal = open_at(state, &places[i]);
		char *before = terminal_text(terminal);
		resize_and_settle(terminal, 1, 1);
		resize_and_settle(terminal, 2, 3);
		terminal_resize(terminal, 80, 24);
		terminal_expect_screen(terminal, before);
		free(before);
		terminal_close(terminal);
	}
	*state = NULL;
}

static void its_terminal_is_gone(void **state)
{
	for (size_t i = 0; i < PLACE_COUNT; i++) {
		struct terminal *terminal = open_at(state, &places[i]);
		terminal_hang_up(terminal);
		terminal_expect_end(terminal);
		terminal_close(terminal);
	}
	*state = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(it_is_suspended_and_comes_back, close_lesson),
		cmocka_unit_test_teardown(it_is_dragged_to_one_cell_and_back, close_lesson),
		cmocka_unit_test_teardown(its_terminal_is_gone, close_lesson),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
