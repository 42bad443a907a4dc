/*
 * Groups that the user makes.
 */
#ifndef TUI_COMMANDS_GROUP_H
#define TUI_COMMANDS_GROUP_H

#include "tui/history.h"
#include "tui/session.h"

/* Make each let that has several gates one, or unfold those that are. */
void group_fold_lets(struct session *session, bool folds);

/* Make a group again, or unmake it. False, and it is said why, if memory ran out. */
bool group_follow(struct session *session, const struct edit *edit, bool is_undo);

#endif
