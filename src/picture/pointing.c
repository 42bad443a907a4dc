/*
 * From a node to another of the drawing: what lies under a cell, and what the keys come to.
 *
 * Up and down go through a sequence of all boxes, so that no box is out of their reach: column by
 * column from the left, each from the top. A column is a set of boxes that one vertical line
 * crosses. Boxes 1 to 6 of this drawing, in their sequence:
 *
 *     [1]──▶┌─3─┐        ┌─6─┐
 *     [2]──▶│   ├───────▶│   │
 *           └───┘    ┌──▶└───┘
 *     [4 ────]──▶[5]─┘
 *
 * Left and right go to the nearest box on that side. A drawing in strips is gone through strip by
 * strip: where one ends, right goes on at the start of the next, as in prose.
 */
#include "base/array.h"
#include "picture/picture_parts.h"

#include <limits.h>
#include <stdlib.h>

uint32_t picture_node_at(const struct picture *picture, int x, int y)
{
	struct band_search search = bands_search(&picture->box_bands, y, y);
	uint32_t box;

	while (bands_next(&search, &box)) {
		const struct rectangle *frame = &picture->figure[box].frame;
		if (x >= frame->x && x < frame->x + frame->width && y >= frame->y &&
		    y < frame->y + frame->height)
			return picture->scene.box[box].node;
	}
	return GW_NONE;
}

/* ---- up and down ---- */

/* A box, where it stands, and the column that it is sorted into. */
struct standing {
	uint32_t box, column;
	int strip, left, right, top;
};

static int compare_left(const void *a, const void *b)
{
	const struct standing *one = a, *other = b;

	if (one->strip != other->strip)
		return one->strip < other->strip ? -1 : 1;
	if (one->left != other->left)
		return one->left < other->left ? -1 : 1;
	return (one->box > other->box) - (one->box < other->box);
}

static int compare_place(const void *a, const void *b)
{
	const struct standing *one = a, *other = b;

	if (one->column != other->column)
		return one->column < other->column ? -1 : 1;
	if (one->top != other->top)
		return one->top < other->top ? -1 : 1;
	return compare_left(a, b);
}

/* A column ends with its strip, or before the first box that lies right of one of its boxes. */
static void find_columns(struct standing *standing, uint32_t count)
{
	uint32_t column = 0;
	int line = INT_MAX;

	qsort(standing, count, sizeof(*standing), compare_left);
	for (uint32_t i = 0; i < count; i++) {
		bool is_next_strip = i > 0 && standing[i].strip != standing[i - 1].strip;
		if (is_next_strip || standing[i].left >= line) {
			column++;
			line = INT_MAX;
		}
		if (standing[i].right < line)
			line = standing[i].right;
		standing[i].column = column;
	}
}

bool picture_sort_boxes(struct picture *picture)
{
	uint32_t count = picture->scene.box_count;
	struct standing *standing = array_create(count, sizeof(*standing));

	picture->sequence = array_create(count, sizeof(*picture->sequence));
	picture->turn = array_create(count, sizeof(*picture->turn));
	bool done = standing && picture->sequence && picture->turn;
	for (uint32_t i = 0; done && i < count; i++) {
		const struct rectangle *frame = &picture->figure[i].frame;
		standing[i] = (struct standing){
			.box = i,
			.strip = picture->strip[i],
			.left = frame->x,
			.right = frame->x + frame->width,
			.top = frame->y,
		};
	}
	if (done) {
		find_columns(standing, count);
		qsort(standing, count, sizeof(*standing), compare_place);
	}
	for (uint32_t i = 0; done && i < count; i++) {
		picture->sequence[i] = standing[i].box;
		picture->turn[standing[i].box] = i;
	}
	free(standing);
	return done;
}

static uint32_t box_in_sequence(const struct picture *picture, uint32_t box, int step)
{
	uint32_t turn = picture->turn[box];

	if (step < 0 && turn > 0)
		turn--;
	else if (step > 0 && turn + 1 < picture->scene.box_count)
		turn++;
	return picture->sequence[turn];
}

/* ---- left and right ---- */

/* Twice the middle, so that it is an integer. */
static struct cell_place middle(const struct rectangle *frame)
{
	return (struct cell_place){2 * frame->x + frame->width, 2 * frame->y + frame->height};
}

/*
 * How far a box is on a side, or LONG_MAX if it is not there. A cell is about twice as high as it
 * is wide; a box that is higher or lower counts double, so that the one that the eye expects is
 * found.
 */
static long distance(struct cell_place from, struct cell_place to, int dx)
{
	long ahead = (long)dx * (to.x - from.x), aside = 2 * labs((long)to.y - from.y);

	return ahead > 0 ? ahead + 2 * aside : LONG_MAX;
}

static uint32_t nearest_box_of_strip(const struct picture *picture, uint32_t box,
				     struct cell_place from, int strip, int dx)
{
	uint32_t nearest = box;
	long least = LONG_MAX;

	for (uint32_t i = 0; i < picture->scene.box_count; i++) {
		long far = distance(from, middle(&picture->figure[i].frame), dx);
		if (picture->strip[i] == strip && far < least) {
			least = far;
			nearest = i;
		}
	}
	return nearest;
}

/* In the strip of the box; where that ends, from the other end of the next or previous one. */
static uint32_t nearest_box(const struct picture *picture, uint32_t box, int dx)
{
	struct cell_place from = middle(&picture->figure[box].frame);
	uint32_t nearest = nearest_box_of_strip(picture, box, from, picture->strip[box], dx);

	if (nearest != box)
		return nearest;
	from.x = dx > 0 ? -1 : 2 * picture->width + 1;
	return nearest_box_of_strip(picture, box, from, picture->strip[box] + dx, dx);
}

uint32_t picture_neighbour(const struct picture *picture, uint32_t node, int dx, int dy)
{
	uint32_t box = picture_box_showing(picture, node);

	box = dy != 0 ? box_in_sequence(picture, box, dy) : nearest_box(picture, box, dx);
	return picture->scene.box[box].node;
}
