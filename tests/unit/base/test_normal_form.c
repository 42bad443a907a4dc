/* Names that are one, though their bytes differ, have one form; what has no room for it stays. */
#include "base/normal_form.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ACCENTED "e\xcc\x81" /* e and the accent that is put on it */

static void check_form(const char *bytes, const char *form)
{
	char room[NORMAL_FORM_BYTES];
	size_t length = strlen(bytes);
	const char *found = normal_form(bytes, &length, room);

	assert_int_equal(length, strlen(form));
	assert_memory_equal(found, form, length);
}

static void letters_take_their_accents(void **state)
{
	(void)state;
	check_form("weight", "weight");
	check_form(ACCENTED "x", "\xc3\xa9x");
	check_form(ACCENTED "\xff", ACCENTED "\xff"); /* no UTF-8 */
}

/* As many characters as there is room for, one less, and one more. */
static void what_has_no_room_stays(void **state)
{
	static const size_t most =
		NORMAL_FORM_BYTES - 2; /* plain ones, with an é and a zero byte */

	(void)state;
	for (size_t count = most - 3; count <= most + 3; count++) {
		struct text given = {0}, form = {0};
		bool has_room = count + 2 < NORMAL_FORM_BYTES;

		text_add(&given, ACCENTED);
		text_add(&form, has_room ? "\xc3\xa9" : ACCENTED);
		for (size_t i = 0; i < count; i++) {
			text_add(&given, "x");
			text_add(&form, "x");
		}
		check_form(given.data, form.data);
		text_finish(&given);
		text_finish(&form);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_take_their_accents),
		cmocka_unit_test(what_has_no_room_stays),
	};

	return cmocka_run_group_tests_name("normal_form", tests, NULL, NULL);
}
