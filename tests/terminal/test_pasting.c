/* What is pasted is text for the line that is typed, and never keys. */
#include "lesson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define BRACKETED(text) "\033[200~" text "\033[201~"

static struct terminal *open_prompt(void **state, const char *key, const char *label)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, key);
	terminal_expect(terminal, label);
	terminal_settle(terminal);
	return terminal;
}

/* The program is there, and asks for the value of x still. */
static void expect_text(struct terminal *terminal, const char *line)
{
	terminal_expect(terminal, line);
	terminal_settle(terminal);
	terminal_send(terminal, "\r");
	terminal_expect(terminal, "^ \"quit\" is no number");
	terminal_send(terminal, "\033");
	terminal_expect_gone(terminal, "x = 7");
	terminal_send(terminal, "n");
	terminal_expect(terminal, "step 1/");
}

static void lines_in_brackets_are_text(void **state)
{
	struct terminal *terminal = open_prompt(state, "e", "x = ");
	terminal_send(terminal, BRACKETED("7\rquit\r"));
	expect_text(terminal, "x = 7 quit");
}

static void lines_that_come_at_once_are_text(void **state)
{
	struct terminal *terminal = open_prompt(state, "e", "x = ");
	terminal_send(terminal, "7\rquit\r");
	expect_text(terminal, "x = 7 quit");
}

static void a_pasted_number_is_taken_by_enter(void **state)
{
	struct terminal *terminal = open_prompt(state, "e", "x = ");
	terminal_send(terminal, BRACKETED("7\n"));
	terminal_expect(terminal, "x = 7");
	terminal_settle(terminal);
	assert_true(terminal_find(terminal, "x = 7", NULL, NULL));
	terminal_send(terminal, "\r");
	terminal_expect(terminal, "x is 7 now");
}

/* Escape sequences in it, tabs and controls are no keys either. */
static void no_key_is_pasted(void **state)
{
	struct terminal *terminal = open_prompt(state, "e", "x = ");
	terminal_send(terminal, BRACKETED("4\t2\033[A\033OB\x7f!"));
	terminal_expect(terminal, "x = 4 2!");
	terminal_send(terminal, "\033");
	terminal_expect_gone(terminal, "x = 4 2!");
}

static void without_a_line_to_type_nothing_happens(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, BRACKETED("nnQ"));
	terminal_expect(terminal, "text is pasted where a line is typed");
	assert_true(terminal_find(terminal, "step 0/", NULL, NULL));
	terminal_send(terminal, "n");
	terminal_expect(terminal, "step 1/");
}

/* A second one is refused as the first was, with or without a key between. */
static void each_text_without_a_line_is_refused(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, BRACKETED("nnn"));
	terminal_expect(terminal, "text is pasted where a line is typed");
	terminal_send(terminal, BRACKETED("nnQ"));
	terminal_settle(terminal);
	assert_true(terminal_find(terminal, "step 0/", NULL, NULL));
	terminal_send(terminal, "n");
	terminal_expect(terminal, "step 1/");
	terminal_send(terminal, BRACKETED("qq"));
	terminal_expect(terminal, "text is pasted where a line is typed");
	terminal_send(terminal, "n");
	terminal_expect(terminal, "step 2/");
}

/* What was typed ahead, or comes over a slow line, are keys as ever. */
static void keys_are_keys(void **state)
{
	struct terminal *terminal = open_lesson(state, SUM_PRODUCT);
	terminal_send(terminal, "n:goto 3\rNe");
	terminal_expect(terminal, "change x, y, z:");
	terminal_send(terminal, "x 7\r");
	terminal_expect(terminal, "x is 7 now");
	terminal_send(terminal, ":");
	terminal_settle(terminal);
	terminal_send(terminal, "goto 1\r");
	terminal_expect(terminal, "step 1/");
}

/* A large text comes in several pieces, and is one line. */
static void a_long_text_is_one_line(void **state)
{
	char text[6000] = "\033[200~";
	size_t length = 6;
	struct terminal *terminal = open_prompt(state, ":", ":");
	for (; length < sizeof text - 16; length++)
		text[length] = length % 50 == 0 ? '\r' : 'q';
	for (const char *end = "end\033[201~"; *end; end++)
		text[length++] = *end;
	text[length] = '\0';
	terminal_send(terminal, text);
	terminal_expect(terminal, "qend");
	terminal_send(terminal, "\033");
	terminal_expect_gone(terminal, "qend");
	terminal_send(terminal, "n");
	terminal_expect(terminal, "step 1/");
}

/* Over a slow line it comes in pieces; what is between its brackets is text all the same. */
static void a_text_in_pieces_is_one_line(void **state)
{
	struct terminal *terminal = open_prompt(state, ":", ":");
	terminal_send(terminal, "\033[200~goto");
	terminal_settle(terminal);
	terminal_send(terminal, " 3\033[201~");
	terminal_expect(terminal, ":goto 3");
	terminal_send(terminal, "\r");
	terminal_expect(terminal, "step 3/5");
}

/* Where the second bracket is lost, keys are keys again after a while; and one alone is nothing. */
static void a_bracket_that_is_lost_holds_nothing_up(void **state)
{
	struct terminal *terminal = open_prompt(state, ":", ":");
	terminal_send(terminal, "\033[200~goto 3");
	terminal_expect(terminal, ":goto 3");
	terminal_send(terminal, "\033[201~\r");
	terminal_expect(terminal, "step 3/5");
	terminal_send(terminal, "\033[201~n");
	terminal_expect(terminal, "step 4/5");
}

/* Its end is not waited for, since nobody is there to send it. */
static void a_terminal_that_is_closed_in_the_middle_of_a_text_ends_it(void **state)
{
	struct terminal *terminal = open_lesson_in(
		state, SUM_PRODUCT, &(struct terminal_setup){.job.ignores_hangup = true});
	terminal_expect(terminal, "step 0/");
	terminal_send(terminal, ":");
	terminal_settle(terminal);
	terminal_send(terminal, "\033[200~goto");
	terminal_settle(terminal);
	terminal_hang_up(terminal);
	terminal_expect_end(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(lines_in_brackets_are_text, close_lesson),
		cmocka_unit_test_teardown(lines_that_come_at_once_are_text, close_lesson),
		cmocka_unit_test_teardown(a_pasted_number_is_taken_by_enter, close_lesson),
		cmocka_unit_test_teardown(no_key_is_pasted, close_lesson),
		cmocka_unit_test_teardown(without_a_line_to_type_nothing_happens, close_lesson),
		cmocka_unit_test_teardown(each_text_without_a_line_is_refused, close_lesson),
		cmocka_unit_test_teardown(keys_are_keys, close_lesson),
		cmocka_unit_test_teardown(a_long_text_is_one_line, close_lesson),
		cmocka_unit_test_teardown(a_text_in_pieces_is_one_line, close_lesson),
		cmocka_unit_test_teardown(a_bracket_that_is_lost_holds_nothing_up, close_lesson),
		cmocka_unit_test_teardown(a_terminal_that_is_closed_in_the_middle_of_a_text_ends_it,
					  close_lesson),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
