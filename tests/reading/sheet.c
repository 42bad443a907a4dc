#include "sheet.h"

#include "base/array.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define MARK "\xe2\x80\x8e" /* U+200E, the left-to-right mark */

static const char blank[] = " ";

static const char *line_end(const char *line, const char *end)
{
	const char *found = memchr(line, '\n', (size_t)(end - line));

	return found ? found : end;
}

static void measure(struct sheet *sheet, const char *drawing, const char *end)
{
	for (const char *line = drawing; line < end; sheet->height++) {
		const char *stop = line_end(line, end);
		int width = text_width(line, (size_t)(stop - line));
		sheet->width = width > sheet->width ? width : sheet->width;
		line = stop + (stop < end);
	}
}

static void fill_row(struct sheet *sheet, struct sheet_cell *row, const char *line, const char *end)
{
	int x = 0;

	for (int i = 0; i < sheet->width; i++)
		row[i] = (struct sheet_cell){' ', blank, 0, false};
	while (line < end) {
		const char *start = line;
		uint32_t glyph = utf8_next(&line, end);
		int width = code_point_width(glyph);
		size_t length = (size_t)(line - start);
		sheet->is_ascii = sheet->is_ascii && glyph < 128;
		if (width == 0 && x > 0) {
			row[x - 1].length += length;
			continue;
		}
		for (int i = 0; i < width; i++)
			row[x++] = (struct sheet_cell){i ? 0 : glyph, i ? line : start,
						       i ? 0 : length, false};
	}
}

static void add_without_marks(struct text *text, const char *drawing, size_t length)
{
	const char *end = drawing + length;

	text_add(text, "");
	while (drawing < end) {
		const char *start = drawing;
		utf8_next(&drawing, end);
		size_t count = (size_t)(drawing - start);
		if (count != strlen(MARK) || memcmp(start, MARK, count) != 0)
			text_add_bytes(text, start, count);
	}
}

/*
 * Whether a glyph may be in a number, or in the entries of a matrix, and at the beginning of
 * either.
 */
static bool is_of_number(uint32_t glyph, bool is_first)
{
	const char *glyphs = is_first ? "0123456789-[" : "0123456789.-+[];e ";

	return glyph == 0x2212 || (glyph > 0 && glyph < 128 && strchr(glyphs, (int)glyph));
}

/* Of "nan", "inf" and "−inf", how many glyphs are at x; 0 if none of them stands there alone. */
static int length_of_word(const struct sheet_cell *row, int x, int width)
{
	int sign = row[x].glyph == 0x2212 || row[x].glyph == '-';
	int end = x + sign + 3;
	char word[4] = "";

	for (int i = 0; i < 3 && end < width; i++)
		word[i] = (char)(row[x + sign + i].glyph < 128 ? row[x + sign + i].glyph : '?');
	bool is_word = strcmp(word, "nan") == 0 || strcmp(word, "inf") == 0;
	return is_word && row[end].glyph == ' ' ? sign + 3 : 0;
}

/* The column behind a number that stands on a wire at work, `━ −4.00 ━`; 0 if none begins at x. */
static int end_of_number(const struct sheet_cell *row, int x, int width, uint32_t wire)
{
	int end = x + 1;

	if (x + 4 >= width || row[x].glyph != wire || row[x + 1].glyph != ' ')
		return 0;
	int word = length_of_word(row, x + 2, width);
	if (word == 0 && !is_of_number(row[x + 2].glyph, true))
		return 0;
	if (word > 0)
		end = x + 2 + word;
	while (end < width && is_of_number(row[end].glyph, false) &&
	       !(row[end].glyph == ' ' && end + 1 < width && row[end + 1].glyph == wire &&
		 end > x + 2))
		end++;
	return end + 1 < width && row[end].glyph == ' ' && row[end + 1].glyph == wire ? end + 1 : 0;
}

static void note_number(struct sheet *sheet, const struct sheet_cell *row, int x, int end)
{
	text_add(&sheet->on_wires, "\n");
	for (; x < end; x++)
		text_add_bytes(&sheet->on_wires, row[x].bytes, row[x].length);
}

/* A contribution on a wire at work is no part of the graph: the wire goes on under it. */
static void uncover_wires(struct sheet *sheet)
{
	uint32_t wire = sheet->is_ascii ? '-' : 0x2501;

	for (int y = 0; y < sheet->height; y++) {
		struct sheet_cell *row = &sheet->cell[(long)y * sheet->width];
		for (int x = 0; x < sheet->width; x++) {
			int end = end_of_number(row, x, sheet->width, wire);
			if (end > 0)
				note_number(sheet, row, x + 2, end - 1);
			for (; end > x + 1; end--)
				row[end - 1].glyph = wire;
		}
	}
}

bool sheet_init(struct sheet *sheet, const char *drawing, size_t length)
{
	*sheet = (struct sheet){.is_ascii = true};
	add_without_marks(&sheet->drawing, drawing, length);
	if (sheet->drawing.failed) {
		sheet_finish(sheet);
		return false;
	}
	drawing = sheet->drawing.data;
	const char *end = drawing + sheet->drawing.length;
	measure(sheet, drawing, end);
	sheet->cell =
		array_create((size_t)sheet->width * (size_t)sheet->height, sizeof(*sheet->cell));
	if (!sheet->cell) {
		sheet_finish(sheet);
		return false;
	}
	for (int y = 0; y < sheet->height; y++) {
		const char *stop = line_end(drawing, end);
		fill_row(sheet, &sheet->cell[(long)y * sheet->width], drawing, stop);
		drawing = stop + (stop < end);
	}
	uncover_wires(sheet);
	return true;
}

void sheet_finish(struct sheet *sheet)
{
	free(sheet->cell);
	text_finish(&sheet->on_wires);
	text_finish(&sheet->drawing);
	*sheet = (struct sheet){0};
}

static struct sheet_cell *cell_at(const struct sheet *sheet, int x, int y)
{
	if (x < 0 || y < 0 || x >= sheet->width || y >= sheet->height)
		return NULL;
	return &sheet->cell[(long)y * sheet->width + x];
}

uint32_t sheet_glyph(const struct sheet *sheet, int x, int y)
{
	const struct sheet_cell *cell = cell_at(sheet, x, y);

	return cell ? cell->glyph : ' ';
}

uint32_t sheet_free_glyph(const struct sheet *sheet, int x, int y)
{
	const struct sheet_cell *cell = cell_at(sheet, x, y);

	return cell && !cell->is_taken ? cell->glyph : ' ';
}

void sheet_take(struct sheet *sheet, int x, int y, int width)
{
	for (int end = x + width; x < end; x++) {
		struct sheet_cell *cell = cell_at(sheet, x, y);
		if (cell)
			cell->is_taken = true;
	}
}

const char *sheet_text(const struct sheet *sheet, int x, int end, int y, size_t *length)
{
	const char *bytes = cell_at(sheet, x, y)->bytes;

	*length = 0;
	for (; x < end; x++)
		*length += cell_at(sheet, x, y)->length;
	return bytes;
}
