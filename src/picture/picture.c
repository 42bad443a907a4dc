#include "picture/picture.h"

#include "base/array.h"
#include "base/error.h"
#include "picture/arrange.h"
#include "picture/picture_parts.h"

#include <stdlib.h>

const char *picture_density_name(size_t index)
{
	static const char *const names[] = {"auto", "roomy", "compact", NULL};
	return names[index];
}

/* ---- making it ---- */

static void move_figure(struct figure *figure, struct cell_place by, bool is_down)
{
	figure->area.x += by.x;
	figure->area.y += by.y;
	figure->frame.x += by.x;
	figure->frame.y += by.y;
	figure->value.x += by.x;
	figure->value.y += by.y;
	figure->gradient.x += by.x;
	figure->gradient.y += by.y;
	figure->end_x += by.x;
	figure->end_y += by.y;
	figure->exit += is_down ? by.x : by.y;
}

/* From a figure's and its ports' own coordinates to the drawing's. */
static void settle_box(struct picture *picture, uint32_t index, const struct layout_place *place)
{
	bool is_down = picture->plan.is_down;
	const struct scene_box *box = &picture->scene.box[index];
	struct figure *figure = &picture->figure[index];
	struct cell_place at = {place->along, place->across};

	if (is_down)
		at = (struct cell_place){place->across, place->along};
	move_figure(figure, at, is_down);
	picture->strip[index] = place->strip;
	picture->exit[index] =
		is_down ? (struct cell_place){figure->exit, at.y + figure->area.height}
			: (struct cell_place){at.x + figure->area.width, figure->exit};
	for (uint32_t i = 0; i < box->port_count; i++) {
		int across = figure_port(&picture->plan, figure, box->port_count, i);
		picture->port[box->first_port + i] =
			is_down ? (struct cell_place){across, at.y - 1}
				: (struct cell_place){at.x - 1, across};
	}
	picture->box_span[index] = (struct band_span){at.y, at.y + figure->area.height - 1};
}

static bool index_rows(struct picture *picture)
{
	const struct wiring *wiring = &picture->wiring;

	picture->wire_span = array_create(wiring->wire_count, sizeof(*picture->wire_span));
	if (!picture->wire_span)
		return false;
	for (uint32_t i = 0; i < wiring->wire_count; i++)
		picture->wire_span[i] =
			(struct band_span){wiring->wire[i].start.y, wiring->wire[i].end.y};
	return bands_init(&picture->wire_bands, picture->height, picture->wire_span,
			  wiring->wire_count) &&
	       bands_init(&picture->box_bands, picture->height, picture->box_span,
			  picture->scene.box_count);
}

/* Takes the figures of the arrangement over. */
static bool settle(struct picture *picture, struct arrangement *arrangement)
{
	const struct layout *layout = &arrangement->layout;
	uint32_t box_count = picture->scene.box_count, port_count = picture->scene.port_count;
	bool is_down = arrangement->plan.is_down;

	picture->plan = arrangement->plan;
	picture->plan_place = arrangement->place;
	picture->width = is_down ? layout->breadth : layout->length;
	picture->height = is_down ? layout->length : layout->breadth;
	picture->figure = arrangement->figure;
	arrangement->figure = NULL;
	picture->strip = array_create(box_count, sizeof(*picture->strip));
	picture->exit = array_create(box_count, sizeof(*picture->exit));
	picture->port = array_create(port_count, sizeof(*picture->port));
	picture->box_span = array_create(box_count, sizeof(*picture->box_span));
	if (!picture->strip || !picture->exit || !picture->port || !picture->box_span)
		return false;
	for (uint32_t i = 0; i < box_count; i++)
		settle_box(picture, i, &layout->box[i]);
	return wiring_init(&picture->wiring, &picture->scene, layout, is_down, picture->exit,
			   picture->port) &&
	       index_rows(picture) && picture_sort_boxes(picture);
}

/* The picture of a scene that is made, if it is; NULL if not, or if memory runs out here. */
static struct picture *complete(struct picture *picture, bool done,
				const struct picture_style *style, struct gw_error *error)
{
	struct arrangement arrangement = {0};

	if (done) {
		picture->style = *style;
		picture->style.before = NULL;
		done = arrangement_init(&arrangement, &picture->scene, style) &&
		       settle(picture, &arrangement);
	}
	arrangement_finish(&arrangement);
	if (done)
		return picture;
	picture_destroy(picture);
	error_memory(error);
	return NULL;
}

struct picture *picture_create(const struct gw_tape *tape, const bool *is_folded,
			       const struct picture_style *style, struct gw_error *error)
{
	struct picture *picture = calloc(1, sizeof(*picture));
	bool done = picture && scene_init(&picture->scene, tape, is_folded, style->is_ascii);

	if (picture)
		picture->centre = GW_NONE;
	return complete(picture, done, style, error);
}

struct picture *picture_create_around(const struct gw_tape *tape, const struct fanout *fanout,
				      uint32_t node, uint32_t reach,
				      const struct picture_style *style, struct gw_error *error)
{
	struct neighbourhood around = neighbourhood_of(tape, fanout, node, reach);
	struct picture *picture = calloc(1, sizeof(*picture));
	bool done = picture &&
		    scene_init_around(&picture->scene, tape, fanout, &around, style->is_ascii);

	if (picture)
		picture->centre = around.centre;
	return complete(picture, done, style, error);
}

struct picture *picture_share(struct picture *picture)
{
	picture->more_owners++;
	return picture;
}

void picture_use_walk(struct picture *picture, const struct gw_walk *walk)
{
	picture->scene.tape = walk->tape;
	picture->style.visits = walk->visits;
	picture->style.tangents = walk->tangents;
}

void picture_destroy(struct picture *picture)
{
	if (!picture || picture->more_owners-- > 0)
		return;
	scene_finish(&picture->scene);
	wiring_finish(&picture->wiring);
	bands_finish(&picture->box_bands);
	bands_finish(&picture->wire_bands);
	free(picture->strip);
	free(picture->figure);
	free(picture->exit);
	free(picture->port);
	free(picture->box_span);
	free(picture->wire_span);
	free(picture->sequence);
	free(picture->turn);
	free(picture);
}

/* ---- asking it ---- */

bool picture_has_room(const struct picture *picture, bool has_marks)
{
	const struct scene *scene = &picture->scene;
	struct picture_style style = picture->style;
	const struct gw_walk walk = {.tape = scene->tape,
				     .visits = picture->style.visits,
				     .tangents = picture->style.tangents};

	style.has_marks = has_marks;
	for (uint32_t i = 0; i < scene->box_count; i++) {
		const struct figure *figure = &picture->figure[i];
		struct figure_numbers numbers =
			arrangement_numbers(&walk, &scene->box[i], &style, picture->plan.is_wordy);
		int mark = figure->alignment == ALIGN_LEFT ? 0 : numbers.mark;
		if (numbers.value + mark > figure->value.width ||
		    (numbers.gradient > 0 && numbers.gradient + mark > figure->gradient.width))
			return false;
	}
	return true;
}
