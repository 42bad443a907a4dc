/*
 * A quiz over a walk: which question is asked, what is made of each line that is typed, the score.
 *
 *     struct quiz quiz;
 *     quiz_init(&quiz, (struct asking){ASKING_GRADIENTS, 0}, 2);
 *     quiz_begin_step(&quiz);
 *     while (quiz_ask(&quiz, &walk, t, 0, GW_NONE))   the next question of this step, if one is
 * left … quiz.question … quiz_take(&quiz, line, &prose, &style) … quiz_add_summary(&quiz, &prose);
 *     quiz_finish(&quiz);
 *
 * A question that was answered or shown is closed: it is not asked again when the walk comes by
 * once more, unless its number is another one by then. One that was skipped is asked again.
 */
#ifndef LESSON_QUIZ_H
#define LESSON_QUIZ_H

#include "lesson/answer.h"

/* How a question was closed. */
enum outcome {
	OUTCOME_AT_ONCE,    /* right at the first try, without a hint */
	OUTCOME_AFTER_HINT, /* right after a hint, or after an answer that was wrong */
	OUTCOME_SHOWN,
};

#define OUTCOME_COUNT 3

/* Identifies a question later: the step, the number asked for, and the right answer. */
struct question_key {
	uint32_t output, t, node, index;
	uint8_t kind; /* enum question_kind */
	bool is_shape;
	size_t entry;
	double right;
};

struct quiz {
	struct asking asking;
	int digits;
	bool is_asking;           /* `question` is open */
	struct question question; /* the last one asked; it borrows the tape of that quiz_ask() */
	struct question_key key;  /* of it */
	uint32_t place;           /* of it among those of its step, from 0 */
	uint32_t skipped;         /* questions of the step up to this place are passed over */
	unsigned hints, tries;    /* so far; a try is an answer that could be read */
	struct verdict verdict;   /* of the last answer */
	bool was_shown;           /* the last question was closed by showing its number */
	uint32_t score[OUTCOME_COUNT];
	uint32_t mistaken[MISTAKES_NAMED]; /* how often each row of the table was made */
	struct question_key *closed;
	size_t closed_count, closed_capacity;
};

void quiz_init(struct quiz *quiz, struct asking asking, int digits);
void quiz_finish(struct quiz *quiz);

/* Begins a step: questions that were skipped before are asked again. */
void quiz_begin_step(struct quiz *quiz);

/*
 * Ask the first question of the step to position `t` that is not closed and not skipped, of the
 * contributions from the `first` on and before the `end`; GW_NONE: of all. The one that is open
 * stays if it is of that step. False if there is none left: then none is open.
 */
bool quiz_ask(struct quiz *quiz, const struct gw_walk *walk, uint32_t t, uint32_t first,
	      uint32_t end);

/* The same of the steps of a group that is folded to one gate, which begin with that to `t`. */
bool quiz_ask_group(struct quiz *quiz, const struct gw_walk *walk, uint32_t t, uint32_t group);

/* Leave the open question without an answer, and do not ask it again in this step. */
void quiz_skip(struct quiz *quiz);

/* The outcome of a line that was typed. */
enum taken {
	TAKEN_HINT,   /* it asked for a hint: the question stands */
	TAKEN_UNREAD, /* it could not be read: the question stands, and the line can be mended */
	TAKEN_WRONG,  /* the question stands */
	TAKEN_CLOSED, /* it was right, or the number was shown */
};

/*
 * Take a line: "?" is for a hint, the last of which shows the number; an empty line shows it at
 * once; anything else is an answer. What there is to say is added to `prose` as lines. If memory
 * runs out the question is closed, and asked again when the walk comes by.
 */
enum taken quiz_take(struct quiz *quiz, const char *line, struct prose *prose,
		     const struct explain_style *style);

/* The score, each mistake with how often it was made, and the lesson that treats it, as lines. */
void quiz_add_summary(const struct quiz *quiz, struct prose *prose);

/*
 * A line of JSON about the last answer that could be read, or about the number that was shown, for
 * a report: after quiz_take() gave TAKEN_WRONG or TAKEN_CLOSED.
 *
 *     {"graph":"sum-product","t":4,"asked":"downstream","node":"f","operand":"q","answer":"3",
 *      "verdict":"wrong","mistakes":["the operand's own value for the other's"],"right":-4,
 *      "hints":0,"try":1}
 */
void quiz_add_report(const struct quiz *quiz, const char *line, struct text *text);

#endif
