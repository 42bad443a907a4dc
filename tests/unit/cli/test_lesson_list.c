/* The list of lessons when memory runs out, and when a file is broken. */
#include "base/text.h"
#include "cli/lesson_list.h"
#include "memory_failure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MOST_ALLOCATIONS 100000

static char *list(struct gw_error *error)
{
	struct text text = {0};

	if (lessons_list(&text, error))
		return text_take(&text);
	text_finish(&text);
	return NULL;
}

/* Whichever allocation fails, the list is either whole or refused for the reason that it has. */
static void the_list_is_whole_or_refused(void **state)
{
	(void)state;
	char *whole = list(NULL);
	size_t refused = 0;
	bool happened = true;

	assert_non_null(whole);
	assert_null(strstr(whole, "can't be read"));
	for (size_t n = 0; happened && n < MOST_ALLOCATIONS; n += 1 + n / 50) {
		struct gw_error error = {0};
		fail_allocation(n);
		char *found = list(&error);
		happened = failure_happened();
		if (found)
			assert_string_equal(found, whole);
		else
			assert_string_equal(error.message, "out of memory");
		refused += !found;
		free(found);
	}
	assert_false(happened);
	assert_true(refused > 100);
	free(whole);
}

int main(void)
{
	char folder[4096];
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_list_is_whole_or_refused)};

	snprintf(folder, sizeof folder, "%s/graphs", getenv("GRADWALK_SOURCE"));
	setenv("GRADWALK_GRAPHS", folder, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
