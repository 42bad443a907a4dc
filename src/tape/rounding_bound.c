#include "tape/rounding_bound.h"

#include "base/array.h"
#include "tape/leap.h"
#include "tape/tape_matrix.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNIT DBL_EPSILON /* relative error of a gate's result: twice that of one right rounding */
#define PLACES 4         /* on either side, between a number and the end of its error */
#define DRAWS 8          /* of random errors of whole matrices */
#define DRAW_CAUTION 2   /* errors may add up to this much more than they did in a few draws */

static size_t entries_of(const struct rounding *rounding, uint32_t node)
{
	return gw_entry_count(gw_node_shape(rounding->tape->graph, node));
}

/* An error is the distance between two results; of what is not finite nothing is known. */
static double distance(double a, double b)
{
	double between = fabs(a - b);
	return isnan(between) ? INFINITY : between;
}

/* The product of two sizes; 0 times infinity is 0. */
static double times(double a, double b)
{
	return a == 0 || b == 0 ? 0 : fabs(a * b);
}

/* How far a result may be off by its own rounding. */
static double rounded(double result)
{
	if (isnan(result))
		return INFINITY;
	return result == 0 ? 0 : fmax(UNIT * fabs(result), DBL_TRUE_MIN);
}

/* ---- gates that work entry by entry ---- */

/*
 * One entry of a gate's value, the entries of operands that it is computed from, and their errors.
 */
struct point {
	const struct gw_op *op;
	double x[GW_MAX_ARITY], error[GW_MAX_ARITY];
	double y, own; /* the value, and how far its own rounding may have moved it */
};

/* Steps give whole numbers, and switches that are shut give constants: these are exact. */
static bool is_exact(const struct point *point)
{
	for (unsigned i = 0; i < point->op->arity; i++)
		if (point->op->local(point->x, point->y, i) != 0)
			return false;
	return point->op->is_routed;
}

static struct point point_at(const struct rounding *rounding, uint32_t node, size_t at)
{
	const struct gw_graph *graph = rounding->tape->graph;
	const uint32_t *operand = gw_operands(graph, node);
	struct gw_shape shape = gw_node_shape(graph, node);
	struct point point = {.op = gw_node_op(graph, node),
			      .y = gw_tape_value(rounding->tape, node).entry[at]};

	for (unsigned i = 0; i < point.op->arity; i++) {
		size_t entry = gw_broadcast_entry(gw_node_shape(graph, operand[i]), shape, at);
		point.x[i] = gw_tape_value(rounding->tape, operand[i]).entry[entry];
		point.error[i] = rounding->value[tape_place(rounding->tape, operand[i]) + entry];
	}
	point.own = is_exact(&point) ? 0 : rounded(point.y);
	return point;
}

/* How far the value moves when an operand does, from one end of its error to the other. */
static double value_spread(const struct point *point, unsigned which)
{
	double local = point->op->local(point->x, point->y, which);
	double spread = times(local, point->error[which]);

	for (int sign = -1; sign <= 1; sign += 2) {
		struct point moved = *point;
		moved.x[which] += sign * point->error[which];
		spread = fmax(spread, distance(point->op->value(moved.x), point->y));
	}
	return spread;
}

/* How far from `local` a local gradient is when an operand is `part` of its error away. */
static double local_distance(const struct point *point, unsigned position, unsigned which,
			     double local, double part)
{
	struct point moved = *point;

	moved.x[which] += part * point->error[which];
	moved.y = point->op->value(moved.x);
	return distance(moved.op->local(moved.x, moved.y, position), local);
}

/*
 * How far a local gradient moves when an operand does. Where a smooth gate leaps within the error,
 * or does not bend farther and farther, nothing is known of its slope between the places that are
 * looked at: tan(1e22), an angle of which no digit is left.
 */
static double local_spread(const struct point *point, unsigned position, unsigned which,
			   double local)
{
	double spread = 0;

	if (!point->op->kink && leap_is_within(point->op, point->x, which, point->error[which]))
		return INFINITY;
	for (int sign = -1; sign <= 1; sign += 2) {
		double farthest = 0;
		for (int i = 1; i <= PLACES; i++) {
			double part = sign * (double)i / PLACES;
			double moved = local_distance(point, position, which, local, part);
			if (moved + 2 * rounded(local) < farthest)
				return INFINITY;
			farthest = fmax(farthest, moved);
		}
		spread = fmax(spread, farthest);
	}
	return spread;
}

static double local_error(const struct point *point, unsigned position, double local)
{
	const struct gw_op *op = point->op;
	double error = rounded(local);

	for (unsigned i = 0; i < op->arity; i++)
		if (point->error[i] != 0)
			error += local_spread(point, position, i, local);
	/*
	 * Many local gradients are computed from the value; a switch looks which operand it equals.
	 */
	if (point->own != 0 && !op->is_routed)
		error +=
			fmax(distance(op->local(point->x, point->y + point->own, position), local),
			     distance(op->local(point->x, point->y - point->own, position), local));
	return error;
}

static void follow_entries(struct rounding *rounding, uint32_t node)
{
	double *error = rounding->value + tape_place(rounding->tape, node);

	for (size_t at = 0; at < entries_of(rounding, node); at++) {
		struct point point = point_at(rounding, node, at);
		error[at] = point.own;
		for (unsigned i = 0; i < point.op->arity; i++)
			if (point.error[i] != 0)
				error[at] += value_spread(&point, i);
	}
}

/*
 * A contribution is broadcast back, where the operand was broadcast: then it is a sum of its own.
 */
static void return_entries(struct rounding *rounding, uint32_t node, unsigned position)
{
	const struct gw_tape *tape = rounding->tape;
	uint32_t operand = gw_operands(tape->graph, node)[position];
	struct gw_shape shape = gw_node_shape(tape->graph, node),
			narrow = gw_node_shape(tape->graph, operand);
	const double *upstream = gw_tape_gradient_matrix(tape, node).entry;
	const double *error = rounding->gradient + tape_place(rounding->tape, node);
	const double *size = rounding->size + tape_place(rounding->tape, node);
	bool is_summed = !gw_same_shape(shape, narrow);

	memset(rounding->downstream, 0, gw_entry_count(narrow) * sizeof(double));
	for (size_t at = 0; at < gw_entry_count(shape); at++) {
		struct point point = point_at(rounding, node, at);
		size_t entry = gw_broadcast_entry(narrow, shape, at);
		size_t to = tape_place(rounding->tape, operand) + entry;
		double local = point.op->local(point.x, point.y, position);
		double doubt = local_error(&point, position, local);
		double sent = gw_op_downstream(point.op, upstream[at], local);
		rounding->downstream[entry] += sent;
		rounding->gradient[to] += times(upstream[at], doubt) +
					  times(error[at], fabs(local) + doubt) + rounded(sent);
		if (is_summed)
			rounding->gradient[to] += rounded(rounding->downstream[entry]);
		rounding->size[to] += times(size[at], local);
	}
}

/* ---- operators over whole matrices ---- */

/*
 * Such an operator rounds many times inside, in an order of its own. So it is computed a few times
 * over with entries that are moved by their errors, up or down by chance, and each entry of its
 * first operand by its last digit too, as another rounding of the terms might.
 */
static double draw(struct rounding *rounding, double error)
{
	return tape_toss(&rounding->chance) ? error : -error;
}

/* Put operands that are moved into `x`; at a kink, the last digit of a number is left as it is. */
static void draw_operands(struct rounding *rounding, uint32_t node,
			  struct gw_matrix x[GW_MAX_OPERANDS])
{
	const struct gw_tape *tape = rounding->tape;
	const struct gw_op *op = gw_node_op(tape->graph, node);
	uint32_t count = gw_operand_count(tape->graph, node);
	struct gw_matrix exact[GW_MAX_OPERANDS], y = gw_tape_value(tape, node);

	for (uint32_t i = 0; i < count; i++)
		exact[i] = gw_tape_value(tape, gw_operands(tape->graph, node)[i]);
	for (uint32_t i = 0; i < count; i++) {
		size_t place = tape_place(rounding->tape, gw_operands(tape->graph, node)[i]);
		for (size_t at = 0; at < gw_entry_count(exact[i].shape); at++) {
			bool is_kept =
				i > 0 || (op->whole_kink && op->whole_kink(exact, count, y, at));
			double last = is_kept ? 0 : rounded(exact[i].entry[at]);
			rounding->moved[place + at] =
				exact[i].entry[at] +
				draw(rounding, rounding->value[place + at] + last);
		}
		x[i] = (struct gw_matrix){rounding->moved + place, exact[i].shape};
	}
}

/*
 * How far each entry of `trial` lies from what it is on the tape, if that is the farthest so far.
 */
static void widen(struct rounding *rounding, const double *right, size_t count)
{
	for (size_t i = 0; i < count; i++)
		rounding->spread[i] =
			fmax(rounding->spread[i], distance(rounding->trial[i], right[i]));
}

static void follow_whole(struct rounding *rounding, uint32_t node)
{
	const struct gw_op *op = gw_node_op(rounding->tape->graph, node);
	const double *y = gw_tape_value(rounding->tape, node).entry;
	double *error = rounding->value + tape_place(rounding->tape, node);
	size_t entries = entries_of(rounding, node);
	struct gw_matrix x[GW_MAX_OPERANDS];

	memset(rounding->spread, 0, entries * sizeof(double));
	for (int i = 0; i < DRAWS; i++) {
		draw_operands(rounding, node, x);
		gw_op_whole_value(op, x, gw_operand_count(rounding->tape->graph, node),
				  gw_node_shape(rounding->tape->graph, node), rounding->trial);
		widen(rounding, y, entries);
	}
	for (size_t at = 0; at < entries; at++)
		error[at] = DRAW_CAUTION * rounding->spread[at] + rounded(y[at]);
}

/*
 * Draw upstream and the values at random within their errors, and compute the contribution to the
 * operand at `position` from them.
 */
static void draw_downstream(struct rounding *rounding, uint32_t node, unsigned position)
{
	const struct gw_tape *tape = rounding->tape;
	const struct gw_op *op = gw_node_op(tape->graph, node);
	uint32_t count = gw_operand_count(tape->graph, node);
	size_t place = tape_place(rounding->tape, node);
	const double *upstream = gw_tape_gradient_matrix(tape, node).entry;
	struct gw_matrix x[GW_MAX_OPERANDS],
		y = {rounding->moved + place, gw_node_shape(tape->graph, node)};

	draw_operands(rounding, node, x);
	gw_op_whole_value(op, x, count, y.shape, rounding->moved + place);
	for (size_t at = 0; at < entries_of(rounding, node); at++)
		rounding->upstream[at] =
			upstream[at] +
			draw(rounding, rounding->gradient[place + at] + rounded(upstream[at]));
	gw_op_vjp(op, x, count, y, rounding->upstream, position, rounding->trial);
}

/* The contribution of `upstream` and of the values on the tape, into `downstream`. */
static void send_whole(const struct rounding *rounding, uint32_t node, unsigned position,
		       const double *upstream, double *downstream)
{
	const struct gw_tape *tape = rounding->tape;
	uint32_t count = gw_operand_count(tape->graph, node);
	struct gw_matrix x[GW_MAX_OPERANDS];

	for (uint32_t i = 0; i < count; i++)
		x[i] = gw_tape_value(tape, gw_operands(tape->graph, node)[i]);
	gw_op_vjp(gw_node_op(tape->graph, node), x, count, gw_tape_value(tape, node), upstream,
		  position, downstream);
}

/* The contribution if no two terms of upstream cancelled. */
static void draw_sizes(struct rounding *rounding, uint32_t node, unsigned position)
{
	for (size_t at = 0; at < entries_of(rounding, node); at++)
		rounding->upstream[at] =
			draw(rounding, rounding->size[tape_place(rounding->tape, node) + at]);
	send_whole(rounding, node, position, rounding->upstream, rounding->trial);
}

static void return_whole(struct rounding *rounding, uint32_t node, unsigned position)
{
	uint32_t operand = gw_operands(rounding->tape->graph, node)[position];
	size_t entries = entries_of(rounding, operand), to = tape_place(rounding->tape, operand);

	send_whole(rounding, node, position, gw_tape_gradient_matrix(rounding->tape, node).entry,
		   rounding->downstream);
	memset(rounding->spread, 0, entries * sizeof(double));
	for (int i = 0; i < DRAWS; i++) {
		draw_downstream(rounding, node, position);
		widen(rounding, rounding->downstream, entries);
	}
	for (size_t i = 0; i < entries; i++)
		rounding->gradient[to + i] +=
			DRAW_CAUTION * rounding->spread[i] + rounded(rounding->downstream[i]);
	memset(rounding->spread, 0, entries * sizeof(double));
	memset(rounding->downstream, 0, entries * sizeof(double));
	for (int i = 0; i < DRAWS; i++) {
		draw_sizes(rounding, node, position);
		widen(rounding, rounding->downstream, entries);
	}
	for (size_t i = 0; i < entries; i++)
		rounding->size[to + i] += rounding->spread[i];
}

/* ---- passes ---- */

/* A gate that stops gradients counts as a constant, in gradients and in differences alike. */
static void follow_values(struct rounding *rounding)
{
	const struct gw_tape *tape = rounding->tape;

	for (uint32_t i = 0; i < tape->gate_count; i++) {
		const struct gw_op *op = gw_node_op(tape->graph, tape->gate[i]);
		if (!tape->is_needed[tape->gate[i]] || op->stops_gradient)
			continue;
		if (gw_op_is_entrywise(op))
			follow_entries(rounding, tape->gate[i]);
		else
			follow_whole(rounding, tape->gate[i]);
	}
}

/* Each contribution but a node's first is added to what was there, and the sum is rounded. */
static void round_sum(struct rounding *rounding, uint32_t operand, uint32_t place)
{
	const struct gw_tape *tape = rounding->tape;
	uint32_t before = place - tape->first_arrival[operand];
	const double *sum = gw_tape_sum(tape, operand, before + 1).entry;
	double *error = rounding->gradient + tape_place(rounding->tape, operand);

	for (size_t at = 0; before > 0 && at < entries_of(rounding, operand); at++)
		error[at] += rounded(sum[at]);
}

static void return_gradients(struct rounding *rounding)
{
	const struct gw_tape *tape = rounding->tape;
	const struct gw_graph *graph = tape->graph;

	rounding->size[tape_place(rounding->tape, tape->output)] = 1;
	for (uint32_t i = 0; i < tape->backward_count; i++) {
		uint32_t node = tape->backward[i];
		for (uint32_t k = 0; k < gw_operand_count(graph, node); k++) {
			uint32_t place = tape->slot[graph->first_operand[node] + k];
			if (place == GW_NONE)
				continue;
			if (gw_op_is_entrywise(gw_node_op(graph, node)))
				return_entries(rounding, node, k);
			else
				return_whole(rounding, node, k);
			round_sum(rounding, gw_operands(graph, node)[k], place);
		}
	}
}

/* ---- the whole ---- */

static bool make_room(struct rounding *rounding)
{
	size_t all = 0, largest = 0;

	for (uint32_t i = 0; i < rounding->tape->graph->node_count; i++) {
		size_t entries = entries_of(rounding, i),
		       end = tape_place(rounding->tape, i) + entries;
		all = end > all ? end : all;
		largest = entries > largest ? entries : largest;
	}
	double *block = array_create(4 * (all + largest), sizeof *block);
	rounding->block = block;
	if (!block)
		return false;
	rounding->value = block;
	rounding->gradient = block + all;
	rounding->size = block + 2 * all;
	rounding->moved = block + 3 * all;
	rounding->upstream = block + 4 * all;
	rounding->downstream = rounding->upstream + largest;
	rounding->trial = rounding->upstream + 2 * largest;
	rounding->spread = rounding->upstream + 3 * largest;
	return true;
}

bool rounding_begin(struct rounding *rounding, const struct gw_tape *tape)
{
	*rounding = (struct rounding){.tape = tape, .chance = 1};
	if (!make_room(rounding))
		return false;
	follow_values(rounding);
	if (tape->is_active[tape->output])
		return_gradients(rounding);
	return true;
}

void rounding_end(struct rounding *rounding)
{
	free(rounding->block);
}

/* Where errors are infinite, or NaN came from one, nothing is known. */
static double known(double error)
{
	return isnan(error) ? INFINITY : error;
}

double rounding_of_gradient(const struct rounding *rounding, uint32_t node, size_t entry)
{
	return known(rounding->gradient[tape_place(rounding->tape, node) + entry]);
}

double rounding_size(const struct rounding *rounding, uint32_t node, size_t entry)
{
	return known(rounding->size[tape_place(rounding->tape, node) + entry]);
}
