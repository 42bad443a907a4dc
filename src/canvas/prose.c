#include "canvas/prose.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

#define REPLACED_BYTES 256 /* that take the place of others */

void prose_finish(struct prose *prose)
{
	text_finish(&prose->text);
	free(prose->run);
	*prose = (struct prose){0};
}

void prose_clear(struct prose *prose)
{
	text_clear(&prose->text);
	prose->run_count = 0;
	prose->rounded_count = 0;
}

/* Makes a run of the bytes added last, or lengthens the run before if it looks the same. */
static void add_run(struct prose *prose, size_t from, struct run look)
{
	struct run *last = prose->run_count ? &prose->run[prose->run_count - 1] : NULL;
	uint32_t length = (uint32_t)(prose->text.length - from);

	if (length == 0)
		return;
	if (last && last->role == look.role && last->emphasis == look.emphasis &&
	    last->is_sentence == look.is_sentence && last->is_phrase == look.is_phrase) {
		last->length += length;
		return;
	}
	if (!array_reserve((void **)&prose->run, &prose->run_capacity, prose->run_count + 1,
			   sizeof *prose->run)) {
		prose->text.failed = true;
		prose->text.length = from;
		return;
	}
	look.offset = (uint32_t)from;
	look.length = length;
	prose->run[prose->run_count++] = look;
}

static void add_list(struct prose *prose, struct run look, const char *format, va_list arguments)
{
	size_t from = prose->text.length;

	text_add_format_list(&prose->text, format, arguments);
	if (!prose->text.failed)
		add_run(prose, from, look);
}

void prose_add(struct prose *prose, enum role role, unsigned emphasis, const char *format, ...)
{
	const struct run look = {.role = (uint8_t)role, .emphasis = (uint8_t)emphasis};
	va_list arguments;

	va_start(arguments, format);
	add_list(prose, look, format, arguments);
	va_end(arguments);
}

void prose_add_sentence(struct prose *prose, enum role role, unsigned emphasis, const char *format,
			...)
{
	const struct run look = {
		.role = (uint8_t)role, .emphasis = (uint8_t)emphasis, .is_sentence = true};
	va_list arguments;

	va_start(arguments, format);
	add_list(prose, look, format, arguments);
	va_end(arguments);
}

void prose_add_phrase(struct prose *prose, enum role role, unsigned emphasis, const char *words)
{
	const struct run look = {
		.role = (uint8_t)role, .emphasis = (uint8_t)emphasis, .is_phrase = true};
	size_t from = prose->text.length;

	text_add(&prose->text, words);
	if (!prose->text.failed)
		add_run(prose, from, look);
}

void prose_replace(struct prose *prose, size_t at, size_t length, const char *bytes)
{
	char memory[REPLACED_BYTES];
	struct text spelled = text_for(&prose->text, memory, sizeof memory);

	text_add(&spelled, bytes);
	size_t added = spelled.length, old = prose->text.length;
	if (added > length)
		text_add_bytes(&prose->text, memory, added - length); /* room; its bytes move */
	if (prose->text.failed || spelled.failed)
		return;
	memmove(prose->text.data + at + added, prose->text.data + at + length, old - at - length);
	memcpy(prose->text.data + at, memory, added);
	prose->text.length = old - length + added;
	for (size_t i = prose->run_count; i-- > 0;) {
		struct run *run = &prose->run[i];
		if (run->offset <= at) {
			run->length = (uint32_t)(run->length - length + added);
			break;
		}
		run->offset = (uint32_t)(run->offset - length + added);
	}
}

struct prose_mark prose_mark(const struct prose *prose)
{
	return (struct prose_mark){prose->text.length, prose->rounded_count};
}

void prose_rewind(struct prose *prose, struct prose_mark mark)
{
	if (prose->text.failed || mark.length >= prose->text.length)
		return;
	prose->text.length = mark.length;
	prose->text.data[mark.length] = '\0';
	prose->rounded_count = mark.rounded_count;
	while (prose->run_count > 0 && prose->run[prose->run_count - 1].offset >= mark.length)
		prose->run_count--;
	if (prose->run_count > 0) {
		struct run *last = &prose->run[prose->run_count - 1];
		last->length = (uint32_t)(mark.length - last->offset);
	}
}

int prose_last_columns(const struct prose *prose)
{
	size_t start = prose->text.length;

	while (start > 0 && prose->text.data[start - 1] != '\n')
		start--;
	return prose->text.length > start
		       ? text_width(prose->text.data + start, prose->text.length - start)
		       : 0;
}

void prose_hand_over(struct prose *prose, struct text *text)
{
	text_add_bytes(text, prose->text.data, prose->text.length);
	text->failed |= prose->text.failed;
	prose_finish(prose);
}

/* A line as it is shown: bytes of the text, without the blank or line end that ends it. */
struct line {
	size_t start, end, next;
};

/*
 * The line that begins at `start`: up to its end, or the last word that fits, or, of a word too
 * long, what fits of it.
 */
static struct line find_line(const struct text *text, size_t start, int width)
{
	const char *at = text->data + start;
	const char *end = memchr(at, '\n', text->length - start);
	size_t length = end ? (size_t)(end - at) : text->length - start;
	size_t fits = text_fit(at, length, width > 0 ? width : 1);

	if (fits == length)
		return (struct line){start, start + length, start + length + (end ? 1 : 0)};
	size_t cut = fits;
	while (cut > 0 && at[cut] != ' ')
		cut--;
	if (cut == 0 && fits == 0) { /* a wide letter, which no word of this width holds */
		const char *next = at;
		utf8_next(&next, at + length);
		fits = (size_t)(next - at);
	}
	if (cut == 0)
		return (struct line){start, start + fits, start + fits};
	return (struct line){start, start + cut, start + cut + 1};
}

int prose_lines(const struct prose *prose, int width)
{
	int count = 0;
	for (size_t start = 0; start < prose->text.length; count++)
		start = find_line(&prose->text, start, width).next;
	return count;
}

/* The parts of a line, each in its role. */
static void draw_line(const struct prose *prose, struct canvas *canvas, int x, int y,
		      struct line line)
{
	char piece[512];

	for (size_t i = 0; i < prose->run_count; i++) {
		const struct run *run = &prose->run[i];
		size_t from = run->offset > line.start ? run->offset : line.start;
		size_t to =
			run->offset + run->length < line.end ? run->offset + run->length : line.end;
		while (from < to) {
			size_t count = to - from;
			if (count >= sizeof piece)
				count = text_fit(prose->text.data + from, sizeof piece - 1,
						 (int)sizeof piece / 2);
			memcpy(piece, prose->text.data + from, count);
			piece[count] = '\0';
			x = canvas_text_unordered(canvas, x, y, (enum role)run->role, run->emphasis,
						  piece);
			from += count;
		}
	}
}

/* The order of a person's line, by the first letter of the paragraph that it is of. */
static enum order order_of(const struct text *text, struct line line)
{
	size_t start = line.start;

	while (start > 0 && text->data[start - 1] != '\n')
		start--;
	return order_of_sentence(text->data + start, line.end - start);
}

/* Whether a part of a line is a person's prose. */
static bool has_sentence(const struct prose *prose, struct line line)
{
	for (size_t i = 0; i < prose->run_count; i++) {
		const struct run *run = &prose->run[i];
		if (run->is_sentence && run->offset < line.end &&
		    run->offset + run->length > line.start)
			return true;
	}
	return false;
}

static enum order order_of_line(const struct prose *prose, struct line line)
{
	return has_sentence(prose, line) ? order_of(&prose->text, line) : ORDER_WORDS;
}

/* Put a line's cells in their order: each phrase for itself, and what is between them. */
static void order_line(const struct prose *prose, struct canvas *canvas, int x, int y, int width,
		       struct line line)
{
	int end = x + width;

	if (has_sentence(prose, line)) {
		canvas_order(canvas, x, y, width, order_of(&prose->text, line));
		return;
	}
	for (size_t i = 0; i < prose->run_count; i++) {
		const struct run *first = &prose->run[i];
		while (i + 1 < prose->run_count && prose->run[i + 1].is_phrase == first->is_phrase)
			i++;
		size_t last = prose->run[i].offset + prose->run[i].length;
		size_t from = first->offset > line.start ? first->offset : line.start;
		size_t to = last < line.end ? last : line.end;
		if (from >= to)
			continue;
		const char *bytes = prose->text.data + from;
		int columns = to == line.end ? end - x : text_width(bytes, to - from);
		canvas_order(canvas, x, y, columns,
			     first->is_phrase ? order_of_phrase(bytes, to - from) : ORDER_WORDS);
		x += columns;
	}
}

bool prose_is_line_from_right(const struct prose *prose, int width, int line)
{
	size_t start = 0;

	for (int i = 0; i < line && start < prose->text.length; i++)
		start = find_line(&prose->text, start, width).next;
	return start < prose->text.length &&
	       order_of_line(prose, find_line(&prose->text, start, width)) == ORDER_RIGHT_TO_LEFT;
}

int prose_draw(const struct prose *prose, struct canvas *canvas, int x, int y, int width,
	       int height, int skip_lines)
{
	int row = -skip_lines;

	for (size_t start = 0; start < prose->text.length && row < height; row++) {
		struct line line = find_line(&prose->text, start, width);
		if (row >= 0) {
			draw_line(prose, canvas, x, y + row, line);
			order_line(prose, canvas, x, y + row, width, line);
		}
		start = line.next;
	}
	return row > 0 ? row : 0;
}
