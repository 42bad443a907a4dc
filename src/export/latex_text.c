#include "export/latex_text.h"

#include "lesson/latex_signs.h"

#include <string.h>

/* Letters of western languages, which the T1 encoding has. */
static bool has_font(uint32_t code_point)
{
	return code_point < 0x80 || (code_point >= 0xc0 && code_point < 0x100);
}

/* The escape of one character, whose backslash LaTeX sets. */
static void add_escape(struct text *text, const char *bytes, size_t length)
{
	struct text escape = {.is_ascii = true};

	text_add_safe(&escape, bytes, length);
	for (size_t i = 0; i < escape.length; i++) {
		const char byte[] = {escape.data[i], '\0'};
		const char *command = latex_sign_of(byte, NULL);
		text_add(text, command ? command : byte);
	}
	text->failed |= escape.failed;
	text_finish(&escape);
}

void latex_add_text(struct text *text, const struct text *safe)
{
	const char *at = safe->data;

	text->failed |= safe->failed;
	if (safe->failed || safe->length == 0)
		return;
	const char *end = at + safe->length;
	while (at < end) {
		size_t length;
		const char *command = latex_sign_of(at, &length), *next = at;
		if (command) {
			text_add(text, command);
			at += length;
			continue;
		}
		bool is_set = has_font(utf8_next(&next, end));
		if (is_set)
			text_add_bytes(text, at, (size_t)(next - at));
		else
			add_escape(text, at, (size_t)(next - at));
		at = next;
	}
}

void latex_add_bytes(struct text *text, const char *bytes, size_t length)
{
	struct text safe = {0};

	text_add_safe(&safe, bytes, length);
	latex_add_text(text, &safe);
	text_finish(&safe);
}
