/*
 * The manual pages and the shells' completions, made of the lists that the program itself goes by:
 * of commands, options, formats, keys and elements. The build writes them with `gradwalk --generate
 * KIND`.
 */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include "cli/options.h"

/* gradwalk(1) and gradwalk-graph(5), in mdoc. */
void manual_write_program(const struct command_line_command *commands, struct text *text);
void manual_write_format(const struct command_line_command *commands, struct text *text);

/* completion.c: of the three shells. */
void completion_write_bash(const struct command_line_command *commands, struct text *text);
void completion_write_zsh(const struct command_line_command *commands, struct text *text);
void completion_write_fish(const struct command_line_command *commands, struct text *text);

/* setting_rows.c: every setting, a line each. */
void settings_write(const struct command_line_command *commands, struct text *text);

/* The names of a graph's nodes, a line each; nothing of a file that is wrong. */
void completion_write_nodes(const char *file, struct text *text);

#endif
