/* Small plots, character by character. */
#include "canvas/plot.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct axis axis_of(const double *value, size_t count, bool may_be_log)
{
	struct axis axis = axis_empty();
	axis_include(&axis, value, count);
	axis_settle(&axis, may_be_log);
	return axis;
}

/* The curves with a letter each, in a canvas of that size, as text. */
static char *draw(int width, int height, bool ascii, bool may_be_log, const struct curve *curves,
		  unsigned count)
{
	struct canvas canvas;
	struct text text = {0};
	struct axis x = axis_empty(), y = axis_empty();

	for (unsigned i = 0; i < count; i++) {
		axis_include(&y, curves[i].y, curves[i].count);
		axis_include(&x, (double[]){0, (double)curves[i].count - 1}, 2);
	}
	axis_settle(&x, false);
	axis_settle(&y, may_be_log);
	assert_true(canvas_init(&canvas, width, height));
	canvas.is_ascii = ascii;
	struct plot plot = plot_in((struct rectangle){0, 0, width, height}, x, y, canvas.is_ascii);
	plot_draw_axes(&plot, &canvas);
	for (unsigned i = 0; i < count; i++)
		plot_draw_curve(&plot, &canvas, &curves[i]);
	for (unsigned i = 0; i < count; i++)
		plot_draw_marks(&plot, &canvas, &curves[i], i);
	canvas_write(&canvas, CANVAS_PLAIN, &text);
	canvas_finish(&canvas);
	return text_take(&text);
}

/*
 * The kind that is asked for stays, whatever the numbers; ends are round, and two ticks tell the
 * scale.
 */
static void a_chosen_axis_keeps_its_kind(void **state)
{
	struct axis narrow = axis_empty(), wide = axis_empty(), negative = axis_empty();
	const double y[] = {0.6, 0.7};
	const struct curve curve = {.y = y, .spacing = 1, .count = COUNT(y)};
	struct canvas canvas;
	struct text text = {0};

	(void)state;
	axis_include(&narrow, y, 2);
	axis_settle_as(&narrow, true);
	assert_true(narrow.is_log && narrow.low == 0.5 && narrow.high == 1);
	axis_include(&wide, (double[]){1, 1e6}, 2);
	axis_settle_as(&wide, false);
	assert_false(wide.is_log);
	axis_include(&negative, (double[]){-1, 1e6}, 2);
	axis_settle_as(&negative, true);
	assert_false(negative.is_log);
	assert_true(canvas_init(&canvas, 20, 8));
	canvas.is_ascii = true;
	struct plot plot =
		plot_in((struct rectangle){0, 0, 20, 8}, negative, narrow, canvas.is_ascii);
	plot_draw_axes(&plot, &canvas);
	plot_draw_curve(&plot, &canvas, &curve);
	canvas_write(&canvas, CANVAS_PLAIN, &text);
	assert_non_null(strstr(text.data, "0.5 +"));
	assert_non_null(strstr(text.data, "  1 +"));
	text_finish(&text);
	canvas_finish(&canvas);
}

static void assert_drawn(char *drawn, const char *expected)
{
	assert_string_equal(drawn, expected);
	free(drawn);
}

static void a_line_falls_in_braille(void **state)
{
	static const double y[] = {8, 6, 4, 2, 0};
	const struct curve curve = {.y = y, .spacing = 1, .count = COUNT(y)};

	(void)state;
	assert_drawn(draw(20, 7, false, false, &curve, 1), "  │⠑⠢⢄⡀\n"
							   "5 ┤   ⠉⠒⠤⣀\n"
							   "  │       ⠉⠢⣀\n"
							   "  │          ⠉⠒⠤⣀\n"
							   "0 ┤              ⠑⠢⢄\n"
							   "  └┬───────┬───────┬\n"
							   "   0       2       4\n");
}

static void letters_tell_curves_apart_in_ascii(void **state)
{
	static const double first[] = {8, 6, 4, 2, 0}, second[] = {0, 8, 0, 8, 0};
	const struct curve curves[] = {
		{.y = first, .spacing = 1, .count = COUNT(first), .letter = 'a'},
		{.y = second, .spacing = 1, .count = COUNT(second), .letter = 'b'}};

	(void)state;
	assert_drawn(draw(24, 9, true, false, curves, 2), "  |aa   b         b\n"
							  "  |  aabab       b b\n"
							  "5 +   b aaba    b   b\n"
							  "  |   b    baaa b    b\n"
							  "  |  b     b   baaa  b\n"
							  "  | b       b b   aaaab\n"
							  "0 +b         b        ab\n"
							  "  ++---------+---------+\n"
							  "   0         2         4\n");
}

static void what_is_not_finite_is_a_gap(void **state)
{
	static const double y[] = {1, 1, NAN, 1, INFINITY, 2, 2};
	const struct curve curve = {.y = y, .spacing = 1, .count = COUNT(y)};

	(void)state;
	assert_drawn(draw(20, 5, true, false, &curve, 1), "2.0 +            ***\n"
							  "1.5 +\n"
							  "1.0 +***    *\n"
							  "    ++----------+---\n"
							  "     0          5\n");
}

static void losses_fall_on_a_logarithmic_scale(void **state)
{
	static const double y[] = {1000, 100, 10, 1, 0.1};
	const struct curve curve = {.y = y, .spacing = 1, .count = COUNT(y)};

	(void)state;
	assert_drawn(draw(20, 11, true, true, &curve, 1), "    |*\n"
							  "    | **\n"
							  "100 +   **\n"
							  "    |    **\n"
							  "    |      **\n"
							  "    |        **\n"
							  "  1 +          **\n"
							  "    |           **\n"
							  "    |             **\n"
							  "    ++------+------+\n"
							  "     0      2      4\n");
}

static void a_million_points_are_bundled(void **state)
{
	const size_t count = 1000000;
	double *y = calloc(count, sizeof *y);
	const struct curve curve = {.y = y, .spacing = 1, .count = count};

	(void)state;
	assert_non_null(y);
	for (size_t i = 0; i < count; i++)
		y[i] = i % 2 ? 1 : i < count / 2 ? 0 : 1;
	assert_drawn(draw(14, 6, true, false, &curve, 1), "1.0 +********\n"
							  "0.5 +*****\n"
							  "    |*****\n"
							  "0.0 +*****\n"
							  "    ++--------\n"
							  "     0\n");
	free(y);
}

/* Whatever the range, and however low the plot: a scale is told by two numbers at least. */
static void an_axis_has_two_numbers_or_more(void **state)
{
	static const double ends[][2] = {{0.7, 47},        {0.03, 47},    {1.2e-12, 9e-13},
					 {-3e-7, 4e-7},    {99.5, 100.2}, {1e-5, 3},
					 {123456, 123457}, {0.4, 61},     {-7000, -200}};

	(void)state;
	for (size_t i = 0; i < COUNT(ends); i++)
		for (int height = 4; height < 14; height++) {
			const struct curve curve = {.y = ends[i], .spacing = 1, .count = 2};
			char *drawn = draw(40, height, true, true, &curve, 1);
			int ticks = 0;
			for (const char *at = drawn; (at = strchr(at, '+')); at++)
				ticks += at > drawn && at[-1] == ' ' && at[1] != '-';
			if (ticks < 2)
				fail_msg("%g %g: %s", ends[i][0], ends[i][1], drawn);
			free(drawn);
		}
}

static void a_label_is_never_cut(void **state)
{
	static const double y[] = {1.23e-12, 0.97e-12};
	const struct curve curve = {.y = y, .spacing = 1, .count = COUNT(y)};

	(void)state;
	assert_drawn(draw(20, 6, true, false, &curve, 1), "1.2e-12 +**\n"
							  "        |  ***\n"
							  "  1e-12 +     ****\n"
							  "        |         **\n"
							  "        ++----+----+\n"
							  "        0.0  0.5 1.0\n");
}

static void contours_are_around_the_bottom(void **state)
{
	double value[16 * 8];
	const double ends[] = {-1, 1};
	struct contours contours = {.value = value, .columns = 16, .rows = 8};
	struct axis axis = axis_of(ends, 2, false);
	struct canvas canvas;
	struct text text = {0};

	(void)state;
	assert_true(canvas_init(&canvas, 36, 16));
	canvas.is_ascii = true;
	struct plot plot = plot_in((struct rectangle){0, 0, 36, 16}, axis, axis, canvas.is_ascii);
	for (int row = 0; row < 8; row++)
		for (int column = 0; column < 16; column++) {
			double x = plot_box_x(&plot, column, 16), y = plot_box_y(&plot, row, 8);
			value[row * 16 + column] = x * x + y * y;
		}
	assert_true(contours_choose_levels(&contours));
	plot_draw_axes(&plot, &canvas);
	plot_draw_contours(&plot, &canvas, &contours);
	canvas_write(&canvas, CANVAS_PLAIN, &text);
	canvas_finish(&canvas);
	assert_drawn(text_take(&text), " 1 +   44    3333     33333   444\n"
				       "   | 44   333    222222   3333  444\n"
				       "   |4   33   2222     22222  333  44\n"
				       "   |   3   22             222  33\n"
				       "   |  3   2     11111111    22  33\n"
				       "   | 3   2     1       11    22  3\n"
				       " 0 + 3  2     1         1     2  3\n"
				       "   | 3  22    11        1     2  3\n"
				       "   | 33  22    111111111     2   3\n"
				       "   |  33  222              22   3\n"
				       "   |4  333  22222      2222   33   4\n"
				       "   |444  3333   2222222    333   44\n"
				       "   |  444   33333      3333    44\n"
				       "-1 +    4       3     3       4\n"
				       "   ++--------------+---------------+\n"
				       "   -1              0               1\n");
}

static void a_far_point_leaves_the_plot(void **state)
{
	static const double x[] = {0, 1e300, 0.5}, y[] = {0, 1e300, 0.5};
	const double ends[] = {0, 1};
	const struct curve curve = {.x = x, .y = y, .count = COUNT(x), .letter = 'q'};
	struct axis axis = axis_of(ends, 2, false);
	struct canvas canvas;
	struct text text = {0};

	(void)state;
	assert_true(canvas_init(&canvas, 16, 8));
	canvas.is_ascii = true;
	struct plot plot = plot_in((struct rectangle){0, 0, 16, 8}, axis, axis, canvas.is_ascii);
	plot_draw_curve(&plot, &canvas, &curve);
	canvas_write(&canvas, CANVAS_PLAIN, &text);
	canvas_finish(&canvas);
	assert_drawn(text_take(&text), "     q         q\n"
				       "             qq\n"
				       "           qq\n"
				       "         qq\n"
				       "       qq\n"
				       "     qq\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chosen_axis_keeps_its_kind),
		cmocka_unit_test(a_line_falls_in_braille),
		cmocka_unit_test(letters_tell_curves_apart_in_ascii),
		cmocka_unit_test(what_is_not_finite_is_a_gap),
		cmocka_unit_test(losses_fall_on_a_logarithmic_scale),
		cmocka_unit_test(a_million_points_are_bundled),
		cmocka_unit_test(an_axis_has_two_numbers_or_more),
		cmocka_unit_test(a_label_is_never_cut),
		cmocka_unit_test(contours_are_around_the_bottom),
		cmocka_unit_test(a_far_point_leaves_the_plot),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
