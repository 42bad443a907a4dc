#include "timeline/happening.h"

#include <math.h>

/* Of the rate before: a schedule that falls a little at each step is none. */
#define RATE_FALL 0.9
#define STEEP_FALL 0.98 /* of the loss before */
#define STEEP_RISE 1.2

/* The last two losses of the curve. */
struct two_losses {
	double before, now;
};

static bool has_two_losses(const struct timeline *timeline, struct two_losses *two)
{
	const struct losses losses = timeline_losses(timeline);

	if (losses.now < 2 || (timeline->is_by_epoch && timeline->fit.batch != 0))
		return false;
	*two = (struct two_losses){losses.value[losses.now - 2], losses.value[losses.now - 1]};
	return true;
}

static const char *event_of_loss(const struct timeline *timeline, double goal)
{
	struct two_losses two;

	if (!has_two_losses(timeline, &two))
		return NULL;
	if (!isfinite(two.now))
		return "the loss is no number";
	if ((two.now < goal) != (two.before < goal))
		return "the goal is crossed";
	if (two.now > STEEP_RISE * fabs(two.before))
		return "the loss grows fast";
	return two.now < STEEP_FALL * two.before && two.before > 0 ? "the loss falls fast" : NULL;
}

static bool is_rate_falling(const struct timeline *timeline)
{
	uint64_t step = timeline_step(timeline);

	return step > 1 && timeline->rate[step - 1] < RATE_FALL * timeline->rate[step - 2];
}

static bool is_changed_here(const struct timeline *timeline)
{
	return timeline->current > 0 &&
	       timeline->change[timeline->current - 1].step == timeline_step(timeline);
}

static bool is_remarked_here(const struct timeline *timeline)
{
	for (size_t i = 0; i < timeline->remark_count; i++)
		if (timeline->remark[i].step == timeline_step(timeline))
			return true;
	return false;
}

static bool is_counting(const struct gw_fit *fit)
{
	for (size_t i = 0; i < fit->callback_count; i++)
		if (fit->callback[i].is_counting && fit->callback[i].is_counting(&fit->callback[i]))
			return true;
	return false;
}

const char *timeline_event(const struct timeline *timeline, double goal)
{
	if (is_changed_here(timeline))
		return "a setting changes";
	if (is_rate_falling(timeline))
		return "the rate falls";
	if (is_remarked_here(timeline))
		return "something is said";
	if (is_counting(&timeline->fit))
		return "a callback counts";
	return event_of_loss(timeline, goal);
}

const char *race_event(const struct race *race, double goal)
{
	for (size_t i = 0; i < race->count; i++) {
		const struct timeline *timeline = &race->runner[i].timeline;
		const char *event = timeline_step(timeline) == race->step
					    ? timeline_event(timeline, goal)
					    : NULL;
		if (event)
			return event;
	}
	return NULL;
}
