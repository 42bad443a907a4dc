#include "tui/pace.h"

#include "timeline/happening.h"

#include <math.h>

#define FRAME 40        /* milliseconds between two pictures, at most */
#define USUAL_TIME 10.0 /* seconds that a training takes, if nobody chooses a pace */
#define SLOWEST 1.0     /* steps a second */
#define FASTEST 65536.0 /* beyond it, as fast as it goes */
#define SLOW_FACTOR 16  /* how much slower it is where something happens */
#define SLOW_PACE 10.0  /* but not slower than this */
#define FRESH 80        /* steps for which an event is one */
#define APART 40        /* steps without any, after which the next is another one */

/* The power of two that is nearest to the pace at which the training takes its usual time. */
static double usual_pace(uint64_t length)
{
	double pace = exp2(round(log2((double)length / USUAL_TIME)));

	return fmin(fmax(pace, 8), FASTEST);
}

static double chosen_pace(const struct pace *pace, uint64_t length)
{
	return pace->chosen > 0 ? pace->chosen : usual_pace(length);
}

void pace_change(struct pace *pace, uint64_t length, int by)
{
	double now = chosen_pace(pace, length);

	now = isinf(now) && by < 0 ? FASTEST * 2 : now;
	now = fmax(ldexp(now, by), SLOWEST);
	pace->chosen = now > FASTEST ? INFINITY : now;
}

void pace_rest(struct pace *pace)
{
	pace->first_event = pace->last_event = 0;
	pace->event = NULL;
}

/* The steps a second now; INFINITY if nobody waits for a picture between two steps. */
static double steps_a_second(const struct pace *pace, uint64_t length)
{
	double now = chosen_pace(pace, length);

	if (!pace->event || isinf(now))
		return now;
	return fmin(now, fmax(now / SLOW_FACTOR, SLOW_PACE));
}

int pace_patience(const struct pace *pace, uint64_t length)
{
	double now = steps_a_second(pace, length);

	if (isinf(now))
		return 0;
	return now * FRAME < 1000 ? (int)(1000 / now) : FRAME;
}

uint64_t pace_stride(const struct pace *pace, uint64_t length)
{
	double now = steps_a_second(pace, length);

	return isinf(now) ? UINT64_MAX : (uint64_t)fmax(now * FRAME / 1000, 1);
}

/* Takes note of an event. One that lasts, or comes again soon, counts once. */
bool pace_look(struct pace *pace, const struct race *race, double goal)
{
	const char *event = race_event(race, goal), *before = pace->event;
	uint64_t step = race->step;
	uint64_t since =
		step > pace->last_event ? step - pace->last_event : pace->last_event - step;

	if (event && (since > APART || pace->last_event == 0))
		pace->first_event = step;
	if (event)
		pace->last_event = step;
	uint64_t age =
		step > pace->first_event ? step - pace->first_event : pace->first_event - step;
	pace->event = event && age < FRESH ? event : NULL;
	return pace->event && !before;
}

void pace_add(const struct pace *pace, uint64_t length, struct text *text)
{
	double now = steps_a_second(pace, length);

	if (isinf(now))
		text_add(text, "as fast as it goes");
	else
		text_add_format(text, "%g step%s/s", now, now == 1 ? "" : "s");
	if (pace->event)
		text_add_format(text, ", %s", pace->event);
}
