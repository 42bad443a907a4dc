/*
 * What happens at a step of training, for whoever looks on: a teacher would stop there.
 */
#ifndef TIMELINE_HAPPENING_H
#define TIMELINE_HAPPENING_H

#include "timeline/race.h"

/*
 * What has happened at the last step, in a few words; NULL if nothing has. `goal` is a loss that is
 * crossed.
 */
const char *timeline_event(const struct timeline *timeline, double goal);
/* The same of any runner that is at the race's step. */
const char *race_event(const struct race *race, double goal);

#endif
