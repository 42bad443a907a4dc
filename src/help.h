/*
 * The text of --help, made of the lists that the program itself goes by: of commands, options,
 * formats, what training takes, and callbacks.
 */
#ifndef HELP_H
#define HELP_H

#include "options.h"

void help_write(const struct command_line_command *commands, struct text *text);

#endif
