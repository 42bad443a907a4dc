/*
 * A session inside another: a gate that was opened, or a pass of training. It is given the keys and
 * draws itself until it is over.
 */
#ifndef TUI_INNER_SESSION_H
#define TUI_INNER_SESSION_H

#include "tui/session.h"

/*
 * A session of the same look, to be an inner one; `is_folded` of the graph's groups, NULL:
 * none is.
 */
struct session *session_create_inner(const struct session *session, const struct gw_graph *graph,
				     uint32_t output, const bool *is_folded,
				     struct gw_error *error);

/* NULL if there is none. */
struct session *session_inner(const struct session *session);
/* Have another one, or none, which is NULL; the one before is destroyed. */
void session_set_inner(struct session *session, struct session *inner);

#endif
