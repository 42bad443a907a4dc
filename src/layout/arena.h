/*
 * Memory that is taken piece by piece and given back all at once.
 *
 * A `struct arena` starts as {0}. What a stage of the layout takes stays until arena_finish(), so that no stage
 * has anything to release, whichever allocation failed.
 */
#ifndef LAYOUT_ARENA_H
#define LAYOUT_ARENA_H

#include <stddef.h>

struct arena {
	struct arena_block *last;
};

/* `count` zeroed elements of `size` bytes, aligned for any type; NULL if memory ran out, never for a count of 0. */
void *arena_take(struct arena *arena, size_t count, size_t size);
void arena_finish(struct arena *arena);

#endif
