/*
 * The operator table: the one place that knows an operator.
 *
 * Parser, loader, engine, explanations, drawings, checks and documentation read these rows. A new operator is
 * one row and its functions; the tests run over the whole table.
 */
#ifndef GRADWALK_OP_H
#define GRADWALK_OP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GW_MAX_ARITY 2 /* operands of the widest operator */

/* How the operator is written, with its token. */
enum gw_notation {
	GW_INFIX,  /* a + b */
	GW_PREFIX, /* -a, 1/a */
	GW_CALL,   /* exp(a) */
	GW_PASS,   /* a: a name given to what has one already */
};

/* How tightly an operator binds, loosest first; what needs no parentheses is GW_BINDS_ATOM. */
enum gw_binding {
	GW_BINDS_SUM = 1,
	GW_BINDS_PRODUCT,
	GW_BINDS_SIGN,
	GW_BINDS_POWER,
	GW_BINDS_ATOM,
};

struct gw_op {
	const char *name;   /* as traces and errors say it: "mul" */
	const char *alias;  /* other spellings of a function, separated by spaces; or NULL */
	const char *token;  /* as it stands in an expression: "*"; for mul, a space says the same */
	const char *symbol; /* as it is drawn in a gate: "×" */
	const char *ascii;  /* the same in ASCII: "*" */
	enum gw_notation notation;
	enum gw_binding binding;
	unsigned arity;

	/* The value at `x[0 … arity − 1]`. */
	double (*value)(const double *x);
	/* ∂value/∂x[which]; `y` is the value, which many derivatives can use. At a kink, the convention. */
	double (*local)(const double *x, double y, unsigned which);
	/* Where the operator is not differentiable at `x`: what is taken there, as a sentence; otherwise NULL.
	 * The function itself is NULL if the operator has no such place. */
	const char *(*kink)(const double *x);
	/* Why a derivative of exactly 0 is 0, as what follows "because": "relu is off here". NULL: nothing special. */
	const char *zero;

	const char *rule[GW_MAX_ARITY]; /* the derivative as students read it: "d(a × b)/da = b" */
	const char *nickname;           /* how teachers say it: "mul swaps its operands" */
	const char *
		source; /* where a formula or convention that is not in every textbook is from; or NULL */
};

extern const struct gw_op gw_ops[];
extern const size_t gw_op_count;

/* The row whose name or alias is the `length` bytes at `name`; NULL if there is none. */
const struct gw_op *gw_op_find(const char *name, size_t length);

#endif
