#include "tui/session_parts.h"

#include "tui/commands/search.h"
#include "tui/commands/stop.h"

#include "base/array.h"
#include "base/error.h"
#include "explain/label.h"
#include "graph/grouping.h"
#include "tui/inspector.h"
#include "tui/requests.h"
#include "tui/views/help_screen.h"

#include <stdlib.h>
#include <string.h>

/* Where the lines of the source text begin; the last entry is where it ends. */
static bool find_lines(struct session *session)
{
	const struct gw_graph *graph = session->graph;
	size_t length = graph->source ? graph->source_length : 0;
	uint32_t count = 0;

	for (size_t i = 0; i < length; i++)
		session->line_count += graph->source[i] == '\n' || i + 1 == length;
	session->line_start = array_create(session->line_count + 1u, sizeof(*session->line_start));
	if (!session->line_start)
		return false;
	for (size_t i = 0; i < length; i++)
		if (graph->source[i] == '\n' || i + 1 == length)
			session->line_start[++count] = (uint32_t)i + 1;
	return true;
}

bool session_settle_folds(struct session *session)
{
	uint32_t count = session->graph->group_count;

	table_rows_finish(&session->rows);
	fanout_finish(&session->focus.fanout);
	free(session->can_fold);
	session->can_fold = array_create(count, sizeof(bool));
	if (!session->can_fold)
		return false;
	memset(session->can_fold, true, count * sizeof(bool));
	if (!grouping_unfold_several_exits(session->graph, session->tape->output,
					   session->tape->is_left_out, session->can_fold))
		return false;
	for (uint32_t group = 0; group < count; group++)
		session->is_folded[group] = session->is_folded[group] && session->can_fold[group];
	return true;
}

void session_settle_or_unfold(struct session *session)
{
	if (!session_settle_folds(session))
		memset(session->is_folded, 0, session->graph->group_count * sizeof(bool));
}

static bool allocate(struct session *session, const bool *is_folded)
{
	const struct gw_graph *graph = session->graph;

	session->is_folded = array_create(graph->group_count, sizeof(bool));
	session->stops = stops_create(graph->node_count);
	session->search = search_create();
	session->message = message_create();
	session->dialogue = dialogue_create();
	session->inspector = inspector_create();
	session->help = help_create();
	session->requests = requests_create();
	if (!session->is_folded || !session->stops || !session->search || !session->message ||
	    !session->dialogue || !session->inspector || !session->help || !session->requests ||
	    !find_lines(session))
		return false;
	if (is_folded && graph->group_count > 0)
		memcpy(session->is_folded, is_folded, graph->group_count * sizeof(bool));
	session->style.is_folded = session->is_folded;
	return session_settle_folds(session);
}

struct session *session_create(const struct gw_graph *graph, uint32_t output,
			       const struct session_options *options, struct gw_error *error)
{
	struct session *session = calloc(1, sizeof(*session));

	if (!session) {
		error_memory(error);
		return NULL;
	}
	session->graph = session->given = graph;
	session->style = (struct explain_style){.ascii = options->ascii, .digits = options->digits};
	session->density = options->density;
	session->direction = options->direction;
	session->selected = session->reveal = GW_NONE;
	session->view = session->home = options->is_race ? VIEW_RACE : VIEW_GRAPH;
	session->learning = (struct learning){.option = options->training,
					      .option_count = options->training_count,
					      .callback = options->callback,
					      .callback_count = options->callback_count,
					      .is_race = options->is_race,
					      .goal = options->goal,
					      .digits = options->training_digits};
	session->focus.is_on = graph->node_count > VIEW_READABLE;
	session->focus.reach = 2;
	session->style.name_columns = label_name_columns(graph, options->ascii);
	session->tape = gw_tape_create(graph, output, error);
	if (session->tape &&
	    (session->style.name_columns == 0 || !allocate(session, options->is_folded)))
		error_memory(error);
	else if (session->tape) {
		gw_walk_init(&session->walk, session->tape);
		session->reveal = session_node(session);
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
	training_forget(session);
	text_finish(&session->learning.problem);
	picture_destroy(session->drawing.picture);
	picture_destroy(session->drawing.before);
	picture_destroy(session->drawing.kept.picture);
	fanout_finish(&session->focus.fanout);
	table_rows_finish(&session->rows);
	gw_tape_destroy(session->tape);
	free(session->is_folded);
	free(session->can_fold);
	stops_destroy(session->stops);
	free(session->line_start);
	history_finish(&session->history);
	snapshot_finish(&session->before);
	dialogue_destroy(session->dialogue);
	inspector_destroy(session->inspector);
	help_destroy(session->help);
	requests_destroy(session->requests);
	message_destroy(session->message);
	search_destroy(session->search);
	text_finish(&session->text);
	prose_finish(&session->explanation);
	prose_finish(&session->prose);
	names_finish(&session->names);
	gw_graph_destroy(session->opened);
	free(session);
}

void session_set_ascii(struct session *session, bool ascii)
{
	session->style.ascii = ascii;
	session->style.name_columns = label_name_columns(session->graph, ascii);
	if (session->inner)
		session_set_ascii(session->inner, ascii);
	session_redraw_picture(session);
}

struct session_wishes session_take_wishes(struct session *session)
{
	struct session_wishes wishes = request_take(session);

	return session->inner ? session_take_wishes(session->inner) : wishes;
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
	*x = session->cursor_x;
	*y = session->cursor_y;
}

void session_forget_kept(struct session *session)
{
	picture_destroy(session->drawing.kept.picture);
	session->drawing.kept.picture = NULL;
}

void session_redraw_picture(struct session *session)
{
	struct drawing *drawing = &session->drawing;

	session_forget_kept(session);
	drawing->is_refolded = false;
	if (drawing->picture) {
		picture_destroy(drawing->before);
		drawing->before = drawing->picture;
	}
	drawing->picture = NULL;
	session->reveal = session_node(session);
}

static uint32_t first_leaf(const struct gw_graph *graph)
{
	for (uint32_t node = 0; node < graph->node_count; node++)
		if (graph->kind[node] == GW_INPUT || graph->kind[node] == GW_PARAM)
			return node;
	return 0;
}

uint32_t session_node(const struct session *session)
{
	uint32_t node = session->selected;

	if (node == GW_NONE)
		node = gw_walk_step(&session->walk).node;
	return node == GW_NONE ? first_leaf(session->graph) : node;
}

uint32_t fold_of(const struct session *session, uint32_t node)
{
	if (node == GW_NONE)
		return GW_NONE;
	return grouping_folded(session->graph, session->is_folded, node);
}

uint32_t session_find_node(const struct session *session, const char *name)
{
	uint32_t node = gw_graph_find(session->graph, name), group;

	if (node != GW_NONE)
		return node;
	group = grouping_find(session->graph, name);
	return group == GW_NONE ? GW_NONE : grouping_last_gate(session->graph, group);
}

uint32_t session_named_node(struct session *session, const char *argument)
{
	const char *suggestion;
	uint32_t node;

	if (*argument == '\0')
		return session_node(session);
	node = session_find_node(session, argument);
	if (node != GW_NONE)
		return node;
	suggestion = gw_graph_suggest(session->graph, argument);
	if (suggestion)
		message_say(session, ROLE_ERROR, "no node is called \"%s\"; did you mean \"%s\"?",
			    argument, suggestion);
	else
		message_say(session, ROLE_ERROR, "no node is called \"%s\"", argument);
	return GW_NONE;
}

struct session *session_create_inner(const struct session *session, const struct gw_graph *graph,
			    uint32_t output, const bool *is_folded, struct gw_error *error)
{
	const struct session_options options = {
		.ascii = session->style.ascii,
		.digits = session->style.digits,
		.density = session->density,
		.direction = session->direction,
		.is_folded = is_folded,
	};
	struct session *inner = session_create(graph, output, &options, error);

	if (inner)
		request_copy(session, inner);
	return inner;
}
