/*
 * Places in the text of an XML file: the byte of what a reader was given, found where it stands.
 */
#include "base/array.h"
#include "base/markup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What is asked for behind the content is its end. */
static void a_byte_of_the_content_is_found_behind_what_was_taken_out(void **state)
{
	static const struct {
		const char *text;
		size_t index;
		const char *rest; /* of the text, from that byte on */
	} cases[] = {
		{"ab<", 1, "b<"},
		{"&lt;b<", 1, "b<"},
		{"&#215;b<", 1, "&#215;b<"}, /* × has two bytes */
		{"&#215;b<", 2, "b<"},
		{"&#xd7;b<", 2, "b<"},
		{"a\r\nb<", 2, "b<"},
		{"a\rb<", 2, "b<"},
		{"<!-- a --> b<", 1, "b<"},
		{"<?a b?>b<", 0, "b<"},
		{"a<![CDATA[<&]]>b<", 1, "<&]]>b<"},
		{"a<![CDATA[<&]]>b<", 3, "b<"},
		{"a<", 5, "<"},
		{"ab", 5, ""},
		{"<!-- not closed", 0, ""},
		{"&not closed", 1, ""},
		{"a<![CDATA[b]", 3, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t at = markup_offset(cases[i].text, strlen(cases[i].text), 0, cases[i].index);
		if (strcmp(cases[i].text + at, cases[i].rest) != 0)
			fail_msg("%s, byte %zu: %s", cases[i].text, cases[i].index,
				 cases[i].text + at);
	}
}

static void an_attribute_is_found_whatever_blanks_it_has(void **state)
{
	static const struct {
		const char *text, *rest; /* "<…": there is none */
	} cases[] = {
		{"<a x='1' y='2'/>", "2'/>"},
		{"<a\ty\t=\t\"2\">", "2\">"},
		{"<a\r\ny = '2'>", "2'>"},
		{"<a x=\"y='1'\" y='2'>", "2'>"},
		{"<a yy='1' y\n=\n'2'>", "2'>"},
		{"<a x='1'>", "<a x='1'>"},
		{"<a>", "<a>"},
		{"<a x", "<a x"},
		{"<a x='1' y", "<a x='1' y"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *text = cases[i].text;
		size_t at = markup_attribute(text, strlen(text), 0, "y");
		if (strcmp(text + at, cases[i].rest) != 0)
			fail_msg("%s: %s", text, text + at);
	}
}

static void a_tag_ends_at_no_sign_in_quotes(void **state)
{
	static const char *const cases[][2] = {
		{"<a x='>' y=\"'>\">b", "b"}, {"<a>b", "b"}, {"<a x='>", ""}, {"<a", ""}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *text = cases[i][0];
		assert_string_equal(text + markup_content(text, strlen(text), 0), cases[i][1]);
	}
}

/* It grows by half, or at once to what is wanted, and keeps what is in it. */
static void an_array_has_room_for_what_is_wanted(void **state)
{
	int *array = NULL;
	size_t capacity = 0;

	(void)state;
	assert_true(array_reserve((void **)&array, &capacity, 1, sizeof *array));
	assert_int_equal(capacity, 8);
	array[7] = 7;
	assert_true(array_reserve((void **)&array, &capacity, 8, sizeof *array));
	assert_int_equal(capacity, 8);
	assert_true(array_reserve((void **)&array, &capacity, 1000, sizeof *array));
	assert_int_equal(capacity, 1000);
	assert_int_equal(array[7], 7);
	assert_false(array_reserve((void **)&array, &capacity, SIZE_MAX / 2, sizeof *array));
	assert_int_equal(capacity, 1000);
	free(array);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_byte_of_the_content_is_found_behind_what_was_taken_out),
		cmocka_unit_test(an_attribute_is_found_whatever_blanks_it_has),
		cmocka_unit_test(a_tag_ends_at_no_sign_in_quotes),
		cmocka_unit_test(an_array_has_room_for_what_is_wanted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
