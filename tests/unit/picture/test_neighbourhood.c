/*
 * What is around a node: the edges that are drawn are those of the graph, and none is left untold.
 */
#include "chance.h"
#include "given.h"
#include "picture/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NODES 60
#define LEAVES 6

/* ---- graphs ---- */

/*
 * Each gate uses two earlier nodes, now and then the same one twice; the first leaf is used by
 * many.
 */
static struct gw_graph *random_graph(uint32_t seed)
{
	struct gw_error error;
	struct gw_graph *graph = gw_graph_create(&error);
	const struct gw_op *add = gw_op_find(&gw_ops, "add", 3);
	double value = 0.5;
	char name[3] = "a";

	assert_true(graph && add);
	for (uint32_t i = 0; i < LEAVES; i++, name[0]++)
		gw_graph_add_leaf(graph, GW_INPUT, name, &value, &error);
	for (uint32_t i = LEAVES; i < NODES; i++) {
		uint32_t operands[2] = {pick_below(&seed, i),
					pick_below(&seed, 3) ? pick_below(&seed, i) : 0};
		assert_int_equal(gw_graph_add_gate(graph, add, operands, NULL, &error), i);
	}
	assert_true(gw_graph_add_output(graph, NODES - 1, &error));
	assert_true(gw_graph_finish(graph, &error));
	return graph;
}

/* ---- what must hold ---- */

static uint32_t count_consumers(const struct gw_graph *graph, uint32_t node)
{
	uint32_t count = 0;

	for (uint32_t gate = LEAVES; gate < graph->node_count; gate++) {
		const uint32_t *operands = gw_operands(graph, gate);
		count += operands[0] == node || operands[1] == node;
	}
	return count;
}

/* Boxes among those shown that have a wire from this one. */
static uint32_t count_shown_consumers(const struct scene *scene, uint32_t box)
{
	uint32_t count = 0, last = GW_NONE;

	for (uint32_t i = 0; i < scene->port_count; i++) {
		if (scene->port[i].from != box || scene->port[i].box == last)
			continue;
		last = scene->port[i].box;
		count++;
	}
	return count;
}

/* The wire into the port of operand i comes from that operand, or from its stub and no other's. */
static void check_operands(const struct scene *scene, const struct scene_box *box)
{
	const struct gw_graph *graph = scene->tape->graph;

	assert_int_equal(box->port_count, gw_operand_count(graph, box->node));
	for (uint32_t i = 0; i < box->port_count; i++) {
		const struct scene_port *port = &scene->port[box->first_port + i];
		const struct scene_box *from = &scene->box[port->from];
		uint32_t operand = gw_operands(graph, box->node)[i];

		assert_int_equal(port->operand, operand);
		assert_int_equal(from->node, operand);
		assert_int_equal(from->is_stub, scene_box_of(scene, operand) == GW_NONE);
	}
}

static void check_scene(const struct scene *scene)
{
	for (uint32_t i = 0; i < scene->box_count; i++) {
		const struct scene_box *box = &scene->box[i];

		if (box->is_stub) {
			assert_int_equal(count_shown_consumers(scene, i), 1);
			continue;
		}
		assert_int_equal(scene_box_of(scene, box->node), i);
		check_operands(scene, box);
		assert_int_equal(count_shown_consumers(scene, i) + box->hidden_uses,
				 count_consumers(scene->tape->graph, box->node));
	}
}

static void only_true_edges_are_shown(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < 40; seed++) {
		struct gw_error error;
		struct gw_graph *graph = random_graph(seed);
		struct gw_tape *tape = gw_tape_create(graph, NODES - 1, &error);
		struct fanout fanout;

		assert_true(tape && fanout_init(&fanout, tape, NULL));
		for (uint32_t node = 0; node < NODES; node++) {
			struct neighbourhood around =
				neighbourhood_of(tape, &fanout, node, 1 + seed % 4);
			struct scene scene;

			assert_true(scene_init_around(&scene, tape, &fanout, &around, false));
			assert_int_not_equal(scene_box_of(&scene, node), GW_NONE);
			check_scene(&scene);
			scene_finish(&scene);
		}
		fanout_finish(&fanout);
		gw_tape_destroy(tape);
		gw_graph_destroy(graph);
	}
}

static void a_number_is_shown_by_its_gate(void **state)
{
	static const char xml[] = "<graph name=\"g\"><input name=\"x\" value=\"2\"/>"
				  "<output name=\"f\">x + 3</output></graph>";
	struct gw_error error;
	struct gw_graph *graph = given_graph(xml);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	struct fanout fanout;

	(void)state;
	assert_true(tape && fanout_init(&fanout, tape, NULL));
	for (uint32_t node = 0; node < graph->node_count; node++)
		if (graph->kind[node] == GW_LITERAL)
			assert_int_equal(neighbourhood_centre(tape, &fanout, node),
					 graph->outputs[0]);
	fanout_finish(&fanout);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_true_edges_are_shown),
		cmocka_unit_test(a_number_is_shown_by_its_gate),
	};

	return cmocka_run_group_tests_name("neighbourhood", tests, NULL, NULL);
}
