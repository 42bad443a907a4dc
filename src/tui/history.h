/*
 * The changes made so far, to undo and redo them exactly: of a leaf's value, or of the output.
 *
 * The struct starts as {0}. A change made after some were undone forgets those.
 */
#ifndef TUI_HISTORY_H
#define TUI_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct edit {
	bool is_of_output;   /* another node is differentiated */
	uint32_t leaf;       /* whose value changes, unless it is of the output */
	uint32_t from, to;   /* the outputs, if it is of the output */
	double *before;      /* the leaf's entries; NULL for an output */
	const double *after; /* likewise; in the same memory, behind them */
};

struct history {
	struct edit *edit;
	size_t count; /* edits known */
	size_t done;  /* of them, those in force; the others were undone */
	size_t capacity;
};

void history_finish(struct history *history);

/*
 * Remember a change that is about to be made; the `count` entries are copied. False, and nothing is
 * changed, if memory ran out.
 */
bool history_add_value(struct history *history, uint32_t leaf, const double *before,
		       const double *after, size_t count);
bool history_add_output(struct history *history, uint32_t from, uint32_t to);

/*
 * The edit to be taken back, or made again; NULL if there is none. Counts it as taken back, or
 * made.
 */
const struct edit *history_undo(struct history *history);
const struct edit *history_redo(struct history *history);

#endif
