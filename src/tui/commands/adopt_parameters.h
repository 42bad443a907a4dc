/*
 * Giving the graph other parameters, as edits.
 */
#ifndef TUI_COMMANDS_ADOPT_PARAMETERS_H
#define TUI_COMMANDS_ADOPT_PARAMETERS_H

#include "tui/session.h"

/*
 * All entries of the parameters, one after the other; they are one change, which one key takes
 * back. False: no memory.
 */
bool adopt_entries(struct session *session, const double *entry);

#endif
