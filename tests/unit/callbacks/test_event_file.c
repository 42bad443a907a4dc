/* Event files: their records byte for byte, and their folders. (tests/events reads whole files.) */
#include "callbacks/event_file.h"

#include "base/file.h"

#include <dirent.h>
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
#include <unistd.h>

#include <cmocka.h>

/* "brain.Event:2" at 1700000000.5 s; epoch_loss 0.5 at step 1 as a tensor, and as before TF 2. */
static const char *const records[] = {
	"1800000000000000a37f4b220900002040fc54d9411a0d627261696e2e4576656e743a322b353110",
	"34000000000000005e33175c0900004040fc54d94110012a270a250a0a65706f63685f6c6f7373420a08011200"
	"2a040000003f4a0b0a090a077363616c6172734d874e9b",
	"200000000000000029eda9500900004040fc54d94110012a130a110a0a65706f63685f6c6f7373150000003f03"
	"7afcaa",
};

static size_t from_hex(const char *hex, char *bytes)
{
	size_t count = strlen(hex) / 2;

	for (size_t i = 0; i < count; i++) {
		unsigned byte;
		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		bytes[i] = (char)byte;
	}
	return count;
}

static void records_are_tensorflows_byte_for_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		char wanted[256];
		size_t length = from_hex(records[i], wanted);
		struct text record = {0};
		event_file_add_record(&record, wanted + 12, length - 16);
		assert_int_equal(record.length, length);
		assert_memory_equal(record.data, wanted, length);
		text_finish(&record);
	}
}

static void the_checksum_is_castagnolis_and_masked(void **state)
{
	(void)state;
	assert_int_equal(event_file_checksum("123456789", 9), 0xc78ab0e5);
	assert_int_equal(event_file_checksum("", 0), 0xa282ead8);
}

static char *new_folder(void)
{
	static const char pattern[] = "/tmp/gradwalk-events-XXXXXX";
	char *path = malloc(sizeof pattern);

	assert_non_null(path);
	memcpy(path, pattern, sizeof pattern);
	assert_non_null(mkdtemp(path));
	return path;
}

static void files_of_the_same_second_do_not_meet(void **state)
{
	char *folder = new_folder(), path[128];
	struct event_file file[2] = {{0}, {0}};
	const struct text payload = {.data = (char[]){"x"}, .length = 1};

	(void)state;
	snprintf(path, sizeof path, "%s/runs/one", folder);
	for (int i = 0; i < 2; i++) {
		assert_true(event_file_open(&file[i], path, 1700000000.5, NULL));
		assert_non_null(strstr(file[i].name, "/runs/one/events.out.tfevents.1700000000."));
		for (int k = 0; k <= i; k++)
			assert_true(event_file_append(&file[i], &payload, NULL));
	}
	assert_string_not_equal(file[0].name, file[1].name);
	for (int i = 0; i < 2; i++) {
		struct stat status;
		assert_int_equal(stat(file[i].name, &status), 0);
		assert_int_equal(status.st_size, 17 * (i + 1)); /* before it is closed */
		assert_int_equal(unlink(file[i].name), 0);
		event_file_close(&file[i]);
	}
	assert_int_equal(rmdir(path), 0);
	*strrchr(path, '/') = '\0';
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(folder), 0);
	free(folder);
}

static void a_folder_that_cannot_be_says_why(void **state)
{
	struct event_file file = {0};
	struct gw_error error = {0};

	(void)state;
	assert_false(event_file_open(&file, "/dev/null/logs", 0, &error));
	assert_string_equal(error.message,
			    "/dev/null: cannot make this folder: a file is in its place");
	event_file_close(&file);
}

static void a_file_that_cannot_be_says_why(void **state)
{
	struct event_file file = {0};
	struct gw_error error = {0};

	(void)state;
	assert_false(event_file_open(&file, "/proc", 0, &error));
	assert_non_null(strstr(error.message, "/proc/events.out.tfevents.0000000000."));
	assert_non_null(strstr(error.message, ": cannot make this file: "));
	assert_null(file.name);
	event_file_close(&file);
}

static void a_disk_that_is_full_is_told(void **state)
{
	const struct rlimit small = {10, RLIM_INFINITY};
	const struct text payload = {.data = (char[]){"x"}, .length = 1};
	struct event_file file = {0};
	struct gw_error error = {0};
	struct rlimit before;
	char *folder = new_folder();

	(void)state;
	assert_true(event_file_open(&file, folder, 0, NULL));
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	setrlimit(RLIMIT_FSIZE, &small);
	bool is_written = event_file_append(&file, &payload, &error);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_false(is_written);
	assert_non_null(strstr(error.message, ": cannot write: File too large"));
	unlink(file.name);
	event_file_close(&file);
	assert_int_equal(rmdir(folder), 0);
	free(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_tensorflows_byte_for_byte),
		cmocka_unit_test(the_checksum_is_castagnolis_and_masked),
		cmocka_unit_test(files_of_the_same_second_do_not_meet),
		cmocka_unit_test(a_folder_that_cannot_be_says_why),
		cmocka_unit_test(a_file_that_cannot_be_says_why),
		cmocka_unit_test(a_disk_that_is_full_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
