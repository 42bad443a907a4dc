#include "export/escape.h"

#include "base/markup.h"

#include <string.h>

#define IN_XML_OR_HTML "&<>\"'" /* in whatever quotes an attribute stands */

void escape_add_xml_of(struct text *text, const struct text *safe)
{
	if (safe->failed)
		text->failed = true;
	else if (safe->length > 0)
		markup_add(text, safe->data, safe->length, IN_XML_OR_HTML);
}

void escape_add_xml(struct text *text, const char *bytes, size_t length)
{
	struct text safe = {0};

	text_add_safe(&safe, bytes, length);
	escape_add_xml_of(text, &safe);
	text_finish(&safe);
}

void escape_add_quoted(struct text *text, const struct text *safe)
{
	text->failed |= safe->failed;
	text_add_byte(text, '"');
	for (size_t i = 0; i < safe->length; i++) {
		if (safe->data[i] == '"' || safe->data[i] == '\\')
			text_add_byte(text, '\\');
		text_add_byte(text, safe->data[i]);
	}
	text_add_byte(text, '"');
}

void escape_add_script(struct text *text, const struct text *json)
{
	text->failed |= json->failed;
	for (size_t i = 0; i < json->length; i++) {
		if (json->data[i] == '<')
			text_add(text, "\\u003c");
		else
			text_add_byte(text, json->data[i]);
	}
}

void escape_add_script_string(struct text *text, const struct text *string)
{
	struct text json = {0};

	text->failed |= string->failed;
	text_add_json(&json, string->length > 0 ? string->data : "");
	escape_add_script(text, &json);
	text_finish(&json);
}

void escape_add_comment(struct text *text, const char *bytes, size_t length)
{
	text_add_safe(text, bytes, length);
}
