/*
 * The mode of the walk: backward, or forward from an entry of an input.
 */
#ifndef TUI_COMMANDS_WALK_MODE_H
#define TUI_COMMANDS_WALK_MODE_H

#include "tui/session.h"

/* Walk in the mode that a text names, as tangents_read_mode() reads it. */
bool mode_set(struct session *session, const char *mode, struct gw_error *error);

#endif
