/*
 * Events in a training at which a teacher would stop.
 */
#ifndef TIMELINE_HAPPENING_H
#define TIMELINE_HAPPENING_H

#include "timeline/race.h"

/*
 * Names the event of the last step in a few words; NULL if there was none. Crossing the loss `goal`
 * is an event.
 */
const char *timeline_event(const struct timeline *timeline, double goal);
/* The same of any runner that is at the race's step. */
const char *race_event(const struct race *race, double goal);

#endif
