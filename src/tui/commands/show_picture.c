/*
 * Which picture the view of training shows, and the rows that its table begins with.
 */
#include "base/words.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/message.h"
#include "tui/session_training.h"
#include "tui/views/view.h"

#include <string.h>

#define SCROLL_ROWS 4 /* as many as the other views scroll */

/* Show one of a training that is there, or say why not. */
static void show_picture(struct session *session, enum learnt_picture picture)
{
	const struct learnt *learnt = training_learnt(session);
	const char *obstacle = learnt ? learnt_obstacle(learnt, picture) : "out of memory";

	if (obstacle) {
		message_say(session, ROLE_ERROR, "no picture \"%s\": %s",
			    learnt_picture_name(picture), obstacle);
		return;
	}
	training_show_picture(session, picture);
	if (view_now(session) != VIEW_TRAINING)
		view_show(session, VIEW_TRAINING);
}

static void say_pictures(struct session *session)
{
	struct text names = {0};

	words_add(learnt_picture_name, &names);
	message_say(session, ROLE_ERROR, "a picture is %s", names.failed ? "" : names.data);
	text_finish(&names);
}

/* Without a name the one that shows this model best. */
void picture_show(struct session *session, const struct call *call)
{
	size_t picture;

	if (!training_prepare(session)) {
		message_say(session, ROLE_ERROR, "%s", training_problem(session));
		return;
	}
	if (*call->argument == '\0' && training_learnt(session))
		show_picture(session, learnt_usual(training_learnt(session)));
	else if (words_find(learnt_picture_name, call->argument, &picture))
		show_picture(session, (enum learnt_picture)picture);
	else
		say_pictures(session);
}

/* The next picture that can be drawn; curves always can. */
static enum learnt_picture picture_after(const struct learnt *learnt, enum learnt_picture picture)
{
	do
		picture = (picture + 1) % LEARNT_COUNT;
	while (learnt && learnt_obstacle(learnt, picture));
	return picture;
}

/* "flow, 4 of 6: v turns to parameters, :picture flow here" */
static void say_turned(struct session *session, const struct learnt *learnt)
{
	enum learnt_picture shown = training_shown_picture(session);
	enum learnt_picture at = LEARNT_CURVES;
	size_t count = 1, place = 1;

	while ((at = picture_after(learnt, at)) != LEARNT_CURVES) {
		count++;
		place = at == shown ? count : place;
	}
	message_say(session, ROLE_PLAIN, "%s, %zu of %zu; v turns to %s, :picture %s comes here",
		    learnt_picture_name(shown), place, count,
		    learnt_picture_name(picture_after(learnt, shown)), learnt_picture_name(shown));
}

void picture_next(struct session *session, const struct call *call)
{
	(void)call;
	if (!training_prepare(session))
		return;
	const struct learnt *learnt = training_learnt(session);
	show_picture(session, picture_after(learnt, training_shown_picture(session)));
	say_turned(session, learnt);
}

/* The number of rows in the picture. */
static size_t row_count(struct session *session)
{
	const struct learnt *learnt = training_learnt(session);

	if (training_shown_picture(session) == LEARNT_FLOW)
		return training_timeline(session)->fit.parameter_count;
	return learnt ? learnt->rows : 0;
}

static void scroll_rows(struct session *session, size_t rows, bool is_back)
{
	size_t first = training_first_row(session);
	size_t count = row_count(session), most = count > 0 ? count - 1 : 0;

	if (is_back)
		first = first > rows ? first - rows : 0;
	else
		first = rows < most - first ? first + rows : most;
	training_set_first_row(session, first);
}

static bool shows_rows(struct session *session)
{
	return view_now(session) == VIEW_TRAINING && training_prepare(session) &&
	       (training_shown_picture(session) == LEARNT_ROWS ||
		training_shown_picture(session) == LEARNT_FLOW);
}

void picture_rows_down(struct session *session, const struct call *call)
{
	if (shows_rows(session))
		scroll_rows(session, (size_t)call->count * SCROLL_ROWS, false);
	else
		choose_entries_down(session, call);
}

void picture_rows_up(struct session *session, const struct call *call)
{
	if (shows_rows(session))
		scroll_rows(session, (size_t)call->count * SCROLL_ROWS, true);
	else
		choose_entries_up(session, call);
}

/* Chooses the kind of the axis for losses and rates, until another one is chosen. */
void picture_axis(struct session *session, const struct call *call)
{
	size_t kind;

	if (words_find(axis_kind_name, call->argument, &kind)) {
		training_set_axis(session, (enum axis_kind)kind);
		message_say(session, ROLE_PLAIN, "axis of losses and rates: %s",
			    axis_kind_name(kind));
		return;
	}
	message_say(session, ROLE_ERROR,
		    "the axis is log, linear, or usual: of losses log, of "
		    "rates linear");
}
