#include "export/cell_run.h"

#include <stdlib.h>
#include <string.h>

/*
 * As in canvas/line.c, two bits an arm: 0 none, 1 light, 2 heavy; and 3, double, as groups' borders
 * are.
 */
enum side {
	SIDE_UP,
	SIDE_DOWN,
	SIDE_LEFT,
	SIDE_RIGHT,
};

struct row_reader {
	const struct cell *row;
	int width;
	void (*add)(void *context, const struct cell_run *run);
	void *context;
};

/* The corners and sides of boxes are glyphs, as wires are. Weights: up, down, left, right. */
static const struct {
	const char glyph[4];
	uint8_t weight[4];
} doubles[] = {
	{"═", {0, 0, 3, 3}}, {"║", {3, 3, 0, 0}}, {"╔", {0, 3, 0, 3}}, {"╗", {0, 3, 3, 0}},
	{"╚", {3, 0, 0, 3}}, {"╝", {3, 0, 3, 0}}, {"╟", {3, 3, 0, 1}}, {"╠", {3, 3, 0, 3}},
	{"╤", {0, 1, 3, 3}}, {"╦", {0, 3, 3, 3}}, {"╓", {0, 3, 0, 1}}, {"╙", {3, 0, 0, 1}},
};

static unsigned double_weight_at(const struct cell *cell, enum side side)
{
	for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++)
		if (strcmp(cell->glyph, doubles[i].glyph) == 0)
			return doubles[i].weight[side];
	return 0;
}

/* Whether its glyph is one of the block of box-drawing characters, U+2500 to U+257F. */
static bool is_wire(const struct cell *cell)
{
	const unsigned char *glyph = (const unsigned char *)cell->glyph;

	return cell->arms || (glyph[0] == 0xe2 && (glyph[1] == 0x94 || glyph[1] == 0x95));
}

static unsigned weight_at(const struct cell *cell, enum side side)
{
	unsigned arms = cell->arms      ? cell->arms
			: is_wire(cell) ? canvas_glyph_arms(cell->glyph)
					: 0;

	return arms ? arms >> 2 * side & 3u : is_wire(cell) ? double_weight_at(cell, side) : 0;
}

/* Where all four arms meet, the vertical wire alone is seen. */
static bool is_crossing(const struct cell *cell)
{
	return weight_at(cell, SIDE_UP) && weight_at(cell, SIDE_DOWN) &&
	       weight_at(cell, SIDE_LEFT) && weight_at(cell, SIDE_RIGHT);
}

static unsigned weight_across(const struct cell *cell, enum side side)
{
	return is_crossing(cell) ? 0 : weight_at(cell, side);
}

static bool is_alike(const struct cell *a, const struct cell *b)
{
	return a->role == b->role && a->emphasis == b->emphasis;
}

static struct cell_run run_from(const struct row_reader *reader, int x, enum cell_kind kind)
{
	return (struct cell_run){
		.kind = kind,
		.role = (enum role)reader->row[x].role,
		.emphasis = reader->row[x].emphasis,
		.x = x,
		.columns = 1,
	};
}

/* ---- wires ---- */

/* The weight of the wire in a half of a row's cells: the left half of cell 0, its right half, … */
static unsigned half_weight(const struct row_reader *reader, int half)
{
	return weight_across(&reader->row[half / 2], half % 2 == 0 ? SIDE_LEFT : SIDE_RIGHT);
}

static bool goes_on(const struct row_reader *reader, int first, int half)
{
	return half < 2 * reader->width &&
	       half_weight(reader, half) == half_weight(reader, first) &&
	       is_alike(&reader->row[half / 2], &reader->row[first / 2]);
}

static void read_wires_across(const struct row_reader *reader)
{
	for (int half = 0; half < 2 * reader->width;) {
		int first = half++;
		if (half_weight(reader, first) == 0)
			continue;
		while (goes_on(reader, first, half))
			half++;
		struct cell_run run = run_from(reader, first / 2, CELL_WIRE_ACROSS);
		run.columns = (half - 1) / 2 - first / 2 + 1;
		run.from = first % 2;
		run.to = run.from + half - first;
		run.weight = (enum cell_weight)half_weight(reader, first);
		reader->add(reader->context, &run);
	}
}

static void read_wires_down(const struct row_reader *reader)
{
	for (int x = 0; x < reader->width; x++) {
		unsigned up = weight_at(&reader->row[x], SIDE_UP);
		unsigned down = weight_at(&reader->row[x], SIDE_DOWN);
		struct cell_run run = run_from(reader, x, CELL_WIRE_DOWN);

		for (int half = 0; half < 2; half++) {
			unsigned weight = half == 0 ? up : down;
			if (weight == 0 || (half == 1 && up == down))
				continue;
			run.from = half;
			run.to = up == down ? 2 : half + 1;
			run.weight = (enum cell_weight)weight;
			reader->add(reader->context, &run);
		}
	}
}

/* ---- texts ---- */

static bool is_blank(const struct cell *cell)
{
	bool is_shown = cell->emphasis & (EMPHASIS_REVERSE | EMPHASIS_UNDERLINE);

	return strcmp(cell->glyph, " ") == 0 && !is_shown;
}

static bool is_text(const struct cell *cell)
{
	return !is_wire(cell) && !is_blank(cell);
}

static enum cell_kind kind_of(const struct cell *cell)
{
	static const char *const arrows[] = {"▶", "▼", "◀", "▲"};

	for (int i = 0; i < 4; i++)
		if (strcmp(cell->glyph, arrows[i]) == 0)
			return (enum cell_kind)(CELL_ARROW_RIGHT + i);
	return CELL_TEXT;
}

/*
 * Whether the text that begins at a cell has the cell at x in it too; a blank joins two of its
 * words.
 */
static bool belongs(const struct row_reader *reader, int first, int x)
{
	const struct cell *cell = &reader->row[x], *start = &reader->row[first];

	if (is_wire(cell) || (cell->level > 0) != (start->level > 0))
		return false;
	if (is_blank(cell))
		return x + 1 < reader->width && is_text(&reader->row[x + 1]) && start->level == 0 &&
		       belongs(reader, first, x + 1);
	return kind_of(cell) == CELL_TEXT && is_alike(cell, start);
}

/* The glyphs of cells; where they were turned, in the order of the text again. */
static bool add_glyphs(const struct row_reader *reader, int first, int end, struct text *text)
{
	size_t count = (size_t)(end - first);
	struct cell *cells = malloc(count * sizeof *cells);

	if (!cells)
		return false;
	memcpy(cells, reader->row + first, count * sizeof *cells);
	if (order_has_turned(cells, end - first) && order_mark_row(cells, end - first))
		text_add(text, ORDER_MARK);
	for (size_t i = 0; i < count; i++)
		text_add(text, cells[i].glyph);
	free(cells);
	return !text->failed;
}

static bool read_texts(const struct row_reader *reader)
{
	for (int x = 0; x < reader->width;) {
		int first = x++;
		if (!is_text(&reader->row[first]) || !*reader->row[first].glyph)
			continue;
		struct cell_run run = run_from(reader, first, kind_of(&reader->row[first]));
		while (run.kind == CELL_TEXT && x < reader->width && belongs(reader, first, x))
			x++;
		run.columns = x - first;
		bool is_read = run.kind != CELL_TEXT || add_glyphs(reader, first, x, &run.text);
		if (is_read)
			reader->add(reader->context, &run);
		text_finish(&run.text);
		if (!is_read)
			return false;
	}
	return true;
}

bool cell_runs_of_row(const struct canvas *canvas, int y,
		      void (*add)(void *context, const struct cell_run *run), void *context)
{
	const struct row_reader reader = {
		.row = canvas->cell + (long)y * canvas->width,
		.width = canvas->width,
		.add = add,
		.context = context,
	};

	read_wires_across(&reader);
	read_wires_down(&reader);
	return read_texts(&reader);
}
