#include "base/character.h"

#include "base/text.h"

#include <stddef.h>

struct range {
	uint32_t first, last;
};

static bool is_in(uint32_t code_point, const struct range *range, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (code_point >= range[i].first && code_point <= range[i].last)
			return true;
	return false;
}

/*
 * Beyond ASCII, what is no letter: punctuation, symbols, spaces, pictures, what cannot be seen, and
 * the ᵀ that transposes.
 */
static const struct range not_letters[] = {
	{0x80, 0xa9},       {0xab, 0xb4},        {0xb6, 0xb9},       {0xbb, 0xbf},
	{0xd7, 0xd7},       {0xf7, 0xf7},        {0x034f, 0x034f},   {0x0600, 0x060f},
	{0x061b, 0x061f},   {0x066a, 0x066d},    {0x06d4, 0x06d4},   {0x06dd, 0x06de},
	{0x115f, 0x1160},   {0x1680, 0x1680},    {0x17b4, 0x17b5},   {0x180b, 0x180f},
	{0x1d40, 0x1d40},   {0x2000, 0x207e},    {0x208a, 0x208f},   {0x20a0, 0x20cf},
	{0x2190, 0x2bff},   {0x3000, 0x3004},    {0x3008, 0x3020},   {0x3164, 0x3164},
	{0xe000, 0xf8ff},   {0xfe00, 0xfe0f},    {0xfeff, 0xfeff},   {0xff01, 0xff0f},
	{0xffa0, 0xffa0},   {0xfff0, 0xffff},    {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
	{0x1f000, 0x1faff}, {0xe0000, 0x10ffff},
};

bool character_is_letter(uint32_t code_point)
{
	if (code_point < 0x80)
		return code_point == '_' || (code_point >= 'a' && code_point <= 'z') ||
		       (code_point >= 'A' && code_point <= 'Z');
	return code_point != UTF8_INVALID &&
	       !is_in(code_point, not_letters, sizeof not_letters / sizeof *not_letters);
}

/* The bidirectional classes R and AL, without the digits, signs and marks among them. */
bool character_is_right_to_left(uint32_t code_point)
{
	static const struct range letters[] = {
		{0x0590, 0x0590},   {0x05be, 0x05be},   {0x05c0, 0x05c0},   {0x05c3, 0x05c3},
		{0x05c6, 0x05c6},   {0x05c8, 0x05ff},   {0x0608, 0x0608},   {0x060b, 0x060b},
		{0x060d, 0x060d},   {0x061b, 0x064a},   {0x066d, 0x066f},   {0x0671, 0x06d5},
		{0x06e5, 0x06e6},   {0x06ee, 0x06ef},   {0x06fa, 0x0710},   {0x0712, 0x072f},
		{0x074b, 0x07a5},   {0x07b1, 0x07ea},   {0x07f4, 0x07f5},   {0x07fa, 0x07fc},
		{0x07fe, 0x0815},   {0x081a, 0x081a},   {0x0824, 0x0824},   {0x0828, 0x0828},
		{0x082e, 0x0858},   {0x085c, 0x088f},   {0x0892, 0x0897},   {0x08a0, 0x08c9},
		{0xfb1d, 0xfb1d},   {0xfb1f, 0xfb28},   {0xfb2a, 0xfd3d},   {0xfd50, 0xfdce},
		{0xfdf0, 0xfdfc},   {0xfe70, 0xfefe},   {0x10800, 0x1091e}, {0x10920, 0x10a00},
		{0x10a04, 0x10a04}, {0x10a07, 0x10a0b}, {0x10a10, 0x10a37}, {0x10a3b, 0x10a3e},
		{0x10a40, 0x10ae4}, {0x10ae7, 0x10b38}, {0x10b40, 0x10d23}, {0x1e800, 0x1e8cf},
		{0x1e8d7, 0x1e943}, {0x1e94b, 0x1eeef}, {0x1eef2, 0x1efff},
	};

	/*
	 * Nearly all that is drawn is before the first or in the widest gap, with the box's lines.
	 */
	if (code_point < 0x590 || (code_point > 0x8c9 && code_point < 0xfb1d))
		return false;
	return is_in(code_point, letters, sizeof letters / sizeof *letters);
}

bool character_is_joiner(uint32_t code_point)
{
	return code_point == 0x200c || code_point == 0x200d;
}

int character_digit(uint32_t code_point)
{
	static const uint32_t zeros[] = {'0', 0x0660, 0x06f0};

	for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
		if (code_point >= zeros[i] && code_point <= zeros[i] + 9)
			return (int)(code_point - zeros[i]);
	return -1;
}

static const struct {
	uint32_t first, last;
	const char *name;
} invisible[] = {
	{0x80, 0x9f, "CONTROL CHARACTER"},
	{0xa0, 0xa0, "NO-BREAK SPACE"},
	{0xad, 0xad, "SOFT HYPHEN"},
	{0x034f, 0x034f, "COMBINING GRAPHEME JOINER"},
	{0x061c, 0x061c, "ARABIC LETTER MARK"},
	{0x115f, 0x115f, "HANGUL CHOSEONG FILLER"},
	{0x1160, 0x1160, "HANGUL JUNGSEONG FILLER"},
	{0x1680, 0x1680, "OGHAM SPACE MARK"},
	{0x17b4, 0x17b5, "KHMER INHERENT VOWEL"},
	{0x180b, 0x180d, "MONGOLIAN VARIATION SELECTOR"},
	{0x180e, 0x180e, "MONGOLIAN VOWEL SEPARATOR"},
	{0x180f, 0x180f, "MONGOLIAN VARIATION SELECTOR"},
	{0x2000, 0x2000, "EN QUAD"},
	{0x2001, 0x2001, "EM QUAD"},
	{0x2002, 0x2002, "EN SPACE"},
	{0x2003, 0x2003, "EM SPACE"},
	{0x2004, 0x2004, "THREE-PER-EM SPACE"},
	{0x2005, 0x2005, "FOUR-PER-EM SPACE"},
	{0x2006, 0x2006, "SIX-PER-EM SPACE"},
	{0x2007, 0x2007, "FIGURE SPACE"},
	{0x2008, 0x2008, "PUNCTUATION SPACE"},
	{0x2009, 0x2009, "THIN SPACE"},
	{0x200a, 0x200a, "HAIR SPACE"},
	{0x200b, 0x200b, "ZERO WIDTH SPACE"},
	{0x200c, 0x200c, "ZERO WIDTH NON-JOINER"},
	{0x200d, 0x200d, "ZERO WIDTH JOINER"},
	{0x200e, 0x200e, "LEFT-TO-RIGHT MARK"},
	{0x200f, 0x200f, "RIGHT-TO-LEFT MARK"},
	{0x2028, 0x2028, "LINE SEPARATOR"},
	{0x2029, 0x2029, "PARAGRAPH SEPARATOR"},
	{0x202a, 0x202a, "LEFT-TO-RIGHT EMBEDDING"},
	{0x202b, 0x202b, "RIGHT-TO-LEFT EMBEDDING"},
	{0x202c, 0x202c, "POP DIRECTIONAL FORMATTING"},
	{0x202d, 0x202d, "LEFT-TO-RIGHT OVERRIDE"},
	{0x202e, 0x202e, "RIGHT-TO-LEFT OVERRIDE"},
	{0x202f, 0x202f, "NARROW NO-BREAK SPACE"},
	{0x205f, 0x205f, "MEDIUM MATHEMATICAL SPACE"},
	{0x2060, 0x2060, "WORD JOINER"},
	{0x2061, 0x2061, "FUNCTION APPLICATION"},
	{0x2062, 0x2062, "INVISIBLE TIMES"},
	{0x2063, 0x2063, "INVISIBLE SEPARATOR"},
	{0x2064, 0x2064, "INVISIBLE PLUS"},
	{0x2066, 0x2066, "LEFT-TO-RIGHT ISOLATE"},
	{0x2067, 0x2067, "RIGHT-TO-LEFT ISOLATE"},
	{0x2068, 0x2068, "FIRST STRONG ISOLATE"},
	{0x2069, 0x2069, "POP DIRECTIONAL ISOLATE"},
	{0x206a, 0x206f, "FORMAT CHARACTER"},
	{0x2800, 0x2800, "BRAILLE PATTERN BLANK"},
	{0x3000, 0x3000, "IDEOGRAPHIC SPACE"},
	{0x3164, 0x3164, "HANGUL FILLER"},
	{0xfe00, 0xfe0f, "VARIATION SELECTOR"},
	{0xfeff, 0xfeff, "ZERO WIDTH NO-BREAK SPACE"},
	{0xffa0, 0xffa0, "HALFWIDTH HANGUL FILLER"},
	{0xfff9, 0xfffb, "INTERLINEAR ANNOTATION"},
	{0x1bca0, 0x1bca3, "SHORTHAND FORMAT CONTROL"},
	{0x1d173, 0x1d17a, "MUSICAL SYMBOL FORMAT CONTROL"},
	{0xe0000, 0xe007f, "TAG CHARACTER"},
	{0xe0100, 0xe01ef, "VARIATION SELECTOR"},
};

const char *character_invisible_name(uint32_t code_point)
{
	for (size_t i = 0; i < sizeof invisible / sizeof *invisible; i++)
		if (code_point >= invisible[i].first && code_point <= invisible[i].last)
			return invisible[i].name;
	return NULL;
}
