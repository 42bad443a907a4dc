/*
 * State that outlives a session: the user's preferences and the typed lines.
 */
#ifndef TUI_HABITS_H
#define TUI_HABITS_H

#include "tui/line_history.h"
#include "tui/preferences.h"
#include "tui/session.h"

struct habits;

/* Those of the options; where they name none, those of a user who has set nothing. */
struct habits *habits_create(const struct session_options *options);
void habits_destroy(struct habits *habits);

struct preferences *preferences_of(const struct session *session);
struct line_history *lines_of(const struct session *session);

#endif
