/*
 * The drawing of a walk as text, as the options want it.
 */
#ifndef CLI_PRINTED_DRAWING_H
#define CLI_PRINTED_DRAWING_H

#include "cli/loaded_graph.h"

bool printed_drawing_add(const struct loaded_graph *work, const struct options *options,
			 struct text *text, struct gw_error *error);

#endif
