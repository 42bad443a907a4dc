/* The helper that makes allocations fail, tried on a function whose allocations are known. */
#include "memory_failure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ALLOCATIONS 5

/*
 * Asks for five blocks, in each of the five ways. Returns how many it got; it goes on after a
 * failure.
 */
static size_t allocate_in_every_way(void)
{
	void *blocks[ALLOCATIONS] = {
		malloc(16), calloc(4, 4), realloc(NULL, 16), strdup("text"), strndup("text", 2),
	};
	size_t obtained = 0;
	for (size_t i = 0; i < ALLOCATIONS; i++) {
		obtained += blocks[i] != NULL;
		free(blocks[i]);
	}
	return obtained;
}

static void every_allocation_fails_in_its_turn(void **state)
{
	(void)state;
	size_t turns = 0;
	for (;; turns++) {
		fail_allocation(turns);
		size_t obtained = allocate_in_every_way();
		if (!failure_happened()) {
			assert_int_equal(obtained, ALLOCATIONS);
			break;
		}
		assert_int_equal(obtained, ALLOCATIONS - 1);
	}
	assert_int_equal(turns, ALLOCATIONS);
}

static void nothing_fails_after_the_question(void **state)
{
	(void)state;
	fail_allocation(2);
	assert_false(failure_happened());
	assert_int_equal(allocate_in_every_way(), ALLOCATIONS);
}

static void a_failed_realloc_keeps_the_block(void **state)
{
	(void)state;
	char *block = strdup("before");
	assert_non_null(block);
	fail_allocation(0);
	char *larger = realloc(block, 1000);
	assert_true(failure_happened());
	if (larger)
		block = larger;
	else
		assert_string_equal(block, "before");
	assert_null(larger);
	free(block);
}

static void allocations_are_counted(void **state)
{
	(void)state;
	fail_allocation(SIZE_MAX);
	allocate_in_every_way();
	assert_int_equal(allocations_made(), ALLOCATIONS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocation_fails_in_its_turn),
		cmocka_unit_test(nothing_fails_after_the_question),
		cmocka_unit_test(a_failed_realloc_keeps_the_block),
		cmocka_unit_test(allocations_are_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
