/*
 * The view of the graph as a drawing.
 */
#include "base/language.h"
#include "base/error.h"
#include "tui/commands/predict.h"
#include "tui/drawn_frame.h"
#include "tui/history.h"
#include "tui/selection.h"
#include "tui/shown_drawing.h"
#include "tui/views/page.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"
#include "tui/writing.h"

static void put_cursor(struct session *session, const struct seen_drawing *seen)
{
	struct rectangle box = picture_box(seen->picture, node_meant(session));

	frame_put_cursor(session, seen->window.x + box.x + box.width / 2 - seen->scroll_x,
			 seen->window.y + box.y + box.height / 2 - seen->scroll_y);
}

/* Since the graph was opened: what is undone leaves no mark. */
static bool is_changed(const void *context, uint32_t node, bool is_gradient)
{
	const struct session *session = context;
	const struct snapshot *before = history_opened_numbers(session);

	return is_gradient ? snapshot_gradient_differs(before, walk_of(session), node)
			   : snapshot_value_differs(before, walk_of(session), node);
}

static struct picture_marks marks_of(const struct session *session)
{
	return (struct picture_marks){
		.ways = page_ways(session),
		.is_changed = history_opened_numbers(session)->value ? is_changed : NULL,
		.context = session,
	};
}

static void draw(struct session *session, struct canvas *canvas, struct rectangle area)
{
	struct gw_error error = {0};
	uint32_t asked;
	bool is_gradient;

	if (!drawing_prepare(session, &error)) {
		canvas_text_fit(canvas, area.x, area.y, area.width, ROLE_ERROR, EMPHASIS_NONE,
				error.message);
		return;
	}
	drawing_place(session, area);
	const struct seen_drawing seen = drawing_seen(session);
	const struct picture_marks marks = marks_of(session);
	picture_draw_marked(seen.picture, walk_of(session), selected_node(session), &marks, canvas,
			    seen.window, seen.scroll_x, seen.scroll_y);
	if (predict_asks_for(session, &asked, &is_gradient))
		picture_draw_gap(seen.picture, asked, is_gradient, canvas, seen.window,
				 seen.scroll_x, seen.scroll_y);
	put_cursor(session, &seen);
}

static void move(struct session *session, int dx, int dy)
{
	struct gw_error error = {0};
	struct picture *picture = drawing_prepare(session, &error);

	if (picture)
		select_node(session, picture_neighbour(picture, node_meant(session), dx, dy));
}

static uint32_t node_at(const struct session *session, int x, int y)
{
	const struct seen_drawing seen = drawing_seen(session);

	if (!seen.picture)
		return GW_NONE;
	return picture_node_at(seen.picture, x - seen.window.x + seen.scroll_x,
			       y - seen.window.y + seen.scroll_y);
}

/* The drawing, whole. */
static bool write(struct session *session, struct text *text, struct gw_error *error)
{
	struct picture *picture = drawing_prepare(session, error);
	struct canvas canvas = {0};
	struct rectangle all = {0};

	if (!picture)
		return false;
	all.width = picture_width(picture);
	all.height = picture_height(picture);
	if (!canvas_init(&canvas, all.width, all.height))
		return error_memory(error);
	canvas.is_ascii = is_ascii(session);
	const struct picture_marks marks = marks_of(session);
	picture_draw_marked(picture, walk_of(session), GW_NONE, &marks, &canvas, all, 0, 0);
	canvas_write(&canvas, CANVAS_PLAIN, text);
	canvas_finish(&canvas);
	return !text->failed || error_memory(error);
}

const struct view view_graph = {
	.name = N_("graph"),
	.draw = draw,
	.move = move,
	.node_at = node_at,
	.write = write,
};
