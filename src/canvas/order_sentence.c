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
