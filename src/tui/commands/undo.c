/*
 * Taking changes back, and making them again.
 */
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/choose_output.h"
#include "tui/commands/edit.h"
#include "tui/commands/group.h"
#include "tui/commands/change_training.h"
#include "tui/drawn_side.h"
#include "tui/history.h"
#include "tui/message.h"
#include "tui/shown_drawing.h"
#include "tui/walked_graph.h"

static void follow_value(struct session *session, const struct edit *edit, bool is_undo)
{
	char value[EDIT_VALUE_BYTES];

	edit_recompute(session, edit->leaf, is_undo ? edit->before : edit->after);
	drawing_redraw(session);
	edit_write_value(gw_tape_value(tape_of(session), edit->leaf), value);
	message_say(session, ROLE_PLAIN, "%s: %s is %s", is_undo ? "undo" : "redo",
		    edit_label(session, edit->leaf), value);
}

static bool follow_output(struct session *session, const struct edit *edit, bool is_undo)
{
	if (!output_differentiate(session, is_undo ? edit->from : edit->to))
		return false;
	message_say(session, ROLE_PLAIN, "%s: %s is differentiated", is_undo ? "undo" : "redo",
		    shown_name_of(session, tape_of(session)->output));
	return true;
}

static bool follow(struct session *session, const struct edit *edit, bool is_undo)
{
	switch (edit->kind) {
	case EDIT_GROUP:
		return group_follow(session, edit, is_undo);
	case EDIT_OUTPUT:
		return follow_output(session, edit, is_undo);
	default:
		follow_value(session, edit, is_undo);
		return true;
	}
}

/*
 * To the other side of a change, and to the drawing there. False, and it is said why, if memory ran
 * out.
 */
static bool change_side(struct session *session, struct edit *edit, bool is_undo)
{
	if (edit->kind == EDIT_SETTING)
		return tune_follow(session, edit, is_undo);
	struct drawn_side here = drawn_side_note(session), *there = &edit->drawn;

	if (!follow(session, edit, is_undo)) {
		picture_destroy(here.picture);
		return false;
	}
	drawn_side_swap(session, there, here);
	return true;
}

/* The numbers that a comparison is with: those before the first of edits that are joined. */
static bool keep_numbers(struct session *session, const struct edit *edit)
{
	return edit->kind != EDIT_VALUE || edit_keep_before(session);
}

/* Takes back the last edit, and those that it is joined to. False if that ended before the last. */
static bool undo_change(struct session *session)
{
	struct edit *edit = history_undo(session);
	size_t edits = 1;

	if (!edit) {
		message_say(session, ROLE_PLAIN, "nothing to undo");
		return true;
	}
	bool is_done = keep_numbers(session, edit) && change_side(session, edit, true);
	for (; is_done && edit->is_joined; edits++) {
		edit = history_undo(session);
		is_done = change_side(session, edit, true);
	}
	if (!is_done)
		history_redo(session);
	else if (edits > 1)
		message_say(session, ROLE_PLAIN, "undo: %zu parameters are as they were", edits);
	return is_done;
}

void edit_undo(struct session *session, const struct call *call)
{
	for (uint32_t i = 0; i < call->count && (i == 0 || history_done(session) > 0); i++)
		if (!undo_change(session))
			return;
}

/* Makes again the next edit that was taken back, and those that are joined to it. */
static bool redo_change(struct session *session)
{
	struct edit *edit = history_redo(session);
	size_t edits = 1;

	if (!edit) {
		message_say(session, ROLE_PLAIN, "nothing to redo");
		return true;
	}
	bool is_done = keep_numbers(session, edit) && change_side(session, edit, false);
	for (; is_done && history_is_next_joined(session); edits++) {
		edit = history_redo(session);
		is_done = change_side(session, edit, false);
	}
	if (!is_done)
		history_undo(session);
	else if (edits > 1)
		message_say(session, ROLE_PLAIN, "redo: %zu parameters are changed again", edits);
	return is_done;
}

void edit_redo(struct session *session, const struct call *call)
{
	for (uint32_t i = 0; i < call->count && (i == 0 || history_undone(session) > 0); i++)
		if (!redo_change(session))
			return;
}
