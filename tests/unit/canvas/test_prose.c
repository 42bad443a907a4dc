/*
 * How prose is broken into lines, and what of it looks alike.
 */
#include "canvas/prose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_lines(const char *text, int width, const char *const *lines, int count)
{
	struct prose prose = {0};
	struct canvas canvas;

	prose_add(&prose, ROLE_PLAIN, EMPHASIS_NONE, "%s", text);
	assert_int_equal(prose_lines(&prose, width), count);
	assert_true(canvas_init(&canvas, 40, count));
	prose_draw(&prose, &canvas, 0, 0, width, count, 0);
	for (int y = 0; y < count; y++) {
		struct text row = {0};
		for (int x = 0; x < width; x++)
			text_add(&row, canvas.cell[y * canvas.width + x].glyph);
		assert_string_equal(row.data, lines[y]);
		text_finish(&row);
	}
	canvas_finish(&canvas);
	prose_finish(&prose);
}

static void lines_end_where_words_do(void **state)
{
	(void)state;
	assert_lines("one two three", 7, (const char *const[]){"one two", "three  "}, 2);
	assert_lines("onetwothree x", 7, (const char *const[]){"onetwot", "hree x "}, 2);
	assert_lines("one\n\ntwo", 3, (const char *const[]){"one", "   ", "two"}, 3);
}

/* A letter that is wider than the line is a line: it is never cut into its bytes. */
static void letters_stay_whole(void **state)
{
	struct prose prose = {0};

	(void)state;
	prose_add(&prose, ROLE_PLAIN, EMPHASIS_NONE, "世界 x");
	assert_int_equal(prose_lines(&prose, 1), 4);
	assert_int_equal(prose_lines(&prose, 0), 4);
	assert_int_equal(prose_lines(&prose, 2), 3);
	prose_finish(&prose);
}

#define LONG 700

static void a_line_may_be_long(void **state)
{
	struct prose prose = {0};
	struct canvas canvas;
	char bytes[LONG + 1];

	(void)state;
	memset(bytes, 'x', LONG);
	bytes[LONG - 1] = 'y';
	bytes[LONG] = '\0';
	prose_add(&prose, ROLE_PLAIN, EMPHASIS_NONE, "%s", bytes);
	assert_true(canvas_init(&canvas, LONG, 1));
	prose_draw(&prose, &canvas, 0, 0, LONG, 1, 0);
	for (int x = 0; x < LONG; x++)
		assert_string_equal(canvas.cell[x].glyph, x < LONG - 1 ? "x" : "y");
	canvas_finish(&canvas);
	prose_finish(&prose);
}

/* A person's sentence and our words look the same, and only the sentence is set from the right. */
static void a_sentence_beside_words_is_a_run_of_its_own(void **state)
{
	struct prose prose = {0};

	(void)state;
	prose_add(&prose, ROLE_PLAIN, EMPHASIS_NONE, "words\n");
	prose_add_sentence(&prose, ROLE_PLAIN, EMPHASIS_NONE, "ن و\n");
	prose_add(&prose, ROLE_PLAIN, EMPHASIS_NONE, "ن و\n");
	assert_int_equal(prose.run_count, 3);
	assert_false(prose_is_line_from_right(&prose, 20, 0));
	assert_int_equal(prose_is_line_from_right(&prose, 20, 1), order_knows_sentences);
	assert_false(prose_is_line_from_right(&prose, 20, 2));
	assert_false(prose_is_line_from_right(&prose, 20, 9));
	prose_finish(&prose);
}

/* What is put in place of a part is shorter or longer; the runs behind it move. */
static void a_part_is_replaced(void **state)
{
	static const char *const parts[] = {"-", "equal", "and longer"};

	(void)state;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct prose prose = {0};
		struct text wanted = {0};
		prose_add(&prose, ROLE_PLAIN, EMPHASIS_NONE, "one ");
		prose_add(&prose, ROLE_VALUE, EMPHASIS_NONE, "three");
		prose_add(&prose, ROLE_PLAIN, EMPHASIS_NONE, " two");
		prose_replace(&prose, 4, 5, parts[i]);
		text_add_format(&wanted, "one %s two", parts[i]);
		assert_memory_equal(prose.text.data, wanted.data, wanted.length);
		assert_int_equal(prose.text.length, wanted.length);
		assert_int_equal(prose.run[1].offset, 4);
		assert_int_equal(prose.run[1].length, strlen(parts[i]));
		assert_int_equal(prose.run[2].offset, 4 + strlen(parts[i]));
		text_finish(&wanted);
		prose_finish(&prose);
	}
}

/* What was added since a mark is taken away, also the part of a run that was there before. */
static void prose_goes_back_to_a_mark(void **state)
{
	struct prose prose = {0};

	(void)state;
	prose_add(&prose, ROLE_PLAIN, EMPHASIS_NONE, "one\ntwo");
	prose.rounded_count = 1;
	struct prose_mark mark = prose_mark(&prose);
	prose_add(&prose, ROLE_PLAIN, EMPHASIS_NONE, " × 世界");
	prose_add(&prose, ROLE_VALUE, EMPHASIS_BOLD, " four");
	prose.rounded_count = 3;
	assert_int_equal(prose_last_columns(&prose), 15);
	prose_rewind(&prose, mark);
	assert_string_equal(prose.text.data, "one\ntwo");
	assert_int_equal(prose.rounded_count, 1);
	assert_int_equal(prose.run_count, 1);
	assert_int_equal(prose.run[0].length, strlen("one\ntwo"));
	assert_int_equal(prose_last_columns(&prose), 3);
	prose_add(&prose, ROLE_VALUE, EMPHASIS_BOLD, "\n");
	assert_int_equal(prose_last_columns(&prose), 0);
	assert_int_equal(prose.run[1].offset, strlen("one\ntwo"));
	prose_rewind(&prose, (struct prose_mark){0});
	assert_int_equal(prose.run_count, 0);
	assert_int_equal(prose_last_columns(&prose), 0);
	prose_finish(&prose);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_end_where_words_do),
		cmocka_unit_test(letters_stay_whole),
		cmocka_unit_test(a_line_may_be_long),
		cmocka_unit_test(a_sentence_beside_words_is_a_run_of_its_own),
		cmocka_unit_test(a_part_is_replaced),
		cmocka_unit_test(prose_goes_back_to_a_mark),
	};

	return cmocka_run_group_tests_name("prose", tests, NULL, NULL);
}
