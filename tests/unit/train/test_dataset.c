/* Rows from a graph's file and from CSV, what is wrong with them, and the order of a shuffle. */
#include <gradwalk/load.h>
#include <gradwalk/train.h>

#include "base/file.h"

#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define START "<graph>\n<input name='x' value='0 0'/><input name='t' value='0'/>\n"
#define END "<param name='w' value='1 1'/><output name='f'>sum(x * w) - t</output></graph>"

static struct gw_graph *load(const char *data, struct gw_error *error)
{
	char text[1024];
	int length = snprintf(text, sizeof text, START "%s\n" END, data);
	return gw_graph_load_text("g", text, (size_t)length, error);
}

static void rows_fill_the_inputs_in_any_order_of_columns(void **state)
{
	struct gw_graph *graph =
		load("<data><row t='3' x='1 2'/><row x='4 5' t='6'/></data>", NULL);
	static const double expected[] = {3, 1, 2, 6, 4, 5};
	struct gw_dataset data;

	(void)state;
	assert_non_null(graph);
	assert_true(gw_dataset_init(&data, graph, NULL, false, NULL));
	assert_int_equal(data.row_count, 2);
	assert_int_equal(data.row_width, 3);
	assert_memory_equal(data.entry, expected, sizeof expected);
	gw_dataset_finish(&data);
	gw_graph_destroy(graph);
}

/* Whatever is wrong is said with its place, by the loader or when the rows are taken. */
static void wrong_rows_are_placed(void **state)
{
	static const struct {
		const char *data, *message;
		uint32_t line, column;
	} cases[] = {
		{"<data>\n<row t='0' x='1 2'/>\n<row t='1'/>\n</data>", "has no x", 5, 1},
		{"<data>\n<row x='1 2'/>\n<row x='1 2' t='0'/>\n</data>", "2 columns", 5, 1},
		{"<data>\n<row x='1 b'/>\n</data>", "\"b\" is not a number", 4, 11},
		{"<data>\n<row x='1 2'/>\n<row x='1'/>\n</data>", "that of the first row 1×2", 5,
		 9},
		{"<data>\n<row/>\n</data>", "empty", 4, 1},
		{"<data>\n<row x='1'/>\n</data>", "does not fit the input's 1×2", 4, 9},
		{"<data>\n<row w='1 1'/>\n</data>", "not an input", 4, 9},
		{"<data>\n<row tt='1'/>\n</data>", "did you mean", 4, 10},
		{"<data/><data/>", "second <data>", 3, 8},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_error error = {0};
		struct gw_dataset data = {0};
		struct gw_graph *graph = load(cases[i].data, &error);
		assert_false(graph && gw_dataset_init(&data, graph, NULL, false, &error));
		if (!strstr(error.message, cases[i].message) || error.line != cases[i].line ||
		    error.column != cases[i].column)
			fail_msg("%s: %u:%u: %s", cases[i].data, error.line, error.column,
				 error.message);
		gw_dataset_finish(&data);
		gw_graph_destroy(graph);
	}
}

static bool read_csv_bytes(const char *text, size_t length, struct gw_dataset *data,
			   struct gw_error *error)
{
	char path[] = "/tmp/gradwalk-dataset-XXXXXX";
	struct gw_graph *graph = load("", NULL);
	int descriptor = mkstemp(path);

	assert_true(descriptor >= 0);
	close(descriptor);
	assert_non_null(graph);
	assert_true(file_write(path, text, length, NULL));
	bool is_read = gw_dataset_init(data, graph, path, false, error);
	unlink(path);
	gw_graph_destroy(graph);
	return is_read;
}

static bool read_csv(const char *text, struct gw_dataset *data, struct gw_error *error)
{
	return read_csv_bytes(text, strlen(text), data, error);
}

static void csv_is_read(void **state)
{
	static const char *const texts[] = {"t,x\n3,1 2\n6,4 5\n",
					    "t,x\r\n3,1 2\r\n6,4 5",
					    "\"t\", x\n\n 3 ,\"1 2\" \n6,4 5\n",
					    "\xef\xbb\xbft,x\n3,1 2\n6,4 5\n",
					    "t;x\n3;1 2\n6;4 5\n",
					    "\"t\";\"x\"\n3; 1 2\n 6 ;\"4 5\"\n",
					    "t\tx\n3\t1 2\n 6\t 4 5 \n"};
	static const char separators[] = ",,,,;;\t";
	static const double expected[] = {3, 1, 2, 6, 4, 5};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct gw_dataset data;
		assert_true(read_csv(texts[i], &data, NULL));
		assert_int_equal(data.row_count, 2);
		assert_memory_equal(data.entry, expected, sizeof expected);
		assert_int_equal(data.separator, separators[i]);
		gw_dataset_finish(&data);
	}
}

static void wrong_csv_is_placed(void **state)
{
	static const struct {
		const char *text, *message;
		uint32_t line, column;
	} cases[] = {
		{"t,y\n1,2\n", "no input is named \"y\"", 1, 3},
		{"t,t\n1,2\n", "twice", 1, 3},
		{"t\n1\nq\n", "\"q\" is not a number", 3, 1},
		{"t,x\n1,1 2\n1\n", "1 column, the header has 2", 3, 2},
		{"t\n1,2\n", "more than the header's 1", 2, 3},
		{"t,x\n1,\n", "a number should stand here", 2, 3},
		{"t\n", "there is no row", 0, 0},
		{"t\n\"0,5\"\n", "\"0,5\"", 2, 2},
		{"t,x\n1,\"1 2\n", "this quote is not closed", 2, 3},
		{"t,x\n1,\"1 2\" 3\n", "a comma or the line's end", 2, 9},
		{"a,\n1,2\n", "the first line of data names the inputs", 1, 1},
		{"3,1 2\n", "the first line of data names the inputs", 1, 1},
		{"", "the first line of data names the inputs", 1, 1},
		{"t;x\n1;1 2;3\n", "more than the header's 2", 2, 7},
		{"t;x\n1\n", "1 column, the header has 2", 2, 2},
		{"t;x\n0,5;1 2\n", "\"0,5\" is not a number; write decimals with a point", 2, 1},
		{"t\tx\n1\t\"1 2\" 3\n", "a tab or the line's end", 2, 9},
		{"t\n1e400\n", "1e400 is too large", 2, 1},
		{"t\n1e-400\n", "1e-400 is too small", 2, 1},
		{"t,x\n1,1 1e-400\n", "1e-400 is too small", 2, 5},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_error error = {0};
		struct gw_dataset data;
		assert_false(read_csv(cases[i].text, &data, &error));
		if (!strstr(error.message, cases[i].message) || error.line != cases[i].line ||
		    error.column != cases[i].column)
			fail_msg("%s: %u:%u: %s", cases[i].text, error.line, error.column,
				 error.message);
		gw_dataset_finish(&data);
	}
}

#define EMPTY_LINES 70000 /* more bytes than a piece of a file */
#define LONG_ROWS 8000

static int write_line(char *text, const char *line, const char *line_end)
{
	return snprintf(text, 50, "%s%s", line, line_end);
}

/* More lines than are in memory at once, behind as many empty ones, the last without a line end. */
static size_t write_long_csv(char *text, const char *line_end, const char *last)
{
	size_t length = 0;

	for (int i = 0; i < EMPTY_LINES; i++)
		length += (size_t)write_line(text + length, "", line_end);
	length += (size_t)write_line(text + length, "t,x", line_end);
	for (int i = 0; i < LONG_ROWS; i++) {
		char row[40];
		snprintf(row, sizeof row, "%d,%d.5 -%d", i, i, i);
		length += (size_t)write_line(text + length, row, line_end);
	}
	return length + (size_t)write_line(text + length, last, "");
}

static void a_long_file_is_read_window_by_window(void **state)
{
	static const char *const line_ends[] = {"\n", "\r\n", "\r"};
	static char text[50 * LONG_ROWS];

	(void)state;
	for (size_t k = 0; k < sizeof line_ends / sizeof *line_ends; k++) {
		struct gw_dataset data;
		struct gw_error error = {0};
		size_t length = write_long_csv(text, line_ends[k], "7,8 9");
		assert_true(read_csv_bytes(text, length, &data, NULL));
		assert_int_equal(data.row_count, LONG_ROWS + 1);
		for (int i = 0; i < LONG_ROWS; i++) {
			const double expected[] = {i, i + 0.5, -i};
			for (int j = 0; j < 3; j++)
				assert_true(data.entry[3 * i + j] == expected[j]);
		}
		gw_dataset_finish(&data);
		length = write_long_csv(text, line_ends[k], "7,8 b");
		assert_false(read_csv_bytes(text, length, &data, &error));
		assert_int_equal(error.line, k == 2 ? 1 : EMPTY_LINES + LONG_ROWS + 2);
		assert_int_equal(k == 2 ? 5 : error.column, 5);
		assert_non_null(strstr(error.message, "\"b\" is not a number"));
		gw_dataset_finish(&data);
	}
}

/* Rows behind a NUL would be lost in silence. */
static void a_nul_is_refused_with_its_place(void **state)
{
	static const char text[] = "t,x\n1,1 2\n\0003,4 5\n";
	struct gw_error error = {0};
	struct gw_dataset data;

	(void)state;
	assert_false(read_csv_bytes(text, sizeof text - 1, &data, &error));
	assert_non_null(strstr(error.message, "NUL"));
	assert_int_equal(error.line, 3);
	assert_int_equal(error.column, 1);
	gw_dataset_finish(&data);
}

/* A stranger's graph may name any file that its reader may read. */
static void a_file_that_is_no_table_is_not_shown(void **state)
{
	static const struct {
		const char *text;
		size_t length;
	} files[] = {{"root:secret:0:0\n", 16},
		     {"secret,root\n1,2\n", 16},
		     {"\"secret\n", 8},
		     {"secret\0", 7},
		     {"s\0e\0c\0r\0e\0t\0", 12}};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct gw_error error = {0};
		struct gw_dataset data;
		char text[GW_ERROR_TEXT];
		assert_false(read_csv_bytes(files[i].text, files[i].length, &data, &error));
		gw_error_text(&error, text);
		if (strstr(text, "secret") || strstr(text, "root") || *error.excerpt)
			fail_msg("%zu: %s", i, text);
		gw_dataset_finish(&data);
	}
}

/* It would be waited for: by the program of whoever only looks at a graph. */
static void a_graphs_own_data_are_no_pipe_or_device(void **state)
{
	char folder[] = "/tmp/gradwalk-dataset-XXXXXX", pipe[64];
	const char *const paths[] = {pipe, folder, "/dev/null", "/dev/zero"};
	const char *const kinds[] = {"is a pipe", "is a folder", "is a device", "is a device"};
	struct gw_graph *graph = load("", NULL);

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(pipe, sizeof pipe, "%s/pipe", folder);
	assert_int_equal(mkfifo(pipe, 0600), 0);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct gw_error error = {0};
		struct gw_dataset data;
		alarm(20);
		assert_false(gw_dataset_init(&data, graph, paths[i], true, &error));
		alarm(0);
		if (!strstr(error.message, kinds[i]))
			fail_msg("%s: %s", paths[i], error.message);
		gw_dataset_finish(&data);
	}
	unlink(pipe);
	rmdir(folder);
	gw_graph_destroy(graph);
}

/* More digits than a double tells apart still decide to which side it is rounded. */
static void numbers_may_be_as_long_as_they_like(void **state)
{
	enum { DIGITS = 2000 };
	char half[DIGITS + 40], more[DIGITS + 40], small[DIGITS + 40], large[DIGITS + 40];
	/* halfway from 1 to the next double, which goes to the even one, and a little more */
	const char *halfway = "1.00000000000000011102230246251565404236316680908203125";
	const struct {
		const char *text;
		double value;
	} cases[] = {{half, 1}, {more, 1 + DBL_EPSILON}, {small, 7}, {large, 0.25}};

	(void)state;
	snprintf(half, sizeof half, "%s%0*d", halfway, DIGITS - 60, 0);
	snprintf(more, sizeof more, "%s%0*d", halfway, DIGITS - 60, 1);
	snprintf(small, sizeof small, "0.%0*de%d", DIGITS, 7, DIGITS);
	snprintf(large, sizeof large, "25%0*de-%d", DIGITS, 0, DIGITS + 2);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[DIGITS + 60];
		struct gw_dataset data;
		snprintf(text, sizeof text, "t\n%s\n", cases[i].text);
		assert_true(read_csv(text, &data, NULL));
		if (data.entry[0] != cases[i].value)
			fail_msg("%zu: %.17g, not %.17g", i, data.entry[0], cases[i].value);
		gw_dataset_finish(&data);
	}
}

/* The rows give x a value and a shape; t has none anywhere. */
static void an_input_that_rows_give_needs_no_value(void **state)
{
	static const char *const texts[] = {
		"<graph><input name='x'/><param name='w' value='1 1'/><output name='f'>sum(x * "
		"w)</output>"
		"<data><row x='3 4'/><row x='5 6'/></data></graph>",
		"<graph><data><row x='3 4'/></data><input name='x'/><input name='t'/>"
		"<output name='f'>sum(x) + t</output></graph>"};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct gw_error error = {0};
		struct gw_graph *graph =
			gw_graph_load_text("g", texts[i], strlen(texts[i]), &error);
		assert_non_null(graph);
		struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
		if (i == 0) {
			assert_non_null(tape);
			gw_tape_forward(tape);
			assert_true(*gw_tape_value(tape, tape->output).entry == 7);
		} else {
			assert_null(tape);
			assert_non_null(strstr(error.message, "\"t\" has no value"));
		}
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
}

/* An order is made of the seed and the epoch alone, and has every row once. */
static void a_shuffle_can_be_repeated(void **state)
{
	size_t first[50], again[50], next[50], other[50];
	bool is_there[50] = {false};

	(void)state;
	gw_shuffle(first, 50, 7, 3);
	gw_shuffle(next, 50, 7, 4);
	gw_shuffle(other, 50, 8, 3);
	gw_shuffle(again, 50, 7, 3);
	assert_memory_equal(first, again, sizeof first);
	assert_memory_not_equal(first, next, sizeof first);
	assert_memory_not_equal(first, other, sizeof first);
	for (size_t i = 0; i < 50; i++)
		is_there[first[i]] = true;
	for (size_t i = 0; i < 50; i++)
		assert_true(is_there[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_fill_the_inputs_in_any_order_of_columns),
		cmocka_unit_test(wrong_rows_are_placed),
		cmocka_unit_test(csv_is_read),
		cmocka_unit_test(wrong_csv_is_placed),
		cmocka_unit_test(a_long_file_is_read_window_by_window),
		cmocka_unit_test(a_nul_is_refused_with_its_place),
		cmocka_unit_test(a_file_that_is_no_table_is_not_shown),
		cmocka_unit_test(a_graphs_own_data_are_no_pipe_or_device),
		cmocka_unit_test(numbers_may_be_as_long_as_they_like),
		cmocka_unit_test(an_input_that_rows_give_needs_no_value),
		cmocka_unit_test(a_shuffle_can_be_repeated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
