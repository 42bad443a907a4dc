/*
 * Matrices that are made of nothing but their size: eye, zeros, ones. No gradient goes into them.
 */
#include "graph/op_shared.h"

#include <string.h>

#define MOST_SIDE (1 << 20)

static bool filled_shape(const struct gw_matrix *x, unsigned count, struct gw_shape *shape,
			 char why[GW_WHY])
{
	double rows = *x[0].entry, columns = op_attribute(x, count, 1, rows);

	if (!op_check_whole("a side", rows, 1, MOST_SIDE, why) ||
	    !op_check_whole("a side", columns, 1, MOST_SIDE, why))
		return false;
	*shape = (struct gw_shape){(uint32_t)rows, (uint32_t)columns};
	return true;
}

static struct gw_shape shape_of_filled(const struct gw_matrix *x, unsigned count)
{
	struct gw_shape shape = {0, 0};
	char why[GW_WHY];

	filled_shape(x, count, &shape, why);
	return shape;
}

static void eye_value(const struct gw_matrix *x, unsigned count, double *y)
{
	struct gw_shape shape = shape_of_filled(x, count);

	for (size_t at = 0; at < gw_entry_count(shape); at++)
		y[at] = at / shape.columns == at % shape.columns;
}

static void zeros_value(const struct gw_matrix *x, unsigned count, double *y)
{
	memset(y, 0, gw_entry_count(shape_of_filled(x, count)) * sizeof *y);
}

static void ones_value(const struct gw_matrix *x, unsigned count, double *y)
{
	size_t entries = gw_entry_count(shape_of_filled(x, count));

	for (size_t at = 0; at < entries; at++)
		y[at] = 1;
}

/* Never asked for: there are no operands but sizes. */
static void filled_vjp(const struct gw_matrix *x, unsigned count, struct gw_matrix y,
		       const double *upstream, unsigned which, double *downstream)
{
	(void)x, (void)count, (void)y, (void)upstream, (void)which;
	*downstream = 0;
}

#define NO_OPERAND                                                                                 \
	{                                                                                          \
		{                                                                                  \
			"dL/dn", "no gradient: sizes are no operands", GW_RULE_SENTENCE            \
		}                                                                                  \
	}

/* clang-format off */
static const struct gw_op operators[] = {
	{
		.name = "eye", .token = "eye", .symbol = "eye", .ascii = "eye",
		.notation = GW_CALL, .arity = 1, .most = 2,
		.attribute = {"rows", "columns"}, .first_attribute = GW_ONLY_ATTRIBUTES,
		.drawn = "$0x$1",
		.shape = filled_shape, .whole_value = eye_value, .vjp = filled_vjp,
		.stops_gradient = true,
		.rule = NO_OPERAND,
		.code = {.torch = "torch.eye($0{1, $1})", .numpy = "np.eye($0{1, $1})",
		         .vjp = {"0.0"}, .rank = GW_CODE_ARRAYS},
		.nickname = "the product with eye changes nothing",
	},
	{
		.name = "zeros", .token = "zeros", .symbol = "zeros", .ascii = "zeros",
		.notation = GW_CALL, .arity = 2,
		.attribute = {"rows", "columns"}, .first_attribute = GW_ONLY_ATTRIBUTES,
		.drawn = "$0x$1",
		.shape = filled_shape, .whole_value = zeros_value, .vjp = filled_vjp,
		.stops_gradient = true,
		.rule = NO_OPERAND,
		.code = {.torch = "torch.zeros($0, $1)", .numpy = "np.zeros(($0, $1))",
		         .vjp = {"0.0"}, .rank = GW_CODE_ARRAYS},
		.nickname = "zeros have no gradient",
	},
	{
		.name = "ones", .token = "ones", .symbol = "ones", .ascii = "ones",
		.notation = GW_CALL, .arity = 2,
		.attribute = {"rows", "columns"}, .first_attribute = GW_ONLY_ATTRIBUTES,
		.drawn = "$0x$1",
		.shape = filled_shape, .whole_value = ones_value, .vjp = filled_vjp,
		.stops_gradient = true,
		.rule = NO_OPERAND,
		.code = {.torch = "torch.ones($0, $1)", .numpy = "np.ones(($0, $1))",
		         .vjp = {"0.0"}, .rank = GW_CODE_ARRAYS},
		.nickname = "ones have no gradient",
	},
};
/* clang-format on */

const struct gw_op_family op_filled = {operators, sizeof operators / sizeof *operators};
