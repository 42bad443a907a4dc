/* What is written in the box of a gate: its symbol, and the literals among its operands. */
#include "explain/label.h"

#include "given.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A gate `g`, over x = 0.5 and A = [1 2; 3 4], on which an output depends. */
static struct gw_tape *differentiate(const char *gate, struct gw_graph **graph)
{
	char source[500];
	struct gw_error error = {0};

	snprintf(source, sizeof source,
		 "<graph><input name='x' value='0.5'/><input name='A' value='1 2; 3 4'/>"
		 "<let name='g'>%s</let><output name='f'>x + sum(A) + sum(g)</output></graph>",
		 gate);
	*graph = given_graph(source);
	struct gw_tape *tape = gw_tape_create(*graph, (*graph)->outputs[0], &error);
	assert_non_null(tape);
	return tape;
}

static void assert_label(const char *gate, bool is_ascii, const char *label)
{
	char memory[LABEL_BYTES];
	struct text text = text_in(memory, sizeof memory);
	struct gw_graph *graph;
	struct gw_tape *tape = differentiate(gate, &graph);

	text.is_ascii = is_ascii;
	label_add_gate(&text, tape, gw_graph_find(graph, "g"));
	if (text.failed || strcmp(text.data, label) != 0)
		fail_msg("%s: \"%s\", not \"%s\"", gate, text.data, label);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* Where there is no room for them, numbers that say how are left out; others are a part of it. */
static void test_brief_gates(void **state)
{
	static const struct {
		const char *gate, *label;
	} cases[] = {
		{"max_pool(A, 2, stride=1)", "max pool"},
		{"reshape(A, 4, 1)", "reshape"},
		{"cumsum(A, axis=1)", "cumsum"},
		{"x + 1", "+1"},
		{"A[1, 0]", "[1,0]"},
		{"max(x, 0)", "max 0"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char memory[LABEL_BYTES];
		struct text text = text_in(memory, sizeof memory);
		struct gw_graph *graph;
		struct gw_tape *tape = differentiate(cases[i].gate, &graph);
		label_add_brief_gate(&text, tape, gw_graph_find(graph, "g"));
		assert_string_equal(text.data, cases[i].label);
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
}

static void test_gates(void **state)
{
	static const struct {
		const char *gate, *label, *ascii;
	} cases[] = {
		{"x x", "×", "*"},
		/* On its own side of the symbol; behind it if the sides are alike. */
		{"x + 1", "+1", "+1"},
		{"1 + x", "+1", "+1"},
		{"x - 1", "−1", "-1"},
		{"1 - x", "1−", "1-"},
		{"2 x", "×2", "*2"},
		{"x/4", "/4", "/4"},
		{"4/x", "4/", "4/"},
		{"x^2", "^2", "^2"},
		{"2^x", "2^", "2^"},
		{"2 + 3", "2+3", "2+3"},
		/* Functions. */
		{"exp(x)", "exp", "exp"},
		{"exp(1)", "exp(1)", "exp(1)"},
		{"max(x, 0)", "max 0", "max 0"},
		{"max(0, x)", "max 0", "max 0"},
		{"max(0, 1)", "max(0, 1)", "max(0, 1)"},
		{"bce(x, 1)", "bce 1", "bce 1"},
		{"bce(0.25, x)", "bce(0.25, ·)", "bce(0.25, _)"},
		{"concat(x, 2, x)", "concat(·, 2, ·, axis=0)", "concat(_, 2, _, axis=0)"},
		/* Before and behind one number. */
		{"-(3)", "−3", "-3"},
		{"3'", "Aᵀ 3", "A' 3"},
		{"A'", "Aᵀ", "A'"},
		/* Numbers that say how it works. */
		{"sum(A, axis=0)", "sum axis=0", "sum axis=0"},
		{"log_softmax(A)", "logsoft", "logsoft"},
		{"reshape(A, 4, 1)", "reshape 4×1", "reshape 4x1"},
		{"repeat(A, rows=1, columns=2)", "repeat 1×2", "repeat 1x2"},
		{"max_pool(A, 2)", "max pool 2×2", "maxpool 2x2"},
		{"avg_pool(A, 1, padding=0)", "avg pool 1×1 padding=0", "avgpool 1x1 padding=0"},
		{"eye(2)", "eye rows=2", "eye rows=2"},
		{"zeros(2, 3)", "zeros 2×3", "zeros 2x3"},
		{"roll(A, 1, axis=0)", "roll shift=1 axis=0", "roll shift=1 axis=0"},
		{"A[1, 0]", "[1,0]", "[1,0]"},
		{"x[0, 0]", "[0,0]", "[0,0]"},
		/* A name of a number, and a number. */
		{"π x", "×π", "*pi"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_label(cases[i].gate, false, cases[i].label);
		assert_label(cases[i].gate, true, cases[i].ascii);
	}
}

/* π that was given another value is a number as any. */
static void test_a_constant_that_was_changed(void **state)
{
	struct gw_graph *graph;
	struct gw_tape *tape = differentiate("π x", &graph);
	uint32_t gate = gw_graph_find(graph, "g");
	const uint32_t *operands = gw_operands(graph, gate);
	uint32_t literal = operands[graph->kind[operands[0]] == GW_LITERAL ? 0 : 1];
	char memory[LABEL_BYTES];
	struct text text = text_in(memory, sizeof memory);

	(void)state;
	gw_tape_set(tape, literal, 3.5);
	gw_tape_run(tape);
	label_add_gate(&text, tape, gate);
	assert_string_equal(text.data, "×3.5");
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* Within a sentence: its name, a short expression, or its symbol and when it is computed. */
static void test_references(void **state)
{
	struct gw_error error = {0};
	struct gw_graph *graph =
		given_graph("<graph><input name='x' value='2'/><let name='named'>x - 1</let>"
			    "<output name='f'>(x - 3) (x - 1234567890123) named</output></graph>");
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	static const struct {
		const char *node, *name;
	} cases[] = {
		{"x", "x"},
		{"named", "named"},
		{"x - 3", "x − 3"},
		{"x - 1234567890123", "[−1234567890123]#3"},
	};

	(void)state;
	assert_non_null(tape);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char memory[LABEL_BYTES];
		struct text text = text_in(memory, sizeof memory);
		label_add_reference(&text, tape, gw_graph_find(graph, cases[i].node));
		assert_string_equal(text.data, cases[i].name);
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gates),
		cmocka_unit_test(test_brief_gates),
		cmocka_unit_test(test_a_constant_that_was_changed),
		cmocka_unit_test(test_references),
	};

	return cmocka_run_group_tests_name("label", tests, NULL, NULL);
}
