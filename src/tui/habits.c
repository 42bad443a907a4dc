#include "tui/habits.h"

#include "tui/session_parts.h"

#include <stdlib.h>

struct habits {
	struct preferences *preferences;
	struct preferences own; /* where the surroundings have none */
};

struct habits *habits_create(const struct session_options *options)
{
	struct habits *habits = calloc(1, sizeof(*habits));

	if (!habits)
		return NULL;
	preferences_init(&habits->own, NULL, 0);
	habits->preferences = options->preferences ? options->preferences : &habits->own;
	return habits;
}

void habits_destroy(struct habits *habits)
{
	free(habits);
}

struct preferences *preferences_of(const struct session *session)
{
	return session->habits->preferences;
}
