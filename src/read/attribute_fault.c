#include "read/attribute_fault.h"

#include "graph/graph_store.h"

#include <math.h>

/* NaN stands for an attribute that is left out. The others are right for some operator each. */
static const double tries[] = {NAN, 1, 0, -1};

/* Whether the shapes fit while an attribute has another value. */
static bool fits_with(struct gw_graph *graph, const struct gw_op *op, const uint32_t *operand,
		      unsigned count, unsigned place, double value)
{
	double given = graph->initial[operand[place]];

	graph->initial[operand[place]] = value;
	bool fits = graph_shapes_fit(graph, op, operand, count);
	graph->initial[operand[place]] = given;
	return fits;
}

static bool fits_with_another(struct gw_graph *graph, const struct gw_op *op,
			      const uint32_t *operand, unsigned count, unsigned place)
{
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
		if (fits_with(graph, op, operand, count, place, tries[i]))
			return true;
	return false;
}

/* The same of two attributes side by side, as the rows and columns of reshape() are. */
static bool pair_fits_with(struct gw_graph *graph, const struct gw_op *op, const uint32_t *operand,
			   unsigned count, unsigned place)
{
	double given = graph->initial[operand[place]];

	graph->initial[operand[place]] = 1;
	bool fits = fits_with(graph, op, operand, count, place + 1, -1);
	graph->initial[operand[place]] = given;
	return fits;
}

/* Operands of any number have to fit each other too: whether the axis would suit one alone. */
static bool is_last_at_fault(struct gw_graph *graph, const struct gw_op *op,
			     const uint32_t *operand, unsigned count)
{
	uint32_t alone[] = {operand[0], operand[count - 1]};

	return !graph_shapes_fit(graph, op, alone, 2) && fits_with_another(graph, op, alone, 2, 1);
}

unsigned attribute_at_fault(struct gw_graph *graph, const struct gw_op *op, const uint32_t *operand,
			    unsigned count)
{
	unsigned first = gw_first_attribute(op, count);

	if (op->first_attribute == GW_LAST_ATTRIBUTE)
		return is_last_at_fault(graph, op, operand, count) ? count - 1 : count;
	for (unsigned place = first; place < count; place++)
		if (gw_is_given(graph->initial[operand[place]]) &&
		    fits_with_another(graph, op, operand, count, place))
			return place;
	for (unsigned place = first; place + 1 < count; place++)
		if (pair_fits_with(graph, op, operand, count, place))
			return place;
	return count;
}
