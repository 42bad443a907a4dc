#include "chance.h"

#include <stdlib.h>

uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

uint32_t pick_below(uint32_t *seed, uint32_t below)
{
	return next_random(seed) % below;
}

uint32_t random_cases(uint32_t usual)
{
	const char *text = getenv("GRADWALK_RANDOM_CASES");

	return text ? (uint32_t)strtoul(text, NULL, 10) : usual;
}

uint32_t random_cases_up_to(uint32_t most, uint32_t each)
{
	uint32_t cases = random_cases(most);

	return cases < most / each ? cases * each : most;
}
