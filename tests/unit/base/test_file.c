/*
 * Files read and written whole, and what is no file.
 */
#include "base/file.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
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
	assert_string_equal(error.message, "/dev/zero: larger than 64 MiB");
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

/* ---- what goes wrong on the way ---- */

/* Nothing is left of a file that could not be written whole; the one before it stays. */
static void a_file_that_grows_too_large_is_as_before(void **state)
{
	static const char large[100000] = "";
	const struct rlimit small = {50000, RLIM_INFINITY};
	char folder[] = "/tmp/gradwalk-file-XXXXXX", path[64];
	struct rlimit before;
	struct gw_error error = {0};
	struct text text = {0};

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/file", folder);
	assert_true(file_write(path, "before", 6, NULL));
	getrlimit(RLIMIT_FSIZE, &before);
	setrlimit(RLIMIT_FSIZE, &small);
	bool is_written = file_write(path, large, sizeof large, &error);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_false(is_written);
	assert_non_null(strstr(error.message, "/file: cannot write: File too large"));
	assert_true(file_read_all(path, &text, NULL));
	assert_string_equal(text.data, "before");
	text_finish(&text);
	unlink(path);
	assert_int_equal(rmdir(folder), 0);
}

static void handle(int number)
{
	(void)number;
}

static void interrupt_often(bool is_on)
{
	const struct sigaction handling = {.sa_handler = handle};
	const struct itimerval often = {{0, 20000}, {0, 20000}}, never = {{0, 0}, {0, 0}};

	sigaction(SIGALRM, &handling, NULL);
	setitimer(ITIMER_REAL, is_on ? &often : &never, NULL);
}

/* In a child: after a while, write what a pipe does not hold at once, or read it. */
static pid_t begin_other_end(int ends[2], bool writes, const char *bytes, size_t length)
{
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		char block[4096];
		size_t left = length;
		close(ends[writes ? 0 : 1]);
		poll(NULL, 0, 100);
		if (writes)
			_exit(!file_write_all(ends[1], bytes, length));
		for (ssize_t count; (count = read(ends[0], block, sizeof block)) > 0;)
			left -= (size_t)count;
		_exit(left != 0);
	}
	close(ends[writes ? 1 : 0]);
	return child;
}

/* What is read from a pipe or written to one is whole, though signals come while it waits. */
static void a_signal_loses_nothing(void **state)
{
	enum { LENGTH = 300000 };
	static const char bytes[LENGTH] = "";
	struct text text = {0};
	char name[32];
	int ends[2], status = 1;

	(void)state;
	pid_t writer = begin_other_end(ends, true, bytes, LENGTH);
	snprintf(name, sizeof name, "/dev/fd/%d", ends[0]);
	interrupt_often(true);
	bool is_read = file_read_all(name, &text, NULL);
	interrupt_often(false);
	close(ends[0]);
	assert_int_equal(waitpid(writer, &status, 0), writer);
	assert_true(is_read && status == 0);
	assert_int_equal(text.length, LENGTH);
	text_finish(&text);

	pid_t reader = begin_other_end(ends, false, bytes, LENGTH);
	interrupt_often(true);
	bool is_written = file_write_all(ends[1], bytes, LENGTH);
	interrupt_often(false);
	close(ends[1]);
	assert_int_equal(waitpid(reader, &status, 0), reader);
	assert_true(is_written && status == 0);
}

/* ---- folders and links ---- */

static void folders_are_made_where_they_can_be(void **state)
{
	char folder[] = "/tmp/gradwalk-file-XXXXXX", path[64], long_name[300];
	struct gw_error error = {0};

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_true(file_make_folder_of("/name", NULL));
	assert_true(file_make_folder_of("name", NULL));
	snprintf(path, sizeof path, "%s/a/b/c", folder);
	assert_true(file_make_folder_of(path, NULL));
	assert_true(file_make_folder_of(path, NULL));
	assert_true(file_write(path, "", 0, NULL));
	assert_false(file_make_folder(path, &error));
	assert_non_null(
		strstr(error.message, "/a/b/c: cannot make this folder: a file is in its place"));
	memset(long_name, 'x', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = '\0';
	assert_false(file_make_folder(long_name, &error));
	assert_non_null(strstr(error.message, "cannot make this folder: File name too long"));
	unlink(path);
	for (int i = 0; i < 3; i++) {
		*strrchr(path, '/') = '\0';
		assert_int_equal(rmdir(path), 0);
	}
}

static void a_link_is_written_through_wherever_it_leads(void **state)
{
	char folder[] = "/tmp/gradwalk-file-XXXXXX", link[64], target[64];

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(link, sizeof link, "%s/link", folder);
	snprintf(target, sizeof target, "%s/target", folder);
	for (int is_absolute = 0; is_absolute < 2; is_absolute++) {
		assert_int_equal(symlink(is_absolute ? target : "target", link), 0);
		assert_true(file_check(link, NULL));
		assert_int_equal(access(target, F_OK), -1);
		assert_true(file_write(link, "a", 1, NULL));
		assert_int_equal(access(target, F_OK), 0);
		assert_true(file_is_same(link, target));
		unlink(link);
		unlink(target);
	}
	assert_int_equal(rmdir(folder), 0);
}

static void two_names_may_be_of_one_file(void **state)
{
	static char long_name[PATH_MAX + 10];

	(void)state;
	memset(long_name, '/', sizeof long_name - 2);
	long_name[sizeof long_name - 2] = 'x';
	assert_true(file_is_same("gradwalk-none", "./gradwalk-none"));
	assert_false(file_is_same("gradwalk-none", "gradwalk-other"));
	assert_false(file_is_same("gradwalk-none", "/gradwalk-none"));
	assert_false(file_is_same("/proc/version", "gradwalk-none"));
	assert_false(file_is_same("/dev/null", "/dev/null"));
	assert_true(file_is_same("/gradwalk-nowhere/a", "/gradwalk-nowhere/a"));
	assert_false(file_is_same("/gradwalk-nowhere/a", "/gradwalk-nowhere/./a"));
	assert_false(file_is_same(long_name, "gradwalk-none"));
	assert_false(file_is_same("/dev/../proc/version", "/etc/passwd"));
}

/* ---- who may write ---- */

/* Root may do all: as someone else. A pipe is looked at, but never opened. */
static void what_is_protected_is_told(void **state)
{
	char folder[] = "/tmp/gradwalk-file-XXXXXX", path[64];
	const bool is_root = getuid() == 0;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/file", folder);
	for (int is_pipe = 0; is_pipe < 2; is_pipe++) {
		struct gw_error error = {0};
		assert_true(is_pipe ? mkfifo(path, 0444) == 0 : file_write(path, "", 0, NULL));
		assert_int_equal(chmod(path, 0444), 0);
		if (is_root)
			assert_int_equal(setreuid(65534, 0), 0);
		bool is_right = file_check(path, &error);
		if (is_root)
			assert_int_equal(setreuid(0, 0), 0);
		assert_false(is_right);
		assert_non_null(strstr(error.message, "/file: cannot write: Permission denied"));
		assert_int_equal(chmod(path, 0644), 0);
		assert_true(file_check(path, NULL));
		unlink(path);
	}
	assert_int_equal(rmdir(folder), 0);
}

static void what_is_open_for_reading_only_is_told(void **state)
{
	char path[32], name[32];
	struct gw_error error = {0};

	(void)state;
	close(create(path));
	int descriptor = open(path, O_RDONLY);
	snprintf(name, sizeof name, "/dev/fd/%d", descriptor);
	assert_false(file_check(name, &error));
	assert_non_null(strstr(error.message, "cannot write: Bad file descriptor"));
	close(descriptor);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_has_no_limit_is_read_whole),
		cmocka_unit_test(what_never_ends_is_refused),
		cmocka_unit_test(what_could_not_be_written_is_known_before),
		cmocka_unit_test(what_is_open_is_not_opened_anew),
		cmocka_unit_test(a_pipe_without_a_reader_is_an_error),
		cmocka_unit_test(a_file_that_grows_too_large_is_as_before),
		cmocka_unit_test(a_signal_loses_nothing),
		cmocka_unit_test(folders_are_made_where_they_can_be),
		cmocka_unit_test(a_link_is_written_through_wherever_it_leads),
		cmocka_unit_test(two_names_may_be_of_one_file),
		cmocka_unit_test(what_is_protected_is_told),
		cmocka_unit_test(what_is_open_for_reading_only_is_told),
	};
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
