/*
 * Operators that are in no table of ours, each one row and its functions: they are read, written,
 * drawn, explained and checked as any other is.
 */
#include "explain/explain.h"
#include "explain/label.h"
#include "export/trace.h"
#include "graph/notation.h"
#include "picture/picture.h"
#include "read/program.h"

#include <gradwalk/gradwalk.h>
#include <gradwalk/open.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- two operators: a ⊕ b = √(a² + b²), and a ▷ b = a − b/2 ---- */

static double hypotenuse_value(const double *x)
{
	return hypot(x[0], x[1]);
}

static double hypotenuse_local(const double *x, double y, unsigned which)
{
	return y == 0 ? 0 : x[which] / y;
}

static const char *hypotenuse_kink(const double *x)
{
	return x[0] == 0 && x[1] == 0 ? "the cone has its tip at 0" : NULL;
}

static double step_down_value(const double *x)
{
	return x[0] - x[1] / 2;
}

static double step_down_local(const double *x, double y, unsigned which)
{
	(void)x, (void)y;
	return which == 0 ? 1 : -0.5;
}

static double half_value(const double *x)
{
	return x[0] / 2;
}

static double half_local(const double *x, double y, unsigned which)
{
	(void)x, (void)y, (void)which;
	return 0.5;
}

static const struct gw_op own_operators[] = {
	{
		.name = "hypotenuse",
		.token = "⊕",
		.spellings = "<+>",
		.symbol = "⊕",
		.ascii = "<+>",
		.notation = GW_INFIX,
		.binding = (GW_BINDS_PRODUCT + GW_BINDS_SIGN) / 2,
		.arity = 2,
		.commutes = true,
		.value = hypotenuse_value,
		.local = hypotenuse_local,
		.kink = hypotenuse_kink,
		.zero = "that side has no length",
		.rule = {{"d(a ⊕ b)/da", "a/y", GW_RULE_FORMULA},
			 {"d(a ⊕ b)/db", "b/y", GW_RULE_FORMULA}},
		.nickname = "the longer side gets more",
	},
	{
		.name = "step_down",
		.token = "▷",
		.symbol = "▷",
		.ascii = "|>",
		.notation = GW_INFIX,
		.binding = (GW_BINDS_SUM + GW_BINDS_PRODUCT) / 2,
		.is_right_associative = true,
		.is_spaced = true,
		.arity = 2,
		.value = step_down_value,
		.local = step_down_local,
		.rule = {{"d(a ▷ b)/da", "1", GW_RULE_NUMBER},
			 {"d(a ▷ b)/db", "-0.5", GW_RULE_NUMBER}},
		.nickname = "half a step back",
	},
	/* Its sign and its place between two names are taken: it can't be written. */
	{
		.name = "late",
		.token = "⊕",
		.symbol = "⊕",
		.ascii = "<+>",
		.notation = GW_INFIX,
		.binding = GW_BINDS_SUM,
		.is_implied = true,
		.arity = 2,
		.value = step_down_value,
		.local = step_down_local,
		.rule = {{"d(a ⊕ b)/da", "1", GW_RULE_NUMBER},
			 {"d(a ⊕ b)/db", "-0.5", GW_RULE_NUMBER}},
		.nickname = "it came too late",
	},
	{
		.name = "half",
		.token = "½",
		.symbol = "½",
		.ascii = "/2",
		.notation = GW_POSTFIX,
		.binding = GW_BINDS_ATOM,
		.arity = 1,
		.value = half_value,
		.local = half_local,
		.rule = {{"d(a½)/da", "0.5", GW_RULE_NUMBER}},
		.nickname = "half passes",
	},
};

static const struct gw_op_family own_family = {own_operators,
					       sizeof own_operators / sizeof *own_operators};

#define MOST_FAMILIES 32

/* Our table with one family more. */
struct own_table {
	const struct gw_op_family *family[MOST_FAMILIES];
	struct gw_op_table ops;
};

static void extend(struct own_table *own)
{
	size_t count = gw_ops.family_count;

	assert_true(count < MOST_FAMILIES);
	memcpy(own->family, gw_ops.family, count * sizeof *own->family);
	own->family[count] = &own_family;
	own->ops = (struct gw_op_table){own->family, count + 1};
}

static const struct gw_setting settings[] = {
	{.name = "x", .value = 3},
	{.name = "y", .value = 4},
	{.name = "z", .value = 12},
	{.name = "A", .matrix = {(const double[]){3, 4, 6, 8}, {2, 2}}},
	{.name = "v", .matrix = {(const double[]){4, 3}, {1, 2}}},
};

#define SETTING_COUNT (sizeof settings / sizeof *settings)

static struct gw_graph *read(const struct own_table *own, const char *text, struct gw_error *error)
{
	return program_read_expression(&own->ops, text, settings, SETTING_COUNT, 0, error);
}

static struct gw_graph *read_well(const struct own_table *own, const char *text)
{
	struct gw_error error = {0};
	struct gw_graph *graph = read(own, text, &error);

	if (!graph)
		fail_msg("%s: %s", text, error.message);
	return graph;
}

/* A graph of an expression, its tape, and a walk at its end. */
struct session {
	struct own_table own;
	struct gw_graph *graph;
	struct gw_tape *tape;
	struct gw_walk walk;
};

static void begin(struct session *session, const char *text)
{
	struct gw_error error;

	extend(&session->own);
	session->graph = read_well(&session->own, text);
	session->tape = gw_tape_create(session->graph, session->graph->outputs[0], &error);
	assert_non_null(session->tape);
	gw_walk_init(&session->walk, session->tape);
	gw_walk_seek(&session->walk, gw_walk_last(&session->walk));
}

static void end(struct session *session)
{
	gw_tape_destroy(session->tape);
	gw_graph_destroy(session->graph);
}

/* ---- reading and writing ---- */

static double value_of(const struct gw_graph *graph)
{
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], NULL);
	double value = tape->value[graph->outputs[0]];

	gw_tape_destroy(tape);
	return value;
}

static void it_is_read_by_its_own_binding_and_written_so_that_it_can_be_read(void **state)
{
	static const struct {
		const char *text, *written;
		double value;
	} cases[] = {
		{"x ⊕ y", "x⊕y", 5},
		{"x <+> y", "x⊕y", 5},
		{"2 x⊕y", "2 (x⊕y)", 10},                  /* tighter than a product */
		{"(2 x)⊕y", "(2 x)⊕y", 7.211102550927978}, /* which needs parentheses in it */
		{"-x⊕y", "-x⊕y", 5}, /* and looser than a sign: (−x) ⊕ y */
		{"-(x⊕y)", "-(x⊕y)", -5},
		{"x⊕y^2", "x⊕y^2", 16.278820596099706},
		{"x⊕y⊕z", "x⊕y⊕z", 13}, /* from the left */
		{"x⊕(y⊕z)", "x⊕(y⊕z)", 13},
		{"x⊕-y", "x⊕(-y)", 5},
		{"1/x⊕y", "1/(x⊕y)", 0.2},
		{"x ▷ y", "x ▷ y", 1},
		{"x + y ▷ z", "x + y ▷ z", 1}, /* tighter than a sum */
		{"x y ▷ z", "x y ▷ z", 6},     /* and looser than a product */
		{"x ▷ y ▷ z", "x ▷ y ▷ z", 4}, /* from the right: x ▷ (y ▷ z) */
		{"(x ▷ y) ▷ z", "(x ▷ y) ▷ z", -5},
		{"hypotenuse(x, y)", "x⊕y", 5},
		{"(x y)½", "(x y)½", 6},
		{"x½⊕y½", "x½⊕y½", 2.5},
	};
	struct own_table own;

	(void)state;
	extend(&own);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_graph *graph = read_well(&own, cases[i].text);
		struct notation notation = {.limit = 4000, .mark = GW_NONE};
		struct text text = {0};
		notation_write(&notation, graph, graph->outputs[0], &text);
		assert_string_equal(text.data, cases[i].written);
		assert_true(fabs(value_of(graph) - cases[i].value) < 1e-12);
		struct gw_graph *again = read_well(&own, text.data);
		assert_int_equal(again->node_count, graph->node_count);
		assert_int_equal(again->edge_count, graph->edge_count);
		assert_true(value_of(again) == value_of(graph));
		gw_graph_destroy(again);
		gw_graph_destroy(graph);
		text_finish(&text);
	}
}

static void only_its_own_table_knows_it(void **state)
{
	struct gw_error error = {0};

	(void)state;
	assert_null(gw_graph_from_expression("x ⊕ y", settings, SETTING_COUNT, &error));
	assert_string_equal(error.message, "an operator or the end should stand here, not \"⊕\"");
	assert_null(gw_op_find(&gw_ops, "hypotenuse", strlen("hypotenuse")));
}

/* ---- drawing ---- */

static void assert_holds(const struct text *text, const char *part)
{
	if (text->failed || !strstr(text->data, part))
		fail_msg("\"%s\" is not in\n%s", part, text->failed ? "" : text->data);
}

static void it_is_drawn(void **state)
{
	const struct picture_style style = {.digits = 2, .density = DENSITY_ROOMY, .tries = 1};
	struct session session;
	struct text text = {0};

	(void)state;
	begin(&session, "f = x⊕2 + (3 ▷ y) + x⊕y");
	struct picture *picture = picture_create(session.tape, NULL, &style, NULL);
	assert_non_null(picture);
	assert_true(picture_write(picture, &session.walk, CANVAS_PLAIN, &text));
	assert_holds(&text, "⊕2");
	assert_holds(&text, "3▷");
	assert_holds(&text, "   ⊕   ");
	assert_holds(&text, "5.00");
	picture_destroy(picture);
	text_finish(&text);
	end(&session);
}

/* Of what commutes the literal always stands behind the sign. */
static void its_label_knows_whether_it_commutes(void **state)
{
	static const struct {
		const char *text, *label, *ascii;
	} cases[] = {
		{"2⊕x", "⊕2", "<+>2"},
		{"x⊕2", "⊕2", "<+>2"},
		{"2 ▷ x", "2▷", "2|>"},
		{"x ▷ 2", "▷2", "|>2"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char memory[LABEL_BYTES], ascii_memory[LABEL_BYTES];
		struct text label = text_in(memory, sizeof memory),
			    ascii = text_in(ascii_memory, sizeof ascii_memory);
		ascii.is_ascii = true;
		struct session session;
		begin(&session, cases[i].text);
		label_add_gate(&label, session.tape, session.tape->output);
		label_add_gate(&ascii, session.tape, session.tape->output);
		assert_string_equal(label.data, cases[i].label);
		assert_string_equal(ascii.data, cases[i].ascii);
		end(&session);
	}
}

/* ---- explaining ---- */

static void assert_step(const struct session *session, const char *said)
{
	const struct explain_style style = {.digits = 2};
	struct prose prose = {0};
	struct text text = {0};

	explain_step(&prose, &session->walk, GW_NONE, &style);
	prose_hand_over(&prose, &text);
	assert_holds(&text, said);
	text_finish(&text);
	prose_finish(&prose);
}

static void it_is_explained(void **state)
{
	struct session session;

	(void)state;
	begin(&session, "f = x⊕y");
	assert_step(&session, "= 1 × 0.60 = 0.60");
	assert_step(&session, "∂(x⊕y)/∂x = x/f, ∂(x⊕y)/∂y = y/f; the longer side gets more");
	gw_walk_seek(&session.walk, 1);
	assert_step(&session, "f = x⊕y = 3 ⊕ 4 = 5");
	end(&session);
	begin(&session, "f = (x - 3)⊕(y - 4)");
	gw_walk_seek(&session.walk, gw_walk_seed(&session.walk) + 1);
	assert_step(&session, "the cone has its tip at 0");
	assert_step(&session, "because that side has no length");
	end(&session);
}

static void its_trace_names_it(void **state)
{
	struct session session;
	struct text text = {0};
	const struct exported exported = {.walk = &session.walk, .digits = 2};

	(void)state;
	begin(&session, "f = x⊕y");
	trace_write_json_lines(&exported, &text, NULL);
	assert_holds(&text, "\"op\":\"hypotenuse\",\"operands\":[\"x\",\"y\"],\"value\":5");
	text_finish(&text);
	end(&session);
}

/* It says nothing of how Python spells it. */
static void no_program_is_written_of_it(void **state)
{
	struct session session;
	struct text text = {0};
	struct gw_error error = {0};
	const struct exported exported = {.walk = &session.walk, .digits = 2};

	(void)state;
	begin(&session, "f = x⊕y");
	assert_false(format_named(FORMAT_PROGRAM, "python")->write(&exported, &text, &error));
	assert_string_equal(error.message,
			    "hypotenuse has no spelling in PyTorch, so that no program is written");
	assert_false(format_named(FORMAT_PROGRAM, "numpy")->write(&exported, &text, &error));
	text_finish(&text);
	end(&session);
}

/* ---- checking ---- */

static void its_gradients_agree_with_differences(void **state)
{
	struct session session;

	(void)state;
	begin(&session, "f = sum(A⊕v ▷ x y) + x⊕y z");
	struct gw_tape *scratch = gw_tape_create(session.graph, session.graph->outputs[0], NULL);
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		uint32_t leaf = gw_graph_find(session.graph, settings[i].name);
		for (size_t k = 0; k < gw_check_count(session.graph, leaf); k++) {
			struct gw_check check = gw_check_entry(session.tape, scratch, leaf, k);
			if (check.verdict != GW_AGREES)
				fail_msg("%s: %g, by differences %g", settings[i].name,
					 check.gradient, check.difference);
		}
	}
	gw_tape_destroy(scratch);
	end(&session);
}

static void over_matrices_it_opens_into_scalars(void **state)
{
	struct session session;
	struct gw_error error = {0};

	(void)state;
	begin(&session, "h = A⊕v; f = sum(h)");
	struct gw_graph *opened =
		gw_open_gate(session.tape, gw_graph_find(session.graph, "h"), &error);
	if (!opened)
		fail_msg("%s", error.message);
	assert_true(opened->initial[gw_graph_find(opened, "A_10")] == 6);
	assert_string_equal(gw_node_op(opened, gw_graph_find(opened, "h_01"))->name, "hypotenuse");
	gw_graph_destroy(opened);
	end(&session);
	begin(&session, "h = A½; f = sum(h)");
	opened = gw_open_gate(session.tape, gw_graph_find(session.graph, "h"), &error);
	if (!opened)
		fail_msg("%s", error.message);
	assert_string_equal(gw_node_op(opened, gw_graph_find(opened, "h_01"))->name, "half");
	gw_graph_destroy(opened);
	end(&session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_read_by_its_own_binding_and_written_so_that_it_can_be_read),
		cmocka_unit_test(only_its_own_table_knows_it),
		cmocka_unit_test(it_is_drawn),
		cmocka_unit_test(its_label_knows_whether_it_commutes),
		cmocka_unit_test(it_is_explained),
		cmocka_unit_test(its_trace_names_it),
		cmocka_unit_test(no_program_is_written_of_it),
		cmocka_unit_test(its_gradients_agree_with_differences),
		cmocka_unit_test(over_matrices_it_opens_into_scalars),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
