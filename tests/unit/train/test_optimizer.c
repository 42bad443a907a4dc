/* Optimizers against 100 steps of PyTorch, Keras and the lecture's formulas on x²/20 + y². */
#include <gradwalk/optimizer.h>

#include "base/file.h"
#include "base/number.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A run of the file, and what sets it apart from its rule's defaults. */
static const struct run {
	const char *name, *rule;
	enum gw_convention convention;
	struct gw_optimizer_options change; /* what is not 0 replaces the default */
} runs[] = {
	{"sgd", "sgd", GW_LECTURE, {.rate = 0.1}},
	{"momentum.keras", "momentum", GW_KERAS, {.rate = 0.1, .momentum = 0.9}},
	{"momentum.torch", "momentum", GW_TORCH, {.rate = 0.1, .momentum = 0.9}},
	{"momentum.keras.halve20", "momentum", GW_KERAS, {.rate = 0.1, .momentum = 0.9}},
	{"momentum.torch.halve20", "momentum", GW_TORCH, {.rate = 0.1, .momentum = 0.9}},
	{"momentum.torch.dampening0.5",
	 "momentum",
	 GW_TORCH,
	 {.rate = 0.1, .momentum = 0.9, .dampening = 0.5}},
	{"nesterov.keras", "nesterov", GW_KERAS, {.rate = 0.1, .momentum = 0.9}},
	{"nesterov.torch", "nesterov", GW_TORCH, {.rate = 0.1, .momentum = 0.9}},
	{"nesterov.cs231n", "nesterov", GW_LECTURE, {.rate = 0.1}},
	{"nesterov.keras.halve20", "nesterov", GW_KERAS, {.rate = 0.1, .momentum = 0.9}},
	{"nesterov.torch.halve20", "nesterov", GW_TORCH, {.rate = 0.1, .momentum = 0.9}},
	{"adagrad.lecture", "adagrad", GW_LECTURE, {.rate = 0.5}},
	{"adagrad.keras", "adagrad", GW_KERAS, {.rate = 0.5}},
	{"adagrad.torch", "adagrad", GW_TORCH, {.rate = 0.5}},
	{"adagrad.torch.lr_decay0.1", "adagrad", GW_TORCH, {.rate = 0.5, .rate_decay = 0.1}},
	{"rmsprop.lecture", "rmsprop", GW_LECTURE, {.rate = 0.01}},
	{"rmsprop.keras", "rmsprop", GW_KERAS, {.rate = 0.01}},
	{"rmsprop.torch", "rmsprop", GW_TORCH, {.rate = 0.01}},
	{"rmsprop.keras.centered", "rmsprop", GW_KERAS, {.rate = 0.01, .is_centered = true}},
	{"rmsprop.torch.centered", "rmsprop", GW_TORCH, {.rate = 0.01, .is_centered = true}},
	{"rmsprop.keras.momentum", "rmsprop", GW_KERAS, {.rate = 0.01, .momentum = 0.9}},
	{"rmsprop.torch.momentum", "rmsprop", GW_TORCH, {.rate = 0.01, .momentum = 0.9}},
	{"adam.lecture", "adam", GW_LECTURE, {.rate = 0.1}},
	{"adam.keras", "adam", GW_KERAS, {.rate = 0.1}},
	{"adam.torch", "adam", GW_TORCH, {.rate = 0.1}},
	{"adam.lecture.lr1e-3", "adam", GW_LECTURE, {.rate = 0.001}},
	{"adam.lecture.lr5e-4", "adam", GW_LECTURE, {.rate = 0.0005}},
	{"adam.keras.amsgrad", "adam", GW_KERAS, {.rate = 0.1, .keeps_maximum = true}},
	{"adam.torch.amsgrad", "adam", GW_TORCH, {.rate = 0.1, .keeps_maximum = true}},
	{"adam.nobias", "adam", GW_LECTURE, {.rate = 0.1, .is_uncorrected = true}},
};

static char *read_reference(void)
{
	char path[1024];
	struct text text = {0};
	snprintf(path, sizeof path, "%s/tests/reference/optimizers.json",
		 getenv("GRADWALK_SOURCE"));
	assert_true(file_read(path, FILE_DEFAULT_LIMIT, &text, NULL));
	return text_take(&text);
}

static const char *behind(const char *text, const char *wanted)
{
	const char *found = strstr(text, wanted);
	if (!found)
		fail_msg("the reference has no %s", wanted);
	return found + strlen(wanted);
}

/* x and y of a run after `step` steps. */
static void read_expected(const char *reference, const char *run, int step, double expected[2])
{
	char key[64];

	snprintf(key, sizeof key, "\"%s\": {", run);
	const char *at = behind(behind(reference, key), "\"params\"");
	snprintf(key, sizeof key, "\"%d\": [", step);
	at = behind(at, key);
	for (int i = 0; i < 2; i++) {
		at += strspn(at, ", \n");
		at += number_read(at, strlen(at), &expected[i]);
	}
}

static struct gw_optimizer_options options_of(const struct run *run)
{
	struct gw_optimizer_options options = gw_rule_find(run->rule)->defaults[run->convention];

	options.rate = run->change.rate;
	options.momentum = run->change.momentum ? run->change.momentum : options.momentum;
	options.dampening = run->change.dampening;
	options.rate_decay = run->change.rate_decay;
	options.is_centered = run->change.is_centered;
	options.keeps_maximum = run->change.keeps_maximum;
	options.is_uncorrected = run->change.is_uncorrected;
	return options;
}

static void compare(const char *reference, const struct run *run, int step, const double *value)
{
	double expected[2];

	read_expected(reference, run->name, step, expected);
	for (int i = 0; i < 2; i++)
		if (!(fabs(value[i] - expected[i]) <= 1e-12 * fmax(1, fabs(expected[i]))))
			fail_msg("%s, step %d: %.17g, not %.17g", run->name, step, value[i],
				 expected[i]);
}

static void follow(const char *reference, const struct run *run)
{
	struct gw_optimizer_options options = options_of(run);
	struct gw_optimizer *optimizer =
		gw_optimizer_create(gw_rule_find(run->rule), run->convention, &options, 2, NULL);
	double value[2] = {-7, 2}, gradient[2];
	struct gw_parameter parameter = {value, gradient, 2};
	bool is_halved = strstr(run->name, "halve20") != NULL;

	assert_non_null(optimizer);
	for (int step = 1; step <= 100; step++) {
		gradient[0] = value[0] / 10;
		gradient[1] = 2 * value[1];
		double rate = options.rate * (is_halved ? pow(0.5, (step - 1) / 20) : 1);
		gw_optimizer_step(optimizer, rate, &parameter, 1);
		if (step <= 2 || step == 10 || step == 100)
			compare(reference, run, step, value);
	}
	gw_optimizer_destroy(optimizer);
}

static void every_reference_run_is_followed(void **state)
{
	char *reference = read_reference();

	(void)state;
	assert_int_equal(sizeof runs / sizeof *runs, 30);
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
		follow(reference, &runs[i]);
	free(reference);
}

static void gradients_are_clipped(void **state)
{
	static const struct {
		struct gw_optimizer_options options;
		double expected[3]; /* of the gradients 3, 4 of one parameter and 12 of another */
	} cases[] = {
		{{.clip_value = 3.5}, {3, 3.5, 3.5}},
		{{.clip_norm = 2.5}, {1.5, 2, 2.5}},
		{{.clip_global_norm = 6.5}, {1.5, 2, 6}},
		{{.clip_global_norm = 20}, {3, 4, 12}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double gradient[3] = {3, 4, 12}, value[3] = {0};
		struct gw_parameter parameters[2] = {{value, gradient, 2},
						     {value + 2, gradient + 2, 1}};
		struct gw_optimizer optimizer = {.options = cases[i].options};
		gw_optimizer_clip(&optimizer, parameters, 2);
		for (int k = 0; k < 3; k++)
			assert_true(fabs(gradient[k] - cases[i].expected[k]) < 1e-12);
	}
}

/* One step of SGD from 10 with gradient 1, rate 0.1, decay 0.5. */
static void weights_decay_in_both_ways(void **state)
{
	for (int is_decoupled = 0; is_decoupled < 2; is_decoupled++) {
		struct gw_optimizer_options options = {.weight_decay = 0.5,
						       .is_decoupled = is_decoupled};
		double value = 10, gradient = 1;
		struct gw_parameter parameter = {&value, &gradient, 1};
		struct gw_optimizer *optimizer =
			gw_optimizer_create(gw_rule_find("sgd"), GW_TORCH, &options, 1, NULL);
		gw_optimizer_step(optimizer, 0.1, &parameter, 1);
		assert_true(fabs(value - 9.4) < 1e-12); /* the same for SGD */
		gw_optimizer_destroy(optimizer);

		options = gw_rule_find("adam")->defaults[GW_TORCH];
		options.weight_decay = 0.5;
		options.is_decoupled = is_decoupled;
		value = 10;
		gradient = 1;
		optimizer = gw_optimizer_create(gw_rule_find("adam"), GW_TORCH, &options, 1, NULL);
		gw_optimizer_step(optimizer, 0.1, &parameter, 1);
		/* Adam's first step is the rate, whatever the gradient: decay in it is lost. */
		assert_true(fabs(value - (is_decoupled ? 9.4 : 9.9)) < 1e-7);
		gw_optimizer_destroy(optimizer);
	}
	(void)state;
}

#define ENTRIES 70 /* more than are updated side by side */

/* Every step is foretold for each entry; afterwards the last update is that, to the bit. */
static void follow_last(const struct gw_rule *rule, enum gw_convention convention)
{
	struct gw_optimizer *optimizer =
		gw_optimizer_create(rule, convention, &rule->defaults[convention], ENTRIES, NULL);
	struct gw_update foretold[ENTRIES];
	double value[ENTRIES], gradient[ENTRIES];
	struct gw_parameter parameters[2] = {{value, gradient, 3},
					     {value + 3, gradient + 3, ENTRIES - 3}};

	for (size_t i = 0; i < ENTRIES; i++)
		value[i] = (double)i / 7 - 5;
	assert_true(gw_optimizer_last(optimizer, 0).time == 0);
	for (int step = 1; step <= 3; step++) {
		for (size_t i = 0; i < ENTRIES; i++) {
			gradient[i] = value[i] / step;
			foretold[i] = gw_optimizer_update(optimizer, 0.1, i, value[i], gradient[i]);
		}
		gw_optimizer_step(optimizer, 0.1, parameters, 2);
		for (size_t i = 0; i < ENTRIES; i++) {
			struct gw_update last = gw_optimizer_last(optimizer, i);
			assert_memory_equal(&last, &foretold[i], sizeof last);
			assert_memory_equal(&last.after, &value[i], sizeof last.after);
		}
	}
	gw_optimizer_destroy(optimizer);
}

static void the_last_update_can_be_looked_into(void **state)
{
	(void)state;
	for (size_t i = 0; i < gw_rule_count; i++)
		for (int k = 0; k < GW_CONVENTION_COUNT; k++)
			follow_last(&gw_rules[i], (enum gw_convention)k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reference_run_is_followed),
		cmocka_unit_test(gradients_are_clipped),
		cmocka_unit_test(weights_decay_in_both_ways),
		cmocka_unit_test(the_last_update_can_be_looked_into),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
