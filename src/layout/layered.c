#include "layout/stages.h"

/* A box's net before its bend points have numbers. */
struct net {
	int last_layer;      /* of its furthest consumer; the box's own if it has none */
	uint32_t first_bend; /* the item in the layer after the box */
};

/* The item that carries a net in a layer. */
static uint32_t carrier(const struct layered *graph, const struct net *nets, uint32_t net,
			int layer)
{
	int passed = layer - graph->item[net].layer;
	return passed == 0 ? net : nets[net].first_bend + (uint32_t)(passed - 1);
}

static void number_bends(const struct layout_input *input, const int *layer, struct net *nets,
			 struct layered *graph)
{
	for (uint32_t i = 0; i < input->box_count; i++)
		nets[i].last_layer = layer[i];
	for (uint32_t i = 0; i < input->edge_count; i++) {
		struct net *net = &nets[input->edge[i].from];
		int to = layer[input->edge[i].to];
		net->last_layer = to > net->last_layer ? to : net->last_layer;
	}
	graph->item_count = input->box_count;
	for (uint32_t i = 0; i < input->box_count; i++) {
		nets[i].first_bend = graph->item_count;
		if (nets[i].last_layer > layer[i])
			graph->item_count += (uint32_t)(nets[i].last_layer - layer[i] - 1);
	}
	graph->link_count = input->edge_count + graph->item_count - input->box_count;
}

static void fill_items(const struct layout_input *input, const int *layer, const struct net *nets,
		       struct layered *graph)
{
	for (uint32_t i = 0; i < input->box_count; i++) {
		graph->item[i] = (struct item){.net = i,
					       .layer = layer[i],
					       .breadth = input->box[i].breadth,
					       .exit = input->box[i].exit};
		for (int k = layer[i] + 1; k < nets[i].last_layer; k++)
			graph->item[carrier(graph, nets, i, k)] =
				(struct item){.net = i, .layer = k, .breadth = 1};
		if (layer[i] >= graph->layer_count)
			graph->layer_count = layer[i] + 1;
	}
}

/*
 * The links in any order: to each bend point, then along each edge from where its net passes last.
 */
static void list_links(const struct layout_input *input, const struct net *nets,
		       const struct layered *graph, struct link *link)
{
	for (uint32_t i = input->box_count; i < graph->item_count; i++) {
		const struct item *bend = &graph->item[i];
		*link++ = (struct link){.from = carrier(graph, nets, bend->net, bend->layer - 1),
					.to = i};
	}
	for (uint32_t i = 0; i < input->edge_count; i++) {
		const struct layout_edge *edge = &input->edge[i];
		int before = graph->item[edge->to].layer - 1;
		*link++ = (struct link){.from = carrier(graph, nets, edge->from, before),
					.to = edge->to,
					.port = edge->port,
					.entry = input->box[edge->to].port[edge->port]};
	}
}

/* Sort the links by the item that they leave, and list them by the port that they enter. */
static void index_links(const struct link *unsorted, struct layered *graph)
{
	for (uint32_t i = 0; i < graph->link_count; i++) {
		graph->first_out[unsorted[i].from + 2]++;
		graph->first_in[unsorted[i].to + 1]++;
	}
	for (uint32_t i = 1; i <= graph->item_count; i++) {
		graph->first_out[i + 1] += graph->first_out[i];
		graph->first_in[i] += graph->first_in[i - 1];
	}
	for (uint32_t i = 0; i < graph->link_count; i++)
		graph->link[graph->first_out[unsorted[i].from + 1]++] = unsorted[i];
	/* Each port has exactly one link, so that its number is its place. */
	for (uint32_t i = 0; i < graph->link_count; i++) {
		const struct link *link = &graph->link[i];
		graph->in[graph->first_in[link->to] + (uint32_t)link->port] = i;
	}
}

/* List the items by layer. */
static void fill_order(struct layered *graph)
{
	for (uint32_t i = 0; i < graph->item_count; i++)
		graph->first_order[graph->item[i].layer + 2]++;
	for (int k = 1; k <= graph->layer_count; k++)
		graph->first_order[k + 1] += graph->first_order[k];
	for (uint32_t i = 0; i < graph->item_count; i++)
		graph->order[graph->first_order[graph->item[i].layer + 1]++] = i;
}

bool layered_build(const struct layout_input *input, const int *layer, struct arena *arena,
		   struct layered *graph)
{
	graph->input = input;
	struct net *nets = arena_take(arena, input->box_count, sizeof(*nets));
	if (!nets)
		return false;
	number_bends(input, layer, nets, graph);

	graph->item = arena_take(arena, graph->item_count, sizeof(*graph->item));
	graph->link = arena_take(arena, graph->link_count, sizeof(*graph->link));
	graph->first_out =
		arena_take(arena, (size_t)graph->item_count + 2, sizeof(*graph->first_out));
	graph->in = arena_take(arena, graph->link_count, sizeof(*graph->in));
	graph->first_in =
		arena_take(arena, (size_t)graph->item_count + 1, sizeof(*graph->first_in));
	graph->order = arena_take(arena, graph->item_count, sizeof(*graph->order));
	struct link *unsorted = arena_take(arena, graph->link_count, sizeof(*unsorted));
	if (!graph->item || !graph->link || !graph->first_out || !graph->in || !graph->first_in ||
	    !graph->order || !unsorted)
		return false;
	fill_items(input, layer, nets, graph);
	list_links(input, nets, graph, unsorted);
	index_links(unsorted, graph);

	graph->first_order =
		arena_take(arena, (size_t)graph->layer_count + 2, sizeof(*graph->first_order));
	if (!graph->first_order)
		return false;
	fill_order(graph);
	return true;
}
