#include "tape/leap.h"

#include "tape/tape_matrix.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define JUMP 3    /* times as far as the steepest slope goes, where no rounding or bend comes */
#define LAST 4    /* last digits of a value that rounding may change */
#define SWING 0.5 /* part of the way that slopes predict: who went less has turned back */

/* A gate at both ends of a stretch, and in the middle. */
struct stretch {
	double length, way;          /* of the operand, and of the value */
	double below, middle, above; /* the slopes */
	double digits;               /* how far the value may be off by its last digits */
};

static struct stretch measure_stretch(const struct gw_op *op, const double *x, unsigned which,
				      double reach)
{
	double below[GW_MAX_ARITY], above[GW_MAX_ARITY];

	memcpy(below, x, op->arity * sizeof *x);
	memcpy(above, x, op->arity * sizeof *x);
	below[which] -= reach;
	above[which] += reach;
	double y_below = op->value(below), y_above = op->value(above);
	return (struct stretch){
		.length = above[which] - below[which],
		.way = y_above - y_below,
		.below = op->local(below, y_below, which),
		.middle = op->local(x, op->value(x), which),
		.above = op->local(above, y_above, which),
		.digits = LAST * DBL_EPSILON * fmax(fabs(y_below), fabs(y_above)),
	};
}

/* A gate with kinks goes farther than it can by its slopes, or turns back though they are alike. */
static bool leaps_with_kinks(const struct stretch *stretch)
{
	double below = fabs(stretch->below), above = fabs(stretch->above);
	double farthest = fmax(below, above) * stretch->length, way = fabs(stretch->way);
	bool are_alike = fabs(stretch->above - stretch->below) <= SWING * fmax(below, above);

	return way > JUMP * farthest + stretch->digits ||
	       (are_alike && way + stretch->digits < SWING * SWING * farthest);
}

/* A smooth gate goes as far as Simpson's rule says of its slopes, or about so. */
static bool leaps_smoothly(const struct stretch *stretch)
{
	double sixth = stretch->length / 6;
	double expected = sixth * (stretch->below + 4 * stretch->middle + stretch->above);
	double size =
		sixth * (fabs(stretch->below) + 4 * fabs(stretch->middle) + fabs(stretch->above));

	return fabs(stretch->way - expected) > SWING * size + stretch->digits;
}

bool leap_is_within(const struct gw_op *op, const double *x, unsigned which, double reach)
{
	struct stretch stretch = measure_stretch(op, x, which, reach);

	return op->kink ? leaps_with_kinks(&stretch) : leaps_smoothly(&stretch);
}

/* ---- in a graph ---- */

struct search {
	const struct gw_tape *here, *moved;
	const double *errors;
};

static double value_at(const struct gw_tape *tape, uint32_t node, size_t entry)
{
	return gw_tape_value(tape, node).entry[entry];
}

/* How far an operand's entry is followed; 0 if the step does not move it. */
static double reach_of(const struct search *search, uint32_t operand, size_t entry)
{
	double step = fabs(value_at(search->moved, operand, entry) -
			   value_at(search->here, operand, entry));

	if (step == 0)
		return 0;
	return search->errors ? search->errors[tape_place(search->here, operand) + entry] : step;
}

static bool entry_leaps(const struct search *search, uint32_t node, size_t at)
{
	const struct gw_graph *graph = search->here->graph;
	const struct gw_op *op = gw_node_op(graph, node);
	double x[GW_MAX_ARITY], reach[GW_MAX_ARITY];

	for (unsigned i = 0; i < op->arity; i++) {
		uint32_t operand = gw_operands(graph, node)[i];
		size_t entry = gw_broadcast_entry(gw_node_shape(graph, operand),
						  gw_node_shape(graph, node), at);
		x[i] = value_at(search->here, operand, entry);
		reach[i] = reach_of(search, operand, entry);
	}
	for (unsigned i = 0; i < op->arity; i++)
		if (reach[i] > 0 && isfinite(reach[i]) && leap_is_within(op, x, i, reach[i]))
			return true;
	return false;
}

bool leap_find(const struct gw_tape *here, const struct gw_tape *moved, const double *errors)
{
	struct search search = {here, moved, errors};

	for (uint32_t i = 0; i < here->backward_count; i++) {
		uint32_t node = here->backward[i];
		size_t entries = gw_entry_count(gw_node_shape(here->graph, node));
		if (!gw_op_is_entrywise(gw_node_op(here->graph, node)))
			continue;
		for (size_t at = 0; at < entries; at++)
			if (entry_leaps(&search, node, at))
				return true;
	}
	return false;
}
