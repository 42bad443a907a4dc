/*
 * Layouts are drawn cell by cell and looked at as a reader would: every wire is followed from its
 * box to the ports where it ends, and whatever could be read in two ways fails. Nothing here knows
 * how the layout was made.
 */
#include "chance.h"
#include "layout/channel.h"
#include "layout/layout.h"
#include "layout/stages.h"
#include "memory_failure.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- what is in each cell ---- */

enum {
	LEFT = 1,
	RIGHT = 2,
	UP = 4,
	DOWN = 8,
};

#define NOTHING UINT32_MAX

struct cell {
	uint32_t box;
	uint32_t net[2]; /* two only where they cross */
	unsigned arms[2];
};

struct raster {
	const struct layout_input *input;
	const struct layout *layout;
	struct cell *cell;
	char fault[200]; /* the first thing that is wrong; empty if nothing is */
};

static void blame(struct raster *raster, const char *what, int along, int across)
{
	if (!raster->fault[0])
		snprintf(raster->fault, sizeof(raster->fault), "%s at (%d, %d)", what, along,
			 across);
}

/* The cell, or NULL outside of the drawing. */
static struct cell *cell_at(const struct raster *raster, int along, int across)
{
	if (along < 0 || across < 0 || along >= raster->layout->length ||
	    across >= raster->layout->breadth)
		return NULL;
	return &raster->cell[(size_t)across * (size_t)raster->layout->length + (size_t)along];
}

/* Whether a net is in a cell, and the arms that it has there. */
static bool has_net(const struct cell *cell, uint32_t net)
{
	return cell && (cell->net[0] == net || cell->net[1] == net);
}

static unsigned arms_of(const struct cell *cell, uint32_t net)
{
	if (!has_net(cell, net))
		return 0;
	return cell->net[0] == net ? cell->arms[0] : cell->arms[1];
}

static void add_arms(struct raster *raster, uint32_t net, int along, int across, unsigned arms)
{
	struct cell *cell = cell_at(raster, along, across);
	if (!cell) {
		blame(raster, "a wire outside of the drawing", along, across);
		return;
	}
	int slot = cell->net[0] == NOTHING || cell->net[0] == net ? 0 : 1;
	if (cell->net[slot] != NOTHING && cell->net[slot] != net) {
		blame(raster, "three wires in a cell", along, across);
		return;
	}
	cell->net[slot] = net;
	cell->arms[slot] |= arms;
}

static void draw_segment(struct raster *raster, const struct layout_segment *segment)
{
	bool flows = segment->across == segment->to_across;
	if ((!flows && segment->along != segment->to_along) || segment->to_along < segment->along ||
	    segment->to_across < segment->across) {
		blame(raster, "a segment that is not straight", segment->along, segment->across);
		return;
	}
	int length =
		flows ? segment->to_along - segment->along : segment->to_across - segment->across;
	for (int i = 0; i <= length; i++) {
		unsigned arms = (i > 0 ? (flows ? LEFT : UP) : 0) |
				(i < length ? (flows ? RIGHT : DOWN) : 0);
		add_arms(raster, segment->net, segment->along + (flows ? i : 0),
			 segment->across + (flows ? 0 : i), arms);
	}
}

static void draw_box(struct raster *raster, uint32_t box)
{
	const struct layout_place *place = &raster->layout->box[box];
	for (int y = place->across; y < place->across + raster->input->box[box].breadth; y++)
		for (int x = place->along; x < place->along + raster->input->box[box].length; x++) {
			struct cell *cell = cell_at(raster, x, y);
			if (!cell)
				blame(raster, "a box outside of the drawing", x, y);
			else if (cell->box != NOTHING)
				blame(raster, "two boxes overlap", x, y);
			else
				cell->box = box;
		}
}

/* The cell just after the box, where its wire begins. */
static int exit_along(const struct raster *raster, uint32_t box)
{
	return raster->layout->box[box].along + raster->input->box[box].length;
}

static int exit_across(const struct raster *raster, uint32_t box)
{
	return raster->layout->box[box].across + raster->input->box[box].exit;
}

static int port_across(const struct raster *raster, const struct layout_edge *edge)
{
	return raster->layout->box[edge->to].across + raster->input->box[edge->to].port[edge->port];
}

/* A wire's end touches a box or the open: one arm more, if it is there at all. */
static void add_end(struct raster *raster, uint32_t net, int along, int across, unsigned arm)
{
	if (has_net(cell_at(raster, along, across), net))
		add_arms(raster, net, along, across, arm);
	else
		blame(raster, "a wire's end is missing", along, across);
}

static void draw_ends(struct raster *raster)
{
	for (uint32_t i = 0; i < raster->input->edge_count; i++) {
		const struct layout_edge *edge = &raster->input->edge[i];
		add_end(raster, edge->from, exit_along(raster, edge->from),
			exit_across(raster, edge->from), LEFT);
		add_end(raster, edge->from, raster->layout->box[edge->to].along - 1,
			port_across(raster, edge), RIGHT);
	}
}

static void raster_init(struct raster *raster, const struct layout_input *input,
			const struct layout *layout)
{
	*raster = (struct raster){.input = input, .layout = layout};
	size_t cells = (size_t)layout->length * (size_t)layout->breadth;
	raster->cell = malloc((cells + 1) * sizeof(*raster->cell));
	assert_non_null(raster->cell);
	for (size_t i = 0; i < cells; i++)
		raster->cell[i] = (struct cell){NOTHING, {NOTHING, NOTHING}, {0, 0}};
	for (uint32_t i = 0; i < layout->box_count; i++)
		draw_box(raster, i);
	for (uint32_t i = 0; i < layout->segment_count; i++)
		draw_segment(raster, &layout->segment[i]);
	draw_ends(raster);
}

/* ---- what must not be ---- */

static bool crosses_plainly(const struct cell *cell)
{
	return (cell->arms[0] == (LEFT | RIGHT) && cell->arms[1] == (UP | DOWN)) ||
	       (cell->arms[0] == (UP | DOWN) && cell->arms[1] == (LEFT | RIGHT));
}

static int count_arms(unsigned arms)
{
	return (arms & LEFT ? 1 : 0) + (arms & RIGHT ? 1 : 0) + (arms & UP ? 1 : 0) +
	       (arms & DOWN ? 1 : 0);
}

/* Two wires that end next to each other, in one line, would be read as one. */
static bool reads_on(const struct cell *cell, unsigned arm, const struct cell *next,
		     unsigned next_arm)
{
	if (!next)
		return false;
	for (int i = 0; i < 2; i++)
		for (int k = 0; k < 2; k++)
			if (cell->net[i] != NOTHING && next->net[k] != NOTHING &&
			    cell->net[i] != next->net[k] && (cell->arms[i] & arm) &&
			    (next->arms[k] & next_arm) && !has_net(next, cell->net[i]) &&
			    !has_net(cell, next->net[k]))
				return true;
	return false;
}

static void check_cells(struct raster *raster)
{
	for (int y = 0; y < raster->layout->breadth; y++)
		for (int x = 0; x < raster->layout->length; x++) {
			const struct cell *cell = cell_at(raster, x, y);
			if (cell->box != NOTHING && cell->net[0] != NOTHING)
				blame(raster, "a wire through a box", x, y);
			if (cell->net[1] != NOTHING && !crosses_plainly(cell))
				blame(raster, "two wires share a cell", x, y);
			for (int i = 0; i < 2; i++)
				if (cell->net[i] != NOTHING && count_arms(cell->arms[i]) < 2)
					blame(raster, "a wire's end is loose", x, y);
				else if (count_arms(cell->arms[i]) == 4)
					blame(raster, "a branch that looks like a crossing", x, y);
			if (reads_on(cell, LEFT, cell_at(raster, x + 1, y), RIGHT) ||
			    reads_on(cell, UP, cell_at(raster, x, y + 1), DOWN))
				blame(raster, "two wires end to end", x, y);
		}
}

/*
 * Follow a wire from one of its cells, taking away what was seen. Returns how many cells it has;
 * *joints counts where they hang together, each place once, from the cell that is seen first.
 */
static int follow(struct raster *raster, uint32_t net, int along, int across, int *joints,
		  int *stack)
{
	static const struct {
		unsigned arm;
		int along, across;
	} way[] = {{LEFT, -1, 0}, {RIGHT, 1, 0}, {UP, 0, -1}, {DOWN, 0, 1}};
	int depth = 0, cells = 0;
	stack[depth++] = across * raster->layout->length + along;
	while (depth > 0) {
		int place = stack[--depth], x = place % raster->layout->length,
		    y = place / raster->layout->length;
		struct cell *cell = &raster->cell[place];
		int slot = cell->net[0] == net ? 0 : 1;
		if (cell->net[slot] != net)
			continue;
		cells++;
		cell->net[slot] = NOTHING;
		for (size_t i = 0; i < 4; i++) {
			struct cell *next = cell_at(raster, x + way[i].along, y + way[i].across);
			if (!(cell->arms[slot] & way[i].arm) || !has_net(next, net))
				continue;
			++*joints;
			stack[depth++] =
				(y + way[i].across) * raster->layout->length + x + way[i].along;
		}
	}
	return cells;
}

/* Arms that point into a box must be the ends that the edges name. */
static void check_ends(struct raster *raster)
{
	int ends = 0, expected = 0;
	for (int y = 0; y < raster->layout->breadth; y++)
		for (int x = 0; x < raster->layout->length; x++)
			for (int i = 0; i < 2; i++) {
				const struct cell *cell = cell_at(raster, x, y),
						  *next = cell_at(raster, x + 1, y);
				if (cell->net[i] != NOTHING && (cell->arms[i] & RIGHT) && next &&
				    next->box != NOTHING)
					ends++;
			}
	for (uint32_t i = 0; i < raster->input->edge_count; i++) {
		const struct layout_edge *edge = &raster->input->edge[i];
		int x = raster->layout->box[edge->to].along - 1, y = port_across(raster, edge);
		expected++;
		for (int k = 0; k < raster->input->arrow_length; k++) {
			const struct cell *cell = cell_at(raster, x - k, y);
			if (!cell || arms_of(cell, edge->from) != (LEFT | RIGHT) ||
			    cell->net[1] != NOTHING)
				blame(raster, "no room for an arrow", x - k, y);
		}
		const struct cell *before = cell_at(raster, x - 1, y);
		if (raster->input->room_length == 0 && before && before->net[1] != NOTHING)
			blame(raster, "a crossing at an arrow", x - 1, y);
	}
	if (ends != expected)
		blame(raster, "wires end at boxes that they do not feed", ends, expected);
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/*
 * Boxes of a layer keep their distance; if a wire passes between them, it keeps its own on both
 * sides.
 */
static void check_box_gap(struct raster *raster)
{
	const struct layout_input *input = raster->input;
	int least_gap = least(input->box_gap, 2 * input->wire_gap + 1);
	for (uint32_t i = 0; i < input->box_count; i++)
		for (uint32_t k = 0; k < input->box_count; k++) {
			const struct layout_place *a = &raster->layout->box[i],
						  *b = &raster->layout->box[k];
			int gap = b->across - a->across - input->box[i].breadth;
			if (i != k && a->along == b->along && a->across <= b->across &&
			    gap < least_gap)
				blame(raster, "boxes too close", b->along, b->across);
		}
}

/* Wires that pass a box keep their distance. */
static void check_wire_gap(struct raster *raster)
{
	const struct layout_input *input = raster->input;
	int least_gap = least(input->box_gap, input->wire_gap);
	for (uint32_t i = 0; i < input->box_count; i++)
		for (int gap = 1; gap <= least_gap; gap++)
			for (int k = 0; k < input->box[i].length; k++) {
				int x = raster->layout->box[i].along + k,
				    y = raster->layout->box[i].across;
				const struct cell *above = cell_at(raster, x, y - gap);
				const struct cell *below =
					cell_at(raster, x, y + input->box[i].breadth - 1 + gap);
				if ((above && above->net[0] != NOTHING) ||
				    (below && below->net[0] != NOTHING))
					blame(raster, "a wire too close to a box", x, y);
			}
}

/*
 * Each net is one tree: all of its cells hang together, by one joint less than cells. Takes the
 * nets away.
 */
static void check_trees(struct raster *raster)
{
	int *stack =
		malloc(4 * (1 + (size_t)raster->layout->length * (size_t)raster->layout->breadth) *
		       sizeof(*stack));
	assert_non_null(stack);
	for (uint32_t i = 0; i < raster->input->box_count && !raster->fault[0]; i++) {
		int joints = 0, x = exit_along(raster, i), y = exit_across(raster, i);
		if (!has_net(cell_at(raster, x, y), i))
			continue;
		int cells = follow(raster, i, x, y, &joints, stack);
		if (joints != cells - 1)
			blame(raster, "a wire in a ring", x, y);
	}
	for (int y = 0; y < raster->layout->breadth; y++)
		for (int x = 0; x < raster->layout->length; x++)
			if (cell_at(raster, x, y)->net[0] != NOTHING ||
			    cell_at(raster, x, y)->net[1] != NOTHING)
				blame(raster, "a wire that comes from nowhere", x, y);
	free(stack);
}

/* What is wrong with a layout, "" if nothing is; `fault` is the raster's. */
static void check_layout(struct raster *raster, const struct layout_input *input,
			 const struct layout *layout)
{
	raster_init(raster, input, layout);
	check_cells(raster);
	check_ends(raster);
	check_box_gap(raster);
	check_wire_gap(raster);
	if (!raster->fault[0])
		check_trees(raster);
	free(raster->cell);
}

/* ---- graphs ---- */

#define MOST_BOXES 60
#define MOST_PORTS 12

struct sample {
	uint32_t seed;
	struct layout_input input;
	struct layout_box box[MOST_BOXES];
	struct layout_edge edge[MOST_BOXES * MOST_PORTS];
	int port[MOST_BOXES][MOST_PORTS];
};

/* Numbers from 0 to limit − 1. */
static int pick(struct sample *sample, int limit)
{
	sample->seed = sample->seed * 1664525 + 1013904223;
	return (int)((sample->seed >> 8) % (uint32_t)limit);
}

static void add_operand(struct sample *sample, uint32_t from, uint32_t to)
{
	struct layout_box *box = &sample->box[to];
	if (box->port_count < MOST_PORTS)
		sample->edge[sample->input.edge_count++] =
			(struct layout_edge){from, to, box->port_count++};
}

enum shape {
	CHAIN,
	TREE,
	FAN_OUT,
	WIDE,
	MULTIPLE, /* edges that share both ends */
	PARTS,    /* that nothing joins */
	DENSE,
	NEAR, /* operands among the boxes just before */
	SHAPES,
};

static void add_operands(struct sample *sample, enum shape shape, uint32_t to)
{
	int before = (int)to, near = before < 5 ? before : 5;
	uint32_t last = to - 1;
	switch (shape) {
	case CHAIN:
		add_operand(sample, pick(sample, 8) ? last : (uint32_t)pick(sample, before), to);
		break;
	case TREE:
		if (2 * to < sample->input.box_count) /* leaves come first */
			break;
		add_operand(sample, 2 * to - sample->input.box_count, to);
		if (2 * to + 1 - sample->input.box_count < to)
			add_operand(sample, 2 * to + 1 - sample->input.box_count, to);
		break;
	case FAN_OUT:
		add_operand(sample, (uint32_t)pick(sample, 1 + before / 8), to);
		break;
	case WIDE:
		for (int i = pick(sample, 3); i > 0 && before > 8; i--)
			add_operand(sample, (uint32_t)pick(sample, 1 + before / 2), to);
		break;
	case MULTIPLE:
		add_operand(sample, (uint32_t)(before - 1 - pick(sample, near)), to);
		for (int i = pick(sample, 3); i > 0; i--)
			add_operand(sample, sample->edge[sample->input.edge_count - 1].from, to);
		break;
	case PARTS:
		if (pick(sample, 3))
			add_operand(sample, (uint32_t)(before - 1 - pick(sample, near)), to);
		break;
	case DENSE:
		for (int i = pick(sample, 5); i > 0; i--)
			add_operand(sample, (uint32_t)pick(sample, before), to);
		break;
	default:
		for (int i = pick(sample, 3); i > 0; i--)
			add_operand(sample, (uint32_t)(before - 1 - pick(sample, near)), to);
	}
}

/* Ports in random places that ascend, an exit anywhere. */
static void shape_box(struct sample *sample, uint32_t index)
{
	struct layout_box *box = &sample->box[index];
	int across = -1;
	for (int i = 0; i < box->port_count; i++) {
		across += 1 + pick(sample, 3) / 2;
		sample->port[index][i] = across;
	}
	box->port = sample->port[index];
	box->breadth = across + 1 + pick(sample, 3);
	box->breadth = box->breadth < 1 ? 1 : box->breadth;
	box->length = 1 + pick(sample, 9);
	box->exit = pick(sample, box->breadth);
}

static void sample_init(struct sample *sample, uint32_t seed, enum shape shape)
{
	memset(sample, 0, sizeof(*sample));
	sample->seed = seed * 2654435761u;
	sample->input = (struct layout_input){
		.box_count = 2 + (uint32_t)pick(sample, pick(sample, 4) ? 20 : MOST_BOXES - 1),
		.box = sample->box,
		.edge = sample->edge,
		.box_gap = pick(sample, 3),
		.wire_gap = pick(sample, 3),
		.track_gap = pick(sample, 3),
		.arrow_length = pick(sample, 3),
		.room_length = 40 * pick(sample, 3),
		.room_breadth = 20 * pick(sample, 2),
		.tries = 1,
	};
	for (uint32_t i = 1; i < sample->input.box_count; i++)
		add_operands(sample, shape, i);
	for (uint32_t i = 0; i < sample->input.box_count; i++)
		shape_box(sample, i);
	sample->input.wrap_length = pick(sample, 3) ? 0 : 10 + pick(sample, 80);
}

/* ---- tests ---- */

static void random_graphs_read_in_one_way(void **state)
{
	(void)state;
	static struct sample sample;
	for (uint32_t seed = 1; seed <= random_cases(10000); seed++) {
		struct layout layout;
		struct raster raster;
		sample_init(&sample, seed, (enum shape)(seed % SHAPES));
		sample.input.tries = seed % 100 ? 1 : 0;
		assert_true(layout_run(&sample.input, &layout));
		check_layout(&raster, &sample.input, &layout);
		layout_finish(&layout);
		if (raster.fault[0])
			fail_msg("graph %" PRIu32 ": %s", seed, raster.fault);
	}
}

static int count_crossings(const struct raster *raster)
{
	int crossings = 0;
	for (int i = 0; i < raster->layout->length * raster->layout->breadth; i++)
		crossings += raster->cell[i].net[1] != NOTHING;
	return crossings;
}

static bool same_layouts(const struct layout *a, const struct layout *b)
{
	return a->length == b->length && a->breadth == b->breadth &&
	       a->segment_count == b->segment_count &&
	       memcmp(a->box, b->box, a->box_count * sizeof(*a->box)) == 0 &&
	       memcmp(a->segment, b->segment, a->segment_count * sizeof(*a->segment)) == 0;
}

/* No strip is longer than is wanted, where each layer and its wires could have one of its own. */
static void a_long_layout_is_broken_into_strips(void **state)
{
	(void)state;
	static struct sample sample;
	int broken = 0, too_long = 0;
	for (uint32_t seed = 1; seed <= 300; seed++) {
		struct layout whole, strips;
		sample_init(&sample, seed, CHAIN);
		sample.input.wrap_length = 0;
		assert_true(layout_run(&sample.input, &whole));
		sample.input.wrap_length = 60;
		assert_true(layout_run(&sample.input, &strips));
		if (whole.length <= 60)
			assert_true(same_layouts(&whole, &strips));
		broken += strips.breadth > whole.breadth;
		too_long += strips.length > 60;
		layout_finish(&whole);
		layout_finish(&strips);
	}
	assert_true(broken > 100);
	assert_true(too_long < broken / 10);
}

static void a_tree_needs_no_crossing(void **state)
{
	(void)state;
	static struct sample sample;
	for (uint32_t seed = 1; seed <= 500; seed++) {
		struct layout layout;
		struct raster raster;
		sample_init(&sample, seed, TREE);
		sample.input.wrap_length = 0;
		assert_true(layout_run(&sample.input, &layout));
		raster_init(&raster, &sample.input, &layout);
		int crossings = count_crossings(&raster);
		free(raster.cell);
		layout_finish(&layout);
		if (crossings > 0)
			fail_msg("tree %" PRIu32 " has %d crossings", seed, crossings);
	}
}

static void the_same_graph_gives_the_same_layout(void **state)
{
	(void)state;
	static struct sample sample;
	for (uint32_t seed = 1; seed <= 200; seed++) {
		struct layout first, second;
		sample_init(&sample, seed, (enum shape)(seed % SHAPES));
		sample.input.tries = 6;
		assert_true(layout_run(&sample.input, &first));
		assert_true(layout_run(&sample.input, &second));
		assert_true(same_layouts(&first, &second));
		layout_finish(&first);
		layout_finish(&second);
	}
}

/* Of boxes whose sizes change: with the orders of the layout before, and found anew. */
static void kept_orders_change_nothing(void **state)
{
	(void)state;
	static struct sample sample;
	for (uint32_t seed = 1; seed <= 40; seed++) {
		struct layout_orders orders = {0};
		sample_init(&sample, seed, (enum shape)(seed % SHAPES));
		for (int round = 0; round < 3; round++) {
			struct layout alone, kept;
			sample.input.tries = round == 0 ? 1 : 12;
			for (uint32_t i = 0; i < sample.input.box_count; i++)
				shape_box(&sample, i);
			sample.input.orders = NULL;
			assert_true(layout_run(&sample.input, &alone));
			sample.input.orders = &orders;
			assert_true(layout_run(&sample.input, &kept));
			assert_true(same_layouts(&alone, &kept));
			layout_finish(&alone);
			layout_finish(&kept);
		}
		layout_orders_finish(&orders);
	}
}

/* An order that is given up before it is laid out would not have been the easiest to read. */
static void no_layout_is_easier_than_its_order_allows(void **state)
{
	(void)state;
	static struct sample sample;
	long crossed = 0;
	for (uint32_t seed = 1; seed <= 400; seed++) {
		struct arena arena = {0};
		struct layered graph = {0};
		struct layout layout = {0};
		long least, found;
		sample_init(&sample, seed, (enum shape)(seed % SHAPES));
		int *layer = arena_take(&arena, sample.input.box_count, sizeof(*layer));
		assert_true(layers_assign(&sample.input, layer) &&
			    layered_build(&sample.input, layer, &arena, &graph) &&
			    order_layers(&graph, (int)(seed % 5)) && place_items(&graph) &&
			    route_wires(&graph, &layout));
		assert_true(measure_least_difficulty(&graph, &least));
		assert_true(measure_difficulty(&graph, &layout, &found));
		assert_true(least <= found);
		crossed += least > 1000;
		layout_finish(&layout);
		arena_finish(&arena);
	}
	assert_in_range(crossed, 50, 400); /* and it says something */
}

static void running_out_of_memory_is_reported(void **state)
{
	(void)state;
	static struct sample sample;
	for (uint32_t seed = 1; seed <= 10; seed++) {
		sample_init(&sample, seed, (enum shape)(seed % SHAPES));
		sample.input.tries = 2;
		sample.input.wrap_length = seed % 2 ? 20 : 0;
		for (size_t n = 0;; n++) {
			struct layout layout;
			fail_allocation(n);
			bool done = layout_run(&sample.input, &layout);
			bool failed = failure_happened();
			layout_finish(&layout);
			assert_int_equal(done, !failed);
			if (!failed)
				break;
		}
	}
}

static void nothing_takes_no_room(void **state)
{
	(void)state;
	struct layout_input input = {0};
	struct layout layout;
	assert_true(layout_run(&input, &layout));
	assert_int_equal(layout.length, 0);
	assert_int_equal(layout.breadth, 0);
	assert_int_equal(layout.segment_count, 0);
	layout_finish(&layout);
}

/* ---- small graphs, as pictures ---- */

static const char *glyph(const struct cell *cell)
{
	static const char *const wire[] = {" ", "?", "?", "─", "?", "┘", "└", "┴",
					   "?", "┐", "┌", "┬", "│", "┤", "├", "┼"};
	static const char *const letter[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
	if (cell->box != NOTHING)
		return letter[cell->box % 8];
	if (cell->net[0] == NOTHING)
		return " ";
	return cell->net[1] == NOTHING ? wire[cell->arms[0]] : "╪"; /* where two cross */
}

/* Lines of cells: boxes are filled with their letters, in the order in which they were given. */
static void draw_layout(const struct layout_input *input, const struct layout *layout, char *text,
			size_t size)
{
	struct raster raster;
	size_t used = 0;
	raster_init(&raster, input, layout);
	for (int y = 0; y < layout->breadth; y++) {
		for (int x = 0; x < layout->length; x++)
			used += (size_t)snprintf(text + used, size - used, "%s",
						 glyph(cell_at(&raster, x, y)));
		used += (size_t)snprintf(text + used, size - used, "\n");
		assert_true(used < size);
	}
	free(raster.cell);
}

#define LEAF                                                                                       \
	{                                                                                          \
		.length = 2, .breadth = 1                                                          \
	}
#define UNARY                                                                                      \
	{                                                                                          \
		.length = 2, .breadth = 1, .port_count = 1, .port = (const int[])                  \
		{                                                                                  \
			0                                                                          \
		}                                                                                  \
	}
#define BINARY                                                                                     \
	{                                                                                          \
		.length = 2, .breadth = 3, .port_count = 2, .port = (const int[]){0, 2}, .exit = 1 \
	}

static void assert_picture_in(int room_length, const struct layout_box *box, uint32_t box_count,
			      const struct layout_edge *edge, uint32_t edge_count,
			      const char *picture)
{
	const struct layout_input input = {.box_count = box_count,
					   .edge_count = edge_count,
					   .box = box,
					   .edge = edge,
					   .box_gap = 1,
					   .room_length = room_length,
					   .arrow_length = 1};
	struct layout layout;
	char text[4000];
	assert_true(layout_run(&input, &layout));
	draw_layout(&input, &layout, text, sizeof(text));
	layout_finish(&layout);
	assert_string_equal(text, picture);
}

static void assert_picture(const struct layout_box *box, uint32_t box_count,
			   const struct layout_edge *edge, uint32_t edge_count, const char *picture)
{
	assert_picture_in(0, box, box_count, edge, edge_count, picture);
}

static void a_chain_is_one_line(void **state)
{
	(void)state;
	const struct layout_box box[] = {LEAF, UNARY, UNARY};
	const struct layout_edge edge[] = {{0, 1, 0}, {1, 2, 0}};
	assert_picture(box, 3, edge, 2, "aa──bb──cc\n");
}

static void a_chain_goes_on_below(void **state)
{
	(void)state;
	const struct layout_box box[] = {LEAF, UNARY, UNARY, UNARY};
	const struct layout_edge edge[] = {{0, 1, 0}, {1, 2, 0}, {2, 3, 0}};
	const struct layout_input input = {.box_count = 4,
					   .edge_count = 3,
					   .box = box,
					   .edge = edge,
					   .wrap_length = 13,
					   .arrow_length = 1};
	struct layout layout;
	char text[4000];
	assert_true(layout_run(&input, &layout));
	draw_layout(&input, &layout, text, sizeof(text));
	assert_int_equal(layout.box[1].strip, 0);
	assert_int_equal(layout.box[2].strip, 1);
	layout_finish(&layout);
	assert_string_equal(text, "aa──bb──┐ \n"
				  "        │ \n"
				  "┌───────┘ \n"
				  "│         \n"
				  "└───cc──dd\n");
}

static void a_blank_is_only_before_what_follows(void **state)
{
	(void)state;
	const struct layout_box box[] = {
		{.length = 4, .blank = 1, .breadth = 1},
		{.length = 4, .blank = 1, .breadth = 1, .port_count = 1, .port = (const int[]){0}}};
	const struct layout_edge edge[] = {{0, 1, 0}};
	assert_picture(box, 2, edge, 1, "aaaa──bbb\n");
}

static void operands_enter_in_their_order(void **state)
{
	(void)state;
	const struct layout_box box[] = {LEAF, LEAF, BINARY};
	const struct layout_edge edge[] = {{1, 2, 0}, {0, 2, 1}};
	assert_picture(box, 3, edge, 2,
		       "bb──cc\n"
		       "    cc\n"
		       "aa──cc\n");
}

static void a_square_has_two_branches(void **state)
{
	(void)state;
	const struct layout_box box[] = {LEAF, BINARY};
	const struct layout_edge edge[] = {{0, 1, 0}, {0, 1, 1}};
	assert_picture(box, 2, edge, 2,
		       "aa─┬─bb\n"
		       "   │ bb\n"
		       "   └─bb\n");
}

/*
 * Both operands of both gates, in different orders, cannot be drawn without a crossing; one is
 * enough.
 */
static void a_needed_crossing_is_plain(void **state)
{
	(void)state;
	const struct layout_box box[] = {LEAF, LEAF, BINARY, BINARY};
	const struct layout_edge edge[] = {{0, 2, 0}, {1, 2, 1}, {1, 3, 0}, {0, 3, 1}};
	assert_picture(box, 4, edge, 4,
		       "aa─┬──cc\n"
		       "   │  cc\n"
		       "bb─╪┬─cc\n"
		       "   ││   \n"
		       "   │└─dd\n"
		       "   │  dd\n"
		       "   └──dd\n");
}

/* A crossing at an arrow is hard to read: there is a cell more between them, if there is room. */
static void a_crossing_keeps_off_an_arrow(void **state)
{
	(void)state;
	const struct layout_box box[] = {LEAF, LEAF, BINARY, BINARY};
	const struct layout_edge edge[] = {{0, 2, 0}, {1, 2, 1}, {0, 3, 0}, {1, 3, 1}};
	assert_picture_in(9, box, 4, edge, 4,
			  "aa──┬──cc\n"
			  "    │  cc\n"
			  "bb─┬╪──cc\n"
			  "   ││    \n"
			  "   │└──dd\n"
			  "   │   dd\n"
			  "   └───dd\n");
	assert_picture_in(8, box, 4, edge, 4,
			  "aa──┬─cc\n"
			  "    │ cc\n"
			  "bb─┬╪─cc\n"
			  "   ││   \n"
			  "   │└─dd\n"
			  "   │  dd\n"
			  "   └──dd\n");
}

/* The wire that goes furthest could go up to pass the others, and down again. It need not. */
static void a_wire_does_not_turn_back(void **state)
{
	(void)state;
	const struct layout_box box[] = {LEAF, UNARY, BINARY, BINARY, UNARY};
	const struct layout_edge edge[] = {{0, 1, 0}, {1, 2, 0}, {0, 2, 1},
					   {0, 3, 0}, {2, 3, 1}, {0, 4, 0}};
	assert_picture(box, 5, edge, 6,
		       "     ┌─ee          \n"
		       "aa─┬─┴────┬──────dd\n"
		       "   └───bb─╪──cc  dd\n"
		       "          │  cc──dd\n"
		       "          └──cc    \n");
}

/*
 * A wire that passes a layer stays clear of the boxes there, and is shared up to where it branches.
 */
static void a_long_net_is_shared(void **state)
{
	(void)state;
	const struct layout_box box[] = {LEAF, UNARY, UNARY, BINARY};
	const struct layout_edge edge[] = {{0, 1, 0}, {1, 2, 0}, {2, 3, 0}, {0, 3, 1}};
	assert_picture(box, 4, edge, 4,
		       "   ┌─bb──cc──dd\n"
		       "   │         dd\n"
		       "aa─┴─────────dd\n");
}

/* Parts go side by side where there is room, in the order of their first boxes, else below. */
static void parts_suit_the_room(void **state)
{
	(void)state;
	const struct layout_box box[] = {LEAF, LEAF, UNARY, UNARY, LEAF};
	const struct layout_edge edge[] = {{0, 2, 0}, {1, 3, 0}};
	assert_picture_in(18, box, 5, edge, 2, "aa──cc  bb──dd  ee\n");
	assert_picture_in(17, box, 5, edge, 2,
			  "aa──cc\n"
			  "      \n"
			  "bb──dd\n"
			  "      \n"
			  "ee    \n");
}

/* A short part goes below another short one, beside a tall one. */
static void a_gap_between_parts_is_filled(void **state)
{
	(void)state;
	const struct layout_box box[] = {LEAF, BINARY, LEAF, LEAF};
	const struct layout_edge edge[] = {{0, 1, 0}, {0, 1, 1}};
	assert_picture_in(11, box, 4, edge, 2,
			  "aa─┬─bb  cc\n"
			  "   │ bb    \n"
			  "   └─bb  dd\n");
}

/* Two samples in one; false if there are too many boxes for that. */
static bool join_samples(struct sample *sample, const struct sample *other)
{
	uint32_t boxes = sample->input.box_count, edges = sample->input.edge_count;
	if (boxes + other->input.box_count > MOST_BOXES)
		return false;
	memcpy(sample->box + boxes, other->box, other->input.box_count * sizeof(*other->box));
	for (uint32_t i = 0; i < other->input.edge_count; i++) {
		const struct layout_edge *edge = &other->edge[i];
		sample->edge[edges + i] =
			(struct layout_edge){edge->from + boxes, edge->to + boxes, edge->port};
	}
	sample->input.box_count += other->input.box_count;
	sample->input.edge_count += other->input.edge_count;
	return true;
}

/* Whether the boxes from `first` on, and their wires, are those of a layout in another place. */
static bool is_moved(const struct layout *whole, uint32_t first, const struct layout *part)
{
	int along = whole->box[first].along - part->box[0].along;
	int across = whole->box[first].across - part->box[0].across;
	for (uint32_t i = 0; i < part->box_count; i++)
		if (whole->box[first + i].along != part->box[i].along + along ||
		    whole->box[first + i].across != part->box[i].across + across)
			return false;
	for (uint32_t i = 0; i < part->segment_count; i++) {
		const struct layout_segment *a = &part->segment[i],
					    *b = &whole->segment[whole->first_segment[first] + i];
		if (b->net != a->net + first || b->along != a->along + along ||
		    b->across != a->across + across || b->to_along != a->to_along + along ||
		    b->to_across != a->to_across + across)
			return false;
	}
	return true;
}

static void a_part_is_laid_out_as_if_alone(void **state)
{
	(void)state;
	static const enum shape connected[] = {CHAIN, FAN_OUT, MULTIPLE};
	static struct sample sample, other;
	int pairs = 0;
	for (uint32_t seed = 1; seed <= 150; seed++) {
		struct layout whole, first, second;
		sample_init(&sample, seed, connected[seed % 3]);
		sample_init(&other, seed + 1000, connected[seed / 3 % 3]);
		uint32_t boxes = sample.input.box_count;
		sample.input.tries = 0;
		struct layout_input rules = sample.input;
		rules.box = other.box;
		rules.edge = other.edge;
		rules.box_count = other.input.box_count;
		rules.edge_count = other.input.edge_count;
		assert_true(layout_run(&sample.input, &first));
		assert_true(layout_run(&rules, &second));
		if (join_samples(&sample, &other)) {
			assert_true(layout_run(&sample.input, &whole));
			assert_true(is_moved(&whole, 0, &first));
			assert_true(is_moved(&whole, boxes, &second));
			layout_finish(&whole);
			pairs++;
		}
		layout_finish(&first);
		layout_finish(&second);
	}
	assert_true(pairs > 50);
}

/* ---- rings of tracks ---- */

/*
 * Two nets exchange their rows. One of them needs two tracks, joined in a row where no wire ends,
 * inside the drawing if there is one:
 *
 *     0 ──┐   ┌───        0 ──┐   ┌───
 *         └───│─┐         1 ──│───┘ ┌─
 *     2 ──────┘ └─            └─────┘
 */
static void exchanged_rows_take_a_detour(void **state)
{
	(void)state;
	for (int last_row = 1; last_row <= 3; last_row++) {
		const int top = 0, bottom = last_row;
		struct strand strand[4] = {{.left = top, .right = &bottom, .right_count = 1},
					   {.left = bottom, .right = &top, .right_count = 1}};
		struct channel channel = {
			.last_row = last_row, .strand_count = 2, .strand = strand};
		assert_true(channel_assign(&channel));
		assert_int_equal(channel.track_count, 3);
		const struct strand *cut = &strand[strand[0].second == NO_STRAND];
		const struct strand *whole = &strand[strand[0].second != NO_STRAND];
		assert_int_equal(whole->second, NO_STRAND);
		assert_int_equal(cut->second, 2);
		assert_true(cut->track < whole->track && whole->track < strand[2].track);
		assert_true(cut->detour != top && cut->detour != bottom);
		assert_true(last_row == 1 || (cut->detour > top && cut->detour < bottom));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_takes_no_room),
		cmocka_unit_test(a_chain_is_one_line),
		cmocka_unit_test(a_blank_is_only_before_what_follows),
		cmocka_unit_test(operands_enter_in_their_order),
		cmocka_unit_test(a_square_has_two_branches),
		cmocka_unit_test(a_needed_crossing_is_plain),
		cmocka_unit_test(a_crossing_keeps_off_an_arrow),
		cmocka_unit_test(a_wire_does_not_turn_back),
		cmocka_unit_test(a_long_net_is_shared),
		cmocka_unit_test(parts_suit_the_room),
		cmocka_unit_test(a_gap_between_parts_is_filled),
		cmocka_unit_test(a_part_is_laid_out_as_if_alone),
		cmocka_unit_test(exchanged_rows_take_a_detour),
		cmocka_unit_test(random_graphs_read_in_one_way),
		cmocka_unit_test(a_long_layout_is_broken_into_strips),
		cmocka_unit_test(a_chain_goes_on_below),
		cmocka_unit_test(a_tree_needs_no_crossing),
		cmocka_unit_test(the_same_graph_gives_the_same_layout),
		cmocka_unit_test(kept_orders_change_nothing),
		cmocka_unit_test(no_layout_is_easier_than_its_order_allows),
		cmocka_unit_test(running_out_of_memory_is_reported),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
