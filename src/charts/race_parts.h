/*
 * Declarations that the race_*.c files share. Others include race_picture.h.
 */
#ifndef CHARTS_RACE_PARTS_H
#define CHARTS_RACE_PARTS_H

#include "charts/race_picture.h"

#define TITLE_BYTES 400

/* The role of a runner's curves and of its name. */
enum role race_role(const struct race *race, size_t runner);

/* A runner's curve with its look and name; the caller fills in the points. */
struct curve race_curve(const struct race *race, size_t runner, const struct race_style *style);

/*
 * The runners' curves, the selected one over the others; and over all lines their letters,
 * likewise.
 */
void race_draw_runners(const struct plot *plot, struct canvas *canvas, const struct curve *curve,
		       size_t count, size_t selected);

/* From 0 to a round time that is not before now: it grows by jumps. */
struct axis race_time_axis(uint64_t now);

/*
 * race_logs.c: how many values of an epoch's end the runners have beside the loss, the name of each,
 * and its value where a runner stands; false if no epoch has ended there.
 */
size_t race_log_count(const struct race *race);
const char *race_log_name(const struct race *race, size_t log);
bool race_log_value(const struct timeline *timeline, size_t log, double *value);

/* The rectangle without the row of its title. */
struct rectangle race_below_title(struct rectangle area);
/* A title in a row of its own, if there are enough; returns the rest of the rectangle. */
struct rectangle race_draw_title(struct canvas *canvas, struct rectangle area, const char *title);

#endif
