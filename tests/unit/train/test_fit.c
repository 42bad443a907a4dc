/* The loop: the order of hooks, batches, validation, and what comes out of it. */
#include <gradwalk/train.h>

#include "base/file.h"
#include "given.h"
#include "train/fit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- the order of hooks ---- */

static const char three_rows[] = "<graph><input name='x' value='0'/><param name='w' value='1'/>"
				 "<output name='f'>w x</output>"
				 "<data batch='2'><row x='1'/><row x='2'/><row x='6'/></data>"
				 "<train lr='0' epochs='2'/></graph>";

static bool note(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		 const char *what)
{
	const double *loss = gw_logs_find(logs, "loss");
	text_add_format(callback->data, "%s %d.%d %g; ", what, (int)fit->epoch, (int)fit->batch,
			loss ? *loss : -1);
	return true;
}

#define NOTE(hook)                                                                                 \
	static bool note_##hook(struct gw_callback *callback, struct gw_fit *fit,                  \
				struct gw_logs *logs, struct gw_error *error)                      \
	{                                                                                          \
		(void)error;                                                                       \
		return note(callback, fit, logs, #hook);                                           \
	}

NOTE(train)
NOTE(epoch)
NOTE(batch)
NOTE(after)
NOTE(ended)
NOTE(done)

static void hooks_come_in_order(void **state)
{
	struct text text = {0};
	struct gw_callback callback = {
		.data = &text,
		.hook = {note_train, note_epoch, note_batch, note_after, note_ended, note_done}};
	struct gw_graph *graph = given_graph(three_rows);
	struct gw_fit fit;

	(void)state;
	given_fit(&fit, graph, NULL, 0);
	fit.callback = &callback;
	fit.callback_count = 1;
	assert_true(gw_fit_run(&fit, NULL));
	assert_string_equal(text.data, "train 0.0 -1; epoch 0.0 -1; batch 0.0 -1; after 0.0 1.5; "
				       "batch 0.1 1.5; after 0.1 3; ended 0.2 3; epoch 1.0 -1; "
				       "batch 1.0 -1; after 1.0 1.5; batch 1.1 1.5; after 1.1 3; "
				       "ended 1.2 3; done 2.0 3; ");
	assert_int_equal(fit.history_count, 2);
	text_finish(&text);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
}

/* ---- batches ---- */

/* Of the same rows one at a time and all at once as a matrix, the step is the same. */
static void a_batch_is_the_mean_of_its_passes(void **state)
{
	static const char rows[] = "<data><row x='1 2' t='1'/><row x='3 -1' t='0'/>"
				   "<row x='0 1' t='2'/></data>"
				   "<train lr='0.1' epochs='5'/></graph>";
	static const char *const starts[] = {
		"<graph><input name='x' value='0 0'/><input name='t' value='0'/>",
		"<graph><input name='x' value='0 0; 0 0; 0 0'/><input name='t' value='0; 0; 0'/>"};
	double weight[2][2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		char text[1024];
		snprintf(text, sizeof text,
			 "%s<param name='w' value='1; -1'/><output name='J'>mse(x @ w, t)</output>"
			 "%s",
			 starts[i], rows);
		struct gw_graph *graph = given_graph(text);
		struct gw_fit fit;
		given_fit(&fit, graph, NULL, 0);
		assert_true(gw_fit_run(&fit, NULL));
		gw_fit_save(&fit, weight[i]);
		gw_fit_finish(&fit);
		gw_graph_destroy(graph);
	}
	for (int k = 0; k < 2; k++) {
		assert_true(fabs(weight[0][k] - weight[1][k]) < 1e-14);
		assert_true(fabs(weight[0][k] - (k == 0 ? 1 : -1)) > 0.01);
	}
}

static void validation_rows_are_not_trained_on(void **state)
{
	static const struct gw_attribute split[] = {{"split", "0.33", 0}, {"epochs", "1", 0}};
	struct gw_graph *graph = given_graph(three_rows);
	struct gw_fit fit;

	(void)state;
	given_fit(&fit, graph, split, 2);
	assert_true(gw_fit_run(&fit, NULL));
	assert_true(*gw_logs_find(&fit.history[0], "loss") == 1.5);
	assert_true(*gw_logs_find(&fit.history[0], "val_loss") == 6);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
}

/* As in Keras: rows are kept back only where nothing else is there to validate with. */
static void a_file_for_validation_leaves_all_rows_to_train_on(void **state)
{
	char path[] = "/tmp/gradwalk-validation-XXXXXX";
	int descriptor = mkstemp(path);
	const struct gw_attribute more[] = {
		{"split", "0.34", 0}, {"validation", path, 0}, {"epochs", "1", 0}};
	struct gw_graph *graph = given_graph(three_rows);
	struct gw_fit fit;

	(void)state;
	assert_true(descriptor >= 0);
	close(descriptor);
	assert_true(file_write(path, "x\n2\n", 4, NULL));
	given_fit(&fit, graph, more, 3);
	assert_int_equal(fit.training_rows, 3);
	assert_true(gw_fit_run(&fit, NULL));
	assert_non_null(gw_logs_find(&fit.history[0], "val_loss"));
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
	unlink(path);
}

/* A file with this text, at a path like that of mkstemp(). */
static void write_file(char *path, const char *text)
{
	int descriptor = mkstemp(path);

	assert_true(descriptor >= 0);
	close(descriptor);
	assert_true(file_write(path, text, strlen(text), NULL));
}

/*
 * The loss (w − t)² draws w to t, which is 0: the t of 50 in the rows for validation is none of the
 * training's business, in an epoch's first step neither.
 */
static void rows_for_validation_do_not_stay_in_the_inputs(void **state)
{
	char path[] = "/tmp/gradwalk-validation-XXXXXX";
	const struct gw_attribute more[] = {{"validation", path, 0}};
	struct gw_graph *graph =
		given_graph("<graph><input name='t' value='0'/><param name='w' value='1'/>"
			    "<output name='f'>(w - t)^2</output><train lr='0.4' epochs='60'/>"
			    "</graph>");
	struct gw_fit fit;

	(void)state;
	write_file(path, "t\n50\n");
	given_fit(&fit, graph, more, 1);
	assert_true(gw_fit_run(&fit, NULL));
	assert_true(fabs(*fit.parameter[0].value) < 1e-9);
	assert_true(fabs(*gw_logs_find(&fit.logs, "val_loss") - 2500) < 1e-6);
	assert_true(*gw_tape_value(fit.tape, gw_graph_find(graph, "t")).entry == 0);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
	unlink(path);
}

/* With the columns of one set only, the other would learn from, or be judged by, rows of that. */
static void both_sets_have_the_same_columns(void **state)
{
	static const char start[] = "<graph><input name='x' value='1'/><input name='t' value='0'/>"
				    "<param name='w' value='1'/><output name='f'>(w x - t)^2"
				    "</output>";
	static const struct {
		const char *rows, *validation, *message;
	} cases[] = {
		{"<row x='1'/>", "x,t\n1,50\n",
		 "there is a column t, which the rows to train on "
		 "do not have"},
		{"<row x='1' t='50'/>", "x\n1\n",
		 "there is no column t, which the rows to train "
		 "on have"},
		{"<row x='1' t='50'/>", "t,x\n2,1\n", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char path[] = "/tmp/gradwalk-validation-XXXXXX", text[512];
		struct gw_fit_options options = gw_fit_defaults();
		struct gw_error error = {0};
		struct gw_fit fit;
		snprintf(text, sizeof text, "%s<data>%s</data></graph>", start, cases[i].rows);
		struct gw_graph *graph = given_graph(text);
		write_file(path, cases[i].validation);
		options.validation = path;
		bool is_right = gw_fit_init(&fit, graph, graph->outputs[0], &options, &error);
		assert_int_equal(is_right, !cases[i].message);
		if (cases[i].message && !strstr(error.message, cases[i].message))
			fail_msg("%s", error.message);
		gw_fit_finish(&fit);
		gw_graph_destroy(graph);
		unlink(path);
	}
}

static void keep_line(void *text, const char *line)
{
	text_add_format(text, "%s\n", line);
}

static void a_missing_target_is_said(void **state)
{
	static const struct {
		const char *rows, *said;
	} cases[] = {
		{"<row x='1'/>", "the rows of data have no column t: it keeps the graph's own "
				 "value in all of them\n"},
		{"<row x='1' t='2'/>", ""}, /* nothing depends on `unused` */
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[512];
		struct text said = {0};
		struct gw_fit fit;
		snprintf(text, sizeof text,
			 "<graph><input name='x' value='1'/><input name='t' value='0'/>"
			 "<input name='unused' value='0'/><param name='w' value='1'/>"
			 "<output name='f'>(w x - t)^2</output><output name='g'>unused w</output>"
			 "<data>%s</data></graph>",
			 cases[i].rows);
		struct gw_graph *graph = given_graph(text);
		given_fit(&fit, graph, NULL, 0);
		fit.say = keep_line;
		fit.listener = &said;
		assert_true(gw_fit_begin(&fit, NULL));
		assert_string_equal(said.length > 0 ? said.data : "", cases[i].said);
		text_finish(&said);
		gw_fit_finish(&fit);
		gw_graph_destroy(graph);
	}
}

/* Rows to train on as Keras 3 splits them: floor(n (1 − split)), computed in doubles. */
static void rows_are_split_as_in_keras(void **state)
{
	static const struct {
		int rows;
		const char *split;
		size_t kept; /* to train on; 0: an error */
	} cases[] = {{5, "0.1", 4},  {5, "0.2", 4},  {5, "0.5", 2}, {10, "0.3", 7},
		     {10, "0.9", 0}, {3, "0.34", 1}, {2, "0.5", 1}, {1, "0.5", 0},
		     {5, "1", 0},    {5, "0", 5},    {0, "0.5", 0}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text text = {0};
		struct gw_fit_options options = gw_fit_defaults();
		struct gw_error error = {0};
		struct gw_fit fit;
		text_add(&text, "<graph><input name='x' value='0'/><param name='w' value='1'/>"
				"<output name='f'>w x</output><data>");
		for (int row = 0; row < cases[i].rows; row++)
			text_add(&text, "<row x='1'/>");
		text_add(&text, "</data></graph>");
		struct gw_graph *graph = given_graph(text.data);
		assert_true(gw_fit_option_set(&options, "split", cases[i].split, NULL));
		bool is_right = gw_fit_init(&fit, graph, graph->outputs[0], &options, &error);
		assert_int_equal(is_right, cases[i].kept > 0);
		if (is_right)
			assert_int_equal(fit.training_rows, cases[i].kept);
		else
			assert_non_null(strstr(error.message, "leaves none of the"));
		gw_fit_finish(&fit);
		gw_graph_destroy(graph);
		text_finish(&text);
	}
}

/* The learning rates of each epoch, or of each step. */
static void a_schedule_that_ends_does_so_with_the_training(void **state)
{
	static const char *const ending[] = {"cosine", "linear", "polynomial"};

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		const struct gw_attribute more[] = {{"schedule", ending[i / 2], 0},
						    {"per", i % 2 ? "step" : "epoch", 0},
						    {"batch", "1", 0},
						    {"lr", "0.1", 0},
						    {"epochs", "40", 0},
						    {"end", "0", 0}};
		struct gw_graph *graph = given_graph(three_rows);
		struct gw_fit fit;
		given_fit(&fit, graph, more, 6);
		assert_true(fit.options.schedule.period == (i % 2 ? 120 : 40));
		assert_true(gw_fit_run(&fit, NULL));
		for (size_t k = 0; k < 40; k++)
			assert_true(*gw_logs_find(&fit.history[k], "learning_rate") > 0);
		assert_true(*gw_logs_find(&fit.history[39], "learning_rate") <
			    0.05 * *gw_logs_find(&fit.history[0], "learning_rate"));
		gw_fit_finish(&fit);
		gw_graph_destroy(graph);
	}
}

/* ---- options ---- */

static void momentum_has_some_in_every_convention(void **state)
{
	(void)state;
	for (size_t i = 0; i < GW_CONVENTION_COUNT; i++) {
		assert_true(gw_rule_find("momentum")->defaults[i].momentum == 0.9);
		assert_true(gw_rule_find("nesterov")->defaults[i].momentum == 0.9);
	}
}

/* Another optimizer brings its own defaults, but not over what the file says. */
static void options_override_each_other(void **state)
{
	static const struct gw_attribute more[] = {
		{"beta1", "0.5", 0}, {"optimizer", "adam", 0}, {"convention", "torch", 0}};
	struct gw_graph *graph =
		given_graph("<graph><param name='w' value='1'/><output name='f'>w</output>"
			    "<train lr='0.25' optimizer='sgd'/></graph>");
	struct gw_fit_options options = gw_fit_defaults();

	(void)state;
	assert_true(gw_fit_options_read(&options, graph, more, 3, NULL));
	assert_string_equal(options.rule->name, "adam");
	assert_true(options.optimizer.rate == 0.25);
	assert_true(options.optimizer.beta1 == 0.5);
	assert_true(options.optimizer.epsilon == 1e-8);
	gw_graph_destroy(graph);
}

/* The defaults that the table tells are those that are in force. */
static void defaults_are_as_they_are_told(void **state)
{
	size_t told = 0;

	(void)state;
	for (const struct setting *setting = fit_settings; setting->name; setting++) {
		struct gw_fit_options options = gw_fit_defaults();
		struct text before = {0}, after = {0};
		if (!setting->initial)
			continue;
		told++;
		assert_true(fit_setting_write(&options, setting, &before));
		assert_true(setting_set(&options, setting, setting->initial, NULL));
		assert_true(fit_setting_write(&options, setting, &after));
		if (strcmp(before.data, after.data) != 0)
			fail_msg("%s is %s, not %s", setting->name, before.data, after.data);
		text_finish(&before);
		text_finish(&after);
	}
	assert_true(told > 12);
}

static void wrong_options_are_refused(void **state)
{
	static const struct {
		const char *name, *value, *message;
	} cases[] = {
		{"optimizer", "adma", "did you mean \"adam\""},
		{"convention", "lectur", "did you mean \"lecture\""},
		{"schedule", "cosin", "did you mean \"cosine\""},
		{"lr", "fast", "lr is a number"},
		{"lr", "-1", "at least 0"},
		{"lr", "nan", "lr is a number"},
		{"epochs", "1.5", "a whole number"},
		{"beta1", "1", "from 0 to below 1, not 1"},
		{"amsgrad", "maybe", "yes or no"},
		{"shuffle", "-3", "a seed"},
		{"per", "minute", "epoch or step"},
		{"momentun", "1", "did you mean \"momentum\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_fit_options options = gw_fit_defaults();
		struct gw_error error = {0};
		assert_false(gw_fit_option_set(&options, cases[i].name, cases[i].value, &error));
		if (!strstr(error.message, cases[i].message))
			fail_msg("%s=%s: %s", cases[i].name, cases[i].value, error.message);
	}
}

/* ---- what comes out ---- */

/* Only values change, wherever they stand; the same file trained by no step is the same graph. */
static void the_trained_file_is_the_file_with_other_values(void **state)
{
	struct gw_graph *graph =
		given_graph("<graph><!-- kept --><param value='1' name='a'/>\n"
			    "<param name=\"b\">2; 3</param> <param name='c' value='4'/>"
			    "<output name='f'>a + c + sum(b)</output>"
			    "<train lr='0.5' epochs='1'/></graph>");
	struct gw_error error = {0};
	struct gw_fit fit;
	size_t length;

	(void)state;
	given_fit(&fit, graph, NULL, 0);
	assert_true(gw_fit_run(&fit, NULL));
	char *source = gw_trained_source(&fit, &length, &error);
	assert_non_null(source);
	assert_string_equal(source, "<graph><!-- kept --><param value='0.5' name='a'/>\n"
				    "<param name=\"b\">1.5; 2.5</param> "
				    "<param name='c' value='3.5'/>"
				    "<output name='f'>a + c + sum(b)</output>"
				    "<train lr='0.5' epochs='1'/></graph>");
	assert_int_equal(length, strlen(source));
	free(source);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
}

static void a_graph_without_a_file_is_trained_and_not_written(void **state)
{
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_create(&error);
	uint32_t w = gw_graph_add_leaf(graph, GW_PARAM, "w", &(double){1}, &error);
	uint32_t square =
		gw_graph_add_gate(graph, gw_op_find(&gw_ops, "square", 6), &w, "f", &error);
	struct gw_fit fit;
	size_t length;

	(void)state;
	assert_true(gw_graph_add_output(graph, square, &error) && gw_graph_finish(graph, &error));
	given_fit(&fit, graph, NULL, 0);
	assert_true(gw_fit_run(&fit, NULL) && fabs(*fit.parameter[0].value) < 1);
	assert_null(gw_trained_source(&fit, &length, &error));
	assert_string_equal(error.message,
			    "the trained graph is not written: it was not loaded from a file");
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
}

static void xor_is_learnt_with_every_optimizer(void **state)
{
	static const struct {
		const char *optimizer, *rate;
	} settings[] = {{"sgd", "0.1"},     {"momentum", "0.1"},  {"nesterov", "0.1"},
			{"adagrad", "0.1"}, {"rmsprop", "0.005"}, {"adam", "0.05"},
			{"adamw", "0.05"}};

	(void)state;
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		struct gw_attribute more[] = {{"optimizer", settings[i].optimizer, 0},
					      {"lr", settings[i].rate, 0},
					      {"epochs", "1000", 0}};
		struct gw_graph *graph = given_lesson("17-train-xor");
		struct gw_fit fit;
		given_fit(&fit, graph, more, 3);
		assert_true(gw_fit_run(&fit, NULL));
		double loss = *gw_logs_find(&fit.history[fit.history_count - 1], "loss");
		if (!(loss < 1e-3))
			fail_msg("%s: %g", settings[i].optimizer, loss);
		gw_fit_finish(&fit);
		gw_graph_destroy(graph);
	}
}

static void a_loss_that_is_not_finite_ends_it(void **state)
{
	struct gw_callback callback = gw_nan_callback();
	struct gw_graph *graph = given_graph("<graph><param name='w' value='10'/>"
					     "<output name='f'>w^4</output>"
					     "<train lr='10' epochs='50'/></graph>");
	struct gw_fit fit;

	(void)state;
	given_fit(&fit, graph, NULL, 0);
	fit.callback = &callback;
	fit.callback_count = 1;
	assert_true(gw_fit_run(&fit, NULL));
	assert_true(fit.history_count < 10);
	assert_non_null(fit.stop_reason);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
}

/* A step learns from the parameters' gradients; no pass computes what no parameter needs. */
static void inputs_get_no_gradient_in_training(void **state)
{
	struct gw_graph *graph =
		given_graph("<graph><input name='x' value='3'/><input name='t' value='1'/>"
			    "<param name='w' value='2'/><let name='u'>tanh(x) + t</let>"
			    "<output name='J'>(w u - t)^2</output><train epochs='1'/></graph>");
	struct gw_fit_options options = gw_fit_defaults();
	struct gw_fit fit = {0};
	struct gw_error error;

	(void)state;
	assert_true(gw_fit_init(&fit, graph, graph->outputs[0], &options, &error));
	struct gw_tape *all = gw_tape_create(graph, graph->outputs[0], &error);
	uint32_t w = gw_graph_find(graph, "w"), x = gw_graph_find(graph, "x");
	double wanted = gw_tape_gradient(all, w), got = gw_tape_gradient(fit.tape, w);

	assert_memory_equal(&got, &wanted, sizeof got);
	assert_true(gw_tape_gradient(all, x) != 0);
	assert_null(gw_tape_gradient_matrix(fit.tape, x).entry);
	assert_true(fit.tape->backward_count < all->backward_count);
	gw_tape_destroy(all);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inputs_get_no_gradient_in_training),
		cmocka_unit_test(hooks_come_in_order),
		cmocka_unit_test(a_batch_is_the_mean_of_its_passes),
		cmocka_unit_test(validation_rows_are_not_trained_on),
		cmocka_unit_test(a_file_for_validation_leaves_all_rows_to_train_on),
		cmocka_unit_test(rows_for_validation_do_not_stay_in_the_inputs),
		cmocka_unit_test(both_sets_have_the_same_columns),
		cmocka_unit_test(a_missing_target_is_said),
		cmocka_unit_test(rows_are_split_as_in_keras),
		cmocka_unit_test(a_schedule_that_ends_does_so_with_the_training),
		cmocka_unit_test(momentum_has_some_in_every_convention),
		cmocka_unit_test(options_override_each_other),
		cmocka_unit_test(defaults_are_as_they_are_told),
		cmocka_unit_test(wrong_options_are_refused),
		cmocka_unit_test(the_trained_file_is_the_file_with_other_values),
		cmocka_unit_test(a_graph_without_a_file_is_trained_and_not_written),
		cmocka_unit_test(xor_is_learnt_with_every_optimizer),
		cmocka_unit_test(a_loss_that_is_not_finite_ends_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
