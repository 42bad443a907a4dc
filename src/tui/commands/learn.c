/*
 * Training, and moving in its time: the same keys as in the walk, a step for a node and an epoch
 * for a phase. From any step one can go down into the walk of its pass, a session inside this one.
 */
#include "tui/state.h"

#include "base/array.h"
#include "base/error.h"
#include "base/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FRAME 40         /* milliseconds between two pictures of a training that goes on */
#define FRAMES 250       /* that it takes, if its steps are fast */
#define SCROLL_ENTRIES 4 /* as many rows as the other views scroll */
#define WORK 0.012       /* seconds that it may take at once, so that a key is answered soon */

/* ---- making it ---- */

static void discard(struct learning *learning)
{
	race_finish(&learning->race);
	race_picture_finish(&learning->picture);
	learning->race = (struct race){0};
	learning->picture = (struct race_picture){0};
	learning->is_ready = learning->is_running = false;
}

static bool make(struct session *session, struct gw_error *error)
{
	struct learning *learning = &session->learning;
	const struct timeline_setup setup = {learning->callback, learning->callback_count,
					     session->tape};

	if (!race_init(&learning->race, session->given, session->tape->output, learning->option,
		       learning->option_count, &setup, error))
		return false;
	return !learning->is_race || race_picture_init(&learning->picture, &learning->race, error);
}

bool session_prepare_training(struct session *session, struct gw_error *error)
{
	session->learning.is_ready = session->learning.is_ready || make(session, error);
	if (!session->learning.is_ready)
		discard(&session->learning);
	return session->learning.is_ready;
}

bool learn_prepare(struct session *session)
{
	struct learning *learning = &session->learning;
	struct gw_error error = {0};

	if (learning->is_ready || learning->problem.length > 0)
		return learning->is_ready;
	if (!session_prepare_training(session, &error))
		text_add(&learning->problem, error.message);
	return learning->is_ready;
}

void learn_forget(struct session *session)
{
	struct learning *learning = &session->learning;

	text_clear(&learning->problem);
	learning->has_lost_steps |= learning->is_ready && learning->race.step > 0;
	discard(learning);
}

void learn_tell_forgotten(struct session *session)
{
	struct learning *learning = &session->learning;

	if (learning->has_lost_steps)
		text_add(&session->message.text, "; training is at step 0 again");
	learning->has_lost_steps = false;
}

/* ---- going on by itself ---- */

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* What failed once fails again: the training is given up. */
static void give_up(struct session *session, const struct gw_error *error)
{
	session_say_error(session, error);
	discard(&session->learning);
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
			give_up(session, &error);
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

/* Whether there is a training to move in; if not, it is said why. Whatever went on is stopped. */
static bool begin(struct session *session)
{
	text_clear(&session->learning.problem); /* what was wrong may be so no longer */
	if (learn_prepare(session)) {
		session->learning.is_running = false;
		return true;
	}
	session_say(session, ROLE_ERROR, "%s",
		    session->learning.problem.length > 0 ? session->learning.problem.data
							 : "out of memory");
	return false;
}

/* Far ahead it is gone step by step, at once as far as one may have to wait. */
static void go_to(struct session *session, uint64_t step)
{
	struct learning *learning = &session->learning;
	struct gw_error error = {0};

	learning->target = step < learning->race.length ? step : learning->race.length;
	if (learning->target <= learning->race.step) {
		if (!race_seek(&learning->race, learning->target, &error))
			give_up(session, &error);
		return;
	}
	learning->is_running = learning->is_in_hurry = true;
	learning->is_back = false;
	session_advance(session);
}

static void move(struct session *session, uint64_t step)
{
	const struct race *race = &session->learning.race;

	if (step > race->step && race_is_over(race))
		session_say(session, ROLE_PLAIN, "training is over: N steps back, r restarts it");
	else if (step == 0 && race->step == 0)
		session_say(session, ROLE_PLAIN, "this is the start of training");
	else
		go_to(session, step);
}

void learn_next(struct session *session, const struct call *call)
{
	if (begin(session))
		move(session, session->learning.race.step + call->count);
}

void learn_previous(struct session *session, const struct call *call)
{
	if (!begin(session))
		return;
	uint64_t step = session->learning.race.step;
	move(session, step > call->count ? step - call->count : 0);
}

static uint64_t epoch_length(const struct session *session)
{
	return timeline_epoch_length(learn_timeline(session));
}

void learn_epoch(struct session *session, const struct call *call)
{
	if (!begin(session))
		return;
	uint64_t length = epoch_length(session);
	move(session, (session->learning.race.step / length + call->count) * length);
}

/* To the start of the epoch under way, or of the one before. */
void learn_epoch_back(struct session *session, const struct call *call)
{
	if (!begin(session))
		return;
	uint64_t length = epoch_length(session);
	uint64_t begun = (session->learning.race.step + length - 1) / length;
	move(session, begun > call->count ? (begun - call->count) * length : 0);
}

/* On by itself, or back; if it went on already, whichever way, it pauses. */
static void run(struct session *session, uint64_t target, bool is_back)
{
	struct learning *learning = &session->learning;
	bool was_running = learning->is_running;

	if (!begin(session) || was_running)
		return;
	learning->target = target;
	learning->is_back = is_back;
	learning->is_in_hurry = false;
	learning->is_running = !has_arrived(learning);
	if (!learning->is_running)
		move(session, target);
}

void learn_continue(struct session *session, const struct call *call)
{
	(void)call;
	run(session, UINT64_MAX, false);
}

void learn_continue_back(struct session *session, const struct call *call)
{
	(void)call;
	run(session, 0, true);
}

void learn_start(struct session *session, const struct call *call)
{
	(void)call;
	if (begin(session))
		go_to(session, 0);
}

void learn_end(struct session *session, const struct call *call)
{
	(void)call;
	if (begin(session))
		go_to(session, UINT64_MAX);
}

void learn_goto(struct session *session, const struct call *call)
{
	uint64_t step;

	if (!begin(session))
		return;
	uint64_t last = session->learning.race.length;
	if (strcmp(call->argument, "start") == 0)
		go_to(session, 0);
	else if (strcmp(call->argument, "end") == 0)
		go_to(session, last);
	else if (number_parse_whole(call->argument, last, &step))
		go_to(session, step);
	else
		session_say(session, ROLE_ERROR, "goto a step: 0 to %llu, or start, end",
			    (unsigned long long)last);
}

/* The table shows what is around the selected entry. */
static struct call entries(const struct call *call)
{
	return (struct call){.count = call->count * SCROLL_ENTRIES, .argument = ""};
}

void learn_entries_down(struct session *session, const struct call *call)
{
	const struct call moves = entries(call);
	choose_down(session, &moves);
}

void learn_entries_up(struct session *session, const struct call *call)
{
	const struct call moves = entries(call);
	choose_up(session, &moves);
}

/* By its name: of a graph with groups of one's own, training has the one without. */
static bool select_parameter(struct session *session, const char *name)
{
	const struct gw_fit *fit = &learn_timeline(session)->fit;
	size_t entry = 0;

	for (size_t i = 0; i < fit->parameter_count; i++) {
		if (strcmp(fit->graph->name[fit->leaf[i]], name) == 0) {
			session->learning.entry = entry;
			return true;
		}
		entry += fit->parameter[i].count;
	}
	return false;
}

void learn_point_at(struct session *session, uint32_t node)
{
	if (!session->view->is_training || !learn_prepare(session))
		return;
	if (!select_parameter(session, name_of(session, node)))
		session_say(session, ROLE_PLAIN, "%s is no parameter: training has no entry of it",
			    name_of(session, node));
}

/* ---- down into a pass ---- */

bool learn_read_pass(const char *argument, struct pass *pass)
{
	struct pass read = *pass;
	char number[24];
	size_t digits = strspn(argument, "0123456789");
	const char *word = argument + digits + strspn(argument + digits, " ");

	snprintf(number, sizeof number, "%.*s", (int)digits, argument);
	if (digits > 0 && !number_parse_whole(number, UINT32_MAX, &read.number))
		return false;
	if (strcmp(word, "after") == 0 || strcmp(word, "before") == 0)
		read.is_after = *word == 'a';
	else if (*word || read.number == 0)
		return false;
	*pass = read;
	return true;
}

static struct session *create_pass(const struct session *session, struct pass pass,
				   struct gw_error *error)
{
	struct session *inner = open_inside(session, session->graph, session->tape->output,
					    session->is_folded, error);

	if (!inner)
		return NULL;
	timeline_enter_pass(learn_timeline(session), pass.number - 1, pass.is_after, inner->tape);
	gw_tape_run(inner->tape);
	inner->is_pass = inner->has_begun = true;
	inner->pass = pass;
	inner->pass.step = timeline_step(learn_timeline(session));
	return inner;
}

/* Whether a step's batch has a pass; if not, it is said on the session that is shown. */
static bool has_pass(struct session *shown, const struct timeline *timeline, struct pass pass)
{
	uint64_t passes = timeline_passes(timeline);

	if (pass.number == 0 || pass.number > passes)
		session_say(shown, ROLE_ERROR,
			    "this step has the passes 1 to %llu; before or after its update",
			    (unsigned long long)passes);
	return pass.number > 0 && pass.number <= passes;
}

/* Which parameters it has, and how to see the others. */
static void say_pass(struct session *inner, const struct timeline *timeline)
{
	const struct pass *pass = &inner->pass;
	uint64_t passes = timeline_passes(timeline);
	const char *when = pass->is_after ? "after" : "before";
	const char *other = pass->is_after ? "before" : "after";

	if (pass->step == 0)
		session_say(inner, ROLE_PLAIN, "where training begins; q returns to it");
	else if (passes == 1)
		session_say(inner, ROLE_PLAIN,
			    "the pass of step %llu %s its update; :open %s shows it %s; q returns",
			    (unsigned long long)pass->step, when, other, other);
	else
		session_say(inner, ROLE_PLAIN,
			    "pass %llu of %llu %s the update; :open %llu is the next, :open %s "
			    "shows it %s",
			    (unsigned long long)pass->number, (unsigned long long)passes, when,
			    (unsigned long long)(pass->number < passes ? pass->number + 1 : 1),
			    other, other);
}

void learn_open_pass(struct session *session, const struct call *call)
{
	struct pass pass = {.number = 1};
	struct gw_error error = {0};

	if (!begin(session))
		return;
	const struct timeline *timeline = learn_timeline(session);
	if (*call->argument && !learn_read_pass(call->argument, &pass))
		pass.number = 0;
	if (!has_pass(session, timeline, pass))
		return;
	session->inner = create_pass(session, pass, &error);
	if (session->inner)
		say_pass(session->inner, timeline);
	else
		session_say_error(session, &error);
}

void learn_turn_pass(struct session *session)
{
	struct session *before = session->inner;
	const struct timeline *timeline = learn_timeline(session);
	struct pass pass = before->wanted_pass;
	struct gw_error error = {0};

	before->wanted_pass = (struct pass){0};
	if (!has_pass(before, timeline, pass))
		return;
	struct session *inner = create_pass(session, pass, &error);
	if (!inner) {
		session_say_error(before, &error);
		return;
	}
	gw_walk_seek(&inner->walk, before->walk.t);
	inner->reveal = session_node(inner);
	inner->wishes = before->wishes;
	session_destroy(before);
	session->inner = inner;
	say_pass(inner, timeline);
}

/* ---- the trained parameters in the graph ---- */

void learn_tell_whose_parameters(struct session *session)
{
	const struct learning *learning = &session->learning;

	if (learning->is_ready && learning->race.step > 0)
		session_say(session, ROLE_PLAIN,
			    "the graph's own parameters; :adopt takes those of training's step %llu",
			    (unsigned long long)timeline_step(learn_timeline(session)));
}

/*
 * Each parameter is an edit of its own. They are told by their names: the training has the graph
 * without the groups that the user made.
 */
static bool adopt_entries(struct session *session, const double *entry)
{
	const struct gw_graph *given = session->given;

	for (uint32_t i = 0; i < given->node_count; i++) {
		if (given->kind[i] != GW_PARAM)
			continue;
		if (!edit_make(session, gw_graph_find(session->graph, given->name[i]), entry))
			return false;
		entry += gw_entry_count(gw_node_shape(given, i));
	}
	return true;
}

void learn_adopt(struct session *session, const struct call *call)
{
	(void)call;
	if (!begin(session))
		return;
	if (session->learning.race.step == 0) {
		session_say(session, ROLE_PLAIN,
			    "training is at step 0: the graph has these parameters already");
		return;
	}
	const struct gw_fit *fit = &learn_timeline(session)->fit;
	size_t parameters = fit->parameter_count;
	unsigned long long step = fit->step;
	double *entry = array_create(fit->entry_count, sizeof *entry);

	if (entry)
		gw_fit_save(fit, entry);
	if (entry && edit_keep_before(session) && adopt_entries(session, entry))
		session_say(session, ROLE_PLAIN,
			    "the graph has step %llu's parameters; %zuu undoes it",
			    step, parameters);
	else
		session_say(session, ROLE_ERROR, "out of memory");
	free(entry);
}
