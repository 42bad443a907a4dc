/*
 * Which attribute of a call is wrong, where an operator refuses the shapes of its operands.
 */
#ifndef READ_ATTRIBUTE_FAULT_H
#define READ_ATTRIBUTE_FAULT_H

#include <gradwalk/graph.h>

/*
 * The first attribute without which the shapes would fit, or with another value of which they
 * would: its place among the operands, of which `count` are given. `count` if no attribute is to
 * blame. `operand` are nodes of the graph, which is the same afterwards.
 */
unsigned attribute_at_fault(struct gw_graph *graph, const struct gw_op *op, const uint32_t *operand,
			    unsigned count);

#endif
