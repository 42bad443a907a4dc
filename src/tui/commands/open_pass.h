/*
 * Turning to another pass of a step of training.
 */
#ifndef TUI_COMMANDS_OPEN_PASS_H
#define TUI_COMMANDS_OPEN_PASS_H

#include "tui/walked_pass.h"

/*
 * Read which pass is wanted: "3", "after", "before", "3 after"; what is not said is as in `pass`.
 * False, and `pass` is as it was, if it is none of these.
 */
bool pass_read(const char *argument, struct pass *pass);
/* Let the inner session walk the pass that is wanted, at the time where it is. */
void pass_turn(struct session *session);

#endif
