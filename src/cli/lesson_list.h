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

/* Whether a path is that of a lesson. */
bool lessons_has(const char *path);

/* The graphs before and behind one in its folder, which is read when the first is asked for. */
struct neighbours {
	const char *path; /* of that one, borrowed; NULL: it was read from no file */
	bool are_known;
	struct text previous, next; /* paths; either is empty if there is none */
};

/*
 * The path of the next graph, or with −1 the previous one; NULL if there is none or memory ran out.
 */
const char *lessons_neighbour(void *neighbours, int direction);
void neighbours_finish(struct neighbours *neighbours);

/*
 * Visit the graphs of a folder, by their paths in the order of their names; NULL: the lessons.
 * False if the folder cannot be read, or if a visit ends so.
 */
typedef bool lessons_visitor(void *target, const char *path, struct gw_error *error);
bool lessons_visit(const char *folder, lessons_visitor *visit, void *target,
		   struct gw_error *error);

/* Names and titles, a line each. */
bool lessons_list(struct text *text, struct gw_error *error);

#endif
