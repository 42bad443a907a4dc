/*
 * The wires from a strip to the next. On the right the lowest net turns first, and takes the upper
 * track; on the left it is the uppermost that has come in first:
 *
 *     ──a──────┐        Nets that keep their order do not cross each other. Those that do not,
 *     ──b───┐  │        cross at right angles and away from their corners, since each has a column
 *           │  │        on the right, a track, and a column on the left of its own.
 *     ┌─────┘  │
 *     │ ┌──────┘
 *     │ └──a──
 *     └────b──
 */
#include "layout/wrap.h"

#include "base/array.h"
#include "layout/stages.h"

#include <stdlib.h>

#define NONE UINT32_MAX
#define MOST_ATTEMPTS 4
#define MARGIN 4 /* cells along that a strip is longer than its layers, besides the columns */

/* A net where it leaves a strip or comes into one. */
struct crossing {
	uint32_t net;
	uint32_t stub; /* the box in the strip that stands for the rest of the graph */
	int across;    /* its row */
	int rank;      /* of its column, from the strip outwards */
};

struct strip {
	int first, end;            /* its layers: first … end − 1 */
	struct layout_input input; /* its boxes, then the stubs of what comes in and what goes on */
	int *layer;
	uint32_t *number; /* of each box of all: that whose net has its wire here; NONE */
	uint32_t entry_count, exit_count;
	struct crossing *entry, *exit;
	struct layout layout;
	int along, across; /* where its first cell goes */
};

struct wrapping {
	const struct layout_input *input;
	const int *layer;
	int layer_count;
	int *start;     /* of each layer in the unbroken layout, and its end */
	int *last;      /* of each box: the layer of its furthest consumer */
	uint32_t *cuts; /* of each layer: nets that come into it from those before */
	uint32_t strip_count;
	struct strip *strip;
	struct arena *arena;
};

static int column_pitch(const struct wrapping *wrapping)
{
	return wrapping->input->track_gap + 1;
}

/* Free rows around each track: columns above and below one may be in line. */
static int track_gap(const struct wrapping *wrapping)
{
	return wrapping->input->wire_gap > 0 ? wrapping->input->wire_gap : 1;
}

static int track_pitch(const struct wrapping *wrapping)
{
	return track_gap(wrapping) + 1;
}

/* ---- where to break ---- */

static bool measure_layers(struct wrapping *wrapping, const struct layout *unbroken)
{
	const struct layout_input *input = wrapping->input;

	for (uint32_t i = 0; i < input->box_count; i++)
		if (wrapping->layer[i] >= wrapping->layer_count)
			wrapping->layer_count = wrapping->layer[i] + 1;
	size_t layers = (size_t)wrapping->layer_count + 1;
	wrapping->start = arena_take(wrapping->arena, layers, sizeof(*wrapping->start));
	wrapping->cuts = arena_take(wrapping->arena, layers, sizeof(*wrapping->cuts));
	wrapping->last = arena_take(wrapping->arena, input->box_count, sizeof(*wrapping->last));
	wrapping->strip = arena_take(wrapping->arena, layers, sizeof(*wrapping->strip));
	if (!wrapping->start || !wrapping->cuts || !wrapping->last || !wrapping->strip)
		return false;
	for (uint32_t i = 0; i < input->box_count; i++) {
		wrapping->last[i] = wrapping->layer[i];
		wrapping->start[wrapping->layer[i]] = unbroken->box[i].along;
	}
	wrapping->start[wrapping->layer_count] = unbroken->length;
	for (uint32_t i = 0; i < input->edge_count; i++) {
		int to = wrapping->layer[input->edge[i].to], *last;
		last = &wrapping->last[input->edge[i].from];
		*last = to > *last ? to : *last;
	}
	for (uint32_t i = 0; i < input->box_count; i++)
		for (int k = wrapping->layer[i] + 1; k <= wrapping->last[i]; k++)
			wrapping->cuts[k]++;
	return true;
}

static int length_of(const struct wrapping *wrapping, int first, int end)
{
	uint32_t columns = wrapping->cuts[first] + wrapping->cuts[end];

	return wrapping->start[end] - wrapping->start[first] + MARGIN +
	       (int)columns * column_pitch(wrapping);
}

/*
 * The layer that the next strip begins with: one as far on as the length allows or, if fewer nets
 * are cut there, up to a third before.
 */
static int find_break(const struct wrapping *wrapping, int first, int length)
{
	int furthest = first + 1, best;

	while (furthest < wrapping->layer_count &&
	       length_of(wrapping, first, furthest + 1) <= length)
		furthest++;
	best = furthest;
	if (furthest == wrapping->layer_count)
		return best;
	for (int k = furthest - 1; k > first && 3 * (k - first) >= 2 * (furthest - first); k--)
		if (wrapping->cuts[k] < wrapping->cuts[best])
			best = k;
	return best;
}

static void break_layers(struct wrapping *wrapping, int length)
{
	wrapping->strip_count = 0;
	for (int first = 0, end; first < wrapping->layer_count; first = end) {
		end = find_break(wrapping, first, length);
		wrapping->strip[wrapping->strip_count++] =
			(struct strip){.first = first, .end = end};
	}
}

/* ---- a strip ---- */

static bool comes_in(const struct wrapping *wrapping, const struct strip *strip, uint32_t box)
{
	return wrapping->layer[box] < strip->first && wrapping->last[box] >= strip->first;
}

static bool goes_on(const struct wrapping *wrapping, const struct strip *strip, uint32_t box)
{
	return wrapping->layer[box] < strip->end && wrapping->last[box] >= strip->end;
}

static bool is_in(const struct wrapping *wrapping, const struct strip *strip, uint32_t box)
{
	return wrapping->layer[box] >= strip->first && wrapping->layer[box] < strip->end;
}

/* What a strip is made of, while it is. */
struct making {
	struct layout_box *box;
	struct layout_edge *edge;
	int *before;
};

static bool take_memory(const struct wrapping *wrapping, struct strip *strip, struct making *making)
{
	const struct layout_input *input = wrapping->input;
	struct arena *arena = wrapping->arena;
	size_t boxes = 3 * (size_t)input->box_count, edges = input->edge_count + boxes;

	making->box = arena_take(arena, boxes, sizeof(*making->box));
	making->edge = arena_take(arena, edges, sizeof(*making->edge));
	making->before = arena_take(arena, boxes, sizeof(*making->before));
	strip->layer = arena_take(arena, boxes, sizeof(*strip->layer));
	strip->number = arena_take(arena, input->box_count, sizeof(*strip->number));
	strip->entry = arena_take(arena, input->box_count, sizeof(*strip->entry));
	strip->exit = arena_take(arena, input->box_count, sizeof(*strip->exit));
	return making->box && making->edge && making->before && strip->layer && strip->number &&
	       strip->entry && strip->exit;
}

static uint32_t add_box(struct strip *strip, struct making *making, struct layout_box box,
			int layer, int before)
{
	uint32_t number = strip->input.box_count++;

	making->box[number] = box;
	making->before[number] = before;
	strip->layer[number] = layer;
	return number;
}

static void add_boxes(const struct wrapping *wrapping, struct strip *strip, struct making *making,
		      int first_layer)
{
	const struct layout_input *input = wrapping->input;

	for (uint32_t i = 0; i < input->box_count; i++) {
		strip->number[i] = NONE;
		if (is_in(wrapping, strip, i))
			strip->number[i] = add_box(strip, making, input->box[i],
						   wrapping->layer[i] - strip->first + first_layer,
						   input->before ? input->before[i] : -1);
	}
}

/* Nets come in where those of the strip above went on, as far as that costs no crossing. */
static int row_above(const struct wrapping *wrapping, const struct strip *above, uint32_t net)
{
	for (uint32_t i = 0; !wrapping->input->before && i < above->exit_count; i++)
		if (above->exit[i].net == net)
			return above->exit[i].across;
	return -1;
}

static void add_stubs(const struct wrapping *wrapping, struct strip *strip, struct making *making,
		      int last_layer)
{
	static const int port = 0;
	const struct layout_box entry = {.length = 1, .breadth = 1};
	const struct layout_box exit = {.length = 1, .breadth = 1, .port_count = 1, .port = &port};

	for (uint32_t i = 0; i < wrapping->input->box_count; i++)
		if (comes_in(wrapping, strip, i)) {
			strip->number[i] =
				add_box(strip, making, entry, 0, row_above(wrapping, strip - 1, i));
			strip->entry[strip->entry_count++] =
				(struct crossing){.net = i, .stub = strip->number[i]};
		}
	for (uint32_t i = 0; i < wrapping->input->box_count; i++)
		if (goes_on(wrapping, strip, i)) {
			uint32_t stub = add_box(strip, making, exit, last_layer, -1);
			making->edge[strip->input.edge_count++] =
				(struct layout_edge){strip->number[i], stub, 0};
			strip->exit[strip->exit_count++] =
				(struct crossing){.net = i, .stub = stub};
		}
}

static bool make_strip(const struct wrapping *wrapping, struct strip *strip)
{
	const struct layout_input *input = wrapping->input;
	struct making making;
	int first_layer = wrapping->cuts[strip->first] > 0;

	if (!take_memory(wrapping, strip, &making))
		return false;
	strip->input = *input;
	strip->input.box_count = strip->input.edge_count = 0;
	strip->input.box = making.box;
	strip->input.edge = making.edge;
	strip->input.before = making.before;
	add_boxes(wrapping, strip, &making, first_layer);
	add_stubs(wrapping, strip, &making, strip->end - strip->first + first_layer);
	for (uint32_t i = 0; i < input->edge_count; i++)
		if (is_in(wrapping, strip, input->edge[i].to))
			making.edge[strip->input.edge_count++] = (struct layout_edge){
				strip->number[input->edge[i].from],
				strip->number[input->edge[i].to], input->edge[i].port};
	return true;
}

/* ---- the strips together ---- */

static int compare_across(const void *a, const void *b)
{
	const struct crossing *one = a, *other = b;

	return (one->across > other->across) - (one->across < other->across);
}

/* Sort by rows, and give each its rank: on the left from above, on the right from below. */
static void rank(struct crossing *crossing, uint32_t count, const struct layout *layout,
		 bool is_from_above)
{
	for (uint32_t i = 0; i < count; i++)
		crossing[i].across = layout->box[crossing[i].stub].across;
	if (count > 0)
		qsort(crossing, count, sizeof(*crossing), compare_across);
	for (uint32_t i = 0; i < count; i++)
		crossing[i].rank = (int)(is_from_above ? i : count - 1 - i);
}

static int breadth_of_strip(const struct wrapping *wrapping, const struct strip *strip)
{
	int gap = strip->exit_count > 0 ? track_gap(wrapping) : 0;

	return strip->layout.breadth + gap + (int)strip->exit_count * track_pitch(wrapping);
}

static bool lay_out_strips(struct wrapping *wrapping, uint32_t edges_of_all)
{
	int across = 0;

	for (uint32_t i = 0; i < wrapping->strip_count; i++) {
		struct strip *strip = &wrapping->strip[i];
		if (!make_strip(wrapping, strip) ||
		    !lay_out_layers(&strip->input, strip->layer, edges_of_all, wrapping->arena,
				    &strip->layout))
			return false;
		rank(strip->entry, strip->entry_count, &strip->layout, true);
		rank(strip->exit, strip->exit_count, &strip->layout, false);
		strip->along = (int)strip->entry_count * column_pitch(wrapping);
		strip->across = across;
		across += breadth_of_strip(wrapping, strip);
	}
	return true;
}

static void finish_strips(struct wrapping *wrapping)
{
	for (uint32_t i = 0; i < wrapping->strip_count; i++)
		layout_finish(&wrapping->strip[i].layout);
}

/* The column of a net that goes on, and that of one that has come in. */
static int right_column(const struct wrapping *wrapping, const struct strip *strip,
			const struct crossing *exit)
{
	return strip->along + strip->layout.length - 1 + exit->rank * column_pitch(wrapping);
}

static int left_column(const struct wrapping *wrapping, const struct strip *strip,
		       const struct crossing *entry)
{
	return strip->along - (entry->rank + 1) * column_pitch(wrapping);
}

static int length_of_strips(const struct wrapping *wrapping)
{
	int longest = 0;

	for (uint32_t i = 0; i < wrapping->strip_count; i++) {
		const struct strip *strip = &wrapping->strip[i];
		int length = strip->along + strip->layout.length;
		if (strip->exit_count > 0)
			length += ((int)strip->exit_count - 1) * column_pitch(wrapping);
		longest = length > longest ? length : longest;
	}
	return longest;
}

/* ---- the wires ---- */

#define MARGIN_SEGMENTS 5 /* of a net from one strip to the next */

static const struct crossing *find_crossing(const struct crossing *crossing, uint32_t count,
					    uint32_t net)
{
	for (uint32_t i = 0; i < count; i++)
		if (crossing[i].net == net)
			return &crossing[i];
	return NULL;
}

/* A place in the layout of the whole. */
struct corner {
	int along, across;
};

static void add_segment(struct layout *layout, uint32_t net, struct corner a, struct corner b)
{
	bool is_ahead = a.along < b.along || a.across < b.across;
	struct corner start = is_ahead ? a : b, end = is_ahead ? b : a;

	layout->segment[layout->segment_count++] =
		(struct layout_segment){net, start.along, start.across, end.along, end.across};
}

static void add_segments_of_strip(const struct strip *strip, uint32_t net, struct layout *layout)
{
	const struct layout *part = &strip->layout;
	uint32_t number = strip->number[net];

	for (uint32_t i = part->first_segment[number]; i < part->first_segment[number + 1]; i++) {
		const struct layout_segment *segment = &part->segment[i];
		struct corner start = {segment->along + strip->along,
				       segment->across + strip->across};
		struct corner end = {segment->to_along + strip->along,
				     segment->to_across + strip->across};
		add_segment(layout, net, start, end);
	}
}

/* From the last cell in the strip around to the first in the next. */
static void add_way_on(const struct wrapping *wrapping, const struct strip *strip,
		       const struct crossing *exit, struct layout *layout)
{
	const struct strip *next = strip + 1;
	const struct crossing *entry = find_crossing(next->entry, next->entry_count, exit->net);
	int right = right_column(wrapping, strip, exit), left = left_column(wrapping, next, entry);
	int track = strip->across + strip->layout.breadth + track_gap(wrapping) +
		    exit->rank * track_pitch(wrapping);
	const struct corner way[MARGIN_SEGMENTS + 1] = {
		{strip->along + strip->layout.length - 2, strip->across + exit->across},
		{right, strip->across + exit->across},
		{right, track},
		{left, track},
		{left, next->across + entry->across},
		{next->along + 1, next->across + entry->across},
	};

	for (int i = 0; i < MARGIN_SEGMENTS; i++)
		add_segment(layout, exit->net, way[i], way[i + 1]);
}

static void add_net(const struct wrapping *wrapping, uint32_t net, struct layout *layout)
{
	layout->first_segment[net] = layout->segment_count;
	for (uint32_t i = 0; i < wrapping->strip_count; i++) {
		const struct strip *strip = &wrapping->strip[i];
		const struct crossing *exit = find_crossing(strip->exit, strip->exit_count, net);
		if (strip->number[net] != NONE)
			add_segments_of_strip(strip, net, layout);
		if (exit)
			add_way_on(wrapping, strip, exit, layout);
	}
}

static void place_boxes(const struct wrapping *wrapping, int index, struct layout *layout)
{
	const struct strip *strip = &wrapping->strip[index];

	for (uint32_t box = 0; box < layout->box_count; box++) {
		if (!is_in(wrapping, strip, box))
			continue;
		layout->box[box] = strip->layout.box[strip->number[box]];
		layout->box[box].along += strip->along;
		layout->box[box].across += strip->across;
		layout->box[box].strip = index;
	}
}

static bool join_strips(const struct wrapping *wrapping, struct layout *layout)
{
	uint32_t boxes = wrapping->input->box_count, segments = 0;
	const struct strip *last = &wrapping->strip[wrapping->strip_count - 1];

	for (uint32_t i = 0; i < wrapping->strip_count; i++)
		segments += wrapping->strip[i].layout.segment_count +
			    MARGIN_SEGMENTS * wrapping->strip[i].exit_count;
	*layout = (struct layout){
		.length = length_of_strips(wrapping),
		.breadth = last->across + last->layout.breadth,
		.box_count = boxes,
		.box = array_create(boxes, sizeof(*layout->box)),
		.segment = array_create(segments, sizeof(*layout->segment)),
		.first_segment = array_create((size_t)boxes + 1, sizeof(*layout->first_segment)),
	};
	if (!layout->box || !layout->segment || !layout->first_segment)
		return false;
	for (uint32_t i = 0; i < wrapping->strip_count; i++) {
		int breadth = breadth_of_strip(wrapping, &wrapping->strip[i]);
		if (breadth > layout->strip_breadth)
			layout->strip_breadth = breadth;
		place_boxes(wrapping, (int)i, layout);
	}
	for (uint32_t box = 0; box < boxes; box++)
		add_net(wrapping, box, layout);
	layout->first_segment[boxes] = layout->segment_count;
	return true;
}

/* Strips that turn out longer than wanted are broken again, earlier. */
static bool wrap(struct wrapping *wrapping, uint32_t edges_of_all)
{
	int wanted = wrapping->input->wrap_length, length = wanted;

	for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
		finish_strips(wrapping);
		break_layers(wrapping, length);
		if (!lay_out_strips(wrapping, edges_of_all))
			return false;
		int excess = length_of_strips(wrapping) - wanted;
		if (excess <= 0)
			return true;
		length -= excess;
	}
	return true;
}

bool wrap_layout(const struct layout_input *input, const int *layer, uint32_t edges_of_all,
		 struct layout *layout)
{
	struct arena arena = {0};
	struct wrapping wrapping = {.input = input, .layer = layer, .arena = &arena};
	bool done = measure_layers(&wrapping, layout);

	layout_finish(layout);
	done = done && wrap(&wrapping, edges_of_all) && join_strips(&wrapping, layout);
	finish_strips(&wrapping);
	arena_finish(&arena);
	return done;
}
