/*
 * How values are spread: counts of them in buckets of equal width.
 */
#ifndef CALLBACKS_HISTOGRAM_H
#define CALLBACKS_HISTOGRAM_H

#include <stddef.h>

#define HISTOGRAM_MOST 30 /* buckets, as many as TensorBoard's own writer makes */

/* One row of a histogram as TensorBoard reads it: doubles, the count too. */
struct histogram_bucket {
	double left, right, count;
};

struct histogram {
	struct histogram_bucket bucket[HISTOGRAM_MOST];
	size_t bucket_count;
};

/*
 * From the least value to the largest; both edges of the last bucket belong to it. If all values
 * are one, a bucket of width 1 is around it. What is not finite is left out; without any value
 * there is no bucket.
 */
struct histogram histogram_of(const double *value, size_t count);

#endif
