#include <gradwalk/walk.h>

#include "base/number.h"
#include "tape/tangents.h"
#include "tape/visits.h"

#include <assert.h>
#include <math.h>
#include <string.h>

void gw_walk_init(struct gw_walk *walk, const struct gw_tape *tape)
{
	*walk = (struct gw_walk){.tape = tape};
}

struct gw_walk gw_walk_again(const struct gw_walk *walk)
{
	struct gw_walk again = *walk;

	again.t = again.part = 0;
	return again;
}

uint32_t gw_walk_seed(const struct gw_walk *walk)
{
	return walk->tape->gate_count + 1;
}

/* The steps behind the seed. */
static uint32_t count_backward(const struct gw_walk *walk)
{
	if (walk->tangents)
		return walk->tangents->count;
	return walk->visits ? walk->visits->count : walk->tape->backward_count;
}

/* The gate of a step behind the seed, by its place among these, from 0. */
static uint32_t backward_gate(const struct gw_walk *walk, uint32_t place)
{
	if (walk->tangents)
		return walk->tangents->gate[place];
	return walk->visits ? walk->visits->gate[place] : walk->tape->backward[place];
}

uint32_t gw_walk_last(const struct gw_walk *walk)
{
	return gw_walk_seed(walk) + count_backward(walk);
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

/* Whether a contribution goes along an edge: down it or, in forward mode, up. */
static bool is_used_edge(const struct gw_walk *walk, uint32_t edge)
{
	if (walk->tangents)
		return tangents_reach(walk->tangents, walk->tape->graph->operand[edge]);
	return walk->tape->slot[edge] != GW_NONE;
}

/* The contributions that the step to position `t` makes. */
static uint32_t terms_at(const struct gw_walk *walk, uint32_t t)
{
	const struct gw_graph *graph = walk->tape->graph;
	uint32_t count = 0;

	if (t <= gw_walk_seed(walk) || t > gw_walk_last(walk))
		return 0;
	uint32_t node = backward_gate(walk, t - gw_walk_seed(walk) - 1);
	for (uint32_t e = graph->first_operand[node]; e < graph->first_operand[node + 1]; e++)
		count += is_used_edge(walk, e);
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

struct gw_matrix gw_step_upstream(const struct gw_walk *walk, const struct gw_step *step)
{
	uint32_t place = step->t - gw_walk_seed(walk) - 1;

	if (walk->visits)
		return (struct gw_matrix){&walk->visits->upstream[place], {1, 1}};
	return gw_tape_gradient_matrix(walk->tape, step->node);
}

struct gw_matrix gw_term_incoming(const struct gw_walk *walk, const struct gw_step *step,
				  const struct gw_term *term)
{
	if (walk->tangents)
		return tangents_of(walk->tangents, term->operand);
	return gw_step_upstream(walk, step);
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
		step.node = walk->tangents ? walk->tangents->leaf : tape->output;
		step.upstream = 1;
	} else {
		step.phase = walk->tangents ? GW_TANGENT : GW_BACKWARD;
		step.index = t - seed;
		step.count = count_backward(walk);
		step.node = backward_gate(walk, t - seed - 1);
		step.term_total = step.term_count = terms_at(walk, t);
	}
	step.value = scalar_of(gw_tape_value(tape, step.node));
	if (step.phase == GW_BACKWARD)
		step.upstream = scalar_of(gw_step_upstream(walk, &step));
	return step;
}

struct gw_step gw_walk_step(const struct gw_walk *walk)
{
	struct gw_step step = gw_walk_step_at(walk, walk->part > 0 ? walk->t + 1 : walk->t);
	if (walk->part > 0)
		step.term_count = walk->part;
	return step;
}

/* The same contribution of a visit: when it comes, and what it is added to. */
static void place_in_visit(const struct gw_walk *walk, const struct gw_step *step, uint32_t index,
			   struct gw_term *term)
{
	const struct visits *visits = walk->visits;
	uint32_t arrival = visits->first[step->t - gw_walk_seed(walk) - 1] + index;

	term->arrived = visits->arrived[arrival];
	term->expected = gw_walk_expected(walk, term->operand);
	term->before = term->arrived > 1 ? *gw_term_sum(walk, term, term->arrived - 1).entry : NAN;
	term->gradient = visits->sum[arrival];
}

struct gw_matrix gw_term_downstream(const struct gw_walk *walk, const struct gw_step *step,
				    const struct gw_term *term)
{
	if (walk->tangents)
		return tangents_product(walk->tangents, step->node, term->position);
	if (walk->visits)
		return (struct gw_matrix){
			&walk->visits
				 ->sent[visits_arrival(walk->visits, term->operand, term->arrived)],
			{1, 1}};
	return gw_tape_downstream(walk->tape, step->node, term->position);
}

struct gw_matrix gw_term_sum(const struct gw_walk *walk, const struct gw_term *term,
			     uint32_t arrived)
{
	if (walk->tangents)
		return tangents_sum(walk->tangents, term->target, arrived);
	if (walk->visits)
		return visits_sum(walk->visits, term->target, arrived);
	return gw_tape_sum(walk->tape, term->target, arrived);
}

/* The contribution along an edge of a gate to its tangent, the `index`-th from 0. */
static struct gw_term tangent_term(const struct gw_walk *walk, uint32_t gate, uint32_t edge,
				   uint32_t index)
{
	const struct gw_graph *graph = walk->tape->graph;
	const struct tangents *tangents = walk->tangents;
	uint32_t position = edge - graph->first_operand[gate];

	return (struct gw_term){
		.position = position,
		.operand = graph->operand[edge],
		.target = gate,
		.local = gw_tape_local(walk->tape, gate, position),
		.downstream = gw_is_scalar(gw_node_shape(graph, gate))
				      ? *tangents_product(tangents, gate, position).entry
				      : NAN,
		.before = index > 0 ? scalar_of(tangents_sum(tangents, gate, index)) : NAN,
		.gradient = scalar_of(tangents_sum(tangents, gate, index + 1)),
		.arrived = index + 1,
		.expected = tangents->expected[gate],
	};
}

/* The edge of a step's `index`-th contribution. */
static uint32_t term_edge(const struct gw_walk *walk, const struct gw_step *step, uint32_t index)
{
	uint32_t e = walk->tape->graph->first_operand[step->node];

	for (; !is_used_edge(walk, e) || index > 0; e++)
		index -= is_used_edge(walk, e);
	return e;
}

struct gw_term gw_step_term(const struct gw_walk *walk, const struct gw_step *step, uint32_t index)
{
	const struct gw_tape *tape = walk->tape;
	const struct gw_graph *graph = tape->graph;
	uint32_t first_edge = graph->first_operand[step->node];

	assert(index < step->term_total);
	uint32_t e = term_edge(walk, step, index);
	if (walk->tangents)
		return tangent_term(walk, step->node, e, index);

	struct gw_term term = {.position = e - first_edge,
			       .operand = graph->operand[e],
			       .target = graph->operand[e]};
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
	if (walk->visits)
		place_in_visit(walk, step, index, &term);
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

/* The contributions that a gate makes before the one along an edge. */
static uint32_t terms_before(const struct gw_walk *walk, uint32_t gate, uint32_t edge)
{
	uint32_t count = 0;

	for (uint32_t e = walk->tape->graph->first_operand[gate]; e < edge; e++)
		count += is_used_edge(walk, e);
	return count;
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
	return terms_before(walk, sender, tape->arrival_edge[place]) < walk->part;
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

/* Of visits: how many contributions have come to all nodes together, the seed among them. */
static uint32_t count_all_arrived(const struct gw_walk *walk)
{
	uint32_t seed = gw_walk_seed(walk), last = count_backward(walk);

	if (walk->t < seed || last == 0)
		return walk->t >= seed;
	return walk->visits->first[walk->t - seed] + walk->part;
}

uint32_t gw_walk_expected(const struct gw_walk *walk, uint32_t node)
{
	if (walk->tangents)
		return walk->tangents->expected[node];
	const uint32_t *first =
		walk->visits ? walk->visits->first_place : walk->tape->first_arrival;

	return first[node + 1] - first[node];
}

struct gw_gradient gw_walk_gradient_after(const struct gw_walk *walk, uint32_t node,
					  uint32_t arrived)
{
	struct gw_gradient gradient = {
		.state = GW_UNSET,
		.value = NAN,
		.arrived = arrived,
		.expected = gw_walk_expected(walk, node),
	};

	if (arrived == 0)
		return gradient;
	gradient.state = arrived < gradient.expected ? GW_PARTIAL : GW_FINAL;
	if (walk->tangents)
		gradient.matrix = tangents_sum(walk->tangents, node, arrived);
	else
		gradient.matrix = walk->visits ? visits_sum(walk->visits, node, arrived)
					       : gw_tape_sum(walk->tape, node, arrived);
	gradient.value = scalar_of(gradient.matrix);
	gradient.is_wrong =
		walk->visits &&
		visits_is_wrong(walk->visits, visits_arrival(walk->visits, node, arrived));
	return gradient;
}

/* In forward mode: how many products a node's tangent has so far; the leaf's seed counts as one. */
static uint32_t count_added(const struct gw_walk *walk, uint32_t node)
{
	const struct tangents *tangents = walk->tangents;
	uint32_t seed = gw_walk_seed(walk), turn = tangents->turn[node];

	if (walk->t < seed)
		return 0;
	if (turn == GW_NONE || turn < walk->t - seed)
		return tangents->expected[node];
	return turn == walk->t - seed ? walk->part : 0;
}

/* Whether a node's gradient or, in forward mode, its tangent is made of any contributions. */
static bool gets_contributions(const struct gw_walk *walk, uint32_t node)
{
	return walk->tangents ? tangents_reach(walk->tangents, node) : walk->tape->is_active[node];
}

struct gw_gradient gw_walk_gradient(const struct gw_walk *walk, uint32_t node)
{
	const struct gw_tape *tape = walk->tape;
	struct gw_gradient gradient = {.state = GW_UNSET, .value = NAN};

	if (!tape->requires_grad[node]) {
		gradient.state = GW_UNWANTED;
		return gradient;
	}
	if (!gets_contributions(walk, node)) {
		if (walk->t >= gw_walk_seed(walk)) {
			gradient.state = GW_INDEPENDENT;
			gradient.value = 0;
		}
		return gradient;
	}
	if (walk->tangents)
		return gw_walk_gradient_after(walk, node, count_added(walk, node));
	uint32_t arrived = walk->visits
				   ? visits_arrived(walk->visits, node, count_all_arrived(walk))
				   : count_arrived(walk, tape->first_arrival[node],
						   tape->first_arrival[node + 1]);
	return gw_walk_gradient_after(walk, node, arrived);
}

bool gw_walk_sender(const struct gw_walk *walk, uint32_t node, uint32_t number,
		    struct gw_step *step, uint32_t *index)
{
	const struct gw_tape *tape = walk->tape;
	uint32_t place = tape->first_arrival[node] + number - 1, turn;

	if (walk->tangents) {
		turn = walk->tangents->turn[node];
		if (turn == GW_NONE)
			return false;
		*index = number - 1;
	} else if (walk->visits) {
		uint32_t arrival = visits_arrival(walk->visits, node, number);
		if (arrival == 0)
			return false;
		turn = visits_sender(walk->visits, arrival);
		*index = arrival - walk->visits->first[turn];
	} else if (tape->arrival_edge[place] == GW_NONE) {
		return false;
	} else {
		turn = tape->turn[tape->arrival_node[place]];
		*index = terms_before(walk, tape->arrival_node[place], tape->arrival_edge[place]);
	}
	*step = gw_walk_step_at(walk, gw_walk_seed(walk) + 1 + turn);
	return true;
}

struct gw_matrix gw_walk_sent(const struct gw_walk *walk, uint32_t gate, uint32_t position)
{
	uint32_t edge = walk->tape->graph->first_operand[gate] + position;
	struct gw_matrix nothing = {0};

	if (walk->visits || !is_used_edge(walk, edge))
		return nothing;
	uint32_t t = gw_walk_backward_time(walk, gate);
	bool is_under_way = t == walk->t + 1 && terms_before(walk, gate, edge) < walk->part;
	if (t == GW_NONE || (t > walk->t && !is_under_way))
		return nothing;
	return walk->tangents ? tangents_product(walk->tangents, gate, position)
			      : gw_tape_downstream(walk->tape, gate, position);
}

struct gw_matrix gw_walk_end_gradient(const struct gw_walk *walk, uint32_t node)
{
	const struct visits *visits = walk->visits;

	if (walk->tangents && !tangents_reach(walk->tangents, node))
		return (struct gw_matrix){NULL, gw_node_shape(walk->tape->graph, node)};
	if (walk->tangents)
		return tangents_of(walk->tangents, node);
	if (visits && walk->tape->is_active[node])
		return visits_sum(visits, node, gw_walk_expected(walk, node));
	return gw_tape_gradient_matrix(walk->tape, node);
}

uint32_t gw_walk_forward_time(const struct gw_walk *walk, uint32_t node)
{
	uint32_t order = walk->tape->order[node];
	return order == GW_NONE ? GW_NONE : order + 1;
}

uint32_t gw_walk_backward_time(const struct gw_walk *walk, uint32_t node)
{
	uint32_t turn = walk->tangents ? walk->tangents->turn[node]
			: walk->visits ? visits_first_of(walk->visits, node)
				       : walk->tape->turn[node];
	return turn == GW_NONE ? GW_NONE : gw_walk_seed(walk) + 1 + turn;
}
