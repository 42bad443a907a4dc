/*
 * Builds the node of a matrix with brackets, which expression.c has read.
 */
#ifndef READ_SUBSCRIPT_H
#define READ_SUBSCRIPT_H

#include "read/parser.h"

#define MOST_PLACES 2

/* `i`, or `from:to`; a bound that is left out is GW_NONE. */
struct subscript_place {
	bool is_range;
	uint32_t from, to;
	size_t start;
};

struct subscript {
	struct operand matrix;
	size_t start; /* of the bracket */
	unsigned count;
	struct subscript_place place[MOST_PLACES];
};

struct operand subscript_build(struct parser *parser, const struct subscript *subscript);

#endif
