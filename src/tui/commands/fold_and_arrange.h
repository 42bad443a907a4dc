/*
 * Questions about the commands that arrange the drawing.
 */
#ifndef TUI_COMMANDS_FOLD_AND_ARRANGE_H
#define TUI_COMMANDS_FOLD_AND_ARRANGE_H

#include "tui/session.h"

/* The word for z at the node that is meant: "fold", "unfold"; NULL if it does nothing. */
const char *arrange_toggle_word(const struct session *session);

#endif
