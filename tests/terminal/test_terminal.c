/*
 * The harness itself, tried on shell scripts of known behaviour: that it sees what a screen shows,
 * and above all that it sees each way of leaving a terminal in disorder.
 */
#include "terminal.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

static struct terminal *run_script(void **state, const char *script)
{
	const char *arguments[] = {"sh", "-c", script, NULL};
	struct terminal *terminal =
		terminal_open(&(struct terminal_setup){.job.arguments = arguments});
	*state = terminal;
	return terminal;
}

static int close_terminal(void **state)
{
	terminal_close(*state);
	return 0;
}

static const char *difference_after(void **state, const char *script)
{
	struct terminal *terminal = run_script(state, script);
	terminal_expect_end(terminal);
	return terminal_difference(terminal);
}

static void text_and_attributes_are_seen(void **state)
{
	struct terminal *terminal =
		run_script(state, "printf '\\033[3;5Hplain \\033[1;31mred−é\\033[0m'; read key");
	terminal_expect(terminal, "red−é");
	int x, y;
	assert_true(terminal_find(terminal, "plain red−é", &x, &y));
	assert_int_equal(x, 4);
	assert_int_equal(y, 2);
	assert_true(terminal_cell(terminal, 10, 2).attrs.bold);
	assert_int_equal(terminal_cell(terminal, 10, 2).fg.indexed.idx, 1);
	assert_false(terminal_cell(terminal, 4, 2).attrs.bold);
	assert_false(terminal_is_ascii(terminal));
}

static void a_repeated_character_is_seen(void **state)
{
	struct terminal *terminal = run_script(state, "printf '\\r-\\033[9b>'; read key");
	terminal_expect(terminal, "---------->");
}

static void keys_arrive(void **state)
{
	struct terminal *terminal = run_script(state, "read key; echo \"<$key>\"; exit 7");
	terminal_send(terminal, "word\r");
	terminal_expect(terminal, "<word>");
	assert_int_equal(WEXITSTATUS(terminal_expect_end(terminal)), 7);
}

static void the_size_is_told(void **state)
{
	struct terminal *terminal =
		run_script(state, "trap 'stty size' WINCH; echo ready; while :; do read key; done");
	terminal_expect(terminal, "ready");
	terminal_resize(terminal, 100, 30);
	terminal_expect(terminal, "30 100");
}

static void a_stopped_program_goes_on(void **state)
{
	struct terminal *terminal =
		run_script(state, "echo first; kill -STOP $$; echo second; read key");
	terminal_expect(terminal, "first");
	terminal_expect_stop(terminal);
	assert_false(terminal_find(terminal, "second", NULL, NULL));
	terminal_continue(terminal);
	terminal_expect(terminal, "second");
}

static void a_key_suspends(void **state)
{
	struct terminal *terminal = run_script(state, "echo first; read key");
	terminal_expect(terminal, "first");
	terminal_send(terminal, "\x1a");
	terminal_expect_stop(terminal);
}

static void a_hangup_ends(void **state)
{
	struct terminal *terminal = run_script(state, "echo first; while :; do sleep 1; done");
	terminal_expect(terminal, "first");
	terminal_hang_up(terminal);
	assert_int_equal(WTERMSIG(terminal_expect_end(terminal)), SIGHUP);
}

static void a_hangup_that_is_ignored_is_an_end_of_input(void **state)
{
	const char *arguments[] = {"sh", "-c", "echo first; read key || exit 7", NULL};
	struct terminal *terminal = terminal_open(
		&(struct terminal_setup){.job = {.arguments = arguments, .ignores_hangup = true}});
	*state = terminal;
	terminal_expect(terminal, "first");
	terminal_hang_up(terminal);
	assert_int_equal(WEXITSTATUS(terminal_expect_end(terminal)), 7);
}

static void order_is_seen(void **state)
{
	const char *difference = difference_after(
		state, "line=$(stty -g); stty raw -echo\n"
		       "printf '\\033[?1049h\\033[?25l\\033[?1h\\033=\\033[?1000h\\033[7m text'\n"
		       "printf '\\033[m\\033[?1000l\\033>\\033[?1l\\033[?25h\\033[?1049l'\n"
		       "stty \"$line\"");
	assert_string_equal(difference ? difference : "", "");
}

static void changed_line_modes_are_seen(void **state)
{
	assert_string_equal(difference_after(state, "stty -echo"),
			    "the line's modes (stty) are others");
}

static void an_alternate_screen_is_seen(void **state)
{
	assert_string_equal(difference_after(state, "printf '\\033[?1049h'"),
			    "the alternate screen is on");
}

static void a_hidden_cursor_is_seen(void **state)
{
	assert_string_equal(difference_after(state, "printf '\\033[?25l'"), "the cursor is hidden");
}

static void an_application_keypad_is_seen(void **state)
{
	assert_string_equal(difference_after(state, "printf '\\033='"),
			    "the keypad is in application mode");
	terminal_close(*state);
	assert_string_equal(difference_after(state, "printf '\\033[?1h'"), "a private mode is on");
}

static void a_reported_mouse_is_seen(void **state)
{
	assert_string_equal(difference_after(state, "printf '\\033[?1006;1000h'"),
			    "the mouse is reported");
}

static void a_colour_left_on_is_seen(void **state)
{
	assert_string_equal(difference_after(state, "printf '\\033[31m'"),
			    "the prompt has colours or emphasis");
}

static void bytes_left_in_the_line_are_seen(void **state)
{
	assert_string_equal(difference_after(state, "printf 'debris'"),
			    "the prompt does not stand at the start of a line");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(text_and_attributes_are_seen, close_terminal),
		cmocka_unit_test_teardown(a_repeated_character_is_seen, close_terminal),
		cmocka_unit_test_teardown(keys_arrive, close_terminal),
		cmocka_unit_test_teardown(the_size_is_told, close_terminal),
		cmocka_unit_test_teardown(a_stopped_program_goes_on, close_terminal),
		cmocka_unit_test_teardown(a_key_suspends, close_terminal),
		cmocka_unit_test_teardown(a_hangup_ends, close_terminal),
		cmocka_unit_test_teardown(a_hangup_that_is_ignored_is_an_end_of_input,
					  close_terminal),
		cmocka_unit_test_teardown(order_is_seen, close_terminal),
		cmocka_unit_test_teardown(changed_line_modes_are_seen, close_terminal),
		cmocka_unit_test_teardown(an_alternate_screen_is_seen, close_terminal),
		cmocka_unit_test_teardown(a_hidden_cursor_is_seen, close_terminal),
		cmocka_unit_test_teardown(an_application_keypad_is_seen, close_terminal),
		cmocka_unit_test_teardown(a_reported_mouse_is_seen, close_terminal),
		cmocka_unit_test_teardown(a_colour_left_on_is_seen, close_terminal),
		cmocka_unit_test_teardown(bytes_left_in_the_line_are_seen, close_terminal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
