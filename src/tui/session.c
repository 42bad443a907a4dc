#include "tui/session.h"

#include "base/array.h"
#include "base/error.h"
#include "explain/label.h"
#include "graph/grouping.h"
#include "tui/commands/predict.h"
#include "tui/commands/search.h"
#include "tui/commands/stop.h"
#include "tui/commands/walk_mode.h"
#include "tui/dialogue.h"
#include "tui/drawn_frame.h"
#include "tui/graph_file.h"
#include "tui/habits.h"
#include "tui/history.h"
#include "tui/inner_session.h"
#include "tui/inspector.h"
#include "tui/message.h"
#include "tui/nudging.h"
#include "tui/requests.h"
#include "tui/selection.h"
#include "tui/session_parts.h"
#include "tui/session_training.h"
#include "tui/shown_drawing.h"
#include "tui/surface.h"
#include "tui/views/page.h"
#include "tui/views/source_lines.h"
#include "tui/views/table_rows.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/walked_pass.h"
#include "tui/writing.h"

#include <stdlib.h>
#include <string.h>

/* All parts but the graph. False if memory ran out. */
static bool create_parts(struct session *session, const struct session_options *options)
{
	const struct gw_graph *graph = graph_of(session);

	session->file = graph_file_create(options->file, options->is_own_file);
	session->selection = selection_create();
	session->training = training_create(options);
	session->surface = surface_create();
	session->views = views_create(options->is_race ? VIEW_RACE : VIEW_GRAPH);
	session->drawing = drawing_create(options->density, options->direction,
					  graph->node_count > VIEW_READABLE);
	session->pass = walked_pass_create();
	session->writings = writings_create(options->is_ascii);
	session->frame = drawn_frame_create();
	session->stops = stops_create(graph->node_count);
	session->search = search_create();
	session->prediction = prediction_create(options);
	session->message = message_create();
	session->dialogue = dialogue_create();
	session->inspector = inspector_create();
	session->nudging = nudging_create();
	session->page = page_create();
	session->requests = requests_create();
	session->history = history_create();
	session->habits = habits_create(options);
	session->rows = table_rows_create();
	session->source = source_lines_create(graph);
	return session->file && session->pass && session->writings && session->selection &&
	       session->training && session->surface && session->views && session->drawing &&
	       session->frame && session->stops && session->search && session->prediction &&
	       session->message && session->dialogue && session->inspector && session->nudging &&
	       session->page && session->requests && session->history && session->habits &&
	       session->rows && session->source;
}

static bool use_order(struct session *session, int order, struct gw_error *error)
{
	return order == ORDER_TOPOLOGICAL ||
	       walked_set_order(session, (enum sending_order)order, error);
}

struct session *session_create(const struct gw_graph *graph, uint32_t output,
			       const struct session_options *options, struct gw_error *error)
{
	struct session *session = calloc(1, sizeof(*session));

	if (!session) {
		error_memory(error);
		return NULL;
	}
	session->walked = walked_create(graph, output, options->is_ascii, options->digits,
					options->is_folded, error);
	if (session->walked && !create_parts(session, options))
		error_memory(error);
	else if (session->walked && use_order(session, options->order, error) &&
		 (!options->mode || mode_set(session, options->mode, error))) {
		request_set_mouse(session, preferences_of(session)->mouse);
		request_set_neighbours(session, options->neighbour, options->folder);
		reveal_node_meant(session);
		return session;
	}
	session_destroy(session);
	return NULL;
}

void session_destroy(struct session *session)
{
	if (!session)
		return;
	session_destroy(session->inner);
	training_destroy(session->training);
	surface_destroy(session->surface);
	drawing_destroy(session->drawing);
	table_rows_destroy(session->rows);
	source_lines_destroy(session->source);
	history_destroy(session->history);
	habits_destroy(session->habits);
	requests_destroy(session->requests);
	page_destroy(session->page);
	inspector_destroy(session->inspector);
	nudging_destroy(session->nudging);
	dialogue_destroy(session->dialogue);
	message_destroy(session->message);
	prediction_destroy(session->prediction);
	search_destroy(session->search);
	stops_destroy(session->stops);
	drawn_frame_destroy(session->frame);
	views_destroy(session->views);
	selection_destroy(session->selection);
	walked_destroy(session->walked);
	graph_file_destroy(session->file);
	walked_pass_destroy(session->pass);
	writings_destroy(session->writings);
	free(session);
}

void session_set_ascii(struct session *session, bool is_ascii)
{
	writings_set_ascii(session, is_ascii);
	walked_measure_names(session, is_ascii);
	if (session->inner)
		session_set_ascii(session->inner, is_ascii);
	drawing_redraw(session);
}

void session_tell(struct session *session, const char *fault)
{
	message_say(session, ROLE_ERROR, "%s", fault);
}

struct session_wishes session_take_wishes(struct session *session)
{
	struct session_wishes wishes = request_take(session);

	if (session->inner)
		return session_take_wishes(session->inner);
	wishes.colour = preferences_colour(preferences_of(session));
	return wishes;
}

bool session_is_typing(const struct session *session)
{
	if (session->inner)
		return session_is_typing(session->inner);
	return dialogue_is_open(session) && !dialogue_is_yes_or_no(session);
}

void session_cursor(const struct session *session, int *x, int *y)
{
	if (session->inner) {
		session_cursor(session->inner, x, y);
		return;
	}
	frame_cursor(session, x, y);
}

struct session *session_inner(const struct session *session)
{
	return session->inner;
}

void session_set_inner(struct session *session, struct session *inner)
{
	session_destroy(session->inner);
	session->inner = inner;
}

struct session *session_create_inner(const struct session *session, const struct gw_graph *graph,
				     uint32_t output, const bool *is_folded, struct gw_error *error)
{
	const struct session_options options = {
		.is_ascii = is_ascii(session),
		.digits = explain_style_of(session)->digits,
		.density = drawing_density(session),
		.direction = drawing_direction(session),
		.is_folded = is_folded,
		.preferences = preferences_of(session),
		.lines = lines_of(session),
	};
	struct session *inner = session_create(graph, output, &options, error);

	if (inner)
		request_copy(session, inner);
	return inner;
}
