/* Canvas: what lands in cells, what is clipped, how wires join, and what the written text says. */
#include "canvas/canvas.h"
#include "canvas/theme.h"

#include "memory_failure.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The canvas's characters are `expected`, a line a row. */
static void assert_shows(const struct canvas *canvas, const char *expected)
{
	struct text text = {0};

	canvas_write(canvas, CANVAS_PLAIN, &text);
	assert_false(text.failed);
	assert_string_equal(text.data ? text.data : "", expected);
	text_finish(&text);
}

static void plain(struct canvas *canvas, int x, int y, const char *text)
{
	canvas_text(canvas, x, y, ROLE_PLAIN, EMPHASIS_NONE, text);
}

/* ---- text ---- */

static void blanks_at_the_end_are_not_written(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, 10, 5));
	assert_shows(&canvas, "");
	plain(&canvas, 2, 1, "a b  ");
	assert_shows(&canvas, "\n  a b\n");
	canvas_finish(&canvas);
}

static void text_is_clipped_on_all_sides(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, 4, 2));
	plain(&canvas, -2, 0, "abcdefgh");
	plain(&canvas, 0, -1, "above");
	plain(&canvas, 3, 1, "xy");
	plain(&canvas, 0, 2, "below");
	plain(&canvas, 4, 0, "right");
	assert_shows(&canvas, "cdef\n   x\n");
	canvas_finish(&canvas);
}

static void the_column_after_a_text_counts_what_was_clipped(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, 3, 1));
	assert_int_equal(canvas_text(&canvas, -1, 0, ROLE_PLAIN, 0, "漢字e\xcc\x81"), 4);
	canvas_finish(&canvas);
}

static void a_wide_glyph_is_shown_whole_or_not_at_all(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, 5, 2));
	plain(&canvas, -1, 0, "漢字漢");
	assert_shows(&canvas, " 字漢\n");
	plain(&canvas, 0, 1, "abcd漢");
	assert_shows(&canvas, " 字漢\nabcd\n");
	canvas_finish(&canvas);
}

static void overwriting_half_of_a_wide_glyph_blanks_the_other_half(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, 6, 1));
	plain(&canvas, 0, 0, "漢字漢");
	plain(&canvas, 1, 0, "x");
	assert_shows(&canvas, " x字漢\n");
	plain(&canvas, 3, 0, "語");
	assert_shows(&canvas, " x 語\n");
	canvas_finish(&canvas);
}

static void combining_marks_share_the_cell_of_their_letter(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, 3, 1));
	plain(&canvas, 0, 0, "e\xcc\x81xy");
	assert_string_equal(canvas_at(&canvas, 0, 0)->glyph, "e\xcc\x81");
	assert_string_equal(canvas_at(&canvas, 1, 0)->glyph, "x");
	canvas_finish(&canvas);
}

static void more_marks_than_a_cell_holds_are_left_out(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, 3, 1));
	for (int i = 0; i < 100; i++)
		plain(&canvas, 0, 0,
		      "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
		      "\xcc\x81z");
	assert_true(strlen(canvas_at(&canvas, 0, 0)->glyph) < CELL_BYTES);
	assert_string_equal(canvas_at(&canvas, 1, 0)->glyph, "z");
	canvas_finish(&canvas);
}

static void too_long_a_text_ends_in_an_ellipsis(void **state)
{
	static const struct {
		int columns;
		bool ascii;
		const char *text, *shown;
	} cases[] = {
		{5, false, "hello", "hello\n"}, {4, false, "hello", "hel…\n"},
		{4, true, "hello", "hel~\n"},   {4, false, "漢字漢", "漢…\n"},
		{1, false, "hello", "…\n"},     {0, false, "hello", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct canvas canvas;
		assert_true(canvas_init(&canvas, 8, 1));
		canvas.is_ascii = cases[i].ascii;
		canvas_text_fit(&canvas, 0, 0, cases[i].columns, ROLE_PLAIN, 0, cases[i].text);
		assert_shows(&canvas, cases[i].shown);
		canvas_finish(&canvas);
	}
}

/* ---- rectangles ---- */

static void copying_takes_the_part_that_both_have(void **state)
{
	struct canvas from, to;

	(void)state;
	assert_true(canvas_init(&from, 4, 2));
	assert_true(canvas_init(&to, 5, 2));
	plain(&from, 0, 0, "abcd");
	plain(&from, 0, 1, "efgh");
	canvas_copy(&to, 0, 0, &from, -2, -1, 5, 9);
	assert_shows(&to, "\n  abc\n");
	canvas_clear(&to);
	canvas_copy(&to, 3, 1, &from, 1, 0, 9, 2);
	assert_shows(&to, "\n   bc\n");
	canvas_finish(&from);
	canvas_finish(&to);
}

static void a_copy_does_not_cut_wide_glyphs(void **state)
{
	struct canvas from, to;

	(void)state;
	assert_true(canvas_init(&from, 6, 1));
	assert_true(canvas_init(&to, 6, 1));
	plain(&from, 0, 0, "漢字漢");
	plain(&to, 0, 0, "漢字漢");
	canvas_copy(&to, 1, 0, &from, 1, 0, 4, 1);
	assert_shows(&to, "  字\n");
	canvas_finish(&from);
	canvas_finish(&to);
}

/* ---- wires ---- */

static const struct pen light = {.role = ROLE_PLAIN, .weight = WEIGHT_LIGHT};
static const struct pen heavy = {.role = ROLE_CURRENT, .weight = WEIGHT_HEAVY};

/* A frame with a line down its middle and one to the right, and a line that crosses it. */
static void draw_wires(struct canvas *canvas, const struct pen *pen)
{
	canvas_line(canvas, 0, 0, 6, 0, pen);
	canvas_line(canvas, 0, 0, 0, 4, pen);
	canvas_line(canvas, 6, 4, 6, 0, pen);
	canvas_line(canvas, 6, 4, 0, 4, pen);
	canvas_line(canvas, 3, 0, 3, 4, pen);
	canvas_line(canvas, 0, 2, 6, 2, pen);
}

static void wires_join_at_corners_and_branches_and_break_at_crossings(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, 8, 5));
	draw_wires(&canvas, &light);
	assert_shows(&canvas, "┌──┬──┐\n"
			      "│  │  │\n"
			      "├──│──┤\n"
			      "│  │  │\n"
			      "└──┴──┘\n");
	draw_wires(&canvas, &heavy);
	assert_shows(&canvas, "┏━━┳━━┓\n"
			      "┃  ┃  ┃\n"
			      "┣━━┃━━┫\n"
			      "┃  ┃  ┃\n"
			      "┗━━┻━━┛\n");
	canvas_clear(&canvas);
	canvas.is_ascii = true;
	draw_wires(&canvas, &light);
	assert_shows(&canvas, ".--.--.\n"
			      "|  |  |\n"
			      "+--|--+\n"
			      "|  |  |\n"
			      "'--'--'\n");
	canvas_finish(&canvas);
}

static void a_heavy_way_through_a_light_tree_shows_where_it_turns(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, 7, 3));
	canvas_line(&canvas, 0, 1, 6, 1, &light);
	canvas_line(&canvas, 3, 1, 3, 2, &light);
	canvas_line(&canvas, 3, 2, 6, 2, &light);
	canvas_line(&canvas, 0, 1, 3, 1, &heavy);
	canvas_line(&canvas, 3, 1, 3, 2, &heavy);
	canvas_line(&canvas, 3, 2, 6, 2, &heavy);
	assert_shows(&canvas, "\n━━━┱───\n"
			      "   ┗━━━\n");
	assert_int_equal(canvas_at(&canvas, 3, 1)->role, ROLE_CURRENT);
	assert_int_equal(canvas_at(&canvas, 4, 1)->role, ROLE_PLAIN);
	canvas_finish(&canvas);
}

static void the_vertical_wire_gives_a_crossing_its_look(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, 3, 3));
	canvas_line(&canvas, 1, 0, 1, 2, &light);
	canvas_line(&canvas, 0, 1, 2, 1, &heavy);
	assert_string_equal(canvas_at(&canvas, 1, 1)->glyph, "│");
	assert_int_equal(canvas_at(&canvas, 1, 1)->role, ROLE_PLAIN);
	canvas_line(&canvas, 1, 0, 1, 2, &heavy);
	assert_string_equal(canvas_at(&canvas, 1, 1)->glyph, "┃");
	assert_int_equal(canvas_at(&canvas, 1, 1)->role, ROLE_CURRENT);
	canvas_finish(&canvas);
}

static void wires_are_clipped_and_may_be_very_long(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, 3, 2));
	canvas_line(&canvas, -1000000000, 0, 1000000000, 0, &light);
	canvas_line(&canvas, 1, 0, 1, 1000000000, &light);
	canvas_line(&canvas, -5, 1, 0, 1, &light);
	canvas_line(&canvas, 3, -5, 3, 5, &light);
	assert_shows(&canvas, "─┬─\n─│\n");
	canvas_finish(&canvas);
}

static void text_on_a_wire_ends_it(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, 5, 2));
	canvas_line(&canvas, 0, 0, 4, 0, &light);
	plain(&canvas, 2, 0, "▶");
	canvas_line(&canvas, 2, 0, 2, 1, &light);
	assert_shows(&canvas, "──│──\n  │\n");
	canvas_finish(&canvas);
}

/* ---- colours ---- */

/* What a terminal would understand of ;-separated SGR parameters. */
static void apply_sgr(const char **cursor, struct look *look)
{
	while (**cursor != 'm') {
		char *end;
		long code = strtol(*cursor, &end, 10);
		assert_true(end > *cursor);
		*cursor = *end == ';' ? end + 1 : end;
		if (code == 0)
			*look = (struct look){COLOUR_DEFAULT, 0, 0};
		else if (code >= 30 && code <= 37)
			look->colour = (int)code - 30;
		else if (code >= 90 && code <= 97)
			look->colour = (int)code - 82;
		else
			look->emphasis |= code == 1   ? EMPHASIS_BOLD
					  : code == 2 ? EMPHASIS_DIM
					  : code == 4 ? EMPHASIS_UNDERLINE
					  : code == 7 ? EMPHASIS_REVERSE
						      : 1000u;
	}
	++*cursor;
}

/* Read coloured text of ASCII glyphs back and compare every cell with the canvas. */
static void assert_reads_back(struct canvas *canvas, const char *text)
{
	struct look look = {COLOUR_DEFAULT, 0, 0};
	int x = 0, y = 0;

	while (*text) {
		if (*text == '\n') {
			assert_int_equal(look.colour, COLOUR_DEFAULT);
			assert_int_equal(look.emphasis, 0);
			x = 0;
			y++;
			text++;
		} else if (*text == '\x1b') {
			text += 2;
			apply_sgr(&text, &look);
		} else {
			const struct cell *cell = canvas_at(canvas, x++, y);
			assert_int_equal(cell->glyph[0], *text);
			unsigned seen = *text == ' ' ? EMPHASIS_REVERSE | EMPHASIS_UNDERLINE : ~0u;
			unsigned wanted = canvas_looks[cell->role].emphasis | cell->emphasis;
			assert_int_equal(look.emphasis & seen, wanted & seen);
			if (*text != ' ')
				assert_int_equal(look.colour, canvas_looks[cell->role].colour);
			text++;
		}
	}
}

static void colours_read_back_as_the_roles_that_were_drawn(void **state)
{
	struct canvas canvas;
	struct text text = {0};

	(void)state;
	assert_true(canvas_init(&canvas, 12, ROLE_COUNT));
	for (int role = 0; role < ROLE_COUNT; role++) {
		canvas_text(&canvas, 0, role, role, EMPHASIS_NONE, "ab c");
		canvas_text(&canvas, 6, role, role, EMPHASIS_UNDERLINE, "d e ");
		canvas_text(&canvas, 10, role, ROLE_PLAIN, EMPHASIS_NONE, "f");
	}
	canvas_write(&canvas, CANVAS_COLOUR, &text);
	assert_reads_back(&canvas, text.data);
	text_finish(&text);
	canvas_finish(&canvas);
}

static void plain_text_has_no_escape_sequences(void **state)
{
	struct canvas canvas;
	struct text text = {0};

	(void)state;
	assert_true(canvas_init(&canvas, 5, 1));
	canvas_text(&canvas, 0, 0, ROLE_VALUE, EMPHASIS_BOLD, "1.00");
	canvas_write(&canvas, CANVAS_PLAIN, &text);
	assert_string_equal(text.data, "1.00\n");
	text_clear(&text);
	canvas_write(&canvas, CANVAS_COLOUR, &text);
	assert_string_equal(text.data, "\x1b[0;1;32m1.00\x1b[0m\n");
	text_finish(&text);
	canvas_finish(&canvas);
}

/* ---- sizes and memory ---- */

static void any_size_is_a_canvas(void **state)
{
	struct canvas canvas;

	(void)state;
	assert_true(canvas_init(&canvas, 0, 0));
	plain(&canvas, 0, 0, "nothing");
	canvas_line(&canvas, -3, 0, 3, 0, &light);
	assert_shows(&canvas, "");
	assert_true(canvas_resize(&canvas, 3, 1));
	plain(&canvas, 0, 0, "something");
	assert_shows(&canvas, "som\n");
	assert_true(canvas_resize(&canvas, -1, 4));
	assert_int_equal(canvas.width, 0);
	canvas_finish(&canvas);
}

static void out_of_memory_is_reported(void **state)
{
	struct canvas canvas;

	(void)state;
	fail_allocation(0);
	assert_false(canvas_init(&canvas, 80, 24));
	assert_true(failure_happened());
	canvas_finish(&canvas);
}

/* ---- colours ---- */

/* The terminal's default and the first eight colours, as many terminals have them. */
static const double palette[][3] = {
	{204, 204, 204}, {0, 0, 0},      {205, 49, 49},  {13, 188, 121},  {229, 229, 16},
	{36, 114, 200},  {188, 63, 188}, {17, 168, 205}, {229, 229, 229},
};

static double linear(double level)
{
	double share = level / 255;

	return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double root(double share)
{
	return share > 0.008856 ? cbrt(share) : 7.787 * share + 16.0 / 116;
}

/*
 * What is left of a colour without the cones of medium waves (Viénot 1999), as lightness, a and b.
 */
static void see_without_green(const double colour[3], double seen[3])
{
	double red = linear(colour[0]), green = linear(colour[1]), blue = linear(colour[2]);
	double both = 0.29275 * red + 0.70725 * green;
	double rest = fmax(0, 0.02234 * (green - red) + blue);
	double x = root((0.7700 * both + 0.1805 * rest) / 0.9505);
	double y = root(0.9278 * both + 0.0722 * rest);
	double z = root((0.1385 * both + 0.9505 * rest) / 1.089);

	seen[0] = 116 * y - 16;
	seen[1] = 500 * (x - y);
	seen[2] = 200 * (y - z);
}

/* One of xterm's colours 16 … 255: a cube of six levels, then greys. */
static void fine_colour(int index, double colour[3])
{
	static const double levels[] = {0, 95, 135, 175, 215, 255};

	if (index >= 232) {
		colour[0] = colour[1] = colour[2] = 8 + 10 * (index - 232);
		return;
	}
	colour[0] = levels[(index - 16) / 36];
	colour[1] = levels[(index - 16) / 6 % 6];
	colour[2] = levels[(index - 16) % 6];
}

/* How much two colours differ that are seen so; 2 can just be seen, side by side. */
static double difference(const double a[3], const double b[3])
{
	return hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
}

static void deuteranopia_keeps_curves_apart(void **state)
{
	double seen[4][3];

	(void)state;
	for (size_t i = 0; i < 4; i++)
		see_without_green(palette[canvas_looks[canvas_curve_role(i)].colour + 1], seen[i]);
	for (size_t i = 0; i < 4; i++)
		for (size_t k = 0; k < i; k++)
			assert_true(difference(seen[i], seen[k]) > 25);
}

/*
 * Of the 256 colours, with the default of a dark and of a light terminal; and from the grey of the
 * lines of equal loss that they go through.
 */
static void assert_curves_are_apart(enum canvas_colour theme, const double paper[3])
{
	double seen[5][3], colour[3];

	for (size_t i = 0; i < 5; i++) {
		enum role role = i < 4 ? canvas_curve_role(i) : ROLE_DIM;
		struct look look = theme_look(role, 0, theme | CANVAS_FINE);
		if (look.colour != COLOUR_DEFAULT)
			fine_colour(look.colour, colour);
		see_without_green(look.colour == COLOUR_DEFAULT ? paper : colour, seen[i]);
	}
	for (size_t i = 0; i < 5; i++)
		for (size_t k = 0; k < i; k++)
			assert_true(difference(seen[i], seen[k]) > 25);
}

static void deuteranopia_keeps_fine_curves_apart(void **state)
{
	static const double papers[2][3] = {{204, 204, 204}, {51, 51, 51}};

	(void)state;
	for (size_t paper = 0; paper < 2; paper++) {
		assert_curves_are_apart(CANVAS_COLOUR, papers[paper]);
		assert_curves_are_apart(CANVAS_COLOUR_BLIND, papers[paper]);
	}
}

/* The contrast with a paper that has this luminance (WCAG 2.1). */
static double contrast(int index, double paper)
{
	double colour[3];

	fine_colour(index, colour);
	double here = 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) +
		      0.0722 * linear(colour[2]);
	return (fmax(here, paper) + 0.05) / (fmin(here, paper) + 0.05);
}

/* All that is seen in it, dim text too, is one of xterm's colours or the terminal's own. */
static void the_default_theme_can_be_read_on_white_and_on_black(void **state)
{
	int coloured = 0;

	(void)state;
	for (int role = 0; role < ROLE_COUNT; role++)
		for (unsigned emphasis = 0; emphasis < 16; emphasis++) {
			struct look look = theme_look(role, emphasis, CANVAS_COLOUR | CANVAS_FINE);
			assert_false(look.emphasis & EMPHASIS_DIM);
			if (look.colour == COLOUR_DEFAULT)
				continue;
			coloured++;
			double least =
				role >= ROLE_CURVE_FIRST && role <= ROLE_CURVE_FOURTH ? 3 : 4.5;
			assert_true(look.colour >= 16);
			assert_true(contrast(look.colour, 1) >= least);
			assert_true(contrast(look.colour, 0) >= least);
		}
	assert_true(coloured > ROLE_COUNT * 8);
}

static double least_contrast(int index)
{
	return fmin(contrast(index, 1), contrast(index, 0));
}

/* Its two colours are told apart without green; there is no other but the fourth curve's. */
static void the_colour_blind_theme_is_blue_and_orange(void **state)
{
	struct look value = theme_look(ROLE_VALUE, 0, CANVAS_COLOUR_BLIND | CANVAS_FINE);
	struct look gradient = theme_look(ROLE_GRADIENT, 0, CANVAS_COLOUR_BLIND | CANVAS_FINE);
	double colour[3], seen[2][3];

	(void)state;
	fine_colour(value.colour, colour);
	assert_true(colour[2] > colour[0] && colour[2] > colour[1]);
	see_without_green(colour, seen[0]);
	fine_colour(gradient.colour, colour);
	assert_true(colour[0] > colour[1] && colour[1] > colour[2]);
	see_without_green(colour, seen[1]);
	assert_true(fabs(seen[0][2] - seen[1][2]) > 80); /* b: from blue to yellow */
	for (int role = 0; role < ROLE_COUNT; role++) {
		int fine = theme_look(role, 0, CANVAS_COLOUR_BLIND | CANVAS_FINE).colour;
		assert_true(fine == COLOUR_DEFAULT || fine >= 232 || fine == value.colour ||
			    fine == gradient.colour || role == ROLE_CURVE_FOURTH);
	}
}

/* On white and on black; no other orange among the 256 colours is read better on both. */
static void the_colour_blind_theme_can_be_read(void **state)
{
	int orange = theme_look(ROLE_GRADIENT, 0, CANVAS_COLOUR_BLIND | CANVAS_FINE).colour;
	double colour[3];

	(void)state;
	assert_true(least_contrast(orange) > 4.45);
	for (int index = 16; index < 232; index++) {
		fine_colour(index, colour);
		if (colour[0] > colour[1] && colour[1] > colour[2])
			assert_true(least_contrast(index) <= least_contrast(orange));
	}
	for (int role = 0; role < ROLE_COUNT; role++) {
		int fine = theme_look(role, 0, CANVAS_COLOUR_BLIND | CANVAS_FINE).colour;
		if (fine != COLOUR_DEFAULT && fine != orange)
			assert_true(least_contrast(fine) >= (role == ROLE_CURVE_FOURTH ? 3 : 4.5));
	}
}

/* Files on paper have the weights of the default theme. */
static void themes_differ_in_colour_alone(void **state)
{
	(void)state;
	for (int role = 0; role < ROLE_COUNT; role++)
		assert_int_equal(theme_look(role, 0, CANVAS_COLOUR_BLIND).emphasis,
				 canvas_looks[role].emphasis);
}

static void the_monochrome_theme_has_weight_alone(void **state)
{
	(void)state;
	for (int role = 0; role < ROLE_COUNT; role++) {
		struct look look = theme_look(role, 0, CANVAS_MONOCHROME | CANVAS_FINE);
		assert_int_equal(look.colour, COLOUR_DEFAULT);
		assert_int_equal(look.emphasis, canvas_looks[role].emphasis);
	}
	assert_string_equal(theme_name(CANVAS_COLOUR_BLIND - CANVAS_COLOUR), "colour-blind");
	assert_string_equal(theme_name(CANVAS_MONOCHROME - CANVAS_COLOUR), "monochrome");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blanks_at_the_end_are_not_written),
		cmocka_unit_test(text_is_clipped_on_all_sides),
		cmocka_unit_test(the_column_after_a_text_counts_what_was_clipped),
		cmocka_unit_test(a_wide_glyph_is_shown_whole_or_not_at_all),
		cmocka_unit_test(overwriting_half_of_a_wide_glyph_blanks_the_other_half),
		cmocka_unit_test(combining_marks_share_the_cell_of_their_letter),
		cmocka_unit_test(more_marks_than_a_cell_holds_are_left_out),
		cmocka_unit_test(too_long_a_text_ends_in_an_ellipsis),
		cmocka_unit_test(copying_takes_the_part_that_both_have),
		cmocka_unit_test(a_copy_does_not_cut_wide_glyphs),
		cmocka_unit_test(wires_join_at_corners_and_branches_and_break_at_crossings),
		cmocka_unit_test(a_heavy_way_through_a_light_tree_shows_where_it_turns),
		cmocka_unit_test(the_vertical_wire_gives_a_crossing_its_look),
		cmocka_unit_test(wires_are_clipped_and_may_be_very_long),
		cmocka_unit_test(text_on_a_wire_ends_it),
		cmocka_unit_test(colours_read_back_as_the_roles_that_were_drawn),
		cmocka_unit_test(plain_text_has_no_escape_sequences),
		cmocka_unit_test(any_size_is_a_canvas),
		cmocka_unit_test(out_of_memory_is_reported),
		cmocka_unit_test(deuteranopia_keeps_curves_apart),
		cmocka_unit_test(deuteranopia_keeps_fine_curves_apart),
		cmocka_unit_test(the_default_theme_can_be_read_on_white_and_on_black),
		cmocka_unit_test(the_colour_blind_theme_is_blue_and_orange),
		cmocka_unit_test(the_colour_blind_theme_can_be_read),
		cmocka_unit_test(themes_differ_in_colour_alone),
		cmocka_unit_test(the_monochrome_theme_has_weight_alone),
	};

	return cmocka_run_group_tests_name("canvas", tests, NULL, NULL);
}
