/*
 * A race watched on a real screen, as a teacher would: let it run, pause it, step back, and read
 * what Adam made of its third gradient.
 */
#include "lesson.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

static struct terminal *start_race(void **state, const char *lesson, const char *optimizers,
				   bool is_piped)
{
	char file[4096];

	snprintf(file, sizeof file, "%s/graphs/%s", getenv("GRADWALK_SOURCE"), lesson);
	const char *arguments[] = {getenv("GRADWALK_PROGRAM"),
				   "race",
				   is_piped ? "-" : file,
				   "--optimizers",
				   optimizers,
				   NULL};
	struct terminal_setup setup = {.job.arguments = arguments,
				       .job.input = is_piped ? file : NULL};
	struct terminal *terminal = terminal_open(&setup);
	*state = terminal;
	terminal_expect(terminal, "step 0/");
	terminal_settle(terminal);
	return terminal;
}

static struct terminal *open_race(void **state, const char *lesson, const char *optimizers)
{
	return start_race(state, lesson, optimizers, false);
}

/* Its standard input is the graph: the keys are those of the terminal. */
static void a_race_of_a_graph_through_a_pipe_is_given_keys(void **state)
{
	struct terminal *terminal = start_race(state, "14-bowl.xml", "sgd,adam", true);

	terminal_send(terminal, "5n");
	terminal_expect(terminal, "step 5/100");
}

static void three_optimizers_race_and_adam_is_explained(void **state)
{
	struct terminal *terminal = open_race(state, "14-bowl.xml", "sgd,momentum,adam");

	terminal_send(terminal, "c");
	terminal_expect(terminal, "running");
	terminal_expect(terminal, "step 9/100");
	terminal_send(terminal, "c");
	terminal_expect_gone(terminal, "running");
	terminal_settle(terminal);
	char *paused = terminal_text(terminal);
	terminal_send(terminal, "N");
	terminal_settle(terminal);
	terminal_send(terminal, "n");
	terminal_expect_screen(terminal, paused);
	free(paused);
	terminal_send(terminal, ":goto 3\rllj\r");
	terminal_expect(terminal, "step 3: adam, lr 0.1");
	terminal_expect(terminal, "3.7861");  /* m-hat */
	terminal_expect(terminal, "14.4665"); /* v-hat */
}

static void a_race_runs_to_its_end_by_itself(void **state)
{
	struct terminal *terminal = open_race(state, "17-train-xor.xml", "sgd,adam");

	terminal_send(terminal, "c");
	terminal_expect(terminal, "step 300/300");
	terminal_expect_gone(terminal, "running");
	terminal_settle(terminal);
}

/* Back as well: it is paused on the way, and goes on to the start. */
static void a_race_runs_back_by_itself(void **state)
{
	struct terminal *terminal = open_race(state, "14-bowl.xml", "sgd,adam");

	terminal_send(terminal, ":goto end\r");
	terminal_expect(terminal, "step 100/100");
	terminal_send(terminal, "C");
	terminal_expect(terminal, "running back");
	terminal_expect(terminal, "step 9");
	terminal_send(terminal, "C");
	terminal_expect_gone(terminal, "running");
	terminal_settle(terminal);
	terminal_send(terminal, "C");
	terminal_expect(terminal, "step 0/100");
	terminal_expect_gone(terminal, "running");
}

static void keys_are_answered_while_it_runs(void **state)
{
	struct terminal *terminal = open_race(state, "15-beale.xml", "sgd,adam");

	terminal_send(terminal, "c");
	terminal_expect(terminal, "running");
	terminal_send(terminal, "\t");
	terminal_expect(terminal, "[graph]");
	terminal_send(terminal, ":view training\r");
	terminal_expect(terminal, "running");
	terminal_send(terminal, "Q");
	assert_int_equal(terminal_expect_end(terminal), 0);
	terminal_expect_as_found(terminal);
}

/* The first ^C pauses what runs by itself, the next one ends the program. */
static void control_c_pauses_a_race(void **state)
{
	struct terminal *terminal = open_race(state, "15-beale.xml", "sgd,adam");

	terminal_send(terminal, "c");
	terminal_expect(terminal, "running");
	terminal_send(terminal, "\x03");
	terminal_expect_gone(terminal, "running");
	terminal_settle(terminal);
	terminal_send(terminal, ":goto 2\r");
	terminal_expect(terminal, "step 2/");
	terminal_send(terminal, "\x03");
	int status = terminal_expect_end(terminal);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
	terminal_expect_as_found(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_race_of_a_graph_through_a_pipe_is_given_keys,
					  close_lesson),
		cmocka_unit_test_teardown(three_optimizers_race_and_adam_is_explained,
					  close_lesson),
		cmocka_unit_test_teardown(a_race_runs_to_its_end_by_itself, close_lesson),
		cmocka_unit_test_teardown(a_race_runs_back_by_itself, close_lesson),
		cmocka_unit_test_teardown(keys_are_answered_while_it_runs, close_lesson),
		cmocka_unit_test_teardown(control_c_pauses_a_race, close_lesson),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
