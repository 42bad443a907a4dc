/*
 * An answer to a question, judged; and the hints on the way to it.
 *
 * An answer is a constant expression (−4 * 1, 1/3, 0.37^2), in digits of any script, with a decimal
 * comma where that can be nothing else, or nan, inf, undefined; of a shape it is two whole numbers
 * (4×2, 4 by 2) or "scalar". It is right if it is the number, or that number rounded. Where an
 * entry of a matrix is asked, or a shape, the matrix itself is an answer too: "[1 2; 3 4]".
 *
 *     struct verdict verdict;
 *     answer_judge(&question, "-4 * 1", 2, &verdict);
 *     answer_explain(&prose, &question, &verdict, &style);
 */
#ifndef LESSON_ANSWER_H
#define LESSON_ANSWER_H

#include "lesson/mistake.h"
#include "lesson/question.h"

#include <gradwalk/error.h>

enum verdict_kind {
	VERDICT_RIGHT,
	VERDICT_ROUNDED, /* right, as it is the number as it is shown, or within 0.5 % of it */
	VERDICT_WRONG,
	VERDICT_UNREAD, /* it is no expression: no answer at all */
};

#define WRONG_ENTRIES_NAMED 3

struct verdict {
	enum verdict_kind kind;
	struct reply reply; /* what was answered, unless UNREAD */
	/*
	 * Of a matrix that was answered, entry by entry: which are wrong, the first of them named.
	 */
	size_t wrong_count, wrong_entry[WRONG_ENTRIES_NAMED];
	bool is_asked_right;    /* though others are wrong, the entry that is asked is not */
	unsigned mistake_count; /* if WRONG: rows that give this reply; maybe none */
	const struct mistake *mistake[MISTAKES_NAMED];
	struct gw_error error; /* if UNREAD: with its place and caret in the text */
};

/* `digits` are the decimals that numbers are shown with. */
void answer_judge(const struct question *question, const char *text, int digits,
		  struct verdict *verdict);

static inline bool verdict_is_right(const struct verdict *verdict)
{
	return verdict->kind == VERDICT_RIGHT || verdict->kind == VERDICT_ROUNDED;
}

/*
 * The verdict in words, as lines: "right", with the number in full digits if it was rounded; the
 * sentence of each mistake, or the rule if there is none; or what is wrong with the expression. It
 * does not say the right number if the answer was wrong.
 */
void answer_explain(struct prose *prose, const struct question *question,
		    const struct verdict *verdict, const struct explain_style *style);

#define HINT_COUNT 3 /* 1: the rule; 2: the rule with the numbers put in; 3: the answer */

/* The hint 1 or 2, as lines; the answer is question_solution()'s. */
void answer_hint(struct prose *prose, const struct question *question, unsigned which,
		 const struct explain_style *style);

#endif
