/*
 * Numbers put into the text of a graph's file: whatever way a number is written there, it alone is
 * replaced, and what is read again is the number.
 */
#include "export/graph_xml.h"

#include "given.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MOST_CHANGES 3

struct change {
	const char *node; /* a leaf, or a gate with a number in it */
	double value;
};

static void expect_saved(const char *file, const struct change *change, const char *wanted)
{
	struct gw_graph *graph = given_graph(file);
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct text text = {0};

	if (!tape)
		fail_msg("%s: %s", file, error.message);
	for (size_t i = 0; i < MOST_CHANGES && change[i].node; i++)
		*given_entry(tape, change[i].node) = change[i].value;
	if (!graph_xml_write(graph, tape, &text, &error))
		fail_msg("%s: %s", file, error.message);
	if (strcmp(text.data, wanted) != 0)
		fail_msg("%s\nis not\n%s", text.data, wanted);
	text_finish(&text);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

#define OF_X(EXPRESSION)                                                                           \
	"<graph><input name='x' value='1'/><output name='f'>" EXPRESSION "</output></graph>"

static void a_number_in_an_expression_is_replaced_as_it_is_written(void **state)
{
	static const struct {
		const char *file;
		double value;
		const char *saved;
	} cases[] = {
		{OF_X("x^3"), 4, OF_X("x^4")},
		{OF_X("x³"), 4, OF_X("x^4")},
		{OF_X("x¹"), 4, OF_X("x^4")},
		{OF_X("x⁻²"), 4, OF_X("x^4")},
		{OF_X("x⁴"), -1, OF_X("x^(-1)")},
		{OF_X("x e"), 4, OF_X("x (4)")},
		{OF_X("x×2"), 4, OF_X("x×4")},
		{OF_X("x π"), 4, OF_X("x (4)")},
		{OF_X("x pi"), 4, OF_X("x (4)")},
		{OF_X("x + −2"), 4, OF_X("x + 4")},
		{OF_X("x * (- 2)"), 4, OF_X("x * (4)")},
		{OF_X("x * (+2)"), 4, OF_X("x * (+4)")},
		{OF_X("x-2"), 4, OF_X("x-4")},
		{OF_X("x/7"), 1, OF_X("x/(1)")},
		{OF_X("x&#8315;²"), 4, OF_X("x^4")},
		{OF_X("x + &#50;"), 4, OF_X("x + 4")},
		{OF_X("x &#960;"), 4, OF_X("x (4)")},
		{OF_X("2 * sin(x)"), 4, OF_X("4 * sin(x)")},
		{"<graph><input name='x' value='1'/><group name='g'><output name='f'>x + 2"
		 "</output></group></graph>",
		 4,
		 "<graph><input name='x' value='1'/><group name='g'><output name='f'>x + 4"
		 "</output></group></graph>"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect_saved(cases[i].file, (struct change[]){{"f", cases[i].value}, {NULL, 0}},
			     cases[i].saved);
}

#define OF_M(VALUE)                                                                                \
	"<graph><param name='M' value='" VALUE "'/><output name='f'>sum(M)</output></graph>"
#define AS_TEXT(VALUE)                                                                             \
	"<graph><param name='M'>" VALUE "</param><output name='f'>sum(M)</output></graph>"
#define NINES "99999999999999999999999999999999999999999999999999" /* fifty */

static void a_number_of_a_value_is_replaced_as_it_is_written(void **state)
{
	static const struct {
		const char *file, *saved;
	} cases[] = {
		/* References are what they stand for: a digit, a blank between numbers, the end of
		   a row. */
		{OF_M("1&#32;2"), OF_M("7&#32;2")},
		{OF_M("&#49;&#x20;&#50;"), OF_M("7&#x20;&#50;")},
		{OF_M("1&#59; 2"), OF_M("7&#59; 2")},
		{OF_M("[1 2; 3 4]"), OF_M("[7 2; 3 4]")},
		{AS_TEXT(" [ 1 2 ]\n"), AS_TEXT(" [ 7 2 ]\n")},
		{OF_M("1\t2;\n3\r\n4;"), OF_M("7\t2;\n3\r\n4;")},
		{AS_TEXT("<!-- rows --> 1 <!-- and --> 2"),
		 AS_TEXT("<!-- rows --> 7 <!-- and --> 2")},
		/* Longer than any number has to be. */
		{OF_M("0." NINES NINES NINES NINES NINES NINES " 2"), OF_M("7 2")},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect_saved(cases[i].file, (struct change[]){{"M", 7}, {NULL, 0}}, cases[i].saved);
}

static void a_number_that_is_none_is_written_once(void **state)
{
	(void)state;
	expect_saved(OF_M("1 2"), (struct change[]){{"M", NAN}, {NULL, 0}}, OF_M("nan 2"));
	expect_saved(OF_M("nan 2"), (struct change[]){{"M", -NAN}, {NULL, 0}}, OF_M("nan 2"));
	expect_saved(OF_M("nan 2"), (struct change[]){{"M", 3}, {NULL, 0}}, OF_M("3 2"));
}

static void numbers_of_one_file_change_together(void **state)
{
	(void)state;
	expect_saved("<graph><param name='b' value='2'/><output name='f'>(x + 3) b</output>"
		     "<input name='x' value='1'/></graph>",
		     (struct change[]){{"x", 5}, {"b", 6}, {"x + 3", 7}},
		     "<graph><param name='b' value='6'/><output name='f'>(x + 7) b</output>"
		     "<input name='x' value='5'/></graph>");
}

#define ROW(VALUES) "<data><row x='" VALUES "'/></data></graph>"

static void a_value_is_added_where_none_is_written(void **state)
{
	(void)state;
	expect_saved(
		"<graph><input name='x'> </input><output name='f'>x x</output>" ROW("4"),
		(struct change[]){{"x", 5}, {NULL, 0}},
		"<graph><input name='x' value=\"5\"> </input><output name='f'>x x</output>" ROW(
			"4"));
	expect_saved("<graph><input name='x'/><param name='W' value='1; 2'/>"
		     "<output name='f'>sum(x @ W)</output>" ROW("3 4; 6 7"),
		     (struct change[]){{"x", 5}, {NULL, 0}},
		     "<graph><input name='x' value=\"5 4; 6 7\"/><param name='W' value='1; 2'/>"
		     "<output name='f'>sum(x @ W)</output>" ROW("3 4; 6 7"));
}

/* Numbers of a definition stand in it and not in the call, whatever the call is named. */
static void a_number_of_a_definition_is_refused(void **state)
{
	static const char *const bodies[] = {"t + 2", "t * e", "t * π", "t^2 + 2", "2 * sin(t)"};
	char file[256];

	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		snprintf(file, sizeof file,
			 "<graph><input name='x' value='1'/><define name='pi2' "
			 "args='t'>%s</define><output name='f'>pi2(x)</output></graph>",
			 bodies[i]);
		struct gw_graph *graph = given_graph(file);
		struct gw_error error = {0};
		struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
		struct text text = {0};
		*given_entry(tape, "f") = 3;
		assert_false(graph_xml_write(graph, tape, &text, &error));
		assert_non_null(strstr(error.message, "its <define> serves every use"));
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_in_an_expression_is_replaced_as_it_is_written),
		cmocka_unit_test(a_number_of_a_value_is_replaced_as_it_is_written),
		cmocka_unit_test(a_number_that_is_none_is_written_once),
		cmocka_unit_test(numbers_of_one_file_change_together),
		cmocka_unit_test(a_value_is_added_where_none_is_written),
		cmocka_unit_test(a_number_of_a_definition_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
