/*
 * Whatever ends or interrupts the program, the terminal is left as it was found: the line's modes,
 * the screen that stood there, the cursor, the keypad, the mouse.
 */
#include "lesson.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cmocka.h>

/* A signal can end a program by itself, or be told in its exit status as shells do. */
static bool is_ended_by(int status, int signal_number)
{
	return (WIFSIGNALED(status) && WTERMSIG(status) == signal_number) ||
	       (WIFEXITED(status) && WEXITSTATUS(status) == 128 + signal_number);
}

static void expect_old_screen(struct terminal *terminal)
{
	terminal_expect_as_found(terminal);
	assert_true(terminal_find(terminal, SHELL_GREETING, NULL, NULL));
	assert_false(terminal_find(terminal, " · step ", NULL, NULL));
}

static void it_takes_a_screen_of_its_own(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	assert_true(terminal_is_on_alternate_screen(terminal));
	assert_false(terminal_find(terminal, SHELL_GREETING, NULL, NULL));
	assert_string_equal(terminal_difference(terminal), "the line's modes (stty) are others");
}

static void quit_by(void **state, const char *keys)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, keys);
	assert_int_equal(terminal_expect_end(terminal), 0);
	expect_old_screen(terminal);
}

static void q_quits(void **state)
{
	quit_by(state, "q");
}

static void capital_q_quits_from_the_help(void **state)
{
	quit_by(state, "?Q");
}

static void the_command_quits(void **state)
{
	quit_by(state, ":quit\r");
}

static void ended_by(void **state, int signal_number)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, "n");
	terminal_expect(terminal, "step 1/");
	terminal_signal(terminal, signal_number);
	int status = terminal_expect_end(terminal);
	if (!is_ended_by(status, signal_number))
		fail_msg("the status %#x does not tell signal %d", (unsigned)status, signal_number);
	expect_old_screen(terminal);
}

static void sigterm_ends_it(void **state)
{
	ended_by(state, SIGTERM);
}

static void sighup_ends_it(void **state)
{
	ended_by(state, SIGHUP);
}

static void sigint_ends_it(void **state)
{
	ended_by(state, SIGINT);
}

static void sigquit_ends_it(void **state)
{
	ended_by(state, SIGQUIT);
}

static void a_crash_gives_the_terminal_back(void **state)
{
	ended_by(state, SIGSEGV);
}

static void a_failed_assertion_gives_the_terminal_back(void **state)
{
	ended_by(state, SIGABRT);
}

/* Whatever it is doing, and whatever the signal is for: alarms, limits, signals of one's own. */
static void every_other_signal_gives_the_terminal_back(void **state)
{
	const int signals[] = {SIGUSR1, SIGUSR2, SIGALRM,  SIGVTALRM,    SIGPROF, SIGXCPU,
			       SIGXFSZ, SIGPIPE, SIGSYS,   SIGTRAP,      SIGFPE,  SIGILL,
			       SIGBUS,  SIGPOLL, SIGRTMIN, SIGRTMIN + 5, SIGRTMAX};
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		ended_by(state, signals[i]);
		terminal_close(*state);
	}
	*state = NULL;
}

static void a_signal_to_a_suspended_program_leaves_the_terminal_alone(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, "\x1a");
	terminal_expect_stop(terminal);
	terminal_signal(terminal, SIGUSR1);
	terminal_continue(terminal);
	assert_true(is_ended_by(terminal_expect_end(terminal), SIGUSR1));
	/* All the rest is, and the shell's own prompt stands where it stood. */
	assert_string_equal(terminal_difference(terminal),
			    "the prompt does not stand at the start of a line");
}

static void control_c_ends_it(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, "\x03");
	assert_true(is_ended_by(terminal_expect_end(terminal), SIGINT));
	expect_old_screen(terminal);
}

static void the_mouse_is_given_back(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	assert_false(terminal_reports_mouse(terminal));
	terminal_send(terminal, "m");
	terminal_expect(terminal, "the mouse selects");
	terminal_settle(terminal);
	assert_true(terminal_reports_mouse(terminal));
	terminal_signal(terminal, SIGTERM);
	terminal_expect_end(terminal);
	expect_old_screen(terminal);
}

static void it_is_suspended_and_comes_back(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, "nn");
	terminal_expect(terminal, "step 2/");
	terminal_settle(terminal);
	char *before = terminal_text(terminal);
	for (int times = 0; times < 2; times++) {
		terminal_send(terminal, "\x1a");
		terminal_expect_stop(terminal);
		expect_old_screen(terminal);
		terminal_continue(terminal);
		terminal_expect_screen(terminal, before);
		assert_true(terminal_is_on_alternate_screen(terminal));
	}
	free(before);
	terminal_send(terminal, "n");
	terminal_expect(terminal, "step 3/");
	terminal_send(terminal, "Q");
	assert_int_equal(terminal_expect_end(terminal), 0);
	expect_old_screen(terminal);
}

static void the_terminal_may_change_size_while_it_is_suspended(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, "\x1a");
	terminal_expect_stop(terminal);
	terminal_resize(terminal, 100, 30);
	terminal_continue(terminal);
	terminal_send(terminal, "n");
	terminal_expect(terminal, "step 1/");
	int x, y;
	assert_true(terminal_find(terminal, "step 1/", &x, &y));
	assert_true(x > 80);
}

static void a_suspended_program_can_be_ended(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, "\x1a");
	terminal_expect_stop(terminal);
	terminal_signal(terminal, SIGTERM);
	terminal_continue(terminal);
	assert_true(is_ended_by(terminal_expect_end(terminal), SIGTERM));
	expect_old_screen(terminal);
}

static void it_ends_with_its_terminal(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_hang_up(terminal);
	terminal_expect_end(terminal);
}

/*
 * Under nohup there is no signal: the keys just cease. A program that reads on and on would never
 * end.
 */
static void it_ends_with_its_terminal_under_nohup(void **state)
{
	struct terminal *terminal = open_lesson_in(
		state, SUM_PRODUCT, &(struct terminal_setup){.job.ignores_hangup = true});
	terminal_expect(terminal, "step 0/");
	terminal_hang_up(terminal);
	terminal_expect_end(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(it_takes_a_screen_of_its_own, close_lesson),
		cmocka_unit_test_teardown(q_quits, close_lesson),
		cmocka_unit_test_teardown(capital_q_quits_from_the_help, close_lesson),
		cmocka_unit_test_teardown(the_command_quits, close_lesson),
		cmocka_unit_test_teardown(sigterm_ends_it, close_lesson),
		cmocka_unit_test_teardown(sighup_ends_it, close_lesson),
		cmocka_unit_test_teardown(sigint_ends_it, close_lesson),
		cmocka_unit_test_teardown(sigquit_ends_it, close_lesson),
		cmocka_unit_test_teardown(a_crash_gives_the_terminal_back, close_lesson),
		cmocka_unit_test_teardown(a_failed_assertion_gives_the_terminal_back, close_lesson),
		cmocka_unit_test_teardown(every_other_signal_gives_the_terminal_back, close_lesson),
		cmocka_unit_test_teardown(a_signal_to_a_suspended_program_leaves_the_terminal_alone,
					  close_lesson),
		cmocka_unit_test_teardown(control_c_ends_it, close_lesson),
		cmocka_unit_test_teardown(the_mouse_is_given_back, close_lesson),
		cmocka_unit_test_teardown(it_is_suspended_and_comes_back, close_lesson),
		cmocka_unit_test_teardown(the_terminal_may_change_size_while_it_is_suspended,
					  close_lesson),
		cmocka_unit_test_teardown(a_suspended_program_can_be_ended, close_lesson),
		cmocka_unit_test_teardown(it_ends_with_its_terminal, close_lesson),
		cmocka_unit_test_teardown(it_ends_with_its_terminal_under_nohup, close_lesson),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
