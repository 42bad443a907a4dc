/*
 * A race to be looked at: the losses in one plot, the paths of two parameters over the contours of
 * the loss in another, and a table of the runners.
 *
 *     struct race_picture picture;
 *     if (race_picture_init(&picture, &race, &error)) {
 *         race_seek(&race, 40, &error);
 *         race_picture_draw(&picture, &race, &canvas, area, &style);
 *         race_add_table(&race, &prose, &style);
 *     }
 *     race_picture_finish(&picture);
 */
#ifndef CHARTS_RACE_PICTURE_H
#define CHARTS_RACE_PICTURE_H

#include "canvas/plot.h"
#include "canvas/prose.h"
#include "timeline/race.h"

struct race_style {
	bool is_ascii;       /* names are measured in ASCII; the prose or canvas is, too */
	int digits;          /* decimals, or NUMBER_ROUND_TRIP */
	double goal;         /* the loss that the table says the steps to */
	size_t selected;     /* the runner that is pointed at; SIZE_MAX: none */
	int width;           /* columns that the table may have */
	enum axis_kind axis; /* of losses, usually log, and of rates, usually linear */
};

struct race_picture {
	bool has_paths; /* there are two parameter entries: what follows is of meaning */
	struct axis x, y;
	struct contours contours;
	double lowest[2], lowest_loss; /* the point with the least loss that was found there */
};

/*
 * The picture of a race. Of two parameters it has the part of the plane that the paths go through,
 * and the loss all over it; to see it, the race is run to its end and back, or for as long as one
 * waits gladly. Or the part is a given one: the lowest and highest of the first parameter, then of
 * the second; NULL: none is. After a failure, which is for lack of memory, race_picture_finish() is
 * to be called too.
 */
bool race_picture_init(struct race_picture *picture, struct race *race, const double range[4],
		       struct gw_error *error);
void race_picture_finish(struct race_picture *picture);

/*
 * The paths alone, up to the race's time, over the lines of equal loss; and a sign at `aim`, a
 * point of the plane, unless that is NULL.
 */
void race_draw_paths(const struct race_picture *picture, const struct race *race,
		     struct canvas *canvas, struct rectangle area, const struct race_style *style,
		     const double aim[2]);
/*
 * The cell of a point in that drawing, and the point at the middle of a cell; false if it is
 * outside.
 */
bool race_cell_of(const struct race_picture *picture, struct rectangle area, bool is_ascii,
		  const double place[2], int *x, int *y);
bool race_place_at(const struct race_picture *picture, struct rectangle area, bool is_ascii, int x,
		   int y, double place[2]);

/* Paths and losses up to the race's time, side by side where there is room. */
void race_picture_draw(const struct race_picture *picture, const struct race *race,
		       struct canvas *canvas, struct rectangle area,
		       const struct race_style *style);

/*
 * A plot of the losses alone, or with `is_rate` of the learning rates, with a title above it. The
 * axis of time grows by jumps as time goes on.
 */
void race_draw_curves(const struct race *race, struct canvas *canvas, struct rectangle area,
		      const struct race_style *style, bool is_rate);

/*
 * A line for each runner: the rate, the loss at its parameters as they are now, when that was below
 * the goal, and the parameters if they are few.
 */
void race_add_table(const struct race *race, struct prose *prose, const struct race_style *style);

#endif
