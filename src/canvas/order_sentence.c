/*
 * Sentences: the whole of the bidirectional algorithm, by fribidi.
 */
#include "canvas/canvas.h"
#include "canvas/order.h"

#include <string.h>

#include <fribidi.h>

const bool order_knows_sentences = true;

static uint32_t first_of(const struct cell *cell)
{
	const char *cursor = cell->glyph;

	/* The second half of a wide glyph is of its kind, whatever it is. */
	return *cursor ? utf8_next(&cursor, cursor + strlen(cursor)) : 'x';
}

/* A bracket that is seen from the other side. */
static void mirror(struct cell *cell)
{
	FriBidiChar mirrored;
	char bytes[4];

	if (!fribidi_get_mirror_char(first_of(cell), &mirrored))
		return;
	size_t length = utf8_put(mirrored, bytes);
	memcpy(cell->glyph, bytes, length);
	cell->glyph[length] = '\0';
}

/* Whether a character is of a language that is written from the right: no formula goes on there. */
static bool is_turned(FriBidiChar code_point, FriBidiCharType type)
{
	bool is_persian = code_point == 0x60c || (code_point >= 0x6f0 && code_point <= 0x6f9);

	return is_persian || FRIBIDI_IS_RTL(type) || type == FRIBIDI_TYPE_AN;
}

/*
 * Whether a character stands in a formula, or in a word of Latin letters, by itself. Punctuation
 * does so only between two that do.
 */
static bool is_in_formula(FriBidiChar code_point, FriBidiCharType type)
{
	static const char punctuation[] = ".,;:!?()[]{}\"";

	if (is_turned(code_point, type) || FRIBIDI_IS_EXPLICIT_OR_BN_OR_WS(type))
		return false;
	if (code_point < 0x80)
		return !memchr(punctuation, (int)code_point, sizeof punctuation - 1);
	return code_point != 0xab && code_point != 0xbb; /* « » */
}

static bool is_opening(FriBidiChar code_point)
{
	return code_point == '(' || code_point == '[' || code_point == '{';
}

static bool is_closing(FriBidiChar code_point)
{
	return code_point == ')' || code_point == ']' || code_point == '}';
}

/* Whether a formula begins with what stands before it: ".csv", ":order". */
static bool begins_with_point(const FriBidiChar *code_point, const FriBidiCharType *type, int first)
{
	bool is_point = first > 0 && (code_point[first - 1] == '.' || code_point[first - 1] == ':');

	return is_point && (first < 2 || !is_turned(code_point[first - 2], type[first - 2]));
}

/* Lengthen a formula by the brackets beside it that have their other half in it: f(x), [1; 2]. */
static void take_brackets(const FriBidiChar *code_point, int count, int *first, int *end)
{
	int depth = 0, before = 0;

	for (int i = *first; i < *end; i++) {
		depth += is_opening(code_point[i]) - is_closing(code_point[i]);
		before = depth < before ? depth : before;
	}
	depth -= before;
	for (; before < 0 && *first > 0 && is_opening(code_point[*first - 1]); before++)
		--*first;
	for (; depth > 0 && *end < count && is_closing(code_point[*end]); depth--)
		++*end;
}

/*
 * A formula keeps the order in which it is written, whatever language the sentence around it has:
 * for the algorithm it is one word of Latin letters. Without that, −4 × 1 = −4 behind a Persian
 * word would be read from the right, and show 4− for −4.
 */
static void join_formulas(FriBidiChar *code_point, const FriBidiCharType *type, int count)
{
	for (int i = 0; i < count; i++) {
		int first = i, end = i;
		for (int k = i; k < count && !is_turned(code_point[k], type[k]); k++)
			if (is_in_formula(code_point[k], type[k]))
				end = k + 1;
		while (first < end && !is_in_formula(code_point[first], type[first]))
			first++;
		if (first < end && begins_with_point(code_point, type, first))
			first--;
		take_brackets(code_point, count, &first, &end);
		for (int k = first; k < end; k++)
			code_point[k] = 'x';
		i = end > i ? end : i;
	}
}

/* Blanks at the end of a line are on the side where it ends (rule L1). */
static void reset_end(FriBidiLevel *level, const FriBidiCharType *type, int count,
		      FriBidiLevel base)
{
	while (count > 0 && FRIBIDI_IS_EXPLICIT_OR_BN_OR_WS(type[count - 1]))
		level[--count] = base;
}

bool order_sentence_levels(struct cell *cell, int count, enum order order)
{
	FriBidiChar code_point[ORDER_MOST_CELLS];
	FriBidiCharType type[ORDER_MOST_CELLS];
	FriBidiBracketType bracket[ORDER_MOST_CELLS];
	FriBidiLevel level[ORDER_MOST_CELLS];
	bool is_right = order == ORDER_RIGHT_TO_LEFT;
	FriBidiParType base = is_right ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;

	if (count <= 0 || count > ORDER_MOST_CELLS)
		return false;
	for (int i = 0; i < count; i++)
		code_point[i] = first_of(&cell[i]);
	fribidi_get_bidi_types(code_point, count, type);
	join_formulas(code_point, type, count);
	fribidi_get_bidi_types(code_point, count, type);
	fribidi_get_bracket_types(code_point, count, type, bracket);
	if (!fribidi_get_par_embedding_levels_ex(type, bracket, count, &base, level))
		return false;
	reset_end(level, type, count, is_right);
	for (int i = 0; i < count; i++) {
		cell[i].level = (uint8_t)level[i];
		if (level[i] % 2 == 1)
			mirror(&cell[i]);
	}
	return true;
}
