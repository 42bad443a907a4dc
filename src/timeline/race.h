/*
 * Several trainings of one graph side by side: the same start, other options, one time for all.
 *
 * Where an option's value is a list, "sgd,adam", each runner takes its own part of it.
 *
 *     struct gw_attribute option = {"optimizer", "sgd,momentum,adam", 0};
 *     struct race race;
 *     if (race_init(&race, graph, output, &option, 1, NULL, &error))
 *         race_seek(&race, race.length, &error);
 *     race_finish(&race);
 */
#ifndef TIMELINE_RACE_H
#define TIMELINE_RACE_H

#include "base/arena.h"
#include "timeline/timeline.h"

#define MOST_RUNNERS 12

struct runner {
	const char *name; /* what sets it apart: "adam", "adam lr 0.1"; safe for a terminal */
	char letter;      /* that no other runner has */
	struct timeline timeline;
};

struct race {
	struct runner *runner;
	size_t count;
	uint64_t step, length; /* the time, and that of the last runner to arrive */
	struct arena strings;
};

/* Whether any option's value is a list. */
bool race_has_list(const struct gw_attribute *option, size_t count);

/*
 * Whether all of options' values are such, and their lists go together, whatever the graph. If not,
 * *place is where in the value of a single option the fault is; it may be NULL.
 */
bool race_check(const struct gw_attribute *option, size_t count, size_t *place,
		struct gw_error *error);

/*
 * All runners at time 0. Lists have one part for each runner, other options have one value for all;
 * without a list there is one runner. `setup` is as in timeline_init(). After a failure
 * race_finish() is to be called as well.
 */
bool race_init(struct race *race, const struct gw_graph *graph, uint32_t output,
	       const struct gw_attribute *option, size_t option_count,
	       const struct timeline_setup *setup, struct gw_error *error);
void race_finish(struct race *race);

/*
 * Change a setting of a runner from its next step on, or take back its newest change, and go to
 * that step; see timeline_change(). A race at time 0 may plan changes of later steps.
 */
bool race_change(struct race *race, size_t runner, const char *name, const char *value,
		 struct gw_error *error);
bool race_take_back(struct race *race, size_t runner, struct gw_error *error);
bool race_plan(struct race *race, size_t runner, uint64_t step, const char *name, const char *value,
	       struct gw_error *error);

/* To a time, or to where the last runner is over; whoever is over before that stays at its end. */
bool race_seek(struct race *race, uint64_t step, struct gw_error *error);
/* Whether no runner goes on from here. */
bool race_is_over(const struct race *race);

/*
 * The first time up to now whose parameters have a loss below this one, of those that
 * timeline_measured() knows; UINT64_MAX if there is none.
 */
uint64_t runner_time_below(const struct runner *runner, double loss);

#endif
