/* Right-to-left text: where its cells are seen, and what is sent for others to turn. */
#include "canvas/canvas.h"

#include "memory_failure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MARK ORDER_MARK
#define COLUMNS 40

/* What is seen from left to right, as a terminal gets it that turns nothing. */
static void assert_seen(const struct canvas *canvas, const char *expected)
{
	struct text text = {0};

	for (int x = 0; x < canvas->width; x++)
		text_add(&text, canvas->cell[x].glyph);
	while (text.length > 0 && text.data[text.length - 1] == ' ')
		text.data[--text.length] = '\0';
	assert_string_equal(text.data, expected);
	text_finish(&text);
}

static void assert_written(const struct canvas *canvas, const char *expected)
{
	struct text text = {0};

	canvas_write(canvas, CANVAS_PLAIN, &text);
	assert_string_equal(text.data, expected);
	text_finish(&text);
}

/* One line of names among numbers: what is seen, and what is written into a file. */
static void assert_line(const char *line, const char *seen, const char *written)
{
	struct canvas canvas;

	assert_true(canvas_init(&canvas, COLUMNS, 1));
	canvas_text(&canvas, 0, 0, ROLE_PLAIN, EMPHASIS_NONE, line);
	assert_seen(&canvas, seen);
	assert_written(&canvas, written);
	canvas_finish(&canvas);
}

static void a_name_is_turned_and_numbers_stay(void **state)
{
	(void)state;
	assert_line("w = 3", "w = 3", "w = 3\n");
	assert_line("وزن = −3.00", "نزو = −3.00", MARK "وزن" MARK " = −3.00\n");
	assert_line("2 وزن 3", "2 نزو 3", "2 " MARK "وزن" MARK " 3\n");
}

static void names_beside_each_other_keep_their_places(void **state)
{
	(void)state;
	assert_line("وزن ورودی + بایاس", "نزو یدورو + سایاب",
		    MARK "وزن" MARK " " MARK "ورودی" MARK " + " MARK "بایاس" MARK "\n");
}

/* Digits behind a letter belong to its left; each number is read from the left all the same. */
static void digits_go_with_their_name(void **state)
{
	(void)state;
	assert_line("وزن12 = 3", "12نزو = 3", MARK "وزن12" MARK " = 3\n");
	assert_line("وزن_۱۲ = 3", "۱۲_نزو = 3", MARK "وزن_۱۲" MARK " = 3\n");
	assert_line("وزن₁[2,0]", "₁نزو[2,0]", MARK "وزن₁" MARK "[2,0]\n");
	assert_line("x_وزن 5", "x_نزو 5", MARK "x_وزن" MARK " 5\n");
	assert_line("2وزن²", "2نزو²", MARK "2وزن" MARK "²\n");
}

/* Between Arabic digits, a terminal would turn the sign and the numbers. */
static void arabic_digits_stand_alone(void **state)
{
	(void)state;
	assert_line("٣ + ٤٥", "٣ + ٤٥", MARK "٣" MARK " + " MARK "٤٥" MARK "\n");
}

static void marks_and_joiners_stay_with_their_letter(void **state)
{
	(void)state;
	assert_line("می\u200cشود 1", "دوشی\u200cم 1", MARK "می\u200cشود" MARK " 1\n");
	assert_line("وزنّ 1", "نّزو 1", MARK "وزنّ" MARK " 1\n");
}

static void a_name_that_is_cut_is_turned_in_one(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, COLUMNS, 1));
	assert_int_equal(canvas_name_fit(&canvas, 0, 0, 6, ROLE_PLAIN, EMPHASIS_NONE, "ابپتثجچحخ"),
			 6);
	assert_written(&canvas, MARK "ابپت…خ" MARK "\n");
	canvas_finish(&canvas);
}

static void a_clipped_name_shows_the_cells_that_are_inside(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, 4, 1));
	canvas_text(&canvas, 2, 0, ROLE_PLAIN, EMPHASIS_NONE, "وزن");
	assert_seen(&canvas, "  نز");
	canvas_finish(&canvas);
}

static void what_is_written_over_a_name_is_not_turned(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, COLUMNS, 1));
	canvas_text(&canvas, 0, 0, ROLE_PLAIN, EMPHASIS_NONE, "وزن");
	canvas_text(&canvas, 0, 0, ROLE_PLAIN, EMPHASIS_NONE, "w12");
	assert_written(&canvas, "w12\n");
	canvas_finish(&canvas);
}

static void a_wide_glyph_in_a_turned_word_stays_whole(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, COLUMNS, 1));
	canvas_text(&canvas, 0, 0, ROLE_PLAIN, EMPHASIS_NONE, "世وزن 1");
	assert_seen(&canvas, "世نزو 1");
	canvas_finish(&canvas);
}

/* A sentence of so many columns, as it is seen. */
static void assert_sentence(const char *sentence, int columns, const char *seen)
{
	struct canvas canvas;

	assert_true(canvas_init(&canvas, columns, 1));
	canvas_text_unordered(&canvas, 0, 0, ROLE_PLAIN, EMPHASIS_NONE, sentence);
	canvas_order(&canvas, 0, 0, columns, order_of_sentence(sentence, strlen(sentence)));
	assert_seen(&canvas, seen);
	canvas_finish(&canvas);
}

static void a_sentence_is_set_from_its_side(void **state)
{
	(void)state;
	if (!order_knows_sentences)
		skip();
	assert_sentence("گرادیان 3 است.", 20, "      .تسا 3 نایدارگ");
	assert_sentence("(درس ۲) tanh", 16, "    tanh (۲ سرد)");
	assert_sentence("The name بایاس وزن.", 20, "The name نزو سایاب.");
	assert_sentence("12 وزن", 8, "  نزو 12");
}

static void a_sentence_is_written_word_by_word(void **state)
{
	struct text text = {0};

	(void)state;
	if (!order_knows_sentences)
		skip();
	canvas_add_sentence(&text, "گرادیان 3 است.");
	assert_string_equal(text.data, "." MARK "است" MARK " 3 " MARK "گرادیان" MARK);
	text_clear(&text);
	canvas_add_sentence(&text, "RNN\u200cها");
	assert_string_equal(text.data, MARK "RNN\u200cها" MARK);
	text_clear(&text);
	canvas_add_sentence(&text, "plain");
	assert_string_equal(text.data, "plain");
	text_finish(&text);
}

static void lines_of_text_get_marks_once(void **state)
{
	const char *marked = "x " MARK "وزن" MARK " 3\n\033[31m" MARK "وزن" MARK "\033[0m (" MARK
			     "a_وزن" MARK ")";
	struct text text = {0};

	(void)state;
	text_add(&text, "x وزن 3\n\033[31mوزن\033[0m (a_وزن)");
	order_mark_text(&text, 0);
	assert_string_equal(text.data, marked);
	order_mark_text(&text, 0);
	assert_string_equal(text.data, marked);
	text_clear(&text);
	text_add(&text, "وزن\nوزن");
	order_mark_text(&text, strlen("وزن\n"));
	assert_string_equal(text.data, "وزن\n" MARK "وزن" MARK);
	text_finish(&text);
}

/* The cell that the cursor stands on goes where its letter goes. */
static void a_column_is_followed(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, COLUMNS, 1));
	canvas_text_unordered(&canvas, 2, 0, ROLE_PLAIN, EMPHASIS_NONE, "a وزن b");
	assert_int_equal(canvas_order_following(&canvas, 2, 0, 20, ORDER_WORDS, 4), 6);
	assert_seen(&canvas, "  a نزو b");
	assert_int_equal(canvas_order_following(&canvas, 2, 0, 20, ORDER_WORDS, 30), 30);
	assert_int_equal(canvas_at(&canvas, 6, 0)->emphasis, EMPHASIS_NONE);
	canvas_finish(&canvas);
}

static void out_of_memory_fails_the_text(void **state)
{
	struct canvas canvas;
	struct text text = {0};

	(void)state;
	assert_true(canvas_init(&canvas, COLUMNS, 1));
	canvas_text(&canvas, 0, 0, ROLE_PLAIN, EMPHASIS_NONE, "وزن");
	fail_allocation(0);
	canvas_write(&canvas, CANVAS_PLAIN, &text);
	assert_true(failure_happened());
	assert_true(text.failed);
	text_finish(&text);
	canvas_finish(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_turned_and_numbers_stay),
		cmocka_unit_test(names_beside_each_other_keep_their_places),
		cmocka_unit_test(digits_go_with_their_name),
		cmocka_unit_test(arabic_digits_stand_alone),
		cmocka_unit_test(marks_and_joiners_stay_with_their_letter),
		cmocka_unit_test(a_name_that_is_cut_is_turned_in_one),
		cmocka_unit_test(a_clipped_name_shows_the_cells_that_are_inside),
		cmocka_unit_test(what_is_written_over_a_name_is_not_turned),
		cmocka_unit_test(a_wide_glyph_in_a_turned_word_stays_whole),
		cmocka_unit_test(a_sentence_is_set_from_its_side),
		cmocka_unit_test(a_sentence_is_written_word_by_word),
		cmocka_unit_test(lines_of_text_get_marks_once),
		cmocka_unit_test(a_column_is_followed),
		cmocka_unit_test(out_of_memory_fails_the_text),
	};

	return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
