/* Text: UTF-8, what is safe for a terminal, columns, and likeness. */
#include "base/guess.h"
#include "base/number.h"
#include "base/text.h"
#include "base/words.h"

#include "memory_failure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void every_code_point_reads_back(void **state)
{
	(void)state;
	for (uint32_t code_point = 0; code_point <= 0x10ffff; code_point++) {
		char bytes[4];
		const char *cursor = bytes;
		if (code_point == 0xd800)
			code_point = 0xe000;
		size_t length = utf8_put(code_point, bytes);
		if (utf8_next(&cursor, bytes + length) != code_point || cursor != bytes + length)
			fail_msg("U+%04X", (unsigned)code_point);
		/* Cut short, its first byte stands alone. */
		cursor = bytes;
		if (length > 1 &&
		    (utf8_next(&cursor, bytes + length - 1) != UTF8_INVALID || cursor != bytes + 1))
			fail_msg("U+%04X, cut", (unsigned)code_point);
	}
}

static void what_is_not_utf8_is_found(void **state)
{
	static const struct {
		const char *bytes;
		size_t valid;
	} cases[] = {
		{"ascii", 5},
		{"θ漢😀", 9},
		{"a\x80", 1},            /* a continuation without a start */
		{"ab\xc0\x80", 2},       /* overlong */
		{"\xe0\x9f\xbf", 0},     /* overlong */
		{"\xf0\x8f\xbf\xbf", 0}, /* overlong */
		{"a\xed\xa0\x80", 1},    /* a surrogate */
		{"\xf4\x90\x80\x80", 0}, /* beyond U+10FFFF */
		{"\xff", 0},
		{"θ\xe6\xbc", 2}, /* cut short */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(utf8_check(cases[i].bytes, strlen(cases[i].bytes)),
				 cases[i].valid);
}

static void safe_text_cannot_steer_a_terminal(void **state)
{
	static const struct {
		const char *bytes, *safe, *ascii;
	} cases[] = {
		{"plain θ", "plain θ", "plain \\u03b8"},
		{"\x1b[31m", "\\x1b[31m", "\\x1b[31m"},
		{"a\tb\nc\x7f", "a\\x09b\\x0ac\\x7f", "a\\x09b\\x0ac\\x7f"},
		{"\xc2\x9b"
		 "2J",
		 "\\x9b2J", "\\x9b2J"}, /* CSI, as one character */
		{"\xe2\x80\xae"
		 "x",
		 "\\u202ex", "\\u202ex"}, /* right-to-left override */
		{"\xe2\x80\xa8\xe2\x81\xa6", "\\u2028\\u2066", "\\u2028\\u2066"},
		{"\xff"
		 "a",
		 "\\xffa", "\\xffa"},
		{"😀", "😀", "\\u1f600"},
		/*
		 * What cannot be seen: zero-width space, word joiner, byte order mark, soft hyphen.
		 */
		{"a\xe2\x80\x8b\xe2\x81\xa0", "a\\u200b\\u2060", "a\\u200b\\u2060"},
		{"\xef\xbb\xbf\xc2\xad", "\\ufeff\\u00ad", "\\ufeff\\u00ad"},
		/* A Persian word is spelt with a zero-width non-joiner. */
		{"می\xe2\x80\x8cروم", "می\xe2\x80\x8cروم",
		 "\\u0645\\u06cc\\u200c\\u0631\\u0648\\u0645"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct text safe = {0}, ascii = {.is_ascii = true};
		text_add_safe(&safe, cases[i].bytes, strlen(cases[i].bytes));
		text_add_safe(&ascii, cases[i].bytes, strlen(cases[i].bytes));
		assert_string_equal(safe.data, cases[i].safe);
		assert_string_equal(ascii.data, cases[i].ascii);
		text_finish(&safe);
		text_finish(&ascii);
	}
}

static void columns_are_a_terminals(void **state)
{
	static const struct {
		const char *text;
		int columns;
	} cases[] = {
		{"", 0},
		{"w0", 2},
		{"θ₁−·", 4},
		{"漢字", 4},
		{"ｗ", 2},
		{"ﾊ", 1},         /* halfwidth */
		{"e\xcc\x81", 1}, /* a combining accent */
		{"각", 2},
		{"\xe1\x84\x80\xe1\x85\xa1", 2}, /* the same from its letters */
		{"😀", 2},
		{"┌▶", 2},
		{"a\xe2\x80\x8b"
		 "b",
		 2}, /* zero width space */
		{"وزن", 3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(text_width(cases[i].text, strlen(cases[i].text)),
				 cases[i].columns);
}

static void the_longest_beginning_that_fits(void **state)
{
	(void)state;
	assert_int_equal(text_fit("hello", 5, 3), 3);
	assert_int_equal(text_fit("hello", 5, 9), 5);
	assert_int_equal(text_fit("漢字", 6, 3), 3);
	assert_int_equal(text_fit("e\xcc\x81x", 4, 1), 3);
	assert_int_equal(text_fit("x", 1, 0), 0);
	assert_int_equal(text_fit("x", 1, -1), 0);
}

static void columns_are_filled_with_blanks(void **state)
{
	struct text text = {0};

	(void)state;
	text_pad(&text, 0, 2);
	text_add(&text, "漢θ");
	text_pad(&text, 2, 5);
	text_pad(&text, 2, 3);
	text_add(&text, "|");
	assert_string_equal(text.data, "  漢θ  |");
	text_finish(&text);
}

static const char *density_name(size_t index)
{
	static const char *const names[] = {"auto", "roomy", "compact", NULL};
	return names[index];
}

static void a_word_is_found_or_guessed(void **state)
{
	struct text text = {0};
	size_t index = 7;

	(void)state;
	assert_true(words_find(density_name, "compact", &index));
	assert_int_equal(index, 2);
	assert_false(words_find(density_name, "rooms", &index));
	assert_int_equal(index, 2);
	assert_string_equal(words_guess(density_name, "rooms"), "roomy");
	assert_null(words_guess(density_name, "elsewhere"));
	words_add(density_name, &text);
	assert_string_equal(text.data, "auto, roomy or compact");
	text_finish(&text);
}

static void likeness_counts_single_changes(void **state)
{
	static const struct {
		const char *a, *b;
		int limit, distance;
	} cases[] = {
		{"w9", "w0", 2, 1},     {"sigmiod", "sigmoid", 2, 1}, {"relu", "rel", 2, 1},
		{"exp", "expo", 2, 1},  {"θ1", "θ2", 2, 1},           {"", "abc", 5, 3},
		{"same", "same", 0, 0}, {"abc", "xyz", 1, 2},         {"abcdef", "a", 2, 3},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(guess_distance(cases[i].a, cases[i].b, cases[i].limit),
				 cases[i].distance);
}

static void text_grows_and_is_taken(void **state)
{
	struct text text = {0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		text_add_format(&text, "%d,", i);
	text_add_code_point(&text, 0x3b8);
	assert_false(text.failed);
	assert_int_equal(text.length, 3892);
	char *whole = text_take(&text);
	assert_memory_equal(whole, "0,1,2,3,", 8);
	assert_string_equal(whole + 3882, "998,999,θ");
	assert_null(text.data);
	free(whole);
	whole = text_take(&text);
	assert_string_equal(whole, "");
	free(whole);
}

static void text_in_given_memory_stays_there(void **state)
{
	char memory[8];
	struct text text = text_in(memory, sizeof(memory));

	(void)state;
	text_add(&text, "1234567");
	assert_false(text.failed);
	text_add_byte(&text, '8');
	assert_true(text.failed);
	assert_string_equal(memory, "1234567");
	text_finish(&text);
}

static void out_of_memory_is_remembered(void **state)
{
	struct text text = {0};

	(void)state;
	text_add(&text, "kept");
	fail_allocation(0);
	for (int i = 0; i < 100; i++)
		text_add(&text, "lost");
	assert_true(failure_happened());
	assert_true(text.failed);
	assert_memory_equal(text.data, "kept", 4);
	assert_null(text_take(&text));
}

static void a_long_name_is_cut_in_the_middle_but_in_no_escape(void **state)
{
	static const struct {
		const char *whole;
		int columns;
		const char *head, *tail;
	} cases[] = {
		{"gradient", 8, "gradient", ""},
		{"a_gradient", 8, "a_gra", "nt"},
		{"\\u6743\\u91cd\\u4e00", 17, "\\u6743", "\\u4e00"},
		{"\\u6743\\u91cd\\u4e00", 12, "\\u6743", ""},
		{"\\u6743\\u91cd\\u4e00", 8, "", "\\u4e00"},
		/* An escape that is filled up with a 0 has four digits: the 3 is a character of its
		   own. */
		{"\\u0648\\u0632\\u06463", 9, "\\u0648", "3"},
		{"\\x1b[31mred", 8, "\\x1b[", "ed"},
		{"\\u10ffff\\u10ffff", 10, "", "\\u10ffff"},
		{"漢字漢字漢", 8, "漢字", "漢"},
		/* What combines stays with its letter. */
		{"aaaae\xcc\x81 e\xcc\x81", 6, "aaaa", "e\xcc\x81"},
		{"bbbbbe\xcc\x81g", 4, "bb", "g"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t length = strlen(cases[i].whole);
		struct text_cut cut = text_cut(cases[i].whole, length, cases[i].columns, 1);

		assert_int_equal(cut.head, strlen(cases[i].head));
		assert_memory_equal(cases[i].whole, cases[i].head, cut.head);
		assert_string_equal(cases[i].whole + cut.tail, cases[i].tail);
		assert_true(cut.columns <= cases[i].columns);
	}
}

/* Those with few digits are read without strtod(), and have its bits all the same. */
static void numbers_are_read_to_the_last_bit(void **state)
{
	static const struct {
		const char *text;
		double value;
	} numbers[] = {
		{"0.1", 0.1},
		{"-0.3", -0.3},
		{"2.675", 2.675},
		{"123456789012345", 123456789012345},
		{"9007199254740993", 9007199254740993.0},
		{"1e22", 1e22},
		{"1e23", 1e23},
		{"123456789012345e22", 123456789012345e22},
		{"123456789.012345e-7", 123456789.012345e-7},
		{"0.00000000000000000012345", 0.00000000000000000012345},
		{"4.9e-324", 4.9e-324},
		{"1.7976931348623157e308", 1.7976931348623157e308},
	};

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		const char *text = numbers[i].text;
		double value;
		assert_int_equal(number_read(text, strlen(text), &value), strlen(text));
		assert_memory_equal(&value, &numbers[i].value, sizeof value);
	}
}

/* A person with a calculator rounds away from 0, whatever the nearest double is. */
static void numbers_are_rounded_as_on_a_calculator(void **state)
{
	static const struct {
		double value;
		int digits;
		const char *text;
	} cases[] = {
		{0.125, 2, "0.13"},
		{-0.125, 2, "-0.13"},
		{1.125, 2, "1.13"},
		{0.145, 2, "0.15"},
		{2.675, 2, "2.68"},
		{1.005, 2, "1.01"},
		{0.29 / 2, 2, "0.15"},
		{0.1249, 2, "0.12"},
		{22.5, 0, "23"},
		{-0.5, 0, "-0.5"},
		{0.124999, 2, "0.12"},
		{12345.675, 2, "12345.68"},
		{1.25e-9, 1, "1.3e-09"},
		{2.5e300, 0, "3e+300"},
		{0.125, 3, "0.125"},
		{0.125, 17, "0.12500000000000000"},
		{0.1, 17, "0.10000000000000001"},
		{123456789.125, 2, "1.23e+08"},
		{-0.0, 2, "0.00"},
		{1.7976931348623157e308, 2, "1.80e+308"},
	};
	char number[NUMBER_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(number_write(cases[i].value, cases[i].digits, number),
				    cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_reads_back),
		cmocka_unit_test(what_is_not_utf8_is_found),
		cmocka_unit_test(safe_text_cannot_steer_a_terminal),
		cmocka_unit_test(columns_are_a_terminals),
		cmocka_unit_test(the_longest_beginning_that_fits),
		cmocka_unit_test(columns_are_filled_with_blanks),
		cmocka_unit_test(a_word_is_found_or_guessed),
		cmocka_unit_test(likeness_counts_single_changes),
		cmocka_unit_test(text_grows_and_is_taken),
		cmocka_unit_test(text_in_given_memory_stays_there),
		cmocka_unit_test(out_of_memory_is_remembered),
		cmocka_unit_test(a_long_name_is_cut_in_the_middle_but_in_no_escape),
		cmocka_unit_test(numbers_are_read_to_the_last_bit),
		cmocka_unit_test(numbers_are_rounded_as_on_a_calculator),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
