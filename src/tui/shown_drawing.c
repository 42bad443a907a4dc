#include "tui/shown_drawing.h"

#include "base/error.h"
#include "tui/clamp.h"
#include "tui/drawn_frame.h"
#include "tui/history.h"
#include "tui/selection.h"
#include "tui/session_parts.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

#include <assert.h>
#include <stdlib.h>

/* The cell of the screen where a node has to stay while the drawing changes around it. */
struct anchor {
	bool is_set;
	uint32_t node;
	int x, y;
};

/* A drawing, and the room that it was made for. */
struct made_drawing {
	struct picture *picture;
	int max_width, max_height;
};

/* Drawing what is around one node instead of the whole graph. */
struct focus {
	bool is_on;
	uint32_t reach;       /* edges up and down */
	struct fanout fanout; /* NULL arrays: to be made */
	unsigned generation;  /* of the folds that it was made for */
};

/* The drawing, and for what it was made. */
struct drawing {
	struct picture *picture; /* NULL: to be made */
	struct picture *before;  /* what it takes the place of, until it is made; NULL: nothing */
	int max_width, max_height;
	bool is_refolded; /* from `before` to `picture` */
	/*
	 * How it was before groups were folded or unfolded, so that it can be again; NULL: unknown
	 */
	struct made_drawing kept;
	struct rectangle window; /* where it was drawn last */
	int scroll_x, scroll_y;  /* and from which of its cells on */
	struct anchor anchor;

	enum density density;
	enum direction direction;
	struct focus focus;
};

struct drawing *drawing_create(enum density density, enum direction direction, bool is_focused)
{
	struct drawing *drawing = calloc(1, sizeof(*drawing));

	if (!drawing)
		return NULL;
	drawing->density = density;
	drawing->direction = direction;
	drawing->focus.is_on = is_focused;
	drawing->focus.reach = 2;
	return drawing;
}

void drawing_destroy(struct drawing *drawing)
{
	if (!drawing)
		return;
	picture_destroy(drawing->picture);
	picture_destroy(drawing->before);
	picture_destroy(drawing->kept.picture);
	fanout_finish(&drawing->focus.fanout);
	free(drawing);
}

/*
 * Whether a leaf or the output was changed: numbers may differ from those of the opening, and are
 * marked then.
 */
static bool drawing_has_marks(const struct session *session)
{
	for (size_t i = 0; i < history_done(session); i++) {
		enum edit_kind kind = history_edit(session, i)->kind;
		if (kind == EDIT_VALUE || kind == EDIT_OUTPUT)
			return true;
	}
	return false;
}

/* ---- out of date ---- */

static void forget_kept(struct drawing *drawing)
{
	picture_destroy(drawing->kept.picture);
	drawing->kept.picture = NULL;
}

void drawing_redraw(struct session *session)
{
	struct drawing *drawing = session->drawing;

	forget_kept(session->drawing);
	drawing->is_refolded = false;
	if (drawing->picture) {
		picture_destroy(drawing->before);
		drawing->before = drawing->picture;
	}
	drawing->picture = NULL;
	reveal_node_meant(session);
}

void drawing_redraw_numbers(struct session *session, bool is_in_label)
{
	const struct picture *picture = session->drawing->picture;

	forget_kept(session->drawing);
	if (picture && !is_in_label && picture_has_room(picture, drawing_has_marks(session)))
		reveal_node_meant(session);
	else
		drawing_redraw(session);
}

static bool is_inside(const struct rectangle *area, int x, int y)
{
	return x >= area->x && x < area->x + area->width && y >= area->y &&
	       y < area->y + area->height;
}

/* The drawing changes around the node that is looked at: if that is seen, it stays in its cell. */
static void redraw_in_place(struct session *session)
{
	struct drawing *drawing = session->drawing;
	struct anchor anchor = {.node = node_meant(session)};

	if (drawing->picture && view_now(session) == VIEW_GRAPH) {
		struct rectangle box = picture_box(drawing->picture, anchor.node);
		anchor.x = drawing->window.x + box.x + box.width / 2 - drawing->scroll_x;
		anchor.y = drawing->window.y + box.y + box.height / 2 - drawing->scroll_y;
		anchor.is_set = is_inside(&drawing->window, anchor.x, anchor.y);
	}
	drawing_redraw(session);
	drawing->anchor = anchor;
}

void drawing_regroup(struct session *session)
{
	walked_settle_folds(session);
	redraw_in_place(session);
	session->drawing->is_refolded = true;
}

static bool shows_folds(const struct session *session, const struct picture *picture)
{
	return picture && picture_shows_folds(picture, folds_of(session));
}

static void take_again(struct drawing *drawing, const struct made_drawing *made)
{
	drawing->picture = made->picture;
	drawing->max_width = made->max_width;
	drawing->max_height = made->max_height;
}

/*
 * Other groups are folded of the same graph: unfolding what was just folded restores the drawing.
 */
void drawing_refold(struct session *session)
{
	struct drawing *drawing = session->drawing;
	struct made_drawing kept = drawing->kept, last = {0};
	/* Else what is before it may be of a graph that is no more. */
	bool is_made = drawing->picture != NULL;

	drawing->kept.picture = NULL;
	drawing_regroup(session);
	if (is_made) {
		last = (struct made_drawing){drawing->before, drawing->max_width,
					     drawing->max_height};
		drawing->before = NULL;
	}
	if (shows_folds(session, last.picture)) {
		take_again(drawing, &last);
		last = kept;
	} else if (shows_folds(session, kept.picture)) {
		take_again(drawing, &kept);
	} else if (last.picture) {
		picture_destroy(kept.picture);
	} else {
		last = kept;
	}
	drawing->kept = last;
}

/* ---- making it ---- */

/* Layouts to choose from: a key must not be waited for, and each takes longer in a larger graph. */
#define MOST_TRIES 64
#define TRIES_OF_ALL_NODES 1000

/* Who uses each node; it is found when it is wanted first, and again for other folds. */
static bool prepare_fanout(struct session *session, struct gw_error *error)
{
	struct fanout *fanout = &session->drawing->focus.fanout;

	if (fanout->first && fanout->output == tape_of(session)->output &&
	    session->drawing->focus.generation == walked_generation(session))
		return true;
	fanout_finish(fanout);
	session->drawing->focus.generation = walked_generation(session);
	return fanout_init(fanout, tape_of(session), folds_of(session)) || error_memory(error);
}

static struct picture *make_picture(const struct session *session, int max_width, int max_height,
				    struct gw_error *error)
{
	const struct drawing *drawing = session->drawing;
	const struct picture_style style = {
		.is_ascii = is_ascii(session),
		.digits = explain_style_of(session)->digits,
		.density = session->drawing->density,
		.direction = session->drawing->direction,
		.max_width = max_width,
		.max_height = max_height,
		.before = drawing->before ? drawing->before : drawing->kept.picture,
		.is_refolded = drawing->is_refolded,
		.tries = clamp(TRIES_OF_ALL_NODES / (int)(graph_of(session)->node_count + 1), 1,
			       MOST_TRIES),
		.visits = walk_of(session)->visits,
		.tangents = walk_of(session)->tangents,
		.has_marks = drawing_has_marks(session),
	};

	if (session->drawing->focus.is_on)
		return picture_create_around(tape_of(session), &session->drawing->focus.fanout,
					     node_meant(session), session->drawing->focus.reach,
					     &style, error);
	return picture_create(tape_of(session), folds_of(session), &style, error);
}

/* Whether it was made for that room, and shows the node that is looked at. */
static bool is_current(const struct session *session, int max_width, int max_height)
{
	const struct drawing *drawing = session->drawing;
	bool fits = session->drawing->density == DENSITY_AUTO ||
		    session->drawing->direction == DIRECTION_AUTO;
	bool is_same_room = drawing->max_width == max_width && drawing->max_height == max_height;
	uint32_t node = node_meant(session);

	if (fits && !is_same_room)
		return false;
	if (!session->drawing->focus.is_on)
		return true;
	node = neighbourhood_centre(tape_of(session), &session->drawing->focus.fanout, node);
	return picture_shows(drawing->picture, node);
}

/* It takes the place of the one before. */
static void take_picture(struct drawing *drawing, struct picture *picture, int max_width,
			 int max_height)
{
	drawing->picture = picture;
	picture_destroy(drawing->before);
	drawing->before = NULL;
	drawing->max_width = max_width;
	drawing->max_height = max_height;
}

/* Make the drawing if there is none that will do. */
struct picture *drawing_prepare(struct session *session, struct gw_error *error)
{
	struct drawing *drawing = session->drawing;
	int width = frame_room_width(session), height = frame_room_height(session);

	/* So large a graph is opened around a node, and v says that it stays so. */
	assert(session->drawing->focus.is_on || graph_of(session)->node_count <= VIEW_DRAWABLE);
	if (session->drawing->focus.is_on && !prepare_fanout(session, error))
		return NULL;
	if (drawing->picture && !is_current(session, width, height))
		drawing_redraw(session);
	if (!drawing->picture)
		take_picture(drawing, make_picture(session, width, height, error), width, height);
	return drawing->picture;
}

/* A drawing in strips was broken for want of room: it would rather have all that there is. */
static bool is_within(const struct picture *picture, int width, int height)
{
	return !picture_is_in_strips(picture) && picture_width(picture) <= width &&
	       picture_height(picture) <= height;
}

bool drawing_fits(struct session *session, int width, int height)
{
	struct drawing *drawing = session->drawing;
	struct gw_error error = {0};
	struct picture *picture;

	if (session->drawing->focus.is_on)
		return true;
	if (graph_of(session)->node_count > VIEW_READABLE)
		return false;
	if (drawing->picture &&
	    (is_current(session, width, height) ||
	     is_current(session, frame_room_width(session), frame_room_height(session))))
		return is_within(drawing->picture, width, height);
	if (drawing->picture)
		drawing_redraw(session);
	picture = make_picture(session, width, height, &error);
	if (picture && is_within(picture, width, height)) {
		take_picture(drawing, picture, width, height);
		return true;
	}
	picture_destroy(picture);
	return false;
}

/* ---- where it stands ---- */

/* So that a node stands in the cell of the screen in which it stood before the drawing changed. */
static void keep_place(struct session *session, const struct picture *picture,
		       struct rectangle area)
{
	const struct anchor *anchor = &session->drawing->anchor;
	struct scroll *scroll = view_scroll_of(session, VIEW_GRAPH);
	struct rectangle box = picture_box(picture, anchor->node);

	scroll->x = box.x + box.width / 2 - (anchor->x - area.x);
	scroll->y = box.y + box.height / 2 - (anchor->y - area.y);
}

static void scroll_to_node(struct session *session, const struct picture *picture,
			   struct rectangle area)
{
	struct scroll *scroll = view_scroll_of(session, VIEW_GRAPH);
	struct rectangle box;

	if (session->drawing->anchor.is_set) {
		keep_place(session, picture, area);
		session->drawing->anchor.is_set = false;
		reveal_node(session, GW_NONE);
	} else if (node_to_reveal(session) != GW_NONE) {
		box = picture_box(picture, node_to_reveal(session));
		scroll->x = view_reveal(area.width, box.x, box.width);
		scroll->y = view_reveal(area.height, box.y, box.height);
		reveal_node(session, GW_NONE);
	}
	view_clamp_scroll(scroll, clamp(picture_width(picture) - area.width, 0, INT32_MAX),
			  clamp(picture_height(picture) - area.height, 0, INT32_MAX));
}

/*
 * A drawing smaller than the area stands in the middle of the room, or higher where the area is
 * lower than that.
 */
static struct rectangle window_in(const struct session *session, const struct picture *picture,
				  struct rectangle area)
{
	int width = clamp(picture_width(picture), 0, area.width);
	int height = clamp(picture_height(picture), 0, area.height);
	int down = clamp((frame_room_height(session) - height) / 2, 0, area.height - height);

	return (struct rectangle){area.x + (area.width - width) / 2, area.y + down, width, height};
}

void drawing_place(struct session *session, struct rectangle area)
{
	struct drawing *drawing = session->drawing;

	scroll_to_node(session, drawing->picture, area);
	drawing->window = window_in(session, drawing->picture, area);
	drawing->scroll_x = view_scroll_of(session, VIEW_GRAPH)->x;
	drawing->scroll_y = view_scroll_of(session, VIEW_GRAPH)->y;
}

struct seen_drawing drawing_seen(const struct session *session)
{
	const struct drawing *drawing = session->drawing;

	return (struct seen_drawing){drawing->picture, drawing->window, drawing->scroll_x,
				     drawing->scroll_y};
}

/* The rows below a node's box, if any row of the box is seen; otherwise all rows of the window. */
static int rows_below_node(const struct drawing *drawing, uint32_t node)
{
	struct rectangle box = picture_box(drawing->picture, node);
	int top = box.y - drawing->scroll_y, end = top + box.height;

	/* One row is for the gradient below the box. */
	return end <= 0 || top >= drawing->window.height
		       ? drawing->window.height
		       : clamp(drawing->window.height - end - 1, 0, drawing->window.height);
}

/*
 * The rows at the foot of a drawing higher than the screen that an explanation may cover: a
 * quarter of what is seen, but neither the node at work nor the selected one. What the graph opens
 * with has room enough.
 */
int drawing_rows_to_cover(const struct session *session)
{
	const struct drawing *drawing = session->drawing;
	uint32_t at_work = gw_walk_step(walk_of(session)).node;
	int rows, below;

	if (view_now(session) != VIEW_GRAPH || !drawing->picture || !frame_has_begun(session) ||
	    picture_height(drawing->picture) <= drawing->window.height)
		return 0;
	rows = rows_below_node(drawing, node_meant(session));
	below = at_work == GW_NONE ? rows : rows_below_node(drawing, at_work);
	return clamp(below < rows ? below : rows, 0, drawing->window.height / 4);
}

void drawing_cover(struct session *session, int rows)
{
	session->drawing->window.height -= rows;
}

/* ---- how it is made ---- */

bool drawing_is_focused(const struct session *session)
{
	return session->drawing->focus.is_on;
}

void drawing_set_focused(struct session *session, bool is_focused)
{
	session->drawing->focus.is_on = is_focused;
	drawing_redraw(session);
}

uint32_t drawing_reach(const struct session *session)
{
	return session->drawing->focus.reach;
}

void drawing_set_reach(struct session *session, uint32_t reach)
{
	session->drawing->focus.reach = reach;
	drawing_set_focused(session, true);
}

enum density drawing_density(const struct session *session)
{
	return session->drawing->density;
}

void drawing_set_density(struct session *session, enum density density)
{
	session->drawing->density = density;
	drawing_redraw(session);
}

enum direction drawing_direction(const struct session *session)
{
	return session->drawing->direction;
}

void drawing_set_direction(struct session *session, enum direction direction)
{
	session->drawing->direction = direction;
	drawing_redraw(session);
}

/* ---- on the other side of a change ---- */

static struct drawing_look look_of(const struct session *session)
{
	return (struct drawing_look){
		.is_ascii = is_ascii(session),
		.is_focused = session->drawing->focus.is_on,
		.digits = explain_style_of(session)->digits,
		.density = session->drawing->density,
		.direction = session->drawing->direction,
		.reach = session->drawing->focus.reach,
	};
}

static bool is_same_look(const struct drawing_look *one, const struct drawing_look *other)
{
	return one->is_ascii == other->is_ascii && one->is_focused == other->is_focused &&
	       one->digits == other->digits && one->density == other->density &&
	       one->direction == other->direction && one->reach == other->reach;
}

struct drawn_side drawing_note(struct session *session)
{
	const struct drawing *drawing = session->drawing;

	return (struct drawn_side){
		.picture = drawing->picture ? picture_share(drawing->picture) : NULL,
		.max_width = drawing->max_width,
		.max_height = drawing->max_height,
		.look = look_of(session),
		.scroll = *view_scroll_of(session, VIEW_GRAPH),
		.node = node_meant(session),
	};
}

/*
 * Whether a drawing shows what is to be shown: since it was kept, folds or its look may have
 * changed.
 */
static bool is_right(const struct session *session, const struct drawn_side *drawn)
{
	const struct drawing_look look = look_of(session);

	return drawn->picture && is_same_look(&drawn->look, &look) &&
	       (look.is_focused || picture_shows_folds(drawn->picture, folds_of(session)));
}

static void take_drawn_side(struct session *session, const struct drawn_side *drawn)
{
	struct drawing *drawing = session->drawing;

	forget_kept(session->drawing);
	picture_destroy(drawing->before);
	picture_destroy(drawing->picture);
	drawing->before = NULL;
	drawing->picture = picture_share(drawn->picture);
	drawing->max_width = drawn->max_width;
	drawing->max_height = drawn->max_height;
	drawing->anchor.is_set = false;
	if (node_meant(session) != drawn->node)
		return;
	*view_scroll_of(session, VIEW_GRAPH) = drawn->scroll;
	if (view_now(session) == VIEW_GRAPH)
		reveal_node(session, GW_NONE);
}

void drawing_put_back(struct session *session, const struct drawn_side *drawn)
{
	if (drawn->picture)
		picture_use_walk(drawn->picture, walk_of(session));
	if (is_right(session, drawn))
		take_drawn_side(session, drawn);
}
