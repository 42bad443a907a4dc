/*
 * All that is wrong in a graph's file, and not the first thing alone.
 *
 * After each error the faulty place is replaced in a copy of the text, and the copy is read again:
 * an expression or a value by 0, an element that is not allowed there by blanks. Errors that only a
 * replacement causes are not reported.
 */
#ifndef READ_EVERY_ERROR_H
#define READ_EVERY_ERROR_H

#include <gradwalk/error.h>
#include <stdbool.h>
#include <stddef.h>

#define MOST_ERRORS 100 /* of a file that are told */

/*
 * `tell` is called for each error in the order in which they are found; none if the file is right.
 */
void every_error(const char *file, const char *text, size_t length,
		 void (*tell)(void *context, const struct gw_error *error), void *context);

#endif
