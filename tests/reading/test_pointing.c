/*
 * Every node of a drawing can be selected by the keys: all lessons and random graphs, in every
 * direction and density, from every node.
 */
#include "chance.h"
#include "drawn.h"
#include "picture/picture.h"
#include "random_graph.h"

#include <gradwalk/load.h>

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Whether a node has a box of its own. */
static bool has_box(const struct picture *picture, uint32_t node)
{
	return picture_shows(picture, node) && drawn_node(picture, node) == node;
}

static uint32_t count_boxes(const struct picture *picture, const struct gw_graph *graph)
{
	uint32_t count = 0;

	for (uint32_t node = 0; node < graph->node_count; node++)
		count += has_box(picture, node);
	return count;
}

/* How many steps there are from a node in one direction; each is undone by the opposite one. */
static uint32_t count_steps(const struct picture *picture, uint32_t node, int dy, uint32_t most)
{
	uint32_t count = 0, next = picture_neighbour(picture, node, 0, dy);

	while (next != node && count < most) {
		assert_int_equal(picture_neighbour(picture, next, 0, -dy), node);
		count++;
		node = next;
		next = picture_neighbour(picture, node, 0, dy);
	}
	return count;
}

/*
 * As each step is undone by its opposite, no node is met twice: the steps up and down from a node
 * meet all others if there are as many as others.
 */
static void check_picture(const struct picture *picture, const struct gw_graph *graph)
{
	uint32_t boxes = count_boxes(picture, graph);

	for (uint32_t node = 0; node < graph->node_count; node++) {
		if (!has_box(picture, node))
			continue;
		uint32_t met = count_steps(picture, node, -1, boxes) +
			       count_steps(picture, node, 1, boxes);
		assert_int_equal(met, boxes - 1);
		for (int dx = -1; dx <= 1; dx += 2)
			assert_true(has_box(picture, picture_neighbour(picture, node, dx, 0)));
	}
}

static void check_graph(struct gw_graph *graph)
{
	struct gw_error error;

	assert_non_null(graph);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	assert_non_null(tape);
	for (int i = 0; i < 4; i++) {
		const struct picture_style style = {
			.digits = 2,
			.direction = i & 1 ? DIRECTION_DOWN : DIRECTION_RIGHT,
			.density = i & 2 ? DENSITY_COMPACT : DENSITY_ROOMY,
			.tries = 1,
		};
		struct picture *picture = picture_create(tape, NULL, &style, &error);
		assert_non_null(picture);
		check_picture(picture, graph);
		picture_destroy(picture);
	}
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void every_node_of_a_lesson_is_reached(void **state)
{
	char pattern[4096];
	glob_t found;
	struct gw_error error;

	(void)state;
	snprintf(pattern, sizeof(pattern), "%s/graphs/*.xml", getenv("GRADWALK_SOURCE"));
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		check_graph(gw_graph_load(found.gl_pathv[i], 0, &error));
	globfree(&found);
}

static void every_node_of_a_random_graph_is_reached(void **state)
{
	uint64_t cases = random_cases(200);

	(void)state;
	for (uint64_t i = 0; i < cases; i++) {
		struct random random = random_from(i + 1);
		check_graph(random_graph(&random));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_node_of_a_lesson_is_reached),
		cmocka_unit_test(every_node_of_a_random_graph_is_reached),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
