/*
 * Cells, text in them, and the cells as text.
 */
#include "canvas/canvas.h"

#include "base/ascii.h"
#include "canvas/theme.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum role canvas_curve_role(size_t place)
{
	return (enum role)(ROLE_CURVE_FIRST + place % 4);
}

#define STRIP_CELLS 256 /* of text being turned; no name is longer */

static const struct cell blank = {.glyph = " "};

/* ---- the cells ---- */

bool canvas_init(struct canvas *canvas, int width, int height)
{
	size_t columns = width > 0 ? (size_t)width : 0, rows = height > 0 ? (size_t)height : 0;

	*canvas = (struct canvas){0};
	if (columns && rows > SIZE_MAX / sizeof(struct cell) / columns)
		return false;
	/* One cell too many, so that an empty canvas has memory as well. */
	canvas->cell = calloc(columns * rows + 1, sizeof(struct cell));
	if (!canvas->cell)
		return false;
	canvas->width = (int)columns;
	canvas->height = (int)rows;
	canvas->clip = (struct rectangle){0, 0, canvas->width, canvas->height};
	canvas_clear(canvas);
	return true;
}

void canvas_finish(struct canvas *canvas)
{
	free(canvas->cell);
	*canvas = (struct canvas){0};
}

void canvas_clear(struct canvas *canvas)
{
	size_t count = (size_t)canvas->width * (size_t)canvas->height;

	for (size_t i = 0; i < count; i++)
		canvas->cell[i] = blank;
}

bool canvas_resize(struct canvas *canvas, int width, int height)
{
	bool is_ascii = canvas->is_ascii;

	canvas_finish(canvas);
	bool is_made = canvas_init(canvas, width, height);
	canvas->is_ascii = is_ascii;
	return is_made;
}

static bool is_inside(const struct canvas *canvas, int x, int y)
{
	const struct rectangle *clip = &canvas->clip;

	return x >= clip->x && y >= clip->y && x < clip->x + clip->width &&
	       y < clip->y + clip->height;
}

struct span {
	int first, end;
};

/* The part of `length` cells from `first` that is in `limit_length` cells from `limit_first`. */
static struct span clip_span(int first, int length, int limit_first, int limit_length)
{
	int limit_end = limit_first + limit_length;
	int end = length > limit_end - first ? limit_end : first + length;

	return (struct span){first > limit_first ? first : limit_first, end};
}

struct rectangle canvas_clip(struct canvas *canvas, struct rectangle part)
{
	struct rectangle before = canvas->clip;
	struct span columns = clip_span(part.x, part.width, 0, canvas->width);
	struct span rows = clip_span(part.y, part.height, 0, canvas->height);

	canvas->clip = (struct rectangle){columns.first, rows.first, columns.end - columns.first,
					  rows.end - rows.first};
	return before;
}

static bool is_behind_wide(const struct cell *cell)
{
	return !cell->glyph[0];
}

static void erase(struct cell *cell)
{
	memcpy(cell->glyph, blank.glyph, sizeof(cell->glyph));
	cell->level = 0;
}

/*
 * Before a cell is overwritten: of a wide glyph that it holds half of, the other half becomes
 * blank.
 */
static void break_wide(struct canvas *canvas, int x, int y)
{
	if (is_behind_wide(canvas_at(canvas, x, y)))
		erase(canvas_at(canvas, x - 1, y));
	if (x + 1 < canvas->width && is_behind_wide(canvas_at(canvas, x + 1, y)))
		erase(canvas_at(canvas, x + 1, y));
}

void canvas_erase(struct canvas *canvas)
{
	const struct rectangle *clip = &canvas->clip;

	for (int y = clip->y; clip->width > 0 && y < clip->y + clip->height; y++) {
		break_wide(canvas, clip->x, y);
		break_wide(canvas, clip->x + clip->width - 1, y);
		for (int x = clip->x; x < clip->x + clip->width; x++)
			*canvas_at(canvas, x, y) = blank;
	}
}

void canvas_blank_cell(struct canvas *canvas, int x, int y, enum role role, unsigned emphasis)
{
	break_wide(canvas, x, y);
	*canvas_at(canvas, x, y) = blank;
	canvas_at(canvas, x, y)->role = (uint8_t)role;
	canvas_at(canvas, x, y)->emphasis = (uint8_t)emphasis;
}

/* ---- text ---- */

struct text canvas_text_in(const struct canvas *canvas, char *memory, size_t size)
{
	struct text text = text_in(memory, size);

	text.is_ascii = canvas->is_ascii;
	return text;
}

/* Put a glyph of `width` columns; returns its cell, NULL if it is not wholly inside. */
static struct cell *put(struct canvas *canvas, int x, int y, int width, const struct cell *cell)
{
	if (!is_inside(canvas, x, y) || !is_inside(canvas, x + width - 1, y))
		return NULL;
	break_wide(canvas, x, y);
	*canvas_at(canvas, x, y) = *cell;
	if (width == 2) {
		break_wide(canvas, x + 1, y);
		struct cell *behind = canvas_at(canvas, x + 1, y);
		*behind = *cell;
		behind->glyph[0] = '\0';
	}
	return canvas_at(canvas, x, y);
}

/* Add a combining character to a cell, as long as there is room for it. */
static void combine(struct cell *cell, const char *bytes, size_t length)
{
	size_t used = strlen(cell->glyph);
	int count = 0;

	for (const char *at = cell->glyph; *at; utf8_next(&at, cell->glyph + used))
		count++;
	if (count < CELL_CHARACTERS) {
		memcpy(cell->glyph + used, bytes, length);
		cell->glyph[used + length] = '\0';
	}
}

/* Writes the glyph of a character into a cell: its bytes, or its sign in ASCII. */
static void set_glyph(const struct canvas *canvas, struct cell *cell, uint32_t code_point,
		      const char *bytes, size_t length)
{
	char sign = canvas->is_ascii ? ascii_cell(code_point) : '\0';

	if (sign) {
		bytes = &sign;
		length = 1;
	}
	memcpy(cell->glyph, bytes, length);
	cell->glyph[length] = '\0';
}

static int write_bytes(struct canvas *canvas, int x, int y, struct cell look, const char *text,
		       size_t length)
{
	const char *end = text + length;
	struct cell *last = NULL;

	while (text < end) {
		const char *start = text;
		uint32_t code_point = utf8_next(&text, end);
		int width = code_point_width(code_point);
		size_t bytes = (size_t)(text - start);
		if (width > 0) {
			set_glyph(canvas, &look, code_point, start, bytes);
			last = put(canvas, x, y, width, &look);
			x += width;
		} else if (last && !canvas->is_ascii) {
			combine(last, start, bytes);
		}
	}
	return x;
}

static void copy_row(struct canvas *to, int to_x, int to_y, const struct cell *from, int count);

/*
 * The same with right-to-left words turned, as much at a time as a strip of cells has room for.
 */
static int write_ordered(struct canvas *canvas, int x, int y, struct cell look, const char *text,
			 size_t length)
{
	struct cell memory[STRIP_CELLS];
	struct canvas strip = {STRIP_CELLS, 1, memory, {0, 0, STRIP_CELLS, 1}, canvas->is_ascii};

	if (!order_is_needed(text, length))
		return write_bytes(canvas, x, y, look, text, length);
	while (length > 0) {
		size_t count = text_fit(text, length, STRIP_CELLS);
		canvas_clear(&strip);
		int columns = write_bytes(&strip, 0, 0, look, text, count);
		order_cells(memory, columns, ORDER_WORDS);
		copy_row(canvas, x, y, memory, columns);
		x += columns;
		text += count;
		length -= count;
	}
	return x;
}

static struct cell with_look(enum role role, unsigned emphasis)
{
	return (struct cell){.role = (uint8_t)role, .emphasis = (uint8_t)emphasis};
}

int canvas_text(struct canvas *canvas, int x, int y, enum role role, unsigned emphasis,
		const char *text)
{
	return write_ordered(canvas, x, y, with_look(role, emphasis), text, strlen(text));
}

int canvas_text_unordered(struct canvas *canvas, int x, int y, enum role role, unsigned emphasis,
			  const char *text)
{
	return write_bytes(canvas, x, y, with_look(role, emphasis), text, strlen(text));
}

void canvas_order(struct canvas *canvas, int x, int y, int width, enum order order)
{
	const struct rectangle *clip = &canvas->clip;
	struct span columns = clip_span(x, width, clip->x, clip->width);

	if (y >= clip->y && y < clip->y + clip->height && columns.first < columns.end)
		order_cells(canvas_at(canvas, columns.first, y), columns.end - columns.first,
			    order);
}

#define FOLLOWED 0x80 /* an emphasis that no cell has otherwise */

int canvas_order_following(struct canvas *canvas, int x, int y, int width, enum order order,
			   int column)
{
	if (!is_inside(canvas, column, y) || column < x || column >= x + width) {
		canvas_order(canvas, x, y, width, order);
		return column;
	}
	canvas_at(canvas, column, y)->emphasis |= FOLLOWED;
	canvas_order(canvas, x, y, width, order);
	for (column = x; !(canvas_at(canvas, column, y)->emphasis & FOLLOWED);)
		column++;
	canvas_at(canvas, column, y)->emphasis &= (uint8_t)~FOLLOWED;
	return column;
}

int canvas_text_fit(struct canvas *canvas, int x, int y, int columns, enum role role,
		    unsigned emphasis, const char *text)
{
	struct cell look = with_look(role, emphasis);
	size_t length = strlen(text);

	if (text_width(text, length) <= columns)
		return write_ordered(canvas, x, y, look, text, length);
	if (columns <= 0)
		return x;
	x = write_ordered(canvas, x, y, look, text, text_fit(text, length, columns - 1));
	return canvas_text(canvas, x, y, role, emphasis, "…");
}

int canvas_sentence(struct canvas *canvas, int x, int y, int columns, enum role role,
		    unsigned emphasis, const char *text)
{
	struct cell look = with_look(role, emphasis);
	size_t length = strlen(text);
	bool is_cut = text_width(text, length) > columns;
	int end;

	if (columns <= 0)
		return x;
	if (!order_is_needed(text, length))
		return canvas_text_fit(canvas, x, y, columns, role, emphasis, text);
	end = write_bytes(canvas, x, y, look, text,
			  is_cut ? text_fit(text, length, columns - 1) : length);
	if (is_cut)
		end = canvas_text(canvas, end, y, role, emphasis, "…");
	canvas_order(canvas, x, y, end - x, order_of_sentence(text, length));
	return end;
}

int canvas_words(struct canvas *canvas, int x, int y, enum role role, unsigned emphasis,
		 const char *words)
{
	return canvas_sentence(canvas, x, y, INT_MAX, role, emphasis, words);
}

int canvas_name_fit(struct canvas *canvas, int x, int y, int columns, enum role role,
		    unsigned emphasis, const char *name)
{
	struct cell look = with_look(role, emphasis);
	size_t length = strlen(name);
	struct text_cut cut = text_cut(name, length, columns, 1);
	char memory[STRIP_CELLS * CELL_BYTES];
	struct text shown = text_in(memory, sizeof(memory)); /* in one, since it is turned as one */

	if (columns <= 0)
		return x;
	text_add_bytes(&shown, name, cut.head);
	if (cut.head < cut.tail)
		text_add(&shown, "…");
	text_add_bytes(&shown, name + cut.tail, length - cut.tail);
	return write_ordered(canvas, x, y, look, shown.data, shown.length);
}

/* ---- rectangles ---- */

static void copy_row(struct canvas *to, int to_x, int to_y, const struct cell *from, int count)
{
	for (int i = 0; i < count; i++) {
		bool is_wide = i + 1 < count && is_behind_wide(&from[i + 1]);
		bool is_cut = is_behind_wide(&from[i]);
		struct cell copy = from[i];
		/* Wide without its second half in the rectangle? Its glyph would reach beyond. */
		const char *cursor = copy.glyph;
		if (!is_cut && !is_wide)
			is_cut = code_point_width(utf8_next(&cursor, cursor + strlen(cursor))) == 2;
		if (is_cut)
			erase(&copy);
		put(to, to_x + i, to_y, is_wide ? 2 : 1, &copy);
		i += is_wide;
	}
}

void canvas_copy(struct canvas *to, int to_x, int to_y, const struct canvas *from, int x, int y,
		 int width, int height)
{
	struct span columns = clip_span(x, width, 0, from->width);
	struct span rows = clip_span(y, height, 0, from->height);

	for (int row = rows.first; row < rows.end; row++) {
		const struct cell *cells = &from->cell[(long)row * from->width + columns.first];
		copy_row(to, to_x + columns.first - x, to_y + row - y, cells,
			 columns.end - columns.first);
	}
}

/* ---- output ---- */

static bool is_blank(const struct cell *cell)
{
	return cell->glyph[0] == ' ' && !cell->glyph[1];
}

bool cell_is_same(const struct cell *one, const struct cell *other)
{
	return one->role == other->role && one->emphasis == other->emphasis &&
	       strcmp(one->glyph, other->glyph) == 0;
}

static struct look look_of(const struct cell *cell, enum canvas_colour colour)
{
	struct look look = theme_look(cell->role, cell->emphasis, colour);

	if (is_blank(cell)) {
		look.colour = COLOUR_DEFAULT;
		look.emphasis &= EMPHASIS_REVERSE | EMPHASIS_UNDERLINE;
	}
	return look;
}

static bool is_default(struct look look)
{
	return look.colour == COLOUR_DEFAULT && !look.emphasis;
}

/* Select Graphic Rendition (ECMA-48, 8.3.117): all of a look, from a reset on. */
static void write_look(struct text *text, struct look look)
{
	text_add(text, "\x1b[0");
	if (look.emphasis & EMPHASIS_BOLD)
		text_add(text, ";1");
	if (look.emphasis & EMPHASIS_DIM)
		text_add(text, ";2");
	if (look.emphasis & EMPHASIS_UNDERLINE)
		text_add(text, ";4");
	if (look.emphasis & EMPHASIS_REVERSE)
		text_add(text, ";7");
	if (look.colour >= 16)
		text_add_format(text, ";38;5;%d", look.colour);
	else if (look.colour >= 0)
		text_add_format(text, ";%d", look.colour < 8 ? 30 + look.colour : 82 + look.colour);
	text_add_byte(text, 'm');
}

/* The cells of a row up to the last that can be seen. */
static int seen_columns(const struct cell *row, int width, enum canvas_colour colour)
{
	while (width > 0 && is_blank(&row[width - 1]) &&
	       (colour == CANVAS_PLAIN || is_default(look_of(&row[width - 1], colour))))
		width--;
	return width;
}

/*
 * Glyphs on their way to a text, some at a time: one by one they would take most of a large
 * drawing's time.
 */
struct batch {
	struct text *text;
	char bytes[512];
	size_t length;
};

static void flush(struct batch *batch)
{
	text_add_bytes(batch->text, batch->bytes, batch->length);
	batch->length = 0;
}

static void add_glyph(struct batch *batch, const char *glyph)
{
	if (batch->length > sizeof(batch->bytes) - CELL_BYTES)
		flush(batch);
	while (*glyph)
		batch->bytes[batch->length++] = *glyph++;
}

static void write_row(const struct cell *row, int width, enum canvas_colour colour,
		      struct text *text)
{
	struct look now = canvas_looks[ROLE_PLAIN];
	struct batch batch = {.text = text};

	for (int x = 0; x < width; x++) {
		struct look look = colour == CANVAS_PLAIN ? now : look_of(&row[x], colour);
		bool is_same = look.colour == now.colour && look.emphasis == now.emphasis;
		if (!is_same) {
			flush(&batch);
			write_look(text, look);
			now = look;
		}
		add_glyph(&batch, row[x].glyph);
	}
	flush(&batch);
	if (!is_default(now))
		write_look(text, canvas_looks[ROLE_PLAIN]);
	text_add_byte(text, '\n');
}

static void write_marked_row(const struct cell *row, int width, enum canvas_colour colour,
			     struct text *text)
{
	struct cell *marked = malloc((size_t)width * sizeof(*marked));

	if (!marked) {
		text->failed = true;
		return;
	}
	memcpy(marked, row, (size_t)width * sizeof(*marked));
	if (order_mark_row(marked, width))
		text_add(text, ORDER_MARK);
	write_row(marked, width, colour, text);
	free(marked);
}

void canvas_write_rows(const struct canvas *canvas, int height, enum canvas_colour colour,
		       struct text *text)
{
	long width = canvas->width;

	for (int y = 0; y < height; y++) {
		const struct cell *row = &canvas->cell[y * width];
		int seen = seen_columns(row, canvas->width, colour);
		if (order_has_turned(row, seen))
			write_marked_row(row, seen, colour, text);
		else
			write_row(row, seen, colour, text);
	}
}

void canvas_write(const struct canvas *canvas, enum canvas_colour colour, struct text *text)
{
	int height = canvas->height;
	const struct cell *cell = canvas->cell;
	long width = canvas->width;

	while (height > 0 && !seen_columns(&cell[(height - 1) * width], canvas->width, colour))
		height--;
	canvas_write_rows(canvas, height, colour, text);
}

static void add_in_order(struct text *text, const char *sentence, enum order order)
{
	size_t length = strlen(sentence);
	int width = text_width(sentence, length);
	struct canvas line;

	if (!order_is_needed(sentence, length)) {
		text_add(text, sentence);
		return;
	}
	if (!canvas_init(&line, width, 1)) {
		text->failed = true;
		return;
	}
	canvas_text_unordered(&line, 0, 0, ROLE_PLAIN, EMPHASIS_NONE, sentence);
	canvas_order(&line, 0, 0, width, order);
	if (order_mark_row(line.cell, width))
		text_add(text, ORDER_MARK);
	for (int x = 0; x < width; x++)
		text_add(text, line.cell[x].glyph);
	canvas_finish(&line);
}

void canvas_add_sentence(struct text *text, const char *sentence)
{
	add_in_order(text, sentence, order_of_sentence(sentence, strlen(sentence)));
}

/* Where a part of a line ends: before two blanks, or a line end. */
static size_t part_length(const char *part)
{
	size_t length = 0;

	while (part[length] && part[length] != '\n' &&
	       !(part[length] == ' ' && part[length + 1] == ' '))
		length++;
	return length;
}

void canvas_order_phrases(struct text *text)
{
	struct text ordered = {0}, part = {0};
	const char *at = text->failed || text->length == 0 ? "" : text->data;

	while (*at) {
		size_t blanks = strspn(at, " \n");
		text_add_bytes(&ordered, at, blanks);
		at += blanks;
		text_clear(&part);
		text_add_bytes(&part, at, part_length(at));
		at += part_length(at);
		if (part.length > 0 && !part.failed)
			add_in_order(&ordered, part.data, order_of_phrase(part.data, part.length));
	}
	ordered.failed |= part.failed || text->failed;
	text_finish(&part);
	text_finish(text);
	*text = ordered;
}
