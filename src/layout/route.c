/*
 * Coordinates along, and the wires. From left to right, layers take the length of their longest box
 * and the channels between them as many tracks as channel.c needs:
 *
 *     layer k      lead  tracks  arrows  layer k + 1
 *     ┌────────┐                          ┌───────┐
 *     │        ├────────┐                 │       │
 *     └────────┘        │  ┌─────────────▶│       │
 *     ┌─────┐           └──────┐          └───────┘
 *     │     ├──────────────┘   │
 *     └─────┘                  └──────────────────── passes layer k + 1
 *
 * The lead keeps other nets' tracks off the boxes, and every wire straight where a track crosses
 * it.
 */
#include "layout/channel.h"
#include "layout/stages.h"

#include <stdlib.h>

#define LEAD 1

/* Where an item's net turns in the channel after it. */
struct turn {
	bool turns, detours, forks;
	int along;        /* of the track that it turns into */
	int second_along; /* of the track from which it goes down or, after a detour, out */
	int detour;       /* the row from the one track to the other */
};

struct routing {
	const struct layered *graph;
	int *start; /* the first cell along of each layer, and of what would follow the last */
	struct turn *turn; /* by item */
	struct strand *strand;
	uint32_t *carrier;   /* by strand: its item */
	uint32_t *strand_of; /* by item */
	int *right;          /* rows: the strands' rows on the right */
	int *straight;
	int last_row;   /* of the items */
	bool *is_tight; /* by layer: in the channel after it, a wire is crossed at its arrow */
	struct layout *layout;
};

/* ---- channels ---- */

static bool is_straight(const struct layered *graph, uint32_t item)
{
	uint32_t first = graph->first_out[item];
	return graph->first_out[item + 1] - first == 1 &&
	       entry_row(graph, &graph->link[first]) == exit_row(graph, item);
}

/* The strands of a channel, without their rows on the right but with room for them. */
static void list_strands(struct routing *r, int layer, struct channel *channel)
{
	const struct layered *graph = r->graph;
	uint32_t room = 0;
	for (uint32_t i = graph->first_order[layer]; i < graph->first_order[layer + 1]; i++) {
		uint32_t item = graph->order[i];
		uint32_t links = graph->first_out[item + 1] - graph->first_out[item];
		r->strand_of[item] = NO_STRAND;
		if (links > 0 && is_straight(graph, item)) {
			r->straight[channel->straight_count++] = exit_row(graph, item);
		} else if (links > 0) {
			r->strand_of[item] = channel->strand_count;
			r->carrier[channel->strand_count] = item;
			r->strand[channel->strand_count++] = (struct strand){
				.left = exit_row(graph, item), .right = r->right + room};
			room += links;
		}
	}
}

/* Going down the layer on the right, each strand's rows ascend. */
static void add_right_rows(struct routing *r, int layer)
{
	const struct layered *graph = r->graph;
	for (uint32_t i = graph->first_order[layer]; i < graph->first_order[layer + 1]; i++) {
		uint32_t item = graph->order[i];
		for (uint32_t k = graph->first_in[item]; k < graph->first_in[item + 1]; k++) {
			const struct link *link = &graph->link[graph->in[k]];
			if (r->strand_of[link->from] == NO_STRAND)
				continue;
			struct strand *strand = &r->strand[r->strand_of[link->from]];
			r->right[strand->right - r->right + strand->right_count++] =
				entry_row(graph, link);
		}
	}
}

/*
 * Where a net goes on straight and turns both ways, one track would be a branch with four arms,
 * which looks like a crossing. It turns up and down on two tracks instead: the second strand takes
 * the rows below.
 *
 *            ┌──▶
 *     ────┬──┴──▶
 *         └─────▶
 */
static void fork_strand(struct routing *r, struct channel *channel, uint32_t index)
{
	struct strand *strand = &r->strand[index];
	const int *right = strand->right;
	uint32_t count = strand->right_count, above = 0;
	while (above < count && right[above] < strand->left)
		above++;
	if (above == 0 || above + 1 >= count || right[above] != strand->left)
		return;
	r->carrier[channel->strand_count] = r->carrier[index];
	r->strand[channel->strand_count++] = (struct strand){
		.left = strand->left, .right = right + above + 1, .right_count = count - above - 1};
	strand->right_count = above + 1;
}

/* With its boxes' blanks, or as the last layer, which nothing follows, without. */
static int layer_length(const struct layered *graph, int layer)
{
	bool is_last = layer == graph->layer_count - 1;
	int longest = 0;
	for (uint32_t i = graph->first_order[layer]; i < graph->first_order[layer + 1]; i++) {
		if (!is_box(graph, graph->order[i]))
			continue;
		const struct layout_box *box = &graph->input->box[graph->order[i]];
		int length = is_last ? box->length - box->blank : box->length;
		longest = length > longest ? length : longest;
	}
	return longest;
}

/*
 * Where the nets turn, from the tracks of their strands: `nets` of these are one a net, and those
 * after them up to `forks` are the lower halves of forks. Tracks are `pitch` cells apart.
 */
static void set_turns(struct routing *r, uint32_t nets, uint32_t forks, int first_track, int pitch)
{
	for (uint32_t i = 0; i < nets; i++) {
		const struct strand *strand = &r->strand[i];
		struct turn *turn = &r->turn[r->carrier[i]];
		*turn = (struct turn){.turns = true, .along = first_track + pitch * strand->track};
		turn->second_along = turn->along;
		if (strand->second == NO_STRAND)
			continue;
		turn->detours = true;
		turn->detour = strand->detour;
		turn->second_along = first_track + pitch * r->strand[strand->second].track;
	}
	for (uint32_t i = nets; i < forks; i++) {
		struct turn *turn = &r->turn[r->carrier[i]];
		turn->forks = true;
		turn->second_along = first_track + pitch * r->strand[i].track;
	}
}

static bool goes_out(const struct strand *strand, int row)
{
	for (uint32_t k = 0; k < strand->right_count; k++)
		if (strand->right[k] == row)
			return true;
	return false;
}

/* Whether a wire into a box of a layer passes under a strand, between its ends. */
static bool meets_operand(const struct layered *graph, const struct strand *strand, int layer)
{
	for (uint32_t i = graph->first_order[layer]; i < graph->first_order[layer + 1]; i++) {
		uint32_t item = graph->order[i];
		if (!is_box(graph, item))
			continue;
		for (uint32_t k = graph->first_in[item]; k < graph->first_in[item + 1]; k++) {
			int row = entry_row(graph, &graph->link[graph->in[k]]);
			if (strand->top < row && row < strand->bottom && !goes_out(strand, row))
				return true;
		}
	}
	return false;
}

static bool meets_operand_last(const struct layered *graph, const struct channel *channel,
			       int layer)
{
	for (uint32_t i = 0; i < channel->strand_count; i++)
		if (channel->strand[i].track == channel->track_count - 1 &&
		    meets_operand(graph, &channel->strand[i], layer))
			return true;
	return false;
}

/* Tracks, and from them where the next layer starts. */
static bool route_channel(struct routing *r, int layer)
{
	const struct layout_input *input = r->graph->input;
	int pitch = 1 + input->track_gap;
	int first_track = r->start[layer] + layer_length(r->graph, layer) + LEAD;
	struct channel channel = {
		.last_row = r->last_row,
		.free_tracks = pitch > 1 ? 0 : 1,
		.strand = r->strand,
		.straight = r->straight,
	};
	list_strands(r, layer, &channel);
	add_right_rows(r, layer + 1);
	uint32_t nets = channel.strand_count;
	for (uint32_t i = 0; i < nets; i++)
		fork_strand(r, &channel, i);
	uint32_t forks = channel.strand_count;
	if (!channel_assign(&channel))
		return false;
	set_turns(r, nets, forks, first_track, pitch);
	int tracks = channel.track_count > 0 ? pitch * (channel.track_count - 1) + 1 : 0;
	int arrow = input->arrow_length > 0 ? input->arrow_length : 1;
	r->start[layer + 1] = first_track + tracks + arrow;
	r->is_tight[layer] = arrow == 1 && meets_operand_last(r->graph, &channel, layer + 1);
	return true;
}

static int whole_length(const struct routing *r)
{
	int last = r->graph->layer_count - 1;
	return r->start[last] + layer_length(r->graph, last);
}

/*
 * A crossing in the cell before an arrow hides where the wire comes from. It takes one cell more to
 * have a piece of the wire between them, where there is room for it.
 */
static void widen_channels(struct routing *r)
{
	const struct layered *graph = r->graph;
	int shift = 0, spare = graph->input->room_length - whole_length(r);
	bool is_scrolled = spare < 0; /* even if there is no limit */
	for (int k = 0; k < graph->layer_count; k++) {
		r->start[k] += shift;
		for (uint32_t i = graph->first_order[k]; i < graph->first_order[k + 1]; i++) {
			r->turn[graph->order[i]].along += shift;
			r->turn[graph->order[i]].second_along += shift;
		}
		if (r->is_tight[k] && (is_scrolled || spare-- > 0))
			shift++;
	}
}

/* ---- segments ---- */

static void add_segment(struct layout *layout, uint32_t net, int along, int across, int to_along,
			int to_across)
{
	layout->segment[layout->segment_count++] =
		(struct layout_segment){net, along, across, to_along, to_across};
}

/* The vertical pieces of a net in a channel, and a detour between them. */
static void add_turn(struct routing *r, uint32_t item)
{
	const struct layered *graph = r->graph;
	const struct turn *turn = &r->turn[item];
	uint32_t net = graph->item[item].net;
	int row = exit_row(graph, item), top = row, bottom = row;
	if (turn->detours) {
		top = bottom = turn->detour;
		add_segment(r->layout, net, turn->along, row < top ? row : top, turn->along,
			    row < top ? top : row);
		add_segment(r->layout, net, turn->along, top, turn->second_along, top);
	}
	for (uint32_t k = graph->first_out[item]; k < graph->first_out[item + 1]; k++) {
		int entry = entry_row(graph, &graph->link[k]);
		top = entry < top ? entry : top;
		bottom = entry > bottom ? entry : bottom;
	}
	if (turn->forks)
		add_segment(r->layout, net, turn->along, top, turn->along, row);
	add_segment(r->layout, net, turn->second_along, turn->forks ? row : top, turn->second_along,
		    bottom);
}

/* The track from which a net goes out in a row. */
static int along_of_row(const struct turn *turn, int exit, int entry)
{
	return turn->forks && entry < exit ? turn->along : turn->second_along;
}

/*
 * A net in the channel after `item`, where its wire arrives from `*start`. Returns the bend point
 * to go on from, with *start set anew, or NO_STRAND at the net's end.
 */
static uint32_t add_channel(struct routing *r, uint32_t item, int *start)
{
	const struct layered *graph = r->graph;
	const struct turn *turn = &r->turn[item];
	uint32_t net = graph->item[item].net, onward = NO_STRAND;
	int row = exit_row(graph, item), first = *start;
	bool goes_straight = false;
	for (uint32_t k = graph->first_out[item]; k < graph->first_out[item + 1]; k++) {
		const struct link *link = &graph->link[k];
		int entry = entry_row(graph, link);
		int from = entry == row ? first : along_of_row(turn, row, entry);
		goes_straight = goes_straight || entry == row;
		if (is_box(graph, link->to)) {
			add_segment(r->layout, net, from, entry,
				    r->start[graph->item[item].layer + 1] - 1, entry);
		} else {
			onward = link->to;
			*start = from;
		}
	}
	if (turn->turns && !goes_straight)
		add_segment(r->layout, net, first, row, turn->along, row);
	if (turn->turns)
		add_turn(r, item);
	return onward;
}

static void add_net(struct routing *r, uint32_t net)
{
	const struct layout_box *box = &r->graph->input->box[net];
	int start = r->layout->box[net].along + box->length;
	r->layout->first_segment[net] = r->layout->segment_count;
	for (uint32_t item = net; item != NO_STRAND;)
		item = add_channel(r, item, &start);
}

/* ---- the whole ---- */

static void place_boxes(struct routing *r)
{
	for (uint32_t i = 0; i < r->layout->box_count; i++) {
		const struct item *item = &r->graph->item[i];
		r->layout->box[i] = (struct layout_place){.along = r->start[item->layer],
							  .across = item->across};
	}
}

/* Detours may have left the drawing: let it begin at row 0, and measure it. */
static void fit_rows(struct layout *layout, int last_row)
{
	int first = 0, last = last_row;
	for (uint32_t i = 0; i < layout->segment_count; i++) {
		first = layout->segment[i].across < first ? layout->segment[i].across : first;
		last = layout->segment[i].to_across > last ? layout->segment[i].to_across : last;
	}
	for (uint32_t i = 0; i < layout->segment_count; i++) {
		layout->segment[i].across -= first;
		layout->segment[i].to_across -= first;
	}
	for (uint32_t i = 0; i < layout->box_count; i++)
		layout->box[i].across -= first;
	layout->strip_breadth = layout->breadth = last - first + 1;
}

static bool allocate_layout(const struct layered *graph, struct layout *layout)
{
	size_t boxes = graph->input->box_count;
	/*
	 * Each link is a piece at most, each turn has one before it and three of its own; and each
	 * output is one.
	 */
	size_t segments = (size_t)graph->link_count + 4 * (size_t)graph->item_count + boxes;
	layout->box_count = graph->input->box_count;
	layout->box = calloc(boxes + 1, sizeof(*layout->box));
	layout->first_segment = calloc(boxes + 1, sizeof(*layout->first_segment));
	layout->segment = calloc(segments + 1, sizeof(*layout->segment));
	return layout->box && layout->first_segment && layout->segment;
}

static bool route(struct routing *r)
{
	const struct layered *graph = r->graph;
	struct layout *layout = r->layout;
	for (uint32_t i = 0; i < graph->item_count; i++) {
		int last = graph->item[i].across + graph->item[i].breadth - 1;
		r->last_row = last > r->last_row ? last : r->last_row;
	}
	for (int k = 0; k + 1 < graph->layer_count; k++)
		if (!route_channel(r, k))
			return false;
	widen_channels(r);
	place_boxes(r);
	for (uint32_t i = 0; i < layout->box_count; i++)
		add_net(r, i);
	layout->first_segment[layout->box_count] = layout->segment_count;
	fit_rows(layout, r->last_row);
	layout->length = whole_length(r);
	return true;
}

bool route_wires(const struct layered *graph, struct layout *layout)
{
	struct arena arena = {0};
	size_t items = graph->item_count;
	struct routing r = {
		.graph = graph,
		.start = arena_take(&arena, (size_t)graph->layer_count, sizeof(*r.start)),
		.turn = arena_take(&arena, items, sizeof(*r.turn)),
		.strand = arena_take(&arena, 4 * items, sizeof(*r.strand)),
		.carrier = arena_take(&arena, 2 * items, sizeof(*r.carrier)),
		.strand_of = arena_take(&arena, items, sizeof(*r.strand_of)),
		.right = arena_take(&arena, graph->link_count, sizeof(*r.right)),
		.straight = arena_take(&arena, items, sizeof(*r.straight)),
		.last_row = -1,
		.is_tight = arena_take(&arena, (size_t)graph->layer_count, sizeof(*r.is_tight)),
		.layout = layout,
	};
	bool done = allocate_layout(graph, layout) && r.start && r.turn && r.strand && r.carrier &&
		    r.strand_of && r.right && r.straight && r.is_tight &&
		    (graph->layer_count == 0 || route(&r));
	arena_finish(&arena);
	return done;
}
