/*
 * The command `export` with `--steps`: a file for every step of the walk.
 */
#ifndef CLI_CMD_EXPORT_H
#define CLI_CMD_EXPORT_H

#include "cli/options.h"

enum exit_status exporting_steps(const struct options *options, struct gw_error *error);

#endif
