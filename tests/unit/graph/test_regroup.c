/*
 * Groups that the user makes: they are all the gates on the paths, they fold, and what they fold to
 * has the gradients of the gates.
 */
#include "base/text.h"
#include "chance.h"
#include "given.h"
#include "graph/grouping.h"
#include "graph/regroup.h"
#include "memory_failure.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* ---- random graphs ---- */

#define MOST_NODES 24
#define LEAVES 4

static void add_gate(struct gw_graph *graph, uint32_t *seed)
{
	static const char *const names[] = {"add", "mul", "tanh"};
	const char *name = names[pick_below(seed, 3)];
	const struct gw_op *op = gw_op_find(&gw_ops, name, strlen(name));
	uint32_t near = graph->node_count < 6 ? graph->node_count : 6;
	uint32_t operands[2];
	struct gw_error error;

	for (int k = 0; k < 2; k++)
		operands[k] = graph->node_count - 1 - pick_below(seed, near);
	assert_true(gw_graph_add_gate(graph, op, operands, NULL, &error) != GW_NONE);
}

/* Gates over near ones, some of them in groups, which may be in groups. */
static struct gw_graph *random_graph(uint32_t seed)
{
	struct gw_error error;
	struct gw_graph *graph = gw_graph_create(&error);
	uint32_t nodes = 8 + pick_below(&seed, MOST_NODES - 8), open = 0;
	char name[2] = "a";

	for (uint32_t i = 0; i < LEAVES; i++, name[0]++) {
		double value = 0.25 * (1 + pick_below(&seed, 8));
		gw_graph_add_leaf(graph, GW_INPUT, name, &value, &error);
	}
	while (graph->node_count < nodes) {
		if (open < 3 && pick_below(&seed, 6) == 0 && ++open)
			assert_true(gw_graph_open_group(graph, "part", false, &error));
		add_gate(graph, &seed);
		if (open > 0 && pick_below(&seed, 4) == 0 && open--)
			gw_graph_close_group(graph);
	}
	while (open > 0 && open--)
		gw_graph_close_group(graph);
	assert_true(gw_graph_add_output(graph, nodes - 1, &error));
	assert_true(gw_graph_finish(graph, &error));
	return graph;
}

/* ---- what must hold ---- */

static bool leads(const struct gw_graph *graph, uint32_t from, uint32_t to)
{
	if (from == to)
		return true;
	for (uint32_t i = 0; from < to && i < gw_operand_count(graph, to); i++)
		if (leads(graph, from, gw_operands(graph, to)[i]))
			return true;
	return false;
}

static bool is_on_path(const struct gw_graph *graph, uint32_t node, uint32_t from, uint32_t to)
{
	return gw_is_gate(graph, node) && leads(graph, from, node) && leads(graph, node, to);
}

/* Groups nest, parents first, and each knows its first and last gate. */
static void assert_sound(const struct gw_graph *graph)
{
	for (uint32_t g = 0; g < graph->group_count; g++) {
		const struct gw_group *group = &graph->groups[g];
		uint32_t first = GW_NONE, last = GW_NONE;
		if (group->parent == GW_NONE) {
			assert_int_equal(group->enclosed, 0);
		} else {
			assert_true(group->parent < g);
			assert_int_equal(group->enclosed,
					 graph->groups[group->parent].enclosed + 1);
		}
		for (uint32_t i = 0; i < graph->node_count; i++) {
			if (!gw_graph_is_in_group(graph, i, g))
				continue;
			first = first == GW_NONE ? i : first;
			last = i;
		}
		assert_int_equal(group->first, first);
		assert_int_equal(group->last, last);
	}
}

/* The other groups are what they were. */
static void assert_same_others(const struct gw_graph *graph, const struct regrouped *regrouped)
{
	for (uint32_t g = 0; g < graph->group_count; g++) {
		uint32_t now = g + (g >= regrouped->added);
		assert_string_equal(graph->groups[g].name, regrouped->graph.groups[now].name);
		for (uint32_t i = 0; i < graph->node_count; i++)
			assert_int_equal(gw_graph_is_in_group(graph, i, g),
					 gw_graph_is_in_group(&regrouped->graph, i, now));
	}
}

/*
 * The gradient that the gates in the group give a leaf is that of its end times the local gradient
 * of the group: so if the leaf is used nowhere else, that is its gradient.
 */
static void assert_folds(const struct regrouped *regrouped, uint32_t to)
{
	const struct gw_graph *graph = &regrouped->graph;
	struct gw_error error;
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);

	assert_non_null(tape);
	gw_tape_run(tape);
	for (uint32_t leaf = 0; leaf < LEAVES; leaf++) {
		bool is_used_outside = false;
		for (uint32_t i = 0; i < graph->node_count; i++)
			for (uint32_t k = 0; k < gw_operand_count(graph, i); k++)
				is_used_outside |=
					gw_operands(graph, i)[k] == leaf &&
					!gw_graph_is_in_group(graph, i, regrouped->added);
		if (is_used_outside || !tape->is_active[leaf] || !tape->is_active[to])
			continue;
		double local = gw_tape_composite_local(tape, regrouped->added, to, leaf);
		double expected = gw_tape_gradient(tape, leaf);
		double found = gw_tape_gradient(tape, to) * local;
		assert_true(fabs(found - expected) <= 1e-9 * (1 + fabs(expected)));
	}
	gw_tape_destroy(tape);
}

static bool can_fold(const struct gw_graph *graph)
{
	struct grouping_fault fault;

	assert_true(grouping_find_fault(graph, &fault));
	return fault.group == GW_NONE;
}

static void assert_is_group(const struct gw_graph *graph, const struct regrouped *regrouped,
			    uint32_t from, uint32_t to)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < graph->node_count; i++) {
		bool is_in = gw_graph_is_in_group(&regrouped->graph, i, regrouped->added);
		assert_int_equal(is_in, is_on_path(graph, i, from, to));
		count += is_in;
	}
	assert_int_equal(regrouped->gate_count, count);
	assert_sound(&regrouped->graph);
	assert_same_others(graph, regrouped);
	assert_true(can_fold(&regrouped->graph));
	bool is_folded[MOST_NODES] = {false};
	is_folded[regrouped->added] = true;
	assert_true(grouping_unfold_several_exits(&regrouped->graph, graph->outputs[0], NULL,
						  is_folded));
	assert_true(is_folded[regrouped->added]);
	assert_folds(regrouped, to);
}

/* Of the graphs whose own groups can fold, as a file's must. */
static void gates_on_paths_become_a_group(void **state)
{
	uint32_t made = 0, refused = 0;

	(void)state;
	for (uint32_t seed = 1; seed <= random_cases(1000); seed++) {
		struct gw_graph *graph = random_graph(seed);
		struct gw_error error = {0};
		bool can = can_fold(graph);
		for (uint32_t from = 0; can && from < graph->node_count; from += 3)
			for (uint32_t to = LEAVES; to < graph->node_count; to += 2) {
				struct regrouped *regrouped =
					regroup(graph, "mine", from, to, &error);
				if (regrouped)
					assert_is_group(graph, regrouped, from, to);
				made += regrouped != NULL;
				refused += regrouped == NULL;
				regrouped_destroy(regrouped);
			}
		gw_graph_destroy(graph);
	}
	assert_true(made > 0 && refused > 0);
}

static const char nested[] = "<graph><input name='x' value='2'/><input name='y' value='3'/>"
			     "<group name='part'><let name='a'>x y</let><let name='b'>exp(a)</let>"
			     "<let name='c'>b + y</let></group>"
			     "<let name='d'>c x</let><output name='f'>d + tanh(d)</output>"
			     "<output name='g'>d y</output></graph>";

static void assert_refused(const struct gw_graph *graph, const char *from, const char *to,
			   const char *why)
{
	struct gw_error error = {0};

	assert_null(regroup(graph, "mine", gw_graph_find(graph, from), gw_graph_find(graph, to),
			    &error));
	assert_string_equal(error.message, why);
}

static void why_it_cannot_fold_is_said(void **state)
{
	struct gw_graph *graph = given_graph(nested);

	(void)state;
	assert_refused(graph, "d", "a", "no path leads from d to a");
	assert_refused(graph, "d", "d", "from d to d there are not two gates to fold");
	assert_refused(graph, "x", "x", "from x to x there are not two gates to fold");
	assert_refused(graph, "c", "f", "d in it is used outside, by g: only its end, f, may be");
	assert_refused(graph, "a", "c", "these gates are the group part already");
	assert_refused(graph, "b", "d", "it would cut the group part in two");
	gw_graph_destroy(graph);
	graph = given_graph(
		"<graph><input name='x' value='2'/><output name='e'>2 x</output>"
		"<output name='f'>tanh(x) x</output><output name='g'>f x</output></graph>");
	assert_refused(graph, "x", "g", "f in it is an output: only its end may be");
	gw_graph_destroy(graph);
}

/* Inside a group, and around one, and both. */
static void groups_nest(void **state)
{
	struct gw_graph *graph = given_graph(nested);
	uint32_t a = gw_graph_find(graph, "a"), b = gw_graph_find(graph, "b"),
		 d = gw_graph_find(graph, "d");
	struct gw_error error;
	struct regrouped *inner = regroup(graph, "inner", a, b, &error);

	(void)state;
	assert_non_null(inner);
	assert_string_equal(inner->graph.groups[inner->graph.groups[inner->added].parent].name,
			    "part");
	struct regrouped *outer = regroup(&inner->graph, "outer", a, d, &error);
	assert_non_null(outer);
	assert_int_equal(outer->graph.group_count, 3);
	assert_int_equal(outer->graph.groups[outer->added].parent, GW_NONE);
	assert_string_equal(outer->graph.groups[outer->graph.group[a]].name, "inner");
	assert_string_equal(outer->graph.groups[outer->graph.group[d]].name, "outer");
	assert_sound(&outer->graph);
	regrouped_destroy(outer);
	regrouped_destroy(inner);
	gw_graph_destroy(graph);
}

/* A let of one gate makes no group, and of a group that has just its gates there is no second. */
static void each_let_folds_once(void **state)
{
	struct gw_graph *graph =
		given_graph("<graph name='lets'><input name='x' value='1'/>"
			    "<group name='both'><let name='a'>exp(x) + x</let></group>"
			    "<let name='b'>a a - x</let><let name='c'>b x</let>"
			    "<output name='f'>c + a</output></graph>");
	struct gw_error error = {0};

	(void)state;
	assert_false(graph->groups[0].starts_folded);
	assert_true(regroup_lets_in_place(graph, &error));
	assert_int_equal(graph->group_count, 2);
	assert_string_equal(graph->groups[graph->group[gw_graph_find(graph, "a")]].name, "both");
	assert_string_equal(graph->groups[graph->group[gw_graph_find(graph, "b")]].name, "b");
	assert_int_equal(graph->group[gw_graph_find(graph, "c")], GW_NONE);
	assert_true(graph->groups[0].starts_folded && graph->groups[1].starts_folded);
	gw_graph_destroy(graph);
}

/* The group in a larger one that has just the gates of a let is the one that starts folded. */
static void the_group_of_a_let_is_found_in_another(void **state)
{
	struct gw_graph *graph = given_graph(
		"<graph name='lets'><input name='x' value='1'/><group name='all'>"
		"<group name='both'><let name='a'>exp(x) + x</let></group>"
		"<let name='b'>tanh(a)</let></group><output name='f'>b</output></graph>");
	struct gw_error error = {0};

	(void)state;
	assert_true(regroup_lets_in_place(graph, &error));
	assert_int_equal(graph->group_count, 2);
	assert_false(graph->groups[0].starts_folded);
	assert_true(graph->groups[1].starts_folded);
	gw_graph_destroy(graph);
}

/* What a metric is computed from is no part of the loss: it stays as it is. */
static void metrics_do_not_fold(void **state)
{
	struct gw_graph *graph = given_graph(
		"<graph name='lets'><input name='x' value='1'/><output name='f'>tanh(x)</output>"
		"<metric name='m'>exp(x) + f</metric></graph>");
	struct gw_error error = {0};

	(void)state;
	assert_true(regroup_lets_in_place(graph, &error));
	assert_int_equal(graph->group_count, 0);
	gw_graph_destroy(graph);
}

/* A let that takes a part of a definition's gates alone would cut its group in two. */
static void a_let_that_cuts_a_group_does_not_fold(void **state)
{
	struct gw_graph *graph =
		given_graph("<graph name='lets'><input name='x' value='1'/>"
			    "<define name='d' args='a'><let name='z'>exp(a)</let>"
			    "<let name='y'>z a</let></define>"
			    "<let name='b'>d(x) + x</let><output name='f'>b</output></graph>");
	uint32_t before = graph->group_count;
	struct gw_error error = {0};

	(void)state;
	assert_true(before > 0);
	assert_true(regroup_lets_in_place(graph, &error));
	assert_int_equal(graph->group_count, before);
	for (uint32_t g = 0; g < before; g++)
		assert_false(graph->groups[g].starts_folded);
	gw_graph_destroy(graph);
}

/* A gate of its expression is used outside of it as well: the let stays as it is. */
static void a_let_with_another_exit_does_not_fold(void **state)
{
	struct gw_graph *graph =
		given_graph("<graph name='lets'><input name='x' value='1'/>"
			    "<define name='d' args='a'><let name='z'>exp(a)</let>"
			    "<let name='y'>z a</let></define>"
			    "<let name='b'>d(x x) + x</let><output name='f'>b</output></graph>");
	uint32_t before = graph->group_count;
	struct gw_error error = {0};

	(void)state;
	assert_true(regroup_lets_in_place(graph, &error));
	assert_int_equal(graph->group_count, before);
	gw_graph_destroy(graph);
}

/* A pass over the graph for each of them would take minutes. */
static void many_lets_fold_at_once(void **state)
{
	enum { LETS = 60000 };
	struct text file = {0};
	struct gw_error error = {0};

	(void)state;
	text_add(&file, "<graph name='lets'><input name='x' value='1'/><let name='a0'>x</let>");
	for (int i = 1; i <= LETS; i++)
		text_add_format(&file, "<let name='a%d'>tanh(a%d x)</let>", i, i - 1);
	text_add_format(&file, "<output name='f'>a%d x</output></graph>", LETS);
	assert_false(file.failed);
	struct gw_graph *graph = given_graph(file.data);
	assert_true(regroup_lets_in_place(graph, &error));
	assert_int_equal(graph->group_count, LETS);
	gw_graph_destroy(graph);
	text_finish(&file);
}

static void running_out_of_memory_is_reported(void **state)
{
	struct gw_graph *graph = given_graph(nested);
	uint32_t a = gw_graph_find(graph, "a"), d = gw_graph_find(graph, "d");

	(void)state;
	for (size_t n = 0;; n++) {
		struct gw_error error = {0};
		fail_allocation(n);
		struct regrouped *regrouped = regroup(graph, "mine", a, d, &error);
		bool failed = failure_happened();
		assert_int_equal(regrouped != NULL, !failed);
		if (failed)
			assert_string_equal(error.message, "out of memory");
		regrouped_destroy(regrouped);
		if (!failed)
			break;
	}
	gw_graph_destroy(graph);
}

static bool regroup_part(struct gw_graph *graph, struct gw_error *error)
{
	return regroup_in_place(graph, "mine", gw_graph_find(graph, "a"), gw_graph_find(graph, "d"),
				error);
}

/* A group that finds no memory is not there; of lets those that do are whole. */
static void expect_out_of_memory(const char *xml,
				 bool (*change)(struct gw_graph *graph, struct gw_error *error))
{
	bool failed = true;

	for (size_t n = 0; failed; n++) {
		struct gw_graph *graph = given_graph(xml);
		struct gw_error error = {0};
		fail_allocation(n);
		bool is_done = change(graph, &error);
		failed = failure_happened();
		assert_int_equal(is_done, !failed);
		assert_string_equal(error.message, failed ? "out of memory" : "");
		assert_sound(graph);
		assert_true(n > 3 || failed);
		gw_graph_destroy(graph);
	}
}

static void running_out_of_memory_in_place_is_reported(void **state)
{
	static const char lets[] = "<graph><input name='x' value='2'/><let name='a'>exp(x) x</let>"
				   "<let name='b'>a + tanh(a)</let>"
				   "<output name='f'>a b</output></graph>";

	(void)state;
	expect_out_of_memory(nested, regroup_part);
	expect_out_of_memory(lets, regroup_lets_in_place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gates_on_paths_become_a_group),
		cmocka_unit_test(why_it_cannot_fold_is_said),
		cmocka_unit_test(groups_nest),
		cmocka_unit_test(each_let_folds_once),
		cmocka_unit_test(a_let_with_another_exit_does_not_fold),
		cmocka_unit_test(many_lets_fold_at_once),
		cmocka_unit_test(the_group_of_a_let_is_found_in_another),
		cmocka_unit_test(metrics_do_not_fold),
		cmocka_unit_test(a_let_that_cuts_a_group_does_not_fold),
		cmocka_unit_test(running_out_of_memory_is_reported),
		cmocka_unit_test(running_out_of_memory_in_place_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
