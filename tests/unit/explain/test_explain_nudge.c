/* A nudge says what a calculator would find, and beside a kink what is true there. */
#include "explain/explain_nudge.h"

#include "base/number.h"
#include "given.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The nudge of entry `entry` of x in a graph of x and the given function. */
static void nudge_x(const char *x, const char *function, size_t entry, struct text *text)
{
	const struct explain_style style = {.digits = 2};
	char xml[400];

	snprintf(xml, sizeof xml,
		 "<graph><input name='x' value='%s'/><input name='y' value='1'/>"
		 "<output name='f'>%s</output></graph>",
		 x, function);
	struct gw_graph *graph = given_graph(xml);
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct gw_tape *scratch = gw_tape_create(graph, graph->outputs[0], &error);
	struct prose prose = {.text.is_ascii = true};
	struct gw_walk walk;

	gw_walk_init(&walk, tape);
	struct nudge nudge = nudge_entry(tape, scratch, gw_graph_find(graph, "x"), entry);
	explain_nudge(&prose, &walk, &nudge, &style);
	prose_hand_over(&prose, text);
	prose_finish(&prose);
	for (uint32_t i = 0; i < graph->node_count; i++)
		assert_memory_equal(gw_tape_value(scratch, i).entry, gw_tape_value(tape, i).entry,
				    gw_entry_count(gw_node_shape(graph, i)) * sizeof(double));
	gw_tape_destroy(scratch);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void nudges_are_said(void **state)
{
	static const struct {
		const char *x, *function, *said;
	} nudges[] = {
		{"-2", "-4 (x + 5)",
		 "nudge f is -12.04 at x + 0.01 and -11.96 at x - 0.01\n"
		 "  (-12.04 - -11.96) / 0.02 = -4, which agrees with df/dx\n"},
		{"3", "x^2", "(9.06 - 8.94) / 0.02 ~ 6, which agrees with df/dx\n"},
		{"3", "y", "(1 - 1) / 0.02 = 0, which agrees with df/dx\n"},
		/* at a kink the quotient is the slope of neither side */
		{"0", "relu(x)",
		 "(0.01 - 0) / 0.02 = 0.50; the slope is 0 on the left and 1 on the right: relu "
		 "has a corner at 0; its slope there is taken as 0\n"},
		{"0", "abs(x)",
		 "= 0, which agrees with df/dx; the slope is -1 on the left and 1 on the right: "
		 "abs has a corner at 0; its slope there is taken as 0\n"},
		{"1", "max(x, y)",
		 "= 0.50, which agrees with df/dx; the slope is 0 on the left and 1 on the right: "
		 "a tie: max gives one half of its gradient to each operand\n"},
		/* beside one a step that reaches over it would show the slope of neither side */
		{"0.005", "relu(x)",
		 "(0.006 - 0.004) / 0.002 = 1, which agrees with df/dx; a step of 0.01 reaches "
		 "too far here\n"},
		{"-0.0005", "relu(x)", "(0 - 0) / 0.0002 = 0, which agrees with df/dx; a step of"},
		{"1e-7", "abs(x)", "/ 2e-07 = 1, which agrees with df/dx; a step of 0.01 reaches"},
		{"0.001", "log(x)", "which agrees with df/dx; a step of 0.01 reaches too far"},
		{"0", "x^3", "(1e-06 - -1e-06) / 0.02 = 0.0001, which agrees with df/dx\n"},
		/* where no difference can tell, none is said to */
		{"0", "log(x)",
		 "/ 0.02 = nan, which tells nothing of df/dx: the output is not finite here\n"},
		{"0", "1/x",
		 "(100 - -100) / 0.02 = 10000, which tells nothing of df/dx: the output is not "
		 "finite here\n"},
		{"3", "x^2 + 1e16", "which tells nothing of df/dx: rounding hides the difference"},
		{"inf", "1/x",
		 "(0 - 0) / 0.02 = 0, which tells nothing of df/dx: no difference around"},
		{"0", "sqrt(x)", "(0.10 - nan) / 0.02 = nan: the slope of sqrt is infinite at 0\n"},
		{"0", "sqrt(-x)",
		 "(nan - 0.10) / 0.02 = nan: the slope of sqrt is infinite at 0\n"},
		/* so near to a corner, or so small, that no step of a tenth of one another is
		   enough */
		{"1e-11", "abs(x)",
		 "/ 0.02 = 1.00e-09; this step reaches too far, the narrowest come to 1, which "
		 "agrees with df/dx\n"},
		{"1", "x * 1e-305",
		 "(1.01e-305 - 9.90e-306) / 0.02 = 1.00e-305, which agrees with"},
		/* 0 times the infinite slope of what is shut is no number, as in PyTorch */
		{"0", "relu(x) + where(x &lt;= 0, 0, sqrt(-x))",
		 "(0.01 - 0) / 0.02 = 0.50, which disagrees with df/dx: the difference is finite, "
		 "the gradient is not\n"},
		{"3", "1e20 (x - x) + x^2",
		 "which tells nothing of df/dx: rounding hides the gradient; contributions of "
		 "about "
		 "2.00e+20 cancel to 0\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof nudges / sizeof *nudges; i++) {
		struct text text = {0};
		nudge_x(nudges[i].x, nudges[i].function, 0, &text);
		if (!strstr(text.data, nudges[i].said))
			fail_msg("\"%s\" is not in\n%s", nudges[i].said, text.data);
		text_finish(&text);
	}
}

static void entries_are_nudged(void **state)
{
	struct text text = {0};

	(void)state;
	nudge_x("1 2; 3 4", "sum(x * x)", 2, &text);
	assert_string_equal(text.data,
			    "nudge f is ~ 30.06 at x[1,0] + 0.01 and ~ 29.94 at x[1,0] - 0.01\n"
			    "  (30.06 - 29.94) / 0.02 ~ 6, which agrees with df/dx[1,0]\n");
	text_finish(&text);
}

/* What is said in numbers is what a calculator makes of them, to the digits shown. */
static void quotients_can_be_checked(void **state)
{
	static const char *const functions[] = {"exp(x)",    "sin(3 x)",   "1 / (1 + exp(-x))",
						"x^2 y + 7", "log(x + 9)", "tanh(x) / x"};
	(void)state;
	for (size_t i = 0; i < 60; i++) {
		char x[32], quotient[32], again[NUMBER_TEXT];
		struct text text = {0};
		double above, below, width;

		snprintf(x, sizeof x, "%.3f", (double)(i * 37 % 100) / 13 - 3.77);
		nudge_x(x, functions[i % 6], 0, &text);
		const char *equation = strstr(text.data, "\n  (");
		assert_non_null(equation);
		assert_int_equal(sscanf(equation, " (%lf - %lf) / %lf %*[=~] %31[^,]", &above,
					&below, &width, quotient),
				 4);
		number_brief((above - below) / width, 2, again);
		if (strcmp(again, quotient) != 0)
			fail_msg("%s is wrong: %s", again, text.data);
		assert_non_null(strstr(text.data, ", which agrees with df/dx"));
		text_finish(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nudges_are_said),
		cmocka_unit_test(entries_are_nudged),
		cmocka_unit_test(quotients_can_be_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
