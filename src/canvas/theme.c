#include "canvas/theme.h"

#define FINE_GREY 243

/*
 * Red, green and magenta are the three of the 16 colours that can be read on white and on black;
 * with them, weight. The words beside the numbers say the rest. Curves have those that people who
 * see no difference of red and green tell apart best; signs have colours of their own. Of the 256
 * colours six pass 4.5:1 on both: green 29, red 131, violet 98, blue 63, magenta 163, grey 243.
 * Curves, which are lines with bold letters, may have 3:1, and the grey is that of the lines around
 * them: so the second curve is orange, 166.
 */
const struct look canvas_looks[ROLE_COUNT] = {
	[ROLE_PLAIN] = {COLOUR_DEFAULT, EMPHASIS_NONE, 0},
	[ROLE_DIM] = {COLOUR_DEFAULT, EMPHASIS_DIM, 0},
	[ROLE_VALUE] = {2, EMPHASIS_NONE, 29},
	[ROLE_GRADIENT] = {1, EMPHASIS_NONE, 131},
	[ROLE_UPSTREAM] = {5, EMPHASIS_NONE, 98},
	[ROLE_LOCAL] = {COLOUR_DEFAULT, EMPHASIS_BOLD, 0},
	[ROLE_DOWNSTREAM] = {1, EMPHASIS_BOLD, 131},
	[ROLE_CURRENT] = {5, EMPHASIS_BOLD, 98},
	[ROLE_SELECTED] = {COLOUR_DEFAULT, EMPHASIS_REVERSE, 0},
	[ROLE_TITLE] = {COLOUR_DEFAULT, EMPHASIS_BOLD, 0},
	[ROLE_KEY] = {COLOUR_DEFAULT, EMPHASIS_BOLD, 0},
	[ROLE_ERROR] = {1, EMPHASIS_BOLD, 131},
	[ROLE_CURVE_FIRST] = {COLOUR_DEFAULT, EMPHASIS_NONE, 0},
	/* Kept apart by deuteranopia too, and none is that of a value or a gradient. */
	[ROLE_CURVE_SECOND] = {3, EMPHASIS_NONE, 166},
	[ROLE_CURVE_THIRD] = {4, EMPHASIS_NONE, 63},
	[ROLE_CURVE_FOURTH] = {6, EMPHASIS_NONE, 163},
	[ROLE_PLUS] = {4, EMPHASIS_BOLD, 63},
	[ROLE_MINUS] = {3, EMPHASIS_NONE, 163},
};

/*
 * Blue for values and orange for gradients, and nothing else: the rest is told by weight. Of the
 * 256 colours orange 130 is read best of its kind on both grounds: 4.7:1 on white, 4.46:1 on black.
 * The fourth curve is another blue, lighter than the third: grey is that of the contours.
 */
#define BLUE 4, EMPHASIS_NONE, 63
#define ORANGE 3, EMPHASIS_NONE, 130

static const struct look blue_and_orange[ROLE_COUNT] = {
	[ROLE_PLAIN] = {COLOUR_DEFAULT, EMPHASIS_NONE, 0},
	[ROLE_DIM] = {COLOUR_DEFAULT, EMPHASIS_DIM, 0},
	[ROLE_VALUE] = {BLUE},
	[ROLE_GRADIENT] = {ORANGE},
	[ROLE_UPSTREAM] = {ORANGE},
	[ROLE_LOCAL] = {COLOUR_DEFAULT, EMPHASIS_BOLD, 0},
	[ROLE_DOWNSTREAM] = {3, EMPHASIS_BOLD, 130},
	[ROLE_CURRENT] = {COLOUR_DEFAULT, EMPHASIS_BOLD, 0},
	[ROLE_SELECTED] = {COLOUR_DEFAULT, EMPHASIS_REVERSE, 0},
	[ROLE_TITLE] = {COLOUR_DEFAULT, EMPHASIS_BOLD, 0},
	[ROLE_KEY] = {COLOUR_DEFAULT, EMPHASIS_BOLD, 0},
	[ROLE_ERROR] = {3, EMPHASIS_BOLD, 130},
	[ROLE_CURVE_FIRST] = {COLOUR_DEFAULT, EMPHASIS_NONE, 0},
	[ROLE_CURVE_SECOND] = {ORANGE},
	[ROLE_CURVE_THIRD] = {BLUE},
	[ROLE_CURVE_FOURTH] = {6, EMPHASIS_NONE, 32},
	[ROLE_PLUS] = {4, EMPHASIS_BOLD, 63},
	[ROLE_MINUS] = {ORANGE},
};

static const struct {
	const char *name;
	const struct look *looks;
	bool has_colours;
} themes[] = {
	{"default", canvas_looks, true},
	{"colour-blind", blue_and_orange, true},
	{"monochrome", canvas_looks, false},
	{NULL, NULL, false},
};

const char *theme_name(size_t index)
{
	return themes[index].name;
}

struct look theme_look(enum role role, unsigned emphasis, enum canvas_colour colour)
{
	unsigned place = ((unsigned)colour & ~(unsigned)CANVAS_FINE) - CANVAS_COLOUR;
	struct look look = themes[place].looks[role];

	look.emphasis |= emphasis;
	if (!themes[place].has_colours) {
		look.colour = COLOUR_DEFAULT;
		return look;
	}
	if (!(colour & CANVAS_FINE))
		return look;
	if (look.emphasis & EMPHASIS_DIM)
		look.fine = FINE_GREY;
	look.emphasis &= ~(unsigned)EMPHASIS_DIM;
	look.colour = look.fine ? look.fine : COLOUR_DEFAULT;
	return look;
}
