/*
 * What operators do and say where a formula alone does not decide: at corners, at the ends of what
 * they are defined on, at class numbers, at NaN.
 */
#include <gradwalk/gradwalk.h>

#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct gw_op *find(const char *name)
{
	const struct gw_op *op = gw_op_find(&gw_ops, name, strlen(name));
	assert_non_null(op);
	return op;
}

/* Equal strings, or both missing. */
static void assert_said(const char *of, const char *said, const char *wanted)
{
	bool is_same = said && wanted ? strcmp(said, wanted) == 0 : said == wanted;

	if (!is_same)
		fail_msg("%s: \"%s\", not \"%s\"", of, said ? said : "nothing",
			 wanted ? wanted : "nothing");
}

/* ---- entry by entry ---- */

static void kinks_of_single_numbers(void **state)
{
	static const struct {
		const char *op;
		double x[3];
		const char *said;
	} kinks[] = {
		{"div", {1, 0}, "division by 0 has no value and no slope"},
		{"div", {0, 1}, NULL},
		{"reciprocal", {0}, "1/0 has no value and no slope"},
		{"reciprocal", {2}, NULL},
		{"asin", {1.5}, "no angle has a sine or cosine beyond 1"},
		{"acos", {-1}, "the slope is infinite at -1 and 1"},
		{"asin", {0.5}, NULL},
		{"min", {3, 3}, "a tie: min gives one half of its gradient to each operand"},
		{"min", {3, 2}, NULL},
		{"abs", {0}, "abs has a corner at 0; its slope there is taken as 0"},
		{"leaky_relu",
		 {0},
		 "leaky_relu has a corner at 0; its slope there is taken as 0.01"},
		{"hypot", {0, 0}, "hypot has a corner at (0, 0); its slopes there are taken as 0"},
		{"hypot", {3, 4}, NULL},
		{"clip",
		 {1, 1, 2},
		 "clip has a corner at each bound; its slope there is taken as 1"},
		{"clip",
		 {0, 1, 1},
		 "clip has one number for both bounds, and gives neither of them a gradient"},
		{"clip", {0, 1, 2}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof kinks / sizeof *kinks; i++)
		assert_said(kinks[i].op, find(kinks[i].op)->kink(kinks[i].x), kinks[i].said);
}

/* As often as the divisor goes into the other, less than nothing included. PyTorch's numbers. */
static void the_slope_of_a_rest_counts_the_divisor(void **state)
{
	static const struct {
		double x[2], value, slope;
	} rests[] = {
		{{7, 2}, 1, -3},
		{{-7, 2}, 1, 4},
		{{-1, INFINITY}, INFINITY, 1},
		{{1, -INFINITY}, -INFINITY, 1},
		{{-1e-320, 1e300}, 1e300, 1},
		{{5e-324, 2}, 5e-324, 0},
	};
	const struct gw_op *mod = find("mod");

	(void)state;
	for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
		const double *x = rests[i].x;
		double value = mod->value(x), slope = mod->local(x, value, 1);
		if (value != rests[i].value || slope != rests[i].slope)
			fail_msg("mod(%g, %g) is %g, its slope %g", x[0], x[1], value, slope);
		assert_true(mod->local(x, value, 0) == 1);
	}
}

/* A letter alone, but for the article, or a pair of bars could be taken for a node of the graph. */
static void assert_no_letter(const char *op, const char *sentence)
{
	for (const char *at = sentence; at && *at; at++) {
		bool is_word = isalpha((unsigned char)*at) && !isalnum((unsigned char)at[1]) &&
			       (at == sentence || !isalnum((unsigned char)at[-1]));
		bool is_article = *at == 'a' && at[1] == ' ' && islower((unsigned char)at[2]) &&
				  isalpha((unsigned char)at[3]);

		if ((is_word && !is_article) || *at == '|')
			fail_msg("%s: \"%s\" has a letter for an operand", op, sentence);
	}
}

static void no_sentence_has_a_letter_for_an_operand(void **state)
{
	static const double points[] = {-2, -1, -0.5, 0, 0.5, 1, 2};
	const size_t count = sizeof points / sizeof *points;

	(void)state;
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		assert_no_letter(op->name, op->zero);
		assert_no_letter(op->name, op->flat);
		assert_no_letter(op->name, op->nickname);
		assert_no_letter(op->name, op->source);
		for (size_t k = 0; op->kink && k < count * count; k++) {
			const double x[GW_MAX_ARITY] = {points[k / count], points[k % count], 1};
			assert_no_letter(op->name, op->kink(x));
		}
	}
}

/* What is said to be flat on a side is flat there, and lets next to nothing through. */
static void what_is_flat_is_flat_on_a_side(void **state)
{
	static const double far[] = {-50, 50};
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		if (!op->flat)
			continue;
		assert_true(gw_op_is_entrywise(op) && op->arity == 1 && op->zero);
		assert_true(fabs(op->local(&far[0], op->value(&far[0]), 0)) < 1e-3 ||
			    fabs(op->local(&far[1], op->value(&far[1]), 0)) < 1e-3);
		found++;
	}
	assert_true(found >= 8);
}

static void slopes_at_the_ends(void **state)
{
	static const struct {
		const char *op;
		double x[2];
		unsigned which;
		double slope;
	} slopes[] = {
		{"pow", {0, -1}, 1, -INFINITY},
		{"pow", {0, 2}, 1, 0},
		{"pow", {2, 0}, 0, 0},
		{"abs", {NAN}, 0, NAN},
		{"relu", {NAN}, 0, NAN},
		{"leaky_relu", {NAN}, 0, NAN},
		{"log", {-1}, 0, NAN},
		{"max", {NAN, 1}, 1, NAN},
		{"hypot", {0, 0}, 1, 0},
		{"atan2", {INFINITY, 1}, 0, 0},
		{"atan2", {INFINITY, NAN}, 0, NAN},
		{"atan2", {NAN, INFINITY}, 1, NAN},
		{"prelu", {NAN, 0.1}, 0, NAN},
		{"prelu", {NAN, 0.1}, 1, NAN},
		{"elu_alpha", {NAN, 1}, 0, NAN},
		/* at -0 what rises without end does not fall */
		{"sqrt", {-0.0}, 0, INFINITY},
		{"log", {-0.0}, 0, INFINITY},
		{"log2", {-0.0}, 0, INFINITY},
		{"log10", {-0.0}, 0, INFINITY},
		/* 717.5/0.1 is rounded up to 7175, and 0.1 goes 7174 times into 717.5 */
		{"mod", {717.5, 0.1}, 1, -7174},
		{"mod", {-717.5, 0.1}, 1, 7175},
		{"mod", {7, 3}, 1, -2},
		{"mod", {7, INFINITY}, 1, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof slopes / sizeof *slopes; i++) {
		const struct gw_op *op = find(slopes[i].op);
		double slope = op->local(slopes[i].x, op->value(slopes[i].x), slopes[i].which);
		if (!(slope == slopes[i].slope || (isnan(slope) && isnan(slopes[i].slope))))
			fail_msg("%s: %g, not %g", slopes[i].op, slope, slopes[i].slope);
	}
}

/* ---- whole matrices ---- */

static const double two_rows[] = {1, 2, 0.5, 0, 1, 2}, shares[] = {0, 1, 0, 0.5, 0.25, 0.25},
		    less[] = {0, 1, 0, 0.2, 0.3, 0.2}, classes[] = {2, 0}, tie[] = {4, 1, 4},
		    five[] = {7, 7, 7, 7, 7}, ends[] = {0, 0.5, 1.5}, one = 1, two = 2;

#define CELL                                                                                       \
	{                                                                                          \
		2, 3                                                                               \
	}
#define ROW                                                                                        \
	{                                                                                          \
		1, 3                                                                               \
	}

static void formulas_of_one_entry(void **state)
{
	static const struct {
		const char *op;
		struct gw_matrix x[3];
		double y;
		unsigned which;
		size_t at;
		const char *formula;
	} formulas[] = {
		{"cross_entropy", {{two_rows, CELL}, {classes, {2, 1}}}, 1, 0, 2, "(p - 1)/r"},
		{"cross_entropy", {{two_rows, CELL}, {classes, {2, 1}}}, 1, 0, 3, "(p - 1)/r"},
		{"cross_entropy", {{two_rows, CELL}, {classes, {2, 1}}}, 1, 0, 0, "p/r"},
		{"cross_entropy", {{two_rows, CELL}, {classes, {2, 1}}}, 1, 1, 0, "0"},
		{"cross_entropy", {{two_rows, CELL}, {classes, {2, 1}}}, NAN, 0, 0, NULL},
		{"cross_entropy", {{two_rows, CELL}, {shares, CELL}}, 1, 0, 0, "(p - b)/r"},
		{"cross_entropy", {{two_rows, CELL}, {less, CELL}}, 1, 0, 0, "(p - b)/r"},
		{"cross_entropy", {{two_rows, CELL}, {less, CELL}}, 1, 0, 3, "(w * p - b)/r"},
		{"cross_entropy", {{two_rows, CELL}, {less, CELL}}, 1, 1, 3, "-log(p)/r"},
		{"amax", {{tie, ROW}}, 4, 0, 0, "1/2"},
		{"amax", {{tie, ROW}}, 4, 0, 1, "0"},
		{"amin", {{tie, ROW}}, 1, 0, 1, "1"},
		{"amax", {{five, {1, 5}}}, 7, 0, 0, NULL},
		{"mse", {{tie, ROW}, {ends, ROW}}, 1, 0, 0, "2 * (a - b)/n"},
		{"mse", {{tie, ROW}, {ends, ROW}}, 1, 1, 0, "2 * (b - a)/n"},
		{"mae", {{tie, ROW}, {ends, ROW}}, 1, 1, 0, "(b - a)/abs(b - a)/n"},
		{"mae", {{tie, ROW}, {tie, ROW}}, 0, 1, 0, "0"},
		{"huber", {{tie, ROW}, {ends, ROW}}, 1, 1, 1, "(b - a)/n"},
		{"huber", {{tie, ROW}, {ends, ROW}}, 1, 0, 1, "(a - b)/n"},
		{"huber", {{tie, ROW}, {ends, ROW}}, 1, 0, 0, "(a - b)/abs(a - b)/n"},
		{"bce", {{ends, ROW}, {tie, ROW}}, 1, 1, 1, "(log(1 - a) - log(a))/n"},
		{"norm", {{five, {1, 5}}}, 0, 0, 0, "0"},
		{"huber_delta",
		 {{tie, ROW}, {ends, ROW}, {&one, {1, 1}}},
		 1,
		 0,
		 0,
		 "c * (a - b)/abs(a - b)/n"},
		{"huber_delta",
		 {{tie, ROW}, {ends, ROW}, {&one, {1, 1}}},
		 1,
		 1,
		 0,
		 "c * (b - a)/abs(b - a)/n"},
		{"huber_delta", {{tie, ROW}, {ends, ROW}, {&one, {1, 1}}}, 1, 0, 1, "(a - b)/n"},
		{"huber_delta", {{tie, ROW}, {ends, ROW}, {&one, {1, 1}}}, 1, 1, 1, "(b - a)/n"},
		{"huber_delta", {{tie, ROW}, {ends, ROW}, {&one, {1, 1}}}, 1, 2, 0, NULL},
		{"bce_with_logits", {{tie, ROW}, {ends, ROW}}, 1, 0, 1, "(sigmoid(a) - b)/n"},
		{"bce_with_logits", {{tie, ROW}, {ends, ROW}}, 1, 1, 1, "-a/n"},
		{"hinge", {{tie, ROW}, {ends, ROW}}, 1, 0, 1, "-b/n"},
		{"hinge", {{tie, ROW}, {ends, ROW}}, 1, 1, 1, "-a/n"},
		{"hinge", {{tie, ROW}, {ends, ROW}}, 1, 0, 2, "0"},
		{"kl_div", {{tie, ROW}, {five, ROW}}, 1, 0, 1, "(log(a) - log(b) + 1)/r"},
		{"kl_div", {{tie, ROW}, {five, ROW}}, 1, 1, 1, "-a/(b * r)"},
		{"nll", {{two_rows, CELL}, {shares, CELL}}, 1, 0, 0, "-b/r"},
		{"nll", {{two_rows, CELL}, {shares, CELL}}, 1, 1, 0, "-a/r"},
		{"nll", {{two_rows, CELL}, {classes, {2, 1}}}, 1, 0, 2, "-1/r"},
		{"nll", {{two_rows, CELL}, {classes, {2, 1}}}, 1, 0, 1, "0"},
		{"nll", {{two_rows, CELL}, {classes, {2, 1}}}, 1, 1, 0, "0"},
		{"nll", {{two_rows, CELL}, {ends, {2, 1}}}, 1, 0, 3, NULL},
		{"max_pool", {{two_rows, CELL}, {&two, {1, 1}}}, 2, 0, 1, "1"},
		{"max_pool", {{two_rows, CELL}, {&two, {1, 1}}}, 2, 0, 0, "0"},
		{"std", {{tie, ROW}}, 2, 0, 0, "(a - m)/(d * y)"},
		{"std", {{five, ROW}}, 0, 0, 0, "0"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
		const struct gw_op *op = find(formulas[i].op);
		struct gw_matrix y = {&formulas[i].y, {1, 1}};
		assert_said(formulas[i].op,
			    op->form.local(formulas[i].x, op->arity, y, formulas[i].which,
					   formulas[i].at),
			    formulas[i].formula);
	}
}

/* A rule says what the sum is divided by, and which share of the target a class has. */
static void rules_say_what_an_attribute_makes_of_them(void **state)
{
	static const double none = 0, tenth = 0.1;
	static const struct {
		const char *op;
		struct gw_matrix x[3];
		unsigned which;
		const char *rule;
	} rules[] = {
		{"var",
		 {{tie, ROW}, {&none, {1, 1}}, {&none, {1, 1}}},
		 0,
		 "upstream * 2 * (A - mean)/n"},
		{"var", {{tie, ROW}, {&none, {1, 1}}, {&one, {1, 1}}}, 0, NULL},
		{"var",
		 {{tie, ROW}, {&none, {1, 1}}, {&two, {1, 1}}},
		 0,
		 "upstream * 2 * (A - mean)/(n - ddof)"},
		{"std",
		 {{tie, ROW}, {&none, {1, 1}}, {&none, {1, 1}}},
		 0,
		 "upstream * (A - mean)/(n * y)"},
		{"std", {{tie, ROW}, {&none, {1, 1}}, {&one, {1, 1}}}, 0, NULL},
		{"std",
		 {{tie, ROW}, {&none, {1, 1}}, {&two, {1, 1}}},
		 0,
		 "upstream * (A - mean)/((n - ddof) * y)"},
		{"cross_entropy",
		 {{two_rows, CELL}, {shares, CELL}, {&tenth, {1, 1}}},
		 0,
		 "upstream * (softmax(a) - q)/rows, with q = (1 - smoothing) * t + smoothing/K"},
		{"cross_entropy",
		 {{two_rows, CELL}, {shares, CELL}, {&tenth, {1, 1}}},
		 1,
		 "-upstream * (1 - smoothing) * log_softmax(a)/rows"},
		{"cross_entropy", {{two_rows, CELL}, {shares, CELL}, {&none, {1, 1}}}, 0, NULL},
		{"diag", {{two_rows, CELL}}, 0, "upstream on the diagonal; else 0"},
		{"diag", {{tie, ROW}}, 0, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		const double value = 1;
		const struct gw_op_rule *rule =
			find(rules[i].op)
				->rule_here(rules[i].x, 3, (struct gw_matrix){&value, {1, 1}},
					    rules[i].which);
		assert_said(rules[i].op, rule ? rule->is : NULL, rules[i].rule);
	}
}

/* An embedding sends nothing to the numbers of its rows; smoothing moves each class's formula. */
static void formulas_with_an_attribute(void **state)
{
	static const double tenth = 0.1, y = 1;
	const struct gw_matrix numbers[] = {{two_rows, CELL}, {classes, {2, 1}}, {&tenth, {1, 1}}};
	const struct gw_matrix targets[] = {{two_rows, CELL}, {shares, CELL}, {&tenth, {1, 1}}};
	const struct gw_matrix pool[] = {{two_rows, CELL}, {&two, {1, 1}}, {&one, {1, 1}}};
	static const struct {
		int of; /* 0: numbers, 1: targets, 2: pool */
		const char *op;
		unsigned count, which;
		size_t at;
		const char *formula;
	} formulas[] = {
		{0, "cross_entropy", 3, 0, 2, "(p - (1 - c) - c * r/n)/r"},
		{0, "cross_entropy", 3, 0, 1, "(p - c * r/n)/r"},
		{0, "cross_entropy", 3, 1, 0, "0"},
		{1, "cross_entropy", 3, 0, 0, NULL},
		{1, "cross_entropy", 3, 1, 0, "-(1 - c) * log(p)/r"},
		{0, "embedding", 2, 0, 0, "1"},
		{0, "embedding", 2, 1, 0, "0"},
		{2, "max_pool", 3, 0, 1, NULL},
		{2, "max_pool", 3, 0, 0, "0"},
		{2, "avg_pool", 3, 0, 1, NULL},
		{2, "avg_pool", 3, 0, 0, "1/d"},
		{2, "avg_pool", 2, 0, 2, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
		const struct gw_matrix *x = formulas[i].of == 0   ? numbers
					    : formulas[i].of == 1 ? targets
								  : pool;
		assert_said(formulas[i].op,
			    find(formulas[i].op)
				    ->form.local(x, formulas[i].count,
						 (struct gw_matrix){&y, {1, 1}}, formulas[i].which,
						 formulas[i].at),
			    formulas[i].formula);
	}
}

static void bce_outside_of_what_it_is_defined_on(void **state)
{
	static const double p[] = {-0.5, 1.5, NAN, 0.5, 0};
	static const char *const said[] = {
		"bce has no value where its first operand is not between 0 and 1",
		"bce has no value where its first operand is not between 0 and 1",
		NULL,
		NULL,
		"bce holds its logs at -100 or more, and the divisor of its slope at 1e-12 or "
		"more, as PyTorch does",
	};
	const double y = 1;
	const struct gw_matrix x[] = {{p, {1, 5}}, {five, {1, 5}}};

	(void)state;
	for (size_t at = 0; at < 5; at++)
		assert_said("bce",
			    find("bce")->whole_kink(x, 2, (struct gw_matrix){&y, {1, 1}}, at),
			    said[at]);
}

/* The entry of a hinge whose margin is exactly 1 lies in the corner. */
static void hinge_says_its_corner(void **state)
{
	static const double score[] = {2, 2, 2}, target[] = {0.5, 1, -1}, y = 1;
	const struct gw_matrix x[] = {{score, ROW}, {target, ROW}};

	(void)state;
	for (size_t at = 0; at < 3; at++)
		assert_said("hinge",
			    find("hinge")->whole_kink(x, 2, (struct gw_matrix){&y, {1, 1}}, at),
			    at == 0 ? "hinge has a corner at a margin of 1; its slope there is "
				      "taken as 0"
				    : NULL);
}

/* The rule names the branch, if it is the same one at every entry. */
static void where_says_which_branch_is_open(void **state)
{
	static const double conditions[][3] = {{1, 2, NAN}, {0, 0, 0}, {1, 0, 1}, {0, 0, 1}};
	static const char *const said[][3] = {
		{NULL, "1, as this branch is open", "0, as this branch is shut"},
		{NULL, "0, as this branch is shut", "1, as this branch is open"},
		{NULL, NULL, NULL},
		{NULL, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (unsigned which = 0; which < 3; which++) {
			struct gw_matrix x[] = {{conditions[i], ROW}, {tie, ROW}, {ends, ROW}};
			const struct gw_op_rule *rule =
				find("where")->rule_here(x, 3, (struct gw_matrix){tie, ROW}, which);
			assert_said("where", rule ? rule->is : NULL, said[i][which]);
		}
}

/* The result of an operator over two matrices, and what operand `which` gets of 1. */
static double apply(const char *name, const struct gw_matrix *x, unsigned which, double *downstream)
{
	const struct gw_op *op = find(name);
	double y[6], upstream[6] = {1, 1, 1, 1, 1, 1};
	struct gw_shape shape;
	char why[GW_WHY];

	assert_true(gw_op_shape(op, x, op->arity, &shape, why));
	gw_op_whole_value(op, x, op->arity, shape, y);
	gw_op_vjp(op, x, op->arity, (struct gw_matrix){y, shape}, upstream, which, downstream);
	return *y;
}

/* A class number that is none makes the loss and its gradient NaN. */
static void class_numbers_that_are_none(void **state)
{
	static const double numbers[] = {-1, 3, 0.5, NAN};
	double found[6];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct gw_matrix x[] = {{two_rows, ROW}, {&numbers[i], {1, 1}}};
		assert_true(isnan(apply("cross_entropy", x, 0, found)));
		assert_true(isnan(found[0]) && isnan(found[2]));
		assert_true(isnan(apply("nll", x, 0, found)));
		assert_true(isnan(found[0]) && isnan(found[2]));
		assert_true(isnan(apply("embedding", x, 0, found)));
		assert_true(found[0] == 0 && found[1] == 0 && found[2] == 0);
	}
}

/*
 * 0 log 0 is 0, as PyTorch's xlogy has it, unless the other is NaN; what has no share pulls
 * nothing.
 */
static void kl_div_of_no_share_is_0(void **state)
{
	static const double p[] = {0, 1}, q[] = {0.5, 0.5}, nan[] = {NAN, 0.5};
	struct gw_matrix x[] = {{p, {1, 2}}, {q, {1, 2}}};
	double found[2];

	(void)state;
	assert_true(fabs(apply("kl_div", x, 1, found) - log(2)) < 1e-15);
	assert_true(found[0] == 0 && found[1] == -2);
	x[1].entry = nan;
	assert_true(isnan(apply("kl_div", x, 1, found)));
}

/* All entries are equal: PyTorch's slope of std is NaN there, here it is 0, as that of a norm. */
static void std_is_flat_where_all_are_equal(void **state)
{
	struct gw_matrix x[] = {{five, {1, 5}}};
	double found[5], y = 0;

	(void)state;
	assert_true(apply("std", x, 0, found) == 0 && found[0] == 0 && found[4] == 0);
	assert_said("std", find("std")->whole_kink(x, 1, (struct gw_matrix){&y, {1, 1}}, 0),
		    "std has a corner where all entries are equal; its slope there is taken as 0");
	y = 1;
	assert_said("std", find("std")->whole_kink(x, 1, (struct gw_matrix){&y, {1, 1}}, 0), NULL);
}

/* The log of a sum that is infinite: no ∞ − ∞. */
static void logsumexp_of_an_infinite_row(void **state)
{
	static const double up[] = {1, INFINITY, 2}, down[] = {-INFINITY, -INFINITY, -INFINITY};
	const struct gw_matrix x[] = {{up, ROW}, {down, ROW}};
	double y;

	(void)state;
	find("logsumexp")->whole_value(&x[0], 1, &y);
	assert_true(y == INFINITY);
	find("logsumexp")->whole_value(&x[1], 1, &y);
	assert_true(y == -INFINITY);
}

/* Of three operands or more, one of which is a column: the share of a tie, and where it goes. */
static void many_operands_share_and_are_broadcast(void **state)
{
	static const double a[] = {1, 4, 3, 2}, column[] = {1, 3}, none = 0,
			    some[] = {NAN, 0, 5, 0};
	static const struct gw_shape square = {2, 2};
	const struct gw_matrix x[] = {{a, square}, {column, {2, 1}}, {&none, {1, 1}}};
	const struct gw_matrix fives[] = {
		{five, ROW}, {five, ROW}, {five, ROW}, {five, ROW}, {five, ROW}};
	const struct gw_matrix with_nan[] = {{a, square}, {some, square}, {&none, {1, 1}}};
	double y[4], found[4];
	const struct gw_op *op = find("max_of");
	const double ones[] = {1, 1, 1, 1};
	struct gw_use use;

	(void)state;
	op->whole_value(x, 3, y);
	op->vjp(x, 3, (struct gw_matrix){y, square}, ones, 1, found);
	assert_true(y[0] == 1 && y[1] == 4 && y[2] == 3 && y[3] == 3);
	assert_true(found[0] == 0.5 && found[1] == 1.5);
	assert_int_equal(op->form.uses(x, 3, 1, 1, 1, &use), 2);
	assert_true(use.at == 3 && use.term == 1);
	assert_said("max_of", op->form.local(x, 3, (struct gw_matrix){y, square}, 0, 0), "1/2");
	assert_said("max_of", op->form.local(x, 3, (struct gw_matrix){y, square}, 0, 1), "1");
	assert_said("max_of", op->form.local(x, 3, (struct gw_matrix){y, square}, 0, 3), "0");
	assert_said("max_of", op->form.local(fives, 5, (struct gw_matrix){five, ROW}, 0, 0), NULL);
	op->whole_value(with_nan, 3, y);
	op->vjp(with_nan, 3, (struct gw_matrix){y, square}, ones, 0, found);
	assert_true(isnan(y[0]) && y[1] == 4 && y[2] == 5);
	assert_true(isnan(found[0]) && found[1] == 1 && found[2] == 0);
}

/* delta goes into all terms, of which the first is told. */
static void delta_is_used_in_the_first_term(void **state)
{
	const struct gw_matrix x[] = {{tie, ROW}, {ends, ROW}, {&one, {1, 1}}};
	struct gw_use use;

	(void)state;
	assert_int_equal(find("huber_delta")->form.uses(x, 3, 2, 0, 0, &use), 1);
	assert_true(use.at == 0 && use.term == 0);
	find("huber_delta")->form.uses(x, 3, 1, 2, 0, &use);
	assert_true(use.at == 0 && use.term == 2);
}

static void targets_of_cross_entropy_get_gradients(void **state)
{
	struct gw_matrix by_class[] = {{two_rows, CELL}, {classes, {2, 1}}};
	struct gw_matrix by_share[] = {{two_rows, CELL}, {shares, CELL}};
	double found[6], total = log(exp(1) + exp(2) + exp(0.5));

	(void)state;
	apply("cross_entropy", by_class, 1, found);
	assert_true(found[0] == 0 && found[1] == 0);
	apply("cross_entropy", by_share, 1, found);
	for (size_t k = 0; k < 3; k++)
		assert_true(fabs(found[k] - (total - two_rows[k]) / 2) < 1e-12);
}

static void nan_reaches_what_it_belongs_to(void **state)
{
	static const double some[] = {1, NAN, 2}, none[] = {0, 0, 0};
	struct gw_matrix x[3] = {{some, ROW}, {none, ROW}};
	double found[3];

	(void)state;
	for (unsigned which = 0; which < 2; which++) {
		assert_true(isnan(apply("mae", x, which, found)));
		assert_true(fabs(found[0]) == 1.0 / 3 && isnan(found[1]));
		assert_true(isnan(apply("huber", x, which, found)));
		assert_true(fabs(found[0]) == 1.0 / 3 && isnan(found[1]));
		x[2] = (struct gw_matrix){&one, {1, 1}};
		assert_true(isnan(apply("huber_delta", x, which, found)));
		assert_true(fabs(found[0]) == 1.0 / 3 && isnan(found[1]));
		x[2].entry = &some[1];
		assert_true(isnan(apply("huber_delta", x, which, found)) && isnan(found[0]));
	}
	assert_true(isnan(apply("amax", x, 0, found)) && isnan(found[0]) && isnan(found[2]));
	assert_true(isnan(apply("amin", x, 0, found)) && isnan(found[1]));
}

/* The last NaN of a window counts as its largest entry, as in PyTorch. */
static void max_pool_chooses_the_last_nan(void **state)
{
	static const double window[] = {1, NAN, 2, NAN};
	const struct gw_matrix x[] = {{window, {2, 2}}, {&two, {1, 1}}};
	double found[4];

	(void)state;
	assert_true(isnan(apply("max_pool", x, 0, found)));
	assert_true(found[0] == 0 && found[1] == 0 && found[2] == 0 && found[3] == 1);
}

/* ---- shapes ---- */

/* However many there are. */
static void of_many_shapes_the_first_are_named(void **state)
{
	struct gw_matrix x[GW_MAX_OPERANDS];
	const double axis = 0;
	struct gw_shape shape;
	char why[GW_WHY];

	(void)state;
	for (unsigned i = 0; i < GW_MAX_OPERANDS; i++)
		x[i] = (struct gw_matrix){NULL, {999, 100000 + i}};
	x[GW_MAX_OPERANDS - 1] = (struct gw_matrix){&axis, {1, 1}};
	assert_false(gw_op_shape(find("concat"), x, GW_MAX_OPERANDS, &shape, why));
	assert_string_equal(why, "concat of (999×100000), (999×100001), (999×100002), …: 100000 "
				 "columns and 100001 don't fit side by side");
}

static void operands_that_do_not_fit_are_named(void **state)
{
	static const double three = 3, broken = 1.5, none = 0, huge = 2097152, minus = -1, four = 4,
			    five_below = -5, largest = 1 << 30;
	static const struct {
		const char *op;
		struct gw_matrix x[5];
		unsigned count;
		const char *why;
	} misfits[] = {
		{"nll",
		 {{two_rows, CELL}, {five, {1, 1}}},
		 2,
		 "nll of (2×3), (1×1): the target has the shape of the logs, or one class number a "
		 "row"},
		{"nll",
		 {{two_rows, CELL}, {five, {2, 2}}},
		 2,
		 "nll of (2×3), (2×2): the target has the shape of the logs, or one class number a "
		 "row"},
		{"huber_delta",
		 {{two_rows, CELL}, {five, {1, 3}}, {&one, {1, 1}}},
		 3,
		 "huber of (2×3), (1×3), (1×1): the two should have one shape"},
		{"huber_delta",
		 {{two_rows, CELL}, {shares, CELL}, {tie, ROW}},
		 3,
		 "huber of (2×3), (2×3), (1×3): delta is one number"},
		{"max_pool",
		 {{two_rows, CELL}, {&three, {1, 1}}},
		 2,
		 "max_pool of (2×3): the window of 3×3 is larger than the image"},
		{"avg_pool",
		 {{two_rows, CELL}, {&broken, {1, 1}}},
		 2,
		 "avg_pool of (2×3): the size is a whole number from 1 to 1048576, not 1.5"},
		{"conv2d",
		 {{two_rows, CELL}, {five, {1, 4}}},
		 2,
		 "conv2d of (2×3), (1×4): the kernel of 1×4 is larger than the image"},
		{"conv2d",
		 {{two_rows, CELL}, {five, {1, 2}}, {&none, {1, 1}}},
		 3,
		 "conv2d of (2×3), (1×2): the stride is a whole number from 1 to 1048576, not 0"},
		{"conv2d",
		 {{two_rows, CELL}, {five, {1, 2}}, {&huge, {1, 1}}},
		 3,
		 "conv2d of (2×3), (1×2): the stride is a whole number from 1 to 1048576, not "
		 "2097152"},
		{"cumsum",
		 {{two_rows, CELL}, {&two, {1, 1}}},
		 2,
		 "cumsum of (2×3): a matrix has the axes 0 and 1, not 2"},
		{"softmax_along",
		 {{two_rows, CELL}, {&two, {1, 1}}},
		 2,
		 "softmax of (2×3): a matrix has the axes 0 and 1, not 2"},
		{"flip",
		 {{two_rows, CELL}, {&two, {1, 1}}},
		 2,
		 "flip of (2×3): a matrix has the axes 0 and 1, not 2"},
		{"conv2d",
		 {{two_rows, CELL}, {five, {1, 2}}, {&one, {1, 1}}, {&broken, {1, 1}}},
		 4,
		 "conv2d of (2×3), (1×2): the padding is a whole number from 0 to 1048576, not "
		 "1.5"},
		{"conv2d",
		 {{two_rows, CELL}, {five, {1, 2}}, {&one, {1, 1}}, {&one, {1, 1}}},
		 4,
		 "conv2d of (2×3), (1×2): a padding of 1 is not smaller than the kernel of 1×2"},
		{"conv2d",
		 {{two_rows, CELL}, {five, {2, 1}}, {&one, {1, 1}}, {&one, {1, 1}}},
		 4,
		 "conv2d of (2×3), (2×1): a padding of 1 is not smaller than the kernel of 2×1"},
		{"conv1d",
		 {{two_rows, CELL}, {five, {1, 2}}, {&none, {1, 1}}},
		 3,
		 "conv1d of (2×3), (1×2): the stride is a whole number from 1 to 1048576, not 0"},
		{"max_pool",
		 {{two_rows, CELL}, {&two, {1, 1}}, {&broken, {1, 1}}},
		 3,
		 "max_pool of (2×3): the stride is a whole number from 1 to 1048576, not 1.5"},
		{"diag",
		 {{two_rows, CELL}, {&broken, {1, 1}}},
		 2,
		 "diag of (2×3): the offset is a whole number from -1073741824 to 1073741824, not "
		 "1.5"},
		{"diag",
		 {{two_rows, CELL}, {&three, {1, 1}}},
		 2,
		 "diag of (2×3): there is no diagonal 3 beside the middle"},
		{"diag",
		 {{two_rows, CELL}, {&five_below, {1, 1}}},
		 2,
		 "diag of (2×3): there is no diagonal -5 beside the middle"},
		{"diag",
		 {{tie, ROW}, {&largest, {1, 1}}},
		 2,
		 "diag of (1×3): 1073741827×1073741827 entries are too many"},
		{"reshape",
		 {{two_rows, CELL}, {&minus, {1, 1}}, {&four, {1, 1}}},
		 3,
		 "reshape of (2×3): 6 entries do not make -1×4"},
		{"reshape",
		 {{two_rows, CELL}, {&four, {1, 1}}, {&minus, {1, 1}}},
		 3,
		 "reshape of (2×3): 6 entries do not make 4×-1"},
		{"reshape",
		 {{two_rows, CELL}, {&minus, {1, 1}}, {&minus, {1, 1}}},
		 3,
		 "reshape of (2×3): 6 entries do not make -1×-1"},
		{"reshape",
		 {{two_rows, CELL}, {&three, {1, 1}}, {&none, {1, 1}}},
		 3,
		 "reshape of (2×3): 6 entries do not make 3×0"},
		{"repeat",
		 {{two_rows, CELL}, {&none, {1, 1}}, {&one, {1, 1}}},
		 3,
		 "repeat of (2×3): a count is a whole number from 1 to 1073741824, not 0"},
		{"repeat",
		 {{two_rows, CELL}, {&one, {1, 1}}, {&broken, {1, 1}}},
		 3,
		 "repeat of (2×3): a count is a whole number from 1 to 1073741824, not 1.5"},
		{"repeat",
		 {{two_rows, CELL}, {&largest, {1, 1}}, {&one, {1, 1}}},
		 3,
		 "repeat of (2×3): 2147483648×3 entries are too many"},
		{"repeat",
		 {{two_rows, CELL}, {&one, {1, 1}}, {&largest, {1, 1}}},
		 3,
		 "repeat of (2×3): 2×3221225472 entries are too many"},
		{"var",
		 {{two_rows, CELL}, {&two, {1, 1}}},
		 2,
		 "var of (2×3): a matrix has the axes 0 and 1, not 2"},
		{"roll",
		 {{two_rows, CELL}, {&broken, {1, 1}}},
		 2,
		 "roll of (2×3): the shift is a whole number from -1073741824 to 1073741824, not "
		 "1.5"},
		{"roll",
		 {{two_rows, CELL}, {&one, {1, 1}}, {&two, {1, 1}}},
		 3,
		 "roll of (2×3): a matrix has the axes 0 and 1, not 2"},
		{"stack",
		 {{tie, ROW}, {ends, ROW}, {&two, {1, 1}}},
		 3,
		 "stack of (1×3), (1×3): a matrix has the axes 0 and 1, not 2"},
		{"stack",
		 {{two_rows, CELL}, {two_rows, CELL}, {&one, {1, 1}}},
		 3,
		 "stack of (2×3), (2×3): stack takes vectors of one length"},
		{"stack",
		 {{tie, ROW}, {five, {1, 5}}, {&one, {1, 1}}},
		 3,
		 "stack of (1×3), (1×5): stack takes vectors of one length"},
		{"zeros",
		 {{&two, {1, 1}}, {&none, {1, 1}}},
		 2,
		 "zeros: a side is a whole number from 1 to 1048576, not 0"},
		{"kron",
		 {{NULL, {1 << 20, 1}}, {NULL, {1 << 12, 1}}},
		 2,
		 "kron of (1048576×1), (4096×1): these are too many entries"},
		{"kron",
		 {{NULL, {1, 1 << 20}}, {NULL, {1, 1 << 12}}},
		 2,
		 "kron of (1×1048576), (1×4096): these are too many entries"},
		{"var",
		 {{two_rows, CELL}, {&none, {1, 1}}, {&broken, {1, 1}}},
		 3,
		 "var of (2×3): ddof is a whole number from 0 to 1000000, not 1.5"},
		{"cross_entropy",
		 {{two_rows, CELL}, {shares, CELL}, {&minus, {1, 1}}},
		 3,
		 "cross_entropy of (2×3), (2×3): the smoothing is a number from 0 to 1, not -1"},
		{"cross_entropy",
		 {{two_rows, CELL}, {shares, CELL}, {&two, {1, 1}}},
		 3,
		 "cross_entropy of (2×3), (2×3): the smoothing is a number from 0 to 1, not 2"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof misfits / sizeof *misfits; i++) {
		struct gw_shape shape;
		char why[GW_WHY] = "";
		assert_false(gw_op_shape(find(misfits[i].op), misfits[i].x, misfits[i].count,
					 &shape, why));
		assert_said(misfits[i].op, why, misfits[i].why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinks_of_single_numbers),
		cmocka_unit_test(the_slope_of_a_rest_counts_the_divisor),
		cmocka_unit_test(no_sentence_has_a_letter_for_an_operand),
		cmocka_unit_test(what_is_flat_is_flat_on_a_side),
		cmocka_unit_test(slopes_at_the_ends),
		cmocka_unit_test(formulas_of_one_entry),
		cmocka_unit_test(rules_say_what_an_attribute_makes_of_them),
		cmocka_unit_test(formulas_with_an_attribute),
		cmocka_unit_test(bce_outside_of_what_it_is_defined_on),
		cmocka_unit_test(hinge_says_its_corner),
		cmocka_unit_test(where_says_which_branch_is_open),
		cmocka_unit_test(class_numbers_that_are_none),
		cmocka_unit_test(targets_of_cross_entropy_get_gradients),
		cmocka_unit_test(nan_reaches_what_it_belongs_to),
		cmocka_unit_test(kl_div_of_no_share_is_0),
		cmocka_unit_test(std_is_flat_where_all_are_equal),
		cmocka_unit_test(logsumexp_of_an_infinite_row),
		cmocka_unit_test(many_operands_share_and_are_broadcast),
		cmocka_unit_test(delta_is_used_in_the_first_term),
		cmocka_unit_test(max_pool_chooses_the_last_nan),
		cmocka_unit_test(operands_that_do_not_fit_are_named),
		cmocka_unit_test(of_many_shapes_the_first_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
