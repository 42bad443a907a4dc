/*
 * The views: the graph, the table of all nodes, the source text, the comparison, training and
 * the race. One is shown at a time.
 */
#ifndef TUI_VIEWS_VIEW_H
#define TUI_VIEWS_VIEW_H

#include "canvas/prose.h"
#include "picture/picture.h"

#define VIEW_READABLE 1000u  /* nodes: of more, a drawing begins with what is around one */
#define VIEW_DRAWABLE 20000u /* nodes: a larger drawing takes long, even if all of it is wanted */

struct session;

/* The views, in the order of Tab. */
enum view_id {
	VIEW_GRAPH,
	VIEW_TABLE,
	VIEW_SOURCE,
	VIEW_COMPARE,
	VIEW_TRAINING,
	VIEW_RACE,
	VIEW_LIMIT, /* how many there are */
};

/* Whether a view shows training: then the keys that move in time move the training's clock. */
static inline bool view_is_training(enum view_id view)
{
	return view >= VIEW_TRAINING;
}

struct scroll {
	int x, y;
	int most_x, most_y; /* as it was drawn last */
};

struct view {
	const char *name;

	/* Whether there is anything to be seen; NULL: always. */
	bool (*is_available)(const struct session *session);

	/*
	 * Draw it into a rectangle of the canvas, scrolled so that the node node_to_reveal(session)
	 * is seen, and put the cursor on the node at work.
	 */
	void (*draw)(struct session *session, struct canvas *canvas, struct rectangle area);

	/* Select the next node in a direction; dx and dy are each −1, 0 or 1. */
	void (*move)(struct session *session, int dx, int dy);

	/* The node at a cell of the view; GW_NONE if there is none. */
	uint32_t (*node_at)(const struct session *session, int x, int y);

	/* A click on a cell has reached the view; NULL: the view does nothing with it. */
	void (*click)(struct session *session, int x, int y);

	/*
	 * Add the view as text, whole or as far as it is seen. False, and `error` says why, if that
	 * cannot be done.
	 */
	bool (*write)(struct session *session, struct text *text, struct gw_error *error);

	/*
	 * Write the view's own text in place of the step's explanation and of the inspector's. The
	 * first returns the line of the cursor, from 0; −1 if the cursor stays in the view.
	 */
	int (*explain)(struct session *session, struct prose *prose);
	void (*inspect)(struct session *session, struct prose *prose);
};

extern const struct view view_graph, view_table, view_source, view_compare, view_training,
	view_race;

/* view_list.c: the view of a number. */
const struct view *view_of(enum view_id id);
/* The view that is shown. */
const struct view *view_shown(const struct session *session);
bool view_is_available(enum view_id id, const struct session *session);

struct views;

struct views *views_create(enum view_id home);
void views_destroy(struct views *views);

/* The view that is shown, and the one that q ends in. */
enum view_id view_now(const struct session *session);
enum view_id view_home(const struct session *session);
void view_show(struct session *session, enum view_id view);

/* The position of the view that is shown. */
struct scroll *view_scroll(struct session *session);
/* Keep it within what there is, when that is drawn. */
void view_clamp_scroll(struct scroll *scroll, int most_x, int most_y);
/* Scroll the view that is shown; false if there is no more. */
bool view_scroll_by(struct session *session, int dx, int dy);
struct scroll *view_scroll_of(struct session *session, enum view_id view);
struct scroll view_scrolled(const struct session *session, enum view_id view);

/*
 * How far to scroll, in one dimension of which `seen` cells are seen, to have `length` cells from
 * `start` on in the middle half. It turns by half pages and depends on nothing else, so that the
 * same moment of a walk looks the same whatever way one came.
 */
int view_reveal(int seen, int start, int length);

#endif
