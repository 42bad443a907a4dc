/* Files with too many nodes are refused by their text alone. */
#include "read/node_limit.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool is_accepted(const char *text, uint32_t most, struct gw_error *error)
{
	struct program program = {
		.file = "nodes.xml", .text = text, .length = strlen(text), .is_markup = true};

	return node_limit_check(&program, &graph_elements, most, error);
}

static void one_node_too_many_is_refused_where_it_stands(void **state)
{
	const char *text = "<graph name='three'>\n"
			   "<input name='x'/>\n"
			   "<let name='y'>x + 1</let>\n"
			   "  <output name='f'>y</output></graph>\n";
	struct gw_error error = {0};

	(void)state;
	assert_true(is_accepted(text, 3, &error));
	assert_false(is_accepted(text, 2, &error));
	assert_string_equal(error.message, "the graph has more than 2 nodes");
	assert_int_equal(error.line, 4);
	assert_int_equal(error.column, 3);
}

/* What makes no node here, or perhaps none at all, is not counted. */
static void what_may_make_no_node_is_not_counted(void **state)
{
	const char *text = "<?xml version='1.0'?><!-- <let name='a'>1</let> --><graph>"
			   "<title>t</title><note><![CDATA[<let name='b'>1</let>]]></note>"
			   "<define name='d' args='t'><let name='c'>t</let></define>"
			   "<repeat name='i' from='1' to='0'><repeat name='j' from='1' to='2'>"
			   "<let name='u'>1</let></repeat><let name='v'>1</let></repeat>"
			   "<letter/><output name='f'>1</output></graph>";
	struct gw_error error = {0};

	(void)state;
	assert_true(is_accepted(text, 1, &error));
	assert_false(is_accepted(text, 0, &error));
}

static void a_text_that_is_cut_short_ends_the_search(void **state)
{
	const char *texts[] = {"<graph>          <input name='x'/><",
			       "<graph>          <input name='x'/></",
			       "<graph>          <input name='x'/><!-- ",
			       "<graph>          <input name='x'/><let"};
	struct gw_error error = {0};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_false(is_accepted(texts[i], 0, &error));
		assert_int_equal(is_accepted(texts[i], 1, &error), i < 3);
	}
	assert_true(is_accepted("<graph><!-- <input name='x'/>", 0, &error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_node_too_many_is_refused_where_it_stands),
		cmocka_unit_test(what_may_make_no_node_is_not_counted),
		cmocka_unit_test(a_text_that_is_cut_short_ends_the_search),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
