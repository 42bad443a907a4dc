#include "export/paper_colour.h"

/* clang-format off */
#define PLAIN  {0x1f2328, 0xe6edf3}
#define GREY   {0x59636e, 0x9198a1}
#define GREEN  {0x116329, 0x56d364}
#define RED    {0xa40e26, 0xff7b72}
#define VIOLET {0x6639ba, 0xd2a8ff}
#define BLUE   {0x0550ae, 0x79c0ff}
#define ORANGE {0x953800, 0xffa657}
/* clang-format on */

static const struct paper_colour of_default[ROLE_COUNT] = {
	[ROLE_PLAIN] = PLAIN,
	[ROLE_DIM] = GREY,
	[ROLE_VALUE] = GREEN,
	[ROLE_GRADIENT] = RED,
	[ROLE_UPSTREAM] = VIOLET,
	[ROLE_LOCAL] = BLUE,
	[ROLE_DOWNSTREAM] = ORANGE,
	[ROLE_CURRENT] = {0x7d4e00, 0xf2cc60},
	[ROLE_SELECTED] = BLUE,
	[ROLE_TITLE] = PLAIN,
	[ROLE_KEY] = BLUE,
	[ROLE_ERROR] = RED,
	[ROLE_CURVE_FIRST] = BLUE,
	[ROLE_CURVE_SECOND] = ORANGE,
	[ROLE_CURVE_THIRD] = VIOLET,
	[ROLE_CURVE_FOURTH] = GREEN,
	[ROLE_PLUS] = {0x0a3069, 0xa5d6ff},
	[ROLE_MINUS] = {0x633c01, 0xeac54f},
};

/* What is not named here is plain: the theme tells it by weight. No colour on paper is black. */
static const struct paper_colour of_blue_and_orange[ROLE_COUNT] = {
	[ROLE_DIM] = GREY,
	[ROLE_VALUE] = BLUE,
	[ROLE_GRADIENT] = ORANGE,
	[ROLE_UPSTREAM] = ORANGE,
	[ROLE_DOWNSTREAM] = ORANGE,
	[ROLE_ERROR] = ORANGE,
	[ROLE_CURVE_SECOND] = ORANGE,
	[ROLE_CURVE_THIRD] = BLUE,
	[ROLE_CURVE_FOURTH] = {0x1a7299, 0x47b2e0},
	[ROLE_PLUS] = BLUE,
	[ROLE_MINUS] = ORANGE,
};

static const struct paper_colour of_monochrome[ROLE_COUNT] = {[ROLE_DIM] = GREY};

static const struct paper_colour *const themes[] = {
	of_default,
	of_blue_and_orange,
	of_monochrome,
};

struct paper_colour paper_colour(enum role role, int theme)
{
	const struct paper_colour *colour = &themes[theme][role];

	return colour->light ? *colour : of_default[ROLE_PLAIN];
}
