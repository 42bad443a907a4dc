/*
 * A gate over matrices and the scalar gates that it opens into give the same value and the same
 * gradients, for every operator that can be opened; and the numbers that an entry is explained by,
 * read again as an expression, give that entry and its gradient.
 */
#include "explain/explain.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const double first_entries[] = {0.2, 0.7, 0.45, 0.9},
		    second_entries[] = {0.6, 0.1, 0.8, 0.3};
static const double weight_entries[] = {0.5, -2, 1.5, 3,    0.25, -1,   4,  -0.75,
					1,   -3, 2.5, 0.75, -0.5, 1.25, -4, 2};

/* A gate `op` over A and B, whose entries get upstream gradients that all differ. */
struct example {
	struct gw_graph *graph;
	struct gw_tape *tape;
	uint32_t leaf[2], gate;
};

static uint32_t literal(struct gw_graph *graph, double value, struct gw_error *error)
{
	return gw_graph_add_literal(graph, NULL, value, error);
}

/* A slice of a row or a column, a matrix of four entries, a matrix above itself. */
static double number_that_says_how(const struct gw_op *op, unsigned place)
{
	static const double slice[] = {0, 1, 0, NAN};
	bool is_repeat = strcmp(op->name, "repeat") == 0;

	if (op->notation == GW_SLICE)
		return slice[place - 1];
	return op->first_attribute > 0 && place == 1 ? (is_repeat ? 2 : 1) : is_repeat ? 1 : 4;
}

static uint32_t add_gate(struct example *example, const struct gw_op *op, struct gw_error *error)
{
	uint32_t operands[GW_MAX_ARITY + 2] = {example->leaf[0], example->leaf[1]};
	unsigned count = op->arity;

	if (op->arity == 3 && op->first_attribute == GW_NO_ATTRIBUTES)
		operands[2] = literal(example->graph, 0.7, error);
	if (op->first_attribute == GW_LAST_ATTRIBUTE)
		operands[count++] = literal(example->graph, 1, error);
	else if (op->arity > 2 || op->first_attribute == GW_ONLY_ATTRIBUTES)
		for (unsigned i = gw_first_attribute(op, count); i < count; i++)
			operands[i] = literal(example->graph, number_that_says_how(op, i), error);
	else if (op->first_attribute == 1 && op->arity == 2) {
		operands[1] = literal(example->graph, 1, error);
		if (op->most == 3)
			operands[count++] = literal(example->graph, 0, error);
	}
	return gw_graph_add_gate_over(example->graph, op, operands, count, "y", error);
}

static void add_output(struct example *example, struct gw_error *error)
{
	struct gw_shape shape = gw_node_shape(example->graph, example->gate);
	assert_in_range(gw_entry_count(shape), 1, sizeof weight_entries / sizeof *weight_entries);
	uint32_t weights =
		gw_graph_add_matrix(example->graph, GW_CONSTANT, "w", shape, weight_entries, error);
	uint32_t factors[] = {example->gate, weights};
	uint32_t product = gw_graph_add_gate(example->graph, gw_op_find(&gw_ops, "mul", 3), factors,
					     NULL, error);
	uint32_t sum = gw_graph_add_gate_over(example->graph, gw_op_find(&gw_ops, "sum", 3),
					      &product, 1, "J", error);

	assert_true(gw_graph_add_output(example->graph, sum, error));
	assert_true(gw_graph_finish(example->graph, error));
}

/* acosh is defined from 1 on, and cholesky where a matrix is positive definite. */
static const double *entries_of(const struct gw_op *op)
{
	static const double from_one[] = {1.25, 2, 1.5, 4};
	bool is_narrow = strcmp(op->name, "acosh") == 0 || strcmp(op->name, "cholesky") == 0;
	return is_narrow ? from_one : first_entries;
}

/* Rows are chosen by whole numbers. */
static const double *second_entries_of(const struct gw_op *op)
{
	static const double chosen[] = {1, 0, 1, 1};
	return op->notation == GW_ROWS ? chosen : second_entries;
}

/* Over 2×2 matrices or, where those do not fit, over vectors of four. */
static struct example make_example(const struct gw_op *op)
{
	static const struct gw_shape shapes[] = {{2, 2}, {1, 4}};
	struct example example = {.gate = GW_NONE};
	struct gw_error error = {0};

	for (int i = 0; i < 2 && example.gate == GW_NONE; i++) {
		gw_graph_destroy(example.graph);
		example.graph = gw_graph_create(&error);
		example.leaf[0] = gw_graph_add_matrix(example.graph, GW_PARAM, "A", shapes[i],
						      entries_of(op), &error);
		example.leaf[1] = gw_graph_add_matrix(example.graph, GW_INPUT, "B", shapes[i],
						      second_entries_of(op), &error);
		example.gate = add_gate(&example, op, &error);
	}
	assert_int_not_equal(example.gate, GW_NONE);
	add_output(&example, &error);
	example.tape = gw_tape_create(example.graph, example.graph->outputs[0], &error);
	assert_non_null(example.tape);
	return example;
}

static void finish(struct example *example)
{
	gw_tape_destroy(example->tape);
	gw_graph_destroy(example->graph);
}

/* The bound in the slope of bce is said to be 1e-12, and is the float next to that. */
static void assert_close(const char *op, const char *name, double expected, double found)
{
	double tolerance = strcmp(op, "bce") == 0 ? 1e-8 : 1e-12;
	if (!(fabs(expected - found) <= tolerance * fmax(1, fabs(expected))))
		fail_msg("%s: %s is %.17g opened, %.17g closed", op, name, found, expected);
}

/* Every leaf "A_01" of the opened graph against entry [0,1] of the closed gate's operand. */
static void compare_leaves(const struct example *example, const struct gw_tape *opened,
			   const char *op)
{
	for (int i = 0; i < 2; i++) {
		uint32_t leaf = example->leaf[i];
		struct gw_matrix gradient = gw_tape_gradient_matrix(example->tape, leaf);
		struct gw_shape shape = gw_node_shape(example->graph, leaf);

		for (size_t k = 0; gradient.entry && k < gw_entry_count(shape); k++) {
			char name[64];
			snprintf(name, sizeof name, "%c_%zu%zu", "AB"[i], k / shape.columns,
				 k % shape.columns);
			uint32_t node = gw_graph_find(opened->graph, name);
			assert_int_not_equal(node, GW_NONE);
			assert_close(op, name, gradient.entry[k], gw_tape_gradient(opened, node));
		}
	}
}

static void test_every_operator(void **state)
{
	unsigned opened_count = 0, wall_count = 0, unsaid_count = 0;

	(void)state;
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		if (op->stops_gradient) { /* no gradient, nothing to be opened */
			wall_count++;
			continue;
		}
		struct example example = make_example(op);
		struct gw_error error = {0};
		struct gw_graph *graph = gw_open_gate(example.tape, example.gate, &error);

		if (!graph) {
			/* Its sums contain sums, and that is said. */
			if (op->form.term || gw_op_is_entrywise(op) ||
			    !strstr(error.message, "no form in scalars"))
				fail_msg("%s: %s", op->name, error.message);
			unsaid_count++;
		} else {
			struct gw_tape *opened = gw_tape_create(graph, graph->outputs[0], &error);
			assert_non_null(opened);
			compare_leaves(&example, opened, op->name);
			assert_close(op->name, "the output",
				     gw_tape_value(example.tape, example.tape->output).entry[0],
				     gw_tape_value(opened, opened->output).entry[0]);
			opened_count++;
			gw_tape_destroy(opened);
		}
		gw_graph_destroy(graph);
		finish(&example);
	}
	assert_int_equal(opened_count, gw_op_count(&gw_ops) - wall_count - unsaid_count);
}

/* The value of an expression that is all numbers. */
static double evaluate(const char *op, const char *expression)
{
	struct gw_error error = {0};
	char whole[1024];

	snprintf(whole, sizeof whole, "y = 0 + (%s)", expression);
	struct gw_graph *graph = gw_graph_from_expression(whole, NULL, 0, &error);
	if (!graph)
		fail_msg("%s: \"%s\": %s", op, expression, error.message);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	assert_non_null(tape);
	double value = tape->value[tape->output];
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return value;
}

/*
 * "y[0,1] = exp(A[0,1]) = exp(0.7) ~ 2.01": what stands between the last two signs gives `value`.
 */
static void assert_last_numbers(const char *op, char *line, double value)
{
	char *part[8] = {line};
	unsigned count = 1;

	for (char *at = line; (at = strpbrk(at, "=~")) != NULL && count < 8; count++) {
		*at = '\0';
		at += strlen("= ");
		part[count] = at;
	}
	if (count == 2) { /* an entry that is 0 whatever the operands are */
		assert_true(value == 0 && part[1][0] == '0');
		return;
	}
	assert_true(count >= 4);
	assert_close(op, part[0], value, evaluate(op, part[count - 2]));
}

/* What is said of an entry, a line of it that begins with `start`, and the number it comes to. */
static void check_entry(const struct example *example, uint32_t node, size_t at, const char *start,
			double value)
{
	const struct explain_style style = {.digits = 17};
	const char *op = gw_node_op(example->graph, example->gate)->name;
	struct prose prose = {.text.is_ascii = true};
	struct text text = {0};
	struct gw_walk walk;

	gw_walk_init(&walk, example->tape);
	gw_walk_seek(&walk, gw_walk_last(&walk));
	explain_entry(&prose, &walk, node, at, &style);
	prose_hand_over(&prose, &text);
	char *line = strstr(text.data, start);
	if (!line)
		fail_msg("%s: no line begins with %s in %s", op, start, text.data);
	line[strcspn(line, "\n")] = '\0';
	if (strstr(line + 1, "dJ/d"))
		fail_msg("%s: explained by itself: %s", op, line);
	assert_last_numbers(op, line, value);
	text_finish(&text);
	prose_finish(&prose);
}

static void test_entries_are_explained(void **state)
{
	(void)state;
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		struct example example = make_example(op);
		struct gw_matrix value = gw_tape_value(example.tape, example.gate);
		struct gw_matrix gradient = gw_tape_gradient_matrix(example.tape, example.leaf[0]);
		/*
		 * A maximum of four, sums within sums, and what has an = in it are told, but not
		 * read.
		 */
		bool is_read = !op->form.fold && !op->stops_gradient &&
			       (op->form.term || gw_op_is_entrywise(op));

		for (size_t k = 0; is_read && k < gw_entry_count(value.shape); k++)
			check_entry(&example, example.gate, k, "y", value.entry[k]);
		for (size_t k = 0; gradient.entry && k < gw_entry_count(gradient.shape); k++)
			if (gradient.entry[k] != 0)
				check_entry(&example, example.leaf[0], k, "dJ/dA",
					    gradient.entry[k]);
		finish(&example);
	}
}

/*
 * Where a convention or a bound decides, the formula of the derivative is that of the convention:
 * it has the value of the gradient there too, and names no derivative of the output, which would be
 * what is being explained.
 */
static void assert_explained(const char *expression, const double *a, const double *b,
			     size_t columns)
{
	struct gw_shape shape = {1, (uint32_t)columns};
	const struct gw_setting settings[] = {{"A", 0, {a, shape}}, {"B", 0, {b, shape}}};
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_from_expression(expression, settings, 2, &error);
	assert_non_null(graph);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	assert_non_null(tape);
	struct example example = {graph, tape, {gw_graph_find(graph, "A")}, tape->output};
	struct gw_matrix gradient = gw_tape_gradient_matrix(tape, example.leaf[0]);

	for (size_t k = 0; k < columns; k++)
		check_entry(&example, example.leaf[0], k, "dJ/dA", gradient.entry[k]);
	finish(&example);
}

static void test_entries_where_conventions_decide(void **state)
{
	static const double a[] = {1, 0, 0.5, 1}, b[] = {0, 0, 1, 1}, zero[] = {0, 0, 0, 0},
			    far[] = {3, 0.25, -4, 0}, part[] = {0.2, 0.3, 0, 0.2};

	(void)state;
	assert_explained("J = bce(A, B)", a, b, 4);
	assert_explained("J = mae(A, B)", a, b, 4);
	assert_explained("J = huber(A, B)", far, zero, 4);
	assert_explained("J = cross_entropy(A, B)", far, part, 4);
	assert_explained("J = max(A) + 0 sum(B)", a, b, 4);
	assert_explained("J = norm(A) + 0 sum(B)", zero, b, 4);
	assert_explained("J = sum(A) + 0 sum(B)", a, b, 4);
	assert_explained("J = mse(A, B)", a, b, 4);
}

/* The tape of an expression over W = [1 2; 3 4], vectors of ones, and x = 2. */
static struct gw_tape *tape_of(const char *expression)
{
	static const double square[] = {1, 2, 3, 4};
	static double ones[400];
	const struct gw_setting settings[] = {
		{"W", 0, {square, {2, 2}}},    {"v", 0, {ones, {1, 3}}},
		{.name = "x", .value = 2},     {"A", 0, {square, {2, 2}}},
		{"u", 0, {ones, {1, 3}}},      {"s", 0, {ones, {1, 3}}},
		{"wide", 0, {ones, {1, 11}}},  {"large", 0, {ones, {1, 400}}},
		{"many", 0, {ones, {20, 20}}}, {"a_matrix_with_a_long_name", 0, {square, {2, 2}}},
	};
	struct gw_error error = {0};

	for (size_t i = 0; i < sizeof ones / sizeof *ones; i++)
		ones[i] = 1;
	struct gw_graph *graph = gw_graph_from_expression(
		expression, settings, sizeof settings / sizeof *settings, &error);
	assert_non_null(graph);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	assert_non_null(tape);
	return tape;
}

/* Opens a gate and is told why not. */
static void assert_refused(const char *expression, const char *gate, const char *reason)
{
	struct gw_tape *tape = tape_of(expression);
	const struct gw_graph *graph = tape->graph;
	struct gw_error error = {0};

	if (gw_open_gate(tape, gw_graph_find(graph, gate), &error))
		fail_msg("%s: %s was opened", expression, gate);
	if (!strstr(error.message, reason))
		fail_msg("\"%s\" should say \"%s\"", error.message, reason);
	gw_tape_destroy(tape);
	gw_graph_destroy((struct gw_graph *)graph);
}

static void test_refusals(void **state)
{
	(void)state;
	assert_refused("y = x x; J = sum(W) + sum(v) + y", "y", "between scalars already");
	assert_refused("J = sum(W) + sum(v) + x", "W", "no gate");
	assert_refused("y = W @ W; J = sum(v) + x + 0 sum(W)", "y", "no gradient passes");
	assert_refused("y = amax(v); J = y + x + sum(W)", "y", "a convention decides");
	assert_refused("y = v' @ v; z = concat(y, y) @ y; J = sum(z) + x + sum(W)", "z",
		       "at most 64");
	assert_refused("y = sum(large); J = 2 y", "y", "y is too large to be opened: at most 64");
	assert_refused("y = many @ many; J = sum(y)", "y", "y is too large to be opened");
}

/* Names of operands are kept if they are given and short; what they would hide is renamed. */
static void test_names(void **state)
{
	static const struct {
		const char *expression, *gate, *names[3];
	} cases[] = {
		{"y = sum(v); J = 2 y", "y", {"v_00", "u", "y"}},
		{"y = sum(u); J = 2 y", "y", {"u_00", "u_", "y"}},
		{"S = sum(v); J = 2 S", "S", {"v_00", "S", "S_"}},
		{"y = mean(s); J = 2 y", "y", {"s_00", "u", "y"}},
		{"y = softmax(s); J = sum(y)", "y", {"s_00", "s__00", "y_00"}},
		{"y = sum(W + 1); J = 2 y", "y", {"A_00", "u", "y"}},
		{"y = (W + 1) @ A; J = sum(y)", "y", {"A_00", "A__00", "y_00"}},
		{"J = 2 sum(sin(W))", "sum(sin(W))", {"A_00", "u", "y"}},
		{"y = W * 2; J = sum(y)", "y", {"W_00", "u_11", "y_11"}},
		{"y = concat(W, A, axis=0); J = sum(y)", "y", {"W_00", "A_11", "y_31"}},
		{"y = concat(W, A, axis=1); J = sum(y)", "y", {"W_00", "A_11", "y_13"}},
		{"y = W[1, 0]; J = 2 y", "y", {"W_10", "u", "y"}},
		{"y = sum(wide); J = 2 y", "y", {"wide_0_10", "u", "y"}},
		{"y = sum(a_matrix_with_a_long_name); J = 2 y", "y", {"A_00", "u", "y"}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_tape *tape = tape_of(cases[i].expression);
		const struct gw_graph *graph = tape->graph;
		struct gw_error error = {0};
		struct gw_graph *opened =
			gw_open_gate(tape, gw_graph_find(graph, cases[i].gate), &error);
		if (!opened)
			fail_msg("%s: %s", cases[i].expression, error.message);
		for (size_t k = 0; k < 3; k++)
			if (gw_graph_find(opened, cases[i].names[k]) == GW_NONE)
				fail_msg("%s, opened: there is no %s in %s", cases[i].expression,
					 cases[i].names[k], opened->source);
		gw_graph_destroy(opened);
		gw_tape_destroy(tape);
		gw_graph_destroy((struct gw_graph *)graph);
	}
}

/* The sum of `count` ones takes count − 1 gates, and one for what arrives at it. */
static struct gw_graph *open_sum(uint32_t count, const char *name, struct gw_error *error)
{
	double ones[GW_MOST_OPENED + 1];
	struct gw_graph *graph = gw_graph_create(error);

	for (uint32_t i = 0; i < count; i++)
		ones[i] = 1;
	uint32_t v = gw_graph_add_matrix(graph, GW_PARAM, name, (struct gw_shape){1, count}, ones,
					 error);
	uint32_t sum =
		gw_graph_add_gate_over(graph, gw_op_find(&gw_ops, "sum", 3), &v, 1, NULL, error);
	assert_true(gw_graph_add_output(graph, sum, error) && gw_graph_finish(graph, error));
	struct gw_tape *tape = gw_tape_create(graph, sum, error);
	assert_non_null(tape);
	struct gw_graph *opened = gw_open_gate(tape, sum, error);

	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return opened;
}

static void test_the_limit_is_64_gates(void **state)
{
	struct gw_error error = {0};
	struct gw_graph *graph = open_sum(GW_MOST_OPENED, "v", &error);

	(void)state;
	assert_int_equal(GW_MOST_OPENED, 64);
	assert_non_null(graph);
	gw_graph_destroy(graph);
	assert_null(open_sum(GW_MOST_OPENED + 1, "v", &error));
	assert_string_equal(error.message, "it stands for 65 scalar gates; at most 64 are opened");
}

/* The library gives nodes any names. */
static void test_names_that_no_file_could_have(void **state)
{
	struct gw_error error = {0};
	struct gw_graph *graph = open_sum(2, "a<b & \"c\"", &error);

	(void)state;
	assert_non_null(graph);
	assert_string_equal(graph->prose.title, "sum(a<b & \"c\"), opened into its scalars");
	assert_int_not_equal(gw_graph_find(graph, "A_01"), GW_NONE);
	gw_graph_destroy(graph);
}

/* Both operands of W @ W are one node: its entries get the sum of what both places get. */
static void test_one_node_twice(void **state)
{
	static const double square[] = {1, 2, 3, 4};
	const struct gw_setting setting = {"W", 0, {square, {2, 2}}};
	struct gw_error error = {0};
	struct gw_graph *graph =
		gw_graph_from_expression("y = W @ W; J = sum(y * y)", &setting, 1, &error);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct gw_graph *opened = gw_open_gate(tape, gw_graph_find(graph, "y"), &error);
	assert_non_null(opened);
	struct gw_tape *scalars = gw_tape_create(opened, opened->outputs[0], &error);
	struct gw_matrix gradient = gw_tape_gradient_matrix(tape, gw_graph_find(graph, "W"));

	(void)state;
	assert_close("matmul", "W_10", gradient.entry[2],
		     gw_tape_gradient(scalars, gw_graph_find(opened, "W_10")));
	gw_tape_destroy(scalars);
	gw_graph_destroy(opened);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* Three windows of a padded matrix begin at its first entry, and no two of them are the same. */
static void test_windows_that_begin_alike(void **state)
{
	static const double square[] = {1, 2, 3, 4};
	const struct gw_setting setting = {"A", 0, {square, {2, 2}}};
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_from_expression(
		"p = avg_pool(A, 2, stride=1, padding=1); J = sum(p * p)", &setting, 1, &error);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct gw_matrix pooled = gw_tape_value(tape, gw_graph_find(graph, "p"));
	struct gw_graph *opened = gw_open_gate(tape, gw_graph_find(graph, "p"), &error);

	(void)state;
	assert_string_equal(error.message, "");
	assert_non_null(opened);
	struct gw_tape *scalars = gw_tape_create(opened, opened->outputs[0], &error);
	for (size_t i = 0; i < gw_entry_count(pooled.shape); i++) {
		char name[64];
		snprintf(name, sizeof name, "p_%zu%zu", i / 3, i % 3);
		assert_close("avg_pool", name, pooled.entry[i],
			     *gw_tape_value(scalars, gw_graph_find(opened, name)).entry);
	}
	gw_tape_destroy(scalars);
	gw_graph_destroy(opened);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_operator),
		cmocka_unit_test(test_entries_are_explained),
		cmocka_unit_test(test_entries_where_conventions_decide),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_the_limit_is_64_gates),
		cmocka_unit_test(test_names_that_no_file_could_have),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_one_node_twice),
		cmocka_unit_test(test_windows_that_begin_alike),
	};

	return cmocka_run_group_tests_name("open", tests, NULL, NULL);
}
