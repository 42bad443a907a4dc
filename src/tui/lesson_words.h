/*
 * Shows a graph's prose: before the first step, beside the steps of its tour, at the end of the
 * walk, and when the user asks for it.
 */
#ifndef TUI_LESSON_WORDS_H
#define TUI_LESSON_WORDS_H

#include "canvas/prose.h"
#include "tui/session.h"

/* Title, note and question; and the answer. */
void lesson_words_fill(struct session *session, struct prose *prose, bool with_answer);
bool lesson_words_has_answer(const struct session *session);

/* Before the words of the step where the walk stands: its stop of the tour. */
void lesson_words_add_stop(struct session *session, struct prose *prose);
/* Adds the lesson's question after the words of the walk's last step. */
void lesson_words_add_question(struct session *session, struct prose *prose);

#endif
