#include "layout/stages.h"

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

static uint32_t find_root(uint32_t *parent, uint32_t box)
{
	while (parent[box] != box) {
		parent[box] = parent[parent[box]];
		box = parent[box];
	}
	return box;
}

/* A component has the number of its first box. */
static void find_components(const struct layout_input *input, uint32_t *component)
{
	for (uint32_t i = 0; i < input->box_count; i++)
		component[i] = i;
	for (uint32_t i = 0; i < input->edge_count; i++) {
		uint32_t a = find_root(component, input->edge[i].from);
		uint32_t b = find_root(component, input->edge[i].to);
		component[a < b ? b : a] = a < b ? a : b;
	}
	for (uint32_t i = 0; i < input->box_count; i++)
		component[i] = find_root(component, i);
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

/* Boxes without operands as late as their consumers allow. */
static void pull_sources(const struct layout_input *input, const struct outgoing *out, int *layer)
{
	for (uint32_t i = 0; i < input->box_count; i++) {
		if (layer[i] > 0 || out->first[i] == out->first[i + 1])
			continue;
		int earliest = layer[input->edge[out->by_from[out->first[i]]].to];
		for (uint32_t k = out->first[i]; k < out->first[i + 1]; k++) {
			int to = layer[input->edge[out->by_from[k]].to];
			earliest = to < earliest ? to : earliest;
		}
		layer[i] = earliest - 1;
	}
}

static bool assign(const struct layout_input *input, struct arena *arena, int *layer)
{
	struct outgoing out;
	uint32_t *sorted = arena_take(arena, input->box_count, sizeof(*sorted));
	if (!sorted || !sort_edges(input, arena, &out) || !sort_boxes(input, &out, arena, sorted))
		return false;
	longest_paths(input, &out, sorted, layer);
	pull_sources(input, &out, layer);
	return true;
}

bool layers_assign(const struct layout_input *input, int *layer, uint32_t *component)
{
	struct arena arena = {0};
	find_components(input, component);
	bool done = assign(input, &arena, layer);
	arena_finish(&arena);
	return done;
}
