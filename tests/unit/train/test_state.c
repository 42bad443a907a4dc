/*
 * A training's state as lines of text: what is written is read again, and what is not as it was
 * written is told with its place.
 */
#include "train/state.h"

#include <gradwalk/error.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct carried {
	double number;
	uint64_t count;
	const char *word;
	struct gw_logs logs;
};

static void carry(struct gw_state *state, struct carried *carried)
{
	state_same(state, "with", "adam");
	gw_state_number(state, "number", &carried->number);
	gw_state_count(state, "count", &carried->count);
	gw_state_word(state, "word", &carried->word);
	state_logs(state, "logs", &carried->logs);
	state_same_hash(state, "hash", 10, "the graph is another");
}

static bool read_text(const char *text, struct carried *carried, struct arena *strings,
		      struct gw_error *error)
{
	struct gw_state state = state_reading("s", text, strlen(text), strings, error);

	carry(&state, carried);
	return !state.failed;
}

static void what_is_written_is_read_again(void **state)
{
	struct carried before = {0.1, 7, "a\\nb\\\n c\\", {{{"b", -1}, {"lo\\ss\n", 1e-300}}, 2}};
	struct carried after = {.number = 0};
	struct text text = {0};
	struct arena strings = {0};
	struct gw_state writing = state_writing(&text);
	struct gw_error error = {0};

	(void)state;
	carry(&writing, &before);
	if (!read_text(text.data, &after, &strings, &error))
		fail_msg("%u:%u: %s", error.line, error.column, error.message);
	assert_true(after.number == before.number && after.count == before.count);
	assert_string_equal(after.word, before.word);
	assert_int_equal(after.logs.count, 2);
	assert_string_equal(after.logs.entry[1].name, "lo\\ss\n");
	assert_true(after.logs.entry[1].value == 1e-300 && after.logs.entry[0].value == -1);
	text_finish(&text);
	arena_finish(&strings);
}

#define LOGS "logs 1\n0.5 loss\n"
#define HASH "hash 000000000000000a\n"

static void what_is_not_as_it_was_written_is_told(void **state)
{
	static const struct {
		const char *text, *message;
		uint32_t line, column;
	} cases[] = {
		{"", "\"with\" should stand here", 1, 1},
		{"without adam\n", "\"with\" should stand here", 1, 1},
		{"with", "\"with\" should stand here", 1, 1},
		{"with sgd\n", "had with sgd, and this one has adam", 1, 6},
		{"with adam", "the line should end here", 1, 10},
		{"with adam\nnumber 1x\n", "a number should stand here, not \"1x\"", 2, 8},
		{"with adam\nnumber 1 2\n", "the line should end here", 2, 10},
		{"with adam\nnumber 1\ncount x\n", "a whole number should stand here, not \"x\"", 3,
		 7},
		{"with adam\nnumber 1\ncount :\n", "a whole number should stand here, not \":\"", 3,
		 7},
		{"with adam\nnumber 1\ncount 1x\n", "a whole number should stand here", 3, 7},
		{"with adam\nnumber 1\ncount 18446744073709551616\n", "a whole number should", 3,
		 7},
		{"with adam\nnumber 1\ncount 1\nword w\nlogs 17\n", "there can be 16 logs", 5, 6},
		{"with adam\nnumber 1\ncount 1\nword w\nlogs x\n", "a whole number should", 5, 6},
		{"with adam\nnumber 1\ncount 1\nword w\nlogs 1 2\n", "the line should end here", 5,
		 8},
		{"with adam\nnumber 1\ncount 1\nword w\nlogs 2\nx loss\n1 b\n", "a number should",
		 6, 1},
		{"with adam\nnumber 1\ncount 1\nword w\n" LOGS "hash 0\n", "the graph is another",
		 7, 6},
		{"with adam\nnumber 1\ncount 1\nword w\n" LOGS "hash", "\"hash\" should stand", 7,
		 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena strings = {0};
		struct gw_error error = {0};
		struct carried carried = {.number = 0};
		assert_false(read_text(cases[i].text, &carried, &strings, &error));
		if (!strstr(error.message, cases[i].message) || error.line != cases[i].line ||
		    error.column != cases[i].column)
			fail_msg("%s: %u:%u: %s", cases[i].text, error.line, error.column,
				 error.message);
		arena_finish(&strings);
	}
}

/* No word is none, and a backslash before any other letter is one. */
static void words_may_be_empty(void **state)
{
	struct arena strings = {0};
	struct gw_error error = {0};
	struct carried carried = {.word = "before"};

	(void)state;
	assert_true(read_text("with adam\nnumber nan\ncount 1\nword \nlogs 0\n" HASH, &carried,
			      &strings, &error));
	assert_null(carried.word);
	assert_true(read_text("with adam\nnumber 1\ncount 1\nword \\a\\\n" LOGS HASH, &carried,
			      &strings, &error));
	assert_string_equal(carried.word, "\\a\\");
	assert_string_equal(carried.logs.entry[0].name, "loss");
	arena_finish(&strings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(what_is_not_as_it_was_written_is_told),
		cmocka_unit_test(words_may_be_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
