/* How much is asked about a group of gates that is folded to one. */
#include "lesson/question.h"

#include "base/text.h"
#include "given.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define INPUTS "<input name='x' value='2'/><input name='y' value='3'/>"

/* The questions about the first group, at its first backward step. */
static void expect_questions(const char *file, enum asking_mode mode, uint32_t count)
{
	const struct asking asking = {mode, 0};
	struct gw_graph *graph = given_graph(file);
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct gw_walk walk;
	uint32_t t;

	assert_non_null(tape);
	gw_walk_init(&walk, tape);
	for (t = gw_walk_seed(&walk) + 1; t <= gw_walk_last(&walk); t++)
		if (gw_graph_is_in_group(graph, gw_walk_step_at(&walk, t).node, 0))
			break;
	assert_int_equal(question_group_count(&walk, t, &asking, 0), count);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void what_a_group_sends_is_asked(void **state)
{
	static const char scalars[] =
		"<graph>" INPUTS "<group name='g'><let name='q'>x y + y</let></group>"
		"<output name='f'>q^2 + x</output></graph>";
	static const char matrices[] = "<graph><input name='x' value='2 3'/><group name='g'><let "
				       "name='q'>sum(x x)</let></group>"
				       "<output name='f'>q^2</output></graph>";

	(void)state;
	/*
	 * One contribution to x and one, of two ways, to y; x has got one before: its sum is asked.
	 */
	expect_questions(scalars, ASKING_GRADIENTS, 3);
	expect_questions(scalars, ASKING_ALL, 3);
	expect_questions(scalars, ASKING_VALUES, 0);
	expect_questions(matrices, ASKING_ALL, 0);
}

/* A group of forty inputs: questions about so many are enough. */
static void of_many_operands_the_first_are_asked_about(void **state)
{
	struct text file = {0};

	(void)state;
	text_add(&file, "<graph>");
	for (int i = 0; i < 40; i++)
		text_add_format(&file, "<input name='x%d' value='1'/>", i);
	text_add(&file, "<group name='g'><let name='q'>x0");
	for (int i = 1; i < 40; i++)
		text_add_format(&file, " + x%d", i);
	text_add(&file, "</let></group><output name='f'>q^2</output></graph>");
	expect_questions(file.data, ASKING_GRADIENTS, 32);
	text_finish(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_group_sends_is_asked),
		cmocka_unit_test(of_many_operands_the_first_are_asked_about),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
