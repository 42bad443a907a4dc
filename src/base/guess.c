#include "base/guess.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST_NAME 255 /* characters; longer ones resemble nothing */

/* The code points of a string; −1 if they are too many. */
static int decode(const char *string, uint32_t out[LONGEST_NAME])
{
	const char *end = string + strlen(string);
	int count = 0;

	while (string < end) {
		if (count == LONGEST_NAME)
			return -1;
		out[count++] = utf8_next(&string, end);
	}
	return count;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/*
 * The optimal string alignment distance, a row of the table at a time:
 *
 *     distance[i][j]: from the first i characters of a to the first j of b
 *
 * A swap of neighbours looks two rows up, so three rows are kept.
 */
int guess_distance(const char *a, const char *b, int limit)
{
	uint32_t from[LONGEST_NAME], to[LONGEST_NAME];
	int row[3][LONGEST_NAME + 1];
	int from_count = decode(a, from), to_count = decode(b, to);

	if (from_count < 0 || to_count < 0 || abs(from_count - to_count) > limit)
		return limit + 1;
	for (int j = 0; j <= to_count; j++)
		row[0][j] = j;
	for (int i = 1; i <= from_count; i++) {
		const int *before = row[(i + 1) % 3], *above = row[(i + 2) % 3];
		int *current = row[i % 3];
		current[0] = i;
		for (int j = 1; j <= to_count; j++) {
			int changed = above[j - 1] + (from[i - 1] != to[j - 1]);
			current[j] = least(changed, least(above[j], current[j - 1]) + 1);
			bool is_swap = i > 1 && j > 1 && from[i - 1] == to[j - 2] &&
				       from[i - 2] == to[j - 1];
			if (is_swap)
				current[j] = least(current[j], before[j - 2] + 1);
		}
	}
	return least(row[from_count % 3][to_count], limit + 1);
}

struct guess guess_start(const char *wanted)
{
	int columns = text_width(wanted, strlen(wanted));
	return (struct guess){.wanted = wanted, .distance = columns > 3 ? 2 : columns > 1 ? 1 : 0};
}

void guess_try(struct guess *guess, const char *candidate)
{
	bool is_same_word = strcasecmp(guess->wanted, candidate) == 0;
	int distance = is_same_word ? 1 : guess_distance(guess->wanted, candidate, guess->distance);

	if (distance < guess->distance || (distance == guess->distance && !guess->best)) {
		guess->best = candidate;
		guess->distance = distance;
	}
}
