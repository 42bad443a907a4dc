/*
 * Saving a graph: only the bytes of changed numbers differ, and what is saved is the graph to the
 * bit.
 */
#include "export/graph_xml.h"

#include "given.h"
#include "graph/regroup.h"
#include "memory_failure.h"

#include <gradwalk/load.h>

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct gw_tape *tape_over(const struct gw_graph *graph)
{
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);

	if (!tape)
		fail_msg("%s", error.message);
	return tape;
}

#define HEAD "<graph name='g'>"
#define LEAF "<input name='x' value='1'/>"

static void only_numbers_change(void **state)
{
	static const struct {
		const char *file, *name;
		double value;
		const char *saved;
	} cases[] = {
		/* Quotes, blanks, comments, sections, references, and spellings of what stays. */
		{HEAD "<input  name = 'x'\tvalue='1.0' /><output name='f'>x x</output></graph>",
		 "x", -2.5,
		 HEAD "<input  name = 'x'\tvalue='-2.5' /><output name='f'>x x</output></graph>"},
		{HEAD "<input name='x' value='1.0'/><output name='f'>x x</output></graph>", "x", 1,
		 HEAD "<input name='x' value='1.0'/><output name='f'>x x</output></graph>"},
		{HEAD "<input value=\"01\" name='x'/><output name='f'>x x</output></graph>", "x", 2,
		 HEAD "<input value=\"2\" name='x'/><output name='f'>x x</output></graph>"},
		{HEAD "<param name='x'> <!-- one --> 1 <!-- <x> --> </param><output "
		      "name='f'>2x</output></graph>",
		 "x", 3,
		 HEAD "<param name='x'> <!-- one --> 3 <!-- <x> --> </param><output "
		      "name='f'>2x</output></graph>"},
		{HEAD "<param name='x'><![CDATA[1]]></param><output name='f'>2x</output></graph>",
		 "x", 3,
		 HEAD "<param name='x'><![CDATA[3]]></param><output name='f'>2x</output></graph>"},
		{HEAD "<input name='x' value='&#49;'/><output name='f'>2x</output></graph>", "x", 3,
		 HEAD "<input name='x' value='3'/><output name='f'>2x</output></graph>"},
		{HEAD
		 "<input name='M' value='1.50 2;\n 3 4'/><output name='f'>sum(M)</output></graph>",
		 "M", 7,
		 HEAD
		 "<input name='M' value='7 2;\n 3 4'/><output name='f'>sum(M)</output></graph>"},
		/* Numbers in expressions: signs, 1, powers, words, what stands close before. */
		{HEAD LEAF "<output name='f'>x + 2</output></graph>", "f", 5,
		 HEAD LEAF "<output name='f'>x + 5</output></graph>"},
		{HEAD LEAF "<output name='f'>x + 2</output></graph>", "f", -5,
		 HEAD LEAF "<output name='f'>x + (-5)</output></graph>"},
		{HEAD LEAF "<output name='f'>x^-2</output></graph>", "f", -3,
		 HEAD LEAF "<output name='f'>x^(-3)</output></graph>"},
		{HEAD LEAF "<output name='f'>2x</output></graph>", "f", -2.5,
		 HEAD LEAF "<output name='f'>(-2.5)x</output></graph>"},
		{HEAD LEAF "<output name='f'>2/x</output></graph>", "f", 1,
		 HEAD LEAF "<output name='f'>(1)/x</output></graph>"},
		{HEAD LEAF "<output name='f'>x²</output></graph>", "f", 3,
		 HEAD LEAF "<output name='f'>x^3</output></graph>"},
		{HEAD LEAF "<output name='f'>x pi</output></graph>", "f", 3,
		 HEAD LEAF "<output name='f'>x (3)</output></graph>"},
		{HEAD LEAF "<output name='f'><!-- a --> x * <!-- b -->2.0</output></graph>", "f",
		 1e-300,
		 HEAD LEAF "<output name='f'><!-- a --> x * <!-- b -->1e-300</output></graph>"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_graph *graph = given_graph(cases[i].file);
		struct gw_tape *tape = tape_over(graph);
		struct gw_error error = {0};
		struct text text = {0};
		*given_entry(tape, cases[i].name) = cases[i].value;
		if (!graph_xml_write(graph, tape, &text, &error))
			fail_msg("%s: %s", cases[i].file, error.message);
		assert_string_equal(text.data, cases[i].saved);
		text_finish(&text);
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
}

/* A new attribute for an input that had none; the rows' first value is no value of the file. */
static void a_missing_value_is_added_only_if_it_was_given(void **state)
{
	static const char file[] = HEAD "<input name='x'/><param name='w' value='1'/>"
					"<output name='f'>w x</output>"
					"<data><row x='4'/></data></graph>";
	struct gw_graph *graph = given_graph(file);
	struct gw_tape *tape = tape_over(graph);
	struct gw_error error = {0};
	struct text text = {0};

	(void)state;
	assert_true(graph_xml_write(graph, tape, &text, &error));
	assert_string_equal(text.data, file);
	text_clear(&text);
	*given_entry(tape, "x") = 5;
	assert_true(graph_xml_write(graph, tape, &text, &error));
	assert_non_null(strstr(text.data, "<input name='x' value=\"5\"/>"));
	text_finish(&text);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static struct text saved(const struct gw_graph *graph, const struct gw_tape *tape)
{
	struct gw_error error = {0};
	struct text text = {0};

	if (!graph_xml_write(graph, tape, &text, &error))
		fail_msg("%s", error.message);
	return text;
}

static void a_number_of_a_define_is_refused_with_its_place(void **state)
{
	struct gw_graph *graph = given_graph(HEAD LEAF "<define name='d' args='t'>t + 2</define>\n"
						       "<output name='f'>d(x)</output></graph>");
	struct gw_tape *tape = tape_over(graph);
	struct gw_error error = {0};
	struct text text = {0};

	(void)state;
	for (uint32_t i = 0; i < graph->node_count; i++)
		if (graph->kind[i] == GW_LITERAL)
			*gw_tape_entries(tape, i) = 3;
	assert_false(graph_xml_write(graph, tape, &text, &error));
	assert_int_equal(error.line, 2);
	assert_non_null(strstr(error.message, "its <define> serves every use"));
	assert_int_equal(text.length, 0);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

#define REPEATED                                                                                   \
	HEAD "<repeat name='t' from='1' to='2'>\n<input name='x{t}' value='0.{t}'/></repeat>\n"    \
	     "<param name='w' value='1'/><repeat name='t' from='1' to='2'>\n"                      \
	     "<let name='y{t}'>3 w x{t}</let></repeat><output name='f'>y1 y2</output></graph>"

/* A number outside of the repeat is saved; one that only one turn has changed is refused. */
static void a_number_of_a_repeat_is_refused_with_its_place(void **state)
{
	struct gw_graph *graph = given_graph(REPEATED);
	struct gw_tape *tape = tape_over(graph);
	struct gw_error error = {0};
	struct text text = {0};

	(void)state;
	*given_entry(tape, "w") = 4;
	assert_true(graph_xml_write(graph, tape, &text, &error));
	assert_non_null(strstr(text.data, "<param name='w' value='4'/>"));
	assert_non_null(strstr(text.data, "value='0.{t}'"));
	text_clear(&text);
	*given_entry(tape, "x2") = 5;
	assert_false(graph_xml_write(graph, tape, &text, &error));
	assert_int_equal(error.line, 2);
	assert_non_null(strstr(error.message, "x2 is changed in one turn alone"));
	*given_entry(tape, "x2") = 0.2;
	for (uint32_t i = 0; i < graph->node_count; i++)
		if (graph->kind[i] == GW_LITERAL)
			*gw_tape_entries(tape, i) = i;
	assert_false(graph_xml_write(graph, tape, &text, &error));
	assert_int_equal(error.line, 4);
	assert_non_null(strstr(error.message, "<repeat> serves every turn"));
	assert_int_equal(text.length, 0);
	text_finish(&text);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static struct regrouped *grouped(const struct gw_graph *graph, const char *name, const char *from,
				 const char *to)
{
	struct gw_error error = {0};
	struct regrouped *made =
		regroup(graph, name, gw_graph_find(graph, from), gw_graph_find(graph, to), &error);

	if (!made)
		fail_msg("%s", error.message);
	return made;
}

/*
 * One line before </graph> each, in the prefix of the file; those of the file are not said twice.
 */
static void groups_that_were_made_are_saved(void **state)
{
	struct gw_graph *graph = given_graph(
		"<g:graph xmlns:g='urn:gradwalk:graph'>\n  <g:input name='x' value='1'/>\n"
		"  <g:output name='f'>((x + 2)^2 * 3 + 1)^3</g:output>\n"
		"  <g:group name='old' from='x' to='(x + 2)^2'/>\n"
		"</g:graph>\n<!-- </graph> -->\n");
	struct regrouped *made = grouped(graph, "part", "x", "(x + 2)^2 * 3 + 1");
	struct gw_tape *tape = tape_over(&made->graph);
	struct text text = saved(&made->graph, tape);

	(void)state;
	const char *line = strstr(text.data, "  <g:group name=\"part\" from=\"x\" "
					     "to=\"(x + 2)^2 * 3 + 1\"/>\n</g:graph>");
	assert_non_null(line);
	assert_int_equal(text.length - strlen("  <g:group name=\"part\" from=\"x\" "
					      "to=\"(x + 2)^2 * 3 + 1\"/>\n"),
			 graph->source_length);
	struct gw_graph *again = given_graph(text.data);
	assert_int_equal(again->group_count, 2);
	for (uint32_t i = 0; i < again->node_count; i++)
		assert_int_equal(again->group[i], made->graph.group[i]);
	gw_graph_destroy(again);
	text_finish(&text);
	gw_tape_destroy(tape);
	regrouped_destroy(made);
	gw_graph_destroy(graph);
}

static void an_expression_becomes_a_new_file(void **state)
{
	const struct gw_setting settings[] = {{.name = "x", .value = 1.0 / 3},
					      {.name = "y", .value = -0.0}};
	struct gw_error error = {0};
	struct gw_graph *graph =
		gw_graph_from_expression("q = max(x, y) + 2; f = q & 1", settings, 2, &error);

	(void)state;
	assert_null(graph);
	graph = gw_graph_from_expression("q = max(x, y) + 2; f = q^2", settings, 2, &error);
	assert_non_null(graph);
	struct gw_tape *tape = tape_over(graph);
	*given_entry(tape, "f") = 0.5;
	struct text text = saved(graph, tape);
	assert_string_equal(text.data, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graph>\n"
				       "  <input name=\"x\" value=\"0.3333333333333333\"/>\n"
				       "  <input name=\"y\" value=\"-0\"/>\n"
				       "  <expression>q = max(x, y) + 2; f = q^0.5</expression>\n"
				       "</graph>\n");
	text_finish(&text);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* The group's line, where </graph> has none of its own, and where the file is an expression. */
static void groups_are_saved_wherever_the_file_ends(void **state)
{
	static const char line[] = "  <group name=\"part\" from=\"x\" to=\"q\"/>\n";
	static const struct {
		const char *before, *after;
	} cases[] = {
		{HEAD LEAF "<let name='q'>x^2 + 1</let><output name='f'>q^2</output>\n",
		 "</graph>"},
		{HEAD LEAF "<let name='q'>x^2 + 1</let><output name='f'>q^2</output>\n",
		 "</graph>\n<?end ?>\n"},
		{HEAD LEAF "<let name='q'>x^2 + 1</let><output name='f'>q^2</output>", "</graph>"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text file = {0}, wanted = {0};
		text_add_format(&file, "%s%s", cases[i].before, cases[i].after);
		text_add_format(&wanted, "%s%s%s%s", cases[i].before, i == 2 ? "\n" : "", line,
				cases[i].after);
		struct gw_graph *graph = given_graph(file.data);
		struct regrouped *made = grouped(graph, "part", "x", "q");
		struct gw_tape *tape = tape_over(&made->graph);
		struct text text = saved(&made->graph, tape);
		assert_string_equal(text.data, wanted.data);
		text_finish(&text);
		gw_tape_destroy(tape);
		regrouped_destroy(made);
		gw_graph_destroy(graph);
		text_finish(&file);
		text_finish(&wanted);
	}
}

static void an_expression_is_saved_with_its_groups_and_matrices(void **state)
{
	const double entries[] = {1, 2, 3, 4};
	const struct gw_setting settings[] = {{.name = "A", .matrix = {entries, {2, 2}}},
					      {.name = "x", .value = 3}};
	struct gw_error error = {0};
	struct gw_graph *graph =
		gw_graph_from_expression("q = x^2 + 1; f = q sum(A)", settings, 2, &error);

	(void)state;
	assert_non_null(graph);
	struct regrouped *made = grouped(graph, "part", "x", "q");
	struct gw_tape *tape = tape_over(&made->graph);
	struct text text = saved(&made->graph, tape);
	assert_non_null(strstr(text.data, "<input name=\"A\" value=\"1 2; 3 4\"/>"));
	assert_non_null(strstr(text.data,
			       "</expression>\n  <group name=\"part\" from=\"x\" to=\"q\"/>\n"
			       "</graph>\n"));
	text_finish(&text);
	gw_tape_destroy(tape);
	regrouped_destroy(made);
	gw_graph_destroy(graph);
}

/* Whatever its bits: a file has one. */
static void nan_is_saved(void **state)
{
	struct gw_graph *graph = given_graph(HEAD LEAF "<output name='f'>2x</output></graph>");
	struct gw_tape *tape = tape_over(graph);

	(void)state;
	*given_entry(tape, "x") = -NAN;
	struct text text = saved(graph, tape);
	assert_non_null(strstr(text.data, "value='nan'"));
	text_finish(&text);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* ---- what is not saved ---- */

static void expect_unsaved(const struct gw_graph *graph, const struct gw_tape *tape,
			   const char *why)
{
	struct gw_error error = {0};
	struct text text = {0};

	assert_false(graph_xml_write(graph, tape, &text, &error));
	if (!strstr(error.message, why))
		fail_msg("\"%s\" is not in: %s", why, error.message);
	assert_int_equal(text.length, 0);
	text_finish(&text);
}

/* Should the text of a graph ever be that of another one, no file is written over with it. */
static void the_text_of_another_graph_is_not_saved(void **state)
{
	static const char file[] = HEAD LEAF "<const name='c' value='2'/>"
					     "<output name='f'>x c</output></graph>";
	static const struct {
		const char *text, *why;
	} others[] = {
		{HEAD LEAF "<param name='c' value='2'/><output name='f'>x c</output></graph>",
		 "another"},
		{HEAD LEAF "<const name='c' value='2'/><output name='f'>x + c</output></graph>",
		 "another"},
		{HEAD LEAF "<const name='c' value='2'/><output name='f'>c x</output></graph>",
		 "another"},
		{HEAD LEAF "<const name='c' value='2'/><output name='f'>-x</output></graph>",
		 "another"},
		{HEAD LEAF "<const name='c' value='2'/><output name='f'>x c + 1</output></graph>",
		 "another"},
		{HEAD LEAF "<const name='c' value='2 2'/><output name='f'>x c</output></graph>",
		 "another"},
		{HEAD LEAF "<const name='c' value='2'/><output name='f'>x c</output>"
			   "<group name='g'/></graph>",
		 "another"},
		{HEAD LEAF "<const name='c' value='2'/><output name='f'>x d</output></graph>",
		 "another: "},
	};
	struct gw_graph *graph = given_graph(file);
	struct gw_tape *tape = tape_over(graph);
	struct text text = saved(graph, tape);

	(void)state;
	assert_string_equal(text.data, file);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct gw_graph other = *graph;
		other.source = (char *)others[i].text;
		other.source_length = strlen(others[i].text);
		expect_unsaved(&other, tape, others[i].why);
	}
	text_finish(&text);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void memory_may_run_out(void **state)
{
	struct gw_graph *graph = given_graph(HEAD "<input name='x'/><input name='y'/>"
						  "<output name='f'>x y + 2</output>"
						  "<data><row x='4' y='1'/></data></graph>");
	struct gw_tape *tape = tape_over(graph);
	bool has_failed = true;

	(void)state;
	*given_entry(tape, "y") = 7;
	for (size_t n = 0; has_failed; n++) {
		struct gw_error error = {0};
		struct text text = {0};
		fail_allocation(n);
		bool is_written = graph_xml_write(graph, tape, &text, &error);
		has_failed = failure_happened();
		if (!is_written && strcmp(error.message, "out of memory") != 0)
			fail_msg("allocation %zu: %s", n, error.message);
		assert_true(has_failed || is_written);
		text_finish(&text);
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* ---- every lesson ---- */

/* Every number that has a place of its own: those of definitions, axes and indices have none. */
static void change_all(struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;

	for (uint32_t i = 0; i < graph->node_count; i++)
		if (!gw_is_gate(graph, i) && graph->kind[i] != GW_LITERAL)
			for (size_t k = 0; k < gw_entry_count(gw_node_shape(graph, i)); k++)
				gw_tape_entries(tape, i)[k] = gw_tape_entries(tape, i)[k] / 3 + 0.1;
}

/* Without what numbers are made of, and without blank attributes. */
static void add_without_numbers(struct text *text, const char *from)
{
	for (; *from; from++)
		if (!strchr("0123456789.+-e", *from))
			text_add_byte(text, *from);
}

static void hold_saved(const struct gw_graph *graph, const struct gw_tape *tape, const char *name)
{
	struct text text = saved(graph, tape), before = {0}, after = {0};
	struct gw_graph *again = given_graph(text.data);

	for (uint32_t i = 0; i < graph->node_count; i++)
		if (!gw_is_gate(graph, i))
			assert_memory_equal(
				gw_leaf_value(again, i).entry, gw_tape_value(tape, i).entry,
				gw_entry_count(gw_node_shape(graph, i)) * sizeof(double));
	add_without_numbers(&before, graph->source);
	add_without_numbers(&after, text.data);
	if (strcmp(before.data, after.data) != 0 && !strstr(graph->source, "<data"))
		fail_msg("%s: more than numbers changed:\n%s", name, text.data);
	gw_graph_destroy(again);
	text_finish(&text);
	text_finish(&before);
	text_finish(&after);
}

static void every_lesson_is_saved_to_the_bit(void **state)
{
	char folder[1024];
	unsigned count = 0;
	struct dirent *entry;

	(void)state;
	snprintf(folder, sizeof folder, "%s/graphs", getenv("GRADWALK_SOURCE"));
	DIR *lessons = opendir(folder);
	while ((entry = readdir(lessons))) {
		char *end = strstr(entry->d_name, ".xml");
		if (!end)
			continue;
		*end = '\0';
		struct gw_graph *graph = given_lesson(entry->d_name);
		struct gw_tape *tape = NULL;
		struct gw_error error;
		tape = gw_tape_create(graph, graph->outputs[0], &error);
		if (tape) {
			change_all(tape);
			hold_saved(graph, tape, entry->d_name);
			count++;
		}
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
	closedir(lessons);
	assert_true(count >= 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_numbers_change),
		cmocka_unit_test(a_missing_value_is_added_only_if_it_was_given),
		cmocka_unit_test(a_number_of_a_define_is_refused_with_its_place),
		cmocka_unit_test(a_number_of_a_repeat_is_refused_with_its_place),
		cmocka_unit_test(groups_that_were_made_are_saved),
		cmocka_unit_test(an_expression_becomes_a_new_file),
		cmocka_unit_test(groups_are_saved_wherever_the_file_ends),
		cmocka_unit_test(an_expression_is_saved_with_its_groups_and_matrices),
		cmocka_unit_test(nan_is_saved),
		cmocka_unit_test(the_text_of_another_graph_is_not_saved),
		cmocka_unit_test(memory_may_run_out),
		cmocka_unit_test(every_lesson_is_saved_to_the_bit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
