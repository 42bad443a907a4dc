/*
 * Predicting: before a step is shown, its numbers are asked for.
 *
 * While it is on, n and s first open a question (lesson/quiz.h) for each number of the step. The
 * step is made when none is left. Meanwhile the explanation tells what is asked, a ? stands in the
 * drawing where the number will be, and what is typed goes to the question.
 */
#ifndef TUI_COMMANDS_PREDICT_H
#define TUI_COMMANDS_PREDICT_H

#include "canvas/prose.h"
#include "explain/explain.h"
#include "tui/session.h"

struct prediction;

/* NULL if memory runs out. What is in the options is copied, but for the name of the report. */
struct prediction *prediction_create(const struct session_options *options);
void prediction_destroy(struct prediction *prediction);

/*
 * Before `count` steps, or parts of a step: if there is something to ask, ask it, and make the
 * steps after the answers. False if the steps are to be made at once.
 */
bool predict_before(struct session *session, bool is_part, uint32_t count);

bool predict_is_on(const struct session *session);
bool predict_is_asking(const struct session *session);

/* How to explain a node beside predicting: with ? for what is asked for and has not been shown. */
struct explain_style predict_style(const struct session *session);

/* The node whose value or gradient is asked for; false if none is. */
bool predict_asks_for(const struct session *session, uint32_t *node, bool *is_gradient);

/* Writes the open question, or the summary; returns false if there is neither. */
bool predict_explain(const struct session *session, struct prose *prose);

/* A key was pressed: the summary makes room. */
void predict_end_summary(struct session *session);

/* Add "right 3, helped 1, shown 0". */
void predict_add_score(const struct session *session, struct text *text);

#endif
