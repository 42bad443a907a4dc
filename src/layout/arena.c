#include "layout/arena.h"

#include <stdint.h>
#include <stdlib.h>

struct arena_block {
	struct arena_block *before;
	max_align_t data[];
};

void *arena_take(struct arena *arena, size_t count, size_t size)
{
	if (count > (SIZE_MAX - sizeof(struct arena_block)) / size)
		return NULL;
	struct arena_block *block = calloc(1, sizeof(*block) + count * size);
	if (!block)
		return NULL;
	block->before = arena->last;
	arena->last = block;
	return block->data;
}

void arena_finish(struct arena *arena)
{
	while (arena->last) {
		struct arena_block *block = arena->last;
		arena->last = block->before;
		free(block);
	}
}
