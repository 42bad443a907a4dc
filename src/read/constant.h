/*
 * Numbers as people give them: constant expressions such as 1/3, 2 pi or sqrt(2).
 */
#ifndef READ_CONSTANT_H
#define READ_CONSTANT_H

#include "base/arena.h"
#include "base/text.h"

#include <gradwalk/error.h>
#include <gradwalk/shape.h>

/* A number, or an expression of numbers alone; false if it is none, or a matrix. */
bool constant_read(const char *text, double *value, struct gw_error *error);

/*
 * A matrix as matrix_read() has it, whose entries may be such expressions without blanks: "1/3 0; 0
 * 1". Entries are taken from the arena.
 */
bool constant_read_matrix(const char *text, struct arena *arena, struct gw_matrix *matrix,
			  struct gw_error *error);

/* The same where no shape is known: one expression is a scalar, "2 pi" too. */
bool constant_read_value(const char *text, struct arena *arena, struct gw_matrix *matrix,
			 struct gw_error *error);

#endif
