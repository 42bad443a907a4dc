/*
 * Right-to-left letters on a canvas: the order of its cells is the one in which they are seen.
 *
 * Some terminals turn a line that has right-to-left letters in it, others do not. A canvas depends
 * on neither: whoever writes into it turns the letters once, word by word, so that whatever else
 * stands in the line keeps its column.
 *
 *     وزن = 3     is written,   ن ز و   = 3     are the cells, each with its level
 *
 * From there a row goes out in one of two ways. To a terminal that turns nothing, cell by cell as
 * it is. To anything else, as order_mark_row() makes it: each word turned back, and left-to-right
 * marks (U+200E), which take no cell, on both sides of it; then a terminal, an editor or a pager
 * that does turn lines turns that word alone.
 *
 * A level is that of the bidirectional algorithm (Unicode Standard Annex #9): odd ones run from
 * right to left.
 */
#ifndef CANVAS_ORDER_H
#define CANVAS_ORDER_H

#include "base/text.h"

#include <stdbool.h>

struct cell;

enum order {
	ORDER_WORDS, /* names among numbers: words keep their places, each is turned for itself */
	ORDER_LEFT_TO_RIGHT, /* a sentence of a language that is written from the left */
	ORDER_RIGHT_TO_LEFT, /* or from the right, where it is set as well */
};

/* Whether a text has anything that is not simply written from the left. */
bool order_is_needed(const char *bytes, size_t length);

/* The order of a sentence, by its first letter. Without fribidi all count as ORDER_WORDS. */
enum order order_of_sentence(const char *bytes, size_t length);

/* That of words of ours: from the right if they have a letter of that kind, whatever is first. */
enum order order_of_phrase(const char *bytes, size_t length);

/* Turn cells in the order of their text into the order in which they are seen. */
void order_cells(struct cell *cell, int count, enum order order);

/* Whether any cell of a row was turned. */
bool order_has_turned(const struct cell *row, int width);

/*
 * A row for who turns words itself, in place. Returns whether one more mark belongs before the
 * first cell, which has no neighbour to put it on.
 */
bool order_mark_row(struct cell *row, int width);

/*
 * The same for lines of a text from the offset `from` on, whose words are not turned. A line that
 * has marks stays as it is.
 */
void order_mark_text(struct text *text, size_t from);

#define ORDER_MARK "\xe2\x80\x8e" /* U+200E, the left-to-right mark */
#define ORDER_MOST_CELLS 1024     /* of a sentence; longer ones are taken word by word */

/* In order_sentence.c, or, without fribidi, in order_sentence_absent.c. */
extern const bool order_knows_sentences;
bool order_sentence_levels(struct cell *cell, int count, enum order order);

#endif
