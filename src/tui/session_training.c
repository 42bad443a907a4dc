/*
 * A step is the unit of training's time, an epoch a phase. It can go on by itself.
 */
#include "tui/session_training.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/number.h"
#include "charts/race_picture.h"
#include "explain/update_formula.h"
#include "tui/clock.h"
#include "tui/history.h"
#include "tui/message.h"
#include "tui/pace.h"
#include "tui/session.h"
#include "tui/session_parts.h"
#include "tui/views/view.h"
#include "tui/walked_graph.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WORK 0.012 /* seconds that it may take at once, so that a key is answered soon */

struct training {
	const struct gw_attribute *option; /* those of the file come before them */
	size_t option_count;
	const struct gw_attribute *given; /* what the session began with; borrowed */
	size_t given_count;
	bool was_race;
	struct arena strings;        /* of options that were given later */
	const char *const *callback; /* borrowed, see struct timeline_setup */
	size_t callback_count;
	bool has_race; /* asked for: there is a view of it */
	double goal;   /* see struct race_style */
	int digits;

	bool is_ready;       /* what follows is made, when it is first looked at */
	struct text problem; /* why it could not be made; empty if it could or was not tried */
	struct race race;
	unsigned serial;     /* of the race that was made last */
	unsigned generation; /* grows when the race is given up */
	struct learnt learnt;
	bool has_learnt;      /* made, when a picture is first looked at */
	size_t runner, entry; /* those selected */
	struct formula_book formulas;
	enum learnt_picture shown; /* in the view of training */
	size_t first_row;          /* of the table of rows */
	enum axis_kind axis;       /* of losses and rates */
	bool has_lost_steps;       /* by training_forget(), and nobody was told */

	bool is_running;  /* goes on by itself, to `target` */
	bool is_back;     /* back in time */
	bool is_in_hurry; /* as fast as it can */
	struct pace pace; /* otherwise */
	uint64_t target;
};

/* ---- making it ---- */

static void discard(struct training *training)
{
	race_finish(&training->race);
	learnt_finish(&training->learnt);
	training->learnt = (struct learnt){0};
	training->has_learnt = false;
	training->race = (struct race){0};
	training->generation++;
	training->is_ready = training->is_running = false;
}

struct training *training_create(const struct session_options *options)
{
	struct training *training = calloc(1, sizeof(*training));

	if (training)
		*training = (struct training){.option = options->training,
					      .option_count = options->training_count,
					      .given = options->training,
					      .given_count = options->training_count,
					      .was_race = options->is_race,
					      .callback = options->callback,
					      .callback_count = options->callback_count,
					      .has_race = options->is_race,
					      .goal = options->goal,
					      .digits = options->training_digits};
	return training;
}

void training_destroy(struct training *training)
{
	if (!training)
		return;
	discard(training);
	text_finish(&training->problem);
	formula_book_finish(&training->formulas);
	arena_finish(&training->strings);
	free(training);
}

/* The changes in force, which the history has in the order in which they were made. */
static bool plan_changes(struct session *session, struct gw_error *error)
{
	struct training *training = session->training;

	for (size_t i = 0; i < history_done(session); i++) {
		const struct edit *edit = history_edit(session, i);
		if (edit->kind == EDIT_SETTING && edit->race == training->serial &&
		    !race_plan(&training->race, edit->runner, edit->step, edit->name, edit->value,
			       error))
			return false;
	}
	return true;
}

static bool make_training(struct session *session, struct gw_error *error)
{
	struct training *training = session->training;
	const struct timeline_setup setup = {training->callback, training->callback_count,
					     tape_of(session)};

	return race_init(&training->race, given_graph_of(session), tape_of(session)->output,
			 training->option, training->option_count, &setup, error) &&
	       plan_changes(session, error);
}

bool session_prepare_training(struct session *session, struct gw_error *error)
{
	session->training->is_ready = session->training->is_ready || make_training(session, error);
	if (!session->training->is_ready)
		discard(session->training);
	return session->training->is_ready;
}

bool training_prepare(struct session *session)
{
	struct training *training = session->training;
	struct gw_error error = {0};

	if (training->is_ready || training->problem.length > 0)
		return training->is_ready;
	if (!session_prepare_training(session, &error))
		text_add(&training->problem, error.message);
	return training->is_ready;
}

void training_forget(struct session *session)
{
	struct training *training = session->training;

	text_clear(&training->problem);
	training->has_lost_steps |= training->is_ready && training->race.step > 0;
	discard(training);
}

void training_tell_forgotten(struct session *session)
{
	struct training *training = session->training;

	if (training->has_lost_steps)
		message_add(session, "; training is at step 0 again");
	training->has_lost_steps = false;
}

/* Gives up the training, since a step that failed would fail again. */
static void give_up(struct session *session, const struct gw_error *error)
{
	message_say_error(session, error);
	discard(session->training);
}

bool training_begin(struct session *session)
{
	text_clear(&session->training->problem); /* what was wrong may be so no longer */
	if (training_prepare(session)) {
		session->training->is_running = false;
		return true;
	}
	message_say(session, ROLE_ERROR, "%s", training_problem(session));
	return false;
}

/* ---- reading it ---- */

const struct timeline *training_timeline(const struct session *session)
{
	return &session->training->race.runner[session->training->runner].timeline;
}

const struct race *training_race(const struct session *session)
{
	return &session->training->race;
}

unsigned training_generation(const struct session *session)
{
	return session->training->generation;
}

bool training_make_picture(struct session *session, struct race_picture *picture,
			   const double range[4])
{
	struct gw_error error = {0};

	return race_picture_init(picture, &session->training->race, range, &error);
}

struct learnt *training_learnt(struct session *session)
{
	struct training *training = session->training;
	struct gw_error error = {0};

	if (!training->has_learnt) {
		learnt_finish(&training->learnt);
		training->has_learnt =
			learnt_init(&training->learnt, &training_timeline(session)->fit, &error);
	}
	return training->has_learnt ? &training->learnt : NULL;
}

enum learnt_picture training_shown_picture(const struct session *session)
{
	return session->training->shown;
}

void training_show_picture(struct session *session, enum learnt_picture picture)
{
	session->training->shown = picture;
}

size_t training_first_row(const struct session *session)
{
	return session->training->first_row;
}

void training_set_first_row(struct session *session, size_t row)
{
	session->training->first_row = row;
}

bool training_has_race(const struct session *session)
{
	return session->training->has_race;
}

enum axis_kind training_axis(const struct session *session)
{
	return session->training->axis;
}

void training_set_axis(struct session *session, enum axis_kind axis)
{
	session->training->axis = axis;
}

double training_goal(const struct session *session)
{
	return session->training->goal;
}

int training_digits(const struct session *session)
{
	return session->training->digits;
}

void training_set_digits(struct session *session, int digits)
{
	session->training->digits = digits;
}

bool training_is_ready(const struct session *session)
{
	return session->training->is_ready;
}

bool training_is_running(const struct session *session)
{
	return session->training->is_running;
}

const char *training_problem(const struct session *session)
{
	const struct text *problem = &session->training->problem;

	return problem->length > 0 ? problem->data : "out of memory";
}

/* ---- what is selected of it ---- */

size_t training_runner(const struct session *session)
{
	return session->training->runner;
}

size_t training_entry(const struct session *session)
{
	return session->training->entry;
}

struct formula_book *training_formulas(struct session *session)
{
	return &session->training->formulas;
}

void training_select(struct session *session, size_t runner, size_t entry)
{
	session->training->runner = runner;
	session->training->entry = entry;
}

/* By its name: of a graph with groups of one's own, training has the one without. */
static bool select_parameter(struct session *session, const char *name)
{
	const struct gw_fit *fit = &training_timeline(session)->fit;
	size_t entry = 0;

	for (size_t i = 0; i < fit->parameter_count; i++) {
		if (strcmp(gw_node_name(fit->graph, fit->leaf[i]), name) == 0) {
			session->training->entry = entry;
			return true;
		}
		entry += fit->parameter[i].count;
	}
	return false;
}

void training_point_at(struct session *session, uint32_t node)
{
	if (!view_is_training(view_now(session)) || !training_prepare(session))
		return;
	if (!select_parameter(session, name_of(session, node)))
		message_say(session, ROLE_PLAIN, "%s is no parameter: training has no entry of it",
			    shown_name_of(session, node));
}

/* ---- changing it ---- */

bool training_change(struct session *session, const char *name, const char *value,
		     struct gw_error *error)
{
	struct training *training = session->training;
	const struct edit edit = {.name = (char *)name,
				  .value = (char *)value,
				  .step = timeline_step(training_timeline(session)),
				  .runner = training->runner,
				  .race = training->serial};

	if (!race_change(&training->race, training->runner, name, value, error))
		return false;
	if (history_add_setting(session, &edit))
		return true;
	error_memory(error);
	race_take_back(&training->race, training->runner, error);
	return false;
}

bool training_has_edit(const struct session *session, const struct edit *edit)
{
	return session->training->is_ready && edit->race == session->training->serial;
}

bool training_take_back(struct session *session, const struct edit *edit, struct gw_error *error)
{
	struct training *training = session->training;

	training->is_running = false;
	return race_take_back(&training->race, edit->runner, error);
}

bool training_change_again(struct session *session, const struct edit *edit, struct gw_error *error)
{
	struct training *training = session->training;

	training->is_running = false;
	return race_seek(&training->race, edit->step, error) &&
	       race_change(&training->race, edit->runner, edit->name, edit->value, error);
}

bool training_write_state(struct session *session, const char *file, struct gw_error *error)
{
	struct training *training = session->training;

	return timeline_write_state(&training->race.runner[training->runner].timeline, file, error);
}

/* A copy of the options that the session began with and more; NULL if memory ran out. */
static struct gw_attribute *join_options(struct training *training, const struct gw_attribute *more,
					 size_t count)
{
	size_t given = training->given_count;
	struct gw_attribute *all = arena_take(&training->strings, given + count + 1, sizeof *all);

	for (size_t i = 0; all && i < given; i++)
		all[i] = training->given[i];
	for (size_t i = 0; all && i < count; i++) {
		const char *name =
			arena_string(&training->strings, more[i].name, strlen(more[i].name));
		const char *value =
			arena_string(&training->strings, more[i].value, strlen(more[i].value));
		if (!name || !value)
			return NULL;
		all[given + i] = (struct gw_attribute){name, value, 0};
	}
	return all;
}

/* Changes that were made of another race are none of this one's. */
static void take_options(struct training *training, const struct gw_attribute *option, size_t count,
			 bool is_race)
{
	discard(training);
	text_clear(&training->problem);
	training->option = option;
	training->option_count = count;
	training->has_race = is_race;
	training->serial++;
	training->runner = training->entry = 0;
}

bool training_race_again(struct session *session, const struct gw_attribute *more, size_t count,
			 struct gw_error *error)
{
	struct training *training = session->training;
	const struct gw_attribute *before = training->option;
	size_t before_count = training->option_count, all = training->given_count + count;
	bool was_race = training->has_race;
	struct gw_attribute *option = join_options(training, more, count);

	if (!option)
		return error_memory(error);
	if (!race_check(option, all, NULL, error))
		return false;
	take_options(training, option, all, count > 0 || training->was_race);
	if (session_prepare_training(session, error))
		return true;
	take_options(training, before, before_count, was_race);
	return false;
}

void training_change_pace(struct session *session, int by)
{
	struct training *training = session->training;
	struct text text = {0};

	if (!training_prepare(session)) {
		message_say(session, ROLE_ERROR, "%s", training_problem(session));
		return;
	}
	pace_change(&training->pace, training->race.length, by);
	pace_add(&training->pace, training->race.length, &text);
	message_say(session, ROLE_PLAIN, "pace: %s", text.failed ? "" : text.data);
	text_finish(&text);
}

/* ---- leaving it ---- */

bool training_has_trained(const struct session *session)
{
	return session->training->is_ready && session->training->race.step > 0;
}

void training_tell_whose_parameters(struct session *session)
{
	if (training_has_trained(session))
		message_say(session, ROLE_PLAIN,
			    "parameters before training; :adopt takes step %llu's, Z in training "
			    "walks them",
			    (unsigned long long)timeline_step(training_timeline(session)));
}

/* ---- going on by itself ---- */

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static bool has_arrived(const struct training *training)
{
	if (training->is_back)
		return training->race.step <= training->target;
	return training->race.step >= training->target || race_is_over(&training->race);
}

/* Seek backward once: every seek replays the steps from a snapshot. */
static uint64_t next_stop(const struct training *training, uint64_t stride)
{
	uint64_t step = training->race.step;

	if (!training->is_back)
		return step + 1;
	return step - training->target > stride ? step - stride : training->target;
}

void session_advance(struct session *session)
{
	struct training *training = session->training;
	struct race *race = &training->race;
	uint64_t stride =
		training->is_in_hurry ? UINT64_MAX : pace_stride(&training->pace, race->length);
	uint64_t seeks = training->is_back ? 1 : stride;
	double end = seconds() + WORK;
	struct gw_error error = {0};

	for (uint64_t i = 0; i < seeks && !has_arrived(training) && seconds() < end; i++) {
		if (!race_seek(race, next_stop(training, stride), &error)) {
			give_up(session, &error);
			return;
		}
		if (!training->is_in_hurry && pace_look(&training->pace, race, training->goal))
			break;
	}
	training->is_running = training->is_running && !has_arrived(training);
}

void session_pause(struct session *session)
{
	session->training->is_running = false;
	message_say(session, ROLE_PLAIN, "paused; c goes on, ^C again ends gradwalk");
}

int session_patience(const struct session *session)
{
	const struct training *training = session->training;

	if (!training->is_running || session->inner)
		return -1;
	return training->is_in_hurry ? 0 : pace_patience(&training->pace, training->race.length);
}

/* ---- moving ---- */

/* Far ahead it is gone step by step, at once as far as one may have to wait. */
static void go_to(struct session *session, uint64_t step)
{
	struct training *training = session->training;
	struct gw_error error = {0};

	training->target = step < training->race.length ? step : training->race.length;
	if (training->target <= training->race.step) {
		if (!race_seek(&training->race, training->target, &error))
			give_up(session, &error);
		return;
	}
	training->is_running = training->is_in_hurry = true;
	training->is_back = false;
	session_advance(session);
}

/* False if training is at that end already. */
static bool move_to_step(struct session *session, uint64_t step)
{
	const struct race *race = &session->training->race;

	if ((step > race->step && race_is_over(race)) || (step == 0 && race->step == 0))
		return false;
	go_to(session, step);
	return true;
}

static bool step(struct session *session, uint32_t count, bool is_back)
{
	if (!training_begin(session))
		return true;
	uint64_t now = session->training->race.step;
	if (!is_back)
		return move_to_step(session, now + count);
	return move_to_step(session, now > count ? now - count : 0);
}

/* That of a runner which is at the race's step: others may have ended before it. */
static const struct timeline *leading_timeline(const struct race *race)
{
	size_t leader = 0;

	while (timeline_step(&race->runner[leader].timeline) < race->step)
		leader++;
	return &race->runner[leader].timeline;
}

/* Back to the start of the epoch under way, or of the one before. */
static bool epoch(struct session *session, uint32_t count, bool is_back)
{
	if (!training_begin(session))
		return true;
	const struct timeline *timeline = leading_timeline(&session->training->race);
	uint64_t ended = timeline->fit.epoch, begun = ended + (timeline->fit.batch > 0);
	if (!is_back)
		return move_to_step(session, timeline_epoch_end(timeline, ended + count));
	return move_to_step(session,
			    timeline_epoch_end(timeline, begun > count ? begun - count : 0));
}

/* On by itself, or back; if it went on already, whichever way, it pauses. */
static bool run(struct session *session, uint32_t count, bool is_back)
{
	struct training *training = session->training;
	bool was_running = training->is_running;

	(void)count;
	if (!training_begin(session) || was_running)
		return true;
	training->target = is_back ? 0 : UINT64_MAX;
	training->is_back = is_back;
	training->is_in_hurry = false;
	pace_rest(&training->pace);
	training->is_running = !has_arrived(training);
	return training->is_running || move_to_step(session, training->target);
}

static bool seek_end(struct session *session, bool is_back)
{
	return !training_begin(session) || move_to_step(session, is_back ? 0 : UINT64_MAX);
}

static void seek(struct session *session, const char *position)
{
	uint64_t to;

	if (!training_begin(session))
		return;
	uint64_t last = session->training->race.length;
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

/* "running back, 8 steps/s, the rate falls, " of a training that goes on by itself. */
static void add_motion(const struct training *training, struct text *text)
{
	if (!training->is_running)
		return;
	text_add(text, training->is_back ? "running back, " : "running, ");
	if (!training->is_in_hurry) {
		pace_add(&training->pace, training->race.length, text);
		text_add(text, ", ");
	}
}

/* "running, epoch 3/100, step 3/100" */
static void add_position(struct session *session, struct text *text)
{
	if (!training_prepare(session)) {
		text_add(text, "no training");
		return;
	}
	const struct timeline *timeline = training_timeline(session);
	const struct gw_fit *fit = &timeline->fit;
	uint64_t now = timeline_step(timeline);
	add_motion(session->training, text);
	text_add_format(text, "epoch %llu/%llu",
			(unsigned long long)(fit->epoch + (fit->batch > 0)),
			(unsigned long long)fit->options.epochs);
	text_add_format(text, "%sstep %llu/%llu", text_sign(text, SIGN_SEPARATOR),
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
