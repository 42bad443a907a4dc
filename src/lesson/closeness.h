/*
 * How close an answer is to a number: the same, the same when rounded, or another.
 */
#ifndef LESSON_CLOSENESS_H
#define LESSON_CLOSENESS_H

#include "lesson/question.h"

enum closeness {
	CLOSE_NOT,
	CLOSE_ROUNDED, /* the same as it is shown with `digits`, or within 0.5 % */
	CLOSE_SAME,
};

/*
 * How close an answer is to a number. `decimals` are those that it was written with, −1 if it is no
 * plain decimal number: so many digits behind the point may be the rounded number, even if they are
 * fewer than it is shown with. `slack` is how far rounding in doubles may have moved the number.
 */
enum closeness closeness_of(double answer, int decimals, double number, double slack, int digits);

/* How far rounding in doubles may have moved the number that is right. */
double question_slack(const struct question *question);

/* The decimals of a plain number, "0.50" has 2; −1 if the text is none. */
int decimals_written(const char *text);

#endif
