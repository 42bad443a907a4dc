#include "tui/commands/predict.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/words.h"
#include "lesson/quiz.h"
#include "lesson/report.h"
#include "tui/clock.h"
#include "tui/commands/actions.h"
#include "tui/dialogue.h"
#include "tui/message.h"
#include "tui/selection.h"
#include "tui/session_parts.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <stdlib.h>
#include <string.h>

struct prediction {
	struct quiz quiz;
	const char *report_file; /* NULL: none */
	bool is_on;
	bool is_part;      /* what waits for the answers is a part of a step, not a step */
	uint32_t left;     /* how many of them */
	bool sums_up;      /* the summary is shown, until the next key */
	struct prose said; /* to the last answer */
};

struct prediction *prediction_create(const struct session_options *options)
{
	struct prediction *prediction = calloc(1, sizeof(*prediction));
	const char *seed = options->seed ? options->seed : "";
	const struct asking asking = {options->asks, hash_bytes(HASH_START, seed, strlen(seed))};

	if (!prediction)
		return NULL;
	quiz_init(&prediction->quiz, asking, options->digits);
	prediction->report_file = options->report_file;
	prediction->is_on = options->predicts;
	return prediction;
}

void prediction_destroy(struct prediction *prediction)
{
	if (!prediction)
		return;
	quiz_finish(&prediction->quiz);
	prose_finish(&prediction->said);
	free(prediction);
}

/* ---- what others see of it ---- */

bool predict_is_on(const struct session *session)
{
	return session->prediction->is_on;
}

/*
 * A question whose line is gone, since memory ran out, is not asked any more: its tape may be gone.
 */
bool predict_is_asking(const struct session *session)
{
	return session->prediction->quiz.is_asking && dialogue_is_open(session);
}

struct explain_style predict_style(const struct session *session)
{
	const struct prediction *prediction = session->prediction;
	enum asking_mode mode = prediction->quiz.asking.mode;
	struct explain_style style = *explain_style_of(session);

	style.hides_gradients = prediction->is_on && mode != ASKING_VALUES;
	style.hides_locals = prediction->is_on && (mode == ASKING_TERMS || mode == ASKING_ALL);
	return style;
}

bool predict_asks_for(const struct session *session, uint32_t *node, bool *is_gradient)
{
	const struct quiz *quiz = &session->prediction->quiz;

	if (!predict_is_asking(session))
		return false;
	*node = question_node(&quiz->question);
	*is_gradient = quiz->question.kind != QUESTION_VALUE;
	return true;
}

static void add_said(const struct prediction *prediction, struct prose *prose)
{
	if (prediction->said.text.length > 0 && !prediction->said.text.failed)
		prose_add(prose, ROLE_KEY, EMPHASIS_NONE, "%s", prediction->said.text.data);
}

#define MOST_GIVEN_LINES 2 /* before the reply, which there must be room for */

/* Whether what is given has matrices row by row. */
static bool are_givens_long(const struct question *question, const struct explain_style *style)
{
	struct prose givens = {0};
	unsigned lines = 0;

	question_givens(&givens, question, style);
	for (size_t i = 0; i < givens.text.length; i++)
		lines += givens.text.data[i] == '\n';
	prose_finish(&givens);
	return lines > MOST_GIVEN_LINES;
}

bool predict_explain(const struct session *session, struct prose *prose)
{
	const struct prediction *prediction = session->prediction;
	const struct quiz *quiz = &prediction->quiz;
	const struct explain_style *style = explain_style_of(session);

	if (predict_is_asking(session)) {
		bool is_said_first = are_givens_long(&quiz->question, style);

		question_prompt(prose, &quiz->question, "?", style);
		if (is_said_first)
			add_said(prediction, prose);
		question_givens(prose, &quiz->question, style);
		if (!is_said_first)
			add_said(prediction, prose);
	} else if (prediction->sums_up) {
		quiz_add_summary(quiz, prose);
	}
	return predict_is_asking(session) || prediction->sums_up;
}

struct session_record session_record(const struct session *session)
{
	const struct prediction *prediction = session->prediction;
	const uint32_t *score = prediction->quiz.score;

	return (struct session_record){prediction->is_on, prediction->quiz.asking.mode,
				       score[OUTCOME_AT_ONCE], score[OUTCOME_AFTER_HINT],
				       score[OUTCOME_SHOWN]};
}

void predict_add_score(const struct session *session, struct text *text)
{
	const uint32_t *score = session->prediction->quiz.score;

	text_add_format(text, "right %u, helped %u, shown %u", score[OUTCOME_AT_ONCE],
			score[OUTCOME_AFTER_HINT], score[OUTCOME_SHOWN]);
}

/* ---- asking ---- */

static bool is_at_end(const struct session *session)
{
	return walk_of(session)->t == gw_walk_last(walk_of(session));
}

static void take_line(struct session *session, const char *line);
static void skip_question(struct session *session);

static void open_line(struct session *session)
{
	char memory[64];
	struct text score = text_in(memory, sizeof(memory));

	predict_add_score(session, &score);
	dialogue_ask(session, "", take_line, "%s > ", score.data);
	dialogue_when_left(session, skip_question);
}

/* The folded group that is at work in a step, which is one gate; GW_NONE if none is. */
static uint32_t group_at_work(const struct session *session, uint32_t t)
{
	struct gw_step step = gw_walk_step_at(walk_of(session), t);

	return step.phase == GW_SEED ? GW_NONE : fold_of(session, step.node);
}

/* Asks the next question about the next step; false if no question is left. */
static bool ask_next(struct session *session)
{
	struct prediction *prediction = session->prediction;
	const struct gw_walk *walk = walk_of(session);
	uint32_t end = prediction->is_part ? walk->part + 1 : GW_NONE;

	if (is_at_end(session))
		return false;
	uint32_t group = group_at_work(session, walk->t + 1);
	bool is_asked = group == GW_NONE
				? quiz_ask(&prediction->quiz, walk, walk->t + 1, walk->part, end)
				: quiz_ask_group(&prediction->quiz, walk, walk->t + 1, group);
	if (!is_asked)
		return false;
	reveal_node(session, question_node(&prediction->quiz.question));
	open_line(session);
	return true;
}

/* Repeats the reply to the last answer on the status line, since the question has gone. */
static void repeat_said(struct session *session)
{
	const struct text *said = &session->prediction->said.text;

	if (said->length == 0 || said->failed)
		return;
	message_say(session, ROLE_KEY, "%.*s%s", (int)strcspn(said->data, "\n"), said->data,
		    is_at_end(session) ? "; n again tells how it went" : "");
}

/* False if the walk was at its end. */
static bool move_once(struct session *session)
{
	struct prediction *prediction = session->prediction;
	bool moved = prediction->is_part ? walk_clock.part(session, 1, false)
					 : walk_clock.step(session, 1, false);

	prediction->left--;
	return moved;
}

/* Ask what is left to be asked, or make the steps that waited for it, up to the next question. */
static void go_on_asking(struct session *session)
{
	struct prediction *prediction = session->prediction;

	while (!ask_next(session)) {
		if (!move_once(session) || prediction->left == 0) {
			repeat_said(session);
			return;
		}
		quiz_begin_step(&prediction->quiz);
	}
}

static bool report_answer(const struct prediction *prediction, const char *line,
			  struct gw_error *error)
{
	struct report report;
	struct text text = {0};

	quiz_add_report(&prediction->quiz, line, &text);
	bool is_written = report_open(&report, prediction->report_file, error) &&
			  report_add(&report, &text, error);
	report_close(&report);
	text_finish(&text);
	return is_written;
}

static void take_line(struct session *session, const char *line)
{
	struct prediction *prediction = session->prediction;
	struct gw_error error = {0};

	prose_clear(&prediction->said);
	prediction->said.text.is_ascii = is_ascii(session);
	enum taken taken =
		quiz_take(&prediction->quiz, line, &prediction->said, explain_style_of(session));
	bool is_reported = !prediction->report_file || taken < TAKEN_WRONG ||
			   report_answer(prediction, line, &error);
	if (taken == TAKEN_CLOSED)
		go_on_asking(session);
	else if (taken == TAKEN_UNREAD)
		dialogue_ask_again(session, error_place(&prediction->quiz.verdict.error, line));
	else
		open_line(session);
	if (!is_reported)
		message_say_error(session, &error);
}

static void skip_question(struct session *session)
{
	quiz_skip(&session->prediction->quiz);
	prose_clear(&session->prediction->said);
	go_on_asking(session);
}

bool predict_before(struct session *session, bool is_part, uint32_t count)
{
	struct prediction *prediction = session->prediction;

	if (!prediction->is_on || clock_of(session) != &walk_clock ||
	    walked_order(session) != ORDER_TOPOLOGICAL || walked_is_forward(session))
		return false;
	if (is_at_end(session)) {
		prediction->sums_up = prediction->quiz.closed_count > 0;
		return false;
	}
	prediction->is_part = is_part;
	prediction->left = count;
	prose_clear(&prediction->said);
	quiz_begin_step(&prediction->quiz);
	go_on_asking(session);
	return true;
}

void predict_end_summary(struct session *session)
{
	session->prediction->sums_up = false;
}

/* ---- commands ---- */

static void switch_on(struct session *session)
{
	if (walked_order(session) != ORDER_TOPOLOGICAL || walked_is_forward(session)) {
		message_say(session, ROLE_ERROR, "predictions are of backpropagation's order: %s",
			    walked_is_forward(session) ? ":mode backward" : ":order topological");
		return;
	}
	session->prediction->is_on = true;
	message_say(session, ROLE_PLAIN, "n and s ask for %s before they show them; p ends it",
		    session->prediction->quiz.asking.mode == ASKING_ALL
			    ? "all numbers"
			    : asking_word(session->prediction->quiz.asking.mode));
}

void predict_toggle(struct session *session, const struct call *call)
{
	struct prediction *prediction = session->prediction;

	(void)call;
	if (!prediction->is_on) {
		switch_on(session);
		return;
	}
	prediction->is_on = false;
	prediction->sums_up = prediction->quiz.closed_count > 0;
	message_say(session, ROLE_PLAIN, "nothing is asked any more; p asks again");
}

void predict_choose(struct session *session, const struct call *call)
{
	struct text modes = {0};
	size_t mode;

	if (words_find(asking_word, call->argument, &mode)) {
		session->prediction->quiz.asking.mode = (enum asking_mode)mode;
		switch_on(session);
		return;
	}
	words_add(asking_word, &modes);
	message_say(session, ROLE_ERROR, "ask for what? %s", modes.failed ? "" : modes.data);
	text_finish(&modes);
}
