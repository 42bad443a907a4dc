/* Names and numbers in scripts other than Latin, and characters that cannot be seen. */
#include "base/character.h"
#include "base/error.h"
#include "base/normal_form.h"
#include "base/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COMPOSED "caf\xc3\xa9"
#define DECOMPOSED "cafe\xcc\x81"

static void letters_are_told_from_signs(void **state)
{
	static const uint32_t letters[] = {'a', '_', 0xe9, 0x3b8, 0x648, 0x6cc, 0x2081, 0x301};
	static const uint32_t others[] = {'1', ' ', '(', 0xd7, 0x200b, 0x3164, 0x2212, 0x60c};

	(void)state;
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		assert_true(character_is_letter(letters[i]));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(character_is_letter(others[i]));
	assert_true(character_is_right_to_left(0x5d0));
	assert_true(character_is_right_to_left(0x648));
	assert_false(character_is_right_to_left('w'));
	assert_false(character_is_right_to_left(0x6f3)); /* a digit */
}

static void assert_number(const char *text, double expected, size_t bytes)
{
	double value = -1;

	assert_int_equal(number_read(text, strlen(text), &value), bytes);
	if (bytes > 0)
		assert_true(value == expected);
}

static void persian_and_arabic_digits_are_digits(void **state)
{
	(void)state;
	assert_number("۱۲", 12, strlen("۱۲"));
	assert_number("٣٤", 34, strlen("٣٤"));
	assert_number("−۳٫۵e-۲ x", -0.035, strlen("−۳٫۵e-۲"));
	assert_number("-۲", -2, strlen("-۲"));
	assert_number("−8.83e−08", -8.83e-8, strlen("−8.83e−08")); /* as it is shown */
	assert_number("۲e−۳ y", 2e-3, strlen("۲e−۳"));
	assert_number("3e− ", 3, 1);
	assert_number("1۲.۵", 12.5, strlen("1۲.۵"));
	assert_number(".۵", 0.5, strlen(".۵"));
	assert_number("3و", 3, 1);
	assert_number("3-۲", 3, 1);
	assert_number("٫", 0, 0);
	assert_number("-e۲", 0, 0);
	assert_number("و۲", 0, 0);
}

static void a_number_of_any_digits_is_judged(void **state)
{
	double value;

	(void)state;
	assert_true(number_parse(" ۱٫۵ ", &value));
	assert_true(value == 1.5);
	assert_false(number_parse("۱e۹۹۹", &value));
	assert_non_null(strstr(number_fault("۱e۹۹۹", strlen("۱e۹۹۹")), "too large"));
	assert_non_null(strstr(number_fault("۱e-۹۹۹", strlen("۱e-۹۹۹")), "too small"));
	assert_null(number_fault("۰e-۹۹۹", strlen("۰e-۹۹۹")));
}

static void two_encodings_are_one_name(void **state)
{
	char room[NORMAL_FORM_BYTES];
	size_t length = strlen(DECOMPOSED);

	(void)state;
	assert_true(normal_form_is_same("w", 1, "w", 1));
	assert_false(normal_form_is_same("w", 1, "w1", 2));
	if (normal_form(DECOMPOSED, &length, room) != room)
		skip(); /* built without libutf8proc */
	assert_int_equal(length, strlen(COMPOSED));
	assert_string_equal(room, COMPOSED);
	assert_true(
		normal_form_is_same(COMPOSED, strlen(COMPOSED), DECOMPOSED, strlen(DECOMPOSED)));
	/* آ as one character, and as ا with a mark; the order of two marks */
	assert_true(normal_form_is_same("\xd8\xa2", 2, "\xd8\xa7\xd9\x93", 4));
	assert_true(normal_form_is_same("q\xcc\xa3\xcc\x87", 5, "q\xcc\x87\xcc\xa3", 5));
}

/* Too long for a name, or no UTF-8: as it is. */
static void what_has_no_normal_form_stays(void **state)
{
	char room[NORMAL_FORM_BYTES], longer[2 * NORMAL_FORM_BYTES];
	size_t length = sizeof longer;

	(void)state;
	for (size_t i = 0; i < sizeof longer; i += 2)
		memcpy(longer + i, "\xd9\x88", 2);
	assert_ptr_equal(normal_form(longer, &length, room), longer);
	assert_int_equal(length, sizeof longer);
	length = 2;
	assert_ptr_equal(normal_form("\xff\xfe", &length, room), "\xff\xfe");
	assert_int_equal(length, 2);
}

static void a_message_names_what_cannot_be_seen(void **state)
{
	struct gw_error error;

	(void)state;
	error_set(&error, "unknown name \"%s\"", "w\u200b");
	assert_string_equal(error.message, "unknown name \"w\\u200b\" (with the invisible "
					   "character U+200B, ZERO WIDTH SPACE)");
	error_set(&error, "no \"%s\"", "a\u2003b\u2003");
	assert_non_null(strstr(error.message, "U+2003, EM SPACE"));
	error_set(&error, "no \"%s\"", "\u200cوزن");
	assert_non_null(strstr(error.message, "U+200C, ZERO WIDTH NON-JOINER"));
	error_set(&error, "no \"%s\"", "می\u200cشود"); /* where it belongs */
	assert_null(strstr(error.message, "invisible"));
	error_set(&error, "%s, in x",
		  "no \"\u2003\" (with the invisible character U+2003, "
		  "EM SPACE)");
	assert_null(strstr(strstr(error.message, "U+2003") + 1, "U+2003")); /* once is enough */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_are_told_from_signs),
		cmocka_unit_test(persian_and_arabic_digits_are_digits),
		cmocka_unit_test(a_number_of_any_digits_is_judged),
		cmocka_unit_test(two_encodings_are_one_name),
		cmocka_unit_test(what_has_no_normal_form_stays),
		cmocka_unit_test(a_message_names_what_cannot_be_seen),
	};

	return cmocka_run_group_tests_name("character", tests, NULL, NULL);
}
