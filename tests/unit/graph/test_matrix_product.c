/* Large products have the bits of the plainest loops, forward and backward. */
#include <gradwalk/op.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MOST 20000 /* entries of a matrix here */

static double a[MOST], b[MOST], y[MOST], upstream[MOST], got[MOST], wanted[MOST];

/* The multiplier and increment are Knuth's; a few numbers are −0 or not finite. */
static void fill(double *entry, size_t count, uint64_t chance)
{
	for (size_t i = 0; i < count; i++) {
		chance = chance * 6364136223846793005u + 1442695040888963407u;
		entry[i] = i % 97 == 5 ? -0.0 : (double)(chance >> 11) / 9e15 - 0.5;
	}
	entry[count / 2] = INFINITY;
}

/* All bits; but any NaN is like another. */
static void assert_same(size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!isnan(got[i]) || !isnan(wanted[i]))
			assert_memory_equal(&got[i], &wanted[i], sizeof *got);
}

static void multiply(uint32_t rows, uint32_t inner, uint32_t columns)
{
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < columns; j++) {
			double sum = 0;
			for (size_t k = 0; k < inner; k++)
				sum += a[i * inner + k] * b[k * columns + j];
			wanted[i * columns + j] = sum;
		}
}

static void multiply_by_transpose(uint32_t rows, uint32_t inner, uint32_t columns)
{
	for (size_t i = 0; i < rows; i++)
		for (size_t k = 0; k < inner; k++) {
			double sum = 0;
			for (size_t j = 0; j < columns; j++)
				sum += upstream[i * columns + j] * b[k * columns + j];
			wanted[i * inner + k] = sum;
		}
}

static void multiply_transpose(uint32_t rows, uint32_t inner, uint32_t columns)
{
	for (size_t k = 0; k < inner; k++)
		for (size_t j = 0; j < columns; j++) {
			double sum = 0;
			for (size_t i = 0; i < rows; i++)
				sum += a[i * inner + k] * upstream[i * columns + j];
			wanted[k * columns + j] = sum;
		}
}

static void check_shape(uint32_t rows, uint32_t inner, uint32_t columns)
{
	const struct gw_op *op = gw_op_find(&gw_ops, "matmul", strlen("matmul"));
	const struct gw_matrix x[2] = {{a, {rows, inner}}, {b, {inner, columns}}};
	const struct gw_matrix result = {y, {rows, columns}};

	fill(a, (size_t)rows * inner, rows);
	fill(b, (size_t)inner * columns, inner + 1000);
	fill(upstream, (size_t)rows * columns, columns + 2000);
	op->whole_value(x, 2, got);
	multiply(rows, inner, columns);
	assert_same((size_t)rows * columns);
	op->vjp(x, 2, result, upstream, 0, got);
	multiply_by_transpose(rows, inner, columns);
	assert_same((size_t)rows * inner);
	op->vjp(x, 2, result, upstream, 1, got);
	multiply_transpose(rows, inner, columns);
	assert_same((size_t)inner * columns);
}

static void large_products_have_the_bits_of_plain_loops(void **state)
{
	static const uint32_t shapes[][3] = {
		{3, 7, 2},     {4, 128, 8},  {5, 129, 9},  {64, 64, 128}, {64, 128, 10},
		{33, 129, 65}, {7, 500, 40}, {131, 17, 9}, {66, 300, 31}, {4, 8, 8}};

	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		check_shape(shapes[i][0], shapes[i][1], shapes[i][2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(large_products_have_the_bits_of_plain_loops),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
