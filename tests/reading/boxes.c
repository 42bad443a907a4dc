/*
 * Boxes, and the operands that enter them.
 */
#include "base/array.h"
#include "parts.h"

/* The characters of a border, and those of an exit in it. */
struct border {
	uint32_t top_left, top, top_right, left, right, bottom_left, bottom, bottom_right;
	uint32_t exit_right[2], exit_down[2]; /* for a thin wire and a thick one */
};

/* By enum reading_border. */
static const struct border unicode_borders[] = {
	{U'┌', U'─', U'┐', U'│', U'│', U'└', U'─', U'┘', {U'├', U'┝'}, {U'┬', U'┰'}},
	{U'┏', U'━', U'┓', U'┃', U'┃', U'┗', U'━', U'┛', {U'┠', U'┣'}, {U'┯', U'┳'}},
	{U'╔', U'═', U'╗', U'║', U'║', U'╚', U'═', U'╝', {U'╟', U'╠'}, {U'╤', U'╦'}},
	{U'╓', U'─', U'┐', U'║', U'│', U'╙', U'─', U'┘', {U'├', U'┝'}, {U'┬', U'┰'}},
};

static const struct border ascii_borders[] = {
	{'+', '-', '+', '|', '|', '+', '-', '+', {'+', '+'}, {'+', '+'}},
	{'#', '#', '#', '#', '#', '#', '#', '#', {'+', '+'}, {'+', '+'}},
	{'+', '=', '+', 'H', 'H', '+', '=', '+', {'+', '+'}, {'+', '+'}},
	{'+', '-', '+', 'H', '|', '+', '-', '+', {'+', '+'}, {'+', '+'}},
};

#define BORDER_COUNT (sizeof(unicode_borders) / sizeof(*unicode_borders))

static const struct border *border_of(const struct sheet *sheet, enum reading_border kind)
{
	return sheet->is_ascii ? &ascii_borders[kind] : &unicode_borders[kind];
}

static bool is_one_of(uint32_t glyph, const uint32_t choices[2])
{
	return glyph == choices[0] || glyph == choices[1];
}

bool is_exit_right(const struct sheet *sheet, const struct reading_box *box, int x, int y)
{
	return !box->is_bare && x == box->x + box->width - 1 && y > box->y &&
	       y < box->y + box->height - 1 &&
	       is_one_of(sheet_glyph(sheet, x, y), border_of(sheet, box->border)->exit_right);
}

bool is_exit_down(const struct sheet *sheet, const struct reading_box *box, int x, int y)
{
	return !box->is_bare && y == box->y + box->height - 1 && x > box->x &&
	       x < box->x + box->width - 1 &&
	       is_one_of(sheet_glyph(sheet, x, y), border_of(sheet, box->border)->exit_down);
}

/* ---- borders ---- */

static bool is_bottom(const struct sheet *sheet, const struct border *border, int x, int end, int y)
{
	if (sheet_free_glyph(sheet, x, y) != border->bottom_left ||
	    sheet_free_glyph(sheet, end - 1, y) != border->bottom_right)
		return false;
	for (int i = x + 1; i < end - 1; i++) {
		uint32_t glyph = sheet_free_glyph(sheet, i, y);
		if (glyph != border->bottom && !is_one_of(glyph, border->exit_down))
			return false;
	}
	return true;
}

/* The height of a box whose top row is known; 0 if it is no box. */
static int find_height(const struct sheet *sheet, const struct border *border, int x, int end,
		       int y)
{
	for (int row = y + 1; row < sheet->height; row++) {
		uint32_t right = sheet_free_glyph(sheet, end - 1, row);
		if (row > y + 1 && is_bottom(sheet, border, x, end, row))
			return row - y + 1;
		if (sheet_free_glyph(sheet, x, row) != border->left ||
		    (right != border->right && !is_one_of(right, border->exit_right)))
			return 0;
	}
	return 0;
}

/* A character of a border can be in no title. */
static bool is_drawn(const struct sheet *sheet, uint32_t glyph)
{
	if (sheet->is_ascii)
		return glyph == '|' || glyph == '+' || glyph == '#' || glyph == '-' || glyph == '=';
	return glyph >= 0x2500 && glyph < 0x2580;
}

/*
 * Where a title stands in the cells `x` … `end` − 1 of a top row: ─ q ─ or ─q─ or nowhere. False
 * if they are no top row.
 */
static bool find_title(const struct sheet *sheet, const struct border *border, int *x, int *end,
		       int y)
{
	while (*x < *end && sheet_free_glyph(sheet, *x, y) == border->top)
		++*x;
	while (*end > *x && sheet_free_glyph(sheet, *end - 1, y) == border->top)
		--*end;
	if (*x == *end)
		return true;
	if (sheet_glyph(sheet, *x, y) == ' ' && sheet_glyph(sheet, *end - 1, y) == ' ') {
		++*x;
		--*end;
	}
	for (int i = *x; i < *end; i++) {
		uint32_t glyph = sheet_glyph(sheet, i, y);
		if (glyph == ' ' || is_drawn(sheet, glyph))
			return false;
	}
	return *x < *end;
}

/*
 * The box whose top left corner is at a place; its width is 0 if there is none of this kind. In
 * a border of `#`, where sides look like corners and a label like an exit, the widest box is
 * meant.
 */
static struct reading_box find_box(const struct sheet *sheet, enum reading_border kind, int x,
				   int y)
{
	const struct border *border = border_of(sheet, kind);
	struct reading_box box = {.x = x, .y = y, .border = kind};
	bool is_open = sheet_free_glyph(sheet, x, y) == border->top_left;

	for (int end = x + 3; is_open && end <= sheet->width; end++) {
		int title = x + 1, title_end = end - 1;
		if (sheet_free_glyph(sheet, end - 1, y) != border->top_right)
			continue;
		is_open = border->top == border->top_right;
		if (!find_title(sheet, border, &title, &title_end, y))
			break;
		int height = find_height(sheet, border, x, end, y);
		if (height == 0)
			continue;
		box.height = height;
		box.width = end - x;
	}
	return box;
}

/* ---- what stands in them ---- */

static bool is_blank_row(const struct sheet *sheet, int x, int end, int y)
{
	for (; x < end; x++)
		if (sheet_free_glyph(sheet, x, y) != ' ')
			return false;
	return true;
}

static int exit_count(const struct sheet *sheet, const struct reading_box *box)
{
	int count = 0;

	for (int y = box->y; y < box->y + box->height; y++)
		count += is_exit_right(sheet, box, box->x + box->width - 1, y);
	for (int x = box->x; x < box->x + box->width; x++)
		count += is_exit_down(sheet, box, x, box->y + box->height - 1);
	return count;
}

/* The label is alone in the middle row. */
static bool read_inside(struct reader *reader, struct reading_box *box)
{
	int end = box->x + box->width - 1, middle = box->y + box->height / 2;
	int title = box->x + 1, title_end = end;

	for (int y = box->y + 1; y < box->y + box->height - 1; y++)
		if (y != middle && !is_blank_row(&reader->sheet, box->x + 1, end, y))
			return reader_refuse(reader, READING_COVERED, box->x, y);
	if (exit_count(&reader->sheet, box) > 1)
		return reader_refuse(reader, READING_UNCLEAR, box->x, box->y);
	find_title(&reader->sheet, border_of(&reader->sheet, box->border), &title, &title_end,
		   box->y);
	box->title = reader_text(reader, title, title_end, box->y);
	box->label = reader_text(reader, box->x + 1, end, middle);
	if (!box->title || !box->label)
		return false;
	return *box->label || reader_refuse(reader, READING_CUT, box->x, middle);
}

static bool add_box(struct reader *reader, struct reading_box box)
{
	struct reading *reading = reader->reading;

	box.value = box.gradient = box.output = "";
	if (!array_reserve((void **)&reading->box, &reader->box_capacity, reading->box_count + 1,
			   sizeof(*reading->box)))
		return reader_fail(reader);
	reading->box[reading->box_count++] = box;
	for (int y = box.y; y < box.y + box.height; y++)
		sheet_take(&reader->sheet, box.x, y, box.width);
	return true;
}

static bool read_bordered(struct reader *reader, int x, int y)
{
	for (size_t kind = 0; kind < BORDER_COUNT; kind++) {
		struct reading_box box = find_box(&reader->sheet, (enum reading_border)kind, x, y);
		if (box.width > 0)
			return read_inside(reader, &box) && add_box(reader, box);
	}
	return true;
}

/*
 * The column of the bracket that closes a leaf's name; −1 if a blank comes first: then it is a
 * matrix.
 */
static int find_close(const struct sheet *sheet, int x, int y, uint32_t close)
{
	while (sheet_free_glyph(sheet, x, y) != close) {
		uint32_t glyph = sheet_free_glyph(sheet, x, y);
		if (glyph == ' ' || is_drawn(sheet, glyph))
			return -1;
		x++;
	}
	return x;
}

/* [x] {w} */
static bool read_bare(struct reader *reader, int x, int y)
{
	uint32_t open = sheet_free_glyph(&reader->sheet, x, y);
	int close = find_close(&reader->sheet, x + 1, y, open == '[' ? ']' : '}');

	if ((open != '[' && open != '{') || close < 0)
		return true;
	struct reading_box box = {.x = x,
				  .y = y,
				  .width = close + 1 - x,
				  .height = 1,
				  .is_bare = true,
				  .border =
					  open == '{' ? READING_BORDER_PARAM : READING_BORDER_PLAIN,
				  .title = "",
				  .label = reader_text(reader, x + 1, close, y)};
	if (!box.label)
		return false;
	return *box.label ? add_box(reader, box) : reader_refuse(reader, READING_CUT, x, y);
}

bool read_boxes(struct reader *reader)
{
	const struct sheet *sheet = &reader->sheet;

	/* Borders first: what stands in a box could look like anything. */
	for (int y = 0; y < sheet->height; y++)
		for (int x = 0; x < sheet->width; x++)
			if (!read_bordered(reader, x, y))
				return false;
	for (int y = 0; y < sheet->height; y++)
		for (int x = 0; x < sheet->width; x++)
			if (!read_bare(reader, x, y))
				return false;
	return true;
}

/* ---- operands ---- */

static bool add_port(struct reader *reader, uint32_t box, int x, int y)
{
	struct reading *reading = reader->reading;

	if (!array_reserve((void **)&reading->port, &reader->port_capacity, reading->port_count + 1,
			   sizeof(*reading->port)))
		return reader_fail(reader);
	reading->port[reading->port_count++] = (struct reading_port){x, y, box, READING_NONE};
	reading->box[box].port_count++;
	reading->back_arrows += is_back_arrow(&reader->sheet, sheet_glyph(&reader->sheet, x, y));
	sheet_take(&reader->sheet, x, y, 1);
	return true;
}

static bool read_box_ports(struct reader *reader, uint32_t index)
{
	const struct reading_box box = reader->reading->box[index];
	uint32_t first = reader->reading->port_count, from_left;

	reader->reading->box[index].first_port = first;
	for (int y = box.y; y < box.y + box.height; y++)
		if (is_right_arrow(&reader->sheet,
				   sheet_free_glyph(&reader->sheet, box.x - 1, y)) &&
		    !add_port(reader, index, box.x - 1, y))
			return false;
	from_left = reader->reading->port_count - first;
	for (int x = box.x; x < box.x + box.width; x++)
		if (is_down_arrow(&reader->sheet, sheet_free_glyph(&reader->sheet, x, box.y - 1)) &&
		    !add_port(reader, index, x, box.y - 1))
			return false;
	/* From two sides, nobody knows which is first. */
	if (from_left > 0 && reader->reading->port_count - first > from_left)
		return reader_refuse(reader, READING_UNCLEAR, box.x, box.y);
	return true;
}

bool read_ports(struct reader *reader)
{
	for (uint32_t i = 0; i < reader->reading->box_count; i++)
		if (!read_box_ports(reader, i))
			return false;
	return true;
}
