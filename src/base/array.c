#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>

bool array_reserve(void **array, size_t *capacity, size_t wanted, size_t size)
{
	if (wanted <= *capacity)
		return true;
	size_t grown = *capacity + *capacity / 2 + 8;
	if (grown < wanted)
		grown = wanted;
	if (grown > SIZE_MAX / size)
		return false;
	void *moved = realloc(*array, grown * size);
	if (!moved)
		return false;
	*array = moved;
	*capacity = grown;
	return true;
}

void *array_create(size_t count, size_t size)
{
	return calloc(count ? count : 1, size);
}
