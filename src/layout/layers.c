#include "layout/simplex.h"
#include "layout/stages.h"

#include <limits.h>
#include <string.h>

#define SIMPLEX_WORK 500000

/* The edges by the box that they leave: those of box i are by_from[first[i] … first[i + 1] − 1]. */
struct outgoing {
	uint32_t *first, *by_from;
};

static bool sort_edges(const struct layout_input *input, struct arena *arena, struct outgoing *out)
{
	out->first = arena_take(arena, (size_t)input->box_count + 2, sizeof(*out->first));
	out->by_from = arena_take(arena, input->edge_count, sizeof(*out->by_from));
	if (!out->first || !out->by_from)
		return false;
	for (uint32_t i = 0; i < input->edge_count; i++)
		out->first[input->edge[i].from + 2]++;
	for (uint32_t i = 2; i <= input->box_count; i++)
		out->first[i] += out->first[i - 1];
	for (uint32_t i = 0; i < input->edge_count; i++)
		out->by_from[out->first[input->edge[i].from + 1]++] = i;
	return true;
}

/* The boxes, each before all that it feeds. */
static bool sort_boxes(const struct layout_input *input, const struct outgoing *out,
		       struct arena *arena, uint32_t *sorted)
{
	uint32_t count = 0;
	uint32_t *missing = arena_take(arena, input->box_count, sizeof(*missing));
	if (!missing)
		return false;
	for (uint32_t i = 0; i < input->edge_count; i++)
		missing[input->edge[i].to]++;
	for (uint32_t i = 0; i < input->box_count; i++)
		if (missing[i] == 0)
			sorted[count++] = i;
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = out->first[sorted[i]]; k < out->first[sorted[i] + 1]; k++) {
			uint32_t to = input->edge[out->by_from[k]].to;
			if (--missing[to] == 0)
				sorted[count++] = to;
		}
	return true;
}

/* Each box as early as its operands allow. */
static void longest_paths(const struct layout_input *input, const struct outgoing *out,
			  const uint32_t *sorted, int *layer)
{
	for (uint32_t i = 0; i < input->box_count; i++)
		for (uint32_t k = out->first[sorted[i]]; k < out->first[sorted[i] + 1]; k++) {
			uint32_t to = input->edge[out->by_from[k]].to;
			if (layer[to] <= layer[sorted[i]])
				layer[to] = layer[sorted[i]] + 1;
		}
}

/* Boxes without operands as late as their consumers allow: a good start for the simplex. */
static void pull_sources(const struct layout_input *input, const struct outgoing *out, int *layer)
{
	for (uint32_t i = 0; i < input->box_count; i++) {
		if (layer[i] > 0 || out->first[i] == out->first[i + 1])
			continue;
		int earliest = INT_MAX;
		for (uint32_t k = out->first[i]; k < out->first[i + 1]; k++) {
			int to = layer[input->edge[out->by_from[k]].to];
			earliest = to < earliest ? to : earliest;
		}
		layer[i] = earliest - 1;
	}
}

/*
 * The nets as short as can be. A net reaches as far as its furthest consumer; a node of its own
 * stands there, not before any consumer, and only its distance from the box costs. Where there is
 * but one consumer, that is the node.
 */
static bool shorten_nets(const struct layout_input *input, const struct outgoing *out,
			 struct arena *arena, int *layer)
{
	size_t boxes = input->box_count, edges = 0;
	int *value = arena_take(arena, 2 * boxes, sizeof(*value));
	struct simplex_edge *edge =
		arena_take(arena, 2 * (size_t)input->edge_count + boxes, sizeof(*edge));
	if (!value || !edge)
		return false;
	for (uint32_t i = 0; i < input->box_count; i++) {
		uint32_t end = input->box_count + i;
		value[i] = value[end] = layer[i];
		if (out->first[i + 1] - out->first[i] == 1) {
			uint32_t to = input->edge[out->by_from[out->first[i]]].to;
			edge[edges++] = (struct simplex_edge){
				.tail = i, .head = to, .length = 1, .weight = 1};
			continue;
		}
		for (uint32_t k = out->first[i]; k < out->first[i + 1]; k++) {
			uint32_t to = input->edge[out->by_from[k]].to;
			edge[edges++] = (struct simplex_edge){.tail = i, .head = to, .length = 1};
			edge[edges++] = (struct simplex_edge){.tail = to, .head = end};
			value[end] = layer[to] > value[end] ? layer[to] : value[end];
		}
		edge[edges++] = (struct simplex_edge){.tail = i, .head = end, .weight = 1};
	}
	struct simplex_problem problem = {2 * input->box_count, (uint32_t)edges, edge,
					  SIMPLEX_WORK};
	if (!simplex_solve(&problem, value))
		return false;
	memcpy(layer, value, boxes * sizeof(*layer));
	return true;
}

static void begin_at_zero(uint32_t boxes, int *layer)
{
	int first = INT_MAX;
	for (uint32_t i = 0; i < boxes; i++)
		first = layer[i] < first ? layer[i] : first;
	for (uint32_t i = 0; i < boxes; i++)
		layer[i] -= first;
}

static bool assign(const struct layout_input *input, struct arena *arena, int *layer)
{
	struct outgoing out;
	uint32_t *sorted = arena_take(arena, input->box_count, sizeof(*sorted));
	if (!sorted || !sort_edges(input, arena, &out) || !sort_boxes(input, &out, arena, sorted))
		return false;
	longest_paths(input, &out, sorted, layer);
	pull_sources(input, &out, layer);
	if (!shorten_nets(input, &out, arena, layer))
		return false;
	begin_at_zero(input->box_count, layer);
	return true;
}

bool layers_assign(const struct layout_input *input, int *layer)
{
	struct arena arena = {0};
	bool done = assign(input, &arena, layer);
	arena_finish(&arena);
	return done;
}
