/*
 * Wires on a canvas.
 *
 * A cell remembers the arms by which wires leave it, two bits an arm, and its glyph follows from
 * them:
 *
 *                 up
 *                 │
 *        left ────┼──── right        0 none, 1 light, 2 heavy
 *                 │
 *                down
 */
#include "canvas/canvas.h"

#include <string.h>

enum arm {
	ARM_UP,
	ARM_DOWN,
	ARM_LEFT,
	ARM_RIGHT,
};

static unsigned weight_of(const struct cell *cell, enum arm arm)
{
	return cell->arms >> 2 * arm & 3u;
}

static void add_arm(struct cell *cell, enum arm arm, unsigned weight)
{
	if (weight > weight_of(cell, arm))
		cell->arms = (uint8_t)((cell->arms & ~(3u << 2 * arm)) | weight << 2 * arm);
}

static bool is_crossing(const struct cell *cell)
{
	return weight_of(cell, ARM_UP) && weight_of(cell, ARM_DOWN) && weight_of(cell, ARM_LEFT) &&
	       weight_of(cell, ARM_RIGHT);
}

/*
 * Rows: up and down; columns: left and right. Where all four meet, the vertical wire alone is seen.
 * A wire's end fills its cell.
 */
static const char unicode[9][9][4] = {
	{" ", "─", "━", "─", "─", "╼", "━", "╾", "━"},
	{"│", "┌", "┍", "┐", "┬", "┮", "┑", "┭", "┯"},
	{"┃", "┎", "┏", "┒", "┰", "┲", "┓", "┱", "┳"},
	{"│", "└", "┕", "┘", "┴", "┶", "┙", "┵", "┷"},
	{"│", "├", "┝", "┤", "│", "│", "┥", "│", "│"},
	{"╽", "┟", "┢", "┧", "╽", "╽", "┪", "╽", "╽"},
	{"┃", "┖", "┗", "┚", "┸", "┺", "┛", "┹", "┻"},
	{"╿", "┞", "┡", "┦", "╿", "╿", "┩", "╿", "╿"},
	{"┃", "┠", "┣", "┨", "┃", "┃", "┫", "┃", "┃"},
};

/* Likewise, without weights. */
static const char ascii[4][4][4] = {
	{" ", "-", "-", "-"},
	{"|", ".", ".", "."},
	{"|", "'", "'", "'"},
	{"|", "+", "+", "|"},
};

static const char *glyph_of(const struct cell *cell, bool is_ascii)
{
	unsigned up = weight_of(cell, ARM_UP), down = weight_of(cell, ARM_DOWN);
	unsigned left = weight_of(cell, ARM_LEFT), right = weight_of(cell, ARM_RIGHT);

	if (is_ascii)
		return ascii[(up > 0) * 2 + (down > 0)][(left > 0) * 2 + (right > 0)];
	return unicode[up * 3 + down][left * 3 + right];
}

/* The glyph of a straight wire, dashed; that of any other as it is: four bytes, as a cell has. */
static const char *dashed(const char *glyph)
{
	static const char straight[][2][4] = {
		{"─", "╌"}, {"│", "╎"}, {"-", "~"}, {"|", ":"}}; /* as long as a cell's glyph */

	for (size_t i = 0; i < sizeof(straight) / sizeof(*straight); i++)
		if (strcmp(glyph, straight[i][0]) == 0)
			return straight[i][1];
	return glyph;
}

/* The first of the glyph's places in the table with two arms or more. */
uint8_t canvas_glyph_arms(const char *glyph)
{
	for (unsigned i = 0; i < 81; i++) {
		unsigned up = i / 27, down = i / 9 % 3, left = i / 3 % 3, right = i % 3;
		unsigned arms = (up > 0) + (down > 0) + (left > 0) + (right > 0);
		if (arms > 1 && strcmp(unicode[i / 9][i % 9], glyph) == 0)
			return (uint8_t)(up | down << 2 | left << 4 | right << 6);
	}
	return 0;
}

static unsigned heaviest_arm(const struct cell *cell)
{
	unsigned heaviest = 0;

	for (enum arm arm = ARM_UP; arm <= ARM_RIGHT; arm++)
		heaviest = weight_of(cell, arm) > heaviest ? weight_of(cell, arm) : heaviest;
	return heaviest;
}

/* The arms `back` and `ahead`, if wanted, of one cell of a wire. */
static void draw_cell(struct canvas *canvas, int x, int y, enum arm back, bool has_back,
		      bool has_ahead, const struct pen *pen)
{
	enum arm ahead = back == ARM_UP ? ARM_DOWN : ARM_RIGHT;

	struct cell *cell = canvas_at(canvas, x, y);
	if (!cell->arms)
		canvas_blank_cell(canvas, x, y, pen->role, pen->emphasis);
	if (has_back)
		add_arm(cell, back, pen->weight);
	if (has_ahead)
		add_arm(cell, ahead, pen->weight);

	bool is_seen = is_crossing(cell) ? back == ARM_UP : pen->weight >= heaviest_arm(cell);
	if (is_seen) {
		cell->role = (uint8_t)pen->role;
		cell->emphasis = (uint8_t)pen->emphasis;
	}
	const char *glyph = glyph_of(cell, canvas->is_ascii);
	memcpy(cell->glyph, cell->emphasis & EMPHASIS_DIM ? dashed(glyph) : glyph, 4);
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

void canvas_line(struct canvas *canvas, int x, int y, int to_x, int to_y, const struct pen *pen)
{
	int first_x = smaller(x, to_x), last_x = larger(x, to_x);
	int first_y = smaller(y, to_y), last_y = larger(y, to_y);
	/* Only what can be seen is walked over, however long the wire is. */
	const struct rectangle *clip = &canvas->clip;
	int left = larger(first_x, clip->x), right = smaller(last_x, clip->x + clip->width - 1);
	int top = larger(first_y, clip->y), bottom = smaller(last_y, clip->y + clip->height - 1);

	for (int row = top; row <= bottom; row++) {
		for (int column = left; column <= right; column++) {
			if (first_y == last_y)
				draw_cell(canvas, column, row, ARM_LEFT, column > first_x,
					  column < last_x, pen);
			else
				draw_cell(canvas, column, row, ARM_UP, row > first_y, row < last_y,
					  pen);
		}
	}
}
