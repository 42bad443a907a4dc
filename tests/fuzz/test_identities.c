/*
 * What must be the same, held to the last bit on graphs made at random: folded and unfolded, there
 * and back in time, set by hand and read from a file.
 */
#include "chance.h"
#include "export/format.h"
#include "random_file.h"
#include "rounding_bound.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* 2,000 in a release; fewer where sanitizers make each slow. */
static uint32_t count_graphs(void)
{
	return random_cases_up_to(2000, 4);
}

struct trial {
	struct text source;
	struct gw_graph *graph;
	struct gw_tape *tape;
};

static void load(struct trial *trial, const struct file_wish *wish)
{
	struct gw_error error = {0};

	*trial = (struct trial){0};
	random_file(&trial->source, wish);
	trial->graph =
		gw_graph_load_text("random.xml", trial->source.data, trial->source.length, &error);
	if (!trial->graph)
		fail_msg("%s:%u, in\n%s", error.message, error.line, trial->source.data);
}

static void run(struct trial *trial)
{
	struct gw_error error = {0};

	trial->tape = gw_tape_create(trial->graph, trial->graph->outputs[0], &error);
	if (!trial->tape)
		fail_msg("%s", error.message);
}

static void unload(struct trial *trial)
{
	gw_tape_destroy(trial->tape);
	gw_graph_destroy(trial->graph);
	text_finish(&trial->source);
}

static bool is_same_number(double one, double other)
{
	return (isnan(one) && isnan(other)) || memcmp(&one, &other, sizeof one) == 0;
}

static bool is_same_matrix(struct gw_matrix one, struct gw_matrix other)
{
	if (!one.entry || !other.entry)
		return one.entry == other.entry;
	for (size_t i = 0; i < gw_entry_count(one.shape); i++)
		if (!is_same_number(one.entry[i], other.entry[i]))
			return false;
	return one.shape.rows == other.shape.rows && one.shape.columns == other.shape.columns;
}

/* ---- fold = unfold ---- */

static void hold_flat(uint32_t number)
{
	struct trial folded, flat;

	load(&folded, &(struct file_wish){.number = number});
	load(&flat, &(struct file_wish){.number = number, .is_flat = true});
	run(&folded);
	run(&flat);
	for (uint32_t i = 1; i <= random_file_leaves(number); i++) {
		char name[16];
		snprintf(name, sizeof name, "x%u", i);
		uint32_t one = gw_graph_find(folded.graph, name),
			 other = gw_graph_find(flat.graph, name);
		if (!is_same_matrix(gw_tape_gradient_matrix(folded.tape, one),
				    gw_tape_gradient_matrix(flat.tape, other)))
			fail_msg("∂f/∂%s differs in\n%s\n%s", name, folded.source.data,
				 flat.source.data);
	}
	assert_true(is_same_matrix(gw_tape_value(folded.tape, folded.graph->outputs[0]),
				   gw_tape_value(flat.tape, flat.graph->outputs[0])));
	unload(&folded);
	unload(&flat);
}

static void groups_and_definitions_change_no_number(void **state)
{
	(void)state;
	for (uint32_t number = 0; number < count_graphs(); number++)
		hold_flat(number);
}

/* What the gates of a group send to a node outside, if they are scalars; NaN if not. */
static double sent_by(const struct gw_tape *tape, uint32_t group, uint32_t operand)
{
	const struct gw_graph *graph = tape->graph;
	double sent = 0;

	for (uint32_t i = graph->groups[group].first; i <= graph->groups[group].last; i++)
		for (uint32_t k = 0; k < gw_operand_count(graph, i); k++)
			if (gw_operands(graph, i)[k] == operand && tape->is_active[i] &&
			    gw_graph_is_in_group(graph, i, group))
				sent += gw_tape_gradient(tape, i) * gw_tape_local(tape, i, k);
	return sent;
}

/*
 * As one gate, a group has an upstream and a local gradient, whose product is what its gates send.
 */
static uint32_t hold_group(const struct trial *trial, uint32_t group)
{
	const struct gw_graph *graph = trial->graph;
	uint32_t exit = graph->groups[group].last, held = 0;

	for (uint32_t node = 0; node < graph->groups[group].first; node++) {
		double sent = sent_by(trial->tape, group, node);
		double local = gw_tape_composite_local(trial->tape, group, exit, node);
		double whole = gw_tape_gradient(trial->tape, exit) * local;
		if (!trial->tape->is_active[node] || !isfinite(sent) || !isfinite(whole))
			continue;
		held++;
		double off = fabs(whole - sent), slack = 1e-9 * (1 + fabs(whole) + fabs(sent));
		if (off > slack && off > slack + 2 * rounding_bound(trial->tape, node, 0))
			fail_msg("%s sends %.17g to %s, and its gates %.17g, in\n%s",
				 graph->groups[group].name, whole, gw_node_name(graph, node), sent,
				 trial->source.data);
	}
	return held;
}

static void a_folded_gate_sends_what_its_gates_send(void **state)
{
	uint32_t held = 0;

	(void)state;
	for (uint32_t number = 0; number < count_graphs(); number++) {
		struct trial trial;
		load(&trial, &(struct file_wish){.number = number});
		run(&trial);
		for (uint32_t group = 0; group < trial.graph->group_count; group++)
			if (trial.graph->groups[group].is_definition)
				held += hold_group(&trial, group);
		unload(&trial);
	}
	assert_true(held > count_graphs());
}

/* ---- time travel ---- */

/* All that can be seen of a moment. */
static void hold_moment(const struct gw_walk *one, const struct gw_walk *other)
{
	for (uint32_t i = 0; i < one->tape->graph->node_count; i++) {
		double value = 0, other_value = 0;
		struct gw_gradient a = gw_walk_gradient(one, i), b = gw_walk_gradient(other, i);
		assert_int_equal(gw_walk_value(one, i, &value),
				 gw_walk_value(other, i, &other_value));
		assert_true(is_same_number(value, other_value));
		assert_int_equal(a.state, b.state);
		assert_int_equal(a.arrived, b.arrived);
		if (a.state == GW_PARTIAL || a.state == GW_FINAL) {
			assert_true(is_same_number(a.value, b.value));
			assert_true(is_same_matrix(a.matrix, b.matrix));
		}
	}
}

static void move(struct gw_walk *walk, uint32_t kind, uint32_t to)
{
	switch (kind) {
	case 0:
		gw_walk_next(walk);
		break;
	case 1:
		gw_walk_previous(walk);
		break;
	case 2:
		gw_walk_next_term(walk);
		break;
	case 3:
		gw_walk_previous_term(walk);
		break;
	default:
		gw_walk_seek(walk, to);
	}
}

/* Somewhere by any way, and straight there. */
static void hold_time(const struct trial *trial, uint32_t number)
{
	struct gw_walk wandering, straight;
	uint32_t random = number;

	gw_walk_init(&wandering, trial->tape);
	for (int i = 0; i < 30; i++)
		move(&wandering, pick_below(&random, 5),
		     pick_below(&random, gw_walk_last(&wandering) + 1));
	gw_walk_init(&straight, trial->tape);
	while (straight.t < wandering.t)
		gw_walk_next(&straight);
	while (straight.part < wandering.part)
		assert_true(gw_walk_next_term(&straight));
	hold_moment(&wandering, &straight);
}

static void whatever_way_one_came_a_moment_is_the_same(void **state)
{
	(void)state;
	for (uint32_t number = 0; number < count_graphs(); number++) {
		struct trial trial;
		load(&trial, &(struct file_wish){.number = number});
		run(&trial);
		hold_time(&trial, number);
		unload(&trial);
	}
}

/* ---- a value that is set = a value in the file ---- */

static void write_trace(const struct trial *trial, struct text *text)
{
	const struct format *format;
	struct gw_walk walk;
	const struct exported exported = {.walk = &walk, .digits = 2};

	gw_walk_init(&walk, trial->tape);
	for (size_t i = 0; (format = format_at(FORMATS_OF_STEPS | FORMAT_GRAPH, i)); i++)
		assert_true(format->write(&exported, text, NULL));
}

static void set_leaf(struct gw_graph *graph, const struct gw_graph *from, uint32_t leaf)
{
	struct gw_matrix value = gw_leaf_value(from, leaf);
	struct gw_error error;

	if (gw_is_scalar(value.shape))
		gw_graph_set_value(graph, leaf, value.entry[0]);
	else
		assert_true(gw_graph_set_entries(graph, leaf, value.entry, &error));
}

static void hold_setting(uint32_t number)
{
	uint32_t changed = 1 + number % random_file_leaves(number);
	struct trial set, read;
	struct text one = {0}, other = {0};
	char name[16];

	load(&set, &(struct file_wish){.number = number});
	load(&read, &(struct file_wish){.number = number, .changed_leaf = changed});
	snprintf(name, sizeof name, "x%u", changed);
	set_leaf(set.graph, read.graph, gw_graph_find(read.graph, name));
	run(&set);
	run(&read);
	write_trace(&set, &one);
	write_trace(&read, &other);
	assert_string_equal(one.data, other.data);
	text_finish(&one);
	text_finish(&other);
	unload(&set);
	unload(&read);
}

static void a_value_that_is_set_is_as_one_in_the_file(void **state)
{
	(void)state;
	for (uint32_t number = 0; number < count_graphs(); number++)
		hold_setting(number);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_and_definitions_change_no_number),
		cmocka_unit_test(a_folded_gate_sends_what_its_gates_send),
		cmocka_unit_test(whatever_way_one_came_a_moment_is_the_same),
		cmocka_unit_test(a_value_that_is_set_is_as_one_in_the_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
