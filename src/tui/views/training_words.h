/*
 * The words below the view of training.
 */
#ifndef TUI_VIEWS_TRAINING_WORDS_H
#define TUI_VIEWS_TRAINING_WORDS_H

#include "canvas/prose.h"
#include "tui/session.h"

/* Writes them. Returns −1: the cursor stays in the view. */
int training_words_explain(struct session *session, struct prose *prose);

#endif
