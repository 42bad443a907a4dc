#include "layout/layout.h"
#include "layout/stages.h"

#include <limits.h>
#include <stdlib.h>

#define WORK 4000 /* links that may be laid out in all */
#define MOST_STARTS 64

/* How many layouts are made to choose from: many where each takes no time. */
static int start_count(const struct layered *graph)
{
	uint32_t starts = WORK / (graph->link_count + 1);
	if (graph->input->tries > 0)
		return graph->input->tries;
	return starts < 1 ? 1 : starts > MOST_STARTS ? MOST_STARTS : (int)starts;
}

static bool is_across(const struct layout_segment *segment)
{
	return segment->to_across > segment->across;
}

static bool crosses(const struct layout_segment *across, const struct layout_segment *along)
{
	return across->net != along->net && across->across < along->across &&
	       along->across < across->to_across && along->along < across->along &&
	       across->along < along->to_along;
}

/* How hard a drawing is to read: crossings first, then turns and size. */
static long difficulty(const struct layout *layout)
{
	long crossings = 0, turns = 0;
	for (uint32_t i = 0; i < layout->segment_count; i++) {
		if (!is_across(&layout->segment[i]))
			continue;
		turns++;
		for (uint32_t k = 0; k < layout->segment_count; k++)
			crossings += !is_across(&layout->segment[k]) &&
				     crosses(&layout->segment[i], &layout->segment[k]);
	}
	return 1000 * crossings + 4 * turns + 2 * layout->breadth + layout->length;
}

/* The best of several layouts that differ in where the ordering started. */
static bool choose_order(struct layered *graph, struct layout *layout)
{
	int starts = start_count(graph);
	long least = LONG_MAX;
	for (int i = 0; i < starts; i++) {
		struct layout other = {0};
		if (!order_layers(graph, i) || !place_items(graph) || !route_wires(graph, &other)) {
			layout_finish(&other);
			return false;
		}
		long this = starts > 1 ? difficulty(&other) : 0;
		if (this < least) {
			least = this;
			layout_finish(layout);
			*layout = other;
		} else {
			layout_finish(&other);
		}
	}
	return true;
}

static bool run_stages(const struct layout_input *input, struct arena *arena, struct layout *layout)
{
	struct layered graph = {0};
	int *layer = arena_take(arena, input->box_count, sizeof(*layer));
	uint32_t *component = arena_take(arena, input->box_count, sizeof(*component));
	if (!layer || !component)
		return false;
	return layers_assign(input, layer, component) &&
	       layered_build(input, layer, component, arena, &graph) &&
	       choose_order(&graph, layout);
}

bool layout_run(const struct layout_input *input, struct layout *layout)
{
	struct arena arena = {0};
	*layout = (struct layout){0};
	bool done = run_stages(input, &arena, layout);
	arena_finish(&arena);
	if (!done)
		layout_finish(layout);
	return done;
}

void layout_finish(struct layout *layout)
{
	free(layout->box);
	free(layout->segment);
	free(layout->first_segment);
	*layout = (struct layout){0};
}
