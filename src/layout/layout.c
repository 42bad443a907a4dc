#include "layout/layout.h"
#include "layout/stages.h"

#include <stdlib.h>

static bool run_stages(const struct layout_input *input, struct arena *arena, struct layout *layout)
{
	struct layered graph = {0};
	int *layer = arena_take(arena, input->box_count, sizeof(*layer));
	uint32_t *component = arena_take(arena, input->box_count, sizeof(*component));
	if (!layer || !component)
		return false;
	return layers_assign(input, layer, component) &&
	       layered_build(input, layer, component, arena, &graph) && order_layers(&graph) &&
	       place_items(&graph) && route_wires(&graph, layout);
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
