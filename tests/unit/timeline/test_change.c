/*
 * Changes of a training's settings at a step: what follows is, to the bit, what a training comes to
 * that is started from that state with the other settings, whatever way one came there.
 */
#include "callbacks/advice.h"
#include "given.h"
#include "memory_failure.h"
#include "timeline/happening.h"
#include "timeline/race.h"
#include "timeline/segment.h"
#include "timeline/timeline.h"
#include "train/fit.h"

#include <gradwalk/train.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define LAST 23 /* the step up to which futures are compared */
#define MOST_MOMENTS 64

static void begin_timeline(struct timeline *timeline, const struct gw_graph *graph,
			   const struct gw_attribute *option, size_t count, const char *callback)
{
	const struct timeline_setup setup = {&callback, callback ? 1 : 0, NULL};
	struct gw_error error = {0};

	if (!timeline_init(timeline, graph, graph->outputs[0], option, count, &setup, &error))
		fail_msg("%s", error.message);
}

static void seek_step(struct timeline *timeline, uint64_t step)
{
	struct gw_error error = {0};

	if (!timeline_seek(timeline, step, &error))
		fail_msg("%s", error.message);
}

static void change_to(struct timeline *timeline, const char *name, const char *value)
{
	struct gw_error error = {0};

	if (!timeline_change(timeline, name, value, &error))
		fail_msg("%s %s: %s", name, value, error.message);
}

static void take_back(struct timeline *timeline)
{
	struct gw_error error = {0};

	if (!timeline_take_back(timeline, &error))
		fail_msg("%s", error.message);
}

/* ---- against a training that is started with the other settings ---- */

static void init_fit(struct gw_fit *fit, const struct gw_graph *graph,
		     const struct gw_attribute *option, size_t count)
{
	struct gw_fit_options options = gw_fit_defaults();
	struct gw_error error = {0};

	if (!gw_fit_options_read(&options, graph, option, count, &error) ||
	    !gw_fit_init(fit, graph, graph->outputs[0], &options, &error) ||
	    !gw_fit_begin(fit, &error))
		fail_msg("%s", error.message);
}

static void run_to(struct gw_fit *fit, uint64_t step)
{
	struct gw_error error = {0};

	while (fit->step < step && !gw_fit_is_done(fit))
		assert_true(gw_fit_step(fit, &error));
}

static bool keeps_the_same(const struct gw_optimizer *a, const struct gw_optimizer *b)
{
	for (size_t i = 0; i < GW_MOST_KEPT; i++) {
		const char *x = a->rule->kept[i], *y = b->rule->kept[i];
		if ((x == NULL) != (y == NULL) || (x && strcmp(x, y) != 0))
			return false;
	}
	return a->convention == b->convention;
}

/* The rate that a schedule has now; what no schedule changes stands in the fit already. */
static void set_scheduled_rate(struct gw_fit *fit)
{
	const struct gw_schedule *schedule = &fit->options.schedule;

	fit->rate = gw_schedule_rate(schedule, fit->options.optimizer.rate,
				     schedule->is_per_step ? fit->step : fit->epoch);
}

/* Start where another training stands. */
static void start_from(struct gw_fit *fit, const struct gw_fit *other)
{
	for (size_t i = 0; i < fit->parameter_count; i++)
		memcpy(fit->parameter[i].value, other->parameter[i].value,
		       fit->parameter[i].count * sizeof(double));
	fit->epoch = other->epoch;
	fit->batch = other->batch;
	fit->step = other->step;
	fit->first_row = other->first_row;
	fit->loss_sum = other->loss_sum;
	set_scheduled_rate(fit);
	fit_order_rows(fit);
	if (!keeps_the_same(fit->optimizer, other->optimizer))
		return;
	fit->optimizer->time = other->optimizer->time;
	for (size_t k = 0; k < GW_MOST_KEPT; k++)
		memcpy(fit->optimizer->kept[k], other->optimizer->kept[k],
		       other->optimizer->count * sizeof(double));
}

static void expect_same_parameters(const struct gw_fit *a, const struct gw_fit *b, const char *what)
{
	for (size_t i = 0; i < a->parameter_count; i++)
		if (memcmp(a->parameter[i].value, b->parameter[i].value,
			   a->parameter[i].count * sizeof(double)) != 0)
			fail_msg("%s: another value at step %d", what, (int)a->step);
	assert_true(a->batch_loss == b->batch_loss || a->step == 0);
}

/* The settings of both, and those of the change behind them. */
struct settings {
	const struct gw_attribute *option;
	size_t count;
	struct gw_attribute change;
};

static void follow_other(struct timeline *timeline, struct gw_fit *other, const char *what)
{
	while (timeline_step(timeline) < LAST) {
		seek_step(timeline, timeline_step(timeline) + 1);
		run_to(other, timeline_step(timeline));
		expect_same_parameters(&timeline->fit, other, what);
		assert_true(timeline->fit.rate == other->rate);
	}
}

static void expect_as_started(const struct gw_graph *graph, const struct settings *settings,
			      uint64_t step)
{
	struct gw_attribute all[8];
	struct timeline timeline;
	struct gw_fit first, other;
	char what[100];

	memcpy(all, settings->option, settings->count * sizeof *all);
	all[settings->count] = settings->change;
	snprintf(what, sizeof what, "%s to %s at %d", settings->option[0].value,
		 settings->change.value, (int)step);
	init_fit(&first, graph, settings->option, settings->count);
	run_to(&first, step);
	init_fit(&other, graph, all, settings->count + 1);
	start_from(&other, &first);
	begin_timeline(&timeline, graph, settings->option, settings->count, NULL);
	seek_step(&timeline, step);
	change_to(&timeline, settings->change.name, settings->change.value);
	follow_other(&timeline, &other, what);
	seek_step(&timeline, step > 2 ? step - 2 : 0);
	expect_same_parameters(&timeline.fit, &timeline.fit, what);
	seek_step(&timeline, LAST);
	expect_same_parameters(&timeline.fit, &other, what);
	timeline_finish(&timeline);
	gw_fit_finish(&first);
	gw_fit_finish(&other);
}

/* In the middle of an epoch, and between two. */
static void every_optimizer_follows_every_other(void **state)
{
	struct gw_graph *graph = given_lesson("16-line-fit");

	(void)state;
	for (size_t k = 0; k < GW_CONVENTION_COUNT * gw_rule_count * gw_rule_count; k++) {
		const struct gw_attribute option[] = {
			{"optimizer", gw_rules[k % gw_rule_count].name, 0},
			{"convention", gw_convention_names[k / gw_rule_count / gw_rule_count], 0},
			{"batch", "2", 0},
			{"shuffle", "5", 0}};
		const struct settings settings = {
			option,
			4,
			{"optimizer", gw_rules[k / gw_rule_count % gw_rule_count].name, 0}};
		expect_as_started(graph, &settings, 7);
		expect_as_started(graph, &settings, 9);
		expect_as_started(graph, &settings, 0);
	}
	gw_graph_destroy(graph);
}

static void every_schedule_follows_every_other(void **state)
{
	struct gw_graph *graph = given_lesson("16-line-fit");

	(void)state;
	for (size_t k = 0; k < 2 * gw_schedule_rule_count * gw_schedule_rule_count; k++) {
		const struct gw_attribute option[] = {
			{"schedule", gw_schedule_name(k / 2 % gw_schedule_rule_count), 0},
			{"per", k % 2 ? "step" : "epoch", 0},
			{"optimizer", "momentum", 0},
			{"batch", "2", 0}};
		const struct settings settings = {
			option,
			4,
			{"schedule", gw_schedule_name(k / 2 / gw_schedule_rule_count), 0}};
		expect_as_started(graph, &settings, 7);
		expect_as_started(graph, &settings, 9);
	}
	gw_graph_destroy(graph);
}

static void any_setting_may_change(void **state)
{
	static const struct gw_attribute change[] = {
		{"lr", "0.003", 0},         {"momentum", "0.5", 0},     {"beta1", "0.5", 0},
		{"weight-decay", "0.1", 0}, {"clip-global", "0.01", 0}, {"batch", "3", 0},
		{"batch", "0", 0},          {"epochs", "300", 0},       {"warm-up", "9", 0},
		{"shuffle", "8", 0},        {"convention", "torch", 0}, {"every", "3", 0},
	};
	static const char *const optimizer[] = {"nesterov", "adam", "rmsprop"};
	struct gw_graph *graph = given_lesson("16-line-fit");

	(void)state;
	for (size_t i = 0; i < 3 * sizeof change / sizeof *change; i++) {
		const struct gw_attribute option[] = {{"optimizer", optimizer[i % 3], 0},
						      {"schedule", "step", 0},
						      {"batch", "2", 0}};
		const struct settings settings = {option, 3, change[i / 3]};
		expect_as_started(graph, &settings, 9);
	}
	gw_graph_destroy(graph);
}

/* What rests while it is not used begins at 0: the mean and the velocity of rmsprop. */
static void a_number_that_rests_begins_anew(void **state)
{
	const struct gw_attribute option[] = {
		{"optimizer", "rmsprop", 0}, {"centered", "yes", 0}, {"momentum", "0.5", 0}};
	struct gw_graph *graph = given_lesson("16-line-fit");
	struct timeline timeline;

	(void)state;
	begin_timeline(&timeline, graph, option, 3, NULL);
	seek_step(&timeline, 5);
	double *const *kept = timeline.fit.optimizer->kept;
	double square = kept[0][0];
	assert_true(kept[1][0] != 0 && kept[2][0] != 0);
	change_to(&timeline, "centered", "no");
	assert_true(kept[0][0] == square && kept[1][0] == 0 && kept[2][0] != 0);
	change_to(&timeline, "momentum", "0");
	assert_true(kept[0][0] == square && kept[2][0] == 0);
	assert_int_equal(timeline.fit.optimizer->time, 5);
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

/* ---- both ways in time ---- */

static char *moment_of(const struct timeline *timeline)
{
	const struct gw_fit *fit = &timeline->fit;
	const struct losses losses = timeline_losses(timeline),
			    measured = timeline_measured(timeline);
	struct text text = {0};

	text_add_format(&text, "%d %d %d %a %a %a %s\n", (int)fit->epoch, (int)fit->batch,
			(int)fit->step, fit->rate, fit->step ? fit->batch_loss : 0,
			timeline_loss_here(timeline), fit->optimizer->rule->name);
	for (size_t i = 0; i < fit->entry_count; i++)
		text_add_format(&text, "%a ", timeline_entry(timeline, i));
	for (size_t i = 0; i < losses.now; i++)
		text_add_format(&text, "%a %a ", losses_time(&losses, i), losses.value[i]);
	for (size_t i = 0; i < measured.now; i++)
		text_add_format(&text, "%a %a ", losses_time(&measured, i), measured.value[i]);
	for (size_t i = 0; i < fit->callback_count; i++) {
		char line[200] = "";
		if (fit->callback[i].tell)
			fit->callback[i].tell(&fit->callback[i], line, sizeof line);
		text_add(&text, line);
	}
	text_add_format(&text, "%s\n", fit->stop_reason ? fit->stop_reason : "");
	return text_take(&text);
}

/* From 0 on; the last moment stands for all after the end. */
static void see_moments(struct timeline *timeline, char *seen[MOST_MOMENTS], size_t count)
{
	for (size_t k = 0; k < count; k++) {
		seek_step(timeline, k);
		seen[k] = moment_of(timeline);
	}
}

static void forget_moments(char *seen[MOST_MOMENTS], size_t count)
{
	for (size_t k = 0; k < count; k++)
		free(seen[k]);
}

static void expect_moments(struct timeline *timeline, char *seen[MOST_MOMENTS], size_t count)
{
	unsigned random = 1;

	for (int jump = 0; jump < 150; jump++) {
		random = random * 1103515245u + 12345u;
		size_t k = (random >> 16) % count;
		seek_step(timeline, k);
		char *again = moment_of(timeline);
		if (strcmp(again, seen[k]) != 0)
			fail_msg("step %d is\n%snow, and was\n%s", (int)k, again, seen[k]);
		free(again);
	}
}

static const struct {
	uint64_t step;
	const char *name, *value;
} history[] = {
	{12, "lr", "0.01"},
	{12, "optimizer", "adam"},
	{20, "batch", "4"},
	{5, "momentum", "0.5"},
	{31, "callback", "ReduceLROnPlateau:monitor=loss,patience=0,min_delta=1"},
	{33, "batch", "0"},
	{40, "callback", "none"},
	{0, "lr", "0.03"},
};

#define CHANGES (sizeof history / sizeof *history)

/*
 * A training that was changed at many steps, in another order than theirs; then each change is
 * taken back, and there is what there was before it.
 */
static void every_way_over_changes_shows_the_same(void **state)
{
	const struct gw_attribute option[] = {{"optimizer", "momentum", 0}, {"epochs", "55", 0}};
	struct gw_graph *graph = given_lesson("16-line-fit");
	char *seen[CHANGES + 1][MOST_MOMENTS];
	struct timeline timeline;

	(void)state;
	begin_timeline(&timeline, graph, option, 2, "EarlyStopping:monitor=loss,patience=40");
	for (size_t i = 0; i < CHANGES; i++) {
		see_moments(&timeline, seen[i], MOST_MOMENTS);
		seek_step(&timeline, history[i].step);
		change_to(&timeline, history[i].name, history[i].value);
		assert_int_equal(timeline_step(&timeline), history[i].step);
	}
	see_moments(&timeline, seen[CHANGES], MOST_MOMENTS);
	expect_moments(&timeline, seen[CHANGES], MOST_MOMENTS);
	for (size_t i = CHANGES; i-- > 0;) {
		assert_string_not_equal(seen[i][45], seen[i + 1][45]);
		take_back(&timeline);
		assert_int_equal(timeline_step(&timeline), history[i].step);
		assert_int_equal(timeline.change_count, i);
		expect_moments(&timeline, seen[i], MOST_MOMENTS);
	}
	for (size_t i = 0; i <= CHANGES; i++)
		forget_moments(seen[i], MOST_MOMENTS);
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

/* A plan of changes leads to what making them one by one has led to. */
static void a_plan_comes_to_the_same(void **state)
{
	struct gw_graph *graph = given_lesson("16-line-fit");
	char *seen[MOST_MOMENTS];
	struct gw_error error = {0};
	struct timeline timeline;

	(void)state;
	begin_timeline(&timeline, graph, NULL, 0, NULL);
	for (size_t i = 0; i < CHANGES; i++) {
		seek_step(&timeline, history[i].step);
		change_to(&timeline, history[i].name, history[i].value);
	}
	see_moments(&timeline, seen, MOST_MOMENTS);
	timeline_finish(&timeline);
	begin_timeline(&timeline, graph, NULL, 0, NULL);
	for (size_t i = 0; i < CHANGES; i++)
		assert_true(timeline_plan(&timeline, history[i].step, history[i].name,
					  history[i].value, &error));
	expect_moments(&timeline, seen, MOST_MOMENTS);
	forget_moments(seen, MOST_MOMENTS);
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

/* ---- the future that would have been ---- */

static void the_other_future_stays(void **state)
{
	struct gw_graph *graph = given_lesson("14-bowl");
	struct timeline timeline;
	double loss[30];

	(void)state;
	begin_timeline(&timeline, graph, NULL, 0, NULL);
	seek_step(&timeline, 30);
	memcpy(loss, timeline.loss, sizeof loss);
	seek_step(&timeline, 10);
	change_to(&timeline, "lr", "0.3");
	change_to(&timeline, "lr", "0.2");
	assert_int_equal(timeline.known, 10);
	assert_int_equal(timeline.ghost.count, 91);
	assert_memory_equal(timeline.ghost.loss, loss + 9, 21 * sizeof *loss);
	assert_true(timeline.ghost.time[0] == 10 && timeline.ghost.time[90] == 100);
	seek_step(&timeline, 15);
	double changed = timeline.loss[14];
	take_back(&timeline);
	assert_int_equal(timeline_step(&timeline), 10);
	assert_true(timeline.ghost.count == 6 && timeline.ghost.loss[5] == changed);
	take_back(&timeline);
	change_to(&timeline, "lr", "0.3");
	assert_int_equal(timeline_step(&timeline), 10);
	assert_int_equal(timeline.ghost.count, 91);
	assert_memory_equal(timeline.ghost.loss, loss + 9, 21 * sizeof *loss);
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

/* ---- callbacks and ends ---- */

/* Patience counts on over a change, and is changed itself. */
static void counters_go_on(void **state)
{
	struct gw_graph *graph = given_lesson("14-bowl");
	struct timeline timeline;
	char line[200];

	(void)state;
	begin_timeline(&timeline, graph, NULL, 0,
		       "EarlyStopping:monitor=loss,patience=9,min_delta=100");
	seek_step(&timeline, 5);
	change_to(&timeline, "lr", "0.001");
	change_to(&timeline, "callback", "ReduceLROnPlateau:monitor=loss,patience=50");
	struct gw_callback *stopping = &timeline.fit.callback[1];
	stopping->tell(stopping, line, sizeof line);
	assert_non_null(strstr(line, "waited 4 of 9"));
	seek_step(&timeline, 100);
	assert_int_equal(timeline_step(&timeline), 10);
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

/*
 * Another callback of its kind, and no other, gives it its place. Where nothing was changed,
 * nothing is taken back.
 */
static void a_callback_takes_the_place_of_its_kind(void **state)
{
	static const struct {
		const char *callback;
		size_t count;
	} changes[] = {{"EarlyStopping:monitor=loss,patience=50", 1},
		       {"ReduceLROnPlateau:monitor=loss,patience=50", 2},
		       {"TerminateOnNaN", 3},
		       {"EarlyStopping:monitor=loss,patience=60", 3},
		       {"none", 0}};
	const struct gw_attribute batch = {"batch", "9", 0}; /* of five rows */
	struct gw_graph *graph = given_lesson("16-line-fit");
	struct timeline timeline;

	(void)state;
	begin_timeline(&timeline, graph, &batch, 1, "EarlyStopping:monitor=loss,patience=90");
	seek_step(&timeline, 3);
	take_back(&timeline);
	assert_int_equal(timeline_step(&timeline), 3);
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		change_to(&timeline, "callback", changes[i].callback);
		assert_int_equal(timeline.segment[timeline.current].callbacks->request_count,
				 changes[i].count);
	}
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

static void an_end_can_be_opened(void **state)
{
	struct gw_graph *graph = given_lesson("14-bowl");
	struct gw_error error = {0};
	struct timeline timeline;

	(void)state;
	begin_timeline(&timeline, graph, NULL, 0,
		       "EarlyStopping:monitor=loss,patience=9,restore_best_weights=yes");
	seek_step(&timeline, 1000);
	uint64_t end = timeline_step(&timeline);
	assert_true(end < 100 && timeline_is_put_back(&timeline));
	assert_false(timeline_change(&timeline, "lr", "0.1", &error));
	assert_non_null(strstr(error.message, "training is over here"));
	assert_true(timeline_is_put_back(&timeline));
	change_to(&timeline, "callback", "none");
	assert_false(timeline_is_over(&timeline) || timeline_is_put_back(&timeline));
	seek_step(&timeline, 1000);
	assert_int_equal(timeline_step(&timeline), 100);
	change_to(&timeline, "epochs", "120");
	assert_int_equal(timeline_length(&timeline), 120);
	seek_step(&timeline, 1000);
	assert_int_equal(timeline_step(&timeline), 120);
	take_back(&timeline);
	assert_true(timeline_is_over(&timeline));
	take_back(&timeline);
	assert_int_equal(timeline_step(&timeline), end);
	assert_true(timeline_is_over(&timeline) && timeline_is_put_back(&timeline));
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

/* ---- what happens ---- */

static void expect_event(struct timeline *timeline, uint64_t step, const char *event)
{
	seek_step(timeline, step);
	const char *found = timeline_event(timeline, 0.5);
	if (!event ? found != NULL : !found || strcmp(found, event) != 0)
		fail_msg("step %d: %s", (int)step, found ? found : "nothing");
}

static void what_happens_is_seen(void **state)
{
	struct gw_graph *graph = given_lesson("14-bowl");
	const struct gw_attribute option[] = {
		{"optimizer", "sgd", 0}, {"lr", "0.001", 0}, {"schedule", "step", 0}};
	struct timeline timeline;

	(void)state;
	begin_timeline(&timeline, graph, option, 3,
		       "EarlyStopping:monitor=loss,min_delta=5,patience=90");
	seek_step(&timeline, 30);
	change_to(&timeline, "callback", "none");
	expect_event(&timeline, 1, NULL);
	expect_event(&timeline, 2, "a callback counts");
	expect_event(&timeline, 11, "the rate falls");
	expect_event(&timeline, 30, "a setting changes");
	expect_event(&timeline, 35, NULL);
	change_to(&timeline, "lr", "100");
	expect_event(&timeline, 37, "the loss grows fast");
	take_back(&timeline);
	change_to(&timeline, "lr", "0.9");
	change_to(&timeline, "schedule", "constant");
	seek_step(&timeline, 40);
	while (timeline.loss[timeline_step(&timeline) - 1] >= 0.5)
		seek_step(&timeline, timeline_step(&timeline) + 1);
	expect_event(&timeline, timeline_step(&timeline), "the goal is crossed");
	expect_event(&timeline, timeline_step(&timeline) + 1, "the loss falls fast");
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

/* ---- what cannot be ---- */

static void a_change_that_makes_no_sense_changes_nothing(void **state)
{
	static const struct {
		const char *name, *value, *why;
	} wrong[] = {
		{"lr", "fast", "fast"},
		{"lrr", "1", "lrr"},
		{"split", "0.5", "chosen before training begins"},
		{"src", "other.csv", "chosen before training begins"},
		{"shuffle", "3", "between two epochs"},
		{"epochs", "2", "2 epochs are over already"},
		{"accumulator", "3", "adagrad's has begun"},
		{"callback", "Stop", "Stop"},
		{"callback", "CSVLogger:filename=x.csv", "one can go back in this training"},
		{"callback", "ReduceLROnPlateau:monitor=loss,factor=2", "factor"},
	};
	const struct gw_attribute option[] = {{"optimizer", "adagrad", 0}, {"batch", "2", 0}};
	struct gw_graph *graph = given_lesson("16-line-fit");
	struct timeline timeline;

	(void)state;
	begin_timeline(&timeline, graph, option, 2, "EarlyStopping:monitor=loss");
	uint64_t middle = timeline_epoch_end(&timeline, 2) + 1;
	seek_step(&timeline, middle);
	char *before = moment_of(&timeline);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct gw_error error = {0};
		assert_false(timeline_change(&timeline, wrong[i].name, wrong[i].value, &error));
		if (!strstr(error.message, wrong[i].why))
			fail_msg("%s %s: %s", wrong[i].name, wrong[i].value, error.message);
		assert_int_equal(timeline.change_count, 0);
		char *after = moment_of(&timeline);
		assert_string_equal(after, before);
		free(after);
	}
	free(before);
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

/* ---- a state that is written behind a change ---- */

static void a_checkpoint_after_a_change_resumes_to_the_bit(void **state)
{
	const struct gw_attribute option[] = {{"optimizer", "adam", 0},
					      {"schedule", "cosine", 0},
					      {"batch", "2", 0},
					      {"shuffle", "5", 0}};
	struct gw_graph *graph = given_lesson("16-line-fit");
	char file[] = "/tmp/gradwalk-change-XXXXXX";
	struct gw_error error = {0};
	struct timeline timeline;
	struct gw_fit fit;
	struct advice advice = {0};
	struct gw_callback callback = advice_callback(&advice);

	(void)state;
	close(mkstemp(file));
	begin_timeline(&timeline, graph, NULL, 0, NULL);
	seek_step(&timeline, 9);
	for (size_t i = 0; i < 4; i++)
		change_to(&timeline, option[i].name, option[i].value);
	seek_step(&timeline, 12);
	assert_true(timeline_write_state(&timeline, file, &error));
	init_fit(&fit, graph, option, 4);
	fit.callback = &callback; /* as gradwalk train has it */
	fit.callback_count = 1;
	assert_true(gw_fit_begin(&fit, &error));
	if (!gw_fit_read_state(&fit, file, &error))
		fail_msg("%s", error.message);
	follow_other(&timeline, &fit, "resumed");
	assert_true(fit.step == LAST);
	gw_fit_finish(&fit);
	timeline_finish(&timeline);
	unlink(file);
	gw_graph_destroy(graph);
}

/* ---- without memory ---- */

static bool try_changes(const struct gw_graph *graph, struct gw_error *error)
{
	struct race race;
	bool is_done = race_init(&race, graph, graph->outputs[0], NULL, 0, NULL, error) &&
		       race_seek(&race, 5, error) && race_change(&race, 0, "batch", "2", error) &&
		       race_change(&race, 0, "callback", "EarlyStopping:monitor=loss", error) &&
		       race_seek(&race, 9, error) && race_take_back(&race, 0, error);

	race_finish(&race);
	return is_done;
}

/* A ghost that finds no memory is left out: nothing else suffers from it. */
static void running_out_of_memory_is_reported(void **state)
{
	struct gw_graph *graph = given_lesson("16-line-fit");
	bool is_done = false;

	(void)state;
	for (size_t n = 0; n < 100000; n++) {
		struct gw_error error = {0};
		fail_allocation(n);
		is_done = try_changes(graph, &error);
		if (!failure_happened())
			break;
		if (!is_done)
			assert_string_equal(error.message, "out of memory");
	}
	assert_true(is_done);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_optimizer_follows_every_other),
		cmocka_unit_test(every_schedule_follows_every_other),
		cmocka_unit_test(any_setting_may_change),
		cmocka_unit_test(a_number_that_rests_begins_anew),
		cmocka_unit_test(every_way_over_changes_shows_the_same),
		cmocka_unit_test(a_plan_comes_to_the_same),
		cmocka_unit_test(the_other_future_stays),
		cmocka_unit_test(counters_go_on),
		cmocka_unit_test(a_callback_takes_the_place_of_its_kind),
		cmocka_unit_test(an_end_can_be_opened),
		cmocka_unit_test(what_happens_is_seen),
		cmocka_unit_test(a_change_that_makes_no_sense_changes_nothing),
		cmocka_unit_test(a_checkpoint_after_a_change_resumes_to_the_bit),
		cmocka_unit_test(running_out_of_memory_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
