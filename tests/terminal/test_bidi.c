/*
 * Right-to-left names on terminals that turn them and on those that do not: what is sent, and that
 * each terminal is left turning what it turned before.
 */
#include "lesson.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cmocka.h>

/* "f = وزن x + 1", the name in the order of its letters, and as it is seen. */
#define GRAPH "../tests/persian/neuron.xml"
#define SPELT "{\u200e"
#define SEEN "سایاب" /* بایاس */

enum bidi_state {
	UNKNOWN,
	SET,
	RESET,
	SET_FOR_GOOD,
	RESET_FOR_GOOD,
};

static struct terminal *open_graph(void **state, enum bidi_state bidi_state)
{
	struct terminal *terminal = open_lesson_in(
		state, GRAPH, &(struct terminal_setup){.bidi_state = (int)bidi_state});
	terminal_expect(terminal, "step 0/");
	return terminal;
}

static struct terminal *open_vte(void **state)
{
	struct terminal *terminal = open_graph(state, SET);
	terminal_expect(terminal, SEEN);
	terminal_settle(terminal);
	assert_false(terminal_turns_text(terminal));
	return terminal;
}

static void a_terminal_that_answers_gets_cells_as_they_are_seen(void **state)
{
	struct terminal *terminal = open_vte(state);
	terminal_send(terminal, "n");
	terminal_expect(terminal, "step 1/");
	terminal_expect(terminal, SEEN);
	terminal_send(terminal, "Q");
	assert_int_equal(terminal_expect_end(terminal), 0);
	terminal_expect_as_found(terminal);
	assert_true(terminal_turns_text(terminal));
}

static void one_that_turns_nothing_is_left_alone(void **state)
{
	struct terminal *terminal = open_graph(state, RESET);
	terminal_expect(terminal, SEEN);
	terminal_send(terminal, "Q");
	assert_int_equal(terminal_expect_end(terminal), 0);
	assert_false(terminal_turns_text(terminal));
	terminal_close(terminal);
	terminal = open_graph(state, RESET_FOR_GOOD);
	terminal_expect(terminal, SEEN);
}

/*
 * Marks take no cell: the closing one is on the last letter of the text, and all columns are right.
 */
static void expect_marks(struct terminal *terminal)
{
	int x, y;

	terminal_expect(terminal, "{\u200eبایاس\u200e}");
	terminal_settle(terminal);
	assert_false(terminal_find(terminal, SEEN, NULL, NULL));
	assert_true(terminal_find(terminal, "6.70", &x, &y));
	assert_true(terminal_find(terminal, "{\u200eبایاس\u200e}", &x, NULL));
	assert_int_equal(terminal_cell(terminal, x + 6, y + 1).chars[0], '}');
}

static void one_that_does_not_answer_gets_marks(void **state)
{
	struct terminal *terminal = open_graph(state, UNKNOWN);
	assert_true(terminal_was_asked_for_bidi(terminal));
	expect_marks(terminal);
}

static void one_that_turns_for_good_gets_marks(void **state)
{
	expect_marks(open_graph(state, SET_FOR_GOOD));
}

static void a_suspended_program_leaves_it_turning(void **state)
{
	struct terminal *terminal = open_vte(state);
	for (int times = 0; times < 2; times++) {
		terminal_send(terminal, "\x1a");
		terminal_expect_stop(terminal);
		terminal_expect_as_found(terminal);
		assert_true(terminal_turns_text(terminal));
		terminal_continue(terminal);
		terminal_expect(terminal, SEEN);
		terminal_settle(terminal);
		assert_false(terminal_turns_text(terminal));
	}
}

static void ended_by(void **state, int signal_number)
{
	struct terminal *terminal = open_vte(state);
	terminal_signal(terminal, signal_number);
	terminal_expect_end(terminal);
	terminal_expect_as_found(terminal);
	assert_true(terminal_turns_text(terminal));
}

static void a_signal_leaves_it_turning(void **state)
{
	ended_by(state, SIGTERM);
}

static void a_crash_leaves_it_turning(void **state)
{
	ended_by(state, SIGSEGV);
}

/* The shell would take the answer for something typed. */
static void an_answer_that_comes_late_is_not_left_to_the_shell(void **state)
{
	const char *arguments[] = {
		"sh", "-c",
		"stty raw -echo; \"$GRADWALK_PROGRAM\" -e x x=1 <&0; read -t 1 rest; "
		"stty sane; echo \"left: <$rest>\"",
		NULL};
	struct terminal *terminal = terminal_open(
		&(struct terminal_setup){.job.arguments = arguments, .bidi_state = SET});
	*state = terminal;
	terminal_send(terminal, "Q");
	terminal_expect(terminal, "left: <>");
	assert_true(terminal_turns_text(terminal));
}

/* What comes is the answer to nothing, or no answer: no key of it is acted on. */
static void answers_are_no_keys(void **state)
{
	struct terminal *terminal = open_graph(state, UNKNOWN);
	terminal_settle(terminal);
	terminal_send(terminal, "\033[8;1$y");
	terminal_expect(terminal, SEEN);
	terminal_send(terminal, "\033[8;2$y\033[?2026;2$y\033[99;1$yn");
	terminal_expect(terminal, "step 1/");
	terminal_settle(terminal);
	assert_true(terminal_find(terminal, SEEN, NULL, NULL));
	assert_false(terminal_find(terminal, "no key", NULL, NULL));
}

static void old_consoles_are_not_asked(void **state)
{
	struct terminal *terminal = open_lesson_in(
		state, GRAPH, &(struct terminal_setup){.job.type = "linux", .bidi_state = SET});
	terminal_expect(terminal, "step 0/");
	terminal_settle(terminal);
	assert_false(terminal_was_asked_for_bidi(terminal));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_terminal_that_answers_gets_cells_as_they_are_seen,
					  close_lesson),
		cmocka_unit_test_teardown(one_that_turns_nothing_is_left_alone, close_lesson),
		cmocka_unit_test_teardown(one_that_does_not_answer_gets_marks, close_lesson),
		cmocka_unit_test_teardown(one_that_turns_for_good_gets_marks, close_lesson),
		cmocka_unit_test_teardown(a_suspended_program_leaves_it_turning, close_lesson),
		cmocka_unit_test_teardown(a_signal_leaves_it_turning, close_lesson),
		cmocka_unit_test_teardown(a_crash_leaves_it_turning, close_lesson),
		cmocka_unit_test_teardown(an_answer_that_comes_late_is_not_left_to_the_shell,
					  close_lesson),
		cmocka_unit_test_teardown(answers_are_no_keys, close_lesson),
		cmocka_unit_test_teardown(old_consoles_are_not_asked, close_lesson),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
