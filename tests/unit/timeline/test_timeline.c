/* Going through a training in both directions: the same bits whatever way one came. */
#include "charts/race_picture.h"
#include "explain/explain_update.h"
#include "given.h"
#include "memory_failure.h"
#include "timeline/race.h"
#include "timeline/segment.h"
#include "timeline/timeline.h"

#include <gradwalk/train.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void begin_with(struct timeline *timeline, const struct gw_graph *graph,
		       const struct gw_attribute *more, size_t count,
		       const struct timeline_setup *setup)
{
	struct gw_error error = {0};

	if (!timeline_init(timeline, graph, graph->outputs[0], more, count, setup, &error))
		fail_msg("%s", error.message);
}

static void begin(struct timeline *timeline, const struct gw_graph *graph,
		  const struct gw_attribute *more, size_t count)
{
	begin_with(timeline, graph, more, count, NULL);
}

/* All that a screen can show of a moment, to the last bit. */
static char *moment(const struct timeline *timeline)
{
	const struct update_style style = {.digits = -1};
	const struct gw_fit *fit = &timeline->fit;
	double *value = calloc(fit->entry_count, sizeof *value);
	struct formula_book book = {0};
	struct text text = {0};

	assert_non_null(value);
	gw_fit_save(fit, value);
	text_add_format(&text, "%d %d %d %a %a\n", (int)fit->epoch, (int)fit->batch, (int)fit->step,
			fit->rate, fit->step ? fit->batch_loss : 0);
	for (size_t i = 0; i < fit->entry_count; i++) {
		text_add_format(&text, "%a\n", value[i]);
		if (fit->step > 0)
			explain_update(&text, fit, i, &book, &style);
	}
	formula_book_finish(&book);
	for (size_t i = 0; i < fit->callback_count; i++) {
		const struct gw_callback *callback = &fit->callback[i];
		char line[200] = "";
		if (callback->tell)
			callback->tell(callback, line, sizeof line);
		text_add(&text, line);
	}
	text_add(&text, fit->stop_reason ? fit->stop_reason : "");
	free(value);
	return text_take(&text);
}

#define MOMENTS 40

/* Seen on the way forward, then again, come to from anywhere. */
static void expect_the_same(struct timeline *timeline)
{
	struct gw_error error = {0};
	char *seen[MOMENTS];
	unsigned random = 1;

	for (size_t k = 0; k < MOMENTS; k++) {
		seen[k] = moment(timeline);
		assert_true(timeline_next(timeline, &error));
	}
	for (int jump = 0; jump < 200; jump++) {
		random = random * 1103515245u + 12345u;
		size_t k = (random >> 16) % MOMENTS;
		assert_true(timeline_seek(timeline, k, &error));
		char *again = moment(timeline);
		assert_string_equal(again, seen[k]);
		free(again);
	}
	for (size_t k = 0; k < MOMENTS; k++)
		free(seen[k]);
}

static void every_way_to_a_moment_shows_the_same(void **state)
{
	static const char *const lessons[] = {"14-bowl", "17-train-xor", "18-early-stopping",
					      "19-decay"};

	(void)state;
	for (size_t i = 0; i < sizeof lessons / sizeof *lessons; i++) {
		struct gw_graph *graph = given_lesson(lessons[i]);
		struct timeline timeline;

		begin(&timeline, graph, NULL, 0);
		expect_the_same(&timeline);
		timeline_finish(&timeline);
		gw_graph_destroy(graph);
	}
}

/* A rate that falls and a stop, both within the moments that are tried. */
static void callbacks_go_back_too(void **state)
{
	const char *const callback[] = {"ReduceLROnPlateau:monitor=loss,patience=1,cooldown=2",
					"EarlyStopping:monitor=loss,min_delta=0.1,patience=20"};
	const struct timeline_setup setup = {callback, 2, NULL};
	struct gw_graph *graph = given_lesson("14-bowl");
	struct timeline timeline;

	(void)state;
	begin_with(&timeline, graph, NULL, 0, &setup);
	expect_the_same(&timeline);
	assert_in_range(timeline.known, 22, MOMENTS - 1);
	assert_true(timeline.rate[timeline.known - 1] < timeline.rate[0]);
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

/* The parameters that training without a way back ends with. */
static void train_straight(const struct gw_graph *graph, const char *callback, double value[2])
{
	struct gw_fit_options options = gw_fit_defaults();
	struct callback_list list = {0};
	struct gw_error error = {0};
	struct gw_fit fit;

	assert_true(gw_fit_options_read(&options, graph, NULL, 0, &error));
	assert_true(gw_fit_init(&fit, graph, graph->outputs[0], &options, &error));
	assert_true(callback_list_add(&list, callback, &error));
	fit.callback = list.callback, fit.callback_count = list.count;
	assert_true(gw_fit_run(&fit, &error));
	assert_int_equal(fit.entry_count, 2);
	gw_fit_save(&fit, value);
	gw_fit_finish(&fit);
	callback_list_finish(&list);
}

/* At the end, which is said, however one comes there; a step before it they are the last step's. */
static void the_best_are_put_back_at_the_end(void **state)
{
	const char *const callback[] = {
		"EarlyStopping:monitor=loss,patience=9,restore_best_weights"};
	const struct timeline_setup setup = {callback, 1, NULL};
	struct gw_graph *graph = given_lesson("14-bowl");
	struct gw_error error = {0};
	struct timeline timeline;
	double straight[2], value[2];

	(void)state;
	train_straight(graph, callback[0], straight);
	begin_with(&timeline, graph, NULL, 0, &setup);
	for (int round = 0; round < 3; round++) {
		assert_true(timeline_seek(&timeline, 1000, &error));
		uint64_t end = timeline_step(&timeline);
		gw_fit_save(&timeline.fit, value);
		assert_memory_equal(value, straight, sizeof value);
		assert_string_equal(timeline_last_word(&timeline),
				    "EarlyStopping: the parameters of epoch 25, the best, are put "
				    "back");
		assert_int_equal(timeline_path_length(&timeline), end + 2);
		assert_true(timeline.path[0][end + 1] == straight[0]);

		assert_true(timeline_seek(&timeline, end - 1, &error));
		gw_fit_save(&timeline.fit, value);
		assert_true(value[0] == timeline.path[0][end - 1] &&
			    value[0] == gw_optimizer_last(timeline.fit.optimizer, 0).after);
		assert_null(timeline_last_word(&timeline));
		assert_int_equal(timeline_path_length(&timeline), end);
	}
	assert_true(timeline_seek(&timeline, 0, &error));
	expect_the_same(&timeline);
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

static void what_cannot_be_repeated_is_refused(void **state)
{
	const char *const callback[] = {"RemoteMonitor"};
	const struct timeline_setup setup = {callback, 1, NULL};
	struct gw_graph *graph = given_lesson("14-bowl");
	struct gw_error error = {0};
	struct timeline timeline;

	(void)state;
	assert_false(timeline_init(&timeline, graph, graph->outputs[0], NULL, 0, &setup, &error));
	assert_non_null(strstr(error.message, "--callback RemoteMonitor"));
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

/* What training without a way back comes to. */
static void snapshots_stay_few_and_change_nothing(void **state)
{
	const struct gw_attribute more[] = {{"epochs", "60000", 0}, {"shuffle", "3", 0}};
	struct gw_graph *graph = given_lesson("19-decay");
	struct gw_error error = {0};
	struct timeline timeline, other;

	(void)state;
	begin(&timeline, graph, more, 2);
	assert_true(timeline_seek(&timeline, 100000, &error));
	const struct segment *segment = &timeline.segment[0];
	assert_true(segment->distance > 1);
	assert_true(segment->snapshot_count * segment->snapshot_size <= (size_t)17 << 20);
	assert_true(timeline_seek(&timeline, 54321, &error));
	char *back = moment(&timeline);
	begin(&other, graph, more, 2);
	while (timeline_step(&other) < 54321)
		assert_true(gw_fit_step(&other.fit, &error));
	char *straight = moment(&other);
	assert_string_equal(back, straight);
	free(back);
	free(straight);
	timeline_finish(&timeline);
	timeline_finish(&other);
	gw_graph_destroy(graph);
}

/* A tape that entered the pass of a step has the loss and, for one row, the gradient of it. */
static void the_pass_of_a_step_can_be_entered(void **state)
{
	struct gw_graph *graph = given_lesson("19-decay");
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct timeline timeline;

	(void)state;
	begin(&timeline, graph, NULL, 0);
	for (uint64_t step = 13; step-- > 1;) { /* over the ends of two epochs */
		assert_true(timeline_seek(&timeline, step, &error));
		assert_int_equal(timeline_passes(&timeline), 1);
		timeline_enter_pass(&timeline, 0, false, tape);
		gw_tape_run(tape);
		assert_true(*gw_tape_value(tape, tape->output).entry == timeline.fit.batch_loss);
		assert_true(gw_tape_gradient(tape, timeline.fit.leaf[0]) ==
			    gw_optimizer_last(timeline.fit.optimizer, 0).slope);
	}
	timeline_finish(&timeline);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* The parameters that a step leaves are those that the next one begins with, rows and all. */
static void a_pass_is_walked_before_and_after_the_update(void **state)
{
	struct gw_graph *graph = given_lesson("19-decay");
	struct gw_error error = {0};
	struct gw_tape *before = gw_tape_create(graph, graph->outputs[0], &error);
	struct gw_tape *after = gw_tape_create(graph, graph->outputs[0], &error);
	uint32_t w = gw_graph_find(graph, "w"), x = gw_graph_find(graph, "x");
	struct timeline timeline;

	(void)state;
	begin(&timeline, graph, NULL, 0);
	for (uint64_t step = 1; step < 13; step++) {
		assert_true(timeline_seek(&timeline, step, &error));
		timeline_enter_pass(&timeline, 0, false, before);
		if (step > 1)
			assert_true(*gw_tape_entries(after, w) == *gw_tape_entries(before, w));
		timeline_enter_pass(&timeline, 0, true, after);
		assert_true(*gw_tape_entries(after, x) == *gw_tape_entries(before, x));
		assert_true(*gw_tape_entries(after, w) == timeline_entry(&timeline, 0));
		assert_true(*gw_tape_entries(after, w) != *gw_tape_entries(before, w) ||
			    gw_optimizer_last(timeline.fit.optimizer, 0).after ==
				    gw_optimizer_last(timeline.fit.optimizer, 0).before);
	}
	timeline_finish(&timeline);
	gw_tape_destroy(before);
	gw_tape_destroy(after);
	gw_graph_destroy(graph);
}

static void it_ends_where_training_ends(void **state)
{
	struct gw_graph *graph = given_lesson("14-bowl");
	struct gw_error error = {0};
	struct timeline timeline;

	(void)state;
	begin(&timeline, graph, NULL, 0);
	assert_int_equal(timeline_length(&timeline), 100);
	assert_true(timeline_seek(&timeline, 1000, &error));
	assert_int_equal(timeline_step(&timeline), 100);
	assert_true(timeline_is_over(&timeline));
	assert_true(timeline_seek(&timeline, 0, &error));
	assert_false(timeline_is_over(&timeline));
	assert_int_equal(timeline.known, 100);
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

/* ---- races ---- */

static void lists_make_runners(void **state)
{
	const struct gw_attribute option[] = {{"optimizer", "sgd,momentum,sgd", 0},
					      {"lr", "0.1,0.01,0.02", 0},
					      {"epochs", "7", 0}};
	struct gw_graph *graph = given_lesson("14-bowl");
	struct gw_error error = {0};
	struct race race;

	(void)state;
	assert_true(race_init(&race, graph, graph->outputs[0], option, 3, NULL, &error));
	assert_int_equal(race.count, 3);
	assert_int_equal(race.length, 7);
	assert_string_equal(race.runner[0].name, "sgd lr 0.1");
	assert_string_equal(race.runner[2].name, "sgd lr 0.02");
	assert_int_equal(race.runner[0].letter, 's');
	assert_int_equal(race.runner[1].letter, 'm');
	assert_int_equal(race.runner[2].letter, 'g');
	assert_true(race_seek(&race, 3, &error));
	assert_true(race.runner[1].timeline.rate[2] == 0.01);
	race_finish(&race);
	gw_graph_destroy(graph);
}

static void lists_of_two_lengths_are_refused(void **state)
{
	const struct gw_attribute option[] = {{"optimizer", "sgd,momentum,adam", 0},
					      {"lr", "0.1,0.01", 0}};
	struct gw_graph *graph = given_lesson("14-bowl");
	struct gw_error error = {0};
	struct race race;

	(void)state;
	assert_false(race_init(&race, graph, graph->outputs[0], option, 2, NULL, &error));
	assert_string_equal(error.message, "lr has 2 values where another list has 3; give one for "
					   "all, or one each");
	race_finish(&race);
	gw_graph_destroy(graph);
}

/* At the time that is told, and not before it, one is at a point whose loss is below. */
static void expect_below(const char *lesson, const struct gw_attribute *option, double goal)
{
	struct gw_graph *graph = given_lesson(lesson);
	struct gw_error error = {0};
	struct race race;

	assert_true(race_init(&race, graph, graph->outputs[0], option, 1, NULL, &error));
	assert_true(race_seek(&race, 100, &error));
	const struct runner *runner = &race.runner[0];
	uint64_t length = timeline_epoch_length(&runner->timeline);
	uint64_t time = runner_time_below(runner, goal);
	assert_true(time >= length && time <= 100);
	assert_true(runner_time_below(runner, 0) == UINT64_MAX);
	assert_true(race_seek(&race, time - length, &error));
	assert_true(timeline_loss_here(&runner->timeline) >= goal);
	assert_true(runner_time_below(runner, goal) == UINT64_MAX);
	assert_true(race_seek(&race, time, &error));
	assert_true(timeline_loss_here(&runner->timeline) < goal);
	assert_int_equal(runner_time_below(runner, goal), time);
	race_finish(&race);
	gw_graph_destroy(graph);
}

static void the_first_time_below_a_loss_is_known(void **state)
{
	(void)state;
	expect_below("14-bowl", &(struct gw_attribute){"lr", "0.4", 0}, 0.01);
	expect_below("16-line-fit", &(struct gw_attribute){"lr", "0.02", 0}, 0.5);
}

/* What is measured after a step is what the next one learns from. */
static void each_step_begins_where_the_one_before_ended(void **state)
{
	struct gw_graph *graph = given_lesson("14-bowl");
	struct timeline timeline;

	(void)state;
	begin(&timeline, graph, &(struct gw_attribute){"optimizer", "adam", 0}, 1);
	for (uint64_t step = 0; step < 20; step++) {
		struct gw_error error = {0};
		double here = timeline_loss_here(&timeline);

		assert_true(timeline_measured(&timeline).value[step] == here);
		assert_true(timeline_seek(&timeline, step + 1, &error));
		assert_true(timeline.fit.batch_loss == here);
	}
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

/* It is known from its step on, and said once, however often one goes there. */
static void what_is_said_has_its_time(void **state)
{
	const struct gw_attribute more[] = {{"optimizer", "sgd", 0}, {"lr", "1.1", 0}};
	struct gw_graph *graph = given_lesson("14-bowl");
	struct gw_error error = {0};
	struct timeline timeline;

	(void)state;
	begin(&timeline, graph, more, 2);
	assert_null(timeline_remark(&timeline));
	for (int round = 0; round < 2; round++) {
		assert_true(timeline_seek(&timeline, 40, &error));
		assert_non_null(
			strstr(timeline_remark(&timeline), "learning rate, 1.1, too high?"));
		assert_int_equal(timeline.remark_count, 1);
		assert_true(timeline_seek(&timeline, 3, &error));
		assert_null(timeline_remark(&timeline));
	}
	timeline_finish(&timeline);
	gw_graph_destroy(graph);
}

/* A race, run and drawn, in which any one allocation fails. */
static bool try_race(const struct gw_graph *graph, struct gw_error *error)
{
	const struct gw_attribute option = {"optimizer", "sgd,adam", 0};
	struct race_picture picture = {0};
	struct race race;
	bool is_done = race_init(&race, graph, graph->outputs[0], &option, 1, NULL, error) &&
		       race_picture_init(&picture, &race, NULL, error) &&
		       race_seek(&race, 9, error);

	race_picture_finish(&picture);
	race_finish(&race);
	return is_done;
}

static void running_out_of_memory_is_reported(void **state)
{
	struct gw_graph *graph = given_lesson("14-bowl");

	(void)state;
	for (size_t n = 0;; n++) {
		struct gw_error error = {0};
		fail_allocation(n);
		bool is_done = try_race(graph, &error);
		if (!failure_happened()) {
			assert_true(is_done);
			break;
		}
		assert_false(is_done);
		assert_string_equal(error.message, "out of memory");
	}
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_to_a_moment_shows_the_same),
		cmocka_unit_test(callbacks_go_back_too),
		cmocka_unit_test(the_best_are_put_back_at_the_end),
		cmocka_unit_test(what_cannot_be_repeated_is_refused),
		cmocka_unit_test(snapshots_stay_few_and_change_nothing),
		cmocka_unit_test(the_pass_of_a_step_can_be_entered),
		cmocka_unit_test(a_pass_is_walked_before_and_after_the_update),
		cmocka_unit_test(it_ends_where_training_ends),
		cmocka_unit_test(lists_make_runners),
		cmocka_unit_test(lists_of_two_lengths_are_refused),
		cmocka_unit_test(the_first_time_below_a_loss_is_known),
		cmocka_unit_test(each_step_begins_where_the_one_before_ended),
		cmocka_unit_test(what_is_said_has_its_time),
		cmocka_unit_test(running_out_of_memory_is_reported),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
