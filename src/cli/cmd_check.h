/*
 * The command `check`: every gradient held against central differences.
 */
#ifndef CLI_CMD_CHECK_H
#define CLI_CMD_CHECK_H

#include "cli/loaded_graph.h"

/*
 * A line for every entry of every input and parameter. False if any disagrees without an excuse, and
 * the error counts them; the lines are in `text` all the same. False too if memory ran out.
 */
bool checking_write(const struct loaded_graph *work, const struct options *options,
		    struct text *text, struct gw_error *error);

#endif
