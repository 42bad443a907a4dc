/* The node that predicts, the numbers that it predicts from, and what it is compared with. */
#include "train/model.h"

#include "given.h"

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

#define X "<input name='x' value='2'/>"
#define T "<input name='t' value='1'/>"
#define W "<param name='w' value='3'/>"
#define LOSS(EXPRESSION) "<output name='f'>" EXPRESSION "</output>"
#define ROW(VALUES) "<data><row " VALUES "/></data>"

#define OR(EXPRESSION)                                                                             \
	"<choice name='loss'><output name='f'>(w x - t)^2</output><output name='g'>" EXPRESSION    \
	"</output></choice>"

/* The name of a node, "none" if there is none. */
static const char *name_of(const struct gw_graph *graph, uint32_t node)
{
	return node == GW_NONE ? "none" : gw_node_name(graph, node);
}

static void the_prediction_is_found(void **state)
{
	static const struct {
		const char *file, *chosen, *node, *target;
		size_t inputs;
	} cases[] = {
		{X T W LOSS("(w x - t)^2") ROW("x='1' t='2'"), NULL, "w x", "t", 1},
		/* Without a target, the first below the loss that all goes through. */
		{X W LOSS("exp(tanh(w x))") ROW("x='1'"), NULL, "tanh(w x)", "none", 1},
		{X T W LOSS("(tanh(w x) - t)^2") ROW("x='1' t='2'"), "w x", "w x", "t", 1},
		/*
		 * Without rows there is nothing to predict from; without an input, nothing at all.
		 */
		{X T W LOSS("(w x - t)^2"), NULL, "w x", "none", 0},
		{W LOSS("(w - 1)^2"), NULL, "none", "none", 0},
		/* A target has the shape of the prediction, and is the first that has it. */
		{X "<input name='m' value='0 0'/>" T "<input name='u' value='1'/>" W LOSS(
			 "(w x - (t + 0 u + 0 sum(m)))^2") ROW("x='1' m='1 2' t='2' u='3'"),
		 NULL, "w x", "t", 1},
		{"<input name='x' value='1 2 3'/>" T "<param name='w' value='1; 2; 3'/>" LOSS(
			 "(sum(x @ w) - t)^2") ROW("x='4 5 6' t='2'"),
		 NULL, "sum(x @ w)", "t", 3},
		/* What an alternative needs that is not trained is not computed. */
		{X T W OR("abs(2 w x - t)") ROW("x='1' t='2'"), "2 w x", "none", "t", 1},
	};
	char file[1024];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(file, sizeof file, "<graph>%s</graph>", cases[i].file);
		struct gw_graph *graph = given_graph(file);
		const struct gw_attribute chosen = {.name = "prediction", .value = cases[i].chosen};
		struct gw_error error = {0};
		struct model model;
		struct gw_fit fit;
		given_fit(&fit, graph, &chosen, cases[i].chosen ? 1 : 0);
		if (!model_init(&model, &fit, &error))
			fail_msg("%s: %s", file, error.message);
		if (strcmp(name_of(graph, model.node), cases[i].node) != 0 ||
		    strcmp(name_of(graph, model.target), cases[i].target) != 0 ||
		    model.input_count != cases[i].inputs)
			fail_msg("%s: %s from %zu numbers, against %s", file,
				 name_of(graph, model.node), model.input_count,
				 name_of(graph, model.target));
		model_finish(&model);
		gw_fit_finish(&fit);
		gw_graph_destroy(graph);
	}
}

/* The other alternative is trained, and so its nodes are computed. */
static void the_prediction_may_be_of_the_output_that_is_trained(void **state)
{
	struct gw_graph *graph =
		given_graph("<graph>" X T W OR("abs(2 w x - t)") ROW("x='1' t='2'") "</graph>");
	struct gw_fit_options options = gw_fit_defaults();
	struct gw_error error = {0};
	struct model model;
	struct gw_fit fit;

	(void)state;
	assert_true(gw_fit_options_read(&options, graph, NULL, 0, &error));
	assert_true(gw_fit_init(&fit, graph, graph->outputs[1], &options, &error));
	assert_true(model_init(&model, &fit, &error));
	assert_string_equal(name_of(graph, model.node), "2 w x");
	model_enter(&model, &fit);
	model_put(&model, 0, 0, 5);
	model_run(&model);
	assert_true(model_value(&model, model.node, 0, 0) == 30);
	model_finish(&model);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
}

/* A pass takes two rows; a node that is one number for both is of neither. */
static void a_pass_has_a_slot_for_each_of_its_rows(void **state)
{
	struct gw_graph *graph = given_graph(
		"<graph><input name='x' value='0; 0'/><input name='t' value='0; 0'/>" W
		"<let name='y'>w x</let>" LOSS(
			"mse(y, t)") "<data><row x='1' t='2'/><row x='4' t='3'/></data></graph>");
	struct gw_error error = {0};
	struct model model;
	struct gw_fit fit;

	(void)state;
	given_fit(&fit, graph, NULL, 0);
	assert_true(model_init(&model, &fit, &error));
	assert_int_equal(model.slots, 2);
	assert_int_equal(model.width, 1);
	assert_int_equal(model_width(&model, graph->outputs[0]), 0);
	model_enter(&model, &fit);
	model_put_row(&model, 0, &fit.data, 0);
	model_put_row(&model, 1, &fit.data, 1);
	model_run(&model);
	assert_true(model_value(&model, model.node, 0, 0) == 3);
	assert_true(model_value(&model, model.node, 1, 0) == 12);
	model_finish(&model);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
}

/* The columns of a file for validation may stand in another order. */
static void rows_of_both_files_are_found(void **state)
{
	char path[] = "/tmp/gradwalk-model-XXXXXX";
	const struct gw_attribute more[] = {{"validation", path, 0}};
	struct gw_graph *graph =
		given_graph("<graph>" X T W LOSS("(w x - t)^2") ROW("x='1' t='2'") "</graph>");
	struct gw_error error = {0};
	struct model model;
	struct gw_fit fit;

	(void)state;
	int file = mkstemp(path);
	assert_true(file >= 0 && write(file, "t,x\n7,8\n", 8) == 8);
	close(file);
	given_fit(&fit, graph, more, 1);
	assert_true(model_init(&model, &fit, &error));
	assert_int_equal(model_row_count(&fit), 2);
	struct model_row first = model_row(&fit, 0), second = model_row(&fit, 1);
	assert_true(!first.is_validation && model_input_of(&model, &first, 0) == 1);
	assert_true(second.is_validation && model_input_of(&model, &second, 0) == 8);
	assert_true(model_target_of(&model, &second, 0) == 7);
	model_finish(&model);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_prediction_is_found),
		cmocka_unit_test(the_prediction_may_be_of_the_output_that_is_trained),
		cmocka_unit_test(a_pass_has_a_slot_for_each_of_its_rows),
		cmocka_unit_test(rows_of_both_files_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
