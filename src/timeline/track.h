/*
 * Records a row of numbers a step in a fixed amount of memory: whenever the memory is full, every
 * second row is dropped, and from then on only every second step is recorded.
 *
 *     struct track track;
 *     track_init(&track, 3);
 *     double *place = track_place(&track, step);
 *     if (place)
 *         … place[column * TRACK_ROWS] is where the number of a column goes …
 *
 * The numbers of a column stand one after the other, TRACK_ROWS apart from the next column's.
 */
#ifndef TIMELINE_TRACK_H
#define TIMELINE_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TRACK_ROWS 1024

struct track {
	double *value;
	size_t columns;
	size_t count;     /* of rows */
	uint64_t spacing; /* steps from one row to the next */
};

/* False if memory ran out. */
bool track_init(struct track *track, size_t columns);
void track_finish(struct track *track);

/*
 * Where the first number of a step's row goes; NULL if the step leaves none. A step that was made
 * before gets its old place. Steps come in order, after any that were made before.
 */
double *track_place(struct track *track, uint64_t step);

/* How many rows there are up to a step, and a column of them. */
size_t track_rows_until(const struct track *track, uint64_t step);
const double *track_column(const struct track *track, size_t column);

#endif
