/*
 * Moving in time, by the clock of the view that is shown.
 */
#include "tui/clock.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/message.h"
#include "tui/session_training.h"

#include "tui/commands/predict.h"

static void say_end(struct session *session, bool is_back)
{
	const struct clock *clock = clock_of(session);

	message_say(session, ROLE_PLAIN, "%s", is_back ? clock->at_start : clock->at_end);
}

static void travel(struct session *session, const struct call *call,
		   bool (*move)(struct session *session, uint32_t count, bool is_back),
		   bool is_back)
{
	if (!move(session, call->count, is_back))
		say_end(session, is_back);
}

void travel_next(struct session *session, const struct call *call)
{
	if (!predict_before(session, false, call->count))
		travel(session, call, clock_of(session)->step, false);
}

void travel_previous(struct session *session, const struct call *call)
{
	travel(session, call, clock_of(session)->step, true);
}

void travel_next_term(struct session *session, const struct call *call)
{
	if (!predict_before(session, true, call->count))
		travel(session, call, clock_of(session)->part, false);
}

void travel_previous_term(struct session *session, const struct call *call)
{
	travel(session, call, clock_of(session)->part, true);
}

void travel_continue(struct session *session, const struct call *call)
{
	travel(session, call, clock_of(session)->go_on, false);
}

void travel_continue_back(struct session *session, const struct call *call)
{
	travel(session, call, clock_of(session)->go_on, true);
}

void travel_phase_end(struct session *session, const struct call *call)
{
	travel(session, call, clock_of(session)->phase, false);
}

void travel_phase_start(struct session *session, const struct call *call)
{
	travel(session, call, clock_of(session)->phase, true);
}

void travel_start(struct session *session, const struct call *call)
{
	(void)call;
	if (!clock_of(session)->seek_end(session, true))
		say_end(session, true);
}

void travel_end(struct session *session, const struct call *call)
{
	(void)call;
	if (!clock_of(session)->seek_end(session, false))
		say_end(session, false);
}

void travel_goto(struct session *session, const struct call *call)
{
	clock_of(session)->seek(session, call->argument);
}

static void change_pace(struct session *session, int by)
{
	training_change_pace(session, by);
	if (training_is_ready(session) && !training_is_running(session))
		message_add(session, "; c goes on");
}

void travel_slower(struct session *session, const struct call *call)
{
	change_pace(session, -(int)call->count);
}

void travel_faster(struct session *session, const struct call *call)
{
	change_pace(session, (int)call->count);
}
