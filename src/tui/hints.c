/*
 * The line of keys: of the commands, those that do something at this moment, as many as there is
 * room for.
 */
#include "base/language.h"
#include "tui/command.h"
#include "tui/commands/actions.h"
#include "tui/commands/fold_and_arrange.h"
#include "tui/commands/edit.h"
#include "tui/commands/predict.h"
#include "tui/commands/search.h"
#include "tui/dialogue.h"
#include "tui/drawn_frame.h"
#include "tui/habits.h"
#include "tui/history.h"
#include "tui/inspector.h"
#include "tui/lesson_words.h"
#include "tui/status_lines.h"
#include "tui/message.h"
#include "tui/requests.h"
#include "tui/selection.h"
#include "tui/session_training.h"
#include "tui/surface.h"
#include "tui/views/page.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <string.h>

#define RANK_STEP 2
#define LAST_RANK (RANK_STEP * UINT8_MAX)
#define RANK_OF_ANSWER (RANK_STEP * 8 + 1) /* at the end of the walk: behind Enter */
#define RANK_OF_NEXT (RANK_STEP * 10 + 1)  /* if there is no answer: behind views and folds */
#define HINT_GAP 2                         /* columns between two hints */

/* ---- what is of use here and now ---- */

/* The text that this file alone writes. */
static struct text *text_of(const struct session *session)
{
	return &writing_of(session, WRITES_KEYS)->text;
}

/* Whether the next step sends several contributions, or one of them is under way. */
static bool has_operands_to_step(const struct session *session)
{
	const struct gw_walk *walk = walk_of(session);

	if (walk->part > 0)
		return true;
	return walk->t < gw_walk_last(walk) && gw_walk_step_at(walk, walk->t + 1).term_total > 1;
}

static bool is_of_use_in_walk(const struct session *session, command_action *run)
{
	const struct gw_walk *walk = walk_of(session);
	bool is_at_start = walk->t == 0 && walk->part == 0;
	bool is_at_end = walk->t == gw_walk_last(walk);
	uint32_t node = node_meant(session);

	if (run == travel_next || run == travel_continue || run == travel_phase_end)
		return !is_at_end;
	if (run == travel_start)
		return is_at_end;
	if (run == travel_previous)
		return !is_at_start;
	if (run == travel_next_term)
		return has_operands_to_step(session);
	if (run == arrange_toggle_fold)
		return arrange_toggle_word(session) != NULL;
	if (run == open_gate)
		return gw_is_gate(graph_of(session), node) &&
		       gw_is_matrix_gate(tape_of(session), node);
	if (run == edit_node)
		return edit_leaf(graph_of(session), node) != GW_NONE;
	if (run == output_next)
		return graph_of(session)->output_count > 1;
	if (run == program_next_graph)
		return is_at_end && request_neighbour(session, 1) != NULL;
	if (run == arrange_focus)
		return false; /* in training alone it shows something that nothing else does */
	if (run == look_lesson)
		return graph_of(session)->prose.ask != NULL && !is_at_start;
	return true;
}

/* Without a training there is nothing to move in, to select or to inspect. */
static bool is_of_use_without_training(command_action *run)
{
	return run != travel_next && run != travel_previous && run != travel_continue &&
	       run != travel_phase_end && run != travel_start && run != choose_down &&
	       run != look_inspect && run != open_gate;
}

static bool is_of_use_in_training(const struct session *session, command_action *run)
{
	const struct race *race = training_race(session);

	if (!training_is_ready(session))
		return is_of_use_without_training(run);
	if (run == travel_continue)
		return training_is_running(session) || !race_is_over(race);
	if (run == travel_next || run == travel_phase_end)
		return !race_is_over(race);
	if (run == travel_start)
		return race_is_over(race) && race->step > 0;
	if (run == travel_previous)
		return race->step > 0;
	if (run == choose_down)
		return race->count > 1 || training_timeline(session)->fit.entry_count > 1;
	return true;
}

static bool is_of_use(const struct session *session, const struct command *command)
{
	if (command->run == edit_undo)
		return history_done(session) > 0;
	if (view_is_training(view_now(session)))
		return command->run != choose_current &&
		       is_of_use_in_training(session, command->run);
	if (command->run == choose_current)
		return selected_node(session) != GW_NONE;
	return is_of_use_in_walk(session, command->run);
}

static bool is_walk_over(const struct session *session)
{
	return !view_is_training(view_now(session)) &&
	       walk_of(session)->t == gw_walk_last(walk_of(session));
}

/* Whether what is differentiated is one of several losses. */
static bool is_alternative(const struct session *session)
{
	const struct gw_graph *graph = graph_of(session);

	for (uint32_t i = 0; i < graph->output_count; i++)
		if (graph->outputs[i] == tape_of(session)->output)
			return graph->choice[i] != GW_NONE;
	return false;
}

static const char *hint_of(const struct session *session, const struct command *command)
{
	if (surface_is_shown(session) && command->run == choose_down)
		return N_("aim");
	if (surface_is_shown(session) && command->run == look_inspect)
		return surface_aim(session) ? N_("start there") : NULL;
	if (command->run == output_next && !view_is_training(view_now(session)) &&
	    !is_alternative(session))
		return N_("output");
	if (command->run == look_inspect && inspector_is_shown(session))
		return N_("hide");
	if (command->run == look_lesson && lesson_words_has_answer(session) &&
	    is_walk_over(session))
		return N_("answer");
	if (command->run == arrange_toggle_fold && !view_is_training(view_now(session)))
		return arrange_toggle_word(session);
	return command_hint_in(command, view_is_training(view_now(session)));
}

/* ---- what is written ---- */

static int first_key(const struct session *session, const struct command *command)
{
	return key_bindings_first(&preferences_of(session)->keys, command);
}

/* A command's first key, put into text_of(); of those that select, all. */
static void fill_key(struct session *session, const struct command *command)
{
	bool goes_aside = view_now(session) == VIEW_GRAPH || view_now(session) == VIEW_RACE ||
			  surface_is_shown(session);

	text_clear(text_of(session));
	if (command->run == choose_down)
		text_add(text_of(session), goes_aside ? "hjkl" : "jk");
	else
		key_add(text_of(session), first_key(session, command));
}

/* Its word, which hint_of() has, in the language that is spoken. */
static const char *spoken_hint(const struct session *session, const struct command *command)
{
	return _(hint_of(session, command));
}

/* Columns of "n next": a command's key and its word. */
static int hint_width(struct session *session, const struct command *command)
{
	fill_key(session, command);
	text_add_format(text_of(session), " %s", spoken_hint(session, command));
	return text_of(session)->failed
		       ? 0
		       : text_width(text_of(session)->data, text_of(session)->length);
}

static int draw_hint(struct session *session, struct canvas *canvas, int x, int y,
		     const struct command *command)
{
	fill_key(session, command);
	if (text_of(session)->failed)
		return x;
	x = canvas_text(canvas, x, y, ROLE_KEY, EMPHASIS_BOLD, text_of(session)->data);
	return canvas_words(canvas, x + 1, y, ROLE_PLAIN, EMPHASIS_NONE,
			    spoken_hint(session, command));
}

static bool is_training_over(const struct session *session)
{
	return view_is_training(view_now(session)) && training_is_ready(session) &&
	       race_is_over(training_race(session)) && training_race(session)->step > 0;
}

/*
 * Which hint goes first where there is no room for all; at the end of the walk, the answer is
 * early, and so is the next graph if there is no answer to be read first. At the end of training
 * its last pass is early, and the way back to its start late.
 */
static int rank_of(const struct session *session, const struct command *command)
{
	bool has_answer = lesson_words_has_answer(session);

	if (is_training_over(session) && command->run == open_gate)
		return RANK_OF_NEXT;
	if (is_training_over(session) && command->run == travel_start)
		return LAST_RANK;

	if (is_walk_over(session) && has_answer && command->run == look_lesson)
		return RANK_OF_ANSWER;
	if (is_walk_over(session) && !has_answer && command->run == program_next_graph)
		return RANK_OF_NEXT;
	return RANK_STEP * command->hint_rank;
}

static bool has_hint(const struct session *session, const struct command *command)
{
	return command->hint_rank > 0 && first_key(session, command) != 0 &&
	       hint_of(session, command) && is_of_use(session, command);
}

/*
 * The last rank up to which all hints fit into the width. Those of a rank take their columns
 * together, so that each command is looked at once.
 */
static int last_rank(struct session *session, int width)
{
	int columns[LAST_RANK + 1] = {0}, rank = 0, sum = -HINT_GAP;

	for (size_t i = 0; i < command_count; i++)
		if (has_hint(session, &commands[i]))
			columns[rank_of(session, &commands[i])] +=
				hint_width(session, &commands[i]) + HINT_GAP;
	while (rank < LAST_RANK && sum + columns[rank + 1] <= width)
		sum += columns[++rank];
	return rank;
}

static void draw_message(struct session *session, struct canvas *canvas, int y)
{
	const char *message = message_text(session);

	text_clear(text_of(session));
	text_add_safe(text_of(session), message, strlen(message));
	if (!text_of(session)->failed && text_of(session)->length > 0)
		canvas_sentence(canvas, 0, y, canvas->width, message_role(session), EMPHASIS_NONE,
				text_of(session)->data);
}

/*
 * Draw the message that a refused line has got, with a caret below the place of the fault, where
 * the cursor stands. The message stands behind the caret, before it, or alone if both lack room.
 *
 *     y = 1/
 *           ^ the expression ends where a number should follow
 */
static void draw_fault(struct session *session, struct canvas *canvas, int y)
{
	const char *message = message_text(session);
	int caret, row, width;

	frame_cursor(session, &caret, &row);
	text_clear(text_of(session));
	text_add_safe(text_of(session), message, strlen(message));
	if (text_of(session)->failed)
		return;
	width = text_width(text_of(session)->data, text_of(session)->length);
	bool fits_behind = caret + 2 + width <= canvas->width, fits_before = width < caret;
	if (fits_behind || fits_before)
		canvas_text(canvas, caret, y, ROLE_ERROR, EMPHASIS_BOLD, "^");
	canvas_sentence(canvas, fits_behind ? caret + 2 : 0, y, canvas->width, ROLE_ERROR,
			EMPHASIS_NONE, text_of(session)->data);
}

/* What the keys mean, where it is always the same. */
static void draw_words(struct canvas *canvas, int y, const char *words)
{
	int end = canvas_text_unordered(canvas, 0, y, ROLE_KEY, EMPHASIS_NONE, words);

	/* Keys stand before their words, from the left, whatever the language. */
	canvas_order(canvas, 0, y, end, order_knows_sentences ? ORDER_LEFT_TO_RIGHT : ORDER_WORDS);
}

static const char *command_answers(const struct session *session)
{
	return line_history_count(lines_of(session)) > 0
		       ? _("Enter do it  Tab complete  Up earlier lines  Esc leave")
		       : _("Enter do it  Tab complete  Esc leave");
}

/* While something is typed, what was said about it stands here, or else what can be done. */
static void draw_answers(struct session *session, struct canvas *canvas, int y)
{
	if (message_text(session) && dialogue_points(session))
		draw_fault(session, canvas, y);
	else if (message_text(session))
		draw_message(session, canvas, y);
	else
		draw_words(canvas, y,
			   dialogue_is_yes_or_no(session) ? _("y yes  n no")
			   : dialogue_is_command(session) ? command_answers(session)
			   : predict_is_asking(session)   ? _("Enter answer  ? hint  Enter alone "
								"shows it  Esc skip")
			   : dialogue_prompt(session)->is_offered
				   ? _("type a new one, or move to edit this one  "
				       "Enter accept  Esc leave")
				   : _("Enter accept  Esc leave"));
}

void lines_draw_keys(struct session *session, struct canvas *canvas, int y)
{
	int x = 0, rank;

	if (dialogue_is_open(session)) {
		draw_answers(session, canvas, y);
		return;
	}
	if (page_opened(session) != PAGE_NONE) {
		bool has_answer =
			page_opened(session) == PAGE_LESSON && lesson_words_has_answer(session);

		bool has_next = page_opened(session) == PAGE_ANSWER && is_walk_over(session) &&
				request_neighbour(session, 1);

		bool is_help = page_opened(session) == PAGE_HELP;

		draw_words(canvas, y,
			   has_answer ? _("a answer  j k Space scroll  G end  q closes")
			   : has_next ? _("} next  j k Space scroll  G end  q closes")
			   : is_help  ? _("/ find  n N matches  j k Space scroll  G end  q closes")
				      : _("j k Space scroll  G end  q closes"));
		return;
	}
	if (search_is_active(session)) {
		draw_words(canvas, y,
			   view_is_training(view_now(session))
				   ? _("n next match  N previous match  Esc back to training")
				   : _("n next match  N previous match  Esc back to walking"));
		return;
	}
	rank = last_rank(session, canvas->width);
	for (size_t i = 0; i < command_count; i++)
		if (has_hint(session, &commands[i]) && rank_of(session, &commands[i]) <= rank)
			x = draw_hint(session, canvas, x, y, &commands[i]) + HINT_GAP;
}
