/*
 * The order of an epoch's rows.
 */
#include <gradwalk/train.h>

#include "base/random.h"

void gw_shuffle(size_t *order, size_t count, uint64_t seed, uint64_t epoch)
{
	struct random random = random_start(random_mix(&seed) ^ epoch);

	for (size_t i = 0; i < count; i++)
		order[i] = i;
	for (size_t i = count; i > 1; i--) {
		size_t other = random_below(&random, i), moved = order[i - 1];
		order[i - 1] = order[other];
		order[other] = moved;
	}
}
