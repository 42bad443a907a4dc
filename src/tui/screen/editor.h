/*
 * The user's editor, while the terminal is not ours.
 */
#ifndef TUI_SCREEN_EDITOR_H
#define TUI_SCREEN_EDITOR_H

#include <gradwalk/error.h>
#include <stdbool.h>

/*
 * Open a file at a line in $VISUAL, or $EDITOR, or vi, and wait for its end; stop if it is stopped,
 * as by ^Z, and go on with it. False if it cannot be started or fails.
 */
bool editor_run(const char *file, uint32_t line, struct gw_error *error);

#endif
