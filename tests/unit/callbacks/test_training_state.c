/*
 * Stopping at any step and going on, from a file in another fit or from memory in the same one: to
 * the last bit as if it had not stopped.
 */
#include "given.h"
#include "memory_failure.h"

#include "base/file.h"
#include "callbacks/advice.h"
#include "callbacks/callback_list.h"

#include <gradwalk/train.h>

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Noisy rows, several batches an epoch, a rest; matrices and scalars; rates that change. */
static const char lesson[] =
	"<graph><input name='x' value='0'/><input name='t' value='0'/>"
	"<param name='w' value='1 -0.5'/><param name='b' value='0.25'/><param name='c' value='-1'/>"
	"<output name='J'>(tanh(w[0, 0] x + b) w[0, 1] + c - t)^2</output>"
	"<metric name='near'>abs(tanh(w[0, 0] x + b) w[0, 1] + c - t) &lt; 0.8</metric>"
	"<data batch='2' shuffle='5' split='0.3'>"
	"<row x='0.1' t='0.3'/><row x='-1' t='0.2'/><row x='2' t='-1'/><row x='0.5' t='0.25'/>"
	"<row x='1.5' t='0.9'/><row x='-2' t='1'/><row x='-0.3' t='0'/></data>"
	"<train lr='0.05' epochs='9' schedule='1/t' k='0.2' warm-up='2'/></graph>";

#define STEPS_AN_EPOCH 3

/* So that all that has a state has come to it: some stop early, some lower the rate. */
static const char *const requests[] = {
	"EarlyStopping:patience=3,restore_best_weights,monitor=val_loss",
	"EarlyStopping:patience=5,monitor=loss,baseline=0.1,start_from_epoch=1",
	"ReduceLROnPlateau:patience=1,cooldown=4,factor=0.5,min_delta=0.3",
	"ReduceLROnPlateau:patience=0,min_delta=0.5,monitor=loss,min_lr=0.001",
	"ModelCheckpoint:filepath=saved/{epoch}-{batch}.xml,save_freq=2",
	"ModelCheckpoint:filepath=best.xml,save_best_only,initial_value_threshold=2",
	"RemoteMonitor:root=http://127.0.0.1:1",
	"TensorBoard:update_freq=1",
	"CSVLogger:filename=logs/a.csv",
	"LearningRateScheduler:schedule=exponential,k=0.3",
	"LambdaCallback:on_train_begin=true",
	"TerminateOnNaN",
	"ProgbarLogger",
	"History",
};

#define REQUEST_COUNT (sizeof requests / sizeof *requests)

struct training {
	struct gw_graph *graph;
	struct gw_fit fit;
	struct callback_list callbacks;
};

static bool is_missing(const char *request)
{
	for (size_t i = 0; i < callback_kind_count; i++) {
		const char *name = callback_kinds[i].name;
		if (strncmp(request, name, strlen(name)) == 0)
			return callback_kind_missing(&callback_kinds[i]) != NULL;
	}
	return false;
}

static void prepare(struct training *training, const struct gw_attribute *more, size_t count)
{
	*training = (struct training){.graph = given_graph(lesson)};
	given_fit(&training->fit, training->graph, more, count);
}

static void add(struct training *training, const char *request)
{
	struct gw_error error = {0};

	if (!is_missing(request) && !callback_list_add(&training->callbacks, request, &error))
		fail_msg("%s", error.message);
}

static void begin_prepared(struct training *training)
{
	struct gw_error error = {0};

	training->fit.callback = training->callbacks.callback;
	training->fit.callback_count = training->callbacks.count;
	if (!gw_fit_begin(&training->fit, &error))
		fail_msg("%s", error.message);
}

/* With one callback, all of them if it is REQUEST_COUNT. */
static void begin(struct training *training, const struct gw_attribute *more, size_t count,
		  size_t request)
{
	prepare(training, more, count);
	for (size_t i = 0; i < REQUEST_COUNT; i++)
		if (i == request || request == REQUEST_COUNT)
			add(training, requests[i]);
	begin_prepared(training);
}

/* With those callbacks, parted by blanks. */
static void begin_with(struct training *training, const char *request)
{
	char *all = strdup(request), *rest = all, *one;

	prepare(training, NULL, 0);
	while ((one = strtok_r(rest, " ", &rest)))
		add(training, one);
	begin_prepared(training);
	free(all);
}

static void finish(struct training *training)
{
	gw_fit_finish(&training->fit);
	callback_list_finish(&training->callbacks);
	gw_graph_destroy(training->graph);
}

/* Until `step`, or the end. */
static void advance(struct training *training, uint64_t step)
{
	struct gw_error error = {0};

	while (training->fit.step < step && !gw_fit_is_done(&training->fit))
		if (!gw_fit_step(&training->fit, &error))
			fail_msg("%s", error.message);
}

/* To the end, with what callbacks do there. */
static void complete(struct training *training)
{
	advance(training, UINT64_MAX);
	assert_true(gw_fit_end(&training->fit, NULL));
}

/* In the scratch folder, where the tests are. */
static char *state_file(void)
{
	return strdup("training.state");
}

/* All of a training's state, as its file has it. */
static struct text state_of(struct training *training)
{
	struct text text = {0};
	char *path = state_file();

	assert_true(gw_fit_write_state(&training->fit, path, NULL));
	assert_true(file_read(path, FILE_DEFAULT_LIMIT, &text, NULL));
	unlink(path);
	free(path);
	return text;
}

static void same_state(struct training *training, const struct text *expected, const char *what,
		       uint64_t step)
{
	struct text found = state_of(training);

	if (strcmp(found.data, expected->data) != 0)
		fail_msg("%s, stopped at step %d:\n%s\nis not\n%s", what, (int)step, found.data,
			 expected->data);
	text_finish(&found);
}

static void goes_on_from_a_file(const struct gw_attribute *more, size_t count, size_t request,
				uint64_t step, const struct text *expected)
{
	struct training first, second;
	struct gw_error error = {0};
	char *path = state_file();

	begin(&first, more, count, request);
	advance(&first, step);
	assert_true(gw_fit_write_state(&first.fit, path, NULL));
	finish(&first);
	begin(&second, more, count, request);
	if (!gw_fit_read_state(&second.fit, path, &error))
		fail_msg("step %d: %u:%u: %s %s", (int)step, error.line, error.column,
			 error.message, error.excerpt);
	unlink(path);
	free(path);
	complete(&second);
	same_state(&second, expected, more[0].value, step);
	finish(&second);
}

static void goes_on_from_memory(const struct gw_attribute *more, size_t count, size_t request,
				uint64_t step, const struct text *expected)
{
	struct training training;

	begin(&training, more, count, request);
	size_t size = gw_fit_snapshot_size(&training.fit);
	void *snapshot = malloc(size);
	advance(&training, step);
	assert_int_equal(gw_fit_snapshot_size(&training.fit), size);
	struct text then = state_of(&training);
	gw_fit_snapshot_save(&training.fit, snapshot);
	advance(&training, step + 5);
	gw_fit_snapshot_restore(&training.fit, snapshot);
	same_state(&training, &then, "back again", step);
	complete(&training);
	same_state(&training, expected, more[0].value, step);
	text_finish(&then);
	free(snapshot);
	finish(&training);
}

static void every_way_goes_on(const struct gw_attribute *more, size_t count, size_t request,
			      const uint64_t *steps, size_t step_count)
{
	struct training whole;

	begin(&whole, more, count, request);
	complete(&whole);
	struct text expected = state_of(&whole);
	assert_true(whole.fit.step > STEPS_AN_EPOCH);
	finish(&whole);
	for (size_t i = 0; i < step_count; i++) {
		goes_on_from_a_file(more, count, request, steps[i], &expected);
		goes_on_from_memory(more, count, request, steps[i], &expected);
	}
	text_finish(&expected);
}

/* In the middle of an epoch, at its end, before the first step and after the last. */
static const uint64_t steps[] = {0, 1, 5, 6, 13, 27};
#define STEP_COUNT (sizeof steps / sizeof *steps)

static void every_optimizer_goes_on(void **state)
{
	(void)state;
	for (size_t i = 0; i < gw_rule_count; i++)
		for (int k = 0; k < GW_CONVENTION_COUNT; k++) {
			struct gw_attribute more[] = {{"optimizer", gw_rules[i].name, 0},
						      {"convention", gw_convention_names[k], 0},
						      {"momentum", "0.5", 0},
						      {"amsgrad", "yes", 0},
						      {"centered", "yes", 0}};
			every_way_goes_on(more, 5, REQUEST_COUNT, steps, STEP_COUNT);
		}
}

static void every_callback_goes_on(void **state)
{
	static const struct gw_attribute more[] = {{"optimizer", "adam", 0}, {"epochs", "15", 0}};

	(void)state;
	for (size_t i = 0; i < REQUEST_COUNT; i++)
		every_way_goes_on(more, 2, i, steps, STEP_COUNT);
}

static void every_schedule_goes_on(void **state)
{
	(void)state;
	for (size_t i = 0; i < gw_schedule_rule_count; i++) {
		struct gw_attribute more[] = {{"schedule", gw_schedule_rules[i].name, 0},
					      {"per", i % 2 ? "step" : "epoch", 0},
					      {"shuffle", i % 3 ? "7" : "no", 0}};
		every_way_goes_on(more, 3, REQUEST_COUNT, steps, STEP_COUNT);
	}
}

/* A callback without a place in this test would be one that may lose its patience. */
static void every_kind_of_callback_is_here(void **state)
{
	(void)state;
	for (size_t i = 0; i < callback_kind_count; i++) {
		bool is_here = false;
		size_t length = strlen(callback_kinds[i].name);
		for (size_t k = 0; k < REQUEST_COUNT; k++)
			is_here |= strncmp(requests[k], callback_kinds[i].name, length) == 0;
		if (!is_here)
			fail_msg("%s", callback_kinds[i].name);
	}
}

/* ---- what is refused ---- */

/* The state of a training at step 4, in a file. */
static void write_some_state(const char *path)
{
	struct training training;

	begin(&training, NULL, 0, 0);
	advance(&training, 4);
	assert_true(gw_fit_write_state(&training.fit, path, NULL));
	finish(&training);
}

static void is_refused(const char *path, const struct gw_attribute *more, size_t count,
		       size_t request, const char *message)
{
	struct training training;
	struct gw_error error = {0};

	begin(&training, more, count, request);
	assert_false(gw_fit_read_state(&training.fit, path, &error));
	if (!strstr(error.message, message))
		fail_msg("%s", error.message);
	if (error.line == 0)
		fail_msg("without a place: %s", error.message);
	finish(&training);
}

static void another_training_is_refused(void **state)
{
	static const struct gw_attribute rate = {"lr", "0.1", 0},
					 optimizer = {"optimizer", "adam", 0},
					 longer = {"epochs", "50", 0}, split = {"split", "0.5", 0};
	char *path = state_file();
	struct training training;

	(void)state;
	write_some_state(path);
	is_refused(path, &rate, 1, 0, "had lr 0.05, and this one has 0.1");
	is_refused(path, &optimizer, 1, 0, "had optimizer sgd, and this one has adam");
	is_refused(path, &split, 1, 0, "had split 0.3, and this one has 0.5");
	is_refused(path, NULL, 0, 2, "had a callback EarlyStopping: add --callback EarlyStopping");
	is_refused(path, NULL, 0, REQUEST_COUNT - 1, "had a callback EarlyStopping: add");
	is_refused(path, NULL, 0, REQUEST_COUNT, "had fewer callbacks EarlyStopping: 1");
	begin(&training, &longer, 1, 0);
	assert_true(gw_fit_read_state(&training.fit, path, NULL));
	finish(&training);
	unlink(path);
	free(path);
}

/* At step 4 of a training with some callbacks, parted by blanks, into one with others. */
static bool is_gone_on_with(const char *before, const char *after, struct gw_error *error)
{
	struct training first, second;
	char *path = state_file();

	begin_with(&first, before);
	advance(&first, 4);
	assert_true(gw_fit_write_state(&first.fit, path, NULL));
	finish(&first);
	begin_with(&second, after);
	bool is_read = gw_fit_read_state(&second.fit, path, error);
	finish(&second);
	unlink(path);
	free(path);
	return is_read;
}

/*
 * What steers is the same, or the training would be another; what is written, and where, is free.
 */
static void other_settings_of_a_callback(void **state)
{
	static const struct {
		const char *before, *after, *message; /* NULL: they are gone on with */
	} cases[] = {
		{"EarlyStopping:patience=3", "EarlyStopping:patience=4",
		 "had patience 3, and this one has 4"},
		{"EarlyStopping:monitor=loss", "EarlyStopping:monitor=val_loss",
		 "had monitor loss, and this one has val_loss"},
		{"EarlyStopping:min_delta=0.1", "EarlyStopping:min_delta=0.1,mode=max",
		 "had mode min, and this one has max"},
		{"EarlyStopping", "EarlyStopping:mode=min", NULL},
		{"ReduceLROnPlateau:factor=0.5", "ReduceLROnPlateau:factor=0.25",
		 "had factor 0.5, and this one has 0.25"},
		{"LearningRateScheduler:k=1", "LearningRateScheduler:k=2",
		 "had k 1, and this one has 2"},
		{"ModelCheckpoint:filepath=a.xml", "ModelCheckpoint:filepath=a.xml,save_best_only",
		 "had save_best_only no, and this one has yes"},
		{"ModelCheckpoint:save_best_only", "ModelCheckpoint:save_best_only,monitor=loss",
		 "had monitor val_loss, and this one has loss"},
		{"ModelCheckpoint:save_best_only", "ModelCheckpoint:save_best_only,mode=max",
		 "had mode min, and this one has max"},
		{"ModelCheckpoint:filepath=a.xml",
		 "ModelCheckpoint:filepath=b.xml,verbose=1,save_weights_only", NULL},
		{"CSVLogger:filename=a.csv", "CSVLogger:filename=b.csv,separator=;", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_error error = {0};
		const char *message = cases[i].message;
		bool is_read = is_gone_on_with(cases[i].before, cases[i].after, &error);
		if (is_read != !message || (message && !strstr(error.message, message)))
			fail_msg("%s: %s", cases[i].after, error.message);
	}
}

#define MC "ModelCheckpoint:filepath=a.xml"

/* What is to be done is said, and nothing of callbacks that are there without being asked for. */
static void other_callbacks(void **state)
{
	static const struct {
		const char *before, *after, *message;
	} cases[] = {
		{"EarlyStopping " MC, "EarlyStopping",
		 "had a callback ModelCheckpoint: add --callback ModelCheckpoint:…, as it was"},
		{"EarlyStopping", "EarlyStopping CSVLogger", "had no CSVLogger: leave it out"},
		{"EarlyStopping", "CSVLogger EarlyStopping", "had no CSVLogger: leave it out"},
		{"EarlyStopping", "EarlyStopping EarlyStopping",
		 "had fewer callbacks EarlyStopping: 1"},
		{"EarlyStopping EarlyStopping", "EarlyStopping",
		 "had a callback EarlyStopping: add"},
		{"EarlyStopping " MC, MC " EarlyStopping",
		 "in another order: EarlyStopping before ModelCheckpoint"},
		{MC, "", "had a callback ModelCheckpoint: add"},
		{"", MC, "had no ModelCheckpoint: leave it out"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_error error = {0};
		assert_false(is_gone_on_with(cases[i].before, cases[i].after, &error));
		if (!strstr(error.message, cases[i].message) || strstr(error.excerpt, "advice"))
			fail_msg("%s: %s", cases[i].after, error.message);
	}
}

/* Which of the two it is. */
static void another_graph_or_other_data(void **state)
{
	static const struct {
		const char *from, *to, *message;
	} cases[] = {
		{"x='-0.3'", "x='-0.4'", "the rows of data, or those for validation, are not"},
		{"t='-1'", "t='-2'", "the rows of data, or those for validation, are not"},
		{"name='x' value='0'", "name='x' value='1'", "the graph is not the one"},
		{"tanh(w", "sin(w", "the graph is not the one"},
	};
	char *path = state_file();

	(void)state;
	write_some_state(path);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char changed[sizeof lesson + 8];
		const char *place = strstr(lesson, cases[i].from);
		struct training training = {0};
		struct gw_error error = {0};
		snprintf(changed, sizeof changed, "%.*s%s%s", (int)(place - lesson), lesson,
			 cases[i].to, place + strlen(cases[i].from));
		training.graph = given_graph(changed);
		given_fit(&training.fit, training.graph, NULL, 0);
		add(&training, requests[0]);
		begin_prepared(&training);
		assert_false(gw_fit_read_state(&training.fit, path, &error));
		if (!strstr(error.message, cases[i].message))
			fail_msg("%s: %s", cases[i].to, error.message);
		finish(&training);
	}
	unlink(path);
	free(path);
}

/* Any byte changed, or the end missing: nothing of it is believed. */
static void a_damaged_state_is_refused(void **state)
{
	char *path = state_file();
	struct text whole = {0};

	(void)state;
	write_some_state(path);
	assert_true(file_read(path, FILE_DEFAULT_LIMIT, &whole, NULL));
	for (size_t i = 0; i < whole.length; i += 7) {
		char was = whole.data[i];
		whole.data[i] ^= 1;
		assert_true(file_write(path, whole.data, whole.length, NULL));
		is_refused(path, NULL, 0, 0, "");
		whole.data[i] = was;
		assert_true(file_write(path, whole.data, i, NULL));
		is_refused(path, NULL, 0, 0, "");
	}
	text_finish(&whole);
	unlink(path);
	free(path);
}

/* ---- without memory ---- */

static bool add_all(struct callback_list *list, struct advice *advice, struct gw_error *error)
{
	for (size_t i = 0; i < REQUEST_COUNT; i++)
		if (!is_missing(requests[i]) && !callback_list_add(list, requests[i], error))
			return false;
	return callback_list_append(list, advice_callback(advice), error);
}

/* A training with every callback: begun, saved, gone on from, and written as a graph. */
static bool try_training(const struct gw_graph *graph, struct gw_error *error)
{
	struct gw_fit_options options = gw_fit_defaults();
	struct callback_list list = {0};
	struct advice advice = {0};
	struct gw_fit fit = {0};
	char *source = NULL;
	size_t length;

	bool is_begun = gw_fit_options_read(&options, graph, NULL, 0, error) &&
			gw_fit_init(&fit, graph, graph->outputs[0], &options, error);
	is_begun = is_begun && add_all(&list, &advice, error);
	fit.callback = list.callback;
	fit.callback_count = list.count;
	bool is_done = is_begun && gw_fit_begin(&fit, error);
	for (int i = 0; is_done && i < 2 * STEPS_AN_EPOCH; i++)
		is_done = gw_fit_step(&fit, error);
	is_done = is_done && gw_fit_write_state(&fit, "memory.state", error) &&
		  gw_fit_read_state(&fit, "memory.state", error) && gw_fit_end(&fit, error);
	if (is_done)
		source = gw_trained_source(&fit, &length, error);
	is_done = source != NULL;
	free(source);
	gw_fit_finish(&fit);
	callback_list_finish(&list);
	return is_done;
}

static void running_out_of_memory_is_reported(void **state)
{
	struct gw_graph *graph = given_graph(lesson);

	(void)state;
	for (size_t n = 0;; n++) {
		struct gw_error error = {0};
		fail_allocation(n);
		bool is_done = try_training(graph, &error);
		if (!failure_happened()) {
			assert_true(is_done);
			assert_true(n > 100);
			break;
		}
		/* What cannot be posted to a server is only said, so training may go on. */
		if (!is_done && !strstr(error.message, "out of memory"))
			fail_msg("allocation %d: %s", (int)n, error.message);
	}
	gw_graph_destroy(graph);
}

/* ---- a folder for what callbacks write ---- */

/*
 * In memory if there is such a place: thousands of files are waited for until they are on a disk.
 */
static int enter_scratch(void **state)
{
	static char folders[][40] = {"/dev/shm/gradwalk-resume-XXXXXX",
				     "/tmp/gradwalk-resume-XXXXXX"};

	*state = mkdtemp(folders[0]);
	if (!*state)
		*state = mkdtemp(folders[1]);
	return *state ? chdir(*state) : -1;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status, (void)kind, (void)place;
	return remove(path);
}

static int remove_scratch(void **state)
{
	return nftw(*state, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_optimizer_goes_on),
		cmocka_unit_test(every_callback_goes_on),
		cmocka_unit_test(every_schedule_goes_on),
		cmocka_unit_test(every_kind_of_callback_is_here),
		cmocka_unit_test(another_training_is_refused),
		cmocka_unit_test(other_settings_of_a_callback),
		cmocka_unit_test(other_callbacks),
		cmocka_unit_test(another_graph_or_other_data),
		cmocka_unit_test(a_damaged_state_is_refused),
		cmocka_unit_test(running_out_of_memory_is_reported),
	};
	return cmocka_run_group_tests(tests, enter_scratch, remove_scratch);
}
