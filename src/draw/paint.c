/*
 * Drawing a window of a picture.
 *
 * First the wires, horizontal ones before vertical ones, which go through at crossings; then those of the gate at work
 * once more, heavy; then the boxes over the wires' ends.
 */
#include "base/number.h"
#include "draw/explain.h"
#include "draw/picture_parts.h"

#include <string.h>

#define GRADIENT_TEXT 128 /* bytes for a gradient in any of its states */

/* What stands out: the gate at work and the wires that it uses in this step. */
struct work {
	uint32_t box;                /* GW_NONE: none is at work */
	bool has_exit;               /* what leaves it */
	uint32_t port[GW_MAX_OPERANDS]; /* what enters it */
	uint32_t port_count;
};

struct painter {
	const struct picture *picture;
	const struct gw_walk *walk;
	struct canvas *canvas;
	struct cell_place shift; /* from the drawing's coordinates to the canvas's */
	int top, bottom;         /* rows of the drawing that are seen */
	uint32_t selected;       /* a box */
	struct work work;
};

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
	struct work work = {.box = GW_NONE};

	if (step.node == GW_NONE)
		return work;
	work.box = scene->box_of[step.node];
	work.has_exit = step.phase != GW_FORWARD && scene->box[work.box].node == step.node;
	if (step.phase == GW_FORWARD)
		for (uint32_t i = 0; i < gw_operand_count(scene->tape->graph, step.node); i++)
			add_port(&work, scene, step.node, i);
	if (step.phase == GW_BACKWARD)
		for (uint32_t i = 0; i < step.term_count; i++)
			add_port(&work, scene, step.node, gw_step_term(walk, &step, i).position);
	return work;
}

static bool is_port_at_work(const struct work *work, uint32_t port)
{
	for (uint32_t i = 0; i < work->port_count; i++)
		if (work->port[i] == port)
			return true;
	return false;
}

/* Whether the wire right behind a box is at work: its own, or on the way to the gate at work. */
static bool is_exit_at_work(const struct painter *painter, uint32_t box)
{
	const struct work *work = &painter->work;

	for (uint32_t i = 0; i < work->port_count; i++)
		if (painter->picture->scene.port[work->port[i]].from == box)
			return true;
	return work->box == box && work->has_exit;
}

/* ---- wires ---- */

static struct pen pen_of(const struct painter *painter, bool is_at_work)
{
	return (struct pen){
		.role = is_at_work ? ROLE_CURRENT : ROLE_PLAIN,
		.weight = is_at_work ? WEIGHT_HEAVY : WEIGHT_LIGHT,
		.ascii = painter->picture->style.ascii,
	};
}

/* A straight piece, if it lies in the wanted direction. */
static void paint_piece(const struct painter *painter, struct cell_place from, struct cell_place to,
			bool is_vertical, const struct pen *pen)
{
	bool is_wanted =
		is_vertical ? from.x == to.x && from.y != to.y : from.y == to.y && from.x != to.x;

	if (is_wanted)
		canvas_line(painter->canvas, from.x + painter->shift.x, from.y + painter->shift.y,
			    to.x + painter->shift.x, to.y + painter->shift.y, pen);
}

/* The cell of a box's border where its net leaves. */
static struct cell_place exit_on_border(const struct picture *picture, uint32_t box)
{
	const struct figure *figure = &picture->figure[box];
	const struct rectangle *frame = &figure->frame;

	if (picture->plan.is_down)
		return (struct cell_place){figure->exit, frame->y + frame->height - 1};
	return (struct cell_place){frame->x + frame->width - 1, figure->exit};
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
	struct cell_place border = exit_on_border(picture, index),
			  end = {figure->end_x, figure->end_y};

	if (picture->scene.box[index].is_used)
		paint_piece(painter, border, picture->exit[index], is_vertical, pen);
	if (figure->open_end == OPEN_END_STRAIGHT)
		paint_piece(painter, border, end, is_vertical, pen);
	if (figure->open_end == OPEN_END_BRANCH) {
		struct cell_place start = open_end_start(picture, figure);
		struct cell_place corner = {start.x, end.y};
		paint_piece(painter, start, corner, is_vertical, pen);
		paint_piece(painter, corner, end, is_vertical, pen);
	}
}

static void paint_net(const struct painter *painter, uint32_t box, bool is_vertical,
		      const struct pen *pen)
{
	const struct wiring *wiring = &painter->picture->wiring;

	paint_exit(painter, box, is_vertical, pen);
	for (uint32_t i = wiring->first[box]; i < wiring->first[box + 1]; i++)
		paint_piece(painter, wiring->wire[i].start, wiring->wire[i].end, is_vertical, pen);
}

/* The way to a port from the box that feeds it, walked backward. */
static void paint_way(const struct painter *painter, uint32_t port, bool is_vertical,
		      const struct pen *pen)
{
	const struct picture *picture = painter->picture;
	uint32_t from = picture->scene.port[port].from;
	struct cell_place cell = picture->port[port];

	for (uint32_t i = picture->wiring.last[port]; i != GW_NONE;
	     i = picture->wiring.wire[i].before) {
		paint_piece(painter, cell, picture->wiring.wire[i].join, is_vertical, pen);
		cell = picture->wiring.wire[i].join;
	}
	paint_piece(painter, cell, exit_on_border(picture, from), is_vertical, pen);
}

static void paint_wires(const struct painter *painter, bool is_vertical)
{
	const struct picture *picture = painter->picture;
	const struct pen pen = pen_of(painter, false);
	struct band_search search =
		bands_search(&picture->wire_bands, painter->top, painter->bottom);
	uint32_t i;

	while (bands_next(&search, &i))
		paint_piece(painter, picture->wiring.wire[i].start, picture->wiring.wire[i].end,
			    is_vertical, &pen);
	search = bands_search(&picture->box_bands, painter->top, painter->bottom);
	while (bands_next(&search, &i))
		paint_exit(painter, i, is_vertical, &pen);
}

static void paint_wires_at_work(const struct painter *painter, bool is_vertical)
{
	const struct pen pen = pen_of(painter, true);

	if (painter->work.has_exit)
		paint_net(painter, painter->work.box, is_vertical, &pen);
	for (uint32_t i = 0; i < painter->work.port_count; i++)
		paint_way(painter, painter->work.port[i], is_vertical, &pen);
}

/* ---- borders ---- */

/* The glyphs of a border, and of an exit in it for a light and a heavy wire, to the right and downward. */
struct border {
	const char *top_left, *top, *top_right, *left, *right, *bottom_left, *bottom, *bottom_right;
	const char *exit_right[2], *exit_down[2];
};

enum border_kind {
	BORDER_PLAIN,
	BORDER_AT_WORK,
	BORDER_GROUP,
	BORDER_PARAM,
	BORDER_COUNT,
};

static const struct border unicode_borders[BORDER_COUNT] = {
	[BORDER_PLAIN] = {"┌", "─", "┐", "│", "│", "└", "─", "┘", {"├", "┝"}, {"┬", "┰"}},
	[BORDER_AT_WORK] = {"┏", "━", "┓", "┃", "┃", "┗", "━", "┛", {"┠", "┣"}, {"┯", "┳"}},
	[BORDER_GROUP] = {"╔", "═", "╗", "║", "║", "╚", "═", "╝", {"╟", "╠"}, {"╤", "╦"}},
	[BORDER_PARAM] = {"╓", "─", "┐", "║", "│", "╙", "─", "┘", {"├", "┝"}, {"┬", "┰"}},
};

static const struct border ascii_borders[BORDER_COUNT] = {
	[BORDER_PLAIN] = {"+", "-", "+", "|", "|", "+", "-", "+", {"+", "+"}, {"+", "+"}},
	[BORDER_AT_WORK] = {"#", "#", "#", "#", "#", "#", "#", "#", {"+", "+"}, {"+", "+"}},
	[BORDER_GROUP] = {"+", "=", "+", "|", "|", "+", "=", "+", {"+", "+"}, {"+", "+"}},
	[BORDER_PARAM] = {"+", "-", "+", "H", "|", "+", "-", "+", {"+", "+"}, {"+", "+"}},
};

static const struct border *border_of(const struct painter *painter, uint32_t index)
{
	const struct scene *scene = &painter->picture->scene;
	const struct scene_box *box = &scene->box[index];
	enum border_kind kind = BORDER_PLAIN;

	if (painter->work.box == index)
		kind = BORDER_AT_WORK;
	else if (box->group != GW_NONE)
		kind = BORDER_GROUP;
	else if (scene->tape->graph->kind[box->node] == GW_PARAM)
		kind = BORDER_PARAM;
	return painter->picture->style.ascii ? &ascii_borders[kind] : &unicode_borders[kind];
}

static void put(const struct painter *painter, int x, int y, enum role role, const char *glyph)
{
	canvas_text(painter->canvas, x + painter->shift.x, y + painter->shift.y, role,
		    EMPHASIS_NONE, glyph);
}

static void paint_border(const struct painter *painter, uint32_t index, enum role role)
{
	const struct rectangle *frame = &painter->picture->figure[index].frame;
	const struct border *border = border_of(painter, index);
	int right = frame->x + frame->width - 1, bottom = frame->y + frame->height - 1;

	for (int x = frame->x + 1; x < right; x++) {
		put(painter, x, frame->y, role, border->top);
		put(painter, x, bottom, role, border->bottom);
	}
	for (int y = frame->y + 1; y < bottom; y++) {
		put(painter, frame->x, y, role, border->left);
		put(painter, right, y, role, border->right);
	}
	put(painter, frame->x, frame->y, role, border->top_left);
	put(painter, right, frame->y, role, border->top_right);
	put(painter, frame->x, bottom, role, border->bottom_left);
	put(painter, right, bottom, role, border->bottom_right);
}

static void paint_exit_on_border(const struct painter *painter, uint32_t index, enum role role)
{
	const struct picture *picture = painter->picture;
	const struct border *border = border_of(painter, index);
	struct cell_place cell = exit_on_border(picture, index);
	bool is_heavy = is_exit_at_work(painter, index);

	put(painter, cell.x, cell.y, role,
	    picture->plan.is_down ? border->exit_down[is_heavy] : border->exit_right[is_heavy]);
}

/* ---- labels ---- */

static void fit(const struct painter *painter, int x, int y, int columns, enum role role,
		unsigned emphasis, const char *text)
{
	canvas_text_fit(painter->canvas, x + painter->shift.x, y + painter->shift.y, columns, role,
			emphasis, painter->picture->style.ascii, text);
}

static int columns_of(const struct painter *painter, const char *name)
{
	int columns = text_width(name, strlen(name)), limit = painter->picture->plan.name_limit;

	return columns < limit ? columns : limit;
}

static enum role label_role(const struct painter *painter, uint32_t index, unsigned *emphasis)
{
	bool is_current = painter->work.box == index;

	*emphasis = EMPHASIS_NONE;
	if (painter->selected != index)
		return is_current ? ROLE_CURRENT : ROLE_PLAIN;
	*emphasis = is_current ? EMPHASIS_BOLD : EMPHASIS_NONE;
	return ROLE_SELECTED;
}

/* The label in the middle, with a blank on both sides if there is room, so that being selected shows well. */
static void paint_label(const struct painter *painter, uint32_t index)
{
	const struct rectangle *frame = &painter->picture->figure[index].frame;
	const char *label = painter->picture->scene.box[index].label;
	int columns = columns_of(painter, label), room = frame->width - 2;
	int x = frame->x + 1 + (room - columns) / 2, y = frame->y + frame->height / 2;
	unsigned emphasis;
	enum role role = label_role(painter, index, &emphasis);

	if (room >= columns + 2) {
		fit(painter, x - 1, y, 1, role, emphasis, " ");
		fit(painter, x + columns, y, 1, role, emphasis, " ");
	}
	fit(painter, x, y, columns, role, emphasis, label);
}

/* ┌─ q ─┐, or in a box without padding ┌q┐ */
static void paint_title(const struct painter *painter, uint32_t index, enum role role)
{
	const struct rectangle *frame = &painter->picture->figure[index].frame;
	const struct scene_box *box = &painter->picture->scene.box[index];
	int columns = columns_of(painter, box->title);

	if (painter->picture->plan.padding > 1) {
		put(painter, frame->x + 2, frame->y, role, " ");
		fit(painter, frame->x + 3, frame->y, columns, role, EMPHASIS_NONE, box->title);
		put(painter, frame->x + 3 + columns, frame->y, role, " ");
	} else {
		fit(painter, frame->x + 1, frame->y, columns, role, EMPHASIS_NONE, box->title);
	}
}

/* [x], or {w} for what training changes. */
static void paint_bare(const struct painter *painter, uint32_t index)
{
	const struct picture *picture = painter->picture;
	const struct rectangle *frame = &picture->figure[index].frame;
	const struct scene_box *box = &picture->scene.box[index];
	bool is_param = picture->scene.tape->graph->kind[box->node] == GW_PARAM;
	unsigned emphasis;
	enum role role = label_role(painter, index, &emphasis);

	fit(painter, frame->x, frame->y, 1, role, emphasis, is_param ? "{" : "[");
	fit(painter, frame->x + 1, frame->y, frame->width - 2, role, emphasis, box->label);
	fit(painter, frame->x + frame->width - 1, frame->y, 1, role, emphasis,
	    is_param ? "}" : "]");
}

/* ---- numbers ---- */

static void paint_number(const struct painter *painter, const struct figure *figure,
			 const struct field *field, enum role role, const char *text)
{
	int blank = field->width - text_width(text, strlen(text));
	int x = field->x;

	if (figure->alignment == ALIGN_RIGHT)
		x += blank;
	else if (figure->alignment == ALIGN_CENTRE)
		x += blank / 2;
	fit(painter, x, field->y, field->width, role, EMPHASIS_NONE, text);
}

static void paint_numbers(const struct painter *painter, uint32_t index)
{
	const struct picture_style *style = &painter->picture->style;
	const struct figure *figure = &painter->picture->figure[index];
	const struct explain_style explain_style = {.ascii = style->ascii, .digits = style->digits};
	uint32_t node = painter->picture->scene.box[index].node;
	char memory[GRADIENT_TEXT];
	struct text text = text_in(memory, sizeof(memory));
	double value;

	explain_value(&text, painter->walk, node, &explain_style);
	paint_number(painter, figure, &figure->value,
		     gw_walk_value(painter->walk, node, &value) ? ROLE_VALUE : ROLE_DIM, text.data);
	text_clear(&text);

	struct gw_gradient gradient = gw_walk_gradient(painter->walk, node);
	explain_gradient(&text, &gradient, &explain_style);
	paint_number(painter, figure, &figure->gradient,
		     gradient.state == GW_UNSET ? ROLE_DIM : ROLE_GRADIENT, text.data);
}

/* ---- boxes ---- */

static const char *arrow(const struct picture *picture, bool is_down)
{
	if (picture->style.ascii)
		return is_down ? "v" : ">";
	return is_down ? "▼" : "▶";
}

static void paint_arrows(const struct painter *painter, uint32_t index)
{
	const struct picture *picture = painter->picture;
	const struct scene_box *box = &picture->scene.box[index];

	for (uint32_t port = box->first_port; port < box->first_port + box->port_count; port++) {
		bool is_at_work = is_port_at_work(&painter->work, port);
		put(painter, picture->port[port].x, picture->port[port].y,
		    is_at_work ? ROLE_CURRENT : ROLE_PLAIN, arrow(picture, picture->plan.is_down));
	}
}

static void paint_open_end(const struct painter *painter, uint32_t index)
{
	const struct picture *picture = painter->picture;
	const struct figure *figure = &picture->figure[index];
	const char *name = picture->scene.box[index].title;
	bool is_down = picture->plan.is_down && figure->open_end == OPEN_END_STRAIGHT;
	bool is_at_work = painter->work.box == index && painter->work.has_exit;

	put(painter, figure->end_x, figure->end_y, is_at_work ? ROLE_CURRENT : ROLE_PLAIN,
	    arrow(picture, is_down));
	fit(painter, figure->end_x + 2, figure->end_y, columns_of(painter, name), ROLE_TITLE,
	    EMPHASIS_NONE, name);
}

static void paint_box(const struct painter *painter, uint32_t index)
{
	const struct picture *picture = painter->picture;
	const struct scene_box *box = &picture->scene.box[index];
	const struct figure *figure = &picture->figure[index];
	enum role role = painter->work.box == index ? ROLE_CURRENT : ROLE_PLAIN;

	if (figure->is_bare) {
		paint_bare(painter, index);
	} else {
		paint_border(painter, index, role);
		paint_label(painter, index);
		if (scene_is_gate(&picture->scene, box) && box->title && !box->is_output)
			paint_title(painter, index, role);
		if (box->is_used || box->is_output)
			paint_exit_on_border(painter, index, role);
	}
	paint_numbers(painter, index);
	paint_arrows(painter, index);
	if (figure->open_end != OPEN_END_NONE)
		paint_open_end(painter, index);
}

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
	struct rectangle before = canvas_clip(canvas, window);
	const struct painter painter = {
		.picture = picture,
		.walk = walk,
		.canvas = canvas,
		.shift = {window.x - scroll_x, window.y - scroll_y},
		.top = scroll_y - 1,
		.bottom = scroll_y + window.height,
		.selected = selected == GW_NONE ? GW_NONE : picture->scene.box_of[selected],
		.work = find_work(&picture->scene, walk),
	};

	canvas_erase(canvas);
	paint_wires(&painter, false);
	paint_wires(&painter, true);
	paint_wires_at_work(&painter, false);
	paint_wires_at_work(&painter, true);
	paint_boxes(&painter);
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
