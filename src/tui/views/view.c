#include "tui/views/view.h"

#include "tui/clamp.h"
#include "tui/session_parts.h"

#include <stdlib.h>

struct views {
	enum view_id now, home;
	struct scroll scroll[VIEW_LIMIT];
};

struct views *views_create(enum view_id home)
{
	struct views *views = calloc(1, sizeof(*views));

	if (views)
		views->now = views->home = home;
	return views;
}

void views_destroy(struct views *views)
{
	free(views);
}

enum view_id view_now(const struct session *session)
{
	return session->views->now;
}

enum view_id view_home(const struct session *session)
{
	return session->views->home;
}

void view_show(struct session *session, enum view_id view)
{
	session->views->now = view;
}

struct scroll *view_scroll_of(struct session *session, enum view_id view)
{
	return &session->views->scroll[view];
}

struct scroll *view_scroll(struct session *session)
{
	return view_scroll_of(session, session->views->now);
}

void view_clamp_scroll(struct scroll *scroll, int most_x, int most_y)
{
	*scroll = (struct scroll){clamp(scroll->x, 0, most_x), clamp(scroll->y, 0, most_y), most_x,
				  most_y};
}

bool view_scroll_by(struct session *session, int dx, int dy)
{
	struct scroll *scroll = view_scroll(session), before = *scroll;

	scroll->x = clamp(before.x + dx, 0, before.most_x);
	scroll->y = clamp(before.y + dy, 0, before.most_y);
	return scroll->x != before.x || scroll->y != before.y;
}

struct scroll view_scrolled(const struct session *session, enum view_id view)
{
	return session->views->scroll[view];
}

int view_reveal(int seen, int start, int length)
{
	int page = seen > 1 ? seen / 2 : 1, beyond = start + length / 2 - seen / 4;

	return beyond > 0 ? beyond / page * page : 0;
}
