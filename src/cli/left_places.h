/*
 * Where one was in each graph when one left it: a log of lines "T LAST PATH", of which the last
 * one of a path counts.
 */
#ifndef CLI_LEFT_PLACES_H
#define CLI_LEFT_PLACES_H

#include "base/text.h"

#include <stdbool.h>

/* A position, and the last one of its walk: 0 if nobody was there. */
struct left_place {
	uint32_t t, last;
	bool is_newest; /* nothing was left after it */
};

/* Note it for a file, if that can be written down. */
void left_places_note(const char *file, struct left_place place);

struct left_places {
	struct text log;
};

/* All of them; none if there are none that can be read. */
void left_places_read(struct left_places *places);
void left_places_finish(struct left_places *places);

struct left_place left_places_find(const struct left_places *places, const char *file);

#endif
