#include "canvas/order.h"

#include "base/character.h"
#include "canvas/canvas.h"

#include <string.h>

#define ELLIPSIS 0x2026
#define LONGEST_PIECE 256 /* cells; no name is longer */

/* ---- characters ---- */

static uint32_t first_of(const struct cell *cell)
{
	const char *cursor = cell->glyph;

	return *cursor ? utf8_next(&cursor, cursor + strlen(cursor)) : 0;
}

/* Arabic digits, which count as right-to-left though they are read from the left. */
static bool is_arabic_number(uint32_t code_point)
{
	return (code_point >= 0x660 && code_point <= 0x669) || code_point == 0x66b ||
	       code_point == 0x66c;
}

static bool is_turned(uint32_t code_point)
{
	return character_is_right_to_left(code_point) || is_arabic_number(code_point);
}

/* A word consists of these; the ellipsis of a name that was cut is part of that name. */
static bool is_in_word(uint32_t code_point)
{
	return character_is_letter(code_point) || character_digit(code_point) >= 0 ||
	       is_turned(code_point) || character_is_joiner(code_point) || code_point == ELLIPSIS;
}

/* A wide glyph is followed by a cell that has none. */
static bool is_cell_in_word(const struct cell *cell)
{
	return !cell->glyph[0] || is_in_word(first_of(cell));
}

/* A digit of ASCII or Persian, or one below the line, beside letters. */
static bool is_number(uint32_t code_point)
{
	return character_digit(code_point) >= 0 || (code_point >= 0x2080 && code_point <= 0x2089);
}

static bool is_neutral(uint32_t code_point)
{
	return code_point == '_' || code_point == ELLIPSIS;
}

/*
 * Whether a character that is turned may begin with this byte. None does before U+0590, nor from
 * U+1000 to U+EFFF, where the lines of boxes and wires are. There is no branch, so that
 * compilers look at many bytes at once.
 */
static bool may_begin_turned(unsigned char byte)
{
	return (byte >= 0xd6) & ((byte < 0xe1) | (byte > 0xee));
}

#define BLOCK 64 /* bytes that are looked at together */

static bool may_hold_turned(const char block[BLOCK])
{
	unsigned char may = 0;

	for (int i = 0; i < BLOCK; i++)
		may |= may_begin_turned((unsigned char)block[i]);
	return may;
}

bool order_is_needed(const char *bytes, size_t length)
{
	const char *end = bytes + length;

	while (bytes < end) {
		if (end - bytes >= BLOCK && !may_hold_turned(bytes))
			bytes += BLOCK;
		else if (!may_begin_turned((unsigned char)*bytes))
			bytes++;
		else if (is_turned(utf8_next(&bytes, end)))
			return true;
	}
	return false;
}

enum order order_of_sentence(const char *bytes, size_t length)
{
	const char *end = bytes + length;

	if (!order_knows_sentences || !order_is_needed(bytes, length))
		return ORDER_WORDS;
	while (bytes < end) {
		uint32_t code_point = utf8_next(&bytes, end);
		if (character_is_right_to_left(code_point))
			return ORDER_RIGHT_TO_LEFT;
		if (character_is_letter(code_point) && !is_number(code_point) &&
		    !is_neutral(code_point))
			break;
	}
	return ORDER_LEFT_TO_RIGHT;
}

enum order order_of_phrase(const char *bytes, size_t length)
{
	bool is_right = order_knows_sentences && order_is_needed(bytes, length);

	return is_right ? ORDER_RIGHT_TO_LEFT : ORDER_WORDS;
}

/* ---- turning ---- */

static void reverse(struct cell *cell, int count)
{
	for (int i = 0, k = count - 1; i < k; i++, k--) {
		struct cell kept = cell[i];
		cell[i] = cell[k];
		cell[k] = kept;
	}
}

/* Rule L2 of the algorithm, which, applied again, undoes itself. */
static void reverse_by_level(struct cell *cell, int count)
{
	int highest = 0;

	for (int i = 0; i < count; i++)
		highest = cell[i].level > highest ? cell[i].level : highest;
	for (int level = highest; level > 0; level--) {
		for (int i = 0; i < count; i++) {
			int first = i;
			while (i < count && cell[i].level >= level)
				i++;
			reverse(cell + first, i - first);
		}
	}
	/* The empty half of a wide glyph stays behind it. */
	for (int i = 0; highest > 0 && i + 1 < count; i++) {
		bool was_before = !cell[i].glyph[0] && cell[i + 1].glyph[0];
		bool is_alone = i == 0 || code_point_width(first_of(&cell[i - 1])) < 2;
		if (was_before && is_alone)
			reverse(cell + i++, 2);
	}
}

/*
 * The levels in one word among others, by rules W2, W7, N1, N2 and I1 of the algorithm: letters run
 * from the right; digits behind them too, but each number for itself from the left; and what is
 * between the two goes with them.
 *
 *     x _ و ز ن _ 1 2      the text
 *     0 0 1 1 1 1 2 2      the levels
 *     x _ 1 2 _ ن ز و      what is seen
 */
static void set_word_levels(struct cell *cell, int count)
{
	bool is_behind_turned = false;
	int last = -1; /* the last cell that is not neutral */

	for (int i = 0; i < count; i++) {
		uint32_t code_point = first_of(&cell[i]);
		if (!cell[i].glyph[0]) {
			cell[i].level = i > 0 ? cell[i - 1].level : 0;
		} else if (character_is_right_to_left(code_point)) {
			cell[i].level = 1;
			is_behind_turned = true;
		} else if (is_number(code_point)) {
			cell[i].level = is_behind_turned || is_arabic_number(code_point) ? 2 : 0;
		} else if (!is_neutral(code_point)) {
			cell[i].level = 0;
			is_behind_turned = false;
		} else {
			cell[i].level = 0;
			continue;
		}
		bool is_enclosed = last >= 0 && cell[last].level > 0 && cell[i].level > 0;
		for (int k = last + 1; is_enclosed && k < i; k++)
			cell[k].level = 1;
		last = i;
	}
}

static void order_words(struct cell *cell, int count)
{
	for (int i = 0; i < count; i++) {
		int first = i;
		while (i < count && is_cell_in_word(&cell[i]))
			i++;
		set_word_levels(cell + first, i - first);
		reverse_by_level(cell + first, i - first);
		if (i < count)
			cell[i].level = 0;
	}
}

void order_cells(struct cell *cell, int count, enum order order)
{
	if (order == ORDER_WORDS || !order_sentence_levels(cell, count, order))
		order_words(cell, count);
	else
		reverse_by_level(cell, count);
}

/* ---- marks ---- */

bool order_has_turned(const struct cell *row, int width)
{
	for (int i = 0; i < width; i++)
		if (row[i].level > 0)
			return true;
	return false;
}

/*
 * Put a mark behind a cell, that of a wide glyph behind its first half. Every cell has room for
 * two.
 */
static void add_mark(struct cell *row, int at)
{
	char *glyph = row[at > 0 && !row[at].glyph[0] ? at - 1 : at].glyph;
	size_t length = strlen(glyph);

	if (length + sizeof(ORDER_MARK) <= CELL_BYTES)
		memcpy(glyph + length, ORDER_MARK, sizeof(ORDER_MARK));
}

/* Latin letters in a right-to-left sentence have an even level above 0. */
static bool is_from_left(const struct cell *cell)
{
	uint32_t code_point = first_of(cell);

	return cell->level % 2 == 0 &&
	       (cell->level == 0 || !(is_number(code_point) || is_neutral(code_point)));
}

/*
 * The part of seen cells that may stand in one piece in a text, which a terminal then turns into
 * the same: from the letter, at its right end, where it begins to be read, to a letter or digit.
 */
static void trim_piece(const struct cell *row, int *first, int *end)
{
	while (*first < *end && !is_turned(first_of(&row[*end - 1])))
		--*end;
	while (*first < *end && !is_turned(first_of(&row[*first])) &&
	       !is_number(first_of(&row[*first])))
		++*first;
}

/*
 * Turn a piece back, if a terminal will then turn it as it was: it takes the piece for a word among
 * others, which in a right-to-left sentence it was not. Else it stays.
 */
static bool turn_back(struct cell *piece, int count)
{
	uint8_t level[LONGEST_PIECE];
	bool is_same = true;

	if (count > LONGEST_PIECE)
		return false;
	reverse_by_level(piece, count);
	for (int i = 0; i < count; i++)
		level[i] = piece[i].level;
	set_word_levels(piece, count);
	for (int i = 0; i < count; i++) {
		is_same = is_same && piece[i].level == level[i];
		piece[i].level = level[i];
	}
	if (!is_same)
		reverse_by_level(piece, count);
	return is_same;
}

/*
 * Letters by themselves, each number by itself, and neutral characters by themselves, with marks
 * between them. Between two marks a terminal turns letters alone, so only letters are turned back.
 */
static void turn_parts_back(struct cell *row, int from, int to)
{
	while (from < to) {
		int first = from;
		while (from < to && row[from].level == row[first].level &&
		       is_neutral(first_of(&row[from])) == is_neutral(first_of(&row[first])))
			from++;
		if (row[first].level % 2 == 1 && !is_neutral(first_of(&row[first])))
			reverse_by_level(row + first, from - first);
		add_mark(row, from - 1);
	}
}

/* Turn back the pieces of a seen word. Returns whether there is one. */
static bool mark_word(struct cell *row, int first, int end)
{
	bool has_piece = false;

	for (int i = first; i < end; i++) {
		int from = i, to;
		while (i < end && row[i].level > 0 && !is_from_left(&row[i]))
			i++;
		to = i;
		trim_piece(row, &from, &to);
		if (from == to)
			continue;
		if (turn_back(row + from, to - from))
			add_mark(row, to - 1);
		else
			turn_parts_back(row, from, to);
		has_piece = true;
	}
	return has_piece;
}

bool order_mark_row(struct cell *row, int width)
{
	bool begins_with_word = false;

	for (int i = 0; i < width; i++) {
		int first = i;
		while (i < width && is_cell_in_word(&row[i]))
			i++;
		if (!mark_word(row, first, i))
			continue;
		if (first > 0)
			add_mark(row, first - 1);
		else
			begins_with_word = true;
	}
	return begins_with_word;
}

/* The end of a control sequence, such as that of a colour, that begins at `bytes`; else that. */
static const char *skip_sequence(const char *bytes, const char *end)
{
	if (end - bytes < 2 || bytes[0] != '\x1b' || bytes[1] != '[')
		return bytes;
	bytes += 2;
	while (bytes < end && (*bytes < '@' || *bytes > '~'))
		bytes++;
	return bytes < end ? bytes + 1 : end;
}

/* Add a line, with marks around its words that are turned. */
static void add_marked_line(struct text *text, const char *line, const char *end)
{
	while (line < end) {
		const char *sequence_end = skip_sequence(line, end);
		text_add_bytes(text, line, (size_t)(sequence_end - line));
		line = sequence_end;
		const char *word_end = line, *next = line;
		while (next < end && is_in_word(utf8_next(&next, end)))
			word_end = next;
		const char *mark =
			order_is_needed(line, (size_t)(word_end - line)) ? ORDER_MARK : "";
		text_add(text, mark);
		text_add_bytes(text, line, (size_t)(word_end - line));
		text_add(text, mark);
		if (word_end == line) /* no word: one character */
			text_add_bytes(text, line, (size_t)(next - line));
		line = word_end == line ? next : word_end;
	}
}

void order_mark_text(struct text *text, size_t from)
{
	struct text marked = {0};

	if (text->failed || text->length <= from ||
	    !order_is_needed(text->data + from, text->length - from))
		return;
	for (size_t start = from; start < text->length;) {
		const char *line = text->data + start;
		const char *break_at = memchr(line, '\n', text->length - start);
		size_t length = break_at ? (size_t)(break_at - line) + 1 : text->length - start;
		char *has_mark = strstr(line, ORDER_MARK);

		if (has_mark && has_mark < line + length)
			text_add_bytes(&marked, line, length);
		else
			add_marked_line(&marked, line, line + length);
		start += length;
	}
	text->failed = marked.failed;
	text->length = from;
	if (!marked.failed)
		text_add_bytes(text, marked.data, marked.length);
	text_finish(&marked);
}
