#include "picture/painter.h"

bool painter_has_port_at_work(const struct painter *painter, uint32_t port)
{
	for (uint32_t i = 0; i < painter->work.port_count; i++)
		if (painter->work.port[i] == port)
			return true;
	return false;
}

bool painter_has_exit_at_work(const struct painter *painter, uint32_t box)
{
	const struct work *work = &painter->work;

	for (uint32_t i = 0; i < work->port_count; i++)
		if (painter->picture->scene.port[work->port[i]].from == box)
			return true;
	return work->box == box && work->has_exit;
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
