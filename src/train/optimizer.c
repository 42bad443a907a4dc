#include <gradwalk/optimizer.h>

#include "base/array.h"
#include "base/error.h"
#include "train/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const gw_convention_names[GW_CONVENTION_COUNT] = {"lecture", "keras", "torch"};

/* ---- the updates ---- */

static void step_sgd(const struct gw_optimizer *optimizer, struct gw_updates *now)
{
	(void)optimizer;
	for (size_t i = 0; i < now->count; i++)
		now->after[i] = now->before[i] - now->rate * now->gradient[i];
}

/*
 * Where the rate is inside the velocity (lecture, Keras), a change of the rate reaches the
 * parameter slowly; outside (PyTorch) at once.
 */
static void accelerate(const struct gw_optimizer *optimizer, struct gw_updates *now)
{
	double momentum = optimizer->options.momentum, share = 1 - optimizer->options.dampening;
	const double *gradient = now->gradient, *was = now->was[0];
	double *velocity = now->kept[0];

	if (optimizer->convention != GW_TORCH)
		for (size_t i = 0; i < now->count; i++)
			velocity[i] = momentum * was[i] - now->rate * gradient[i];
	else if (now->time == 1)
		memcpy(velocity, gradient, now->count * sizeof *velocity);
	else
		for (size_t i = 0; i < now->count; i++)
			velocity[i] = momentum * was[i] + share * gradient[i];
}

static void step_momentum(const struct gw_optimizer *optimizer, struct gw_updates *now)
{
	const double *before = now->before, *velocity = now->kept[0];

	accelerate(optimizer, now);
	if (optimizer->convention == GW_TORCH)
		for (size_t i = 0; i < now->count; i++)
			now->after[i] = before[i] - now->rate * velocity[i];
	else
		for (size_t i = 0; i < now->count; i++)
			now->after[i] = before[i] + velocity[i];
}

static void step_nesterov(const struct gw_optimizer *optimizer, struct gw_updates *now)
{
	double momentum = optimizer->options.momentum, rate = now->rate;
	const double *before = now->before, *gradient = now->gradient, *old = now->was[0];
	const double *velocity = now->kept[0];

	accelerate(optimizer, now);
	if (optimizer->convention == GW_LECTURE)
		for (size_t i = 0; i < now->count; i++)
			now->after[i] =
				before[i] + (-momentum * old[i] + (1 + momentum) * velocity[i]);
	else if (optimizer->convention == GW_KERAS)
		for (size_t i = 0; i < now->count; i++)
			now->after[i] = before[i] + (momentum * velocity[i] - rate * gradient[i]);
	else
		for (size_t i = 0; i < now->count; i++)
			now->after[i] = before[i] + -rate * (gradient[i] + momentum * velocity[i]);
}

/* Turns squares into divisors. Keras puts ε under the root; the others put it beside the root. */
static void make_divisors(const struct gw_optimizer *optimizer, double *square, size_t count)
{
	double epsilon = optimizer->options.epsilon;

	if (optimizer->convention == GW_KERAS)
		for (size_t i = 0; i < count; i++)
			square[i] = sqrt(square[i] + epsilon);
	else
		for (size_t i = 0; i < count; i++)
			square[i] = sqrt(square[i]) + epsilon;
}

static void step_adagrad(const struct gw_optimizer *optimizer, struct gw_updates *now)
{
	double rate = now->rate / (1 + (double)(now->time - 1) * optimizer->options.rate_decay);
	const double *gradient = now->gradient;
	double divisor[GW_LANES];

	for (size_t i = 0; i < now->count; i++)
		divisor[i] = now->kept[0][i] = now->was[0][i] + gradient[i] * gradient[i];
	make_divisors(optimizer, divisor, now->count);
	for (size_t i = 0; i < now->count; i++)
		now->after[i] = now->before[i] - rate * gradient[i] / divisor[i];
}

/* The means of squares and, if they are centered, of gradients; then each entry's direction. */
static void find_directions(const struct gw_optimizer *optimizer, struct gw_updates *now,
			    double *direction)
{
	double rho = optimizer->options.rho, rest = 1 - rho;
	const double *gradient = now->gradient;
	double *square = now->kept[0], *mean = now->kept[1];

	for (size_t i = 0; i < now->count; i++)
		square[i] = rho * now->was[0][i] + rest * gradient[i] * gradient[i];
	memset(mean, 0, now->count * sizeof *mean);
	for (size_t i = 0; optimizer->options.is_centered && i < now->count; i++)
		mean[i] = rho * now->was[1][i] + rest * gradient[i];
	for (size_t i = 0; i < now->count; i++)
		direction[i] = square[i] - mean[i] * mean[i];
	make_divisors(optimizer, direction, now->count);
	for (size_t i = 0; i < now->count; i++)
		direction[i] = gradient[i] / direction[i];
}

static void step_rmsprop(const struct gw_optimizer *optimizer, struct gw_updates *now)
{
	double momentum = optimizer->options.momentum, rate = now->rate;
	const double *before = now->before, *was = now->was[2];
	double *velocity = now->kept[2], direction[GW_LANES];

	find_directions(optimizer, now, direction);
	if (momentum == 0) {
		for (size_t i = 0; i < now->count; i++)
			now->after[i] = before[i] - rate * direction[i];
	} else if (optimizer->convention == GW_KERAS) {
		for (size_t i = 0; i < now->count; i++)
			velocity[i] = momentum * was[i] + rate * direction[i];
		for (size_t i = 0; i < now->count; i++)
			now->after[i] = before[i] - velocity[i];
	} else {
		for (size_t i = 0; i < now->count; i++)
			velocity[i] = momentum * was[i] + direction[i];
		for (size_t i = 0; i < now->count; i++)
			now->after[i] = before[i] - rate * velocity[i];
	}
}

static void find_moments(const struct gw_optimizer *optimizer, struct gw_updates *now)
{
	const struct gw_optimizer_options *options = &optimizer->options;
	double beta1 = options->beta1, beta2 = options->beta2;
	double *mean = now->kept[0], *square = now->kept[1], *largest = now->kept[2];

	for (size_t i = 0; i < now->count; i++) {
		double gradient = now->gradient[i];
		mean[i] = beta1 * now->was[0][i] + (1 - beta1) * gradient;
		square[i] = beta2 * now->was[1][i] + (1 - beta2) * gradient * gradient;
	}
	memcpy(largest, square, now->count * sizeof *largest);
	for (size_t i = 0; options->keeps_maximum && i < now->count; i++)
		largest[i] = fmax(now->was[2][i], square[i]);
}

static void step_adam(const struct gw_optimizer *optimizer, struct gw_updates *now)
{
	double epsilon = optimizer->options.epsilon, rate = now->rate;
	double first = now->correction[0], second = now->correction[1];
	double scale = rate * sqrt(second) / first;
	const double *mean = now->kept[0], *largest = now->kept[2];
	double *corrected = now->corrected[0], *corrected_square = now->corrected[1];

	find_moments(optimizer, now);
	for (size_t i = 0; i < now->count; i++) {
		corrected[i] = mean[i] / first;
		corrected_square[i] = largest[i] / second;
	}
	if (optimizer->convention == GW_KERAS)
		for (size_t i = 0; i < now->count; i++)
			now->after[i] =
				now->before[i] - scale * mean[i] / (sqrt(largest[i]) + epsilon);
	else
		for (size_t i = 0; i < now->count; i++)
			now->after[i] = now->before[i] -
					rate * corrected[i] / (sqrt(corrected_square[i]) + epsilon);
}

/* ---- the same as formulas ---- */

#define KERAS GW_IF_KERAS
#define TORCH GW_IF_TORCH

static const struct gw_formula sgd_formulas[] = {
	{"x", "x − lr g", 0, 0},
	{NULL, NULL, 0, 0},
};

static const struct gw_formula momentum_formulas[] = {
	{"v", "μ v − lr g", 0, TORCH},
	{"v", "g", TORCH | GW_IF_FIRST, 0},
	{"v", "μ v + g", TORCH, GW_IF_FIRST | GW_IF_DAMPENING},
	{"v", "μ v + (1 − damp) g", TORCH | GW_IF_DAMPENING, GW_IF_FIRST},
	{"x", "x + v", 0, TORCH},
	{"x", "x − lr v", TORCH, 0},
	{NULL, NULL, 0, 0},
};

static const struct gw_formula nesterov_formulas[] = {
	{"v_new", "μ v − lr g", GW_IF_LECTURE, 0},
	{"v", "μ v − lr g", KERAS, 0},
	{"v", "g", TORCH | GW_IF_FIRST, 0},
	{"v", "μ v + g", TORCH, GW_IF_FIRST | GW_IF_DAMPENING},
	{"v", "μ v + (1 − damp) g", TORCH | GW_IF_DAMPENING, GW_IF_FIRST},
	{"x", "x − μ v + (1 + μ) v_new", GW_IF_LECTURE, 0},
	{"x", "x + μ v − lr g", KERAS, 0},
	{"x", "x − lr (g + μ v)", TORCH, 0},
	{NULL, NULL, 0, 0},
};

static const struct gw_formula adagrad_formulas[] = {
	{"a", "a + g²", 0, 0},
	{"x", "x − lr g/(sqrt(a) + ε)", 0, KERAS | GW_IF_RATE_DECAY},
	{"x", "x − lr g/sqrt(a + ε)", KERAS, GW_IF_RATE_DECAY},
	{"x", "x − lr/(1 + (t − 1) decay) g/(sqrt(a) + ε)", GW_IF_RATE_DECAY, KERAS},
	{"x", "x − lr/(1 + (t − 1) decay) g/sqrt(a + ε)", GW_IF_RATE_DECAY | KERAS, 0},
	{NULL, NULL, 0, 0},
};

#define CENTERED GW_IF_CENTERED
#define MOMENTUM GW_IF_MOMENTUM

static const struct gw_formula rmsprop_formulas[] = {
	{"a", "ρ a + (1 − ρ) g²", 0, 0},
	{"m", "ρ m + (1 − ρ) g", CENTERED, 0},
	{"x", "x − lr g/(sqrt(a) + ε)", 0, KERAS | MOMENTUM | CENTERED},
	{"x", "x − lr g/(sqrt(a − m²) + ε)", CENTERED, KERAS | MOMENTUM},
	{"x", "x − lr g/sqrt(a + ε)", KERAS, MOMENTUM | CENTERED},
	{"x", "x − lr g/sqrt(a − m² + ε)", KERAS | CENTERED, MOMENTUM},
	{"b", "μ b + g/(sqrt(a) + ε)", MOMENTUM, KERAS | CENTERED},
	{"b", "μ b + g/(sqrt(a − m²) + ε)", MOMENTUM | CENTERED, KERAS},
	{"b", "μ b + lr g/sqrt(a + ε)", KERAS | MOMENTUM, CENTERED},
	{"b", "μ b + lr g/sqrt(a − m² + ε)", KERAS | MOMENTUM | CENTERED, 0},
	{"x", "x − lr b", MOMENTUM, KERAS},
	{"x", "x − b", KERAS | MOMENTUM, 0},
	{NULL, NULL, 0, 0},
};

#define MAXIMUM GW_IF_MAXIMUM
#define UNCORRECTED GW_IF_UNCORRECTED

static const struct gw_formula adam_formulas[] = {
	{"m", "β1 m + (1 − β1) g", 0, 0},
	{"v", "β2 v + (1 − β2) g²", 0, 0},
	{"v_max", "max(v_max, v)", MAXIMUM, 0},
	{"x", "x − lr m/(sqrt(v) + ε)", UNCORRECTED, MAXIMUM},
	{"x", "x − lr m/(sqrt(v_max) + ε)", UNCORRECTED | MAXIMUM, 0},
	{"x", "x − lr sqrt(1 − β2^t)/(1 − β1^t) m/(sqrt(v) + ε)", KERAS, UNCORRECTED | MAXIMUM},
	{"x", "x − lr sqrt(1 − β2^t)/(1 − β1^t) m/(sqrt(v_max) + ε)", KERAS | MAXIMUM, UNCORRECTED},
	{"m_hat", "m/(1 − β1^t)", 0, KERAS | UNCORRECTED},
	{"v_hat", "v/(1 − β2^t)", 0, KERAS | UNCORRECTED | MAXIMUM},
	{"v_hat", "v_max/(1 − β2^t)", MAXIMUM, KERAS | UNCORRECTED},
	{"x", "x − lr m_hat/(sqrt(v_hat) + ε)", 0, KERAS | UNCORRECTED},
	{NULL, NULL, 0, 0},
};

/* Weight decay, before the formulas of any rule. */
static const struct gw_formula decay_formulas[] = {
	{"g", "slope", 0, GW_IF_WEIGHT_DECAY},
	{"g", "slope", GW_IF_WEIGHT_DECAY | GW_IF_DECOUPLED, 0},
	{"g", "slope + λ x", GW_IF_WEIGHT_DECAY, GW_IF_DECOUPLED},
	{"x", "x − lr λ x", GW_IF_WEIGHT_DECAY | GW_IF_DECOUPLED, 0},
	{NULL, NULL, 0, 0},
};

/* ---- the table ---- */

/* The defaults are those of each convention; only momentum and nesterov begin with 0.9 in all. */
const struct gw_rule gw_rules[] = {
	{.name = "sgd",
	 .defaults = {{.rate = 0.01}, {.rate = 0.01, .is_decoupled = true}, {.rate = 0.01}},
	 .step = step_sgd,
	 .formulas = sgd_formulas},
	{.name = "momentum",
	 .kept = {"v"},
	 .defaults = {{.rate = 0.01, .momentum = 0.9},
		      {.rate = 0.01, .momentum = 0.9, .is_decoupled = true},
		      {.rate = 0.01, .momentum = 0.9}},
	 .step = step_momentum,
	 .formulas = momentum_formulas},
	{.name = "nesterov",
	 .kept = {"v"},
	 .defaults = {{.rate = 0.01, .momentum = 0.9},
		      {.rate = 0.01, .momentum = 0.9, .is_decoupled = true},
		      {.rate = 0.01, .momentum = 0.9}},
	 .step = step_nesterov,
	 .formulas = nesterov_formulas},
	{.name = "adagrad",
	 .kept = {"a"},
	 .defaults = {{.rate = 0.01, .epsilon = 1e-7},
		      {.rate = 0.001, .epsilon = 1e-7, .accumulator = 0.1, .is_decoupled = true},
		      {.rate = 0.01, .epsilon = 1e-10}},
	 .step = step_adagrad,
	 .formulas = adagrad_formulas},
	{.name = "rmsprop",
	 .kept = {"a", "m", "b"},
	 .defaults = {{.rate = 0.01, .rho = 0.99, .epsilon = 1e-7},
		      {.rate = 0.001, .rho = 0.9, .epsilon = 1e-7, .is_decoupled = true},
		      {.rate = 0.01, .rho = 0.99, .epsilon = 1e-8}},
	 .kept_if = {0, GW_IF_CENTERED, GW_IF_MOMENTUM},
	 .step = step_rmsprop,
	 .formulas = rmsprop_formulas},
	{.name = "adam",
	 .kept = {"m", "v", "v_max"},
	 .defaults = {{.rate = 0.001, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-7},
		      {.rate = 0.001,
		       .beta1 = 0.9,
		       .beta2 = 0.999,
		       .epsilon = 1e-7,
		       .is_decoupled = true},
		      {.rate = 0.001, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8}},
	 .kept_if = {0, 0, GW_IF_MAXIMUM},
	 .step = step_adam,
	 .formulas = adam_formulas},
	{.name = "adamw",
	 .kept = {"m", "v", "v_max"},
	 .defaults = {{.rate = 0.001,
		       .beta1 = 0.9,
		       .beta2 = 0.999,
		       .epsilon = 1e-7,
		       .weight_decay = 0.01,
		       .is_decoupled = true},
		      {.rate = 0.001,
		       .beta1 = 0.9,
		       .beta2 = 0.999,
		       .epsilon = 1e-7,
		       .weight_decay = 0.004,
		       .is_decoupled = true},
		      {.rate = 0.001,
		       .beta1 = 0.9,
		       .beta2 = 0.999,
		       .epsilon = 1e-8,
		       .weight_decay = 0.01,
		       .is_decoupled = true}},
	 .kept_if = {0, 0, GW_IF_MAXIMUM},
	 .step = step_adam,
	 .formulas = adam_formulas},
};

const size_t gw_rule_count = sizeof gw_rules / sizeof *gw_rules;

const struct gw_rule *gw_rule_find(const char *name)
{
	for (size_t i = 0; i < gw_rule_count; i++)
		if (strcmp(gw_rules[i].name, name) == 0)
			return &gw_rules[i];
	return NULL;
}

/* ---- an optimizer ---- */

void optimizer_begin(struct gw_optimizer *optimizer)
{
	bool has_sum = optimizer->rule->step == step_adagrad;

	optimizer->time = 0;
	for (size_t k = 0; k < GW_MOST_KEPT; k++)
		memset(optimizer->kept[k], 0, optimizer->count * sizeof *optimizer->kept[k]);
	for (size_t i = 0; i < optimizer->count && has_sum; i++)
		optimizer->kept[0][i] = optimizer->options.accumulator;
}

/* Settings may change between two steps, so there is room for whatever they may need. */
static bool allocate_entries(struct gw_optimizer *optimizer)
{
	size_t count = optimizer->count;
	bool has_memory = true;

	optimizer->before = array_create(count, sizeof *optimizer->before);
	optimizer->slope = array_create(count, sizeof *optimizer->slope);
	optimizer->unclipped = array_create(count, sizeof *optimizer->unclipped);
	for (size_t k = 0; k < GW_MOST_KEPT && has_memory; k++) {
		optimizer->kept[k] = array_create(count, sizeof *optimizer->kept[k]);
		optimizer->was[k] = array_create(count, sizeof *optimizer->was[k]);
		has_memory = optimizer->kept[k] && optimizer->was[k];
	}
	return has_memory && optimizer->before && optimizer->slope && optimizer->unclipped;
}

struct gw_optimizer *gw_optimizer_create(const struct gw_rule *rule, enum gw_convention convention,
					 const struct gw_optimizer_options *options, size_t count,
					 struct gw_error *error)
{
	struct gw_optimizer *optimizer = calloc(1, sizeof *optimizer);

	if (optimizer)
		*optimizer = (struct gw_optimizer){.rule = rule,
						   .convention = convention,
						   .options = *options,
						   .count = count};
	if (!optimizer || !allocate_entries(optimizer)) {
		gw_optimizer_destroy(optimizer);
		error_memory(error);
		return NULL;
	}
	optimizer_begin(optimizer);
	return optimizer;
}

void gw_optimizer_destroy(struct gw_optimizer *optimizer)
{
	if (!optimizer)
		return;
	for (size_t k = 0; k < GW_MOST_KEPT; k++) {
		free(optimizer->kept[k]);
		free(optimizer->was[k]);
	}
	free(optimizer->before);
	free(optimizer->slope);
	free(optimizer->unclipped);
	free(optimizer);
}

static double sum_of_squares(const struct gw_parameter *parameter)
{
	double sum = 0;
	for (size_t i = 0; i < parameter->count; i++)
		sum += parameter->gradient[i] * parameter->gradient[i];
	return sum;
}

static void scale(struct gw_parameter *parameter, double factor)
{
	for (size_t i = 0; i < parameter->count; i++)
		parameter->gradient[i] *= factor;
}

static void clip_values(struct gw_parameter *parameter, double limit)
{
	for (size_t i = 0; i < parameter->count; i++) {
		double *gradient = &parameter->gradient[i];
		if (fabs(*gradient) > limit) /* a NaN stays */
			*gradient = copysign(limit, *gradient);
	}
}

void gw_optimizer_clip(const struct gw_optimizer *optimizer, struct gw_parameter *parameters,
		       size_t count)
{
	const struct gw_optimizer_options *options = &optimizer->options;
	double total = 0;

	for (size_t i = 0; i < count; i++) {
		if (options->clip_value > 0)
			clip_values(&parameters[i], options->clip_value);
		double norm = sqrt(sum_of_squares(&parameters[i]));
		if (options->clip_norm > 0 && norm > options->clip_norm)
			scale(&parameters[i], options->clip_norm / norm);
		total += sum_of_squares(&parameters[i]);
	}
	double limit = options->clip_global_norm;
	for (size_t i = 0; i < count && limit > 0 && sqrt(total) > limit; i++)
		scale(&parameters[i], limit / sqrt(total));
}

/* ---- steps ---- */

static unsigned conditions_of_options(const struct gw_optimizer_options *options)
{
	return (options->momentum != 0 ? GW_IF_MOMENTUM : 0u) |
	       (options->dampening != 0 ? GW_IF_DAMPENING : 0u) |
	       (options->rate_decay != 0 ? GW_IF_RATE_DECAY : 0u) |
	       (options->weight_decay != 0 ? GW_IF_WEIGHT_DECAY : 0u) |
	       (options->is_decoupled ? GW_IF_DECOUPLED : 0u) |
	       (options->is_centered ? GW_IF_CENTERED : 0u) |
	       (options->keeps_maximum ? GW_IF_MAXIMUM : 0u) |
	       (options->is_uncorrected ? GW_IF_UNCORRECTED : 0u);
}

bool optimizer_keeps(const struct gw_optimizer *optimizer, unsigned place)
{
	const struct gw_rule *rule = optimizer->rule;
	unsigned needed = rule->kept_if[place];

	return rule->kept[place] &&
	       (needed == 0 || !(needed & ~conditions_of_options(&optimizer->options)));
}

static bool clips_gradients(const struct gw_optimizer_options *options)
{
	return options->clip_value > 0 || options->clip_norm > 0 || options->clip_global_norm > 0;
}

/* Both means of Adam start at 0 and are too small at first: by 1 − βᵗ. */
static double correction(const struct gw_optimizer *optimizer, double beta, uint64_t time)
{
	return beta == 0 || optimizer->options.is_uncorrected ? 1 : 1 - pow(beta, (double)time);
}

/* Puts in what all entries of a step have in common. */
static void begin_updates(const struct gw_optimizer *optimizer, double rate, uint64_t time,
			  struct gw_updates *now)
{
	now->rate = rate;
	now->time = time;
	now->correction[0] = correction(optimizer, optimizer->options.beta1, time);
	now->correction[1] = correction(optimizer, optimizer->options.beta2, time);
}

/* Updates `count` entries from `entry` on, for which the optimizer has kept `kept`. */
static void update_entries(const struct gw_optimizer *optimizer, double *const *kept, size_t entry,
			   const double *value, const double *gradient, size_t count,
			   struct gw_updates *now)
{
	const struct gw_optimizer_options *options = &optimizer->options;
	double decay = options->weight_decay, rate = now->rate;

	now->count = count;
	for (unsigned k = 0; k < GW_MOST_KEPT; k++)
		if (optimizer_keeps(optimizer, k))
			memcpy(now->was[k], kept[k] + entry, count * sizeof *value);
	if (options->is_decoupled) {
		memcpy(now->gradient, gradient, count * sizeof *gradient);
		for (size_t i = 0; i < count; i++)
			now->before[i] = value[i] - value[i] * decay * rate;
	} else {
		memcpy(now->before, value, count * sizeof *value);
		for (size_t i = 0; i < count; i++)
			now->gradient[i] = gradient[i] + decay * value[i];
	}
	optimizer->rule->step(optimizer, now);
}

/* Updates one entry, and returns all that is in the update. */
static struct gw_update update_of(const struct gw_optimizer *optimizer, double rate, uint64_t time,
				  double *const *kept, size_t entry, double value, double gradient)
{
	struct gw_updates now;
	struct gw_update update = {.unclipped = gradient,
				   .slope = gradient,
				   .before = value,
				   .rate = rate,
				   .time = time};

	begin_updates(optimizer, rate, time, &now);
	for (unsigned k = 0; k < GW_MOST_KEPT; k++) {
		now.was[k][0] = now.kept[k][0] = 0;
		now.corrected[k][0] = NAN;
	}
	update_entries(optimizer, kept, entry, &value, &gradient, 1, &now);
	update.gradient = now.gradient[0];
	update.after = now.after[0];
	for (unsigned k = 0; k < GW_MOST_KEPT; k++) {
		update.was[k] = now.was[k][0];
		update.kept[k] = now.kept[k][0];
		update.corrected[k] = now.corrected[k][0];
	}
	return update;
}

struct gw_update gw_optimizer_update(const struct gw_optimizer *optimizer, double rate,
				     size_t entry, double value, double gradient)
{
	return update_of(optimizer, rate, optimizer->time + 1, optimizer->kept, entry, value,
			 gradient);
}

struct gw_update gw_optimizer_last(const struct gw_optimizer *optimizer, size_t entry)
{
	const struct gw_last_step *last = &optimizer->last;
	struct gw_optimizer then = *optimizer;
	struct gw_update update = {0};

	if (last->time == 0)
		return update;
	then.rule = last->rule;
	then.convention = last->convention;
	then.options = last->options;
	update = update_of(&then, last->rate, last->time, optimizer->was, entry,
			   optimizer->before[entry], optimizer->slope[entry]);
	if (clips_gradients(&then.options))
		update.unclipped = optimizer->unclipped[entry];
	return update;
}

static void note_unclipped(struct gw_optimizer *optimizer, const struct gw_parameter *parameters,
			   size_t count)
{
	double *unclipped = optimizer->unclipped;

	for (size_t i = 0; i < count; i++) {
		memcpy(unclipped, parameters[i].gradient, parameters[i].count * sizeof *unclipped);
		unclipped += parameters[i].count;
	}
}

/* Exchanges the two buffers of moments: the step reads the old ones and writes the new ones. */
static void exchange_kept(struct gw_optimizer *optimizer)
{
	for (unsigned k = 0; k < GW_MOST_KEPT; k++) {
		double *was = optimizer->kept[k];
		if (!optimizer_keeps(optimizer, k))
			continue;
		optimizer->kept[k] = optimizer->was[k];
		optimizer->was[k] = was;
	}
}

/* Changes `count` entries of a parameter, which are those from `entry` on of all parameters. */
static void change_entries(struct gw_optimizer *optimizer, size_t entry, double *value,
			   const double *gradient, size_t count, struct gw_updates *now)
{
	size_t size = count * sizeof *value;

	memcpy(optimizer->before + entry, value, size);
	memcpy(optimizer->slope + entry, gradient, size);
	update_entries(optimizer, optimizer->was, entry, value, gradient, count, now);
	memcpy(value, now->after, size);
	for (unsigned k = 0; k < GW_MOST_KEPT; k++)
		if (optimizer_keeps(optimizer, k))
			memcpy(optimizer->kept[k] + entry, now->kept[k], size);
}

void gw_optimizer_step(struct gw_optimizer *optimizer, double rate, struct gw_parameter *parameters,
		       size_t count)
{
	struct gw_updates now;
	size_t entry = 0;

	if (clips_gradients(&optimizer->options)) {
		note_unclipped(optimizer, parameters, count);
		gw_optimizer_clip(optimizer, parameters, count);
	}
	exchange_kept(optimizer);
	begin_updates(optimizer, rate, ++optimizer->time, &now);
	for (struct gw_parameter *at = parameters; at < parameters + count; at++) {
		for (size_t k = 0; k < at->count; k += GW_LANES) {
			size_t lanes = at->count - k < GW_LANES ? at->count - k : GW_LANES;
			change_entries(optimizer, entry + k, at->value + k, at->gradient + k, lanes,
				       &now);
		}
		entry += at->count;
	}
	optimizer->last = (struct gw_last_step){optimizer->rule, optimizer->convention,
						optimizer->options, rate, optimizer->time};
}

static size_t add_formulas(const struct gw_formula *rows, unsigned conditions,
			   const struct gw_formula **formula)
{
	size_t count = 0;

	for (const struct gw_formula *row = rows; row->symbol; row++)
		if (!(row->needs & ~conditions) && !(row->lacks & conditions))
			formula[count++] = row;
	return count;
}

size_t gw_optimizer_describe(const struct gw_optimizer *optimizer, uint64_t time,
			     const struct gw_formula *formula[GW_MOST_FORMULAS])
{
	unsigned conditions = conditions_of_options(&optimizer->options) |
			      1u << optimizer->convention | (time == 1 ? GW_IF_FIRST : 0u);
	size_t count = add_formulas(decay_formulas, conditions, formula);

	return count + add_formulas(optimizer->rule->formulas, conditions, formula + count);
}
