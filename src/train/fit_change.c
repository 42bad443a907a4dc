/*
 * Other settings for a training that is under way, between two of its steps.
 */
#include "base/error.h"
#include "train/fit.h"

#include <string.h>

/* ---- what may change ---- */

static bool is_same_word(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* The rows are those that it began with: a half of an epoch would be of others. */
static bool check_data(const struct gw_fit *fit, const struct gw_fit_options *options,
		       struct gw_error *error)
{
	const struct gw_fit_options *now = &fit->options;
	size_t pass = fit->data.rows_a_pass;

	if (!is_same_word(now->data, options->data) ||
	    !is_same_word(now->validation, options->validation) || now->split != options->split)
		return error_set(error, "the rows to train on and those for validation are chosen "
					"before training begins, and stay");
	return options->batch % pass == 0 ||
	       error_set(error,
			 "the inputs take %zu rows at once; a batch of %zu is not a multiple of "
			 "that",
			 pass, options->batch);
}

static bool check_order(const struct gw_fit *fit, const struct gw_fit_options *options,
			struct gw_error *error)
{
	const struct gw_fit_options *now = &fit->options;
	bool is_same = now->is_shuffled == options->is_shuffled && now->seed == options->seed;

	return is_same || fit->batch == 0 ||
	       error_set(error, "rows change their order between two epochs: f goes to the end of "
				"this one");
}

/* The same slots with the same meaning: a velocity has another sign and size in torch. */
static bool keeps_state(const struct gw_optimizer *optimizer, const struct gw_fit_options *options)
{
	for (size_t i = 0; i < GW_MOST_KEPT; i++)
		if (!is_same_word(optimizer->rule->kept[i], options->rule->kept[i]))
			return false;
	return optimizer->convention == options->convention;
}

bool fit_keeps_state(const struct gw_fit *fit, const struct gw_fit_options *options)
{
	return keeps_state(fit->optimizer, options);
}

static bool check_accumulator(const struct gw_fit *fit, const struct gw_fit_options *options,
			      struct gw_error *error)
{
	const struct gw_optimizer *optimizer = fit->optimizer;
	bool is_same = optimizer->options.accumulator == options->optimizer.accumulator;

	return is_same || optimizer->time == 0 || !keeps_state(optimizer, options) ||
	       error_set(error, "accumulator is where the sum begins, and %s's has begun",
			 optimizer->rule->name);
}

bool fit_check_change(const struct gw_fit *fit, const struct gw_fit_options *options,
		      struct gw_error *error)
{
	if (options->epochs <= fit->epoch)
		return error_set(error, "%llu epochs are over already: epochs must be more",
				 (unsigned long long)fit->epoch);
	return check_data(fit, options, error) && check_order(fit, options, error) &&
	       check_accumulator(fit, options, error);
}

/* ---- the optimizer ---- */

static void clear_slot(struct gw_optimizer *optimizer, size_t slot)
{
	memset(optimizer->kept[slot], 0, optimizer->count * sizeof *optimizer->kept[slot]);
}

/* A slot that rests, as the mean of rmsprop that is not centered, begins at 0 when it is used. */
static void clear_resting_slots(struct gw_optimizer *optimizer, const struct gw_optimizer *before)
{
	for (unsigned slot = 0; slot < GW_MOST_KEPT && optimizer->rule->kept[slot]; slot++)
		if (!optimizer_keeps(optimizer, slot) || !optimizer_keeps(before, slot))
			clear_slot(optimizer, slot);
}

static void change_optimizer(struct gw_optimizer *optimizer, const struct gw_fit_options *options)
{
	const struct gw_optimizer before = *optimizer;
	bool is_kept = keeps_state(optimizer, options);

	optimizer->rule = options->rule;
	optimizer->convention = options->convention;
	optimizer->options = options->optimizer;
	if (is_kept && optimizer->time > 0)
		clear_resting_slots(optimizer, &before);
	else
		optimizer_begin(optimizer);
}

/* ---- the learning rate ---- */

static double scheduled_rate(const struct gw_fit *fit)
{
	const struct gw_fit_options *options = &fit->options;

	return gw_schedule_rate(&options->schedule, options->optimizer.rate,
				options->schedule.is_per_step ? fit->step : fit->epoch);
}

void fit_change(struct gw_fit *fit, const struct gw_fit_options *options, bool sets_rate)
{
	double before = scheduled_rate(fit);

	fit->options = *options;
	fit_settle_schedule(fit);
	change_optimizer(fit->optimizer, &fit->options);
	if (sets_rate)
		fit->rate_factor = 1;
	if (sets_rate || scheduled_rate(fit) != before)
		fit->rate = fit->rate_factor * scheduled_rate(fit);
}
