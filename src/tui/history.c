#include "tui/history.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

void history_finish(struct history *history)
{
	for (size_t i = 0; i < history->count; i++)
		free(history->edit[i].before);
	free(history->edit);
	*history = (struct history){0};
}

static bool add(struct history *history, struct edit edit)
{
	if (!array_reserve((void **)&history->edit, &history->capacity, history->done + 1,
			   sizeof(edit)))
		return false;
	for (size_t i = history->done; i < history->count; i++)
		free(history->edit[i].before);
	history->edit[history->done++] = edit;
	history->count = history->done;
	return true;
}

bool history_add_value(struct history *history, uint32_t leaf, const double *before,
		       const double *after, size_t count)
{
	double *both = array_create(2 * count, sizeof(*both));

	if (!both)
		return false;
	memcpy(both, before, count * sizeof(*both));
	memcpy(both + count, after, count * sizeof(*both));
	if (add(history, (struct edit){.leaf = leaf, .before = both, .after = both + count}))
		return true;
	free(both);
	return false;
}

bool history_add_output(struct history *history, uint32_t from, uint32_t to)
{
	return add(history, (struct edit){.is_of_output = true, .from = from, .to = to});
}

const struct edit *history_undo(struct history *history)
{
	return history->done > 0 ? &history->edit[--history->done] : NULL;
}

const struct edit *history_redo(struct history *history)
{
	return history->done < history->count ? &history->edit[history->done++] : NULL;
}
