/*
 * The expression language: what it means, what it refuses and where, and that what is written can
 * be read again.
 */
#include "chance.h"
#include "graph/notation.h"
#include "read/program.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct gw_setting settings[] = {
	{.name = "x", .value = 2},
	{.name = "y", .value = 3},
	{.name = "z", .value = 5},
	{.name = "w0", .value = 7},
	{.name = "x0", .value = 11},
	{.name = "θ₁", .value = 2},
	{.name = "وزن", .value = 3},
	{.name = "axis", .value = 4},
	{.name = "cosh", .value = 1},
	{.name = "می\u200cشود", .value = 6},
	{.name = "A", .matrix = {(const double[]){1, 2, 3, 4, 5, 6}, {2, 3}}},
	{.name = "B", .matrix = {(const double[]){1, 0, 2, 1}, {2, 2}}},
	{.name = "v", .matrix = {(const double[]){1, 2, 4}, {1, 3}}},
};

#define SETTING_COUNT (sizeof settings / sizeof *settings)

static struct gw_graph *read(const char *text, struct gw_error *error)
{
	return gw_graph_from_expression(text, settings, SETTING_COUNT, error);
}

/* The expression of the output, written anew. */
static void write_output(const struct gw_graph *graph, struct text *text)
{
	struct notation notation = {.limit = 4000, .mark = GW_NONE};
	text_clear(text);
	notation_write(&notation, graph, graph->outputs[0], text);
}

struct meaning {
	const char *text;
	const char *written; /* with the fewest parentheses: its structure */
	double value;
};

static void expressions_mean_what_mathematics_means(void **state)
{
	static const struct meaning meanings[] = {
		{"x + y * z", "x + y z", 17},
		{"(x + y) z", "(x + y) z", 25},
		{"x y z", "x y z", 30},
		{"2x", "2 x", 4},
		{"2 x y", "2 x y", 12},
		{"x(y + z)", "x (y + z)", 16},
		{"(x + y)(y + z)", "(x + y) (y + z)", 40},
		{"w0 x0", "w0 x0", 77},
		{"1/2x", "1/2 x", 1},
		{"1/x y", "1/x y", 1.5},
		{"x/y/z", "x/y/z", 2.0 / 3 / 5},
		{"x/(y z)", "x/(y z)", 2.0 / 15},
		{"x - y - z", "x - y - z", -6},
		{"x - (y - z)", "x - (y - z)", 4},
		{"-x^2", "-x^2", -4},
		{"(-x)^2", "(-x)^2", 4},
		{"-2^2", "-2^2", -4},
		{"-2²", "-2^2", -4},
		{"-2'", "-2ᵀ", -2},
		{"(-2)'", "(-2)ᵀ", -2},
		{"-2[0]", "-2[0]", -2},
		{"-2√(x + 2)", "-2 sqrt(x + 2)", -4},
		{"2 * 3 (x + 1)", "2 * 3 (x + 1)", 18},
		{"x\u00a0+\u00a0y", "x + y", 5},
		{"2/x", "2/x", 1},
		{"(1)/x", "(1)/x", 0.5},
		{"cosh * (x + y)", "cosh * (x + y)", 5},
		{"sum(axis)", "sum(axis)", 4},
		{"می\u200cشود x", "می\u200cشود x", 12},
		{"۳ x", "3 x", 6},
		{"sum(A) + A[1, 0]", "sum(A) + A[1, 0]", 25},
		{"v[2] - v'[1]", "v[2] - vᵀ[1]", 2},
		{"sum(concat(A, B, axis=1)[1, 4])", "sum(concat(A, B, axis=1)[1, 4])", 1},
		{"sum(concat(A, v) @ v')", "sum(concat(A, v, axis=0) @ vᵀ)", 76},
		{"sum(concat(A))", "sum(concat(A, axis=0))", 21},
		{"dot(v, v')", "dot(v, vᵀ)", 21},
		{"norm(v - v)", "norm(v - v)", 0},
		{"2^-1", "2^(-1)", 0.5},
		{"2^3^2", "2^3^2", 512},
		{"(2^3)^2", "(2^3)^2", 64},
		{"x ** y", "x^y", 8},
		{"2x^2", "2 x^2", 8},
		{"-2", "-2", -2},
		{"x * -2", "x (-2)", -4},
		{"--x", "-(-x)", 2},
		{"+x", "x", 2},
		{"x × y · z ⋅ 2", "x y z * 2", 60},
		{"x ÷ y − z", "x/y - z", 2.0 / 3 - 5},
		{"x² + y³", "x^2 + y^3", 31},
		{"x⁻¹", "x^(-1)", 0.5},
		{"θ₁ وزن", "θ₁ وزن", 6},
		{".5 + 1e-3 + 2.5E2", "0.5 + 0.001 + 250", 250.501},
		{"max(x, y) + min(x, y)", "max(x, y) + min(x, y)", 5},
		{"relu(-x) + abs(-x)", "relu(-x) + abs(-x)", 2},
		{"pow(x, y)", "x^y", 8},
		{"reciprocal(x)", "1/x", 0.5},
		{"ln(e) + sin(0 pi)", NULL, 1},
		{"q = x + y; f = q q", "q q", 25},
		{"order = x + y; f = order order", "order order", 25},
		{"or = x + y; f = or or", "or or", 25},
		{"2^1/x", "2^1/x", 1},
		{"sum(sum(A, axis=0, keepdims=True))", NULL, 21},
		{"sum(sum(A, axis=0, keepdims=true))", NULL, 21},
		{"sum(sum(A, axis=0, keepdims=False))", NULL, 21},
		{"sum(sum(A, axis=0, keepdims=false))", NULL, 21},
		{"sum(A[-1, :])", "sum(A[-1, :])", 15},
		{"sum(A[:, -1])", "sum(A[:, -1])", 9},
		{"sum(A[1:, 0:2])", "sum(A[1:, 0:2])", 9},
		{"sum(A[:, -1:3])", "sum(A[:, -1:3])", 9},
		{"sum(v[1:])", "sum(v[:, 1:])", 6},
		{"sum(A[z/5])", "sum(A[z/5])", 15},
		{"sum(A[z/5, :])", "sum(A[z/5])", 15},
		{"where(x < y and not (x > y) or 0, 5, 7)", NULL, 5},
		{"x 2", "x * 2", 4},
		{"(x y) 2 z", "x y * 2 z", 60},
		{"(x)2 + x²3", "x * 2 + x^2 * 3", 16},
		{"√(x + y + 4)", "sqrt(x + y + 4)", 3},
		{"2√x²", "2 sqrt(x^2)", 4},
		{"x √(y + 1) y", "x sqrt(y + 1) y", 12},
		{"|x - y|", "abs(x - y)", 1},
		{"2|x||y - z|", "2 abs(x) abs(y - z)", 8},
		{"||x - y| - |z (|y|)||", "abs(abs(x - y) - abs(z abs(y)))", 14},
		{"sum(Aᵀ @ A)", "sum(Aᵀ @ A)", 261},
		{"vᵀ[1]", "vᵀ[1]", 2},
		{"g(x) = x^2", "x^2", 4},
		{"g(t) = t^2; g(x) + g(3)", "x^2 + 3^2", 13},
		{"g(a, b) = a b; f = g(x, g(y, z))", "x (y z)", 30},
	};
	struct text written = {0};

	(void)state;
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
		struct gw_error error;
		char text[GW_ERROR_TEXT];
		struct gw_graph *graph = read(meanings[i].text, &error);
		if (!graph)
			fail_msg("%s: %s", meanings[i].text, gw_error_text(&error, text));
		struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
		write_output(graph, &written);
		if (meanings[i].written)
			assert_string_equal(written.data, meanings[i].written);
		if (tape->value[tape->output] != meanings[i].value)
			fail_msg("%s is %.17g, not %.17g", meanings[i].text,
				 tape->value[tape->output], meanings[i].value);
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
	text_finish(&written);
}

static void write_name(void *context, const struct gw_graph *graph, uint32_t leaf, bool is_base,
		       struct text *text)
{
	(void)context, (void)is_base;
	text_add(text, gw_node_name(graph, leaf));
}

/* As in print; what ASCII has no signs for is written as it is read. */
static void formulas_are_typeset_for_people(void **state)
{
	static const struct {
		const char *text, *print, *ascii;
	} formulas[] = {
		{"(x + y)^2", "(x + y)²", "(x + y)^2"},
		{"x^(y + z)", "x^(y + z)", "x^(y + z)"},
		{"x^10", "x¹⁰", "x^10"},
		{"x^y", "x^y", "x^y"},
		{"sqrt(x) - y", "√x − y", "sqrt(x) - y"},
		{"sqrt(x + y)", "√(x + y)", "sqrt(x + y)"},
		{"x y z", "x · y · z", "x * y * z"},
		{"-x", "−x", "-x"},
	};
	const struct typesetting typesetting = {" · ", write_name, NULL};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof formulas / sizeof *formulas; i++) {
		struct notation notation = {
			.limit = 100, .mark = GW_NONE, .typesetting = &typesetting};
		struct text written = {.is_ascii = i % 2};
		struct gw_error error;
		struct gw_graph *graph = read(formulas[i / 2].text, &error);
		assert_non_null(graph);
		notation_write(&notation, graph, graph->outputs[0], &written);
		assert_string_equal(written.data,
				    i % 2 ? formulas[i / 2].ascii : formulas[i / 2].print);
		text_finish(&written);
		gw_graph_destroy(graph);
	}
}

static void a_word_is_an_operator_in_a_definition_unless_it_is_an_argument(void **state)
{
	static const char file[] =
		"<graph><input name='x' value='1'/>"
		"<define name='d' args='t'>where(t and not (t - 1), 5, 7)</define>"
		"<define name='g' args='or'>or or + 2</define>"
		"<output name='f'>10 d(x) + g(3)</output></graph>";
	struct gw_error error = {0};
	struct gw_graph *graph = gw_graph_load_text("test.xml", file, strlen(file), &error);

	(void)state;
	if (!graph)
		fail_msg("%s", error.message);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	assert_true(*gw_tape_value(tape, tape->output).entry == 61);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

struct mistake {
	const char *text;
	uint32_t column;
	const char *message;
};

static void mistakes_are_placed_and_explained(void **state)
{
	static const struct mistake mistakes[] = {
		{"w0x0", 1, "\"w0x0\" is not declared; write \"w0 x0\" to multiply"},
		{"x + w9", 5, "unknown name \"w9\"; did you mean \"w0\"?"},
		{"x + q", 5, "\"q\" has no value; add q=NUMBER"},
		{"sigmod(x)", 1, "unknown function \"sigmod\"; did you mean \"sigmoid\"?"},
		{"y exp x", 3, "\"exp\" is a function; write exp(…)"},
		{"x +", 4, "the expression ends where a number, a name or \"(\" should follow"},
		{"(x + y", 7, "the expression ends where \")\" should follow"},
		{"x + y)", 6, "an operator or the end should stand here, not \")\""},
		{"x 2 3", 5,
		 "a number can't follow a number; write \"*\" between them to multiply"},
		{"x^2 3", 5,
		 "a number can't follow a number; write \"*\" between them to multiply"},
		{"|x", 3, "the expression ends where \"|\" should follow"},
		{"(|x)|", 4, "\"|\" should stand here, not \")\""},
		{"√", 2, "the expression ends where a number, a name or \"(\" should follow"},
		{"1.5.5", 4, "a number has one point, and ends here"},
		{"x.5", 2, "a number begins here; write \"*\" before it to multiply"},
		{"x not y", 3, "an operator or the end should stand here, not \"not\""},
		{"y |q|", 4, "\"q\" has no value; add q=NUMBER"},
		{"x < y < z", 7, "comparisons do not chain: write a < b and b < c"},
		{"x < )", 5, "a number, a name or \"(\" should stand here, not \")\""},
		{"max(x)[", 8, "the expression ends where a number, a name or \"(\" should follow"},
		{"pow(x, y, z)", 1, "pow takes 2 operands, not 3"},
		{"exp(x, y)", 1, "exp takes 1 operand, not 2"},
		{"bce(x)", 1, "bce takes 2 operands, not 1"},
		{"where(x, y)", 1, "where takes 3 operands, not 2"},
		{"sin(x, axis=0)", 8, "sin has no \"axis\": it takes operands alone"},
		{"sum(A, dim=0)", 8, "sum has no \"dim\"; did you mean \"axis\"?"},
		{"sum(A, keepdim=1)", 8, "sum has no \"keepdim\"; did you mean \"keepdims\"?"},
		{"var(A, corection=0)", 8,
		 "var has no \"corection\"; it takes axis= ddof= keepdims="},
		{"var(A, correction=0)", 8, "var has no \"correction\"; did you mean \"ddof\"?"},
		{"sum(A, 1, axis=1)", 11,
		 "sum gets an attribute twice: by its place and by its name"},
		{"sum(A, keepdims=2)", 17, "keepdims is 0 or 1, not 2"},
		{"var(A, ddof=0.5)", 13, "ddof is a whole number from 0 to 1000000, not 0.5"},
		{"A[0:9, :]", 2,
		 "of 2 rows and 3 columns, the slice leaves the matrix or is empty"},
		{"A[1:1]", 2, "of 2 rows and 3 columns, the slice leaves the matrix or is empty"},
		{"A[4]", 2, "of 2 rows and 3 columns, the slice leaves the matrix or is empty"},
		{"A[::2]", 4, "a slice has no step: write A[from:to]"},
		{"A[0:1:2]", 6, "a slice has no step: write A[from:to]"},
		{"A[x:2]", 2, "an index must be a number; a node may choose whole rows: A[k]"},
		{"A[0:1", 6, "the expression ends where \",\" or \"]\" should follow"},
		{"reshape(A, 4, 2)", 12, "6 entries do not make 4×2"},
		{"reshape(A, 4, -1)", 12, "6 entries do not make 4×-1"},
		{"reshape(A, 4, 5)", 12, "6 entries do not make 4×5"},
		{"repeat(A, 0, 1)", 11, "a count is a whole number from 1 to"},
		{"roll(A, 0.5)", 9, "the shift is a whole number from"},
		{"diag(A, offset=3)", 16, "there is no diagonal 3 beside the middle"},
		{"stack(v, A)", 1, "stack takes vectors of one length"},
		{"stack(A, A, axis=1)", 1, "stack takes vectors of one length"},
		{"stack(v, v, axis=4)", 18, "a matrix has the axes 0 and 1, not 4"},
		{"softmax(A, axis=3)", 17, "a matrix has the axes 0 and 1, not 3"},
		{"max_pool(A, 3, stride=1)", 13, "the window of 3×3 is larger than the image"},
		{"conv2d(v, A, stride=1)", 1, "the kernel of 2×3 is larger than the image"},
		{"conv2d(x, ones(5, 5), stride=1, padding=0)", 1,
		 "the kernel of 5×5 is larger than the image"},
		{"det(A)", 1, "the matrix should be square, not 2×3"},
		{"solve(B, v)", 1, "2 equations need 2 rows on the right, not 1"},
		{"sum(eye(33)) + det(eye(33))", 16, "the matrix has 32 rows at most, not 33"},
		{"zeros(3)", 1, "zeros needs its columns: write columns="},
		{"zeros(rows=3)", 1, "zeros needs its columns: write columns="},
		{"zeros(columns=3)", 1, "zeros needs its rows: write rows="},
		{"reshape(A, rows=2)", 1, "reshape needs its columns: write columns="},
		{"reshape(A, columns=2)", 1, "reshape needs its rows: write rows="},
		{"eye(x)", 5, "rows must be a number"},
		{"eye(0)", 5, "eye: a side is a whole number from 1 to 1048576, not 0"},
		{"max_pool(A)", 1, "max_pool needs its size: write size="},
		{"max_pool(A, 1, padding=1)", 24,
		 "the padding is a whole number from 0 to 0, not 1"},
		{"conv2d(A, A, stride=0)", 21,
		 "the stride is a whole number from 1 to 1048576, not 0"},
		{"conv2d(A, A, padding=2)", 22, "a padding of 2 is not smaller than the kernel of"},
		{"cross_entropy(A, A, smoothing=2)", 31,
		 "the smoothing is a number from 0 to 1, not 2"},
		{"sum(axis=1)", 1, "sum needs an operand before its axis"},
		{"x + concat(axis=0)", 5, "concat needs an operand before its axis"},
		{"concat(A, B, axis=0, axis=0)", 14,
		 "concat gets an attribute twice: by its place and by its name"},
		{"conv2d(A, A, B, stride=1)", 14,
		 "conv2d takes 2 operands before its stride, not 3"},
		{"max_pool(A, 1, 1, 0, 9)", 1, "max_pool takes 2 to 4 operands, not 5"},
		{"max_pool(A, size=x)", 18, "a size must be a number"},
		{"slice(A, 0)", 1, "unknown function \"slice\""},
		{"embedding(A, 0)", 1, "unknown function \"embedding\""},
		{"xyxyx", 1, "\"xyxyx\" has no value; add xyxyx=NUMBER"},
		{"a, 2 = x", 2, "a comma parts operands in f(x, y)"},
		{"a, b = x", 7, "2 names stand here"},
		{"sum(A, keepdims=x)", 17, "keepdims must be a number"},
		{"diag(A, offset=x)", 16, "an offset must be a number"},
		{"sum(A, keepdims=Truth)", 17, "\"Truth\" has no value; add Truth=NUMBER"},
		{"sum(A, zzzzzz=0)", 8, "sum has no \"zzzzzz\"; it takes axis= keepdims="},
		{"sum(A, a=1, b=1, c=1, d=1, e=1, f=1, g=1)", 38,
		 "a call has 6 attributes at most"},
		{"sum(A]", 6, "\",\" or \")\" should stand here"},
		{"A[0)", 4, "\",\" or \"]\" should stand here"},
		{"sum(A, B, 0, 1)", 1, "sum takes 1 to 3 operands, not 4"},
		{"A[0, 1.5:2]", 2,
		 "of 2 rows and 3 columns, the slice leaves the matrix or is empty"},
		{"A[0, 0:2.5]", 2,
		 "of 2 rows and 3 columns, the slice leaves the matrix or is empty"},
		{"A[0, -9:]", 2,
		 "of 2 rows and 3 columns, the slice leaves the matrix or is empty"},
		{"A[0:x]", 2, "an index must be a number; a node may choose whole rows: A[k]"},
		{"A[x, 0:1]", 2, "an index must be a number; a node may choose whole rows: A[k]"},
		{"A[x, :1]", 2, "an index must be a number; a node may choose whole rows: A[k]"},
		{"A[q, 0]", 3, "\"q\" has no value; add q=NUMBER"},
		{"A[0:q]", 5, "\"q\" has no value; add q=NUMBER"},
		{"x; y", 1, "only the last statement may go without a name"},
		{"x $ y", 3, "an operator or the end should stand here, not \"$\""},
		{"1,5", 2, "a number has a point, and no comma: write 1.5"},
		{"a = b; b = a; f = a", 12,
		 "a cycle, which no value can be computed of: a → b → a"},
		{"f = f", 5, "a cycle, which no value can be computed of: f → f"},
		{"x = 3", 1, "\"x\" is defined here, and given a value as well: leave one out"},
		{"a = x; a = y", 8, "the name \"a\" is defined twice; first on line 1"},
		{"", 1, "an expression should stand here"},
		{" ; ;", 1, "an expression should stand here"},
		{"x[0, z]", 2, "an index must be a number; a node may choose whole rows: A[k]"},
		{"x ₁", 3, "an operator or the end should stand here, not \"₁\""},
		{"\u0301", 1, "a number, a name or \"(\" should stand here"},
		{"x\u200cy", 2, "an operator or the end should stand here"},
		{"وزن\u200c", 4, "an operator or the end should stand here"},
		{"وزن\u200cx", 4, "an operator or the end should stand here"},
		{"وزن\u200c\u200cوزن", 4, "an operator or the end should stand here"},
		{"وزن\u200c−x", 4, "an operator or the end should stand here"},
		{"sum(A, y)", 8, "an axis must be a number"},
		{"sum(A, axis=0, 1)", 16, "the axis comes last"},
		{"sum(A, B, axis=0)", 8, "sum takes 1 operand before its axis, not 2"},
		{"concat(x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x)", 40, "a call has 16 operands at most"},
		{"A[0", 4, "the expression ends where \",\" or \"]\" should follow"},
		{"A[0, 0, 0]", 9, "a matrix has rows and columns: [i, j] and no more"},

		{"A[0, 3]", 2, "the indices are 0 to 1 and 0 to 2, not 0 and 3"},
		{"A[0.5, 0]", 2, "the indices are 0 to 1 and 0 to 2, not 0.5 and 0"},
		{"A[-3, 0]", 2, "the indices are 0 to 1 and 0 to 2, not -3 and 0"},
		{"v[3]", 2, "the indices are 0 to 2, not 3"},
		{"concat(A, B)", 1, "3 columns and 2 don't fit side by side"},
		{"concat(A, v, axis=1)", 1, "2 rows and 1 don't fit side by side"},
		{"concat(A, A, axis=3)", 19, "a matrix has the axes 0 and 1, not 3"},
		{"sum(A, axis=2)", 13, "a matrix has the axes 0 and 1, not 2"},
		{"dot(A, v)", 1, "dot takes two vectors of one length"},
		{"dot(v, A)", 1, "dot takes two vectors of one length"},
		{"dot(v, v[0])", 1, "dot takes two vectors of one length"},
		{"cross_entropy(A, B)", 1,
		 "the target has the shape of the logits, or one class number a row"},
		{"cross_entropy(A, v)", 1,
		 "the target has the shape of the logits, or one class number a row"},
		{"identity(x)", 1, "unknown function \"identity\""},
		{"index(x, 0)", 1, "unknown function \"index\""},
		{"x[3, 0]", 2, "index of (1×1): the indices are 0 to 0 and 0 to 0, not 3 and 0"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
		struct gw_error error = {0};
		struct gw_graph *graph = read(mistakes[i].text, &error);
		if (graph)
			fail_msg("%s was read", mistakes[i].text);
		if (!strstr(error.message, mistakes[i].message))
			fail_msg("%s: \"%s\", not \"%s\"", mistakes[i].text, error.message,
				 mistakes[i].message);
		if (error.column != mistakes[i].column)
			fail_msg("%s: column %u, not %u", mistakes[i].text, error.column,
				 mistakes[i].column);
	}
}

static void settings_that_are_refused(void **state)
{
	static char long_name[300];
	static const struct {
		struct gw_setting setting[2];
		const char *message;
	} refused[] = {
		{{{.name = "x"}, {.name = "1x"}},
		 "\"1x\" is not a name: a letter or _, then letters"},
		{{{.name = "x"}, {.name = " y"}}, "\" y\" is not a name"},
		{{{.name = "x"}, {.name = "x y"}}, "\"x y\" is not a name"},
		{{{.name = "x"}, {.name = "x"}}, "x is given two values"},
		{{{.name = "x"}, {.name = ""}}, "\"\" is not a name"},
		{{{.name = "x"}, {.name = long_name}}, "a name has 255 bytes at most"},
	};

	(void)state;
	memset(long_name, 'n', sizeof long_name - 1);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct gw_error error = {0};
		assert_null(gw_graph_from_expression("x", refused[i].setting, 2, &error));
		if (!strstr(error.message, refused[i].message))
			fail_msg("\"%s\", not \"%s\"", error.message, refused[i].message);
	}
}

/* ---- an expression without a name ---- */

static void it_is_called_what_nothing_else_is_called(void **state)
{
	static const struct gw_setting values[] = {
		{.name = "a"},   {.name = "b"},      {.name = "f"},      {.name = "y"},
		{.name = "out"}, {.name = "output"}, {.name = "result"},
	};
	static const struct {
		const char *text;
		size_t value_count;
		const char *name;
	} cases[] = {
		{"a + b", 2, "f"},
		{"f + a", 3, "y"},
		{"q = a; q + b", 6, "result"},
		{"f + result", 7, "f_2"},
		{"f_2 = a; f_2 + b", 7, "f_3"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_error error = {0};
		struct gw_graph *graph = gw_graph_from_expression(cases[i].text, values,
								  cases[i].value_count, &error);
		if (!graph)
			fail_msg("%s: %s", cases[i].text, error.message);
		assert_string_equal(gw_node_name(graph, graph->outputs[0]), cases[i].name);
		gw_graph_destroy(graph);
	}
}

/* ---- structure ---- */

static void a_name_used_twice_is_one_node_and_a_text_written_twice_is_two(void **state)
{
	struct gw_error error;

	(void)state;
	struct gw_graph *graph = read("(x + y) (x + y) x", &error);
	uint32_t product = gw_operands(graph, graph->outputs[0])[0];
	uint32_t first = gw_operands(graph, product)[0], second = gw_operands(graph, product)[1];
	assert_int_not_equal(first, second);
	assert_string_equal(gw_node_name(graph, first), "x + y");
	assert_string_equal(gw_node_name(graph, second), "x + y#2");
	assert_int_equal(gw_operands(graph, graph->outputs[0])[1], gw_graph_find(graph, "x"));
	gw_graph_destroy(graph);
}

static void every_node_remembers_what_was_written(void **state)
{
	const char *text = "q = x +  y ; f = exp( q ) (z - 1)²";
	static const char *const written[][2] = {
		{"q", "x +  y"},
		{"exp(q)", "exp( q )"},
		{"z - 1", "(z - 1)"},
		{"(z - 1)^2", "(z - 1)²"},
	};
	struct gw_error error;

	(void)state;
	struct gw_graph *graph = read(text, &error);
	for (size_t i = 0; i < 2; i++) {
		struct gw_span span = graph->span[gw_graph_find(graph, written[i][0])];
		assert_int_equal(span.length, strlen(written[i][1]));
		assert_memory_equal(graph->source + span.offset, written[i][1], span.length);
	}
	gw_graph_destroy(graph);
}

/* ---- depth and length ---- */

/* `before`, so often, then x, then `after` as often. */
static struct text nested(int depth, const char *before, const char *after)
{
	struct text text = {0};

	for (int i = 0; i < depth; i++)
		text_add(&text, before);
	text_add_byte(&text, 'x');
	for (int i = 0; i < depth; i++)
		text_add(&text, after);
	return text;
}

static void nesting_has_a_limit_that_is_said(void **state)
{
	static const char *const around[][2] = {{"(", ")"}, {"|", "|"}, {"exp(", ")"},
						{"-", ""},  {"2^", ""}, {"x[0][", "]"}};

	(void)state;
	for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
		struct gw_error error = {0};
		struct text deep = nested(1000, around[i][0], around[i][1]);
		struct text deeper = nested(1001, around[i][0], around[i][1]);
		struct gw_graph *graph = read(deep.data, &error);
		assert_non_null(graph);
		gw_graph_destroy(graph);
		assert_null(read(deeper.data, &error));
		assert_string_equal(error.message, "the expression is nested more than 1000 deep");
		text_finish(&deep);
		text_finish(&deeper);
	}
}

static void a_sum_may_be_as_long_as_it_likes(void **state)
{
	enum { TERMS = 100000 };
	char *text = malloc(TERMS * 4 + 1), *at = text;
	struct gw_error error;

	(void)state;
	for (int i = 0; i < TERMS; i++, at += 4)
		memcpy(at, i ? " + x" : "   x", 5);
	struct gw_graph *graph = read(text, &error);
	assert_non_null(graph);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	assert_true(gw_tape_gradient(tape, gw_graph_find(graph, "x")) == TERMS);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	free(text);
}

/* ---- written and read again ---- */

static void add_random(struct text *text, uint32_t *seed, int depth)
{
	static const char *const infix[] = {"+", "-", "*", "/", "^", " "};
	static const char *const calls[] = {"exp", "tanh", "relu", "square", "sigmoid"};
	static const char *const atoms[] = {"x", "y", "z", "2", "0.5", "-3", "pi"};

	switch (depth > 0 ? next_random(seed) % 4 : 3) {
	case 0:
	case 1:
		text_add_byte(text, '(');
		add_random(text, seed, depth - 1);
		text_add_format(text, ")%s(", infix[next_random(seed) % 6]);
		add_random(text, seed, depth - 1);
		text_add_byte(text, ')');
		break;
	case 2:
		text_add_format(text, "%s(", calls[next_random(seed) % 5]);
		add_random(text, seed, depth - 1);
		text_add_byte(text, ')');
		break;
	default:
		text_add_format(text, next_random(seed) % 5 ? "%s" : "-(%s)",
				atoms[next_random(seed) % 7]);
	}
}

static void assert_same_gates(const struct gw_graph *a, const struct gw_graph *b, const char *text)
{
	if (a->node_count != b->node_count || a->edge_count != b->edge_count)
		fail_msg("%s was read with %u nodes, then with %u", text, a->node_count,
			 b->node_count);
	assert_memory_equal(a->kind, b->kind, a->node_count);
	assert_memory_equal(a->op, b->op, a->node_count);
	assert_memory_equal(a->operand, b->operand, a->edge_count * sizeof *a->operand);
	for (uint32_t i = 0; i < a->node_count; i++)
		if (a->kind[i] == GW_LITERAL)
			assert_true(a->initial[i] == b->initial[i]);
}

static void what_is_written_reads_as_the_same_gates(void **state)
{
	uint32_t count = random_cases(300);
	struct text text = {0}, written = {0};
	uint32_t seed = 3;

	(void)state;
	for (uint32_t i = 0; i < count; i++) {
		struct gw_error error;
		text_clear(&text);
		add_random(&text, &seed, 5);
		struct gw_graph *first = read(text.data, &error);
		assert_non_null(first);
		if (!gw_is_gate(first, first->outputs[0]) ||
		    gw_node_op(first, first->outputs[0])->notation == GW_PASS) {
			gw_graph_destroy(first);
			continue;
		}
		write_output(first, &written);
		struct gw_graph *second = read(written.data, &error);
		if (!second)
			fail_msg("%s was written as %s: %s", text.data, written.data,
				 error.message);
		if (!strstr(written.data, "…"))
			assert_same_gates(first, second, text.data);
		gw_graph_destroy(first);
		gw_graph_destroy(second);
	}
	text_finish(&text);
	text_finish(&written);
}

/* Our table without the operators of a family that has this one. */
static struct gw_op_table table_without(const char *name, const struct gw_op_family **family)
{
	size_t kept = 0;

	for (size_t i = 0; i < gw_ops.family_count; i++) {
		const struct gw_op_table alone = {&gw_ops.family[i], 1};
		if (!gw_op_find(&alone, name, strlen(name)))
			family[kept++] = gw_ops.family[i];
	}
	assert_int_equal(kept, gw_ops.family_count - 1);
	return (struct gw_op_table){family, kept};
}

/* Our table without one row. */
struct table_without_row {
	const struct gw_op_family *family[64];
	struct gw_op row[64];
	struct gw_op_family others;
};

static struct gw_op_table table_without_row(const char *name, struct table_without_row *table)
{
	for (size_t i = 0; i < gw_ops.family_count; i++) {
		const struct gw_op_family *family = gw_ops.family[i];
		const struct gw_op *left_out =
			gw_op_find(&(struct gw_op_table){&family, 1}, name, strlen(name));
		table->family[i] = family;
		if (!left_out)
			continue;
		size_t kept = 0;
		for (size_t k = 0; k < family->count; k++)
			if (&family->op[k] != left_out)
				table->row[kept++] = family->op[k];
		table->others = (struct gw_op_family){table->row, kept};
		table->family[i] = &table->others;
	}
	return (struct gw_op_table){table->family, gw_ops.family_count};
}

static void what_a_table_has_no_operator_for_is_refused(void **state)
{
	static const struct {
		const char *name, *text, *message;
	} refused[] = {
		{"pow", "f = x²", "an operator or the end should stand here, not \"²\""},
		{"index", "f = A[0, 1]", "an operator or the end should stand here, not \"[\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct table_without_row table;
		struct gw_op_table ops = table_without_row(refused[i].name, &table);
		struct gw_error error = {0};
		assert_null(program_read_expression(&ops, refused[i].text, settings, SETTING_COUNT,
						    0, &error));
		assert_string_equal(error.message, refused[i].message);
	}
}

/* A table of one's own may do without slices and chosen rows: then an index is all there is. */
static void without_slices_an_index_is_a_number(void **state)
{
	const struct gw_op_family *family[64];
	struct gw_op_table ops = table_without("slice", family);
	struct gw_error error = {0};

	(void)state;
	assert_null(program_read_expression(&ops, "f = sum(A[0:1])", settings, SETTING_COUNT, 0,
					    &error));
	assert_non_null(strstr(error.message, "an index must be a number"));
	assert_null(
		program_read_expression(&ops, "f = sum(A[x])", settings, SETTING_COUNT, 0, &error));
	assert_non_null(strstr(error.message, "an index must be a number"));
	struct gw_graph *graph =
		program_read_expression(&ops, "f = A[0, 1]", settings, SETTING_COUNT, 0, &error);
	assert_non_null(graph);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expressions_mean_what_mathematics_means),
		cmocka_unit_test(formulas_are_typeset_for_people),
		cmocka_unit_test(a_word_is_an_operator_in_a_definition_unless_it_is_an_argument),
		cmocka_unit_test(mistakes_are_placed_and_explained),
		cmocka_unit_test(settings_that_are_refused),
		cmocka_unit_test(it_is_called_what_nothing_else_is_called),
		cmocka_unit_test(a_name_used_twice_is_one_node_and_a_text_written_twice_is_two),
		cmocka_unit_test(every_node_remembers_what_was_written),
		cmocka_unit_test(nesting_has_a_limit_that_is_said),
		cmocka_unit_test(a_sum_may_be_as_long_as_it_likes),
		cmocka_unit_test(what_is_written_reads_as_the_same_gates),
		cmocka_unit_test(what_a_table_has_no_operator_for_is_refused),
		cmocka_unit_test(without_slices_an_index_is_a_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
