/*
 * The menu of the lessons, which the program alone opens: as any screen it fits its window, its
 * locale and its terminal, and leaves what it found.
 */
#include "lesson.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cmocka.h>

static struct terminal *open_menu(void **state, const char *type, const char *locale)
{
	const char *arguments[] = {getenv("GRADWALK_PROGRAM"), NULL};

	/* The menu opens at the lesson that was left last, by another test too. */
	setenv("XDG_STATE_HOME", "/nonexistent", 1);
	struct terminal *terminal = terminal_open(&(struct terminal_setup){
		.job = {.arguments = arguments, .type = type, .locale = locale}});

	*state = terminal;
	return terminal;
}

static void it_fits_another_window(void **state)
{
	struct terminal *terminal = open_menu(state, NULL, NULL);

	terminal_expect(terminal, "01-sum-product");
	assert_false(terminal_find(terminal, "20-vanishing-gradients", NULL, NULL));
	terminal_resize(terminal, 80, 100);
	terminal_expect(terminal, "20-vanishing-gradients");
	terminal_resize(terminal, 80, 24);
	terminal_expect_gone(terminal, "20-vanishing-gradients");
	terminal_send(terminal, "j");
	terminal_expect(terminal, "2 of ");
}

static void it_is_ascii_in_the_c_locale(void **state)
{
	struct terminal *terminal = open_menu(state, NULL, "C");

	terminal_expect(terminal, "01-sum-product");
	terminal_settle(terminal);
	assert_true(terminal_is_ascii(terminal));
}

static void it_is_ended_by_a_signal(void **state)
{
	struct terminal *terminal = open_menu(state, NULL, NULL);

	terminal_expect(terminal, "01-sum-product");
	terminal_signal(terminal, SIGTERM);
	int status = terminal_expect_end(terminal);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	terminal_expect_as_found(terminal);
}

static void a_dumb_terminal_is_refused(void **state)
{
	struct terminal *terminal = open_menu(state, "dumb", NULL);
	int status = terminal_expect_end(terminal);

	terminal_expect(terminal, "cannot move its cursor");
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
	terminal_expect_as_found(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(it_fits_another_window, close_lesson),
		cmocka_unit_test_teardown(it_is_ascii_in_the_c_locale, close_lesson),
		cmocka_unit_test_teardown(it_is_ended_by_a_signal, close_lesson),
		cmocka_unit_test_teardown(a_dumb_terminal_is_refused, close_lesson),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
