#include "picture/painter.h"

#include "tape/visits.h"

bool painter_has_port_at_work(const struct painter *painter, uint32_t port)
{
	for (uint32_t i = 0; i < painter->work.port_count; i++)
		if (painter->work.port[i] == port)
			return true;
	return false;
}

bool painter_has_come(const struct painter *painter, uint32_t port)
{
	const struct visits *visits = painter->walk->visits;
	uint32_t gate = painter->picture->scene.port[port].gate, first;
	uint32_t seed = gw_walk_seed(painter->walk), now = painter->work.step.t;

	if (!visits || gate == GW_NONE)
		return true;
	if (now <= seed)
		return false;
	if (visits->order == ORDER_PATHS) {
		uint32_t cause = visits->cause[now - seed - 1];
		return cause > 0 && visits->gate[visits_sender(visits, cause)] == gate;
	}
	first = visits_first_of(visits, gate);
	return first != GW_NONE && seed + 1 + first < now;
}

bool painter_has_exit_at_work(const struct painter *painter, uint32_t box)
{
	const struct work *work = &painter->work;

	for (uint32_t i = 0; i < work->port_count; i++)
		if (painter->picture->scene.port[work->port[i]].from == box)
			return true;
	return work->box == box && work->has_exit;
}

void painter_fit(const struct painter *painter, int x, int y, int columns, enum role role,
		 unsigned emphasis, const char *text)
{
	struct canvas *canvas = painter->canvas;
	int left = canvas->clip.x, right = left + canvas->clip.width;
	int start = x + painter->shift.x, row = y + painter->shift.y;
	int end = canvas_name_fit(canvas, start, row, columns, role, emphasis, text);

	if (start < left && end > left)
		canvas_text(canvas, left, row, role, emphasis, "…");
	if (start < right && end > right)
		canvas_text(canvas, right - 1, row, role, emphasis, "…");
}

struct cell_place painter_exit(const struct painter *painter, uint32_t box)
{
	const struct picture *picture = painter->picture;
	const struct figure *figure = &picture->figure[box];
	const struct rectangle *frame = &figure->frame;

	if (picture->plan.is_down)
		return (struct cell_place){figure->exit, frame->y + frame->height - 1};
	return (struct cell_place){frame->x + frame->width - 1, figure->exit};
}

void painter_piece(const struct painter *painter, struct cell_place from, struct cell_place to,
		   bool is_vertical, const struct pen *pen)
{
	bool is_wanted =
		is_vertical ? from.x == to.x && from.y != to.y : from.y == to.y && from.x != to.x;

	if (is_wanted)
		canvas_line(painter->canvas, from.x + painter->shift.x, from.y + painter->shift.y,
			    to.x + painter->shift.x, to.y + painter->shift.y, pen);
}

/* The way is walked backward. */
void painter_way(const struct painter *painter, uint32_t port, bool is_vertical,
		 const struct pen *pen)
{
	const struct picture *picture = painter->picture;
	uint32_t from = picture->scene.port[port].from;
	struct cell_place cell = picture->port[port];

	for (uint32_t i = picture->wiring.last[port]; i != GW_NONE;
	     i = picture->wiring.wire[i].before) {
		painter_piece(painter, cell, picture->wiring.wire[i].join, is_vertical, pen);
		cell = picture->wiring.wire[i].join;
	}
	painter_piece(painter, cell, painter_exit(painter, from), is_vertical, pen);
}
