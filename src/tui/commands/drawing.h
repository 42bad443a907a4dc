/*
 * What the commands about the drawing would do.
 */
#ifndef TUI_COMMANDS_DRAWING_H
#define TUI_COMMANDS_DRAWING_H

#include "tui/session.h"

/* What z does to the node that is looked at: "fold", "unfold"; NULL: nothing. */
const char *arrange_toggle_word(const struct session *session);

#endif
