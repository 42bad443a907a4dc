#include "graph/op_shared.h"

#include <stdio.h>
#include <string.h>

/* A name is looked up in this order. */
static const struct gw_op_family *const families[] = {
	&op_arithmetic, &op_elementary,  &op_trigonometric, &op_activation, &op_max_min,
	&op_product,    &op_reduction,   &op_softmax,       &op_loss,       &op_cross_entropy,
	&op_part,       &op_exponential, &op_hyperbolic,    &op_step,       &op_gated,
	&op_parameter,  &op_condition,   &op_statistics,    &op_logit,      &op_window,
	&op_arrange,    &op_rearrange,   &op_diagonal,      &op_filled,     &op_slice,
	&op_linear,
};

const struct gw_op_table gw_ops = {families, sizeof families / sizeof *families};

const struct gw_op *gw_op_at(const struct gw_op_table *table, size_t index)
{
	for (size_t i = 0; i < table->family_count; i++) {
		const struct gw_op_family *family = table->family[i];
		if (index < family->count)
			return &family->op[index];
		index -= family->count;
	}
	return NULL;
}

size_t gw_op_count(const struct gw_op_table *table)
{
	size_t count = 0;

	for (size_t i = 0; i < table->family_count; i++)
		count += table->family[i]->count;
	return count;
}

/* ---- shapes ---- */

#define MOST_SHAPES 3 /* that are named */

/* "(2×3) @ (2×1): " or "mse of (2×1), (1×2): " before what does not fit. */
static void name_shapes(const struct gw_op *op, const struct gw_matrix *x, unsigned count,
			char why[GW_WHY])
{
	char reason[GW_WHY], shapes[GW_WHY] = "";
	size_t used = 0;
	unsigned all = gw_first_attribute(op, count);
	bool is_infix = op->notation == GW_INFIX;

	snprintf(reason, sizeof reason, "%s", why);
	for (unsigned i = 0; i < all && i < MOST_SHAPES; i++)
		used += (size_t)snprintf(
			shapes + used, sizeof shapes - used, "%s%s%s(%u×%u)",
			i && is_infix ? " " : "", i ? (is_infix ? op->symbol : ", ") : "",
			i && is_infix ? " " : "", x[i].shape.rows, x[i].shape.columns);
	if (all > MOST_SHAPES)
		snprintf(shapes + used, sizeof shapes - used, ", …");
	if (all == 0)
		snprintf(why, GW_WHY, "%s: %.120s", gw_op_called(op), reason);
	else if (is_infix)
		snprintf(why, GW_WHY, "%.60s: %.90s", shapes, reason);
	else
		snprintf(why, GW_WHY, "%s of %.70s: %.70s", gw_op_called(op), shapes, reason);
}

bool gw_op_shape(const struct gw_op *op, const struct gw_matrix *x, unsigned count,
		 struct gw_shape *shape, char why[GW_WHY])
{
	bool fits = op->shape ? op->shape(x, count, shape, why)
			      : op_broadcast_shape(x, count, shape, why);
	if (!fits)
		name_shapes(op, x, count, why);
	return fits;
}

/* ---- names ---- */

static bool is_word(const char *words, const char *name, size_t length)
{
	while (words) {
		size_t word = strcspn(words, " ");
		if (word == length && memcmp(words, name, length) == 0)
			return true;
		words = words[word] ? words + word + 1 : NULL;
	}
	return false;
}

static bool is_called(const struct gw_op *op, const char *name, size_t length)
{
	return is_word(op->name, name, length) || is_word(op->alias, name, length);
}

const struct gw_op *gw_op_find(const struct gw_op_table *table, const char *name, size_t length)
{
	for (size_t i = 0; i < table->family_count; i++) {
		const struct gw_op_family *family = table->family[i];
		for (size_t k = 0; k < family->count; k++)
			if (is_called(&family->op[k], name, length))
				return &family->op[k];
	}
	return NULL;
}

const struct gw_op *gw_op_find_call(const struct gw_op_table *table, const char *name,
				    size_t length, unsigned count)
{
	for (size_t i = 0; i < table->family_count; i++) {
		const struct gw_op_family *family = table->family[i];
		for (size_t k = 0; k < family->count; k++)
			if (gw_op_takes(&family->op[k], count) &&
			    is_called(&family->op[k], name, length))
				return &family->op[k];
	}
	return NULL;
}
