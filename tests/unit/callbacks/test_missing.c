/* A gradwalk without protobuf-c and libcurl: it says so, before anything is trained. */
#include "callbacks/callback_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void is_refused(const char *request, const char *message)
{
	struct callback_list list = {0};
	struct gw_error error = {0};

	assert_false(callback_list_add(&list, request, &error));
	assert_string_equal(error.message, message);
	assert_int_equal(list.count, 0);
	callback_list_finish(&list);
}

static void what_needs_a_library_is_refused(void **state)
{
	(void)state;
	is_refused("TensorBoard:log_dir=logs",
		   "--callback TensorBoard: this gradwalk was built without protobuf-c");
	is_refused("RemoteMonitor",
		   "--callback RemoteMonitor: this gradwalk was built without libcurl");
}

static void the_rest_is_there(void **state)
{
	struct callback_list list = {0};

	(void)state;
	assert_true(callback_list_add(&list, "TerminateOnNaN", NULL));
	assert_int_equal(list.count, 1);
	callback_list_finish(&list);
}

static void help_says_what_is_missing(void **state)
{
	struct text help = {0};

	(void)state;
	callback_list_help(&help);
	assert_non_null(strstr(help.data, "(not in this gradwalk, built without protobuf-c)"));
	assert_non_null(strstr(help.data, "(not in this gradwalk, built without libcurl)"));
	text_finish(&help);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_needs_a_library_is_refused),
		cmocka_unit_test(the_rest_is_there),
		cmocka_unit_test(help_says_what_is_missing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
