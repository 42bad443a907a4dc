#include "tui/state.h"

#include "base/array.h"
#include "base/character.h"
#include "base/error.h"
#include "explain/label.h"
#include "graph/grouping.h"

#include <stdlib.h>
#include <string.h>

#define COUNT_LIMIT 100000000 /* a longer number is a slip of the finger */

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

static bool allocate(struct session *session, const bool *is_folded)
{
	const struct gw_graph *graph = session->graph;

	session->is_folded = array_create(graph->group_count, sizeof(bool));
	session->has_break = array_create(graph->node_count, sizeof(bool));
	session->is_watched = array_create(graph->node_count, sizeof(bool));
	if (!session->is_folded || !session->has_break || !session->is_watched ||
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
	session->view = session->home = options->is_race ? &view_race : &view_graph;
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
	learn_forget(session);
	text_finish(&session->learning.problem);
	picture_destroy(session->drawing.picture);
	picture_destroy(session->drawing.before);
	picture_destroy(session->drawing.kept.picture);
	fanout_finish(&session->focus.fanout);
	table_rows_finish(&session->rows);
	gw_tape_destroy(session->tape);
	free(session->is_folded);
	free(session->can_fold);
	free(session->has_break);
	free(session->is_watched);
	free(session->line_start);
	history_finish(&session->history);
	snapshot_finish(&session->before);
	prompt_finish(&session->question.prompt);
	text_finish(&session->question.label);
	text_finish(&session->message.text);
	text_finish(&session->search.pattern);
	text_finish(&session->export_name);
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
	struct session_wishes wishes = session->wishes;

	if (session->inner)
		wishes = session_take_wishes(session->inner);
	session->wishes.repaint = false;
	return wishes;
}

bool session_is_typing(const struct session *session)
{
	if (session->inner)
		return session_is_typing(session->inner);
	return session->question.is_open && !session->question.is_yes_or_no;
}

bool session_is_over(const struct session *session)
{
	return session->is_over;
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
		session_say(session, ROLE_ERROR, "no node is called \"%s\"; did you mean \"%s\"?",
			    argument, suggestion);
	else
		session_say(session, ROLE_ERROR, "no node is called \"%s\"", argument);
	return GW_NONE;
}

void session_say(struct session *session, enum role role, const char *format, ...)
{
	va_list arguments;

	text_clear(&session->message.text);
	va_start(arguments, format);
	text_add_format_list(&session->message.text, format, arguments);
	va_end(arguments);
	if (role == ROLE_ERROR && !session->message.text.failed)
		error_add_invisible(&session->message.text, session->message.text.data,
				    session->message.text.length);
	session->message.role = role;
}

void session_say_error(struct session *session, const struct gw_error *error)
{
	session_say(session, ROLE_ERROR, "%s%s%s", error->file, *error->file ? ": " : "",
		    error->message);
}

void session_ask(struct session *session, const char *line,
		 void (*accept)(struct session *session, const char *line))
{
	struct question *question = &session->question;

	prompt_offer(&question->prompt, line);
	question->is_open = true;
	question->is_yes_or_no = question->completes = false;
	question->told = 0;
	question->accept = accept;
}

void session_ask_yes_or_no(struct session *session,
			   void (*accept)(struct session *session, const char *line))
{
	session_ask(session, "", accept);
	session->question.is_yes_or_no = true;
}

/* Close the question before its answer is acted on: that may ask the next one. */
static void answer(struct session *session)
{
	struct question *question = &session->question;

	question->is_open = false;
	if (!question->prompt.line.failed)
		question->accept(session, prompt_line(&question->prompt));
	else
		session_say(session, ROLE_ERROR, "out of memory");
}

static void question_key(struct session *session, int code)
{
	struct question *question = &session->question;

	if (code != CODE_TAB)
		question->told = 0;
	if (code == CODE_ESCAPE || code == CODE_CONTROL('g') ||
	    (question->is_yes_or_no && code != 'y'))
		question->is_open = false;
	else if (code == CODE_ENTER || question->is_yes_or_no)
		answer(session);
	else if (code == CODE_TAB && question->completes)
		command_line_complete(session);
	else if (code == CODE_BACKSPACE && question->prompt.line.length == 0)
		question->is_open = false;
	else
		prompt_key(&question->prompt, code);
}

/* What is pasted is text for the line that is typed, and never a key: it is one line there. */
static void pasted_key(struct session *session, int code)
{
	struct question *question = &session->question;
	bool is_blank = code == CODE_ENTER || code == CODE_TAB || code == '\n';

	if (!question->is_open || question->is_yes_or_no)
		session_say(session, ROLE_PLAIN,
			    "text is pasted where a line is typed: e : and / begin one");
	else if (is_blank || (code >= ' ' && code < CODE_UP && code != CODE_BACKSPACE))
		prompt_key(&question->prompt, is_blank ? ' ' : code);
}

static void click(struct session *session, int x, int y)
{
	const struct rectangle *shown = &session->shown;
	uint32_t node;

	if (x < shown->x || y < shown->y || x >= shown->x + shown->width ||
	    y >= shown->y + shown->height)
		return;
	node = session->view->node_at(session, x, y);
	if (node != GW_NONE)
		session->selected = node;
}

/* A digit of a count: 0 only continues one. */
static bool count_key(struct session *session, int code)
{
	int digit = character_digit((uint32_t)code);

	if (digit < 0 || (digit == 0 && session->count == 0))
		return false;
	if (session->count < COUNT_LIMIT / 10)
		session->count = 10 * session->count + (uint32_t)digit;
	return true;
}

void session_call(struct session *session, const struct command *command, const struct call *call)
{
	command_action *act = command_action_in(command, session->view->is_training);

	if (act)
		act(session, call);
	else
		session_say(session, ROLE_ERROR, "%s is for walking: Tab to the graph for it",
			    command->name);
}

static void command_key(struct session *session, int code)
{
	const struct command *command = command_of_key(code);
	struct call call = {.count = session->count ? session->count : 1, .argument = ""};

	session->count = 0;
	if (command) {
		session_call(session, command, &call);
		return;
	}
	text_clear(&session->text);
	key_add(&session->text, code, session->style.ascii);
	if (!session->text.failed)
		session_say(session, ROLE_ERROR, "the key %s does nothing; ? lists the keys",
			    session->text.data);
}

void session_key(struct session *session, struct key key)
{
	text_clear(&session->message.text);
	if (session->inner) {
		session_key(session->inner, key);
		open_settle(session);
	} else if (key.is_pasted)
		pasted_key(session, key.code);
	else if (session->question.is_open)
		question_key(session, key.code);
	else if (session->shows_help)
		help_key(session, key.code);
	else if (key.code == CODE_CLICK)
		click(session, key.x, key.y);
	else if (!count_key(session, key.code) && !search_key(session, key.code))
		command_key(session, key.code);
	learn_tell_forgotten(session);
}
