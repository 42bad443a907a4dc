/*
 * The command `train --picture`: trains to a step and prints what is learnt there as a picture, in
 * place of the trained graph.
 */
#ifndef CLI_CMD_PICTURE_H
#define CLI_CMD_PICTURE_H

#include "cli/loaded_graph.h"

/*
 * `time` is a step, "start" or "end", or NULL: the end. Callbacks must have passed racing_check().
 */
bool picturing_write(const struct loaded_graph *work, const struct options *options,
		     const char *time, struct text *text, struct gw_error *error);

#endif
