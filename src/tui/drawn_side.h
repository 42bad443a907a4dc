/*
 * The drawing before or after a change, kept so that undo and redo show it again at the same place.
 */
#ifndef TUI_DRAWN_SIDE_H
#define TUI_DRAWN_SIDE_H

#include "tui/history.h"
#include "tui/session.h"

/*
 * How the drawing stands before a change, which is kept with the change once it is in the history.
 * Who does not keep it destroys its picture.
 */
struct drawn_side drawn_side_note(struct session *session);
void drawn_side_keep(struct session *session, struct drawn_side drawn);
/*
 * On that side of the change put back what was there: the drawing if it is still right, the
 * selection and the moment if they were not moved since `now` was found. Keep `here` in its place.
 */
void drawn_side_swap(struct session *session, struct drawn_side *there, struct drawn_side here);

#endif
