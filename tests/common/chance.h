/*
 * Numbers at random, the same on every machine, and how many cases a test tries.
 *
 *     uint32_t seed = 1;
 *     for (uint32_t i = 0; i < random_cases(300); i++)
 *             … pick_below(&seed, 6) rolls a die …
 */
#ifndef CHANCE_H
#define CHANCE_H

#include <stdint.h>

/* 24 bits, by the quick generator of Numerical Recipes. */
uint32_t next_random(uint32_t *seed);

/* 0 … below − 1 */
uint32_t pick_below(uint32_t *seed, uint32_t below);

/* What GRADWALK_RANDOM_CASES asks for; `usual` if it is not set. */
uint32_t random_cases(uint32_t usual);

/*
 * As many as `each` a random case, but no more than `most`; `most` if GRADWALK_RANDOM_CASES is not
 * set.
 */
uint32_t random_cases_up_to(uint32_t most, uint32_t each);

#endif
