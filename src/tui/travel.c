/*
 * Moving in time. A folded group is one gate, and so one step: the walk does not rest inside it.
 */
#include "tui/state.h"

#include "base/error.h"
#include "base/number.h"

#include <string.h>

/*
 * Whether `next` and `previous` stop at the walk's position: not if the steps on both sides of it are of the same folded
 * group. Because this depends on the position alone, each of the two undoes the other.
 */
static bool may_rest(const struct session *session)
{
	const struct gw_walk *walk = &session->walk;
	uint32_t group;

	if (walk->t == 0 || walk->t == gw_walk_last(walk))
		return true;
	group = fold_of(session, gw_walk_step_at(walk, walk->t).node);
	return group == GW_NONE ||
	       group != fold_of(session, gw_walk_step_at(walk, walk->t + 1).node);
}

static bool go_forward(struct session *session)
{
	if (!gw_walk_next(&session->walk))
		return false;
	while (!may_rest(session))
		gw_walk_next(&session->walk);
	return true;
}

static bool go_back(struct session *session)
{
	if (!gw_walk_previous(&session->walk))
		return false;
	while (!may_rest(session))
		gw_walk_previous(&session->walk);
	return true;
}

static bool go_forward_by_term(struct session *session)
{
	return gw_walk_next_term(&session->walk);
}

static bool go_back_by_term(struct session *session)
{
	return gw_walk_previous_term(&session->walk);
}

static void arrive(struct session *session)
{
	session->reveal = gw_walk_step(&session->walk).node;
}

static void travel_on(struct session *session, bool (*go)(struct session *session), uint32_t count)
{
	bool moved = true;

	for (uint32_t i = 0; i < count && moved; i++)
		moved = go(session);
	if (!moved)
		session_say(session, ROLE_PLAIN, "%s",
			    session->walk.t == 0 ? "this is the start of the walk"
						 : "this is the end of the walk: r restarts it");
	arrive(session);
}

void travel_next(struct session *session, const struct call *call)
{
	travel_on(session, go_forward, call->count);
}

void travel_previous(struct session *session, const struct call *call)
{
	travel_on(session, go_back, call->count);
}

void travel_next_term(struct session *session, const struct call *call)
{
	travel_on(session, go_forward_by_term, call->count);
}

void travel_previous_term(struct session *session, const struct call *call)
{
	travel_on(session, go_back_by_term, call->count);
}

/* On to the next stop; inside a folded group, to where the walk may rest. */
static bool continue_forward(struct session *session)
{
	while (gw_walk_next(&session->walk)) {
		if (!stop_is_here(session))
			continue;
		while (!may_rest(session))
			gw_walk_next(&session->walk);
		return true;
	}
	return false;
}

static bool continue_back(struct session *session)
{
	while (gw_walk_previous(&session->walk)) {
		if (!stop_is_here(session))
			continue;
		while (!may_rest(session))
			gw_walk_previous(&session->walk);
		return true;
	}
	return false;
}

void travel_continue(struct session *session, const struct call *call)
{
	travel_on(session, continue_forward, call->count);
}

void travel_continue_back(struct session *session, const struct call *call)
{
	travel_on(session, continue_back, call->count);
}

/* The ends of the phases: nothing computed, all values, the seed, all gradients. */
static bool go_to_phase_end(struct session *session)
{
	struct gw_walk *walk = &session->walk;
	uint32_t seed = gw_walk_seed(walk), last = gw_walk_last(walk);

	if (walk->t == last)
		return false;
	gw_walk_seek(walk, walk->t < seed - 1 ? seed - 1 : walk->t < seed ? seed : last);
	return true;
}

static bool go_to_phase_start(struct session *session)
{
	struct gw_walk *walk = &session->walk;
	uint32_t seed = gw_walk_seed(walk);
	bool is_at_seed = walk->t == seed && walk->part == 0;

	if (walk->t == 0 && walk->part == 0)
		return false;
	gw_walk_seek(walk, is_at_seed ? seed - 1 : walk->t >= seed ? seed : 0);
	return true;
}

void travel_phase_end(struct session *session, const struct call *call)
{
	travel_on(session, go_to_phase_end, call->count);
}

void travel_phase_start(struct session *session, const struct call *call)
{
	travel_on(session, go_to_phase_start, call->count);
}

void travel_start(struct session *session, const struct call *call)
{
	(void)call;
	gw_walk_seek(&session->walk, 0);
	arrive(session);
}

void travel_end(struct session *session, const struct call *call)
{
	(void)call;
	gw_walk_seek(&session->walk, gw_walk_last(&session->walk));
	arrive(session);
}

/* The position that a text names. */
static bool read_position(const struct gw_walk *walk, const char *text, uint32_t *t,
			  struct gw_error *error)
{
	uint32_t last = gw_walk_last(walk);
	double number;

	if (strcmp(text, "start") == 0)
		*t = 0;
	else if (strcmp(text, "seed") == 0)
		*t = gw_walk_seed(walk);
	else if (strcmp(text, "end") == 0)
		*t = last;
	else if (number_parse(text, &number) && number >= 0 && number <= last &&
		 number == (uint32_t)number)
		*t = (uint32_t)number;
	else
		return error_set(error, "no position \"%.40s\": it is 0 to %u, or start, seed, end",
				 text, last);
	return true;
}

bool session_goto(struct session *session, const char *position, struct gw_error *error)
{
	uint32_t t;

	if (!read_position(&session->walk, position, &t, error))
		return false;
	gw_walk_seek(&session->walk, t);
	arrive(session);
	return true;
}

void travel_goto(struct session *session, const struct call *call)
{
	struct gw_error error = {0};

	if (!session_goto(session, call->argument, &error))
		session_say_error(session, &error);
}
