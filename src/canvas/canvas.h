/*
 * A rectangle of character cells: what a screen shows and what `show` prints.
 *
 * Each cell has one glyph (a character with what combines with it), a role that says what it means,
 * and emphasis. Cells are in the order in which they are seen, right-to-left letters too. What a
 * role looks like is decided once, in the themes (theme.h). Everything drawn outside the rectangle
 * is clipped.
 *
 *     struct canvas canvas = {0};
 *     canvas_init(&canvas, 80, 24);
 *     canvas_text(&canvas, 2, 0, ROLE_VALUE, EMPHASIS_NONE, "−2.00");
 *     canvas_write(&canvas, CANVAS_PLAIN, &text);
 *     canvas_finish(&canvas);
 */
#ifndef CANVAS_CANVAS_H
#define CANVAS_CANVAS_H

#include "base/text.h"
#include "canvas/order.h"

#include <stdbool.h>
#include <stdint.h>

enum role {
	ROLE_PLAIN,
	ROLE_DIM,      /* of less importance; never the only sign of anything */
	ROLE_VALUE,    /* forward: green */
	ROLE_GRADIENT, /* backward: red */
	ROLE_UPSTREAM,
	ROLE_LOCAL,
	ROLE_DOWNSTREAM,
	ROLE_CURRENT,  /* the node at work and its wires */
	ROLE_SELECTED, /* the node that the user points at */
	ROLE_TITLE,
	ROLE_KEY, /* a key that can be pressed */
	ROLE_ERROR,
	/* curves of one plot, each with a letter besides: see canvas_curve_role() */
	ROLE_CURVE_FIRST,
	ROLE_CURVE_SECOND,
	ROLE_CURVE_THIRD,
	ROLE_CURVE_FOURTH,
	/* the sign of a number, where a colour tells it; a character does so besides */
	ROLE_PLUS,
	ROLE_MINUS,
	ROLE_COUNT,
};

enum emphasis {
	EMPHASIS_NONE = 0,
	EMPHASIS_BOLD = 1,
	EMPHASIS_REVERSE = 2,
	EMPHASIS_UNDERLINE = 4,
	EMPHASIS_DIM = 8,
};

/* The role of the curve at `place` in its plot; from the fifth on they begin again. */
enum role canvas_curve_role(size_t place);

#define CELL_BYTES 20
/* With what combines; two marks have room besides, see canvas/order.h. */
#define CELL_CHARACTERS 3

struct cell {
	char glyph[CELL_BYTES]; /* UTF-8 with a zero byte; empty behind a wide glyph */
	uint8_t role;           /* enum role */
	uint8_t emphasis;       /* of enum emphasis */
	uint8_t arms;           /* the wires that leave the cell, see canvas_line() */
	uint8_t level;          /* of right-to-left text, see canvas/order.h; else 0 */
};

struct rectangle {
	int x, y, width, height;
};

struct canvas {
	int width, height;
	struct cell *cell;     /* row by row */
	struct rectangle clip; /* what can be drawn on, see canvas_clip() */
	bool is_ascii;         /* its cells are in ASCII, see base/ascii.h */
};

/*
 * All cells blank, in Unicode; a negative size counts as 0. False if memory ran out. Whoever shows
 * it where there is ASCII only sets `is_ascii`.
 */
bool canvas_init(struct canvas *canvas, int width, int height);
void canvas_finish(struct canvas *canvas);
void canvas_clear(struct canvas *canvas);
/* Make what can be drawn on blank. */
void canvas_erase(struct canvas *canvas);
/* Make one cell that can be drawn on blank. */
void canvas_blank_cell(struct canvas *canvas, int x, int y, enum role role, unsigned emphasis);
/* Change the size; what is on it is lost. False if memory ran out: then it has no cells. */
bool canvas_resize(struct canvas *canvas, int width, int height);

static inline struct cell *canvas_at(struct canvas *canvas, int x, int y)
{
	return &canvas->cell[(long)y * canvas->width + x];
}

/*
 * From now on draw only inside a part of the canvas; returns what it was before, to be set again.
 */
struct rectangle canvas_clip(struct canvas *canvas, struct rectangle part);

/* Whether two cells look alike. */
bool cell_is_same(const struct cell *one, const struct cell *other);

/* An empty text in the caller's memory, for what is drawn here: in ASCII if the canvas is. */
struct text canvas_text_in(const struct canvas *canvas, char *memory, size_t size);

/*
 * Write a line of safe text; returns the column after it. A wide glyph that does not fit whole is
 * left out.
 */
int canvas_text(struct canvas *canvas, int x, int y, enum role role, unsigned emphasis,
		const char *text);
/*
 * The same with right-to-left letters in the order of the text, for canvas_order() to turn once the
 * line is whole.
 */
int canvas_text_unordered(struct canvas *canvas, int x, int y, enum role role, unsigned emphasis,
			  const char *text);
void canvas_order(struct canvas *canvas, int x, int y, int width, enum order order);
/* The same; returns where the cell is now that was in a column. */
int canvas_order_following(struct canvas *canvas, int x, int y, int width, enum order order,
			   int column);
/* The same for at most `columns`; what does not fit ends in an ellipsis. */
int canvas_text_fit(struct canvas *canvas, int x, int y, int columns, enum role role,
		    unsigned emphasis, const char *text);
/*
 * A sentence, in the order in which it is read, in at most `columns`; what does not fit ends in an
 * ellipsis. Returns the column after it.
 */
int canvas_sentence(struct canvas *canvas, int x, int y, int columns, enum role role,
		    unsigned emphasis, const char *text);
/* The same, whole. */
int canvas_words(struct canvas *canvas, int x, int y, enum role role, unsigned emphasis,
		 const char *words);
/* A name in at most `columns`; one that does not fit has its ellipsis in the middle. */
int canvas_name_fit(struct canvas *canvas, int x, int y, int columns, enum role role,
		    unsigned emphasis, const char *name);
/*
 * Copy a rectangle of another canvas; a wide glyph of which only half is in the rectangle becomes a
 * blank.
 */
void canvas_copy(struct canvas *to, int to_x, int to_y, const struct canvas *from, int x, int y,
		 int width, int height);

enum weight {
	WEIGHT_LIGHT = 1,
	WEIGHT_HEAVY = 2,
};

/* The look of a wire. */
struct pen {
	enum role role;
	unsigned emphasis;
	enum weight weight;
};

/*
 * Draw a straight wire from one cell to another, both included. Where wires meet they join, as
 * corner or branch; a cell that lines leave to all four sides is a crossing instead: the horizontal
 * one is broken (`─│─`), never `┼`. In ASCII corners and branches that have an arm downward are
 * `.`, upward `'`, both ways `+`. Of lines of two weights the heavier gives a shared cell its look;
 * text over a wire ends it. A wire of EMPHASIS_DIM is dashed where it is straight: ╌ ╎, in ASCII ~
 * and :.
 */
void canvas_line(struct canvas *canvas, int x, int y, int to_x, int to_y, const struct pen *pen);

/*
 * The arms of a glyph of such wires, as in struct cell: of ─ both, since it cannot be told from one
 * that ends. 0 for any other glyph.
 */
uint8_t canvas_glyph_arms(const char *glyph);

enum canvas_colour {
	CANVAS_PLAIN,  /* characters only */
	CANVAS_COLOUR, /* with SGR sequences: the 16 ANSI colours and the terminal's own default */
	CANVAS_COLOUR_BLIND, /* the same in the other themes */
	CANVAS_MONOCHROME,
	CANVAS_FINE = 4, /* beside one of these three: of xterm's 256 colours */
};

/*
 * The cells as lines of text, without blanks at their ends or empty lines at the end of all.
 * Right-to-left words are in the order of their text, between marks that keep them apart.
 */
void canvas_write(const struct canvas *canvas, enum canvas_colour colour, struct text *text);
/* The same for the first `height` rows, and empty lines stay. */
void canvas_write_rows(const struct canvas *canvas, int height, enum canvas_colour colour,
		       struct text *text);

/* A person's prose, safe already, as one line of text, in the order in which it is read. */
void canvas_add_sentence(struct text *text, const char *sentence);
/*
 * Put words of ours that are written from the right into that order, in lines whose columns are two
 * blanks apart, each part for itself.
 */
void canvas_order_phrases(struct text *text);

#endif
