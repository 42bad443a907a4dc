/*
 * The graph in the DOT language of Graphviz: a node a leaf or gate, with its value and gradient at
 * the walk's position, a port an operand, a cluster a group.
 */
#ifndef EXPORT_DOT_H
#define EXPORT_DOT_H

#include "export/format.h"

bool dot_write(const struct exported *exported, struct text *text, struct gw_error *error);

#endif
