#include "cli/cmd_quiz.h"

#include "base/error.h"
#include "base/hash.h"
#include "canvas/order.h"
#include "cli/output.h"
#include "cli/printed_drawing.h"
#include "explain/label.h"
#include "lesson/quiz.h"
#include "lesson/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LARGEST_DRAWING 40 /* gates; of more, what each question is about says enough */

/* One run of the command: the walk that is asked about, and where its answers go. */
struct quizzer {
	struct loaded_graph *work;
	const struct options *options;
	struct explain_style style;
	struct quiz quiz;
	struct report report;
	struct prose prose; /* what is said next */
	struct text text;   /* the same, on its way out */
	char *line;         /* the last answer */
	size_t line_capacity;
	bool is_typed; /* on a terminal, which shows what is typed */
	struct gw_error *error;
};

/* ---- out and in ---- */

static bool put_text(struct quizzer *quizzer)
{
	order_mark_text(&quizzer->text, 0);
	return output_put_part(&quizzer->text, quizzer->error);
}

static bool put_prose(struct quizzer *quizzer)
{
	text_add_bytes(&quizzer->text, quizzer->prose.text.data, quizzer->prose.text.length);
	quizzer->text.failed |= quizzer->prose.text.failed;
	prose_clear(&quizzer->prose);
	return put_text(quizzer);
}

/* An answer; false at the end of the input. What comes from a pipe is shown, as a terminal does. */
static bool read_line(struct quizzer *quizzer)
{
	ssize_t length = getline(&quizzer->line, &quizzer->line_capacity, stdin);

	if (length < 0)
		return false;
	quizzer->line[strcspn(quizzer->line, "\r\n")] = '\0';
	return true;
}

static void echo_line(struct quizzer *quizzer)
{
	if (quizzer->is_typed)
		return;
	text_add_safe(&quizzer->text, quizzer->line, strlen(quizzer->line));
	text_add(&quizzer->text, "\n");
}

/* ---- before the first question ---- */

static const char introduction[] =
	"Type the number, or an expression such as -4 * 1 or 1/3. ? gives a hint, an empty line\n"
	"shows the number, and the end of the input (Ctrl-D) ends the quiz.\n\n";

/* Skips forward steps without questions: questions about gradients need the values alone. */
static void skip_what_is_not_asked(struct quizzer *quizzer)
{
	struct gw_walk *walk = &quizzer->work->walk;

	while (walk->t < gw_walk_last(walk) &&
	       question_count(walk, walk->t + 1, &quizzer->quiz.asking) == 0)
		gw_walk_next(walk);
}

static bool introduce(struct quizzer *quizzer)
{
	const struct loaded_graph *work = quizzer->work;
	const struct asking *asking = &quizzer->quiz.asking;
	uint32_t start = work->walk.t;

	skip_what_is_not_asked(quizzer);
	if (work->walk.t == gw_walk_last(&work->walk))
		return error_set(quizzer->error, "there is nothing to ask: no %s come after t = %u",
				 asking_word(asking->mode), start);
	text_add(&quizzer->text, introduction);
	return (work->tape->gate_count > LARGEST_DRAWING ||
		printed_drawing_add(work, quizzer->options, &quizzer->text, quizzer->error)) &&
	       put_text(quizzer);
}

/* ---- asking ---- */

static bool put_question(struct quizzer *quizzer)
{
	struct prose *prose = &quizzer->prose;
	const struct question *question = &quizzer->quiz.question;

	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "\n");
	question_givens(prose, question, &quizzer->style);
	question_prompt(prose, question, "?", &quizzer->style);
	prose_add(prose, ROLE_PLAIN, EMPHASIS_NONE, "> ");
	return put_prose(quizzer);
}

static bool report_answer(struct quizzer *quizzer, enum taken taken)
{
	struct text line = {0};
	bool is_done = true;

	if (quizzer->report.name && taken >= TAKEN_WRONG) {
		quiz_add_report(&quizzer->quiz, quizzer->line, &line);
		is_done = report_add(&quizzer->report, &line, quizzer->error);
	}
	text_finish(&line);
	return is_done;
}

/* One line, and what is said to it; `is_over` at the end of the input. */
static bool take_line(struct quizzer *quizzer, bool *is_over)
{
	*is_over = !read_line(quizzer);
	if (*is_over) {
		text_add(&quizzer->text, "\n");
		return put_text(quizzer);
	}
	echo_line(quizzer);
	enum taken taken =
		quiz_take(&quizzer->quiz, quizzer->line, &quizzer->prose, &quizzer->style);
	if (taken != TAKEN_CLOSED)
		prose_add(&quizzer->prose, ROLE_PLAIN, EMPHASIS_NONE, "> ");
	return report_answer(quizzer, taken) && put_prose(quizzer);
}

/* All questions of the next step. */
static bool ask_step(struct quizzer *quizzer, bool *is_over)
{
	struct gw_walk *walk = &quizzer->work->walk;

	quiz_begin_step(&quizzer->quiz);
	while (!*is_over && quiz_ask(&quizzer->quiz, walk, walk->t + 1, 0, GW_NONE)) {
		if (!put_question(quizzer))
			return false;
		while (!*is_over && quizzer->quiz.is_asking)
			if (!take_line(quizzer, is_over))
				return false;
	}
	return true;
}

static bool ask_all(struct quizzer *quizzer)
{
	struct gw_walk *walk = &quizzer->work->walk;
	bool is_over = false;

	while (!is_over && walk->t < gw_walk_last(walk)) {
		if (!ask_step(quizzer, &is_over))
			return false;
		gw_walk_next(walk);
	}
	prose_add(&quizzer->prose, ROLE_PLAIN, EMPHASIS_NONE, "\n");
	quiz_add_summary(&quizzer->quiz, &quizzer->prose);
	return put_prose(quizzer);
}

bool quizzing_run(struct loaded_graph *work, const struct options *options, struct gw_error *error)
{
	struct quizzer quizzer = {
		.work = work,
		.options = options,
		.style = {.digits = options->digits},
		.prose.text.is_ascii = output_is_ascii(options),
		.text.is_ascii = output_is_ascii(options),
		.is_typed = isatty(STDIN_FILENO),
		.error = error,
	};
	const char *seed = options->seed ? options->seed : "";
	const struct asking asking = {(enum asking_mode)options->asks,
				      hash_bytes(HASH_START, seed, strlen(seed))};

	quizzer.style.name_columns = label_name_columns(work->graph, quizzer.text.is_ascii);
	quiz_init(&quizzer.quiz, asking, options->digits);
	bool is_done = report_open(&quizzer.report, options->report_file, error) &&
		       introduce(&quizzer) && ask_all(&quizzer);
	report_close(&quizzer.report);
	quiz_finish(&quizzer.quiz);
	prose_finish(&quizzer.prose);
	text_finish(&quizzer.text);
	free(quizzer.line);
	return is_done;
}
