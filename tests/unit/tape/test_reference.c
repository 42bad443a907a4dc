/*
 * Operators against PyTorch: each line of tests/reference/operators.txt is an expression, its
 * leaves, and the value and the gradients that PyTorch computed.
 *
 *     sum(log1p(a))|a=1 2; 3 4|=4.787491742782046|a:0.5 0.3333333333333333 0.25 0.2
 *
 * Each is held against central differences too, and each of its gates that can be opened into
 * scalar gates must give the same gradients there.
 */
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

#define MOST_LEAVES 6
#define MOST_ENTRIES 64
#define LONGEST_LINE 8192
#define TOLERANCE 1e-12

struct reference {
	char *expression;
	struct gw_setting leaf[MOST_LEAVES];
	double entry[MOST_LEAVES][MOST_ENTRIES];
	size_t leaf_count;
	double value;
	char *gradient[MOST_LEAVES]; /* "a:0.5 0.25", in the order of the line */
	size_t gradient_count;
};

/* "1 2; 3 4" */
static struct gw_matrix read_matrix(const char *text, double entry[MOST_ENTRIES])
{
	size_t count = 0;
	uint32_t rows = 1;

	for (char *end = NULL;; text = end) {
		text += strspn(text, " ");
		rows += *text == ';';
		text += *text == ';';
		double number = strtod(text, &end);
		if (end == text)
			break;
		assert_true(count < MOST_ENTRIES);
		entry[count++] = number;
	}
	assert_true(*text == '\0' && count % rows == 0);
	return (struct gw_matrix){entry, {rows, (uint32_t)(count / rows)}};
}

static void read_leaf(struct reference *reference, char *field)
{
	char *equals = strchr(field, '=');
	size_t i = reference->leaf_count++;

	assert_true(equals && i < MOST_LEAVES);
	*equals = '\0';
	struct gw_matrix matrix = read_matrix(equals + 1, reference->entry[i]);
	bool is_scalar = gw_is_scalar(matrix.shape);
	reference->leaf[i] = (struct gw_setting){
		field, matrix.entry[0], is_scalar ? (struct gw_matrix){NULL, {0, 0}} : matrix};
}

/* The fields of a line, which is cut into them. */
static void read_line(char *line, struct reference *reference)
{
	*reference = (struct reference){.expression = strtok(line, "|\n")};
	for (char *field = strtok(NULL, "|\n"); field; field = strtok(NULL, "|\n")) {
		if (*field == '=')
			reference->value = strtod(field + 1, NULL);
		else if (strchr(field, ':'))
			reference->gradient[reference->gradient_count++] = field;
		else
			read_leaf(reference, field);
	}
}

static bool is_near(double found, double wanted)
{
	if (isnan(wanted) || isinf(wanted))
		return isnan(wanted) ? isnan(found) : found == wanted;
	return fabs(found - wanted) <= TOLERANCE * fmax(1, fabs(wanted));
}

static void expect_gradient(const struct reference *reference, const struct gw_tape *tape,
			    char *field)
{
	double wanted[MOST_ENTRIES], unused = 0;
	char *colon = strchr(field, ':');

	*colon = '\0';
	uint32_t leaf = gw_graph_find(tape->graph, field);
	size_t count = gw_entry_count(read_matrix(colon + 1, wanted).shape);
	struct gw_matrix found = gw_tape_gradient_matrix(tape, leaf);
	assert_int_equal(count, gw_entry_count(found.shape));
	for (size_t i = 0; i < count; i++) {
		double entry = found.entry ? found.entry[i] : unused;
		if (!is_near(entry, wanted[i]))
			fail_msg("%s: entry %zu of the gradient of %s is %.17g, not %.17g",
				 reference->expression, i, field, entry, wanted[i]);
	}
}

static void expect_checked(const struct reference *reference, const struct gw_tape *tape,
			   struct gw_tape *scratch)
{
	const struct gw_graph *graph = tape->graph;

	for (uint32_t leaf = 0; leaf < graph->node_count; leaf++) {
		size_t count = gw_entry_count(gw_node_shape(graph, leaf));
		if (graph->kind[leaf] != GW_INPUT)
			continue;
		for (size_t entry = 0; entry < count; entry++) {
			struct gw_check check = gw_check_entry(tape, scratch, leaf, entry);
			if (check.verdict == GW_DISAGREES)
				fail_msg("%s: entry %zu of %s is %g, by differences %g",
					 reference->expression, entry, gw_node_name(graph, leaf),
					 check.gradient, check.difference);
		}
	}
}

/* What is opened is compared by gw_open_gate() itself: it refuses what does not agree. */
static unsigned open_gates(const struct reference *reference, const struct gw_tape *tape)
{
	unsigned opened = 0;

	for (uint32_t i = 0; i < tape->backward_count; i++) {
		struct gw_error error;
		uint32_t gate = tape->backward[i];
		if (!gw_is_matrix_gate(tape, gate))
			continue;
		struct gw_graph *graph = gw_open_gate(tape, gate, &error);
		bool is_refused = !graph && !strstr(error.message, "a convention decides") &&
				  !strstr(error.message, "too large") &&
				  !strstr(error.message, "opened") &&
				  !strstr(error.message, "no form");
		if (is_refused)
			fail_msg("%s: %s", reference->expression, error.message);
		opened += graph != NULL;
		gw_graph_destroy(graph);
	}
	return opened;
}

static unsigned expect_reference(const struct reference *reference)
{
	struct gw_error error;
	struct gw_graph *graph = gw_graph_from_expression(reference->expression, reference->leaf,
							  reference->leaf_count, &error);
	if (!graph)
		fail_msg("%s: %s", reference->expression, error.message);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct gw_tape *scratch = gw_tape_create(graph, graph->outputs[0], &error);
	if (!tape || !scratch)
		fail_msg("%s: %s", reference->expression, error.message);
	double value = *gw_tape_value(tape, tape->output).entry;
	if (!is_near(value, reference->value))
		fail_msg("%s: the value is %.17g, not %.17g", reference->expression, value,
			 reference->value);
	for (size_t i = 0; i < reference->gradient_count; i++)
		expect_gradient(reference, tape, reference->gradient[i]);
	expect_checked(reference, tape, scratch);
	unsigned opened = open_gates(reference, tape);
	gw_tape_destroy(tape);
	gw_tape_destroy(scratch);
	gw_graph_destroy(graph);
	return opened;
}

/* How many lines a file of tests/reference has; `opened` counts the gates that could be. */
static unsigned expect_file(const char *name, unsigned *opened)
{
	char path[4096], line[LONGEST_LINE];
	struct reference reference;
	unsigned count = 0;

	snprintf(path, sizeof path, "%s/tests/reference/%s", getenv("GRADWALK_SOURCE"), name);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	for (; fgets(line, sizeof line, file); count++) {
		assert_non_null(strchr(line, '\n'));
		read_line(line, &reference);
		*opened += expect_reference(&reference);
	}
	fclose(file);
	return count;
}

static void every_line_agrees_with_pytorch(void **state)
{
	unsigned opened = 0, count = expect_file("operators.txt", &opened);

	(void)state;
	assert_true(count >= 1090 && opened >= count / 2);
}

/* NaN, infinite and very large entries; make_special.py says where they come from. */
static void what_is_not_finite_agrees_with_pytorch(void **state)
{
	unsigned opened = 0;

	(void)state;
	assert_true(expect_file("special.txt", &opened) >= 300);
}

/* What PyTorch loses, and mathematics does not. */
static void what_is_large_is_right(void **state)
{
	static const char *const lines[] = {
		"softmax(a)[0, 0]|a=1e200 1e200|=0.5|a:0.25 -0.25",
		"logsumexp(a)|a=1e10 1e10|=10000000000.693148|a:0.5 0.5",
		"logsumexp(a)|a=1e200 1e200|=1e200|a:0.5 0.5",
		"sum(prod(a))|a=inf 2 3|=inf|a:6 inf inf",
		"norm(a)|a=3e200 4e200|=5e200|a:0.6 0.8",
		"bce_with_logits(a, t)|a=inf|t=0|=inf|a:1",
		"bce_with_logits(a, t)|a=inf|t=1|=0|a:0",
		"cross_entropy(a, t)|a=-inf 0 0|t=0 1 0|=0.6931471805599453|a:0 -0.5 0.5",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		char line[LONGEST_LINE];
		struct reference reference;
		snprintf(line, sizeof line, "%s", lines[i]);
		read_line(line, &reference);
		expect_reference(&reference);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_line_agrees_with_pytorch),
		cmocka_unit_test(what_is_not_finite_agrees_with_pytorch),
		cmocka_unit_test(what_is_large_is_right),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
