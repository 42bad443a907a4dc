#include "tui/screen/paste.h"

#include "base/array.h"

#include <stdlib.h>

/*
 * Keys that fingers cannot press at once, but a slow line can deliver at once: fewer may have been
 * typed.
 */
#define LEAST_BURST 5

void paste_add(struct paste *paste, const struct key *key)
{
	if (array_reserve((void **)&paste->key, &paste->capacity, paste->count + 1, sizeof(*key)))
		paste->key[paste->count++] = *key;
}

void paste_end(struct paste *paste, size_t from)
{
	while (paste->count > from && paste->key[paste->count - 1].code == CODE_ENTER)
		paste->count--;
	for (size_t i = from; i < paste->count; i++)
		paste->key[i].is_pasted = true;
}

bool paste_is_burst(const struct paste *paste, size_t from)
{
	bool has_line_end = false;

	for (size_t i = from; i + 1 < paste->count; i++)
		has_line_end |= paste->key[i].code == CODE_ENTER && !paste->key[i].is_pasted;
	return has_line_end && paste->count >= from + LEAST_BURST;
}

bool paste_next(struct paste *paste, struct key *key)
{
	if (paste->next == paste->count)
		return false;
	*key = paste->key[paste->next++];
	/*
	 * Here and nowhere else, so that a place that was noted before keys were added stays one.
	 */
	if (paste->next == paste->count)
		paste->next = paste->count = 0;
	return true;
}

bool paste_goes_on(const struct paste *paste)
{
	return paste->next < paste->count && paste->key[paste->next].is_pasted;
}

void paste_finish(struct paste *paste)
{
	free(paste->key);
	*paste = (struct paste){0};
}
