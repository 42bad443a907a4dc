/*
 * Answers which nodes a finished picture shows, and where.
 */
#include "graph/grouping.h"
#include "picture/picture_parts.h"

bool picture_is_in_strips(const struct picture *picture)
{
	for (uint32_t i = 0; i < picture->scene.box_count; i++)
		if (picture->strip[i] > 0)
			return true;
	return false;
}

int picture_width(const struct picture *picture)
{
	return picture->width;
}

int picture_height(const struct picture *picture)
{
	return picture->height;
}

uint32_t picture_box_showing(const struct picture *picture, uint32_t node)
{
	uint32_t box = scene_box_of(&picture->scene, node);

	if (box == GW_NONE && picture->centre != GW_NONE)
		box = scene_box_of(&picture->scene, picture->centre);
	return box == GW_NONE ? 0 : box;
}

bool picture_shows(const struct picture *picture, uint32_t node)
{
	const struct scene *scene = &picture->scene;
	uint32_t box = scene_box_of(scene, node);

	if (box == GW_NONE || picture->centre == GW_NONE || picture->centre == node)
		return box != GW_NONE;
	for (uint32_t i = 0; i < scene->box[box].port_count; i++)
		if (scene->box[scene->port[scene->box[box].first_port + i].from].is_stub)
			return false;
	return true;
}

bool picture_shows_folds(const struct picture *picture, const bool *is_folded)
{
	const struct scene *scene = &picture->scene;
	const struct gw_graph *graph = scene->tape->graph;

	if (!scene->box_of)
		return false;
	for (uint32_t node = 0; node < graph->node_count; node++) {
		uint32_t box = scene_box_of(scene, node);
		/* A literal stands in the box of its gate, and may be in no group itself. */
		if (gw_is_gate(graph, node) && box != GW_NONE &&
		    scene->box[box].group != grouping_folded(graph, is_folded, node))
			return false;
	}
	return true;
}

int picture_across(const struct picture *picture, uint32_t node)
{
	uint32_t box = scene_own_box(&picture->scene, node);

	if (box == GW_NONE)
		return -1;
	const struct rectangle *frame = &picture->figure[box].frame;
	return picture->plan.is_down ? 2 * frame->x + frame->width : 2 * frame->y + frame->height;
}

struct rectangle picture_box(const struct picture *picture, uint32_t node)
{
	return picture->figure[picture_box_showing(picture, node)].frame;
}

struct picture_hidden picture_hidden(const struct picture *picture, struct rectangle seen)
{
	struct picture_hidden hidden = {0};

	for (uint32_t i = 0; i < picture->scene.box_count; i++) {
		const struct rectangle *frame = &picture->figure[i].frame;
		if (frame->x + frame->width <= seen.x)
			hidden.left++;
		else if (frame->x >= seen.x + seen.width)
			hidden.right++;
		else if (frame->y + frame->height <= seen.y)
			hidden.above++;
		else if (frame->y >= seen.y + seen.height)
			hidden.below++;
	}
	return hidden;
}
