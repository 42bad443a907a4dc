/*
 * The view of the graph as a drawing.
 */
#include "tui/session_parts.h"

#include "base/error.h"

/* Layouts to choose from: a key must not be waited for, and each takes longer in a larger graph. */
#define MOST_TRIES 64
#define TRIES_OF_ALL_NODES 1000

/* Who uses each node; it is found when it is wanted first, and again for other folds. */
static bool prepare_fanout(struct session *session, struct gw_error *error)
{
	struct fanout *fanout = &session->focus.fanout;

	if (fanout->first && fanout->output == tape_of(session)->output &&
	    session->focus.generation == walked_generation(session))
		return true;
	fanout_finish(fanout);
	session->focus.generation = walked_generation(session);
	return fanout_init(fanout, tape_of(session), folds_of(session)) || error_memory(error);
}

static struct picture *make_picture(const struct session *session, int max_width, int max_height,
				    struct gw_error *error)
{
	const struct drawing *drawing = &session->drawing;
	const struct picture_style style = {
		.ascii = is_ascii(session),
		.digits = explain_style_of(session)->digits,
		.density = session->density,
		.direction = session->direction,
		.max_width = max_width,
		.max_height = max_height,
		.before = drawing->before ? drawing->before : drawing->kept.picture,
		.is_refolded = drawing->is_refolded,
		.tries = clamp(TRIES_OF_ALL_NODES / (int)(graph_of(session)->node_count + 1), 1,
			       MOST_TRIES),
	};

	if (session->focus.is_on)
		return picture_create_around(tape_of(session), &session->focus.fanout,
					     node_meant(session), session->focus.reach, &style,
					     error);
	return picture_create(tape_of(session), folds_of(session), &style, error);
}

/* Whether it was made for that room, and shows the node that is looked at. */
static bool is_current(const struct session *session, int max_width, int max_height)
{
	const struct drawing *drawing = &session->drawing;
	bool fits = session->density == DENSITY_AUTO || session->direction == DIRECTION_AUTO;
	bool is_same_room = drawing->max_width == max_width && drawing->max_height == max_height;
	uint32_t node = node_meant(session);

	if (fits && !is_same_room)
		return false;
	if (!session->focus.is_on)
		return true;
	node = neighbourhood_centre(tape_of(session), &session->focus.fanout, node);
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
static struct picture *prepare(struct session *session, struct gw_error *error)
{
	struct drawing *drawing = &session->drawing;
	int width = frame_room_width(session), height = frame_room_height(session);

	if (!session->focus.is_on && graph_of(session)->node_count > VIEW_DRAWABLE) {
		error_set(error, "%u nodes are too many to draw: v draws those around one",
			  graph_of(session)->node_count);
		return NULL;
	}
	if (session->focus.is_on && !prepare_fanout(session, error))
		return NULL;
	if (drawing->picture && !is_current(session, width, height))
		session_redraw_picture(session);
	if (!drawing->picture)
		take_picture(drawing, make_picture(session, width, height, error), width, height);
	return drawing->picture;
}

static bool is_within(const struct picture *picture, int width, int height)
{
	return picture_width(picture) <= width && picture_height(picture) <= height;
}

bool view_graph_fits(struct session *session, int width, int height)
{
	struct drawing *drawing = &session->drawing;
	struct gw_error error = {0};
	struct picture *picture;

	if (session->focus.is_on)
		return true;
	if (graph_of(session)->node_count > VIEW_READABLE)
		return false;
	if (drawing->picture && (is_current(session, width, height) ||
				 is_current(session, frame_room_width(session),
					 frame_room_height(session))))
		return is_within(drawing->picture, width, height);
	if (drawing->picture)
		session_redraw_picture(session);
	picture = make_picture(session, width, height, &error);
	if (picture && is_within(picture, width, height)) {
		take_picture(drawing, picture, width, height);
		return true;
	}
	picture_destroy(picture);
	return false;
}

/* So that a node stands in the cell of the screen in which it stood before the drawing changed. */
static void keep_place(struct session *session, const struct picture *picture,
		       struct rectangle area)
{
	const struct anchor *anchor = &session->drawing.anchor;
	struct scroll *scroll = view_scroll(session);
	struct rectangle box = picture_box(picture, anchor->node);

	scroll->x = box.x + box.width / 2 - (anchor->x - area.x);
	scroll->y = box.y + box.height / 2 - (anchor->y - area.y);
}

static void scroll_to_node(struct session *session, const struct picture *picture,
			struct rectangle area)
{
	struct scroll *scroll = view_scroll(session);
	struct rectangle box;

	if (session->drawing.anchor.is_set) {
		keep_place(session, picture, area);
		session->drawing.anchor.is_set = false;
		reveal_node(session, GW_NONE);
	} else if (node_to_reveal(session) != GW_NONE) {
		box = picture_box(picture, node_to_reveal(session));
		scroll->x = view_reveal(area.width, box.x, box.width);
		scroll->y = view_reveal(area.height, box.y, box.height);
		reveal_node(session, GW_NONE);
	}
	scroll->x = clamp(scroll->x, 0, clamp(picture_width(picture) - area.width, 0, INT32_MAX));
	scroll->y = clamp(scroll->y, 0, clamp(picture_height(picture) - area.height, 0, INT32_MAX));
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

static void put_cursor(struct session *session, const struct picture *picture)
{
	const struct drawing *drawing = &session->drawing;
	struct rectangle box = picture_box(picture, node_meant(session));

	frame_put_cursor(session,
			 drawing->window.x + box.x + box.width / 2 - drawing->scroll_x,
			 drawing->window.y + box.y + box.height / 2 - drawing->scroll_y);
}

static void draw(struct session *session, struct canvas *canvas, struct rectangle area)
{
	struct drawing *drawing = &session->drawing;
	struct gw_error error = {0};
	struct picture *picture = prepare(session, &error);

	if (!picture) {
		canvas_text_fit(canvas, area.x, area.y, area.width, ROLE_ERROR, EMPHASIS_NONE,
				is_ascii(session), error.message);
		return;
	}
	scroll_to_node(session, picture, area);
	drawing->window = window_in(session, picture, area);
	drawing->scroll_x = view_scroll(session)->x;
	drawing->scroll_y = view_scroll(session)->y;
	picture_draw(picture, walk_of(session), selected_node(session), canvas, drawing->window,
		     drawing->scroll_x, drawing->scroll_y);
	put_cursor(session, picture);
}

static void move(struct session *session, int dx, int dy)
{
	struct gw_error error = {0};
	struct picture *picture = prepare(session, &error);

	if (picture)
		select_node(session, picture_neighbour(picture, node_meant(session), dx, dy));
}

static uint32_t node_at(const struct session *session, int x, int y)
{
	const struct drawing *drawing = &session->drawing;

	if (!drawing->picture)
		return GW_NONE;
	return picture_node_at(drawing->picture, x - drawing->window.x + drawing->scroll_x,
			       y - drawing->window.y + drawing->scroll_y);
}

/* The drawing, whole. */
static bool write(struct session *session, struct text *text, struct gw_error *error)
{
	struct picture *picture = prepare(session, error);
	struct canvas canvas = {0};
	struct rectangle all = {0};

	if (!picture)
		return false;
	all.width = picture_width(picture);
	all.height = picture_height(picture);
	if (!canvas_init(&canvas, all.width, all.height))
		return error_memory(error);
	picture_draw(picture, walk_of(session), GW_NONE, &canvas, all, 0, 0);
	canvas_write(&canvas, CANVAS_PLAIN, text);
	canvas_finish(&canvas);
	return !text->failed || error_memory(error);
}

const struct view view_graph = {
	.name = "graph",
	.draw = draw,
	.move = move,
	.node_at = node_at,
	.write = write,
};
