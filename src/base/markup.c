#include "base/markup.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static size_t skip_spaces(const char *text, size_t length, size_t at)
{
	while (at < length && is_space(text[at]))
		at++;
	return at;
}

static size_t find_byte(const char *text, size_t length, size_t at, char byte)
{
	const char *found = at < length ? memchr(text + at, byte, length - at) : NULL;
	return found ? (size_t)(found - text) : length;
}

static size_t name_end(const char *text, size_t length, size_t at)
{
	while (at < length && !is_space(text[at]) && text[at] != '=' && text[at] != '>' &&
	       text[at] != '/' && text[at] != '\0')
		at++;
	return at;
}

size_t markup_attribute(const char *text, size_t length, size_t tag, const char *name)
{
	size_t at = name_end(text, length, tag + 1);

	for (;;) {
		at = skip_spaces(text, length, at);
		size_t end = name_end(text, length, at);
		if (end == at)
			return tag;
		size_t quote = skip_spaces(text, length, find_byte(text, length, end, '=') + 1);
		if (quote >= length)
			return tag;
		if (end - at == strlen(name) && memcmp(text + at, name, end - at) == 0)
			return quote + 1;
		at = find_byte(text, length, quote + 1, text[quote]) + 1;
	}
}

size_t markup_content(const char *text, size_t length, size_t tag)
{
	char quote = 0;
	for (size_t i = tag; i < length; i++) {
		if (quote)
			quote = text[i] == quote ? 0 : quote;
		else if (text[i] == '"' || text[i] == '\'')
			quote = text[i];
		else if (text[i] == '>')
			return i + 1;
	}
	return length;
}

static bool starts_with(const char *text, size_t length, size_t at, const char *word)
{
	return length - at >= strlen(word) && memcmp(text + at, word, strlen(word)) == 0;
}

static size_t behind(const char *text, size_t length, size_t at, const char *word)
{
	while (at < length && !starts_with(text, length, at, word))
		at++;
	return at < length ? at + strlen(word) : length;
}

/* The bytes that a reference such as &lt; or &#215; stands for, and how many they are. */
static size_t reference_bytes(const char *reference, char bytes[4])
{
	bytes[0] = '&';
	if (reference[1] != '#')
		return 1;
	bool is_hexadecimal = reference[2] == 'x';
	unsigned long code_point =
		strtoul(reference + (is_hexadecimal ? 3 : 2), NULL, is_hexadecimal ? 16 : 10);
	return utf8_put((uint32_t)code_point, bytes);
}

/* Passes over text without content: a comment, a processing instruction, a section's brackets. */
static bool pass_over(struct markup_reader *reader)
{
	const char *text = reader->text;
	size_t length = reader->length, at = reader->at;

	if (reader->is_section && starts_with(text, length, at, "]]>")) {
		reader->is_section = false;
		reader->at = at + 3;
	} else if (!reader->is_section && starts_with(text, length, at, "<![CDATA[")) {
		reader->is_section = true;
		reader->at = at + 9;
	} else if (!reader->is_section && starts_with(text, length, at, "<!--")) {
		reader->at = behind(text, length, at, "-->");
	} else if (!reader->is_section && starts_with(text, length, at, "<?")) {
		reader->at = behind(text, length, at, "?>");
	} else if (starts_with(text, length, at, "\r\n")) {
		reader->at = at + 1; /* the parser gives one line end for the two */
	} else {
		return false;
	}
	return true;
}

bool markup_next(struct markup_reader *reader, struct markup_byte *byte)
{
	while (reader->at < reader->length && pass_over(reader))
		continue;
	size_t at = reader->at;
	if (at >= reader->length || (!reader->is_section && reader->text[at] == '<'))
		return false;
	bool is_reference = !reader->is_section && reader->text[at] == '&';
	byte->start = at;
	byte->bytes[0] = reader->text[at];
	byte->count = is_reference ? reference_bytes(reader->text + at, byte->bytes) : 1;
	byte->end = is_reference ? behind(reader->text, reader->length, at, ";") : at + 1;
	reader->at = byte->end;
	return true;
}

size_t markup_offset(const char *text, size_t length, size_t start, size_t index)
{
	struct markup_reader reader = {.text = text, .length = length, .at = start};
	struct markup_byte byte;
	size_t passed = 0;

	while (markup_next(&reader, &byte)) {
		if (passed + byte.count > index)
			return byte.start;
		passed += byte.count;
	}
	return reader.at;
}

/* ---- writing ---- */

static const char *reference_of(char sign)
{
	switch (sign) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return "&#39;";
	}
}

void markup_add(struct text *text, const char *bytes, size_t length, const char *signs)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] != '\0' && strchr(signs, bytes[i]))
			text_add(text, reference_of(bytes[i]));
		else
			text_add_byte(text, bytes[i]);
}
