/*
 * How hard a drawing is to read: crossings first, then what the eye does not find where it was,
 * then wires that turn back, and last turns, the way across, and size.
 */
#include "layout/stages.h"

#include <stdlib.h>

#define CROSSING 1000
#define EXCHANGED 100
#define RETURN 6 /* a row */
#define TURNS 4  /* rows that are as bad as a wire's turning to them and away */

/* Pairs of boxes in one layer that have changed their order. */
static long count_exchanged(const struct layered *graph)
{
	const int *before = graph->input->before;
	long exchanged = 0;
	for (int k = 0; before && k < graph->layer_count; k++)
		for (uint32_t i = graph->first_order[k]; i < graph->first_order[k + 1]; i++)
			for (uint32_t j = i + 1; j < graph->first_order[k + 1]; j++) {
				uint32_t a = graph->order[i], b = graph->order[j];
				exchanged += is_box(graph, a) && is_box(graph, b) &&
					     before[b] >= 0 && before[a] > before[b];
			}
	return exchanged;
}

/* ---- wires that turn back ---- */

static bool are_opposite(int rows, int others)
{
	return (rows < 0 && others > 0) || (rows > 0 && others < 0);
}

/* The rows that a bend point's net came down to it since it last turned back; up is negative. */
static int rows_to(const struct layered *graph, uint32_t bend, const int *came)
{
	const struct link *link = &graph->link[graph->in[graph->first_in[bend]]];
	int rows = entry_row(graph, link) - exit_row(graph, link->from), before = came[link->from];
	return are_opposite(rows, before) ? rows : before + rows;
}

/* Rows that wires lead back up where they came down, or down where they came up. */
static bool measure_returns(const struct layered *graph, struct arena *arena, long *returns)
{
	int *came = arena_take(arena, graph->item_count, sizeof(*came));
	if (!came)
		return false;
	for (uint32_t i = 0; i < graph->item_count; i++) {
		uint32_t item = graph->order[i];
		if (!is_box(graph, item))
			came[item] = rows_to(graph, item, came);
		for (uint32_t k = graph->first_out[item]; k < graph->first_out[item + 1]; k++) {
			int rows = entry_row(graph, &graph->link[k]) - exit_row(graph, item);
			int back = abs(rows) < abs(came[item]) ? abs(rows) : abs(came[item]);
			*returns += are_opposite(rows, came[item]) ? back : 0;
		}
	}
	return true;
}

/* ---- crossings and turns ---- */

static bool is_across(const struct layout_segment *segment)
{
	return segment->to_across > segment->across;
}

/*
 * The pieces that run along, by row: those of row i are piece[first[i]] … piece[first[i + 1] − 1].
 */
struct rows {
	uint32_t *first;
	const struct layout_segment **piece;
};

static bool sort_by_row(const struct layout *layout, struct arena *arena, struct rows *rows)
{
	rows->first = arena_take(arena, (size_t)layout->breadth + 2, sizeof(*rows->first));
	rows->piece = arena_take(arena, layout->segment_count, sizeof(*rows->piece));
	if (!rows->first || !rows->piece)
		return false;
	for (uint32_t i = 0; i < layout->segment_count; i++)
		if (!is_across(&layout->segment[i]))
			rows->first[layout->segment[i].across + 2]++;
	for (int i = 2; i < layout->breadth + 2; i++)
		rows->first[i] += rows->first[i - 1];
	for (uint32_t i = 0; i < layout->segment_count; i++)
		if (!is_across(&layout->segment[i]))
			rows->piece[rows->first[layout->segment[i].across + 1]++] =
				&layout->segment[i];
	return true;
}

/* Crossings of a piece that runs across. */
static long crossings_of(const struct layout_segment *across, const struct rows *rows)
{
	long crossings = 0;
	uint32_t end = rows->first[across->to_across];
	for (uint32_t i = rows->first[across->across + 1]; i < end; i++) {
		const struct layout_segment *along = rows->piece[i];
		crossings += along->net != across->net && along->along < across->along &&
			     across->along < along->to_along;
	}
	return crossings;
}

static bool count_crossings(const struct layout *layout, struct arena *arena, long *crossings)
{
	struct rows rows;
	if (!sort_by_row(layout, arena, &rows))
		return false;
	for (uint32_t i = 0; i < layout->segment_count; i++)
		if (is_across(&layout->segment[i]))
			*crossings += crossings_of(&layout->segment[i], &rows);
	return true;
}

/* The wires' way across, in rows, with their turns. */
static long measure_turns(const struct layout *layout)
{
	long rows = 0;
	for (uint32_t i = 0; i < layout->segment_count; i++) {
		const struct layout_segment *segment = &layout->segment[i];
		if (is_across(segment))
			rows += segment->to_across - segment->across + TURNS;
	}
	return rows;
}

/* ---- at least ---- */

/* What a layout's size counts at least: its largest layer across, and all of them along. */
static long least_size(const struct layered *graph)
{
	const struct layout_input *input = graph->input;
	int gap = input->box_gap < input->wire_gap ? input->box_gap : input->wire_gap;
	long breadth = 0, length = 0;
	for (int k = 0; k < graph->layer_count; k++) {
		long across = gap * ((long)layer_size(graph, k) - 1);
		int along = 0;
		for (uint32_t i = graph->first_order[k]; i < graph->first_order[k + 1]; i++) {
			uint32_t item = graph->order[i];
			int own = is_box(graph, item)
					  ? input->box[item].length - input->box[item].blank
					  : 0;
			across += graph->item[item].breadth;
			along = own > along ? own : along;
		}
		breadth = across > breadth ? across : breadth;
		length += along;
	}
	return 2 * breadth + length;
}

/* Where a net goes in the next layer: its first and last port among all ports there. */
struct reach {
	uint32_t first, last;
};

static void number_ports(const struct layered *graph, uint32_t *first_port)
{
	for (int k = 0; k < graph->layer_count; k++) {
		uint32_t port = 0;
		for (uint32_t i = graph->first_order[k]; i < graph->first_order[k + 1]; i++) {
			uint32_t item = graph->order[i];
			first_port[item] = port;
			port += graph->first_in[item + 1] - graph->first_in[item];
		}
	}
}

static struct reach reach_of(const struct layered *graph, const uint32_t *first_port, uint32_t item)
{
	struct reach reach = {UINT32_MAX, 0};
	for (uint32_t k = graph->first_out[item]; k < graph->first_out[item + 1]; k++) {
		const struct link *link = &graph->link[k];
		uint32_t port = first_port[link->to] + (uint32_t)link->port;
		reach.first = port < reach.first ? port : reach.first;
		reach.last = port > reach.last ? port : reach.last;
	}
	return reach;
}

/* Pairs of nets that cross behind a layer, once or more. */
static long count_crossing_nets(const struct reach *reach, uint32_t count)
{
	long pairs = 0;
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t j = i + 1; j < count; j++)
			pairs += reach[i].last > reach[j].first;
	return pairs;
}

static bool count_least_crossings(const struct layered *graph, struct arena *arena, long *crossings)
{
	uint32_t *first_port = arena_take(arena, graph->item_count, sizeof(*first_port));
	struct reach *reach = arena_take(arena, graph->item_count, sizeof(*reach));
	if (!first_port || !reach)
		return false;
	number_ports(graph, first_port);
	for (uint32_t i = 0; i < graph->item_count; i++)
		reach[i] = reach_of(graph, first_port, graph->order[i]);
	for (int k = 0; k < graph->layer_count; k++)
		*crossings +=
			count_crossing_nets(reach + graph->first_order[k], layer_size(graph, k));
	return true;
}

bool measure_least_difficulty(const struct layered *graph, long *difficulty)
{
	struct arena arena = {0};
	long crossings = 0;
	bool done = count_least_crossings(graph, &arena, &crossings);
	*difficulty = CROSSING * crossings + EXCHANGED * count_exchanged(graph) + least_size(graph);
	arena_finish(&arena);
	return done;
}

bool measure_difficulty(const struct layered *graph, const struct layout *layout, long *difficulty)
{
	struct arena arena = {0};
	long crossings = 0, returns = 0;
	bool done = count_crossings(layout, &arena, &crossings) &&
		    measure_returns(graph, &arena, &returns);
	*difficulty = CROSSING * crossings + EXCHANGED * count_exchanged(graph) + RETURN * returns +
		      measure_turns(layout) + 2 * layout->breadth + layout->length;
	arena_finish(&arena);
	return done;
}
