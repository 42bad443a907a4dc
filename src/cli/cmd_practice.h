/*
 * The command `practice`: exercises, to be opened, printed or written as files.
 */
#ifndef CLI_CMD_PRACTICE_H
#define CLI_CMD_PRACTICE_H

#include "cli/options.h"

/*
 * Opens one on the terminal; elsewhere adds each as a drawing with its question; with -o, the graph
 * file. Several files, whose names have {number} in them, are written here.
 */
enum exit_status practising_run(struct options *options, struct text *text, struct gw_error *error);

#endif
