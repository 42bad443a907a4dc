/*
 * The graphs that come with the program.
 */
#ifndef CLI_LESSON_LIST_H
#define CLI_LESSON_LIST_H

#include "base/text.h"

#include <gradwalk/error.h>

/*
 * The path of a graph that is named without one: the name itself if there is such a file, otherwise
 * a lesson of that name, with or without ".xml" or its number ("02-sigmoid-neuron",
 * "sigmoid-neuron", "2"). Added to `path`; false with an error if there is no such thing,
 * which suggests what is close to it: a lesson, or `other` (a command; NULL: none).
 */
bool lessons_find(const char *name, const char *other, struct text *path, struct gw_error *error);

/* The graphs before and behind one in its folder; either is empty if there is none. */
struct neighbours {
	struct text previous, next; /* paths */
};

/* Of a path; a graph that stands in no folder has none. False if memory ran out. */
bool lessons_find_neighbours(const char *path, struct neighbours *neighbours, struct gw_error *error);
void neighbours_finish(struct neighbours *neighbours);

/* Names and titles, a line each. */
bool lessons_list(struct text *text, struct gw_error *error);

#endif
