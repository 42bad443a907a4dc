/* Paths with the epoch and logs in them, as Python's format makes them. */
#include "callbacks/path_template.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool is_known(const void *context, const char *name)
{
	return gw_logs_find(context, name) != NULL;
}

static struct gw_logs some_logs(void)
{
	struct gw_logs logs = {0};
	gw_logs_set(&logs, "loss", 0.0625);
	gw_logs_set(&logs, "val_loss", 12.345678);
	gw_logs_set(&logs, "bad", NAN);
	return logs;
}

static void paths_are_what_python_makes_of_them(void **state)
{
	static const char *const cases[][2] = {
		{"plain.xml", "plain.xml"},
		{"{epoch}", "3"},
		{"{epoch:03d}-{batch:4}", "003-   8"},
		{"{val_loss:.2f}", "12.35"},
		{"{val_loss:08.2f}", "00012.35"},
		{"{val_loss:8.1f}|", "    12.3|"},
		{"{loss:.3e}", "6.250e-02"},
		{"{loss:f}", "0.062500"},
		{"{loss:.2}", "0.062"},
		{"{loss}", "0.0625"},
		{"{loss:08}{bad:06.1f}", "000.0625000nan"},
		{"{bad:.1f}", "nan"},
		{"a/{{b}}/{epoch}", "a/{b}/3"},
	};
	struct gw_logs logs = some_logs();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text path = {0};
		struct gw_error error = {0};
		if (!path_template_check(cases[i][0], is_known, &logs, &error))
			fail_msg("%s: %s", cases[i][0], error.message);
		assert_true(path_template_write(cases[i][0], 2, 7, &logs, &path));
		assert_string_equal(path.data, cases[i][1]);
		text_finish(&path);
	}
}

static void what_is_no_template_is_refused(void **state)
{
	static const char *const cases[][2] = {
		{"{accuracy:.2f}", "{accuracy}: there will be no such log"},
		{"{epoch", "is not closed"},
		{"{epoch:{loss}}", "cannot be written like that"},
		{"epoch}", "closes nothing"},
		{"{}", "a name should stand"},
		{"{epoch:.2f}", "cannot be written like that"},
		{"{loss:02d}", "cannot be written like that"},
		{"{loss:x}", "cannot be written like that"},
		{"{loss:-3f}", "cannot be written like that"},
		{"{loss:.-3f}", "cannot be written like that"},
		{"{loss:. 3f}", "cannot be written like that"},
		{"{loss:.f}", "cannot be written like that"},
		{"{loss:.999f}", "cannot be written like that"},
		{"{loss:99999f}", "cannot be written like that"},
		{"", "a path should stand here"},
	};
	struct gw_logs logs = some_logs();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_error error = {0};
		if (path_template_check(cases[i][0], is_known, &logs, &error))
			fail_msg("%s", cases[i][0]);
		if (!strstr(error.message, cases[i][1]))
			fail_msg("%s: %s", cases[i][0], error.message);
	}
}

/* The largest double with the most decimals that are allowed. */
static void a_long_number_fits(void **state)
{
	struct gw_logs logs = {0};
	struct text path = {0};

	(void)state;
	gw_logs_set(&logs, "loss", -1.7976931348623157e308);
	assert_true(path_template_write("{loss:064.30f}", 0, 0, &logs, &path));
	assert_int_equal(path.length, 1 + 309 + 1 + 30);
	text_finish(&path);
}

static void a_log_that_is_missing_makes_no_path(void **state)
{
	struct gw_logs logs = {0};
	struct text path = {0};

	(void)state;
	assert_false(path_template_write("{epoch}-{val_loss}", 0, 0, &logs, &path));
	text_finish(&path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_what_python_makes_of_them),
		cmocka_unit_test(what_is_no_template_is_refused),
		cmocka_unit_test(a_long_number_fits),
		cmocka_unit_test(a_log_that_is_missing_makes_no_path),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
