/*
 * Numerical trouble: which gate an inf or a NaN begins at, and what would have avoided it.
 */
#include "explain/trouble.h"

#include "memory_failure.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct expected {
	const char *expression;
	const char *gate;  /* where it begins; NULL: all is finite */
	const char *write; /* what is said to avoid it; NULL: nothing */
};

static const double logits[] = {1000, 999, 0}, zeros[] = {0, 0};

static struct gw_tape *tape_of(const char *expression)
{
	const struct gw_setting setting[] = {
		{"z", 0, {logits, {1, 3}}},   {"o", 0, {zeros, {1, 2}}},
		{"p", 0, {NULL, {0, 0}}},     {"x", 1000, {NULL, {0, 0}}},
		{"q", 1e-20, {NULL, {0, 0}}}, {"i", INFINITY, {NULL, {0, 0}}}};
	struct gw_error error;
	struct gw_graph *graph = gw_graph_from_expression(expression, setting, 6, &error);

	if (!graph)
		fail_msg("%s: %s", expression, error.message);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	assert_non_null(tape);
	return tape;
}

static void destroy(struct gw_tape *tape)
{
	struct gw_graph *graph = (struct gw_graph *)tape->graph;

	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void expect(const struct expected *expected)
{
	struct gw_tape *tape = tape_of(expected->expression);
	struct trouble trouble;
	struct text text = {.is_ascii = true};
	bool is_found = trouble_find(tape, &trouble);

	if (is_found != (expected->gate != NULL))
		fail_msg("%s: %s", expected->expression, is_found ? "found" : "not found");
	if (is_found) {
		trouble_add(&trouble, tape, &text);
		assert_string_equal(gw_node_name(tape->graph, trouble.gate), expected->gate);
		if (!expected->write != !strstr(text.data, " Write ") ||
		    (expected->write && !strstr(text.data, expected->write)))
			fail_msg("%s: \"%s\"", expected->expression, text.data);
	}
	text_finish(&text);
	destroy(tape);
}

static void where_a_value_begins_to_be_infinite(void **state)
{
	static const struct expected cases[] = {
		{"f = log(sum(exp(z)))", "exp(z)", "Write logsumexp(z) for log(sum(exp(z))):"},
		{"f = sum(log(sum(exp(z), axis=1)))", "exp(z)",
		 "Write logsumexp(z, axis=1) for log(sum(exp(z), axis=1)):"},
		{"e = exp(z); s = sum(e); L = log(s)", "e", "Write logsumexp(z) for"},
		{"f = log(exp(x) + exp(p))", "exp(x)", "Write logaddexp(x, p) for"},
		{"f = sum(exp(z)/sum(exp(z), axis=1) z)", "exp(z)", "Write softmax(z, axis=1) for"},
		{"f = sum(log(softmax(z)))", "log(softmax(z))", "Write log_softmax(z) for"},
		{"f = log(sigmoid(-x)) + 1", "log(sigmoid(-x))", "Write logsigmoid(-x) for"},
		{"f = 1 + log(1 - sigmoid(x))", "log(1 - sigmoid(x))", "Write logsigmoid(-x) for"},
		{"f = -(p log(sigmoid(x)) + (1 - p) log(1 - sigmoid(x)))", "log(1 - sigmoid(x))",
		 "Write bce_with_logits(x, p) for"},
		{"f = log(1 + exp(x - p))", "exp(x - p)", "Write softplus(x - p) for"},
		{"f = log(exp(x) + 1)", "exp(x)", "Write softplus(x) for"},
		{"f = exp(x)/(1 + exp(x))", "exp(x)", "Write sigmoid(x) for"},
		{"f = 1/(1 + exp(-(p - x)))", "exp(-(p - x))", "Write sigmoid(p - x) for"},
		{"f = (exp(x) - exp(-x))/(exp(x) + exp(-x))", "exp(x)", "Write tanh(x) for"},
		{"f = 2 + p log(p)", "log(p)", "Write xlogy(p, p) for"},
		{"f = 2 + (p + 0) log(p)", "log(p)", "Write xlogy(p + 0, p) for"},
		{"f = 1 + q/log(1 + q)", "q/log(1 + q)", "Write q/log1p(q) for"},
		{"f = 1 + q/(exp(q) - 1)", "q/(exp(q) - 1)", "Write q/expm1(q) for"},
		{"f = sqrt(sum((1e200 z)^2))", "(1e+200 z)^2", "Write norm(1e+200"},
		{"f = sqrt((1e200 x)^2 + p^2)", "(1e+200 x)^2", "Write hypot(1e+200"},
		{"f = 1 + log(p)", "log(p)", "Write log(clip(p, 1e-12, 1e300)) for log(p):"},
		/* Another name for a gate, a number for a letter, and a name for a sum. */
		{"e = exp(z); d = e; f = log(sum(d))", "e", "Write logsumexp(z) for"},
		{"f = 2 + 0 log(p)", "log(p)", "Write xlogy(0, p) for 0 * log(p):"},
		{"f = sqrt((-1e200)^2 + p^2)", "(-1e+200)^2",
		 "Write hypot(-1e+200, p) for sqrt((-1e+200)^2 + p^2):"},
		{"s = p + q; f = s/(exp(s) - 1)", "f", "Write s/expm1(s) for s/(exp(s) - 1):"},
		{"f = sqrt(exp(600 + p)^2 + p^2)", "exp(600 + p)^2",
		 "Write hypot(exp(600 + p), p) for sqrt(exp(600 + p)^2 + p^2):"},
		{"f = sqrt((-(p + 1e200))^2 + p^2)", "(-(p + 1e+200))^2",
		 "Write hypot(-(p + 1e+200), p) for sqrt((-(p + 1e+200))^2 + p^2):"},
		{"f = sqrt((p + 1e200)^2 + p^2)", "(p + 1e+200)^2",
		 "Write hypot(p + 1e+200, p) for sqrt((p + 1e+200)^2 + p^2):"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect(&cases[i]);
}

static void where_a_gradient_begins_to_be_infinite(void **state)
{
	static const struct expected cases[] = {
		{"f = 1 + sqrt(sum(o^2))", "sqrt(sum(o^2))",
		 "the root has no slope at 0. Write norm(o) for"},
		{"f = 1 + sqrt(p^2)", "sqrt(p^2)", "Write abs(p) for"},
		{"f = 1 + sqrt(p)", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect(&cases[i]);
}

/* A replacement that is not finite either, or another function, is not told. */
static void only_what_is_true_is_told(void **state)
{
	static const struct expected cases[] = {
		{"f = log(sum(exp(o)))", NULL, NULL},
		{"f = 1/p", "f", NULL},
		{"f = 1 + exp(x)", "exp(x)", NULL},
		{"f = 1 + log(-x)", "log(-x)", NULL},
		{"f = 1 + x log(p)", "log(p)", "Write log(clip(p"},
		{"f = log(sum(exp(1e306 z)))", "1e+306 z", NULL},
		{"f = sum(exp(T(z))/sum(exp(T(z)), axis=1))", "exp(zᵀ)", NULL},
		{"f = log(exp(x) + 2)", "exp(x)", NULL},
		/* of numbers that are not finite themselves, or so many that it takes time */
		{"f = log(exp(x) + exp(i))", "exp(x)", NULL},
		{"f = log(sum(exp(x + zeros(64, 64))))", "exp(x + zeros(rows=64, columns=64))",
		 "Write logsumexp("},
		{"f = log(sum(exp(x + zeros(64, 65))))", "exp(x + zeros(rows=64, columns=65))",
		 NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect(&cases[i]);
}

/* Where it begins is found without memory; what avoids it may then not be. */
static void memory_that_runs_out_hides_no_trouble(void **state)
{
	struct gw_tape *tape = tape_of("f = log(sum(exp(z)))");
	bool failed = true;

	(void)state;
	for (size_t n = 0; failed; n++) {
		struct trouble trouble;
		struct text text = {.is_ascii = true};
		fail_allocation(n);
		bool is_found = trouble_find(tape, &trouble);
		failed = failure_happened();
		assert_true(is_found);
		assert_string_equal(gw_node_name(tape->graph, trouble.gate), "exp(z)");
		trouble_add(&trouble, tape, &text);
		assert_non_null(strstr(text.data, "Here inf begins, at exp(z)"));
		assert_true(failed || strstr(text.data, "Write logsumexp(z)"));
		text_finish(&text);
	}
	destroy(tape);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(where_a_value_begins_to_be_infinite),
		cmocka_unit_test(where_a_gradient_begins_to_be_infinite),
		cmocka_unit_test(only_what_is_true_is_told),
		cmocka_unit_test(memory_that_runs_out_hides_no_trouble),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
