#include "export/trace.h"

#include <math.h>

static bool has_negative_zero(struct gw_matrix matrix)
{
	for (size_t i = 0; i < gw_entry_count(matrix.shape); i++)
		if (matrix.entry[i] == 0 && signbit(matrix.entry[i]))
			return true;
	return false;
}

static bool has_infinity(struct gw_matrix matrix)
{
	for (size_t i = 0; i < gw_entry_count(matrix.shape); i++)
		if (isinf(matrix.entry[i]))
			return true;
	return false;
}

static bool uses_node(const struct gw_graph *graph, uint32_t gate, uint32_t node)
{
	for (uint32_t i = 0; i < gw_operand_count(graph, gate); i++)
		if (gw_operands(graph, gate)[i] == node)
			return true;
	return false;
}

bool trace_shows_zero_sign(const struct gw_tape *tape, uint32_t node)
{
	if (!has_negative_zero(gw_tape_value(tape, node)))
		return false; /* of nearly every node: the search below is long */
	for (uint32_t gate = node + 1; gate < tape->graph->node_count; gate++)
		if (gw_is_gate(tape->graph, gate) && uses_node(tape->graph, gate, node) &&
		    has_infinity(gw_tape_value(tape, gate)))
			return true;
	return false;
}
