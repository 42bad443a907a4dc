#include "explain/snapshot.h"

#include "base/array.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t entries_of(const struct gw_graph *graph, uint32_t node)
{
	return gw_entry_count(gw_node_shape(graph, node));
}

void snapshot_finish(struct snapshot *snapshot)
{
	free(snapshot->value);
	free(snapshot->first);
	free(snapshot->is_known);
	free(snapshot->sum);
	free(snapshot->first_sum);
	*snapshot = (struct snapshot){0};
}

static uint32_t arrivals_of(const struct gw_tape *tape, uint32_t node)
{
	return tape->is_active[node] ? tape->first_arrival[node + 1] - tape->first_arrival[node]
				     : 0;
}

/* Room for so many entries of values and of gradients. */
static bool allocate_snapshot(struct snapshot *snapshot, const struct gw_graph *graph,
			      size_t values, size_t sums)
{
	snapshot->value = array_create(values, sizeof *snapshot->value);
	snapshot->first = array_create(graph->node_count, sizeof *snapshot->first);
	snapshot->is_known = array_create(graph->node_count, sizeof *snapshot->is_known);
	snapshot->sum = array_create(sums, sizeof *snapshot->sum);
	snapshot->first_sum =
		array_create((size_t)graph->node_count + 1, sizeof *snapshot->first_sum);
	return snapshot->value && snapshot->first && snapshot->is_known && snapshot->sum &&
	       snapshot->first_sum;
}

static bool allocate_for_tape(struct snapshot *snapshot, const struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;
	size_t values = 0, sums = 0;

	for (uint32_t node = 0; node < graph->node_count; node++) {
		values += entries_of(graph, node);
		sums += entries_of(graph, node) * arrivals_of(tape, node);
	}
	return allocate_snapshot(snapshot, graph, values, sums);
}

static void copy_node(struct snapshot *snapshot, const struct gw_tape *tape, uint32_t node)
{
	size_t entries = entries_of(tape->graph, node), size = entries * sizeof(double);

	snapshot->is_known[node] = !gw_is_left_out(tape, node);
	if (snapshot->is_known[node])
		memcpy(snapshot->value + snapshot->first[node], gw_tape_value(tape, node).entry,
		       size);
	for (uint32_t i = 0; i < arrivals_of(tape, node); i++)
		memcpy(snapshot->sum + snapshot->first_sum[node] + i * entries,
		       gw_tape_sum(tape, node, i + 1).entry, size);
}

bool snapshot_take(struct snapshot *snapshot, const struct gw_tape *tape)
{
	const struct gw_graph *graph = tape->graph;
	struct snapshot taken = {.output = tape->output};
	size_t at = 0;

	if (!allocate_for_tape(&taken, tape)) {
		snapshot_finish(&taken);
		return false;
	}
	for (uint32_t node = 0; node < graph->node_count; node++) {
		taken.first[node] = at;
		at += entries_of(graph, node);
		taken.first_sum[node + 1] =
			taken.first_sum[node] + entries_of(graph, node) * arrivals_of(tape, node);
		copy_node(&taken, tape, node);
	}
	snapshot_finish(snapshot);
	*snapshot = taken;
	return true;
}

static size_t sums_of(const struct snapshot *snapshot, uint32_t node)
{
	return snapshot->first_sum[node + 1] - snapshot->first_sum[node];
}

/* Of each node, what one snapshot knows, or else the other. Both have the same entries. */
static bool join_snapshots(struct snapshot *joined, const struct snapshot *one,
			   const struct snapshot *other, const struct gw_graph *graph)
{
	size_t values = 0;

	for (uint32_t node = 0; node < graph->node_count; node++)
		values += entries_of(graph, node);
	if (!allocate_snapshot(joined, graph, values,
			       one->first_sum[graph->node_count] +
				       other->first_sum[graph->node_count]))
		return false;
	joined->output = one->output;
	for (uint32_t node = 0; node < graph->node_count; node++) {
		const struct snapshot *from = one->is_known[node] ? one : other;
		size_t at = joined->first[node] = one->first[node];
		size_t at_sum = joined->first_sum[node], sums = sums_of(from, node);
		joined->is_known[node] = from->is_known[node];
		joined->first_sum[node + 1] = at_sum + sums;
		memcpy(joined->value + at, from->value + at,
		       entries_of(graph, node) * sizeof *joined->value);
		memcpy(joined->sum + at_sum, from->sum + from->first_sum[node],
		       sums * sizeof *joined->sum);
	}
	return true;
}

static bool knows_all(const struct snapshot *snapshot, const struct gw_tape *tape)
{
	for (uint32_t node = 0; node < tape->graph->node_count; node++)
		if (!snapshot->is_known[node] && !gw_is_left_out(tape, node))
			return false;
	return true;
}

bool snapshot_learn(struct snapshot *snapshot, const struct gw_tape *tape)
{
	struct snapshot taken = {0}, joined = {0};

	if (!snapshot->value)
		return snapshot_take(snapshot, tape);
	if (knows_all(snapshot, tape))
		return true;
	if (!snapshot_take(&taken, tape) ||
	    !join_snapshots(&joined, snapshot, &taken, tape->graph)) {
		snapshot_finish(&taken);
		snapshot_finish(&joined);
		return false;
	}
	snapshot_finish(&taken);
	snapshot_finish(snapshot);
	*snapshot = joined;
	return true;
}

const double *snapshot_gradient(const struct snapshot *snapshot, const struct gw_graph *graph,
				uint32_t node, uint32_t arrived, uint32_t expected)
{
	size_t first = snapshot->first_sum[node], entries = entries_of(graph, node);
	size_t sums = (snapshot->first_sum[node + 1] - first) / entries;

	if (sums == 0 || (arrived < expected && sums != expected))
		return NULL;
	return snapshot->sum + first + ((arrived < expected ? arrived : sums) - 1) * entries;
}

static bool is_other_number(double a, double b)
{
	return a != b && !(isnan(a) && isnan(b));
}

bool snapshot_value_differs(const struct snapshot *snapshot, const struct gw_walk *walk,
			    uint32_t node)
{
	struct gw_matrix value = gw_tape_value(walk->tape, node);
	double unused;

	if (!snapshot->value || !snapshot->is_known[node] || !gw_walk_value(walk, node, &unused))
		return false;
	for (size_t i = 0; i < gw_entry_count(value.shape); i++)
		if (is_other_number(value.entry[i], snapshot->value[snapshot->first[node] + i]))
			return true;
	return false;
}

/* Those of another order or mode have nothing to be compared with. */
bool snapshot_gradient_differs(const struct snapshot *snapshot, const struct gw_walk *walk,
			       uint32_t node)
{
	struct gw_gradient gradient = gw_walk_gradient(walk, node);
	bool has_number = gradient.state == GW_PARTIAL || gradient.state == GW_FINAL ||
			  gradient.state == GW_INDEPENDENT;

	if (!snapshot->value || !snapshot->is_known[node] || !has_number || walk->visits ||
	    walk->tangents)
		return false;
	const double *before = snapshot_gradient(snapshot, walk->tape->graph, node,
						 gradient.arrived, gradient.expected);
	bool has_before = before || gradient.state != GW_PARTIAL;
	for (size_t i = 0; has_before && i < entries_of(walk->tape->graph, node); i++)
		if (is_other_number(gradient.matrix.entry ? gradient.matrix.entry[i] : 0,
				    before ? before[i] : 0))
			return true;
	return false;
}
