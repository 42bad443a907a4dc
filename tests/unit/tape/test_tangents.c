/*
 * Forward mode against backward mode, which the reference values of PyTorch hold: on every lesson,
 * at every node, and for every operator of the table.
 */
#include "tape/tangents.h"

#include "given.h"
#include "memory_failure.h"

#include <gradwalk/gradwalk.h>

#include <ctype.h>
#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SUM_PRODUCT                                                                                \
	"<graph><input name='x' value='-2'/><input name='y' value='5'/><input name='z' "           \
	"value='-4'/>"                                                                             \
	"<const name='k' value='7'/><let name='q'>x + y</let><output name='f'>q "                  \
	"z</output></graph>"
#define SQUARE "<graph><input name='x' value='3'/><output name='f'>x x</output></graph>"
#define MATRICES                                                                                   \
	"<graph><input name='X' value='1 2; 3 4'/><param name='W' value='5 6; 7 8'/>"              \
	"<output name='f'>sum(X @ W)</output></graph>"

static struct gw_tape *tape_for(const struct gw_graph *graph, uint32_t output)
{
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, output, &error);

	if (!tape)
		fail_msg("%s", error.message);
	return tape;
}

static struct tangents *tangents_by(const struct gw_tape *tape, uint32_t leaf, size_t entry)
{
	struct gw_error error = {0};
	struct tangents *tangents = tangents_create(tape, leaf, entry, &error);

	if (!tangents)
		fail_msg("%s", error.message);
	return tangents;
}

static struct gw_walk forward_walk(const struct gw_tape *tape, const struct tangents *tangents)
{
	struct gw_walk walk;

	gw_walk_init(&walk, tape);
	walk.tangents = tangents;
	return walk;
}

/* ---- the walk ---- */

static void the_lecture_example_goes_up_from_x(void **state)
{
	struct gw_graph *graph = given_graph(SUM_PRODUCT);
	struct gw_tape *tape = tape_for(graph, graph->outputs[0]);
	uint32_t x = gw_graph_find(graph, "x"), y = gw_graph_find(graph, "y");
	uint32_t q = gw_graph_find(graph, "q"), f = gw_graph_find(graph, "f");
	struct tangents *tangents = tangents_by(tape, x, 0);
	struct gw_walk walk = forward_walk(tape, tangents);

	(void)state;
	assert_int_equal(gw_walk_last(&walk), 5);
	gw_walk_seek(&walk, 2);
	assert_int_equal(gw_walk_gradient(&walk, x).state, GW_UNSET);
	gw_walk_next(&walk);
	assert_int_equal(gw_walk_step(&walk).phase, GW_SEED);
	assert_int_equal(gw_walk_step(&walk).node, x);
	assert_true(gw_walk_gradient(&walk, x).value == 1);
	assert_int_equal(gw_walk_gradient(&walk, y).state, GW_INDEPENDENT);
	assert_int_equal(gw_walk_gradient(&walk, q).state, GW_UNSET);
	gw_walk_next(&walk);
	struct gw_step step = gw_walk_step(&walk);
	assert_int_equal(step.phase, GW_TANGENT);
	assert_int_equal(step.node, q);
	assert_int_equal(step.term_total, 1);
	struct gw_term term = gw_step_term(&walk, &step, 0);
	assert_true(term.local == 1 && term.downstream == 1 && term.gradient == 1);
	assert_int_equal(term.target, q);
	assert_true(*gw_term_incoming(&walk, &step, &term).entry == 1);
	gw_walk_next(&walk);
	assert_true(gw_walk_gradient(&walk, f).value == -4);
	assert_false(gw_walk_next(&walk));
	gw_walk_previous(&walk);
	assert_int_equal(gw_walk_gradient(&walk, f).state, GW_UNSET);
	assert_true(gw_walk_gradient(&walk, q).value == 1);
	assert_int_equal(tangents->products, 2);
	assert_int_equal(tangents->backward_products, 4);
	assert_int_equal(tangents->pass, 1);
	assert_int_equal(tangents->pass_count, 3);
	tangents_destroy(tangents);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* x·x has two products, which come one by one. */
static void a_tangent_is_partial_between_its_products(void **state)
{
	struct gw_graph *graph = given_graph(SQUARE);
	struct gw_tape *tape = tape_for(graph, graph->outputs[0]);
	uint32_t x = gw_graph_find(graph, "x"), f = graph->outputs[0];
	struct tangents *tangents = tangents_by(tape, x, 0);
	struct gw_walk walk = forward_walk(tape, tangents);
	struct gw_step step;
	uint32_t index;

	(void)state;
	gw_walk_seek(&walk, gw_walk_seed(&walk));
	assert_true(gw_walk_next_term(&walk));
	assert_int_equal(gw_walk_gradient(&walk, f).state, GW_PARTIAL);
	assert_true(gw_walk_gradient(&walk, f).value == 3);
	assert_true(gw_walk_next_term(&walk));
	assert_int_equal(gw_walk_gradient(&walk, f).state, GW_FINAL);
	assert_true(gw_walk_gradient(&walk, f).value == 6);
	assert_true(gw_walk_previous_term(&walk));
	assert_int_equal(gw_walk_gradient(&walk, f).arrived, 1);
	assert_true(gw_walk_sender(&walk, f, 2, &step, &index));
	assert_true(gw_step_term(&walk, &step, index).before == 3);
	assert_false(gw_walk_sender(&walk, x, 1, &step, &index));
	tape->value[x] = 5;
	gw_tape_run(tape);
	tangents_run(tangents);
	assert_true(*tangents_of(tangents, f).entry == 10);
	tangents_destroy(tangents);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void a_matrix_is_seeded_at_one_entry(void **state)
{
	static const double of_product[] = {0, 0, 1, 0}, product[] = {0, 0, 5, 6};
	struct gw_graph *graph = given_graph(MATRICES);
	struct gw_tape *tape = tape_for(graph, graph->outputs[0]);
	struct gw_error error = {0};
	uint32_t leaf;
	size_t entry;

	(void)state;
	assert_true(tangents_read_mode(tape, "forward:X[1,0]", &leaf, &entry, &error));
	struct tangents *tangents = tangents_by(tape, leaf, entry);
	assert_memory_equal(tangents_of(tangents, leaf).entry, of_product, sizeof of_product);
	assert_memory_equal(tangents_of(tangents, tangents->gate[0]).entry, product,
			    sizeof product);
	assert_true(*tangents_of(tangents, graph->outputs[0]).entry == 11);
	assert_int_equal(tangents->pass, 3);
	assert_int_equal(tangents->pass_count, 8);
	assert_true(tangents->has_matrices);
	tangents_destroy(tangents);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* ---- against backward mode ---- */

static bool is_near(double found, double wanted)
{
	if (isnan(wanted) || isinf(wanted))
		return isnan(wanted) ? isnan(found) : found == wanted;
	return fabs(found - wanted) <= 1e-11 * fmax(1, fabs(wanted));
}

/* The tangent of a scalar by an entry is its gradient there, if it is the output. */
static void expect_tangent(const struct gw_tape *tape, const struct tangents *tangents,
			   const char *what)
{
	uint32_t output = tape->output;
	struct gw_matrix gradient = gw_tape_gradient_matrix(tape, tangents->leaf);
	double wanted = gradient.entry ? gradient.entry[tangents->entry] : 0;
	double found = tangents_reach(tangents, output) ? *tangents_of(tangents, output).entry : 0;

	if (!is_near(found, wanted))
		fail_msg("%s: %s by entry %zu of %s is %.17g forward, %.17g backward", what,
			 gw_node_name(tape->graph, output), tangents->entry,
			 gw_node_name(tape->graph, tangents->leaf), found, wanted);
}

static unsigned expect_output_by_every_entry(const struct gw_tape *tape, const char *what)
{
	const struct gw_graph *graph = tape->graph;
	unsigned count = 0;

	for (uint32_t leaf = 0; leaf < graph->node_count; leaf++) {
		size_t entries = gw_entry_count(gw_node_shape(graph, leaf));
		if (gw_is_gate(graph, leaf) || !tape->requires_grad[leaf])
			continue;
		for (size_t entry = 0; entry < entries; entry++, count++) {
			struct tangents *tangents = tangents_by(tape, leaf, entry);
			expect_tangent(tape, tangents, what);
			tangents_destroy(tangents);
		}
	}
	return count;
}

#define MOST_NODES 40 /* of a lesson whose every node is made the output */

/* Every scalar node is made the output of a tape of its own. */
static unsigned expect_every_node(const struct gw_graph *graph, const char *what)
{
	unsigned count = 0;

	for (uint32_t node = 0; node < graph->node_count && graph->node_count <= MOST_NODES;
	     node++) {
		if (!gw_is_gate(graph, node) || !gw_is_scalar(gw_node_shape(graph, node)))
			continue;
		struct gw_tape *tape = tape_for(graph, node);
		count += expect_output_by_every_entry(tape, what);
		gw_tape_destroy(tape);
	}
	return count;
}

static void every_lesson_agrees_with_its_backward_pass(void **state)
{
	char pattern[1024];
	unsigned outputs = 0, nodes = 0;
	glob_t found;

	(void)state;
	snprintf(pattern, sizeof pattern, "%s/graphs/*.xml", getenv("GRADWALK_SOURCE"));
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct gw_error error = {0};
		struct gw_graph *graph = gw_graph_load(found.gl_pathv[i], 0, &error);
		if (!graph)
			fail_msg("%s", error.message);
		for (uint32_t k = 0; k < graph->output_count; k++) {
			struct gw_tape *tape = tape_for(graph, graph->outputs[k]);
			outputs += expect_output_by_every_entry(tape, found.gl_pathv[i]);
			gw_tape_destroy(tape);
		}
		nodes += expect_every_node(graph, found.gl_pathv[i]);
		gw_graph_destroy(graph);
	}
	globfree(&found);
	printf("# %u derivatives of outputs, %u of all nodes\n", outputs, nodes);
	assert_true(outputs > 300 && nodes > 800);
}

/* ---- every operator ---- */

#define LONGEST_LINE 8192
#define MOST_LEAVES 6
#define MOST_ENTRIES 64
#define MOST_OPERATORS 256

/* "a=1 2; 3 4": the entries go to `entry`. */
static struct gw_setting read_leaf(char *field, double entry[MOST_ENTRIES])
{
	char *at = strchr(field, '='), *end;
	uint32_t rows = 1, count = 0;

	*at++ = '\0';
	for (;; at = end) {
		at += strspn(at, " ");
		rows += *at == ';';
		at += *at == ';';
		double number = strtod(at, &end);
		if (end == at)
			break;
		entry[count++] = number;
	}
	struct gw_matrix matrix = {entry, {rows, count / rows}};
	return (struct gw_setting){field, *entry,
				   count == 1 ? (struct gw_matrix){NULL, {0, 0}} : matrix};
}

/* The graph of a line of tests/reference/operators.txt, see test_reference.c. */
static struct gw_graph *graph_of_line(char *line)
{
	double entry[MOST_LEAVES][MOST_ENTRIES];
	struct gw_setting leaf[MOST_LEAVES];
	char *expression = strtok(line, "|\n");
	struct gw_error error = {0};
	size_t count = 0;

	for (char *field = strtok(NULL, "|\n"); field; field = strtok(NULL, "|\n"))
		if (*field != '=' && !strchr(field, ':')) {
			leaf[count] = read_leaf(field, entry[count]);
			count++;
		}
	struct gw_graph *graph = gw_graph_from_expression(expression, leaf, count, &error);
	if (!graph)
		fail_msg("%s: %s", expression, error.message);
	return graph;
}

static void note_operators(const struct gw_graph *graph, bool is_tried[MOST_OPERATORS])
{
	for (uint32_t node = 0; node < graph->node_count; node++)
		for (size_t i = 0; gw_is_gate(graph, node) && i < gw_op_count(&gw_ops); i++)
			is_tried[i] |= gw_op_at(&gw_ops, i) == gw_node_op(graph, node);
}

static void expect_all_tried(const bool is_tried[MOST_OPERATORS])
{
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++)
		if (!is_tried[i])
			fail_msg("no line has the operator %s", gw_op_at(&gw_ops, i)->name);
}

/*
 * Operators that are older than that file, over 2×3 matrices a and b, rows r and s, and a number x.
 */
static const char *const older[] = {
	"x",
	"sum(-a)",
	"sum(1/a)",
	"sum(square(a))",
	"sum(exp(a))",
	"sum(log(a))",
	"sum(sqrt(a))",
	"sum(abs(a))",
	"sum(logaddexp(a, b))",
	"sum(sin(a))",
	"sum(cos(a))",
	"sum(tan(a))",
	"sum(sinh(a))",
	"sum(cosh(a))",
	"sum(tanh(a))",
	"sum(asin(a))",
	"sum(acos(a))",
	"sum(atan(a))",
	"sum(sigmoid(a))",
	"sum(relu(a - b))",
	"sum(leaky_relu(a - b))",
	"sum(elu(a - b))",
	"sum(gelu(a - b))",
	"sum(softplus(a))",
	"sum(max(a, b))",
	"sum(min(a, b))",
	"sum((a @ b')^2)",
	"sum(a' @ b)",
	"dot(r, s)",
	"sum(softmax(a) * b)",
	"mae(a, b)",
	"huber(a, b)",
	"bce(a, b)",
	"cross_entropy(a, softmax(b))",
	"sum(concat(a, b)^2)",
};

/* Whether a letter stands alone in an expression, and in no word. */
static bool has_letter(const char *expression, char letter)
{
	for (const char *at = expression; *at; at++)
		if (*at == letter && !isalpha((unsigned char)at[1]) &&
		    (at == expression || !isalpha((unsigned char)at[-1])))
			return true;
	return false;
}

static struct gw_graph *graph_of_older(const char *expression)
{
	static const double a[] = {0.3, 0.7, 0.2, 0.9, 0.5, 0.4},
			    b[] = {0.6, 0.1, 0.8, 0.25, 0.35, 0.45};
	const struct gw_setting leaf[] = {
		{"a", 0, {a, {2, 3}}}, {"b", 0, {b, {2, 3}}},    {"r", 0, {a, {1, 3}}},
		{"s", 0, {b, {1, 3}}}, {"x", 2, {NULL, {0, 0}}},
	};
	struct gw_error error = {0};
	struct gw_setting used[5];
	size_t count = 0;

	for (size_t i = 0; i < 5; i++)
		if (strcmp(leaf[i].name, "x") == 0 ? strcmp(expression, "x") == 0
						   : has_letter(expression, *leaf[i].name))
			used[count++] = leaf[i];
	struct gw_graph *graph = gw_graph_from_expression(expression, used, count, &error);
	if (!graph)
		fail_msg("%s: %s", expression, error.message);
	return graph;
}

static void try_graph(struct gw_graph *graph, const char *what, bool is_tried[MOST_OPERATORS])
{
	struct gw_tape *tape = tape_for(graph, graph->outputs[0]);

	expect_output_by_every_entry(tape, what);
	note_operators(graph, is_tried);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/*
 * The gradients of the file's lines are PyTorch's: test_reference.c holds the backward pass to
 * them.
 */
static void every_operator_agrees_with_its_backward_pass(void **state)
{
	bool is_tried[MOST_OPERATORS] = {false};
	char path[4096], line[LONGEST_LINE];

	(void)state;
	snprintf(path, sizeof path, "%s/tests/reference/operators.txt", getenv("GRADWALK_SOURCE"));
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof line, file)) {
		struct gw_graph *graph = graph_of_line(line);
		try_graph(graph, line, is_tried);
	}
	fclose(file);
	for (size_t i = 0; i < sizeof older / sizeof *older; i++)
		try_graph(graph_of_older(older[i]), older[i], is_tried);
	expect_all_tried(is_tried);
}

/* ---- refusals ---- */

static void what_is_no_input_is_refused_by_name(void **state)
{
	static const struct {
		const char *mode, *message;
	} cases[] = {
		{"forward:w", "no node is called \"w\""},
		{"forward:q", "\"q\" is computed; forward mode starts at an input or a parameter"},
		{"forward k",
		 "\"k\" is a constant; forward mode starts at an input or a parameter"},
		{"forward:x[0,1]", "\"x\" has 1×1 entries, from x[0,0] on; \"[0,1]\" is none"},
		{"sideways", "the modes are backward and forward:NAME, not \"sideways\""},
	};
	struct gw_graph *graph = given_graph(SUM_PRODUCT);
	struct gw_tape *tape = tape_for(graph, graph->outputs[0]);
	uint32_t leaf;
	size_t entry;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_error error = {0};
		assert_false(tangents_read_mode(tape, cases[i].mode, &leaf, &entry, &error));
		assert_string_equal(error.message, cases[i].message);
	}
	struct gw_error error = {0};
	assert_true(tangents_read_mode(tape, "forward", &leaf, &entry, &error));
	assert_int_equal(leaf, gw_graph_find(graph, "x"));
	assert_true(tangents_read_mode(tape, "backward", &leaf, &entry, &error));
	assert_int_equal(leaf, GW_NONE);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void memory_that_runs_out_is_an_error(void **state)
{
	struct gw_graph *graph = given_graph(SUM_PRODUCT);
	struct gw_tape *tape = tape_for(graph, graph->outputs[0]);

	(void)state;
	for (size_t n = 0;; n++) {
		struct gw_error error = {0};
		fail_allocation(n);
		struct tangents *tangents = tangents_create(tape, 0, 0, &error);
		if (!failure_happened()) {
			assert_non_null(tangents);
			tangents_destroy(tangents);
			break;
		}
		assert_null(tangents);
		assert_string_equal(error.message, "out of memory");
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* ---- cost ---- */

/* Moving in forward mode and looking at every node there takes no memory. */
static void stepping_allocates_nothing(void **state)
{
	struct gw_graph *graph = given_graph(MATRICES);
	struct gw_tape *tape = tape_for(graph, graph->outputs[0]);
	struct tangents *tangents = tangents_by(tape, 0, 0);
	struct gw_walk walk = forward_walk(tape, tangents);

	(void)state;
	fail_allocation(SIZE_MAX);
	do
		for (uint32_t node = 0; node < graph->node_count; node++)
			gw_walk_gradient(&walk, node);
	while (gw_walk_next_term(&walk));
	tangents_run(tangents);
	assert_int_equal(allocations_made(), 0);
	failure_happened();
	tangents_destroy(tangents);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_lecture_example_goes_up_from_x),
		cmocka_unit_test(a_tangent_is_partial_between_its_products),
		cmocka_unit_test(a_matrix_is_seeded_at_one_entry),
		cmocka_unit_test(every_lesson_agrees_with_its_backward_pass),
		cmocka_unit_test(every_operator_agrees_with_its_backward_pass),
		cmocka_unit_test(what_is_no_input_is_refused_by_name),
		cmocka_unit_test(memory_that_runs_out_is_an_error),
		cmocka_unit_test(stepping_allocates_nothing),
	};
	return cmocka_run_group_tests_name("tangents", tests, NULL, NULL);
}
