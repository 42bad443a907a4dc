/*
 * Schedules: how the learning rate changes with time.
 *
 * gw_schedule_rules is the one list of them. Time t counts epochs, or steps if the schedule is per
 * step, from 0; a linear warm-up may come before any of them, whose own time then begins behind it.
 *
 *     struct gw_schedule schedule = gw_schedule_start(gw_schedule_find("cosine"));
 *     schedule.period = 50;
 *     double rate = gw_schedule_rate(&schedule, 0.1, t);
 */
#ifndef GRADWALK_SCHEDULE_H
#define GRADWALK_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct gw_schedule {
	const struct gw_schedule_rule *rule;
	double factor; /* what is multiplied by */
	/* the epochs (or steps) between changes, or until the end: every, S or T; NaN: not given */
	double period;
	double slope;      /* k: how fast it falls */
	double end;        /* the rate that polynomial ends at */
	double power;      /* of polynomial */
	double warm_up;    /* the epochs (or steps) that the rate rises from 0 for; 0: none */
	bool is_staircase; /* of the forms t/S: only whole periods count */
	bool is_per_step;
};

struct gw_schedule_rule {
	const char *name, *text;
	bool has_end; /* its period is the whole time, unless another is given */
	double (*rate)(const struct gw_schedule *schedule, double start, double time);
};

extern const struct gw_schedule_rule gw_schedule_rules[];
extern const size_t gw_schedule_rule_count;

/* The rule of that name, or NULL. */
const struct gw_schedule_rule *gw_schedule_find(const char *name);

/* The name of a rule; NULL behind the last. */
const char *gw_schedule_name(size_t index);

/* A schedule of a rule with values that do for a first try. */
struct gw_schedule gw_schedule_start(const struct gw_schedule_rule *rule);

/* Give a schedule that has no period one, for a training of so many epochs (or steps). */
void gw_schedule_settle(struct gw_schedule *schedule, double length);

/* The learning rate at time t, if `start` is the one that it starts with (or warms up to). */
double gw_schedule_rate(const struct gw_schedule *schedule, double start, uint64_t time);

#ifdef __cplusplus
}
#endif

#endif
