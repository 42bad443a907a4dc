/*
 * Logs as lines of CSV, held against what Keras' CSVLogger wrote of the same logs. It differs in
 * three things, on purpose: a whole number has no ".0", there are no columns for what is never
 * logged, and a log is a number, never a text or a list.
 */
#include "callbacks/csv_logger.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct row {
	uint64_t epoch;
	struct gw_logs logs;
};

static void writes(bool has_validation, const struct row *row, size_t count, const char *expected)
{
	struct gw_fit fit = {.validation.row_count = has_validation};
	struct csv_columns columns = csv_columns_of(&fit, &row[0].logs, ',');
	struct text text = {0};

	csv_add_header(&text, &columns);
	for (size_t i = 0; i < count; i++)
		csv_add_row(&text, &columns, row[i].epoch, &row[i].logs);
	assert_string_equal(text.data, expected);
	text_finish(&text);
}

static void without_validation_there_are_no_columns_of_it(void **state)
{
	const struct row rows[] = {{0, {{{"accuracy", 0.5}, {"loss", 0.1}}, 2}},
				   {1, {{{"accuracy", 1}, {"loss", 1e-7}}, 2}}};
	(void)state;
	writes(false, rows, 2, "epoch,accuracy,loss\r\n0,0.5,0.1\r\n1,1,1e-07\r\n");
}

static void what_is_missing_is_not_available(void **state)
{
	const struct row rows[] = {{0, {{{"loss", 0.1}, {"val_loss", 0.3}}, 2}},
				   {1, {{{"extra", 9}, {"loss", 0.05}}, 2}}};
	(void)state;
	writes(true, rows, 2, "epoch,loss,val_loss\r\n0,0.1,0.3\r\n1,0.05,NA\r\n");
}

static void numbers_are_the_shortest_that_read_back(void **state)
{
	const struct row rows[] = {{0,
				    {{{"e", 1e22},
				      {"f", 123456789012345678.0},
				      {"g", 0.1 + 0.2},
				      {"h", 1e16},
				      {"i", 1e-5},
				      {"j", 0.0001},
				      {"k", 5e-324}},
				     7}}};
	(void)state;
	writes(false, rows, 1,
	       "epoch,e,f,g,h,i,j,k\r\n0,1e+22,1.2345678901234568e+17,0.30000000000000004,1e+16,"
	       "1e-05,0.0001,5e-324\r\n");
}

/* A file that Keras wrote, which is gone on with to the byte as Keras does. */
static void rows_are_added_to_those_of_keras(void **state)
{
	static const char before[] = "epoch,loss,val_loss\r\n0,1.0,1.0\r\n";
	char path[] = "/tmp/gradwalk-csv-XXXXXX";
	int descriptor = mkstemp(path);
	struct csv_logger logger = {.file = path, .separator = ",", .appends = true};
	struct gw_callback callback = csv_logger_callback(&logger);
	struct gw_fit fit = {.epoch = 3};
	struct gw_logs logs = {{{"loss", 0.5}, {"val_loss", 0.25}}, 2};
	struct text text = {0};

	(void)state;
	assert_true(descriptor >= 0);
	assert_true(file_write_all(descriptor, before, strlen(before)));
	close(descriptor);
	assert_true(callback.hook[GW_TRAIN_BEGIN](&callback, &fit, &logs, NULL));
	assert_true(callback.hook[GW_EPOCH_END](&callback, &fit, &logs, NULL));
	callback.finish(&callback);
	assert_true(file_read(path, FILE_DEFAULT_LIMIT, &text, NULL));
	assert_string_equal(text.data, "epoch,loss,val_loss\r\n0,1.0,1.0\r\n3,0.5,0.25\r\n");
	text_finish(&text);
	unlink(path);
}

static void without_logs_there_are_epochs(void **state)
{
	const struct row rows[] = {{0, {.count = 0}}, {1, {.count = 0}}};
	(void)state;
	writes(false, rows, 2, "epoch\r\n0\r\n1\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_validation_there_are_no_columns_of_it),
		cmocka_unit_test(what_is_missing_is_not_available),
		cmocka_unit_test(numbers_are_the_shortest_that_read_back),
		cmocka_unit_test(rows_are_added_to_those_of_keras),
		cmocka_unit_test(without_logs_there_are_epochs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
