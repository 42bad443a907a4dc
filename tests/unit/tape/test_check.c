/*
 * Gradients held against central differences: what is right is confirmed, what is wrong is found.
 */
#include "tape/pass.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Two tapes of one expression in x: the second may stand at another x than the first. */
struct pair {
	struct gw_graph *graph;
	struct gw_tape *tape, *scratch;
};

static struct pair begin(const char *expression, struct gw_setting x)
{
	struct gw_error error;
	struct pair pair = {.graph = gw_graph_from_expression(expression, &x, 1, &error)};
	assert_non_null(pair.graph);
	pair.tape = gw_tape_create(pair.graph, pair.graph->outputs[0], &error);
	pair.scratch = gw_tape_create(pair.graph, pair.graph->outputs[0], &error);
	assert_non_null(pair.tape);
	assert_non_null(pair.scratch);
	return pair;
}

/* Not the first leaf, if the expression has constants of its own. */
static uint32_t x_of(const struct pair *pair)
{
	return gw_graph_find(pair->graph, "x");
}

static void end(struct pair *pair)
{
	gw_tape_destroy(pair->tape);
	gw_tape_destroy(pair->scratch);
	gw_graph_destroy(pair->graph);
}

/* What is said of the gradient with respect to x, of which there may be several entries. */
struct verdict_case {
	const char *expression;
	double x[4];
	uint32_t entries; /* 0: x is a scalar */
	enum gw_verdict verdict;
};

#define NEAR_ONE_MINUS (1 - 1e-7)
#define WEIERSTRASS                                                                                \
	"cos(x) + cos(3x)/2 + cos(9x)/4 + cos(27x)/8 + cos(81x)/16 + cos(243x)/32 + "              \
	"cos(729x)/64 + cos(2187x)/128 + cos(6561x)/256 + cos(19683x)/512 + cos(59049x)/1024 + "   \
	"cos(177147x)/2048 + cos(531441x)/4096 + cos(1594323x)/8192"
#define SECOND_OF_SUM "a = 1e16; (a + x) - a"

/* Of contributions of 1e24, rounding leaves 24408 where the sum is 5064.9. */
#define CANCELLED                                                                                  \
	"y = -0.25; z = 1.44; n1 = (y - 1.23)/-((y - x) (y y)); "                                  \
	"n2 = n1 (((z - y) (z z)) ((z - z) (z z)) - 2.41); "                                       \
	"n4 = n2/(((n2 - x) (n2 n2)) ((n2 - n2) (n2 n2)) - 2.41); "                                \
	"((z - n4) (z z)) ((z - z) (z z)) - 2.41 + x n2 + n1 + n2 + n4"

static const struct verdict_case cases[] = {
	/* plain */
	{"x^2", {3}, 0, GW_AGREES},
	{"x^2", {0}, 0, GW_AGREES},
	{"x^3", {1e8}, 0, GW_AGREES},
	{"5 + 0 x", {1}, 0, GW_AGREES},
	{"exp(x)", {700}, 0, GW_AGREES},
	{"exp(x)", {-200}, 0, GW_AGREES},
	{"log(x)", {1e300}, 0, GW_AGREES},
	{"log(x)", {1e-8}, 0, GW_AGREES},
	{"log(x)", {1e-30}, 0, GW_AGREES},
	{"tanh(x)", {0.7}, 0, GW_AGREES},
	{"tanh(x)", {30}, 0, GW_AGREES},
	{"sigmoid(x)", {-15}, 0, GW_AGREES},
	{"gelu(x)", {-1}, 0, GW_AGREES},
	{"softplus(x)", {2}, 0, GW_AGREES},
	{"atan(1e6 x)", {1e-7}, 0, GW_AGREES},
	{"1e-8 x^2", {5}, 0, GW_AGREES},
	{"1e-100 x", {1}, 0, GW_AGREES},
	{"x x x + x", {-2}, 0, GW_AGREES},
	{"sum(x * x)", {1, 2, 3, 4}, 4, GW_AGREES},
	{"mean(exp(x))", {1, -2, 0.5}, 3, GW_AGREES},
	{"softmax(x)[0]", {1, 2, 3}, 3, GW_AGREES},
	{"sum(softmax(x))", {1, 2, 3}, 3, GW_AGREES},
	{"norm(x)", {3, 4}, 2, GW_AGREES},
	{"sum(x @ T(x))", {1, 2, 3}, 3, GW_AGREES},
	/* steep, tiny or far away */
	/* An underflow on the way refutes nothing. */
	{"1e300 x^2", {1e-170}, 0, GW_UNJUDGED},
	{"1e300 (x/1e200)", {1e-150}, 0, GW_AGREES},
	{"x/(abs(x) + 1e-5)", {0}, 0, GW_AGREES},
	{"x/(abs(x) + 1e-6)", {0}, 0, GW_AGREES},
	{"x/(abs(x) + 1e-7)", {0}, 0, GW_AGREES},
	{"x/(abs(x) + 1e-8)", {0}, 0, GW_AGREES},
	{"x/(abs(x) + 1e-9)", {0}, 0, GW_AGREES},
	{"x/(abs(x) + 1e-10)", {0}, 0, GW_AGREES},
	{"x/(x + 1e-12)", {0}, 0, GW_AGREES},
	{"sin(x)", {1e10}, 0, GW_AGREES},
	{"sin(x)", {1e12}, 0, GW_AGREES},
	{"sin(1e5 x)", {1}, 0, GW_AGREES},
	{"1/x", {1e-6}, 0, GW_AGREES},
	{"1/x", {-1e-3}, 0, GW_AGREES},
	{"1/x", {1e-100}, 0, GW_AGREES},
	{"1/(x - 1)", {1.00001}, 0, GW_AGREES},
	{"x^0.5", {1e-9}, 0, GW_AGREES},
	{"x^1.5", {0}, 0, GW_AGREES},
	{"asin(x)", {NEAR_ONE_MINUS}, 0, GW_AGREES},
	{WEIERSTRASS, {0.3}, 0, GW_AGREES},
	/* beside corners */
	{"abs(x)", {1e-7}, 0, GW_AGREES},
	{"abs(x)", {-1e-7}, 0, GW_AGREES},
	{"relu(x)", {1e-9}, 0, GW_AGREES},
	{"relu(x)", {-1e-9}, 0, GW_AGREES},
	{"relu(x) + 5", {-2}, 0, GW_AGREES},
	{"max(x, 1)", {1.0000001}, 0, GW_AGREES},
	{"leaky_relu(x)", {-3}, 0, GW_AGREES},
	{"abs(x - x) + x^2", {3}, 0, GW_AGREES}, /* a corner that x does not move along */
	{"max(x)", {1, 4, 4}, 3, GW_AGREES},     /* of its first entry, which no tie concerns */
	/* at corners: differences are symmetric there if the convention is the mean */
	{"abs(x)", {0}, 0, GW_AGREES},
	{"max(x, 1)", {1}, 0, GW_AGREES},
	{"norm(x)", {0, 0}, 2, GW_AGREES},
	{"relu(x)", {0}, 0, GW_AT_KINK},
	{"leaky_relu(x)", {0}, 0, GW_AT_KINK},
	{"relu(x - 0.3)", {0.3}, 0, GW_AT_KINK},
	{"relu(x) - relu(-x)", {0}, 0, GW_AT_KINK},
	{"3 abs(x) + 2 relu(x)", {0}, 0, GW_AT_KINK},
	/* the slope of one side, as the difference has it: a last digit more or less */
	{"relu(x) + sin(x + 1)", {0}, 0, GW_AT_KINK},
	{"relu(-x) + sin(x + 1)", {0}, 0, GW_AT_KINK},
	{"relu(x) + exp(x/3)", {0}, 0, GW_AT_KINK},
	{"relu(-x) + exp(x/3)", {0}, 0, GW_AT_KINK},
	{"relu(x) - exp(x/3)", {0}, 0, GW_AT_KINK},
	{"relu(-x) - exp(x/3)", {0}, 0, GW_AT_KINK},
	{"max(x, 2 x)", {0}, 0, GW_AGREES},
	{"max(x)", {4, 4, 4}, 3, GW_AT_KINK},
	{"min(x)", {4, 4, 4}, 3, GW_AT_KINK},
	{"mae(x, 2 * x)", {0, 1}, 2, GW_AGREES},
	{"sqrt(x)", {0}, 0, GW_AT_KINK},
	{"x^0.5", {0}, 0, GW_AT_KINK},
	{"asin(x)", {1}, 0, GW_AT_KINK},
	{"sqrt(abs(x) - x)", {0}, 0, GW_AT_KINK}, /* infinite on the left, 0 on the right */
	/* a corner nearer than the next double: no operator is at it, and no step fits before it */
	{"relu(0.1 + x - 0.3)", {0.2}, 0, GW_UNJUDGED},
	/* what rounding hides */
	{SECOND_OF_SUM, {1}, 0, GW_UNJUDGED},
	{"1e12 + x^2", {1}, 0, GW_UNJUDGED},
	{"1e16 + x", {1}, 0, GW_UNJUDGED},
	{"sin(x)", {1e17}, 0, GW_UNJUDGED},
	{"sin(1e17 x)", {1}, 0, GW_UNJUDGED},
	{"cos(1e20 x) + x", {1}, 0, GW_UNJUDGED},
	{CANCELLED, {-0.28}, 0, GW_UNJUDGED},
	/*
	 * steps and waves so fine, or numbers so large, that from afar they are slopes, or nothing
	 */
	{"floor(1000 x)", {0.0625}, 0, GW_AGREES},
	{"floor(1000 x) + 5 x", {0.0625}, 0, GW_AGREES},
	{"floor(x)", {1e15}, 0, GW_AT_KINK},
	{"floor(x)", {1e17}, 0, GW_AT_KINK},
	{"floor(1e9 x)", {12345.678}, 0, GW_AT_KINK},
	{"floor(1e12 x) + 5 x", {0.25}, 0, GW_AT_KINK},
	{"floor(x - 0.3)", {1e15}, 0, GW_UNJUDGED},
	{"round(1e6 x)/3", {12345.678}, 0, GW_UNJUDGED},
	{"round(1e12 x)/3", {0.3}, 0, GW_UNJUDGED},
	{"round(x)/3", {1e17}, 0, GW_UNJUDGED},
	{"mod(3x - 1, 0.3)", {-1e10}, 0, GW_UNJUDGED},
	{"mod(1e3 x, 0.3)", {0.3}, 0, GW_UNJUDGED},
	{"mod(7, 1e-12 x)", {1}, 0, GW_UNJUDGED},
	{"mod(x, 0.3)", {1e17}, 0, GW_UNJUDGED},
	{"mod(x + 1e15, 1e-3 x + 0.1)", {0.3}, 0, GW_UNJUDGED},
	{"sin(1e15 x)", {1}, 0, GW_UNJUDGED},
	{"tan(1e20 x)", {1e-8}, 0, GW_UNJUDGED},
	{"tan(x + 1e15)", {-1e10}, 0, GW_UNJUDGED},
	/* -0 is the same number as 0, but for its reciprocal */
	{"where(1/x > x, x, 2 x)", {-0.0}, 0, GW_AGREES},
	/* a condition that is a number turns where it is 0: no difference sees the branch taken */
	{"where(x, 2 x, 3 x)", {0}, 0, GW_AT_KINK},
	{"where(x - 1, x^2, 3 x)", {1}, 0, GW_AT_KINK},
	{"where(x^2, 2 x, 3 x)", {0}, 0, GW_AT_KINK},
	{"where(sin(x), 2 x + 1, 3 x)", {0}, 0, GW_AT_KINK},
	{"where(x, 2 x, 3 x)", {0.5}, 0, GW_AGREES},
	{"where(x, 2 x, 3 x)", {1e-9}, 0, GW_AGREES},
	{"where(x == 0, 2 x, 3 x)", {0}, 0, GW_AGREES},
	{"where(x > 0 and 2 x, 2 x, 3 x)", {0}, 0, GW_AGREES},
	/* slopes that are infinite, and beside them such as are not */
	{"sqrt(0.63 x) + x", {0}, 0, GW_AT_KINK},
	{"sqrt(-2 x)", {0}, 0, GW_AT_KINK},
	{"x - 3 sqrt(-2 x)", {0}, 0, GW_AT_KINK},
	{"sqrt(x) + exp(1e6 x)", {0}, 0, GW_AT_KINK},
	{"1e9 x + asin(x)", {-1}, 0, GW_AT_KINK},
	{"x - sin(asin(x))", {1}, 0, GW_DISAGREES},
	/* what is not finite */
	{"1/x", {0}, 0, GW_UNJUDGED},
	{"1/x", {1e-200}, 0, GW_UNJUDGED},
	{"log(x)", {-1}, 0, GW_UNJUDGED},
	{"log(x)", {0}, 0, GW_UNJUDGED},
	{"sqrt(x)", {-1}, 0, GW_UNJUDGED},
	{"x^3", {1e150}, 0, GW_UNJUDGED},
	{"x - x", {INFINITY}, 0, GW_UNJUDGED},
	{"x^2", {NAN}, 0, GW_UNJUDGED},
	{"log(-1) + relu(x)", {-2}, 0, GW_UNJUDGED},
	/* 0 · ∞ in the gradient where the function has a slope: the gradient is wrong */
	{"sqrt(sum(x^2))", {0, 0}, 2, GW_DISAGREES},
	{"sqrt(x^2)", {0}, 0, GW_DISAGREES},
	{"sqrt(x - x)", {3}, 0, GW_DISAGREES},
	{"(x^0.5)^2", {0}, 0, GW_DISAGREES},
	{"sqrt(-x) * sqrt(-x)", {0}, 0, GW_DISAGREES},
	/* likewise, and noise hides the slope of the other side */
	{"a = 1e16; abs(x)^0.5^2 + ((a + max(x, 0)) - a)", {0}, 0, GW_DISAGREES},
	/* NaN · 0, beside what the output is */
	{"concat(relu(log(0 - x)), x)[1]", {1}, 0, GW_DISAGREES},
	/* finite at one number only */
	{"exp(1e300 x^2)", {0}, 0, GW_UNJUDGED},
	/* the second corner is seen from one side */
	{"abs(min(x, 0))", {0}, 0, GW_AT_KINK},
};

#define CASE_COUNT (sizeof cases / sizeof *cases)

static struct pair begin_case(const struct verdict_case *c)
{
	struct gw_setting x = {.name = "x", .value = c->x[0]};
	if (c->entries > 0)
		x.matrix = (struct gw_matrix){c->x, {1, c->entries}};
	return begin(c->expression, x);
}

static const char *verdict_name(enum gw_verdict verdict)
{
	static const char *const names[] = {"agrees", "disagrees", "at a kink", "unjudged"};
	return names[verdict];
}

static void each_gradient_has_the_verdict_that_it_deserves(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < CASE_COUNT; i++) {
		struct pair pair = begin_case(&cases[i]);
		struct gw_check check = gw_check_entry(pair.tape, pair.scratch, x_of(&pair), 0);
		end(&pair);
		if (check.verdict != GW_AGREES) /* one that agrees may do so by a convention */
			assert_non_null(check.why);
		if (check.verdict == cases[i].verdict)
			continue;
		wrong++;
		print_error("%s at %g: %s, not %s: gradient %.17g, difference %.17g +- %g\n",
			    cases[i].expression, cases[i].x[0], verdict_name(check.verdict),
			    verdict_name(cases[i].verdict), check.gradient, check.difference,
			    check.uncertainty);
	}
	assert_int_equal(wrong, 0);
}

/* The number on the tape that is the gradient of x, or of its first entry. */
static double *gradient_on(struct pair *pair)
{
	return (double *)gw_tape_gradient_matrix(pair->tape, 0).entry;
}

static void expect_found(const struct verdict_case *c, double wrong)
{
	struct pair pair = begin_case(c);
	double *gradient = gradient_on(&pair), right = *gradient;

	*gradient = wrong;
	struct gw_check check = gw_check_entry(pair.tape, pair.scratch, 0, 0);
	end(&pair);
	if (check.verdict != GW_DISAGREES)
		fail_msg("%s at %g: %.17g passes for %.17g: %s, difference %.17g +- %g",
			 c->expression, c->x[0], wrong, right, verdict_name(check.verdict),
			 check.difference, check.uncertainty);
}

/* Whatever is wrong with a gradient that could be confirmed, is found. */
static void every_wrong_gradient_is_found_where_the_right_one_agrees(void **state)
{
	size_t tried = 0;

	(void)state;
	for (size_t i = 0; i < CASE_COUNT; i++) {
		if (cases[i].verdict != GW_AGREES)
			continue;
		struct pair pair = begin_case(&cases[i]);
		double right = *gradient_on(&pair);
		struct gw_check check = gw_check_entry(pair.tape, pair.scratch, 0, 0);
		bool is_at_corner = fabs(check.left - check.right) > 0.01 * fabs(check.left) + 0.3;
		bool is_zero = right == 0 || strcmp(cases[i].expression, "sum(softmax(x))") == 0;
		end(&pair);
		if (is_at_corner)
			continue; /* the next test has these */
		tried++;
		expect_found(&cases[i], is_zero ? 1.5 : -right);
		expect_found(&cases[i], is_zero ? -1.5 : 2 * right);
		expect_found(&cases[i], is_zero ? 1e9 : 0);
		expect_found(&cases[i], is_zero ? 5 : 1.001 * right);
		expect_found(&cases[i], NAN);
		expect_found(&cases[i], INFINITY);
	}
	assert_true(tried >= 45);
}

/* A convention chooses between the slopes of the two sides: nothing beyond them is one. */
static void what_lies_beyond_both_slopes_is_no_convention(void **state)
{
	static const struct verdict_case corners[] = {
		{"relu(x)", {0}, 0, GW_AT_KINK},          {"5 + 2 abs(x)", {0}, 0, GW_AT_KINK},
		{"leaky_relu(x)", {0}, 0, GW_AT_KINK},    {"max(x)", {4, 4, 4}, 3, GW_AT_KINK},
		{"mae(x, 2 * x)", {0, 1}, 2, GW_AT_KINK}, {"norm(x)", {0, 0}, 2, GW_AT_KINK},
	};

	(void)state;
	for (size_t i = 0; i < sizeof corners / sizeof *corners; i++) {
		expect_found(&corners[i], 2.1);
		expect_found(&corners[i], -2.1);
		expect_found(&corners[i], NAN);
	}
}

/* Squares so small are no doubles any more: every difference is 0, and refutes nothing. */
static void what_is_too_small_for_a_double_is_not_condemned(void **state)
{
	static const struct verdict_case small[] = {
		{"x x", {1e-170}, 0, GW_AGREES},
		{"x^2", {1e-308}, 0, GW_AGREES},
		{"x^3", {1e-160}, 0, GW_AGREES},
		{"1e-300 x^2", {1e-20}, 0, GW_AGREES},
	};

	(void)state;
	for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
		struct pair pair = begin_case(&small[i]);
		struct gw_check check = gw_check_entry(pair.tape, pair.scratch, 0, 0);
		end(&pair);
		assert_int_equal(check.verdict, small[i].verdict);
		expect_found(&small[i], 1);
	}
}

/* The mean of the slopes of a corner beside x, which wide steps show. */
static void what_only_wide_steps_show_is_no_gradient(void **state)
{
	static const struct verdict_case beside = {"relu(x - 1e-12)", {0}, 0, GW_AGREES};
	static const struct verdict_case bend = {"x/(x + 1e-12)", {0}, 0, GW_AGREES};

	(void)state;
	expect_found(&beside, 0.5);
	expect_found(&bend, 1e-12);
}

static double (*right_local)(const double *x, double y, unsigned which);

static double too_large(const double *x, double y, unsigned which)
{
	return 1.01 * right_local(x, y, which);
}

static double of_the_other_sign(const double *x, double y, unsigned which)
{
	return -right_local(x, y, which);
}

static double always_one_and_a_half(const double *x, double y, unsigned which)
{
	(void)x, (void)y, (void)which;
	return 1.5;
}

/* A graph of one gate over leaves inside of what the operator is defined on. */
static struct pair begin_operator(const struct gw_op *op)
{
	static const char *const names[GW_MAX_ARITY] = {"a", "b", "c"};
	double first = strcmp(op->name, "acosh") == 0 ? 1.37 : 0.37; /* it is defined from 1 on */
	const double values[GW_MAX_ARITY] = {first, 0.83, 1.4};
	struct gw_error error;
	struct pair pair = {.graph = gw_graph_create(&error)};
	uint32_t leaf[GW_MAX_ARITY];

	for (unsigned i = 0; i < op->arity; i++)
		leaf[i] = gw_graph_add_leaf(pair.graph, GW_INPUT, names[i], &values[i], &error);
	uint32_t gate = gw_graph_add_gate(pair.graph, op, leaf, "f", &error);
	assert_true(gw_graph_add_output(pair.graph, gate, &error));
	assert_true(gw_graph_finish(pair.graph, &error));
	pair.tape = gw_tape_create(pair.graph, gate, &error);
	pair.scratch = gw_tape_create(pair.graph, gate, &error);
	assert_true(pair.tape && pair.scratch);
	return pair;
}

/*
 * The operator's row with another local gradient is used by the backward pass, and must be found.
 */
static void expect_row_found(const struct gw_op *op,
			     double (*local)(const double *, double, unsigned))
{
	struct pair pair = begin_operator(op);
	struct gw_op wrong = *op;
	const struct gw_op *is_wrong = &wrong;

	right_local = op->local;
	wrong.local = local;
	pair.tape->operators = &is_wrong;
	gw_tape_run(pair.tape);
	bool is_found = false, was_zero = true;
	for (uint32_t leaf = 0; leaf < op->arity; leaf++) {
		struct gw_check check = gw_check_entry(pair.tape, pair.scratch, leaf, 0);
		is_found = is_found || check.verdict == GW_DISAGREES;
		was_zero = was_zero && check.gradient == 0;
	}
	end(&pair);
	if (!is_found && !was_zero)
		fail_msg("a wrong row of %s passes", op->name);
}

static void a_wrong_row_of_the_operator_table_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		if (!gw_op_is_entrywise(op))
			continue;
		expect_row_found(op, too_large);
		expect_row_found(op, of_the_other_sign);
		expect_row_found(op, always_one_and_a_half);
	}
}

/* Rounding of 1e8 by its last digit, and what is left of it when contributions of 1e24 cancel. */
static void rounding_is_measured_where_a_difference_contradicts(void **state)
{
	struct verdict_case cancelled = {CANCELLED, {-0.28}, 0, GW_UNJUDGED};
	struct pair pair = begin_case(&cancelled);
	struct gw_check check = gw_check_entry(pair.tape, pair.scratch, x_of(&pair), 0);

	(void)state;
	end(&pair);
	assert_true(fabs(check.difference - 5064.8888888888877) < 1e-6);
	assert_true(check.rounding >= fabs(check.gradient - 5064.8888888888877));
	assert_true(check.cancelled > 1e23 && check.cancelled < 1e25);
	pair = begin("n = 3 x; 1e12 (n - n) + n^2/7",
		     (struct gw_setting){.name = "x", .value = 1.1});
	check = gw_check_entry(pair.tape, pair.scratch, x_of(&pair), 0);
	end(&pair);
	assert_int_equal(check.verdict, GW_AGREES);
	assert_true(check.rounding > 1e-3 && check.rounding < 1e-2);
	pair = begin_case(&cases[0]);
	*gradient_on(&pair) = 6.1;
	check = gw_check_entry(pair.tape, pair.scratch, 0, 0);
	end(&pair);
	assert_true(check.rounding > 0 && check.rounding < 1e-13);
	assert_true(check.cancelled == 0);
}

/*
 * A gate over "k x" at one operand and at the others x itself, or a constant. The condition of
 * where says yes or no: it is a constant always.
 */
static struct pair begin_far(const struct gw_op *op, unsigned which, bool is_alone,
			     const double number[3])
{
	const struct gw_op *product = gw_op_find(&gw_ops, "mul", 3);
	static const char *const names[3] = {"x", "k", "c"};
	struct gw_error error;
	struct pair pair = {.graph = gw_graph_create(&error)};
	uint32_t leaf[3], operand[GW_MAX_ARITY];

	for (unsigned i = 0; i < 3; i++)
		leaf[i] = gw_graph_add_leaf(pair.graph, i == 0 ? GW_INPUT : GW_CONSTANT, names[i],
					    &number[i], &error);
	for (unsigned i = 0; i < GW_MAX_ARITY; i++)
		operand[i] = is_alone ? leaf[2] : leaf[0];
	operand[which] = gw_graph_add_gate(pair.graph, product, leaf, "k x", &error);
	if (strcmp(op->name, "where") == 0)
		operand[0] = leaf[2];
	uint32_t gate = gw_graph_add_gate(pair.graph, op, operand, "f", &error);
	assert_true(gw_graph_add_output(pair.graph, gate, &error));
	assert_true(gw_graph_finish(pair.graph, &error));
	pair.tape = gw_tape_create(pair.graph, gate, &error);
	pair.scratch = gw_tape_create(pair.graph, gate, &error);
	assert_true(pair.tape && pair.scratch);
	return pair;
}

static void expect_not_condemned(const struct gw_op *op, unsigned which, bool is_alone,
				 const double number[3])
{
	struct pair pair = begin_far(op, which, is_alone, number);
	struct gw_check check = gw_check_entry(pair.tape, pair.scratch, 0, 0);

	end(&pair);
	if (check.verdict == GW_DISAGREES && isfinite(check.gradient))
		fail_msg("%s of %g x and %s at %g: gradient %.17g +- %g, difference %.17g +- %g",
			 op->name, number[1], is_alone ? "0.3" : "x", number[0], check.gradient,
			 check.rounding, check.difference, check.uncertainty);
}

/*
 * Steps, waves and poles, where numbers are so large or small that differences see them from afar.
 */
static void no_operator_is_condemned_far_from_one(void **state)
{
	static const double scale[] = {1, 1e-12, 1e6, 1e15},
			    x[] = {0.3, -2, 12345.678, -1e10, 1e15, 1e-8, 0};

	(void)state;
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		for (unsigned which = 0; gw_op_is_entrywise(op) && which < op->arity; which++)
			for (size_t k = 0; k < 4 * 7 * 2; k++)
				expect_not_condemned(
					op, which, k % 2 || op->arity == 1,
					(const double[]){x[k / 2 % 7], scale[k / 14], 0.3});
	}
}

/* Where the function is the noise of its own rounding, no estimate is called certain. */
static void an_unjudged_gradient_has_an_honest_uncertainty(void **state)
{
	struct verdict_case hidden = {SECOND_OF_SUM, {1}, 0, GW_UNJUDGED};
	struct pair pair = begin_case(&hidden);
	struct gw_check check = gw_check_entry(pair.tape, pair.scratch, 0, 0);

	(void)state;
	end(&pair);
	assert_string_equal(check.why, "rounding hides the difference");
	assert_true(fabs(check.difference - check.gradient) <= check.uncertainty);
	pair = begin_case(&cases[0]);
	check = gw_check_entry(pair.tape, pair.scratch, 0, 0);
	end(&pair);
	assert_true(fabs(check.difference - 6) <= check.uncertainty + 1e-15);
	assert_true(check.uncertainty < 1e-6);
}

static void what_stood_in_the_way_of_a_verdict_is_named(void **state)
{
	static const struct {
		const char *expression;
		double x;
		const char *why;
	} doubts[] = {
		{"1e16 + x", 1, "rounding hides the difference"},
		{"sin(x)", 1e17, "the function changes too much between one number and the next"},
		{"relu(0.1 + x - 0.3)", 0.2, "a corner is nearer than any step can be"},
		{"1/x", 0, "the output is not finite here"},
		{CANCELLED, -0.28, "rounding hides the gradient"},
		{"floor(x - 0.3)", 1e15, "a gate leaps nearer than any step can be"},
		{"(-3)^x", 2, "no difference around here is finite"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof doubts / sizeof *doubts; i++) {
		struct verdict_case c = {doubts[i].expression, {doubts[i].x}, 0, GW_UNJUDGED};
		struct pair pair = begin_case(&c);
		struct gw_check check = gw_check_entry(pair.tape, pair.scratch, x_of(&pair), 0);
		end(&pair);
		assert_int_equal(check.verdict, GW_UNJUDGED);
		assert_string_equal(check.why, doubts[i].why);
	}
}

static void both_slopes_of_a_corner_are_known(void **state)
{
	struct verdict_case corner = {"relu(x)", {0}, 0, GW_AT_KINK};
	struct pair pair = begin_case(&corner);
	struct gw_check check = gw_check_entry(pair.tape, pair.scratch, 0, 0);

	(void)state;
	end(&pair);
	assert_true(fabs(check.left) < 1e-12);
	assert_true(fabs(check.right - 1) < 1e-12);
	assert_string_equal(check.why, "relu has a corner at 0; its slope there is taken as 0");
}

static void the_scratch_has_its_values_again(void **state)
{
	(void)state;
	struct pair pair = begin("exp(x)", (struct gw_setting){.name = "x", .value = 0.7});
	gw_check_entry(pair.tape, pair.scratch, 0, 0);
	size_t bytes = pair.graph->node_count * sizeof *pair.tape->value;
	assert_memory_equal(pair.tape->value, pair.scratch->value, bytes);
	end(&pair);
}

static void each_entry_of_a_matrix_has_its_own_check(void **state)
{
	static const double entries[] = {1, 2, 3, 4, 5, 6};
	struct gw_setting x = {.name = "x", .matrix = {entries, {2, 3}}};
	struct pair pair = begin("sum(x * x)", x);

	(void)state;
	assert_int_equal(gw_check_count(pair.graph, 0), 6);
	for (size_t i = 0; i < 6; i++) {
		size_t entry = gw_check_choice(pair.graph, 0, i);
		struct gw_check check = gw_check_entry(pair.tape, pair.scratch, 0, entry);
		assert_int_equal(entry, i);
		assert_int_equal(check.entry, i);
		assert_int_equal(check.verdict, GW_AGREES);
		assert_true(fabs(check.difference - 2 * entries[i]) < 1e-6);
	}
	end(&pair);
}

static void of_a_large_matrix_the_same_few_entries_are_chosen(void **state)
{
	static double entries[5000];
	struct gw_setting x = {.name = "x", .matrix = {entries, {50, 100}}};
	struct pair pair = begin("sum(x)", x);
	size_t count = gw_check_count(pair.graph, 0);

	(void)state;
	assert_true(count >= 2 && count <= GW_CHECK_ALL);
	for (size_t i = 0; i < count; i++) {
		size_t entry = gw_check_choice(pair.graph, 0, i);
		assert_true(entry < 5000);
		assert_int_equal(entry, gw_check_choice(pair.graph, 0, i));
	}
	assert_int_not_equal(gw_check_choice(pair.graph, 0, 0), gw_check_choice(pair.graph, 0, 1));
	end(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_gradient_has_the_verdict_that_it_deserves),
		cmocka_unit_test(every_wrong_gradient_is_found_where_the_right_one_agrees),
		cmocka_unit_test(what_lies_beyond_both_slopes_is_no_convention),
		cmocka_unit_test(what_only_wide_steps_show_is_no_gradient),
		cmocka_unit_test(what_is_too_small_for_a_double_is_not_condemned),
		cmocka_unit_test(a_wrong_row_of_the_operator_table_is_found),
		cmocka_unit_test(no_operator_is_condemned_far_from_one),
		cmocka_unit_test(rounding_is_measured_where_a_difference_contradicts),
		cmocka_unit_test(an_unjudged_gradient_has_an_honest_uncertainty),
		cmocka_unit_test(what_stood_in_the_way_of_a_verdict_is_named),
		cmocka_unit_test(both_slopes_of_a_corner_are_known),
		cmocka_unit_test(the_scratch_has_its_values_again),
		cmocka_unit_test(each_entry_of_a_matrix_has_its_own_check),
		cmocka_unit_test(of_a_large_matrix_the_same_few_entries_are_chosen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
