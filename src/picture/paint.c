/*
 * Drawing a window of a picture.
 *
 * First the wires, horizontal ones before vertical ones, which go through at crossings; then those
 * of the gate at work once more, heavy; then the boxes over the wires' ends.
 */
#include "picture/painter.h"

/* ---- what is at work ---- */

static void add_port(struct work *work, const struct scene *scene, uint32_t gate, uint32_t position)
{
	uint32_t port = scene_port_of(scene, gate, position);

	if (port != GW_NONE)
		work->port[work->port_count++] = port;
}

static struct work find_work(const struct scene *scene, const struct gw_walk *walk)
{
	struct gw_step step = gw_walk_step(walk);
	struct work work = {.box = GW_NONE, .next = GW_NONE, .step = step};

	if (walk->part == 0 && walk->t < step.last)
		work.next = scene_box_of(scene, gw_walk_step_at(walk, walk->t + 1).node);
	if (step.node == GW_NONE)
		return work;
	work.box = scene_box_of(scene, step.node);
	if (work.box == GW_NONE)
		return work;
	work.goes_back = !walk->tangents && (step.phase == GW_SEED || step.phase == GW_BACKWARD);
	if (work.next == work.box)
		work.next = GW_NONE;
	work.has_exit = (step.phase == GW_SEED || step.phase == GW_BACKWARD) &&
			scene->box[work.box].node == step.node;
	if (step.phase == GW_FORWARD)
		for (uint32_t i = 0; i < gw_operand_count(scene->tape->graph, step.node); i++)
			add_port(&work, scene, step.node, i);
	if (step.phase == GW_BACKWARD || step.phase == GW_TANGENT)
		for (uint32_t i = 0; i < step.term_count; i++)
			add_port(&work, scene, step.node, gw_step_term(walk, &step, i).position);
	return work;
}

/* ---- wires ---- */

static struct pen pen_of(bool is_at_work)
{
	return (struct pen){
		.role = is_at_work ? ROLE_CURRENT : ROLE_PLAIN,
		.weight = is_at_work ? WEIGHT_HEAVY : WEIGHT_LIGHT,
	};
}

/* Where the open end leaves the wire behind the box: beside or above its arrow. */
static struct cell_place open_end_start(const struct picture *picture, const struct figure *figure)
{
	if (picture->plan.is_down)
		return (struct cell_place){figure->exit, figure->end_y};
	return (struct cell_place){figure->end_x - 1, figure->exit};
}

/* From the border to where the net's wires begin, and the open end. */
static void paint_exit(const struct painter *painter, uint32_t index, bool is_vertical,
		       const struct pen *pen)
{
	const struct picture *picture = painter->picture;
	const struct figure *figure = &picture->figure[index];
	struct cell_place border = painter_exit(painter, index),
			  end = {figure->end_x, figure->end_y};

	if (picture->scene.box[index].is_used)
		painter_piece(painter, border, picture->exit[index], is_vertical, pen);
	if (figure->open_end == OPEN_END_STRAIGHT)
		painter_piece(painter, border, end, is_vertical, pen);
	if (figure->open_end == OPEN_END_BRANCH) {
		struct cell_place start = open_end_start(picture, figure);
		struct cell_place corner = {start.x, end.y};
		painter_piece(painter, start, corner, is_vertical, pen);
		painter_piece(painter, corner, end, is_vertical, pen);
	}
}

/* The ways from a box along which something came to it, in an order that does not wait for all. */
static void paint_ways_come(const struct painter *painter, uint32_t box, bool is_vertical,
			    const struct pen *pen)
{
	const struct scene *scene = &painter->picture->scene;

	for (uint32_t i = 0; i < scene->box_count; i++)
		for (uint32_t k = 0; k < scene->box[i].port_count; k++) {
			uint32_t port = scene->box[i].first_port + k;
			if (scene->port[port].from == box && painter_has_come(painter, port))
				painter_way(painter, port, is_vertical, pen);
		}
}

static void paint_net(const struct painter *painter, uint32_t box, bool is_vertical,
		      const struct pen *pen)
{
	const struct wiring *wiring = &painter->picture->wiring;

	paint_exit(painter, box, is_vertical, pen);
	if (painter->walk->visits) {
		paint_ways_come(painter, box, is_vertical, pen);
		return;
	}
	for (uint32_t i = wiring->first[box]; i < wiring->first[box + 1]; i++)
		painter_piece(painter, wiring->wire[i].start, wiring->wire[i].end, is_vertical,
			      pen);
}

/* Dashed: of a wire that has carried exactly 0. */
static struct pen faint_pen(bool is_faint)
{
	struct pen pen = pen_of(false);

	if (is_faint) {
		pen.role = ROLE_DIM;
		pen.emphasis = EMPHASIS_DIM;
	}
	return pen;
}

static void paint_wires(const struct painter *painter, bool is_vertical)
{
	const struct picture *picture = painter->picture;
	struct band_search search =
		bands_search(&picture->wire_bands, painter->top, painter->bottom);
	uint32_t i;

	while (bands_next(&search, &i)) {
		struct pen pen = faint_pen(flow_is_zero(painter, i));
		painter_piece(painter, picture->wiring.wire[i].start, picture->wiring.wire[i].end,
			      is_vertical, &pen);
	}
	search = bands_search(&picture->box_bands, painter->top, painter->bottom);
	while (bands_next(&search, &i)) {
		struct pen pen = faint_pen(flow_is_zero_behind(painter, i));
		paint_exit(painter, i, is_vertical, &pen);
	}
}

static void paint_wires_at_work(const struct painter *painter, bool is_vertical)
{
	const struct pen pen = pen_of(true);

	if (painter->work.has_exit)
		paint_net(painter, painter->work.box, is_vertical, &pen);
	for (uint32_t i = 0; i < painter->work.port_count; i++)
		painter_way(painter, painter->work.port[i], is_vertical, &pen);
}

/* ---- boxes ---- */

/* Whether its columns, with those of its arrows, reach into the window. */
static bool is_seen(const struct painter *painter, uint32_t index)
{
	const struct rectangle *area = &painter->picture->figure[index].area;
	const struct rectangle *clip = &painter->canvas->clip;
	int left = area->x - 1 + painter->shift.x, right = area->x + area->width + painter->shift.x;

	return left < clip->x + clip->width && right > clip->x;
}

static void paint_boxes(const struct painter *painter)
{
	const struct picture *picture = painter->picture;
	struct band_search search =
		bands_search(&picture->box_bands, painter->top, painter->bottom);
	uint32_t i;

	while (bands_next(&search, &i))
		if (is_seen(painter, i))
			paint_box(painter, i);
}

/* ---- the window ---- */

void picture_draw(const struct picture *picture, const struct gw_walk *walk, uint32_t selected,
		  struct canvas *canvas, struct rectangle window, int scroll_x, int scroll_y)
{
	const struct picture_marks none = {0};

	picture_draw_marked(picture, walk, selected, &none, canvas, window, scroll_x, scroll_y);
}

void picture_draw_marked(const struct picture *picture, const struct gw_walk *walk,
			 uint32_t selected, const struct picture_marks *marks,
			 struct canvas *canvas, struct rectangle window, int scroll_x, int scroll_y)
{
	struct rectangle before = canvas_clip(canvas, window);
	const struct work nothing = {.box = GW_NONE, .next = GW_NONE};
	const struct painter painter = {
		.picture = picture,
		.walk = walk,
		.canvas = canvas,
		.shift = {window.x - scroll_x, window.y - scroll_y},
		.top = scroll_y - 1,
		.bottom = scroll_y + window.height,
		.selected = selected == GW_NONE ? GW_NONE : scene_box_of(&picture->scene, selected),
		.work = marks->ways ? nothing : find_work(&picture->scene, walk),
		.marks = *marks,
	};

	canvas_erase(canvas);
	paint_wires(&painter, false);
	paint_wires(&painter, true);
	paint_wires_at_work(&painter, false);
	paint_wires_at_work(&painter, true);
	paint_ways(&painter, false);
	paint_ways(&painter, true);
	paint_contributions(&painter);
	paint_boxes(&painter);
	paint_arrows_of_ways(&painter);
	canvas_clip(canvas, before);
}

void picture_draw_gap(const struct picture *picture, uint32_t node, bool is_gradient,
		      struct canvas *canvas, struct rectangle window, int scroll_x, int scroll_y)
{
	struct rectangle before = canvas_clip(canvas, window);
	const struct painter painter = {
		.picture = picture,
		.canvas = canvas,
		.shift = {window.x - scroll_x, window.y - scroll_y},
	};

	if (scene_box_of(&picture->scene, node) != GW_NONE)
		paint_gap(&painter, scene_box_of(&picture->scene, node), is_gradient);
	canvas_clip(canvas, before);
}

/* ---- the whole ---- */

#define STRIP_ROWS 16

static void remove_empty_lines(struct text *text, size_t start)
{
	while (text->length > start && text->data[text->length - 1] == '\n' &&
	       (text->length - 1 == start || text->data[text->length - 2] == '\n'))
		text->data[--text->length] = '\0';
}

/* In strips, so that a large drawing is nowhere whole but in its text. */
bool picture_write(const struct picture *picture, const struct gw_walk *walk,
		   enum canvas_colour colour, struct text *text)
{
	struct canvas strip;
	size_t start = text->length;

	if (!canvas_init(&strip, picture->width, STRIP_ROWS))
		return false;
	strip.is_ascii = picture->style.is_ascii;
	for (int top = 0; top < picture->height; top += STRIP_ROWS) {
		int rows = picture->height - top < STRIP_ROWS ? picture->height - top : STRIP_ROWS;
		picture_draw(picture, walk, GW_NONE, &strip,
			     (struct rectangle){0, 0, picture->width, rows}, 0, top);
		canvas_write_rows(&strip, rows, colour, text);
	}
	canvas_finish(&strip);
	remove_empty_lines(text, start);
	return !text->failed;
}
