/*
 * The selection: a node, or none, and an entry of its matrix.
 *
 * "The node meant" is the selected one, else the one at work, else the first leaf.
 */
#ifndef TUI_SELECTION_H
#define TUI_SELECTION_H

#include "tui/session.h"

struct selection;

struct selection *selection_create(void);
void selection_destroy(struct selection *selection);

/* GW_NONE if none is selected. */
uint32_t selected_node(const struct session *session);
void select_node(struct session *session, uint32_t node);
uint32_t node_meant(const struct session *session);

/* The node that the next drawing scrolls to; GW_NONE: the view stays. */
uint32_t node_to_reveal(const struct session *session);
void reveal_node(struct session *session, uint32_t node);
void reveal_node_meant(struct session *session);

/* The node of a name, or the gate that a group of that name ends with; GW_NONE if there is none. */
uint32_t node_of_name(const struct session *session, const char *name);
/*
 * The node called `argument`, or the one meant if there is no argument; GW_NONE, and it is said, if
 * there is none.
 */
uint32_t node_named(struct session *session, const char *argument);

void selection_choose_entry(struct session *session, uint32_t row, uint32_t column);
/* The entry that was chosen; false if none was. */
bool selection_entry(const struct session *session, uint32_t *row, uint32_t *column);
/* The entry to be explained of a node, as near as its shape allows; false if none was chosen. */
bool selection_entry_of(const struct session *session, uint32_t node, size_t *at);

#endif
