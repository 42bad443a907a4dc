/* The callback TensorBoard: what it encodes, byte for byte, and memory that runs out. */
#include "callbacks/tensorboard.h"

#include "callbacks/event.h"
#include "given.h"
#include "memory_failure.h"

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
#include <unistd.h>

#include <cmocka.h>

static void is_record(const struct text *payload, const char *hex)
{
	struct text record = {0};
	char found[512];

	assert_false(payload->failed);
	event_file_add_record(&record, payload->data, payload->length);
	assert_true(2 * record.length < sizeof found);
	for (size_t i = 0; i < record.length; i++)
		snprintf(found + 2 * i, 3, "%02x", (unsigned char)record.data[i]);
	assert_string_equal(found, hex);
	text_finish(&record);
}

static void events_are_tensorflows_byte_for_byte(void **state)
{
	struct text payload = {0};

	(void)state;
	event_add_version(&payload, 1700000000.5);
	is_record(&payload, "1800000000000000a37f4b22"
			    "0900002040fc54d9411a0d627261696e2e4576656e743a32"
			    "2b353110");
	text_clear(&payload);
	event_add_scalar(&payload, 1700000001.0, 1, "epoch_loss", 0.5);
	is_record(&payload, "34000000000000005e33175c"
			    "0900004040fc54d94110012a270a250a0a65706f63685f6c6f7373420a080112002a04"
			    "0000003f4a0b0a090a077363616c617273"
			    "4d874e9b");
	text_finish(&payload);
}

static void a_zero_is_written(void **state)
{
	struct text payload = {0};

	(void)state;
	event_add_scalar(&payload, 0, 0, "z", 0);
	assert_non_null(payload.data);
	/* Field 5 of the tensor: four bytes, all zero. */
	bool is_there = false;
	for (size_t i = 0; i + 6 <= payload.length; i++)
		is_there |= memcmp(payload.data + i, "\x2a\x04\0\0\0\0", 6) == 0;
	assert_true(is_there);
	text_finish(&payload);
}

/* ---- memory ---- */

static const char file[] =
	"<graph><input name='x' value='1'/><param name='w' value='2'/>"
	"<group name='g'><let name='q'>w x</let></group><output name='f'>q^2</output>"
	"<data split='0.5'><row x='1'/><row x='2'/></data><train epochs='2'/></graph>";

static bool train(const struct gw_graph *graph, const char *folder, struct gw_error *error)
{
	struct tensorboard board = {
		.log_dir = folder, .update_freq = 1, .histogram_freq = 1, .writes_graph = true};
	return try_to_train(graph, tensorboard_callback(&board), error);
}

static void remove_files(const char *folder)
{
	DIR *entries = opendir(folder);

	for (struct dirent *entry; entries && (entry = readdir(entries));) {
		char path[1024];
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (entry->d_name[0] != '.')
			assert_int_equal(unlink(path), 0);
	}
	if (entries)
		closedir(entries);
	rmdir(folder);
}

static void remove_runs(const char *folder)
{
	static const char *const runs[] = {"train", "validation"};

	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		char run[64];
		snprintf(run, sizeof run, "%s/%s", folder, runs[i]);
		remove_files(run);
	}
	assert_int_equal(rmdir(folder), 0);
}

static void memory_that_runs_out_is_reported(void **state)
{
	struct gw_graph *graph = given_graph(file);
	char folder[] = "/tmp/gradwalk-board-XXXXXX";
	size_t failures = 0;
	bool has_failed = true;

	(void)state;
	assert_non_null(mkdtemp(folder));
	for (; has_failed; failures++) {
		struct gw_error error = {0};
		fail_allocation(failures);
		bool is_done = train(graph, folder, &error);
		has_failed = failure_happened();
		/* What has only become no smaller is no failure. */
		assert_true(is_done || has_failed);
		if (!is_done)
			assert_string_equal(error.message, "out of memory");
	}
	assert_true(failures > 40);
	remove_runs(folder);
	gw_graph_destroy(graph);
}

/* No file may have more bytes than the limit: whatever event is too much, it is told. */
static void a_full_disk_is_reported(void **state)
{
	struct gw_graph *graph = given_graph(file);
	struct rlimit usual, limit;
	unsigned failures = 0;
	bool is_done = false;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
	signal(SIGXFSZ, SIG_IGN);
	for (limit = usual, limit.rlim_cur = 0; !is_done; limit.rlim_cur += 64) {
		char folder[] = "/tmp/gradwalk-board-XXXXXX";
		struct gw_error error = {0};
		assert_non_null(mkdtemp(folder));
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
		is_done = train(graph, folder, &error);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
		if (!is_done &&
		    !(strstr(error.message, folder) && strstr(error.message, "File too large")))
			fail_msg("%llu bytes: %s", (unsigned long long)limit.rlim_cur,
				 error.message);
		failures += !is_done;
		remove_runs(folder);
	}
	signal(SIGXFSZ, SIG_DFL);
	assert_true(failures > 10);
	gw_graph_destroy(graph);
}

static void a_run_that_cannot_be_opened_is_named(void **state)
{
	struct gw_graph *graph = given_graph(file);
	char folder[] = "/tmp/gradwalk-board-XXXXXX", run[64], message[128];
	struct gw_error error = {0};

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(run, sizeof run, "%s/validation", folder);
	snprintf(message, sizeof message, "%s: cannot make this folder", run);
	fclose(fopen(run, "w"));
	assert_false(train(graph, folder, &error));
	assert_non_null(strstr(error.message, message));
	unlink(run);
	remove_runs(folder);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_are_tensorflows_byte_for_byte),
		cmocka_unit_test(a_zero_is_written),
		cmocka_unit_test(memory_that_runs_out_is_reported),
		cmocka_unit_test(a_full_disk_is_reported),
		cmocka_unit_test(a_run_that_cannot_be_opened_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
