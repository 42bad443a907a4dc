/*
 * The settings of a schedule, as rows of a table of settings (base/setting.h): of <train> and the
 * options of its names, and of LearningRateScheduler. `path` leads from the struct of the table to
 * its struct gw_schedule; `warm_up` and `element` are what differs.
 */
#ifndef TRAIN_SCHEDULE_ROWS_H
#define TRAIN_SCHEDULE_ROWS_H

#include "base/setting.h"

#include <gradwalk/schedule.h>
#include <math.h>

#define SCHEDULE_ROW(label, type, owner, path, from, start, where, what)                           \
	{                                                                                          \
		.name = label, .kind = SETTING_##type, .place = offsetof(struct owner, path),      \
		.least = from, .most = INFINITY, .initial = start, .element = where, .help = what  \
	}

#define SCHEDULE_ROWS(owner, path, warm_up_label, element)                                         \
	SCHEDULE_ROW("factor", REAL, owner, path.factor, 0, "0.5", element,                        \
		     N_("of step and of the -decay schedules: what they multiply by")),            \
		SCHEDULE_ROW(                                                                      \
			"every", OPTIONAL, owner, path.period, 1, "none", element,                 \
			N_("epochs or steps between changes (none: 10), or to the schedule's "     \
			   "end (none: the training's)")),                                         \
		SCHEDULE_ROW("k", REAL, owner, path.slope, 0, "0.1", element,                      \
			     N_("of exponential and 1/t: how fast they fall")),                    \
		SCHEDULE_ROW("end", REAL, owner, path.end, 0, "1e-4", element,                     \
			     N_("of polynomial: the rate that it ends at")),                       \
		SCHEDULE_ROW("power", REAL, owner, path.power, 0, "1", element,                    \
			     N_("of polynomial: 1 is a straight line")),                           \
		SCHEDULE_ROW(warm_up_label, REAL, owner, path.warm_up, 0, "0", element,            \
			     N_("epochs or steps in which the rate first rises from 0")),          \
		SCHEDULE_ROW("staircase", TRUTH, owner, path.is_staircase, 0, "no", element,       \
			     N_("of the -decay schedules: only whole periods count"))

#endif
