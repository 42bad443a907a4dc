#include "base/error.h"

#include "base/character.h"

#include <stdio.h>
#include <string.h>

#define EXCERPT_COLUMNS 76 /* of the faulty line, around the place */
#define OUT_OF_MEMORY "out of memory"

/* A joiner within a word is where it belongs: می‌شود. */
static bool is_misplaced(uint32_t before, uint32_t code_point, const char *after, const char *end)
{
	return !character_is_joiner(code_point) || !character_is_letter(before) || after == end ||
	       !character_is_letter(utf8_next(&after, end));
}

void error_add_invisible(struct text *message, const char *bytes, size_t length)
{
	const char *cursor = bytes, *end = bytes + length;
	uint32_t before = 0, code_point;

	if (strstr(message->data, "invisible character")) /* said by whoever it was told by */
		return;
	for (; cursor < end; before = code_point) {
		code_point = utf8_next(&cursor, end);
		const char *name = character_invisible_name(code_point);
		if (!name || !is_misplaced(before, code_point, cursor, end))
			continue;
		text_add_format(message, " (with the invisible character U+%04X, %s)",
				(unsigned)code_point, name);
		return;
	}
}

static void set_message(struct gw_error *error, const char *format, va_list arguments)
{
	struct text raw = {0}, safe = {0};

	text_add_format_list(&raw, format, arguments);
	if (!raw.failed)
		text_add_safe(&safe, raw.data, raw.length);
	if (!raw.failed && !safe.failed && safe.length > 0)
		error_add_invisible(&safe, raw.data, raw.length);
	if (raw.failed || safe.failed) {
		snprintf(error->message, sizeof error->message, OUT_OF_MEMORY);
	} else {
		size_t fits = text_fit(safe.data, safe.length, (int)sizeof error->message);
		while (fits >= sizeof error->message)
			fits = text_fit(safe.data, fits - 1, (int)fits - 1);
		memcpy(error->message, safe.data, fits);
		error->message[fits] = '\0';
	}
	text_finish(&raw);
	text_finish(&safe);
}

bool error_set(struct gw_error *error, const char *format, ...)
{
	if (!error)
		return false;
	memset(error, 0, sizeof *error);
	va_list arguments;
	va_start(arguments, format);
	set_message(error, format, arguments);
	va_end(arguments);
	return false;
}

bool error_memory(struct gw_error *error)
{
	return error_set(error, OUT_OF_MEMORY);
}

bool error_is_memory(const struct gw_error *error)
{
	return strcmp(error->message, OUT_OF_MEMORY) == 0;
}

struct place {
	size_t line_start, line_end; /* byte offsets */
	uint32_t line, column;
};

static struct place find_place(const char *text, size_t length, size_t offset)
{
	struct place place = {.line = 1, .column = 1};

	for (size_t i = 0; i < offset; i++) {
		if (text[i] == '\n') {
			place.line++;
			place.line_start = i + 1;
		}
	}
	const char *cursor = text + place.line_start;
	while (cursor < text + offset) {
		utf8_next(&cursor, text + length);
		place.column++;
	}
	place.line_end = offset;
	while (place.line_end < length && text[place.line_end] != '\n' &&
	       text[place.line_end] != '\r')
		place.line_end++;
	return place;
}

/*
 * Tabs take one column in the excerpt, so that the caret stands where it should whatever the tab
 * stops are.
 */
static void add_excerpt(struct text *out, const char *bytes, size_t length)
{
	size_t from = 0;
	for (size_t i = 0; i <= length; i++) {
		if (i < length && bytes[i] != '\t')
			continue;
		text_add_safe(out, bytes + from, i - from);
		if (i < length)
			text_add_byte(out, ' ');
		from = i + 1;
	}
}

/*
 * The character that is up to `columns` before `at`, but not before `line`: a long line is not gone
 * through.
 */
static const char *step_back(const char *line, const char *at, int columns)
{
	const char *start = at;

	while (start > line) {
		const char *before = start - 1;
		while (before > line && ((unsigned char)*before & 0xc0) == 0x80)
			before--;
		columns -= text_width(before, (size_t)(start - before));
		if (columns < 0)
			break;
		start = before;
	}
	return start;
}

static void set_excerpt(struct gw_error *error, const char *text, struct place place, size_t offset)
{
	struct text excerpt = {0};
	const char *at = text + offset;
	const char *start = step_back(text + place.line_start, at, EXCERPT_COLUMNS * 2 / 3);

	if (start != text + place.line_start)
		text_add(&excerpt, "…");
	add_excerpt(&excerpt, start, (size_t)(at - start));
	error->caret = excerpt.failed || !excerpt.data
			       ? 0
			       : (uint32_t)text_width(excerpt.data, excerpt.length);
	add_excerpt(&excerpt, at, text_fit(at, place.line_end - offset, EXCERPT_COLUMNS));
	if (!excerpt.failed && excerpt.data) {
		size_t fits = text_fit(excerpt.data, excerpt.length, EXCERPT_COLUMNS);
		if (fits < sizeof error->excerpt)
			memcpy(error->excerpt, excerpt.data, fits);
	}
	text_finish(&excerpt);
}

bool error_at_list(struct gw_error *error, const char *file, const char *text, size_t length,
		   size_t offset, const char *format, va_list arguments)
{
	if (!error)
		return false;
	memset(error, 0, sizeof *error);
	set_message(error, format, arguments);
	if (file) {
		size_t fits = strlen(file);
		while (fits >= sizeof error->file)
			fits = text_fit(file, fits - 1, (int)fits - 1);
		memcpy(error->file, file, fits);
	}
	offset = offset < length ? offset : length;
	struct place place = find_place(text, length, offset);
	error->line = place.line;
	error->column = place.column;
	set_excerpt(error, text, place, offset);
	return false;
}

bool error_at(struct gw_error *error, const char *file, const char *text, size_t length,
	      size_t offset, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	error_at_list(error, file, text, length, offset, format, arguments);
	va_end(arguments);
	return false;
}

const char *gw_error_text(const struct gw_error *error, char *text)
{
	struct text out = text_in(text, GW_ERROR_TEXT);

	if (error->line) {
		const char *file = *error->file ? error->file : "expression";
		text_add_safe(&out, file, strlen(file));
		text_add_format(&out, ":%u:%u: ", error->line, error->column);
	}
	text_add_safe(&out, error->message, strlen(error->message)); /* a plug-in may have set it */
	text_add(&out, "\n");
	if (*error->excerpt) {
		text_add(&out, "   ");
		text_add_safe(&out, error->excerpt, strlen(error->excerpt));
		text_add_format(&out, "\n   %*s^\n", (int)error->caret, "");
	}
	return text;
}

const char *error_place(const struct gw_error *error, const char *text)
{
	const char *place = text, *end = text + strlen(text);

	for (uint32_t column = 1; column < error->column && place < end; column++)
		utf8_next(&place, end);
	return error->line > 0 ? place : NULL;
}

void error_add_line(const struct gw_error *error, struct text *text)
{
	if (error->line)
		text_add_format(text, "%s:%u:%u: ", error->file, error->line, error->column);
	text_add(text, error->message);
}
