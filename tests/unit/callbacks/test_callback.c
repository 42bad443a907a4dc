/* Callbacks, against what Keras' do epoch by epoch; and what a callback of one's own can do. */
#include "callbacks/callback_list.h"
#include "callbacks/learning_rate_scheduler.h"
#include "given.h"

#include <gradwalk/train.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MOST_EPOCHS 10
#define MISSING (-1.0) /* the metric is not among the logs */
#define NO_BASELINE NAN

static const char parameter_only[] = "<graph><param name='w' value='-1'/>"
				     "<output name='f'>w</output></graph>";

static void init(struct gw_graph **graph, struct gw_fit *fit, double rate)
{
	struct gw_fit_options options = gw_fit_defaults();

	options.optimizer.rate = rate;
	*graph = given_graph(parameter_only);
	assert_true(gw_fit_init(fit, *graph, (*graph)->outputs[0], &options, NULL));
}

static void finish(struct gw_graph *graph, struct gw_fit *fit)
{
	gw_fit_finish(fit);
	gw_graph_destroy(graph);
}

/* One epoch's end, as the loop would call it. */
static void end_epoch(struct gw_callback *callback, struct gw_fit *fit, uint64_t epoch,
		      double val_loss, struct gw_logs *logs)
{
	*logs = (struct gw_logs){0};
	if (val_loss != MISSING)
		gw_logs_set(logs, "val_loss", val_loss);
	fit->epoch = epoch;
	assert_true(callback->hook[GW_EPOCH_END](callback, fit, logs, NULL));
}

/* What Keras had after each epoch. */
static const struct stopping_case {
	uint64_t patience, start_epoch;
	double baseline;
	bool restores_best;
	size_t count; /* epochs that it lasted */
	struct {
		double val_loss;
		uint64_t wait;
		double best;
		bool stops;
	} epoch[MOST_EPOCHS];
	uint64_t stopped_epoch, best_epoch, final_epoch;
} stopping_cases[] = {
	{0,
	 0,
	 NO_BASELINE,
	 false,
	 4,
	 {{10.0, 0, 10.0, false}, {9.0, 0, 9.0, false}, {8.0, 0, 8.0, false}, {9.0, 1, 8.0, true}},
	 3,
	 2,
	 3},
	{2,
	 0,
	 NO_BASELINE,
	 false,
	 5,
	 {{10.0, 0, 10.0, false},
	  {9.0, 0, 9.0, false},
	  {8.0, 0, 8.0, false},
	  {9.0, 1, 8.0, false},
	  {8.9, 2, 8.0, true}},
	 4,
	 2,
	 4},
	{2,
	 0,
	 NO_BASELINE,
	 true,
	 5,
	 {{0.2, 0, 0.2, false},
	  {0.15, 0, 0.15, false},
	  {0.1, 0, 0.1, false},
	  {0.11, 1, 0.1, false},
	  {0.12, 2, 0.1, true}},
	 4,
	 2,
	 2},
	{3,
	 0,
	 0.5,
	 false,
	 6,
	 {{0.9, 1, 0.9, false},
	  {0.8, 2, 0.8, false},
	  {0.4, 0, 0.4, false},
	  {0.41, 1, 0.4, false},
	  {0.42, 2, 0.4, false},
	  {0.43, 3, 0.4, true}},
	 5,
	 2,
	 5},
	{2,
	 4,
	 NO_BASELINE,
	 false,
	 6,
	 {{5.0, 0, INFINITY, false},
	  {4.0, 0, INFINITY, false},
	  {3.0, 0, INFINITY, false},
	  {3.0, 0, INFINITY, false},
	  {3.0, 0, 3.0, false},
	  {3.0, 1, 3.0, false}},
	 0,
	 4,
	 5},
	{2,
	 0,
	 NO_BASELINE,
	 false,
	 5,
	 {{1.0, 0, 1.0, false},
	  {MISSING, 0, 1.0, false},
	  {MISSING, 0, 1.0, false},
	  {1.0, 1, 1.0, false},
	  {1.0, 2, 1.0, true}},
	 4,
	 0,
	 4},
	{3,
	 0,
	 NO_BASELINE,
	 true,
	 4,
	 {{1.0, 0, 1.0, false}, {2.0, 1, 1.0, false}, {3.0, 2, 1.0, false}, {4.0, 3, 1.0, true}},
	 3,
	 0,
	 0},
};

static void stopping_follows(const struct stopping_case *expected)
{
	struct gw_early_stopping stopping = {.monitor.name = "val_loss",
					     .patience = expected->patience,
					     .start_epoch = expected->start_epoch,
					     .baseline = expected->baseline,
					     .restores_best = expected->restores_best};
	struct gw_callback callback = gw_early_stopping_callback(&stopping);
	struct gw_logs logs = {0};
	struct gw_graph *graph;
	struct gw_fit fit;

	init(&graph, &fit, 0.1);
	assert_true(callback.hook[GW_TRAIN_BEGIN](&callback, &fit, &logs, NULL));
	for (size_t i = 0; i < expected->count; i++) {
		*fit.parameter[0].value = (double)i;
		end_epoch(&callback, &fit, i, expected->epoch[i].val_loss, &logs);
		assert_int_equal(stopping.wait, expected->epoch[i].wait);
		assert_true(stopping.monitor.best == expected->epoch[i].best);
		assert_int_equal(fit.is_stopping, expected->epoch[i].stops);
	}
	assert_true(callback.hook[GW_TRAIN_END](&callback, &fit, &logs, NULL));
	assert_int_equal(stopping.stopped_epoch, expected->stopped_epoch);
	assert_int_equal(stopping.best_epoch, expected->best_epoch);
	assert_true(*fit.parameter[0].value == (double)expected->final_epoch);
	callback.finish(&callback);
	finish(graph, &fit);
}

static void early_stopping_counts_as_keras_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof stopping_cases / sizeof *stopping_cases; i++)
		stopping_follows(&stopping_cases[i]);
}

/* In Keras a NaN that comes first is the best for ever, so that it stops although all improves. */
static void nan_is_never_the_best(void **state)
{
	static const double val_loss[] = {NAN, 1, 0.9, NAN};
	struct gw_early_stopping stopping = {
		.monitor.name = "val_loss", .patience = 2, .baseline = NAN};
	struct gw_callback callback = gw_early_stopping_callback(&stopping);
	struct gw_logs logs;
	struct gw_fit fit = {0};

	(void)state;
	assert_true(callback.hook[GW_TRAIN_BEGIN](&callback, &fit, NULL, NULL));
	for (size_t i = 0; i < 4; i++)
		end_epoch(&callback, &fit, i, val_loss[i], &logs);
	assert_false(fit.is_stopping);
	assert_int_equal(stopping.best_epoch, 2);
	assert_true(stopping.monitor.best == 0.9);
}

static const struct plateau_case {
	uint64_t patience, cooldown;
	double factor, least_rate;
	size_t count;
	struct {
		double val_loss, logged, rate;
		uint64_t wait, cooling;
	} epoch[MOST_EPOCHS];
} plateau_cases[] = {
	{0,
	 0,
	 0.1,
	 0,
	 8,
	 {{1.0, 0.1, 0.1, 0, 0},
	  {1.0, 0.1, 0.010000000000000002, 0, 0},
	  {1.0, 0.010000000000000002, 0.0010000000000000002, 0, 0},
	  {1.0, 0.0010000000000000002, 0.00010000000000000003, 0, 0},
	  {1.0, 0.00010000000000000003, 1.0000000000000004e-05, 0, 0},
	  {1.0, 1.0000000000000004e-05, 1.0000000000000004e-06, 0, 0},
	  {1.0, 1.0000000000000004e-06, 1.0000000000000005e-07, 0, 0},
	  {1.0, 1.0000000000000005e-07, 1.0000000000000005e-08, 0, 0}}},
	{2,
	 0,
	 0.1,
	 0,
	 8,
	 {{1.0, 0.1, 0.1, 0, 0},
	  {1.0, 0.1, 0.1, 1, 0},
	  {1.0, 0.1, 0.010000000000000002, 0, 0},
	  {1.0, 0.010000000000000002, 0.010000000000000002, 1, 0},
	  {1.0, 0.010000000000000002, 0.0010000000000000002, 0, 0},
	  {1.0, 0.0010000000000000002, 0.0010000000000000002, 1, 0},
	  {1.0, 0.0010000000000000002, 0.00010000000000000003, 0, 0},
	  {1.0, 0.00010000000000000003, 0.00010000000000000003, 1, 0}}},
	{1,
	 0,
	 0.1,
	 0,
	 10,
	 {{1.0, 0.1, 0.1, 0, 0},
	  {1.0, 0.1, 0.010000000000000002, 0, 0},
	  {1.0, 0.010000000000000002, 0.0010000000000000002, 0, 0},
	  {1.0, 0.0010000000000000002, 0.00010000000000000003, 0, 0},
	  {1.0, 0.00010000000000000003, 1.0000000000000004e-05, 0, 0},
	  {1.0, 1.0000000000000004e-05, 1.0000000000000004e-06, 0, 0},
	  {1.0, 1.0000000000000004e-06, 1.0000000000000005e-07, 0, 0},
	  {1.0, 1.0000000000000005e-07, 1.0000000000000005e-08, 0, 0},
	  {1.0, 1.0000000000000005e-08, 1.0000000000000005e-09, 0, 0},
	  {1.0, 1.0000000000000005e-09, 1.0000000000000006e-10, 0, 0}}},
	{1,
	 2,
	 0.1,
	 0,
	 10,
	 {{1.0, 0.1, 0.1, 0, 0},
	  {1.0, 0.1, 0.010000000000000002, 0, 2},
	  {1.0, 0.010000000000000002, 0.010000000000000002, 0, 1},
	  {1.0, 0.010000000000000002, 0.0010000000000000002, 0, 2},
	  {1.0, 0.0010000000000000002, 0.0010000000000000002, 0, 1},
	  {1.0, 0.0010000000000000002, 0.00010000000000000003, 0, 2},
	  {1.0, 0.00010000000000000003, 0.00010000000000000003, 0, 1},
	  {1.0, 0.00010000000000000003, 1.0000000000000004e-05, 0, 2},
	  {1.0, 1.0000000000000004e-05, 1.0000000000000004e-05, 0, 1},
	  {1.0, 1.0000000000000004e-05, 1.0000000000000004e-06, 0, 2}}},
	{1,
	 0,
	 0.5,
	 0.03,
	 8,
	 {{1.0, 0.1, 0.1, 0, 0},
	  {1.0, 0.1, 0.05, 0, 0},
	  {1.0, 0.05, 0.03, 0, 0},
	  {1.0, 0.03, 0.03, 0, 0},
	  {1.0, 0.03, 0.03, 0, 0},
	  {1.0, 0.03, 0.03, 0, 0},
	  {1.0, 0.03, 0.03, 0, 0},
	  {1.0, 0.03, 0.03, 0, 0}}},
	{2,
	 2,
	 0.5,
	 0,
	 8,
	 {{1.0, 0.1, 0.1, 0, 0},
	  {1.0, 0.1, 0.1, 1, 0},
	  {1.0, 0.1, 0.05, 0, 2},
	  {0.5, 0.05, 0.05, 0, 1},
	  {0.5, 0.05, 0.05, 1, 0},
	  {0.5, 0.05, 0.025, 0, 2},
	  {0.5, 0.025, 0.025, 0, 1},
	  {0.5, 0.025, 0.025, 1, 0}}},
	/* What is better begins the waiting anew; an epoch without the log changes nothing. */
	{2,
	 0,
	 0.5,
	 0,
	 8,
	 {{1.0, 0.1, 0.1, 0, 0},
	  {1.0, 0.1, 0.1, 1, 0},
	  {0.5, 0.1, 0.1, 0, 0},
	  {0.5, 0.1, 0.1, 1, 0},
	  {MISSING, 0.1, 0.1, 1, 0},
	  {0.4, 0.1, 0.1, 0, 0},
	  {0.4, 0.1, 0.1, 1, 0},
	  {0.4, 0.1, 0.05, 0, 0}}},
};

static void plateau_follows(const struct plateau_case *expected)
{
	struct gw_plateau plateau = {.monitor = {.name = "val_loss", .least_change = 1e-4},
				     .patience = expected->patience,
				     .cooldown = expected->cooldown,
				     .factor = expected->factor,
				     .least_rate = expected->least_rate};
	struct gw_callback callback = gw_plateau_callback(&plateau);
	struct gw_logs logs;
	struct gw_graph *graph;
	struct gw_fit fit;

	init(&graph, &fit, 0.1);
	assert_true(callback.hook[GW_TRAIN_BEGIN](&callback, &fit, NULL, NULL));
	for (size_t i = 0; i < expected->count; i++) {
		end_epoch(&callback, &fit, i, expected->epoch[i].val_loss, &logs);
		assert_true(*gw_logs_find(&logs, "learning_rate") == expected->epoch[i].logged);
		if (fit.rate != expected->epoch[i].rate)
			fail_msg("epoch %d: %.17g, not %.17g", (int)i, fit.rate,
				 expected->epoch[i].rate);
		assert_int_equal(plateau.wait, expected->epoch[i].wait);
		assert_int_equal(plateau.cooling, expected->epoch[i].cooling);
	}
	finish(graph, &fit);
}

static void a_plateau_lowers_the_rate_as_keras_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof plateau_cases / sizeof *plateau_cases; i++)
		plateau_follows(&plateau_cases[i]);
}

/* The rate of each epoch, under a schedule as well as what the plateau made of it. */
static void a_plateau_lowers_the_rate_of_a_schedule(void **state)
{
	static const struct gw_attribute more[] = {{"lr", "0.1", 0},     {"schedule", "step", 0},
						   {"factor", "0.5", 0}, {"every", "2", 0},
						   {"epochs", "6", 0},   {"per", "epoch", 0}};
	static const double rates[] = {0.1, 0.1, 0.05, 0.005, 0.0025, 0.00025};

	(void)state;
	for (int per_step = 0; per_step < 2; per_step++) {
		struct gw_plateau plateau = {.monitor = {.name = "loss", .least_change = 1e9},
					     .patience = 2,
					     .factor = 0.1};
		struct gw_callback callback = gw_plateau_callback(&plateau);
		struct gw_graph *graph = given_graph(parameter_only);
		struct gw_attribute options[6];
		struct gw_fit fit;
		memcpy(options, more, sizeof options);
		options[5].value = per_step ? "step" : "epoch"; /* an epoch is one step here */
		given_fit(&fit, graph, options, 6);
		fit.callback = &callback;
		fit.callback_count = 1;
		assert_true(gw_fit_run(&fit, NULL));
		assert_int_equal(fit.history_count, 6);
		for (size_t i = 0; i < 6; i++) {
			double rate = *gw_logs_find(&fit.history[i], "learning_rate");
			if (!(fabs(rate - rates[i]) <= 1e-15))
				fail_msg("epoch %zu: %.17g, not %.17g", i, rate, rates[i]);
		}
		finish(graph, &fit);
	}
}

static void count_lines(void *count, const char *line)
{
	*(int *)count += strstr(line, "there is no val_loss in this epoch") != NULL;
}

/* A log that nobody sets: it is told of once by each that would watch it, and training goes on. */
static void a_log_that_is_missing_ends_nothing(void **state)
{
	static const char *const requests[] = {
		"EarlyStopping:patience=0", "EarlyStopping:patience=0,restore_best_weights",
		"ReduceLROnPlateau:patience=0",
		"ModelCheckpoint:save_best_only,filepath=/dev/null/never.xml"};
	static const struct gw_attribute more[] = {{"lr", "0.25", 0}, {"epochs", "4", 0}};
	struct gw_graph *graph = given_graph(parameter_only);

	(void)state;
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		struct callback_list list = {0};
		struct gw_error error = {0};
		struct gw_fit fit;
		int told = 0;
		assert_true(callback_list_add(&list, requests[i], &error));
		given_fit(&fit, graph, more, 2);
		fit.callback = list.callback;
		fit.callback_count = list.count;
		fit.say = count_lines;
		fit.listener = &told;
		if (!gw_fit_run(&fit, &error))
			fail_msg("%s: %s", requests[i], error.message);
		assert_int_equal(fit.history_count, 4);
		assert_false(fit.is_stopping);
		assert_true(*fit.parameter[0].value == -2);
		assert_int_equal(told, 1);
		gw_fit_finish(&fit);
		callback_list_finish(&list);
	}
	gw_graph_destroy(graph);
}

static void a_schedule_that_is_unknown_is_refused(void **state)
{
	struct rate_scheduler scheduler = {.name = "sideways"};
	struct gw_graph *graph = given_graph(parameter_only);
	struct gw_error error = {0};

	(void)state;
	assert_false(try_to_train(graph, rate_scheduler_callback(&scheduler), &error));
	assert_string_equal(error.message, "there is no schedule \"sideways\"");
	gw_graph_destroy(graph);
}

static bool stop_because_it_is_enough(struct gw_callback *callback, struct gw_fit *fit,
				      struct gw_logs *logs, struct gw_error *error)
{
	(void)callback, (void)logs, (void)error;
	fit->is_stopping = true;
	fit->stop_reason = "it is enough";
	return true;
}

/* A loss of NaN is what is wrong, whoever else has ended the training in the same batch. */
static void a_loss_that_is_no_number_is_told_before_another_reason(void **state)
{
	static const struct {
		const char *file, *reason;
	} cases[] = {
		{parameter_only, "it is enough"},
		{"<graph><param name='w' value='-1'/><output name='f'>log(w)</output></graph>",
		 "the loss is not a finite number"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_callback callback[] = {
			{.name = "Enough", .hook = {[GW_BATCH_END] = stop_because_it_is_enough}},
			gw_nan_callback()};
		struct gw_graph *graph = given_graph(cases[i].file);
		struct gw_error error = {0};
		struct gw_fit fit;
		given_fit(&fit, graph, NULL, 0);
		fit.callback = callback;
		fit.callback_count = 2;
		assert_true(gw_fit_run(&fit, &error));
		assert_string_equal(fit.stop_reason, cases[i].reason);
		gw_fit_finish(&fit);
		gw_graph_destroy(graph);
	}
}

static void keep_last_line(void *kept, const char *line)
{
	text_clear(kept);
	text_add(kept, line);
}

/* Of validation it is told why: no rows are kept back for it. */
static void a_log_that_is_missing_is_named(void **state)
{
	static const struct {
		const char *request, *said;
	} cases[] = {
		{"EarlyStopping",
		 "EarlyStopping: there is no val_loss in this epoch to monitor: no rows are kept "
		 "back for validation (--split); monitor=loss works without"},
		{"EarlyStopping:monitor=score,mode=max",
		 "EarlyStopping: there is no score in this epoch to monitor"},
		{"EarlyStopping:monitor=mean_error",
		 "EarlyStopping: there is no mean_error in this epoch to monitor"},
	};
	static const struct gw_attribute one = {"epochs", "1", 0};
	struct gw_graph *graph = given_graph(parameter_only);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct callback_list list = {0};
		struct gw_error error = {0};
		struct text said = {0};
		struct gw_fit fit;
		assert_true(callback_list_add(&list, cases[i].request, &error));
		given_fit(&fit, graph, &one, 1);
		fit.callback = list.callback;
		fit.callback_count = list.count;
		fit.say = keep_last_line;
		fit.listener = &said;
		if (!gw_fit_run(&fit, &error))
			fail_msg("%s: %s", cases[i].request, error.message);
		assert_string_equal(said.data, cases[i].said);
		text_finish(&said);
		gw_fit_finish(&fit);
		callback_list_finish(&list);
	}
	gw_graph_destroy(graph);
}

static void a_factor_that_does_not_lower_is_refused(void **state)
{
	struct gw_plateau plateau = {.factor = 1};
	struct gw_callback callback = gw_plateau_callback(&plateau);
	struct gw_error error = {0};

	(void)state;
	assert_false(callback.hook[GW_TRAIN_BEGIN](&callback, NULL, NULL, &error));
	assert_non_null(strstr(error.message, "below 1"));
}

static void directions_are_known_only_of_known_names(void **state)
{
	struct gw_monitor loss = {.name = "val_loss", .least_change = 0.1};
	struct gw_monitor accuracy = {.name = "accuracy"};
	struct gw_monitor score = {.name = "score"},
			  largest = {.name = "score", .direction = GW_MAX};
	struct gw_error error = {0};

	(void)state;
	assert_true(gw_monitor_begin(&loss, NULL));
	assert_true(gw_monitor_is_better(&loss, 0.8, 1));
	assert_false(gw_monitor_is_better(&loss, 0.95, 1));
	assert_true(gw_monitor_begin(&accuracy, NULL));
	assert_true(gw_monitor_is_better(&accuracy, 1, 0.9));
	assert_false(gw_monitor_is_better(&accuracy, 1, 1));
	assert_false(gw_monitor_begin(&score, &error));
	assert_non_null(strstr(error.message, "mode=min"));
	assert_true(gw_monitor_begin(&largest, NULL));
}

static void logs_are_sorted_by_name(void **state)
{
	struct gw_logs logs = {0};

	(void)state;
	gw_logs_set(&logs, "val_loss", 3);
	gw_logs_set(&logs, "accuracy", 1);
	gw_logs_set(&logs, "loss", 2);
	gw_logs_set(&logs, "loss", 2.5);
	assert_int_equal(logs.count, 3);
	assert_string_equal(logs.entry[0].name, "accuracy");
	assert_string_equal(logs.entry[1].name, "loss");
	assert_true(logs.entry[1].value == 2.5);
	assert_string_equal(logs.entry[2].name, "val_loss");
}

/* A plug-in may have taken the room that those behind it need. */
static void a_log_too_many_is_told(void **state)
{
	static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h",
					    "i", "j", "k", "m", "n", "o", "p", "q"};
	static const char *const requests[] = {"ReduceLROnPlateau", "LearningRateScheduler"};
	struct gw_logs logs = {.count = 0};
	struct callback_list list = {0};
	struct gw_fit fit;
	struct gw_graph *graph;

	(void)state;
	init(&graph, &fit, 1);
	for (size_t i = 0; i < GW_MOST_LOGS; i++)
		assert_true(gw_logs_set(&logs, names[i], 0));
	assert_false(gw_logs_set(&logs, "loss", 0));
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
		struct gw_error error = {0};
		assert_true(callback_list_add(&list, requests[i], &error));
		struct gw_callback *callback = &list.callback[i];
		assert_false(callback->hook[GW_EPOCH_END](callback, &fit, &logs, &error));
		assert_string_equal(error.message, "more than 16 logs");
	}
	callback_list_finish(&list);
	finish(graph, &fit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(early_stopping_counts_as_keras_does),
		cmocka_unit_test(nan_is_never_the_best),
		cmocka_unit_test(a_plateau_lowers_the_rate_as_keras_does),
		cmocka_unit_test(a_plateau_lowers_the_rate_of_a_schedule),
		cmocka_unit_test(a_log_that_is_missing_ends_nothing),
		cmocka_unit_test(a_log_that_is_missing_is_named),
		cmocka_unit_test(a_schedule_that_is_unknown_is_refused),
		cmocka_unit_test(a_loss_that_is_no_number_is_told_before_another_reason),
		cmocka_unit_test(a_factor_that_does_not_lower_is_refused),
		cmocka_unit_test(directions_are_known_only_of_known_names),
		cmocka_unit_test(logs_are_sorted_by_name),
		cmocka_unit_test(a_log_too_many_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
