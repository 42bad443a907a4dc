/*
 * Settings of training in the text of a graph's file: attributes of its <data> or <train>.
 *
 *     const struct gw_attribute setting = {"lr", "0.01", 0};
 *     if (graph_settings_put(graph, &setting, 1, &text, &error))
 *         … text is the same file, but that <train> has lr="0.01" …
 */
#ifndef EXPORT_GRAPH_SETTINGS_H
#define EXPORT_GRAPH_SETTINGS_H

#include "base/text.h"

#include <gradwalk/graph.h>
#include <gradwalk/training.h>

/*
 * Give each setting its value in `text`, a file of this graph. An attribute that is there changes
 * its value; others go into <train>, or <data> if they belong there, which is made if there is
 * none.
 */
bool graph_settings_put(const struct gw_graph *graph, const struct gw_attribute *setting,
			size_t count, struct text *text, struct gw_error *error);

#endif
