/*
 * All that is wrong in a graph's file, and not the first thing alone.
 *
 * After each error its place is put right in a copy of the text, in the simplest way that says nothing
 * new, and the copy is read again: an expression becomes 0, a value too, an element that cannot stand
 * there blank. What is wrong only because of that is not told.
 */
#ifndef READ_EVERY_ERROR_H
#define READ_EVERY_ERROR_H

#include <gradwalk/error.h>
#include <stdbool.h>
#include <stddef.h>

#define MOST_ERRORS 100 /* of a file that are told */

/* `tell` is called for each error in the order in which they are found; none if the file is right. */
void every_error(const char *file, const char *text, size_t length,
		 void (*tell)(void *context, const struct gw_error *error), void *context);

#endif
