/*
 * The inspector: a pane that tells all of one node. Whether it is open, and how far it is scrolled.
 */
#ifndef TUI_INSPECTOR_H
#define TUI_INSPECTOR_H

#include "tui/session.h"

struct inspector;

struct inspector *inspector_create(void);
void inspector_destroy(struct inspector *inspector);

/*
 * Whether it is shown in the width that was drawn last, and whether it would stand beside the view.
 */
bool inspector_is_shown(const struct session *session);
bool inspector_is_beside(const struct session *session);
/*
 * Whether the user opened or closed it; otherwise it is open where there is room beside the view.
 */
bool inspector_is_chosen(const struct session *session);
void inspector_set_room(struct session *session, bool has_room);

void inspector_toggle(struct session *session);
void inspector_open(struct session *session);
/* Close what the user opened; false if there is nothing to close. */
bool inspector_close(struct session *session);

/* Whether it goes on below what was drawn last. */
bool inspector_can_scroll(const struct session *session);
bool inspector_scroll(struct session *session, int lines);
void inspector_scroll_to_top(struct session *session);
/*
 * Keep the scrolling within so many lines, of which `height` are seen; returns the first one seen.
 */
int inspector_clamp_scroll(struct session *session, int lines, int height);

#endif
