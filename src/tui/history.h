/*
 * The edits made so far, to undo and redo them exactly.
 *
 * The struct starts as {0}. An edit made after some were undone forgets those.
 */
#ifndef TUI_HISTORY_H
#define TUI_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct edit {
	uint32_t leaf;
	double before, after;
};

struct history {
	struct edit *edit;
	size_t count;    /* edits known */
	size_t done;     /* of them, those in force; the others were undone */
	size_t capacity;
};

void history_finish(struct history *history);

/* Remember an edit that was just made. False, and nothing is changed, if memory ran out. */
bool history_add(struct history *history, struct edit edit);

/*
 * The edit to be taken back, or made again; NULL if there is none. Counts it as taken back, or
 * made.
 */
const struct edit *history_undo(struct history *history);
const struct edit *history_redo(struct history *history);

#endif
