/*
 * The training of a session: making it when it is first looked at, and which entry is selected of it.
 */
#include "tui/session_parts.h"

#include "base/error.h"

#include <string.h>

/* ---- making it ---- */

static void discard(struct learning *learning)
{
	race_finish(&learning->race);
	race_picture_finish(&learning->picture);
	learning->race = (struct race){0};
	learning->picture = (struct race_picture){0};
	learning->is_ready = learning->is_running = false;
}

static bool make(struct session *session, struct gw_error *error)
{
	struct learning *learning = &session->learning;
	const struct timeline_setup setup = {learning->callback, learning->callback_count,
					     tape_of(session)};

	if (!race_init(&learning->race, given_graph_of(session), tape_of(session)->output, learning->option,
		       learning->option_count, &setup, error))
		return false;
	return !learning->is_race || race_picture_init(&learning->picture, &learning->race, error);
}

bool session_prepare_training(struct session *session, struct gw_error *error)
{
	session->learning.is_ready = session->learning.is_ready || make(session, error);
	if (!session->learning.is_ready)
		discard(&session->learning);
	return session->learning.is_ready;
}

bool training_prepare(struct session *session)
{
	struct learning *learning = &session->learning;
	struct gw_error error = {0};

	if (learning->is_ready || learning->problem.length > 0)
		return learning->is_ready;
	if (!session_prepare_training(session, &error))
		text_add(&learning->problem, error.message);
	return learning->is_ready;
}

void training_forget(struct session *session)
{
	struct learning *learning = &session->learning;

	text_clear(&learning->problem);
	learning->has_lost_steps |= learning->is_ready && learning->race.step > 0;
	discard(learning);
}

void training_tell_forgotten(struct session *session)
{
	struct learning *learning = &session->learning;

	if (learning->has_lost_steps)
		message_add(session, "; training is at step 0 again");
	learning->has_lost_steps = false;
}

void training_give_up(struct session *session, const struct gw_error *error)
{
	message_say_error(session, error);
	discard(&session->learning);
}

/* Whether there is a training to move in; if not, it is said why. Whatever went on is stopped. */
bool training_begin(struct session *session)
{
	text_clear(&session->learning.problem); /* what was wrong may be so no longer */
	if (training_prepare(session)) {
		session->learning.is_running = false;
		return true;
	}
	message_say(session, ROLE_ERROR, "%s",
		    session->learning.problem.length > 0 ? session->learning.problem.data
							 : "out of memory");
	return false;
}

/* ---- what is selected of it ---- */

/* By its name: of a graph with groups of one's own, training has the one without. */
static bool select_parameter(struct session *session, const char *name)
{
	const struct gw_fit *fit = &training_timeline(session)->fit;
	size_t entry = 0;

	for (size_t i = 0; i < fit->parameter_count; i++) {
		if (strcmp(fit->graph->name[fit->leaf[i]], name) == 0) {
			session->learning.entry = entry;
			return true;
		}
		entry += fit->parameter[i].count;
	}
	return false;
}

void training_point_at(struct session *session, uint32_t node)
{
	if (!view_is_training(view_now(session)) || !training_prepare(session))
		return;
	if (!select_parameter(session, name_of(session, node)))
		message_say(session, ROLE_PLAIN, "%s is no parameter: training has no entry of it",
			    name_of(session, node));
}

/* ---- leaving it ---- */

void training_tell_whose_parameters(struct session *session)
{
	const struct learning *learning = &session->learning;

	if (learning->is_ready && learning->race.step > 0)
		message_say(session, ROLE_PLAIN,
			    "the graph's own parameters; :adopt takes those of training's step %llu",
			    (unsigned long long)timeline_step(training_timeline(session)));
}
