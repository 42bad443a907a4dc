/*
 * Names that are shortened: whatever is cut off them, different names stay different.
 */
#include "base/short_names.h"
#include "chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void assert_written(const struct names *names, size_t i, bool is_ascii, const char *expected)
{
	char memory[200];
	struct text text = text_in(memory, sizeof(memory));

	text.is_ascii = is_ascii;
	names_write(&text, &names->name[i]);
	assert_false(text.failed);
	assert_string_equal(text.data, expected);
}

static void a_name_that_fits_is_whole(void **state)
{
	struct names names = {0};

	(void)state;
	names_add(&names, "hidden");
	names_add(&names, "hidden_weight");
	names_fit(&names, 13);
	assert_written(&names, 0, false, "hidden");
	assert_written(&names, 1, false, "hidden_weight");
	names_fit(&names, 10);
	assert_written(&names, 0, false, "hidden");
	assert_written(&names, 1, false, "hidden…ght");
	assert_written(&names, 1, true, "hidden~ght");
	names_finish(&names);
}

static void a_name_is_cut_where_it_says_nothing(void **state)
{
	struct names names = {0};

	(void)state;
	names_add(&names, "hidden_weight_of_a_left");
	names_add(&names, "hidden_weight_of_b_left");
	names_add(&names, "another_name_that_is_long");
	names_fit(&names, 10);
	assert_written(&names, 0, false, "hid…a_left");
	assert_written(&names, 1, false, "hid…b_left");
	assert_written(&names, 2, false, "anothe…ong");
	names_finish(&names);
}

static void where_no_cut_helps_names_are_numbered(void **state)
{
	struct names names = {0};

	(void)state;
	names_add(&names, "aaaaaaaaaaaa_1_bbbbbbbbbbbb");
	names_add(&names, "aaaaaaaaaaaa_2_bbbbbbbbbbbb");
	names_add(&names, "aaaaaaaaaaaa_1_bbbbbbbbbbbb");
	names_fit(&names, 8);
	assert_written(&names, 0, false, "aaaaa…#1");
	assert_written(&names, 1, false, "aaaaa…#2");
	assert_written(&names, 2, false, "aaaaa…#1");
	names_finish(&names);
}

static void a_place_that_has_room_is_told_how_much_it_takes(void **state)
{
	struct names names = {0};

	(void)state;
	assert_int_equal(names_columns(&names, 12), 12);
	names_add(&names, "the_weight_of_a_rather_long_name");
	names_add(&names, "the_weight_of_c_rather_long_name");
	assert_int_equal(names_columns(&names, 12), 23);
	names_clear(&names);
	names_add(&names, "the_weight_of_a_rather_long_name");
	assert_int_equal(names_columns(&names, 12), 12);
	names_finish(&names);
}

/* Long names that differ in a few letters somewhere. */
static void add_random(struct names *names, uint32_t *seed)
{
	static const char *const letters[] = {"a", "b", "é", "字", "_"};
	struct text name = {0};
	uint32_t length = 1 + pick_below(seed, 30);

	for (uint32_t i = 0; i < length; i++)
		text_add(&name, pick_below(seed, 8) ? "a" : letters[pick_below(seed, 5)]);
	names_add(names, name.data);
	text_finish(&name);
}

static bool are_same(const struct short_name *a, const struct short_name *b)
{
	return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}

static void check_fitted(const struct names *names, int columns)
{
	char memory[2][200];

	for (size_t i = 0; i < names->count; i++) {
		struct text one = text_in(memory[0], sizeof(memory[0]));
		names_write(&one, &names->name[i]);
		assert_true(text_width(one.data, one.length) <= columns);
		for (size_t k = 0; k < i; k++) {
			struct text other = text_in(memory[1], sizeof(memory[1]));
			names_write(&other, &names->name[k]);
			assert_int_equal(strcmp(one.data, other.data) == 0,
					 are_same(&names->name[i], &names->name[k]));
		}
	}
}

static void different_names_look_different(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (uint32_t i = 0; i < random_cases(300); i++) {
		struct names names = {0};
		uint32_t count = 1 + pick_below(&seed, 40);
		int columns = 6 + (int)pick_below(&seed, 12);
		while (names.count < count)
			add_random(&names, &seed);
		names_fit(&names, columns);
		check_fitted(&names, columns);
		names_finish(&names);
	}
}

static void names_with_columns_of_their_own_are_compared(void **state)
{
	static const int narrow[] = {8, 8, 8, 8}, different[] = {8, 11, 8, 8};
	static const bool are_twins[] = {true, true, true, false};
	struct names names = {0};

	(void)state;
	assert_false(names_find_twins(&names, narrow));
	names_add(&names, "hidden_left_of");
	names_add(&names, "hidden_right_of");
	names_add(&names, "hidden_left_of");
	names_add(&names, "output_left_of");
	assert_true(names_find_twins(&names, narrow));
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(names.name[i].is_twin, are_twins[i]);
	assert_written(&names, 1, false, "hidde…of");
	assert_false(names_find_twins(&names, different));
	for (size_t i = 0; i < 4; i++)
		assert_false(names.name[i].is_twin);
	assert_written(&names, 1, false, "hidden_…_of");
	names_finish(&names);
}

static void what_finds_no_room_is_left_out(void **state)
{
	struct short_name memory[2];
	char bytes[16];
	struct names names = names_in(memory, 2, bytes, sizeof(bytes));

	(void)state;
	names_add(&names, "w");
	names_add(&names, "a_name_of_more_bytes_than_there_are");
	assert_true(names.failed);
	assert_int_equal(names.count, 1);
	names_fit(&names, 4);
	assert_written(&names, 0, false, "w");
	names_finish(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_that_fits_is_whole),
		cmocka_unit_test(a_name_is_cut_where_it_says_nothing),
		cmocka_unit_test(where_no_cut_helps_names_are_numbered),
		cmocka_unit_test(a_place_that_has_room_is_told_how_much_it_takes),
		cmocka_unit_test(different_names_look_different),
		cmocka_unit_test(names_with_columns_of_their_own_are_compared),
		cmocka_unit_test(what_finds_no_room_is_left_out),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
