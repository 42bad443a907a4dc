#include "callbacks/advice.h"

#include "base/array.h"
#include "base/error.h"
#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONG_GROWTH 5   /* epochs of a growing loss that are no accident */
#define MANY_TURNS 6    /* in a row */
#define LARGE_LOSS 0.5  /* of the first one: growing below that is no harm */
#define LARGE_TURN 0.05 /* of the first loss: a smaller one is noise */
#define FLAT 0.01       /* a slope below this lets next to nothing through */

/* ---- the loss from epoch to epoch ---- */

static void say_rate(struct gw_fit *fit, const char *what, uint64_t epochs)
{
	char number[NUMBER_TEXT];

	number_write(fit->rate, NUMBER_ROUND_TRIP, number);
	if (epochs > 0)
		gw_fit_say(fit, "the loss %s %llu epochs: is the learning rate, %s, too high?",
			   what, (unsigned long long)epochs, number);
	else
		gw_fit_say(fit, "the loss %s: is the learning rate, %s, too high?", what, number);
}

static void count_changes(struct advice *advice, double loss)
{
	bool is_growing = loss > advice->loss;
	bool is_large = fabs(loss - advice->loss) > LARGE_TURN * fabs(advice->first_loss);

	advice->grown = is_growing ? advice->grown + 1 : 0;
	advice->turned = is_large && is_growing != advice->was_growing ? advice->turned + 1 : 0;
	advice->was_growing = is_growing;
}

static void watch_loss(struct advice *advice, struct gw_fit *fit, double loss)
{
	if (advice->has_loss)
		count_changes(advice, loss);
	else
		advice->first_loss = loss;
	advice->has_loss = true;
	advice->loss = loss;
	bool is_harm = loss > LARGE_LOSS * advice->first_loss;
	if (advice->grown >= LONG_GROWTH && is_harm && !advice->said_grown) {
		say_rate(fit, "has grown for", advice->grown);
		advice->said_grown = true;
	}
	if (advice->turned >= MANY_TURNS && !advice->said_turned) {
		say_rate(fit, "goes up and down from epoch to epoch", 0);
		advice->said_turned = true;
	}
}

/* ---- gates that let nothing through ---- */

static bool can_be_flat(const struct gw_tape *tape, uint32_t node)
{
	const struct gw_graph *graph = tape->graph;

	return gw_is_gate(graph, node) && tape->is_active[node] && gw_node_op(graph, node)->flat;
}

static bool find_gates(struct advice *advice, const struct gw_fit *fit, struct gw_error *error)
{
	const struct gw_graph *graph = fit->graph;

	advice->gate_count = advice->unit_count = 0;
	advice->probe = gw_tape_create(graph, fit->tape->output, error);
	if (!advice->probe)
		return false;
	for (uint32_t i = 0; i < graph->node_count; i++)
		advice->gate_count += can_be_flat(advice->probe, i);
	if (advice->gate_count == 0)
		return true;
	advice->gate = array_create(advice->gate_count, sizeof *advice->gate);
	advice->is_told = array_create(advice->gate_count, sizeof *advice->is_told);
	if (!advice->gate || !advice->is_told)
		return error_memory(error);
	for (uint32_t i = 0, found = 0; found < advice->gate_count; i++)
		if (can_be_flat(advice->probe, i)) {
			advice->gate[found++] = i;
			advice->unit_count += gw_node_shape(graph, i).columns;
		}
	advice->steepest = array_create(advice->unit_count, sizeof *advice->steepest);
	return advice->steepest || error_memory(error);
}

/* The slope of a unit in one more entry; one that is no number is none that could be flat. */
static void take_slope(double *steepest, double local)
{
	*steepest = isnan(local) ? INFINITY : fmax(*steepest, fabs(local));
}

static void look_at_gate(const struct gw_tape *tape, uint32_t node, double *steepest)
{
	struct gw_shape shape = gw_node_shape(tape->graph, node);
	double one;
	const double *local = &one;

	if (gw_is_matrix_gate(tape, node))
		local = gw_tape_local_matrix(tape, node, 0).entry;
	else
		one = gw_tape_local(tape, node, 0);
	for (size_t i = 0; i < gw_entry_count(shape); i++)
		take_slope(&steepest[i % shape.columns], local[i]);
}

static void look_at_rows(struct advice *advice, struct gw_fit *fit, size_t first)
{
	double *steepest = advice->steepest;

	if (fit->training_rows > 0)
		gw_fit_fill(fit, first, advice->probe);
	gw_tape_forward(advice->probe);
	for (size_t i = 0; i < advice->gate_count; i++) {
		look_at_gate(advice->probe, advice->gate[i], steepest);
		steepest += gw_node_shape(fit->graph, advice->gate[i]).columns;
	}
}

/* The units of a gate that are flat, and of these the ones that let nothing at all through. */
struct flat_units {
	size_t flat, shut;
};

static struct flat_units count_flat(const double *steepest, size_t columns)
{
	struct flat_units units = {0};

	for (size_t i = 0; i < columns; i++) {
		units.flat += steepest[i] < FLAT;
		units.shut += steepest[i] == 0;
	}
	return units;
}

/* "h: relu is off for every row in 1 of its 3 columns: no gradient comes through, …" */
static void tell_of_gate(struct gw_fit *fit, uint32_t node, struct flat_units units)
{
	struct gw_shape shape = gw_node_shape(fit->graph, node);
	bool has_rows = fit->training_rows > 0 || shape.rows > 1;
	char where[64] = "";

	if (shape.columns > 1)
		snprintf(where, sizeof where, " in %zu of its %u columns", units.flat,
			 shape.columns);
	gw_fit_say(fit, "%s: %s%s%s: %s", gw_node_name(fit->graph, node),
		   gw_node_op(fit->graph, node)->flat, has_rows ? " for every row" : "", where,
		   units.shut == units.flat
			   ? "no gradient comes through, so what feeds it does not learn"
			   : "next to no gradient comes through, so what feeds it hardly learns");
}

static void tell_of_gates(struct advice *advice, struct gw_fit *fit)
{
	const double *steepest = advice->steepest;

	for (size_t i = 0; i < advice->gate_count; i++) {
		size_t columns = gw_node_shape(fit->graph, advice->gate[i]).columns;
		struct flat_units units = count_flat(steepest, columns);

		steepest += columns;
		if (units.flat == 0 || advice->is_told[i])
			continue;
		tell_of_gate(fit, advice->gate[i], units);
		advice->is_told[i] = true;
	}
}

/* All training rows, forward, with the parameters as they are now. */
static void look_at_gates(struct advice *advice, struct gw_fit *fit)
{
	size_t pass = fit->data.rows_a_pass > 0 ? fit->data.rows_a_pass : 1;

	if (advice->gate_count == 0)
		return;
	gw_tape_copy_leaves(advice->probe, fit->tape);
	memset(advice->steepest, 0, advice->unit_count * sizeof *advice->steepest);
	for (size_t first = 0; first == 0 || first < fit->training_rows; first += pass)
		look_at_rows(advice, fit, first);
	tell_of_gates(advice, fit);
}

/* ---- the callback ---- */

static void release(struct advice *advice)
{
	gw_tape_destroy(advice->probe);
	free(advice->gate);
	free(advice->is_told);
	free(advice->steepest);
	*advice = (struct advice){0};
}

static bool begin(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		  struct gw_error *error)
{
	(void)logs;
	release(callback->data);
	return find_gates(callback->data, fit, error);
}

/* At epochs 2, 4, 8, … : the extra passes are then few, however long the training is. */
static bool is_time_to_look(uint64_t epochs)
{
	return epochs >= 2 && (epochs & (epochs - 1)) == 0;
}

static bool end_epoch(struct gw_callback *callback, struct gw_fit *fit, struct gw_logs *logs,
		      struct gw_error *error)
{
	struct advice *advice = callback->data;
	const double *loss = gw_logs_find(logs, "loss");

	(void)error;
	if (loss && isfinite(*loss))
		watch_loss(advice, fit, *loss);
	if (is_time_to_look(fit->epoch + 1) && isfinite(fit->batch_loss))
		look_at_gates(advice, fit);
	return true;
}

static void keep(struct gw_callback *callback, struct gw_fit *fit, struct gw_state *state)
{
	struct advice *advice = callback->data;

	(void)fit;
	gw_state_number(state, "first-loss", &advice->first_loss);
	gw_state_number(state, "loss", &advice->loss);
	gw_state_count(state, "grown", &advice->grown);
	gw_state_count(state, "turned", &advice->turned);
	gw_state_truth(state, "has-loss", &advice->has_loss);
	gw_state_truth(state, "was-growing", &advice->was_growing);
	gw_state_truth(state, "said-grown", &advice->said_grown);
	gw_state_truth(state, "said-turned", &advice->said_turned);
	for (size_t i = 0; i < advice->gate_count; i++)
		gw_state_truth(state, "told", &advice->is_told[i]);
}

static void finish(struct gw_callback *callback)
{
	release(callback->data);
}

struct gw_callback advice_callback(struct advice *advice)
{
	return (struct gw_callback){
		.name = "advice",
		.data = advice,
		.hook = {[GW_TRAIN_BEGIN] = begin, [GW_EPOCH_END] = end_epoch},
		.state = keep,
		.is_repeatable = true,
		.finish = finish,
	};
}
