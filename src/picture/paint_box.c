#include "explain/explain.h"
#include "picture/painter.h"

#include <string.h>

#define GRADIENT_TEXT 128 /* bytes for a gradient in any of its states */

/* ---- borders ---- */

/*
 * The glyphs of a border, and of an exit in it for a light and a heavy wire, to the right and
 * downward.
 */
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

static const struct border borders[BORDER_COUNT] = {
	[BORDER_PLAIN] = {"┌", "─", "┐", "│", "│", "└", "─", "┘", {"├", "┝"}, {"┬", "┰"}},
	[BORDER_AT_WORK] = {"┏", "━", "┓", "┃", "┃", "┗", "━", "┛", {"┠", "┣"}, {"┯", "┳"}},
	[BORDER_GROUP] = {"╔", "═", "╗", "║", "║", "╚", "═", "╝", {"╟", "╠"}, {"╤", "╦"}},
	[BORDER_PARAM] = {"╓", "─", "┐", "║", "│", "╙", "─", "┘", {"├", "┝"}, {"┬", "┰"}},
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
	return &borders[kind];
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
	struct cell_place cell = painter_exit(painter, index);
	bool is_heavy = painter_has_exit_at_work(painter, index);

	put(painter, cell.x, cell.y, role,
	    picture->plan.is_down ? border->exit_down[is_heavy] : border->exit_right[is_heavy]);
}

/* ---- labels ---- */

static int columns_of(const struct painter *painter, uint32_t index, const char *name)
{
	return figure_name_columns(painter->picture->figure[index].name_limit, name);
}

static enum role label_role(const struct painter *painter, uint32_t index, unsigned *emphasis)
{
	bool is_current = painter->work.box == index;

	*emphasis = painter->work.next == index ? EMPHASIS_UNDERLINE : EMPHASIS_NONE;
	if (painter->selected != index)
		return is_current ? ROLE_CURRENT : ROLE_PLAIN;
	*emphasis |= is_current ? EMPHASIS_BOLD : EMPHASIS_NONE;
	return ROLE_SELECTED;
}

/*
 * The label in the middle, with a blank on both sides if there is room, so that being selected
 * shows well.
 */
static void paint_label(const struct painter *painter, uint32_t index)
{
	const struct figure *figure = &painter->picture->figure[index];
	const struct rectangle *frame = &figure->frame;
	const char *label = figure_label(figure->name_limit, &painter->picture->scene.box[index]);
	int columns = columns_of(painter, index, label), room = frame->width - 2;
	int x = frame->x + 1 + (room - columns) / 2, y = frame->y + frame->height / 2;
	unsigned emphasis;
	enum role role = label_role(painter, index, &emphasis);

	if (room >= columns + 2) {
		painter_fit(painter, x - 1, y, 1, role, emphasis, " ");
		painter_fit(painter, x + columns, y, 1, role, emphasis, " ");
	}
	painter_fit(painter, x, y, figure->name_limit, role, emphasis, label);
}

/* ┌─ q ─┐, or in a box without padding ┌q┐ */
static void paint_title(const struct painter *painter, uint32_t index, enum role role)
{
	const struct figure *figure = &painter->picture->figure[index];
	const struct rectangle *frame = &figure->frame;
	const struct scene_box *box = &painter->picture->scene.box[index];
	int columns = columns_of(painter, index, box->title);

	if (painter->picture->plan.padding > 1) {
		put(painter, frame->x + 2, frame->y, role, " ");
		painter_fit(painter, frame->x + 3, frame->y, figure->name_limit, role,
			    EMPHASIS_NONE, box->title);
		put(painter, frame->x + 3 + columns, frame->y, role, " ");
	} else {
		painter_fit(painter, frame->x + 1, frame->y, figure->name_limit, role,
			    EMPHASIS_NONE, box->title);
	}
}

/* [x], or {w} for what training changes. */
static void paint_bare(const struct painter *painter, uint32_t index)
{
	const struct picture *picture = painter->picture;
	const struct figure *figure = &picture->figure[index];
	const struct rectangle *frame = &figure->frame;
	const struct scene_box *box = &picture->scene.box[index];
	bool is_param = picture->scene.tape->graph->kind[box->node] == GW_PARAM;
	unsigned emphasis;
	enum role role = label_role(painter, index, &emphasis);

	painter_fit(painter, frame->x, frame->y, 1, role, emphasis, is_param ? "{" : "[");
	painter_fit(painter, frame->x + 1, frame->y, figure->name_limit, role, emphasis,
		    box->label);
	painter_fit(painter, frame->x + frame->width - 1, frame->y, 1, role, emphasis,
		    is_param ? "}" : "]");
}

/* ---- numbers ---- */

static bool is_marked(const struct painter *painter, const struct figure *figure,
		      const struct field *field)
{
	const struct picture *picture = painter->picture;
	uint32_t node = picture->scene.box[figure - picture->figure].node;

	return painter->marks.is_changed &&
	       painter->marks.is_changed(painter->marks.context, node, field == &figure->gradient);
}

/*
 * A number that was changed has a * before it. Beside a box there is a blank for it; above and
 * below one the layout keeps a column, into which a number in the middle may reach: it gives way.
 *
 *      *5.00            *−10.00
 *     ┌─────┐           ┌──────┐*5.00
 */
static void paint_number(const struct painter *painter, const struct figure *figure,
			 const struct field *field, enum role role, const char *text)
{
	int columns = text_width(text, strlen(text)), blank = field->width - columns;
	int x = field->x;
	bool has_mark = columns > 0 && is_marked(painter, figure, field);

	if (figure->alignment == ALIGN_RIGHT)
		x += blank;
	else if (figure->alignment == ALIGN_CENTRE)
		x += has_mark && blank == 1 ? 1 : blank / 2;
	if (has_mark)
		painter_fit(painter, x - 1, field->y, 1, ROLE_TITLE, EMPHASIS_NONE, "*");
	painter_fit(painter, x, field->y, field->width, role,
		    has_mark ? EMPHASIS_BOLD : EMPHASIS_NONE, text);
}

static void paint_given_labels(const struct painter *painter, uint32_t index)
{
	const struct picture_labels *labels = painter->picture->style.labels;
	const struct figure *figure = &painter->picture->figure[index];
	uint32_t node = painter->picture->scene.box[index].node;

	paint_number(painter, figure, &figure->value, ROLE_VALUE, labels->value[node]);
	paint_number(painter, figure, &figure->gradient, ROLE_GRADIENT, labels->gradient[node]);
}

/*
 * The factor that the step multiplies by the local gradient has the colour of upstream, as in the
 * words: the gradient of the gate at work or, in forward mode, the tangents of its operands.
 */
static enum role gradient_role(const struct painter *painter, uint32_t index)
{
	enum gw_phase phase = painter->work.step.phase;
	bool is_incoming = phase == GW_BACKWARD && painter->work.box == index;

	if (phase == GW_TANGENT)
		is_incoming = painter_has_exit_at_work(painter, index);
	return is_incoming ? ROLE_UPSTREAM : ROLE_GRADIENT;
}

static void paint_numbers(const struct painter *painter, uint32_t index)
{
	const struct picture_style *style = &painter->picture->style;
	const struct figure *figure = &painter->picture->figure[index];
	const struct explain_style explain_style = {.digits = style->digits,
						    .is_wordy = painter->picture->plan.is_wordy};
	uint32_t node = painter->picture->scene.box[index].node;
	char memory[GRADIENT_TEXT];
	struct text text = text_in(memory, sizeof(memory));
	double value;

	text.is_ascii = style->is_ascii;
	explain_value(&text, painter->walk, node, &explain_style);
	paint_number(painter, figure, &figure->value,
		     gw_walk_value(painter->walk, node, &value) ? ROLE_VALUE : ROLE_DIM, text.data);
	text_clear(&text);

	struct gw_gradient gradient = gw_walk_gradient(painter->walk, node);
	explain_gradient(&text, &gradient, &explain_style);
	paint_number(painter, figure, &figure->gradient,
		     gradient.state == GW_UNSET ? ROLE_DIM : gradient_role(painter, index),
		     text.data);
}

void paint_gap(const struct painter *painter, uint32_t index, bool is_gradient)
{
	const struct figure *figure = &painter->picture->figure[index];
	const struct field *field = is_gradient ? &figure->gradient : &figure->value;

	for (int i = 0; i < field->width; i++)
		painter_fit(painter, field->x + i, field->y, 1, ROLE_PLAIN, EMPHASIS_NONE, " ");
	paint_number(painter, figure, field, ROLE_TITLE, "?");
}

/* ---- boxes ---- */

/* In the direction of the wire or, of one along which a gradient comes, back. */
static const char *arrow(bool is_down, bool is_back)
{
	return is_back ? is_down ? "▲" : "◀" : is_down ? "▼" : "▶";
}

/* Whether a gradient comes back along the wire to a port: from the gate at work, or to it. */
static bool comes_back(const struct painter *painter, uint32_t port)
{
	const struct work *work = &painter->work;
	bool is_upstream = work->has_exit && painter->picture->scene.port[port].from == work->box &&
			   painter_has_come(painter, port);

	return work->goes_back && (is_upstream || painter_has_port_at_work(painter, port));
}

static void paint_arrows(const struct painter *painter, uint32_t index)
{
	const struct picture *picture = painter->picture;
	const struct scene_box *box = &picture->scene.box[index];

	for (uint32_t port = box->first_port; port < box->first_port + box->port_count; port++) {
		bool is_at_work = painter_has_port_at_work(painter, port);
		bool is_back = comes_back(painter, port);
		put(painter, picture->port[port].x, picture->port[port].y,
		    is_at_work || is_back ? ROLE_CURRENT : ROLE_PLAIN,
		    arrow(picture->plan.is_down, is_back));
	}
}

void paint_ends_at_work(const struct painter *painter, uint32_t port)
{
	const struct picture *picture = painter->picture;
	uint32_t from = picture->scene.port[port].from;
	struct cell_place exit = painter_exit(painter, from);
	const struct border *border = border_of(painter, from);

	put(painter, picture->port[port].x, picture->port[port].y, ROLE_CURRENT,
	    arrow(picture->plan.is_down, true));
	if (!picture->figure[from].is_bare)
		put(painter, exit.x, exit.y, ROLE_PLAIN,
		    picture->plan.is_down ? border->exit_down[1] : border->exit_right[1]);
}

static void paint_open_end(const struct painter *painter, uint32_t index)
{
	const struct picture *picture = painter->picture;
	const struct figure *figure = &picture->figure[index];
	const struct scene_box *box = &picture->scene.box[index];
	bool is_down = picture->plan.is_down && figure->open_end == OPEN_END_STRAIGHT;
	bool is_at_work = painter->work.box == index && painter->work.has_exit;

	put(painter, figure->end_x, figure->end_y, is_at_work ? ROLE_CURRENT : ROLE_PLAIN,
	    arrow(is_down, is_at_work && painter->work.goes_back));
	painter_fit(painter, figure->end_x + 2, figure->end_y,
		    figure_end_limit(figure->name_limit, box),
		    box->is_output ? ROLE_TITLE : ROLE_DIM, EMPHASIS_NONE, box->end);
}

void paint_box(const struct painter *painter, uint32_t index)
{
	const struct picture *picture = painter->picture;
	const struct scene_box *box = &picture->scene.box[index];
	const struct figure *figure = &picture->figure[index];
	enum role role = painter->work.box == index ? ROLE_CURRENT : ROLE_PLAIN;

	if (box->is_stub) {
		painter_fit(painter, figure->frame.x + 1, figure->frame.y, figure->name_limit,
			    ROLE_DIM, EMPHASIS_NONE, box->label);
	} else if (figure->is_bare) {
		paint_bare(painter, index);
	} else {
		paint_border(painter, index, role);
		paint_label(painter, index);
		if (box->title)
			paint_title(painter, index, role);
		if (box->is_used || box->end)
			paint_exit_on_border(painter, index, role);
	}
	if (!box->is_stub && picture->style.labels)
		paint_given_labels(painter, index);
	else if (!box->is_stub)
		paint_numbers(painter, index);
	paint_arrows(painter, index);
	if (figure->open_end != OPEN_END_NONE)
		paint_open_end(painter, index);
}
