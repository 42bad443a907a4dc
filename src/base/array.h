/*
 * Arrays that grow.
 */
#ifndef BASE_ARRAY_H
#define BASE_ARRAY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Make room for `wanted` elements of `size` bytes in the array that *array points at: room for at
 * least half as many again as before, so that adding one at a time costs constant time on average.
 * On false nothing has changed.
 *
 *     if (!array_reserve((void **)&list->item, &list->capacity, list->count + 1, sizeof
 * *list->item))
 */
bool array_reserve(void **array, size_t *capacity, size_t wanted, size_t size);

/*
 * An array of `count` elements, all bytes zero; never NULL for lack of elements. NULL if memory ran
 * out.
 */
void *array_create(size_t count, size_t size);

#endif
