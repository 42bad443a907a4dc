/*
 * Where the lines of the text begin that the graph was read from.
 */
#ifndef TUI_VIEWS_SOURCE_LINES_H
#define TUI_VIEWS_SOURCE_LINES_H

#include "tui/session.h"

struct source_lines;

/* NULL if memory ran out. Without a text there are no lines. */
struct source_lines *source_lines_create(const struct gw_graph *graph);
void source_lines_destroy(struct source_lines *lines);

uint32_t source_line_count(const struct session *session);
/* The offset of a line, counted from 0. The line after the last one begins where the text ends. */
uint32_t source_line_start(const struct session *session, uint32_t line);
/* The line that a byte of the text is in. */
uint32_t source_line_of(const struct session *session, uint32_t offset);

#endif
