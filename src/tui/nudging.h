/*
 * The nudge of the node that is inspected. It is found once, and again only when the node, its
 * entry or the graph's numbers are others.
 */
#ifndef TUI_NUDGING_H
#define TUI_NUDGING_H

#include "canvas/prose.h"
#include "tui/session.h"

struct nudging;

struct nudging *nudging_create(void);
void nudging_destroy(struct nudging *nudging);

/* Say the nudge of an input or parameter whose gradient is final, and of nothing else. */
void nudging_add(struct session *session, struct prose *prose, uint32_t node);

#endif
