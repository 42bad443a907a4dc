#include "read/lexer.h"

#include "base/character.h"
#include "base/number.h"
#include "base/text.h"

#include <gradwalk/graph.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define FIRST_JOINED 0x0590 /* the first script whose letters a joiner may stand between */

static const char *const superscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};

/* ---- ASCII, of which nearly all expressions are ---- */

static bool is_ascii(char byte)
{
	return (unsigned char)byte < 0x80;
}

static bool is_ascii_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool begins_ascii_name(char byte)
{
	char lower = (char)(byte | 0x20);
	return (lower >= 'a' && lower <= 'z') || byte == '_';
}

static size_t ascii_name_length(const char *text, size_t length)
{
	size_t i = 0;

	if (!begins_ascii_name(*text))
		return 0;
	while (i < length && (begins_ascii_name(text[i]) || is_ascii_digit(text[i])))
		i++;
	return i;
}

/* ---- names ---- */

static bool begins_name(uint32_t code_point)
{
	bool is_subscript = code_point >= 0x2080 && code_point <= 0x2089;
	return character_is_letter(code_point) && character_digit(code_point) < 0 &&
	       !is_subscript && code_point_width(code_point) > 0;
}

/*
 * Whether a joiner stands between letters that can be joined, as in می‌شود. Between others
 * it would make a name that looks like another.
 */
static bool joins(uint32_t before, const char *after, const char *end)
{
	if (after == end || before < FIRST_JOINED)
		return false;
	uint32_t next = utf8_next(&after, end);
	return next >= FIRST_JOINED && character_is_letter(next);
}

static size_t unicode_name_length(const char *text, size_t length)
{
	const char *cursor = text, *end = text + length;
	uint32_t before = utf8_next(&cursor, end);

	if (!begins_name(before))
		return 0;
	while (cursor < end) {
		const char *next = cursor;
		uint32_t code_point = utf8_next(&next, end);
		bool is_part = character_is_joiner(code_point)
				       ? joins(before, next, end)
				       : character_is_letter(code_point) ||
						 character_digit(code_point) >= 0;
		if (!is_part)
			break;
		before = code_point;
		cursor = next;
	}
	return (size_t)(cursor - text);
}

size_t lexer_name_length(const char *text, size_t length)
{
	size_t ascii = ascii_name_length(text, length);

	return ascii == length || is_ascii(text[ascii]) ? ascii : unicode_name_length(text, length);
}

/* ---- superscripts ---- */

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

/* ---- all tokens ---- */

static void read_sign(const struct lexicon *lexicon, const char *text, size_t length,
		      struct token *token)
{
	const struct sign *sign = lexicon_match(lexicon, text, length);
	const char *cursor = text;

	if (sign) {
		token->kind = sign->kind;
		token->length = sign->length;
		token->sign =
			sign->infix || sign->prefix || sign->postfix || sign->around ? sign : NULL;
		return;
	}
	utf8_next(&cursor, text + length);
	token->kind = TOKEN_UNKNOWN;
	token->length = (size_t)(cursor - text);
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static size_t skip_space(const char *text, size_t length, size_t offset)
{
	const char *no_break_space = "\xc2\xa0";

	while (offset < length) {
		if (is_blank(text[offset]))
			offset++;
		else if (!is_ascii(text[offset]) &&
			 starts_with(text + offset, length - offset, no_break_space))
			offset += strlen(no_break_space);
		else
			break;
	}
	return offset;
}

static bool begins_number(const char *text, const char *end)
{
	if (is_ascii(*text))
		return *text == '.' || is_ascii_digit(*text);
	return character_digit(utf8_next(&text, end)) >= 0;
}

struct token lexer_next(const struct lexicon *lexicon, const char *text, size_t length,
			size_t offset)
{
	struct token token = {
		.kind = TOKEN_END, .named = GW_NONE, .offset = skip_space(text, length, offset)};
	const char *at = text + token.offset;
	size_t rest = length - token.offset;

	if (rest == 0)
		return token;
	token.length = lexer_name_length(at, rest);
	if (token.length > 0) {
		token.kind = TOKEN_NAME;
		return token;
	}
	if (begins_number(at, at + rest))
		token.length = number_read(at, rest, &token.number);
	if (token.length > 0)
		token.kind = TOKEN_NUMBER;
	else if (is_ascii(*at) || !read_superscript(at, rest, &token))
		read_sign(lexicon, at, rest, &token);
	return token;
}

void lexer_take_word(const struct lexicon *lexicon, const char *text, struct token *token)
{
	const struct sign *word = lexicon_match(lexicon, text + token->offset, token->length);

	if (!word || word->length != token->length)
		return;
	token->kind = TOKEN_OPERATOR;
	token->sign = word;
}
