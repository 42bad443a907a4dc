/*
 * The text of --help, made of the lists that the program itself goes by: of commands, options,
 * formats, what training takes, and callbacks.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/options.h"

void help_write(const struct command_line_command *commands, struct text *text);

/* About one command alone: what it does, and its options. */
void help_write_command(const struct command_line_command *command, struct text *text);

#endif
