/*
 * A row of cells taken apart: into texts, and into the wires and arrows that other formats draw as
 * lines.
 */
#ifndef EXPORT_CELL_RUN_H
#define EXPORT_CELL_RUN_H

#include "canvas/canvas.h"

enum cell_kind {
	CELL_TEXT,
	CELL_WIRE_ACROSS,
	CELL_WIRE_DOWN,
	CELL_ARROW_RIGHT, /* arrows are the last kinds */
	CELL_ARROW_DOWN,
	CELL_ARROW_LEFT,
	CELL_ARROW_UP,
};

enum cell_weight {
	CELL_LIGHT = 1,
	CELL_HEAVY = 2,
	CELL_DOUBLE = 3,
};

struct cell_run {
	enum cell_kind kind;
	enum role role;
	unsigned emphasis;
	int x, columns;   /* the first cell, and how many */
	struct text text; /* of a text, in the order in which it is read; safe for a terminal */
	/*
	 * Of a wire, in half cells: across, from the left of the first cell; else from the top of
	 * the row.
	 */
	int from, to;
	enum cell_weight weight;
};

/* Call `add` for each part of a row, wires first. False if memory ran out. */
bool cell_runs_of_row(const struct canvas *canvas, int y,
		      void (*add)(void *context, const struct cell_run *run), void *context);

#endif
