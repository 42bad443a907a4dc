/* The hash table, held against a list. */
#include "base/table.h"

#include "chance.h"
#include "memory_failure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void what_was_set_is_found_and_nothing_else(void **state)
{
	struct table table = {0};
	uint32_t number = 99;

	(void)state;
	assert_false(table_find(&table, "x", 1, &number));
	assert_true(table_set(&table, "x", 7) && table_set(&table, "", 8) &&
		    table_set(&table, "weight", 9));
	assert_true(table_find(&table, "xy", 1, &number) && number == 7);
	assert_true(table_find(&table, "anything", 0, &number) && number == 8);
	assert_false(table_find(&table, "weigh", 5, &number));
	assert_false(table_find(&table, "weight1", 7, &number));
	assert_int_equal(number, 8);
	assert_true(table_set(&table, "x", 5));
	assert_true(table_find(&table, "x", 1, &number) && number == 5);
	assert_int_equal(table.count, 3);
	table_finish(&table);
	assert_false(table_find(&table, "x", 1, &number));
}

static void what_is_added_keeps_its_first_number(void **state)
{
	struct table table = {0};
	uint32_t held = 99;

	(void)state;
	assert_true(table_add(&table, "x", 7, &held) && held == 7);
	assert_true(table_add(&table, "y", 8, &held) && held == 8);
	assert_true(table_add(&table, "x", 9, &held) && held == 7);
	assert_true(table_find(&table, "x", 1, &held) && held == 7);
	assert_int_equal(table.count, 2);
	fail_allocation(0);
	assert_true(table_add(&table, "x", 9, &held) && held == 7);
	assert_false(failure_happened());
	table_finish(&table);
	fail_allocation(0);
	assert_false(table_add(&table, "x", 7, &held));
	assert_true(failure_happened());
	table_finish(&table);
}

#define NAMES 5000

static void it_grows_as_a_list_does(void **state)
{
	static char name[NAMES][12];
	static uint32_t wanted[NAMES];
	struct table table = {0};
	uint32_t seed = 3, number;

	(void)state;
	for (uint32_t i = 0; i < NAMES; i++)
		snprintf(name[i], sizeof name[i], "n%u", i);
	for (uint32_t round = 0; round < 3 * NAMES; round++) {
		uint32_t i = next_random(&seed) % NAMES;
		wanted[i] = 1 + next_random(&seed) % 1000;
		assert_true(table_set(&table, name[i], wanted[i]));
	}
	for (uint32_t i = 0; i < NAMES; i++) {
		bool is_found = table_find(&table, name[i], strlen(name[i]), &number);
		assert_int_equal(is_found, wanted[i] > 0);
		assert_true(!is_found || number == wanted[i]);
	}
	table_finish(&table);
}

static bool fill(void)
{
	static const char *const names[] = {"a", "b", "c"};
	struct table table = {0};
	bool is_filled = true;
	uint32_t number;

	for (uint32_t i = 0; i < 3 && is_filled; i++)
		is_filled = table_set(&table, names[i], i) && table_reserve(&table, 100 << i);
	is_filled = is_filled && table_find(&table, "c", 1, &number) && number == 2;
	table_finish(&table);
	return is_filled;
}

static void running_out_of_memory_is_reported(void **state)
{
	size_t turns = 0;

	(void)state;
	for (;; turns++) {
		fail_allocation(turns);
		bool is_filled = fill();
		if (!failure_happened()) {
			assert_true(is_filled);
			break;
		}
		assert_false(is_filled);
	}
	assert_int_equal(turns, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_set_is_found_and_nothing_else),
		cmocka_unit_test(what_is_added_keeps_its_first_number),
		cmocka_unit_test(it_grows_as_a_list_does),
		cmocka_unit_test(running_out_of_memory_is_reported),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
