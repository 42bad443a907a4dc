/*
 * Whichever allocation fails while a sheet is made, written, read and marked, what comes out is
 * whole, or it is said that memory ran out.
 */
#include "base/error.h"
#include "lesson/grade_rows.h"
#include "memory_failure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MOST_ALLOCATIONS 100000

static const struct explain_style style = {.digits = 2};

static bool write_key(struct sheet *sheet, struct text *text)
{
	const struct sheet_style key = {.format = SHEET_MARKDOWN,
					.drawing = "",
					.version = "0",
					.is_key = true,
					.explain = style};

	if (!sheet_label(sheet, false, &style) || !sheet_label(sheet, true, &style))
		return false;
	sheet_write(sheet, &key, text);
	return !text->failed;
}

static bool mark_key(const struct sheet *sheet, const struct text *key, struct text *text,
		     struct gw_error *error)
{
	struct filled_sheet filled;
	struct grade grade = {0};
	bool is_marked = filled_sheet_read(&filled, key->data, key->length, error) &&
			 filled_sheet_match(&filled, sheet) &&
			 grade_start(&grade, sheet, &filled, 2);

	if (is_marked) {
		const struct graded_sheet graded = {"sheet", &grade, "a note\n", ""};
		for (enum grade_format format = GRADE_TEXT; format <= GRADE_JSON_LINES; format++)
			grade_rows_add(format, &graded, &style, text);
		grade_add_feedback(&grade, "", &style, text);
	}
	grade_finish(&grade);
	filled_sheet_finish(&filled);
	return is_marked && !text->failed;
}

/* Everything that is written, added to `text`. False if memory ran out on the way. */
static bool go_all_the_way(struct text *text, struct gw_error *error)
{
	struct sheet_about about = {.level = 2, .ask = ASKING_ALL};
	struct sheet sheet = {0};
	struct text key = {0};
	bool is_done = sheet_set_seed(&about, "4711", error) &&
		       sheet_start(&sheet, &about, NULL, error) && write_key(&sheet, &key) &&
		       mark_key(&sheet, &key, text, error);

	text_add(text, is_done ? key.data : "");
	text_finish(&key);
	sheet_finish(&sheet);
	return is_done && !text->failed;
}

static void what_comes_out_is_whole_or_refused(void **state)
{
	struct text whole = {0};
	struct gw_error error = {0};
	bool has_failed = true;
	unsigned refused = 0;

	(void)state;
	assert_true(go_all_the_way(&whole, &error));
	for (size_t n = 0; has_failed && n < MOST_ALLOCATIONS; n += 1 + n / 50) {
		struct text text = {0};
		fail_allocation(n);
		bool is_done = go_all_the_way(&text, &error);
		has_failed = failure_happened();
		if (is_done && strcmp(text.data, whole.data) != 0)
			fail_msg("after allocation %zu failed: %s", n, text.data);
		refused += !is_done;
		text_finish(&text);
	}
	assert_true(refused > 10);
	text_finish(&whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_out_is_whole_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
