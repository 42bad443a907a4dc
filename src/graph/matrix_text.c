#include "graph/matrix_text.h"

#include "base/number.h"

#include <stdio.h>
#include <string.h>

#define SPACES " \t\r\n"
#define LONGEST_WORD 40 /* columns of one that is quoted */

static size_t skip_spaces(const char *text, size_t at)
{
	return at + strspn(text + at, SPACES);
}

/* One entry, up to what parts it from the next. */
static bool read_entry(const char *text, size_t *at, double *value)
{
	size_t length = strcspn(text + *at, SPACES ";]");

	if (!number_parse_part(text + *at, length, value))
		return false;
	*at += length;
	return true;
}

/* Of a word that an error quotes: a number may be as long as its file. */
static int shown_length(const char *word, size_t length)
{
	return (int)text_fit(word, length, LONGEST_WORD);
}

static bool fail(const char *text, size_t at, struct text *why, size_t *place)
{
	size_t length = strcspn(text + at, SPACES ";]");

	*place = at;
	const char *fault = number_fault(text + at, length);
	if (length == 0)
		text_add(why, "a number should stand here");
	else if (fault)
		text_add_format(why, "%.*s %s", shown_length(text + at, length), text + at, fault);
	else
		text_add_format(why, "\"%.*s\" is not a number", shown_length(text + at, length),
				text + at);
	return false;
}

/* Goes through the rows up to `end`, putting the entries into `entry` unless that is NULL. */
static bool scan_rows(const char *text, size_t at, size_t end, double *entry,
		      struct gw_shape *shape, struct text *why, size_t *place)
{
	uint32_t in_row = 0;
	size_t row_start = at;
	double value;

	*shape = (struct gw_shape){1, 0};
	for (;;) {
		if (!read_entry(text, &at, &value))
			return fail(text, at, why, place);
		if (entry)
			*entry++ = value;
		in_row++;
		at = skip_spaces(text, at);
		bool is_over = at == end, ends_row = is_over || text[at] == ';';
		if (!ends_row)
			continue;
		if (shape->rows > 1 && in_row != shape->columns) {
			*place = row_start;
			text_add_format(why, "row %u has %u %s, the first has %u", shape->rows,
					in_row, in_row == 1 ? "entry" : "entries", shape->columns);
			return false;
		}
		shape->columns = in_row;
		if (!is_over)
			at = skip_spaces(text, at + 1);
		if (at == end)
			return true;
		shape->rows++;
		in_row = 0;
		row_start = at;
	}
}

/*
 * As scan_rows(), of the whole text: the rows may stand in brackets, as matrix_write() writes them.
 */
static bool scan(const char *text, double *entry, struct gw_shape *shape, struct text *why,
		 size_t *place)
{
	size_t at = skip_spaces(text, 0);

	if (text[at] != '[')
		return scan_rows(text, at, strlen(text), entry, shape, why, place);
	size_t close = at + strcspn(text + at, "]");
	size_t rest = text[close] ? skip_spaces(text, close + 1) : close;
	if (!text[close] || text[rest]) {
		*place = rest;
		text_add(why, text[close] ? "the matrix ends at its ]"
					  : "the ] of the matrix is missing");
		return false;
	}
	return scan_rows(text, skip_spaces(text, at + 1), close, entry, shape, why, place);
}

bool matrix_read(const char *text, struct arena *arena, struct gw_matrix *matrix, struct text *why,
		 size_t *place)
{
	if (!scan(text, NULL, &matrix->shape, why, place))
		return false;
	double *entry = arena_take(arena, gw_entry_count(matrix->shape), sizeof *entry);
	if (!entry) {
		*place = 0;
		text_add(why, "out of memory");
		return false;
	}
	scan(text, entry, &matrix->shape, why, place);
	matrix->entry = entry;
	return true;
}

static void write_entries(struct text *text, struct gw_matrix matrix, int digits,
			  bool keeps_zero_sign)
{
	char number[NUMBER_TEXT];

	text_add_byte(text, '[');
	for (size_t i = 0; i < gw_entry_count(matrix.shape); i++) {
		bool begins_row = i % matrix.shape.columns == 0;
		text_add(text, i == 0 ? "" : begins_row ? "; " : " ");
		double entry = matrix.entry[i];
		number_brief(keeps_zero_sign ? entry : number_with_plain_zero(entry), digits,
			     number);
		text_add(text, number_sign(number));
	}
	text_add_byte(text, ']');
}

void matrix_write(struct text *text, struct gw_matrix matrix, int digits)
{
	write_entries(text, matrix, digits, true);
}

void matrix_show(struct text *text, struct gw_matrix matrix, int digits)
{
	write_entries(text, matrix, digits, false);
}

bool matrix_is_rounded(struct gw_matrix matrix, int digits)
{
	for (size_t i = 0; matrix.entry && i < gw_entry_count(matrix.shape); i++)
		if (number_is_rounded(matrix.entry[i], digits))
			return true;
	return false;
}

void shape_write(struct text *text, struct gw_shape shape)
{
	text_add_format(text, "%u%s%u", shape.rows, text_sign(text, SIGN_BY), shape.columns);
}

int matrix_read_place(const char *text, unsigned *row, unsigned *column)
{
	int end = 0;

	return sscanf(text, "[%9u ,%9u ]%n", row, column, &end) == 2 ? end : 0;
}

bool matrix_is_zero(struct gw_matrix matrix)
{
	for (size_t i = 0; i < gw_entry_count(matrix.shape); i++)
		if (matrix.entry[i] != 0)
			return false;
	return true;
}
