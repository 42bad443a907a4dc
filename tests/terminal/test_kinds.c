/*
 * Other terminals than an xterm, other locales than UTF-8, and no terminal at all.
 */
#include "lesson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void walk_in(void **state, const char *type, const char *locale)
{
	struct terminal *terminal =
		open_lesson_in(state, SUM_PRODUCT,
			       &(struct terminal_setup){.job = {.type = type, .locale = locale}});
	terminal_expect(terminal, "step 0/5");
	terminal_send(terminal, "nnnnn");
	terminal_expect(terminal, "step 5/5");
	terminal_settle(terminal);
	terminal_expect(terminal, "12.00");
}

static void quit_and_look(struct terminal *terminal)
{
	terminal_send(terminal, "Q");
	assert_int_equal(terminal_expect_end(terminal), 0);
	terminal_expect_as_found(terminal);
}

static void an_xterm(void **state)
{
	walk_in(state, "xterm-256color", "C.UTF-8");
	assert_true(terminal_find(*state, "┌", NULL, NULL));
	quit_and_look(*state);
}

static void a_linux_console(void **state)
{
	walk_in(state, "linux", "C.UTF-8");
	assert_true(terminal_find(*state, "┌", NULL, NULL));
	quit_and_look(*state);
}

/* It has no colours: what is told by colour is told otherwise as well. */
static void a_vt100(void **state)
{
	walk_in(state, "vt100", "C.UTF-8");
	for (int y = 0; y < 24; y++)
		for (int x = 0; x < 80; x++) {
			VTermScreenCell cell = terminal_cell(*state, x, y);
			assert_true(VTERM_COLOR_IS_DEFAULT_FG(&cell.fg));
			assert_true(VTERM_COLOR_IS_DEFAULT_BG(&cell.bg));
		}
	quit_and_look(*state);
}

/* It moves its cursor by other sequences than most, so it is asked for nothing that they know. */
static void a_vt52(void **state)
{
	struct terminal *terminal =
		open_lesson_in(state, SUM_PRODUCT, &(struct terminal_setup){.job.type = "vt52"});
	terminal_expect(terminal, "step 0/5");
	terminal_settle(terminal);
	assert_false(terminal_was_asked_for_bidi(terminal));
	assert_false(terminal_find(terminal, "2004", NULL, NULL));
	quit_and_look(terminal);
}

/* A wire that has carried 0 is dashed, and grey where the terminal has so many colours. */
static void what_is_faint_is_grey(void **state)
{
	struct terminal *terminal =
		open_lesson_in(state, "06-dead-relu.xml", &(struct terminal_setup){0});
	int x, y;

	terminal_expect(terminal, "step 0/");
	terminal_send(terminal, "G");
	terminal_expect(terminal, "step 11/11");
	terminal_settle(terminal);
	assert_true(terminal_find(terminal, "╌", &x, &y));
	VTermScreenCell cell = terminal_cell(terminal, x, y);
	assert_true(VTERM_COLOR_IS_INDEXED(&cell.fg));
	assert_in_range(cell.fg.indexed.idx, 232, 255);
}

/*
 * The C library does not know how wide ͸ is, which no edition of Unicode has: it is not sent, and
 * what stands behind it stays in its column.
 */
static void a_character_of_unknown_width_is_a_question_mark(void **state)
{
	const char *script = "echo '<graph><title>a ͸ b</title><input name=\"x\" value=\"1\"/>"
			     "<output name=\"f\">2 x</output></graph>' | exec \"$0\" -";
	const char *arguments[] = {"sh", "-c", script, getenv("GRADWALK_PROGRAM"), NULL};
	struct terminal *terminal =
		terminal_open(&(struct terminal_setup){.job.arguments = arguments});

	*state = terminal;
	terminal_expect(terminal, "a ? b");
	terminal_send(terminal, "n");
	terminal_expect(terminal, "step 1/");
	quit_and_look(terminal);
}

static void the_c_locale_is_ascii(void **state)
{
	walk_in(state, "xterm-256color", "C");
	assert_true(terminal_is_ascii(*state));
	terminal_expect(*state, "-12.00");
	quit_and_look(*state);
}

/* The program must end with status 2 and say why, in a line that names the trouble. */
static void expect_refusal(void **state, const struct terminal_setup *setup, const char *reason)
{
	struct terminal *terminal = open_lesson_in(state, SUM_PRODUCT, setup);
	int status = terminal_expect_end(terminal);
	terminal_expect(terminal, reason);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 2);
	terminal_expect_as_found(terminal);
}

static void a_dumb_terminal_is_refused(void **state)
{
	expect_refusal(state, &(struct terminal_setup){.job.type = "dumb"}, "dumb");
}

static void an_unknown_terminal_is_refused(void **state)
{
	expect_refusal(state, &(struct terminal_setup){.job.type = "no-such-terminal"},
		       "no-such-terminal");
}

static void a_nameless_terminal_is_refused(void **state)
{
	expect_refusal(state, &(struct terminal_setup){.job.type = ""}, "TERM");
}

static void a_terminal_that_is_not_told_is_refused(void **state)
{
	const char *arguments[] = {"env", "-u", "TERM", getenv("GRADWALK_PROGRAM"),
				   "-e",  "x",  "x=1",  NULL};
	struct terminal *terminal =
		terminal_open(&(struct terminal_setup){.job.arguments = arguments});
	*state = terminal;
	int status = terminal_expect_end(terminal);
	terminal_expect(terminal, "TERM is not set");
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 2);
}

static bool is_plain(struct terminal *terminal)
{
	for (int y = 0; y < 24; y++)
		for (int x = 0; x < 80; x++) {
			VTermScreenCell cell = terminal_cell(terminal, x, y);
			if (!VTERM_COLOR_IS_DEFAULT_FG(&cell.fg))
				return false;
		}
	return true;
}

static void colours_can_be_declined(void **state)
{
	const char *arguments[] = {
		getenv("GRADWALK_PROGRAM"), "--color=never", "-e", "2x", "x=1", NULL};
	struct terminal *terminal =
		terminal_open(&(struct terminal_setup){.job.arguments = arguments});
	*state = terminal;
	terminal_send(terminal, "nnn");
	terminal_expect(terminal, "step 3/");
	terminal_settle(terminal);
	assert_true(is_plain(terminal));
}

static void keys_do_not_come_from_a_file(void **state)
{
	expect_refusal(state, &(struct terminal_setup){.job.input = "/dev/null"}, "terminal");
}

static char *read_whole(const char *name)
{
	static const size_t limit = 1 << 16;
	char *text = calloc(1, limit);
	FILE *file = fopen(name, "r");
	assert_non_null(text);
	assert_non_null(file);
	assert_true(fread(text, 1, limit - 1, file) > 0);
	fclose(file);
	return text;
}

/* With its output redirected it prints the drawing and the trace, without a single escape. */
static void a_file_gets_drawing_and_trace(void **state)
{
	char name[] = "/tmp/gradwalk-test-XXXXXX";
	int file = mkstemp(name);
	assert_true(file >= 0);
	close(file);
	struct terminal *terminal =
		open_lesson_in(state, SUM_PRODUCT, &(struct terminal_setup){.job.output = name});
	int status = terminal_expect_end(terminal);
	terminal_expect_as_found(terminal);
	char *text = read_whole(name);
	unlink(name);
	assert_int_equal(status, 0);
	assert_non_null(strstr(text, "┌"));
	assert_non_null(strstr(text, "−12"));
	assert_non_null(strstr(text, "upstream"));
	assert_null(strchr(text, '\033'));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(an_xterm, close_lesson),
		cmocka_unit_test_teardown(a_linux_console, close_lesson),
		cmocka_unit_test_teardown(a_vt100, close_lesson),
		cmocka_unit_test_teardown(a_vt52, close_lesson),
		cmocka_unit_test_teardown(what_is_faint_is_grey, close_lesson),
		cmocka_unit_test_teardown(a_character_of_unknown_width_is_a_question_mark,
					  close_lesson),
		cmocka_unit_test_teardown(the_c_locale_is_ascii, close_lesson),
		cmocka_unit_test_teardown(a_dumb_terminal_is_refused, close_lesson),
		cmocka_unit_test_teardown(an_unknown_terminal_is_refused, close_lesson),
		cmocka_unit_test_teardown(a_nameless_terminal_is_refused, close_lesson),
		cmocka_unit_test_teardown(keys_do_not_come_from_a_file, close_lesson),
		cmocka_unit_test_teardown(a_terminal_that_is_not_told_is_refused, close_lesson),
		cmocka_unit_test_teardown(colours_can_be_declined, close_lesson),
		cmocka_unit_test_teardown(a_file_gets_drawing_and_trace, close_lesson),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
