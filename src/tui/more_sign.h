/*
 * The sign that there is more to read of an explanation than is drawn, "… Enter more": with the key
 * that shows the rest, if there is one.
 */
#ifndef TUI_MORE_SIGN_H
#define TUI_MORE_SIGN_H

#include "canvas/prose.h"
#include "tui/session.h"

/* At the end of the last line of an area that is too low for a prose, in place of whole words. */
void more_draw_cut(struct session *session, struct canvas *canvas, const struct rectangle *area,
		   const struct prose *prose);
/* Of words that were left out: in the lowest row of an area that has room; without one, nowhere. */
void more_draw_abridged(struct session *session, struct canvas *canvas,
			const struct rectangle *area);

#endif
