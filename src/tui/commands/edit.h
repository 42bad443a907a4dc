/*
 * Changing numbers, for whoever takes a change back or makes several.
 */
#ifndef TUI_COMMANDS_EDIT_H
#define TUI_COMMANDS_EDIT_H

#include "tui/session.h"

/*
 * What there was is kept for the comparison. False, and it is said why, if memory ran out:
 * then nothing may change.
 */
bool edit_keep_before(struct session *session);
/*
 * What an edit of a node changes: a leaf itself, of a gate its only literal; GW_NONE if it
 * has not just one.
 */
uint32_t edit_leaf(const struct gw_graph *graph, uint32_t node);
/* Give a leaf other entries, remembered for u; nothing is said. False if memory ran out. */
bool edit_make(struct session *session, uint32_t leaf, const double *entries);

/* Make the value of a leaf these entries, and compute everything again. */
void edit_recompute(struct session *session, uint32_t leaf, const double *entries);
/* What an edit changes, until the next call: a name, or "the number in x + 1". */
const char *edit_label(struct session *session, uint32_t leaf);

#define EDIT_VALUE_BYTES 256

/* A value as the status line tells it: all of a number, of a matrix what fits. */
void edit_write_value(const struct session *session, struct gw_matrix value,
		      char out[EDIT_VALUE_BYTES]);

#endif
