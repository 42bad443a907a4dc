/*
 * The time of training: a step is its unit, an epoch a phase. It can go on by itself.
 */
#include "tui/session_parts.h"

#include "base/error.h"
#include "base/number.h"

#include <string.h>
#include <time.h>

#define FRAME 40   /* milliseconds between two pictures of a training that goes on */
#define FRAMES 250 /* that it takes, if its steps are fast */
#define WORK 0.012 /* seconds that it may take at once, so that a key is answered soon */

/* ---- going on by itself ---- */

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static bool has_arrived(const struct learning *learning)
{
	if (learning->is_back)
		return learning->race.step <= learning->target;
	return learning->race.step >= learning->target || race_is_over(&learning->race);
}

/* Back it is gone in one stride: each would make again the steps from a snapshot on. */
static uint64_t next_stop(const struct learning *learning, uint64_t stride)
{
	uint64_t step = learning->race.step;

	if (!learning->is_back)
		return step + 1;
	return step - learning->target > stride ? step - stride : learning->target;
}

void session_advance(struct session *session)
{
	struct learning *learning = &session->learning;
	struct race *race = &learning->race;
	uint64_t stride = learning->is_in_hurry ? UINT64_MAX : 1 + race->length / FRAMES;
	uint64_t seeks = learning->is_back ? 1 : stride;
	double end = seconds() + WORK;
	struct gw_error error = {0};

	for (uint64_t i = 0; i < seeks && !has_arrived(learning) && seconds() < end; i++)
		if (!race_seek(race, next_stop(learning, stride), &error)) {
			training_give_up(session, &error);
			return;
		}
	learning->is_running = learning->is_running && !has_arrived(learning);
}

int session_patience(const struct session *session)
{
	const struct learning *learning = &session->learning;

	if (!learning->is_running || session->inner)
		return -1;
	return learning->is_in_hurry ? 0 : FRAME;
}

/* ---- moving ---- */

/* Far ahead it is gone step by step, at once as far as one may have to wait. */
static void go_to(struct session *session, uint64_t step)
{
	struct learning *learning = &session->learning;
	struct gw_error error = {0};

	learning->target = step < learning->race.length ? step : learning->race.length;
	if (learning->target <= learning->race.step) {
		if (!race_seek(&learning->race, learning->target, &error))
			training_give_up(session, &error);
		return;
	}
	learning->is_running = learning->is_in_hurry = true;
	learning->is_back = false;
	session_advance(session);
}

/* False if training is at that end already. */
static bool move_to_step(struct session *session, uint64_t step)
{
	const struct race *race = &session->learning.race;

	if ((step > race->step && race_is_over(race)) || (step == 0 && race->step == 0))
		return false;
	go_to(session, step);
	return true;
}

static bool step(struct session *session, uint32_t count, bool is_back)
{
	if (!training_begin(session))
		return true;
	uint64_t now = session->learning.race.step;
	if (!is_back)
		return move_to_step(session, now + count);
	return move_to_step(session, now > count ? now - count : 0);
}

/* Back to the start of the epoch under way, or of the one before. */
static bool epoch(struct session *session, uint32_t count, bool is_back)
{
	if (!training_begin(session))
		return true;
	uint64_t length = timeline_epoch_length(training_timeline(session));
	uint64_t now = session->learning.race.step, begun = (now + length - 1) / length;
	if (!is_back)
		return move_to_step(session, (now / length + count) * length);
	return move_to_step(session, begun > count ? (begun - count) * length : 0);
}

/* On by itself, or back; if it went on already, whichever way, it pauses. */
static bool run(struct session *session, uint32_t count, bool is_back)
{
	struct learning *learning = &session->learning;
	bool was_running = learning->is_running;

	(void)count;
	if (!training_begin(session) || was_running)
		return true;
	learning->target = is_back ? 0 : UINT64_MAX;
	learning->is_back = is_back;
	learning->is_in_hurry = false;
	learning->is_running = !has_arrived(learning);
	return learning->is_running || move_to_step(session, learning->target);
}

static void seek_end(struct session *session, bool is_back)
{
	if (training_begin(session))
		go_to(session, is_back ? 0 : UINT64_MAX);
}

static void seek(struct session *session, const char *position)
{
	uint64_t to;

	if (!training_begin(session))
		return;
	uint64_t last = session->learning.race.length;
	if (strcmp(position, "start") == 0)
		go_to(session, 0);
	else if (strcmp(position, "end") == 0)
		go_to(session, last);
	else if (number_parse_whole(position, last, &to))
		go_to(session, to);
	else
		message_say(session, ROLE_ERROR, "goto a step: 0 to %llu, or start, end",
			    (unsigned long long)last);
}

/* What goes on by itself. */
static const char *motion(const struct learning *learning)
{
	return !learning->is_running ? "" : learning->is_back ? "running back, " : "running, ";
}

/* "running, epoch 3/100, step 3/100" */
static void add_position(struct session *session, struct text *text)
{
	if (!training_prepare(session)) {
		text_add(text, "no training");
		return;
	}
	const struct timeline *timeline = training_timeline(session);
	uint64_t now = timeline_step(timeline), length = timeline_epoch_length(timeline);
	text_add_format(text, "%sepoch %llu/%llu", motion(&session->learning),
			(unsigned long long)((now + length - 1) / length),
			(unsigned long long)timeline->fit.options.epochs);
	text_add_format(text, "%sstep %llu/%llu", either(session, " · ", ", "),
			(unsigned long long)now, (unsigned long long)timeline_length(timeline));
}

const struct clock training_clock = {
	.step = step,
	.phase = epoch,
	.go_on = run,
	.seek_end = seek_end,
	.seek = seek,
	.add_position = add_position,
	.at_start = "this is the start of training",
	.at_end = "training is over: N steps back, r restarts it",
};
