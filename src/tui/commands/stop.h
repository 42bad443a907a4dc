/*
 * Where `continue` stops.
 */
#ifndef TUI_COMMANDS_STOP_H
#define TUI_COMMANDS_STOP_H

#include "tui/session.h"

struct stops;

/* No stop at any of so many nodes. NULL if memory ran out. */
struct stops *stops_create(uint32_t node_count);
void stops_destroy(struct stops *stops);

/*
 * Whether the step at the walk's position is one that `continue` stops at; if so, it is said why.
 */
bool stop_is_here(struct session *session);

/* Of each node, whether it has a breakpoint, and whether its gradient is watched. */
const bool *stop_breaks(const struct session *session);
const bool *stop_watched(const struct session *session);

#endif
