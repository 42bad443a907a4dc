/*
 * The right factor is taken in blocks of DEPTH rows and PANELS * LANES columns, copied so that what
 * is read together lies together. A tile of the result, ROWS high and LANES wide, stays in
 * registers while the terms of a block are added to it:
 *
 *               k ──▶                     ┌── LANES ──┐
 *            ┌───────────┐             k  │ packed    │
 *       ROWS │ left      │             │  │ right     │
 *            └───────────┘             ▼  └───────────┘
 *                                         ┌───────────┐
 *                                    ROWS │ y         │
 *                                         └───────────┘
 */
#include "graph/matrix_product.h"

#include <string.h>

#define ROWS 4
#define LANES 8
#define PANELS 4
#define DEPTH 128
#define LEAST_TERMS 4096 /* of a product that is worth the copying */

#if defined(__GNUC__)

/* One register where the processor has such wide ones, otherwise two or four. */
typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));

struct block {
	size_t depth, columns; /* of the right factor */
	lanes packed[PANELS][DEPTH];
};

static size_t smaller_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Columns behind the last one are 0. */
static void pack_block(struct block *block, struct factor right)
{
	memset(block->packed, 0, sizeof block->packed);
	for (size_t j = 0; j < block->columns; j++)
		for (size_t k = 0; k < block->depth; k++)
			block->packed[j / LANES][k][j % LANES] =
				right.entry[k * right.row + j * right.column];
}

/* `rows` is known to the compiler, which then keeps the sums in registers. */
static inline __attribute__((always_inline)) void multiply_tile(struct factor left,
								const lanes *right, size_t depth,
								double *y, size_t y_row,
								size_t rows, size_t columns)
{
	lanes sum[ROWS] = {{0}};

	for (size_t i = 0; i < rows; i++)
		memcpy(&sum[i], y + i * y_row, columns * sizeof *y);
	for (size_t k = 0; k < depth; k++)
		for (size_t i = 0; i < rows; i++)
			sum[i] += left.entry[i * left.row + k * left.column] * right[k];
	for (size_t i = 0; i < rows; i++)
		memcpy(y + i * y_row, &sum[i], columns * sizeof *y);
}

static inline __attribute__((always_inline)) void multiply_rows(struct factor left,
								const lanes *right, size_t depth,
								double *y, size_t y_row,
								size_t rows, size_t columns)
{
	switch (rows) {
	case 1:
		multiply_tile(left, right, depth, y, y_row, 1, columns);
		break;
	case 2:
		multiply_tile(left, right, depth, y, y_row, 2, columns);
		break;
	case 3:
		multiply_tile(left, right, depth, y, y_row, 3, columns);
		break;
	default:
		multiply_tile(left, right, depth, y, y_row, ROWS, columns);
	}
}

/*
 * y += left block. Compiled for several processors: the widest registers are chosen at the start.
 */
#if defined(GRADWALK_HAS_TARGET_CLONES)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
static void
multiply_block(struct factor left, const struct block *block, double *y, size_t y_row, size_t rows)
{
	for (size_t i = 0; i < rows; i += ROWS) {
		struct factor from = {left.entry + i * left.row, left.row, left.column};
		size_t height = rows - i < ROWS ? rows - i : ROWS;
		for (size_t j = 0; j < block->columns; j += LANES) {
			const lanes *right = block->packed[j / LANES];
			double *to = y + i * y_row + j;
			if (block->columns - j >= LANES)
				multiply_rows(from, right, block->depth, to, y_row, height, LANES);
			else
				multiply_rows(from, right, block->depth, to, y_row, height,
					      block->columns - j);
		}
	}
}

bool product_is_large(struct product_size size)
{
	return size.columns >= LANES && size.rows >= ROWS && size.inner >= LANES &&
	       size.rows * size.inner * size.columns >= LEAST_TERMS;
}

void product_of_large(struct factor left, struct factor right, struct product_size size, double *y)
{
	struct block block;

	memset(y, 0, size.rows * size.columns * sizeof *y);
	for (size_t j = 0; j < size.columns; j += PANELS * LANES)
		for (size_t k = 0; k < size.inner; k += DEPTH) {
			struct factor part = {right.entry + k * right.row + j * right.column,
					      right.row, right.column};
			struct factor beside = {left.entry + k * left.column, left.row,
						left.column};
			block.columns = smaller_of(size.columns - j, PANELS * LANES);
			block.depth = smaller_of(size.inner - k, DEPTH);
			pack_block(&block, part);
			multiply_block(beside, &block, y + j, size.columns, size.rows);
		}
}

#else

bool product_is_large(struct product_size size)
{
	(void)size;
	return false;
}

void product_of_large(struct factor left, struct factor right, struct product_size size, double *y)
{
	(void)left, (void)right, (void)size, (void)y;
}

#endif
