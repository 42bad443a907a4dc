/*
 * Graphs that others have published, written down anew from their equations and lists of nodes, can
 * be read with each let as one gate: as a whole on a large terminal if they have fewer than 60
 * boxes, and piece by piece on a small one.
 */
#include "expected.h"
#include "graph/regroup.h"
#include "picture/neighbourhood.h"
#include "picture/picture.h"
#include "reading.h"

#include <gradwalk/load.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define MOST_GROUPS 512
#define WHOLE_BOXES 60 /* fewer fit a large terminal */

/* The room that a drawing has on terminals of 80×24 and 200×60. */
static const struct {
	int width, height;
} small = {80, 15}, large = {200, 51};

static const char *const graphs[] = {"sodium", "ten-tusscher", "lorenz", "inception"};

/* A graph with its lets folded. */
struct published {
	const char *name;
	struct gw_graph *graph;
	struct gw_tape *tape;
	struct gw_walk walk;
	bool is_folded[MOST_GROUPS];
};

static void open_graph(struct published *published, const char *name)
{
	char file[4096];
	struct gw_error error;

	*published = (struct published){.name = name};
	snprintf(file, sizeof(file), "%s/tests/golden/graphs/%s.xml", getenv("GRADWALK_SOURCE"),
		 name);
	published->graph = gw_graph_load(file, 0, &error);
	assert_non_null(published->graph);
	assert_true(regroup_lets_in_place(published->graph, &error));
	assert_in_range(published->graph->group_count, 3, MOST_GROUPS);
	for (uint32_t g = 0; g < published->graph->group_count; g++)
		published->is_folded[g] = published->graph->groups[g].starts_folded;
	published->tape = gw_tape_create(published->graph, published->graph->outputs[0], &error);
	assert_non_null(published->tape);
	gw_walk_init(&published->walk, published->tape);
}

static void close_graph(struct published *published)
{
	gw_tape_destroy(published->tape);
	gw_graph_destroy(published->graph);
}

/* Returns how many boxes were read, each with its operands, numbers and name. */
static uint32_t read_whole(const struct published *published, const struct picture_style *style,
			   struct picture *picture)
{
	struct rectangle window = {0, 0, picture_width(picture), picture_height(picture)};
	const struct drawn drawn = {&published->walk, published->is_folded, *style, picture};
	struct canvas canvas;
	struct text text = {0}, complaint = {0};
	struct reading reading;

	assert_true(canvas_init(&canvas, window.width, window.height));
	picture_draw(picture, &published->walk, GW_NONE, &canvas, window, 0, 0);
	canvas_write(&canvas, CANVAS_PLAIN, &text);
	assert_true(reading_init(&reading, text.data, text.length));
	if (reading.problem.kind != READING_FINE)
		fail_msg("%s: line %d, column %d: %s\n%s", published->name, reading.problem.y + 1,
			 reading.problem.x + 1, reading_problem_text(reading.problem.kind),
			 text.data);
	assert_true(expected_compare(&drawn, &reading, &complaint));
	if (complaint.length > 0)
		fail_msg("%s: %s\n%s", published->name, complaint.data, text.data);
	uint32_t boxes = reading.box_count;
	reading_finish(&reading);
	text_finish(&text);
	canvas_finish(&canvas);
	return boxes;
}

static struct picture_style style_for(int width, int height)
{
	return (struct picture_style){.digits = 2, .max_width = width, .max_height = height};
}

static void those_of_few_boxes_are_seen_whole(void **state)
{
	const struct picture_style style = style_for(large.width, large.height);
	uint32_t few = 0;

	(void)state;
	for (size_t i = 0; i < sizeof graphs / sizeof *graphs; i++) {
		struct published published;
		struct gw_error error;
		open_graph(&published, graphs[i]);
		struct picture *picture =
			picture_create(published.tape, published.is_folded, &style, &error);
		assert_non_null(picture);
		uint32_t last = gw_walk_last(&published.walk);
		for (uint32_t t = 0; t <= last; t += last / 3) {
			gw_walk_seek(&published.walk, t);
			uint32_t boxes = read_whole(&published, &style, picture);
			if (boxes >= WHOLE_BOXES)
				continue;
			few++;
			assert_in_range(picture_width(picture), 1, large.width);
			assert_in_range(picture_height(picture), 1, large.height);
		}
		picture_destroy(picture);
		close_graph(&published);
	}
	assert_in_range(few, 9, 12);
}

/* Around each node: no more than half a screen lies aside, and two screens below. */
static void around_each_node_there_are_a_few_small_screens(void **state)
{
	const struct picture_style style = style_for(small.width, small.height);

	(void)state;
	for (size_t i = 0; i < sizeof graphs / sizeof *graphs; i++) {
		struct published published;
		struct fanout fanout;
		struct gw_error error;
		open_graph(&published, graphs[i]);
		assert_true(fanout_init(&fanout, published.tape, published.is_folded));
		for (uint32_t node = 0; node < published.graph->node_count; node++) {
			if (!published.graph->is_declared[node])
				continue;
			struct picture *picture = picture_create_around(published.tape, &fanout,
									node, 1, &style, &error);
			assert_non_null(picture);
			if (picture_width(picture) > small.width * 3 / 2 ||
			    picture_height(picture) > 3 * small.height)
				fail_msg("%s: around %s: %d × %d", graphs[i],
					 gw_node_name(published.graph, node),
					 picture_width(picture), picture_height(picture));
			picture_destroy(picture);
		}
		fanout_finish(&fanout);
		close_graph(&published);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_of_few_boxes_are_seen_whole),
		cmocka_unit_test(around_each_node_there_are_a_few_small_screens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
