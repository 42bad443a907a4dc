/*
 * Metrics: what training logs of them beside the loss, and that nothing else of the program sees
 * them.
 */
#include "given.h"

#include "callbacks/callback_list.h"

#include <gradwalk/train.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static double log_of(const struct gw_fit *fit, const char *name)
{
	const double *value = gw_logs_find(&fit->logs, name);

	if (!value)
		fail_msg("there is no log %s", name);
	return value ? *value : NAN;
}

static void train(const char *xml, struct gw_graph **graph, struct gw_fit *fit)
{
	struct gw_error error = {0};

	*graph = given_graph(xml);
	given_fit(fit, *graph, NULL, 0);
	if (!gw_fit_run(fit, &error))
		fail_msg("%s", error.message);
}

/* ---- Keras' numbers ---- */

/*
 * Predictions come as data, so that they are the very ones that Keras was given; nothing is learnt.
 */
#define PREDICTED(metric, batch, rows)                                                             \
	"<graph><input name='p'/><input name='t'/><param name='w' value='1'/>"                     \
	"<output name='J'>w mean(p)</output><metric name='accuracy'>" metric "</metric>"           \
	"<data batch='" batch "'>" rows "</data><train lr='0' epochs='1'/></graph>"

#define BINARY "mean((p &gt; 0.5) == t)"
#define CATEGORICAL "mean(argmax(p, axis=1) == argmax(t, axis=1))"
#define SPARSE "mean(argmax(p, axis=1) == t)"

#define FOUR "<row p='0.98' t='1'/><row p='1' t='1'/><row p='0' t='0'/><row p='0.6' t='0'/>"

/*
 * The first of each kind is the example in Keras 3's documentation of BinaryAccuracy,
 * CategoricalAccuracy and SparseCategoricalAccuracy, with the value that stands there. The others
 * follow from its definitions: what is above the threshold is above it alone, the first of equal
 * classes wins, and the mean is that of all rows, however they are parted into batches.
 */
static const struct {
	const char *xml;
	double accuracy;
} keras[] = {
	{PREDICTED(BINARY, "4", FOUR), 0.75},
	{PREDICTED(BINARY, "3", FOUR), 0.75},
	{PREDICTED(BINARY, "2", "<row p='0.5' t='1'/><row p='0.5' t='0'/><row p='0.7' t='1'/>"),
	 2.0 / 3},
	{PREDICTED("mean((p &gt; 0.65) == t)", "3",
		   "<row p='0.6' t='1'/><row p='0.7' t='1'/><row p='0.69' t='0'/>"),
	 1.0 / 3},
	{PREDICTED(CATEGORICAL, "2",
		   "<row p='0.1 0.9 0.8' t='0 0 1'/><row p='0.05 0.95 0' t='0 1 0'/>"),
	 0.5},
	{PREDICTED(CATEGORICAL, "2",
		   "<row p='0.4 0.4 0.2' t='1 0 0'/><row p='0.4 0.4 0.2' t='0 1 0'/>"
		   "<row p='0.4 0.4 0.2' t='0 1 0'/>"),
	 1.0 / 3},
	{PREDICTED(SPARSE, "2", "<row p='0.1 0.6 0.3' t='2'/><row p='0.05 0.95 0' t='1'/>"), 0.5},
	{PREDICTED(SPARSE, "1",
		   "<row p='0.1 0.6 0.3' t='1'/><row p='0.05 0.95 0' t='1'/>"
		   "<row p='0.05 0.95 0' t='0'/>"),
	 2.0 / 3},
};

static void accuracies_are_those_of_keras(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof keras / sizeof *keras; i++) {
		struct gw_graph *graph;
		struct gw_fit fit;
		train(keras[i].xml, &graph, &fit);
		assert_float_equal(log_of(&fit, "accuracy"), keras[i].accuracy, 1e-15);
		assert_null(gw_logs_find(&fit.logs, "val_accuracy"));
		gw_fit_finish(&fit);
		gw_graph_destroy(graph);
	}
}

/* ---- in training ---- */

/*
 * w falls by x at each batch: it is 0, −1 and −3 before those of the first epoch, and −6 after
 * them. The metrics are of w itself, so that they say which parameters they were taken at.
 */
static const char falling[] = "<graph><input name='x' value='1'/><param name='w' value='0'/>"
			      "<output name='J'>w x</output><metric name='size'>w</metric>"
			      "<metric name='double'>2 w</metric>"
			      "<data batch='1' split='0.25'><row x='1'/><row x='2'/><row x='3'/>"
			      "<row x='0'/></data><train lr='1' epochs='2'/></graph>";

static void a_batch_counts_before_its_update_and_validation_after_all(void **state)
{
	struct gw_graph *graph;
	struct gw_fit fit;

	(void)state;
	train(falling, &graph, &fit);
	assert_int_equal(fit.history_count, 2);
	assert_float_equal(*gw_logs_find(&fit.history[0], "size"), -4.0 / 3, 1e-15);
	assert_float_equal(*gw_logs_find(&fit.history[0], "val_size"), -6, 0);
	assert_float_equal(log_of(&fit, "size"), -22.0 / 3, 1e-14);
	assert_float_equal(log_of(&fit, "double"), -44.0 / 3, 1e-14);
	assert_float_equal(log_of(&fit, "val_double"), -24, 0);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
}

/*
 * w comes above 0.3 in the second epoch, at 0.36; three more pass, in which 1 cannot become better.
 */
static void callbacks_watch_it_for_its_largest_value(void **state)
{
	struct gw_graph *graph = given_graph(
		"<graph><input name='x' value='1'/><param name='w' value='0'/>"
		"<output name='J'>(w - 1)^2 x</output><metric name='accuracy'>w &gt; 0.3</metric>"
		"<data split='0.5'><row x='1'/><row x='1'/></data><train lr='0.1' epochs='50'/>"
		"</graph>");
	struct callback_list list = {0};
	struct gw_error error = {0};
	struct gw_fit fit;

	(void)state;
	given_fit(&fit, graph, NULL, 0);
	assert_true(
		callback_list_add(&list, "EarlyStopping:monitor=val_accuracy,patience=3", &error));
	fit.callback = list.callback;
	fit.callback_count = list.count;
	assert_true(gw_fit_run(&fit, &error));
	assert_int_equal(fit.epoch, 5);
	gw_fit_finish(&fit);
	callback_list_finish(&list);
	gw_graph_destroy(graph);
}

/*
 * Trains an epoch with a checkpoint in a folder of its own. Removes the file that should have been
 * written there, if any; otherwise the message tells of the log that there will not be.
 */
static void save_one(const char *file, const char *settings, const char *missing, const char *split)
{
	char folder[] = "/tmp/gradwalk-metric-XXXXXX";
	struct gw_graph *graph = given_graph(
		"<graph><input name='x' value='1'/><param name='w' value='0.5'/>"
		"<output name='J'>(w - 1)^2 x</output><metric name='accuracy'>w &gt; 0.3</metric>"
		"<data><row x='1'/><row x='1'/></data><train lr='0' epochs='1'/></graph>");
	struct gw_attribute share = {"split", split, 0};
	struct callback_list list = {0};
	struct gw_error error = {0};
	struct text request = {0}, path = {0};
	struct gw_fit fit;

	assert_non_null(mkdtemp(folder));
	text_add_format(&path, "%s/%s", folder, missing ? "" : file);
	text_add_format(&request, "ModelCheckpoint:filepath=%s/%s", folder, settings);
	given_fit(&fit, graph, &share, 1);
	assert_true(callback_list_add(&list, request.data, &error));
	fit.callback = list.callback;
	fit.callback_count = list.count;
	bool is_done = gw_fit_run(&fit, &error);
	if (is_done != !missing || (missing && !strstr(error.message, missing)))
		fail_msg("%s: %s", settings, error.message);
	if (!missing && unlink(path.data) != 0)
		fail_msg("%s: there is no %s", settings, path.data);
	assert_int_equal(rmdir(folder), 0);
	text_finish(&request);
	text_finish(&path);
	gw_fit_finish(&fit);
	callback_list_finish(&list);
	gw_graph_destroy(graph);
}

/* Those of validation at the end of an epoch, if rows are kept for it. */
static void a_checkpoint_may_be_named_by_those_that_are_logged_then(void **state)
{
	(void)state;
	save_one("1-1.0.xml", "{epoch}-{accuracy:.1f}.xml,save_weights_only", NULL, "0");
	save_one("1.0-1.0.xml", "{accuracy:.1f}-{val_accuracy:.1f}.xml,save_weights_only", NULL,
		 "0.5");
	save_one("1-1.0.xml", "{batch}-{accuracy:.1f}.xml,save_freq=1,save_weights_only", NULL,
		 "0.5");
	save_one(NULL, "{val_accuracy}.xml", "{val_accuracy}: there will be no such log", "0");
	save_one(NULL, "{val_accuracy}.xml,save_freq=1",
		 "{val_accuracy}: there will be no such log", "0.5");
	save_one(NULL, "{precision}.xml", "{precision}: there will be no such log", "0.5");
}

/* ---- elsewhere ---- */

static void a_walk_leaves_out_what_only_metrics_use(void **state)
{
	static const char *const left_out[] = {"accuracy", "hit", "label"};
	struct gw_graph *graph = given_graph(
		"<graph><input name='x' value='2'/><input name='label' value='1'/>"
		"<param name='w' value='3'/><let name='hit'>(w x &gt; 1) == label</let>"
		"<output name='J'>w x</output><metric name='accuracy'>mean(hit)</metric></graph>");
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], NULL);

	(void)state;
	assert_non_null(tape);
	assert_int_equal(tape->gate_count, 1);
	for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
		assert_true(gw_is_left_out(tape, gw_graph_find(graph, left_out[i])));
	assert_false(gw_is_left_out(tape, gw_graph_find(graph, "x")));
	gw_tape_destroy(tape);
	tape = gw_tape_create_for_training(graph, graph->outputs[0], NULL);
	assert_non_null(tape);
	assert_float_equal(*gw_tape_value(tape, graph->metrics[0]).entry, 1, 0);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void a_matrix_or_the_name_of_another_log_is_refused(void **state)
{
	static const char *const taken[] = {"loss", "epoch", "learning_rate", "val_size"};
	const double value = 1, pair[] = {1, 2};
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_create(NULL);
	uint32_t matrix =
		gw_graph_add_matrix(graph, GW_PARAM, "m", (struct gw_shape){1, 2}, pair, NULL);

	(void)state;
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
		uint32_t leaf = gw_graph_add_leaf(graph, GW_PARAM, taken[i], &value, NULL);
		error = (struct gw_error){0};
		assert_false(gw_graph_add_metric(graph, leaf, &error));
		assert_non_null(strstr(error.message, "the name of another log"));
	}
	assert_false(gw_graph_add_metric(graph, matrix, &error));
	assert_non_null(strstr(error.message, "is a matrix (1×2)"));
	assert_int_equal(graph->metric_count, 0);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accuracies_are_those_of_keras),
		cmocka_unit_test(a_batch_counts_before_its_update_and_validation_after_all),
		cmocka_unit_test(a_checkpoint_may_be_named_by_those_that_are_logged_then),
		cmocka_unit_test(callbacks_watch_it_for_its_largest_value),
		cmocka_unit_test(a_walk_leaves_out_what_only_metrics_use),
		cmocka_unit_test(a_matrix_or_the_name_of_another_log_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
