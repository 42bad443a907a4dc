#include "cli/file_pattern.h"

#include <string.h>

bool file_pattern_has(const char *pattern, const char *field)
{
	return strstr(pattern, field) != NULL;
}

static bool is_fit_for_name(unsigned char byte)
{
	return byte > ' ' && byte != 0x7f && !strchr("/\\:*?\"<>|", byte);
}

/* Without a point at its start: "..", and files that a listing hides. */
static void add_part(const char *value, struct text *name)
{
	for (const char *at = value; *at; at++) {
		bool is_fit = is_fit_for_name((unsigned char)*at) && (at > value || *at != '.');
		text_add_byte(name, is_fit ? *at : '_');
	}
}

void file_pattern_fill(const char *pattern, const char *field, const char *value, struct text *name)
{
	const char *found;

	for (; (found = strstr(pattern, field)); pattern = found + strlen(field)) {
		text_add_bytes(name, pattern, (size_t)(found - pattern));
		add_part(value, name);
	}
	text_add(name, pattern);
}
