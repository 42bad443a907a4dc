#include "tui/habits.h"

#include "tui/session_parts.h"

#include <stdlib.h>

struct habits {
	struct preferences *preferences;
	struct line_history *lines;
	struct preferences own; /* where the surroundings have none */
	struct line_history *own_lines;
};

struct habits *habits_create(const struct session_options *options)
{
	struct habits *habits = calloc(1, sizeof(*habits));

	if (!habits)
		return NULL;
	preferences_init(&habits->own, NULL, 0);
	habits->preferences = options->preferences ? options->preferences : &habits->own;
	habits->own_lines = options->lines ? NULL : line_history_create(NULL);
	habits->lines = options->lines ? options->lines : habits->own_lines;
	if (habits->lines)
		return habits;
	free(habits);
	return NULL;
}

void habits_destroy(struct habits *habits)
{
	if (habits)
		line_history_destroy(habits->own_lines);
	free(habits);
}

struct line_history *lines_of(const struct session *session)
{
	return session->habits->lines;
}

struct preferences *preferences_of(const struct session *session)
{
	return session->habits->preferences;
}
