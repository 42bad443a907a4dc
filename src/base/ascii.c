#include "base/ascii.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#define LONGEST_SPELLING 11 /* \U0010ffff, and a zero byte */

/* The characters from `first` to `last`: what stands in a cell, and in words if that is another. */
static const struct replacement {
	uint32_t first, last;
	char cell;
	const char *words;
} replacements[] = {
	{0xa0, 0xa0, ' ', NULL},
	{0xb1, 0xb1, '?', "+-"}, /* ± */
	{0xb7, 0xb7, '.', "*"},  /* · */
	{0xbd, 0xbd, '?', "1/2"},
	{0xd7, 0xd7, 'x', "*"},  /* × */
	{0xf7, 0xf7, '/', NULL}, /* ÷ */
	{0x3a3, 0x3a3, 'S', "sum"},
	{0x3c0, 0x3c0, 'p', "pi"},
	{0x3c3, 0x3c3, 's', "sigmoid"},
	{0x1d40, 0x1d40, '\'', NULL}, /* ᵀ */
	{0x1d57, 0x1d57, 't', "^t"},  /* ᵗ */
	{0x2013, 0x2014, '-', NULL},
	{0x2018, 0x2019, '\'', NULL},
	{0x201c, 0x201d, '"', NULL},
	{0x2026, 0x2026, '~', "..."}, /* … */
	{0x2190, 0x2190, '<', NULL},
	{0x2191, 0x2191, '^', NULL},
	{0x2192, 0x2192, '>', "->"},
	{0x2193, 0x2193, 'v', NULL},
	{0x2202, 0x2202, 'd', NULL}, /* ∂ */
	{0x2211, 0x2211, 'S', "sum"},
	{0x2212, 0x2212, '-', NULL},
	{0x221a, 0x221a, 'r', "sqrt"},
	{0x221b, 0x221b, 'r', "cbrt"},
	{0x2248, 0x2248, '~', NULL}, /* ≈ */
	{0x2260, 0x2260, '!', "!="},
	{0x2264, 0x2264, '<', "<="},
	{0x2265, 0x2265, '>', ">="},
	{0x230a, 0x230a, '[', NULL}, /* ⌊ ⌋ */
	{0x230b, 0x230b, ']', NULL},
	{0x2500, 0x2500, '-', NULL},
	{0x2501, 0x2501, '#', "-"}, /* ━ of a border; in words, a wire */
	{0x2502, 0x2502, '|', NULL},
	{0x2503, 0x2503, '#', NULL},
	{0x250a, 0x250a, ':', NULL},
	{0x250f, 0x250f, '#', NULL}, /* ┏ ┓ ┗ ┛ */
	{0x2513, 0x2513, '#', NULL},
	{0x2517, 0x2517, '#', NULL},
	{0x251b, 0x251b, '#', NULL},
	{0x254c, 0x254c, '~', NULL}, /* ╌ ╎ */
	{0x254e, 0x254e, ':', NULL},
	{0x250c, 0x254b, '+', NULL}, /* all other corners and branches */
	{0x2550, 0x2550, '=', NULL},
	{0x2551, 0x2551, 'H', "|"}, /* ║ */
	{0x2552, 0x256c, '+', NULL},
	{0x257c, 0x257c, '-', NULL}, /* ╼ ╾ ╽ ╿ */
	{0x257e, 0x257e, '-', NULL},
	{0x257d, 0x257d, '|', NULL},
	{0x257f, 0x257f, '|', NULL},
	{0x2580, 0x2580, '#', NULL}, /* ▀ */
	{0x2581, 0x2581, '.', NULL}, /* ▁ … █ */
	{0x2582, 0x2582, ':', NULL},
	{0x2583, 0x2583, '-', NULL},
	{0x2584, 0x2584, '=', NULL},
	{0x2585, 0x2585, '+', NULL},
	{0x2586, 0x2586, '*', NULL},
	{0x2587, 0x2587, '%', NULL},
	{0x2588, 0x2588, '#', NULL},
	{0x2589, 0x258f, ' ', NULL}, /* parts of a cell, at the end of a bar */
	{0x2591, 0x2591, '.', NULL}, /* ░ ▒ ▓ */
	{0x2592, 0x2592, ':', NULL},
	{0x2593, 0x2593, '*', NULL},
	{0x25a0, 0x25a0, 'V', NULL}, /* ■ □ */
	{0x25a1, 0x25a1, 'v', NULL},
	{0x25b2, 0x25b2, '^', NULL}, /* ▲ ◀ ▶ ▸ ▼ */
	{0x25c0, 0x25c0, '<', NULL},
	{0x25b6, 0x25b6, '>', NULL},
	{0x25b8, 0x25b8, '>', NULL},
	{0x25bc, 0x25bc, 'v', NULL},
	{0x25cb, 0x25cb, 'o', NULL}, /* ○ ◎ ● */
	{0x25ce, 0x25ce, '@', NULL},
	{0x25cf, 0x25cf, 'X', NULL},
	{0x2715, 0x2715, 'X', NULL}, /* ✕ */
};

static const struct replacement *find_replacement(uint32_t code_point)
{
	for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++)
		if (code_point >= replacements[i].first && code_point <= replacements[i].last)
			return &replacements[i];
	return NULL;
}

/* The digit of ⁰ … ⁹; −1 of any other character. */
static int superscript_digit(uint32_t code_point)
{
	if (code_point == 0xb9)
		return 1;
	if (code_point == 0xb2 || code_point == 0xb3)
		return (int)(code_point - 0xb0);
	return code_point == 0x2070 || (code_point >= 0x2074 && code_point <= 0x2079)
		       ? (int)(code_point - 0x2070)
		       : -1;
}

char ascii_cell(uint32_t code_point)
{
	const struct replacement *replacement = find_replacement(code_point);
	int digit = superscript_digit(code_point);

	if (code_point < 0x80)
		return (char)code_point;
	if (digit >= 0)
		return (char)('0' + digit);
	return replacement ? replacement->cell : '?';
}

bool ascii_is_needed(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)bytes[i] >= 0x80)
			return true;
	return false;
}

/* The spelling of a character beyond ASCII; `is_raised` says whether it follows a superscript. */
static void spell_foreign(uint32_t code_point, unsigned char first_byte, bool is_raised,
			  char out[LONGEST_SPELLING])
{
	const struct replacement *replacement = find_replacement(code_point);
	int digit = superscript_digit(code_point);

	if (code_point == UTF8_INVALID)
		snprintf(out, LONGEST_SPELLING, "\\x%02x", (unsigned)first_byte);
	else if (digit >= 0)
		snprintf(out, LONGEST_SPELLING, is_raised ? "%d" : "^%d", digit);
	else if (replacement && replacement->words)
		snprintf(out, LONGEST_SPELLING, "%s", replacement->words);
	else if (replacement)
		snprintf(out, LONGEST_SPELLING, "%c", replacement->cell);
	else
		snprintf(out, LONGEST_SPELLING, "\\u%04x", (unsigned)code_point);
}

/* The next character in ASCII, and its length. `is_raised` is kept for the next. */
static size_t spell_next(const char **at, const char *end, bool *is_raised,
			 char out[LONGEST_SPELLING])
{
	unsigned char first_byte = (unsigned char)**at;

	if (first_byte < 0x80) {
		*is_raised = false;
		out[0] = *(*at)++;
		return 1;
	}
	uint32_t code_point = utf8_next(at, end);
	spell_foreign(code_point, first_byte, *is_raised, out);
	*is_raised = superscript_digit(code_point) >= 0;
	return strlen(out);
}

size_t ascii_gap(const char *bytes, size_t length)
{
	const char *end = bytes + length;
	char spelling[LONGEST_SPELLING];
	bool is_raised = false;
	size_t written = 0, gap = 0;

	for (const char *at = bytes; at < end;) {
		written += spell_next(&at, end, &is_raised, spelling);
		size_t read = (size_t)(at - bytes);
		gap = written > read + gap ? written - read : gap;
	}
	return gap;
}

size_t ascii_spell(char *out, const char *bytes, size_t length)
{
	const char *end = bytes + length;
	char spelling[LONGEST_SPELLING];
	bool is_raised = false;
	size_t written = 0;

	while (bytes < end) {
		size_t spelled = spell_next(&bytes, end, &is_raised, spelling);
		memcpy(out + written, spelling, spelled);
		written += spelled;
	}
	return written;
}
