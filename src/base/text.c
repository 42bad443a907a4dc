/*
 * Growing text, UTF-8, and the bytes that are safe to show.
 */
#include "base/text.h"

#include "base/ascii.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LEAST_CAPACITY 64

/* ---- growth ---- */

/* Room for `more` bytes and a zero byte. */
static bool reserve(struct text *text, size_t more)
{
	if (text->failed)
		return false;
	if (more < text->capacity - text->length)
		return true;
	if (text->is_fixed) {
		text->failed = true;
		return false;
	}

	size_t wanted = text->capacity ? text->capacity : LEAST_CAPACITY;
	while (wanted - text->length <= more && wanted <= SIZE_MAX / 2)
		wanted *= 2;
	char *data = wanted - text->length > more ? realloc(text->data, wanted) : NULL;
	if (!data) {
		text->failed = true;
		return false;
	}
	text->data = data;
	text->capacity = wanted;
	return true;
}

struct text text_in(char *memory, size_t size)
{
	memory[0] = '\0';
	return (struct text){.data = memory, .capacity = size, .is_fixed = true};
}

struct text text_for(const struct text *sink, char *memory, size_t size)
{
	struct text text = text_in(memory, size);

	text.is_ascii = sink->is_ascii;
	return text;
}

void text_finish(struct text *text)
{
	if (!text->is_fixed)
		free(text->data);
	*text = (struct text){0};
}

void text_clear(struct text *text)
{
	text->length = 0;
	text->failed = false;
	if (text->data)
		text->data[0] = '\0';
}

char *text_take(struct text *text)
{
	char *whole = NULL;

	assert(!text->is_fixed);
	if (reserve(text, 0)) {
		text->data[text->length] = '\0';
		/* Shrinking that fails leaves the larger block, which serves as well. */
		char *fitted = realloc(text->data, text->length + 1);
		whole = fitted ? fitted : text->data;
		text->data = NULL;
	}
	text_finish(text);
	return whole;
}

/* ---- ASCII ---- */

/* Spells what was added from the offset `start` on, if the text is for ASCII. */
static void spell_from(struct text *text, size_t start)
{
	size_t length = text->length - start;
	char *added = text->data + start;

	if (!text->is_ascii || !ascii_is_needed(added, length))
		return;
	size_t gap = ascii_gap(added, length);
	if (!reserve(text, gap)) {
		text->length = start;
		text->data[start] = '\0';
		return;
	}
	added = text->data + start;
	memmove(added + gap, added, length);
	text->length = start + ascii_spell(added, added + gap, length);
	text->data[text->length] = '\0';
}

const char *text_sign(const struct text *text, enum text_sign sign)
{
	static const char *const signs[][2] = {
		[SIGN_SEPARATOR] = {" · ", " | "},
		[SIGN_UNSET] = {"·", "."},
		[SIGN_BY] = {"×", "x"},
		[SIGN_CUT] = {"…", "~"},
	};
	return signs[sign][text->is_ascii];
}

/* ---- additions ---- */

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
	if (!reserve(text, length))
		return;
	if (length)
		memcpy(text->data + text->length, bytes, length);
	text->length += length;
	text->data[text->length] = '\0';
	spell_from(text, text->length - length);
}

void text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

void text_add_byte(struct text *text, char byte)
{
	text_add_bytes(text, &byte, 1);
}

/* The bytes of the longest beginning of plain ASCII, without controls. */
static size_t plain_length(const char *bytes, size_t length)
{
	size_t count = 0;

	while (count < length && bytes[count] >= ' ' && bytes[count] <= '~')
		count++;
	return count;
}

void text_pad(struct text *text, size_t start, int columns)
{
	bool is_empty = text->length <= start;
	int width = is_empty ? 0 : text_width(text->data + start, text->length - start);

	if (width >= columns || !reserve(text, (size_t)(columns - width)))
		return;
	memset(text->data + text->length, ' ', (size_t)(columns - width));
	text->length += (size_t)(columns - width);
	text->data[text->length] = '\0';
}

static void add_quoted(struct text *text, const char *string)
{
	text_add_byte(text, '"');
	for (; *string; string++) {
		if (*string == '"')
			text_add_byte(text, '"');
		text_add_byte(text, *string);
	}
	text_add_byte(text, '"');
}

void text_add_cell(struct text *text, const char *string, char separator)
{
	struct text safe = {0};
	size_t length = strlen(string);

	if (plain_length(string, length) == length && !strchr(string, '"') &&
	    !strchr(string, separator)) {
		text_add_bytes(text, string, length);
		return;
	}
	text_add_safe(&safe, string, length);
	if (safe.failed)
		text->failed = true;
	else if (safe.length > 0 && (strchr(safe.data, '"') || strchr(safe.data, separator)))
		add_quoted(text, safe.data);
	else
		text_add_bytes(text, safe.data, safe.length);
	text_finish(&safe);
}

void text_add_code_point(struct text *text, uint32_t code_point)
{
	char bytes[4];

	text_add_bytes(text, bytes, utf8_put(code_point, bytes));
}

void text_add_format(struct text *text, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	text_add_format_list(text, format, arguments);
	va_end(arguments);
}

/*
 * Most additions fit into the room that there is; a longer one says how long it is, and is written
 * again.
 */
void text_add_format_list(struct text *text, const char *format, va_list arguments)
{
	va_list again;

	if (!reserve(text, 0))
		return;
	size_t start = text->length, room = text->capacity - start;
	va_copy(again, arguments);
	int length = vsnprintf(text->data + start, room, format, arguments);
	if (length >= 0 && (size_t)length >= room && reserve(text, (size_t)length))
		vsnprintf(text->data + start, (size_t)length + 1, format, again);
	va_end(again);
	text->failed |= length < 0;
	text->length += text->failed ? 0 : (size_t)length;
	text->data[text->length] = '\0';
	if (!text->failed)
		spell_from(text, start);
}

/* ---- safety ---- */

/* Marks that turn the direction of what follows, so that a text reads as something else. */
static bool turns_direction(uint32_t code_point)
{
	return code_point == 0x061c || code_point == 0x200e || code_point == 0x200f ||
	       (code_point >= 0x202a && code_point <= 0x202e) ||
	       (code_point >= 0x2066 && code_point <= 0x2069);
}

/*
 * Characters that take no room and say nothing. The joiners U+200C and U+200D are none of them:
 * Persian and Indian words are spelt with those.
 */
static bool is_invisible(uint32_t code_point)
{
	return code_point == 0xad || code_point == 0x200b || code_point == 0x2060 ||
	       code_point == 0xfeff;
}

static bool is_control(uint32_t code_point)
{
	return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0);
}

static bool breaks_line(uint32_t code_point)
{
	return code_point == 0x2028 || code_point == 0x2029;
}

void text_add_safe(struct text *text, const char *bytes, size_t length)
{
	const char *end = bytes + length;

	while (bytes < end) {
		const char *next = bytes + plain_length(bytes, (size_t)(end - bytes));
		text_add_bytes(text, bytes, (size_t)(next - bytes));
		bytes = next;
		if (bytes == end)
			break;
		uint32_t code_point = utf8_next(&next, end);
		if (code_point == UTF8_INVALID)
			text_add_format(text, "\\x%02x", (unsigned)(unsigned char)*bytes);
		else if (is_control(code_point))
			text_add_format(text, "\\x%02x", (unsigned)code_point);
		else if (breaks_line(code_point) || turns_direction(code_point) ||
			 is_invisible(code_point))
			text_add_format(text, "\\u%04x", (unsigned)code_point);
		else
			text_add_bytes(text, bytes, (size_t)(next - bytes));
		bytes = next;
	}
}

/* Whether JSON forbids the character in a string, or a terminal must not get it. */
static bool is_escaped_in_json(uint32_t code_point)
{
	return is_control(code_point) ||
	       (code_point <= 0xffff && (breaks_line(code_point) || turns_direction(code_point) ||
					 is_invisible(code_point)));
}

void text_add_json(struct text *text, const char *string)
{
	const char *end = string + strlen(string);

	text_add_byte(text, '"');
	for (const char *next = string; string < end; string = next) {
		uint32_t code_point = utf8_next(&next, end);
		if (code_point == '"' || code_point == '\\')
			text_add_format(text, "\\%c", (int)code_point);
		else if (code_point == UTF8_INVALID)
			text_add(text, "\\ufffd");
		else if (is_escaped_in_json(code_point))
			text_add_format(text, "\\u%04x", (unsigned)code_point);
		else
			text_add_bytes(text, string, (size_t)(next - string));
	}
	text_add_byte(text, '"');
}

void text_add_wrapped(struct text *text, size_t line, int column, int last, const char *words)
{
	text_pad(text, line, column);
	while (*words) {
		size_t length = strcspn(words, " ");
		int end = text->failed ? 0 : text_width(text->data + line, text->length - line);
		if (end + 1 + text_width(words, length) > last) {
			text_add(text, "\n");
			line = text->length;
			text_pad(text, line, column);
		}
		text_add(text, " ");
		text_add_bytes(text, words, length);
		words += length + (words[length] == ' ');
	}
	text_add(text, "\n");
}
