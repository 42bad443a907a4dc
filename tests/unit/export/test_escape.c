/*
 * Text that stays text, whatever it is, in each language that it is written in.
 */
#include "export/escape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void signs_of_a_language_lose_their_meaning(void **state)
{
	static const struct {
		void (*add)(struct text *to, const struct text *safe);
		const char *from, *to;
	} cases[] = {
		{escape_add_quoted, "f", "\"f\""},
		{escape_add_quoted, "a \"b\" \\ c", "\"a \\\"b\\\" \\\\ c\""},
		{escape_add_xml_of, "", ""},
		{escape_add_xml_of, "<b a='1' c=\"2\">&",
		 "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;"},
		{escape_add_script, "\"</script>\"", "\"\\u003c/script>\""},
		{escape_add_script_string, "<\n\"", "\"\\u003c\\u000a\\\"\""},
		{escape_add_script_string, "", "\"\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text from = {0}, to = {0};
		text_add(&from, cases[i].from);
		text_add(&to, "");
		cases[i].add(&to, &from);
		assert_false(to.failed);
		assert_string_equal(to.length > 0 ? to.data : "", cases[i].to);
		text_finish(&from);
		text_finish(&to);
	}
}

/* A text that memory is too short for is not written in part. */
static void a_text_without_memory_fails_what_it_is_written_to(void **state)
{
	static void (*const adders[])(struct text * to, const struct text *safe) = {
		escape_add_quoted, escape_add_xml_of, escape_add_script, escape_add_script_string};
	const struct text lost = {.failed = true};

	(void)state;
	for (size_t i = 0; i < sizeof adders / sizeof *adders; i++) {
		struct text to = {0};
		adders[i](&to, &lost);
		assert_true(to.failed);
		text_finish(&to);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signs_of_a_language_lose_their_meaning),
		cmocka_unit_test(a_text_without_memory_fails_what_it_is_written_to),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
