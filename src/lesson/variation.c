#include "lesson/variation.h"

#include "base/error.h"

#include <math.h>

#define EVEN_TRIES 1000  /* for numbers that are short */
#define SHORT_TRIES 3000 /* and then for numbers that are at least neither large nor small */
#define SIGN_TRIES 500   /* every so many, signs stay as they are: a logarithm needs them */
#define LARGEST 100
#define SMALLEST 0.01
#define LARGEST_DRAWN 20

static bool is_leaf(const struct gw_graph *graph, uint32_t node)
{
	return graph->kind[node] == GW_INPUT || graph->kind[node] == GW_PARAM;
}

/* Whether other numbers may take the place of a leaf's. */
static bool is_free(struct gw_matrix value)
{
	if (gw_is_scalar(value.shape))
		return *value.entry != 0;
	for (size_t i = 0; i < gw_entry_count(value.shape); i++)
		if (value.entry[i] != 0 && value.entry[i] != 1)
			return true;
	return false;
}

/* As large as the number was, or up to 5; of what is no whole number in halves up to 3. */
static double draw_like(double number, struct random *random, bool keeps_sign)
{
	bool is_whole = number == floor(number);
	double step = is_whole ? 1 : 0.5, most = fmax(ceil(fabs(number)), is_whole ? 5 : 3);

	if (number == 0)
		return 0;
	most = fmin(most, LARGEST_DRAWN);
	double size = step * (double)(1 + random_below(random, (uint64_t)(most / step)));
	bool is_negative = random_below(random, 2) == 0;
	if (keeps_sign)
		is_negative = number < 0;
	return is_negative ? -size : size;
}

static void draw_leaves(struct gw_tape *tape, const struct gw_tape *original, struct random *random,
			bool keeps_sign)
{
	for (uint32_t i = 0; i < tape->graph->node_count; i++) {
		struct gw_matrix before = gw_tape_value(original, i);
		double *entry = gw_tape_entries(tape, i);
		if (!is_leaf(tape->graph, i) || !is_free(before))
			continue;
		for (size_t k = 0; k < gw_entry_count(before.shape); k++)
			entry[k] = draw_like(before.entry[k], random, keeps_sign);
	}
}

/* ---- whether they will do ---- */

static bool is_handy(double value, bool is_even)
{
	double size = fabs(value), hundredths = value * 100;

	return size <= LARGEST &&
	       (is_even ? hundredths == floor(hundredths) : size == 0 || size >= SMALLEST);
}

/* All numbers are handy, and are 0 just where they were before. */
static bool is_like(struct gw_matrix now, struct gw_matrix before, bool is_even)
{
	for (size_t i = 0; now.entry && i < gw_entry_count(now.shape); i++)
		if (!is_handy(now.entry[i], is_even) ||
		    (now.entry[i] == 0) != (before.entry[i] == 0))
			return false;
	return true;
}

static bool is_same(struct gw_matrix now, struct gw_matrix before)
{
	for (size_t i = 0; i < gw_entry_count(now.shape); i++)
		if (now.entry[i] != before.entry[i])
			return false;
	return true;
}

static bool is_variation(const struct gw_tape *tape, const struct gw_tape *original, bool is_even)
{
	bool is_other = false;

	for (uint32_t i = 0; i < tape->graph->node_count; i++) {
		struct gw_matrix value = gw_tape_value(tape, i);
		if (gw_is_left_out(tape, i))
			continue;
		if (!is_like(value, gw_tape_value(original, i), is_even) ||
		    !is_like(gw_tape_gradient_matrix(tape, i), gw_tape_gradient_matrix(original, i),
			     is_even))
			return false;
		is_other |= !is_same(value, gw_tape_value(original, i));
	}
	return is_other;
}

bool variation_draw(struct gw_tape *tape, const struct gw_tape *original, struct random *random,
		    struct gw_error *error)
{
	for (int i = 0; i < EVEN_TRIES + SHORT_TRIES; i++) {
		draw_leaves(tape, original, random, i / SIGN_TRIES % 2 == 1);
		gw_tape_run(tape);
		if (is_variation(tape, original, i < EVEN_TRIES))
			return true;
	}
	return error_set(error, "no other numbers are found that come out even in this graph");
}
