#include "tui/drawn_frame.h"

#include "tui/session_parts.h"

#include <stdlib.h>

struct drawn_frame {
	int width;
	int room_width, room_height;
	struct rectangle shown;
	struct hidden_rows hidden;
	int cursor_x, cursor_y;
	bool asks_below;
	bool has_begun;
};

struct drawn_frame *drawn_frame_create(void)
{
	return calloc(1, sizeof(struct drawn_frame));
}

void drawn_frame_destroy(struct drawn_frame *frame)
{
	free(frame);
}

int frame_width(const struct session *session)
{
	return session->frame->width;
}

void frame_set_width(struct session *session, int width)
{
	session->frame->width = width;
}

int frame_room_width(const struct session *session)
{
	return session->frame->room_width;
}

int frame_room_height(const struct session *session)
{
	return session->frame->room_height;
}

void frame_set_room(struct session *session, int width, int height)
{
	session->frame->room_width = width;
	session->frame->room_height = height;
}

struct rectangle frame_shown(const struct session *session)
{
	return session->frame->shown;
}

void frame_set_shown(struct session *session, struct rectangle area)
{
	session->frame->shown = area;
}

struct hidden_rows frame_hidden_rows(const struct session *session)
{
	return session->frame->hidden;
}

void frame_set_hidden_rows(struct session *session, int above, int below)
{
	session->frame->hidden = (struct hidden_rows){above, below};
}

void frame_put_cursor(struct session *session, int x, int y)
{
	session->frame->cursor_x = x;
	session->frame->cursor_y = y;
}

void frame_cursor(const struct session *session, int *x, int *y)
{
	*x = session->frame->cursor_x;
	*y = session->frame->cursor_y;
}

bool frame_asks_below(const struct session *session)
{
	return session->frame->asks_below;
}

void frame_set_asks_below(struct session *session, bool asks_below)
{
	session->frame->asks_below = asks_below;
}

bool frame_has_begun(const struct session *session)
{
	return session->frame->has_begun;
}

void frame_begin(struct session *session)
{
	session->frame->has_begun = true;
}
