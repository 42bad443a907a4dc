/*
 * The operator table: the one place that knows an operator.
 *
 * Parser, notation, engine, explanations, drawings, checks and exporters read these rows. A new
 * operator is one row and its functions; the tests run over the whole table.
 */
#ifndef GRADWALK_OP_H
#define GRADWALK_OP_H

#include <gradwalk/shape.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GW_MAX_ARITY 3     /* operands of the widest operator that works entry by entry */
#define GW_MAX_OPERANDS 17 /* of any operator */
#define GW_MOST_ATTRIBUTES 4
#define GW_WHY 160 /* bytes of a sentence about shapes that do not fit */

/* How the operator is written, with its token. */
enum gw_notation {
	GW_INFIX,   /* a + b */
	GW_PREFIX,  /* -a, 1/a */
	GW_CALL,    /* exp(a) */
	GW_POSTFIX, /* Aᵀ */
	GW_INDEX,   /* A[1, 0] */
	GW_PASS,    /* a: a name given to what has one already */
	GW_SLICE,   /* A[0:2, :] */
	GW_ROWS,    /* A[i]: rows that the second operand chooses */
};

/*
 * How tightly an infix or prefix operator binds, loosest first. There is room between these for
 * others. What needs no parentheses is GW_BINDS_ATOM.
 */
enum gw_binding {
	GW_BINDS_OR = 2,
	GW_BINDS_AND = 4,
	GW_BINDS_NOT = 6,
	GW_BINDS_COMPARISON = 8,
	GW_BINDS_SUM = 10,
	GW_BINDS_PRODUCT = 20,
	GW_BINDS_SIGN = 30,
	GW_BINDS_POWER = 40,
	GW_BINDS_ATOM = 50,
};

/* Where the attributes of an operator begin, if not at one certain operand. */
enum gw_attributes {
	GW_NO_ATTRIBUTES = 0,
	GW_LAST_ATTRIBUTE = -1,  /* the last operand is one */
	GW_ONLY_ATTRIBUTES = -2, /* there is nothing else: zeros(2, 3) */
};

/* Entries that meet in one term of an entry of a result: of operands a and b. */
struct gw_meeting {
	unsigned operand[GW_MAX_ARITY]; /* which; an operator of one operand has the first only */
	size_t entry[GW_MAX_ARITY];     /* and which of their entries, counted row by row */
};

/* The entry of an operand that an entry of a result is a copy of; or none, and the entry is 0. */
struct gw_origin {
	unsigned operand;
	size_t entry;
	bool is_zero;
};

/* An entry of a result, and the term of it in which an operand's entry stands. */
struct gw_use {
	size_t at, term;
};

/*
 * How one entry of a whole-matrix operator's result is made of entries of its operands, written in
 * the expression language:
 *
 *     entry of A @ B = Σ a * b                          term "a * b"
 *     entry of softmax(A) = exp(a) / Σ exp(a)           term "exp(a)", whole "t/(s)"
 *
 * In `whole`, s is the sum of the terms, n how many they are, and a and t are the operand's own
 * entry at the place of the result, and its term. In any, d is what `divisor` gives, and m the mean
 * of the first operand's entries that the entry is made of.
 */
struct gw_form {
	const char *term;  /* NULL: the operator has no such form */
	const char *fold;  /* what joins the terms: NULL for a sum, or "max", "min" */
	const char *whole; /* NULL: the joined terms are the entry */
	double (*divisor)(const struct gw_matrix *x, unsigned count, size_t at); /* or NULL */
	/* entries of the result are entries of operands or sums of them: each derivative is 1 */
	bool is_copy;
	/*
	 * How many terms entry `at` of the result has; the `term`-th of them (from 0) is put into
	 * `meeting`.
	 */
	size_t (*meet)(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		       struct gw_meeting *meeting);
	/*
	 * The other way round: how many entries of the result entry `entry` of operand `which` goes
	 * into; the `index`-th of them (from 0), and the first term with it, are put into `use`.
	 */
	size_t (*uses)(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		       size_t index, struct gw_use *use);
	/*
	 * The derivative of an entry of the result by entry `at` of operand `which`, which goes
	 * into no other: "2 * (a - b)/n". In it a and b are the operands' entries where that one
	 * meets them, n the number of terms, y the entry of the result, r the rows of the first
	 * operand, p its softmax at that place, and w the sum of the second operand's row. NULL: no
	 * formula.
	 */
	const char *(*local)(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			     unsigned which, size_t at);
};

/* How a rule's text is to be read. */
enum gw_rule_kind {
	GW_RULE_FORMULA,        /* "b" */
	GW_RULE_NUMBER,         /* "-1": the same for all operands */
	GW_RULE_MATRIX_PRODUCT, /* "upstream @ Bᵀ": worth reading with the operands' shapes too */
	GW_RULE_SENTENCE,       /* "1 if a > 0, else 0" */
};

/*
 * The derivative by one operand as students read it: "d(a b)/da", "b". A product in `is` is written
 * with *.
 */
struct gw_op_rule {
	const char *derivative, *is;
	enum gw_rule_kind kind;
};

/* Whether the spelling of an operator works on arrays of two dimensions only. */
enum gw_code_rank {
	GW_CODE_ANY,               /* on numbers too */
	GW_CODE_ARRAYS,            /* from arrays to an array, even of one entry */
	GW_CODE_ARRAYS_ALONG_AXIS, /* the same if it has an axis */
	GW_CODE_OF_ARRAYS,         /* from arrays to a number */
};

/*
 * How programs in Python spell an operator. In the texts, $a, $b and $c are its operands, $o all of
 * them in a list, $m the one that gets the gradient and $n its place, $x its attributes, $0 to $3
 * one of them. What stands in {…} is left out if the first attribute is; in {1…} if the second is,
 * and {1…;…} has another text for that case. In gradients, $y is its result and $u the gradient of
 * that; $k is
 * ".T" where a reduction without keepdims lays its column down, which $y and $u undo. Of operands
 * side by side, $f and $t are where the one that gets the gradient begins and ends. $i and $j are
 * the ranges of a slice.
 */
struct gw_op_code {
	const char *torch, *numpy;
	/*
	 * The gradient of each operand in NumPy, before it is summed over broadcast copies; NULL:
	 * the operand has the spelling of the first.
	 */
	const char *vjp[GW_MAX_ARITY];
	enum gw_code_rank rank;
};

struct gw_op {
	const char *name;  /* as traces and errors say it: "mul" */
	const char *alias; /* other spellings of a function, separated by spaces; or NULL */
	const char *token; /* as it is written in an expression: "*" */
	/* other signs that are read as the token, separated by spaces; or NULL */
	const char *spellings;
	const char *symbol; /* as it is drawn in a gate: "×" */
	const char *ascii;  /* the same in ASCII: "*" */
	enum gw_notation notation;
	int binding; /* of an infix or prefix operator: enum gw_binding, or between two of these */
	unsigned arity; /* operands, at least */
	unsigned most;  /* operands, at most; 0: as many as `arity` */
	/*
	 * From this operand on, operands are numbers that say how, its attributes; or
	 * enum gw_attributes. `attribute` is what they are called, in order: "axis", "keepdims".
	 * One that is left out while a later one is given is NaN.
	 */
	int first_attribute;
	const char *attribute[GW_MOST_ATTRIBUTES];
	/*
	 * How the first of them are drawn in the gate if all of these are given, "$0x$1", where x
	 * is the sign of "by"; the others follow with their names. NULL: all have their names.
	 */
	const char *drawn;

	/* How an expression with it is read and written. */
	bool is_right_associative; /* a^b^c is a^(b^c) */
	bool is_spaced;            /* of an infix operator: it is written between blanks */
	bool is_unchained;         /* a < b < c is an error, as it would be (a < b) < c */
	bool is_implied;           /* an operator that is left out is this one: `2 x` */
	bool is_sign;              /* before a number it is a part of the number: −2 */
	bool has_superscript;      /* a whole second operand may be written above the line: x² */
	const char *typeset;  /* the sign before its one operand in print, "√", if not `token`; or
				 NULL */
	const char *around;   /* the sign that may stand on both sides of its one operand, "|"; or
				 NULL */
	const char *over_one; /* the operator that is meant if the first operand is a 1: 1/x */

	bool commutes;   /* its two operands may be exchanged */
	bool is_product; /* each term of the result is a product of an entry of either operand */

	/*
	 * An operator that works entry by entry has the following; over matrices, operands are
	 * broadcast as NumPy does. Any other has the functions over whole matrices further down.
	 */

	/* The value at `x[0 … arity − 1]`. */
	double (*value)(const double *x);
	/*
	 * ∂value/∂x[which]; `y` is the value, which many derivatives can use. At a kink, the
	 * convention.
	 */
	double (*local)(const double *x, double y, unsigned which);
	/*
	 * Where the operator is not differentiable at `x`: what is taken there, as a sentence;
	 * otherwise NULL. The function itself is NULL if the operator has no such place.
	 */
	const char *(*kink)(const double *x);
	/*
	 * An operator whose first operand is a condition: what is taken where that turns from true
	 * to false, as a sentence. NULL: it has no condition.
	 */
	const char *at_turn;
	/*
	 * The operator is a switch: an operand whose derivative is 0 is shut off, and gets exactly
	 * 0, even if inf or NaN arrives. Any other operator multiplies, and inf × 0 is NaN.
	 */
	bool is_routed;
	/*
	 * No gradient goes through: for the tape what it gives is a constant, though it is computed
	 * anew with its operands. The derivative is not asked for.
	 */
	bool stops_gradient;
	/*
	 * Why a derivative of exactly 0 is 0, as what follows "because": "relu is off here". NULL:
	 * nothing special.
	 */
	const char *zero;
	/*
	 * An operator of one operand that is flat far from 0 on one side or on both: how that is
	 * said where its slope is 0 or next to 0, "relu is off"; otherwise NULL.
	 */
	const char *flat;

	/*
	 * The shape of the result. Operands are known by their shapes alone, but for the
	 * attributes. False: they do not fit, and `why` says so.
	 */
	bool (*shape)(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		      char why[GW_WHY]);
	/*
	 * An operator that only copies entries has this function, and none of the next two nor
	 * form.meet and form.uses, which follow from it: where entry `at` of the result is from.
	 */
	struct gw_origin (*origin)(const struct gw_matrix *x, unsigned count, size_t at);
	/* The value, into as many entries as the shape has: gw_op_whole_value() */
	void (*whole_value)(const struct gw_matrix *x, unsigned count, double *y);
	/*
	 * The vector-Jacobian product, gw_op_vjp(): the gradient of operand `which`, into as many
	 * entries as that has, given the value and the upstream gradient, which has the value's
	 * shape.
	 */
	void (*vjp)(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		    const double *upstream, unsigned which, double *downstream);
	/*
	 * Where the operator is not differentiable along entry `at` of its first operand, or of the
	 * value if operands are spread to its shape: what is taken there, as a sentence; otherwise
	 * NULL. `y` is the value. The function itself is NULL if the operator has no such place.
	 */
	const char *(*whole_kink)(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
				  size_t at);
	struct gw_form form;

	struct gw_op_rule rule[GW_MAX_ARITY];
	/*
	 * The rule that holds at these operands, if it is not the one in `rule`; otherwise NULL.
	 * The function itself is NULL if there is one rule for all.
	 */
	const struct gw_op_rule *(*rule_here)(const struct gw_matrix *x, unsigned count,
					      struct gw_matrix y, unsigned which);
	/*
	 * Of a whole-matrix operator: the local derivative by each operand where a rule is not
	 * upstream times it: "∂y[k]/∂a[j] = y[k] * ((k = j) - y[j])"; or NULL.
	 */
	const char *jacobian[GW_MAX_ARITY];
	const char *nickname;   /* how teachers say it: "× swaps" */
	struct gw_op_code code; /* optional: without it, no program is written of a graph that has
				   the operator */
	/*
	 * The spelling that holds for operands of these shapes, if not `code`; otherwise NULL. May
	 * be NULL itself.
	 */
	const struct gw_op_code *(*code_here)(const struct gw_matrix *x, unsigned count);
	/* where a formula or convention that is not in every textbook is from; or NULL */
	const char *source;
};

static inline unsigned gw_op_most(const struct gw_op *op)
{
	return op->most ? op->most : op->arity;
}

/* Whether a call of it may have so many operands. */
static inline bool gw_op_takes(const struct gw_op *op, unsigned count)
{
	return count >= op->arity && count <= gw_op_most(op);
}

/*
 * The name of an operator in a sentence. A person who writes a call knows one function, though
 * several rows may have its token.
 */
static inline const char *gw_op_called(const struct gw_op *op)
{
	return op->notation == GW_CALL ? op->token : op->name;
}

static inline bool gw_op_is_entrywise(const struct gw_op *op)
{
	return op->value != NULL;
}

/* A gate sends upstream × local to its operand; a gate that is shut sends exactly 0. */
static inline double gw_op_downstream(const struct gw_op *op, double upstream, double local)
{
	double product = upstream * local;
	bool is_nan = product != product;
	return is_nan && local == 0 && op->is_routed ? 0 : product;
}

/* The first operand of a gate with `count` operands that is an attribute; `count` if none is. */
static inline unsigned gw_first_attribute(const struct gw_op *op, unsigned count)
{
	switch (op->first_attribute) {
	case GW_NO_ATTRIBUTES:
		return count;
	case GW_LAST_ATTRIBUTE:
		return count - 1;
	case GW_ONLY_ATTRIBUTES:
		return 0;
	default:
		return (unsigned)op->first_attribute < count ? (unsigned)op->first_attribute
							     : count;
	}
}

/* Whether an attribute has a number, or is left out. */
static inline bool gw_is_given(double attribute)
{
	return attribute == attribute;
}

/*
 * The shape of an operator's result over operands of which the attributes have their entries.
 * False: they do not fit; `why` is a sentence that names the shapes.
 */
bool gw_op_shape(const struct gw_op *op, const struct gw_matrix *x, unsigned count,
		 struct gw_shape *shape, char why[GW_WHY]);

/* The value of an operator over whole matrices, into as many entries as its shape has. */
void gw_op_whole_value(const struct gw_op *op, const struct gw_matrix *x, unsigned count,
		       struct gw_shape shape, double *y);

/* The gradient of its operand `which`, into as many entries as that has; `y` is the value. */
void gw_op_vjp(const struct gw_op *op, const struct gw_matrix *x, unsigned count,
	       struct gw_matrix y, const double *upstream, unsigned which, double *downstream);

/* Operators that belong together, and the table of all families that an expression is read with. */
struct gw_op_family {
	const struct gw_op *op;
	size_t count;
};

struct gw_op_table {
	const struct gw_op_family *const *family;
	size_t family_count;
};

/* The operators that come with the library. Another table may have these families and more. */
extern const struct gw_op_table gw_ops;

size_t gw_op_count(const struct gw_op_table *table);
/* The `index`-th row of a table, from 0; NULL behind the last. */
const struct gw_op *gw_op_at(const struct gw_op_table *table, size_t index);

/* The row whose name or alias is the `length` bytes at `name`; NULL if there is none. */
const struct gw_op *gw_op_find(const struct gw_op_table *table, const char *name, size_t length);

/* The row that a call of that name with `count` operands means; NULL if there is none. */
const struct gw_op *gw_op_find_call(const struct gw_op_table *table, const char *name,
				    size_t length, unsigned count);

#ifdef __cplusplus
}
#endif

#endif
