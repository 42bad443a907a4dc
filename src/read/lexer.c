#include "read/lexer.h"

#include "base/number.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Spellings of the tokens that are always the same; longer ones first where one begins another. */
static const struct {
	const char *text;
	enum token_kind kind;
} spellings[] = {
	{"**", TOKEN_POWER},       {"^", TOKEN_POWER},       {"+", TOKEN_PLUS},
	{"-", TOKEN_MINUS},        {"−", TOKEN_MINUS},       {"*", TOKEN_TIMES},
	{"×", TOKEN_TIMES},        {"·", TOKEN_TIMES},       {"⋅", TOKEN_TIMES},
	{"∗", TOKEN_TIMES},        {"/", TOKEN_DIVIDE},      {"÷", TOKEN_DIVIDE},
	{"∕", TOKEN_DIVIDE},       {"(", TOKEN_OPEN},        {")", TOKEN_CLOSE},
	{",", TOKEN_COMMA},        {"=", TOKEN_EQUALS},      {";", TOKEN_END_OF_STATEMENT},
	{"@", TOKEN_MATRIX_TIMES}, {"'", TOKEN_TRANSPOSE},   {"ᵀ", TOKEN_TRANSPOSE},
	{"[", TOKEN_OPEN_INDEX},   {"]", TOKEN_CLOSE_INDEX},
};

static const char *const superscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

/*
 * Beyond ASCII, what is no letter: punctuation, symbols, spaces, pictures, private use. Digits of
 * other scripts count as letters inside a name; none begins one.
 */
static const struct {
	uint32_t first, last;
} not_letters[] = {
	{0x80, 0xa9},        {0xab, 0xb4},     {0xb6, 0xb9},     {0xbb, 0xbf},
	{0xd7, 0xd7},        {0xf7, 0xf7},     {0x0600, 0x060f}, {0x061b, 0x061f},
	{0x066a, 0x066d},    {0x06d4, 0x06d4}, {0x06dd, 0x06de}, {0x1680, 0x1680},
	{0x2000, 0x207e},    {0x208a, 0x208f}, {0x20a0, 0x20cf}, {0x2190, 0x2bff},
	{0x3000, 0x3004},    {0x3008, 0x3020}, {0xe000, 0xf8ff}, {0xfe00, 0xfe0f},
	{0xfeff, 0xfeff},    {0xff01, 0xff0f}, {0xfff0, 0xffff}, {0x1f000, 0x1faff},
	{0xe0000, 0x10ffff},
};

static bool is_letter(uint32_t code_point)
{
	if (code_point < 0x80)
		return code_point == '_' || (code_point >= 'a' && code_point <= 'z') ||
		       (code_point >= 'A' && code_point <= 'Z');
	if (code_point == UTF8_INVALID)
		return false;
	for (size_t i = 0; i < sizeof not_letters / sizeof *not_letters; i++)
		if (code_point >= not_letters[i].first && code_point <= not_letters[i].last)
			return false;
	return true;
}

static bool begins_name(uint32_t code_point)
{
	bool is_foreign_digit = (code_point >= 0x0660 && code_point <= 0x0669) ||
				(code_point >= 0x06f0 && code_point <= 0x06f9) ||
				(code_point >= 0x2080 && code_point <= 0x2089);
	return is_letter(code_point) && !is_foreign_digit && code_point_width(code_point) > 0;
}

static size_t name_length(const char *text, size_t length)
{
	const char *cursor = text, *end = text + length;

	if (cursor == end || !begins_name(utf8_next(&cursor, end)))
		return 0;
	while (cursor < end) {
		const char *next = cursor;
		uint32_t code_point = utf8_next(&next, end);
		if (!is_letter(code_point) && !(code_point >= '0' && code_point <= '9'))
			break;
		cursor = next;
	}
	return (size_t)(cursor - text);
}

static bool starts_with(const char *text, size_t length, const char *word)
{
	return strlen(word) <= length && memcmp(text, word, strlen(word)) == 0;
}

static size_t superscript_digit(const char *text, size_t length, int *digit)
{
	for (int i = 0; i < 10; i++) {
		if (starts_with(text, length, superscripts[i])) {
			*digit = i;
			return strlen(superscripts[i]);
		}
	}
	return 0;
}

static bool read_superscript(const char *text, size_t length, struct token *token)
{
	const char *minus = "⁻";
	size_t sign = starts_with(text, length, minus) ? strlen(minus) : 0, used = sign;
	double number = 0;
	int digit;

	for (size_t count; (count = superscript_digit(text + used, length - used, &digit)) > 0;
	     used += count)
		number = 10 * number + digit;
	if (used == sign)
		return false;
	token->kind = TOKEN_SUPERSCRIPT;
	token->length = used;
	token->number = sign ? -number : number;
	return true;
}

static void read_spelling(const char *text, size_t length, struct token *token)
{
	const char *cursor = text;

	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		if (starts_with(text, length, spellings[i].text)) {
			token->kind = spellings[i].kind;
			token->length = strlen(spellings[i].text);
			return;
		}
	}
	utf8_next(&cursor, text + length);
	token->kind = TOKEN_UNKNOWN;
	token->length = (size_t)(cursor - text);
}

static size_t skip_space(const char *text, size_t length, size_t offset)
{
	const char *no_break_space = "\xc2\xa0";

	while (offset < length) {
		if (strchr(" \t\r\n", text[offset]) && text[offset])
			offset++;
		else if (starts_with(text + offset, length - offset, no_break_space))
			offset += strlen(no_break_space);
		else
			break;
	}
	return offset;
}

struct token lexer_next(const char *text, size_t length, size_t offset)
{
	struct token token = {.kind = TOKEN_END, .offset = skip_space(text, length, offset)};
	const char *at = text + token.offset;
	size_t rest = length - token.offset;

	if (rest == 0)
		return token;
	token.length = name_length(at, rest);
	if (token.length > 0) {
		token.kind = TOKEN_NAME;
		return token;
	}
	if ((*at >= '0' && *at <= '9') || *at == '.')
		token.length = number_read(at, rest, &token.number);
	if (token.length > 0)
		token.kind = TOKEN_NUMBER;
	else if (!read_superscript(at, rest, &token))
		read_spelling(at, rest, &token);
	return token;
}
