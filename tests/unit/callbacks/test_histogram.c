/* Histograms, against what TensorBoard's own writer makes of the same values. */
#include "callbacks/histogram.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* 0, 1, … 60: each bucket is two wide and has two, the last one three. */
static void values_fall_into_thirty_buckets(void **state)
{
	double value[61];

	(void)state;
	for (int i = 0; i < 61; i++)
		value[(i * 7) % 61] = i;
	struct histogram histogram = histogram_of(value, 61);
	assert_int_equal(histogram.bucket_count, 30);
	for (int i = 0; i < 30; i++) {
		assert_true(fabs(histogram.bucket[i].left - 2 * i) < 1e-12);
		assert_true(fabs(histogram.bucket[i].right - 2 * (i + 1)) < 1e-12);
		assert_true(histogram.bucket[i].count == (i < 29 ? 2 : 3));
	}
}

static void equal_values_have_one_bucket_around_them(void **state)
{
	struct histogram histogram = histogram_of((double[]){3, 3, 3}, 3);

	(void)state;
	assert_int_equal(histogram.bucket_count, 1);
	assert_true(histogram.bucket[0].left == 2.5 && histogram.bucket[0].right == 3.5);
	assert_true(histogram.bucket[0].count == 3);
}

static void without_values_there_is_no_bucket(void **state)
{
	(void)state;
	assert_int_equal(histogram_of(NULL, 0).bucket_count, 0);
	assert_int_equal(histogram_of((double[]){NAN, INFINITY}, 2).bucket_count, 0);
}

static double sum_of(const struct histogram *histogram)
{
	double sum = 0;
	for (size_t i = 0; i < histogram->bucket_count; i++)
		sum += histogram->bucket[i].count;
	return sum;
}

static void what_is_not_finite_is_left_out(void **state)
{
	struct histogram histogram = histogram_of((double[]){-INFINITY, 1, NAN, 2, 4, INFINITY}, 6);

	(void)state;
	assert_true(sum_of(&histogram) == 3);
	assert_true(histogram.bucket[0].left == 1 && histogram.bucket[29].right == 4);
}

/* Their difference is no double, or as small as one can be. */
static void the_largest_and_smallest_doubles_are_counted(void **state)
{
	static const double pairs[][2] = {{-1.7e308, 1.7e308}, {0, 4.9e-324}, {1, 1 + 2.3e-16}};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct histogram histogram = histogram_of(pairs[i], 2);
		assert_true(sum_of(&histogram) == 2);
		for (size_t k = 0; k < histogram.bucket_count; k++)
			assert_true(isfinite(histogram.bucket[k].left) &&
				    histogram.bucket[k].left <= histogram.bucket[k].right);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_fall_into_thirty_buckets),
		cmocka_unit_test(equal_values_have_one_bucket_around_them),
		cmocka_unit_test(without_values_there_is_no_bucket),
		cmocka_unit_test(what_is_not_finite_is_left_out),
		cmocka_unit_test(the_largest_and_smallest_doubles_are_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
