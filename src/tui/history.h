/*
 * The changes made so far, to undo and redo them exactly: of a leaf's value, of the output, or of
 * the groups.
 *
 * A change made after some were undone forgets those.
 */
#ifndef TUI_HISTORY_H
#define TUI_HISTORY_H

#include "explain/compare.h"
#include "graph/regroup.h"
#include "tui/session.h"
#include "tui/views/view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum edit_kind {
	EDIT_VALUE,   /* of a leaf */
	EDIT_OUTPUT,  /* another node is differentiated */
	EDIT_GROUP,   /* there is one group more */
	EDIT_SETTING, /* of training, from a step on */
};

/* Where a session is: at a moment of its walk, with a node selected. */
struct standpoint {
	uint32_t t, part;
	uint32_t selected;
};

/* Settings that a drawing depends on, besides the graph and its numbers. */
struct drawing_look {
	bool is_ascii, is_focused;
	int digits;
	enum density density;
	enum direction direction;
	uint32_t reach;
};

/* The drawing on one side of a change, and where the session was in it, to be put back with it. */
struct drawn_side {
	struct picture *picture; /* shared with the session; NULL: there was none */
	int max_width, max_height;
	struct drawing_look look;
	struct scroll scroll;
	uint32_t node;           /* that was looked at */
	struct standpoint left;  /* where the session was when it changed to the other side */
	struct standpoint found; /* and where it found itself there */
};

struct edit {
	enum edit_kind kind;
	bool is_joined; /* to the edit before it: one key takes back, or makes again, both */
	struct drawn_side drawn;          /* of the side that is not in force */
	uint32_t leaf;                    /* of a value: whose it is */
	double *before;                   /* its entries */
	const double *after;              /* likewise; in the same memory, behind them */
	uint32_t from, to;                /* of an output: which */
	const struct gw_graph *ungrouped; /* of a group: the graph without it, which is borrowed */
	struct regrouped *regrouped;      /* and with it; owned */
	char *name, *value;               /* of a setting; owned */
	uint64_t step;                    /* likewise: it is another one after this step */
	size_t runner;                    /* of these, which are told by their serial number */
	unsigned race;
};

struct history;

struct history *history_create(void);
void history_destroy(struct history *history);

/*
 * Remember a change that is about to be made; the `count` entries are copied. False, and nothing is
 * changed, if memory ran out.
 */
bool history_add_value(struct session *session, uint32_t leaf, const double *before,
		       const double *after, size_t count);
bool history_add_output(struct session *session, uint32_t from, uint32_t to);
/* Owns `regrouped` from then on, unless it returns false. */
bool history_add_group(struct session *session, const struct gw_graph *ungrouped,
		       struct regrouped *regrouped);

/*
 * Whether the graph is as it was saved last, or read: what is differentiated is no part of it.
 * Noting that it is saved.
 */
bool history_is_saved(const struct session *session);
void history_note_saved(struct session *session);

/* Of a setting; name and value are copied. */
bool history_add_setting(struct session *session, const struct edit *setting);

/* How many edits are in force, and how many were taken back and can be made again. */
size_t history_done(const struct session *session);
size_t history_undone(const struct session *session);
/* Makes one change of the edits in force from this one on. */
void history_join(struct session *session, size_t first);
/* Whether the edit after the last one in force, which was taken back, is joined to that. */
bool history_is_next_joined(const struct session *session);
/* An edit in force, from 0, the oldest. */
const struct edit *history_edit(const struct session *session, size_t index);
/* The edit that was made last, which is in force. */
struct edit *history_last(const struct session *session);

/*
 * The edit to be taken back, or made again; NULL if there is none. Counts it as taken back, or
 * made.
 */
struct edit *history_undo(struct session *session);
struct edit *history_redo(struct session *session);

/*
 * The numbers before the last change, for a comparison: without values until there is any. Keeping
 * those of a tape is false if memory ran out.
 */
bool history_keep_numbers(struct session *session, const struct gw_tape *tape);
const struct snapshot *history_numbers(const struct session *session);
/* Those before the first change, with which the graph was opened. */
const struct snapshot *history_opened_numbers(const struct session *session);

#endif
