/*
 * Both factors are taken in blocks of DEPTH terms, copied so that what is read together lies
 * together: TILES * ROWS rows of the left one, PANELS * LANES columns of the right one. A tile of
 * the result, ROWS high and LANES wide, stays in registers while the terms of a block are added to
 * it:
 *
 *               k ──▶                     ┌── LANES ──┐
 *            ┌───────────┐             k  │           │
 *       ROWS │ left      │             │  │ right     │
 *            └───────────┘             ▼  └───────────┘
 *                                         ┌───────────┐
 *                                    ROWS │ y         │
 *                                         └───────────┘
 */
#include "graph/matrix_product.h"

#include <string.h>

#define ROWS 6 /* as many sums of LANES as processors with 16 registers have room for */
#define LANES 8
#define TILES 4
#define PANELS 16
#define DEPTH 256
#define LEAST_ROWS 4
#define LEAST_TERMS 4096 /* of a product that is worth the copying */

#if defined(__GNUC__)

/* One register where the processor has such wide ones, otherwise two or four. */
typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));

struct left_block {
	size_t depth, rows;
	double packed[TILES][DEPTH][ROWS];
};

struct right_block {
	size_t depth, columns;
	lanes packed[PANELS][DEPTH];
};

static size_t smaller_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Rows behind the last one are 0. */
static void pack_left(struct left_block *block, struct factor left)
{
	for (size_t tile = 0; tile * ROWS < block->rows; tile++) {
		const double *from = left.entry + tile * ROWS * left.row;
		size_t height = smaller_of(block->rows - tile * ROWS, ROWS);
		for (size_t k = 0; k < block->depth; k++)
			for (size_t i = 0; i < ROWS; i++)
				block->packed[tile][k][i] =
					i < height ? from[i * left.row + k * left.column] : 0;
	}
}

/* Columns behind the last one are 0. */
static void pack_right(struct right_block *block, struct factor right)
{
	for (size_t panel = 0; panel * LANES < block->columns; panel++) {
		const double *from = right.entry + panel * LANES * right.column;
		size_t width = smaller_of(block->columns - panel * LANES, LANES);
		for (size_t k = 0; k < block->depth; k++)
			for (size_t j = 0; j < LANES; j++)
				block->packed[panel][k][j] =
					j < width ? from[k * right.row + j * right.column] : 0;
	}
}

/* A tile with so many rows and columns in y; `height` and `width` are known to the compiler. */
static inline __attribute__((always_inline)) void multiply_tile(const double (*left)[ROWS],
								const lanes *right, size_t depth,
								double *y, size_t y_row,
								size_t height, size_t width)
{
	lanes sum[ROWS] = {{0}};

	for (size_t i = 0; i < height; i++)
		memcpy(&sum[i], y + i * y_row, width * sizeof *y);
	for (size_t k = 0; k < depth; k++)
		for (size_t i = 0; i < ROWS; i++)
			sum[i] += left[k][i] * right[k];
	for (size_t i = 0; i < height; i++)
		memcpy(y + i * y_row, &sum[i], width * sizeof *y);
}

/*
 * y += left right. Compiled for several processors: the widest registers are chosen at the start.
 */
#if defined(GRADWALK_HAS_TARGET_CLONES)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
static void
multiply_blocks(const struct left_block *left, const struct right_block *right, double *y,
		size_t y_row)
{
	for (size_t j = 0; j < right->columns; j += LANES)
		for (size_t i = 0; i < left->rows; i += ROWS) {
			const double(*rows)[ROWS] = left->packed[i / ROWS];
			const lanes *columns = right->packed[j / LANES];
			size_t height = smaller_of(left->rows - i, ROWS);
			size_t width = smaller_of(right->columns - j, LANES);
			double *to = y + i * y_row + j;
			if (height == ROWS && width == LANES)
				multiply_tile(rows, columns, left->depth, to, y_row, ROWS, LANES);
			else
				multiply_tile(rows, columns, left->depth, to, y_row, height, width);
		}
}

bool product_is_large(struct product_size size)
{
	return size.columns >= LANES && size.rows >= LEAST_ROWS && size.inner >= LANES &&
	       size.rows * size.inner * size.columns >= LEAST_TERMS;
}

/* y += left right, with so many terms, which one block has room for. */
static void multiply_terms(struct factor left, struct factor right, struct product_size size,
			   double *y)
{
	struct left_block rows;
	struct right_block columns;

	rows.depth = columns.depth = size.inner;
	for (size_t j = 0; j < size.columns; j += PANELS * LANES) {
		struct factor from = {right.entry + j * right.column, right.row, right.column};
		columns.columns = smaller_of(size.columns - j, PANELS * LANES);
		pack_right(&columns, from);
		for (size_t i = 0; i < size.rows; i += TILES * ROWS) {
			struct factor beside = {left.entry + i * left.row, left.row, left.column};
			rows.rows = smaller_of(size.rows - i, TILES * ROWS);
			pack_left(&rows, beside);
			multiply_blocks(&rows, &columns, y + i * size.columns + j, size.columns);
		}
	}
}

void product_of_large(struct factor left, struct factor right, struct product_size size, double *y)
{
	memset(y, 0, size.rows * size.columns * sizeof *y);
	for (size_t k = 0; k < size.inner; k += DEPTH) {
		struct factor from = {left.entry + k * left.column, left.row, left.column};
		struct factor below = {right.entry + k * right.row, right.row, right.column};
		struct product_size part = {size.rows, smaller_of(size.inner - k, DEPTH),
					    size.columns};
		multiply_terms(from, below, part, y);
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
