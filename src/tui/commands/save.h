/*
 * Saving the graph, and what would be lost on leaving it.
 */
#ifndef TUI_COMMANDS_SAVE_H
#define TUI_COMMANDS_SAVE_H

#include "tui/session.h"

/*
 * Leave the graph by `leave`: at once, or once the user says yes if there are edits that were not
 * saved.
 */
void save_before(struct session *session, void (*leave)(struct session *session));

#endif
