/*
 * Lines at random: what is written for others to turn, turned by fribidi as a terminal does, is
 * what the canvas shows.
 */
#include "canvas/canvas.h"
#include "canvas/order.h"

#include "chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fribidi.h>

#define COLUMNS 60
#define MOST_PARTS 14
#define MOST_CHARACTERS 400

static const char *const parts[] = {
	"و", "ز", "ن", "א", "1", "2", "۳", "٤", "_",         "a", "b", " ",  " ", "+", "(", ")",
	"[", "]", ".", "،", "؟", "/", "−", "…", "می\u200cش", "₁", "²", "世", "é", "%", ",", ":",
};

/* The parts that terminals turn in most ways: both kinds of digits among signs. */
static const char *const hard_parts[] = {"ن", "1", "2", "٤", "₁", ".", "…", "_", ")", " ", "a"};

#define PART_COUNT(list) (sizeof(list) / sizeof *(list))

static void add_random_line(uint32_t *seed, struct text *line)
{
	bool is_hard = pick_below(seed, 2) == 1;

	for (uint32_t count = 1 + pick_below(seed, MOST_PARTS); count > 0; count--)
		text_add(line, is_hard ? hard_parts[pick_below(seed, PART_COUNT(hard_parts))]
				       : parts[pick_below(seed, PART_COUNT(parts))]);
}

/* Between bars, so that no blank is at an end. */
static void draw(struct canvas *canvas, const char *line, bool is_sentence)
{
	canvas_clear(canvas);
	if (is_sentence) {
		canvas_text_unordered(canvas, 1, 0, ROLE_PLAIN, EMPHASIS_NONE, line);
		canvas_order(canvas, 1, 0, COLUMNS - 2, order_of_sentence(line, strlen(line)));
	} else {
		canvas_text(canvas, 1, 0, ROLE_PLAIN, EMPHASIS_NONE, line);
	}
	canvas_text(canvas, 0, 0, ROLE_PLAIN, EMPHASIS_NONE, "|");
	canvas_text(canvas, COLUMNS - 1, 0, ROLE_PLAIN, EMPHASIS_NONE, "|");
}

/* The characters that take a cell. */
static size_t decode(const char *bytes, FriBidiChar out[MOST_CHARACTERS])
{
	const char *end = bytes + strlen(bytes);
	size_t count = 0;

	while (bytes < end && *bytes != '\n')
		out[count++] = utf8_next(&bytes, end);
	assert_true(count < MOST_CHARACTERS);
	return count;
}

static size_t without_marks(FriBidiChar *characters, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (code_point_width(characters[i]) > 0)
			characters[kept++] = characters[i];
	return kept;
}

static void assert_line_stays(struct canvas *canvas, const char *line)
{
	FriBidiChar written[MOST_CHARACTERS], turned[MOST_CHARACTERS], seen[MOST_CHARACTERS];
	FriBidiParType base = FRIBIDI_PAR_LTR;
	struct text bytes = {0}, cells = {0};

	canvas_write(canvas, CANVAS_PLAIN, &bytes);
	for (int x = 0; x < COLUMNS; x++)
		text_add(&cells, canvas->cell[x].glyph);
	size_t count = decode(bytes.data, written);
	assert_true(
		fribidi_log2vis(written, (FriBidiStrIndex)count, &base, turned, NULL, NULL, NULL));
	count = without_marks(turned, count);
	size_t seen_count = without_marks(seen, decode(cells.data, seen));
	/* Shaped letters are other characters: where each stands is told by its kind alone. */
	assert_int_equal(count, seen_count);
	for (size_t i = 0; i < count; i++)
		if (turned[i] < 0xfb50 && turned[i] != seen[i])
			fail_msg("%s: column %zu shows U+%04X, not U+%04X", line, i,
				 (unsigned)turned[i], (unsigned)seen[i]);
	text_finish(&bytes);
	text_finish(&cells);
}

static void check_lines(bool is_sentence)
{
	struct canvas canvas;
	struct text line = {0};
	uint32_t seed = 1;

	assert_true(canvas_init(&canvas, COLUMNS, 1));
	for (uint32_t i = random_cases(20) * 100; i > 0; i--) {
		text_clear(&line);
		add_random_line(&seed, &line);
		draw(&canvas, line.data, is_sentence);
		assert_line_stays(&canvas, line.data);
	}
	text_finish(&line);
	canvas_finish(&canvas);
}

static void names_and_numbers_stay(void **state)
{
	(void)state;
	check_lines(false);
}

static void sentences_stay(void **state)
{
	(void)state;
	check_lines(true);
}

/* Unequal signs between numbers: between two marks a terminal leaves them as they are. */
static void signs_between_numbers_stay(void **state)
{
	static const char *const lines[] = {
		")……ن1₁٤.2٤……_2", "ن1٤_…2", "ن1٤…_2", "ن 2_…٤", "ن1_…٤…_2 a",
	};
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, COLUMNS, 1));
	for (size_t i = 0; i < PART_COUNT(lines); i++) {
		draw(&canvas, lines[i], true);
		assert_line_stays(&canvas, lines[i]);
	}
	canvas_finish(&canvas);
}

#define LONG_COLUMNS (ORDER_MOST_CELLS + 76)

/* A sentence of more cells than are turned as one is turned word by word; blanks alone stay. */
static void long_lines_are_turned_by_words(void **state)
{
	static const char *const lines[] = {"ab نو)1 2", "", "نو 12"};
	struct canvas sentence, words;

	(void)state;
	assert_true(canvas_init(&sentence, LONG_COLUMNS, 1));
	assert_true(canvas_init(&words, LONG_COLUMNS, 1));
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		canvas_clear(&sentence);
		canvas_clear(&words);
		canvas_text_unordered(&sentence, 0, 0, ROLE_PLAIN, EMPHASIS_NONE, lines[i]);
		canvas_order(&sentence, 0, 0, LONG_COLUMNS, ORDER_RIGHT_TO_LEFT);
		canvas_text(&words, 0, 0, ROLE_PLAIN, EMPHASIS_NONE, lines[i]);
		for (int x = 0; x < LONG_COLUMNS; x++)
			assert_string_equal(sentence.cell[x].glyph, words.cell[x].glyph);
	}
	canvas_clear(&sentence);
	canvas_order(&sentence, 0, 0, COLUMNS, ORDER_RIGHT_TO_LEFT);
	for (int x = 0; x < LONG_COLUMNS; x++)
		assert_string_equal(sentence.cell[x].glyph, " ");
	canvas_finish(&words);
	canvas_finish(&sentence);
}

/* A formula in a sentence that is set from the right is what it is elsewhere. */
static void formulas_stay(void **state)
{
	static const struct {
		const char *sentence, *formula;
	} cases[] = {
		{"گرادیان −4 × 1 = −4 است", "−4 × 1 = −4"},
		{"نسبت ≈ 0.33، که f(x) = [1; 2] را می‌دهد", "f(x) = [1; 2]"},
		{"نسبت ≈ 0.33، که f(x) = [1; 2] را می‌دهد", "≈ 0.33"},
		{"(a) b و ∂f/∂x", "(a) b"},
		{"پرونده (.csv .jsonl) یا :order", "(.csv .jsonl)"},
		{"پرونده (.csv .jsonl) یا :order", ":order"},
		{"−4.00", "−4.00"},
	};
	struct canvas canvas;
	struct text row = {0};

	(void)state;
	assert_true(canvas_init(&canvas, COLUMNS, 1));
	for (size_t i = 0; i < PART_COUNT(cases); i++) {
		draw(&canvas, cases[i].sentence, true);
		text_clear(&row);
		for (int x = 0; x < COLUMNS; x++)
			text_add(&row, canvas.cell[x].glyph);
		if (!strstr(row.data, cases[i].formula))
			fail_msg("%s is in %s", cases[i].formula, row.data);
	}
	text_finish(&row);
	canvas_finish(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_numbers_stay),         cmocka_unit_test(sentences_stay),
		cmocka_unit_test(signs_between_numbers_stay),     cmocka_unit_test(formulas_stay),
		cmocka_unit_test(long_lines_are_turned_by_words),
	};

	return cmocka_run_group_tests_name("order_sentence", tests, NULL, NULL);
}
