/*
 * Changing the settings of training, for whoever reads a line or takes a change back.
 */
#ifndef TUI_COMMANDS_CHANGE_TRAINING_H
#define TUI_COMMANDS_CHANGE_TRAINING_H

#include "tui/command.h"
#include "tui/history.h"

/*
 * Run a line that begins with the name of a setting: "lr 0.01". False if it does not, or if it
 * means the command that is `called` so; NULL: none is.
 */
bool tune_line(struct session *session, const char *line, const struct command *called);

/* Undo a change of a setting, or make it again. False, and it is said why, if that failed. */
bool tune_follow(struct session *session, const struct edit *edit, bool is_undo);

#endif
