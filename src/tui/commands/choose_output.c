/*
 * Which output is differentiated, and of which groups: a tape takes the place of another. Numbers
 * stay as they were edited, and the walk at its moment.
 */
#include "tui/commands/choose_output.h"

#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/edit.h"
#include "tui/drawn_side.h"
#include "tui/history.h"
#include "tui/message.h"
#include "tui/selection.h"
#include "tui/session_training.h"
#include "tui/shown_drawing.h"
#include "tui/walked_graph.h"

#include <stdlib.h>
#include <string.h>

bool output_take_groups(struct session *session, const struct gw_graph *graph, bool *is_folded)
{
	struct gw_error error = {0};
	bool is_taken = walked_take_groups(session, graph, is_folded, &error);

	if (!is_taken)
		message_say_error(session, &error);
	return is_taken;
}

bool output_differentiate(struct session *session, uint32_t output)
{
	struct gw_error error = {0};
	struct gw_tape *tape = walked_create_tape(session, graph_of(session), output, &error);

	if (!tape)
		message_say_error(session, &error);
	if (!tape || !edit_keep_before(session)) {
		gw_tape_destroy(tape);
		return false;
	}
	walked_take_tape(session, tape);
	drawing_redraw(session);
	training_forget(session);
	return true;
}

static bool swap_output(struct session *session, uint32_t output)
{
	uint32_t from = tape_of(session)->output;
	struct drawn_side drawn = drawn_side_note(session);

	if (!output_differentiate(session, output)) {
		picture_destroy(drawn.picture);
		return false;
	}
	if (history_add_output(session, from, output)) {
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
	uint32_t output = node_named(session, call->argument);

	if (output == tape_of(session)->output)
		message_say(session, ROLE_PLAIN, "%s is differentiated already: nothing changed",
			    shown_name_of(session, output));
	else if (output != GW_NONE && swap_output(session, output))
		message_say(session, ROLE_PLAIN, "%s is differentiated now",
			    shown_name_of(session, output));
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
	const struct gw_graph *graph = graph_of(session);
	struct ring ring = {.choice = GW_NONE, .place = GW_NONE};

	for (uint32_t i = 0; i < graph->output_count; i++)
		if (graph->outputs[i] == tape_of(session)->output)
			ring.choice = graph->choice[i];
	for (uint32_t i = 0; i < graph->output_count; i++) {
		if (!is_in_ring(graph, &ring, i))
			continue;
		if (graph->outputs[i] == tape_of(session)->output)
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
	uint32_t output = output_at(graph_of(session), &ring, place);

	if (output == tape_of(session)->output)
		message_say(session, ROLE_ERROR,
			    "there is no other output: :output differentiates "
			    "any node");
	else if (swap_output(session, output))
		message_say(session, ROLE_PLAIN,
			    "%s %s (%u of %u); u takes it back, :view compare compares",
			    ring.choice == GW_NONE ? "output" : "loss",
			    shown_name_of(session, output), place + 1, ring.count);
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
