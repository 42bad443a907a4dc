/*
 * Down from a step of training into the walk of a pass of its batch, a session inside this one.
 */
#include "tui/commands/open_pass.h"

#include "base/number.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/drawn_frame.h"
#include "tui/inner_session.h"
#include "tui/message.h"
#include "tui/requests.h"
#include "tui/selection.h"
#include "tui/session_training.h"
#include "tui/walked_graph.h"
#include "tui/walked_pass.h"

#include <stdio.h>
#include <string.h>

bool pass_read(const char *argument, struct pass *pass)
{
	struct pass read = *pass;
	char number[24];
	size_t digits = strspn(argument, "0123456789");
	const char *word = argument + digits + strspn(argument + digits, " ");

	snprintf(number, sizeof number, "%.*s", (int)digits, argument);
	if (digits > 0 && !number_parse_whole(number, UINT32_MAX, &read.number))
		return false;
	if (strcmp(word, "after") == 0 || strcmp(word, "before") == 0)
		read.is_after = *word == 'a';
	else if (*word || read.number == 0)
		return false;
	*pass = read;
	return true;
}

static struct session *create_pass(const struct session *session, struct pass pass,
				   struct gw_error *error)
{
	struct session *inner = session_create_inner(
		session, graph_of(session), tape_of(session)->output, folds_of(session), error);

	if (!inner)
		return NULL;
	walked_enter_pass(inner, training_timeline(session), pass.number - 1, pass.is_after);
	frame_begin(inner);
	pass.step = timeline_step(training_timeline(session));
	pass.total = timeline_passes(training_timeline(session));
	pass.is_put_back = timeline_is_put_back(training_timeline(session));
	pass_set(inner, pass);
	return inner;
}

/* Whether a step's batch has a pass; if not, it is said on the session that is shown. */
static bool has_pass(struct session *shown, const struct timeline *timeline, struct pass pass)
{
	uint64_t passes = timeline_passes(timeline);

	if (pass.number == 0 || pass.number > passes)
		message_say(shown, ROLE_ERROR,
			    "this step has the passes 1 to %llu; before or after its update",
			    (unsigned long long)passes);
	return pass.number > 0 && pass.number <= passes;
}

/* The only pass of its step: which parameters it has, and how to see the others. */
static void say_only_pass(struct session *inner, const struct pass *pass)
{
	unsigned long long step = pass->step;

	if (pass->is_put_back && pass->is_after)
		message_say(inner, ROLE_PLAIN,
			    "pass of step %llu, parameters put back; :open before shows it before; "
			    "q returns",
			    step);
	else if (pass->is_put_back)
		message_say(inner, ROLE_PLAIN,
			    "pass of step %llu before its update; :open after has those put back; "
			    "q returns",
			    step);
	else
		message_say(inner, ROLE_PLAIN,
			    "the pass of step %llu %s its update; :open %s shows it %s; q returns",
			    step, pass->is_after ? "after" : "before",
			    pass->is_after ? "before" : "after",
			    pass->is_after ? "before" : "after");
}

/* One of several. */
static void say_one_pass(struct session *inner, const struct pass *pass)
{
	bool has_put_back = pass->is_put_back && !pass->is_after;

	message_say(inner, ROLE_PLAIN,
		    "pass %llu of %llu %s%s; :open %llu is the next, :open %s %s",
		    (unsigned long long)pass->number, (unsigned long long)pass->total,
		    pass_parameters(pass), pass->is_put_back ? "" : " the update",
		    (unsigned long long)(pass->number < pass->total ? pass->number + 1 : 1),
		    pass->is_after ? "before" : "after",
		    has_put_back     ? "has those put back"
		    : pass->is_after ? "shows it before"
				     : "shows it after");
}

static void say_pass(struct session *inner)
{
	const struct pass *pass = pass_of(inner);

	if (pass->step == 0)
		message_say(inner, ROLE_PLAIN, "where training begins; q returns to it");
	else if (pass->total == 1)
		say_only_pass(inner, pass);
	else
		say_one_pass(inner, pass);
}

void open_pass(struct session *session, const struct call *call)
{
	struct pass pass = {.number = 1};
	struct gw_error error = {0};

	if (!training_begin(session))
		return;
	const struct timeline *timeline = training_timeline(session);
	if (*call->argument && !pass_read(call->argument, &pass))
		pass.number = 0;
	if (!has_pass(session, timeline, pass))
		return;
	session_set_inner(session, create_pass(session, pass, &error));
	if (session_inner(session))
		say_pass(session_inner(session));
	else
		message_say_error(session, &error);
}

void pass_turn(struct session *session)
{
	struct session *before = session_inner(session);
	const struct timeline *timeline = training_timeline(session);
	struct pass pass = pass_take_wanted(before);
	struct gw_error error = {0};

	if (!has_pass(before, timeline, pass))
		return;
	struct session *inner = create_pass(session, pass, &error);
	if (!inner) {
		message_say_error(before, &error);
		return;
	}
	walked_seek(inner, walk_of(before)->t);
	reveal_node_meant(inner);
	request_copy(before, inner);
	session_set_inner(session, inner);
	say_pass(inner);
}
