/*
 * Functions that several families of operators share. Each family is one file, op_FAMILY.c: the
 * functions of its operators, and below them their rows. A new operator is one row and its
 * functions there; a new family is one more line here and in op.c.
 */
#ifndef GRAPH_OP_SHARED_H
#define GRAPH_OP_SHARED_H

#include <gradwalk/op.h>

#include <math.h>

#define OP_PYTORCH "convention of PyTorch"

extern const struct gw_op_family op_arithmetic, op_elementary, op_trigonometric, op_activation,
	op_max_min, op_exponential, op_hyperbolic, op_step, op_gated, op_parameter, op_condition,
	op_statistics, op_logit, op_window, op_arrange, op_rearrange, op_diagonal, op_filled,
	op_slice, op_linear, op_product, op_reduction, op_softmax, op_loss, op_cross_entropy,
	op_part;

static inline size_t op_entries(struct gw_matrix x)
{
	return gw_entry_count(x.shape);
}

/* An attribute, given by its place among the operands; or what holds if it is left out. */
static inline double op_attribute(const struct gw_matrix *x, unsigned count, unsigned place,
				  double otherwise)
{
	return place < count && gw_is_given(*x[place].entry) ? *x[place].entry : otherwise;
}

/* 0 along the rows (downward), 1 along the columns. */
static inline int op_axis_number(double axis)
{
	return axis == 0 || axis == -2 ? 0 : 1;
}

/* The axis that is the second operand; −1 without one: all entries at once. */
static inline int op_axis(const struct gw_matrix *x, unsigned count)
{
	double axis = op_attribute(x, count, 1, NAN);
	return gw_is_given(axis) ? op_axis_number(axis) : -1;
}

/* Whether an axis, if it is given, is one of a matrix. */
bool op_check_axis(double axis, char why[GW_WHY]);
/* Whether an attribute is a whole number of a range. */
bool op_check_whole(const char *name, double number, double least, double most, char why[GW_WHY]);

/* Of operands that are broadcast as NumPy does: the shape of all of them together. */
bool op_broadcast_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			char why[GW_WHY]);

/*
 * The `index`-th entry of `whole` that an entry of an operand is repeated for when it is broadcast.
 */
static inline size_t op_broadcast_use(struct gw_shape operand, struct gw_shape whole, size_t entry,
				      size_t index)
{
	size_t columns = operand.columns == 1 ? whole.columns : 1;
	size_t row = entry / operand.columns + index / columns;

	return row * whole.columns + entry % operand.columns + index % columns;
}

/* The shape of a loss of two operands, which must have one shape: a scalar. */
bool op_pair_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		   char why[GW_WHY]);

/* 1/(1 + e^−x): of e^x and e^−x, the one that cannot overflow. */
static inline double op_sigmoid(double x)
{
	double small = exp(-fabs(x));
	return x >= 0 ? 1 / (1 + small) : small / (1 + small);
}

/* log(1 + e^x) = max(x, 0) + log(1 + e^−|x|), in which nothing overflows. */
static inline double op_softplus(double x)
{
	return (x <= 0 ? 0 : x) + log1p(exp(-fabs(x)));
}

/* Entry `a` of the first operand and entry `b` of the second meet in a term. */
static inline void op_meet(struct gw_meeting *meeting, size_t a, size_t b)
{
	*meeting = (struct gw_meeting){{0, 1}, {a, b}};
}

/* Of struct gw_form, where each entry of one operand meets the same entry of the other. */
size_t op_all_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		   struct gw_meeting *meeting);
size_t op_all_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		   size_t index, struct gw_use *use);

/* Of struct gw_form, where entries of the operand are copied or summed: "1". */
const char *op_copy_local(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
			  unsigned which, size_t at);

/*
 * Entries on which an operator over the whole matrix, with an axis or without one, works together:
 * a line of them. op_line_count() is how many lines there are, and the `index`-th is all entries,
 * or a column (axis 0), or a row (axis 1). op_line_of() is the index of the line of an entry.
 */
struct op_line {
	size_t first, step, count;
};

/*
 * log Σ e^x of a line in two parts, as nothing then overflows, nor is lost where x is large: the
 * largest x, or NaN if there is one, and log Σ e^(x − largest). Infinite, the largest makes the
 * rest NaN, as in PyTorch's softmax.
 */
struct op_log_sum {
	double largest, rest;
};

struct op_log_sum op_log_sum_of(const double *entry, struct op_line line);

size_t op_line_count(struct gw_shape shape, int axis);
struct op_line op_line_at(struct gw_shape shape, int axis, size_t index);
size_t op_line_of(struct gw_shape shape, int axis, size_t entry);

/*
 * Of a reduction, whose attributes are an axis and last, at place `keepdims`, whether the result
 * keeps both dimensions: one entry a line. Without `keepdims` a column of sums lies down, as the
 * vector that NumPy makes of it is broadcast.
 */
bool op_reduced_shape(const struct gw_matrix *x, unsigned count, unsigned keepdims,
		      struct gw_shape *shape, char why[GW_WHY]);
/* The same with `keepdims` right behind the axis. */
bool op_reduce_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
		     char why[GW_WHY]);
size_t op_line_meet(const struct gw_matrix *x, unsigned count, size_t at, size_t term,
		    struct gw_meeting *meeting);
size_t op_line_uses(const struct gw_matrix *x, unsigned count, unsigned which, size_t entry,
		    size_t index, struct gw_use *use);

#endif
