/*
 * The parts of the reader: each takes the cells that it understands from the sheet, in this order.
 */
#ifndef READING_PARTS_H
#define READING_PARTS_H

#include "reading.h"
#include "sheet.h"

/* A wire that ends in a name. */
struct open_end {
	int x, y; /* its arrow */
	const char *name;
};

/* Where numbers stand: three ways, and one drawing has one of them. */
enum number_place {
	NUMBERS_BESIDE,
	NUMBERS_BESIDE_BOXES, /* but above and below what is in brackets */
	NUMBERS_ABOVE_AND_BELOW,
	NUMBER_PLACE_COUNT,
};

struct reader {
	struct sheet sheet;
	struct reading *reading;
	size_t box_capacity, port_capacity, end_count, end_capacity;
	struct open_end *end;
	bool is_out_of_memory;
};

/* Note a problem, if it is the first; returns false, to be returned at once. */
bool reader_refuse(struct reader *reader, enum reading_problem_kind kind, int x, int y);
bool reader_fail(struct reader *reader); /* likewise, memory ran out */

/*
 * A copy of the cells `x` … `end` − 1 of a row without the blanks around them; NULL if memory
 * ran out.
 */
const char *reader_text(struct reader *reader, int x, int end, int y);

/* Either way: a gradient comes back along the same wire. */
static inline bool is_right_arrow(const struct sheet *sheet, uint32_t glyph)
{
	return glyph == (sheet->is_ascii ? '>' : 0x25b6) ||
	       glyph == (sheet->is_ascii ? '<' : 0x25c0);
}

static inline bool is_down_arrow(const struct sheet *sheet, uint32_t glyph)
{
	return glyph == (sheet->is_ascii ? 'v' : 0x25bc) ||
	       glyph == (sheet->is_ascii ? '^' : 0x25b2);
}

static inline bool is_back_arrow(const struct sheet *sheet, uint32_t glyph)
{
	return sheet->is_ascii ? glyph == '<' || glyph == '^' : glyph == 0x25c0 || glyph == 0x25b2;
}

bool read_boxes(struct reader *reader);
bool read_ports(struct reader *reader);
bool read_numbers(struct reader *reader, enum number_place place);
bool read_open_ends(struct reader *reader);
bool read_wires(struct reader *reader);

/* Whether a cell of a box's border is its exit: to the right (downward: below). */
bool is_exit_right(const struct sheet *sheet, const struct reading_box *box, int x, int y);
bool is_exit_down(const struct sheet *sheet, const struct reading_box *box, int x, int y);

#endif
