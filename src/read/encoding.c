#include "read/encoding.h"

#include "base/error.h"
#include "base/markup.h"

#include <string.h>
#include <strings.h>

/*
 * The value of encoding="…" in the declaration at the start of the text; its length in *count, 0 if
 * there is none.
 */
static const char *declared_encoding(const char *text, size_t length, size_t *count)
{
	*count = 0;
	if (length < 6 || memcmp(text, "<?xml", 5) != 0)
		return text;
	const char *end = memchr(text, '>', length);
	size_t tag = end ? (size_t)(end - text) : length;
	size_t start = markup_attribute(text, tag, 0, "encoding");
	if (start == 0)
		return text;
	while (start + *count < tag && text[start + *count] != text[start - 1])
		++*count;
	return text + start;
}

static bool is_utf8_name(const char *name, size_t length)
{
	return (length == 5 && strncasecmp(name, "utf-8", 5) == 0) ||
	       (length == 8 && strncasecmp(name, "us-ascii", 8) == 0);
}

bool encoding_check(const char *file, const char *text, size_t length, struct gw_error *error)
{
	size_t count;

	if (length == 0)
		return error_set(error, "%s: the file is empty", file);
	if (length >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
		return error_set(error, "%s: the file is UTF-16; save it as UTF-8", file);
	size_t wrong = utf8_check(text, length);
	if (wrong < length)
		return error_at(error, file, text, length, wrong,
				"this byte (0x%02x) is not UTF-8; save the file as UTF-8",
				(unsigned char)text[wrong]);
	const char *zero = memchr(text, '\0', length);
	if (zero)
		return error_at(error, file, text, length, (size_t)(zero - text),
				"a zero byte; this is not a text file");
	const char *encoding = declared_encoding(text, length, &count);
	if (count > 0 && !is_utf8_name(encoding, count))
		return error_at(error, file, text, length, (size_t)(encoding - text),
				"the encoding %.*s is not supported; save the file as UTF-8",
				(int)count, encoding);
	return true;
}
