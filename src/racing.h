/*
 * A race on the command line: run to its end, then its picture and table as text.
 */
#ifndef RACING_H
#define RACING_H

#include "options.h"

#include "draw/canvas.h"

#include <gradwalk/graph.h>

/*
 * What runs if the command line does not say: the optimizers of the lecture. Otherwise the options
 * as they are.
 */
struct gw_attribute *racing_options(struct options *options, size_t *count);

/*
 * The callbacks that are asked for, as those who go through training back and forth take them: to be
 * freed. NULL if memory ran out, or if one is a plug-in, which is for train alone.
 */
const char **racing_callbacks(const struct options *options, struct gw_error *error);

bool racing_write(const struct gw_graph *graph, uint32_t output, struct options *options,
		  bool ascii, enum canvas_colour colour, struct text *text, struct gw_error *error);

#endif
