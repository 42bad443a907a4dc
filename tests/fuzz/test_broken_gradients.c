/*
 * The program's own check over graphs made at random: it condemns no right gradient, and finds
 * those that a broken row of the operator table makes. GRADWALK_RANDOM_CASES is how many graphs.
 */
#include "chance.h"
#include "random_file.h"
#include "tape/pass.h"
#include "tape/rounding_bound.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define CHANGED 1e-3 /* relative: a gradient that is off by less is not called broken */

struct trial {
	struct gw_graph *graph;
	struct gw_tape *right, *broken, *scratch;
	struct rounding rounding; /* of the right gradients */
	uint32_t tried, found, at_kink;
};

static void trial_begin(struct trial *trial, uint32_t number)
{
	struct text source = {0};
	struct gw_error error;

	random_file(&source, &(struct file_wish){.number = number});
	struct gw_graph *graph =
		gw_graph_load_text("random.xml", source.data, source.length, &error);
	text_finish(&source);
	assert_non_null(graph);
	trial->graph = graph;
	trial->right = gw_tape_create(graph, graph->outputs[0], &error);
	trial->broken = gw_tape_create(graph, graph->outputs[0], &error);
	trial->scratch = gw_tape_create(graph, graph->outputs[0], &error);
	assert_true(trial->right && trial->broken && trial->scratch);
	assert_true(rounding_begin(&trial->rounding, trial->right));
}

static void trial_end(struct trial *trial)
{
	rounding_end(&trial->rounding);
	gw_tape_destroy(trial->right);
	gw_tape_destroy(trial->broken);
	gw_tape_destroy(trial->scratch);
	gw_graph_destroy(trial->graph);
}

static double gradient_of(const struct gw_tape *tape, uint32_t leaf, size_t entry)
{
	struct gw_matrix gradient = gw_tape_gradient_matrix(tape, leaf);
	return gradient.entry ? gradient.entry[entry] : 0;
}

/* Call `hold` of each entry of each leaf that a gradient is wanted of. */
static void each_entry(struct trial *trial, void (*hold)(struct trial *, uint32_t, size_t))
{
	for (uint32_t leaf = 0; leaf < trial->graph->node_count; leaf++) {
		size_t entries = gw_entry_count(gw_node_shape(trial->graph, leaf));
		uint8_t kind = trial->graph->kind[leaf];
		for (size_t i = 0; (kind == GW_INPUT || kind == GW_PARAM) && i < entries; i++)
			hold(trial, leaf, i);
	}
}

/* 0 · ∞ on the way is nan, also where the function has a slope: that is what check says. */
static void hold_right(struct trial *trial, uint32_t leaf, size_t entry)
{
	struct gw_check check = gw_check_entry(trial->right, trial->scratch, leaf, entry);

	if (check.verdict == GW_DISAGREES && isfinite(check.gradient))
		fail_msg("%s: %s: gradient %.17g +- %g, difference %.17g +- %g",
			 gw_node_name(trial->graph, trial->graph->node_count - 1),
			 gw_node_name(trial->graph, leaf), check.gradient, check.rounding,
			 check.difference, check.uncertainty);
	trial->tried++;
	trial->found += check.verdict == GW_AGREES;
}

static void no_right_gradient_is_condemned(void **state)
{
	struct trial trial = {0};

	(void)state;
	for (uint32_t number = 0; number < random_cases(300); number++) {
		trial_begin(&trial, number);
		each_entry(&trial, hold_right);
		trial_end(&trial);
	}
	print_message("# %u entries, of which %u agree\n", trial.tried, trial.found);
	assert_true(trial.found > trial.tried / 2);
}

static const struct gw_op *right_op;
static uint32_t way;

static double broken_local(const double *x, double y, unsigned which)
{
	double local = right_op->local(x, y, which);
	const double broken[] = {1.01 * local, -local, local + 1, local / 2, which ? 0 : local};

	return broken[way];
}

/* What differs by more than rounding, of a gradient that check confirms while it is right. */
static bool is_broken(const struct trial *trial, uint32_t leaf, size_t entry)
{
	double right = gradient_of(trial->right, leaf, entry),
	       broken = gradient_of(trial->broken, leaf, entry), off = fabs(broken - right);

	return isfinite(right) && isfinite(broken) &&
	       off > CHANGED * fmax(fabs(right), fabs(broken)) &&
	       off > rounding_of_gradient(&trial->rounding, leaf, entry) &&
	       gw_check_entry(trial->right, trial->scratch, leaf, entry).verdict == GW_AGREES;
}

static void hold_broken(struct trial *trial, uint32_t leaf, size_t entry)
{
	if (!is_broken(trial, leaf, entry))
		return;
	struct gw_check check = gw_check_entry(trial->broken, trial->scratch, leaf, entry);
	trial->tried++;
	trial->found += check.verdict == GW_DISAGREES;
	trial->at_kink += check.verdict == GW_AT_KINK;
	double right = gradient_of(trial->right, leaf, entry);
	if (check.verdict == GW_AGREES &&
	    fabs(check.gradient - right) > check.rounding + check.uncertainty)
		fail_msg("%s: %.17g passes for %.17g, difference %.17g +- %g",
			 gw_node_name(trial->graph, leaf), check.gradient, right, check.difference,
			 check.uncertainty);
}

/* Run the backward pass with one gate's local gradients broken in one of several ways. */
static void break_gate(struct trial *trial, uint32_t *seed)
{
	struct gw_tape *tape = trial->broken;
	struct gw_instruction *gate = &tape->instruction[pick_below(seed, tape->gate_count)];

	if (!tape->is_active[gate->node] || gw_is_matrix_gate(tape, gate->node))
		return;
	const struct gw_op *operators[UINT8_MAX + 1];
	uint32_t right = gate->op, count = tape->graph->operator_count;
	assert_true(count <= UINT8_MAX);
	memcpy(operators, tape->graph->operators, count * sizeof *operators);
	right_op = operators[right];
	way = pick_below(seed, 5);
	struct gw_op broken = *right_op;
	broken.local = broken_local;
	operators[count] = &broken;
	tape->operators = operators;
	gate->op = count & UINT8_MAX;
	gw_tape_run(tape);
	each_entry(trial, hold_broken);
	gate->op = right & UINT8_MAX;
	tape->operators = tape->graph->operators;
}

static void a_broken_row_is_found_in_a_graph(void **state)
{
	struct trial trial = {0};
	uint32_t seed = 1;

	(void)state;
	for (uint32_t number = 0; number < random_cases(300); number++) {
		trial_begin(&trial, number);
		break_gate(&trial, &seed);
		trial_end(&trial);
	}
	print_message("# %u broken gradients: %u found, %u at kinks\n", trial.tried, trial.found,
		      trial.at_kink);
	assert_true(trial.tried > random_cases(300) / 2);
	assert_true(trial.found + trial.at_kink > trial.tried - 1 - trial.tried / 200);
	assert_true(trial.at_kink < trial.tried / 10 + 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_right_gradient_is_condemned),
		cmocka_unit_test(a_broken_row_is_found_in_a_graph),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
