/*
 * Every row of the operator table: what it says of itself, and its derivatives against central
 * differences.
 */
#include "chance.h"
#include "graph/form.h"

#include <ctype.h>
#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MOST_ENTRIES 64

/* From −2 to 2, away from 0 where many operators have a corner. */
static double pick_operand(uint32_t *state)
{
	double number = 0.1 + next_random(state) % 1900 / 1000.0;
	return next_random(state) % 2 ? number : -number;
}

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static void every_row_is_complete(void **state)
{
	(void)state;
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		bool is_entrywise = op->value && op->local && !op->whole_value && !op->vjp;
		bool is_copying = op->origin && !op->whole_value && !op->vjp;
		bool is_whole = op->shape && !op->value && !op->local &&
				(is_copying || (op->whole_value && op->vjp && !op->origin));
		assert_true(is_entrywise != is_whole);
		assert_non_null(op->token);
		assert_true(op->symbol && *op->symbol && op->ascii && *op->ascii &&
			    is_ascii(op->ascii));
		assert_true(op->nickname && *op->nickname);
		assert_true(op->arity >= 1 && gw_op_most(op) <= GW_MAX_OPERANDS);
		assert_true(op->rule[0].derivative && op->rule[0].is);
		assert_true(!is_entrywise || op->arity <= GW_MAX_ARITY);
		assert_true(!is_entrywise || op->arity == 1 || op->rule[1].is);
		assert_ptr_equal(gw_op_find(&gw_ops, op->name, strlen(op->name)), op);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(op->name, gw_op_at(&gw_ops, k)->name);
	}
}

/* Two factors of a rule that stand side by side, as in "2 a" or "(1 - a) a"; NULL if none do. */
static const char *find_implied_product(const struct gw_op_rule *rule)
{
	for (const char *at = strchr(rule->is, ' '); at && at > rule->is;
	     at = strchr(at + 1, ' ')) {
		bool ends_factor = isalnum((unsigned char)at[-1]) || at[-1] == ')';
		bool begins_factor = isalnum((unsigned char)at[1]) || at[1] == '(';
		bool is_word = rule->kind == GW_RULE_SENTENCE && at[-1] != ')' && at[1] != '(' &&
			       strncmp(at + 1, "log(", 4) != 0;
		if (ends_factor && begins_factor && !is_word)
			return at;
	}
	for (const char *at = rule->is; *at; at++)
		if (isdigit((unsigned char)*at) && at[1] == '(' && !isalpha((unsigned char)at[-1]))
			return at;
	return NULL;
}

/* "2(p - y)/4" and "sum(g p)" are read wrong: every product of a rule has its sign. */
static void products_in_rules_have_a_sign(void **state)
{
	static const struct gw_op_rule wrong[] = {
		{"", "upstream 2(a - b)/n", GW_RULE_FORMULA},
		{"", "(1 - a) a", GW_RULE_SENTENCE},
		{"", "upstream (a - b)", GW_RULE_SENTENCE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_non_null(find_implied_product(&wrong[i]));
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		for (unsigned k = 0; k < GW_MAX_ARITY && op->rule[k].is; k++)
			if (find_implied_product(&op->rule[k]))
				fail_msg("%s: %s", op->name, op->rule[k].is);
	}
}

/* A rule with upstream in it that is not a product with it has words for its local derivative. */
static bool says_local(const struct gw_op *op, unsigned position)
{
	const char *rule = op->rule[position].is + (*op->rule[position].is == '-');
	const char *last = strstr(rule, " @ upstream");

	return op->jacobian[position] || op->form.is_copy || !strstr(rule, "upstream") ||
	       strncmp(rule, "upstream * ", 11) == 0 || strncmp(rule, "upstream @ ", 11) == 0 ||
	       strncmp(rule, "upstream/", 9) == 0 || (last && strcmp(last, " @ upstream") == 0);
}

static void every_rule_says_the_local_derivative(void **state)
{
	(void)state;
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		for (unsigned k = 0; k < GW_MAX_ARITY && op->rule[k].is; k++)
			if (!gw_op_is_entrywise(op) && !says_local(op, k))
				fail_msg("%s: %s", op->name, op->rule[k].is);
	}
}

static void aliases_name_their_row(void **state)
{
	(void)state;
	assert_string_equal(gw_op_find(&gw_ops, "ln", 2)->name, "log");
	assert_string_equal(gw_op_find(&gw_ops, "σ", strlen("σ"))->name, "sigmoid");
	assert_string_equal(gw_op_find_call(&gw_ops, "max", 3, 2)->name, "max");
	assert_string_equal(gw_op_find_call(&gw_ops, "max", 3, 1)->name, "amax");
	assert_null(gw_op_find(&gw_ops, "sigmo", 5));
	assert_null(gw_op_find_call(&gw_ops, "exp", 3, 2));
}

/* ---- entry by entry ---- */

static void rows_say_what_commutes_and_what_is_a_product(void **state)
{
	uint32_t seed = 5;

	(void)state;
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		bool commutes = true, is_product = true;
		if (!gw_op_is_entrywise(op) || op->arity != 2)
			continue;
		for (int round = 0; round < 50; round++) {
			double x[2] = {pick_operand(&seed), pick_operand(&seed)};
			double swapped[2] = {x[1], x[0]}, y = op->value(x);
			commutes = commutes && !isnan(y) && y == op->value(swapped);
			is_product = is_product && y == x[0] * x[1];
		}
		if (commutes != op->commutes || is_product != op->is_product)
			fail_msg("%s: commutes %d, is a product %d", op->name, commutes,
				 is_product);
	}
}

static double difference(const struct gw_op *op, const double *x, unsigned which, double width)
{
	double above[GW_MAX_ARITY] = {x[0], x[1], x[2]}, below[GW_MAX_ARITY] = {x[0], x[1], x[2]};

	above[which] += width;
	below[which] -= width;
	return (op->value(above) - op->value(below)) / (above[which] - below[which]);
}

/*
 * Richardson's extrapolation takes the error of order h² out. NaN where the quotients of two widths
 * differ too much for that: next to a pole, a corner, or the end of what the operator is defined
 * on.
 */
static double central_difference(const struct gw_op *op, const double *x, unsigned which)
{
	double width = 1e-4 * fmax(fabs(x[which]), 1e-2);
	double wide = difference(op, x, which, width), narrow = difference(op, x, which, width / 2);

	if (fabs(wide - narrow) > 1e-5 * fmax(1, fabs(narrow)))
		return NAN;
	return (4 * narrow - wide) / 3;
}

/* How many derivatives were compared, of how many. */
struct tally {
	int compared, wanted;
};

static void check_at(const struct gw_op *op, const double *x, struct tally *tally)
{
	double y = op->value(x);
	bool has_many_jumps = strcmp(op->name, "mod") == 0 && fabs(x[0] / x[1]) > 100;

	if (has_many_jumps || !isfinite(y) || (op->kink && op->kink(x)))
		return;
	for (unsigned which = 0; which < op->arity; which++) {
		double local = op->local(x, y, which), wanted = central_difference(op, x, which);
		tally->wanted++;
		if (!isfinite(wanted))
			continue;
		tally->compared++;
		if (!(fabs(local - wanted) <= 1e-6 * fmax(1, fmax(fabs(local), fabs(y)))))
			fail_msg("%s at (%g, %g): d/d%c = %.12g, by differences %.12g", op->name,
				 x[0], x[1], 'a' + (char)which, local, wanted);
	}
}

static void every_derivative_agrees_with_differences(void **state)
{
	static const double awkward[] = {-40, -3, -1, -0.5, -1e-3, 1e-3, 0.25,
					 0.5, 1,  2,  3,    10,    40};
	uint32_t seed = 7;

	(void)state;
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		struct tally tally = {0};
		if (!gw_op_is_entrywise(op) || op->stops_gradient)
			continue;
		for (int round = 0; round < 300; round++) {
			double x[GW_MAX_ARITY] = {pick_operand(&seed), pick_operand(&seed),
						  pick_operand(&seed)};
			check_at(op, x, &tally);
		}
		for (size_t a = 0; a < sizeof awkward / sizeof *awkward; a++)
			for (size_t b = 0; b < sizeof awkward / sizeof *awkward; b++)
				check_at(op, (double[GW_MAX_ARITY]){awkward[a], awkward[b], 0.7},
					 &tally);
		assert_true(tally.compared > 100 && tally.compared > tally.wanted * 2 / 3);
	}
}

struct convention {
	const char *op;
	double x[2];
	unsigned which;
	double local;
};

/* As PyTorch has them; each is said where it bites. */
static void conventions_at_kinks_hold_and_are_said(void **state)
{
	static const struct convention conventions[] = {
		{"relu", {0, 0}, 0, 0},          {"abs", {0, 0}, 0, 0},
		{"max", {2, 2}, 0, 0.5},         {"max", {2, 2}, 1, 0.5},
		{"min", {-1, -1}, 0, 0.5},       {"min", {-1, -1}, 1, 0.5},
		{"leaky_relu", {0, 0}, 0, 0.01}, {"pow", {0, 0}, 0, 0},
		{"pow", {0, 0}, 1, 0},           {"pow", {0, 0.5}, 0, INFINITY},
		{"log", {0, 0}, 0, INFINITY},    {"sqrt", {0, 0}, 0, INFINITY},
	};

	(void)state;
	for (size_t i = 0; i < sizeof conventions / sizeof *conventions; i++) {
		const struct convention *c = &conventions[i];
		const struct gw_op *op = gw_op_find(&gw_ops, c->op, strlen(c->op));
		assert_true(op->local(c->x, op->value(c->x), c->which) == c->local);
		assert_non_null(op->kink);
		assert_non_null(op->kink(c->x));
	}
}

/* Of operators over whole matrices, entry by entry of the first operand. */
static void kinks_of_whole_matrices_are_said_where_they_are(void **state)
{
	static const double a[] = {1, 4, 4}, b[] = {1, 2, 4}, zero[] = {0, 0, 0}, p[] = {0, 0.5, 1};
	static const struct {
		const char *op;
		const double *a, *b;
		double y;
		bool is_kink[3];
	} kinks[] = {
		{"amax", a, NULL, 4, {false, true, true}},
		{"amin", a, NULL, 1, {0}},
		{"amin", zero, NULL, 0, {true, true, true}},
		{"mae", a, b, 2.0 / 3, {true, false, true}},
		{"norm", a, NULL, 5.7, {0}},
		{"norm", zero, NULL, 0, {true, true, true}},
		{"bce", p, b, 1, {true, false, true}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof kinks / sizeof *kinks; i++) {
		const struct gw_op *op = gw_op_find(&gw_ops, kinks[i].op, strlen(kinks[i].op));
		struct gw_matrix x[] = {{kinks[i].a, {1, 3}}, {kinks[i].b, {1, 3}}};
		struct gw_matrix y = {&kinks[i].y, {1, 1}};
		for (size_t at = 0; at < 3; at++)
			assert_int_equal(op->whole_kink(x, kinks[i].b ? 2 : 1, y, at) != NULL,
					 kinks[i].is_kink[at]);
	}
}

struct sentence {
	const char *op;
	double x[2];
	const char *said; /* NULL: the operator is differentiable there */
};

static void kinks_are_said_where_they_are_and_nowhere_else(void **state)
{
	static const struct sentence sentences[] = {
		{"pow", {-2, 0.5}, "a negative base has no real power with a broken exponent"},
		{"pow", {-2, 3}, NULL},
		{"pow", {-2, -1}, NULL},
		{"pow", {0, 0.5}, "the slope of a power below 1 is infinite at 0"},
		{"pow", {0, -1}, "the slope of a power below 1 is infinite at 0"},
		{"pow", {0, 0}, "0^0 is taken as 1, and its slopes as 0"},
		{"pow", {0, 1}, NULL},
		{"pow", {0, 2}, NULL},
		{"pow", {2, 0.5}, NULL},
		{"log", {-1, 0}, "log of a negative number is not a real number"},
		{"log", {0, 0}, "log falls without end at 0"},
		{"log", {1e-300, 0}, NULL},
		{"sqrt", {-1, 0}, "the root of a negative number is not a real number"},
		{"sqrt", {0, 0}, "the slope of sqrt is infinite at 0"},
		{"sqrt", {4, 0}, NULL},
		{"max", {2, 2}, "a tie: max gives one half of its gradient to each operand"},
		{"max", {2, 1}, NULL},
		{"relu", {-1, 0}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
		const struct sentence *s = &sentences[i];
		const char *said = gw_op_find(&gw_ops, s->op, strlen(s->op))->kink(s->x);
		if (!s->said)
			assert_null(said);
		else
			assert_string_equal(said ? said : "nothing", s->said);
	}
}

/*
 * Through what is shut nothing passes, even if inf or NaN arrives; an operator that only multiplies
 * by 0 is not shut.
 */
static void shut_gates_pass_exactly_nothing(void **state)
{
	static const struct convention shut[] = {
		{"relu", {-1, 0}, 0, 0}, {"relu", {0, 0}, 0, 0}, {"max", {1, 2}, 0, 0},
		{"max", {2, 1}, 1, 0},   {"min", {1, 2}, 1, 0},  {"min", {2, 1}, 0, 0},
	};
	static const double arrives[] = {INFINITY, -INFINITY, NAN};

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		for (size_t i = 0; i < sizeof shut / sizeof *shut; i++) {
			const struct convention *c = &shut[i];
			const struct gw_op *op = gw_op_find(&gw_ops, c->op, strlen(c->op));
			double local = op->local(c->x, op->value(c->x), c->which);
			assert_true(gw_op_downstream(op, arrives[k], local) == 0);
		}
		assert_true(isnan(gw_op_downstream(gw_op_find(&gw_ops, "mul", 3), arrives[k], 0)));
		assert_true(isnan(gw_op_downstream(gw_op_find(&gw_ops, "abs", 3), arrives[k], 0)));
		assert_false(gw_op_downstream(gw_op_find(&gw_ops, "relu", 4), arrives[k], 1) == 0);
	}
}

static void nothing_overflows_that_need_not(void **state)
{
	const double far[2] = {800, 0}, near[2] = {-800, 0};

	(void)state;
	const struct gw_op *sigmoid = gw_op_find(&gw_ops, "sigmoid", 7),
			   *softplus = gw_op_find(&gw_ops, "softplus", 8);
	assert_true(sigmoid->value(far) == 1 && sigmoid->value(near) == 0);
	assert_true(softplus->value(far) == 800 && softplus->value(near) == 0);
	assert_true(isfinite(gw_op_find(&gw_ops, "tanh", 4)->local(far, 1, 0)));
}

/* Values of numpy.logaddexp (1.24), gradients of torch.logaddexp (1.13). */
static void logaddexp_is_that_of_others(void **state)
{
	static const struct {
		double x[2], value, local[2];
	} cases[] = {
		{{-115.12925464970228, -114.21296391782812},
		 -113.8764916812069,
		 {0.28571428571428553, 0.7142857142857144}},
		{{1000.4, 999}, 1000.6204174099184, {0.8021838885585781, 0.19781611144142186}},
		{{-1000, -1001.5}, -999.7985867220173, {0.8175744761936437, 0.18242552380635635}},
		{{0, 0}, 0.6931471805599453, {0.5, 0.5}},
		{{-3, 2}, 2.0067153484891183, {0.0066928509242848554, 0.9933071490757153}},
		{{1.5, -0.25}, 1.6602241504380872, {0.8519528019683106, 0.14804719803168948}},
		{{800, 0}, 800, {1, 0}},
		{{-INFINITY, 5}, 5, {0, 1}},
		{{INFINITY, 1}, INFINITY, {1, 0}},
		{{INFINITY, INFINITY}, INFINITY, {NAN, NAN}},
		{{-INFINITY, -INFINITY}, -INFINITY, {NAN, NAN}},
	};
	const struct gw_op *op = gw_op_find(&gw_ops, "logaddexp", strlen("logaddexp"));

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double y = op->value(cases[i].x);
		assert_true(y == cases[i].value || fabs(y / cases[i].value - 1) < 1e-15);
		for (unsigned which = 0; which < 2; which++) {
			double local = op->local(cases[i].x, y, which),
			       wanted = cases[i].local[which];
			assert_true(isnan(wanted) ? isnan(local) : fabs(local - wanted) < 1e-15);
		}
	}
}

static void nan_goes_through(void **state)
{
	const double x[GW_MAX_ARITY] = {NAN, 1, 2}, swapped[GW_MAX_ARITY] = {1, NAN, 2};

	(void)state;
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		/* A condition is 0 or 1 of NaN too. */
		if (!gw_op_is_entrywise(op) || op->stops_gradient || strcmp(op->name, "where") == 0)
			continue;
		assert_true(isnan(op->value(x)));
		/*
		 * 1 to any power is 1, as C and IEEE 754 have it, and the slope left of 0 is not
		 * used right of it.
		 */
		bool uses_both = strcmp(op->name, "pow") != 0 && strcmp(op->name, "prelu") != 0 &&
				 strcmp(op->name, "elu_alpha") != 0;
		if (op->arity == 2 && uses_both)
			assert_true(isnan(op->value(swapped)));
	}
}

/* ---- whole matrices ---- */

struct operands {
	double entry[GW_MAX_OPERANDS][MOST_ENTRIES];
	struct gw_matrix x[GW_MAX_OPERANDS];
	unsigned count;
};

static void set_operand(struct operands *operands, unsigned i, uint32_t rows, uint32_t columns,
			uint32_t *seed)
{
	operands->x[i] = (struct gw_matrix){operands->entry[i], {rows, columns}};
	for (size_t k = 0; k < (size_t)rows * columns; k++)
		operands->entry[i][k] = pick_operand(seed);
}

static void set_number(struct operands *operands, unsigned i, double number)
{
	operands->entry[i][0] = number;
	operands->x[i] = (struct gw_matrix){operands->entry[i], {1, 1}};
}

/* A square matrix whose symmetric part is positive definite. */
static void set_definite(struct operands *operands, uint32_t rows, uint32_t *seed)
{
	set_operand(operands, 0, rows, rows, seed);
	for (uint32_t i = 0; i < rows; i++)
		operands->entry[0][i * rows + i] += 20;
}

static bool takes_square_matrix(const struct gw_op *op)
{
	static const char *const names[] = {"det", "inv", "solve", "cholesky"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(op->name, names[i]) == 0)
			return true;
	return false;
}

/* Operands that fit the row; its attributes are chosen at random too. */
static void make_operands(const struct gw_op *op, struct operands *operands, uint32_t *seed)
{
	uint32_t rows = 1 + next_random(seed) % 4, columns = 1 + next_random(seed) % 4;
	bool is_product = strcmp(op->name, "matmul") == 0, is_index = op->notation == GW_INDEX;

	operands->count = op->arity;
	set_operand(operands, 0, rows, columns, seed);
	if (strcmp(op->name, "dot") == 0 || strcmp(op->name, "outer") == 0)
		set_operand(operands, 0, 1, columns, seed);
	if (is_product)
		set_operand(operands, 1, columns, 1 + next_random(seed) % 4, seed);
	else if (op->first_attribute < 0) {
		set_operand(operands, 1, rows, columns, seed);
		set_number(operands, 2, next_random(seed) % 2);
		operands->count = 3;
	} else if (is_index) {
		set_number(operands, 1, next_random(seed) % rows);
		set_number(operands, 2, next_random(seed) % columns);
		operands->count = 3;
	} else if (op->notation == GW_SLICE) {
		set_number(operands, 1, 0);
		set_number(operands, 2, 1 + next_random(seed) % rows);
		set_number(operands, 3, -1);
		set_number(operands, 4, NAN);
		operands->count = 5;
	} else if (op->notation == GW_ROWS) {
		set_operand(operands, 1, 1, 3, seed);
		for (int k = 0; k < 3; k++)
			operands->entry[1][k] = next_random(seed) % rows;
		set_operand(operands, 0, rows + 1, columns, seed);
	} else if (strcmp(op->name, "reshape") == 0 || strcmp(op->name, "repeat") == 0) {
		bool is_shape = strcmp(op->name, "reshape") == 0;
		set_number(operands, 1, is_shape ? columns : 2);
		set_number(operands, 2, is_shape ? rows : 2);
		operands->count = 3;
	} else if (strstr(op->name, "_pool")) {
		set_number(operands, 1, rows > 1 && columns > 1 ? 1 + next_random(seed) % 2 : 1);
	} else if (strncmp(op->name, "conv", 4) == 0) {
		bool is_flat = strcmp(op->name, "conv1d") == 0;
		set_operand(operands, 1, is_flat ? 1 : 1 + next_random(seed) % rows,
			    1 + next_random(seed) % columns, seed);
		set_number(operands, 2, 1 + next_random(seed) % 2);
		uint32_t kernel_rows = operands->x[1].shape.rows;
		bool has_room = operands->x[1].shape.columns > 1 && (is_flat || kernel_rows > 1);
		set_number(operands, 3, has_room ? next_random(seed) % 2 : 0);
		operands->count = 4;
	} else if (op->first_attribute == 1 && (op->arity == 2 || next_random(seed) % 2)) {
		set_number(operands, 1, next_random(seed) % 2);
		operands->count = 2;
	} else if (op->arity == 2) {
		set_operand(operands, 1, operands->x[0].shape.rows, operands->x[0].shape.columns,
			    seed);
	}
	if (takes_square_matrix(op))
		set_definite(operands, rows, seed);
	if (strcmp(op->name, "kron") == 0)
		set_operand(operands, 1, 1 + next_random(seed) % 2, 2, seed);
	if (strcmp(op->name, "stack") == 0)
		for (unsigned i = 0; i < 2; i++)
			set_operand(operands, i, 1, columns, seed);
	if (op->arity == 3 &&
	    op->first_attribute == GW_NO_ATTRIBUTES) { /* a max of many, or what has a number behind
							  two operands */
		set_operand(operands, 1, rows, columns, seed);
		set_number(operands, 2, 0.5 + next_random(seed) % 10 / 10.0);
	}
	bool has_variance = strcmp(op->name, "var") == 0 || strcmp(op->name, "std") == 0;
	if (has_variance) /* of one entry there is none */
		set_operand(operands, 0, rows + 1, columns + 1, seed);
	if (strcmp(op->name, "bce") == 0 || strcmp(op->name, "kl_div") == 0)
		for (unsigned i = 0; i < 2; i++)
			for (size_t k = 0; k < gw_entry_count(operands->x[i].shape); k++)
				operands->entry[i][k] = 0.05 + fabs(operands->entry[i][k]) * 0.45;
}

/* Operands and result of an operator over one or two rows of numbers. */
struct row {
	struct gw_matrix x[2], y;
	double value[MOST_ENTRIES];
};

static void apply(const struct gw_op *op, struct row *row, unsigned count)
{
	char why[GW_WHY];

	assert_true(gw_op_shape(op, row->x, count, &row->y.shape, why));
	row->y.entry = row->value;
	gw_op_whole_value(op, row->x, count, row->y.shape, row->value);
}

static double apply_pair(const char *name, const double *a, const double *b, uint32_t columns,
			 double *downstream)
{
	const struct gw_op *op = gw_op_find(&gw_ops, name, strlen(name));
	struct row row = {.x = {{a, {1, columns}}, {b, {1, columns}}}};
	double upstream = 1;

	apply(op, &row, op->arity);
	gw_op_vjp(op, row.x, op->arity, row.y, &upstream, 0, downstream);
	return row.value[0];
}

/* PyTorch: a log is at least -100, and p (1 - p) in the slope at least the float 1e-12. */
static void bce_holds_its_logs_as_pytorch(void **state)
{
	static const double p[] = {1, 0, 1, 0, 1e-50, 1e-50}, t[] = {0, 0, 1, 1, 1, 0.5};
	static const double loss[] = {100, 0, 0, 100, 100, 50};
	static const double slope[] = {
		1000000003995.8029, 0, 0, -1000000003995.8029, -1000000003995.8029,
		-500000001997.9014};
	double found;

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		assert_true(apply_pair("bce", &p[i], &t[i], 1, &found) == loss[i]);
		assert_true(fabs(found - slope[i]) <= 1e-3);
	}
	assert_true(isnan(apply_pair("bce", &(double){-0.5}, &t[2], 1, &found)));
	assert_true(isnan(apply_pair("bce", &(double){1.5}, t, 1, &found)));
	assert_true(isnan(apply_pair("bce", &(double){NAN}, t, 1, &found)) && isnan(found));
}

static void norm_of_nan_is_nan_in_any_order(void **state)
{
	static const double rows[][2] = {{NAN, INFINITY}, {INFINITY, NAN}, {NAN, 1}, {1, NAN}};
	double found[2];

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_true(isnan(apply_pair("norm", rows[i], NULL, 2, found)));
	assert_true(apply_pair("norm", (double[]){-INFINITY, 1}, NULL, 2, found) == INFINITY);
}

/* Squares of these overflow or vanish, whichever entry is the largest. */
static void norm_scales_by_the_largest_entry_wherever_it_is(void **state)
{
	static const double rows[][2] = {
		{3e200, 4e200}, {4e200, 3e200}, {3e-200, 4e-200}, {4e-200, 3e-200}, {4e200, 3}};
	static const double norms[] = {5e200, 5e200, 5e-200, 5e-200, 4e200};
	double found[2];

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		double norm = apply_pair("norm", rows[i], NULL, 2, found);
		assert_true(fabs(norm - norms[i]) <= 1e-15 * norms[i]);
	}
}

static void mae_is_flat_where_entries_are_equal(void **state)
{
	static const double a[] = {1, 2, 3}, b[] = {1, 3, 1};
	double found[3];

	(void)state;
	assert_true(apply_pair("mae", a, b, 3, found) == 1);
	assert_true(found[0] == 0 && found[1] == -1.0 / 3 && found[2] == 1.0 / 3);
}

/* Reductions of [1 5 2; 6 4 3]: along either axis, counted from the front or the back. */
static void every_axis_of_every_reduction(void **state)
{
	static const double entry[] = {1, 5, 2, 6, 4, 3}, upstream[] = {10, 20, 30};
	static const struct {
		const char *op;
		double axis, value[3], downstream[6];
	} cases[] = {
		{"sum", 0, {7, 9, 5}, {10, 20, 30, 10, 20, 30}},
		{"sum", 1, {8, 13}, {10, 10, 10, 20, 20, 20}},
		{"mean", 0, {3.5, 4.5, 2.5}, {5, 10, 15, 5, 10, 15}},
		{"mean",
		 1,
		 {8 / 3.0, 13 / 3.0},
		 {10 / 3.0, 10 / 3.0, 10 / 3.0, 20 / 3.0, 20 / 3.0, 20 / 3.0}},
		{"amax", 0, {6, 5, 3}, {0, 20, 0, 10, 0, 30}},
		{"amax", 1, {5, 6}, {0, 10, 0, 20, 0, 0}},
		{"amin", 0, {1, 4, 2}, {10, 0, 30, 0, 20, 0}},
		{"amin", 1, {1, 3}, {10, 0, 0, 0, 0, 20}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int back = 0; back < 2; back++) {
			const struct gw_op *op =
				gw_op_find(&gw_ops, cases[i].op, strlen(cases[i].op));
			double axis = cases[i].axis - 2 * back, downstream[6];
			struct row row = {.x = {{entry, {2, 3}}, {&axis, {1, 1}}}};
			apply(op, &row, 2);
			assert_int_equal(row.y.shape.rows, cases[i].axis == 0 ? 1 : 2);
			assert_int_equal(row.y.shape.columns, cases[i].axis == 0 ? 3 : 1);
			gw_op_vjp(op, row.x, 2, row.y, upstream, 0, downstream);
			for (size_t k = 0; k < gw_entry_count(row.y.shape); k++)
				assert_true(row.value[k] == cases[i].value[k]);
			for (size_t k = 0; k < 6; k++)
				assert_true(downstream[k] == cases[i].downstream[k]);
		}
}

static void no_other_axis_is_taken(void **state)
{
	static const double axes[] = {2, -3, 0.5, INFINITY};
	static const double entry[] = {1, 2};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct gw_matrix x[2] = {{entry, {1, 2}}, {&axes[i], {1, 1}}};
		struct gw_shape shape;
		char why[GW_WHY];
		assert_false(gw_op_shape(gw_op_find(&gw_ops, "sum", 3), x, 2, &shape, why));
		assert_non_null(strstr(why, "a matrix has the axes 0 and 1"));
	}
}

/* What is not at all like the winner gets exactly 0 of a NaN; a tie shares. */
static void extremes_route(void **state)
{
	static const double entry[] = {3, 1, 3};
	const struct gw_matrix x = {entry, {1, 3}};
	double y = 3, upstream = NAN, found[3];
	const struct gw_op *op = gw_op_find(&gw_ops, "amax", 4);

	(void)state;
	op->vjp(&x, 1, (struct gw_matrix){&y, {1, 1}}, &upstream, 0, found);
	assert_true(isnan(found[0]) && found[1] == 0 && isnan(found[2]));
	upstream = 1;
	op->vjp(&x, 1, (struct gw_matrix){&y, {1, 1}}, &upstream, 0, found);
	assert_true(found[0] == 0.5 && found[1] == 0 && found[2] == 0.5);
	assert_non_null(op->whole_kink(&x, 1, (struct gw_matrix){&y, {1, 1}}, 0));
	assert_null(op->whole_kink(&x, 1, (struct gw_matrix){&y, {1, 1}}, 1));
}

/* The rule that is printed is the one that is computed, also for targets that sum to 0.7. */
static void rules_depend_on_what_the_operands_are(void **state)
{
	static const double z[] = {1, 2, 0.5, 0, 1, 2}, one[] = {0, 1, 0, 0.5, 0.25, 0.25},
			    less[] = {0, 1, 0, 0.2, 0.3, 0.2}, class[] = {2, 0}, nan = NAN;
	const struct gw_op *op = gw_op_find(&gw_ops, "cross_entropy", 13);
	const struct gw_op *bce = gw_op_find(&gw_ops, "bce", 3);
	const struct gw_matrix y = {&nan, {1, 1}};
	struct gw_matrix x[2] = {{z, {2, 3}}, {one, {2, 3}}};

	(void)state;
	assert_null(op->rule_here(x, 2, y, 0));
	assert_non_null(
		strstr(op->rule[0].is, "(softmax(a) - t)/rows, as each row of t sums to 1"));
	x[1].entry = less;
	assert_non_null(strstr(op->rule_here(x, 2, y, 0)->is, "(s * softmax(a) - t)/rows"));
	assert_null(op->rule_here(x, 2, y, 1));
	x[1] = (struct gw_matrix){class, {2, 1}};
	assert_non_null(strstr(op->rule_here(x, 2, y, 0)->is, "(softmax(a) - one_hot(t))/rows"));
	assert_non_null(strstr(op->rule_here(x, 2, y, 1)->is, "0, "));
	x[0] = x[1] = (struct gw_matrix){one, {1, 3}};
	assert_non_null(strstr(bce->rule_here(x, 2, y, 0)->is, "max(p * (1 - p), 1e-12)"));
	x[0] = (struct gw_matrix){one + 3, {1, 3}};
	assert_null(bce->rule_here(x, 2, y, 0));
}

/* Σ upstream · value */
static double weighed(const struct gw_op *op, const struct operands *operands,
		      struct gw_shape shape, const double *upstream)
{
	double y[MOST_ENTRIES] = {0}, sum = 0;

	gw_op_whole_value(op, operands->x, operands->count, shape, y);
	for (size_t i = 0; i < gw_entry_count(shape); i++)
		sum += upstream[i] * y[i];
	return sum;
}

static void check_vjp(const struct gw_op *op, struct operands *operands, uint32_t *seed)
{
	double y[MOST_ENTRIES], upstream[MOST_ENTRIES], downstream[MOST_ENTRIES];
	struct gw_shape shape;
	char why[GW_WHY];

	assert_true(gw_op_shape(op, operands->x, operands->count, &shape, why));
	for (size_t i = 0; i < gw_entry_count(shape); i++)
		upstream[i] = pick_operand(seed);
	gw_op_whole_value(op, operands->x, operands->count, shape, y);
	for (unsigned which = 0; which < gw_first_attribute(op, operands->count); which++) {
		gw_op_vjp(op, operands->x, operands->count, (struct gw_matrix){y, shape}, upstream,
			  which, downstream);
		for (size_t k = 0; k < gw_entry_count(operands->x[which].shape); k++) {
			double kept = operands->entry[which][k], width = 1e-5;
			operands->entry[which][k] = kept + width;
			double above = weighed(op, operands, shape, upstream);
			operands->entry[which][k] = kept - width;
			double below = weighed(op, operands, shape, upstream);
			operands->entry[which][k] = kept;
			double wanted = (above - below) / (2 * width);
			if (fabs(downstream[k] - wanted) > 1e-6 * fmax(1, fabs(wanted)))
				fail_msg("%s, operand %u, entry %zu: %.12g, by differences %.12g",
					 op->name, which, k, downstream[k], wanted);
		}
	}
}

static void every_vjp_agrees_with_differences(void **state)
{
	uint32_t seed = 11;

	(void)state;
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		bool has_vjp = !gw_op_is_entrywise(op) && !op->stops_gradient;
		for (int round = 0; has_vjp && round < 60; round++) {
			struct operands operands = {0};
			make_operands(op, &operands, &seed);
			check_vjp(op, &operands, &seed);
		}
	}
}

struct misfit {
	const char *op;
	struct gw_shape a, b;
	const char *why;
};

static void shapes_that_do_not_fit_are_named(void **state)
{
	static const struct misfit misfits[] = {
		{"matmul", {2, 3}, {2, 1}, "(2×3) @ (2×1): inner sizes 3 and 2 differ"},
		{"add", {2, 3}, {3, 3}, "(2×3) + (3×3): 2 and 3 rows differ, and neither is 1"},
		{"mul", {2, 3}, {2, 2}, "(2×3) × (2×2): 3 and 2 columns differ, and neither is 1"},
		{"mse", {2, 1}, {1, 2}, "mse of (2×1), (1×2): the two should have one shape"},
		{"dot", {2, 2}, {4, 1}, "dot of (2×2), (4×1): dot takes two vectors of one length"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof misfits / sizeof *misfits; i++) {
		const struct gw_op *op = gw_op_find(&gw_ops, misfits[i].op, strlen(misfits[i].op));
		struct gw_matrix x[2] = {{NULL, misfits[i].a}, {NULL, misfits[i].b}};
		struct gw_shape shape;
		char why[GW_WHY] = "";
		assert_false(gw_op_shape(op, x, 2, &shape, why));
		assert_string_equal(why, misfits[i].why);
	}
}

static void shapes_are_broadcast_as_numpy_does(void **state)
{
	struct gw_matrix x[2] = {{NULL, {4, 1}}, {NULL, {1, 3}}};
	struct gw_shape shape;
	char why[GW_WHY];

	(void)state;
	assert_true(gw_op_shape(gw_op_find(&gw_ops, "add", 3), x, 2, &shape, why));
	assert_true(shape.rows == 4 && shape.columns == 3);
}

static void softmax_and_its_losses_are_stable(void **state)
{
	const double logits[3] = {1000, 0, -1000}, target[3] = {1, 0, 0};
	const struct gw_matrix x[2] = {{logits, {1, 3}}, {target, {1, 3}}};
	double y[3], loss;

	(void)state;
	gw_op_find(&gw_ops, "softmax", 7)->whole_value(x, 1, y);
	assert_true(y[0] == 1 && y[1] == 0 && y[2] == 0);
	gw_op_find(&gw_ops, "log_softmax", 11)->whole_value(x, 1, y);
	assert_true(y[0] == 0 && y[1] == -1000 && y[2] == -2000);
	gw_op_find(&gw_ops, "cross_entropy", 13)->whole_value(x, 2, &loss);
	assert_true(loss == 0);
}

static void classes_may_be_numbers(void **state)
{
	const double logits[6] = {1, 2, 0.5, -1, 0, 3}, number[2] = {1, 2},
		     one_hot[6] = {0, 1, 0, 0, 0, 1};
	const struct gw_op *op = gw_op_find(&gw_ops, "cross_entropy", 13);
	const struct gw_matrix by_number[2] = {{logits, {2, 3}}, {number, {2, 1}}};
	const struct gw_matrix by_share[2] = {{logits, {2, 3}}, {one_hot, {2, 3}}};
	double a, b;

	(void)state;
	op->whole_value(by_number, 2, &a);
	op->whole_value(by_share, 2, &b);
	assert_true(a == b && a > 0);
}

/* The first term of entry `at` of the result in which the operand's entry stands, if any. */
static bool search_use(const struct gw_op *op, const struct gw_matrix *x, unsigned count,
		       unsigned which, size_t entry, size_t at, struct gw_use *use)
{
	const struct form form = {.op = op};
	struct gw_meeting meeting;
	size_t terms = form_meet(&form, x, count, at, 0, &meeting);
	bool is_concat = op->first_attribute < 0; /* its parts do not meet */
	unsigned met = is_concat || op->first_attribute == 1 ? 1 : op->arity;

	for (size_t term = 0; term < terms; term++) {
		form_meet(&form, x, count, at, term, &meeting);
		for (unsigned i = 0; i < met && i < GW_MAX_ARITY; i++)
			if (meeting.operand[i] == which && meeting.entry[i] == entry) {
				*use = (struct gw_use){at, term};
				return true;
			}
	}
	return false;
}

static void expect_uses(const struct gw_op *op, const struct gw_matrix *x, unsigned count,
			unsigned which, size_t result)
{
	const struct form form = {.op = op};
	struct gw_shape shape;
	char why[GW_WHY];

	assert_true(gw_op_shape(op, x, count, &shape, why));
	assert_int_equal(gw_entry_count(shape), result);
	for (size_t entry = 0; entry < gw_entry_count(x[which].shape); entry++) {
		struct gw_use use, wanted = {0, 0};
		size_t found = 0;
		size_t told = form_uses_of(&form, x, count, shape, which, entry, 0, &use);
		for (size_t at = 0; at < result; at++) {
			if (!search_use(op, x, count, which, entry, at, &wanted))
				continue;
			assert_true(found < told);
			form_uses_of(&form, x, count, shape, which, entry, found++, &use);
			assert_int_equal(use.at, at);
			assert_int_equal(use.term, wanted.term);
		}
		assert_int_equal(found, told);
	}
}

/* Windows that reach into a frame, and a slice, of which most entries are no part. */
static void uses_where_there_is_a_frame_or_a_border(void **state)
{
	static const double numbers[] = {0, 1, 2, 0.5, 3, 1, 2, 4, 0, 1, 2, 1}, zero = 0, one = 1,
			    two = 2, three = 3;
	const struct gw_matrix padded[] = {
		{numbers, {3, 4}}, {numbers, {3, 3}}, {&two, {1, 1}}, {&one, {1, 1}}};
	const struct gw_matrix slice[] = {{numbers, {4, 3}},
					  {&one, {1, 1}},
					  {&three, {1, 1}},
					  {&one, {1, 1}},
					  {&two, {1, 1}}};
	const struct gw_matrix corner[] = {{numbers, {4, 3}},
					   {&zero, {1, 1}},
					   {&two, {1, 1}},
					   {&zero, {1, 1}},
					   {&two, {1, 1}}};

	(void)state;
	expect_uses(gw_op_find(&gw_ops, "conv2d", 6), padded, 4, 0, 4);
	expect_uses(gw_op_find(&gw_ops, "conv2d", 6), padded, 4, 1, 4);
	expect_uses(gw_op_find(&gw_ops, "slice", 5), slice, 5, 0, 2);
	expect_uses(gw_op_find(&gw_ops, "slice", 5), corner, 5, 0, 4);
}

/* Where an entry goes is what is found by looking through all that the result is made of. */
static void uses_are_meetings_the_other_way_round(void **state)
{
	static const double numbers[] = {0, 1, 2, 0.5, 3, 1, 2, 4, 0, 1, 2, 1}, one = 1, zero = 0,
			    two = 2;
	static const struct {
		const char *op;
		struct gw_shape a, b;
		const double *axis; /* the last operand, if there is one */
		size_t result;
	} cases[] = {
		{"matmul", {2, 3}, {3, 4}, NULL, 8},
		{"transpose", {2, 3}, {0, 0}, NULL, 6},
		{"sum", {2, 3}, {0, 0}, NULL, 1},
		{"sum", {2, 3}, {0, 0}, &zero, 3},
		{"mean", {2, 3}, {0, 0}, &one, 2},
		{"amax", {2, 3}, {0, 0}, &one, 2},
		{"dot", {1, 4}, {4, 1}, NULL, 1},
		{"norm", {2, 2}, {0, 0}, NULL, 1},
		{"softmax", {2, 3}, {0, 0}, NULL, 6},
		{"mse", {2, 3}, {2, 3}, NULL, 1},
		{"cross_entropy", {2, 3}, {2, 3}, NULL, 1},
		{"cross_entropy", {2, 3}, {2, 1}, NULL, 1},
		{"concat", {2, 3}, {1, 3}, &zero, 9},
		{"concat", {2, 3}, {2, 1}, &one, 8},
		{"index", {1, 4}, {0, 0}, &one, 1},
		{"softmax_along", {2, 3}, {0, 0}, &zero, 6},
		{"logsumexp", {2, 3}, {0, 0}, &zero, 3},
		{"cumsum", {2, 3}, {0, 0}, NULL, 6},
		{"cumsum", {2, 3}, {0, 0}, &zero, 6},
		{"flatten", {2, 3}, {0, 0}, NULL, 6},
		{"flip", {2, 3}, {0, 0}, &one, 6},
		{"outer", {1, 3}, {2, 1}, NULL, 6},
		{"conv2d", {4, 3}, {2, 2}, NULL, 6},
		{"conv2d", {4, 3}, {2, 2}, &two, 2},
		{"max_pool", {4, 3}, {0, 0}, &two, 2},
		{"avg_pool", {3, 4}, {0, 0}, &two, 2},
		{"bce_with_logits", {2, 3}, {2, 3}, NULL, 1},
		{"nll", {2, 3}, {2, 1}, NULL, 1},
		{"nll", {2, 3}, {2, 3}, NULL, 1},
		{"kron", {2, 3}, {1, 2}, NULL, 12},
		{"conv1d", {2, 4}, {1, 2}, NULL, 6},
		{"diag", {2, 3}, {0, 0}, &one, 2},
		{"embedding", {3, 2}, {1, 3}, NULL, 6},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct gw_op *op = gw_op_find(&gw_ops, cases[i].op, strlen(cases[i].op));
		struct gw_matrix x[3] = {{numbers, cases[i].a}};
		unsigned count = 1;
		op = op ? op : gw_op_find(&gw_ops, "[", 1);
		if (cases[i].b.rows > 0)
			x[count++] = (struct gw_matrix){numbers, cases[i].b};
		unsigned data = count;
		if (cases[i].axis)
			x[count++] = (struct gw_matrix){cases[i].axis, {1, 1}};
		for (unsigned which = 0; which < data; which++)
			expect_uses(op, x, count, which, cases[i].result);
	}
	for (size_t i = 0; i < gw_op_count(&gw_ops); i++) {
		const struct gw_op *op = gw_op_at(&gw_ops, i);
		assert_int_equal(op->form.meet != NULL, op->form.uses != NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_complete),
		cmocka_unit_test(products_in_rules_have_a_sign),
		cmocka_unit_test(every_rule_says_the_local_derivative),
		cmocka_unit_test(aliases_name_their_row),
		cmocka_unit_test(rows_say_what_commutes_and_what_is_a_product),
		cmocka_unit_test(every_derivative_agrees_with_differences),
		cmocka_unit_test(conventions_at_kinks_hold_and_are_said),
		cmocka_unit_test(kinks_of_whole_matrices_are_said_where_they_are),
		cmocka_unit_test(kinks_are_said_where_they_are_and_nowhere_else),
		cmocka_unit_test(shut_gates_pass_exactly_nothing),
		cmocka_unit_test(nothing_overflows_that_need_not),
		cmocka_unit_test(logaddexp_is_that_of_others),
		cmocka_unit_test(nan_goes_through),
		cmocka_unit_test(every_vjp_agrees_with_differences),
		cmocka_unit_test(bce_holds_its_logs_as_pytorch),
		cmocka_unit_test(norm_of_nan_is_nan_in_any_order),
		cmocka_unit_test(norm_scales_by_the_largest_entry_wherever_it_is),
		cmocka_unit_test(mae_is_flat_where_entries_are_equal),
		cmocka_unit_test(every_axis_of_every_reduction),
		cmocka_unit_test(no_other_axis_is_taken),
		cmocka_unit_test(extremes_route),
		cmocka_unit_test(rules_depend_on_what_the_operands_are),
		cmocka_unit_test(shapes_that_do_not_fit_are_named),
		cmocka_unit_test(shapes_are_broadcast_as_numpy_does),
		cmocka_unit_test(softmax_and_its_losses_are_stable),
		cmocka_unit_test(classes_may_be_numbers),
		cmocka_unit_test(uses_where_there_is_a_frame_or_a_border),
		cmocka_unit_test(uses_are_meetings_the_other_way_round),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
