/*
 * Why a number is not finite: each cause is told where it holds, in the words of what was computed,
 * and a smaller learning rate is blamed for nothing else than it can mend.
 */
#include "base/text.h"
#include "given.h"
#include "train/undefined.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define BOWL(data, train)                                                                          \
	"<graph><input name='x' value='1'/><param name='w' value='1'/><output name='J'>(w x)^2"    \
	"</output><data batch='1'>" data "</data><train " train "/></graph>"
#define LOSS(start, loss, train)                                                                   \
	"<graph><input name='x' value='1'/><param name='w' value='" start                          \
	"'/><output name='J'>" loss "</output><train " train "/></graph>"

static const struct {
	const char *file, *said;
	enum gw_cause cause;
} cases[] = {
	{BOWL("<row x='1'/><row x='nan'/>", "lr='0.1'"),
	 "x = nan is the first value that is not finite, and it is given, not computed\n",
	 GW_CAUSE_DATA},
	{BOWL("<row x='1'/><row x='inf'/>", "lr='1e-9'"),
	 "x = inf is the first value that is not finite, and it is given, not computed\n",
	 GW_CAUSE_DATA},
	{LOSS("0", "log(w)^2", "lr='0.1'"),
	 "log(w) = -inf is the first value that is not finite, before anything was learnt\n",
	 GW_CAUSE_START},
	/* relu shuts the first value out that is not finite. */
	{"<graph><param name='w' value='0'/><let name='a'>log(w)</let><let name='b'>1/w</let>"
	 "<output name='J'>relu(a) + b</output><train lr='0.1'/></graph>",
	 "b = inf is the first value that is not finite, before anything was learnt\n",
	 GW_CAUSE_START},
	/* max shuts a out, which is not finite either. */
	{"<graph><param name='w' value='0'/><let name='a'>log(w)</let><let name='b'>1/w</let>"
	 "<output name='J'>max(a, b)</output><train lr='0.1'/></graph>",
	 "b = inf is the first value that is not finite, before anything was learnt\n",
	 GW_CAUSE_START},
	{LOSS("nan", "w^2", "lr='0.1'"),
	 "w = nan is the first value that is not finite, before anything was learnt\n",
	 GW_CAUSE_START},
	{"<graph><input name='x' value='1'/><param name='w' value='1'/><output name='J'>log(w x)^2"
	 "</output><data batch='1'><row x='2'/><row x='0'/></data><train lr='0.01'/></graph>",
	 "log(w x) = -inf is the first value that is not finite; before the last update the loss "
	 "of "
	 "these rows was not finite either\n",
	 GW_CAUSE_ROWS},
	{BOWL("<row x='1'/>", "lr='1e200'"),
	 "J = inf is the first value that is not finite; before the last update the loss of these "
	 "rows was finite\n",
	 GW_CAUSE_RATE},
	{LOSS("1", "log(w) + w", "lr='3'"),
	 "log(w) = nan is the first value that is not finite; before the last update the loss of "
	 "these rows was finite\n",
	 GW_CAUSE_RATE},
	{BOWL("<row x='1'/>", "lr='1e308'"),
	 "step 1: w becomes -inf, though loss and gradient are "
	 "finite\n",
	 GW_CAUSE_RATE},
	{LOSS("0", "w^2", "optimizer='adam' epsilon='0'"),
	 "step 1: w becomes nan: its gradient is 0 and ε is 0, and 0/0 has no value\n",
	 GW_CAUSE_EPSILON},
	{LOSS("0", "w^2", "optimizer='rmsprop' epsilon='0'"),
	 "step 1: w becomes nan: its gradient is 0 and ε is 0, and 0/0 has no value\n",
	 GW_CAUSE_EPSILON},
	{LOSS("0 1", "sum(sqrt(w))", "lr='0.1'"),
	 "step 1: the gradient of w[0, 0] is inf, though the loss is finite\n", GW_CAUSE_GRADIENT},
	{"<graph><param name='v' value='1 2'/><param name='w' value='3; 0'/><output "
	 "name='J'>sum(v) + "
	 "sum(sqrt(w))</output><train lr='0.1'/></graph>",
	 "step 1: the gradient of w[1, 0] is inf, though the loss is finite\n", GW_CAUSE_GRADIENT},
	{"<graph><input name='x' value='1'/><param name='w' value='1'/><output name='J'>w "
	 "x</output>"
	 "<data><row x='1e308'/><row x='1e308'/></data><train lr='0.1'/></graph>",
	 "the sum of the losses of all rows is not finite, before anything was learnt\n",
	 GW_CAUSE_START},
	{LOSS("inf", "1/w^2", "lr='0.1' epochs='1'"), "", GW_CAUSE_NONE},
	{LOSS("inf", "1/w^2", "lr='0.1' epochs='2'"),
	 "w = nan is the first value that is not finite\n", GW_CAUSE_UNKNOWN},
	{LOSS("1", "1e200 w", "optimizer='rmsprop' centered='yes' lr='0.1'"),
	 "step 1: w becomes nan, though loss and gradient are finite\n", GW_CAUSE_UNKNOWN},
	/* Its gradient is not 0: no ε would have helped. */
	{LOSS("1", "1e200 w", "optimizer='rmsprop' centered='yes' epsilon='0' lr='0.1'"),
	 "step 1: w becomes nan, though loss and gradient are finite\n", GW_CAUSE_UNKNOWN},
};

static void listen(void *listener, const char *line)
{
	text_add_format(listener, "%s\n", line);
}

/* The callback that stops there is asked for twice, and says it once. */
static void each_cause_is_told_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_graph *graph = given_graph(cases[i].file);
		struct gw_callback callbacks[] = {gw_nan_callback(), gw_nan_callback()};
		struct gw_error error = {0};
		struct text said = {0};
		struct gw_fit fit;
		size_t length;
		given_fit(&fit, graph, NULL, 0);
		fit.callback = callbacks;
		fit.callback_count = 2;
		fit.say = listen;
		fit.listener = &said;
		assert_true(gw_fit_run(&fit, NULL));
		if (strcmp(said.data ? said.data : "", cases[i].said) != 0 ||
		    fit.undefined.cause != cases[i].cause)
			fail_msg("%zu: cause %d, %s", i, (int)fit.undefined.cause,
				 said.data ? said.data : "nothing");
		if (!undefined_is_nowhere(&fit)) {
			assert_null(gw_trained_source(&fit, &length, &error));
			assert_non_null(strstr(error.message, "not a finite number"));
			fit.writes_undefined = true;
			char *source = gw_trained_source(&fit, &length, &error);
			assert_non_null(source);
			free(source);
		}
		gw_fit_finish(&fit);
		gw_graph_destroy(graph);
		text_finish(&said);
	}
}

/* A cause is forgotten when one goes back to before it, and found again. */
static void a_cause_is_of_its_time(void **state)
{
	struct gw_graph *graph = given_graph(BOWL("<row x='1'/>", "lr='1e200' epochs='5'"));
	struct gw_fit fit;

	(void)state;
	given_fit(&fit, graph, NULL, 0);
	assert_true(gw_fit_begin(&fit, NULL));
	void *snapshot = malloc(gw_fit_snapshot_size(&fit));
	gw_fit_snapshot_save(&fit, snapshot);
	for (int i = 0; i < 2; i++) {
		gw_fit_snapshot_restore(&fit, snapshot);
		assert_true(gw_fit_step(&fit, NULL));
		assert_int_equal(fit.undefined.cause, GW_CAUSE_NONE);
		assert_true(gw_fit_step(&fit, NULL));
		assert_int_equal(fit.undefined.cause, GW_CAUSE_RATE);
		assert_int_equal(fit.undefined.step, 1);
	}
	free(snapshot);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
}

/* An infinite loss whose gradients are finite is learnt from; what explains it changes. */
static void a_loss_that_stays_infinite_is_explained_anew(void **state)
{
	struct gw_graph *graph = given_graph(
		"<graph><input name='t' value='0'/><param name='w' value='1'/><output name='J'>w + "
		"t"
		"</output><data><row t='1e308'/><row t='1e308'/></data><train lr='0.1'/></graph>");
	struct gw_fit fit;

	(void)state;
	given_fit(&fit, graph, NULL, 0);
	assert_true(gw_fit_begin(&fit, NULL));
	assert_true(gw_fit_step(&fit, NULL));
	assert_int_equal(fit.undefined.cause, GW_CAUSE_START);
	assert_true(gw_fit_step(&fit, NULL));
	assert_int_equal(fit.undefined.cause, GW_CAUSE_ROWS);
	assert_true(undefined_is_nowhere(&fit));
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
}

/* A resumed training does not know the update before its first one: it blames nothing. */
static void the_first_step_after_a_resumption_blames_nothing(void **state)
{
	const char *file = BOWL("<row x='1'/>", "lr='1e200' epochs='5'");
	struct gw_graph *graph = given_graph(file);
	char path[] = "/tmp/gradwalk-undefined-XXXXXX";
	struct text said = {0};
	struct gw_fit first, second;

	(void)state;
	close(mkstemp(path));
	given_fit(&first, graph, NULL, 0);
	assert_true(gw_fit_begin(&first, NULL));
	assert_true(gw_fit_step(&first, NULL));
	assert_true(gw_fit_write_state(&first, path, NULL));
	gw_fit_finish(&first);
	given_fit(&second, graph, NULL, 0);
	second.say = listen;
	second.listener = &said;
	assert_true(gw_fit_begin(&second, NULL));
	assert_true(gw_fit_read_state(&second, path, NULL));
	unlink(path);
	assert_true(gw_fit_step(&second, NULL));
	undefined_say(&second);
	assert_string_equal(said.data, "J = inf is the first value that is not finite\n");
	assert_int_equal(second.undefined.cause, GW_CAUSE_UNKNOWN);
	gw_fit_finish(&second);
	gw_graph_destroy(graph);
	text_finish(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_cause_is_told_once),
		cmocka_unit_test(a_cause_is_of_its_time),
		cmocka_unit_test(a_loss_that_stays_infinite_is_explained_anew),
		cmocka_unit_test(the_first_step_after_a_resumption_blames_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
