/* Other orders of the backward pass, against recursions that say the same in a few lines. */
#include "tape/visits.h"

#include "chance.h"
#include "given.h"
#include "memory_failure.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WRONG_ORDER                                                                                \
	"<graph><input name='x' value='1'/><let name='p'>3x</let><let name='q'>2p</let>"           \
	"<let name='r'>5p</let><output name='f'>q + r</output></graph>"

static struct gw_tape *tape_for(const struct gw_graph *graph)
{
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);

	assert_non_null(tape);
	return tape;
}

static struct gw_walk walk_in_order(const struct gw_tape *tape, enum sending_order order,
				    struct visits **visits)
{
	struct gw_error error = {0};
	struct gw_walk walk;

	*visits = visits_create(tape, order, &error);
	assert_non_null(*visits);
	gw_walk_init(&walk, tape);
	walk.visits = *visits;
	return walk;
}

/* The lesson's own numbers: 27 and 36 beside 21. */
static void wrong_orders_come_to_their_numbers(void **state)
{
	static const struct {
		enum sending_order order;
		double partial, gradient;
		bool is_wrong;
	} orders[] = {
		{ORDER_NAIVE, 6, 27, true},
		{ORDER_NAIVE_LAST, 15, 36, true},
		{ORDER_PATHS, 6, 21, false},
	};
	struct gw_graph *graph = given_graph(WRONG_ORDER);
	struct gw_tape *tape = tape_for(graph);
	uint32_t x = gw_graph_find(graph, "x");

	(void)state;
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
		struct visits *visits;
		struct gw_walk walk = walk_in_order(tape, orders[i].order, &visits);
		gw_walk_seek(&walk, gw_walk_last(&walk));
		struct gw_gradient end = gw_walk_gradient(&walk, x);
		assert_true(end.value == orders[i].gradient && end.state == GW_FINAL);
		assert_int_equal(end.is_wrong, orders[i].is_wrong);
		assert_true(*gw_walk_end_gradient(&walk, x).entry == orders[i].gradient);
		gw_walk_previous(&walk);
		struct gw_gradient before = gw_walk_gradient(&walk, x);
		assert_true(before.value == orders[i].partial && before.state == GW_PARTIAL);
		assert_false(before.is_wrong);
		assert_int_equal(visits->count, 5);
		visits_destroy(visits);
	}
	assert_true(gw_tape_gradient(tape, x) == 21);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* ---- random graphs ---- */

static struct gw_graph *random_graph(uint32_t seed, unsigned gates)
{
	static const char *const operators[] = {"add", "sub", "mul", "tanh", "max", "relu", "sin"};
	struct gw_error error;
	struct gw_graph *graph = gw_graph_create(&error);

	for (unsigned i = 0; i < 4; i++) {
		double value = pick_below(&seed, 4000) / 1000.0 - 2;
		char name[] = {(char)('a' + i), '\0'};
		gw_graph_add_leaf(graph, i == 3 ? GW_CONSTANT : GW_PARAM, name, &value, &error);
	}
	for (unsigned i = 0; i < gates; i++) {
		uint32_t count = graph->node_count, near = count < 6 ? count : 6;
		uint32_t operands[2] = {count - 1 - pick_below(&seed, near),
					count - 1 - pick_below(&seed, near)};
		const char *name = operators[pick_below(&seed, 7)];
		const struct gw_op *op = gw_op_find(&gw_ops, name, strlen(name));
		gw_graph_add_gate(graph, op, operands, NULL, &error);
	}
	assert_true(gw_graph_add_output(graph, graph->node_count - 1, &error));
	assert_true(gw_graph_finish(graph, &error));
	return graph;
}

/* What a beginner writes: send, then do the same at each operand. */
struct recursion {
	const struct gw_tape *tape;
	enum sending_order order;
	double gradient[32];
	double multiplications, visits;
};

static void recur(struct recursion *recursion, uint32_t gate, double came)
{
	const struct gw_tape *tape = recursion->tape;
	const struct gw_graph *graph = tape->graph;
	const uint32_t *operand = gw_operands(graph, gate);
	double upstream = recursion->order == ORDER_PATHS ? came : recursion->gradient[gate];
	double sent[GW_MAX_ARITY];
	uint32_t count = gw_operand_count(graph, gate);

	recursion->visits++;
	for (uint32_t i = 0; i < count; i++) {
		sent[i] = gw_op_downstream(gw_node_op(graph, gate), upstream,
					   gw_tape_local(tape, gate, i));
		recursion->multiplications += tape->requires_grad[operand[i]];
		if (tape->requires_grad[operand[i]])
			recursion->gradient[operand[i]] += sent[i];
	}
	for (uint32_t k = 0; k < count; k++) {
		uint32_t i = recursion->order == ORDER_NAIVE_LAST ? count - 1 - k : k;
		if (gw_is_gate(graph, operand[i]) && tape->requires_grad[operand[i]])
			recur(recursion, operand[i], sent[i]);
	}
}

static void assert_near(double a, double b)
{
	if (fabs(a - b) > 1e-9 * (1 + fabs(a) + fabs(b)))
		fail_msg("%.17g is not %.17g", a, b);
}

/* Everything that a walk shows at one moment. */
static void look_at(const struct gw_walk *walk, double *seen)
{
	for (uint32_t i = 0; i < walk->tape->graph->node_count; i++) {
		struct gw_gradient gradient = gw_walk_gradient(walk, i);
		seen[2 * i] = gradient.arrived > 0 ? gradient.value : -gradient.arrived;
		seen[2 * i + 1] = gradient.arrived + 1000 * gradient.is_wrong;
	}
}

/* Contribution by contribution to the end and back: the same bits at the same moments. */
static void check_back_and_forth(struct gw_walk *walk)
{
	enum { MOMENTS = 200 };
	static double seen[MOMENTS][64], again[64];
	unsigned count = 0;

	gw_walk_seek(walk, 0);
	do
		look_at(walk, seen[count]);
	while (++count < MOMENTS && gw_walk_next_term(walk));
	gw_walk_previous_term(walk);
	for (unsigned i = count - (count < MOMENTS); i-- > 0;) {
		if (count == MOMENTS)
			break;
		look_at(walk, again);
		assert_memory_equal(again, seen[i],
				    2 * walk->tape->graph->node_count * sizeof *again);
		gw_walk_previous_term(walk);
	}
}

static void check_graph(const struct gw_tape *tape, enum sending_order order)
{
	struct recursion recursion = {.tape = tape, .order = order};
	struct visits *visits;
	struct gw_walk walk = walk_in_order(tape, order, &visits);
	uint32_t nodes = tape->graph->node_count;

	recursion.gradient[tape->output] = 1;
	if (tape->backward_count > 0)
		recur(&recursion, tape->output, 1);
	assert_true(visits->count == recursion.visits);
	assert_true(visits->multiplications.along_ways == recursion.multiplications);
	gw_walk_seek(&walk, gw_walk_last(&walk));
	for (uint32_t i = 0; i < nodes; i++) {
		struct gw_gradient gradient = gw_walk_gradient(&walk, i);
		if (gradient.arrived == 0)
			continue;
		assert_near(gradient.value, recursion.gradient[i]);
		if (!gradient.is_wrong)
			assert_near(gradient.value, gw_tape_gradient(tape, i));
		if (order == ORDER_PATHS)
			assert_false(gradient.is_wrong);
	}
	check_back_and_forth(&walk);
	visits_destroy(visits);
}

static void visits_are_those_of_a_recursion(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 200; seed++) {
		struct gw_graph *graph = random_graph(seed, 4 + seed % 8);
		struct gw_tape *tape = tape_for(graph);
		for (enum sending_order order = ORDER_NAIVE; order <= ORDER_PATHS; order++)
			check_graph(tape, order);
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
}

/*
 * Where the numbers are not finite: wrong is what differs from what has arrived, not what is
 * infinite.
 */
static void overflow_is_wrong_only_where_the_sum_is_not_infinite(void **state)
{
	static const struct {
		const char *c, *d;
		bool is_wrong;
	} cases[] = {
		{"8e307", "4e307", true}, /* the first is passed on twice, which is too much */
		{"inf", "2", false},      {"2", "inf", false},
		{"inf", "-inf", false},   {"nan", "2", false},
	};
	char file[256];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(file, sizeof file,
			 "<graph><param name='x' value='1'/><const name='c' value='%s'/>"
			 "<const name='d' value='%s'/><let name='p'>1 x</let>"
			 "<output name='f'>c p + d p</output></graph>",
			 cases[i].c, cases[i].d);
		struct gw_graph *graph = given_graph(file);
		struct gw_tape *tape = tape_for(graph);
		struct visits *visits;
		struct gw_walk walk = walk_in_order(tape, ORDER_NAIVE, &visits);
		gw_walk_seek(&walk, gw_walk_last(&walk));
		assert_int_equal(gw_walk_gradient(&walk, gw_graph_find(graph, "x")).is_wrong,
				 cases[i].is_wrong);
		visits_destroy(visits);
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
}

/* ---- asking ---- */

/* Who sent what, of every contribution; the output's own comes from no gate. */
static void every_contribution_has_its_sender(void **state)
{
	struct gw_graph *graph = given_graph(WRONG_ORDER);
	struct gw_tape *tape = tape_for(graph);
	struct visits *visits;
	struct gw_walk walk = walk_in_order(tape, ORDER_NAIVE, &visits);
	struct gw_step sent;
	uint32_t index, terms = 0;

	(void)state;
	for (uint32_t t = gw_walk_seed(&walk) + 1; t <= gw_walk_last(&walk); t++) {
		struct gw_step step = gw_walk_step_at(&walk, t);
		for (uint32_t i = 0; i < step.term_total; i++, terms++) {
			struct gw_term term = gw_step_term(&walk, &step, i);
			assert_true(
				gw_walk_sender(&walk, term.operand, term.arrived, &sent, &index));
			assert_true(sent.t == t && index == i);
			assert_true(*gw_term_downstream(&walk, &step, &term).entry ==
				    term.downstream);
		}
	}
	assert_int_equal(terms, 6);
	assert_false(gw_walk_sender(&walk, graph->outputs[0], 1, &sent, &index));
	assert_int_equal(gw_walk_backward_time(&walk, graph->outputs[0]), gw_walk_seed(&walk) + 1);
	assert_int_equal(gw_walk_backward_time(&walk, gw_graph_find(graph, "q")),
			 gw_walk_seed(&walk) + 2);
	assert_int_equal(gw_walk_backward_time(&walk, gw_graph_find(graph, "x")), GW_NONE);
	visits_destroy(visits);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* Nothing is sent to a constant, nor by an output that is a leaf. */
static void nothing_is_sent_where_nothing_depends(void **state)
{
	struct gw_graph *graph =
		given_graph("<graph><const name='c' value='2'/><param name='x' value='3'/>"
			    "<output name='f'>c x</output><output name='g'>c c</output></graph>");
	struct gw_error error = {0};
	struct gw_tape *tape = tape_for(graph),
		       *of_g = gw_tape_create(graph, graph->outputs[1], &error);
	struct visits *visits;
	struct gw_walk walk = walk_in_order(tape, ORDER_NAIVE, &visits);

	(void)state;
	gw_walk_seek(&walk, gw_walk_last(&walk));
	assert_null(gw_walk_end_gradient(&walk, gw_graph_find(graph, "c")).entry);
	assert_true(*gw_walk_end_gradient(&walk, gw_graph_find(graph, "x")).entry == 2);
	visits_destroy(visits);
	walk = walk_in_order(of_g, ORDER_NAIVE, &visits);
	gw_walk_seek(&walk, gw_walk_last(&walk));
	assert_int_equal(gw_walk_last(&walk), gw_walk_seed(&walk));
	assert_int_equal(gw_walk_gradient(&walk, gw_graph_find(graph, "x")).state, GW_INDEPENDENT);
	visits_destroy(visits);
	gw_tape_destroy(of_g);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* ---- what can't be walked ---- */

/* x + x, and that with itself, 60 times: 2^60 ways. */
static void many_ways_are_counted_without_walking(void **state)
{
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_create(&error);
	const struct gw_op *add = gw_op_find(&gw_ops, "add", 3);
	double one = 1;
	uint32_t node = gw_graph_add_leaf(graph, GW_INPUT, "x", &one, &error);
	struct multiplications count;

	(void)state;
	for (unsigned i = 0; i < 60; i++)
		node = gw_graph_add_gate(graph, add, (uint32_t[]){node, node}, NULL, &error);
	assert_true(gw_graph_add_output(graph, node, &error));
	assert_true(gw_graph_finish(graph, &error));
	struct gw_tape *tape = tape_for(graph);
	assert_true(count_multiplications(tape, &count));
	assert_true(count.backpropagation == 120);
	assert_true(count.along_ways == ldexp(1, 61) - 2);
	assert_null(visits_create(tape, ORDER_PATHS, &error));
	assert_string_equal(error.message,
			    "this order takes 1.15292150460685e+18 steps and 2.30584300921369e+18 "
			    "multiplications, backpropagation 60 and 120: too many to walk");
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void matrices_are_refused(void **state)
{
	struct gw_graph *graph = given_graph("<graph><param name='x' value='1 2; 3 4'/>"
					     "<output name='f'>sum(x)^2</output></graph>");
	struct gw_tape *tape = tape_for(graph);
	struct gw_error error = {0};

	(void)state;
	assert_null(visits_create(tape, ORDER_NAIVE, &error));
	assert_non_null(strstr(error.message, "\"sum(x)\" is a gate over matrices"));
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void memory_may_run_out(void **state)
{
	struct gw_graph *graph = given_graph(WRONG_ORDER);
	struct gw_tape *tape = tape_for(graph);

	(void)state;
	for (size_t n = 0;; n++) {
		struct gw_error error = {0};
		fail_allocation(n);
		struct visits *visits = visits_create(tape, ORDER_PATHS, &error);
		if (!failure_happened()) {
			assert_non_null(visits);
			visits_destroy(visits);
			break;
		}
		assert_null(visits);
		assert_string_equal(error.message, "out of memory");
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_orders_come_to_their_numbers),
		cmocka_unit_test(visits_are_those_of_a_recursion),
		cmocka_unit_test(overflow_is_wrong_only_where_the_sum_is_not_infinite),
		cmocka_unit_test(every_contribution_has_its_sender),
		cmocka_unit_test(nothing_is_sent_where_nothing_depends),
		cmocka_unit_test(many_ways_are_counted_without_walking),
		cmocka_unit_test(matrices_are_refused),
		cmocka_unit_test(memory_may_run_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
