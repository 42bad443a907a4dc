/*
 * Memory that is taken piece by piece and given back all at once.
 *
 * A `struct arena` starts as {0}. What is taken stays until arena_finish(), so that whoever takes
 * has nothing to release, whichever allocation failed.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *last;
	size_t used; /* bytes of the last block */
};

/*
 * `count` zeroed elements of `size` bytes, aligned for any type; never NULL for a count of 0. NULL
 * if memory ran out.
 */
void *arena_take(struct arena *arena, size_t count, size_t size);
/*
 * A copy of `length` bytes with a zero byte after them; aligned for bytes only. NULL if memory ran
 * out.
 */
char *arena_string(struct arena *arena, const char *bytes, size_t length);
void arena_finish(struct arena *arena);

#endif
