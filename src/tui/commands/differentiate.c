/*
 * Which output is differentiated, and of which groups: a tape takes the place of another. Numbers
 * stay as they were edited, and the walk at its moment.
 */
#include "tui/session_parts.h"

#include <stdlib.h>
#include <string.h>

/* ---- another tape ---- */

/* A tape for another output or other groups, with the numbers as they were edited. */
static struct gw_tape *create_tape(const struct session *session, const struct gw_graph *graph,
				   uint32_t output, struct gw_error *error)
{
	struct gw_tape *tape = gw_tape_create(graph, output, error);

	if (tape) {
		gw_tape_copy_leaves(tape, session->tape);
		gw_tape_run(tape);
	}
	return tape;
}

static uint32_t clamp_time(uint32_t t, uint32_t last)
{
	return t < last ? t : last;
}

/*
 * The walk over another tape, at the same moment: the end stays the end, and a backward step stays
 * as far from the seed.
 */
static struct gw_walk walk_again(const struct gw_walk *before, const struct gw_tape *tape)
{
	uint32_t seed = gw_walk_seed(before), last;
	struct gw_walk walk;

	gw_walk_init(&walk, tape);
	last = gw_walk_last(&walk);
	if (before->t == gw_walk_last(before))
		gw_walk_seek(&walk, last);
	else if (before->t >= seed)
		gw_walk_seek(&walk, clamp_time(gw_walk_seed(&walk) + before->t - seed, last));
	else
		gw_walk_seek(&walk, clamp_time(before->t, gw_walk_seed(&walk) - 1));
	return walk;
}

static void take_tape(struct session *session, struct gw_tape *tape)
{
	struct gw_walk walk = walk_again(&session->walk, tape);

	gw_tape_destroy(session->tape);
	session->tape = tape;
	session->walk = walk;
	session_settle_or_unfold(session);
}

bool output_take_groups(struct session *session, const struct gw_graph *graph, bool *is_folded)
{
	struct gw_error error = {0};
	struct gw_tape *tape = create_tape(session, graph, session->tape->output, &error);

	if (!tape) {
		message_say_error(session, &error);
		return false;
	}
	free(session->is_folded);
	session->is_folded = is_folded;
	session->style.is_folded = is_folded;
	session->graph = graph;
	take_tape(session, tape);
	return true;
}

bool output_differentiate(struct session *session, uint32_t output)
{
	struct gw_error error = {0};
	struct gw_tape *tape = create_tape(session, session->graph, output, &error);

	if (!tape)
		message_say_error(session, &error);
	if (!tape || !edit_keep_before(session)) {
		gw_tape_destroy(tape);
		return false;
	}
	take_tape(session, tape);
	session_redraw_picture(session);
	training_forget(session);
	return true;
}

static bool swap_output(struct session *session, uint32_t output)
{
	uint32_t from = session->tape->output;
	struct drawn_side drawn = drawn_side_note(session);

	if (!output_differentiate(session, output)) {
		picture_destroy(drawn.picture);
		return false;
	}
	if (history_add_output(&session->history, from, output)) {
		drawn_side_keep(session, drawn);
	} else {
		picture_destroy(drawn.picture);
		message_say(session, ROLE_ERROR, "out of memory: this cannot be undone");
	}
	return true;
}

/* ---- the keys ---- */

void output_choose(struct session *session, const struct call *call)
{
	uint32_t output = session_named_node(session, call->argument);

	if (output == session->tape->output)
		message_say(session, ROLE_PLAIN, "%s is differentiated already: nothing changed",
			    name_of(session, output));
	else if (output != GW_NONE && swap_output(session, output))
		message_say(session, ROLE_PLAIN, "%s is differentiated now",
			    name_of(session, output));
}

/* The outputs that one key goes through: the alternatives of a choice, or all there are. */
struct ring {
	uint32_t choice; /* GW_NONE: all */
	uint32_t count;
	uint32_t place; /* of the present output among them, from 0; `count` if it is none */
};

static bool is_in_ring(const struct gw_graph *graph, const struct ring *ring, uint32_t i)
{
	return ring->choice == GW_NONE || graph->choice[i] == ring->choice;
}

static struct ring ring_of(const struct session *session)
{
	const struct gw_graph *graph = session->graph;
	struct ring ring = {.choice = GW_NONE, .place = GW_NONE};

	for (uint32_t i = 0; i < graph->output_count; i++)
		if (graph->outputs[i] == session->tape->output)
			ring.choice = graph->choice[i];
	for (uint32_t i = 0; i < graph->output_count; i++) {
		if (!is_in_ring(graph, &ring, i))
			continue;
		if (graph->outputs[i] == session->tape->output)
			ring.place = ring.count;
		ring.count++;
	}
	if (ring.place == GW_NONE)
		ring.place = ring.count;
	return ring;
}

static uint32_t output_at(const struct gw_graph *graph, const struct ring *ring, uint32_t place)
{
	for (uint32_t i = 0; i < graph->output_count; i++)
		if (is_in_ring(graph, ring, i) && place-- == 0)
			return graph->outputs[i];
	return graph->outputs[0];
}

static void turn_output(struct session *session, uint32_t steps)
{
	struct ring ring = ring_of(session);
	uint32_t place = ring.place == ring.count ? 0 : (ring.place + steps) % ring.count;
	uint32_t output = output_at(session->graph, &ring, place);

	if (output == session->tape->output)
		message_say(session, ROLE_ERROR,
			    "there is no other output: :output differentiates "
			    "any node");
	else if (swap_output(session, output))
		message_say(session, ROLE_PLAIN, "%s %s (%u of %u); u takes it back, :view compare compares",
			    ring.choice == GW_NONE ? "output" : "loss", name_of(session, output),
			    place + 1, ring.count);
}

void output_next(struct session *session, const struct call *call)
{
	struct ring ring = ring_of(session);

	turn_output(session, call->count % ring.count);
}

void output_previous(struct session *session, const struct call *call)
{
	struct ring ring = ring_of(session);

	turn_output(session, ring.count - call->count % ring.count);
}
