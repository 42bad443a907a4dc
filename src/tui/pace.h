/*
 * How many steps a second a training makes by itself; fewer where something happens.
 *
 *     struct pace pace = {0};
 *     while (pace_may_step(&pace, …)) { … one step …; pace_look(&pace, race, goal); }
 *     wait for pace_patience(&pace, race->length) milliseconds
 */
#ifndef TUI_PACE_H
#define TUI_PACE_H

#include "base/text.h"
#include "timeline/race.h"

struct pace {
	double chosen; /* steps a second; 0: as many as take the training to its end in a while */
	/* Of the events seen last: when the first and the last of them were, and which it was. */
	uint64_t first_event, last_event;
	const char *event; /* NULL: nothing happens, or it has for long */
};

/* Twice as fast `by` times, or slower if it is negative. */
void pace_change(struct pace *pace, uint64_t length, int by);

/* The milliseconds between two pictures, and the steps that lead from one to the next. */
int pace_patience(const struct pace *pace, uint64_t length);
uint64_t pace_stride(const struct pace *pace, uint64_t length);

/* Forget what has happened: it goes on from elsewhere. */
void pace_rest(struct pace *pace);

/* Look at the step that was made. Returns whether something has begun to happen. */
bool pace_look(struct pace *pace, const struct race *race, double goal);

/* "8 steps/s, the rate falls" */
void pace_add(const struct pace *pace, uint64_t length, struct text *text);

#endif
