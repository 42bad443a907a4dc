/*
 * Products of large matrices.
 *
 * Each entry is the sum of its terms from the first to the last, as in the plainest loop: the
 * result is the same to the last bit whatever the shape, the processor and the compiler.
 */
#ifndef GRAPH_MATRIX_PRODUCT_H
#define GRAPH_MATRIX_PRODUCT_H

#include <stdbool.h>
#include <stddef.h>

/* A matrix, or its transpose: entry (i, j) is at entry[i * row + j * column]. */
struct factor {
	const double *entry;
	size_t row, column;
};

struct product_size {
	size_t rows, inner, columns;
};

/* Whether a product is large enough to be worth it; smaller ones are faster in plain loops. */
bool product_is_large(struct product_size size);

/*
 * y = left right; the rows of y follow each other. Allocates nothing, but takes 320 KB of the
 * stack.
 */
void product_of_large(struct factor left, struct factor right, struct product_size size, double *y);

#endif
