/*
 * Logs of what a user did: a line is added whole or not at all, the newest are kept, and what is no
 * file stops nobody.
 */
#include "base/user_log.h"

#include <fcntl.h>
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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define LOG "gradwalk/log" /* in the folder of the test */
#define LINE_BYTES 1000

/* Each test has a folder of its own, which holds the log alone. */
static int enter_folder(void **state)
{
	static char folder[40];

	strcpy(folder, "/tmp/gradwalk-log-XXXXXX");
	*state = mkdtemp(folder);
	return !*state || setenv("XDG_STATE_HOME", folder, 1) != 0 || chdir(folder) != 0;
}

static int leave_folder(void **state)
{
	unlink(LOG);
	rmdir("gradwalk");
	return chdir("/") != 0 || rmdir(*state) != 0;
}

static void write_log(const char *bytes, size_t length)
{
	mkdir("gradwalk", 0700);
	FILE *file = fopen(LOG, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static void assert_log(const char *right)
{
	struct text text = {0};

	assert_true(user_log_read("log", &text));
	assert_string_equal(text.data, right);
	text_finish(&text);
}

static void lines_are_added_behind_each_other(void **state)
{
	struct text text = {0};

	(void)state;
	assert_false(user_log_read("log", &text));
	assert_true(user_log_append("log", "one"));
	assert_true(user_log_append("log", "two"));
	assert_log("one\ntwo\n");
}

/* The line before was cut off, as by a full disk. */
static void a_line_begins_on_a_line_of_its_own(void **state)
{
	(void)state;
	write_log("one\ntw", 6);
	assert_true(user_log_append("log", "three"));
	assert_log("one\ntw\nthree\n");
}

static void what_is_no_line_is_not_added(void **state)
{
	char line[USER_LOG_LINE + 1] = {0};

	(void)state;
	assert_true(user_log_append("log", "one"));
	assert_false(user_log_append("log", "two\nthree"));
	memset(line, 'x', USER_LOG_LINE);
	assert_false(user_log_append("log", line));
	assert_log("one\n");
	line[USER_LOG_LINE - 1] = '\0';
	assert_true(user_log_append("log", line));
}

/* Once it has twice as many bytes; and the newest line is kept, whatever came before. */
static void the_newest_lines_are_kept(void **state)
{
	char line[LINE_BYTES + 1] = {0}, *junk = calloc(1, 3 * USER_LOG_BYTES);
	struct text text = {0};

	(void)state;
	memset(line, 'x', LINE_BYTES);
	for (size_t i = 0; i <= 2 * USER_LOG_BYTES / LINE_BYTES; i++) {
		char number[20];
		line[snprintf(number, sizeof number, "%zu", i)] = ' ';
		memcpy(line, number, strlen(number));
		assert_true(user_log_append("log", line));
	}
	assert_true(user_log_read("log", &text));
	assert_true(text.length > USER_LOG_BYTES - LINE_BYTES);
	assert_true(text.length <= USER_LOG_BYTES + LINE_BYTES + 1);
	assert_int_equal(text.length % (LINE_BYTES + 1), 0);
	assert_memory_equal(text.data + text.length - LINE_BYTES - 1, line, LINE_BYTES);
	text_finish(&text);
	assert_non_null(junk);
	memset(junk, 'j', 3 * USER_LOG_BYTES);
	write_log(junk, 3 * USER_LOG_BYTES);
	free(junk);
	assert_true(user_log_append("log", "new"));
	assert_log("new\n");
}

/* A pipe that nobody reads would hold the program for ever. */
static void what_is_no_file_is_no_log(void **state)
{
	struct text text = {0};

	(void)state;
	assert_int_equal(mkdir("gradwalk", 0700), 0);
	assert_int_equal(mkfifo(LOG, 0600), 0);
	assert_false(user_log_append("log", "one"));
	assert_false(user_log_read("log", &text));
	assert_int_equal(text.length, 0);
}

static void a_line_that_finds_no_room_is_forgotten(void **state)
{
	struct rlimit room, little;

	(void)state;
	assert_true(user_log_append("log", "one"));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &room), 0);
	little = (struct rlimit){4, room.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
	bool is_added = user_log_append("log", "two");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &room), 0);
	assert_false(is_added);
	assert_log("one\n");
}

/* Lock the log in another process until `release` is closed there and here. */
static pid_t hold_log(int release[2])
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int ready[2];
	char byte = 0;

	assert_int_equal(pipe(release), 0);
	assert_int_equal(pipe(ready), 0);
	pid_t holder = fork();
	assert_true(holder >= 0);
	if (holder == 0) {
		int log = open(LOG, O_RDWR);
		close(release[1]);
		bool is_held = fcntl(log, F_SETLK, &whole) == 0 && write(ready[1], "!", 1) == 1 &&
			       read(release[0], &byte, 1) == 0;
		_exit(!is_held);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return holder;
}

/* A program that adds a line is waited for; one that never ends with it is not. */
static void a_log_that_stays_locked_is_left(void **state)
{
	int release[2], status;

	(void)state;
	write_log("one\n", 4);
	pid_t holder = hold_log(release);
	assert_false(user_log_append("log", "two"));
	close(release[0]);
	close(release[1]);
	assert_int_equal(waitpid(holder, &status, 0), holder);
	assert_int_equal(status, 0);
	assert_true(user_log_append("log", "three"));
	assert_log("one\nthree\n");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lines_are_added_behind_each_other),
		TEST(a_line_begins_on_a_line_of_its_own),
		TEST(what_is_no_line_is_not_added),
		TEST(the_newest_lines_are_kept),
		TEST(what_is_no_file_is_no_log),
		TEST(a_line_that_finds_no_room_is_forgotten),
		TEST(a_log_that_stays_locked_is_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
