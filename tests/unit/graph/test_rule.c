/*
 * What is said of the gradients of gates over matrices is what they compute: each rule stands
 * beside the same in the language of expressions, which is calculated and compared with the tape.
 */
#include "base/text.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const double logits[] = {0.3, -1.2, 0.8, 2.0, 0.1, -0.7},
		    shares[] = {0.2, 0.5, 0.3, 0.1, 0.6, 0.3},
		    others[] = {0.4, 0.35, 0.25, 0.15, 0.8, 0.05}, signs[] = {1, -1, 1, -1, -1, 1},
		    upstream[] = {1.7, -0.4, 0.9, 0.25, -1.1, 0.6},
		    weights[] = {0.31, 1.27, -0.55, 0.83, -0.19, 0.47};

enum { A, SHARES, OTHERS, SIGNS, TALL, UPSTREAM, WEIGHTS, Y, SETTING_COUNT };

/* The upstream gradient is u, and y the value: give_settings() says what they are. */
static const struct gw_setting settings[SETTING_COUNT] = {
	{.name = "a", .matrix = {logits, {2, 3}}},  {.name = "p", .matrix = {shares, {2, 3}}},
	{.name = "q", .matrix = {others, {2, 3}}},  {.name = "s", .matrix = {signs, {2, 3}}},
	{.name = "d", .matrix = {others, {3, 2}}},  {.name = "u", .matrix = {upstream, {2, 3}}},
	{.name = "r", .matrix = {weights, {2, 3}}}, {.name = "y", .value = 1},
};

/* A graph of an expression that is made of a format and of another one, and its tape. */
static struct gw_tape *tape_of(const char *format, const char *expression,
			       const struct gw_setting *given)
{
	struct text text = {0};
	struct gw_error error = {0};

	text_add_format(&text, format, expression);
	struct gw_graph *graph = gw_graph_from_expression(text.data, given, SETTING_COUNT, &error);
	if (!graph)
		fail_msg("%s: %s", text.data, error.message);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	assert_non_null(tape);
	text_finish(&text);
	return tape;
}

static void destroy_tape(struct gw_tape *tape)
{
	struct gw_graph *graph = (struct gw_graph *)tape->graph;

	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* The numbers that a rule speaks of: u has the shape of the gate in f = sum(gate), and y its value.
 */
static void give_settings(const struct gw_tape *sum, struct gw_setting given[SETTING_COUNT])
{
	struct gw_matrix y = gw_tape_value(sum, gw_operands(sum->graph, sum->output)[0]);

	memcpy(given, settings, sizeof settings);
	given[UPSTREAM] = (struct gw_setting){"u", *upstream, {upstream, y.shape}};
	given[Y] = (struct gw_setting){"y", *y.entry, y};
	if (gw_is_scalar(y.shape))
		given[UPSTREAM].matrix = given[Y].matrix = (struct gw_matrix){0};
}

static const struct gw_op_rule *rule_of(const struct gw_tape *tape, uint32_t gate, unsigned which)
{
	const struct gw_op *op = gw_node_op(tape->graph, gate);
	const uint32_t *operand = gw_operands(tape->graph, gate);
	uint32_t count = gw_operand_count(tape->graph, gate);
	struct gw_matrix x[GW_MAX_OPERANDS];

	for (uint32_t i = 0; i < count; i++)
		x[i] = gw_tape_value(tape, operand[i]);
	const struct gw_op_rule *here =
		op->rule_here ? op->rule_here(x, count, gw_tape_value(tape, gate), which) : NULL;
	return here ? here : &op->rule[which];
}

/* The sum of a gradient's entries, each by another weight: two that differ have not the same. */
static double weigh(struct gw_matrix gradient)
{
	double sum = 0;

	for (size_t i = 0; i < gw_entry_count(gradient.shape); i++)
		sum += weights[i] * gradient.entry[i];
	return sum;
}

struct rule_case {
	const char *call;
	unsigned which;    /* of its operands */
	const char *rule;  /* as it is said */
	const char *means; /* of the shape of the operand */
};

static void expect_rule(const struct rule_case *expected)
{
	struct gw_setting given[SETTING_COUNT];
	struct gw_tape *sum = tape_of("f = sum(%s)", expected->call, settings);
	uint32_t gate = gw_operands(sum->graph, sum->output)[0];

	assert_string_equal(rule_of(sum, gate, expected->which)->is, expected->rule);
	give_settings(sum, given);
	struct gw_tape *called = tape_of("f = sum(u * (%s))", expected->call, given);
	uint32_t operand = gw_operands(sum->graph, gate)[expected->which];
	uint32_t leaf = gw_graph_find(called->graph, gw_node_name(sum->graph, operand));
	struct gw_matrix gradient = gw_tape_gradient_matrix(called, leaf);
	given[WEIGHTS].matrix.shape = gradient.shape;
	struct gw_tape *meant = tape_of("f = sum(r * (%s))", expected->means, given);
	double right = weigh(gradient), said = *gw_tape_value(meant, meant->output).entry;
	if (!(fabs(said - right) <= 1e-12 * (1 + fabs(right))))
		fail_msg("%s: %s is %.17g, not %.17g", expected->call, expected->means, said,
			 right);
	destroy_tape(meant);
	destroy_tape(called);
	destroy_tape(sum);
}

static void rules_over_matrices_are_what_is_computed(void **state)
{
	static const struct rule_case cases[] = {
		{"softmax(a)", 0, "y * (upstream - sum(upstream * y)), row by row",
		 "y * (u - sum(u * y, axis=1))"},
		{"softmax(a, axis=0)", 0, "y * (upstream - sum(upstream * y)), along the axis",
		 "y * (u - sum(u * y, axis=0))"},
		{"log_softmax(a)", 0, "upstream - softmax(a) * sum(upstream), row by row",
		 "u - softmax(a) * sum(u, axis=1)"},
		{"log_softmax(a, axis=0)", 0, "upstream - exp(y) * sum(upstream), along the axis",
		 "u - exp(y) * sum(u, axis=0)"},
		{"logsumexp(a)", 0, "upstream * exp(A - y), the shares of softmax",
		 "u * exp(a - y)"},
		{"logsumexp(a, axis=1)", 0, "upstream * exp(A - y), the shares of softmax",
		 "u * exp(a - y)"},
		{"norm(a)", 0, "upstream * A/norm(A), 0 at A = 0", "u * a/norm(a)"},
		{"prod(a)", 0, "upstream, times the product of the other entries", "u * y/a"},
		{"var(a)", 0, "upstream * 2 * (A - mean)/(n - 1)", "u * 2 * (a - mean(a))/5"},
		{"std(a)", 0, "upstream * (A - mean)/((n - 1) * y)", "u * (a - mean(a))/(5 * y)"},
		{"std(a, ddof=0)", 0, "upstream * (A - mean)/(n * y)", "u * (a - mean(a))/(6 * y)"},
		{"mean(a)", 0, "upstream/n, to every one of the n entries", "u/6 + 0 * a"},
		{"a @ d", 0, "upstream @ Bᵀ", "u @ T(d)"},
		{"a @ d", 1, "Aᵀ @ upstream", "T(a) @ u"},
		{"mse(a, p)", 0, "upstream * 2 * (a - b)/n", "u * 2 * (a - p)/6"},
		{"mse(a, p)", 1, "upstream * 2 * (b - a)/n", "u * 2 * (p - a)/6"},
		{"mae(a, p)", 0, "upstream * sign(a - b)/n, 0 where a = b", "u * sign(a - p)/6"},
		{"mae(a, p)", 1, "upstream * sign(b - a)/n, 0 where a = b", "u * sign(p - a)/6"},
		{"huber(a, p)", 0, "upstream * (a - b, held between -1 and 1)/n",
		 "u * clip(a - p, -1, 1)/6"},
		{"huber(a, p)", 1, "upstream * (b - a, held between -1 and 1)/n",
		 "u * clip(p - a, -1, 1)/6"},
		{"huber(a, p, 0.5)", 0, "upstream * (a - b, held between -c and c)/n",
		 "u * clip(a - p, -0.5, 0.5)/6"},
		{"bce(p, q)", 0, "upstream * (p - t)/(p * (1 - p) * n)",
		 "u * (p - q)/(p * (1 - p) * 6)"},
		{"bce(p, q)", 1, "upstream * log((1 - p)/p)/n", "u * log((1 - p)/p)/6"},
		{"bce_with_logits(a, p)", 0, "upstream * (σ(a) - b)/n", "u * (sigmoid(a) - p)/6"},
		{"bce_with_logits(a, p)", 1, "-upstream * a/n", "-u * a/6"},
		{"hinge(a, s)", 0, "-upstream * b/n where a * b < 1, else 0",
		 "where(a * s < 1, -u * s/6, 0)"},
		{"hinge(a, s)", 1, "-upstream * a/n where a * b < 1, else 0",
		 "where(a * s < 1, -u * a/6, 0)"},
		{"kl_div(p, q)", 0, "upstream * (log(a) - log(b) + 1)/rows",
		 "u * (log(p) - log(q) + 1)/2"},
		{"kl_div(p, q)", 1, "-upstream * a/(b * rows)", "-u * p/(q * 2)"},
		{"cross_entropy(a, p)", 0,
		 "upstream * (softmax(a) - t)/rows, as each row of t sums to 1",
		 "u * (softmax(a) - p)/2"},
		{"cross_entropy(a, p)", 1, "-upstream * log_softmax(a)/rows",
		 "-u * log_softmax(a)/2"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect_rule(&cases[i]);
}

/* ---- single derivatives ---- */

/* "y[k] * ((k = j) - y[j])" at two places of the first row or column: "y[0, 2] * ((0) - …". */
static void add_at_places(struct text *text, const char *jacobian, const unsigned place[2],
			  bool is_column)
{
	for (const char *at = jacobian; *at; at++) {
		unsigned index = place[at[0] == '[' && at[1] == 'j'];
		if (strncmp(at, "(k = j)", 7) == 0) {
			text_add(text, place[0] == place[1] ? "1" : "0");
			at += 6;
		} else if (*at == '[') {
			text_add_format(text, is_column ? "[%u, 0]" : "[0, %u]", index);
			at += 2;
		} else {
			text_add_byte(text, *at);
		}
	}
}

static void expect_derivative(const char *call, bool is_column, const unsigned place[2])
{
	struct gw_setting given[SETTING_COUNT];
	struct text entry = {0}, formula = {0};
	struct gw_tape *sum = tape_of("f = sum(%s)", call, settings);
	uint32_t gate = gw_operands(sum->graph, sum->output)[0];
	const char *jacobian = gw_node_op(sum->graph, gate)->jacobian[0];

	give_settings(sum, given);
	text_add(&entry, call);
	text_add_format(&entry, is_column ? "[%u, 0]" : "[0, %u]", place[0]);
	add_at_places(&formula, strstr(jacobian, " = ") + 3, place, is_column);
	struct gw_tape *called = tape_of("f = %s", entry.data, given);
	struct gw_tape *meant = tape_of("f = %s", formula.data, given);
	size_t at = is_column ? 3 * place[1] : place[1];
	double right = gw_tape_gradient_matrix(called, gw_graph_find(called->graph, "a")).entry[at];
	double said = *gw_tape_value(meant, meant->output).entry;
	if (!(fabs(said - right) <= 1e-12))
		fail_msg("%s: %s is %.17g, not %.17g", call, formula.data, said, right);
	destroy_tape(meant);
	destroy_tape(called);
	destroy_tape(sum);
	text_finish(&entry);
	text_finish(&formula);
}

static void single_derivatives_of_softmax_are_what_is_computed(void **state)
{
	static const unsigned places[][2] = {{0, 0}, {0, 1}, {1, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		expect_derivative("softmax(a)", false, places[i]);
		expect_derivative("log_softmax(a)", false, places[i]);
		expect_derivative("softmax(a, axis=0)", true, places[i]);
		expect_derivative("log_softmax(a, axis=0)", true, places[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_over_matrices_are_what_is_computed),
		cmocka_unit_test(single_derivatives_of_softmax_are_what_is_computed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
