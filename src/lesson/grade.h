/*
 * A filled-in worksheet, marked.
 *
 * Each blank is right, rounded (which is right too), empty, wrong with its mistake named, unread
 * (it is no expression), or missing with its line. What was changed besides the answers is said.
 */
#ifndef LESSON_GRADE_H
#define LESSON_GRADE_H

#include "lesson/answer.h"
#include "lesson/filled_sheet.h"

enum mark {
	MARK_RIGHT,
	MARK_ROUNDED,
	MARK_WRONG,
	MARK_UNREAD,
	MARK_EMPTY,
	MARK_MISSING,
	MARK_COUNT,
};

/* "right", "rounded", … */
const char *mark_name(enum mark mark);

struct grade {
	const struct sheet *sheet; /* borrowed, and the filled one */
	const struct filled_sheet *filled;
	enum mark *mark;         /* of each blank */
	struct verdict *verdict; /* of each that has an answer */
	uint32_t count[MARK_COUNT], total;
	uint32_t changed, repeated; /* prompts that were changed, blanks that are there twice */
};

/* Mark it. False if memory ran out; either way grade_finish() is called. */
bool grade_start(struct grade *grade, const struct sheet *sheet, const struct filled_sheet *filled,
		 int digits);
void grade_finish(struct grade *grade);

static inline uint32_t grade_right(const struct grade *grade)
{
	return grade->count[MARK_RIGHT] + grade->count[MARK_ROUNDED];
}

/* "3 of 5 right (1 rounded), 1 wrong, 1 empty" */
void grade_add_total(const struct grade *grade, struct text *text);

/*
 * A line for each blank that is wrong, with what is to be said of it; and the numbers of those that
 * are empty or missing.
 */
void grade_add_lines(const struct grade *grade, const struct explain_style *style,
		     struct text *text);

/* The student's sheet with the remarks below the blanks, and before it notes, which are lines. */
void grade_add_feedback(const struct grade *grade, const char *notes,
			const struct explain_style *style, struct text *text);

/* The first line of feedback, by which a file is known to be that. */
#define FEEDBACK_SIGN "Marked by gradwalk: "

#endif
