/*
 * Memory that runs out at each allocation in turn: while a graph is loaded, differentiated, traced,
 * and checked. It is reported, nothing leaks (the sanitizers see to that), and nothing crashes.
 */
#include "memory_failure.h"

#include "export/format.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char file[] =
	"<?xml version=\"1.0\"?>\n"
	"<graph name=\"all\"><title>All of it</title><note>n</note><ask>a?</ask>\n"
	"<define name=\"gate\" args=\"t u\">t/(1 + exp(-u))</define>\n"
	"<define name=\"cell\" args=\"t c, k=2\" returns=\"h d\" fold=\"yes\"><let name=\"z\">t "
	"c</let>"
	"<let name=\"d\">z + k</let><let name=\"h\">z d</let></define>\n"
	"<const name=\"h0\" value=\"1\"/><const name=\"d0\" value=\"2\"/>"
	"<repeat name=\"i\" from=\"1\" to=\"2\"><let name=\"h{i} d{i}\">cell(h{i-1}, d{i-1})</let>"
	"</repeat>\n"
	"<input name=\"x\" value=\"2\"/><param name=\"w\">3</param><const name=\"k\" "
	"value=\"5\"/>\n"
	"<input name=\"A\" value=\"1 2; 3 4\"/>\n"
	"<group name=\"g\"><let name=\"p\">gate(w x, k)</let><let name=\"q\">p^2 - x &#215; "
	"3</let></group>\n"
	"<choice><output name=\"f\">q + h2 + sum(A @ A', axis=0)[1]</output>\n"
	"<output name=\"h\">max(q, 2)</output></choice>\n"
	"</graph>\n";

/* All that a program does with a file, until something fails. */
static bool use(struct gw_error *error)
{
	struct gw_graph *graph = gw_graph_load_text("all.xml", file, strlen(file), error);
	struct gw_tape *tape = graph ? gw_tape_create(graph, graph->outputs[0], error) : NULL;
	bool is_done = tape != NULL;

	for (size_t i = 0; is_done && format_at(FORMATS_OF_STEPS | FORMAT_GRAPH, i); i++) {
		struct text text = {0};
		struct gw_walk walk;
		const struct exported exported = {.walk = &walk, .digits = 2};
		gw_walk_init(&walk, tape);
		is_done = format_at(FORMATS_OF_STEPS | FORMAT_GRAPH, i)
				  ->write(&exported, &text, error);
		text_finish(&text);
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return is_done;
}

static void a_file_that_finds_no_memory_says_so(void **state)
{
	(void)state;
	for (size_t n = 0;; n++) {
		struct gw_error error = {0};
		fail_allocation(n);
		bool is_done = use(&error);
		if (!failure_happened()) {
			assert_true(is_done);
			assert_true(n > 50);
			return;
		}
		/* An error message itself may find no memory, and then says just that. */
		assert_true(!is_done || n > 0);
		if (!is_done)
			assert_non_null(strstr(error.message, "out of memory"));
	}
}

static void expect_no_memory(const char *expression)
{
	static const double entries[] = {1, 2, 3};
	const struct gw_setting settings[] = {{.name = "x", .value = 2},
					      {.name = "v", .matrix = {entries, {1, 3}}}};

	for (size_t n = 0;; n++) {
		struct gw_error error = {0};
		fail_allocation(n);
		struct gw_graph *graph = gw_graph_from_expression(expression, settings, 2, &error);
		if (!failure_happened()) {
			assert_non_null(graph);
			gw_graph_destroy(graph);
			return;
		}
		assert_null(graph);
		assert_string_equal(error.message, "out of memory");
	}
}

static void an_expression_that_finds_no_memory_says_so(void **state)
{
	(void)state;
	expect_no_memory("q = x² + 1; f = q exp(-q)");
	/* numbers for attributes that are left out, and for bounds */
	expect_no_memory("f = std(v, keepdims=True)");
	expect_no_memory("f = sum(concat(v, v)[0, -1:])");
}

/* What is wrong is still said when there is no memory to say it well. */
static void a_mistake_is_an_error_with_or_without_memory(void **state)
{
	(void)state;
	for (size_t n = 0;; n++) {
		struct gw_error error = {0};
		fail_allocation(n);
		assert_null(gw_graph_from_expression("f = x + sigmod(2)", NULL, 0, &error));
		assert_true(error.message[0] != '\0');
		if (!failure_happened())
			return;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_that_finds_no_memory_says_so),
		cmocka_unit_test(an_expression_that_finds_no_memory_says_so),
		cmocka_unit_test(a_mistake_is_an_error_with_or_without_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
