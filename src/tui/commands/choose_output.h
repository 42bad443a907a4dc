/*
 * Chooses the output to differentiate, and groups of one's own.
 */
#ifndef TUI_COMMANDS_CHOOSE_OUTPUT_H
#define TUI_COMMANDS_CHOOSE_OUTPUT_H

#include "tui/session.h"

/*
 * Use a graph that differs from the session's in its groups, and what is folded of it, which is
 * owned from then on. False, and it is said why, if memory ran out.
 */
bool output_take_groups(struct session *session, const struct gw_graph *graph, bool *is_folded);
/* Differentiate another node from now on. False, and it is said why, if that cannot be done. */
bool output_differentiate(struct session *session, uint32_t output);

#endif
