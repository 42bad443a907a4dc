/*
 * What is said to someone who trains: of each thing that goes wrong, once; of what goes well,
 * nothing.
 */
#include "base/text.h"
#include "callbacks/advice.h"
#include "given.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void listen(void *listener, const char *line)
{
	text_add_format(listener, "%s\n", line);
}

/* All that is said while a graph is trained, to be released. */
static struct text said_of(const char *file)
{
	struct gw_error error = {0};
	struct gw_graph *graph = given_graph(file);
	struct advice advice = {0};
	struct gw_callback callbacks[] = {gw_nan_callback(), advice_callback(&advice)};
	struct text said = {0};
	struct gw_fit fit;

	given_fit(&fit, graph, NULL, 0);
	fit.callback = callbacks;
	fit.callback_count = 2;
	fit.say = listen;
	fit.listener = &said;
	if (!gw_fit_run(&fit, &error))
		fail_msg("%s", error.message);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
	text_add(&said, "");
	return said;
}

static void says(const char *file, const char *expected)
{
	struct text said = said_of(file);
	assert_string_equal(said.data, expected);
	text_finish(&said);
}

static void a_loss_that_grows_is_told_once(void **state)
{
	(void)state;
	says("<graph><param name='x' value='1'/><output name='f'>x^2</output>"
	     "<train optimizer='sgd' lr='1.1' epochs='20'/></graph>",
	     "the loss has grown for 5 epochs: is the learning rate, 1.1, too high?\n");
}

static void a_loss_that_bounces_is_told_once(void **state)
{
	(void)state;
	says("<graph><param name='x' value='0.3'/><output name='f'>abs(x)</output>"
	     "<train optimizer='sgd' lr='1' epochs='20'/></graph>",
	     "the loss goes up and down from epoch to epoch: is the learning rate, 1, too "
	     "high?\n");
}

static void the_first_value_that_is_not_finite_is_named(void **state)
{
	(void)state;
	says("<graph><param name='w' value='800'/><let name='e'>exp(w)</let>"
	     "<output name='f'>(e - 1)^2</output><train lr='0.1' epochs='3'/></graph>",
	     "e = inf is the first value that is not finite, before anything was learnt\n");
}

/* Off in one row alone is no fault. */
static void a_relu_that_is_always_off_is_told(void **state)
{
	(void)state;
	says("<graph><input name='x' value='0'/><param name='w' value='1'/><param name='b' "
	     "value='-9'/>"
	     "<let name='h'>relu(w x + b)</let><let name='g'>relu(w x)</let>"
	     "<output name='f'>(h + g - 1)^2</output>"
	     "<data><row x='1'/><row x='-2'/><row x='0.5'/></data>"
	     "<train optimizer='sgd' lr='0.001' epochs='9'/></graph>",
	     "h: relu is off for every row: no gradient comes through, so what feeds it does not "
	     "learn\n");
}

/* Of a graph without data there are no rows to speak of. */
static void without_rows_none_are_told(void **state)
{
	(void)state;
	says("<graph><param name='w' value='-2'/><let name='h'>relu(w)</let>"
	     "<output name='f'>(h - 1)^2</output><train lr='0.1' epochs='3'/></graph>",
	     "h: relu is off: no gradient comes through, so what feeds it does not learn\n");
	says("<graph><param name='w' value='9'/><let name='h'>tanh(w)</let>"
	     "<output name='f'>(h + 1)^2</output><train lr='0.1' epochs='3'/></graph>",
	     "h: tanh is saturated: next to no gradient comes through, so what feeds it hardly "
	     "learns\n");
}

/* cos is no switch: where it is flat it turns, at its top or at its bottom. */
static void only_flat_sides_are_told(void **state)
{
	(void)state;
	says("<graph><param name='w' value='3.1415'/><let name='h'>cos(w)</let>"
	     "<output name='f'>(h - 1)^2</output><train lr='0.1' epochs='3'/></graph>",
	     "");
}

static void columns_of_a_matrix_are_told_apart(void **state)
{
	(void)state;
	says("<graph><input name='X' value='0 0; 0 0'/><param name='W' value='1 9 -1; 1 9 1'/>"
	     "<let name='h'>sigmoid(X @ W)</let><output name='f'>mean(h)</output>"
	     "<data><row X='1 2'/><row X='1 1'/><row X='2 3'/><row X='1 4'/></data>"
	     "<train optimizer='sgd' lr='0.001' epochs='9'/></graph>",
	     "h: the sigmoid is saturated for every row in 1 of its 3 columns: next to no "
	     "gradient comes through, so what feeds it hardly learns\n");
}

static void of_what_goes_well_nothing_is_said(void **state)
{
	(void)state;
	says("<graph><input name='x' value='0'/><input name='t' value='0'/><param name='w' "
	     "value='0.5'/>"
	     "<output name='f'>(tanh(w x) - t)^2</output>"
	     "<data><row x='1' t='0.7'/><row x='-1' t='-0.7'/></data>"
	     "<train optimizer='sgd' lr='0.1' epochs='64'/></graph>",
	     "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_loss_that_grows_is_told_once),
		cmocka_unit_test(a_loss_that_bounces_is_told_once),
		cmocka_unit_test(the_first_value_that_is_not_finite_is_named),
		cmocka_unit_test(a_relu_that_is_always_off_is_told),
		cmocka_unit_test(without_rows_none_are_told),
		cmocka_unit_test(only_flat_sides_are_told),
		cmocka_unit_test(columns_of_a_matrix_are_told_apart),
		cmocka_unit_test(of_what_goes_well_nothing_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
