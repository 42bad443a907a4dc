/*
 * The colours of files on paper: each can be read, in every theme, on white and on dark.
 */
#include "export/paper_colour.h"

#include "canvas/theme.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static double linear(unsigned byte)
{
	double share = byte / 255.0;
	return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(unsigned colour)
{
	return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8 & 255) +
	       0.0722 * linear(colour & 255);
}

/* WCAG 2.1's. */
static double contrast(unsigned a, unsigned b)
{
	double first = luminance(a) + 0.05, second = luminance(b) + 0.05;
	return fmax(first, second) / fmin(first, second);
}

static void every_colour_can_be_read_on_its_paper(void **state)
{
	(void)state;
	for (int theme = 0; theme_name((size_t)theme); theme++)
		for (int role = 0; role < ROLE_COUNT; role++) {
			struct paper_colour colour = paper_colour((enum role)role, theme);
			assert_true(contrast(colour.light, PAPER_LIGHT) >= 4.5);
			assert_true(contrast(colour.dark, PAPER_DARK) >= 4.5);
		}
}

/* Blue and orange are what a theme for those who see no difference of red and green has. */
static void values_and_gradients_differ_where_the_theme_has_colours(void **state)
{
	int blind = CANVAS_COLOUR_BLIND - CANVAS_COLOUR, plain = CANVAS_MONOCHROME - CANVAS_COLOUR;
	struct paper_colour value = paper_colour(ROLE_VALUE, blind);
	struct paper_colour gradient = paper_colour(ROLE_GRADIENT, blind);

	(void)state;
	assert_true((value.light & 255) > value.light >> 16);
	assert_true((value.dark & 255) > value.dark >> 16);
	assert_true((gradient.light & 255) < gradient.light >> 16);
	assert_true((gradient.dark & 255) < gradient.dark >> 16);
	assert_int_equal(paper_colour(ROLE_VALUE, plain).light,
			 paper_colour(ROLE_GRADIENT, plain).light);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_colour_can_be_read_on_its_paper),
		cmocka_unit_test(values_and_gradients_differ_where_the_theme_has_colours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
