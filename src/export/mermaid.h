/*
 * The graph as a Mermaid flowchart, for pages in Markdown: nodes with their numbers at the walk's
 * position, subgraphs for groups, and on each edge the place of the operand if there are several.
 */
#ifndef EXPORT_MERMAID_H
#define EXPORT_MERMAID_H

#include "export/format.h"

bool mermaid_write(const struct exported *exported, struct text *text, struct gw_error *error);

#endif
