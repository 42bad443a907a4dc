/*
 * The walk against a simulator that does what a textbook says: it sets values one by one, adds
 * contributions one by one, and to go to a time begins anew. The walk must show the same bits
 * however it came there.
 */
#include "chance.h"
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

/* ---- graphs ---- */

static uint32_t add_random_gate(struct gw_graph *graph, uint32_t *seed, uint32_t window)
{
	struct gw_error error;
	const struct gw_op *op;

	do
		op = gw_op_at(&gw_ops, next_random(seed) % gw_op_count(&gw_ops));
	while (!gw_op_is_entrywise(op));
	uint32_t count = graph->node_count, near = count < window ? count : window;
	uint32_t operands[GW_MAX_ARITY];

	for (unsigned i = 0; i < GW_MAX_ARITY; i++)
		operands[i] = count - 1 - next_random(seed) % near;
	return gw_graph_add_gate(graph, op, operands, NULL, &error);
}

/*
 * Inputs, parameters, constants and numbers, then gates over what is near; the last is the output.
 */
static struct gw_graph *random_graph(uint32_t seed, uint32_t gates, uint32_t window)
{
	static const enum gw_kind kinds[] = {GW_INPUT, GW_PARAM, GW_INPUT, GW_CONSTANT};
	struct gw_error error;
	struct gw_graph *graph = gw_graph_create(&error);

	for (uint32_t i = 0; i < 12; i++) {
		double value = (next_random(&seed) % 4000) / 1000.0 - 2;
		char name[8] = {'v', (char)('a' + i)};
		gw_graph_add_leaf(graph, kinds[i % 4], name, &value, &error);
	}
	for (uint32_t i = 0; i < gates; i++) {
		if (next_random(&seed) % 8 == 0)
			gw_graph_add_literal(graph, NULL, (next_random(&seed) % 400) / 100.0 - 2,
					     &error);
		add_random_gate(graph, &seed, window);
	}
	/* An output behind a wall would have no gradients at all. */
	while (!gw_is_gate(graph, graph->node_count - 1) ||
	       gw_node_op(graph, graph->node_count - 1)->stops_gradient)
		add_random_gate(graph, &seed, window);
	gw_graph_add_output(graph, graph->node_count - 1, &error);
	assert_true(gw_graph_finish(graph, &error));
	return graph;
}

/* ---- the simulator ---- */

struct simulator {
	const struct gw_graph *graph;
	uint32_t output;
	double *value, *gradient;
	bool *has_value, *wants, *needed;
	uint32_t *arrived, *expected;
};

static void simulator_init(struct simulator *s, const struct gw_graph *graph)
{
	size_t n = graph->node_count;

	*s = (struct simulator){
		.graph = graph,
		.output = graph->outputs[0],
		.value = calloc(n, sizeof(double)),
		.gradient = calloc(n, sizeof(double)),
		.has_value = calloc(n, sizeof(bool)),
		.wants = calloc(n, sizeof(bool)),
		.needed = calloc(n, sizeof(bool)),
		.arrived = calloc(n, sizeof(uint32_t)),
		.expected = calloc(n, sizeof(uint32_t)),
	};
	for (uint32_t i = 0; i < n; i++) {
		s->wants[i] = graph->kind[i] == GW_INPUT || graph->kind[i] == GW_PARAM;
		for (uint32_t k = 0; k < gw_operand_count(graph, i); k++)
			s->wants[i] |= !gw_node_op(graph, i)->stops_gradient &&
				       s->wants[gw_operands(graph, i)[k]];
	}
	s->needed[s->output] = s->wants[s->output];
	s->expected[s->output] = s->needed[s->output];
	for (uint32_t i = (uint32_t)n; i-- > 0;)
		for (uint32_t k = 0; s->needed[i] && k < gw_operand_count(graph, i); k++) {
			uint32_t operand = gw_operands(graph, i)[k];
			s->needed[operand] = s->needed[operand] || s->wants[operand];
			s->expected[operand] += s->wants[operand];
		}
}

static void simulator_finish(struct simulator *s)
{
	free(s->value);
	free(s->gradient);
	free(s->has_value);
	free(s->wants);
	free(s->needed);
	free(s->arrived);
	free(s->expected);
}

static void simulator_reset(struct simulator *s)
{
	for (uint32_t i = 0; i < s->graph->node_count; i++) {
		s->has_value[i] = !gw_is_gate(s->graph, i);
		s->value[i] = s->graph->initial[i];
		s->arrived[i] = 0;
	}
}

static void operands_of(const struct simulator *s, uint32_t node, double x[GW_MAX_ARITY])
{
	for (uint32_t k = 0; k < gw_operand_count(s->graph, node); k++)
		x[k] = s->value[gw_operands(s->graph, node)[k]];
}

static void receive(struct simulator *s, uint32_t node, double contribution)
{
	s->gradient[node] = s->arrived[node] ? s->gradient[node] + contribution : contribution;
	s->arrived[node]++;
}

/* Send a gate's contributions, at most `most` of them. */
static void send(struct simulator *s, uint32_t node, uint32_t most)
{
	double x[GW_MAX_ARITY] = {0};

	operands_of(s, node, x);
	for (uint32_t k = 0; k < gw_operand_count(s->graph, node) && most > 0; k++) {
		uint32_t operand = gw_operands(s->graph, node)[k];
		if (!s->wants[operand])
			continue;
		const struct gw_op *op = gw_node_op(s->graph, node);
		receive(s, operand,
			gw_op_downstream(op, s->gradient[node], op->local(x, s->value[node], k)));
		most--;
	}
}

/* Begin anew and do `t` steps, and `part` contributions of the next. */
static void simulate(struct simulator *s, uint32_t t, uint32_t part)
{
	const struct gw_graph *graph = s->graph;

	simulator_reset(s);
	for (uint32_t i = 0; i < graph->node_count; i++) {
		double x[GW_MAX_ARITY] = {0};
		if (!gw_is_gate(graph, i))
			continue;
		if (t-- == 0)
			return;
		operands_of(s, i, x);
		s->value[i] = gw_node_op(graph, i)->value(x);
		s->has_value[i] = true;
	}
	if (t-- == 0)
		return;
	if (s->needed[s->output])
		receive(s, s->output, 1);
	for (uint32_t i = graph->node_count; i-- > 0;) {
		if (!gw_is_gate(graph, i) || !s->needed[i])
			continue;
		if (t-- == 0) {
			send(s, i, part);
			return;
		}
		send(s, i, UINT32_MAX);
	}
}

/* ---- comparing ---- */

static bool same_bits(double a, double b)
{
	return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static enum gw_gradient_state state_of(const struct simulator *s, uint32_t node, bool is_seeded)
{
	if (!s->wants[node])
		return GW_UNWANTED;
	if (!s->needed[node])
		return is_seeded ? GW_INDEPENDENT : GW_UNSET;
	if (s->arrived[node] == 0)
		return GW_UNSET;
	return s->arrived[node] < s->expected[node] ? GW_PARTIAL : GW_FINAL;
}

static void assert_same(const struct gw_walk *walk, const struct simulator *s)
{
	for (uint32_t i = 0; i < s->graph->node_count; i++) {
		double value = 0;
		struct gw_gradient gradient = gw_walk_gradient(walk, i);
		assert_int_equal(gw_walk_value(walk, i, &value), s->has_value[i]);
		if (s->has_value[i])
			assert_true(same_bits(value, s->value[i]));
		assert_int_equal(gradient.state, state_of(s, i, walk->t >= gw_walk_seed(walk)));
		if (gradient.state != GW_PARTIAL && gradient.state != GW_FINAL)
			continue;
		assert_true(same_bits(gradient.value, s->gradient[i]));
		assert_int_equal(gradient.arrived, s->arrived[i]);
		assert_int_equal(gradient.expected, s->expected[i]);
	}
}

/* ---- tests ---- */

static void any_way_to_a_time_shows_the_same_bits(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 4; seed++) {
		struct gw_graph *graph = random_graph(seed, 2000, seed % 2 ? 40 : 2000);
		struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], NULL);
		struct simulator simulator;
		struct gw_walk walk;
		uint32_t random = seed;
		simulator_init(&simulator, graph);
		gw_walk_init(&walk, tape);
		for (int visit = 0; visit < 25; visit++) {
			gw_walk_seek(&walk, next_random(&random) % (gw_walk_last(&walk) + 1));
			for (uint32_t wander = next_random(&random) % 60; wander > 0; wander--) {
				bool (*const moves[])(struct gw_walk *) = {
					gw_walk_next, gw_walk_previous, gw_walk_next_term,
					gw_walk_previous_term};
				moves[next_random(&random) % 4](&walk);
			}
			simulate(&simulator, walk.t, walk.part);
			assert_same(&walk, &simulator);
		}
		simulator_finish(&simulator);
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
}

static void steps_undo_each_other_exactly(void **state)
{
	struct gw_graph *graph = random_graph(9, 300, 30);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], NULL);
	struct gw_walk walk;

	(void)state;
	gw_walk_init(&walk, tape);
	assert_false(gw_walk_previous(&walk) || gw_walk_previous_term(&walk));
	for (uint32_t t = 0; t < gw_walk_last(&walk); t++) {
		gw_walk_seek(&walk, t);
		assert_true(gw_walk_next(&walk) && gw_walk_previous(&walk));
		assert_true(walk.t == t && walk.part == 0);
	}
	gw_walk_seek(&walk, 0);
	for (struct gw_walk before = walk; gw_walk_next_term(&walk); before = walk) {
		struct gw_walk back = walk;
		assert_true(gw_walk_previous_term(&back));
		assert_true(back.t == before.t && back.part == before.part);
		back = walk;
		/* A whole step back from between two contributions is to before both. */
		assert_true(gw_walk_previous(&back) && back.part == 0);
		assert_true(back.t == (walk.part > 0 ? walk.t : walk.t - 1));
	}
	assert_int_equal(walk.t, gw_walk_last(&walk));
	assert_false(gw_walk_next(&walk));
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* What the steps say adds up to what the tape holds. */
static void every_contribution_is_told_once(void **state)
{
	struct gw_graph *graph = random_graph(5, 500, 50);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], NULL);
	uint32_t *arrived = calloc(graph->node_count, sizeof *arrived);
	struct gw_walk walk;

	(void)state;
	gw_walk_init(&walk, tape);
	for (uint32_t t = gw_walk_seed(&walk) + 1; t <= gw_walk_last(&walk); t++) {
		struct gw_step step = gw_walk_step_at(&walk, t);
		assert_true(same_bits(step.upstream, gw_tape_gradient(tape, step.node)));
		for (uint32_t i = 0; i < step.term_total; i++) {
			struct gw_term term = gw_step_term(&walk, &step, i);
			assert_int_equal(term.arrived, ++arrived[term.operand]);
			assert_true(same_bits(term.downstream, step.upstream * term.local));
			if (term.arrived > 1)
				assert_true(
					same_bits(term.gradient, term.before + term.downstream));
			else
				assert_true(same_bits(term.gradient, term.downstream));
			if (term.arrived == term.expected)
				assert_true(same_bits(term.gradient,
						      gw_tape_gradient(tape, term.operand)));
		}
	}
	free(arrived);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static struct gw_graph *from(const char *expression)
{
	static const struct gw_setting settings[] = {{.name = "x", .value = 3},
						     {.name = "y", .value = 2}};
	struct gw_error error;
	return gw_graph_from_expression(expression, settings, 2, &error);
}

static void a_square_by_two_edges_has_a_partial_gradient_on_the_way(void **state)
{
	struct gw_graph *graph = from("f = x x");
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], NULL);
	uint32_t x = gw_graph_find(graph, "x");
	struct gw_walk walk;

	(void)state;
	gw_walk_init(&walk, tape);
	gw_walk_seek(&walk, gw_walk_seed(&walk));
	assert_int_equal(gw_walk_gradient(&walk, x).state, GW_UNSET);
	assert_true(gw_walk_next_term(&walk));
	struct gw_gradient partial = gw_walk_gradient(&walk, x);
	assert_true(partial.state == GW_PARTIAL && partial.value == 3 && partial.arrived == 1 &&
		    partial.expected == 2);
	assert_true(gw_walk_next_term(&walk));
	struct gw_gradient final = gw_walk_gradient(&walk, x);
	assert_true(final.state == GW_FINAL && final.value == 6);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void what_the_output_does_not_need_is_skipped(void **state)
{
	struct gw_graph *graph = from("a = y y; b = 2 * 3; f = b x");
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], NULL);
	uint32_t a = gw_graph_find(graph, "a"), b = gw_graph_find(graph, "b"),
		 y = gw_graph_find(graph, "y");
	struct gw_walk walk;

	(void)state;
	gw_walk_init(&walk, tape);
	assert_int_equal(gw_walk_last(&walk), 5); /* three gates forward, the seed, one gate back */
	gw_walk_seek(&walk, 5);
	assert_int_equal(gw_walk_gradient(&walk, a).state, GW_INDEPENDENT);
	assert_int_equal(gw_walk_gradient(&walk, y).state, GW_INDEPENDENT);
	assert_int_equal(gw_walk_gradient(&walk, b).state, GW_UNWANTED);
	assert_int_equal(gw_walk_backward_time(&walk, a), GW_NONE);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* ∂f/∂x by the tape and by the step that sends it, at x = −1. */
static void assert_shut(const char *text)
{
	struct gw_error error;
	struct gw_graph *graph = gw_graph_load_text("shut", text, strlen(text), &error);
	assert_non_null(graph);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	assert_non_null(tape);
	uint32_t x = gw_graph_find(graph, "x"), place = tape->first_arrival[x];
	struct gw_matrix gradient = gw_tape_gradient_matrix(tape, x);
	struct gw_walk walk;

	assert_true(gradient.entry[0] == 0);
	gw_walk_init(&walk, tape);
	gw_walk_seek(&walk, gw_walk_backward_time(&walk, tape->arrival_node[place]));
	struct gw_step step = gw_walk_step(&walk);
	struct gw_term term = gw_step_term(&walk, &step, 0);
	assert_int_equal(term.operand, x);
	if (!gw_is_matrix_gate(tape, step.node))
		assert_true(term.downstream == 0 && term.gradient == 0);
	for (uint32_t i = 0; i < graph->group_count; i++)
		assert_true(gw_tape_composite_local(tape, i, graph->groups[i].last, x) == 0);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* PyTorch: 0 in all of them, since the gate is shut, though inf arrives. */
static void shut_gates_stop_what_is_infinite(void **state)
{
	static const char *const expressions[] = {
		"sqrt(max(x, 0))", "log(relu(x))", "1/max(x, 0)",       "1/min(-x, 0)",
		"sqrt(max(0, x))", "1/min(0, -x)", "sum(log(relu(x)))", "g(x)",
	};

	(void)state;
	for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
		char text[512];
		snprintf(text, sizeof text,
			 "<graph name=\"shut\"><define name=\"g\" args=\"t\">log(relu(t))</define>"
			 "<input name=\"x\" value=\"-1\"/><output name=\"f\">%s</output></graph>",
			 expressions[i]);
		assert_shut(text);
	}
	assert_shut("<graph name=\"shut\"><input name=\"x\" value=\"-1 2\"/>"
		    "<output name=\"f\">sum(log(relu(x)))</output></graph>");
}

/* The numbers of a step that has none are NaN, not 0 or those of the first entry. */
static void a_step_over_matrices_has_no_scalars(void **state)
{
	static const char text[] = "<graph name=\"m\"><param name=\"w\" value=\"1 2; 3 4\"/>"
				   "<output name=\"f\">sum(w + w)</output></graph>";
	struct gw_error error;
	struct gw_graph *graph = gw_graph_load_text("m", text, strlen(text), &error);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	uint32_t w = gw_graph_find(graph, "w");
	struct gw_walk walk;
	double value = 0;

	(void)state;
	gw_walk_init(&walk, tape);
	struct gw_step forward = gw_walk_step_at(&walk, 1), sum = gw_walk_step_at(&walk, 2),
		       back = gw_walk_step_at(&walk, 5);
	assert_true(isnan(forward.value) && sum.value == 20);
	assert_true(isnan(back.value) && isnan(back.upstream) && back.term_count == 2);
	struct gw_term term = gw_step_term(&walk, &back, 0);
	assert_true(isnan(term.local) && isnan(term.downstream) && isnan(term.gradient));
	gw_walk_seek(&walk, 5);
	assert_true(gw_walk_value(&walk, w, &value) && isnan(value));
	assert_true(isnan(gw_walk_gradient(&walk, w).value));
	assert_true(gw_walk_value(&walk, tape->output, &value) && value == 20);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void running_again_gives_the_same_and_a_new_value_new_gradients(void **state)
{
	struct gw_graph *graph = from("f = x^2 y");
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], NULL);
	uint32_t x = gw_graph_find(graph, "x");

	(void)state;
	assert_true(gw_tape_gradient(tape, x) == 12);
	gw_tape_run(tape);
	assert_true(gw_tape_gradient(tape, x) == 12);
	gw_tape_set(tape, x, -1);
	gw_tape_run(tape);
	assert_true(gw_tape_gradient(tape, x) == -4 && tape->value[tape->output] == 2);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* Recursion that passes each contribution on as it comes gives 27 or 36. */
static void the_wrong_order_lesson_is_right(void **state)
{
	struct gw_graph *graph = from("p = 3x; q = 2p; r = 5p; f = q + r");
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], NULL);

	(void)state;
	assert_true(gw_tape_gradient(tape, gw_graph_find(graph, "x")) == 21);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void neither_running_nor_walking_allocates(void **state)
{
	struct gw_graph *graph = random_graph(6, 1000, 100);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], NULL);
	struct gw_walk walk;
	double sum = 0;

	/* The last gate of a random graph may be one of constants alone. */
	for (uint32_t seed = 7; tape->backward_count < 10; seed++) {
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
		graph = random_graph(seed, 1000, 100);
		tape = gw_tape_create(graph, graph->outputs[0], NULL);
	}

	(void)state;
	gw_walk_init(&walk, tape);
	fail_allocation(0);
	gw_tape_run(tape);
	while (gw_walk_next_term(&walk)) {
		struct gw_step step = gw_walk_step(&walk);
		for (uint32_t i = 0; i < step.term_count; i++)
			sum += gw_step_term(&walk, &step, i).local;
		sum += (double)gw_walk_gradient(&walk, walk.t % graph->node_count).arrived;
	}
	while (gw_walk_previous_term(&walk))
		;
	assert_false(failure_happened());
	assert_true(sum != 0);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void a_position_has_a_number_or_a_name(void **state)
{
	struct gw_error error;
	const struct gw_setting x = {.name = "x", .value = 1};
	struct gw_graph *graph = gw_graph_from_expression("f = x + 1", &x, 1, &error);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct gw_walk walk;
	static const struct {
		const char *text;
		uint32_t t;
	} rows[] = {{"start", 0}, {"0", 0}, {"1", 1}, {"seed", 2}, {"end", 3}, {"3", 3}};
	static const char *const wrong[] = {"", "4", "-1", "1.5", "nan", "End", "seeds"};
	uint32_t t = 7;

	(void)state;
	gw_walk_init(&walk, tape);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(gw_walk_position(&walk, wrong[i], &t));
	assert_int_equal(t, 7);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(gw_walk_position(&walk, rows[i].text, &t));
		assert_int_equal(t, rows[i].t);
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_way_to_a_time_shows_the_same_bits),
		cmocka_unit_test(steps_undo_each_other_exactly),
		cmocka_unit_test(every_contribution_is_told_once),
		cmocka_unit_test(a_square_by_two_edges_has_a_partial_gradient_on_the_way),
		cmocka_unit_test(what_the_output_does_not_need_is_skipped),
		cmocka_unit_test(shut_gates_stop_what_is_infinite),
		cmocka_unit_test(a_step_over_matrices_has_no_scalars),
		cmocka_unit_test(running_again_gives_the_same_and_a_new_value_new_gradients),
		cmocka_unit_test(the_wrong_order_lesson_is_right),
		cmocka_unit_test(a_position_has_a_number_or_a_name),
		cmocka_unit_test(neither_running_nor_walking_allocates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
