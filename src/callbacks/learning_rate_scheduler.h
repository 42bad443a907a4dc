/*
 * The callback LearningRateScheduler: the learning rate of each epoch, from a schedule.
 *
 * The option --schedule does the same without a callback; this one can stand behind others, whose
 * changes it then overrides, as in Keras.
 */
#ifndef CALLBACKS_LEARNING_RATE_SCHEDULER_H
#define CALLBACKS_LEARNING_RATE_SCHEDULER_H

#include <gradwalk/train.h>

struct rate_scheduler {
	const char *name; /* of one of gw_schedule_rules */
	struct gw_schedule schedule;
};

struct gw_callback rate_scheduler_callback(struct rate_scheduler *scheduler);

#endif
