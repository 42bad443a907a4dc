/*
 * The order of the visits is that of a recursion: a gate sends all its contributions, and then each
 * of the gates that got one is visited, with all that follows from that, before the next of them.
 * Its stack holds arrivals that wait for their visit.
 */
#include "tape/visits.h"

#include "base/array.h"
#include "base/error.h"

#include <math.h>
#include <stdlib.h>

#define ROUNDING 1e-9 /* relative: sums of the same numbers in another order differ by less */

const char *sending_order_word(size_t index)
{
	static const char *const words[] = {"topological", "naive", "naive-last", "paths", NULL};
	return words[index];
}

/* ---- counting ---- */

/* The contributions of a gate: its edges that carry a gradient. */
static uint32_t contributions_of(const struct gw_tape *tape, uint32_t gate)
{
	const struct gw_graph *graph = tape->graph;
	uint32_t count = 0;

	for (uint32_t e = graph->first_operand[gate]; e < graph->first_operand[gate + 1]; e++)
		count += tape->slot[e] != GW_NONE;
	return count;
}

bool count_multiplications(const struct gw_tape *tape, struct multiplications *count)
{
	const struct gw_graph *graph = tape->graph;
	double *ways = array_create(graph->node_count, sizeof *ways);

	*count = (struct multiplications){0};
	if (!ways)
		return false;
	ways[tape->output] = 1;
	for (uint32_t i = 0; i < tape->backward_count; i++) {
		uint32_t gate = tape->backward[i], terms = contributions_of(tape, gate);
		count->backpropagation += terms;
		count->along_ways += ways[gate] * terms;
		count->visits += ways[gate];
		for (uint32_t e = graph->first_operand[gate]; e < graph->first_operand[gate + 1];
		     e++)
			if (tape->slot[e] != GW_NONE)
				ways[graph->operand[e]] += ways[gate];
	}
	free(ways);
	return true;
}

/* ---- the order ---- */

static bool allocate_visits(struct visits *visits, size_t count, size_t arrivals)
{
	size_t nodes = visits->tape->graph->node_count;

	visits->gate = array_create(count, sizeof *visits->gate);
	visits->cause = array_create(count, sizeof *visits->cause);
	visits->upstream = array_create(count, sizeof *visits->upstream);
	visits->first = array_create(count + 1, sizeof *visits->first);
	visits->node = array_create(arrivals, sizeof *visits->node);
	visits->arrived = array_create(arrivals, sizeof *visits->arrived);
	visits->sent = array_create(arrivals, sizeof *visits->sent);
	visits->sum = array_create(arrivals, sizeof *visits->sum);
	visits->right = array_create(arrivals, sizeof *visits->right);
	visits->alone = array_create(arrivals, sizeof *visits->alone);
	visits->place = array_create(arrivals, sizeof *visits->place);
	visits->first_place = array_create(nodes + 2, sizeof *visits->first_place);
	visits->latest = array_create(nodes, sizeof *visits->latest);
	return visits->gate && visits->cause && visits->upstream && visits->first && visits->node &&
	       visits->arrived && visits->sent && visits->sum && visits->right && visits->alone &&
	       visits->place && visits->first_place && visits->latest;
}

static void add_arrival(struct visits *visits, uint32_t node)
{
	visits->node[visits->arrival_count++] = node;
}

/* Add a visit of the gate that an arrival came to, and what it sends. */
static void add_visit(struct visits *visits, uint32_t cause)
{
	const struct gw_tape *tape = visits->tape;
	uint32_t gate = visits->node[cause], *first = tape->graph->first_operand;

	visits->gate[visits->count] = gate;
	visits->cause[visits->count] = cause;
	visits->first[visits->count++] = visits->arrival_count;
	for (uint32_t e = first[gate]; e < first[gate + 1]; e++)
		if (tape->slot[e] != GW_NONE)
			add_arrival(visits, tape->graph->operand[e]);
	visits->first[visits->count] = visits->arrival_count;
}

/*
 * Push the arrivals of the latest visit that a visit answers, the one that is answered first last.
 */
static void push_arrivals(const struct visits *visits, uint32_t *stack, uint32_t *height)
{
	uint32_t first = visits->first[visits->count - 1], end = visits->arrival_count;

	for (uint32_t i = first; i < end; i++) {
		bool is_last_first = visits->order == ORDER_NAIVE_LAST;
		uint32_t arrival = is_last_first ? i : end - 1 - (i - first);
		if (gw_is_gate(visits->tape->graph, visits->node[arrival]))
			stack[(*height)++] = arrival;
	}
}

static bool order_visits(struct visits *visits, size_t arrivals)
{
	uint32_t *stack = array_create(arrivals, sizeof *stack), height = 0;

	if (!stack)
		return false;
	add_arrival(visits, visits->tape->output);
	if (visits->tape->backward_count > 0)
		stack[height++] = 0;
	while (height > 0) {
		add_visit(visits, stack[--height]);
		push_arrivals(visits, stack, &height);
	}
	free(stack);
	return true;
}

/* first_place is counted two places up, so that filling in moves each start to where it belongs. */
static void sort_arrivals(struct visits *visits)
{
	uint32_t nodes = visits->tape->graph->node_count, *first = visits->first_place;

	for (uint32_t i = 0; i < visits->arrival_count; i++)
		first[visits->node[i] + 2]++;
	for (uint32_t i = 2; i < nodes + 2; i++)
		first[i] += first[i - 1];
	for (uint32_t i = 0; i < visits->arrival_count; i++)
		visits->place[first[visits->node[i] + 1]++] = i;
	for (uint32_t node = 0; node < nodes; node++)
		for (uint32_t i = first[node]; i < first[node + 1]; i++)
			visits->arrived[visits->place[i]] = i - first[node] + 1;
}

/* ---- the numbers ---- */

static void receive(struct visits *visits, uint32_t arrival, double sent, double alone)
{
	uint32_t *latest = &visits->latest[visits->node[arrival]];
	bool is_first = *latest == GW_NONE;

	visits->sent[arrival] = sent;
	visits->alone[arrival] = alone;
	visits->sum[arrival] = is_first ? sent : visits->sum[*latest] + sent;
	visits->right[arrival] = is_first ? alone : visits->right[*latest] + alone;
	*latest = arrival;
}

static void run_visit(struct visits *visits, uint32_t visit)
{
	const struct gw_tape *tape = visits->tape;
	uint32_t gate = visits->gate[visit], arrival = visits->first[visit];
	const uint32_t *first = tape->graph->first_operand;
	const struct gw_op *op = gw_node_op(tape->graph, gate);
	double alone = visits->alone[visits->cause[visit]];

	visits->upstream[visit] =
		visits->order == ORDER_PATHS ? alone : visits->sum[visits->latest[gate]];
	for (uint32_t e = first[gate]; e < first[gate + 1]; e++) {
		if (tape->slot[e] == GW_NONE)
			continue;
		double local = gw_tape_local(tape, gate, e - first[gate]);
		receive(visits, arrival++, gw_op_downstream(op, visits->upstream[visit], local),
			gw_op_downstream(op, alone, local));
	}
}

void visits_run(struct visits *visits)
{
	for (uint32_t node = 0; node < visits->tape->graph->node_count; node++)
		visits->latest[node] = GW_NONE;
	receive(visits, 0, 1, 1);
	for (uint32_t visit = 0; visit < visits->count; visit++)
		run_visit(visits, visit);
}

/* ---- creation ---- */

/* Why a graph can't be walked in another order. */
static bool check_order(const struct gw_tape *tape, const struct multiplications *count,
			struct gw_error *error)
{
	for (uint32_t i = 0; i < tape->backward_count; i++)
		if (gw_is_matrix_gate(tape, tape->backward[i]))
			return error_set(
				error,
				"\"%s\" is a gate over matrices; other orders walk scalars "
				"only: open a gate",
				gw_node_name(tape->graph, tape->backward[i]));
	if (count->visits > MOST_VISITS)
		return error_set(error,
				 "this order takes %.15g steps and %.15g multiplications, "
				 "backpropagation %u and %.15g: too many to walk",
				 count->visits, count->along_ways, tape->backward_count,
				 count->backpropagation);
	return true;
}

static bool prepare_visits(struct visits *visits, struct gw_error *error)
{
	const struct multiplications *count = &visits->multiplications;

	if (!count_multiplications(visits->tape, &visits->multiplications))
		return error_memory(error);
	if (!check_order(visits->tape, count, error))
		return false;
	size_t arrivals = (size_t)count->along_ways + 1;
	if (!allocate_visits(visits, (size_t)count->visits, arrivals) ||
	    !order_visits(visits, arrivals))
		return error_memory(error);
	sort_arrivals(visits);
	visits_run(visits);
	return true;
}

struct visits *visits_create(const struct gw_tape *tape, enum sending_order order,
			     struct gw_error *error)
{
	struct visits *visits = calloc(1, sizeof *visits);

	if (!visits) {
		error_memory(error);
		return NULL;
	}
	visits->tape = tape;
	visits->order = order;
	if (prepare_visits(visits, error))
		return visits;
	visits_destroy(visits);
	return NULL;
}

void visits_destroy(struct visits *visits)
{
	if (!visits)
		return;
	free(visits->gate);
	free(visits->cause);
	free(visits->upstream);
	free(visits->first);
	free(visits->node);
	free(visits->arrived);
	free(visits->sent);
	free(visits->sum);
	free(visits->right);
	free(visits->first_place);
	free(visits->place);
	free(visits->alone);
	free(visits->latest);
	free(visits);
}

/* ---- looking ---- */

uint32_t visits_sender(const struct visits *visits, uint32_t arrival)
{
	uint32_t low = 0, high = visits->count;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (visits->first[middle] <= arrival)
			low = middle;
		else
			high = middle;
	}
	return low;
}

bool visits_is_wrong(const struct visits *visits, uint32_t arrival)
{
	double sum = visits->sum[arrival], right = visits->right[arrival];

	if (isnan(sum) || isnan(right) || isinf(sum) || isinf(right))
		return sum != right && !(isnan(sum) && isnan(right));
	return fabs(sum - right) > ROUNDING * fmax(fabs(sum), fabs(right));
}

uint32_t visits_before(const struct visits *visits, uint32_t visit)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < visit; i++)
		count += visits->gate[i] == visits->gate[visit];
	return count;
}

uint32_t visits_first_of(const struct visits *visits, uint32_t gate)
{
	for (uint32_t visit = 0; visit < visits->count; visit++)
		if (visits->gate[visit] == gate)
			return visit;
	return GW_NONE;
}

uint32_t visits_arrived(const struct visits *visits, uint32_t node, uint32_t arrived)
{
	uint32_t low = visits->first_place[node], high = visits->first_place[node + 1];

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (visits->place[middle] < arrived)
			low = middle + 1;
		else
			high = middle;
	}
	return low - visits->first_place[node];
}

struct gw_matrix visits_sum(const struct visits *visits, uint32_t node, uint32_t number)
{
	return (struct gw_matrix){&visits->sum[visits_arrival(visits, node, number)], {1, 1}};
}
