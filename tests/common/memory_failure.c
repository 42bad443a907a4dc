#include "memory_failure.h"

#include <stdint.h>
#include <stdlib.h>

static struct {
	size_t made;
	size_t chosen;
	bool happened;
} allocations = {.chosen = SIZE_MAX};

void fail_allocation(size_t n)
{
	allocations.made = 0;
	allocations.chosen = n;
	allocations.happened = false;
}

bool failure_happened(void)
{
	allocations.chosen = SIZE_MAX;
	return allocations.happened;
}

size_t allocations_made(void)
{
	return allocations.made;
}

static bool must_fail(void)
{
	bool chosen = allocations.made++ == allocations.chosen;
	allocations.happened |= chosen;
	return chosen;
}

/*
 * The names are the linker's: it sends each call of malloc to __wrap_malloc and gives us
 * __real_malloc.
 */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t length);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t length);

void *__wrap_malloc(size_t size)
{
	return must_fail() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return must_fail() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size)
{
	return must_fail() ? NULL : __real_realloc(block, size);
}

char *__wrap_strdup(const char *text)
{
	return must_fail() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t length)
{
	return must_fail() ? NULL : __real_strndup(text, length);
}
