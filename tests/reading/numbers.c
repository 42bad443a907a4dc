/*
 * Values, gradients, and the names at open ends.
 */
#include "base/array.h"
#include "parts.h"

#include <string.h>

/* ---- a number ---- */

static bool is_digit(uint32_t glyph)
{
	return glyph >= '0' && glyph <= '9';
}

static bool is_minus(uint32_t glyph)
{
	return glyph == '-' || glyph == 0x2212;
}

static int skip_digits(const struct sheet *sheet, int x, int y)
{
	while (is_digit(sheet_free_glyph(sheet, x, y)))
		x++;
	return x;
}

static int skip_word(const struct sheet *sheet, int x, int y, const char *word)
{
	for (; *word; word++, x++)
		if (sheet_free_glyph(sheet, x, y) != (unsigned char)*word)
			return -1;
	return x;
}

/* " (1/2)": some contributions have arrived; nothing of it is fine too. */
static int skip_arrived(const struct sheet *sheet, int x, int y)
{
	int arrived = skip_word(sheet, x, y, " (");

	if (arrived < 0)
		return x;
	int slash = skip_digits(sheet, arrived, y);
	int expected = skip_word(sheet, slash, y, "/");
	if (slash == arrived || expected < 0)
		return -1;
	int close = skip_digits(sheet, expected, y);
	return close == expected ? -1 : skip_word(sheet, close, y, ")");
}

/* -3, 0.37, 1.23e-08 */
static int skip_decimal(const struct sheet *sheet, int x, int y)
{
	int end = skip_digits(sheet, x, y);

	if (end == x)
		return -1;
	if (sheet_free_glyph(sheet, end, y) == '.') {
		int fraction = skip_digits(sheet, end + 1, y);
		if (fraction == end + 1)
			return -1;
		end = fraction;
	}
	if (sheet_free_glyph(sheet, end, y) != 'e')
		return end;
	uint32_t sign = sheet_free_glyph(sheet, ++end, y);
	end += sign == '+' || is_minus(sign);
	int exponent = skip_digits(sheet, end, y);
	return exponent == end ? -1 : exponent;
}

/* [1 2; 3 4] */
static int skip_matrix(const struct sheet *sheet, int x, int y)
{
	static const char parts[] = "0123456789.e+-infa; ";

	while (x < sheet->width && sheet_free_glyph(sheet, x, y) != ']') {
		uint32_t glyph = sheet_free_glyph(sheet, x, y);
		if (!is_minus(glyph) && (glyph > 127 || !strchr(parts, (int)glyph)))
			return -1;
		x++;
	}
	return x < sheet->width ? x + 1 : -1;
}

/* 4×2 */
static int skip_shape(const struct sheet *sheet, int x, int y)
{
	int cross = skip_digits(sheet, x, y);
	uint32_t glyph = sheet_free_glyph(sheet, cross, y);
	int end = skip_digits(sheet, cross + 1, y);

	return cross > x && end > cross + 1 && glyph == (sheet->is_ascii ? 'x' : 0xd7) ? end : -1;
}

/* -3, 0.37, inf */
static int skip_scalar(const struct sheet *sheet, int x, int y)
{
	int digits = x + is_minus(sheet_free_glyph(sheet, x, y));
	int infinity = skip_word(sheet, digits, y, "inf");

	return infinity > 0 ? infinity : skip_decimal(sheet, digits, y);
}

/*
 * The column after the number or matrix that begins at a place, or −1 if none does. Nothing may
 * touch it.
 */
static int number_end(const struct sheet *sheet, int x, int y)
{
	uint32_t unset = sheet->is_ascii ? '.' : 0xb7, first = sheet_free_glyph(sheet, x, y);
	int end = skip_shape(sheet, x, y);

	if (sheet_free_glyph(sheet, x - 1, y) != ' ')
		return -1;
	if (first == unset)
		end = x + 1;
	else if (first == '[')
		end = skip_matrix(sheet, x + 1, y);
	else if (first == 'n')
		end = skip_word(sheet, x, y, "nan");
	else if (end < 0)
		end = skip_scalar(sheet, x, y);
	if (end > 0)
		end = skip_arrived(sheet, end, y);
	return end > 0 && sheet_free_glyph(sheet, end, y) == ' ' ? end : -1;
}

/* ---- where numbers stand ---- */

/*
 * The number that begins at `x` and ends before `limit`; "" if there is none, NULL if memory ran
 * out.
 */
static const char *take_number(struct reader *reader, int x, int limit, int y)
{
	int end = number_end(&reader->sheet, x, y);

	if (end < 0 || end > limit)
		return "";
	const char *text = reader_text(reader, x, end, y);
	sheet_take(&reader->sheet, x, y, end - x);
	return text;
}

static const char *number_within(struct reader *reader, int x, int end, int y)
{
	while (x < end && sheet_free_glyph(&reader->sheet, x, y) == ' ')
		x++;
	return take_number(reader, x, end, y);
}

/* The number whose last column is the one before `end`. It may have a blank in it: 4.00 (1/2). */
static const char *number_before(struct reader *reader, int end, int y)
{
	const struct sheet *sheet = &reader->sheet;

	for (int x = end - 1; x >= 0; x--) {
		bool is_start = sheet_free_glyph(sheet, x - 1, y) == ' ';
		if (sheet_free_glyph(sheet, x, y) == ' ' &&
		    sheet_free_glyph(sheet, x - 1, y) == ' ')
			break;
		if (is_start && number_end(sheet, x, y) == end)
			return take_number(reader, x, end, y);
	}
	return "";
}

static const char *number_above_or_below(struct reader *reader, const struct reading_box *box,
					 int y)
{
	if (box->is_bare)
		return number_before(reader, box->x + box->width, y);
	return number_within(reader, box->x, box->x + box->width, y);
}

static bool is_vertical(uint32_t glyph)
{
	return glyph == '|' || glyph == ':' || glyph == 0x2502 || glyph == 0x2503 ||
	       glyph == 0x254e;
}

/* Behind the box, or where an output branches off, behind that branch. */
static const char *number_beside(struct reader *reader, const struct reading_box *box, int y)
{
	int x = box->x + box->width + 1;

	if (is_vertical(sheet_free_glyph(&reader->sheet, x, y)))
		x += 2;
	return take_number(reader, x, reader->sheet.width, y);
}

static bool is_above_and_below(enum number_place place, const struct reading_box *box)
{
	return place == NUMBERS_ABOVE_AND_BELOW || (place == NUMBERS_BESIDE_BOXES && box->is_bare);
}

static const char *read_value(struct reader *reader, enum number_place place,
			      const struct reading_box *box)
{
	if (is_above_and_below(place, box))
		return number_above_or_below(reader, box, box->y - 1);
	if (box->is_bare)
		return number_beside(reader, box, box->y);
	return number_beside(reader, box, box->y + box->height / 2 - 1);
}

static const char *read_gradient(struct reader *reader, enum number_place place,
				 const struct reading_box *box)
{
	if (is_above_and_below(place, box))
		return number_above_or_below(reader, box, box->y + box->height);
	return number_beside(reader, box, box->y + box->height / 2 + 1);
}

/*
 * Every box has a value, so that what stands between two boxes is the value of the lower one, if
 * it needs it.
 */
bool read_numbers(struct reader *reader, enum number_place place)
{
	struct reading *reading = reader->reading;

	for (uint32_t i = 0; i < reading->box_count; i++) {
		struct reading_box *box = &reading->box[i];
		box->value = read_value(reader, place, box);
		if (!box->value)
			return false;
		if (!*box->value)
			return reader_refuse(reader, READING_CUT, box->x, box->y);
	}
	for (uint32_t i = 0; i < reading->box_count; i++) {
		struct reading_box *box = &reading->box[i];
		box->gradient = read_gradient(reader, place, box);
		if (!box->gradient)
			return false;
	}
	return true;
}

/* ---- open ends ---- */

/* A name may have blanks in it, but not two. */
static int name_end(const struct sheet *sheet, int x, int y)
{
	while (x < sheet->width) {
		uint32_t glyph = sheet_free_glyph(sheet, x, y);
		uint32_t next = sheet_free_glyph(sheet, x + 1, y);
		if (glyph == ' ' && (next == ' ' || is_vertical(next)))
			break;
		x++;
	}
	return x;
}

static bool add_open_end(struct reader *reader, int x, int y)
{
	int end = name_end(&reader->sheet, x + 2, y);

	if (sheet_free_glyph(&reader->sheet, x + 1, y) != ' ' || end <= x + 2)
		return reader_refuse(reader, READING_CUT, x, y);
	const char *name = reader_text(reader, x + 2, end, y);
	if (!name || !array_reserve((void **)&reader->end, &reader->end_capacity,
				    reader->end_count + 1, sizeof(*reader->end)))
		return reader_fail(reader);
	reader->end[reader->end_count++] = (struct open_end){x, y, name};
	reader->reading->back_arrows +=
		is_back_arrow(&reader->sheet, sheet_glyph(&reader->sheet, x, y));
	sheet_take(&reader->sheet, x, y, end - x);
	return true;
}

bool read_open_ends(struct reader *reader)
{
	const struct sheet *sheet = &reader->sheet;

	for (int y = 0; y < sheet->height; y++)
		for (int x = 0; x < sheet->width; x++) {
			uint32_t glyph = sheet_free_glyph(sheet, x, y);
			bool is_arrow = is_right_arrow(sheet, glyph) || is_down_arrow(sheet, glyph);
			if (is_arrow && !add_open_end(reader, x, y))
				return false;
		}
	return true;
}
