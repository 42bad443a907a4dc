/*
 * The order of an epoch's rows.
 */
#include <gradwalk/train.h>

struct random {
	uint64_t state[4];
};

static uint64_t splitmix64(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t bits, int count)
{
	return (bits << count) | (bits >> (64 - count));
}

/* xoshiro256** */
static uint64_t random_next(struct random *random)
{
	uint64_t *s = random->state, result = rotate(s[1] * 5, 7) * 9, shifted = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= shifted;
	s[3] = rotate(s[3], 45);
	return result;
}

/* From 0 to below `limit`: small numbers are the likelier, by a share of limit / 2⁶⁴ at most. */
static size_t random_below(struct random *random, uint64_t limit)
{
	return (size_t)(random_next(random) % limit);
}

void gw_shuffle(size_t *order, size_t count, uint64_t seed, uint64_t epoch)
{
	struct random random;
	uint64_t start = splitmix64(&seed) ^ epoch;

	for (int i = 0; i < 4; i++)
		random.state[i] = splitmix64(&start);
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	for (size_t i = count; i > 1; i--) {
		size_t other = random_below(&random, i), moved = order[i - 1];
		order[i - 1] = order[other];
		order[other] = moved;
	}
}
