/*
 * The drawing of the graph: made when it is drawn next, for the room that there is, and kept until
 * what it shows changes. It also knows where on the screen it was drawn last.
 *
 *     struct picture *picture = drawing_prepare(session, &error);
 *     drawing_place(session, area);
 *     struct seen_drawing seen = drawing_seen(session);
 */
#ifndef TUI_SHOWN_DRAWING_H
#define TUI_SHOWN_DRAWING_H

#include "picture/picture.h"
#include "tui/history.h"
#include "tui/session.h"

struct drawing;

struct drawing *drawing_create(enum density density, enum direction direction, bool is_focused);
void drawing_destroy(struct drawing *drawing);

/* It is out of date. The node meant will be revealed. */
void drawing_redraw(struct session *session);
/* Only numbers changed; of a literal, which stands in the label of its gate, or of a node. */
void drawing_redraw_numbers(struct session *session, bool is_in_label);
/*
 * Other groups are folded of the same graph: unfolding what was just folded restores the drawing.
 */
void drawing_refold(struct session *session);
/* There are other groups: unfold what cannot be drawn folded, and draw around the node meant. */
void drawing_regroup(struct session *session);

/* Make it if there is none that will do. NULL, and `error` says why, if that cannot be done. */
struct picture *drawing_prepare(struct session *session, struct gw_error *error);
/*
 * Whether the whole drawing fits into a room, rather than into the one of the session alone; if so,
 * it is made for it. What is only around a node is no whole drawing, and fits.
 */
bool drawing_fits(struct session *session, int width, int height);

/* Scroll it as is wanted, and give it its window in an area; it has been prepared. */
void drawing_place(struct session *session, struct rectangle area);

struct seen_drawing {
	const struct picture *picture; /* NULL: to be made */
	struct rectangle window;       /* where it was drawn last */
	int scroll_x, scroll_y;        /* and from which of its cells on */
};

struct seen_drawing drawing_seen(const struct session *session);

/*
 * The rows at the foot of a drawing higher than the screen that an explanation may cover: a
 * quarter of what is seen, but neither the node at work nor the selected one. What the graph opens
 * with has room enough.
 */
int drawing_rows_to_cover(const struct session *session);
void drawing_cover(struct session *session, int rows);

/* Whether only what is around the node meant is drawn: so many edges up and down. */
bool drawing_is_focused(const struct session *session);
void drawing_set_focused(struct session *session, bool is_focused);
uint32_t drawing_reach(const struct session *session);
void drawing_set_reach(struct session *session, uint32_t reach);

enum density drawing_density(const struct session *session);
void drawing_set_density(struct session *session, enum density density);
enum direction drawing_direction(const struct session *session);
void drawing_set_direction(struct session *session, enum direction direction);

/* How it stands before a change; whoever does not keep it destroys its picture. */
struct drawn_side drawing_note(struct session *session);
/* Use it again if it still shows what is to be shown. */
void drawing_put_back(struct session *session, const struct drawn_side *drawn);

#endif
