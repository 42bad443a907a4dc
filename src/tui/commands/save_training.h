/*
 * Saving a step of training.
 */
#ifndef TUI_COMMANDS_SAVE_TRAINING_H
#define TUI_COMMANDS_SAVE_TRAINING_H

#include "tui/session.h"

/*
 * The graph with the parameters of this step and the settings in force, and beside it the state
 * that
 * --resume reads. False if that failed; both is said. A training must be prepared.
 */
bool save_training(struct session *session, const char *name);

#endif
