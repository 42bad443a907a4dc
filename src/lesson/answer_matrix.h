/*
 * A whole matrix as an answer, in brackets as it is shown: "[1 2; 3 4]". Its entries are judged one
 * by one, as numbers that are answered alone.
 */
#ifndef LESSON_ANSWER_MATRIX_H
#define LESSON_ANSWER_MATRIX_H

#include "lesson/answer.h"

/* Whether a text is meant as a matrix: brackets, or a sign that parts rows, are in no number. */
bool answer_is_matrix(const char *text);

/*
 * Judges a matrix that answers a question about an entry of one, or about its shape. The reply is
 * the entry that is asked, or the shape. `text` is as answer_judge() has it; commas that can only
 * be decimal ones become points in it.
 */
void answer_judge_matrix(const struct question *question, char *text, int digits,
			 struct verdict *verdict);

#endif
