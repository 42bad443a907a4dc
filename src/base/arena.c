#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)64 * 1024)

struct arena_block {
	struct arena_block *previous;
	size_t size;
	alignas(max_align_t) unsigned char bytes[];
};

static void *take_aligned(struct arena *arena, size_t size, size_t alignment)
{
	size_t start = (arena->used + alignment - 1) / alignment * alignment;

	if (!arena->last || start > arena->last->size || size > arena->last->size - start) {
		size_t block_size = size > BLOCK_BYTES ? size : BLOCK_BYTES;
		if (block_size > SIZE_MAX - sizeof(struct arena_block))
			return NULL;
		struct arena_block *block = malloc(sizeof *block + block_size);
		if (!block)
			return NULL;
		block->previous = arena->last;
		block->size = block_size;
		arena->last = block;
		start = 0;
	}
	arena->used = start + size;
	return arena->last->bytes + start;
}

void *arena_take(struct arena *arena, size_t count, size_t size)
{
	if (count > SIZE_MAX / 2 / size)
		return NULL;
	void *taken = take_aligned(arena, count * size, alignof(max_align_t));
	if (taken)
		memset(taken, 0, count * size);
	return taken;
}

char *arena_string(struct arena *arena, const char *bytes, size_t length)
{
	char *copy = length < SIZE_MAX ? take_aligned(arena, length + 1, 1) : NULL;
	if (copy) {
		memcpy(copy, bytes, length);
		copy[length] = '\0';
	}
	return copy;
}

void arena_finish(struct arena *arena)
{
	while (arena->last) {
		struct arena_block *previous = arena->last->previous;
		free(arena->last);
		arena->last = previous;
	}
	arena->used = 0;
}
