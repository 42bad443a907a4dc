/*
 * The line that is typed after `:`, and its completion.
 */
#ifndef TUI_COMMAND_LINE_H
#define TUI_COMMAND_LINE_H

#include "tui/command.h"

void command_line_run(struct session *session, const char *line);
/* Do what a command does in the view that is shown, if it does anything there. */
void command_line_call(struct session *session, const struct command *command,
		       const struct call *call);
/* command_completion.c: complete what is typed; if there are several ways, say them. */
void command_line_complete(struct session *session);

#endif
