/*
 * Gradients of graphs made at random, held against central differences that are made here, and not
 * by the program's own check.
 *
 * From halved steps the difference quotient is extrapolated as Richardson does. It is believed
 * where it has settled, and where the slopes on both sides do too: at a kink a convention decides.
 */
#include "chance.h"
#include "random_file.h"
#include "rounding_bound.h"

#include <gradwalk/gradwalk.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define GRAPHS 2000
#define LARGEST_STEP 0.0009765625 /* 2^-10 */
#define STEPS 14
#define TOLERANCE 1e-4

struct slope {
	double value;
	bool is_known;
};

static double output_at(struct gw_tape *tape, uint32_t leaf, size_t entry, double x)
{
	gw_tape_entries(tape, leaf)[entry] = x;
	gw_tape_forward(tape);
	return gw_tape_value(tape, tape->output).entry[0];
}

/* How far the slopes on the two sides are apart; at a kink it does not shrink with the step. */
static bool is_smooth(double wide_gap, double narrow_gap, double slope)
{
	return narrow_gap < 1e-3 * (1 + fabs(slope)) || narrow_gap < 0.7 * wide_gap;
}

static struct slope slope_of(struct gw_tape *tape, uint32_t leaf, size_t entry)
{
	double x = gw_tape_entries(tape, leaf)[entry], middle = output_at(tape, leaf, entry, x);
	double quotient[STEPS], gap[STEPS], best = INFINITY;
	struct slope slope = {0};

	for (int i = 0; i < STEPS; i++) {
		double step = ldexp(LARGEST_STEP, -i);
		double above = output_at(tape, leaf, entry, x + step);
		double below = output_at(tape, leaf, entry, x - step);
		quotient[i] = (above - below) / (2 * step);
		gap[i] = fabs((above - middle) - (middle - below)) / step;
		double noise = 1e-15 * (fabs(middle) + fabs(x)) / step;
		double change = i > 0 ? fabs(quotient[i] - quotient[i - 1]) + noise : INFINITY;
		if (change < best) {
			best = change;
			slope.value = (4 * quotient[i] - quotient[i - 1]) / 3;
			slope.is_known = best < TOLERANCE / 10 * (1 + fabs(slope.value)) &&
					 is_smooth(gap[i - 1], gap[i], slope.value);
		}
	}
	output_at(tape, leaf, entry, x);
	return slope;
}

struct tally {
	uint32_t entries, known, undefined;
};

static void hold_leaf(struct tally *tally, struct gw_tape *tape, uint32_t leaf, const char *source)
{
	size_t count = gw_entry_count(gw_node_shape(tape->graph, leaf));

	for (size_t i = 0; i < count; i++) {
		struct slope slope = slope_of(tape, leaf, i);
		gw_tape_run(tape);
		const double *entry = gw_tape_gradient_matrix(tape, leaf).entry;
		double gradient = entry ? entry[i] : 0;
		tally->entries++;
		/* As in PyTorch, 0 · ∞ on the way is nan even where the function has a slope. */
		tally->undefined += slope.is_known && isnan(gradient);
		tally->known += slope.is_known;
		double off = fabs(gradient - slope.value),
		       slack = TOLERANCE * (1 + fabs(slope.value));
		if (slope.is_known && off > slack && off > slack + rounding_bound(tape, leaf, i))
			fail_msg("%s, entry %zu: gradient %.17g, difference %.17g, of\n%s",
				 gw_node_name(tape->graph, leaf), i, gradient, slope.value, source);
	}
}

static void hold_graph(struct tally *tally, uint32_t number, struct text *source)
{
	struct gw_error error = {0};

	random_file(source, &(struct file_wish){.number = number});
	struct gw_graph *graph =
		gw_graph_load_text("random.xml", source->data, source->length, &error);
	struct gw_tape *tape = graph ? gw_tape_create(graph, graph->outputs[0], &error) : NULL;
	if (!tape)
		fail_msg("%s, in\n%s", error.message, source->data);
	for (uint32_t i = 0; i < graph->node_count; i++)
		if (graph->kind[i] == GW_INPUT || graph->kind[i] == GW_PARAM)
			hold_leaf(tally, tape, i, source->data);
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
}

static void gradients_are_those_of_central_differences(void **state)
{
	struct text source = {0};
	struct tally tally = {0};

	(void)state;
	for (uint32_t number = 0; number < GRAPHS; number++)
		hold_graph(&tally, number, &source);
	text_finish(&source);
	print_message("# %u entries, of %u of which a difference is known; undefined there: %u\n",
		      tally.entries, tally.known, tally.undefined);
	assert_true(tally.known > tally.entries / 2);
	assert_true(tally.undefined < tally.known / 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gradients_are_those_of_central_differences),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
