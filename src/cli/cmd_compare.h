/*
 * The command `compare`: every gradient before and after a change, or under two outputs.
 */
#ifndef CLI_CMD_COMPARE_H
#define CLI_CMD_COMPARE_H

#include "cli/options.h"

/*
 * With -s and one output, the file's values against those of -s; otherwise the first output that is
 * named against the second, or against the next in the file.
 */
bool comparing_write(const struct options *options, struct text *text, struct gw_error *error);

#endif
