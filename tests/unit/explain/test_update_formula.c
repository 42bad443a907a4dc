/*
 * The explanation shows the very formulas that the step computes: for every optimizer, convention
 * and setting, each formula of its row, read by the parser of graphs and computed by the tape,
 * gives what the step made of it.
 */
#include "explain/update_formula.h"

#include "explain/update_symbol.h"

#include <gradwalk/tape.h>

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ENTRIES 3
#define STEPS 5
#define REGROUPED_ULPS 2

/*
 * The step multiplies in another order here, (1 − ρ) g g for (1 − ρ) g², or squares without pow():
 * it may differ by two units in the last place. All others agree to the bit.
 */
static const struct {
	const char *rule, *symbol;
} regrouped[] = {
	{"nesterov", "x"}, {"adagrad", "a"}, {"rmsprop", "a"}, {"rmsprop", "b"},
	{"rmsprop", "x"},  {"adam", "v"},    {"adamw", "v"},
};

static bool is_regrouped(const struct gw_optimizer *optimizer,
			 const struct update_formulas *formulas, size_t index)
{
	const char *symbol = formulas->row[index]->symbol;
	bool is_decay = strcmp(symbol, "x") == 0 && index + 1 < formulas->count;

	for (size_t i = 0; i < sizeof regrouped / sizeof *regrouped; i++)
		if (strcmp(regrouped[i].rule, optimizer->rule->name) == 0 &&
		    strcmp(regrouped[i].symbol, symbol) == 0)
			return true;
	return is_decay;
}

/* The value of a formula's expression at the numbers that its names stand for. */
static double compute(const struct update_formulas *formulas, size_t index,
		      const struct update_numbers *numbers)
{
	const struct gw_graph *graph = formulas->graph[index];
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], NULL);

	assert_non_null(tape);
	for (size_t i = 0; i < UPDATE_SYMBOL_COUNT; i++) {
		const char *name = update_symbols[i].name;
		if (update_formula_uses(graph, name))
			gw_tape_set(tape, gw_graph_find(graph, name), update_number(numbers, name));
	}
	gw_tape_forward(tape);
	double value = *gw_tape_value(tape, tape->output).entry;
	gw_tape_destroy(tape);
	return value;
}

static double unit_in_last_place(double value)
{
	return nextafter(fabs(value), INFINITY) - fabs(value);
}

/* `before` is what stood on the left until then: the terms are as large as that, or the change. */
static void check_formula(const struct gw_optimizer *optimizer,
			  const struct update_formulas *formulas, size_t index,
			  struct update_numbers *numbers)
{
	const char *symbol = formulas->row[index]->symbol;
	double before = update_number(numbers, symbol);
	double computed = compute(formulas, index, numbers);
	double made = update_numbers_settle(numbers, formulas, index);
	double largest = fmax(fmax(fabs(before), fabs(made)), fabs(made - before));
	double tolerance = is_regrouped(optimizer, formulas, index)
				   ? REGROUPED_ULPS * unit_in_last_place(largest)
				   : 0;

	if (!(fabs(computed - made) <= tolerance))
		fail_msg("%s (%s), step %d: %s = %s is %.17g; the step made it %.17g",
			 optimizer->rule->name, gw_convention_names[optimizer->convention],
			 (int)numbers->update->time, symbol, formulas->row[index]->expression,
			 computed, made);
}

static void check_entry(const struct gw_optimizer *optimizer,
			const struct update_formulas *formulas, size_t entry, double after)
{
	const struct gw_update update = gw_optimizer_last(optimizer, entry);
	struct update_numbers numbers = update_numbers_start(optimizer, &update);

	assert_memory_equal(&update.after, &after, sizeof after);
	assert_string_equal(formulas->row[formulas->count - 1]->symbol, "x");
	for (size_t i = 0; i < formulas->count; i++)
		check_formula(optimizer, formulas, i, &numbers);
	assert_memory_equal(&numbers.x, &after, sizeof after);
	for (unsigned k = 0; k < GW_MOST_KEPT; k++)
		if (numbers.kept[k] != update.was[k])
			assert_memory_equal(&numbers.kept[k], &optimizer->kept[k][entry],
					    sizeof numbers.kept[k]);
}

/* Some steps with gradients of both signs, at a rate that changes. */
static void check_steps(const struct gw_rule *rule, enum gw_convention convention,
			const struct gw_optimizer_options *options)
{
	struct gw_optimizer *optimizer =
		gw_optimizer_create(rule, convention, options, ENTRIES, NULL);
	double value[ENTRIES] = {-7, 0.3, 2}, gradient[ENTRIES];
	struct gw_parameter parameter = {value, gradient, ENTRIES};
	struct formula_book book = {0};

	assert_non_null(optimizer);
	for (int step = 1; step <= STEPS; step++) {
		struct update_formulas formulas;
		for (size_t i = 0; i < ENTRIES; i++)
			gradient[i] = value[i] / 3 - 0.07 * step;
		gw_optimizer_step(optimizer, 0.1 / step, &parameter, 1);
		assert_true(update_formulas_find(&formulas, &book, optimizer, optimizer->time));
		for (size_t i = 0; i < ENTRIES; i++)
			check_entry(optimizer, &formulas, i, value[i]);
	}
	formula_book_finish(&book);
	gw_optimizer_destroy(optimizer);
}

/* Settings to try; a field that is 0 keeps its default. */
static const struct gw_optimizer_options changes[] = {
	{0},
	{.momentum = 0.8},
	{.is_centered = true},
	{.is_centered = true, .momentum = 0.8},
	{.keeps_maximum = true},
	{.is_uncorrected = true},
	{.keeps_maximum = true, .is_uncorrected = true},
	{.weight_decay = 0.03},
	{.weight_decay = 0.03, .is_decoupled = true},
	{.rate_decay = 0.1},
	{.momentum = 0.8, .dampening = 0.5},
	{.clip_value = 0.5},
	{.clip_norm = 0.5, .epsilon = 0.01},
	{.accumulator = 0.2},
};

static struct gw_optimizer_options changed(struct gw_optimizer_options options,
					   const struct gw_optimizer_options *change)
{
	options.momentum = change->momentum ? change->momentum : options.momentum;
	options.weight_decay = change->weight_decay ? change->weight_decay : options.weight_decay;
	options.epsilon = change->epsilon ? change->epsilon : options.epsilon;
	options.is_decoupled = change->weight_decay ? change->is_decoupled : options.is_decoupled;
	options.is_centered = change->is_centered;
	options.keeps_maximum = change->keeps_maximum;
	options.is_uncorrected = change->is_uncorrected;
	options.rate_decay = change->rate_decay;
	options.dampening = change->dampening;
	options.clip_value = change->clip_value;
	options.clip_norm = change->clip_norm;
	options.accumulator += change->accumulator;
	return options;
}

static void every_formula_gives_what_the_step_made(void **state)
{
	(void)state;
	for (size_t i = 0; i < gw_rule_count; i++)
		for (int c = 0; c < GW_CONVENTION_COUNT; c++)
			for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
				struct gw_optimizer_options options =
					changed(gw_rules[i].defaults[c], &changes[k]);
				check_steps(&gw_rules[i], (enum gw_convention)c, &options);
			}
}

/* Every row of every optimizer was among the formulas of some step. */
static bool is_tried(const struct gw_rule *rule, const struct gw_formula *row)
{
	for (int c = 0; c < GW_CONVENTION_COUNT; c++)
		for (size_t k = 0; k < sizeof changes / sizeof *changes; k++)
			for (uint64_t time = 1; time <= 2; time++) {
				const struct gw_optimizer optimizer = {
					.rule = rule,
					.convention = (enum gw_convention)c,
					.options = changed(rule->defaults[c], &changes[k])};
				const struct gw_formula *formula[GW_MOST_FORMULAS];
				size_t count = gw_optimizer_describe(&optimizer, time, formula);
				while (count > 0)
					if (formula[--count] == row)
						return true;
			}
	return false;
}

static void every_row_is_tried(void **state)
{
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < gw_rule_count; i++)
		for (const struct gw_formula *row = gw_rules[i].formulas; row->symbol; row++) {
			count++;
			if (!is_tried(&gw_rules[i], row))
				fail_msg("%s: %s = %s is never computed", gw_rules[i].name,
					 row->symbol, row->expression);
		}
	assert_true(count > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_formula_gives_what_the_step_made),
		cmocka_unit_test(every_row_is_tried),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
