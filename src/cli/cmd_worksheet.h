/*
 * The command `worksheet`: sheets with numbered blanks, for one or for a class, and their keys.
 */
#ifndef CLI_CMD_WORKSHEET_H
#define CLI_CMD_WORKSHEET_H

#include "cli/options.h"

/* A single sheet is added to `text`; keys, and the sheets of a class, are written here. */
enum exit_status worksheet_run(struct options *options, struct text *text, struct gw_error *error);

#endif
