#include <gradwalk/optimizer.h>

#include "base/array.h"
#include "base/error.h"
#include "train/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const gw_convention_names[GW_CONVENTION_COUNT] = {"lecture", "keras", "torch"};

/* ---- the updates ---- */

static void step_sgd(const struct gw_optimizer *optimizer, struct gw_update *update)
{
	(void)optimizer;
	update->after = update->before - update->rate * update->gradient;
}

static size_t describe_sgd(const struct gw_optimizer *optimizer, uint64_t time,
			   const char **formula)
{
	(void)optimizer, (void)time;
	formula[0] = "x = x − lr g";
	return 1;
}

/*
 * Where the rate is inside the velocity (lecture, Keras), a change of the rate reaches the
 * parameter slowly; outside (PyTorch) at once.
 */
static void accelerate(const struct gw_optimizer *optimizer, struct gw_update *update)
{
	const struct gw_optimizer_options *options = &optimizer->options;
	double *velocity = &update->kept[0];

	if (optimizer->convention != GW_TORCH)
		*velocity = options->momentum * *velocity - update->rate * update->gradient;
	else if (update->time == 1)
		*velocity = update->gradient;
	else
		*velocity =
			options->momentum * *velocity + (1 - options->dampening) * update->gradient;
}

static const char *describe_velocity(const struct gw_optimizer *optimizer, uint64_t time)
{
	if (optimizer->convention != GW_TORCH)
		return "v = μ v − lr g";
	if (time == 1)
		return "v = g";
	return optimizer->options.dampening == 0 ? "v = μ v + g" : "v = μ v + (1 − damp) g";
}

static void step_momentum(const struct gw_optimizer *optimizer, struct gw_update *update)
{
	accelerate(optimizer, update);
	if (optimizer->convention == GW_TORCH)
		update->after = update->before - update->rate * update->kept[0];
	else
		update->after = update->before + update->kept[0];
}

static size_t describe_momentum(const struct gw_optimizer *optimizer, uint64_t time,
				const char **formula)
{
	formula[0] = describe_velocity(optimizer, time);
	formula[1] = optimizer->convention == GW_TORCH ? "x = x − lr v" : "x = x + v";
	return 2;
}

static void step_nesterov(const struct gw_optimizer *optimizer, struct gw_update *update)
{
	double momentum = optimizer->options.momentum, old = update->kept[0];

	accelerate(optimizer, update);
	double velocity = update->kept[0], change;
	if (optimizer->convention == GW_LECTURE)
		change = -momentum * old + (1 + momentum) * velocity;
	else if (optimizer->convention == GW_KERAS)
		change = momentum * velocity - update->rate * update->gradient;
	else
		change = -update->rate * (update->gradient + momentum * velocity);
	update->after = update->before + change;
}

static size_t describe_nesterov(const struct gw_optimizer *optimizer, uint64_t time,
				const char **formula)
{
	static const char *const changes[GW_CONVENTION_COUNT] = {
		[GW_LECTURE] = "x = x − μ v + (1 + μ) v′",
		[GW_KERAS] = "x = x + μ v − lr g",
		[GW_TORCH] = "x = x − lr (g + μ v)",
	};

	formula[0] = optimizer->convention == GW_LECTURE ? "v′ = μ v − lr g"
							 : describe_velocity(optimizer, time);
	formula[1] = changes[optimizer->convention];
	return 2;
}

/* Where Keras puts ε: under the root; the others: beside it. */
static double divisor(const struct gw_optimizer *optimizer, double square)
{
	double epsilon = optimizer->options.epsilon;
	return optimizer->convention == GW_KERAS ? sqrt(square + epsilon) : sqrt(square) + epsilon;
}

static void step_adagrad(const struct gw_optimizer *optimizer, struct gw_update *update)
{
	double gradient = update->gradient;
	double rate =
		update->rate / (1 + (double)(update->time - 1) * optimizer->options.rate_decay);

	update->kept[0] += gradient * gradient;
	update->after = update->before - rate * gradient / divisor(optimizer, update->kept[0]);
}

static size_t describe_adagrad(const struct gw_optimizer *optimizer, uint64_t time,
			       const char **formula)
{
	/* by whether it is Keras's, and whether the rate decays */
	static const char *const last[2][2] = {
		{"x = x − lr g/(√a + ε)", "x = x − lr/(1 + (t − 1) decay) g/(√a + ε)"},
		{"x = x − lr g/√(a + ε)", "x = x − lr/(1 + (t − 1) decay) g/√(a + ε)"},
	};

	(void)time;
	formula[0] = "a = a + g²";
	formula[1] = last[optimizer->convention == GW_KERAS][optimizer->options.rate_decay != 0];
	return 2;
}

static void step_rmsprop(const struct gw_optimizer *optimizer, struct gw_update *update)
{
	const struct gw_optimizer_options *options = &optimizer->options;
	double *square = &update->kept[0], *mean = &update->kept[1], *velocity = &update->kept[2];
	double gradient = update->gradient, rate = update->rate;

	*square = options->rho * *square + (1 - options->rho) * gradient * gradient;
	if (options->is_centered)
		*mean = options->rho * *mean + (1 - options->rho) * gradient;
	double direction = gradient / divisor(optimizer, *square - *mean * *mean);
	if (options->momentum == 0) {
		update->after = update->before - rate * direction;
		return;
	}
	bool is_inside = optimizer->convention == GW_KERAS;
	*velocity = options->momentum * *velocity + (is_inside ? rate * direction : direction);
	update->after = update->before - (is_inside ? *velocity : rate * *velocity);
}

static size_t describe_rmsprop(const struct gw_optimizer *optimizer, uint64_t time,
			       const char **formula)
{
	/* by whether it is Keras's, has momentum, is centered */
	static const char *const last[2][2][2] = {
		{{"x = x − lr g/(√a + ε)", "x = x − lr g/(√(a − m²) + ε)"},
		 {"b = μ b + g/(√a + ε)", "b = μ b + g/(√(a − m²) + ε)"}},
		{{"x = x − lr g/√(a + ε)", "x = x − lr g/√(a − m² + ε)"},
		 {"b = μ b + lr g/√(a + ε)", "b = μ b + lr g/√(a − m² + ε)"}},
	};
	const struct gw_optimizer_options *options = &optimizer->options;
	bool is_keras = optimizer->convention == GW_KERAS, has_momentum = options->momentum != 0;
	size_t count = 0;

	(void)time;
	formula[count++] = "a = ρ a + (1 − ρ) g²";
	if (options->is_centered)
		formula[count++] = "m = ρ m + (1 − ρ) g";
	formula[count++] = last[is_keras][has_momentum][options->is_centered];
	if (has_momentum)
		formula[count++] = is_keras ? "x = x − b" : "x = x − lr b";
	return count;
}

/* Both means start at 0 and are too small at first: by 1 − βᵗ. */
static double correction(const struct gw_optimizer *optimizer, double beta, uint64_t time)
{
	return optimizer->options.is_uncorrected ? 1 : 1 - pow(beta, (double)time);
}

static void step_adam(const struct gw_optimizer *optimizer, struct gw_update *update)
{
	const struct gw_optimizer_options *options = &optimizer->options;
	double *mean = &update->kept[0], *square = &update->kept[1], *largest = &update->kept[2];
	double first = correction(optimizer, options->beta1, update->time);
	double second = correction(optimizer, options->beta2, update->time);
	double gradient = update->gradient, change;

	*mean = options->beta1 * *mean + (1 - options->beta1) * gradient;
	*square = options->beta2 * *square + (1 - options->beta2) * gradient * gradient;
	*largest = options->keeps_maximum ? fmax(*largest, *square) : *square;
	update->corrected[0] = *mean / first;
	update->corrected[1] = *largest / second;
	if (optimizer->convention == GW_KERAS)
		change = update->rate * sqrt(second) / first * *mean /
			 (sqrt(*largest) + options->epsilon);
	else
		change = update->rate * update->corrected[0] /
			 (sqrt(update->corrected[1]) + options->epsilon);
	update->after = update->before - change;
}

static size_t describe_adam(const struct gw_optimizer *optimizer, uint64_t time,
			    const char **formula)
{
	const struct gw_optimizer_options *options = &optimizer->options;
	bool has_maximum = options->keeps_maximum;
	size_t count = 0;

	(void)time;
	formula[count++] = "m = β1 m + (1 − β1) g";
	formula[count++] = "v = β2 v + (1 − β2) g²";
	if (has_maximum)
		formula[count++] = "v_max = max(v_max, v)";
	if (options->is_uncorrected) {
		formula[count++] =
			has_maximum ? "x = x − lr m/(√v_max + ε)" : "x = x − lr m/(√v + ε)";
	} else if (optimizer->convention == GW_KERAS) {
		formula[count++] = has_maximum ? "x = x − lr √(1 − β2ᵗ)/(1 − β1ᵗ) m/(√v_max + ε)"
					       : "x = x − lr √(1 − β2ᵗ)/(1 − β1ᵗ) m/(√v + ε)";
	} else {
		formula[count++] = "m̂ = m/(1 − β1ᵗ)";
		formula[count++] = has_maximum ? "v̂ = v_max/(1 − β2ᵗ)" : "v̂ = v/(1 − β2ᵗ)";
		formula[count++] = "x = x − lr m̂/(√v̂ + ε)";
	}
	return count;
}

/* ---- the table ---- */

/* Those of the convention's own; but what is asked for as momentum has some, in each. */
const struct gw_rule gw_rules[] = {
	{.name = "sgd",
	 .defaults = {{.rate = 0.01}, {.rate = 0.01, .is_decoupled = true}, {.rate = 0.01}},
	 .step = step_sgd,
	 .describe = describe_sgd},
	{.name = "momentum",
	 .kept = {"v"},
	 .defaults = {{.rate = 0.01, .momentum = 0.9},
		      {.rate = 0.01, .momentum = 0.9, .is_decoupled = true},
		      {.rate = 0.01, .momentum = 0.9}},
	 .step = step_momentum,
	 .describe = describe_momentum},
	{.name = "nesterov",
	 .kept = {"v"},
	 .defaults = {{.rate = 0.01, .momentum = 0.9},
		      {.rate = 0.01, .momentum = 0.9, .is_decoupled = true},
		      {.rate = 0.01, .momentum = 0.9}},
	 .step = step_nesterov,
	 .describe = describe_nesterov},
	{.name = "adagrad",
	 .kept = {"a"},
	 .defaults = {{.rate = 0.01, .epsilon = 1e-7},
		      {.rate = 0.001, .epsilon = 1e-7, .accumulator = 0.1, .is_decoupled = true},
		      {.rate = 0.01, .epsilon = 1e-10}},
	 .step = step_adagrad,
	 .describe = describe_adagrad},
	{.name = "rmsprop",
	 .kept = {"a", "m", "b"},
	 .defaults = {{.rate = 0.01, .rho = 0.99, .epsilon = 1e-7},
		      {.rate = 0.001, .rho = 0.9, .epsilon = 1e-7, .is_decoupled = true},
		      {.rate = 0.01, .rho = 0.99, .epsilon = 1e-8}},
	 .step = step_rmsprop,
	 .describe = describe_rmsprop},
	{.name = "adam",
	 .kept = {"m", "v", "v_max"},
	 .defaults = {{.rate = 0.001, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-7},
		      {.rate = 0.001,
		       .beta1 = 0.9,
		       .beta2 = 0.999,
		       .epsilon = 1e-7,
		       .is_decoupled = true},
		      {.rate = 0.001, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8}},
	 .step = step_adam,
	 .describe = describe_adam},
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
	 .step = step_adam,
	 .describe = describe_adam},
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
	optimizer->time = 0;
	memset(optimizer->kept, 0, optimizer->count * GW_MOST_KEPT * sizeof *optimizer->kept);
	for (size_t i = 0; i < optimizer->count && optimizer->rule->step == step_adagrad; i++)
		optimizer->kept[i * GW_MOST_KEPT] = optimizer->options.accumulator;
}

struct gw_optimizer *gw_optimizer_create(const struct gw_rule *rule, enum gw_convention convention,
					 const struct gw_optimizer_options *options, size_t count,
					 struct gw_error *error)
{
	struct gw_optimizer *optimizer = calloc(1, sizeof *optimizer);
	double *kept = array_create(count * GW_MOST_KEPT, sizeof *kept);
	struct gw_update *last = array_create(count, sizeof *last);

	if (!optimizer || !kept || !last) {
		free(optimizer);
		free(last);
		free(kept);
		error_memory(error);
		return NULL;
	}
	*optimizer = (struct gw_optimizer){rule, convention, *options, 0, kept, last, count};
	optimizer_begin(optimizer);
	return optimizer;
}

void gw_optimizer_destroy(struct gw_optimizer *optimizer)
{
	if (!optimizer)
		return;
	free(optimizer->kept);
	free(optimizer->last);
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

struct gw_update gw_optimizer_update(const struct gw_optimizer *optimizer, double rate,
				     size_t entry, double value, double gradient)
{
	const struct gw_optimizer_options *options = &optimizer->options;
	double decay = options->weight_decay;
	struct gw_update update = {
		.unclipped = gradient,
		.slope = gradient,
		.gradient = options->is_decoupled ? gradient : gradient + decay * value,
		.before = options->is_decoupled ? value - value * decay * rate : value,
		.corrected = {NAN, NAN, NAN},
		.rate = rate,
		.time = optimizer->time + 1,
	};

	memcpy(update.kept, optimizer->kept + entry * GW_MOST_KEPT, sizeof update.kept);
	memcpy(update.was, update.kept, sizeof update.was);
	optimizer->rule->step(optimizer, &update);
	update.before = value;
	return update;
}

static void note_gradients(struct gw_optimizer *optimizer, const struct gw_parameter *parameters,
			   size_t count)
{
	struct gw_update *update = optimizer->last;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < parameters[i].count; k++)
			(update++)->unclipped = parameters[i].gradient[k];
}

void gw_optimizer_step(struct gw_optimizer *optimizer, double rate, struct gw_parameter *parameters,
		       size_t count)
{
	size_t entry = 0;

	note_gradients(optimizer, parameters, count);
	gw_optimizer_clip(optimizer, parameters, count);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < parameters[i].count; k++, entry++) {
			struct gw_update update =
				gw_optimizer_update(optimizer, rate, entry, parameters[i].value[k],
						    parameters[i].gradient[k]);
			update.unclipped = optimizer->last[entry].unclipped;
			memcpy(optimizer->kept + entry * GW_MOST_KEPT, update.kept,
			       sizeof update.kept);
			parameters[i].value[k] = update.after;
			optimizer->last[entry] = update;
		}
	optimizer->time++;
}

size_t gw_optimizer_describe(const struct gw_optimizer *optimizer, uint64_t time,
			     const char *formula[GW_MOST_FORMULAS])
{
	const struct gw_optimizer_options *options = &optimizer->options;
	bool has_decay = options->weight_decay != 0;
	size_t count = 0;

	formula[count++] = has_decay && !options->is_decoupled ? "g = ∇ + λ x" : "g = ∇";
	if (has_decay && options->is_decoupled)
		formula[count++] = "x = x − lr λ x";
	return count + optimizer->rule->describe(optimizer, time, formula + count);
}
