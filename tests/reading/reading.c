#include "reading.h"

#include "base/array.h"
#include "parts.h"

#include <stdlib.h>
#include <string.h>

const char *reading_problem_text(enum reading_problem_kind kind)
{
	static const char *const texts[READING_PROBLEM_COUNT] = {
		[READING_FINE] = "it can be read",
		[READING_STRAY] = "a character belongs to nothing",
		[READING_COVERED] = "something stands in a box besides its label",
		[READING_CUT] = "a label or number is missing, cut or covered",
		[READING_DANGLING] = "a wire has no end",
		[READING_SHARED] = "two nets share a cell, or one goes in a circle",
		[READING_UNCLEAR] = "there are two ways to read it",
	};
	return texts[kind];
}

bool reader_refuse(struct reader *reader, enum reading_problem_kind kind, int x, int y)
{
	if (reader->reading->problem.kind == READING_FINE)
		reader->reading->problem = (struct reading_problem){kind, x, y};
	return false;
}

bool reader_fail(struct reader *reader)
{
	reader->is_out_of_memory = true;
	return false;
}

const char *reader_text(struct reader *reader, int x, int end, int y)
{
	size_t length = 0;
	const char *bytes = "";

	while (x < end && sheet_glyph(&reader->sheet, x, y) == ' ')
		x++;
	while (end > x && sheet_glyph(&reader->sheet, end - 1, y) == ' ')
		end--;
	if (x < end)
		bytes = sheet_text(&reader->sheet, x, end, y, &length);
	const char *copy = arena_string(&reader->reading->arena, bytes, length);
	if (!copy)
		reader_fail(reader);
	return copy;
}

/* Read it with the numbers in one of their places. False if memory ran out. */
static bool read_with(struct reading *reading, const char *drawing, size_t length,
		      enum number_place place)
{
	struct reader reader = {.reading = reading};

	*reading = (struct reading){0};
	if (!sheet_init(&reader.sheet, drawing, length))
		return false;
	reading->width = reader.sheet.width;
	reading->height = reader.sheet.height;
	reading->contributions = arena_string(
		&reading->arena, reader.sheet.on_wires.data ? reader.sheet.on_wires.data : "",
		reader.sheet.on_wires.length);
	if (!reading->contributions)
		reader_fail(&reader);
	/* What went wrong is in the reading. */
	(void)(read_boxes(&reader) && read_ports(&reader) && read_numbers(&reader, place) &&
	       read_open_ends(&reader) && read_wires(&reader));
	free(reader.end);
	sheet_finish(&reader.sheet);
	if (reader.is_out_of_memory)
		reading_finish(reading);
	return !reader.is_out_of_memory;
}

/* Boxes are found in the same order whatever their numbers are. */
static bool same_numbers(const struct reading *a, const struct reading *b)
{
	for (uint32_t i = 0; i < a->box_count; i++)
		if (strcmp(a->box[i].value, b->box[i].value) != 0 ||
		    strcmp(a->box[i].gradient, b->box[i].gradient) != 0)
			return false;
	return true;
}

/*
 * Of two ways to read it, one must be possible, or both say the same; of two that are not, the one
 * that got further says why.
 */
static struct reading choose(struct reading *a, struct reading *b)
{
	bool is_a = a->problem.kind == READING_FINE, is_b = b->problem.kind == READING_FINE;
	struct reading *better = is_b ? b : a;

	if (a->problem.kind == READING_UNCLEAR)
		better = a;
	else if (is_a == is_b && !is_a && a->problem.kind == READING_CUT)
		better = b;
	if (is_a && is_b && !same_numbers(a, b))
		better->problem.kind = READING_UNCLEAR;
	reading_finish(better == a ? b : a);
	return *better;
}

bool reading_init(struct reading *reading, const char *drawing, size_t length)
{
	if (!read_with(reading, drawing, length, 0))
		return false;
	for (enum number_place place = 1; place < NUMBER_PLACE_COUNT; place++) {
		struct reading other;
		if (!read_with(&other, drawing, length, place)) {
			reading_finish(reading);
			return false;
		}
		*reading = choose(reading, &other);
	}
	return true;
}

void reading_finish(struct reading *reading)
{
	free(reading->box);
	free(reading->port);
	arena_finish(&reading->arena);
	*reading = (struct reading){0};
}
