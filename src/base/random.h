/*
 * Numbers at random that are the same on every machine: xoshiro256** (Blackman and Vigna 2018),
 * whose state is filled by splitmix64 (Vigna 2015).
 *
 *     struct random random = random_start(4711);
 *     size_t die = 1 + random_below(&random, 6);
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
	uint64_t state[4];
};

/* Moves a state of splitmix64, and returns its next number: bits that look like chance. */
uint64_t random_mix(uint64_t *state);

struct random random_start(uint64_t seed);
uint64_t random_next(struct random *random);

/* From 0 to below `limit`: small numbers are the likelier, by a share of limit / 2⁶⁴ at most. */
size_t random_below(struct random *random, uint64_t limit);

#endif
