/*
 * A race on the command line: run to its end, then its picture and table as text.
 */
#ifndef CLI_CMD_RACE_H
#define CLI_CMD_RACE_H

#include "cli/loaded_graph.h"

/* Adds the optimizers of the lecture as runners if the command line names none. */
void racing_choose(struct options *options);

/*
 * False, and why, if a callback is asked for that does more than steer, which is for train alone.
 */
bool racing_check(const struct options *options, struct gw_error *error);

/*
 * The callbacks that are asked for, which were checked, as those who go through training back and
 * forth take them: to be freed. NULL if memory ran out.
 */
const char **racing_callbacks(const struct options *options, struct gw_error *error);

/* As many lines as --size says, or as the table and the least of plots need. */
bool racing_write(const struct loaded_graph *work, const struct options *options, struct text *text,
		  struct gw_error *error);

#endif
