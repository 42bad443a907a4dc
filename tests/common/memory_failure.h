/*
 * Makes one allocation fail, chosen by its number, so that a test can show what happens when memory
 * runs out at any place. It reaches the calls of malloc, calloc, realloc, strdup and strndup that
 * our own code makes (the linker redirects them, see meson.build), not those inside shared
 * libraries.
 *
 *     for (size_t n = 0;; n++) {
 *             struct gw_error error = {0};
 *             fail_allocation(n);
 *             struct thing *thing = thing_create(&error);
 *             if (!failure_happened()) { // fewer than n + 1 allocations: all have had their turn
 *                     assert_non_null(thing);
 *                     thing_destroy(thing);
 *                     break;
 *             }
 *             assert_null(thing);
 *             assert_string_equal(error.message, "out of memory");
 *     }
 */
#ifndef MEMORY_FAILURE_H
#define MEMORY_FAILURE_H

#include <stdbool.h>
#include <stddef.h>

/* The allocation after the next `n` ones will fail, and only that one. */
void fail_allocation(size_t n);

/*
 * Whether the chosen allocation has been asked for and has failed. From here on none fails until
 * chosen again.
 */
bool failure_happened(void);

/* How many allocations were asked for since fail_allocation(). */
size_t allocations_made(void);

#endif
