/*
 * Sheets that come back: whatever is done to one, each blank has just one mark, and what is written
 * about it is safe for a terminal.
 */
#include "base/random.h"
#include "chance.h"
#include "lesson/grade_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct explain_style style = {.digits = 2};

static void start_exercise(struct sheet *sheet, unsigned level, const char *seed)
{
	struct sheet_about about = {.level = level, .ask = ASKING_ALL};
	struct gw_error error = {0};

	assert_true(sheet_set_seed(&about, seed, &error));
	assert_true(sheet_start(sheet, &about, NULL, &error));
}

static void write_key(const struct sheet *sheet, enum sheet_format format, struct text *text)
{
	const struct sheet_style sheet_style = {.format = format,
						.drawing = "(1) │\n",
						.version = "0",
						.is_key = true,
						.explain = style};

	sheet_write(sheet, &sheet_style, text);
	assert_false(text->failed);
}

/* ---- what stands in it ---- */

static void a_head_says_what_the_sheet_is_about(void **state)
{
	struct sheet sheet;
	struct filled_sheet filled;
	struct text key = {0};
	struct gw_error error = {0};

	(void)state;
	start_exercise(&sheet, 2, "Ali Reza = 7_");
	write_key(&sheet, SHEET_MARKDOWN, &key);
	assert_true(filled_sheet_read(&filled, key.data, key.length, &error));
	assert_int_equal(filled.about.level, 2);
	assert_string_equal(filled.about.seed, "Ali Reza = 7_");
	assert_int_equal(filled.about.ask, ASKING_ALL);
	assert_true(filled.has_check);
	assert_int_equal(filled.head_hash, sheet_head_hash(&sheet.about));
	assert_int_equal(filled.graph_hash, sheet_graph_hash(sheet.graph));
	filled_sheet_finish(&filled);
	sheet_finish(&sheet);
	text_finish(&key);
}

static const char *answer_of(const char *line)
{
	static char answer[64];
	struct sheet sheet;
	struct filled_sheet filled;
	struct text text = {0};
	struct gw_error error = {0};

	start_exercise(&sheet, 1, "1");
	text_add(&text, "Graph: practice, level 1\n(1) ");
	sheet_add_prompt(&sheet.question[0], &style, &text);
	text_add(&text, line);
	assert_true(filled_sheet_read(&filled, text.data, text.length, &error));
	assert_true(filled_sheet_match(&filled, &sheet));
	snprintf(answer, sizeof answer, "%s", filled.blank[0].answer);
	assert_false(filled.blank[0].is_changed);
	filled_sheet_finish(&filled);
	sheet_finish(&sheet);
	text_finish(&text);
	return answer;
}

static void an_answer_is_what_was_written(void **state)
{
	(void)state;
	assert_string_equal(answer_of("-4"), "-4");
	assert_string_equal(answer_of("____"), "");
	assert_string_equal(answer_of("__-4__"), "-4");
	assert_string_equal(answer_of("____ `-4 * 1`"), "-4 * 1");
	assert_string_equal(answer_of("-4 * 1 = -4."), "-4");
	assert_string_equal(answer_of("____\n\n   **1/3**\n"), "1/3");
	assert_string_equal(answer_of("____\n    → right\n"), "");
	assert_string_equal(answer_of("____\n(2)\n"), "(2)");
	assert_string_equal(answer_of("____\n(2) f = 7\n"), "");
	assert_string_equal(answer_of("\xe2\x80\x8e۰٫۵\xe2\x80\x8e"), "۰٫۵");
	assert_string_equal(answer_of("≈ 0,37 |"), "≈ 0,37");
	assert_string_equal(answer_of("\r2\r"), "2");
}

/* ---- whatever is done to it ---- */

/* One of: a byte changed, bytes gone, bytes doubled, a line gone. */
static void damage(struct text *text, struct random *random)
{
	size_t at = random_below(random, text->length), length = 1 + random_below(random, 40);
	struct text copy = {0};

	if (length > text->length - at)
		length = text->length - at;
	text_add_bytes(&copy, text->data, at);
	switch (random_below(random, 4)) {
	case 0:
		text_add_byte(&copy, (char)(1 + random_below(random, 255)));
		length = 1;
		break;
	case 1:
		text_add_bytes(&copy, text->data + at, length);
		text_add_bytes(&copy, text->data + at, length);
		break;
	case 2:
		length += strcspn(text->data + at + length, "\n");
		break;
	default:
		break;
	}
	text_add_bytes(&copy, text->data + at + length, text->length - at - length);
	text_finish(text);
	*text = copy;
}

static void assert_safe(const struct text *text)
{
	assert_false(text->failed);
	for (size_t i = 0; i < text->length; i++)
		if ((unsigned char)text->data[i] < ' ' && text->data[i] != '\n')
			fail_msg("byte %d in: %s", text->data[i], text->data);
}

static void assert_marked(const struct grade *grade)
{
	struct graded_sheet graded = {"sheet", grade, "", ""};
	uint32_t sum = 0;

	for (enum mark mark = 0; mark < MARK_COUNT; mark++)
		sum += grade->count[mark];
	assert_int_equal(sum, grade->total);
	assert_int_equal(grade->total, grade->sheet->question_count);
	for (enum grade_format format = 0; format <= GRADE_JSON_LINES; format++) {
		struct text text = {0};
		grade_rows_add(format, &graded, &style, &text);
		assert_safe(&text);
		text_finish(&text);
	}
	struct text feedback = {0};
	grade_add_feedback(grade, "", &style, &feedback);
	assert_safe(&feedback);
	text_finish(&feedback);
}

static void a_damaged_sheet_is_marked_or_refused(void **state)
{
	struct random random = random_start(12);
	struct gw_error error = {0};

	(void)state;
	for (uint32_t i = 0; i < random_cases(300); i++) {
		struct sheet sheet;
		struct text text = {0};
		struct filled_sheet filled;
		struct grade grade = {0};
		start_exercise(&sheet, 1 + i % EXERCISE_MOST_LEVEL, "damaged");
		write_key(&sheet, i % 2 ? SHEET_MARKDOWN : SHEET_TEXT, &text);
		for (size_t k = random_below(&random, 12); k > 0 && text.length > 0; k--)
			damage(&text, &random);
		if (text.length > 0 && filled_sheet_read(&filled, text.data, text.length, &error)) {
			assert_true(filled_sheet_match(&filled, &sheet));
			assert_true(grade_start(&grade, &sheet, &filled, 2));
			assert_marked(&grade);
			grade_finish(&grade);
		}
		filled_sheet_finish(&filled);
		sheet_finish(&sheet);
		text_finish(&text);
	}
}

static void one_answer_changed_is_one_mark_changed(void **state)
{
	struct sheet sheet;
	struct gw_error error = {0};

	(void)state;
	start_exercise(&sheet, 6, "4711");
	for (uint32_t wrong = 0; wrong < sheet.question_count; wrong++) {
		struct text text = {0};
		struct filled_sheet filled;
		struct grade grade;
		text_add(&text, "Graph: practice, level 6\n");
		for (uint32_t i = 0; i < sheet.question_count; i++) {
			text_add_format(&text, "(%u) ", i + 1);
			sheet_add_prompt(&sheet.question[i], &style, &text);
			sheet_add_right(&sheet.question[i], &style, &text);
			text_add(&text, i == wrong ? " + 7.7\n" : "\n");
		}
		assert_true(filled_sheet_read(&filled, text.data, text.length, &error));
		assert_true(filled_sheet_match(&filled, &sheet));
		assert_true(grade_start(&grade, &sheet, &filled, 2));
		assert_int_equal(grade_right(&grade), grade.total - 1);
		assert_true(grade.mark[wrong] == MARK_WRONG || grade.mark[wrong] == MARK_UNREAD);
		grade_finish(&grade);
		filled_sheet_finish(&filled);
		text_finish(&text);
	}
	sheet_finish(&sheet);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_says_what_the_sheet_is_about),
		cmocka_unit_test(an_answer_is_what_was_written),
		cmocka_unit_test(a_damaged_sheet_is_marked_or_refused),
		cmocka_unit_test(one_answer_changed_is_one_mark_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
