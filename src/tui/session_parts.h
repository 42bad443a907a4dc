/*
 * What a session holds, and what the files that act on it share. Only the files behind session.h
 * see this.
 */
#ifndef TUI_SESSION_PARTS_H
#define TUI_SESSION_PARTS_H

#include "base/names.h"
#include "explain/compare.h"
#include "explain/explain.h"
#include "tui/clock.h"
#include "tui/commands/actions.h"
#include "tui/history.h"
#include "tui/drawn_frame.h"
#include "tui/message.h"
#include "tui/selection.h"
#include "tui/dialogue.h"
#include "tui/session.h"
#include "tui/walked_graph.h"
#include "tui/views/view.h"

/* A pass of a step's batch. */
struct pass {
	uint64_t step;
	uint64_t number; /* of the batch's passes, from 1; 0: none */
	uint64_t total;	 /* the batch's passes */
	bool is_after;	 /* with the parameters after the step's update, not those before it */
};

struct session {
	struct walked_graph *walked;
	struct stops *stops;
	struct history *history;

	struct session *inner;   /* a gate that was opened; NULL if none is. It is given the keys */

	struct selection *selection;
	struct views *views;
	struct training *training;
	bool is_pass; /* of an inner session: the walk through one pass of training */
	struct pass pass, wanted_pass; /* of the same: which it is, and which is to be next */
	struct drawing *drawing;
	struct table_rows *rows;
	struct inspector *inspector;
	struct page *page;
	struct search *search;
	struct prediction *prediction;

	struct dialogue *dialogue;
	struct message *message;

	struct drawn_frame *frame;
	struct requests *requests;

	struct source_lines *source;
	struct prose explanation;
	struct prose prose; /* used while drawing, and kept for its memory */
	struct text text;
	struct names names; /* those of a table that is drawn */
};

static inline int clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

/* Add text of any kind to session->text, safe for the terminal and in its characters. */
static inline void add_shown(struct session *session, const char *bytes, size_t length)
{
	if (is_ascii(session))
		text_add_ascii(&session->text, bytes, length);
	else
		text_add_safe(&session->text, bytes, length);
}

/*
 * open_pass.c: read which pass is wanted: "3", "after", "before", "3 after"; what is not said is as in `pass`.
 * False, and `pass` is as it was, if it is none of these.
 */
bool pass_read(const char *argument, struct pass *pass);
/* Let the inner session walk the pass that is wanted, at the time where it is. */
void pass_turn(struct session *session);
/* drawing.c */
/* What z does to the node that is looked at: "fold", "unfold"; NULL: nothing. */
const char *arrange_toggle_word(const struct session *session);
/*
 * edit.c: what there was is kept for the comparison. False, and it is said why, if memory ran out:
 * then nothing may change.
 */
bool edit_keep_before(struct session *session);
/*
 * edit.c: what an edit of a node changes: a leaf itself, of a gate its only literal; GW_NONE if it
 * has not just one.
 */
uint32_t edit_leaf(const struct gw_graph *graph, uint32_t node);
/* Give a leaf other entries, remembered for u; nothing is said. False if memory ran out. */
bool edit_make(struct session *session, uint32_t leaf, const double *entries);

/*
 * differentiate.c: use a graph that differs from the session's in its groups, and what is folded of it,
 * which is owned from then on. False, and it is said why, if memory ran out.
 */
bool output_take_groups(struct session *session, const struct gw_graph *graph, bool *is_folded);
/* Differentiate another node from now on. False, and it is said why, if that cannot be done. */
bool output_differentiate(struct session *session, uint32_t output);

/* Make the value of a leaf these entries, and compute everything again. */
void edit_recompute(struct session *session, uint32_t leaf, const double *entries);
/* What an edit changes, put into session->text: a name, or "the number in x + 1". */
const char *edit_label(struct session *session, uint32_t leaf);

#define EDIT_VALUE_BYTES 256

/* A value as the status line tells it: all of a number, of a matrix what fits. */
void edit_write_value(const struct session *session, struct gw_matrix value,
		      char out[EDIT_VALUE_BYTES]);

/*
 * drawn_side.c: how the drawing stands before a change, which is kept with the change once it is in the
 * history. Who does not keep it destroys its picture.
 */
struct drawn_side drawn_side_note(struct session *session);
void drawn_side_keep(struct session *session, struct drawn_side drawn);
/*
 * On that side of the change put back what was there: the drawing if it is still right, the selection
 * and the moment if they were not moved since `now` was found. Keep `here` in its place.
 */
void drawn_side_swap(struct session *session, struct drawn_side *there, struct drawn_side here);

/* group.c: make a group again, or unmake it. False, and it is said why, if memory ran out. */
bool group_follow(struct session *session, const struct edit *edit, bool is_undo);

/*
 * session.c: a session of the same look, to be session->inner; `is_folded` of the graph's groups, NULL:
 * none is.
 */
struct session *session_create_inner(const struct session *session, const struct gw_graph *graph,
				     uint32_t output, const bool *is_folded,
				     struct gw_error *error);

/* command_line.c */
void command_line_run(struct session *session, const char *line);
/* Do what a command does in the view that is shown, if it does anything there. */
void command_line_call(struct session *session, const struct command *command,
		       const struct call *call);
/* Complete what is typed; if there are several ways, say them. */
void command_line_complete(struct session *session);

#endif
