/*
 * Reading a drawing back: from its characters alone to boxes, numbers and edges.
 *
 * The reader knows what a person is told about drawings, and nothing of the program that makes
 * them:
 *
 *     ┌─ q ───┐ 3.00      a gate named q that computes +; its value stands over the wire that
 *  ──▶│   +   ├─────      leaves it and its gradient under it (compact: over and under the box,
 *     └───────┘ −4.00       or over and under what is in brackets only)
 *
 *     borders: ┏ at work, ╔ a folded group, ╓ a parameter; [x] {w} are leaves without a border
 *     ──▶  into a box: an operand, first the upper (downward: the left) one
 *     ──▶ f  an open end: an output
 *     ━━◀  out of a box at work: the same wire, along which a gradient comes back, and
 *     ━ −4.00 ━◀  with the contribution on it
 *     ╌╌▶  the same wire, along which exactly 0 came
 *     ├ ┬ ┤ ┴  a branch
 *     ─│─  a crossing: the broken wire passes under the whole one
 *
 * In ASCII, corners and branches are `.` with a wire below, `'` with one above, `+` with both.
 *
 * It refuses what can be read in more than one way or not at all.
 *
 *     struct reading reading;
 *     if (!reading_init(&reading, drawing, length)) …out of memory…
 *     if (reading.problem.kind == READING_FINE) …
 *     reading_finish(&reading);
 */
#ifndef READING_READING_H
#define READING_READING_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define READING_NONE UINT32_MAX

enum reading_problem_kind {
	READING_FINE,
	READING_STRAY,    /* a character belongs to nothing */
	READING_COVERED,  /* something stands in a box besides its label */
	READING_CUT,      /* a label or number is missing, cut or covered */
	READING_DANGLING, /* a wire ends at nothing, or comes from nothing */
	READING_SHARED,   /* two nets share a cell, or one goes in a circle */
	READING_UNCLEAR,  /* there are two ways to read it */
	READING_PROBLEM_COUNT,
};

struct reading_problem {
	enum reading_problem_kind kind;
	int x, y; /* where */
};

enum reading_border {
	READING_BORDER_PLAIN,
	READING_BORDER_AT_WORK,
	READING_BORDER_GROUP,
	READING_BORDER_PARAM,
};

/* Texts are "" where there is nothing. */
struct reading_box {
	int x, y, width, height; /* with its border */
	bool is_bare;            /* [x] */
	enum reading_border border;
	const char *label, *title; /* in the box, and in its border */
	const char *value, *gradient;
	const char *output; /* the name at its open end */
	uint32_t first_port, port_count;
};

/* An operand of a box. */
struct reading_port {
	int x, y;      /* its arrow */
	uint32_t box;  /* that it enters */
	uint32_t from; /* the box that feeds it */
};

struct reading {
	struct reading_problem problem;
	int width, height;
	uint32_t box_count, port_count;
	struct reading_box *box;   /* row by row */
	struct reading_port *port; /* by box, and of each box in the order of its operands */
	long crossings, bends, wire_cells;
	long crossings_at_arrows; /* in the cell before an arrow: ─│▶ */
	long back_arrows;         /* ◀ and ▲ */
	long faint_cells;         /* of wires that are dashed */
	/* contributions on wires, row by row, each behind a newline */
	const char *contributions;
	struct arena arena;
};

/* False if memory ran out; then there is nothing to finish. */
bool reading_init(struct reading *reading, const char *drawing, size_t length);
void reading_finish(struct reading *reading);

/* "a wire ends at nothing" */
const char *reading_problem_text(enum reading_problem_kind kind);

#endif
