/*
 * The time of the walk. A folded group is one gate, and so one step: the walk does not rest inside
 * it.
 */
#include "base/error.h"
#include "tui/clock.h"
#include "tui/commands/stop.h"
#include "tui/message.h"
#include "tui/selection.h"
#include "tui/session.h"
#include "tui/walked_graph.h"

/* Whether a step is made inside a folded group, and the next one as well. */
static bool goes_on_inside(const struct session *session, uint32_t t)
{
	struct gw_step step = gw_walk_step_at(walk_of(session), t);
	struct gw_step next = gw_walk_step_at(walk_of(session), t + 1);
	uint32_t group = fold_of(session, step.node);

	return group != GW_NONE && step.phase == next.phase && group == fold_of(session, next.node);
}

/*
 * Whether the walk may stop where it is: not between two steps of the same folded group, nor in the
 * middle of one. Because this depends on the position alone, each key undoes what its uppercase
 * does, and the other way round.
 */
static bool may_rest(const struct session *session)
{
	const struct gw_walk *walk = walk_of(session);

	if (walk->part > 0)
		return fold_of(session, gw_walk_step_at(walk, walk->t + 1).node) == GW_NONE;
	return walk->t == 0 || walk->t == gw_walk_last(walk) || !goes_on_inside(session, walk->t);
}

static bool move_and_rest(struct session *session, walk_mover *move)
{
	if (!walked_move(session, move))
		return false;
	while (!may_rest(session))
		walked_move(session, move);
	return true;
}

/* On to the next stop; if that is inside a folded group, on to where the walk may rest. */
static bool move_to_stop(struct session *session, walk_mover *move)
{
	while (walked_move(session, move)) {
		if (!stop_is_here(session))
			continue;
		while (!may_rest(session))
			walked_move(session, move);
		return true;
	}
	return false;
}

static void arrive(struct session *session)
{
	uint32_t node = gw_walk_step(walk_of(session)).node;

	reveal_node(session, node == GW_NONE ? node_meant(session) : node);
}

/* Do it `count` times. False if an end of the walk was in the way. */
static bool repeat(struct session *session, uint32_t count,
		   bool (*how)(struct session *session, walk_mover *move), walk_mover *move)
{
	bool moved = true;

	for (uint32_t i = 0; i < count && moved; i++)
		moved = how(session, move);
	arrive(session);
	return moved;
}

static bool step(struct session *session, uint32_t count, bool is_back)
{
	return repeat(session, count, move_and_rest, is_back ? gw_walk_previous : gw_walk_next);
}

static bool part(struct session *session, uint32_t count, bool is_back)
{
	return repeat(session, count, move_and_rest,
		      is_back ? gw_walk_previous_term : gw_walk_next_term);
}

static bool go_on(struct session *session, uint32_t count, bool is_back)
{
	return repeat(session, count, move_to_stop, is_back ? gw_walk_previous : gw_walk_next);
}

/* The ends of the phases: nothing computed, all values, the seed, all gradients. */
static bool to_phase_end(struct gw_walk *walk)
{
	uint32_t seed = gw_walk_seed(walk), last = gw_walk_last(walk);

	if (walk->t == last)
		return false;
	gw_walk_seek(walk, walk->t < seed - 1 ? seed - 1 : walk->t < seed ? seed : last);
	return true;
}

static bool to_phase_start(struct gw_walk *walk)
{
	uint32_t seed = gw_walk_seed(walk);
	bool is_at_seed = walk->t == seed && walk->part == 0;

	if (walk->t == 0)
		return false;
	gw_walk_seek(walk, is_at_seed ? seed - 1 : walk->t >= seed ? seed : 0);
	return true;
}

static bool phase(struct session *session, uint32_t count, bool is_back)
{
	return repeat(session, count, move_and_rest, is_back ? to_phase_start : to_phase_end);
}

static void seek_time(struct session *session, uint32_t t)
{
	walked_seek(session, t);
	arrive(session);
}

static bool seek_end(struct session *session, bool is_back)
{
	const struct gw_walk *walk = walk_of(session);
	uint32_t end = is_back ? 0 : gw_walk_last(walk);

	if (walk->t == end && walk->part == 0)
		return false;
	seek_time(session, end);
	return true;
}

bool session_goto(struct session *session, const char *position, struct gw_error *error)
{
	uint32_t t;

	if (!gw_walk_position(walk_of(session), position, &t))
		return error_set(error, "no position \"%.40s\": it is 0 to %u, or start, seed, end",
				 position, gw_walk_last(walk_of(session)));
	seek_time(session, t);
	return true;
}

static void seek(struct session *session, const char *position)
{
	struct gw_error error = {0};

	if (*position == '\0')
		message_say(session, ROLE_ERROR, "goto where? 0 to %u, or start, seed, end",
			    gw_walk_last(walk_of(session)));
	else if (!session_goto(session, position, &error))
		message_say_error(session, &error);
}

static void add_position(struct session *session, struct text *text)
{
	explain_clock(text, walk_of(session));
}

const struct clock walk_clock = {
	.step = step,
	.part = part,
	.phase = phase,
	.go_on = go_on,
	.seek_end = seek_end,
	.seek = seek,
	.add_position = add_position,
	.at_start = "this is the start of the walk",
	.at_end = "this is the end of the walk: r restarts it",
};
