/*
 * A step in full: the exact text once, and for every rule, convention and option that the numbers
 * that are put in do give what is said to come out.
 */
#include "base/number.h"
#include "explain/explain_update.h"
#include "given.h"

#include <gradwalk/load.h>
#include <gradwalk/train.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define STEPS 3

static const char bowl[] = "<graph name=\"bowl\"><param name=\"x\" value=\"-7\"/>"
			   "<param name=\"m\" value=\"2\"/>"
			   "<output name=\"f\">x^2/20 + m^2</output></graph>";

/* What the options say is explained, of each parameter, after three steps on the bowl. */
static char *explain(const struct gw_fit_options *options, struct update_style style, bool is_ascii)
{
	struct gw_error error = {0};
	struct gw_graph *graph = given_graph(bowl);
	struct formula_book book = {0};
	struct gw_fit fit;
	struct text text = {.is_ascii = is_ascii};

	assert_true(gw_fit_init(&fit, graph, graph->outputs[0], options, &error));
	assert_true(gw_fit_run(&fit, &error));
	explain_optimizer(&text, &fit, &book, &style);
	for (size_t entry = 0; entry < fit.entry_count; entry++)
		explain_update(&text, &fit, entry, &book, &style);
	formula_book_finish(&book);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
	return text_take(&text);
}

static struct gw_fit_options options_of(const struct gw_rule *rule, enum gw_convention convention)
{
	struct gw_fit_options options = gw_fit_defaults();

	options.rule = rule;
	options.convention = convention;
	options.optimizer = rule->defaults[convention];
	options.optimizer.rate = 0.1;
	options.epochs = STEPS;
	return options;
}

static void adam_is_told_line_by_line(void **state)
{
	struct gw_fit_options options = options_of(gw_rule_find("adam"), GW_LECTURE);
	char *text = explain(&options, (struct update_style){.digits = 2}, false);

	(void)state;
	assert_string_equal(
		text,
		"step 3: adam, lr 0.1, β1 0.9, β2 0.999, ε 1e−07\n"
		"x: step ≈0.100, from ≈−6.80 to ≈−6.70\n"
		"  g = ∂f/∂x ≈ −0.68\n"
		"  mean = β1 mean + (1 − β1) g ≈ 0.9 × (−0.13) + (1 − 0.9) × (−0.68) ≈ −0.19\n"
		"  v = β2 v + (1 − β2) g² ≈ 0.999 × 0.00097 + (1 − 0.999) × (−0.68)² ≈ 0.0014\n"
		"  mean_hat = mean/(1 − β1ᵗ) ≈ −0.19/(1 − 0.9³) ≈ −0.69\n"
		"  v̂ = v/(1 − β2ᵗ) ≈ 0.0014/(1 − 0.999³) ≈ 0.48\n"
		"  x = x − lr mean_hat/(√v̂ + ε) ≈ −6.80 − 0.1 × (−0.69)/(√0.48 + 1e−07) ≈ −6.70\n"
		"m: step ≈−0.100, from ≈1.80 to ≈1.70\n"
		"  g = ∂f/∂m ≈ 3.60\n"
		"  mean = β1 mean + (1 − β1) g ≈ 0.9 × 0.74 + (1 − 0.9) × 3.60 ≈ 1.03\n"
		"  v = β2 v + (1 − β2) g² ≈ 0.999 × 0.030 + (1 − 0.999) × 3.60² ≈ 0.043\n"
		"  mean_hat = mean/(1 − β1ᵗ) ≈ 1.03/(1 − 0.9³) ≈ 3.79\n"
		"  v̂ = v/(1 − β2ᵗ) ≈ 0.043/(1 − 0.999³) ≈ 14.47\n"
		"  m = m − lr mean_hat/(√v̂ + ε) ≈ 1.80 − 0.1 × 3.79/(√14.47 + 1e−07) ≈ 1.70\n");
	free(text);
}

static double evaluate(const char *expression, size_t length)
{
	struct gw_error error = {0};
	char assignment[512];

	snprintf(assignment, sizeof assignment, "r = %.*s", (int)length, expression);
	struct gw_graph *graph = gw_graph_from_expression(assignment, NULL, 0, &error);
	if (!graph)
		fail_msg("%s: %s", assignment, error.message);
	struct gw_tape *tape = gw_tape_create(graph, graph->outputs[0], &error);
	assert_non_null(tape);
	double value = *gw_tape_value(tape, tape->output).entry;
	gw_tape_destroy(tape);
	gw_graph_destroy(graph);
	return value;
}

/*
 * "  left = symbols = numbers = result": numbers, evaluated by our own expressions, gives result.
 */
static bool check_line(const char *line, size_t length)
{
	const char *equals[4];
	size_t count = 0;
	double result;

	for (size_t i = 0; i + 3 <= length && count < 4; i++)
		if (memcmp(line + i, " = ", 3) == 0)
			equals[count++] = line + i + 3;
	if (count != 3)
		return false;
	size_t numbers = (size_t)(equals[2] - equals[1]) - 3;
	assert_true(number_read(equals[2], (size_t)(line + length - equals[2]), &result) > 0);
	double value = evaluate(equals[1], numbers);
	if (!(fabs(value - result) <= 1e-12 * (1 + fabs(result))))
		fail_msg("%.*s: it is %.17g", (int)length, line, value);
	return true;
}

/* Every formula with numbers in it; there is at least one for each of the two parameters. */
static void check(const struct gw_fit_options *options)
{
	const struct update_style style = {.digits = NUMBER_ROUND_TRIP};
	char *text = explain(options, style, true);
	int checked = 0;

	for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
		assert_int_equal(strcspn(line, "\x80\xcf\xce\xe2"), strlen(line));
		checked += check_line(line, strcspn(line, "\n"));
	}
	assert_in_range(checked, 2, 100);
	free(text);
}

static void the_numbers_give_the_result(void **state)
{
	static const struct gw_optimizer_options changes[] = {
		{0},
		{.momentum = 0.8},
		{.is_centered = true},
		{.is_centered = true, .momentum = 0.8},
		{.keeps_maximum = true},
		{.is_uncorrected = true},
		{.keeps_maximum = true, .is_uncorrected = true},
		{.weight_decay = 0.01},
		{.rate_decay = 0.1},
		{.momentum = 0.8, .dampening = 0.5},
		{.clip_value = 0.5},
	};

	(void)state;
	for (size_t i = 0; i < gw_rule_count; i++)
		for (int c = 0; c < GW_CONVENTION_COUNT; c++)
			for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
				struct gw_fit_options options =
					options_of(&gw_rules[i], (enum gw_convention)c);
				struct gw_optimizer_options *changed = &options.optimizer;
				changed->momentum += changes[k].momentum;
				changed->is_centered = changes[k].is_centered;
				changed->keeps_maximum = changes[k].keeps_maximum;
				changed->is_uncorrected = changes[k].is_uncorrected;
				changed->weight_decay += changes[k].weight_decay;
				changed->rate_decay = changes[k].rate_decay;
				changed->dampening = changes[k].dampening;
				changed->clip_value = changes[k].clip_value;
				check(&options);
			}
}

static void joined_decay_and_clipping_are_said(void **state)
{
	struct gw_fit_options options = options_of(gw_rule_find("sgd"), GW_TORCH);

	(void)state;
	options.optimizer.weight_decay = 0.5;
	options.optimizer.clip_value = 1;
	options.epochs = 1;
	char *text = explain(&options, (struct update_style){.digits = 2}, false);
	assert_non_null(strstr(text, "g = ∂f/∂x + λ x = −0.70 + 0.5 × (−7.00) = −4.20\n"));
	assert_non_null(strstr(text, "  ∂f/∂m = 4.00 was clipped to 1.00\n"));
	free(text);
}

/* The last line that begins with a name and an equals sign tells what becomes of the parameter. */
static void check_names(const struct gw_rule *rule, const char *name, const char *others,
			const char *slope, const char *last)
{
	struct gw_fit_options options = options_of(rule, GW_LECTURE);
	struct text xml = {0}, text = {0};
	struct formula_book book = {0};
	struct gw_error error = {0};
	struct gw_fit fit;

	text_add_format(&xml,
			"<graph>%s<input name='x' value='5'/><param name='%s' value='2'/>"
			"<output name='J'>(%s - x)^2</output></graph>",
			others, name, name);
	struct gw_graph *graph = given_graph(xml.data);
	assert_true(gw_fit_init(&fit, graph, graph->outputs[0], &options, &error));
	assert_true(gw_fit_run(&fit, &error));
	explain_optimizer(&text, &fit, &book, &(struct update_style){.digits = 2});
	explain_update(&text, &fit, 0, &book, &(struct update_style){.digits = 2});
	if (!strstr(text.data, slope) || !strstr(text.data, last))
		fail_msg("%s of %s: no \"%s\" and \"%s\" in:\n%s", rule->name, name, slope, last,
			 text.data);
	formula_book_finish(&book);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
	text_finish(&xml);
	text_finish(&text);
}

/*
 * Every name that is a symbol of the formulas, and a long one: the parameter keeps it, in y = m x +
 * b as well, where x is another node.
 */
static void a_parameter_keeps_its_name(void **state)
{
	static const struct {
		const char *rule, *name, *others, *slope, *last;
	} cases[] = {
		{"adam", "m", "", "  g = ∂J/∂m ", "\n  m = m − lr mean_hat/(√v̂ + ε) "},
		{"adam", "v", "", "  g = ∂J/∂v ", "\n  v = v − lr m̂/(√square_hat + ε) "},
		{"adam", "g", "", "  gradient = ∂J/∂g ", "\n  g = g − lr m̂/(√v̂ + ε) "},
		{"adam", "t", "", "  g = ∂J/∂t ", "m̂ = m/(1 − β1^step) "},
		{"adam", "ε", "", "β2 0.999, epsilon 1e−07\n", "\n  ε = ε − lr m̂/(√v̂ + epsilon) "},
		{"momentum", "v", "", "  velocity = μ velocity − lr g ", "\n  v = v + velocity "},
		{"momentum", "μ", "", "lr 0.1, momentum 0.9\n", "  v = momentum v − lr g "},
		{"nesterov", "v", "", "  velocity_new = μ velocity − lr g ",
		 "\n  v = v − μ velocity + (1 + μ) velocity_new "},
		{"adagrad", "a", "", "  squares = squares + g² ",
		 "\n  a = a − lr g/(√squares + ε) "},
		{"rmsprop", "ρ", "", "lr 0.1, smoothing 0.99",
		 "a = smoothing a + (1 − smoothing) g² "},
		{"sgd", "lr", "", "sgd, rate 0.1\n", "\n  lr = lr − rate g "},
		{"sgd", "g", "<input name='gradient' value='1'/>", "  gradient_ = ∂J/∂g ",
		 "\n  g = g − lr gradient_ "},
		{"sgd", "a_name_of_many_columns", "", "∂J/∂a_name_of_many_columns ",
		 "\n  a_name_of_many_columns = a_name_of_many_columns − lr g "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_names(gw_rule_find(cases[i].rule), cases[i].name, cases[i].others,
			    cases[i].slope, cases[i].last);
}

/* In ASCII a symbol is taken by who is called as it is written there, and by nobody else. */
static void names_in_ascii_are_kept_as_well(void **state)
{
	static const struct {
		bool ascii;
		const char *formula;
	} cases[] = {
		{false, "  v = μ v − lr g "},
		{true, "  v = momentum * v - lr * g "},
	};
	struct gw_fit_options options = options_of(gw_rule_find("momentum"), GW_LECTURE);
	struct formula_book book = {0};
	struct gw_error error = {0};
	struct gw_fit fit;

	(void)state;
	struct gw_graph *graph = given_graph("<graph><param name='mu' value='2'/>"
					     "<output name='J'>mu^2</output></graph>");
	assert_true(gw_fit_init(&fit, graph, graph->outputs[0], &options, &error));
	assert_true(gw_fit_run(&fit, &error));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text text = {.is_ascii = cases[i].ascii};
		explain_update(&text, &fit, 0, &book, &(struct update_style){.digits = 2});
		if (!strstr(text.data, cases[i].formula))
			fail_msg("no \"%s\" in:\n%s", cases[i].formula, text.data);
		text_finish(&text);
	}
	formula_book_finish(&book);
	gw_fit_finish(&fit);
	gw_graph_destroy(graph);
}

/* More digits never say less. */
static void small_numbers_keep_their_digits(void **state)
{
	struct gw_fit_options options = options_of(gw_rule_find("adam"), GW_LECTURE);

	(void)state;
	options.optimizer.clip_value = 0.002;
	for (int digits = 4; digits < 9; digits++) {
		char *text = explain(&options, (struct update_style){.digits = digits}, false);
		assert_non_null(strstr(text, "² ≈ 1.1988e−08\n"));
		free(text);
	}
}

/* A rate is never so rounded that it could be another one; a rounded number has its sign. */
static void a_small_rate_is_told_whole(void **state)
{
	static const struct {
		double value;
		int columns;
		bool ascii;
		const char *rate, *number;
	} cases[] = {
		{5.479e-5, 10, false, "5.479e−05", "0.00005479"},
		{0.05, 10, false, "0.05", "0.05000"},
		{1 / 3.0, 10, false, "≈0.3333", "≈0.3333"},
		{-1 / 3.0, 10, true, "~-0.3333", "~-0.3333"},
		{0.00012345678901, 10, false, "≈0.0001235", "≈0.0001235"},
		{0.00012345678901, 9, false, "≈0.000123", "≈0.000123"},
	};
	struct gw_fit_options options = options_of(gw_rule_find("sgd"), GW_LECTURE);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct update_style style = {4};
		char rate[NUMBER_TEXT], number[NUMBER_TEXT];
		explain_rate(cases[i].columns, cases[i].value, &style, rate);
		explain_number(cases[i].columns, cases[i].value, &style, number);
		struct text shown = {.is_ascii = cases[i].ascii};
		text_add_format(&shown, "%s %s", rate, number);
		char wanted[2 * NUMBER_TEXT];
		snprintf(wanted, sizeof wanted, "%s %s", cases[i].rate, cases[i].number);
		assert_string_equal(shown.data, wanted);
		text_finish(&shown);
	}
	options.optimizer.rate = 5.479e-5;
	char *text = explain(&options, (struct update_style){.digits = 4}, false);
	assert_non_null(strstr(text, "sgd, lr 0.00005479\n"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adam_is_told_line_by_line),
		cmocka_unit_test(the_numbers_give_the_result),
		cmocka_unit_test(joined_decay_and_clipping_are_said),
		cmocka_unit_test(a_parameter_keeps_its_name),
		cmocka_unit_test(names_in_ascii_are_kept_as_well),
		cmocka_unit_test(a_small_rate_is_told_whole),
		cmocka_unit_test(small_numbers_keep_their_digits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
