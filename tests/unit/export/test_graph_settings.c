/*
 * Settings of training put into the text of a graph: into the attribute, the tag or the element
 * that is theirs, and nothing else of the file changes.
 */
#include "export/graph_settings.h"

#include "given.h"
#include "memory_failure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LEAVES "<input name='x' value='1'/><param name='w' value='2'/><output name='f'>w x</output>"
#define ROWS "<row x='1'/></data>"

static void a_setting_is_put_where_it_belongs(void **state)
{
	static const struct {
		const char *file, *name, *value, *saved;
	} cases[] = {
		/* An attribute that is there keeps its quotes. */
		{"<graph>" LEAVES "<train lr='0.1'/></graph>", "lr", "0.5",
		 "<graph>" LEAVES "<train lr='0.5'/></graph>"},
		{"<graph>" LEAVES "<data src=\"a.csv\"/></graph>", "src", "it's <b>.csv",
		 "<graph>" LEAVES "<data src=\"it&#39;s &lt;b>.csv\"/></graph>"},
		/*
		 * The tag of an element that is there, whatever stands before it and looks like it.
		 */
		{"<graph>" LEAVES "<train lr='0.1'/></graph>", "epochs", "9",
		 "<graph>" LEAVES "<train epochs=\"9\" lr='0.1'/></graph>"},
		{"<graph>" LEAVES "<!-- <train> --><train\nlr='0.1'/></graph>", "epochs", "9",
		 "<graph>" LEAVES "<!-- <train> --><train epochs=\"9\"\nlr='0.1'/></graph>"},
		{"<graph><note><![CDATA[<train >]]></note>" LEAVES "<?train ?><train/></graph>",
		 "epochs", "9",
		 "<graph><note><![CDATA[<train >]]></note>" LEAVES
		 "<?train ?><train epochs=\"9\"/></graph>"},
		{"<graph>" LEAVES "<data>" ROWS "<train/></graph>", "batch", "1",
		 "<graph>" LEAVES "<data batch=\"1\">" ROWS "<train/></graph>"},
		{"<g:graph xmlns:g='urn:gradwalk:graph'><g:input name='x' value='1'/>"
		 "<g:output name='f'>x</g:output><g:train/></g:graph>",
		 "lr", "1",
		 "<g:graph xmlns:g='urn:gradwalk:graph'><g:input name='x' value='1'/>"
		 "<g:output name='f'>x</g:output><g:train lr=\"1\"/></g:graph>"},
		/* A new element before the last tag, which comments may follow. */
		{"<graph>" LEAVES "\n</graph>", "lr", "1",
		 "<graph>" LEAVES "\n  <train lr=\"1\"/>\n</graph>"},
		{"<graph>" LEAVES "\n</graph>\n<!-- </graph> --><?done?>", "lr", "1",
		 "<graph>" LEAVES "\n  <train lr=\"1\"/>\n</graph>\n<!-- </graph> --><?done?>"},
		{"<g:graph xmlns:g='urn:gradwalk:graph'><g:input name='x' value='1'/>"
		 "<g:output name='f'>x</g:output></g:graph>",
		 "lr", "1",
		 "<g:graph xmlns:g='urn:gradwalk:graph'><g:input name='x' value='1'/>"
		 "<g:output name='f'>x</g:output>  <g:train lr=\"1\"/>\n</g:graph>"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct gw_attribute setting = {cases[i].name, cases[i].value, 0};
		struct gw_graph *graph = given_graph(cases[i].file);
		struct gw_error error = {0};
		struct text text = {0};
		text_add(&text, cases[i].file);
		if (!graph_settings_put(graph, &setting, 1, &text, &error))
			fail_msg("%s: %s", cases[i].file, error.message);
		assert_string_equal(text.data, cases[i].saved);
		text_finish(&text);
		gw_graph_destroy(graph);
	}
}

static void a_setting_that_no_element_has_is_an_error(void **state)
{
	static const char file[] = "<graph>" LEAVES "<train/></graph>";
	const struct gw_attribute setting = {"speed", "9", 0};
	struct gw_graph *graph = given_graph(file);
	struct gw_error error = {0};
	struct text text = {0};

	(void)state;
	text_add(&text, file);
	assert_false(graph_settings_put(graph, &setting, 1, &text, &error));
	assert_non_null(strstr(error.message, "speed"));
	assert_string_equal(text.data, file);
	text_finish(&text);
	gw_graph_destroy(graph);
}

/* The file stays as it is, and nothing else is blamed. */
static void memory_may_run_out(void **state)
{
	static const char file[] = "<graph>" LEAVES "<data/><train lr='1'/></graph>";
	const struct gw_attribute settings[] = {{"lr", "2", 0}, {"batch", "0", 0}};
	struct gw_graph *graph = given_graph(file);
	bool has_failed = true;

	(void)state;
	for (size_t n = 0; has_failed; n++) {
		struct gw_error error = {0};
		struct text text = {0};
		text_add(&text, file);
		fail_allocation(n);
		bool is_put = graph_settings_put(graph, settings, 2, &text, &error);
		has_failed = failure_happened();
		if (!is_put && strcmp(error.message, "out of memory") != 0)
			fail_msg("allocation %zu: %s", n, error.message);
		assert_true(has_failed || is_put);
		if (is_put)
			assert_string_equal(text.data,
					    "<graph>" LEAVES
					    "<data batch=\"0\"/><train lr='2'/></graph>");
		text_finish(&text);
	}
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_setting_is_put_where_it_belongs),
		cmocka_unit_test(a_setting_that_no_element_has_is_an_error),
		cmocka_unit_test(memory_may_run_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
