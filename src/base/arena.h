/*
 * Memory for many small things that all go at once. Starts as {0}.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *last;
	size_t used; /* bytes of the last block */
};

/* `size` bytes, aligned for anything, not initialised. NULL if memory ran out. */
void *arena_take(struct arena *arena, size_t size);
/* A copy of `length` bytes with a zero byte after them; aligned for bytes only. NULL if memory ran out. */
char *arena_string(struct arena *arena, const char *bytes, size_t length);
void arena_finish(struct arena *arena);

#endif
