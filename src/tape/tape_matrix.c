#include "tape/tape_matrix.h"

#include "base/array.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* ---- places ---- */

static bool is_matrix_gate(const struct gw_graph *graph, uint32_t node)
{
	if (!gw_is_gate(graph, node))
		return false;
	bool is_matrix =
		!gw_op_is_entrywise(gw_node_op(graph, node)) || !gw_is_scalar(graph->shape[node]);
	for (uint32_t i = 0; i < gw_operand_count(graph, node); i++)
		is_matrix = is_matrix || !gw_is_scalar(graph->shape[gw_operands(graph, node)[i]]);
	return is_matrix;
}

static bool allocate_scratch(struct gw_tape *tape, size_t entries)
{
	tape->scratch[0] = array_create(entries, sizeof(double));
	tape->scratch[1] = array_create(entries, sizeof(double));
	return tape->scratch[0] && tape->scratch[1];
}

bool tape_place_values(struct gw_tape *tape, size_t *value_count)
{
	const struct gw_graph *graph = tape->graph;
	size_t largest = 1;

	*value_count = graph->node_count;
	if (!graph->shape)
		return allocate_scratch(tape, 1);
	tape->offset = array_create(graph->node_count, sizeof *tape->offset);
	tape->is_matrix_gate = array_create(graph->node_count, sizeof *tape->is_matrix_gate);
	if (!tape->offset || !tape->is_matrix_gate)
		return false;
	for (uint32_t i = 0; i < graph->node_count; i++) {
		size_t count = gw_entry_count(graph->shape[i]);
		tape->offset[i] = count == 1 ? i : *value_count;
		*value_count += count == 1 ? 0 : count;
		largest = count > largest ? count : largest;
		tape->is_matrix_gate[i] = is_matrix_gate(graph, i);
	}
	return allocate_scratch(tape, largest);
}

bool tape_place_sums(struct gw_tape *tape, size_t *sum_count)
{
	const struct gw_graph *graph = tape->graph;

	*sum_count = (size_t)graph->edge_count + 1;
	if (!graph->shape)
		return true;
	tape->sum_offset = array_create(graph->node_count, sizeof *tape->sum_offset);
	if (!tape->sum_offset)
		return false;
	for (uint32_t i = 0; i < graph->node_count; i++) {
		size_t entries = gw_entry_count(graph->shape[i]);
		size_t arrivals = tape->first_arrival[i + 1] - tape->first_arrival[i];
		tape->sum_offset[i] = entries == 1 ? tape->first_arrival[i] : *sum_count;
		*sum_count += entries == 1 ? 0 : entries * arrivals;
	}
	return true;
}

/* ---- looking ---- */

size_t tape_place(const struct gw_tape *tape, uint32_t node)
{
	return tape->offset ? tape->offset[node] : node;
}

struct gw_matrix gw_tape_value(const struct gw_tape *tape, uint32_t node)
{
	return (struct gw_matrix){tape->value + tape_place(tape, node),
				  gw_node_shape(tape->graph, node)};
}

/* Where a node's gradient stands once `arrived` contributions have arrived. */
static double *sum_entries(const struct gw_tape *tape, uint32_t node, uint32_t arrived)
{
	size_t first = tape->sum_offset ? tape->sum_offset[node] : tape->first_arrival[node];
	return tape->sum + first + (arrived - 1) * gw_entry_count(gw_node_shape(tape->graph, node));
}

struct gw_matrix gw_tape_sum(const struct gw_tape *tape, uint32_t node, uint32_t arrived)
{
	return (struct gw_matrix){sum_entries(tape, node, arrived),
				  gw_node_shape(tape->graph, node)};
}

struct gw_matrix gw_tape_gradient_matrix(const struct gw_tape *tape, uint32_t node)
{
	uint32_t arrived = tape->first_arrival[node + 1] - tape->first_arrival[node];
	if (!tape->is_active[node])
		return (struct gw_matrix){NULL, gw_node_shape(tape->graph, node)};
	return gw_tape_sum(tape, node, arrived);
}

double *gw_tape_entries(struct gw_tape *tape, uint32_t leaf)
{
	return tape->value + tape_place(tape, leaf);
}

void gw_tape_copy_leaves(struct gw_tape *tape, const struct gw_tape *from)
{
	const struct gw_graph *graph = tape->graph;

	for (uint32_t node = 0; node < graph->node_count; node++)
		if (!gw_is_gate(graph, node))
			memcpy(gw_tape_entries(tape, node), gw_tape_value(from, node).entry,
			       gw_entry_count(gw_node_shape(graph, node)) * sizeof(double));
}

static void gather(const struct gw_tape *tape, uint32_t node, struct gw_matrix x[GW_MAX_OPERANDS])
{
	const uint32_t *from = gw_operands(tape->graph, node);
	for (uint32_t i = 0; i < gw_operand_count(tape->graph, node); i++)
		x[i] = gw_tape_value(tape, from[i]);
}

/* ---- entry by entry ---- */

/*
 * How far an operand's entry moves when the result's row or column does: not at all where it is
 * broadcast.
 */
struct stride {
	size_t row, column;
};

static struct stride stride_of(struct gw_shape shape)
{
	return (struct stride){shape.rows == 1 ? 0 : shape.columns, shape.columns == 1 ? 0 : 1};
}

/* The operands of the entry at (row, column) of the result. */
static void gather_entry(const struct gw_matrix *x, const struct stride *stride, unsigned count,
			 size_t row, size_t column, double entry[GW_MAX_ARITY])
{
	for (unsigned i = 0; i < count; i++)
		entry[i] = x[i].entry[row * stride[i].row + column * stride[i].column];
}

static void map(const struct gw_op *op, const struct gw_matrix *x, struct gw_shape shape, double *y)
{
	struct stride stride[GW_MAX_ARITY] = {{0, 0}};
	double entry[GW_MAX_ARITY];

	for (unsigned i = 0; i < op->arity; i++)
		stride[i] = stride_of(x[i].shape);
	for (size_t row = 0; row < shape.rows; row++)
		for (size_t column = 0; column < shape.columns; column++) {
			gather_entry(x, stride, op->arity, row, column, entry);
			*y++ = op->value(entry);
		}
}

/* Each entry's derivative, of the result's shape. */
static void map_local(const struct gw_op *op, const struct gw_matrix *x, struct gw_matrix y,
		      unsigned which, double *local)
{
	struct stride stride[GW_MAX_ARITY] = {{0, 0}};
	double entry[GW_MAX_ARITY];

	for (unsigned i = 0; i < op->arity; i++)
		stride[i] = stride_of(x[i].shape);
	for (size_t row = 0; row < y.shape.rows; row++)
		for (size_t column = 0; column < y.shape.columns; column++) {
			gather_entry(x, stride, op->arity, row, column, entry);
			local[row * y.shape.columns + column] =
				op->local(entry, y.entry[row * y.shape.columns + column], which);
		}
}

/*
 * Upstream × local; what was broadcast gets the sum over the entries that it went to, in their
 * order.
 */
static void vjp_entries(const struct gw_op *op, const struct gw_matrix *x, struct gw_matrix y,
			const double *upstream, unsigned which, double *downstream)
{
	struct gw_shape shape = x[which].shape;
	struct stride stride[GW_MAX_ARITY] = {{0, 0}};
	double entry[GW_MAX_ARITY];
	bool is_summed = !gw_same_shape(shape, y.shape);

	for (unsigned i = 0; i < op->arity; i++)
		stride[i] = stride_of(x[i].shape);
	if (is_summed)
		memset(downstream, 0, gw_entry_count(shape) * sizeof *downstream);
	for (size_t row = 0; row < y.shape.rows; row++)
		for (size_t column = 0; column < y.shape.columns; column++) {
			size_t at = row * y.shape.columns + column;
			size_t to = row * stride[which].row + column * stride[which].column;
			gather_entry(x, stride, op->arity, row, column, entry);
			double local = op->local(entry, y.entry[at], which);
			double sent = gw_op_downstream(op, upstream[at], local);
			downstream[to] = is_summed ? downstream[to] + sent : sent;
		}
}

/* ---- passes ---- */

void tape_matrix_forward(struct gw_tape *tape, uint32_t node)
{
	const struct gw_op *op = gw_node_op(tape->graph, node);
	struct gw_matrix x[GW_MAX_OPERANDS];
	double *y = tape->value + tape->offset[node];

	gather(tape, node, x);
	if (gw_op_is_entrywise(op))
		map(op, x, tape->graph->shape[node], y);
	else
		gw_op_whole_value(op, x, gw_operand_count(tape->graph, node),
				  tape->graph->shape[node], y);
}

/* The multiplier and increment are Knuth's (The Art of Computer Programming 2, 3.3.4). */
bool tape_toss(uint64_t *chance)
{
	*chance = *chance * 6364136223846793005u + 1442695040888963407u;
	return *chance >> 63;
}

void tape_shake(double *entry, size_t count, uint64_t *chance)
{
	for (size_t i = 0; i < count; i++) {
		bool is_subnormal = entry[i] != 0 && fabs(entry[i]) < DBL_MIN;
		double part = is_subnormal ? DBL_TRUE_MIN : DBL_EPSILON * entry[i];
		entry[i] += tape_toss(chance) ? part : -part;
	}
}

/*
 * An operator over whole matrices rounds many times inside. That is imitated by shaking its first
 * operand, each term of a sum by as much as it is large; a gate's result was shaken already, so a
 * leaf is left to do. The second operand is not shaken: it may be a class number.
 */
static void forward_from_shaken_leaf(struct gw_tape *tape, uint32_t node, uint64_t *chance)
{
	uint32_t operand = gw_operands(tape->graph, node)[0];
	size_t count = gw_entry_count(gw_node_shape(tape->graph, operand));
	double *entry = gw_tape_entries(tape, operand);

	memcpy(tape->scratch[0], entry, count * sizeof *entry);
	tape_shake(entry, count, chance);
	tape_matrix_forward(tape, node);
	memcpy(entry, tape->scratch[0], count * sizeof *entry);
}

void tape_matrix_forward_shaken(struct gw_tape *tape, uint32_t node, uint64_t *chance)
{
	const struct gw_graph *graph = tape->graph;
	bool has_leaf = !gw_is_gate(graph, gw_operands(graph, node)[0]);

	if (has_leaf && !gw_op_is_entrywise(gw_node_op(graph, node)))
		forward_from_shaken_leaf(tape, node, chance);
	else
		tape_matrix_forward(tape, node);
	tape_shake(tape->value + tape->offset[node], gw_entry_count(graph->shape[node]), chance);
}

static void vjp(const struct gw_tape *tape, uint32_t node, const double *upstream, unsigned which,
		double *downstream)
{
	const struct gw_op *op = gw_node_op(tape->graph, node);
	struct gw_matrix x[GW_MAX_OPERANDS], y = gw_tape_value(tape, node);

	gather(tape, node, x);
	if (gw_op_is_entrywise(op))
		vjp_entries(op, x, y, upstream, which, downstream);
	else
		gw_op_vjp(op, x, gw_operand_count(tape->graph, node), y, upstream, which,
			  downstream);
}

void tape_matrix_send(struct gw_tape *tape, uint32_t node)
{
	const struct gw_graph *graph = tape->graph;
	const double *upstream = gw_tape_gradient_matrix(tape, node).entry;
	uint32_t first_edge = graph->first_operand[node];

	for (uint32_t i = 0; i < gw_operand_count(graph, node); i++) {
		uint32_t place = tape->slot[first_edge + i],
			 operand = graph->operand[first_edge + i];
		if (place != GW_NONE)
			vjp(tape, node, upstream, i,
			    sum_entries(tape, operand, place - tape->first_arrival[operand] + 1));
	}
}

/*
 * Local × tangent. An entry whose tangent is 0 adds nothing, be the local gradient inf or NaN:
 * nearly always it does not depend on what the pass is by.
 */
static double tangent_product(const struct gw_op *op, double local, double tangent)
{
	return tangent == 0 ? 0 : gw_op_downstream(op, tangent, local);
}

/* Local × the operand's tangent, entry by entry. */
static void jvp_entries(const struct gw_tape *tape, uint32_t node, unsigned position,
			const double *tangent, double *out)
{
	const struct gw_op *op = gw_node_op(tape->graph, node);
	struct gw_matrix local = gw_tape_local_matrix(tape, node, position);
	struct gw_shape shape =
		gw_node_shape(tape->graph, gw_operands(tape->graph, node)[position]);

	for (size_t at = 0; at < gw_entry_count(local.shape); at++)
		out[at] = tangent_product(op, local.entry[at],
					  tangent[gw_broadcast_entry(shape, local.shape, at)]);
}

/* Each row of the Jacobian times the tangent. */
static void jvp_rows(const struct gw_tape *tape, uint32_t node, unsigned position,
		     const double *tangent, double *out)
{
	const struct gw_graph *graph = tape->graph;
	const struct gw_op *op = gw_node_op(graph, node);
	size_t rows = gw_entry_count(gw_node_shape(graph, node));
	size_t columns = gw_entry_count(gw_node_shape(graph, gw_operands(graph, node)[position]));
	double *jacobian = tape->scratch[0];

	for (size_t row = 0; row < rows; row++) {
		gw_tape_jacobian_row(tape, node, position, row, jacobian);
		out[row] = 0;
		for (size_t i = 0; i < columns; i++)
			out[row] += tangent_product(op, jacobian[i], tangent[i]);
	}
}

static bool has_nan(const double *entry, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (isnan(entry[i]))
			return true;
	return false;
}

/* The value with the tangent in place of the operand; false if inf met a tangent of 0 in it. */
static bool jvp_product(const struct gw_tape *tape, uint32_t node, unsigned position,
			const double *tangent, double *out)
{
	struct gw_matrix x[GW_MAX_OPERANDS];

	gather(tape, node, x);
	x[position].entry = tangent;
	struct gw_shape shape = gw_node_shape(tape->graph, node);
	gw_op_whole_value(gw_node_op(tape->graph, node), x, gw_operand_count(tape->graph, node),
			  shape, out);
	return !has_nan(out, gw_entry_count(shape));
}

void tape_matrix_jvp(const struct gw_tape *tape, uint32_t node, unsigned position,
		     const double *tangent, double *out)
{
	const struct gw_op *op = gw_node_op(tape->graph, node);

	if (gw_op_is_entrywise(op))
		jvp_entries(tape, node, position, tangent, out);
	else if (!op->is_product || !jvp_product(tape, node, position, tangent, out))
		jvp_rows(tape, node, position, tangent, out);
}

void tape_matrix_settle(struct gw_tape *tape, uint32_t node)
{
	size_t entries = gw_entry_count(gw_node_shape(tape->graph, node));
	size_t arrivals = tape->first_arrival[node + 1] - tape->first_arrival[node];
	double *sum = sum_entries(tape, node, 1);

	for (size_t i = entries; i < arrivals * entries; i++)
		sum[i] += sum[i - entries];
}

/* The contribution that arrived first is the first partial sum, which the tape has. */
static bool is_on_tape(const struct gw_tape *tape, uint32_t node, unsigned position)
{
	uint32_t operand = gw_operands(tape->graph, node)[position];
	uint32_t place = tape->slot[tape->graph->first_operand[node] + position];
	return place != GW_NONE && place == tape->first_arrival[operand];
}

struct gw_matrix gw_tape_downstream(const struct gw_tape *tape, uint32_t node, unsigned position)
{
	uint32_t operand = gw_operands(tape->graph, node)[position];

	if (is_on_tape(tape, node, position))
		return gw_tape_sum(tape, operand, 1);
	vjp(tape, node, gw_tape_gradient_matrix(tape, node).entry, position, tape->scratch[0]);
	return (struct gw_matrix){tape->scratch[0], gw_node_shape(tape->graph, operand)};
}

double gw_tape_local_entry(const struct gw_tape *tape, uint32_t node, unsigned position, size_t at)
{
	const struct gw_op *op = gw_node_op(tape->graph, node);
	struct gw_matrix x[GW_MAX_OPERANDS], y = gw_tape_value(tape, node);
	double entry[GW_MAX_ARITY] = {0};

	gather(tape, node, x);
	for (unsigned i = 0; i < op->arity; i++)
		entry[i] = x[i].entry[gw_broadcast_entry(x[i].shape, y.shape, at)];
	return op->local(entry, y.entry[at], position);
}

double gw_tape_downstream_entry(const struct gw_tape *tape, uint32_t node, unsigned position,
				size_t entry)
{
	const struct gw_op *op = gw_node_op(tape->graph, node);
	uint32_t operand = gw_operands(tape->graph, node)[position];
	struct gw_shape whole = gw_node_shape(tape->graph, node);
	bool is_alone =
		gw_op_is_entrywise(op) && gw_same_shape(gw_node_shape(tape->graph, operand), whole);

	if (!is_alone || is_on_tape(tape, node, position))
		return gw_tape_downstream(tape, node, position).entry[entry];
	return gw_op_downstream(op, gw_tape_gradient_matrix(tape, node).entry[entry],
				gw_tape_local_entry(tape, node, position, entry));
}

void gw_tape_jacobian_row(const struct gw_tape *tape, uint32_t node, unsigned position, size_t row,
			  double *out)
{
	double *unit = tape->scratch[1];

	memset(unit, 0, gw_entry_count(gw_node_shape(tape->graph, node)) * sizeof *unit);
	unit[row] = 1;
	vjp(tape, node, unit, position, out);
}

double gw_tape_jacobian_entry(const struct gw_tape *tape, uint32_t node, unsigned position,
			      size_t row, size_t column)
{
	if (!gw_is_matrix_gate(tape, node))
		return gw_tape_local(tape, node, position);
	gw_tape_jacobian_row(tape, node, position, row, tape->scratch[0]);
	return tape->scratch[0][column];
}

struct gw_matrix gw_tape_local_matrix(const struct gw_tape *tape, uint32_t node, unsigned position)
{
	const struct gw_op *op = gw_node_op(tape->graph, node);
	struct gw_matrix x[GW_MAX_OPERANDS], y = gw_tape_value(tape, node);

	if (!gw_op_is_entrywise(op))
		return (struct gw_matrix){NULL, y.shape};
	gather(tape, node, x);
	map_local(op, x, y, position, tape->scratch[1]);
	return (struct gw_matrix){tape->scratch[1], y.shape};
}
