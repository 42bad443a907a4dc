/*
 * The sentences about a step, a node and one entry: those that a reader would look for.
 */
#include "base/number.h"
#include "chance.h"
#include "given.h"
#include "said.h"

#include <gradwalk/gradwalk.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define GROUPS 8

static void explain_as(const struct sentence *sentence, bool is_folded, struct text *text)
{
	struct gw_graph *graph = given_graph(sentence->graph);
	static const bool folded[GROUPS] = {true, true, true, true, true, true, true, true};
	const struct explain_style style = {.digits = 3, .is_folded = is_folded ? folded : NULL};
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct prose prose = {.text.is_ascii = true};
	struct gw_walk walk;
	uint32_t t;

	assert_true(graph->group_count <= GROUPS);
	if (!tape)
		fail_msg("%s: %s", sentence->graph, error.message);
	gw_walk_init(&walk, tape);
	assert_true(gw_walk_position(&walk, sentence->position, &t));
	gw_walk_seek(&walk, t);
	explain_there(sentence, &walk, &style, &prose);
	prose_hand_over(&prose, text);
	prose_finish(&prose);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void explain(const struct sentence *sentence, struct text *text)
{
	explain_as(sentence, false, text);
}

static void explain_folded(const struct sentence *sentence, struct text *text)
{
	explain_as(sentence, true, text);
}

#define X(value) "<graph><param name='x' value='" value "'/>"
#define W "<graph><param name='W' value='1 -2; 3 4'/><input name='v' value='1 2'/>"
#define A                                                                                          \
	"<graph><param name='a' value='1 2 3 4 5 6 7 8 9'/>"                                       \
	"<input name='b' value='0 2 3 4 5 6 7 8 1'/>"
#define TEN(entry) entry entry entry entry entry entry entry entry entry entry

static void steps_are_explained(void **state)
{
	static const struct sentence sentences[] = {
		{W F("sum(v @ W)"), "end", NULL, -1,
		 "df/dW = v' @ df/d(v @ W) = [1 2]' @ [1 1] = [1 1; 2 2] final\n"
		 "  df/dW[1,0] = v[0,1] * upstream[0,0] = 2 * 1 = 2\n"
		 "shapes: 1x2 = (1x2) @ (2x2)', 2x2 = (1x2)' @ (1x2)"},
		{W F("sum(W + v) + sum(W)"), "end", NULL, -1,
		 "df/dW += df/d(W + v) * d(W + v)/dW -> [1 1; 1 1]; sum [2 2; 2 2] final (2/2)\n"
		 "  at [0,0]: 1 * 1 = 1\n"
		 "df/dv = df/d(W + v) * d(W + v)/dv, summed over 2 rows -> [2 2] final"},
		{W "<input name='c' value='1; 2'/>" F("sum(W * c)"), "end", NULL, -1,
		 "df/dc = df/d(W c) * d(W c)/dc, summed over 2 columns -> [-1; 7] final"},
		{W "<input name='c' value='3'/>" F("sum(W * c)"), "end", NULL, -1,
		 "summed over 2 rows and 2 columns -> 6 final"},
		{A F("max(a)"), "end", NULL, -1,
		 "df/da = seed, shared equally by the largest entries; else 0 -> 1x9 final"},
		{A F("cross_entropy(a, 2)"), "end", NULL, -1,
		 "df/da = seed * (softmax(a) - one_hot(2))/rows -> 1x9 final"},
		{A F("norm(a - a)"), "end", NULL, -1, "sum 1x9 final (2/2)"},
		{X("0") F("relu(x) (1/x)"), "end", NULL, -1,
		 "df/dx += df/drelu(x) * drelu(x)/dx = inf * 0 (shut) = 0, because relu is off "
		 "here: a shut gate passes nothing, whatever arrives; nan + 0 = nan final (2/2)"},
		{X("-1") F("relu(x)"), "end", NULL, -1, "1 * 0 = 0, because relu is off here"},
		{X("2") F("x^-2"), "end", NULL, -1, "d(x^(-2))/dx = (-2) * x^((-2) - 1)"},
		{X("2") F("max(x, 3)"), "end", NULL, -1, "because max chose the other operand"},
	};

	(void)state;
	assert_said(sentences, COUNT(sentences), explain);
}

#define B(entries) "<graph><input name='B' value='" entries "'/><input name='u' value='0 1; 2 3'/>"

/* Of each entry of a contribution that is negative, or positive by two negative factors: why. */
static void signs_of_matrices_have_reasons(void **state)
{
	static const struct sentence sentences[] = {
		{W F("sum(v @ W)"), "end", NULL, -1,
		 "[-1 7] final\n  df/dv[0,1] = sum_k W[1,k] * upstream[0,k] = 3 * 1 + 4 * 1 = 7\n"
		 "  negative at [0,0], as negative products outweigh\n"},
		{W F("-sum(W)"), "end", NULL, -1,
		 "[-1 -1; -1 -1] final, negative, as upstream is\n  df/dW[0,0] = 1 * upstream = 1 "
		 "* "
		 "(-1) = -1\n"},
		{W F("sum(W * W)"), "end", NULL, -1,
		 "  at [1,1]: 4 * 1 = 4\n  negative at [0,1], as local is there\n"},
		{W F("-sum(v @ W)"), "end", NULL, -1,
		 "[1 -7] final\n  df/dv[0,1] = sum_k W[1,k] * upstream[0,k] = 3 * (-1) + 4 * (-1) "
		 "= "
		 "-7, negative, as each product is\n"},
		{W F("-sum(W * W)"), "end", NULL, -1,
		 "negative at [0,0], [1,0], [1,1], as upstream is there\n"},
		{W F("-sum(W * W)"), "end", NULL, -1,
		 "  positive at [0,1], as both factors are negative\n"},
	};

	(void)state;
	assert_said(sentences, COUNT(sentences), explain);
}

/* Whichever the operator is: which entries of a contribution are 0, and what makes them so. */
static void zeros_of_matrices_have_reasons(void **state)
{
	static const struct sentence sentences[] = {
		{B("-1 2; 0 3") F("sum(relu(B))"), "end", NULL, -1,
		 "final\n  at [0,1]: 1 * 1 = 1\n  0 at [0,0], [1,0], because relu is off there\n"},
		{A F("sum(relu(a))"), "end", NULL, -1, "| local 1, entry by entry"},
		{A F("sum(relu(a - 2))"), "6", NULL, -1,
		 "| local 0 at 2 entries, 1 at 7, entry by entry"},
		{B("-1 -2; -5 -3") F("sum(relu(B))"), "end", NULL, -1,
		 "[0 0; 0 0] final, because relu is off here\n"},
		{B("-1 2; 5 3") F("sum(u * relu(B))"), "end", NULL, -1,
		 "  0 at [0,0], because upstream is 0 there\n"},
		{B("-1 2; 5 3") F("sum(u * B)"), "end", NULL, -1,
		 "  0 at [0,0], because u is 0 there\n"},
		{B("1 2; 5 3") F("sum(max(u, B))"), "end", NULL, -1,
		 "[0 0; 0 0.500] final\n  at [1,1]: 0.500 * 1 = 0.500\n  0 at [0,0], [0,1], [1,0], "
		 "because max chose the other "
		 "operand\n"},
		{B("1 2; 5 3") F("sum(where(u > 1, B, u))"), "end", NULL, -1,
		 "  0 at [0,0], [0,1], because this branch is shut\n"},
		{B("1 2; 5 3") F("mse(B, u)"), "end", NULL, -1,
		 "  0 at [1,1], because the error is 0 there\n"},
		{B("0 1; 2 3") F("mae(B, u)"), "end", NULL, -1,
		 "[0 0; 0 0] final, because the error is 0 here\n"},
		{B("1 2; 5 3") F("max(B)"), "end", NULL, -1,
		 "  0 at [0,0], [0,1], [1,1], because max chose another entry\n"},
		{B("1 2; 5 3") F("max_pool(B, 2)"), "end", NULL, -1,
		 "  0 at [0,0], [0,1], [1,1], because max_pool chose another entry\n"},
		{B("1 2; 5 3") F("B[1,1]"), "end", NULL, -1,
		 "  0 at [0,0], [0,1], [1,0], because it goes into no entry\n"},
		{B("0 0; 0 3") F("sum(u @ B)"), "end", NULL, -1,
		 "\n  0 at [0,0], [1,0], because all that it meets in B is 0\n"},
		{B("1 -1; 1 -1") F("sum(u @ B)"), "end", NULL, -1,
		 "[0 0; 0 0] final, because its products cancel\n"},
		{"<graph><input name='X' value='1 2 3; 4 5 6; 7 8 9'/>"
		 "<input name='K' value='1 0; 0 1'/>" F("sum(relu(conv2d(X, K) - 9))"),
		 "end", NULL, -1,
		 "  0 at [0,0], [0,1], [0,2], because upstream is 0 there\n"
		 "  0 at [2,0], because all that it meets in K is 0\n"
		 "  0 at [1,2], because in each of its products a factor is 0\n"},
		{B("1 -1; 1 -1") F("sum(B * 0)"), "end", NULL, -1,
		 "final, because the other factor is 0\n"},
		{B("-2 -1; 1 2") "<input name='c' value='1'/>" F("sum(c * B)"), "end", NULL, -1,
		 "summed over 2 rows and 2 columns -> 0 final, because its products cancel\n"},
		{B("0 -2000; 1 1") F("sum(u * softmax(B))"), "end", NULL, -1,
		 "  0 at [0,0], [0,1], because the probability is 0 or 1 there\n"},
		{B("0 5; 1 1") "<input name='m' value='1 0; 1 1'/>" F("sum(m * (u @ B))"), "end",
		 NULL, -1, "  0 at [0,0], because in each of its products a factor is 0\n"},
		{B("1 2; 3 4") F("sum(B > u)"), "seed", NULL, -1, "df/df = 1"},
	};

	(void)state;
	assert_said(sentences, COUNT(sentences), explain);
}

/* A reader who asks why a number is negative, or 0 though its contributions are not. */
static void signs_have_reasons(void **state)
{
	static const struct sentence sentences[] = {
		{X("2") F("(-4) * x"), "end", "x", -1, "1 * -4 = -4, negative, as local is (-4)\n"},
		{X("2") F("1/x"), "end", "x", -1, "-0.250, negative, as local is (-1/x^2)\n"},
		{X("2") F("-x^2"), "end", "x", -1, "-1 * 4 = -4, negative, as upstream is\n"},
		{X("2") F("-(-x)"), "end", "x", -1,
		 "-1 * -1 = 1, positive, as both factors are negative\n"},
		{X("2") F("5 - x"), "end", "x", -1, "negative, as local is (-1)\n"},
		{X("2") F("x - 3x"), "end", "x", -1, "  together negative, as -3 outweighs 1\n"},
		{X("2") F("2x - x"), "end", "x", -1, "  together positive, as 2 outweighs -1\n"},
		{X("2") F("x - x"), "end", "x", -1, "  together 0, as 1 and -1 cancel\n"},
		{X("-2") F("x^2"), "end", "x", -1, "negative, as local is (2 * x^(2 - 1))\n"},
		{X("0") F("2x"), "end", "x", -1, "1 * 2 = 2\n"},
		{W F("sum(v @ W)"), "end", "v", 0, "= -1; negative, as -2 outweighs 1\n"},
		{W F("sum(v * (-2))"), "end", "v", 1, "= -2, negative, as local is (-2)\n"},
		{W "<input name='t' value='3 1'/>" F("mse(v, t)"), "end", "v", 0,
		 "= -2, negative, as local is\n"},
		{W F("sum(relu(-v))"), "end", "-v", 0, "= 0, because relu is off here\n"},
	};

	(void)state;
	assert_said(sentences, COUNT(sentences), explain);
}

#define NETWORK                                                                                    \
	"<graph><input name='X' value='0 0; 0 1; 1 0; 1 1'/>"                                      \
	"<param name='W' value='1.2 0.9; 0.8 1.1'/><input name='y' value='0; 1; 1; 0'/>"           \
	"<let name='h'>relu(X @ W - 1)</let>"

/* A student who steps reads all that is asked of a step in its own lines, without a selection. */
static void steps_answer_what_is_asked(void **state)
{
	static const struct sentence sentences[] = {
		/* whether the upstream gradient is final */
		{X("2") F("3x"), "end", NULL, -1, "upstream 1 final | local 3 -> downstream 3\n"},
		{X("2") "<let name='p'>3x</let>" F("p p"), "end", NULL, -1,
		 "upstream 12 final (2/2) | local 3 -> downstream 36\n"},
		{NETWORK F("sum(h) + sum(h)"), "end", NULL, -1,
		 "upstream 4x2 final | local W', X'"},
		/* why a sign is so, and why a zero is so, also where it is added to a sum */
		{X("2") F("x (-3)"), "end", NULL, -1, "1 * -3 = -3, negative, as local is\n"},
		{X("2") "<let name='p'>3x</let>" F("-p"), "end", NULL, -1,
		 "-1 * 3 = -3, negative, as upstream is\n"},
		{X("2") "<let name='p'>-x</let>" F("-p"), "end", NULL, -1,
		 "-1 * -1 = 1, positive, as both factors are negative\n"},
		{X("2") "<let name='p'>-x</let>" F("p + x"), "end", NULL, -1,
		 "1 * -1 = -1, negative, as local is; 1 + -1 = 0 final (2/2)\n"},
		{X("2") "<let name='p'>relu(-x)</let>" F("p + x"), "5", NULL, -1,
		 "1 * 1 = 1; 1 partial (1/2)\n"},
		{X("-2") "<let name='p'>relu(x)</let>" F("p + x"), "end", NULL, -1,
		 "1 * 0 = 0, because relu is off here; 1 + 0 = 1 final (2/2)\n"},
		/* the local gradient of a gate over matrices */
		{W F("sum(v @ W)"), "4", NULL, -1, "upstream 1 final | local 1; sum copies\n"},
		{W F("mean(v @ W)"), "4", NULL, -1, "| local 1/2, to every one of the 2 entries;"},
		{W F("sum(v @ W)"), "end", NULL, -1, "upstream [1 1] final | local W', v'"},
		{W F("mse(v, v @ W)"), "4", NULL, -1,
		 "| local 2 * (v - (v @ W))/2, 2 * ((v @ W) - v)/2"},
		/* small matrices are shown, and of a large one an entry is worked out */
		{W F("sum(v * v)"), "end", NULL, -1, "= [1 1] * [1 2] = [1 2]"},
		{NETWORK F("sum(h) + sum(h)"), "end", NULL, -1,
		 "final\n  df/dX[3,0] = sum_k W[0,k] * upstream[3,k] = 1.200 * 2 + 0.900 * 2 = "
		 "4.200\n"},
		{NETWORK F("sum(h) + sum(h)"), "1", NULL, -1,
		 "X @ W is 4x2\n  (X @ W)[3,0] = sum_k X[3,k] * W[k,0] = 1 * 1.200 + 1 * 0.800 = "
		 "2\n"},
		/* every entry at a kink */
		{B("0 1; 0 2") F("sum(relu(B))"), "end", NULL, -1,
		 "at [0,0], [1,0]: relu has a corner at 0; its slope there is taken as 0\n"},
	};

	(void)state;
	assert_said(sentences, COUNT(sentences), explain);
}

/* Wherever an operator between entries has a slope of 0, its row says why. */
static void every_flat_operator_says_why(void **state)
{
	static const double values[] = {-30, -2, -1, -0.5, 0, 0.5, 1, 2, 30};
	size_t zeros = 0, count = sizeof values / sizeof *values;

	(void)state;
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		for (size_t k = 0;
		     gw_op_is_entrywise(op) && !op->stops_gradient && k < count * count * count;
		     k++) {
			const double x[] = {values[k % count], values[k / count % count],
					    values[k / count / count]};
			for (unsigned which = 0; which < op->arity; which++) {
				if (op->local(x, op->value(x), which) != 0)
					continue;
				zeros++;
				if (!op->zero && !op->is_product)
					fail_msg("%s is flat at %g, and has no reason", op->name,
						 x[which]);
			}
		}
	}
	assert_true(zeros > 1000);
}

static void nodes_are_explained(void **state)
{
	static const struct sentence sentences[] = {
		{W F("sum(W + v) + sum(W)"), "end", "v", -1,
		 "df/dv = [2 2] final: 1 of 1 contribution\n"
		 "gradient, of the value's shape, 1x2\n  2.000  2.000   +# +#\n  from W + v: [2 "
		 "2]"},
		{A F("norm(a - a)"), "end", "f", -1,
		 "at [0,0], [0,1], [0,2], [0,3] and 5 more: norm has a corner at 0; its slope "
		 "there "
		 "is taken as 0"},
		{"<graph><param name='a' value='" TEN("0;") TEN("0;") TEN("0;") TEN("0;") TEN("0;")
			 TEN("0;") "0;0;0;0;0'/>" F("sum(a)"),
		 "end", "a", -1, "  0.000\n  and 1 more rows\n"},
		{"<graph><param name='a' value='" TEN("0 ") "0 0 0 0 0 0 0'/>" F("sum(a)"), "end",
		 "a", -1, "+#\n"},
		{"<graph><param name='a' value='" TEN("0 ") "0 0 0 0 0 0 0'/>" F("sum(a)"), "end",
		 "a", -1, "  0.000  ..."},
		{X("1") "<let name='s'>x" TEN("+x") TEN("+x") TEN("+x") TEN("+x") TEN("+x")
			 TEN("+x") TEN("+x") TEN("+x") TEN("+x") TEN("+x") "</let>" F("s"),
		 "end", "x", -1, "df/dx = 101 final: 101 of 101 contributions"},
		{X("-1") F("log(x) + x"), "end", "f", -1, "value nan = nan + -1"},
		{X("2") "<output name='f'>2x</output><output name='g'>3x</output></graph>", "end",
		 "g", -1, "df/dg = 0, because f does not depend on it; the backward pass skips it"},
		{X("2") "<choice><output name='f'>2x</output><output name='g'>3x</output></choice>"
			"</graph>",
		 "end", "g", -1,
		 "Not computed: the output that was chosen does not need it.\n"
		 "No gradient: the backward pass skips it."},
		{X("2") "<const name='c' value='2'/><let name='d'>c c</let>" F("d x"), "end", "d",
		 -1, "No gradient: it is made of constants only, so the backward pass skips it."},
		{X("2") "<const name='c' value='2'/>" F("c x"), "end", "c", -1,
		 "No gradient: a constant does not change."},
		{X("2") F("2x"), "start", "f", -1,
		 "value . not computed yet; it will be at step 1\ndf/df . unset: nothing has "
		 "arrived\n"
		 "  the seed: not yet"},
		{X("2") F("(x + 1) (x + 2)"), "end", "x + 1", -1, "gate x + 1\nvalue 3 = 2 + 1\n"},
		{X("3") F("2x"), "end", "f", -1, "local df/dx = 2\n"},
		{X("3") F("x (-2)"), "end", "f", -1, "local df/dx = -2\n"},
		{X("3") F("x/2"), "end", "f", -1, "local df/dx = 1/2 = 0.500\n"},
	};

	(void)state;
	assert_said(sentences, COUNT(sentences), explain);
}

#define LONG                                                                                       \
	"<graph><param name='a' value='" TEN("2 ") TEN("2 ") TEN("2 ") TEN("2 ") TEN("2 ")         \
		TEN("2 ") "2 2 2 2 3'/>"

static void entries_are_explained(void **state)
{
	static const struct sentence sentences[] = {
		{W F("sum(W + v) + sum(W)"), "end", "W", 1,
		 "df/dW[0,1] += d(W + v)[0,1]/dW[0,1] * upstream[0,1] = 1 * 1 = 1\ntogether 2 "
		 "(2/2)"},
		/* Of more than can be calculated again, four digits. */
		{LONG F("logsumexp(a)"), "end", "a", 64,
		 "df/da[0,64] = exp(a[0,64] - f) * upstream ~ exp(3 - 6.200) * 1 ~ 0.041"},
		{LONG F("max(a, a/3)[64]"), "end", "max(a, a/3)", 64,
		 "= max(a[0,64], (a/3)[0,64]) = "},
		{W F("sum(max(W, W/3, W/7, W/9, W/11))"), "end", "max(W, W/3, W/7, W/9, W/11)", 0,
		 "max(1, 0.3333, 0.1429, ..., 0.09091) ~ 1"},
		{A F("max(a)"), "end", "f", 0, "f = max_k a[0,k] = max(1, 2, 3, ..., 9) = 9"},
		{A F("sum(a)"), "end", "f", 0, "f = sum_k a[0,k] = 1 + 2 + 3 + ... + 9 = 45"},
		{A F("mean(a * b)"), "end", "f", 0,
		 "f = (sum_k (a b)[0,k])/9 = (0 + 4 + 9 + ... + 9)/9 ~ 23.556"},
		{A F("mse(a, b)"), "end", "b", 0,
		 "df/db[0,0] = 2 * (b[0,0] - a[0,0])/9 * upstream"},
		{A F("cross_entropy(a, b)"), "end", "a", 0,
		 "df/da[0,0] = (sum(b[0,:]) * softmax(a)[0,0] - b[0,0])/1 * upstream"},
		{A F("cross_entropy(a, b)"), "end", "f", 0, "f ~ 128.508"},
		{A F("cross_entropy(a, 2)"), "end", "a", 2,
		 "df/da[0,2] = (softmax(a)[0,2] - 1)/1 * upstream"},
		{A F("a[2] * b[1]"), "end", "a", 2, "df/da[0,2] = 1 * upstream = 1 * 2 = 2"},
	};

	(void)state;
	assert_said(sentences, COUNT(sentences), explain);
}

#define GROUP(value, body, output) X(value) "<group name='g'>" body "</group>" F(output)
#define MATRIX_GROUP                                                                               \
	W "<group name='g'><let name='h'>v @ W</let><let name='k'>h * h</let></group>" F(          \
		"sum(k) + sum(W)")

static void folded_groups_are_explained(void **state)
{
	static const struct sentence sentences[] = {
		{GROUP("2", "<let name='a'>2x</let><let name='b'>a a</let>", "b x"), "end", NULL,
		 -1, "df/dx += df/db * db/dx = 2 * 16 = 32; 48 final (2/2)"},
		{GROUP("2", "<let name='a'>2x</let><let name='b'>a a</let>", "b x"), "end", "b", -1,
		 "local db/dx = 16, through the gates inside"},
		{GROUP("2", "<let name='a'>2x</let><let name='b'>a a</let>", "b x"), "start", "b",
		 -1, "group [g], 2 gates folded to one\nvalue . not computed yet"},
		{GROUP("-2", "<let name='a'>relu(x)</let><let name='b'>a + a</let>", "b * 1"),
		 "end", NULL, -1, "1 * 0 = 0, because the group's slope is 0"},
		{GROUP("-2", "<let name='a'>2x</let><let name='b'>a + a</let>", "b * 0"), "end",
		 NULL, -1, "0 * 4 = 0, because upstream is 0"},
		{GROUP("0", "<let name='a'>relu(x)</let><let name='b'>a * (1/x)</let>", "b * 2"),
		 "end", NULL, -1, "df/dx += df/db * db/dx = 2 * nan = nan; nan final (2/2)"},
		{GROUP("0", "<let name='a'>2 relu(x)</let><let name='b'>a * 2</let>", "b / x"),
		 "end", NULL, -1,
		 "inf * 0 (shut) = 0, because the group's slope is 0; nan final (2/2)"},
		{MATRIX_GROUP, "end", NULL, -1,
		 "df/dv = df/dk, through the gates inside; final [-10 90]\n"
		 "df/dW += df/dk, through the gates inside; final [15 13; 29 25]"},
		/* the rule of a group, and how many steps it is */
		{GROUP("2", "<let name='a'>2x</let><let name='b'>a a</let>", "b + 1"), "end", NULL,
		 -1, "[g] folds 2 gates: 2 steps in one\n"},
		{GROUP("2", "<let name='a'>2x</let><let name='b'>a a</let>", "b + 1"), "end", NULL,
		 -1, "local db/dx = 4 * 2 + 4 * 2 = 16\n"},
		{GROUP("2", "<let name='a'>exp(x)</let><let name='b'>3 a</let>", "b + 1"), "end",
		 NULL, -1, "local db/dx ~ 3 * 7.389 ~ 22.167, through *3, exp\n"},
		{X("1") "<group name='tanh'><let name='s'>tanh(x)</let><let name='b'>s * 1</let>"
			"</group>" F("b + 1"),
		 "end", NULL, -1, "local db/dx = 1 - tanh(x)^2 ~ 1 * 0.420 ~ 0.420\n"},
		{X("1") "<group name='tanh'><let name='s'>tanh(x)</let><let name='b'>s * 2</let>"
			"</group>" F("b + 1"),
		 "end", NULL, -1, "local db/dx ~ 2 * 0.420 ~ 0.840, through *2, tanh\n"},
		{GROUP("2", "<let name='a'>2x</let><let name='b'>a a</let>", "b + 1"), "2", NULL,
		 -1, "b = a a = 16\n[g] folds 2 gates: 2 steps in one\nIt goes on to"},
		{MATRIX_GROUP, "end", "k", -1, "local dk/dW: a Jacobian, which is never made"},
	};

	(void)state;
	assert_said(sentences, COUNT(sentences), explain_folded);
}

/* ---- a calculator gives what is shown ---- */

static double as_shown(double value, int decimals)
{
	char number[NUMBER_TEXT];
	double shown;

	number_brief(value, decimals, number);
	assert_true(number_parse(number, &shown));
	return shown;
}

/* Of b·c times a: two products, whose factors are shown with as many digits. */
static void try_products(const double leaf[3], int digits)
{
	struct gw_graph *graph = given_graph(X("1") "<param name='y' value='1'/>"
						    "<param name='z' value='1'/>" F("(x y) z"));
	static const char *const names[] = {"x", "y", "z"};
	struct gw_error error = {0};
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct gw_walk walk;

	assert_non_null(tape);
	for (uint32_t i = 0; i < 3; i++)
		gw_tape_set(tape, gw_graph_find(graph, names[i]), leaf[i]);
	gw_tape_run(tape);
	gw_walk_init(&walk, tape);
	gw_walk_seek(&walk, gw_walk_last(&walk));
	struct gw_step step = gw_walk_step(&walk);
	int significant = explain_step_digits(&walk, &step, digits);
	assert_int_equal(step.term_total, 2);
	for (uint32_t i = 0; i < step.term_total; i++) {
		struct gw_term term = gw_step_term(&walk, &step, i);
		char calculated[NUMBER_TEXT], shown[NUMBER_TEXT];
		int first = number_decimals(step.upstream, digits, significant),
		    second = number_decimals(term.local, digits, significant);
		double product = as_shown(step.upstream, first) * as_shown(term.local, second);
		assert_string_equal(number_write(product, digits, calculated),
				    number_write(term.downstream, digits, shown));
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

/* More digits, which another product of the step needs, can make a product worse. */
static void every_product_of_a_step_can_be_calculated(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (uint32_t i = 0; i < 500; i++) {
		double leaf[3];
		for (unsigned k = 0; k < 3; k++)
			leaf[k] = ((double)pick_below(&seed, 60000) - 30000) / 9973;
		try_products(leaf, (int)(i % 5));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_are_explained),
		cmocka_unit_test(signs_of_matrices_have_reasons),
		cmocka_unit_test(zeros_of_matrices_have_reasons),
		cmocka_unit_test(signs_have_reasons),
		cmocka_unit_test(steps_answer_what_is_asked),
		cmocka_unit_test(every_flat_operator_says_why),
		cmocka_unit_test(nodes_are_explained),
		cmocka_unit_test(entries_are_explained),
		cmocka_unit_test(folded_groups_are_explained),
		cmocka_unit_test(every_product_of_a_step_can_be_calculated),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
