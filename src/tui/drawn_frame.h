/*
 * Where things stand in what was drawn last. frame.c gives out the cells, the views put the cursor.
 */
#ifndef TUI_DRAWN_FRAME_H
#define TUI_DRAWN_FRAME_H

#include "canvas/canvas.h"
#include "tui/session.h"

struct drawn_frame;

struct drawn_frame *drawn_frame_create(void);
void drawn_frame_destroy(struct drawn_frame *frame);

int frame_width(const struct session *session);
void frame_set_width(struct session *session, int width);

/* The most that the view can have. */
int frame_room_width(const struct session *session);
int frame_room_height(const struct session *session);
void frame_set_room(struct session *session, int width, int height);

/* Where the view is. */
struct rectangle frame_shown(const struct session *session);
void frame_set_shown(struct session *session, struct rectangle area);

/* Of a view that is a table, the rows above and below those that are seen. */
struct hidden_rows {
	int above, below;
};

struct hidden_rows frame_hidden_rows(const struct session *session);
void frame_set_hidden_rows(struct session *session, int above, int below);

/* The node at work, or what is being typed. */
void frame_put_cursor(struct session *session, int x, int y);
void frame_cursor(const struct session *session, int *x, int *y);

/* Whether the lesson's question stands on the status line, for want of room above it. */
bool frame_asks_below(const struct session *session);
void frame_set_asks_below(struct session *session, bool asks_below);

/* Whether the words that a graph opens with are gone, for good. */
bool frame_has_begun(const struct session *session);
void frame_begin(struct session *session);

#endif
