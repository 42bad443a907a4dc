#include "lesson/quiz.h"

#include "base/array.h"
#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void quiz_init(struct quiz *quiz, struct asking asking, int digits)
{
	*quiz = (struct quiz){.asking = asking, .digits = digits};
}

void quiz_finish(struct quiz *quiz)
{
	free(quiz->closed);
	*quiz = (struct quiz){0};
}

/* ---- which question ---- */

static struct question_key key_of(const struct question *question)
{
	return (struct question_key){
		.output = question->tape->output,
		.t = question->t,
		.node = question->node,
		.index = question->index,
		.kind = (uint8_t)question->kind,
		.is_shape = question->is_shape,
		.entry = question->is_shape ? 0 : question->entry,
		.right = question->right,
	};
}

static bool is_same_key(const struct question_key *a, const struct question_key *b)
{
	bool is_same_number = a->right == b->right || (isnan(a->right) && isnan(b->right));

	return is_same_number && a->output == b->output && a->t == b->t && a->node == b->node &&
	       a->index == b->index && a->kind == b->kind && a->is_shape == b->is_shape &&
	       a->entry == b->entry;
}

static bool is_closed(const struct quiz *quiz, const struct question *question)
{
	const struct question_key key = key_of(question);

	for (size_t i = 0; i < quiz->closed_count; i++)
		if (is_same_key(&quiz->closed[i], &key))
			return true;
	return false;
}

static void open_question(struct quiz *quiz, const struct question *question)
{
	const struct question_key key = key_of(question);
	bool stands = quiz->is_asking && is_same_key(&key, &quiz->key);

	quiz->question = *question;
	quiz->key = key;
	if (stands)
		return;
	quiz->is_asking = true;
	quiz->hints = quiz->tries = 0;
	quiz->was_shown = false;
}

/* Open a question of a step, its `place`-th, unless it is closed. */
static bool ask(struct quiz *quiz, const struct question *question, uint32_t place)
{
	if (is_closed(quiz, question))
		return false;
	open_question(quiz, question);
	quiz->place = place;
	return true;
}

void quiz_begin_step(struct quiz *quiz)
{
	quiz->skipped = 0;
}

bool quiz_ask(struct quiz *quiz, const struct gw_walk *walk, uint32_t t, uint32_t first,
	      uint32_t end)
{
	uint32_t count = question_count(walk, t, &quiz->asking);

	for (uint32_t i = quiz->skipped; i < count; i++) {
		struct question question = question_make(walk, t, &quiz->asking, i);
		if (question.index >= first && question.index < end && ask(quiz, &question, i))
			return true;
	}
	quiz->is_asking = false;
	return false;
}

bool quiz_ask_group(struct quiz *quiz, const struct gw_walk *walk, uint32_t t, uint32_t group)
{
	uint32_t count = question_group_count(walk, t, &quiz->asking, group);

	for (uint32_t i = quiz->skipped; i < count; i++) {
		struct question question = question_group_make(walk, t, &quiz->asking, group, i);
		if (ask(quiz, &question, i))
			return true;
	}
	quiz->is_asking = false;
	return false;
}

void quiz_skip(struct quiz *quiz)
{
	quiz->is_asking = false;
	quiz->skipped = quiz->place + 1;
}

static void close_question(struct quiz *quiz, enum outcome outcome)
{
	quiz->is_asking = false;
	quiz->was_shown = outcome == OUTCOME_SHOWN;
	if (!array_reserve((void **)&quiz->closed, &quiz->closed_capacity, quiz->closed_count + 1,
			   sizeof *quiz->closed))
		return;
	quiz->closed[quiz->closed_count++] = quiz->key;
	quiz->score[outcome]++;
}

/* ---- what is typed ---- */

static enum taken show_number(struct quiz *quiz, struct prose *prose,
			      const struct explain_style *style)
{
	question_solution(prose, &quiz->question, style);
	question_rest(prose, &quiz->question, style);
	close_question(quiz, OUTCOME_SHOWN);
	return TAKEN_CLOSED;
}

static enum taken give_hint(struct quiz *quiz, struct prose *prose,
			    const struct explain_style *style)
{
	if (++quiz->hints >= HINT_COUNT)
		return show_number(quiz, prose, style);
	answer_hint(prose, &quiz->question, quiz->hints, style);
	return TAKEN_HINT;
}

static enum taken take_answer(struct quiz *quiz, const char *line, struct prose *prose,
			      const struct explain_style *style)
{
	struct verdict *verdict = &quiz->verdict;

	answer_judge(&quiz->question, line, quiz->digits, verdict);
	answer_explain(prose, &quiz->question, verdict, style);
	if (verdict->kind == VERDICT_UNREAD)
		return TAKEN_UNREAD;
	quiz->tries++;
	if (verdict_is_right(verdict)) {
		question_rest(prose, &quiz->question, style);
		bool is_at_once = quiz->tries == 1 && quiz->hints == 0;
		close_question(quiz, is_at_once ? OUTCOME_AT_ONCE : OUTCOME_AFTER_HINT);
		return TAKEN_CLOSED;
	}
	for (unsigned i = 0; i < verdict->mistake_count; i++)
		quiz->mistaken[verdict->mistake[i] - mistakes]++;
	return TAKEN_WRONG;
}

enum taken quiz_take(struct quiz *quiz, const char *line, struct prose *prose,
		     const struct explain_style *style)
{
	const char *typed = line + strspn(line, " \t\r\n");

	if (*typed == '\0')
		return show_number(quiz, prose, style);
	if (*typed == '?' && typed[1 + strspn(typed + 1, " \t\r\n")] == '\0')
		return give_hint(quiz, prose, style);
	return take_answer(quiz, line, prose, style);
}

/* ---- score and summary ---- */

/* "3 at once · 1 after a hint · 0 shown" */
static void add_score(const struct quiz *quiz, struct text *text)
{
	const char *separator = text_sign(text, SIGN_SEPARATOR);

	text_add_format(text, "%u at once%s%u after a hint%s%u shown", quiz->score[OUTCOME_AT_ONCE],
			separator, quiz->score[OUTCOME_AFTER_HINT], separator,
			quiz->score[OUTCOME_SHOWN]);
}

static void add_mistake(const struct mistake *mistake, uint32_t count, struct prose *prose)
{
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "%u time%s %s: see gradwalk %s\n", count,
		  count == 1 ? "" : "s", mistake->name, mistake->lesson);
}

/* The row that was made most often of those made less often than `below`, or as often but later. */
static unsigned next_most_frequent(const struct quiz *quiz, unsigned before, uint32_t below)
{
	unsigned best = mistake_count;

	for (unsigned i = 0; i < mistake_count; i++) {
		uint32_t count = quiz->mistaken[i];
		bool is_later = count < below || (count == below && i > before);
		if (count > 0 && is_later &&
		    (best == mistake_count || count > quiz->mistaken[best]))
			best = i;
	}
	return best;
}

void quiz_add_summary(const struct quiz *quiz, struct prose *prose)
{
	struct text score = {.is_ascii = prose->text.is_ascii};
	unsigned row = next_most_frequent(quiz, 0, UINT32_MAX);

	add_score(quiz, &score);
	prose_add(prose, ROLE_TITLE, EMPHASIS_BOLD, "Answers: %s\n",
		  score.failed ? "" : score.data);
	text_finish(&score);
	for (; row < mistake_count; row = next_most_frequent(quiz, row, quiz->mistaken[row]))
		add_mistake(&mistakes[row], quiz->mistaken[row], prose);
}

/* ---- the report ---- */

static void add_asked(const struct question *question, struct text *text)
{
	static const char *const kinds[] = {"value", "seed", "local", "downstream", "sum"};
	const struct gw_graph *graph = question->tape->graph;
	struct gw_shape shape = question->shape;

	text_add_format(text, ",\"t\":%u,\"asked\":\"%s%s\",\"node\":", question->t,
			question->is_shape ? "shape of " : "", kinds[question->kind]);
	text_add_json(text, gw_node_name(graph, question->node));
	if (question->kind != QUESTION_VALUE && question->kind != QUESTION_SEED) {
		text_add(text, ",\"operand\":");
		text_add_json(text, gw_node_name(graph, question->operand));
	}
	if (!question->is_shape && !gw_is_scalar(shape))
		text_add_format(text, ",\"entry\":[%zu,%zu]", question->entry / shape.columns,
				question->entry % shape.columns);
}

static void add_verdict(const struct quiz *quiz, struct text *text)
{
	static const char *const verdicts[] = {"right", "rounded", "wrong", "unread"};
	const struct verdict *verdict = &quiz->verdict;

	if (quiz->was_shown) {
		text_add(text, ",\"verdict\":\"shown\"");
		return;
	}
	text_add_format(text, ",\"verdict\":\"%s\"", verdicts[verdict->kind]);
	if (verdict->kind != VERDICT_WRONG)
		return;
	text_add(text, ",\"mistakes\":[");
	for (unsigned i = 0; i < verdict->mistake_count; i++) {
		text_add(text, i ? "," : "");
		text_add_json(text, verdict->mistake[i]->name);
	}
	text_add(text, "]");
}

void quiz_add_report(const struct quiz *quiz, const char *line, struct text *text)
{
	const struct question *question = &quiz->question;
	const char *graph = question->tape->graph->prose.name;
	struct text typed = {0};

	text_add(text, "{\"graph\":");
	text_add_json(text, graph ? graph : "");
	add_asked(question, text);
	text_add_bytes(&typed, line, strcspn(line, "\r\n"));
	if (!quiz->was_shown) {
		text_add(text, ",\"answer\":");
		text_add_json(text, typed.failed || !typed.data ? "" : typed.data);
	}
	text->failed |= typed.failed;
	text_finish(&typed);
	add_verdict(quiz, text);
	text_add(text, ",\"right\":");
	if (question->is_shape)
		text_add_format(text, "[%u,%u]", question->shape.rows, question->shape.columns);
	else
		number_add_json(text, question->right);
	text_add_format(text, ",\"hints\":%u,\"try\":%u}\n", quiz->hints, quiz->tries);
}
