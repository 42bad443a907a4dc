/*
 * The command `check`: every gradient held against central differences.
 */
#ifndef CLI_CMD_CHECK_H
#define CLI_CMD_CHECK_H

#include "cli/options.h"

/*
 * A line for every entry of every input and parameter of each file. Of a file that is wrong every
 * error is told. The status tells if any gradient disagrees without an excuse, or any file is
 * wrong.
 */
enum exit_status checking_run(struct options *options, struct text *text, struct gw_error *error);

#endif
