#include <gradwalk/walk.h>

#include "base/number.h"

#include <assert.h>
#include <math.h>
#include <string.h>

void gw_walk_init(struct gw_walk *walk, const struct gw_tape *tape)
{
	*walk = (struct gw_walk){.tape = tape};
}

uint32_t gw_walk_seed(const struct gw_walk *walk)
{
	return walk->tape->gate_count + 1;
}

uint32_t gw_walk_last(const struct gw_walk *walk)
{
	return gw_walk_seed(walk) + walk->tape->backward_count;
}

bool gw_walk_position(const struct gw_walk *walk, const char *text, uint32_t *t)
{
	uint64_t number = 0;

	if (strcmp(text, "seed") == 0)
		number = gw_walk_seed(walk);
	else if (strcmp(text, "end") == 0)
		number = gw_walk_last(walk);
	else if (strcmp(text, "start") != 0 &&
		 !number_parse_whole(text, gw_walk_last(walk), &number))
		return false;
	*t = (uint32_t)number;
	return true;
}

/* ---- moving ---- */

void gw_walk_seek(struct gw_walk *walk, uint32_t t)
{
	walk->t = t < gw_walk_last(walk) ? t : gw_walk_last(walk);
	walk->part = 0;
}

bool gw_walk_next(struct gw_walk *walk)
{
	if (walk->t == gw_walk_last(walk))
		return false;
	gw_walk_seek(walk, walk->t + 1);
	return true;
}

bool gw_walk_previous(struct gw_walk *walk)
{
	if (walk->t == 0)
		return false;
	gw_walk_seek(walk, walk->part > 0 ? walk->t : walk->t - 1);
	return true;
}

/* The contributions that the step to position `t` makes. */
static uint32_t terms_at(const struct gw_walk *walk, uint32_t t)
{
	const struct gw_tape *tape = walk->tape;
	const struct gw_graph *graph = tape->graph;
	uint32_t count = 0;

	if (t <= gw_walk_seed(walk) || t > gw_walk_last(walk))
		return 0;
	uint32_t node = tape->backward[t - gw_walk_seed(walk) - 1];
	for (uint32_t e = graph->first_operand[node]; e < graph->first_operand[node + 1]; e++)
		count += tape->slot[e] != GW_NONE;
	return count;
}

bool gw_walk_next_term(struct gw_walk *walk)
{
	if (walk->part + 1 >= terms_at(walk, walk->t + 1))
		return gw_walk_next(walk);
	walk->part++;
	return true;
}

bool gw_walk_previous_term(struct gw_walk *walk)
{
	if (walk->part > 0) {
		walk->part--;
		return true;
	}
	uint32_t terms = terms_at(walk, walk->t);
	if (!gw_walk_previous(walk))
		return false;
	walk->part = terms > 1 ? terms - 1 : 0;
	return true;
}

/* ---- looking ---- */

/* NaN of a matrix. */
static double scalar_of(struct gw_matrix matrix)
{
	return gw_is_scalar(matrix.shape) ? *matrix.entry : NAN;
}

struct gw_step gw_walk_step_at(const struct gw_walk *walk, uint32_t t)
{
	const struct gw_tape *tape = walk->tape;
	uint32_t seed = gw_walk_seed(walk);
	struct gw_step step = {
		.t = t, .last = gw_walk_last(walk), .node = GW_NONE, .value = NAN, .upstream = NAN};

	assert(t <= step.last);
	if (t == 0) {
		step.phase = GW_START;
		return step;
	}
	if (t < seed) {
		step.phase = GW_FORWARD;
		step.index = t;
		step.count = tape->gate_count;
		step.node = tape->gate[t - 1];
	} else if (t == seed) {
		step.phase = GW_SEED;
		step.index = step.count = 1;
		step.node = tape->output;
		step.upstream = 1;
	} else {
		step.phase = GW_BACKWARD;
		step.index = t - seed;
		step.count = tape->backward_count;
		step.node = tape->backward[t - seed - 1];
		step.term_total = step.term_count = terms_at(walk, t);
	}
	step.value = scalar_of(gw_tape_value(tape, step.node));
	if (step.phase == GW_BACKWARD)
		step.upstream = scalar_of(gw_tape_gradient_matrix(tape, step.node));
	return step;
}

struct gw_step gw_walk_step(const struct gw_walk *walk)
{
	struct gw_step step = gw_walk_step_at(walk, walk->part > 0 ? walk->t + 1 : walk->t);
	if (walk->part > 0)
		step.term_count = walk->part;
	return step;
}

struct gw_term gw_step_term(const struct gw_walk *walk, const struct gw_step *step, uint32_t index)
{
	const struct gw_tape *tape = walk->tape;
	const struct gw_graph *graph = tape->graph;
	uint32_t first_edge = graph->first_operand[step->node], e = first_edge;

	assert(index < step->term_total);
	for (; tape->slot[e] == GW_NONE || index > 0; e++)
		index -= tape->slot[e] != GW_NONE;

	struct gw_term term = {.position = e - first_edge, .operand = graph->operand[e]};
	uint32_t first = tape->first_arrival[term.operand], place = tape->slot[e];
	bool is_scalar = gw_is_scalar(gw_node_shape(graph, term.operand));
	term.arrived = place - first + 1;
	term.local = gw_tape_local(tape, step->node, term.position);
	if (gw_is_matrix_gate(tape, step->node))
		term.downstream =
			is_scalar ? *gw_tape_downstream(tape, step->node, term.position).entry
				  : NAN;
	else
		term.downstream =
			gw_op_downstream(gw_node_op(graph, step->node), step->upstream, term.local);
	term.before = is_scalar && place > first ? tape->sum[place - 1] : NAN;
	term.gradient = is_scalar ? tape->sum[place] : NAN;
	term.expected = tape->first_arrival[term.operand + 1] - first;
	return term;
}

bool gw_walk_value(const struct gw_walk *walk, uint32_t node, double *value)
{
	const struct gw_tape *tape = walk->tape;
	bool is_set = !gw_is_gate(tape->graph, node) || tape->order[node] < walk->t;

	if (is_set)
		*value = scalar_of(gw_tape_value(tape, node));
	return is_set;
}

/*
 * Whether the contribution at a place of the tape has arrived: its sender's turn is over, or under
 * way and past it.
 */
static bool has_arrived(const struct gw_walk *walk, uint32_t place)
{
	const struct gw_tape *tape = walk->tape;
	uint32_t seed = gw_walk_seed(walk);

	if (walk->t < seed)
		return false;
	if (tape->arrival_edge[place] == GW_NONE)
		return true;
	uint32_t sender = tape->arrival_node[place], done = walk->t - seed;
	if (tape->turn[sender] != done)
		return tape->turn[sender] < done;
	uint32_t earlier = 0;
	for (uint32_t e = tape->graph->first_operand[sender]; e < tape->arrival_edge[place]; e++)
		earlier += tape->slot[e] != GW_NONE;
	return earlier < walk->part;
}

/* They are sorted by the time of their arrival. */
static uint32_t count_arrived(const struct gw_walk *walk, uint32_t first, uint32_t end)
{
	uint32_t low = first, high = end;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (has_arrived(walk, middle))
			low = middle + 1;
		else
			high = middle;
	}
	return low - first;
}

struct gw_gradient gw_walk_gradient(const struct gw_walk *walk, uint32_t node)
{
	const struct gw_tape *tape = walk->tape;
	struct gw_gradient gradient = {.state = GW_UNSET, .value = NAN};

	if (!tape->requires_grad[node]) {
		gradient.state = GW_UNWANTED;
		return gradient;
	}
	if (!tape->is_active[node]) {
		if (walk->t >= gw_walk_seed(walk)) {
			gradient.state = GW_INDEPENDENT;
			gradient.value = 0;
		}
		return gradient;
	}
	uint32_t first = tape->first_arrival[node], end = tape->first_arrival[node + 1];
	gradient.expected = end - first;
	gradient.arrived = count_arrived(walk, first, end);
	if (gradient.arrived > 0) {
		gradient.state = gradient.arrived < gradient.expected ? GW_PARTIAL : GW_FINAL;
		gradient.matrix = gw_tape_sum(tape, node, gradient.arrived);
		gradient.value = scalar_of(gradient.matrix);
	}
	return gradient;
}

uint32_t gw_walk_forward_time(const struct gw_walk *walk, uint32_t node)
{
	uint32_t order = walk->tape->order[node];
	return order == GW_NONE ? GW_NONE : order + 1;
}

uint32_t gw_walk_backward_time(const struct gw_walk *walk, uint32_t node)
{
	uint32_t turn = walk->tape->turn[node];
	return turn == GW_NONE ? GW_NONE : gw_walk_seed(walk) + 1 + turn;
}
