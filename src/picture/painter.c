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
