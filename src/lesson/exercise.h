/*
 * Exercises: graphs made anew whose numbers are small and come out even.
 *
 * A level, a seed and a number make the same exercise on every machine and in every version. What
 * decides is made of sums and products of short numbers, never of exp or tanh, whose last bit
 * differs between machines.
 *
 *     struct exercise_series series;
 *     if (exercise_series_start(&series, "4711", &error))
 *         while (exercise_next(&series, 2, &xml, &error))
 *             … a graph file in xml.data …
 *     exercise_series_finish(&series);
 */
#ifndef LESSON_EXERCISE_H
#define LESSON_EXERCISE_H

#include "base/text.h"

#include <gradwalk/load.h>

#define EXERCISE_MOST_LEVEL 6
#define EXERCISE_MOST_SEED 64 /* bytes of a seed */

/* The exercises of one seed, no two of which are the same. */
struct exercise_series {
	char seed[EXERCISE_MOST_SEED + 1];
	uint64_t number; /* of the last one, from 1 */
	uint64_t *made;  /* a hash of each */
	size_t made_count, made_capacity;
};

/*
 * Any text is a seed: blanks at its ends do not count, and digits of any script are digits, since a
 * seed may be a student's number. False if it is empty, too long or not UTF-8.
 */
bool exercise_series_start(struct exercise_series *series, const char *seed,
			   struct gw_error *error);
/* Back to before the first: the same exercises follow, if their levels are the same. */
void exercise_series_restart(struct exercise_series *series);
void exercise_series_finish(struct exercise_series *series);

/* The next one of a level from 1 to 6, as a graph file that is added to `xml`. */
bool exercise_next(struct exercise_series *series, unsigned level, struct text *xml,
		   struct gw_error *error);

/* The graph in it. */
struct gw_graph *exercise_load(const struct text *xml, struct gw_error *error);

#endif
