#include "tui/history.h"

#include "base/array.h"
#include "tui/session_parts.h"

#include <stdlib.h>
#include <string.h>

struct history {
	struct edit *edit;
	size_t count; /* edits known */
	size_t done;  /* of them, those in force; the others were undone */
	size_t capacity;
	size_t saved; /* edits that were in force when it was saved; SIZE_MAX: one was lost since */
	struct snapshot numbers; /* before the last change */
	struct snapshot opened;  /* before the first */
};

struct history *history_create(void)
{
	return calloc(1, sizeof(struct history));
}

/* The edits from `first` on, the last one first: a graph is made of the one before. */
static void forget(struct history *history, size_t first)
{
	for (size_t i = history->count; i-- > first;) {
		free(history->edit[i].before);
		free(history->edit[i].name);
		free(history->edit[i].value);
		picture_destroy(history->edit[i].drawn.picture);
		regrouped_destroy(history->edit[i].regrouped);
	}
}

void history_destroy(struct history *history)
{
	if (!history)
		return;
	forget(history, 0);
	free(history->edit);
	snapshot_finish(&history->numbers);
	snapshot_finish(&history->opened);
	free(history);
}

static bool add(struct session *session, struct edit edit)
{
	struct history *history = session->history;

	if (!array_reserve((void **)&history->edit, &history->capacity, history->done + 1,
			   sizeof(edit)))
		return false;
	forget(history, history->done);
	if (history->saved > history->done)
		history->saved = SIZE_MAX;
	history->edit[history->done++] = edit;
	history->count = history->done;
	return true;
}

bool history_add_value(struct session *session, uint32_t leaf, const double *before,
		       const double *after, size_t count)
{
	double *both = array_create(2 * count, sizeof(*both));

	if (!both)
		return false;
	memcpy(both, before, count * sizeof(*both));
	memcpy(both + count, after, count * sizeof(*both));
	if (add(session,
		(struct edit){
			.kind = EDIT_VALUE, .leaf = leaf, .before = both, .after = both + count}))
		return true;
	free(both);
	return false;
}

bool history_add_setting(struct session *session, const struct edit *setting)
{
	struct edit edit = *setting;

	edit.kind = EDIT_SETTING;
	edit.name = strdup(setting->name);
	edit.value = strdup(setting->value);
	if (edit.name && edit.value && add(session, edit))
		return true;
	free(edit.name);
	free(edit.value);
	return false;
}

bool history_add_output(struct session *session, uint32_t from, uint32_t to)
{
	return add(session, (struct edit){.kind = EDIT_OUTPUT, .from = from, .to = to});
}

bool history_add_group(struct session *session, const struct gw_graph *ungrouped,
		       struct regrouped *regrouped)
{
	return add(
		session,
		(struct edit){.kind = EDIT_GROUP, .ungrouped = ungrouped, .regrouped = regrouped});
}

/* Whether a file that is written has it: lets that are folded are the drawing's alone. */
static bool is_of_the_file(const struct edit *edit)
{
	if (edit->kind == EDIT_GROUP)
		return !edit->regrouped->is_let;
	return edit->kind != EDIT_OUTPUT && edit->kind != EDIT_SETTING;
}

bool history_is_saved(const struct session *session)
{
	const struct history *history = session->history;
	size_t first = history->saved < history->done ? history->saved : history->done;
	size_t last = history->saved < history->done ? history->done : history->saved;

	for (size_t i = first; i < last && i < history->count; i++)
		if (is_of_the_file(&history->edit[i]))
			return false;
	return history->saved != SIZE_MAX;
}

void history_note_saved(struct session *session)
{
	session->history->saved = session->history->done;
}

size_t history_done(const struct session *session)
{
	return session->history->done;
}

size_t history_undone(const struct session *session)
{
	return session->history->count - session->history->done;
}

void history_join(struct session *session, size_t first)
{
	for (size_t i = first + 1; i < session->history->done; i++)
		session->history->edit[i].is_joined = true;
}

bool history_is_next_joined(const struct session *session)
{
	const struct history *history = session->history;

	return history->done < history->count && history->edit[history->done].is_joined;
}

const struct edit *history_edit(const struct session *session, size_t index)
{
	return &session->history->edit[index];
}

struct edit *history_last(const struct session *session)
{
	return &session->history->edit[session->history->done - 1];
}

struct edit *history_undo(struct session *session)
{
	struct history *history = session->history;

	return history->done > 0 ? &history->edit[--history->done] : NULL;
}

struct edit *history_redo(struct session *session)
{
	struct history *history = session->history;

	return history->done < history->count ? &history->edit[history->done++] : NULL;
}

bool history_keep_numbers(struct session *session, const struct gw_tape *tape)
{
	struct history *history = session->history;

	if (!snapshot_learn(&history->opened, tape))
		return false;
	return snapshot_take(&history->numbers, tape);
}

const struct snapshot *history_opened_numbers(const struct session *session)
{
	return &session->history->opened;
}

const struct snapshot *history_numbers(const struct session *session)
{
	return &session->history->numbers;
}
