/*
 * A clock moves in time: in the walk, where each node is a step, or in a training.
 *
 * Each view has one of the two. The keys that move in time are written once, in commands/travel.c,
 * and move the clock of the view that is shown.
 */
#ifndef TUI_CLOCK_H
#define TUI_CLOCK_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct session;

struct clock {
	/*
	 * Move by `count` steps, parts of a step, phases, or stops. False if that end was there
	 * before they were made. Whatever else is in the way is said.
	 */
	bool (*step)(struct session *session, uint32_t count, bool is_back);
	bool (*part)(struct session *session, uint32_t count,
		     bool is_back); /* NULL: steps have none */
	bool (*phase)(struct session *session, uint32_t count, bool is_back);
	bool (*go_on)(struct session *session, uint32_t count, bool is_back);

	/* To the end, or back to the start; false if it was there already. */
	bool (*seek_end)(struct session *session, bool is_back);
	/* To a position as it is typed; what is wrong with it is said. */
	void (*seek)(struct session *session, const char *position);

	/* Add where the time stands, as the header tells it. */
	void (*add_position)(struct session *session, struct text *text);

	const char *at_start, *at_end; /* what is said to whom an end was in the way */
};

extern const struct clock walk_clock, training_clock;

/* That of the view that is shown. */
const struct clock *clock_of(const struct session *session);

#endif
