/*
 * Files read and written whole, and what is no file.
 */
#include "base/file.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define LARGE (FILE_DEFAULT_LIMIT + 1)

static int create(char *path)
{
	int descriptor = mkstemp(strcpy(path, "/tmp/gradwalk-file-XXXXXX"));

	assert_true(descriptor >= 0);
	return descriptor;
}

/* What gradwalk wrote it reads again, however large it became; of a graph one may set the limit. */
static void what_has_no_limit_is_read_whole(void **state)
{
	char path[32];
	int descriptor = create(path);
	struct text text = {0};
	struct gw_error error = {0};

	(void)state;
	assert_int_equal(ftruncate(descriptor, LARGE), 0);
	assert_true(file_read_all(path, &text, NULL));
	assert_int_equal(text.length, LARGE);
	text_clear(&text);
	assert_false(file_read(path, FILE_DEFAULT_LIMIT, &text, &error));
	assert_non_null(strstr(error.message, "--max-size raises the limit"));
	text_finish(&text);
	close(descriptor);
	unlink(path);
}

static void what_never_ends_is_refused(void **state)
{
	struct text text = {0};
	struct gw_error error = {0};

	(void)state;
	assert_false(file_read_all("/dev/zero", &text, &error));
	assert_string_equal(error.message, "/dev/zero: larger than 67108864 bytes");
	text_finish(&text);
}

/* Behind what stands there, though another file would be replaced. */
static void what_is_open_is_not_opened_anew(void **state)
{
	char path[32], name[32], found[16] = "";
	int descriptor = create(path);

	(void)state;
	snprintf(name, sizeof name, "/dev/fd/%d", descriptor);
	assert_true(file_write_all(descriptor, "first ", 6));
	assert_true(file_is_special(name));
	assert_false(file_is_special(path));
	assert_true(file_write(name, "second", 6, NULL));
	assert_int_equal(pread(descriptor, found, sizeof found, 0), 12);
	assert_string_equal(found, "first second");
	close(descriptor);
	unlink(path);
}

static void a_pipe_without_a_reader_is_an_error(void **state)
{
	int ends[2];
	char name[32];
	struct gw_error error = {0};

	(void)state;
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	snprintf(name, sizeof name, "/dev/fd/%d", ends[1]);
	assert_false(file_write(name, "lost", 4, &error));
	assert_non_null(strstr(error.message, "cannot write: Broken pipe"));
	close(ends[1]);
}

/* As writing it would say, and nothing is there afterwards. */
static void what_could_not_be_written_is_known_before(void **state)
{
	static const char *const wrong[] = {"/tmp/gradwalk-nowhere/file", "/tmp/", "/dev/null/file",
					    "/dev/fd/999"};
	char path[32];
	struct gw_error error = {0}, checked;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_false(file_check(wrong[i], &error));
		checked = error;
		assert_false(file_write(wrong[i], "a", 1, &error));
		assert_string_equal(checked.message, error.message);
	}
	close(create(path));
	assert_true(file_check(path, NULL));
	unlink(path);
	assert_true(file_check(path, NULL));
	assert_int_equal(access(path, F_OK), -1);
	assert_true(file_check("/dev/full", NULL));
	assert_true(file_check("/dev/stdout", NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_has_no_limit_is_read_whole),
		cmocka_unit_test(what_never_ends_is_refused),
		cmocka_unit_test(what_could_not_be_written_is_known_before),
		cmocka_unit_test(what_is_open_is_not_opened_anew),
		cmocka_unit_test(a_pipe_without_a_reader_is_an_error),
	};
	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
