#include "layout/parts.h"

#include "base/array.h"

/* ---- taking apart ---- */

static uint32_t find_root(uint32_t *parent, uint32_t box)
{
	while (parent[box] != box) {
		parent[box] = parent[parent[box]];
		box = parent[box];
	}
	return box;
}

/* The first box of each box's part. */
static void find_first_boxes(const struct layout_input *input, uint32_t *first)
{
	for (uint32_t i = 0; i < input->box_count; i++)
		first[i] = i;
	for (uint32_t i = 0; i < input->edge_count; i++) {
		uint32_t a = find_root(first, input->edge[i].from);
		uint32_t b = find_root(first, input->edge[i].to);
		first[a < b ? b : a] = a < b ? a : b;
	}
	for (uint32_t i = 0; i < input->box_count; i++)
		first[i] = find_root(first, i);
}

/* part_of has the first box of each part: let it have the part's number. */
static void number_parts(struct parts *parts)
{
	for (uint32_t i = 0; i < parts->box_count; i++) {
		uint32_t first = parts->part_of[i];
		parts->part_of[i] = first == i ? parts->count++ : parts->part_of[first];
	}
}

/* How many boxes and edges each part has, and what they have in common. */
static void count_parts(const struct layout_input *input, struct parts *parts)
{
	for (uint32_t i = 0; i < parts->count; i++) {
		parts->part[i].input = *input;
		parts->part[i].input.box_count = parts->part[i].input.edge_count = 0;
	}
	for (uint32_t i = 0; i < input->box_count; i++)
		parts->number[i] = parts->part[parts->part_of[i]].input.box_count++;
	for (uint32_t i = 0; i < input->edge_count; i++)
		parts->part[parts->part_of[input->edge[i].from]].input.edge_count++;
}

/* All boxes and edges, sorted by their part of the graph. */
struct sorted {
	struct layout_box *box;
	struct layout_edge *edge;
	int *before;
	uint32_t *next_edge; /* of each part: where the next one goes */
};

static void sort_parts(const struct layout_input *input, struct parts *parts,
		       const struct sorted *sorted)
{
	uint32_t boxes = 0, edges = 0;
	for (uint32_t i = 0; i < parts->count; i++) {
		struct layout_input *part = &parts->part[i].input;
		part->box = sorted->box + boxes;
		part->edge = sorted->edge + edges;
		part->before = input->before ? sorted->before + boxes : NULL;
		sorted->next_edge[i] = edges;
		boxes += part->box_count;
		edges += part->edge_count;
	}
	for (uint32_t i = 0; i < input->box_count; i++) {
		const struct layout_input *part = &parts->part[parts->part_of[i]].input;
		uint32_t place = (uint32_t)(part->box - sorted->box) + parts->number[i];
		sorted->box[place] = input->box[i];
		if (input->before)
			sorted->before[place] = input->before[i];
	}
	for (uint32_t i = 0; i < input->edge_count; i++) {
		const struct layout_edge *whole = &input->edge[i];
		uint32_t place = sorted->next_edge[parts->part_of[whole->from]]++;
		sorted->edge[place] = (struct layout_edge){parts->number[whole->from],
							   parts->number[whole->to], whole->port};
	}
}

bool parts_take_apart(const struct layout_input *input, struct arena *arena, struct parts *parts)
{
	*parts = (struct parts){
		.box_count = input->box_count,
		.part_of = arena_take(arena, input->box_count, sizeof(*parts->part_of)),
		.number = arena_take(arena, input->box_count, sizeof(*parts->number)),
	};
	struct sorted sorted = {
		.box = arena_take(arena, input->box_count, sizeof(*sorted.box)),
		.edge = arena_take(arena, input->edge_count, sizeof(*sorted.edge)),
		.before = arena_take(arena, input->box_count, sizeof(*sorted.before)),
	};
	if (!parts->part_of || !parts->number || !sorted.box || !sorted.edge || !sorted.before)
		return false;
	find_first_boxes(input, parts->part_of);
	number_parts(parts);
	parts->part = arena_take(arena, parts->count, sizeof(*parts->part));
	sorted.next_edge = arena_take(arena, parts->count, sizeof(*sorted.next_edge));
	if (!parts->part || !sorted.next_edge) {
		parts->count = 0;
		return false;
	}
	count_parts(input, parts);
	sort_parts(input, parts, &sorted);
	return true;
}

/* ---- joining ---- */

static void measure(const struct parts *parts, struct layout *layout)
{
	for (uint32_t i = 0; i < parts->count; i++) {
		const struct part *part = &parts->part[i];
		int length = part->along + part->layout.length;
		int breadth = part->across + part->layout.breadth;
		layout->length = length > layout->length ? length : layout->length;
		layout->breadth = breadth > layout->breadth ? breadth : layout->breadth;
		if (part->layout.strip_breadth > layout->strip_breadth)
			layout->strip_breadth = part->layout.strip_breadth;
		layout->segment_count += part->layout.segment_count;
	}
}

static struct layout_segment moved(const struct layout_segment *segment, const struct part *part,
				   uint32_t net)
{
	return (struct layout_segment){
		net, segment->along + part->along, segment->across + part->across,
		segment->to_along + part->along, segment->to_across + part->across};
}

/* One box and its net. Returns where the next net begins. */
static uint32_t join_box(const struct parts *parts, uint32_t box, struct layout *layout,
			 uint32_t next)
{
	const struct part *part = &parts->part[parts->part_of[box]];
	uint32_t number = parts->number[box];
	layout->box[box] = part->layout.box[number];
	layout->box[box].along += part->along;
	layout->box[box].across += part->across;
	layout->first_segment[box] = next;
	for (uint32_t i = part->layout.first_segment[number];
	     i < part->layout.first_segment[number + 1]; i++)
		layout->segment[next++] = moved(&part->layout.segment[i], part, box);
	return next;
}

bool parts_join(const struct parts *parts, struct layout *layout)
{
	uint32_t next = 0;
	measure(parts, layout);
	layout->box_count = parts->box_count;
	layout->box = array_create(parts->box_count, sizeof(*layout->box));
	layout->segment = array_create(layout->segment_count, sizeof(*layout->segment));
	layout->first_segment =
		array_create((size_t)parts->box_count + 1, sizeof(*layout->first_segment));
	if (!layout->box || !layout->segment || !layout->first_segment)
		return false;
	for (uint32_t i = 0; i < parts->box_count; i++)
		next = join_box(parts, i, layout, next);
	layout->first_segment[parts->box_count] = next;
	return true;
}
