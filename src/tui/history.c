#include "tui/history.h"

#include "base/array.h"

#include <stdlib.h>

void history_finish(struct history *history)
{
	free(history->edit);
	*history = (struct history){0};
}

bool history_add(struct history *history, struct edit edit)
{
	if (!array_reserve((void **)&history->edit, &history->capacity, history->done + 1,
			   sizeof(edit)))
		return false;
	history->edit[history->done++] = edit;
	history->count = history->done;
	return true;
}

const struct edit *history_undo(struct history *history)
{
	return history->done > 0 ? &history->edit[--history->done] : NULL;
}

const struct edit *history_redo(struct history *history)
{
	return history->done < history->count ? &history->edit[history->done++] : NULL;
}
