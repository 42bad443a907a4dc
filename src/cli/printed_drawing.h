/*
 * The graph that a command works on, as formats want it, and its drawing as text.
 */
#ifndef CLI_PRINTED_DRAWING_H
#define CLI_PRINTED_DRAWING_H

#include "cli/loaded_graph.h"
#include "export/format.h"

struct exported work_exported(const struct loaded_graph *work, const struct options *options);

bool printed_drawing_add(const struct loaded_graph *work, const struct options *options,
			 struct text *text, struct gw_error *error);

#endif
