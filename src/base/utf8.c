#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

/*
 * The length of a sequence that is not ASCII, and the bits of its first byte, as that byte
 * announces them.
 */
struct lead {
	int following;  /* bytes that follow */
	uint32_t bits;  /* of the code point, in this byte */
	uint32_t least; /* the smallest code point that needs so many bytes */
};

static bool read_lead(unsigned char byte, struct lead *lead)
{
	if (byte >= 0xc2 && byte < 0xe0)
		*lead = (struct lead){1, byte & 0x1fu, 0x80};
	else if (byte >= 0xe0 && byte < 0xf0)
		*lead = (struct lead){2, byte & 0x0fu, 0x800};
	else if (byte >= 0xf0 && byte < 0xf5)
		*lead = (struct lead){3, byte & 0x07u, 0x10000};
	else
		return false;
	return true;
}

uint32_t utf8_next(const char **cursor, const char *end)
{
	const char *start = *cursor;
	struct lead lead;

	*cursor = start + 1;
	if ((unsigned char)*start < 0x80)
		return (unsigned char)*start;
	if (!read_lead((unsigned char)*start, &lead) || end - start <= lead.following)
		return UTF8_INVALID;

	uint32_t code_point = lead.bits;
	for (int i = 1; i <= lead.following; i++) {
		unsigned char byte = (unsigned char)start[i];
		if ((byte & 0xc0) != 0x80)
			return UTF8_INVALID;
		code_point = code_point << 6 | (byte & 0x3f);
	}
	bool is_surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
	if (code_point < lead.least || code_point > 0x10ffff || is_surrogate)
		return UTF8_INVALID;
	*cursor = start + 1 + lead.following;
	return code_point;
}

size_t utf8_put(uint32_t code_point, char *bytes)
{
	if (code_point < 0x80) {
		bytes[0] = (char)code_point;
		return 1;
	}
	size_t count = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
	for (size_t i = count - 1; i > 0; i--) {
		bytes[i] = (char)(0x80 | (code_point & 0x3f));
		code_point >>= 6;
	}
	/* As many leading ones as there are bytes. */
	bytes[0] = (char)((0xf00u >> count & 0xff) | code_point);
	return count;
}

/* The first byte that is not ASCII, or a few bytes before it: eight bytes are looked at at once. */
static const char *skip_ascii(const char *cursor, const char *end)
{
	uint64_t word;

	while ((size_t)(end - cursor) >= sizeof word) {
		memcpy(&word, cursor, sizeof word);
		if (word & 0x8080808080808080u)
			break;
		cursor += sizeof word;
	}
	return cursor;
}

size_t utf8_check(const char *bytes, size_t length)
{
	const char *cursor = skip_ascii(bytes, bytes + length), *end = bytes + length;

	while (cursor < end) {
		const char *next = cursor;
		if (utf8_next(&next, end) == UTF8_INVALID)
			break;
		cursor = skip_ascii(next, end);
	}
	return (size_t)(cursor - bytes);
}
