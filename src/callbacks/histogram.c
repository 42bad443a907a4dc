#include "callbacks/histogram.h"

#include <math.h>

/* Halves, because the difference of two doubles may be too large for one. */
static double share(double value, double least, double most)
{
	return (value / 2 - least / 2) / (most / 2 - least / 2);
}

/* The edge that `index` buckets are below; the last is the largest value without rounding. */
static double edge(double least, double most, size_t index)
{
	double part = (double)index / HISTOGRAM_MOST;
	return index == HISTOGRAM_MOST ? most : least * (1 - part) + most * part;
}

static void count_values(struct histogram *histogram, const double *value, size_t count,
			 double least, double most)
{
	histogram->bucket_count = HISTOGRAM_MOST;
	for (size_t i = 0; i < HISTOGRAM_MOST; i++)
		histogram->bucket[i] = (struct histogram_bucket){edge(least, most, i),
								 edge(least, most, i + 1), 0};
	for (size_t i = 0; i < count; i++) {
		if (!isfinite(value[i]))
			continue;
		size_t index = (size_t)(share(value[i], least, most) * HISTOGRAM_MOST);
		histogram->bucket[index < HISTOGRAM_MOST ? index : HISTOGRAM_MOST - 1].count++;
	}
}

struct histogram histogram_of(const double *value, size_t count)
{
	struct histogram histogram = {.bucket_count = 0};
	double least = INFINITY, most = -INFINITY, finite = 0;

	for (size_t i = 0; i < count; i++) {
		if (!isfinite(value[i]))
			continue;
		least = fmin(least, value[i]);
		most = fmax(most, value[i]);
		finite++;
	}
	if (finite > 0 && most / 2 == least / 2) {
		histogram.bucket_count = 1;
		histogram.bucket[0] = (struct histogram_bucket){least - 0.5, least + 0.5, finite};
	} else if (finite > 0)
		count_values(&histogram, value, count, least, most);
	return histogram;
}
